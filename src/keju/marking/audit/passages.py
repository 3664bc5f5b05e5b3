"""An answer as sentences, each with what it stands under: its heading and its paragraph's start.

Whether a claim is an answer's own or somebody's is often said once, above a list.

Not covered: quotations that run over several paragraphs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

__all__ = ["MOST", "Sentence", "sentences"]

#: Characters of an answer that are read; what is longer is a book, and its start says enough.
MOST = 40_000

_HEADING = re.compile(r"\s*(?:#{1,6}\s+\S.*|\*\*[^*]{2,120}\*\*\s*[:：]?|.{2,160}[:：]\**)\s*")
_ITEM = re.compile(r"\s*(?:[-*•–]|\d{1,2}[.)、]|[(（]\d{1,2}[)）])\s*")
_END = re.compile(r"[.!?…][\"'”’)*]*\s+|[。！？；]")
#: Before a point that ends no sentence: one capital letter (initials, U.S.), a title.
_ABBREVIATED = re.compile(r"(?:\b[A-Z]|\b(?:Mr|Mrs|Dr|St|No|vs|Gen|Col|M))$")


@dataclass(frozen=True)
class Sentence:
    """A sentence and what it stands under.

    ``under`` is the heading or line with a colon above it, ``lead`` the first sentence of its
    paragraph (empty for that sentence itself), both in small letters.
    """

    text: str
    under: str = ""
    lead: str = ""

    @cached_property
    def small(self) -> str:
        """The sentence in small letters."""
        return self.text.lower()


def sentences(text: str) -> list[Sentence]:
    """Return the sentences of ``text`` in order, headings among them. Linear time."""
    return list(_read(text[:MOST]))


def _read(text: str) -> Iterator[Sentence]:
    under = ""
    for line in text.splitlines():
        if not line.strip():
            continue
        if _HEADING.fullmatch(line) and not _ITEM.match(line):
            under = line.lower()
            yield Sentence(line)
            continue
        lead = ""
        for part in _parts(line):
            found = Sentence(part, under, lead)
            yield found
            lead = lead or found.small


def _parts(line: str) -> Iterator[str]:
    start = 0
    for end in _END.finditer(line):
        if end[0][0] == "." and _ABBREVIATED.search(line, max(0, end.start() - 5), end.start()):
            continue
        if line[start : end.end()].strip():
            yield line[start : end.end()]
        start = end.end()
    if line[start:].strip():
        yield line[start:]
