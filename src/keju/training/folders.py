"""The folder that a training writes into."""

from __future__ import annotations

from pathlib import Path

from keju.core.errors import InputError

__all__ = ["make_folder"]


def make_folder(folder: Path) -> None:
    """Make ``folder`` where there is none. Raises InputError where there can be none."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(
            f"{folder}: no folder to write in ({error.strerror}); name another"
        ) from None
