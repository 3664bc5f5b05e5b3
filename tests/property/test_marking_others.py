"""What holds of json, text, instructions and judge for any value and any text."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from keju.core.records import Item, MarkerSpec, Question, Verdict
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
    marker = TextMarker()
    assert marker.same(text, text)
    assert normal_text(text) == normal_text(f"  **{text}** ")


@given(st.text(), st.text())
@settings(max_examples=200)
def test_units_of_two_texts_with_a_blank_line_between_add_up(one, other):
    both = f"{one}\n\n{other}"
    assert len(words(both)) == len(words(one)) + len(words(other))
    assert len(paragraphs(both)) <= len(paragraphs(one)) + len(paragraphs(other))
    assert all(any(map(str.isalnum, each)) for each in sentences(both))


@given(st.text())
def test_no_answer_can_close_its_own_quotation(text):
    marker = judge_marker({"judges": "a/b", "rubric": "Is it polite?"})
    (message,) = marker.request(Item(Question.ask("?"), None, MarkerSpec("judge")), text)
    key = message.content.partition("[begin ")[2].split()[0]
    assert key not in text
    assert message.content.count(f"[end {key} answer]") == 1


@given(st.text())
def test_reading_a_judgement_never_raises_and_stays_within_the_scale(text):
    marker = judge_marker({"judges": "a/b", "rubric": "Is it polite?"})
    for said in (text, f"{text}\nMark: 3", f"Mark: {text}"):
        mark = read_judgement(marker, said).mark
        assert mark is None or 0 <= mark <= 1
