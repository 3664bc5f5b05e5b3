"""Large texts as bytes: any string survives, compressed where that helps, named by its hash."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

import zstandard

from keju.core.canonical import canonical_json
from keju.core.errors import StoreError
from keju.core.records import Item, MarkerSpec, Message, Question

__all__ = [
    "FORGOTTEN",
    "Contents",
    "item_text",
    "question_text",
    "read_item",
    "read_question",
    "to_bytes",
    "to_text",
    "unpack",
]

#: What reads in the place of a forgotten text.
FORGOTTEN = "⟨forgotten⟩"

_SMALL = 200  # bytes below which zstd's frame eats what it saves
_LEVEL = 3
_STEP = 2047  # hashlib gives the interpreter lock away from 2048 bytes on


def to_bytes(text: str) -> bytes:
    """Return UTF-8 in which lone surrogates survive."""
    return text.encode("utf-8", "surrogatepass")


def to_text(data: bytes) -> str:
    """Undo ``to_bytes``."""
    return data.decode("utf-8", "surrogatepass")


def _digest(data: bytes) -> bytes:
    """Return the SHA-256 of ``data`` without giving the interpreter lock away.

    Beside a busy event loop, getting the lock back costs up to five milliseconds; hashing ten
    kilobytes costs ten microseconds.
    """
    if len(data) <= _STEP:
        return hashlib.sha256(data).digest()
    digest = hashlib.sha256()
    for start in range(0, len(data), _STEP):
        digest.update(data[start : start + _STEP])
    return digest.digest()


class Contents:
    """The texts of one batch, each once: hash → bytes."""

    def __init__(self) -> None:
        self._data: dict[bytes, bytes] = {}

    def add(self, text: str) -> bytes:
        """Take a text in; return its hash."""
        return self.add_bytes(to_bytes(text))

    def add_bytes(self, data: bytes) -> bytes:
        """Take bytes in; return their hash."""
        digest = _digest(data)
        self._data[digest] = data
        return digest

    def rows(self) -> list[tuple[bytes, str, int, bytes]]:
        """Return (hash, codec, size, data), in the order of the hashes.

        One order for all writers: two of them that wait for each other's rows would never end.
        """
        large = [digest for digest, data in self._data.items() if len(data) >= _SMALL]
        small = dict(zip(large, _compress([self._data[d] for d in large]), strict=True))
        rows = []
        for digest in sorted(self._data):
            data = self._data[digest]
            packed = small.get(digest)
            if packed is not None and len(packed) < len(data):
                rows.append((digest, "zstd", len(data), packed))
            else:
                rows.append((digest, "raw", len(data), data))
        return rows


def _compress(texts: list[bytes]) -> list[bytes]:
    """Compress all in one call: it gives the interpreter lock away once, not once a text."""
    if not texts:
        return []
    pieces: list[bytes | bytearray | memoryview[int]] = list(texts)
    compressor = zstandard.ZstdCompressor(level=_LEVEL)
    try:
        together = compressor.multi_compress_to_buffer(pieces, threads=0)
    except NotImplementedError:  # the library's backend without C
        return [compressor.compress(text) for text in texts]
    return [together[k].tobytes() for k in range(len(together))]


def unpack(codec: str, size: int, data: bytes | None) -> bytes | None:
    """Return the bytes that were packed, None when they are forgotten.

    Raises StoreError when the stored bytes are damaged.
    """
    if codec == "forgotten" or data is None:
        return None
    if codec == "raw":
        return bytes(data)
    try:
        return zstandard.ZstdDecompressor().decompress(data, max_output_size=size)
    except zstandard.ZstdError as error:
        words = f"a stored text is damaged ({error}); keju store verify names it"
        raise StoreError(words) from error


def question_text(question: Question) -> str:
    """Return what a question's content row holds."""
    return canonical_json([[message.role, message.content] for message in question.messages])


def read_question(text: str) -> Question:
    """Undo ``question_text``."""
    return Question(tuple(Message(role, words) for role, words in json.loads(text)))


def item_text(item: Item) -> str:
    """Return what an item's content row holds: everything but the question."""
    return canonical_json(
        {
            "reference": item.reference,
            "marker": [item.marker.name, dict(item.marker.parameters)],
            "cluster": item.cluster,
            "solution": item.solution,
        }
    )


def read_item(question: Question, text: str) -> Item:
    """Undo ``item_text``."""
    stored: Mapping[str, Any] = json.loads(text)
    name, parameters = stored["marker"]
    marker = MarkerSpec(name, parameters)
    return Item(question, stored["reference"], marker, stored["cluster"], stored["solution"])
