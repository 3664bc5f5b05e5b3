"""Parquet files: the one module that imports ``pyarrow``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from keju.core.errors import InputError

__all__ = ["parquet_rows"]

#: Rows held in memory at once; a row of a benchmark is seldom more than a few kilobytes.
_BATCH = 256


def parquet_rows(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the rows of a file in order, a batch in memory at a time.

    Raises InputError when the extra is missing or the file is no parquet file.
    """
    try:
        from pyarrow.lib import ArrowException
        from pyarrow.parquet import ParquetFile
    except ImportError:
        raise InputError(
            f"{path} is a parquet file, which needs an extra: pip install 'keju[hub]';"
            " or give a copy as .jsonl"
        ) from None
    try:
        with ParquetFile(path) as file:
            for batch in file.iter_batches(batch_size=_BATCH):
                yield from batch.to_pylist()
    except (ArrowException, OSError) as error:
        words = " ".join(str(error).split())[:200]
        raise InputError(f"{path}: cannot be read as parquet ({words}); replace the file") from None
