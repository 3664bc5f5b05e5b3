import hashlib
import json

import pytest

from keju.core.canonical import VERSION, canonical_json, content_hash, identifier


def test_keys_are_sorted_and_nothing_is_spaced():
    assert canonical_json({"b": [1, 2.5, None], "a": {"d": True, "c": "x"}}) == (
        '{"a":{"c":"x","d":true},"b":[1,2.5,null]}'
    )


def test_a_tuple_is_a_list():
    assert canonical_json(("a", ("b",))) == canonical_json(["a", ["b"]])


@pytest.mark.parametrize(
    ("left", "right"),
    [(1, 1.0), (1, True), (0, False), ("1", 1), (None, "null"), ([], {}), ("", None), (0.0, -0.0)],
)
def test_values_that_json_writes_differently_differ(left, right):
    assert canonical_json(left) != canonical_json(right)


@pytest.mark.parametrize("text", ["\ud800", "a\udfffb", "\x00", "糊名", "😀", "\u2028", '"\\'])
def test_any_string_survives(text):
    written = canonical_json(text)
    assert written.isascii()
    assert json.loads(written) == text


def test_a_pair_of_lone_surrogates_is_the_character_they_make():
    assert canonical_json("\ud83d\ude00") == canonical_json("😀")


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf"), [float("nan")]])
def test_what_is_no_number_is_refused(value):
    with pytest.raises(ValueError, match="Out of range"):
        canonical_json(value)


@pytest.mark.parametrize("value", [b"bytes", {1, 2}, object(), 1j])
def test_what_json_cannot_say_is_refused(value):
    with pytest.raises(TypeError):
        identifier("question", value)


def test_an_identifier_is_the_hash_of_version_kind_and_canonical_form():
    text = f'keju:{VERSION}:question:[["user","6 * 7?"]]'
    expected = hashlib.sha256(text.encode()).hexdigest()
    assert identifier("question", [["user", "6 * 7?"]]) == expected


def test_identifiers_stay_what_they_were_when_stores_were_written():
    assert VERSION == 1
    assert identifier("question", [["user", "What is 6 * 7?"]]) == (
        "5d808b6138406bbcb6d6f4afc5f302507b01e84a1631b0979f6b9b6ae1d2acbc"
    )


def test_records_of_another_kind_have_other_identifiers():
    assert identifier("item", "x") != identifier("question", "x")


def test_a_content_hash_is_32_bytes():
    assert content_hash(b"") == bytes.fromhex(
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    )
