import pytest

from keju.core.errors import InputError, KejuError, StoreError, UnreachableError, nearest

KNOWN = ["openai", "openrouter", "ollama", "vllm"]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("opnai", " Did you mean openai?"),
        ("VLLM", " Did you mean vllm or ollama?"),
        ("zzz", " Known: ollama, openai, openrouter, vllm."),
        ("", " Known: ollama, openai, openrouter, vllm."),
    ],
)
def test_the_closest_names_are_offered_or_all_of_them(name, words):
    assert nearest(name, KNOWN) == words


def test_a_long_list_is_cut():
    words = nearest("zzz", [f"name{i:02}" for i in range(30)])
    assert words.endswith("name19, ….")


def test_nothing_is_offered_where_nothing_is_known():
    assert nearest("zzz", []) == ""


def test_a_capital_letter_is_offered_as_it_is_written():
    assert nearest("qwen3-8b", ["Qwen3-8B"]) == " Did you mean Qwen3-8B?"


def test_everything_the_user_can_mend_is_an_input_error():
    for error in (StoreError, UnreachableError):
        assert issubclass(error, InputError)
    assert issubclass(InputError, KejuError)
