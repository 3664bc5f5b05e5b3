"""A fresh network to begin with: ``--fresh d128,L4,h4,c512``, with the shipped tokenizer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from keju.core.errors import InputError

__all__ = ["Fresh", "parse_fresh", "write_fresh"]

_PART = re.compile(r"([dLhc])(\d{1,6})")
_HEAD = 32


@dataclass(frozen=True, slots=True)
class Fresh:
    """The sizes of a decoder in Qwen3's layout: width, layers, heads, context in tokens."""

    width: int
    layers: int
    heads: int
    context: int

    def __str__(self) -> str:
        return f"d{self.width},L{self.layers},h{self.heads},c{self.context}"


def parse_fresh(text: str) -> Fresh:
    """Read ``dWIDTH,LLAYERS[,hHEADS][,cCONTEXT]``; heads are width/32 and context 1024 if left out.

    Raises InputError for what is no such size.
    """
    sizes: dict[str, int] = {}
    for part in text.split(","):
        found = _PART.fullmatch(part.strip())
        if found is None or found[1] in sizes or not int(found[2]):
            raise InputError(
                f"--fresh {text}: {part!r} is no size; write d128,L4 (width, layers), if you like"
                " with h4 (heads) and c1024 (context)"
            )
        sizes[found[1]] = int(found[2])
    for letter, name in (("d", "width"), ("L", "layers")):
        if letter not in sizes:
            raise InputError(f"--fresh {text}: no {name}; write d128,L4 (width, layers)")
    width = sizes["d"]
    heads = sizes.get("h", max(1, width // _HEAD))
    if width % (2 * heads):
        raise InputError(
            f"--fresh {text}: {heads} heads do not divide the width {width} into even parts"
        )
    return Fresh(width, sizes["L"], heads, sizes.get("c", 1024))


def write_fresh(fresh: Fresh, seed: int, folder: Path) -> None:
    """Write a randomly initialised checkpoint with the character tokenizer into ``folder``."""
    import torch

    from keju.models.tokens import CHARACTERS, SPECIALS
    from keju.training.checkpoint import save_checkpoint
    from keju.training.network import Decoder, Shape

    torch.manual_seed(seed)
    shape = Shape(
        vocab_size=len(SPECIALS) + len(CHARACTERS),
        hidden_size=fresh.width,
        intermediate_size=max(8, round(fresh.width * 2.75 / 8) * 8),
        num_hidden_layers=fresh.layers,
        num_attention_heads=fresh.heads,
        max_position_embeddings=fresh.context,
    )
    save_checkpoint(Decoder(shape), folder)
