"""``keju compare``: live, on tables, on sittings, and what it refuses."""

import json
from pathlib import Path

import pytest

from keju.cli import main

MATRICES = Path(__file__).resolve().parents[3] / "shared" / "data" / "item_matrices"
LIVE = ["scripted/student", "scripted/thinker", "multiplication;digits=4"]
KEYS = ["verdict", "answers_used", "gap", "interval", "test", "alpha", "estimand", "excluded"]


@pytest.fixture
def store(tmp_path):
    return ["--store", str(tmp_path / "keju.db")]


@pytest.fixture
def table(tmp_path):
    def write(name, rows, head="item,score"):
        path = tmp_path / name
        path.write_text("\n".join([head, *rows]) + "\n")
        return str(path)

    return write


def said(capsys, *words):
    status = main(["compare", *map(str, words)])
    return status, capsys.readouterr()


def test_a_live_comparison_says_first_what_it_can_find_and_then_the_verdict(capsys, store):
    status, out = said(capsys, *LIVE, "-n", "300", *store, "--json")
    found = json.loads(out.out)
    assert status == 0
    assert list(found)[:8] == KEYS
    assert (found["verdict"], found["test"], found["estimand"]) == ("B", "e", "like-these")
    assert found["answers_used"] < 300
    assert "300 questions can find a gap of" in out.err.splitlines()[0]


def test_the_screen_begins_with_a_sentence_for_people(capsys, store):
    _, out = said(capsys, *LIVE, "-n", "300", *store)
    assert out.out.startswith("scripted/thinker is better than scripted/student, by about")
    assert "once in 20 comparisons" in " ".join(out.out.split())


def test_two_sittings_are_compared_by_their_numbers(capsys, store):
    main(["exam", *LIVE, "-n", "150", *store])
    capsys.readouterr()
    status, out = said(capsys, 1, 2, *store, "--json")
    assert (status, json.loads(out.out)["verdict"]) == (0, "B")


def test_tables_are_compared_whatever_the_order_of_their_rows(capsys, table):
    rows = [f"q{n},{int(n % 5 != 0)}" for n in range(120)]
    a = table("a.csv", rows)
    b = table("b.csv", [f"q{n},{int(n % 2 == 0)}" for n in reversed(range(120))])
    status, out = said(capsys, a, b, "--json")
    found = json.loads(out.out)
    assert (status, found["verdict"], found["excluded"]) == (0, "A", 0)


def test_two_models_of_one_table_and_its_clusters(capsys, table):
    rows = [
        f"{m},q{n},{int(n % d != 0)},c{n // 2}" for m, d in (("x", 9), ("y", 2)) for n in range(160)
    ]
    path = table("t.csv", rows, "model,item,score,cluster")
    _, out = said(capsys, "x", "y", path, "--json")
    found = json.loads(out.out)
    assert found["verdict"] == "A"
    assert found["units"] * 2 == found["pairs"]


def test_the_exact_test_and_the_whole_bank_can_be_chosen(capsys, table):
    a = table("a.csv", [f"q{n},1" for n in range(200)])
    b = table("b.csv", [f"q{n},{n % 2}" for n in range(200)])
    _, out = said(capsys, a, b, "--test", "exact", "--json")
    assert (json.loads(out.out)["verdict"], json.loads(out.out)["interval"]) == ("A", None)
    _, out = said(capsys, a, b, "--estimand", "this-bank", "--json")
    assert json.loads(out.out)["verdict"] == "A"


def test_a_page_is_written(capsys, store, tmp_path):
    page = tmp_path / "page.html"
    said(capsys, *LIVE, "-n", "300", *store, "--html", page)
    text = page.read_text("utf-8")
    assert "scripted/thinker is better than" in text
    assert "<script" not in text


@pytest.mark.skipif(not MATRICES.is_dir(), reason=f"no data at {MATRICES}")
def test_on_real_marks_a_wide_gap_is_found_with_a_tenth_of_the_answers(capsys):
    path = MATRICES / "zeroeval_gsm.csv.gz"
    _, out = said(capsys, "Athene-70B", "gemma-2-2b-it", path, "--json")
    found = json.loads(out.out)
    assert found["verdict"] == "A"
    assert found["answers_used"] < 132


GOOD = ["a,1", "b,0", "c,1"]


@pytest.mark.parametrize(
    ("rows", "options", "words"),
    [
        (["a,0", "b,0"], [], "Item c of a is missing"),
        (["x,0", "y,0", "z,1"], [], "missing"),
        (["a,0", "b,0", "c,2"], [], "line 4: score 2 is not between 0 and 1"),
        (["a,0", "b,nan", "c,1"], [], "line 3: score nan is no number"),
        (GOOD, [], "the same score on each of 3 items"),
        (["a,1", "a,0", "b,1", "c,1"], [], "line 3: item 'a' stands at line 2 already"),
        (["a,0", "b,1", "c,0"], ["--alpha", "2"], "--alpha is the probability"),
        (["a,0", "b,1", "c,0"], ["--gap", "0"], "--gap is in points"),
        (["a,0", "b,1", "c,0"], ["--test", "exact", "--gap", "30"], "cannot exceed --discordance"),
        (["a,0", "b,1", "c,0"], ["--test", "exact", "--estimand", "fresh"], "use --test e"),
    ],
)
def test_bad_input_is_one_clear_line_and_status_2(capsys, table, rows, options, words):
    status, out = said(capsys, table("a.csv", GOOD), table("b.csv", rows), *options)
    assert status == 2
    assert words in out.err
    assert out.err.count("\n") == 1


def test_one_item_is_refused(capsys, table):
    status, out = said(capsys, table("a.csv", ["a,1"]), table("b.csv", ["a,0"]))
    assert (status, "too few" in out.err) == (2, True)


@pytest.mark.parametrize("bound", [["-n", "4"], ["--budget", "6answers"]])
def test_a_budget_that_can_resolve_nothing_is_said_before_anything_is_asked(capsys, store, bound):
    status, out = said(capsys, *LIVE, *bound, *store)
    assert status == 2
    assert "can decide nothing" in out.err
    assert not Path(store[1]).exists()


def test_words_that_name_nothing_are_explained(capsys):
    status, out = said(capsys, "a", "b")
    assert (status, "two sittings" in out.err) == (2, True)


XIUCAI = ["keju/xiucai", "keju/xiucai-direct", "multiplication;digits=2"]


def test_calibrating_finds_the_level_at_which_they_disagree_and_discards_the_pilot(capsys, store):
    status, out = said(capsys, *XIUCAI, "--calibrate", *store, "--json")
    found = json.loads(out.out)
    assert (status, found["verdict"]) == (0, "A")
    assert found["exam"] == found["calibration"]["spec"] == "multiplication;digits=2;seed=0"
    assert "pilot at digits=2" in out.err
    pilot = found["calibration"]["pilots"][found["calibration"]["chosen"]]
    assert pilot["differ"] > 12
    again = json.loads(said(capsys, *XIUCAI, "--calibrate", *store, "--json")[1].out)
    assert again["answers_used"] == found["answers_used"]


def test_calibrating_needs_a_generated_exam(capsys, table, store):
    a, b = table("a.csv", ["a,1", "b,0"]), table("b.csv", ["a,0", "b,0"])
    status, out = said(capsys, a, b, "--calibrate")
    assert (status, "generated exam" in out.err) == (2, True)
    questions = table("q.jsonl", ['{"question": "1+1?", "reference": "2"}'] * 1, "")
    status, out = said(capsys, *LIVE[:2], f"{questions};marker=number", "--calibrate", *store)
    assert (status, "no difficulty" in out.err) == (2, True)
