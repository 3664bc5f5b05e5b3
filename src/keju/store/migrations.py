"""Numbered steps that bring an older store to today's tables."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import sqlalchemy as sa
from sqlalchemy import Connection

from keju.core.errors import StoreError
from keju.store.tables import PARTIAL_INDEXES, meta, metadata

__all__ = ["STEPS", "Step", "check_schema", "migrate", "schema_of"]

Step = Callable[[Connection], None]


def _create_tables(connection: Connection) -> None:
    metadata.create_all(connection)
    for index in PARTIAL_INDEXES:
        connection.execute(sa.text(index))


#: Step N (counting from 1) brings a store of schema N-1 to schema N. Only ever appended to: a step
#: that was published never changes. A new store gets today's tables at once.
STEPS: tuple[Step, ...] = (_create_tables,)


def schema_of(connection: Connection) -> int | None:
    """Return the schema's number: 0 for an empty database, None for somebody else's."""
    tables = set(sa.inspect(connection).get_table_names())
    if not tables:
        return 0
    if "meta" not in tables or "paper_span" not in tables:
        return None
    row = connection.execute(sa.select(meta.c.value).where(meta.c.name == "schema")).scalar()
    return int(row) if row is not None and row.isdigit() else None


def check_schema(connection: Connection, where: str, steps: Sequence[Step] = STEPS) -> int:
    """Return the schema's number; raise StoreError where the database is foreign or newer."""
    found = schema_of(connection)
    if found is None:
        words = f"{where} is a database, but no store of Keju; name another file with --store"
        raise StoreError(words)
    if found > len(steps):
        raise StoreError(
            f"{where} was made by a newer Keju (its schema is {found}, this one knows "
            f"{len(steps)}): update keju; the store was left untouched"
        )
    return found


def migrate(connection: Connection, where: str, steps: Sequence[Step] = STEPS) -> None:
    """Bring the store to today's schema, inside the caller's transaction.

    Raises StoreError, with nothing changed, where the database is foreign or newer.
    """
    found = check_schema(connection, where, steps)
    if found == len(steps):
        return
    for step in (_create_tables,) if found == 0 else steps[found:]:
        step(connection)
    if found == 0:
        connection.execute(meta.insert().values(name="schema", value=str(len(steps))))
    else:
        last = str(len(steps))
        connection.execute(meta.update().where(meta.c.name == "schema").values(value=last))
