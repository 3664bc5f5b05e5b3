"""``keju rank`` and ``keju gate``: live, on tables, and what they refuse."""

import json

import pytest

from keju.cli import main

THREE = ["scripted/right", "scripted/thinker", "scripted/wrong"]
EXAM = "multiplication;digits=4"


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


def said(capsys, command, *words):
    status = main([command, *map(str, words)])
    return status, capsys.readouterr()


def test_a_live_ranking_drops_the_worst_early_and_keeps_the_best(capsys, store):
    status, out = said(capsys, "rank", *THREE, EXAM, "-n", "200", *store, "--json")
    found = json.loads(out.out)
    assert status == 0
    ranked = {each["name"]: each for each in found["candidates"]}
    assert "scripted/right" in found["best"]
    assert "scripted/wrong" not in found["best"]
    assert ranked["scripted/wrong"]["answers"] < ranked["scripted/right"]["answers"]


def test_models_of_a_table_are_ranked_and_the_page_of_sets_is_right(capsys, table):
    wrong = {"best": 20, "middle": 3, "last": 1}
    rows = [f"{m},q{n},{int(n % d != 0)}" for m, d in wrong.items() for n in range(400)]
    path = table("t.csv", rows, "model,item,score")
    _, out = said(capsys, "rank", path, "--json")
    found = json.loads(out.out)
    assert found["best"] == ["best"]
    assert [each["name"] for each in found["candidates"]] == ["best", "middle", "last"]
    _, out = said(capsys, "rank", path)
    assert out.out.startswith("best is the best of 3")


def test_several_exams_are_ranked_side_by_side(capsys, store):
    exams = [EXAM, "chain;terms=3"]
    status, out = said(capsys, "rank", *THREE, *exams, "-n", "60", *store, "--json")
    found = json.loads(out.out)
    assert (status, len(found)) == (0, 2)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["scripted/right", EXAM], "at least 2"),
        (["scripted/right", "scripted/right", EXAM], "twice"),
        (["scripted/right", "scripted/wrong"], "exam"),
    ],
)
def test_what_cannot_be_ranked_is_one_line_and_status_2(capsys, store, words, says):
    status, out = said(capsys, "rank", *words, *store)
    assert status == 2
    assert out.err.count("\n") == 1
    assert says in out.err


@pytest.mark.parametrize(
    ("new", "baseline", "status", "verdict"),
    [
        ("scripted/right", "scripted/thinker", 0, "pass"),
        ("scripted/wrong", "scripted/thinker", 1, "fail"),
        ("scripted/student", "scripted/thinker", 1, None),
    ],
)
def test_the_gate_opens_only_when_it_is_sure(capsys, store, new, baseline, status, verdict):
    words = [new, baseline, EXAM, "-n", "150", "--margin", "5", *store, "--json"]
    found, out = said(capsys, "gate", *words)
    document = json.loads(out.out)
    assert found == status
    assert document["margin"] == 5 / 100 or document["margin"] == 5
    assert document["verdict"] in ("pass", "fail", "undecided")
    assert verdict is None or document["verdict"] == verdict
    for key in ("answers_used", "gap", "interval", "alpha", "estimand", "excluded"):
        assert key in document


def test_a_gate_on_tables_says_which(capsys, table):
    a = table("a.csv", [f"q{n},{int(n % 3 != 0)}" for n in range(60)])
    b = table("b.csv", [f"q{n},{int(n % 3 != 1)}" for n in range(60)])
    status, out = said(capsys, "gate", a, b)
    assert status == 1
    assert out.out.startswith("Undecided, so not passed")


def test_a_margin_that_is_none_is_refused(capsys, table):
    a, b = table("a.csv", ["a,1", "b,0"]), table("b.csv", ["a,0", "b,0"])
    status, out = said(capsys, "gate", a, b, "--margin", "0")
    assert (status, out.err.count("\n")) == (2, 1)


def test_sittings_that_a_ranking_asked_are_ranked_on_what_all_have_with_a_warning(capsys, store):
    said(capsys, "rank", *THREE, EXAM, "-n", "120", *store)
    status, out = said(capsys, "rank", 1, 2, 3, *store, "--json")
    found = json.loads(out.out)
    assert status == 0
    assert len({each["questions"] for each in found["candidates"]}) == 1
    assert any("keju rank until its verdict" in note for note in found["notes"])
    assert sum("left aside" in note for note in found["notes"]) == 1
    _, out = said(capsys, "gate", 2, 3, *store, "--json")
    assert any("keju rank until its verdict" in note for note in json.loads(out.out)["notes"])


def test_the_same_ranking_again_asks_nothing_and_another_plan_is_refused(capsys, store):
    words = ["rank", *THREE, EXAM, "-n", "120", *store]
    _, first = said(capsys, *words, "--json")
    _, again = said(capsys, *words, "--json")
    assert again.out == first.out
    status, out = said(capsys, *words, "--alpha", "0.1")
    assert (status, "--alpha 0.05" in out.err, "--fresh" in out.err) == (2, True, True)


def test_a_budget_ends_a_ranking_cleanly(capsys, store):
    words = [*THREE, EXAM, "chain;terms=3", "-n", "60", "--budget", "40answers", *store]
    status, out = said(capsys, "rank", *words, "--json")
    first, second = json.loads(out.out)
    assert (status, first["stopped"], second["stopped"]) == (0, "budget", "not begun")
    assert second["best"] == THREE
    _, out = said(capsys, "rank", *words)
    assert "the budget is spent" in out.out


@pytest.mark.parametrize(
    ("rows", "words", "says"),
    [
        (["a,1,1", "a,2,0", "b,1,0"], [], "Item 2 of a is missing from b"),
        (["a,1,1", "b,1,0"], ["a", "z"], "no model 'z'"),
        (["a,1,1", "b,1,0"], ["a", "a"], "a is given twice"),
        (["a,1,1", "a,2,0"], [], "not only a"),
        (["a,1,1", "a,2,0", "b,1,1", "b,2,0"], [], "nobody differs"),
    ],
)
def test_a_table_that_cannot_be_ranked_is_one_line_and_status_2(capsys, table, rows, words, says):
    path = table("t.csv", rows, "model,item,score")
    status, out = said(capsys, "rank", *words, path)
    assert (status, out.err.count("\n")) == (2, 1)
    assert says in out.err
