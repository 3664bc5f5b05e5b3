import asyncio

import pytest

from keju.core.errors import InputError
from keju.core.records import Item, MarkerSpec, Question, Reply, Verdict
from keju.marking import judge_in_worker
from keju.marking.regex import regex_marker
from keju.sandbox.workers import Workers


def mark(text, reference, **parameters):
    spec = MarkerSpec("regex", parameters)
    return regex_marker(parameters).mark(Item(Question.ask("?"), reference, spec), text)


def test_the_whole_committed_answer_must_match():
    assert mark("The year is in the answer. Answer: 1905", r"19\d\d").verdict is Verdict.CORRECT
    assert mark("Answer: in 1905", r"19\d\d").verdict is Verdict.INCORRECT
    assert mark(r"\boxed{}", r"19\d\d").verdict is Verdict.NO_ANSWER


def test_anywhere_looks_through_the_text_but_not_through_the_thought():
    found = mark("<think>1905</think>It was in 1915.", r"19\d\d", anywhere=True)
    assert (found.verdict, found.extracted) == (Verdict.CORRECT, "1915")
    assert mark("<think>1905</think>Unknown.", r"\d", anywhere=True).verdict is Verdict.INCORRECT
    assert mark("<think>1905", r"\d", anywhere=True).verdict is Verdict.TRUNCATED


def test_flags_are_letters():
    assert mark("YES", "yes", flags="i").verdict is Verdict.CORRECT
    assert mark("YES", "yes").verdict is Verdict.INCORRECT


def test_beside_a_pattern_the_reference_says_whether_it_should_match():
    assert mark("sorry", None, pattern="sorry").verdict is Verdict.CORRECT
    assert mark("sorry", reference=True, pattern="sorry").verdict is Verdict.CORRECT
    assert mark("sorry", reference=False, pattern="sorry").verdict is Verdict.INCORRECT
    assert mark("Gladly!", reference=False, pattern="sorry").verdict is Verdict.CORRECT


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        ({"pattern": "("}, r"'\(' is no pattern: missing \)"),
        ({"pattern": ""}, "pattern must be a text that is not empty"),
        ({"pattern": "a" * 6000}, "at most 5000 characters"),
        ({"flags": "u"}, "flags must be letters of aimsx"),
        ({"flags": 2}, "flags must be letters of aimsx"),
        ({"anywhere": "yes"}, "anywhere must be true or false"),
    ],
)
def test_bad_parameters_are_refused(parameters, words):
    with pytest.raises(InputError, match=words):
        regex_marker(parameters)


def test_a_bad_reference_is_found_at_load():
    with pytest.raises(InputError, match="is no pattern"):
        regex_marker({}).check("[a-")
    with pytest.raises(InputError, match="must be true, false or null"):
        regex_marker({"pattern": "a"}).check("a")


def test_a_pattern_that_takes_for_ever_is_unmarkable_and_not_wrong():
    item = Item(Question.ask("?"), "(a+)+", MarkerSpec("regex"))
    made = regex_marker({})
    assert made.slow

    async def run():
        async with Workers(1) as workers:
            hostile = await judge_in_worker(item, Reply("a" * 60 + "b"), made, workers, 1.0)
            return hostile, await judge_in_worker(item, Reply("aaa"), made, workers, 30.0)

    hostile, plain = asyncio.run(run())
    assert (hostile.verdict, plain.verdict) == (Verdict.UNMARKABLE, Verdict.CORRECT)
