"""Reading a store that exists, for the commands that look."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from keju.core.errors import StoreError
from keju.core.records import Item, Mark, Reply
from keju.recipes.sitting import default_store
from keju.store import Store, open_store

__all__ = ["stored", "to_json"]


@contextlib.contextmanager
def stored(where: str | Path | None) -> Iterator[Store]:
    """Open an existing store for the length of a block; StoreError when there is none."""
    name = str(where or default_store())
    if "://" not in name and not Path(name).exists():
        raise StoreError(f"{name}: no store there yet; keju exam makes one, --store names another")
    with contextlib.closing(open_store(name, create=False)) as store:
        yield store


def to_json(record: Item | Reply | Mark) -> dict[str, Any]:
    """Return a record as a JSON object; an item with its identifiers."""
    if isinstance(record, Item):
        return {"id": record.id, "question_id": record.question.id, **asdict(record)}
    return asdict(record)
