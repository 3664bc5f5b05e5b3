"""A tiny random Qwen3 with grouped heads, built without torch."""

from __future__ import annotations

import numpy as np

from keju.models.qwen3_numpy import Config, Qwen3

CONFIG = Config(layers=2, heads=4, groups=2, head=8, context=64, epsilon=1e-6, rotary_base=10_000.0)
HIDDEN, INNER, VOCABULARY = 24, 40, 19


def shapes() -> dict[str, tuple[int, ...]]:
    wide, narrow = CONFIG.heads * CONFIG.head, CONFIG.groups * CONFIG.head
    layer = {
        "input_layernorm": (HIDDEN,),
        "post_attention_layernorm": (HIDDEN,),
        "self_attn.q_proj": (wide, HIDDEN),
        "self_attn.k_proj": (narrow, HIDDEN),
        "self_attn.v_proj": (narrow, HIDDEN),
        "self_attn.o_proj": (HIDDEN, wide),
        "self_attn.q_norm": (CONFIG.head,),
        "self_attn.k_norm": (CONFIG.head,),
        "mlp.gate_proj": (INNER, HIDDEN),
        "mlp.up_proj": (INNER, HIDDEN),
        "mlp.down_proj": (HIDDEN, INNER),
    }
    whole = {"model.embed_tokens.weight": (VOCABULARY, HIDDEN), "model.norm.weight": (HIDDEN,)}
    for i in range(CONFIG.layers):
        whole |= {f"model.layers.{i}.{name}.weight": shape for name, shape in layer.items()}
    return whole


def weights(seed: int = 0) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(seed)
    return {
        name: (rng.normal(size=shape) * 0.3 + (len(shape) == 1)).astype(np.float32)
        for name, shape in shapes().items()
    }


def tiny(seed: int = 0) -> Qwen3:
    return Qwen3(CONFIG, weights(seed))
