"""Whatever is said, however it is cut up: the store gives it back and asks for the rest."""

from __future__ import annotations

import itertools
import tempfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keju.core.protocols import Candidate
from keju.core.records import Item, Mark, MarkerSpec, Question, Reply, Verdict
from keju.store import Earned, SittingRow, Store, Wanted, open_store
from keju.store.content import Contents, to_text, unpack
from keju.store.papers import Place, places, spans_of

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=400)


@pytest.fixture(scope="module")
def store():
    with tempfile.TemporaryDirectory() as folder, open_store(Path(folder) / "keju.db") as opened:
        yield opened


def candidate(name: str) -> Candidate:
    model: Any = SimpleNamespace(name=name, identity={"name": name})
    method: Any = SimpleNamespace(spec="direct", needs=frozenset())
    return Candidate(model, method)


def fresh(store: Store, exam: str) -> SittingRow:
    return store.open_sitting(
        exam, candidate("scripted/one"), fresh=True, questions=60, attempts=3, facts={}
    )


def earn(store: Store, row: SittingRow, keys: list[Wanted], reply: Reply | None = None) -> None:
    mark = Mark(Verdict.CORRECT, 1.0, "exact@1", None if reply is None else reply.text)
    writer = store.writer(lambda _: None, lambda _: None)
    for key in keys:
        answer = reply or Reply(text="so")
        ids = (row.candidate_row, key.question_row, key.item_row, row.epoch, key.attempt)
        writer.put(Earned(*ids, answer, mark, stored=False))
    writer.close()


@settings(max_examples=50)
@given(text=ANY_TEXT, reasoning=st.none() | ANY_TEXT, name=ANY_TEXT)
def test_any_text_survives(store, text, reasoning, name):
    item = Item(Question.ask(text), {text: [text]}, MarkerSpec(name), cluster=text, solution=text)
    row = store.open_sitting(text, candidate(text), fresh=True, questions=1, attempts=1, facts={})
    row, wanted = store.register(row, 0, [item], 1, {name: 1})
    earn(store, row, wanted, Reply(text=text, reasoning=reasoning))
    (line,) = store.answers(row.id)
    assert (line.item, line.item.solution) == (item, text)
    assert line.reply == Reply(text=text, reasoning=reasoning)
    assert line.mark is not None
    assert line.mark.extracted == text
    assert store.summary(row.id).sitting.candidate == text


@given(texts=st.lists(ANY_TEXT | st.text("ab ", min_size=150, max_size=3000), max_size=20))
def test_a_batch_of_texts_is_kept_once_each_and_unpacked_whole(texts):
    contents = Contents()
    hashes = {contents.add(text): text for text in texts}
    rows = contents.rows()
    assert [row[0] for row in rows] == sorted(hashes)
    for digest, codec, size, data in rows:
        back = unpack(codec, size, data)
        assert back is not None
        assert (to_text(back), len(back)) == (hashes[digest], size)
        assert len(data) <= size


@given(
    paper=st.lists(st.integers(0, 40), unique=True, min_size=1, max_size=40),
    cuts=st.lists(st.integers(1, 15), min_size=1),
    attempts=st.integers(1, 3),
    known=st.sets(st.tuples(st.integers(0, 40), st.integers(0, 2))),
)
@settings(max_examples=25)
def test_resuming_wants_what_is_not_stored_however_the_exam_is_cut(
    store, paper, cuts, attempts, known
):
    items = [Item(Question.ask(f"item {n}"), n, MarkerSpec("exact")) for n in paper]
    row = fresh(store, f"exam {paper}")
    row, everything = store.register(row, 0, items, 3, {"exact": 1})
    assert [(w.position, w.attempt) for w in everything] == [
        (p, a) for p in range(len(paper)) for a in range(3)
    ]
    earn(store, row, [w for w in everything if (paper[w.position], w.attempt) in known])
    found, start = [], 0
    for size in cuts * len(paper):
        chunk = items[start : start + size]
        same, wanted = store.register(row, start, chunk, attempts, {"exact": 1})
        assert same == row
        found += wanted
        start += len(chunk)
    assert [(w.position, w.attempt) for w in found] == [
        (p, a)
        for p, number in enumerate(paper)
        for a in range(attempts)
        if (number, a) not in known
    ]
    assert all(w.item == items[w.position] and w.reply is None for w in found)
    stored = sum(1 for number, a in known if number in paper and a < 3)
    assert store.summary(row.id).answered == stored


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), st.booleans())))
def test_spans_hold_exactly_their_places(rows):
    there = [Place(k, *row) for k, row in enumerate(rows)]
    spans = spans_of(there)
    assert places(spans) == there
    assert len(spans) <= len(there)
    for left, right in itertools.pairwise(spans):
        assert right.position == left.position + left.length
