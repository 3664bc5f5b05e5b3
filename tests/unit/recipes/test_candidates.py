import json
from pathlib import Path

import pytest

from keju.core.errors import InputError
from keju.core.records import Message, Reply, Usage
from keju.methods import known_methods
from keju.models.openai import DEADLINE_SECONDS, OpenAIModel
from keju.models.prices import Price
from keju.models.providers import PROVIDERS
from keju.recipes.candidates import candidate, parse_parameters, split_candidate
from keju.recipes.config import Config, ModelEntry

EMPTY = Config(Path("keju.toml"))
KEY = "sk-secret"


@pytest.fixture(autouse=True)
def _no_addresses_of_the_environment(monkeypatch):
    for row in PROVIDERS.values():
        if row.base_url_env:
            monkeypatch.delenv(row.base_url_env, raising=False)


@pytest.fixture
def key(monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", KEY)


def config(**models) -> Config:
    return Config(Path("keju.toml"), {name: ModelEntry(**row) for name, row in models.items()})


def model(text: str, configured: Config = EMPTY, **parameters) -> OpenAIModel:
    made = candidate(text, configured, parameters).candidate.model
    assert isinstance(made, OpenAIModel)
    return made


def refuse(text: str, configured: Config = EMPTY, **settings) -> str:
    with pytest.raises(InputError) as raised:
        candidate(text, configured, settings.pop("parameters", {}), **settings)
    assert "\n" not in str(raised.value)
    assert KEY not in str(raised.value)
    return str(raised.value)


# The grammar


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("openai/gpt-4o", ("openai/gpt-4o", "direct")),
        ("openai/gpt-4o+think", ("openai/gpt-4o", "think")),
        ("openai/gpt-4o+direct", ("openai/gpt-4o", "direct")),
        ("openai/a+b+think", ("openai/a+b", "think")),
        ("openai/a+think+direct", ("openai/a+think", "direct")),
        ("openai/a+think+b", ("openai/a+think+b", "direct")),
        ("openai/a+think:5;x=1", ("openai/a", "think:5;x=1")),
        ("openai/a+think:5+direct", ("openai/a+think:5", "direct")),
        ("openai/command-r+", ("openai/command-r+", "direct")),
        ("openai/command-r++think", ("openai/command-r+", "think")),
        ("openai/a+thinking", ("openai/a+thinking", "direct")),
        ("vllm/m@http://h:1/v1+think", ("vllm/m@http://h:1/v1", "think")),
        ("recorded/a+think.jsonl", ("recorded/a+think.jsonl", "direct")),
        ("recorded/a+think.jsonl+think", ("recorded/a+think.jsonl", "think")),
        ("+think", ("+think", "direct")),
        ("", ("", "direct")),
    ],
)
def test_the_split_is_at_the_last_plus_before_a_known_method(text, parts):
    assert split_candidate(text) == parts


def test_a_candidate_is_called_what_the_user_wrote():
    assert candidate("scripted/right", EMPTY, {}).candidate.name == "scripted/right"
    assert candidate("scripted/right+think", EMPTY, {}).candidate.name == "scripted/right+think"


def test_every_provider_of_the_table_makes_a_model(monkeypatch):
    for row in PROVIDERS.values():
        if row.key_env:
            monkeypatch.setenv(row.key_env, KEY)
        made = model(f"{row.name}/some/model")
        assert made.identity["provider"] == row.name
        assert made.identity["model"] == "some/model"
        assert made.identity["base_url"] == row.base_url
        assert made.endpoint.key == (KEY if row.key_env else None)


@pytest.mark.parametrize(
    ("text", "provider", "address", "name"),
    [
        ("vllm/Qwen3-8B@http://h:8000/v1", "vllm", "http://h:8000/v1", "Qwen3-8B"),
        ("vllm/Qwen3-8B@http://h:8000/v1/", "vllm", "http://h:8000/v1", "Qwen3-8B"),
        ("vllm/org/Qwen3-8B@https://h/v1", "vllm", "https://h/v1", "org/Qwen3-8B"),
        ("Qwen3-8B@http://h/v1", "openai", "http://h/v1", "Qwen3-8B"),
        ("org/Qwen3-8B@http://h/v1", "openai", "http://h/v1", "org/Qwen3-8B"),
        ("vllm/a@b@http://[::1]:8000/v1", "vllm", "http://[::1]:8000/v1", "a@b"),
    ],
)
def test_a_base_url_moves_the_model(text, provider, address, name):
    identity = model(text).identity
    assert (identity["provider"], identity["base_url"], identity["model"]) == (
        provider,
        address,
        name,
    )


def test_an_at_sign_alone_is_part_of_the_name():
    assert model("vllm/model@latest").identity["model"] == "model@latest"


def test_a_variable_of_the_provider_moves_it(monkeypatch):
    monkeypatch.setenv("VLLM_BASE_URL", "http://h:9/v1/")
    assert model("vllm/m").identity["base_url"] == "http://h:9/v1"
    assert model("vllm/m@http://i/v1").identity["base_url"] == "http://i/v1"


def test_parameters_of_the_command_come_before_those_of_the_file(key):
    mine = config(mine={"model": "openai/m", "parameters": {"temperature": 0.2, "seed": 1}})
    assert model("mine", mine, temperature=0.6).parameters == {"temperature": 0.6, "seed": 1}


# Two endpoints with two keys


def test_two_endpoints_with_two_keys_are_easy(monkeypatch):
    monkeypatch.setenv("KEY_ONE", "sk-one")
    monkeypatch.setenv("KEY_TWO", "sk-two")
    both = config(
        one={"model": "Qwen3-8B", "base_url": "http://one/v1", "key_env": "KEY_ONE"},
        two={"model": "Qwen3-8B", "base_url": "http://two/v1", "key_env": "KEY_TWO"},
    )
    made = [model(name, both) for name in ("one", "two")]
    assert [each.endpoint.key for each in made] == ["sk-one", "sk-two"]
    assert [each.identity["base_url"] for each in made] == ["http://one/v1", "http://two/v1"]
    assert [each.name for each in made] == ["one", "two"]
    assert "sk-" not in json.dumps([dict(each.identity) for each in made])


def test_a_name_of_the_file_may_be_anything():
    odd = config(**{"a+b/c": {"model": "vllm/x+y"}})
    assert model("a+b/c", odd).identity["model"] == "x+y"
    assert candidate("a+b/c+think", odd, {}).candidate.name == "a+b/c+think"


def test_a_local_model_may_stand_in_the_file():
    mine = config(mine={"model": "scripted/student", "parameters": {"accuracy": 0.5}})
    made = candidate("mine", mine, {"seed": 3}).candidate.model
    assert made.identity["script"]["accuracy"] == 0.5
    assert made.identity["script"]["seed"] == 3


# Keys


@pytest.mark.parametrize("value", [None, "", "  "])
def test_a_missing_key_is_told_with_its_variable(monkeypatch, value):
    if value is not None:
        monkeypatch.setenv("OPENAI_API_KEY", value)
    assert refuse("openai/gpt-4o") == (
        "openai/gpt-4o: no key; set the environment variable OPENAI_API_KEY"
    )


def test_a_missing_key_of_the_file_is_told_with_its_variable():
    mine = config(mine={"model": "m", "base_url": "http://h/v1", "key_env": "MY_KEY"})
    assert refuse("mine", mine) == "mine: no key; set the environment variable MY_KEY"


def test_a_key_goes_to_its_provider_also_at_another_address_but_to_nobody_else(key):
    assert model("openai/m").endpoint.key == KEY
    assert model("openai/m@https://gateway/v1").endpoint.key == KEY
    assert model("Qwen3-8B@http://h/v1").endpoint.key is None
    assert model("vllm/m@http://h/v1").endpoint.key is None


def test_an_address_of_the_users_own_needs_no_key():
    assert model("openai/m@http://h/v1").endpoint.key is None


def test_white_space_around_a_key_is_no_part_of_it(monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", f" {KEY}\n")
    assert model("openai/m").endpoint.key == KEY


@pytest.mark.parametrize("value", ["sk-a\nsk-b", "sk a", "sk-…", "sk-\udc80", "sk-\x07"])
def test_what_can_be_no_key_is_refused_without_showing_it(monkeypatch, value):
    monkeypatch.setenv("OPENAI_API_KEY", value)
    assert refuse("openai/m").startswith("openai/m: OPENAI_API_KEY holds no key")


# What cannot be


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("opnai/gpt-4o", "Unknown provider 'opnai' in 'opnai/gpt-4o'. Did you mean openai?"),
        ("gpt-4o", "Unknown model 'gpt-4o'; write provider/name, or a name from keju.toml."),
        ("deepsek", "Did you mean deepseek/…?"),
        ("", "Unknown model ''"),
        ("openai/", "write provider/name"),
        ("openai@http://h/v1", "write provider/name"),
        ("@http://h/v1", "write provider/name"),
        ("/m", "Unknown provider ''"),
        ("scripted/studnt", "Did you mean student?"),
        ("keju/xiuca", "Did you mean xiucai"),
        ("recorded/none.jsonl", "none.jsonl: there is no such file"),
        ("vllm/m+thnk", "Unknown method 'thnk' in 'vllm/m+thnk'. Did you mean think?"),
        ("vllm/m+vot:5", "Unknown method 'vot' in 'vllm/m+vot:5'. Did you mean vote?"),
        ("vllm/m+best-off:5", "Unknown method 'best-off'"),
        ("vllm/m+vote", "+vote: write vote:K or vote:adaptive with a whole number"),
        ("keju/xiucai+vote:4", "at temperature 0 all its answers are the same"),
        ("recorded/none.jsonl+thnk", "Unknown method 'thnk'"),
        ("vllm/m+think:5", "Method think takes no parameters; write +think, not +think:5"),
        ("vllm/m@http://user:pw@h/v1", "the address may hold no user, password, ? or #"),
        ("vllm/m@http://h/v1?version=1", "the address may hold no user, password, ? or #"),
        ("vllm/m@http:///v1", "the address must read http(s)://host[:port]/…"),
        ("vllm/m@http://h:99999/v1", "the address must read http(s)://host[:port]/…"),
        ("vllm/m@http://[::1/v1", "the address must read http(s)://host[:port]/…"),
        ("vllm/m@http://h h/v1", "the address must read http(s)://host[:port]/…"),
    ],
)
def test_what_cannot_be_is_one_clear_line(text, words):
    assert words in refuse(text)


def test_a_mistyped_method_names_the_known_ones():
    assert all(name in refuse("vllm/m+zzz") for name in known_methods())


def test_a_mistyped_name_of_the_file_names_the_nearest():
    assert "Did you mean mine?" in refuse("mne", config(mine={"model": "vllm/m"}))


def test_an_address_of_the_file_must_be_one():
    mine = config(mine={"model": "m", "base_url": "localhost:8000"})
    assert refuse("mine", mine).startswith("mine: the address must read http(s)://host")


def test_an_address_with_a_password_never_shows_it():
    assert "pw" not in refuse("vllm/m@http://user:pw@h/v1").replace("password", "").replace(
        "vllm/m@http://user:pw@h/v1", ""
    )


def test_a_file_with_a_plus_in_its_name_can_be_read(tmp_path):
    (tmp_path / "a+b").write_text('{"question": "x", "response": "y"}\n')
    made = candidate(f"recorded/{tmp_path / 'a+b'}", EMPTY, {}).candidate.model
    made._file.close()
    assert made.name == f"recorded/{tmp_path / 'a+b'}"


def test_recorded_answers_take_no_parameters():
    words = refuse("recorded/x.jsonl", parameters={"temperature": 1})
    assert words == "recorded/x.jsonl: recorded answers take no parameters"


def test_a_parameter_that_cannot_be_is_named_with_its_model():
    words = refuse("vllm/m", parameters={"temprature": 1})
    assert words.startswith("vllm/m: unknown parameter 'temprature'. Did you mean temperature?")


@pytest.mark.parametrize("seconds", [0, -1.0, float("nan"), float("inf")])
def test_a_deadline_that_cannot_be_is_refused(seconds):
    assert "the deadline of a call must be above 0 seconds" in refuse("vllm/m", deadline=seconds)
    mine = config(mine={"model": "vllm/m", "deadline": seconds})
    assert "the deadline of a call must be above 0 seconds" in refuse("mine", mine)


def test_the_deadline_of_the_command_comes_before_that_of_the_file():
    mine = config(mine={"model": "vllm/m", "deadline": 5})

    def deadline(text, given):
        return candidate(text, mine, {}, given).candidate.model.endpoint.deadline

    assert deadline("mine", None) == 5
    assert deadline("mine", 7.0) == 7.0
    assert deadline("vllm/m", None) == DEADLINE_SECONDS


# Prices


def test_the_price_of_a_provider_is_known_and_one_of_another_address_is_not(key):
    assert candidate("openai/gpt-4o", EMPTY, {}).price is not None
    assert candidate("openai/gpt-4o@http://h/v1", EMPTY, {}).price is None
    assert candidate("vllm/gpt-4o", EMPTY, {}).pricing is None


def test_a_price_of_the_file_is_used_for_what_an_answer_costs_and_can_cost():
    mine = config(mine={"model": "vllm/m", "prices": Price(1.0, 10.0)})
    entrant = candidate("mine", mine, {"max_tokens": 1000})
    assert entrant.pricing.cost(Reply("42", usage=Usage(1000, 100))) == pytest.approx(0.002)
    assert entrant.pricing.cost(Reply("42")) is None
    most = entrant.pricing.most((Message("user", "What is 6 * 7?"),))
    assert 0.01 < most < 0.011
    unbounded = candidate("mine", mine, {}).pricing.most(())
    assert unbounded > 1


# Parameters of the command line


def test_a_parameter_is_json_where_it_can_be_and_a_string_otherwise():
    pairs = ["temperature=0.6", "seed=7", 'stop=["a", "b"]', "reasoning_effort=high", "x=a=b", "y="]
    assert parse_parameters(pairs) == {
        "temperature": 0.6,
        "seed": 7,
        "stop": ["a", "b"],
        "reasoning_effort": "high",
        "x": "a=b",
        "y": "",
    }


@pytest.mark.parametrize(
    ("pairs", "words"),
    [
        (["temperature"], "-p temperature: write it as name=value"),
        (["=1"], "-p =1: write it as name=value"),
        (["seed=1", "seed=2"], "-p seed is given twice"),
    ],
)
def test_a_pair_that_cannot_be_read_is_refused(pairs, words):
    with pytest.raises(InputError) as raised:
        parse_parameters(pairs)
    assert words in str(raised.value)


def test_a_parameter_without_an_end_never_reaches_the_endpoint():
    assert "finite" in refuse("vllm/m", parameters=parse_parameters(["temperature=NaN"]))
