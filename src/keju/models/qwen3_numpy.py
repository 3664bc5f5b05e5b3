"""Qwen3 checkpoints in pure numpy: read a folder, compute logits with a key-value cache.

Weights may be stored in float16 or float32; arithmetic is float32. Made for models of up to a few
million parameters, where it is faster on a processor than a heavier library starts.

Layout: Qwen3 Technical Report (arXiv:2505.09388), section 2. Grouped-query attention is covered;
attention biases, sliding windows, rotary scaling, mixtures of experts and bfloat16 are not, and
are refused. BLAS may use several threads, as ``OPENBLAS_NUM_THREADS`` says at start-up.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load_file

from keju.core.errors import InputError

__all__ = ["Cache", "Config", "Floats", "Ints", "Qwen3"]

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Config:
    """The numbers of ``config.json`` that the arithmetic needs."""

    layers: int
    heads: int
    groups: int
    head: int
    context: int
    epsilon: float
    rotary_base: float

    @classmethod
    def read(cls, folder: Path) -> Config:
        """Read ``config.json``. Raises InputError for anything but a plain dense Qwen3."""
        path = folder / "config.json"
        try:
            raw = json.loads(path.read_text("utf-8"))
            _refuse_variants(raw, path)
            rotary = raw.get("rope_parameters") or raw
            return cls(
                layers=raw["num_hidden_layers"],
                heads=raw["num_attention_heads"],
                groups=raw["num_key_value_heads"],
                head=raw["head_dim"],
                context=raw["max_position_embeddings"],
                epsilon=raw["rms_norm_eps"],
                rotary_base=float(rotary["rope_theta"]),
            )
        except (OSError, ValueError, KeyError, AttributeError) as error:
            raise InputError(
                f"{path}: no Qwen3 configuration ({type(error).__name__}: {error}); "
                "use hf/PATH for other checkpoints."
            ) from error


def _refuse_variants(raw: Mapping[str, Any], path: Path) -> None:
    rotary = raw.get("rope_parameters") or raw.get("rope_scaling") or {}
    odd = {
        "model_type": raw.get("model_type") != "qwen3",
        "attention_bias": bool(raw.get("attention_bias")),
        "use_sliding_window": bool(raw.get("use_sliding_window")),
        "hidden_act": raw.get("hidden_act", "silu") != "silu",
        "rope_type": rotary.get("rope_type", rotary.get("type", "default")) != "default",
    }
    if any(odd.values()):
        field = next(name for name, is_odd in odd.items() if is_odd)
        raise InputError(f"{path}: field {field} is not that of a plain Qwen3; use hf/PATH.")


@dataclass(frozen=True)
class _Layer:
    """One layer's weights, ready for ``x @ w``; the norms before the matrices are folded in."""

    qkv: Floats  # (hidden, (heads + 2 groups) * head)
    head_norms: Floats  # (heads + groups, head), the queries' scaled by head ** -0.5
    out: Floats  # (heads * head, hidden)
    gate_up: Floats  # (hidden, 2 * inner)
    down: Floats  # (inner, hidden)


#: Rows that attend together, as far as the longest of them reaches; others do not look so far.
_ROWS_AT_ONCE = 16


class Cache:
    """Keys and values of ``rows`` conversations, each (rows, groups, length, head) per layer.

    The length grows as needed; what lies beyond a row's own length is never looked at.
    """

    def __init__(self, config: Config, rows: int, length: int = 128) -> None:
        self._config = config
        shape = (rows, config.groups, length, config.head)
        self.keys = [np.zeros(shape, np.float32) for _ in range(config.layers)]
        self.values = [np.zeros(shape, np.float32) for _ in range(config.layers)]

    def reserve(self, length: int) -> None:
        """Make room for ``length`` positions in every row."""
        have = self.keys[0].shape[2]
        if length <= have:
            return
        room = min(max(length, 2 * have), max(length, self._config.context))
        pad = ((0, 0), (0, 0), (0, room - have), (0, 0))
        self.keys = [np.pad(keys, pad) for keys in self.keys]
        self.values = [np.pad(values, pad) for values in self.values]

    def move(self, source: int, target: int, length: int) -> None:
        """Copy the first ``length`` positions of row ``source`` over row ``target``."""
        for part in (*self.keys, *self.values):
            part[target, :, :length] = part[source, :, :length]


class Qwen3:
    """The network of one checkpoint. Immutable, so any number of threads may use it."""

    def __init__(self, config: Config, weights: Mapping[str, NDArray[Any]]) -> None:
        self.config = config
        single = {name: np.asarray(value, np.float32) for name, value in weights.items()}
        self._embedding: Floats = single["model.embed_tokens.weight"]
        output = single.get("lm_head.weight", self._embedding)
        self._output = _columns(output * single["model.norm.weight"])
        self._layers = [_layer(config, single, f"model.layers.{i}.") for i in range(config.layers)]
        self._cos, self._sin = _rotations(config)

    @classmethod
    def read(cls, folder: Path) -> Qwen3:
        """Read the configuration and ``model.safetensors``. Raises InputError when it cannot."""
        config = Config.read(folder)
        path = folder / "model.safetensors"
        try:
            return cls(config, load_file(path))
        except (OSError, SafetensorError, KeyError, ValueError, TypeError) as error:
            raise InputError(
                f"{path}: no Qwen3 weights in float16 or float32 ({type(error).__name__}: {error})."
            ) from error

    def hidden(self, tokens: Ints, starts: Ints, cache: Cache, first: int) -> Floats:
        """Return the states before the output matrix, (rows, length, hidden).

        Row ``i`` of ``tokens`` (rows, length) continues the conversation in row ``first + i`` of
        ``cache`` at position ``starts[i]``; its keys and values are written there.
        """
        rows, length = tokens.shape
        places = starts[:, None] + np.arange(length)
        reach = int(places.max()) + 1
        cache.reserve(reach)
        blocks = [_Block.of(places, first, start) for start in range(0, rows, _ROWS_AT_ONCE)]
        turns = self._cos[places][:, :, None], self._sin[places][:, :, None]
        index = np.arange(first, first + rows)[:, None], slice(None), places
        x = self._embedding[tokens]
        for layer, keys, values in zip(self._layers, cache.keys, cache.values, strict=True):
            q, k, v = self._project(layer, self._normal(x), turns)
            keys[index], values[index] = k, v
            mixed = [_attend(q[b.asking], keys[b.seen], values[b.seen], b.bias) for b in blocks]
            x = x + np.concatenate(mixed) @ layer.out
            x += _gated(self._normal(x) @ layer.gate_up) @ layer.down
        return self._normal(x)

    def logits(self, hidden: Floats) -> Floats:
        """Return logits (…, vocabulary) of states (…, hidden) as ``hidden`` gave them."""
        out: Floats = hidden @ self._output
        return out

    def _normal(self, x: Floats) -> Floats:
        square = np.einsum("...i,...i->...", x, x)[..., None] / np.float32(x.shape[-1])
        out: Floats = x / np.sqrt(square + np.float32(self.config.epsilon))
        return out

    def _project(
        self, layer: _Layer, x: Floats, turns: tuple[Floats, Floats]
    ) -> tuple[Floats, Floats, Floats]:
        """Return turned queries and keys, and values: (rows, length, heads or groups, head)."""
        heads, groups = self.config.heads, self.config.groups
        wide: Floats = (x @ layer.qkv).reshape(*x.shape[:2], heads + 2 * groups, self.config.head)
        normal: Floats = self._normal(wide[:, :, : heads + groups]) * layer.head_norms
        left, right = np.split(normal, 2, axis=-1)
        swapped: Floats = np.concatenate([-right, left], -1)
        turned = normal * turns[0] + swapped * turns[1]
        return turned[:, :, :heads], turned[:, :, heads:], wide[:, :, heads + groups :]


@dataclass(frozen=True)
class _Block:
    """Some rows that attend together: which ask, what they look at, and what each may not see."""

    asking: slice
    seen: tuple[slice, slice, slice]
    bias: Floats  # (rows, length, reach)

    @classmethod
    def of(cls, places: Ints, first: int, start: int) -> _Block:
        places = places[start : start + _ROWS_AT_ONCE]
        reach, from_row = int(places.max()) + 1, first + start
        # Everything after a position itself is hidden from it, other rows' leftovers included.
        hidden = np.arange(reach) > places[:, :, None]
        return cls(
            slice(start, start + len(places)),
            (slice(from_row, from_row + len(places)), slice(None), slice(reach)),
            np.where(hidden, np.float32(-np.inf), np.float32(0)),
        )


def _columns(matrix: Floats) -> Floats:
    return np.ascontiguousarray(matrix.T)


def _layer(config: Config, weights: Mapping[str, Floats], prefix: str) -> _Layer:
    def joined(norm: str, *names: str) -> Floats:
        rows = np.concatenate([weights[f"{prefix}{name}_proj.weight"] for name in names])
        return _columns(rows * weights[f"{prefix}{norm}.weight"])

    query_norm = weights[f"{prefix}self_attn.q_norm.weight"] * np.float32(config.head**-0.5)
    key_norm = weights[f"{prefix}self_attn.k_norm.weight"]
    norms = np.concatenate(
        [np.tile(query_norm, (config.heads, 1)), np.tile(key_norm, (config.groups, 1))]
    )
    return _Layer(
        qkv=joined("input_layernorm", "self_attn.q", "self_attn.k", "self_attn.v"),
        head_norms=norms,
        out=_columns(weights[f"{prefix}self_attn.o_proj.weight"]),
        gate_up=joined("post_attention_layernorm", "mlp.gate", "mlp.up"),
        down=_columns(weights[f"{prefix}mlp.down_proj.weight"]),
    )


def _rotations(config: Config) -> tuple[Floats, Floats]:
    """Return cosines and sines (context, head) of rotary positions (arXiv:2104.09864)."""
    pairs = np.arange(0, config.head, 2, dtype=np.float32) / np.float32(config.head)
    angles = np.outer(np.arange(config.context, dtype=np.float32), config.rotary_base**-pairs)
    doubled = np.concatenate([angles, angles], -1).astype(np.float32)
    return np.cos(doubled), np.sin(doubled)


def _attend(q: Floats, keys: Floats, values: Floats, bias: Floats) -> Floats:
    """Return attention (rows, length, heads * head) over ``keys`` (rows, groups, reach, head)."""
    rows, length, heads, head = q.shape
    groups, reach = keys.shape[1:3]
    # Heads of one group stand together, so that each group is one matrix product.
    share = heads // groups
    q = q.reshape(rows, length, groups, share, head).transpose(0, 2, 3, 1, 4)
    scores: Floats = q.reshape(rows, groups, share * length, head) @ keys.swapaxes(-1, -2)
    scores = scores.reshape(rows, groups, share, length, reach)
    scores += bias[:, None, None]
    scores -= scores.max(-1, keepdims=True)
    np.exp(scores, out=scores)
    mixed: Floats = scores.reshape(rows, groups, share * length, reach) @ values
    mixed /= scores.sum(-1).reshape(rows, groups, share * length, 1)
    mixed = mixed.reshape(rows, groups, share, length, head).transpose(0, 3, 1, 2, 4)
    out: Floats = mixed.reshape(rows, length, heads * head)
    return out


def _gated(wide: Floats) -> Floats:
    """Return silu(gate) * up of gate and up, which stand side by side in ``wide``."""
    gate, up = np.split(wide, 2, axis=-1)
    # x * sigmoid(x), written so that nothing overflows.
    out: Floats = np.tanh(gate * np.float32(0.5))
    out += 1
    out *= gate
    out *= up
    out /= 2
    return out
