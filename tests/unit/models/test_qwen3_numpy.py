import json

import numpy as np
import pytest
from safetensors.numpy import save_file
from tiny_qwen3 import CONFIG, HIDDEN, INNER, VOCABULARY, tiny, weights

from keju.core.errors import InputError
from keju.models.qwen3_numpy import Cache, Config, Qwen3

RAW = {
    "model_type": "qwen3",
    "num_hidden_layers": CONFIG.layers,
    "num_attention_heads": CONFIG.heads,
    "num_key_value_heads": CONFIG.groups,
    "head_dim": CONFIG.head,
    "hidden_size": HIDDEN,
    "intermediate_size": INNER,
    "max_position_embeddings": CONFIG.context,
    "rms_norm_eps": CONFIG.epsilon,
    "rope_theta": CONFIG.rotary_base,
}


def whole_logits(network, tokens):
    starts = np.zeros(len(tokens), np.int64)
    cache = Cache(network.config, len(tokens), 4)
    return network.logits(network.hidden(tokens, starts, cache, 0))


def plain_logits(tokens):
    """The same network, written from the report's formulas: one row, no cache, no grouping."""
    w = weights()

    def norm(x, name):
        return x / np.sqrt((x * x).mean(-1, keepdims=True) + CONFIG.epsilon) * w[f"{name}.weight"]

    def turn(x):
        half = CONFIG.head // 2
        angle = np.arange(len(x))[:, None] * CONFIG.rotary_base ** (-np.arange(half) / half)
        left, right = x[:, :half], x[:, half:]
        cos, sin = np.cos(angle), np.sin(angle)
        return np.concatenate([left * cos - right * sin, right * cos + left * sin], -1)

    x = w["model.embed_tokens.weight"][tokens].astype(np.float64)
    for i in range(CONFIG.layers):
        p = f"model.layers.{i}."
        n = norm(x, f"{p}input_layernorm")
        q, k, v = (n @ w[f"{p}self_attn.{c}_proj.weight"].T for c in "qkv")
        heads = []
        for h in range(CONFIG.heads):
            own = slice(h * CONFIG.head, (h + 1) * CONFIG.head)
            g = h // (CONFIG.heads // CONFIG.groups)
            shared = slice(g * CONFIG.head, (g + 1) * CONFIG.head)
            hq = turn(norm(q[:, own], f"{p}self_attn.q_norm"))
            hk = turn(norm(k[:, shared], f"{p}self_attn.k_norm"))
            scores = hq @ hk.T / np.sqrt(CONFIG.head)
            scores[np.triu_indices(len(tokens), 1)] = -np.inf
            scores = np.exp(scores) / np.exp(scores).sum(-1, keepdims=True)
            heads.append(scores @ v[:, shared])
        x = x + np.concatenate(heads, -1) @ w[f"{p}self_attn.o_proj.weight"].T
        n = norm(x, f"{p}post_attention_layernorm")
        gate = n @ w[f"{p}mlp.gate_proj.weight"].T
        up = n @ w[f"{p}mlp.up_proj.weight"].T
        x = x + (gate / (1 + np.exp(-gate)) * up) @ w[f"{p}mlp.down_proj.weight"].T
    return norm(x, "model.norm") @ w["model.embed_tokens.weight"].T


@pytest.fixture
def tokens():
    return np.random.default_rng(1).integers(0, VOCABULARY, (3, 20))


def test_logits_are_those_of_the_plain_formulas(tokens):
    expected = np.stack([plain_logits(row) for row in tokens])
    np.testing.assert_allclose(whole_logits(tiny(), tokens), expected, atol=1e-4)


def test_one_token_at_a_time_gives_the_logits_of_the_whole(tokens):
    network, cache = tiny(), Cache(CONFIG, 3, 4)
    steps = [
        network.logits(network.hidden(tokens[:, i : i + 1], np.full(3, i), cache, 0))
        for i in range(tokens.shape[1])
    ]
    np.testing.assert_allclose(np.concatenate(steps, 1), whole_logits(network, tokens), atol=1e-4)


def test_rows_of_different_lengths_do_not_see_each_others_leftovers(tokens):
    network, cache = tiny(), Cache(CONFIG, 3, 4)
    network.hidden(tokens, np.zeros(3, np.int64), cache, 0)
    # Row 1 goes on from position 5 although the cache still holds what stood there before.
    again = network.hidden(tokens[:2, 5:6], np.array([5, 5]), cache, 0)
    expected = whole_logits(network, tokens)[:2, 5]
    np.testing.assert_allclose(network.logits(again)[:, 0], expected, atol=1e-4)


def test_an_untied_output_matrix_is_used(tokens):
    separate = weights() | {"lm_head.weight": weights(7)["model.embed_tokens.weight"]}
    untied = whole_logits(Qwen3(CONFIG, separate), tokens)
    assert np.abs(untied - whole_logits(tiny(), tokens)).max() > 0.1


@pytest.mark.parametrize("stored", [np.float16, np.float32])
def test_a_folder_is_read_whatever_its_precision(tmp_path, tokens, stored):
    (tmp_path / "config.json").write_text(json.dumps(RAW))
    save_file({k: v.astype(stored) for k, v in weights().items()}, tmp_path / "model.safetensors")
    read = Qwen3.read(tmp_path)
    assert read.config == CONFIG
    np.testing.assert_allclose(whole_logits(read, tokens), whole_logits(tiny(), tokens), atol=0.3)


def test_the_newer_place_of_the_rotary_base_is_read(tmp_path):
    raw = RAW | {"rope_parameters": {"rope_theta": 5e5, "rope_type": "default"}}
    (tmp_path / "config.json").write_text(json.dumps(raw))
    assert Config.read(tmp_path).rotary_base == 5e5


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"model_type": "llama"}, "model_type"),
        ({"attention_bias": True}, "attention_bias"),
        ({"use_sliding_window": True}, "use_sliding_window"),
        ({"hidden_act": "gelu"}, "hidden_act"),
        ({"rope_scaling": {"type": "yarn", "factor": 4.0}}, "rope_type"),
    ],
)
def test_what_is_not_covered_is_refused_by_name(tmp_path, change, field):
    (tmp_path / "config.json").write_text(json.dumps(RAW | change))
    with pytest.raises(InputError, match=rf"config\.json: field {field} .* use hf/PATH"):
        Config.read(tmp_path)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"model_type": "qwen3"}'])
def test_a_broken_configuration_is_refused(tmp_path, text):
    (tmp_path / "config.json").write_text(text)
    with pytest.raises(InputError, match=r"config\.json"):
        Config.read(tmp_path)


def test_missing_or_broken_weights_are_refused(tmp_path):
    (tmp_path / "config.json").write_text(json.dumps(RAW))
    with pytest.raises(InputError, match=r"model\.safetensors: no Qwen3 weights"):
        Qwen3.read(tmp_path)
    (tmp_path / "model.safetensors").write_bytes(b"nothing of the kind")
    with pytest.raises(InputError, match=r"model\.safetensors: no Qwen3 weights"):
        Qwen3.read(tmp_path)
    missing = {k: v for k, v in weights().items() if k != "model.norm.weight"}
    save_file(missing, tmp_path / "model.safetensors")
    with pytest.raises(InputError, match=r"KeyError: 'model.norm.weight'"):
        Qwen3.read(tmp_path)
