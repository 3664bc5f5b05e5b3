"""``keju estimate``: sittings and tables, and what it refuses."""

import json

import pytest

from keju.cli import main


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "marks.csv"
    rows = [f"q{n},{k},{int((n + k) % 4 != 0)}" for n in range(30) for k in range(3)]
    path.write_text("\n".join(["item,attempt,score", *rows]))
    return str(path)


def said(capsys, *words):
    status = main(["estimate", *words])
    return status, capsys.readouterr()


def test_a_table_is_estimated_with_everything_in_json(capsys, table):
    status, out = said(capsys, table, "--json")
    found = json.loads(out.out)
    assert status == 0
    assert found["questions"] == 30
    assert found["attempts"] == [3, 3]
    assert found["interval"][0] < found["accuracy"] < found["interval"][1]
    assert found["anytime_interval"][0] <= found["interval"][0]
    assert set(found["pass_at"]) == set(found["pass_hat"])
    assert found["pass_at"]["1"]["value"] == pytest.approx(found["accuracy"])
    assert found["variance"]["attempt"] > 0


def test_a_sitting_says_what_was_left_out_and_the_bounds(capsys, tmp_path):
    store = str(tmp_path / "keju.db")
    sat = ["exam", "scripted/student", "multiplication", "-n", "40", "-p", "filter=0.2"]
    assert main([*sat, "--store", store]) == 0
    capsys.readouterr()
    status, out = said(capsys, "1", "--store", store, "--json")
    found = json.loads(out.out)
    assert status == 0
    assert found["excluded"]["filtered"] == 40 - found["questions"] > 0
    assert found["bounds"][0] < found["accuracy"] < found["bounds"][1]
    assert found["method"] == "clopper-pearson"


def test_the_screen_begins_with_a_sentence_and_ends_with_assumptions(capsys, table):
    status, out = said(capsys, table)
    assert status == 0
    lines = out.out.splitlines()
    assert lines[0].startswith("marks is right on 75.6%")
    assert "pass^k" in out.out
    assert "The accuracy is the mean over questions" in out.out


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ("a,nan\nb,1", "line 2: score nan is no number"),
        ("a,1", "needs at least 2"),
        ("a,1\na,0\nb,1", "stands at line 2 already"),
        ("a,1.5\nb,1", "not between 0 and 1"),
    ],
)
def test_what_cannot_be_estimated_is_one_line_and_status_2(capsys, tmp_path, rows, words):
    path = tmp_path / "bad.csv"
    path.write_text(f"item,score\n{rows}\n")
    status, out = said(capsys, str(path))
    assert status == 2
    assert words in out.err
    assert out.err.count("\n") == 1


@pytest.mark.parametrize("word", ["nothing", "no.csv", "99"])
def test_what_is_not_there_is_said(capsys, tmp_path, word):
    store = str(tmp_path / "keju.db")
    main(["exam", "scripted/right", "multiplication", "-n", "2", "--store", store])
    capsys.readouterr()
    status, out = said(capsys, word, "--store", store)
    assert status == 2
    assert word in out.err


def test_a_table_of_several_models_asks_which(capsys, tmp_path):
    path = tmp_path / "all.csv"
    path.write_text("item,score,model\na,1,x\nb,0,x\na,1,y\nb,1,y\n")
    status, out = said(capsys, str(path))
    assert status == 2
    assert out.err.count("\n") == 1
    assert "--model 'x'" in out.err
    status, out = said(capsys, str(path), "--model", "y", "--json")
    assert json.loads(out.out)["accuracy"] == 1


def test_sittings_that_a_verdict_ended_take_the_anytime_interval(capsys, tmp_path):
    store = str(tmp_path / "keju.db")
    both = ["scripted/student", "scripted/right", "multiplication"]
    assert main(["compare", *both, "--store", store]) == 0
    capsys.readouterr()
    status, out = said(capsys, "1", "--store", store, "--json")
    found = json.loads(out.out)
    assert status == 0
    assert found["stopped"]
    assert found["excluded"]["not_asked"] > 0
    assert f"{100 * found['anytime_interval'][0]:.1f}%" in found["sentence"]


@pytest.mark.parametrize(
    ("option", "value"), [("--alpha", "nan"), ("--alpha", "0"), ("--attempt-price", "-1")]
)
def test_options_out_of_range_are_one_line_and_status_2(capsys, table, option, value):
    status, out = said(capsys, table, option, value)
    assert status == 2
    assert option in out.err
    assert out.err.count("\n") == 1


def test_a_page_is_written_that_holds_the_sentence(capsys, table, tmp_path):
    page = tmp_path / "estimate.html"
    status, out = said(capsys, table, "--html", str(page), "--json")
    assert status == 0
    assert json.loads(out.out)["sentence"] in page.read_text()
