import asyncio
import json

import pytest

from keju.core.errors import InputError
from keju.core.records import (
    Failure,
    FailureKind,
    Finish,
    Item,
    MarkerSpec,
    Question,
    Reply,
    Verdict,
)
from keju.recipes.judging import ItemJudge
from keju.recipes.panel import Panel
from keju.recipes.sitting import Settings, entrants, hold, make_exam
from keju.runner import Patience

RUBRIC = "Is it polite?"
ANSWER = Reply("Good evening, Madam.")


def item(*judges):
    spec = MarkerSpec("judge", {"judges": list(judges), "rubric": RUBRIC})
    return Item(Question.ask("Greet me."), None, spec)


def recorded(folder, name, response, **fields):
    """Write a judge that says ``response`` about ANSWER; return its name."""
    from keju.marking.rubric import judge_marker

    marker = judge_marker({"judges": "any/one", "rubric": RUBRIC})
    (message,) = marker.request(item(), ANSWER.text)
    path = folder / f"{name}.jsonl"
    line = {"question": message.content, "response": response, **fields}
    path.write_text(json.dumps(line))
    return f"recorded/{path}"


def marked(*judges, reply=ANSWER):
    async def run():
        judge = ItemJudge()
        try:
            return await judge.mark(item(*judges), reply)
        finally:
            await judge.close()

    return asyncio.run(run())


def test_two_judges_who_agree_give_their_mean_and_are_kept_word_for_word(tmp_path):
    one = recorded(tmp_path, "one", "Very polite.\nMark: 9", usage={"completion_tokens": 5})
    other = recorded(tmp_path, "other", "Polite.\nMark: 8")
    mark = marked(one, other)
    assert (mark.verdict, mark.marker) == (Verdict.CORRECT, "judge@1")
    assert mark.score == pytest.approx(0.85)
    kept = mark.detail["judges"]
    assert [each["judge"] for each in kept] == [one, other]
    assert [each["text"] for each in kept] == ["Very polite.\nMark: 9", "Polite.\nMark: 8"]
    assert kept[0]["usage"]["completion_tokens"] == 5
    assert len({each["candidate"] for each in kept}) == 2
    json.dumps(mark.detail)


def test_judges_who_disagree_leave_the_answer_unmarkable(tmp_path):
    one = recorded(tmp_path, "one", "Mark: 9")
    other = recorded(tmp_path, "other", "Mark: 3")
    mark = marked(one, other)
    assert (mark.verdict, mark.detail["reason"]) == (Verdict.UNMARKABLE, "the judges disagree")


def test_a_judge_that_is_cut_has_no_opinion(tmp_path):
    mark = marked(recorded(tmp_path, "one", "Mark: 9", finish="length"))
    assert (mark.verdict, mark.detail["reason"]) == (
        Verdict.UNMARKABLE,
        "a judge did not answer: length",
    )


def test_a_judge_that_fails_is_never_the_answers_fault(tmp_path):
    path = tmp_path / "none.jsonl"
    path.write_text(json.dumps({"question": "another", "response": "Mark: 9"}))
    mark = marked(f"recorded/{path}")
    assert mark.verdict is Verdict.UNMARKABLE
    assert mark.detail["reason"] == "a judge did not answer: missing"
    assert mark.detail["judges"][0]["failure"] == "missing"


def test_infrastructure_is_asked_again_and_then_given_up():
    async def run():
        panel = Panel(Patience(tries=3, first=0.001))
        spec = item("scripted/down")
        from keju.marking import marker

        try:
            return await panel.mark(spec, ANSWER, marker(spec.marker))
        finally:
            await panel.close()

    mark = asyncio.run(run())
    assert mark.detail["reason"] == "a judge did not answer: server"


def test_a_judge_that_ignores_the_form_is_no_judge():
    mark = marked("scripted/right")
    assert mark.verdict is Verdict.UNMARKABLE
    assert "in the form" in mark.detail["reason"]


def test_what_never_reached_a_reader_is_not_put_before_judges():
    failed = Reply(finish=Finish.FAILED, failure=Failure(FailureKind.SERVER, "down"))
    assert marked("scripted/right", reply=failed).verdict is Verdict.FAILED
    assert marked("scripted/right", reply=Reply("  ")).verdict is Verdict.NO_ANSWER


def test_an_unknown_judge_is_found_before_anything_is_asked():
    with pytest.raises(InputError, match="Unknown script"):
        ItemJudge().version(item("scripted/wright"))


def test_a_sitting_asks_its_judges_and_keeps_what_they_said(tmp_path):
    """From a file of open questions to the figures, with answers and judges that are recorded."""
    judge = recorded(tmp_path, "judge", "Polite.\nMark: 9")
    answers = tmp_path / "answers.jsonl"
    answers.write_text(json.dumps({"question": "Greet me.", "response": ANSWER.text}))
    marker = {"name": "judge", "parameters": {"judges": judge, "rubric": RUBRIC}}
    paper = tmp_path / "paper.jsonl"
    paper.write_text(json.dumps({"question": "Greet me.", "answer": "", "marker": marker}))
    settings = Settings()
    (entrant,) = entrants([f"recorded/{answers}"], settings)
    exam = make_exam(str(paper), settings)
    result = hold(entrant, exam, settings, store=tmp_path / "keju.db")
    ((_, _, _, reply, mark),) = result.answers()
    assert (reply.text, mark.score) == (ANSWER.text, 0.9)
    assert mark.detail["judges"][0]["text"] == "Polite.\nMark: 9"
