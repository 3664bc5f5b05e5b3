"""The store's door: open it, sit exams into it, read from it, look after it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

from sqlalchemy import Connection, Engine

from keju.core.ledger import Extent
from keju.core.protocols import Candidate
from keju.core.records import Item, Reply, Verdict
from keju.store import forgetting, keys, listing, reading, scores, sittings, upkeep
from keju.store.opening import open_engine, speaking, writing
from keju.store.register import Chunk, register
from keju.store.replies import read_attempts
from keju.store.shapes import Earned, Found, Line, Sitting, SittingRow, Sizes, Summary, Wanted
from keju.store.writer import Writer

__all__ = ["Store", "open_store"]


def open_store(where: str | Path, *, create: bool = True) -> Store:
    """Open the store at a path, or at a URL such as ``postgresql+psycopg://user@host/name``.

    Raises StoreError, and leaves what is there untouched, when it is foreign, made by a newer Keju,
    or cannot be written; with ``create=False`` also when there is none.
    """
    return Store(*open_engine(where, create=create))


class Store:
    """Made by ``open_store``. Its methods may be called from any thread, each in a transaction."""

    def __init__(self, engine: Engine, where: str) -> None:
        self._engine = engine
        self.where = where

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give back the connections."""
        self._engine.dispose()

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with speaking(self.where), self._engine.connect() as connection:
            yield connection

    def open_sitting(
        self,
        exam_spec: str,
        candidate: Candidate,
        *,
        fresh: bool,
        questions: int,
        attempts: int,
        facts: Mapping[str, Any],
    ) -> SittingRow:
        """Open the candidate's newest sitting of this exam, or a ``fresh`` one in the next epoch.

        Appends a run: it wants ``questions`` times ``attempts`` answers, and ``facts`` (a JSON
        object) is what it notes about itself.
        """
        run = sittings.Run(questions, attempts, facts)
        with writing(self._engine, self.where, alone=True) as connection:
            return sittings.open_sitting(connection, exam_spec, candidate, run, fresh=fresh)

    def reopen_sitting(self, sitting_id: int) -> SittingRow:
        """Return a sitting as it stands, without a new run of it. InputError when there is none."""
        with self._reading() as connection:
            return reading.reopened(connection, sitting_id)

    def register(
        self,
        sitting: SittingRow,
        start: int,
        items: Sequence[Item],
        attempts: int,
        versions: Mapping[str, int],
        *,
        remark: bool = False,
    ) -> tuple[SittingRow, list[Wanted]]:
        """Give items their places from ``start`` on; return the sitting and what is wanted.

        Wanted are the keys, ordered by position and attempt, that lack an answer or a mark by the
        version of their marker that ``versions`` names; with ``remark`` only those that have an
        answer. Use the returned sitting from then on: it is another one when the exam yields an
        item that its paper does not hold at that place. Raises InputError for an item that stands
        in the paper twice.
        """
        chunk = Chunk(start, items, attempts, versions, remark=remark)
        chunk.hashes()  # worked out before the transaction, in which others wait
        with writing(self._engine, self.where, alone=True) as connection:
            return register(connection, sitting, chunk)

    def enroll(self, candidate: Candidate) -> int:
        """Return the row of a candidate whose answers are inner ones of a method."""
        with writing(self._engine, self.where, alone=True) as connection:
            return sittings.candidate_row(connection, candidate)

    def answered(self, candidate_row: int, epoch: int, question_row: int) -> dict[int, Reply]:
        """Return attempt → reply of the answers to one question, without forgotten ones."""
        with self._reading() as connection:
            return read_attempts(connection, candidate_row, epoch, question_row)

    def end_paper(self, sitting: SittingRow, size: int) -> None:
        """Note that the exam was read to its end and has ``size`` items: no more are missing."""
        with writing(self._engine, self.where, alone=True) as connection:
            sittings.end_paper(connection, sitting, size)

    def writer(
        self,
        on_commit: Callable[[list[Earned]], None],
        on_error: Callable[[BaseException], None],
    ) -> Writer:
        """Start the writer; see ``Writer``. Close it before the store."""
        return Writer(self._engine, self.where, on_commit, on_error)

    def sittings(self) -> list[Sitting]:
        """Return all sittings, the oldest first."""
        with self._reading() as connection:
            return reading.list_sittings(connection)

    def summary(self, sitting_id: int, asked: Extent | None = None) -> Summary:
        """Return one sitting in figures, or only the part of it that ``asked`` names.

        Raises InputError when there is no such sitting.
        """
        with self._reading() as connection:
            return reading.summarise(connection, sitting_id, asked)

    def answers(
        self,
        sitting_id: int,
        *,
        verdicts: Collection[Verdict] | None = None,
        positions: range | None = None,
        limit: int | None = None,
        offset: int = 0,
    ) -> Iterator[Line]:
        """Stream a sitting's keys by position and attempt, in bounded memory.

        ``verdicts`` keeps only these (``failed``: keys without an answer that failed), and
        ``positions`` only those, counted from 0. Raises InputError when there is no such sitting.
        """
        selection = listing.Selection(verdicts, positions, limit, offset)
        return listing.stream_lines(self._reading, sitting_id, selection)

    def scores(self, sitting_id: int, positions: range | None = None) -> Iterator[scores.Score]:
        """Stream the scores of a sitting's keys by position and attempt, without any text.

        Yields every key with a mark that counts, and every key that failed and has no answer;
        ``positions`` keeps only those, counted from 0. Raises InputError when there is no such
        sitting.
        """
        return scores.stream_scores(self._reading, sitting_id, positions)

    def scored(self, sitting: SittingRow, positions: range) -> list[tuple[int, int, float | None]]:
        """Return (position, attempt, score) of the marks that count; None: without a score."""
        found = self.scores(sitting.id, positions)
        return [(s.position, s.attempt, s.score) for s in found if s.verdict is not Verdict.FAILED]

    def run_facts(self, sitting_id: int) -> list[dict[str, Any]]:
        """Return what each run of a sitting noted about itself, the oldest first.

        Raises InputError when there is no such sitting.
        """
        with self._reading() as connection:
            return scores.run_facts(connection, sitting_id)

    def identity(self, candidate_id: str) -> tuple[dict[str, Any], str]:
        """Return a candidate's identity as JSON, and its method.

        Raises InputError when there is no candidate with that id.
        """
        with self._reading() as connection:
            return reading.identity_of(connection, candidate_id)

    def answer(self, prefix: str) -> Found:
        """Return the answer whose key starts with ``prefix``, with its marks.

        Raises InputError when no key does, or several do.
        """
        with self._reading() as connection:
            return keys.find_answer(connection, prefix)

    def sizes(self) -> Sizes:
        """Return how much is kept."""
        with self._reading() as connection:
            return upkeep.measure(connection)

    def verify(self) -> list[str]:
        """Return what is wrong with the store, one line each; nothing when it is sound."""
        with self._reading() as connection:
            return upkeep.problems(connection)

    def forget(self, selection: int | str) -> int:
        """Replace by tombstones what was said in a sitting (its number) or one answer (its key).

        Texts that other answers hold as well stay. Verdicts, scores and figures stay. Returns how
        many texts were forgotten. Raises InputError when there is no such sitting or answer.
        """
        with writing(self._engine, self.where, alone=True) as connection:
            if isinstance(selection, int):
                extent = reading.extent_of(connection, selection)
                return forgetting.forget_sitting(connection, extent)
            key, _, _ = keys.find_key(connection, selection)
            return forgetting.forget_answer(connection, key)

    def compact(self) -> None:
        """Give back the room of what was forgotten. Needs as much free disk again."""
        upkeep.compact(self._engine, self.where)
