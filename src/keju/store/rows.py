"""Many rows in few steps.

Python's SQLite gives the interpreter lock away at every step of a statement, and gets it back,
beside a busy event loop, up to five milliseconds later: a thousand rows fetched or inserted one by
one take seconds. So many rows go in with one statement of many VALUES, and come out packed into
one row of JSON. The sizes of statements come from a short ladder, so that each is compiled once.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.engine import Dialect

from keju.store.tables import LIVING

__all__ = ["Insertion", "hexed", "insert_rows", "packed", "slices"]

T = TypeVar("T")

_LADDER = (512, 128, 32, 8, 1)


@dataclass(frozen=True)
class Insertion:
    """Rows for the ``columns`` of a table; ``hashes`` are columns given as a content's hash.

    ``keyed``: a row whose key is taken is left out, as if it had been said twice.
    """

    table: sa.Table
    columns: tuple[str, ...]
    hashes: frozenset[str] = frozenset()
    keyed: bool = True


def slices(values: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """Yield ``values`` in pieces of at most ``size``."""
    return (values[start : start + size] for start in range(0, len(values), size))


@cache
def _statement(insertion: Insertion, rows: int, dialect: Dialect) -> str:
    sign = "?" if dialect.paramstyle == "qmark" else "%s"
    row = f"({', '.join([sign] * len(insertion.columns))})"
    source = f"VALUES {', '.join([row] * rows)}"
    if insertion.hashes:
        # One subquery over all rows: written into each row, SQLite's time would grow as its square.
        values = [_value(insertion, k, dialect) for k in range(len(insertion.columns))]
        source = f"SELECT {', '.join(values)} FROM ({source}) AS v WHERE true"  # noqa: S608
    tail = " ON CONFLICT DO NOTHING" if insertion.keyed else ""
    return f"INSERT INTO {insertion.table.name} ({', '.join(insertion.columns)}) {source}{tail}"


def _value(insertion: Insertion, index: int, dialect: Dialect) -> str:
    name, value = insertion.columns[index], f"v.column{index + 1}"
    if dialect.name != "sqlite":  # a column of nothing but NULL has no type of its own there
        kind = sa.LargeBinary() if name in insertion.hashes else insertion.table.c[name].type
        value = f"CAST({value} AS {kind.compile(dialect=dialect)})"
    if name not in insertion.hashes:
        return value
    return f"(SELECT id FROM content WHERE hash = {value} AND {LIVING})"  # noqa: S608


def insert_rows(
    connection: Connection, insertion: Insertion, rows: Sequence[tuple[Any, ...]]
) -> int:
    """Insert the rows; return how many were not there before."""
    inserted = 0
    for piece in _pieces(rows, padded=insertion.keyed):
        text = _statement(insertion, len(piece), connection.dialect)
        values = tuple(chain.from_iterable(piece))
        inserted += connection.exec_driver_sql(text, values).rowcount
    return inserted


def _pieces(
    rows: Sequence[tuple[Any, ...]], *, padded: bool
) -> Iterator[Sequence[tuple[Any, ...]]]:
    """Cut the rows to sizes of the ladder.

    Where a row said twice counts once, the last piece is filled up with its last row.
    """
    start = 0
    while start < len(rows):
        left = len(rows) - start
        fitting = next(size for size in _LADDER if size <= left)
        if padded and left < _LADDER[0]:
            size = min(size for size in _LADDER if size >= left)
            yield [*rows[start:], *[rows[-1]] * (size - left)]
            return
        yield rows[start : start + fitting]
        start += fitting


def hexed(connection: Connection, column: sa.ColumnElement[bytes]) -> sa.ColumnElement[str]:
    """Return an expression for bytes as hexadecimal digits, which JSON can carry."""
    if connection.dialect.name == "sqlite":
        return sa.func.lower(sa.func.hex(column))
    return sa.func.encode(column, "hex")


def packed(connection: Connection, select: sa.Select[Any]) -> list[list[Any]]:
    """Return all rows of ``select``, in any order, fetched in one step. Columns: no bytes."""
    inner = select.subquery()
    if connection.dialect.name == "sqlite":
        everything = sa.func.json_group_array(sa.func.json_array(*inner.c))
    else:
        everything = sa.func.json_agg(sa.func.json_build_array(*inner.c))
    value = connection.execute(sa.select(sa.cast(everything, sa.Text))).scalar()
    rows: Iterable[list[Any]] = json.loads(value) if value else ()
    return list(rows)
