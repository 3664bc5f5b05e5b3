from importlib.metadata import EntryPoint

import pytest

from keju.core.errors import InputError
from keju.core.offered import unique_names
from keju.core.records import Item, MarkerSpec, Question
from keju.marking import MARKERS, check_reference, known_markers, marker
from keju.marking.table import _load

#: For each marker what it cannot be made without, a reference, and an answer it can read.
PARAMETERS = {"judge": {"judges": "scripted/right", "rubric": "Is it polite?"}}
REFERENCES = {
    "asserts": {"function": "twice", "setup": "", "asserts": "assert twice(2) == 4"},
    "audit": {"lang": "en"},
    "choice": "B",
    "countdown": {"numbers": [1, 2], "target": 3},
    "exact": "word",
    "function": {"function": "twice", "tests": [{"arguments": [2], "value": 4}]},
    "instructions": [{"check": "words", "at_most": 5}],
    "json": {"a": 1},
    "judge": "Good evening.",
    "math": "x + 1",
    "number": 3,
    "regex": "[a-z]+",
    "stdio": {"tests": [{"input": "2", "output": "4"}]},
    "text": ["word", "words"],
}
#: What no marker can use; of JSON any value is a reference but null.
WRONG = {"json": None}
TEXTS = {
    "asserts": "\n```python\ndef twice(n):\n    return 2 * n\n```",
    "audit": "It is so.",
    "choice": "B",
    "countdown": "1 + 2",
    "exact": "word",
    "function": "\n```python\ndef twice(n):\n    return 2 * n\n```",
    "instructions": "two words",
    "json": '{"a": 1}',
    "judge": "Good evening.",
    "math": "x + 1",
    "number": "3",
    "regex": "word",
    "stdio": "\n```python\nprint(2 * int(input()))\n```",
    "text": "word",
}


def made(name):
    return marker(MarkerSpec(name, PARAMETERS.get(name, {})))


@pytest.mark.parametrize("name", MARKERS)
def test_every_marker_offers_the_protocol_and_takes_its_reference(name):
    found = made(name)
    assert found.name == name
    assert found.version >= 1
    assert found.slow in {True, False}
    spec = MarkerSpec(name, PARAMETERS.get(name, {}))
    check_reference(Item(Question.ask("?"), REFERENCES[name], spec))


@pytest.mark.parametrize("name", MARKERS)
def test_every_marker_finds_its_own_answer_the_same(name):
    found = made(name)
    answer = found.extract(f"Answer: {TEXTS[name]}")
    assert found.same(answer, answer) is True


@pytest.mark.parametrize("name", MARKERS)
def test_an_unknown_parameter_is_refused(name):
    with pytest.raises(InputError, match="unknown parameter 'tolerence'"):
        marker(MarkerSpec(name, {"tolerence": 1}))


def test_an_unknown_marker_is_refused_with_the_nearest_names():
    with pytest.raises(InputError, match=r"unknown marker 'numbr'\. Did you mean number"):
        marker(MarkerSpec("numbr"))


@pytest.mark.parametrize("name", MARKERS)
def test_a_reference_the_marker_cannot_use_is_found_at_load(name):
    spec = MarkerSpec(name, PARAMETERS.get(name, {}))
    with pytest.raises(InputError, match=f"marker {name}: the reference must be"):
        check_reference(Item(Question.ask("?"), WRONG.get(name, []), spec))


def test_the_known_markers_are_sorted():
    assert list(known_markers()) == sorted(known_markers())
    assert set(MARKERS) <= set(known_markers())


def entry(name, value="package.part:factory"):
    return EntryPoint(name, value, "keju.markers")


def test_markers_of_other_packages_are_found_by_name():
    assert list(unique_names("marker", (entry("shape"), entry("colour")), MARKERS)) == [
        "shape",
        "colour",
    ]


def test_a_part_that_cannot_be_loaded_is_named():
    with pytest.raises(InputError, match="marker 'shape': no_such_module:f cannot be loaded"):
        _load(entry("shape", "no_such_module:f"))


def test_a_name_offered_twice_is_refused():
    with pytest.raises(InputError, match="offered by one:f and by two:f"):
        unique_names("marker", (entry("shape", "one:f"), entry("shape", "two:f")), MARKERS)
    with pytest.raises(InputError, match="Keju itself"):
        unique_names("marker", (entry("number"),), MARKERS)
