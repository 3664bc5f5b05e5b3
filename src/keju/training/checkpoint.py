"""Writing a trained decoder as a checkpoint folder that transformers and Keju load unchanged."""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

from keju.models.tokens import SPECIALS, tokenizer_config, tokenizer_json
from keju.training.network import Decoder, Shape

__all__ = ["load_weights", "read_network", "save_checkpoint"]


def save_checkpoint(network: Decoder, folder: Path) -> None:
    """Write config, tokenizer and float16 weights of ``network`` into ``folder``.

    The embedding is stored once; the output shares it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    end, pad = SPECIALS.index("<|im_end|>"), SPECIALS.index("<pad>")
    context = network.shape.max_position_embeddings
    files = {
        "config.json": network.shape.config(end=end, pad=pad),
        "generation_config.json": {"do_sample": False, "eos_token_id": end, "pad_token_id": pad},
        "tokenizer.json": tokenizer_json(),
        "tokenizer_config.json": tokenizer_config(context),
    }
    for name, content in files.items():
        (folder / name).write_text(json.dumps(content, indent=1) + "\n", "utf-8")
    weights = {name: value.to(torch.float16) for name, value in network.state_dict().items()}
    save_file(weights, str(folder / "model.safetensors"), metadata={"format": "pt"})


def load_weights(network: Decoder, folder: Path) -> None:
    """Put the weights that ``save_checkpoint`` wrote into ``network``."""
    network.load_state_dict(load_file(str(folder / "model.safetensors")))


def read_network(folder: Path) -> Decoder:
    """Return the network of the checkpoint that ``save_checkpoint`` wrote into ``folder``."""
    config = json.loads((folder / "config.json").read_text("utf-8"))
    network = Decoder(Shape(**{field.name: config[field.name] for field in fields(Shape)}))
    load_weights(network, folder)
    return network
