"""How far a text can be compressed: one number for repetition of every kind, near by.

It looks back 32 KiB, and a short text packs badly whatever it says: compare traces of like length.
Source: P. Deutsch, RFC 1950 and 1951 (zlib, DEFLATE).
"""

from __future__ import annotations

import zlib

__all__ = ["compressed_share"]


def compressed_share(text: str) -> float:
    """Return the size after compression by the size before, in UTF-8 bytes; at most 1."""
    data = text.encode("utf-8", "surrogatepass")
    return min(1.0, len(zlib.compress(data, 6)) / len(data)) if data else 1.0
