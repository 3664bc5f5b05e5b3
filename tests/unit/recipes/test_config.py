import pytest

from keju.core.errors import InputError
from keju.models.prices import Price
from keju.recipes.config import ModelEntry, read_config


@pytest.fixture(autouse=True)
def _here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("KEJU_CONFIG", raising=False)


def write(path, text):
    path.write_text(text, "utf-8")
    return path


def refuse(tmp_path, text):
    path = write(tmp_path / "mine.toml", text)
    with pytest.raises(InputError) as raised:
        read_config(path)
    message = str(raised.value)
    assert message.startswith(str(path))
    assert "\n" not in message
    return message


def test_without_a_file_there_are_no_models_and_the_shipped_prices():
    config = read_config()
    assert config.models == {}
    assert config.price("openai/gpt-4o") is not None
    assert config.price("openai/no-such-model") is None


def test_a_model_is_read_with_every_field(tmp_path):
    text = """
[models.mine]
model = "vllm/Qwen3-8B"
base_url = "http://10.0.0.7:8000/v1"
key_env = "MY_KEY"
parameters = { temperature = 0.6, extra_body = { top_k = 20 } }
prices = { input = 0.1, output = 0.4 }
deadline = 900
"""
    assert read_config(write(tmp_path / "keju.toml", text)).models == {
        "mine": ModelEntry(
            model="vllm/Qwen3-8B",
            base_url="http://10.0.0.7:8000/v1",
            key_env="MY_KEY",
            parameters={"temperature": 0.6, "extra_body": {"top_k": 20}},
            prices=Price(0.1, 0.4),
            deadline=900,
        )
    }


def test_the_users_price_comes_before_the_shipped_one(tmp_path):
    write(tmp_path / "keju.toml", '[prices."openai/gpt-4o"]\ninput = 0\noutput = 0\n')
    assert read_config().price("openai/gpt-4o") == Price(0.0, 0.0)


def test_the_file_is_found_here_or_where_the_variable_says(tmp_path, monkeypatch):
    write(tmp_path / "keju.toml", '[models.here]\nmodel = "vllm/a"\n')
    elsewhere = write(tmp_path / "other.toml", '[models.there]\nmodel = "vllm/b"\n')
    assert list(read_config().models) == ["here"]
    monkeypatch.setenv("KEJU_CONFIG", str(elsewhere))
    assert list(read_config().models) == ["there"]
    assert list(read_config(tmp_path / "keju.toml").models) == ["here"]


def test_a_file_that_was_named_must_be_there(tmp_path, monkeypatch):
    with pytest.raises(InputError, match=r"none\.toml: no such configuration file"):
        read_config(tmp_path / "none.toml")
    monkeypatch.setenv("KEJU_CONFIG", str(tmp_path / "none.toml"))
    with pytest.raises(InputError, match=r"none\.toml: no such configuration file"):
        read_config()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[models", "cannot be read as TOML"),
        ("a = 1\na = 2", "cannot be read as TOML"),
        ("[model.mine]", "unknown table [model]"),
        ("models = 1", "[models] must hold tables, as in [models.NAME]"),
        ("[models]\nmine = 'vllm/a'", "[models] must hold tables"),
        ("[prices]\ninput = 1", "[prices] must hold tables"),
        ("[models.mine]", "[models.mine]: field model is missing; write provider/name"),
        ("[models.mine]\nmodel = 1", "[models.mine]: field model has the wrong type: 1"),
        (
            "[models.mine]\nmodel = 'a'\nbase-url = 'x'",
            "unknown field 'base-url'. Did you mean base_url?",
        ),
        ("[models.mine]\nmodel = 'a'\nkey = 'sk'", "unknown field 'key'. Did you mean key_env?"),
        ("[models.mine]\nmodel = 'a'\ndeadline = true", "field deadline has the wrong type: True"),
        ("[models.mine]\nmodel = 'a'\nparameters = 'x'", "field parameters has the wrong type"),
        (
            "[models.mine]\nmodel = 'a'\nprices = { input = 1 }",
            "[models.mine] prices: output must be US dollars",
        ),
        ("[prices.'a/b']\ninput = nan\noutput = 1", "[prices.a/b]: input must be US dollars"),
    ],
)
def test_what_cannot_be_used_is_named_with_file_and_field(tmp_path, text, words):
    assert words in refuse(tmp_path, text)


def test_a_file_that_is_no_text_is_one_clear_line(tmp_path):
    (tmp_path / "bad.toml").write_bytes(b"\xff\xfe")
    for path in (tmp_path / "bad.toml", tmp_path):
        with pytest.raises(InputError, match="cannot be read as TOML"):
            read_config(path)
