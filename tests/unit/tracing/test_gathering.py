"""From traces to figures: right and wrong apart, clusters respected, nothing made up."""

import pytest

from keju.core.records import Finish, Item, Mark, MarkerSpec, Question, Reply, Usage, Verdict
from keju.core.traces import Kind
from keju.marking import marker
from keju.tracing import Sat, Told, examine, gather

NUMBER = marker(MarkerSpec("number"))
LOOP = "So I try it again, and it is not right. " * 20


def trace(position, *, right, thought="6 * 7 = 42. Done now.", attempt=0, **reply):
    item = Item(Question.ask(f"What is it, {position}?"), "42", MarkerSpec("number"))
    usage = Usage(completion_tokens=100, reasoning_tokens=80)
    mark = None
    if right is not None:
        verdict = Verdict.CORRECT if right else Verdict.INCORRECT
        mark = Mark(verdict, float(right), "number@1", "42" if right else "41")
    told = Told(position, attempt, item, Reply("Answer", thought, usage=usage, **reply), mark)
    return examine(told, NUMBER)


def gathered(traces):
    found = gather(Sat("a model", "an exam"), traces, ())
    return found, {figure.name: figure for figure in found.figures}


def test_right_and_wrong_answers_stand_apart_and_unscored_ones_in_neither():
    traces = [*(trace(n, right=n % 3 > 0) for n in range(30)), trace(30, right=None)]
    found, figures = gathered(traces)
    assert (found.traces, found.right, found.wrong) == (31, 20, 10)
    tokens = figures["tokens"]
    assert (tokens.every.traces, tokens.right.traces, tokens.wrong.traces) == (31, 20, 10)
    assert figures["agrees"].right.mean == 1
    assert figures["agrees"].wrong.mean == 0
    assert figures["agrees"].every.traces == 30


def test_shares_have_intervals_that_hold_their_mean():
    _, figures = gathered(
        [trace(n, right=n % 2 > 0, thought=LOOP if n % 4 == 0 else "Six.") for n in range(40)]
    )
    loops = figures["loops"]
    assert loops.kind is Kind.EVENT
    assert (loops.every.mean, loops.right.mean, loops.wrong.mean) == (0.25, 0, 0.5)
    for figure in figures.values():
        for column in (figure.every, figure.right, figure.wrong):
            if column.interval is not None:
                low, high = column.interval
                assert low <= column.mean <= high


def test_attempts_at_one_question_are_one_unit():
    once, figures = gathered(
        [trace(n, right=n % 2 > 0, thought=LOOP if n % 4 == 0 else "Six.") for n in range(40)]
    )
    often, clustered = gathered(
        [
            trace(n, right=n % 2 > 0, thought=LOOP if n % 4 == 0 else "Six.", attempt=attempt)
            for n in range(40)
            for attempt in range(4)
        ]
    )
    assert (once.units, often.units) == (40, 40)
    alone, together = figures["loops"].every, clustered["loops"].every
    assert alone.mean == together.mean
    # Copies of the same answers teach nothing: the interval must not shrink to that of 160.
    assert together.interval[1] - together.interval[0] > 0.2


def test_a_thought_that_was_cut_is_counted_as_cut_and_not_as_a_loop():
    _, figures = gathered(
        [trace(n, right=False, thought="We go on to", finish=Finish.LENGTH) for n in range(9)]
    )
    assert figures["cut"].every.mean == 1
    assert figures["loops"].every.mean == 0


def test_tokens_after_the_first_right_answer_are_a_part_of_the_thoughts():
    found = trace(0, right=True, thought="6 * 7 = 42.\n" + "Let me look at it again.\n" * 4)
    assert found.thought.right_at == pytest.approx(11 / 112)
    assert found.tokens_after == pytest.approx(80 * 101 / 112)
    _, figures = gathered([found, trace(1, right=False, thought="No idea.")])
    assert figures["found"].every.mean == 0.5
    assert figures["tokens_after"].every.traces == 1


def test_tokens_that_nobody_counted_are_taken_from_all_that_were_written():
    item = Item(Question.ask("?"), "42", MarkerSpec("number"))
    reply = Reply("1234567890", "x" * 30, usage=Usage(completion_tokens=20))
    found = examine(Told(0, 0, item, reply, None), NUMBER)
    assert (found.tokens, found.counted) == (15, False)
    unknown = examine(Told(0, 0, item, Reply("1", "x"), None), NUMBER)
    assert unknown.tokens is unknown.tokens_after is None


def test_an_answer_without_a_thought_has_no_trace():
    item = Item(Question.ask("?"), "42", MarkerSpec("number"))
    assert examine(Told(0, 0, item, Reply("42"), None), NUMBER) is None
    assert examine(Told(0, 0, item, Reply("42", " \n"), None), NUMBER) is None


def test_the_sentence_says_how_many_loop_and_the_notes_what_was_left_aside():
    traces = [trace(n, right=True, thought=LOOP if n == 0 else "Six.") for n in range(12)]
    found = gather(Sat("a model", "an exam", silent=3), traces, ())
    assert found.sentence.startswith("a model: 12 thoughts of 80 tokens on average;")
    assert any("3 answers have no thought" in note for note in found.notes)
    assert not any("does not count" in note for note in found.notes)
