"""The store: one append-only, content-addressed log of everything that was ever answered.

It replaces cache, resume, log, merge and import: resuming is a set difference (wanted keys minus
stored keys), re-marking appends. SQLite by default, PostgreSQL by URL, through the same code.

Reading order: ``tables`` (what is kept), ``register`` (which keys are wanted), ``append`` and
``writer`` (how answers get to disk), ``reading`` and ``listing`` (what comes back), ``upkeep``.
"""

from keju.store.opening import without_password
from keju.store.scores import Score
from keju.store.shapes import (
    Earned,
    Found,
    Line,
    Sitting,
    SittingRow,
    Sizes,
    Summary,
    Wanted,
)
from keju.store.store import Store, open_store
from keju.store.writer import Writer

__all__ = [
    "Earned",
    "Found",
    "Line",
    "Score",
    "Sitting",
    "SittingRow",
    "Sizes",
    "Store",
    "Summary",
    "Wanted",
    "Writer",
    "open_store",
    "without_password",
]
