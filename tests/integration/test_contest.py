"""Two candidates asked side by side until the verdict, in a real store."""

import contextlib
import json
import os
import signal
import threading

import pytest

from keju.core.comparison import Ruling
from keju.core.design import Design, Estimand
from keju.core.design import Test as Kind
from keju.core.errors import InputError
from keju.recipes.contest import contest, prepare
from keju.recipes.sitting import Settings, entrants, hold, make_exam
from keju.runner import Limits
from keju.store import open_store

STUDENT, THINKER = "scripted/student", "scripted/thinker"


@pytest.fixture
def store(tmp_path):
    return str(tmp_path / "keju.db")


@pytest.fixture
def bank(tmp_path):
    """Sixty sums in clusters of three."""
    path = tmp_path / "bank.jsonl"
    lines = (
        {
            "question": f"What is {n} + {n + 5}?",
            "reference": str(2 * n + 5),
            "cluster": f"c{n // 3}",
        }
        for n in range(60)
    )
    path.write_text("\n".join(json.dumps(line) for line in lines))
    return f"{path};marker=number"


def compared(store, exam="multiplication", a=STUDENT, b=THINKER, design=None, **settings):
    held = Settings(**settings)
    ready = prepare(entrants([a, b], held), make_exam(exam, held), design or Design(), held)
    return contest(ready, store)


def answers(store):
    with open_store(store, create=False) as opened:
        return {s.candidate: s.marked for s in opened.sittings()}


def test_it_asks_until_the_verdict_and_little_more(store):
    found = compared(store, questions=1_000).comparison
    assert (found.ruling, found.stopped) == (Ruling.B, None)
    assert found.answers_used < 300
    assert found.a.answers <= found.answers_used + max(16, found.answers_used // 4)
    assert max(answers(store).values()) == max(found.a.answers, found.b.answers)


def test_the_same_command_again_asks_nothing_and_says_the_same(store):
    first = compared(store, questions=400).comparison
    before = answers(store)
    again = compared(store, questions=400).comparison
    assert answers(store) == before
    assert (again.ruling, again.answers_used, again.interval) == (
        first.ruling,
        first.answers_used,
        first.interval,
    )


def test_what_a_sitting_asked_before_is_used_and_not_asked_again(store):
    exam = make_exam("multiplication", Settings(questions=200))
    for entrant in entrants([STUDENT, THINKER], Settings()):
        hold(entrant, exam, Settings(questions=200), store)
    found = compared(store, questions=200).comparison
    assert found.ruling is Ruling.B
    assert answers(store) == {STUDENT: 200, THINKER: 200}
    assert found.at_end.pairs == 200


def test_a_plan_changed_after_looking_is_refused_but_new_answers_may_be_compared_anew(store):
    compared(store, questions=100)
    for design in (
        Design(alpha=0.1),
        Design(order=1),
        Design(gap=0.05),
        Design(test=Kind.EXACT),
        Design(estimand=Estimand.THIS_BANK),
    ):
        with pytest.raises(InputError, match="--fresh"):
            compared(store, questions=100, design=design)
    fresh = compared(store, questions=100, design=Design(alpha=0.1), fresh=True).comparison
    assert fresh.design.alpha == 0.1
    assert compared(store, questions=150, design=Design(alpha=0.1)).comparison.pairs > 0


def test_more_questions_continue_the_e_test_and_not_the_exact_one(store):
    small = compared(store, questions=20).comparison
    assert small.ruling is Ruling.UNDECIDED
    assert compared(store, questions=1_000).comparison.ruling is Ruling.B
    exact = Design(test=Kind.EXACT)
    compared(store, "modular", questions=100, design=exact)
    with pytest.raises(InputError, match="--questions 100"):
        compared(store, "modular", questions=200, design=exact)


def test_clusters_are_asked_together_and_in_a_random_order(store, bank):
    found = compared(store, bank).comparison
    assert found.units * 3 == found.pairs
    with open_store(store, create=False) as opened:
        lines = list(opened.answers(1, limit=9))
    clusters = [line.item.cluster for line in lines]
    assert clusters[0::3] == clusters[1::3] == clusters[2::3]
    assert clusters[0::3] != ["c0", "c1", "c2"]


def test_this_bank_is_certain_at_its_end(store, bank):
    design = Design(estimand=Estimand.THIS_BANK, gap=0.0001)
    found = compared(store, bank, design=design).comparison
    assert found.ruling in (Ruling.A, Ruling.B, Ruling.EQUAL)
    assert found.planned == 60


def test_fresh_answers_are_drawn_with_replacement(store, bank):
    design = Design(estimand=Estimand.FRESH, gap=0.0001)
    found = compared(store, bank, design=design, questions=150).comparison
    assert found.pairs <= 150
    with open_store(store, create=False) as opened:
        attempts = {score.attempt for score in opened.scores(1)}
    assert len(attempts) > 1


def test_several_attempts_are_asked_of_each(store):
    found = compared(store, questions=300, attempts=3).comparison
    assert found.answers_used == 3 * (found.pairs + found.excluded)


def test_a_budget_stops_both(store):
    found = compared(store, "modular", questions=900, limits=Limits(answers=60)).comparison
    assert (found.stopped, found.ruling) == ("budget", Ruling.UNDECIDED)
    assert sum(answers(store).values()) <= 60
    assert abs(found.a.answers - found.b.answers) <= 32


def test_an_endpoint_that_is_not_there_is_found_before_the_other_is_asked(store):
    with pytest.raises(InputError, match="9"):
        compared(store, b="vllm/any@http://127.0.0.1:9/v1", questions=900)
    assert answers(store) == {}


def test_failures_leave_pairs_out_and_are_asked_again_by_the_next_run(store):
    parameters = {"filter": 0.2, "accuracy": 0.9}
    found = compared(store, b="scripted/flaky", questions=60, parameters=parameters).comparison
    assert found.excluded > 0
    assert found.worst[0] < found.interval[0]


@contextlib.contextmanager
def interrupting(_title, tally):
    """Interrupt this process once, as soon as a few pairs have counted: while it is asking."""
    ended = threading.Event()

    def watch():
        while not ended.wait(0.01):
            if tally.pairs >= 3:
                os.kill(os.getpid(), signal.SIGINT)
                return

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def test_an_interrupt_stops_both_cleanly_and_the_same_command_continues(store):
    settings = {"questions": 3_000, "parameters": {"latency": 0.05}}
    held = Settings(**settings)
    ready = prepare(entrants([STUDENT, THINKER], held), make_exam("modular", held), Design(), held)
    found = contest(ready, store, interrupting).comparison
    assert found.stopped == "interrupted"
    before = answers(store)
    again = compared(store, "modular", limits=Limits(answers=10), **settings).comparison
    assert again.pairs >= found.pairs
    assert sum(answers(store).values()) <= sum(before.values()) + 10


def test_the_questions_on_which_they_differ_come_with_both_answers(store):
    found = compared(store, questions=300)
    assert len(found.splits) == sum(found.comparison.discordant)
    for split in found.splits:
        assert split.a.score != split.b.score
        assert split.question
        assert split.b.reasoning is not None


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"b": STUDENT}, "compared with itself"),
        ({"attempts": 2, "design": Design(test=Kind.EXACT)}, "leave --attempts out"),
        ({"attempts": 2, "design": Design(estimand=Estimand.FRESH)}, "leave --attempts out"),
    ],
)
def test_what_cannot_be_compared_is_refused_before_anything_is_asked(store, changes, words):
    with pytest.raises(InputError, match=words):
        compared(store, **{"questions": 10, **changes})
