"""Holding sittings with the scripted model: resuming, budgets, interrupts, failures."""

import asyncio
import contextlib
import itertools
import os
import signal
import time
from collections import Counter
from pathlib import Path

import pytest

import keju
from keju.core.errors import InputError
from keju.core.ledger import Extent
from keju.core.protocols import Candidate, Request
from keju.core.records import Reply, Verdict
from keju.core.tally import Tally
from keju.exams import exam as make
from keju.methods import method
from keju.models.scripted import ScriptedModel
from keju.recipes.judging import ItemJudge
from keju.recipes.sitting import preview
from keju.runner import Budget, Limits, Outcome, Patience, Plan, Pricing, run, sit
from keju.store import open_store

EXAM = "multiplication;digits=3"
HASTY = Patience(first=0.001, longest=0.002)


class Listening:
    """The scripted model, remembering what it was asked."""

    def __init__(self, name: str, **dials: object) -> None:
        self.inner = ScriptedModel(name, dials)
        self.name, self.identity, self.parallel = self.inner.name, self.inner.identity, 16
        self.asked: Counter[tuple[str, int]] = Counter()
        self.after: dict[int, object] = {}

    async def complete(self, request: Request) -> Reply:
        self.asked[request.messages[-1].content, request.attempt] += 1
        action = self.after.pop(self.asked.total(), None)
        if action is not None:
            action()
        return await self.inner.complete(request)

    async def check(self) -> None:
        """Always there."""

    async def close(self) -> None:
        """Nothing is held."""


def hold(store: Path, model: Listening, questions: int = 50, **settings) -> tuple[Outcome, Tally]:
    attempts = settings.pop("attempts", 1)
    exam = make(settings.pop("exam", EXAM))
    plan = Plan(
        Candidate(model, method("direct")),
        exam,
        Extent(questions, attempts),
        patience=settings.pop("patience", HASTY),
        **settings,
    )
    tally = Tally(wanted=questions * attempts)
    with contextlib.closing(open_store(store)) as opened:
        return run(sit(plan, opened, ItemJudge(), tally)), tally


def marks(store: Path, sitting: int = 1) -> list[tuple]:
    with contextlib.closing(open_store(store)) as opened:
        return [
            (line.position, line.attempt, line.reply.text, line.mark and line.mark.verdict)
            for line in opened.answers(sitting)
            if line.reply is not None
        ]


def test_every_answer_that_is_counted_is_on_disk(tmp_path):
    model = Listening("student")
    outcome, tally = hold(tmp_path / "s.db", model, questions=300)
    assert outcome.stopped is None
    assert tally.done == 300 == len(marks(tmp_path / "s.db"))
    assert 200 < tally.score < 280


def test_the_same_command_asks_nothing_twice(tmp_path):
    hold(tmp_path / "s.db", Listening("student"))
    second = Listening("student")
    _, tally = hold(tmp_path / "s.db", second)
    assert second.asked.total() == 0
    assert tally.earlier == 50


def test_more_questions_and_more_attempts_ask_only_what_is_new(tmp_path):
    store = tmp_path / "s.db"
    hold(store, Listening("student"), questions=600)
    longer, deeper = Listening("student"), Listening("student")
    hold(store, longer, questions=700)
    hold(store, deeper, questions=700, attempts=2)
    assert longer.asked.total() == 100
    assert deeper.asked.total() == 700
    assert {attempt for _, attempt in deeper.asked} == {1}
    assert len(marks(store)) == 1400


def test_a_fresh_epoch_asks_everything_anew_and_keeps_the_old(tmp_path):
    store = tmp_path / "s.db"
    hold(store, Listening("student"))
    again = Listening("student")
    outcome, _ = hold(store, again, fresh=True)
    assert again.asked.total() == 50
    assert outcome.sitting.epoch == 1
    assert len(marks(store, 1)) == len(marks(store, outcome.sitting.id)) == 50


def test_an_interrupt_finishes_what_is_in_flight_and_the_next_run_continues(tmp_path):
    store = tmp_path / "s.db"
    model = Listening("student", latency=0.01)
    model.after[100] = lambda: os.kill(os.getpid(), signal.SIGINT)
    outcome, tally = hold(store, model, questions=400)
    assert outcome.stopped == "interrupted"
    assert 100 <= tally.asked == model.asked.total() <= 116
    rest = Listening("student", latency=0.01)
    hold(store, rest, questions=400)
    assert rest.asked.total() == 400 - tally.asked
    assert not set(rest.asked) & set(model.asked)
    whole = tmp_path / "whole.db"
    hold(whole, Listening("student", latency=0.01), questions=400)
    assert marks(whole) == marks(store)


def test_a_second_interrupt_stops_at_once(tmp_path):
    def twice() -> None:
        for _ in range(2):
            os.kill(os.getpid(), signal.SIGINT)

    model = Listening("student", latency=30.0)
    loop_started = time.monotonic()
    model.after[5] = lambda: asyncio.get_running_loop().call_later(0.2, twice)
    outcome, tally = hold(tmp_path / "s.db", model)
    assert outcome.stopped == "interrupted"
    assert tally.asked == 0
    assert time.monotonic() - loop_started < 10


@pytest.mark.parametrize(
    ("limits", "most"),
    [
        (Limits(answers=40), 40),
        (Limits(tokens=600), 120),
        (Limits(dollars=0.25), 25),
        (Limits(seconds=2.0), 299),
    ],
)
def test_a_budget_stops_cleanly_with_what_was_earned_on_disk(tmp_path, limits, most):
    pricing = Pricing(cost=lambda _: 0.01, most=lambda _: 0.01) if limits.dollars else None
    # A budget of time must end before the answers do, and not before the first, on any machine.
    model = Listening("student", latency=0.5 if limits.seconds else 0.02)
    outcome, tally = hold(tmp_path / "s.db", model, 300, budget=Budget(limits), pricing=pricing)
    assert outcome.stopped == "budget"
    assert 0 < tally.asked <= most
    assert len(marks(tmp_path / "s.db")) == tally.asked
    if limits.dollars:
        assert tally.cost <= 0.25 + 1e-9


def test_a_budget_of_time_ends_the_waiting_for_a_server_that_is_down(tmp_path):
    model, budget = Listening("down"), Budget(Limits(seconds=0.3))
    patience = Patience(tries=1000, first=100.0, longest=100.0)
    started = time.monotonic()
    outcome, _ = hold(tmp_path / "s.db", model, 3, budget=budget, patience=patience)
    assert outcome.stopped == "budget"
    assert time.monotonic() - started < 10


def test_passing_infrastructure_faults_leave_no_trace_in_the_marks(tmp_path):
    faults = {"rate_limit": 0.2, "server_error": 0.2, "malformed": 0.1}
    outcome, tally = hold(tmp_path / "s.db", Listening("right", **faults), questions=200)
    assert outcome.stopped is None
    assert tally.verdicts == {Verdict.CORRECT: 200}


def test_lasting_faults_end_as_failed_and_are_asked_again_next_time(tmp_path):
    store = tmp_path / "s.db"
    model = Listening("right", server_error=0.3, error_tries=0)
    patience = Patience(tries=2, first=0.001, longest=0.001)
    _, tally = hold(store, model, questions=50, patience=patience)
    failed = tally.verdicts[Verdict.FAILED]
    assert 5 < failed < 25  # fewer than would look hopeless, when they alone are asked
    assert tally.verdicts == {Verdict.CORRECT: 50 - failed, Verdict.FAILED: failed}
    again = Listening("right", server_error=0.3, error_tries=0)
    hold(store, again, questions=50, patience=patience)
    assert len(again.asked) == failed


def test_an_endpoint_that_only_fails_is_given_up_early(tmp_path):
    patience = Patience(tries=1)
    model = Listening("down")
    outcome, tally = hold(tmp_path / "s.db", model, questions=400, patience=patience)
    assert outcome.stopped == "failures"
    assert tally.asked < 100


def test_each_fate_has_its_own_verdict(tmp_path):
    dials = {"truncate": 0.2, "refuse": 0.2, "filter": 0.2, "empty": 0.2, "accuracy": 0.5}
    _, tally = hold(tmp_path / "s.db", Listening("student", **dials), questions=300)
    assert set(tally.verdicts) == {
        Verdict.CORRECT,
        Verdict.INCORRECT,
        Verdict.TRUNCATED,
        Verdict.REFUSED,
        Verdict.FILTERED,
        Verdict.NO_ANSWER,
    }
    assert tally.scored == 300 - tally.verdicts[Verdict.FILTERED]


def test_an_exam_shorter_than_asked_is_sat_to_its_end(tmp_path):
    outcome, tally = hold(
        tmp_path / "s.db", Listening("right"), 500, exam="multiplication;digits=1"
    )
    assert outcome.stopped is None
    assert outcome.questions < 500
    assert tally.wanted == tally.done == outcome.questions


def test_a_fault_in_a_method_is_raised_and_loses_nothing(tmp_path):
    model = Listening("right")

    def explode() -> None:
        raise ZeroDivisionError

    model.after[30] = explode
    with pytest.raises(ZeroDivisionError):
        hold(tmp_path / "s.db", model, questions=200)
    assert len(marks(tmp_path / "s.db")) >= 29


def test_the_python_function_does_what_the_command_does(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = keju.exam("scripted/right", EXAM, questions=20)
    assert result.summary.accuracy == 1.0
    assert [line.mark.verdict for line in result.answers()] == [Verdict.CORRECT] * 20
    assert (tmp_path / "keju.db").exists()


def test_the_python_function_works_inside_a_running_loop(tmp_path):
    async def notebook() -> keju.Result:
        return keju.exam("scripted/right", EXAM, questions=5, store=tmp_path / "s.db")

    assert asyncio.run(notebook()).summary.accuracy == 1.0


def test_what_would_be_asked_is_known_inside_a_running_loop_too():
    candidate = Candidate(Listening("right"), method("direct"))
    exam = make(EXAM)
    alone = list(preview(candidate, exam, 300))

    async def notebook() -> list[Request]:
        return list(preview(candidate, exam, 300))

    assert asyncio.run(notebook()) == alone
    asked = [item.question.messages for item in itertools.islice(exam.items(), 300)]
    assert [each.messages[-1:] for each in alone] == [each[-1:] for each in asked]


def test_sittings_of_one_command_share_one_budget(tmp_path):
    budget = Budget(Limits(answers=70))
    first, _ = hold(tmp_path / "s.db", Listening("student"), 50, budget=budget)
    second, tally = hold(tmp_path / "s.db", Listening("right"), 50, budget=budget)
    assert (first.stopped, second.stopped) == (None, "budget")
    assert tally.asked == 20


def test_a_try_that_may_have_been_billed_is_charged(tmp_path):
    model = Listening("right", malformed=1.0)
    pricing = Pricing(cost=lambda _: 0.01, most=lambda _: 0.01)
    budget = Budget(Limits(dollars=0.5))
    _, tally = hold(tmp_path / "s.db", model, 100, budget=budget, pricing=pricing)
    assert model.asked.total() <= 2 * tally.asked + 16
    assert 0.4 < budget.committed <= 0.5 + 16 * 0.01


def test_a_server_that_dies_halfway_is_given_up_and_can_be_continued(tmp_path):
    model = Listening("right")
    model.after[40] = lambda: setattr(model, "inner", ScriptedModel("down"))
    outcome, tally = hold(tmp_path / "s.db", model, 400, patience=Patience(tries=1))
    assert outcome.stopped == "failures"
    assert 40 + 25 <= tally.asked + 1 <= 40 + 25 + 32
    _, tally = hold(tmp_path / "s.db", Listening("right"), 400)
    assert tally.verdicts[Verdict.CORRECT] + tally.earlier == 400


def test_lasting_failures_that_come_last_are_no_dead_server(tmp_path):
    model = Listening("right", server_error=0.3, error_tries=0)
    patience = Patience(tries=4, first=0.2, longest=0.2)
    model.parallel = 200
    outcome, tally = hold(tmp_path / "s.db", model, 200, patience=patience)
    assert outcome.stopped is None
    assert tally.verdicts[Verdict.FAILED] > 30
    assert tally.done == 200


def test_a_budget_of_money_needs_a_price(tmp_path):
    with pytest.raises(InputError, match="no known price"):
        keju.exam("scripted/right", EXAM, budget=["1usd"], store=tmp_path / "s.db")
