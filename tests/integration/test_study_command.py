"""``keju study scaling`` from the command line to the page."""

import json
import math

import pytest

from keju.cli import main


def said(capsys, *words):
    status = main(["study", "scaling", *words])
    return status, capsys.readouterr()


@pytest.fixture
def store(tmp_path):
    return ["--store", str(tmp_path / "keju.db")]


def majority(p, k):
    worth = {c: 1.0 if 2 * c > k else 0.5 if 2 * c == k else 0.0 for c in range(k + 1)}
    return sum(math.comb(k, c) * p**c * (1 - p) ** (k - c) * worth[c] for c in range(k + 1))


def test_a_model_of_known_accuracy_draws_the_curves_that_follow_from_it(capsys, store):
    words = ["scripted/student", "multiplication", "-n", "150", "--samples", "8", "--json"]
    status, out = said(capsys, *words, "-p", "accuracy=0.6", *store)
    found = json.loads(out.out)
    assert status == 0
    (candidate,) = found["candidates"]
    assert candidate["attempts"] == [8, 8]
    assert candidate["counted_by"] == "the script, in words"
    for point in candidate["curves"]["vote"]:
        assert point["accuracy"] == pytest.approx(majority(0.6, point["k"]), abs=0.06)
        assert point["tokens"] == 2 * point["k"]
        assert point["interval"][0] <= point["accuracy"] <= point["interval"][1]
    for point in candidate["curves"]["oracle"]:
        assert point["accuracy"] == pytest.approx(1 - 0.4 ** point["k"], abs=0.06)
    assert "greedy" not in candidate["curves"]
    assert candidate["network"] is None


def test_attempts_are_those_of_keju_exam_and_nothing_is_asked_twice(capsys, store):
    asked = ["scripted/student", "chain", "-n", "10"]
    assert main(["exam", *asked, "-k", "4", *store]) == 0
    capsys.readouterr()
    status, out = said(capsys, *asked, "-k", "4", "--json", *store)
    assert status == 0
    assert "40 earlier" in out.err
    main(["sittings", "--json", *store])
    assert len(json.loads(capsys.readouterr().out)) == 1
    # Fewer attempts than the store holds are a study of fewer.
    status, out = said(capsys, *asked, "-k", "2", "--json", *store)
    assert json.loads(out.out)["candidates"][0]["attempts"] == [2, 2]


def test_a_shipped_model_is_sampled_and_asked_once_at_temperature_0(capsys, store, tmp_path):
    page = tmp_path / "page.html"
    both = ["keju/xiucai", "keju/xiucai-direct"]
    words = ["multiplication;digits=2x2", "-n", "4", "-k", "2", "--html", str(page)]
    status, out = said(capsys, *both, *words, *store)
    assert status == 0
    assert "temperature 0.8" in out.out
    assert "one thought at temperature 0" in out.out
    assert "right a TFLOP" in out.out
    assert "own tokenizer" in page.read_text("utf-8")


def test_answers_that_failed_are_left_out_and_said(capsys, store):
    words = ["scripted/student", "chain", "-n", "30", "-k", "4", "-p", "filter=0.1", "--json"]
    status, out = said(capsys, *words, *store)
    found = json.loads(out.out)
    assert status == 0
    assert found["candidates"][0]["left_out"] > 0
    assert any("answers were left out" in note for note in found["notes"])


def test_answers_without_a_count_of_tokens_are_refused_in_one_line(capsys, store, tmp_path):
    answers = tmp_path / "answers.jsonl"
    questions = tmp_path / "questions.jsonl"
    rows = [{"question": f"What is {n} + 1?", "answer": str(n + 1)} for n in range(3)]
    questions.write_text("\n".join(map(json.dumps, rows)))
    lines = [{"question": r["question"], "response": r["answer"]} for r in rows for _ in range(2)]
    answers.write_text("\n".join(map(json.dumps, lines)))
    words = [f"recorded/{answers}", str(questions), "--marker", "number", "-k", "2"]
    status, out = said(capsys, *words, *store)
    assert status == 2
    assert "says how many tokens it took" in out.err.splitlines()[-1]


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["scripted/student", "chain", "-k", "1"], "--attempts are at least 2"),
        (["scripted/student", "chain", "--alpha", "2"], "--alpha is the probability"),
        (["scripted/studnt", "chain"], "Did you mean student"),
        (["scripted/student", "chian"], "Did you mean chain"),
        (["scripted/student", "chain", "--html", "no/such/folder.html"], "there is no folder"),
        (["scripted/student", "chain", "-n", "1", "-k", "2"], "needs at least 2, so ask more"),
    ],
)
def test_what_cannot_be_studied_is_one_line_and_status_2(capsys, store, words, complaint):
    status, out = said(capsys, *words, *store)
    assert status == 2
    assert complaint in out.err.splitlines()[-1]
    assert out.out == ""


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        ([], "required: scaling, CANDIDATE, EXAM"),
        (["scalings", "keju/xiucai", "chain"], "argument scaling: invalid choice: 'scalings'"),
        (["scaling", "keju/xiucai", "chain", "-n", "ten"], "must be a whole number, not 'ten'"),
        (["scaling", "keju/xiucai", "chain", "--alpha", "x"], "--alpha must be a number, not 'x'"),
    ],
)
def test_a_command_line_that_cannot_be_read_is_one_line_that_names_what(capsys, words, complaint):
    with pytest.raises(SystemExit) as stop:
        main(["study", *words])
    assert stop.value.code == 2
    said = capsys.readouterr().err
    assert complaint in said
    assert said.count("\n") == 1


def test_a_spent_budget_is_said_and_what_came_in_is_studied(capsys, store):
    words = ["scripted/student", "chain", "-n", "50", "-k", "2", "--budget", "40answers"]
    status, out = said(capsys, *words, "--json", *store)
    assert status == 0
    assert "the budget is spent" in out.err
    assert json.loads(out.out)["questions"] == 20


def test_answers_that_are_all_missing_leave_nothing_to_study(capsys, store, tmp_path):
    answers = tmp_path / "answers.jsonl"
    answers.write_text(json.dumps({"question": "Who?", "response": "Nobody"}))
    status, out = said(capsys, f"recorded/{answers}", "chain", "-n", "5", "-k", "2", *store)
    assert status == 2
    assert "0 questions have at least two marked answers" in out.err.splitlines()[-1]
