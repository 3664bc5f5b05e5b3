"""How large a checkpoint is: what the work of a token depends on, read from its folder.

Not covered, and told as unknown: mixtures of experts, whose tokens meet a part of the parameters
only, and checkpoints whose weights are not in safetensors files.
"""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

from keju.core.scaling import Network

__all__ = ["network_of", "read_network"]

_WEIGHTS = Path(__file__).parent / "weights"
_EXPERTS = ("num_experts", "num_local_experts", "n_routed_experts")
#: Input tables by the names that checkpoints give them; an output table of its own is a head.
_TABLES = ("embed_tokens.weight", "wte.weight", "word_embeddings.weight")
_HEADER = 8  # bytes that hold the length of a safetensors header


def network_of(model: str) -> Network | None:
    """Return the network of ``keju/NAME`` or ``hf/FOLDER``; None of any other, or where unknown."""
    kind, _, name = model.partition("/")
    folders = {"keju": _WEIGHTS / name, "hf": Path(name)}
    return read_network(folders[kind]) if kind in folders else None


def read_network(folder: Path) -> Network | None:
    """Return the network of the checkpoint in ``folder``; None where that cannot be told."""
    try:
        config = json.loads((folder / "config.json").read_text("utf-8"))
        sizes: dict[str, int] = {}
        for path in folder.glob("*.safetensors"):
            sizes.update(_sizes(path))
        if not sizes or any(config.get(name) for name in _EXPERTS):
            return None
        heads = config["num_attention_heads"]
        head = config.get("head_dim") or config["hidden_size"] // heads
        return Network(_multiplied(sizes), config["num_hidden_layers"], heads * head)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _multiplied(sizes: dict[str, int]) -> int:
    """Return the parameters but for an input table that is only looked up."""
    total = sum(sizes.values())
    if any(name.endswith("lm_head.weight") for name in sizes):
        total -= sum(size for name, size in sizes.items() if name.endswith(_TABLES))
    return total


def _sizes(path: Path) -> dict[str, int]:
    """Return tensor → number of values, from the header alone (safetensors' format)."""
    with path.open("rb") as file:
        length = int.from_bytes(file.read(_HEADER), "little")
        if length > path.stat().st_size:
            raise ValueError(f"{path} is no safetensors file")
        header: dict[str, Any] = json.loads(file.read(length))
    return {
        name: math.prod(tensor["shape"])
        for name, tensor in header.items()
        if name != "__metadata__"
    }
