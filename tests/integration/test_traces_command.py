"""``keju traces``: what a sitting's thoughts look like, on screen, as JSON and as a page."""

import json
import sys
from pathlib import Path

import pytest

from keju.cli import main
from keju.models.reference import reference_names

sys.path.append(str(Path(__file__).resolve().parents[1] / "unit" / "tracing"))
import texts

LOOP = "Wait, I add the parts again. That is not it, so I go back. "


def said(capsys, *words):
    status = main(["traces", *map(str, words)])
    return status, capsys.readouterr()


@pytest.fixture
def store(tmp_path, monkeypatch, capsys):
    """Return a store with a sitting of ten questions, of which the 3rd and the 8th loop."""
    monkeypatch.chdir(tmp_path)
    questions, answers = [], []
    for n in range(10):
        question = f"What is 6 * {n}?"
        questions.append({"question": question, "answer": 6 * n, "marker": "number"})
        thought = f"6 * {n} = {6 * n}.\n{texts.prose(60, seed=n)}"
        if n in (2, 7):
            thought += LOOP * 12
        answer = {"question": question, "response": f"Answer: {6 * n + (n > 6)}"}
        answers.append({**answer, "reasoning": thought} if n != 9 else answer)
    for name, rows in (("q.jsonl", questions), ("a.jsonl", answers)):
        Path(name).write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    place = str(tmp_path / "keju.db")
    assert main(["exam", "recorded/a.jsonl", "q.jsonl", "--store", place]) == 0
    capsys.readouterr()
    return place


def test_the_figures_stand_with_intervals_and_loops_with_an_excerpt(capsys, store):
    status, out = said(capsys, 1, "--store", store)
    lines = out.out.splitlines()
    assert status == 0
    assert lines[0].startswith("recorded/a.jsonl: 9 thoughts")
    assert lines[0].endswith("2 of them loop, 22.2% [2.8, 60.0].")
    assert next(line for line in lines if line.startswith("loop ")).split()[1:3] == [
        "22.2%",
        "[2.8,",
    ]
    table = out.out.partition("excerpt")[2]
    rows = [line.split()[0] for line in table.splitlines() if "Wait, I add the parts" in line]
    assert rows == ["3", "8"]
    assert "1 answers have no thought" in out.out


def test_json_holds_everything_of_each_thought(capsys, store):
    _, out = said(capsys, 1, "--store", store, "--json")
    found = json.loads(out.out)
    assert (found["traces"], found["right"], found["wrong"]) == (9, 7, 2)
    assert found["without_thought"] == 1
    assert [each["question"] for each in found["looping"]] == [3, 8]
    assert found["figures"]["loops"]["right"]["mean"] == pytest.approx(1 / 7)
    assert found["figures"]["agrees"]["wrong"]["mean"] == 0
    assert found["figures"]["found"]["all"]["mean"] == 1
    assert len(found["each"]) == 9
    assert found["each"][2]["repetition"]["loop"]["rounds"] > 10


def test_a_sitting_that_a_verdict_ended_says_that_its_intervals_are_not_made_for_that(
    capsys, tmp_path
):
    store = str(tmp_path / "keju.db")
    both = ["scripted/thinker", "scripted/wrong", "multiplication"]
    assert main(["compare", *both, "--store", store]) == 0
    capsys.readouterr()
    _, out = said(capsys, 1, "--store", store)
    assert "How many were asked depended on what came in" in out.out
    assert json.loads(said(capsys, 1, "--store", store, "--json")[1].out)["stopped"]


def test_a_page_is_written(capsys, store, tmp_path):
    page = tmp_path / "page.html"
    status, _ = said(capsys, 1, "--store", store, "--html", page)
    assert status == 0
    text = page.read_text("utf-8")
    assert "Thoughts that loop" in text
    assert "Wait, I add the parts again." in text


def test_what_a_model_wrote_is_no_markup_and_moves_no_cursor(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    thought = "<script>alert(1)</script> \x1b[2J so it goes on and on. " * 20
    answer = {"question": "What is 1 + 1?", "response": "2", "reasoning": thought}
    Path("q.jsonl").write_text('{"question": "What is 1 + 1?", "answer": 2, "marker": "number"}')
    Path("a.jsonl").write_text(json.dumps(answer))
    assert main(["exam", "recorded/a.jsonl", "q.jsonl", "--store", "keju.db"]) == 0
    capsys.readouterr()
    _, out = said(capsys, 1, "--store", "keju.db", "--html", "page.html")
    page = Path("page.html").read_text("utf-8")
    assert "<script>" in out.out
    assert "\x1b" not in out.out + page
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_fewer_loops_are_listed_on_request(capsys, store):
    _, out = said(capsys, 1, "--store", store, "--limit", 1)
    assert out.out.count("Wait, I add") == 1
    assert "1 more (--json)" in out.out


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("1", "--alpha", "0"), "--alpha"),
        (("1", "--alpha", "nan"), "--alpha"),
        (("1", "--limit", "-1"), "--limit"),
        (("99",), "99"),
    ],
)
def test_bad_input_is_one_line_and_status_2(capsys, store, words, says):
    status, out = said(capsys, *words, "--store", store)
    assert status == 2
    assert says in out.err
    assert out.err.count("\n") == 1


@pytest.mark.parametrize("command", ["traces", "show"])
def test_what_is_no_sitting_is_told_where_their_numbers_are(capsys, command):
    with pytest.raises(SystemExit) as stop:
        main([command, "answers.jsonl"])
    assert stop.value.code == 2
    said = capsys.readouterr().err
    assert "'answers.jsonl' is not the number of a sitting; keju sittings lists them" in said
    assert said.count("\n") == 1


def test_a_sitting_without_thoughts_is_refused_in_one_line(capsys, tmp_path):
    store = str(tmp_path / "keju.db")
    main(["exam", "scripted/right", "multiplication", "-n", "2", "--store", store])
    capsys.readouterr()
    status, out = said(capsys, 1, "--store", store)
    assert status == 2
    assert "no thoughts" in out.err
    assert out.err.count("\n") == 1


def test_what_was_forgotten_is_not_examined(capsys, store):
    main(["store", "forget", "1", "--store", store])
    capsys.readouterr()
    status, out = said(capsys, 1, "--store", store)
    assert status == 2
    assert "no thoughts" in out.err


@pytest.mark.parametrize("name", [n for n in reference_names() if not n.endswith("-direct")])
def test_the_specimen_loops_and_the_other_shipped_models_that_think_do_not(capsys, tmp_path, name):
    store, specimen = str(tmp_path / "keju.db"), name.endswith("-loops")
    exam = "countdown;numbers=3" if specimen else "multiplication;digits=2"
    main(["exam", f"keju/{name}", exam, "-n", "8", "--store", store])
    capsys.readouterr()
    _, out = said(capsys, 1, "--store", store, "--json")
    found = json.loads(out.out)
    loops = found["figures"]["loops"]["all"]["mean"]
    assert loops >= 0.5 if specimen else loops == 0
    assert found["tokens_counted"]
