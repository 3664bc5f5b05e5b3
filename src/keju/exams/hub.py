"""Data sets from the Hugging Face hub: the one module that imports ``datasets``.

Only data files are read, never a script: where a repository keeps a script beside its data, the
data file is named and the script is not looked at. Declared, never run: no exam has been sat from
the hub yet; the library (5.2.0) was tried on files of the same layouts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from keju.core.errors import InputError

__all__ = ["hub_file_rows", "hub_rows"]


def hub_rows(path: str, name: str | None, split: str) -> Iterator[Mapping[str, Any]]:
    """Yield the rows of one split, in order, downloading as they are read.

    ``name`` is the configuration; None where there is but one. Raises InputError when the extra is
    missing or the hub cannot be read.
    """
    return _streamed(path, {"path": path, "name": name, "split": split})


def hub_file_rows(path: str, file: str) -> Iterator[Mapping[str, Any]]:
    """Yield the rows of one JSONL file of a repository, whatever else the repository holds."""
    address = f"hf://datasets/{path}/{file}"
    return _streamed(path, {"path": "json", "data_files": address, "split": "train"})


def _streamed(path: str, wanted: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    try:
        from datasets import load_dataset
    except ImportError:
        raise InputError(
            f"{path} comes from the hub, which needs an extra: pip install 'keju[hub]';"
            " or give a local copy with --data DIR"
        ) from None
    try:
        rows = load_dataset(**wanted, streaming=True)
    except Exception as error:  # noqa: BLE001 - the library raises what its transports raise
        raise _unreadable(path, " ".join(str(error).split())[:200]) from None
    try:
        yield from rows
    except Exception as error:  # noqa: BLE001 - likewise; its words may quote a row
        raise _unreadable(path, type(error).__name__) from None


def _unreadable(path: str, words: str) -> InputError:
    return InputError(
        f"Cannot read {path} from the hub ({words}); or give a local copy with --data DIR"
    )
