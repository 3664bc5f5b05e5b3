"""Parquet files: the one module that imports ``pyarrow``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from keju.core.errors import InputError

__all__ = ["parquet_rows"]

#: Rows turned into Python's values at once.
_BATCH = 64


def parquet_rows(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the rows of a file in order, with one of its row groups in memory at a time.

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
        # Read ahead of what is asked, pyarrow would hold half the file.
        with ParquetFile(path, pre_buffer=False) as file:
            for group in range(file.num_row_groups):
                batches = file.iter_batches(_BATCH, row_groups=[group], use_threads=False)
                for batch in batches:
                    yield from batch.to_pylist()
    except (ArrowException, OSError) as error:
        words = " ".join(str(error).split())[:200]
        raise InputError(f"{path}: cannot be read as parquet ({words}); replace the file") from None
