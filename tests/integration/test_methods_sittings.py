"""Methods that ask several times, in whole sittings: kept, shared, resumed, paced and paid for."""

import asyncio
import contextlib
import json
import os
import threading
from collections import Counter

import pytest
from aiohttp import web

from keju.cli import main
from keju.core.ledger import Extent
from keju.core.protocols import Candidate
from keju.core.records import Failure, FailureKind, Finish, Reply, Usage, Verdict
from keju.core.tally import Tally
from keju.exams import exam as make
from keju.methods import method
from keju.models.scripted import ScriptedModel
from keju.recipes.judging import ItemJudge
from keju.recipes.sitting import Settings, entrants
from keju.recipes.sitting import hold as hold_sitting
from keju.runner import Budget, Limits, Patience, Plan, Pricing, run, sit
from keju.store import open_store

EXAM = "multiplication;digits=3"
HASTY = Patience(tries=2, first=0.001, longest=0.002)


class Listening:
    """The scripted model, remembering what it was asked and how many calls were in flight."""

    def __init__(self, name: str = "student", **dials: object) -> None:
        self.inner = ScriptedModel(name, dials)
        self.name, self.identity, self.parallel = self.inner.name, self.inner.identity, 16
        self.asked: list[tuple[str, int]] = []
        self.flying = self.most = 0
        self.fails: set[int] = set()
        self.latency = 0.0
        self.after: dict[int, object] = {}

    async def complete(self, request) -> Reply:
        self.asked.append((request.messages[-1].content, request.attempt))
        number = len(self.asked)
        self.flying += 1
        self.most = max(self.most, self.flying)
        action = self.after.pop(len(self.asked), None)
        if action is not None:
            action()
        await asyncio.sleep(self.latency)
        self.flying -= 1
        if number in self.fails:
            return Reply(finish=Finish.FAILED, failure=Failure(FailureKind.REJECTED, "no", 400))
        return await self.inner.complete(request)

    @property
    def attempts(self) -> Counter:
        return Counter(attempt for _, attempt in self.asked)

    async def check(self) -> None:
        """Always there."""

    async def close(self) -> None:
        """Nothing is held."""


def hold(store, model, spec, questions=10, **settings):
    attempts = settings.pop("attempts", 1)
    plan = Plan(
        Candidate(model, method(spec)),
        make(settings.pop("exam", EXAM)),
        Extent(questions, attempts),
        patience=HASTY,
        **settings,
    )
    tally = Tally(wanted=questions * attempts)
    with contextlib.closing(open_store(store)) as opened:
        return run(sit(plan, opened, ItemJudge(), tally)), tally


def lines(store, sitting):
    with contextlib.closing(open_store(store)) as opened:
        return list(opened.answers(sitting))


# Kept and shared


def test_a_larger_vote_asks_only_for_what_a_smaller_one_did_not(tmp_path):
    store = tmp_path / "s.db"
    hold(store, Listening(), "vote:4")
    model = Listening()
    outcome, tally = hold(store, model, "vote:8")
    assert model.attempts == dict.fromkeys(range(4, 8), 10)
    whole = [line.reply.usage.completion_tokens for line in lines(store, outcome.sitting.id)]
    assert whole == [8 * 2] * 10  # the answer counts all eight
    assert tally.completion_tokens == 4 * 2 * 10  # the run counts what it asked for


def test_attempts_of_the_bare_model_and_its_votes_are_the_same_answers(tmp_path):
    store = tmp_path / "s.db"
    hold(store, Listening(), "vote:3", attempts=2)
    model = Listening()
    outcome, tally = hold(store, model, "direct", attempts=7)
    assert model.attempts == {6: 10}
    assert (tally.asked, tally.completion_tokens) == (70, 20)
    assert {line.mark.verdict for line in lines(store, outcome.sitting.id)} <= {
        Verdict.CORRECT,
        Verdict.INCORRECT,
    }
    again = Listening()
    hold(store, again, "shortest:7")
    assert again.asked == []


def test_every_inner_answer_can_be_found_by_the_key_that_the_answer_lists(tmp_path):
    store = tmp_path / "s.db"
    outcome, _ = hold(store, Listening(), "vote:3", questions=2)
    (first, _) = lines(store, outcome.sitting.id)
    with contextlib.closing(open_store(store)) as opened:
        inner = [opened.answer(key).answer for key in first.reply.calls]
    assert [answer.attempt for answer in inner] == [0, 1, 2]
    assert sum(a.reply.usage.completion_tokens for a in inner) == 6
    assert first.reply.text in {answer.reply.text for answer in inner}


def test_the_steps_of_budgets_and_extensions_are_kept_too(tmp_path):
    store = tmp_path / "s.db"
    model = Listening("thinker")
    outcome, _ = hold(store, model, "extend:2")
    assert len(model.asked) == 30
    assert {len(line.reply.calls) for line in lines(store, outcome.sitting.id)} == {3}
    deeper = Listening("thinker")
    hold(store, deeper, "extend:3")
    assert len(deeper.asked) == 10
    bare = Listening("thinker")
    hold(store, bare, "direct")
    assert bare.asked == []


def test_a_vote_among_budgets_keeps_the_answers_and_their_steps(tmp_path):
    store = tmp_path / "s.db"
    model = Listening("thinker")
    _, tally = hold(store, model, "vote:2;of=budget:4", questions=3)
    assert len(model.asked) == 3 * 2 * 2
    assert tally.completion_tokens == 3 * 2 * (4 + 2)
    again = Listening("thinker")
    hold(store, again, "budget:4", questions=3, attempts=2)
    assert again.asked == []


def test_a_fresh_sitting_shares_nothing_that_was_asked_before(tmp_path):
    store = tmp_path / "s.db"
    hold(store, Listening(), "vote:2")
    for spec in ("direct", "vote:2"):
        model = Listening()
        hold(store, model, spec, fresh=True)
        assert len(model.asked) == 10 * method(spec).calls


# Interrupted and failed


def test_an_interrupted_vote_goes_on_where_it_was(tmp_path):
    store = tmp_path / "s.db"
    model = Listening()
    model.after[21] = lambda: os.kill(os.getpid(), 2)
    outcome, _ = hold(store, model, "vote:8")
    assert outcome.stopped == "interrupted"
    assert 21 <= len(model.asked) < 80
    rest = Listening()
    outcome, tally = hold(store, rest, "vote:8")
    assert outcome.stopped is None
    assert len(model.asked) + len(rest.asked) == 80
    assert not set(model.asked) & set(rest.asked)
    assert tally.done == 10


def test_a_failed_call_fails_the_answer_and_only_it_is_asked_again(tmp_path):
    store = tmp_path / "s.db"
    model = Listening()
    model.fails = {5}
    outcome, tally = hold(store, model, "vote:4", questions=3)
    assert tally.failures == {"rejected": 1}
    assert [line.mark is None for line in lines(store, outcome.sitting.id)].count(True) == 1
    again = Listening()
    _, tally = hold(store, again, "vote:4", questions=3)
    assert len(again.asked) == 1
    assert tally.done == 3


def test_where_another_sitting_answers_first_its_answer_stands_and_is_marked(tmp_path):
    """A model and its vote may ask for the same key in the same moment."""
    store = tmp_path / "s.db"
    model = Listening(accuracy=1.0)
    model.after[1] = lambda: hold(store, Listening(accuracy=1.0), "vote:2")
    outcome, tally = hold(store, model, "direct")
    assert (len(model.asked), tally.done, tally.score) == (10, 10, 10.0)
    assert all(line.mark is not None for line in lines(store, outcome.sitting.id))


def test_after_an_interruption_no_call_begins_that_had_no_place_yet(tmp_path):
    model = Listening()
    model.latency = 0.3
    model.after[1] = lambda: os.kill(os.getpid(), 2)
    outcome, _ = hold(tmp_path / "s.db", model, "vote:64", concurrency=2)
    assert outcome.stopped == "interrupted"
    assert len(model.asked) <= 2


# Paced and paid for


@pytest.mark.parametrize("spec", ["vote:16", "vote:adaptive", "budget:4", "extend:2"])
def test_no_more_calls_are_in_flight_than_allowed(tmp_path, spec):
    model = Listening("thinker")
    model.latency = 0.02
    outcome, tally = hold(tmp_path / "s.db", model, spec, questions=9, concurrency=3)
    assert model.most == 3
    assert (outcome.stopped, tally.done) == (None, 9)


def test_a_budget_of_answers_counts_every_call(tmp_path):
    model = Listening()
    outcome, tally = hold(
        tmp_path / "s.db", model, "vote:4", budget=Budget(Limits(answers=22)), concurrency=1
    )
    assert (outcome.stopped, len(model.asked), tally.done) == ("budget", 20, 5)


def test_what_an_adaptive_vote_did_not_need_is_left_for_other_questions(tmp_path):
    model = Listening("right")
    outcome, tally = hold(
        tmp_path / "s.db", model, "vote:adaptive", budget=Budget(Limits(answers=40)), concurrency=1
    )
    assert (outcome.stopped, len(model.asked), tally.done) == ("budget", 12, 3)


def test_money_is_reserved_and_spent_for_every_call(tmp_path):
    model = Listening()
    pricing = Pricing(cost=lambda _: 0.01, most=lambda _: 0.02)
    budget = Budget(Limits(dollars=0.3))
    outcome, tally = hold(tmp_path / "s.db", model, "vote:4", budget=budget, pricing=pricing)
    assert outcome.stopped == "budget"
    assert tally.cost == pytest.approx(0.01 * len(model.asked)) == pytest.approx(budget.committed)
    assert len(model.asked) == 24
    one = lines(tmp_path / "s.db", outcome.sitting.id)[0].reply
    assert one.cost == pytest.approx(0.04)


# The marker tells answers apart; only the oracle asks it for marks


def test_votes_are_told_apart_by_the_marker_of_the_exam(tmp_path):
    """To the marker of numbers 42, 42.0 and 1,000 / 1000 are the same; three liars differ."""
    said = ["Answer: 7", "Answer: 1000", "Answer: 8", "Answer: 1,000.0", "Answer: 9"]
    rows = [{"question": "2 * 500?", "attempt": n, "response": t} for n, t in enumerate(said)]
    path = tmp_path / "said.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)))
    paper = tmp_path / "paper.jsonl"
    paper.write_text(json.dumps({"question": "2 * 500?", "answer": "1000"}))
    (entrant,) = entrants([f"recorded/{path}+vote:5"], Settings())
    result = hold_sitting(entrant, make(f"{paper}", marker="number"), Settings(), tmp_path / "s.db")
    (line,) = result.answers()
    assert (line.reply.text, line.mark.verdict) == ("Answer: 1000", Verdict.CORRECT)


def test_the_oracle_is_right_where_any_of_its_answers_is_and_is_called_an_oracle(tmp_path):
    store = tmp_path / "s.db"
    hold(store, Listening(accuracy=0.4), "direct", attempts=4)
    outcome, _ = hold(store, Listening(accuracy=0.4), "best-of:4")
    plain, best = lines(store, 1), lines(store, outcome.sitting.id)
    reached = {line.position for line in plain if line.mark.verdict is Verdict.CORRECT}
    assert {line.position for line in best if line.mark.verdict is Verdict.CORRECT} == reached
    assert 0 < len(reached) < 10
    with contextlib.closing(open_store(store)) as opened:
        names = [sitting.candidate for sitting in opened.sittings()]
    assert names == ["scripted/student", "scripted/student+best-of:4 (oracle)"]


JUDGED = {"name": "judge", "parameters": {"judges": "scripted/right", "rubric": "Is it polite?"}}


def judged_paper(tmp_path):
    """Two questions, the second to be marked by a model."""
    path = tmp_path / "open.jsonl"
    rows = [{"question": "6 * 7?", "answer": "42", "marker": "number"},
            {"question": "Say good evening.", "answer": "x", "marker": JUDGED}]  # fmt: skip
    path.write_text("\n".join(map(json.dumps, rows)))
    return str(path)


@pytest.mark.parametrize("audited", [True, False])
def test_no_oracle_chooses_by_an_opinion_or_by_what_a_model_declines(tmp_path, capsys, audited):
    """It is found out before the exam in front of it is sat."""
    paper, name = ("audit", "audit") if audited else (judged_paper(tmp_path), "judge")
    store = tmp_path / "s.db"
    words = ["exam", "scripted/student+best-of:2", EXAM, paper, "-n", "2", "--store", str(store)]
    assert main(words) == 2
    assert f"has none (marker {name}); vote and shortest need none" in capsys.readouterr().err
    assert not store.exists()
    words[1] = "scripted/student+shortest:2"
    assert main(words) == 0


def test_no_oracle_is_compared_by_what_models_decline(tmp_path, capsys):
    names = ["scripted/student", "scripted/student+best-of:2"]
    assert main(["compare", *names, "audit", "-n", "20", "--store", str(tmp_path / "s.db")]) == 2
    assert "an oracle chooses by an exact checker" in capsys.readouterr().err


# Whole commands


def test_a_candidate_and_its_vote_are_compared_side_by_side(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    dials = ["-p", "accuracy=0.6", "-p", "latency=0.001"]
    names = ["scripted/student", "scripted/student+vote:5"]
    assert main(["compare", *names, EXAM, "-n", "12", "--json", *dials]) in (0, 1)
    said = capsys.readouterr().out
    assert json.loads(said)
    assert names[1] in said


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("scripted/student+vote:x", "write vote:K or vote:adaptive"),
        ("scripted/student+vte:4", "Did you mean vote?"),
        ("recorded/RECORDED+budget:9", "this model or endpoint offers no way to"),
        ("keju/xiucai+vote:4", "add -p temperature=0.7"),
    ],
)
def test_a_method_that_cannot_be_ends_the_command_with_one_line(tmp_path, capsys, name, words):
    path = tmp_path / "said.jsonl"
    path.write_text(json.dumps({"question": "q", "response": "a"}))
    store = ["--store", str(tmp_path / "s.db")]
    assert main(["exam", name.replace("RECORDED", str(path)), EXAM, *store]) == 2
    said = capsys.readouterr().err
    assert words in said
    assert len(said.strip().splitlines()) == 1


def test_methods_are_listed_with_the_models(capsys):
    assert main(["models", "--json"]) == 0
    forms = [row["form"] for row in json.loads(capsys.readouterr().out)["methods"]]
    assert {"vote:K, vote:adaptive", "best-of:K", "budget:N"} <= set(forms)


# A server that refuses n > 1


@pytest.fixture
def server(monkeypatch):
    """A server that thinks, gives one answer a call, continues turns, and refuses ``n`` above 1."""
    for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)
    heard = []

    async def complete(request):
        body = await request.json()
        heard.append(body)
        if body.get("n", 1) > 1:
            return web.json_response({"error": {"message": "n must be 1"}}, status=400)
        last = body["messages"][-1]
        begun = last["content"] if last["role"] == "assistant" else ""
        if begun and not body.get("continue_final_message"):
            return web.json_response({"error": {"message": "ends with an assistant"}}, status=400)
        if "</think>" in begun:
            return _completion("Answer: 7", 3)
        if body.get("max_tokens", 99) < 20:
            return _completion("<think>let me see", body["max_tokens"], "length")
        return _completion(
            " and see</think>Answer: 8" if begun else "<think>x</think>Answer: 9", 20
        )

    async def models(_request):
        return web.json_response({"data": []})

    def serve():
        asyncio.set_event_loop(loop)
        app = web.Application()
        app.router.add_post("/v1/chat/completions", complete)
        app.router.add_get("/v1/models", models)
        runner = web.AppRunner(app)
        loop.run_until_complete(runner.setup())
        site = web.TCPSite(runner, "127.0.0.1", 0)
        loop.run_until_complete(site.start())
        address.append(f"http://127.0.0.1:{runner.addresses[0][1]}/v1")
        ready.set()
        loop.run_forever()
        loop.run_until_complete(runner.cleanup())
        loop.close()

    loop, ready, address = asyncio.new_event_loop(), threading.Event(), []
    thread = threading.Thread(target=serve)
    thread.start()
    assert ready.wait(20)
    yield address[0], heard
    loop.call_soon_threadsafe(loop.stop)
    thread.join()


def _completion(content, tokens, finish="stop"):
    choice = {"message": {"content": content}, "finish_reason": finish}
    usage = {"prompt_tokens": 10, "completion_tokens": tokens}
    return web.json_response({"choices": [choice], "usage": usage})


@pytest.mark.parametrize(
    ("spec", "calls", "usage", "text"),
    [
        ("vote:6", 6, Usage(60, 120), "Answer: 9"),
        ("vote:adaptive", 4, Usage(40, 80), "Answer: 9"),
        ("budget:12", 2, Usage(20, 15), "Answer: 7"),
        ("extend:2", 3, Usage(30, 60), "Answer: 8"),
        ("vote:2;of=budget:12", 4, Usage(40, 30), "Answer: 7"),
    ],
)
def test_methods_work_with_a_server_that_gives_one_answer_a_call(
    server, tmp_path, spec, calls, usage, text
):
    address, heard = server
    (entrant,) = entrants([f"vllm/small@{address}+{spec}"], Settings())
    settings = Settings(questions=3)
    result = hold_sitting(entrant, make(EXAM), settings, tmp_path / "s.db")
    replies = [line.reply for line in result.answers()]
    assert (len(heard), {reply.text for reply in replies}) == (3 * calls, {text})
    assert {reply.usage for reply in replies} == {usage}
    assert not any("n" in body for body in heard)
