"""One versioned canonical JSON, and the identifiers made from it."""

from __future__ import annotations

import hashlib
import json
from typing import Any

__all__ = ["VERSION", "canonical_json", "content_hash", "identifier"]

#: Enters every identifier; raised only when the canonical form itself changes.
VERSION = 1

_encode = json.JSONEncoder(
    sort_keys=True, ensure_ascii=True, allow_nan=False, separators=(",", ":")
).encode


def canonical_json(value: Any) -> str:
    """Return the one JSON text of ``value``: keys sorted, no spaces, pure ASCII.

    ASCII escapes keep any string, lone surrogates and NUL included; only two lone surrogates that
    make a pair are the character they make, as everywhere in JSON. Raises ValueError on NaN and
    infinities and TypeError on what JSON cannot say.
    """
    return _encode(value)


def identifier(kind: str, value: Any) -> str:
    """Return the identifier of ``value`` among records of ``kind``: 64 hexadecimal digits."""
    text = f"keju:{VERSION}:{kind}:{_encode(value)}"
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def content_hash(data: bytes) -> bytes:
    """Return the SHA-256 of ``data``: 32 bytes."""
    return hashlib.sha256(data).digest()
