"""The store's small parts: contents, keys, codes, statements of many rows."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from keju.core.errors import StoreError
from keju.core.records import Answer, Finish, Reply, Verdict
from keju.store.append import tuple_of
from keju.store.content import Contents, unpack
from keju.store.keys import answer_key
from keju.store.papers import Span
from keju.store.rows import Insertion, insert_rows, packed
from keju.store.tables import FINISHES, VERDICTS, marker, metadata


@pytest.fixture
def connection():
    engine = sa.create_engine("sqlite://")
    with engine.connect() as opened:
        metadata.create_all(opened)
        yield opened
    engine.dispose()


def test_every_verdict_and_finish_has_a_code():
    assert set(VERDICTS) == set(Verdict)
    assert set(FINISHES) == set(Finish)
    assert len(VERDICTS) <= 16  # four bits of the code that a summary groups by


def test_the_quick_key_is_the_answers_key():
    answer = Answer("ab" * 32, "0f" * 32, 3, 17, Reply())
    assert answer_key(answer.question_id, answer.candidate_id, 3, 17) == answer.key


def test_small_texts_stay_raw_and_large_ones_shrink():
    contents = Contents()
    contents.add("short")
    contents.add("long " * 100)
    codecs = {size: (codec, len(data)) for _, codec, size, data in contents.rows()}
    assert codecs[5] == ("raw", 5)
    assert codecs[500][0] == "zstd"
    assert codecs[500][1] < 50


def test_damaged_bytes_are_said_to_be_damaged():
    with pytest.raises(StoreError, match="a stored text is damaged"):
        unpack("zstd", 500, b"nothing of the kind")
    assert unpack("forgotten", 500, None) is None


@pytest.mark.parametrize("count", [0, 1, 7, 8, 9, 511, 512, 513, 1500])
def test_any_number_of_rows_goes_in_once(connection, count):
    insertion = Insertion(marker, ("name", "version"))
    rows = [(b"m", version) for version in range(count)]
    assert insert_rows(connection, insertion, rows) == count
    assert insert_rows(connection, insertion, rows) == 0
    select = sa.select(marker.c.version)
    assert sorted(packed(connection, select)) == [[version] for version in range(count)]


def test_rows_without_a_key_are_not_doubled(connection):
    insertion = Insertion(marker, ("name", "version"), keyed=False)
    assert insert_rows(connection, insertion, [(b"m", version) for version in range(700)]) == 700


def test_a_span_is_cut_before_a_position():
    span = Span(10, 5, 100, 200, again=False)
    assert span.cut(12) == Span(10, 2, 100, 200, again=False)
    assert span.cut(99) == span


def test_a_marker_reads_name_at_version():
    assert tuple_of("gym/a@b@12") == ("gym/a@b", 12)
    for bad in ("number", "@1", "number@", "number@x"):
        with pytest.raises(ValueError, match="name@version"):
            tuple_of(bad)
