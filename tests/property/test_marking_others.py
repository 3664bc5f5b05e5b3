"""What holds of json, text, instructions and judge for any value and any text."""

import json

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from keju.core.records import Item, MarkerSpec, Question, Verdict
from keju.marking import marker
from keju.marking.instructions import CHECKS
from keju.marking.instructions.units import paragraphs, sentences, words
from keju.marking.json_answer import json_marker
from keju.marking.rubric import judge_marker, read_judgement
from keju.marking.strict_json import equal_json, read_json
from keju.marking.text import TextMarker, normal_text

scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
finite = scalars.filter(lambda value: value not in (float("inf"), float("-inf")))
values = st.recursive(
    finite, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=20
)
containers = st.lists(values, min_size=1) | st.dictionaries(st.text(), values, min_size=1)


PIECES = st.sampled_from(
    [
        *[
            "\\boxed{",
            "}",
            "{",
            "[",
            "]",
            "Answer: ",
            "La respuesta es ",
            "答えは",
            "```json\n",
            "\n```",
        ],
        *[
            "<think>",
            "</think>",
            '"a": ',
            "1",
            "NaN",
            ",",
            '"',
            "A",
            "(B)",
            " or ",
            "\n",
            "\n\n",
            "# ",
        ],
        *["- ", "1. ", "|", "---", "e.g.", "!", "「", "Ⓑ", "is correct", "the ", "’", "Mark: 3"],
    ]
)
TEXTS = st.one_of(st.text(), st.lists(PIECES, max_size=30).map("".join))
SPECS = {
    "choice": ({"options": ["one", "two", "$1/2$"]}, "AC"),
    "instructions": (
        {"graded": True},
        [{"check": name} for name, check in CHECKS.items() if not check.needs and not check.amount],
    ),
    "json": ({"schema": {"type": "object"}}, None),
    "regex": ({"anywhere": True}, "a+b"),
    "text": ({"ignore_case": False}, "the word"),
}


@pytest.mark.parametrize("name", SPECS)
@given(text=TEXTS)
@example(text="\ud800")
@example(text="9" * 5_000)
def test_no_marker_raises_or_gives_up_on_any_text(name, text):
    parameters, reference = SPECS[name]
    spec = MarkerSpec(name, parameters)
    found = marker(spec)
    mark = found.mark(Item(Question.ask("?"), reference, spec), text)
    assert mark.verdict is not Verdict.UNMARKABLE
    found.extract(text)


@given(values)
def test_a_value_equals_what_is_read_from_its_own_source(value):
    assert equal_json(value, read_json(json.dumps(value)))
    assert equal_json(value, read_json(json.dumps(value, indent=2, ensure_ascii=False)))


@given(containers, st.sampled_from(["{}", "```json\n{}\n```", "Here:\n```\n{}\n```\nDone."]))
def test_a_value_is_right_wherever_it_may_stand(value, form):
    item = Item(Question.ask("?"), value, MarkerSpec("json"))
    text = form.replace("{}", json.dumps(value))
    if "<" not in text and "◁" not in text and "```" not in json.dumps(value):
        assert json_marker({}).mark(item, text).verdict is Verdict.CORRECT


@given(values, values)
def test_equality_is_symmetric_and_agrees_with_python_but_for_truth_values(left, right):
    assert equal_json(left, right) == equal_json(right, left)
    if equal_json(left, right):
        assert left == right


@given(st.text())
def test_a_text_is_the_same_as_itself_in_any_case_it_folds_to(text):
    assert TextMarker().same(text, text)
    assert normal_text(text) == normal_text(f"  **{text}** ")


@given(st.text(), st.text())
@settings(max_examples=200)
def test_units_of_two_texts_with_a_blank_line_between_add_up(one, other):
    both = f"{one}\n\n{other}"
    assert len(words(both)) == len(words(one)) + len(words(other))
    assert len(paragraphs(both)) <= len(paragraphs(one)) + len(paragraphs(other))
    assert all(any(map(str.isalnum, each)) for each in sentences(both))


POLITE = judge_marker({"judges": "a/b", "rubric": "Is it polite?"})


@given(st.text())
def test_no_answer_can_close_its_own_quotation(text):
    (message,) = POLITE.request(Item(Question.ask("?"), None, MarkerSpec("judge")), text)
    key = message.content.partition("[begin ")[2].split()[0]
    assert key not in text
    assert message.content.count(f"[end {key} answer]") == 1


@given(st.text())
def test_reading_a_judgement_never_raises_and_stays_within_the_scale(text):
    for said in (text, f"{text}\nMark: 3", f"Mark: {text}"):
        mark = read_judgement(POLITE, said).mark
        assert mark is None or 0 <= mark <= 1
