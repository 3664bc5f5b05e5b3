"""A small decoder in Qwen3's layout, for training.

RMS norm before each half, grouped heads with normalised queries and keys, rotary positions,
SwiGLU, embeddings tied to the output (Qwen3 Technical Report, arXiv:2505.09388, section 2). The
parameters carry the names of ``transformers.Qwen3ForCausalLM``, so ``state_dict`` is a checkpoint.
"""

# torch is not installed where types are checked.
# mypy: disallow-subclassing-any=False

from __future__ import annotations

import math
from dataclasses import asdict, dataclass

import torch
import torch.nn.functional as nnf
from torch import Tensor, nn

__all__ = ["EPSILON", "ROTARY_BASE", "Decoder", "Shape"]

EPSILON = 1e-6
ROTARY_BASE = 10_000.0
_INITIAL_SPREAD = 0.02


@dataclass(frozen=True)
class Shape:
    """The sizes of a decoder, under the names that Qwen3's ``config.json`` uses."""

    vocab_size: int
    hidden_size: int = 128
    intermediate_size: int = 352
    num_hidden_layers: int = 4
    num_attention_heads: int = 4
    max_position_embeddings: int = 1024

    @property
    def head_dim(self) -> int:
        """Width of one attention head."""
        return self.hidden_size // self.num_attention_heads

    def config(self, *, end: int, pad: int) -> dict[str, object]:
        """Return ``config.json`` for weights of this shape stored in float16."""
        return {
            "architectures": ["Qwen3ForCausalLM"],
            "model_type": "qwen3",
            **asdict(self),
            "num_key_value_heads": self.num_attention_heads,
            "head_dim": self.head_dim,
            "hidden_act": "silu",
            "rms_norm_eps": EPSILON,
            "rope_theta": ROTARY_BASE,
            "attention_bias": False,
            "tie_word_embeddings": True,
            "bos_token_id": None,
            "eos_token_id": end,
            "pad_token_id": pad,
            "torch_dtype": "float16",
        }


class _Norm(nn.Module):
    def __init__(self, size: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(size))

    def forward(self, x: Tensor) -> Tensor:
        return nnf.rms_norm(x, self.weight.shape, self.weight, EPSILON)


class _Attention(nn.Module):
    def __init__(self, shape: Shape) -> None:
        super().__init__()
        size, self.head = shape.hidden_size, shape.head_dim
        self.q_proj = nn.Linear(size, size, bias=False)
        self.k_proj = nn.Linear(size, size, bias=False)
        self.v_proj = nn.Linear(size, size, bias=False)
        self.o_proj = nn.Linear(size, size, bias=False)
        self.q_norm = _Norm(self.head)
        self.k_norm = _Norm(self.head)

    def forward(self, x: Tensor, turns: tuple[Tensor, Tensor]) -> Tensor:
        rows, length, size = x.shape
        # One wide product is faster than three narrow ones; the names stay those of Qwen3.
        weight = torch.cat([self.q_proj.weight, self.k_proj.weight, self.v_proj.weight])
        wide = nnf.linear(x, weight).view(rows, length, 3, -1, self.head)
        q, k, v = wide.permute(2, 0, 3, 1, 4)
        q, k = _turn(self.q_norm(q), turns), _turn(self.k_norm(k), turns)
        mixed = nnf.scaled_dot_product_attention(q, k, v, is_causal=True)
        out: Tensor = self.o_proj(mixed.transpose(1, 2).reshape(rows, length, size))
        return out


class _FeedForward(nn.Module):
    def __init__(self, shape: Shape) -> None:
        super().__init__()
        size, inner = shape.hidden_size, shape.intermediate_size
        self.gate_proj = nn.Linear(size, inner, bias=False)
        self.up_proj = nn.Linear(size, inner, bias=False)
        self.down_proj = nn.Linear(inner, size, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        weight = torch.cat([self.gate_proj.weight, self.up_proj.weight])
        gate, up = nnf.linear(x, weight).chunk(2, -1)
        out: Tensor = self.down_proj(nnf.silu(gate) * up)
        return out


class _Layer(nn.Module):
    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.input_layernorm = _Norm(shape.hidden_size)
        self.self_attn = _Attention(shape)
        self.post_attention_layernorm = _Norm(shape.hidden_size)
        self.mlp = _FeedForward(shape)

    def forward(self, x: Tensor, turns: tuple[Tensor, Tensor], kept: Tensor | None) -> Tensor:
        x = x + self.self_attn(self.input_layernorm(x), turns)
        if kept is not None:
            x = x[kept]
        out: Tensor = x + self.mlp(self.post_attention_layernorm(x))
        return out


class _Body(nn.Module):
    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.embed_tokens = nn.Embedding(shape.vocab_size, shape.hidden_size)
        self.layers = nn.ModuleList(_Layer(shape) for _ in range(shape.num_hidden_layers))
        self.norm = _Norm(shape.hidden_size)


class Decoder(nn.Module):
    """The language model. Initial weights depend on torch's seed and the shape alone."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.model = _Body(shape)
        cos, sin = _rotations(shape)
        self.register_buffer("cos", cos, persistent=False)
        self.register_buffer("sin", sin, persistent=False)
        self._initialise()

    def _initialise(self) -> None:
        """Normal weights; what writes into the residual stream starts smaller, as in GPT-2."""
        narrow = _INITIAL_SPREAD / math.sqrt(2 * self.shape.num_hidden_layers)
        for name, parameter in self.named_parameters():
            if parameter.dim() > 1:
                writes = name.endswith(("o_proj.weight", "down_proj.weight"))
                nn.init.normal_(parameter, 0.0, narrow if writes else _INITIAL_SPREAD)

    def hidden(self, tokens: Tensor, kept: Tensor | None = None) -> Tensor:
        """Return the last hidden states (rows, length, hidden) of ``tokens`` (rows, length).

        ``kept`` (rows, length) says which alone are wanted: they come as (wanted, hidden), and the
        others are left out of all that no token sees of another, the last layer's second half.
        """
        length = tokens.shape[1]
        turns = (self.cos[:length], self.sin[:length])
        x = self.model.embed_tokens(tokens)
        last = len(self.model.layers) - 1
        for place, layer in enumerate(self.model.layers):
            x = layer(x, turns, kept if place == last else None)
        out: Tensor = self.model.norm(x)
        return out

    def loss(self, tokens: Tensor, targets: Tensor) -> Tensor:
        """Return the mean cross-entropy where ``targets`` (rows, length) are not negative."""
        wanted = targets >= 0
        states = self.hidden(tokens, wanted)
        logits = states @ self.model.embed_tokens.weight.T
        return nnf.cross_entropy(logits, targets[wanted])


def _rotations(shape: Shape) -> tuple[Tensor, Tensor]:
    """Return cosines and sines (context, head) of rotary positions (arXiv:2104.09864)."""
    pairs = torch.arange(0, shape.head_dim, 2).float() / shape.head_dim
    places = torch.arange(shape.max_position_embeddings).float()
    angles = torch.outer(places, ROTARY_BASE**-pairs).repeat(1, 2)
    return angles.cos(), angles.sin()


def _turn(x: Tensor, turns: tuple[Tensor, Tensor]) -> Tensor:
    left, right = x.chunk(2, -1)
    return x * turns[0] + torch.cat([-right, left], -1) * turns[1]
