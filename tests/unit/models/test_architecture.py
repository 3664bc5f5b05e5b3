"""How large a checkpoint is, read from its folder alone."""

import json

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from keju.models import architecture
from keju.models.architecture import network_of, read_network

CONFIG = {"num_attention_heads": 4, "num_hidden_layers": 3, "hidden_size": 32}


def checkpoint(folder, config, shapes):
    folder.mkdir(exist_ok=True)
    (folder / "config.json").write_text(json.dumps(config))
    save_file(
        {name: np.zeros(shape, np.float16) for name, shape in shapes.items()},
        folder / "model.safetensors",
    )
    return folder


def test_a_shipped_model_has_the_parameters_of_its_file():
    found = network_of("keju/xiucai")
    folder = architecture._WEIGHTS / "xiucai"
    arrays = load_file(folder / "model.safetensors")
    config = json.loads((folder / "config.json").read_text())
    assert found.parameters == sum(array.size for array in arrays.values())
    assert found.layers == config["num_hidden_layers"]
    assert found.width == config["num_attention_heads"] * config["head_dim"]
    assert found.per_token == 2 * found.parameters
    assert found.per_square == 2 * found.layers * found.width


def test_an_input_table_counts_only_where_it_is_the_output_table_too(tmp_path):
    table = {"model.embed_tokens.weight": [10, 32], "other.weight": [7]}
    tied = checkpoint(tmp_path / "tied", CONFIG, table)
    apart = checkpoint(tmp_path / "apart", CONFIG, {**table, "lm_head.weight": [10, 32]})
    assert network_of(f"hf/{tied}").parameters == 327
    assert network_of(f"hf/{apart}").parameters == 327
    assert network_of(f"hf/{tied}").width == 32


def test_several_files_add_up(tmp_path):
    folder = checkpoint(tmp_path / "parts", CONFIG, {"a": [5]})
    save_file({"b": np.zeros([2, 3], np.float32)}, folder / "model-2.safetensors")
    assert read_network(folder).parameters == 11


@pytest.mark.parametrize(
    "config",
    [{**CONFIG, "num_experts": 8}, {"num_hidden_layers": 3}, {**CONFIG, "hidden_size": None}],
)
def test_what_cannot_be_told_is_unknown(tmp_path, config):
    assert read_network(checkpoint(tmp_path / "odd", config, {"a": [5]})) is None


def test_broken_and_missing_folders_and_endpoints_are_unknown(tmp_path):
    folder = checkpoint(tmp_path / "broken", CONFIG, {"a": [5]})
    (folder / "model.safetensors").write_bytes(b"\xff" * 40)
    assert read_network(folder) is None
    assert read_network(tmp_path / "nowhere") is None
    assert network_of("openai/gpt-4o-mini") is None
    assert network_of("keju/nobody") is None
