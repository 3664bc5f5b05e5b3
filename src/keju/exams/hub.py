"""Data sets from the Hugging Face hub: the one module that imports ``datasets``.

Declared, never run: no exam has been sat from the hub yet.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from keju.core.errors import InputError

__all__ = ["hub_rows"]


def hub_rows(path: str, name: str, split: str) -> Iterator[Mapping[str, Any]]:
    """Yield the rows of one split, in order, downloading as they are read.

    Raises InputError when the extra is missing or the hub cannot be read.
    """
    try:
        from datasets import load_dataset
    except ImportError:
        raise InputError(
            f"{path} comes from the hub, which needs an extra: pip install 'keju[hub]';"
            " or give a local copy with --data DIR"
        ) from None
    try:
        yield from load_dataset(path, name, split=split, streaming=True)
    except (OSError, ValueError, RuntimeError) as error:
        words = " ".join(str(error).split())[:200]
        raise InputError(
            f"Cannot read {path} from the hub ({words}); or give a local copy with --data DIR"
        ) from None
