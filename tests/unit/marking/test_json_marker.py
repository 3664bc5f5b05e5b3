import asyncio
import time

import pytest

from keju.core.errors import InputError
from keju.core.records import Item, MarkerSpec, Question, Reply, Verdict
from keju.marking import judge_in_worker, marker
from keju.marking.json_answer import json_marker
from keju.marking.strict_json import equal_json, read_json
from keju.sandbox.workers import Workers

PERSON = {
    "type": "object",
    "properties": {"name": {"type": "string"}, "age": {"type": "integer", "minimum": 0}},
    "required": ["name", "age"],
    "additionalProperties": False,
}
ADA = {"name": "Ada", "age": 36}
SOURCE = '{"name": "Ada", "age": 36}'


def mark(text, reference=ADA, **parameters):
    spec = MarkerSpec("json", parameters)
    return json_marker(parameters).mark(Item(Question.ask("?"), reference, spec), text)


@pytest.mark.parametrize(
    "text",
    [
        SOURCE,
        '{\n "age": 36.0,\n "name": "\\u0041da"\n}',
        f"```json\n{SOURCE}\n```",
        f"Here it is:\n```\n{SOURCE}\n```\nAs in [1], with {{braces}}.",
        f"First a draft: {{}}. Then {SOURCE}",
        f'<think>{{"name": "Eve"}}</think>{SOURCE}',
        f"```python\nprint({{}})\n```\n```JSON\n{SOURCE}",
        f"See [1, 2]: {SOURCE}, from [3].",
        f"The set {{1, 2}} and [x] are none. {SOURCE}",
    ],
)
def test_the_last_value_of_the_answer_is_compared_exactly(text):
    assert mark(text, schema=PERSON).verdict is Verdict.CORRECT


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('{"name": "Ada"}', "the schema is not kept: $: 'age' is a required property"),
        ('{"name": "Ada", "age": true}', "the schema is not kept: $.age: True is not of type"),
        ('{"name": "Ada", "age": 37}', "the value is not that of the reference"),
        (f'{SOURCE} {{"name": "Bob", "age": 1}}', "the value is not that of the reference"),
    ],
)
def test_a_value_that_breaks_the_schema_or_differs_is_incorrect_with_the_reason(text, reason):
    found = mark(text, schema=PERSON)
    assert found.verdict is Verdict.INCORRECT
    assert found.detail["reason"].startswith(reason)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no JSON here",
        '{"name": "Ada", "age": 36',
        f'{{"outer": {SOURCE}',
        '{"name": "Ada", "name": "Ada", "age": 36}',
        '```json\n{"name": "Ada", "age": NaN}\n```',
        "{'name': 'Ada', 'age': 36}",
        '{"name": "Ada", "age": 36,}',
        '{"name": "Ada", "age": 1e999}',
        f'```json\n{{"broken"\n```\n{SOURCE}',
    ],
)
def test_what_is_not_strict_json_or_never_closed_is_no_answer(text):
    assert mark(text, schema=PERSON).verdict is Verdict.NO_ANSWER


def test_a_list_is_looked_for_where_a_list_is_wanted():
    assert mark('{"x": 1} and [1, 2]', [1, 2.0]).verdict is Verdict.CORRECT
    assert mark("[1, 2]", [2, 1]).verdict is Verdict.INCORRECT
    assert mark('[1] {"x": 1}', None, schema={"type": "array"}).verdict is Verdict.CORRECT


def test_without_a_reference_the_schema_alone_decides():
    assert mark('{"name": "Bob", "age": 1}', None, schema=PERSON).verdict is Verdict.CORRECT
    assert mark("7", None, schema=PERSON).verdict is Verdict.INCORRECT


@pytest.mark.parametrize(
    ("left", "right", "equal"),
    [
        ("1", "1.0", True),
        ("1", "true", False),
        ("0", "false", False),
        ("null", "0", False),
        ('{"a": 1, "b": [2]}', '{"b": [2], "a": 1}', True),
        ("[1, 2]", "[2, 1]", False),
        ('"e\u0301"', '"\u00e9"', False),
        ("9007199254740993", "9007199254740992.0", False),
    ],
)
def test_equality_is_that_of_json_values(left, right, equal):
    assert equal_json(read_json(left), read_json(right)) is equal
    assert marker(MarkerSpec("json")).same(left, right) is equal


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        ("object", "schema must be a JSON Schema"),
        ({"type": "objekt"}, "schema is no JSON Schema at $.type"),
        ({"$ref": "https://example.org/schema.json"}, "nothing is fetched"),
        ({"$ref": "#/$defs/gone"}, "which it does not hold"),
        ({"properties": {"a": {"$ref": "#/$defs/gone"}}}, "which it does not hold"),
        ({"$ref": "#"}, "refers to itself without end"),
        ({"pattern": "("}, "schema is no JSON Schema at $.pattern"),
    ],
)
def test_a_schema_that_is_none_is_refused_in_one_line(schema, words):
    with pytest.raises(InputError) as caught:
        json_marker({"schema": schema})
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_reference_must_keep_to_the_schema():
    with pytest.raises(InputError, match="the reference must keep to the schema"):
        json_marker({"schema": PERSON}).check({"name": 3})
    with pytest.raises(InputError, match="null needs a schema"):
        json_marker({}).check(None)
    json_marker({"schema": PERSON}).check(ADA)


def test_an_older_draft_is_followed_where_the_schema_names_it():
    draft4 = {"$schema": "http://json-schema.org/draft-04/schema#", "maximum": 3}
    draft4["exclusiveMaximum"] = True
    assert mark("3", None, schema=draft4).verdict is Verdict.INCORRECT


def test_a_pattern_that_takes_for_ever_is_unmarkable_and_not_wrong():
    spec = MarkerSpec("json", {"schema": {"pattern": "^(a+)+$"}})
    item = Item(Question.ask("?"), None, spec)
    made = marker(spec)
    assert made.slow
    assert not json_marker({"schema": PERSON}).slow

    async def run():
        async with Workers(1) as workers:
            return await judge_in_worker(item, Reply('"' + "a" * 60 + 'b"'), made, workers, 1.0)

    assert asyncio.run(run()).verdict is Verdict.UNMARKABLE


@pytest.mark.no_cover
@pytest.mark.parametrize(
    "text",
    [
        "[" * 10**6,
        '{"a":' * 200_000,
        "[1]" * 333_000,
        '["a\\' * 250_000,
        '{"a": x ' * 125_000,
        "[[[1,x " * 140_000,
        "`" * 10**6,
        "```\n" * 250_000,
        "9" * 10**6,
        "[" + "9" * 10**6 + "]",
        '"' * 10**6,
        " " * 10**6,
        "[1," * 333_000,
    ],
    ids=range(13),
)
def test_hostile_text_takes_no_time(text):
    start = time.process_time()
    mark(text)
    mark(text, schema=PERSON)
    assert time.process_time() - start < 4
