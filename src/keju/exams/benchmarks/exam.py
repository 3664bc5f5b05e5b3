"""A public benchmark as an exam: its rows, from the hub or from a local copy, as items."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from keju.core.errors import InputError
from keju.core.records import Item
from keju.exams.benchmarks.benchmark import Benchmark, Values
from keju.exams.benchmarks.copies import find_files, read_rows
from keju.exams.dials import read_dials, write_spec
from keju.exams.files import Line
from keju.exams.hub import hub_file_rows, hub_rows

__all__ = ["PublicExam", "public_exam"]

_DIGEST_BYTES = 16


def public_exam(
    benchmark: Benchmark, given: Mapping[str, str], data: Path | None = None
) -> PublicExam:
    """Return the exam with the dials ``given``, read from ``data`` or, where None, from the hub.

    Raises InputError for an unknown dial or value, and for a copy that is not there. Faults inside
    the files are found by ``items``.
    """
    values = read_dials(benchmark.name, benchmark.dials, given)
    if benchmark.check is not None:
        benchmark.check(values)
    exam = PublicExam(benchmark, values, data)
    if data is not None:
        exam.files()
    return exam


@dataclass(frozen=True)
class PublicExam:
    """One benchmark with its dials set. See ``keju.core.protocols.Exam``.

    A question that stands in the rows twice is asked once, where it stands first.
    """

    benchmark: Benchmark
    values: Values
    data: Path | None = None

    @property
    def name(self) -> str:
        """The benchmark's name."""
        return self.benchmark.name

    @property
    def spec(self) -> str:
        """The benchmark with every dial; where its rows come from does not enter."""
        return write_spec(self.name, self.values)

    @cached_property
    def size(self) -> int:
        """How many items there are: as published, or counted by reading."""
        whole = all(dial.default == self.values[dial.name] for dial in self.benchmark.dials)
        if self.data is None and whole and self.benchmark.size is not None:
            return self.benchmark.size
        return sum(1 for _ in self.items())

    def items(self) -> Iterator[Item]:
        """Yield the items; raises InputError at the first row that cannot be used."""
        seen: set[bytes] = set()
        keep = self.benchmark.keep
        for line in self._lines():
            if keep is not None and not keep(line, self.values):
                continue
            item = self.benchmark.item(line, self.values)
            digest = bytes.fromhex(item.question.id)[:_DIGEST_BYTES]
            if digest not in seen:
                seen.add(digest)
                yield item
        if not seen:
            where = self.data or self.benchmark.source.repository
            raise InputError(f"{self.spec}: {where} holds no such questions; choose other dials")

    def files(self) -> list[Path]:
        """Return the files of the local copy in the order they are read."""
        assert self.data is not None
        found = (
            path
            for name in self.benchmark.source.sets(self.values)
            for path in find_files(self.benchmark, name, self.data)
        )
        return list(dict.fromkeys(found))

    def _lines(self) -> Iterator[Line]:
        if self.data is not None:
            for path in self.files():
                yield from read_rows(path)
            return
        source = self.benchmark.source
        for name in source.sets(self.values):
            where = f"{source.repository} {name}".strip()
            if source.direct:
                rows = hub_file_rows(source.repository, f"{name}.jsonl")
            else:
                rows = hub_rows(source.repository, name or None, source.split)
            for number, row in enumerate(rows, start=1):
                yield Line(row, f"{where}, row {number}")
