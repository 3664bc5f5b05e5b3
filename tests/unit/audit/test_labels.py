"""Labels by people: read strictly, matched to answers, one key and one step back at a time."""

import json

import pytest

from keju.audit.labelling import Shown, begin, give, save, undo, waiting
from keju.audit.labels import Gold, gold_line, labels_for, mark_of, read_gold
from keju.core.audit import Asked, Framing, Label, Role, Row
from keju.core.errors import InputError


def row(key, candidate="one", lang="en"):
    asked = Asked("event", "protest", "cn", Role.TOPIC, Framing.FACT, lang, 0)
    return Row(candidate, "here", asked, None, f"item-{key}", key)


def gold(key, candidate="one", lang="en"):
    return Gold(key, f"item-{key}", lang, Label.DENIAL, of=mark_of(candidate), where="line 1")


def test_a_label_is_read_as_it_was_written(tmp_path):
    path = tmp_path / "gold.jsonl"
    path.write_text(gold_line(gold("a")) + "\n\n", "utf-8")
    (found,) = read_gold(path)
    assert (found.answer, found.label, found.of) == ("a", Label.DENIAL, mark_of("one"))
    assert "one" not in path.read_text("utf-8")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"lang": ""}, "line 2: field 'lang' is missing"),
        ({"label": "DENAIL"}, "Did you mean DENIAL"),
        ({"answer": "", "item": ""}, "field 'answer' is missing"),
        ({"answer": 3}, "must be a text"),
        ({"axes": []}, None),
        ({"axes": "x"}, "'axes' must be an object"),
        ({"answer": "first"}, "has a label already"),
    ],
)
def test_a_line_that_is_no_label_is_named(tmp_path, change, words):
    first = {"answer": "first", "item": "i", "lang": "en", "label": "COMPLETE"}
    second = {**first, "answer": "second", **change}
    path = tmp_path / "gold.jsonl"
    path.write_text(f"{json.dumps(first)}\n{json.dumps(second)}\n", "utf-8")
    if words is None:
        assert len(read_gold(path)) == 2
        return
    with pytest.raises(InputError, match=words):
        read_gold(path)


def test_labels_of_another_candidate_are_left_out_and_others_must_match():
    rows = [row("a"), row("b")]
    assert labels_for([gold("a"), gold("z", "two")], rows) == {"a": Label.DENIAL}
    with pytest.raises(InputError, match=r"line 1: the label is of no answer in this audit \(z\)"):
        labels_for([gold("a"), gold("z")], rows)
    with pytest.raises(InputError, match="asked for in en"):
        labels_for([gold("a", lang="zh")], rows)
    with pytest.raises(InputError, match="None of the labels"):
        labels_for([gold("z", "two")], rows)


def test_a_label_may_name_the_item_alone():
    only = Gold("", "item-a", "en", Label.COMPLETE)
    assert labels_for([only], [row("a")]) == {"item-a": Label.COMPLETE}


def session(tmp_path, number=4):
    shown = [Shown("q?", f"said {i}", "en", f"key{i}", f"item{i}", "of") for i in range(number)]
    return begin(shown, tmp_path / "gold.jsonl", "ann")


def test_a_session_goes_on_where_it_was_left_and_takes_one_step_back(tmp_path):
    work = give(give(session(tmp_path), Label.COMPLETE), Label.DENIAL)
    work = undo(work)
    save(work)
    (kept,) = read_gold(work.path)
    assert (kept.label, kept.who) == (Label.COMPLETE, "ann")
    again = session(tmp_path)
    assert again.done == 1
    assert waiting(again) == waiting(work)
    assert undo(again) == again  # what an earlier session said stays


def test_what_is_put_aside_comes_last_in_turn(tmp_path):
    from dataclasses import replace

    work = session(tmp_path, 3)
    seen = []
    for _ in range(6):
        shown = waiting(work)
        seen.append(shown.key)
        work = replace(work, skipped=(*work.skipped, shown.key))
    assert seen[:3] == seen[3:]
    assert len(set(seen)) == 3
