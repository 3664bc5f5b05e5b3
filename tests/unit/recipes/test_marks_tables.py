"""Tables of marks: what is read, and the one line that a broken table gets."""

import csv
import gzip
import json

import pytest

from keju.core.errors import InputError
from keju.recipes.marks_tables import is_table, read_models, read_table


def table(folder, text, name="marks.csv"):
    path = folder / name
    data = text.encode("utf-8") if isinstance(text, str) else text
    path.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    return path


def refusal(folder, text, name="marks.csv", **more):
    path = table(folder, text, name)
    with pytest.raises(InputError) as refused:
        read_table(path, **more)
    words = str(refused.value)
    assert "\n" not in words
    assert words.startswith(str(path))
    return words.removeprefix(str(path))


def test_a_table_needs_items_and_scores_only(tmp_path):
    marks = read_table(table(tmp_path, "item,score\nq1,1\nq2,0.25\nq3,\n"))
    assert marks.name == "marks"
    assert marks.exam == "marks.csv"
    assert marks.scores == {"q1": (1.0,), "q2": (0.25,), "q3": (None,)}
    assert marks.clusters == {}


def test_other_columns_other_orders_and_other_line_ends_are_fine(tmp_path):
    text = '\ufeffcost, Score ,item\r\n9.5,1e-1,"a, b"\r\n\r\n,.5,c\r\n'
    assert read_table(table(tmp_path, text)).scores == {"a, b": (0.1,), "c": (0.5,)}


def test_attempts_are_put_in_the_order_of_their_numbers_and_clusters_are_kept(tmp_path):
    text = "item,score,attempt,cluster\nx,0,2,k\ny,1,10,\nx,1,10,k\ny,0,2,\n"
    marks = read_table(table(tmp_path, text))
    assert marks.scores == {"x": (0.0, 1.0), "y": (0.0, 1.0)}
    assert marks.clusters == {"x": "k"}


@pytest.mark.parametrize("name", ["m.csv", "m.csv.gz", "m.jsonl", "m.jsonl.gz"])
def test_every_kind_of_file_says_the_same(tmp_path, name):
    rows = [("q1", 1, "a"), ("q2", 0.5, "a"), ("q3", None, "b")]
    if ".jsonl" in name:
        text = "\n".join(
            json.dumps(dict(zip(("item", "score", "cluster"), row, strict=True))) for row in rows
        )
    else:
        text = "item,score,cluster\n" + "\n".join(
            f"{i},{'' if s is None else s},{c}" for i, s, c in rows
        )
    path = table(tmp_path, text, name)
    marks = read_table(path)
    assert is_table(str(path))
    assert marks.name == "m"
    assert marks.scores == {"q1": (1.0,), "q2": (0.5,), "q3": (None,)}
    assert marks.clusters == {"q1": "a", "q2": "a", "q3": "b"}


def test_a_column_of_models_makes_several_of_one_table(tmp_path):
    path = table(tmp_path, "model,item,score\nm1,q,1\nm2,q,0\nm1,r,0\nm2,r,1\nm3,r,1\n")
    assert [marks.name for marks in read_models(path)] == ["m1", "m2", "m3"]
    a, b = read_models(path, ["m2", "m1"])
    assert (a.name, a.scores) == ("m2", {"q": (0.0,), "r": (1.0,)})
    assert (b.name, b.scores) == ("m1", {"q": (1.0,), "r": (0.0,)})
    assert read_table(path, "m3").scores == {"r": (1.0,)}


def test_rows_of_other_models_may_be_broken(tmp_path):
    path = table(tmp_path, "model,item,score\nm1,q,1\nm2,q,oops\nm1,r,0\n")
    assert read_table(path, "m1").scores == {"q": (1.0,), "r": (0.0,)}


def test_a_file_of_questions_is_no_table(tmp_path):
    questions = table(tmp_path, '{"question": "1+1?", "reference": "2"}\n', "q.jsonl")
    assert not is_table(str(questions))
    assert not is_table(str(tmp_path / "missing.jsonl"))
    assert not is_table("multiplication;digits=3")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", ", line 1: no column 'item'; the first line must name the columns"),
        ("item,points\nq,1\n", ", line 1: no column 'score'; the first line must name"),
        ("item;score\nq;1\n", ", line 1: no column 'item'; separate columns by commas"),
        ("item,score,score\nq,1,1\n", ", line 1: column 'score' is there twice; keep one"),
        ("item,score\n", ": no row below the header"),
        ("item,score\nq,yes\n", ", line 2: score 'yes' is no number; write one between 0 and 1"),
        ("item,score\nq,1\nr,NaN\n", ", line 3: score NaN is no number; leave it empty"),
        ("item,score\nq,-inf\n", ", line 2: score '-inf' is no number"),
        ("item,score\nq,1e999\n", ", line 2: score 1e999 is not between 0 and 1"),
        ("item,score\nq,87.5\n", ", line 2: score 87.5 is not between 0 and 1; divide"),
        ("item,score\nq,-0.1\n", ", line 2: score -0.1 is not between 0 and 1"),
        ("item,score\nq,1_0\n", ", line 2: score '1_0' is no number"),
        ("item,score\n,1\n", ", line 2: column 'item' is empty; give the row its item"),
        ("item,score\nq,1\nr,0\nq,1\n", ", line 4: item 'q' stands at line 2 already; keep one"),
        ("item,score\na,b,1\n", ", line 2: 3 cells where the header has 2; put a cell that has"),
        ("item,score,attempt\nq,1,first\n", ", line 2: attempt 'first' is no whole number"),
        ("item,score,attempt\nq,1,1.5\n", ", line 2: attempt '1.5' is no whole number"),
        ("item,score,attempt\nq,1,-1\n", ", line 2: attempt '-1' is no whole number"),
        ("item,score,attempt\nq,1,0\nq,0,0\n", ", line 3: item 'q' has attempt 0 twice"),
        ("item,score,attempt\nq,1,0\nq,0,1\nr,1,0\n", ", line 4: item 'r' of marks has the att"),
        (
            "item,score,attempt,cluster\nq,1,0,a\nq,1,1,b\n",
            ", line 3: item 'q' stands in cluster 'b'",
        ),
        (
            "item,score,attempt,cluster\nq,1,0,a\nq,1,1,\n",
            ", line 3: item 'q' stands in no cluster",
        ),
        ("model,item,score\nm,q,1\n,r,1\n", ", line 3: column 'model' is empty"),
        ("model,item,score\nm,q,1\nn,q,1\n", " has the marks of 2 models; name two of them"),
        (b"item,score\n\xff\xfe,1\n", ": not UTF-8 text"),
        (f"item,score\n{'q' * 200_000},1\n", ", line 2: not CSV (field larger"),
    ],
)
def test_a_broken_table_gets_one_line_that_says_where(tmp_path, text, words):
    assert refusal(tmp_path, text).startswith(words)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", ": no row below the header"),
        ('{"item": "q"}\n', ", line 1: no field 'score'"),
        ('{"item": "q", "score": NaN}\n', ", line 1: score nan is no number"),
        ('{"item": "q", "score": true}\n', ", line 1: score 'true' is no number"),
        ('{"item": "q", "score": 1}\n{"item": "r", "score": true}\n', ", line 2: score 'true'"),
        ('{"item": "q", "score": [1]}\n', ", line 1: field 'score' must be one value"),
        ('\n["q", 1]\n', ", line 2: must be an object"),
        ("q,1\n", ", line 1: not JSON"),
        (
            '{"item": "q", "score": 1}\n{"item": "q", "score": 1, "attempt": 1}\n',
            ", line 2: field 'att",
        ),
        ('{"item": null, "score": 1}\n', ", line 1: column 'item' is empty"),
    ],
)
def test_so_does_a_broken_table_of_lines(tmp_path, text, words):
    assert refusal(tmp_path, text, "marks.jsonl").startswith(words)


def test_files_that_cannot_be_read_are_named(tmp_path):
    rows = "".join(f"q{n},1\n" for n in range(99))
    broken = tmp_path / "b.csv.gz"
    broken.write_bytes(gzip.compress(f"item,score\n{rows}".encode())[:-9])
    for path, words in [
        (broken, "not a whole gzip file"),
        (table(tmp_path, "item,score\n").rename(tmp_path / "c.csv.gz"), "not a whole gzip file"),
        (tmp_path / "missing.csv", "no such file"),
        (tmp_path, "cannot be read"),
    ]:
        with pytest.raises(InputError, match=words):
            read_table(path)


def test_an_unknown_model_is_answered_with_the_nearest(tmp_path):
    text = "model,item,score\nqwen3-8b,q,1\n"
    assert "no model 'qwen-8b'. Did you mean qwen3-8b?" in refusal(tmp_path, text, model="qwen-8b")
    assert "no column 'model'" in refusal(tmp_path, "item,score\nq,1\n", model="m")


@pytest.mark.no_cover
def test_a_hundred_thousand_rows_are_read(tmp_path):
    path = tmp_path / "large.csv"
    with path.open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["model", "item", "score", "cluster", "attempt"])
        for n in range(100_000):
            rows.writerow([f"m{n % 2}", f"question {n // 8}", n % 3 / 2, f"c{n // 80}", n // 2 % 4])
    models = read_models(path)
    assert [len(marks.scores) for marks in models] == [12_500, 12_500]
