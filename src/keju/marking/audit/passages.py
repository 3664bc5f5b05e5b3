"""An answer as sentences, each with what it stands under: its heading and its paragraph's start.

Whether a claim is an answer's own or somebody's is often said once, above a list.

Not covered: quotations that run over several paragraphs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property, lru_cache
from typing import NamedTuple

from keju.marking.audit.spread import Spread

__all__ = ["MOST", "Sentence", "Sentences", "sentences"]

#: Characters of an answer that are read; what is longer is a book, and its start says enough.
MOST = 40_000

_HEADING = re.compile(r"\s*(?:#{1,6}\s+\S.*|\*\*[^*]{2,120}\*\*\s*[:：]?|.{2,160}[:：]\**)\s*")
#: What a heading begins with, or ends with; most lines do neither.
_BEGINS, _ENDS = "#", "*:："
_ITEM = re.compile(r"\s*(?:[-*•–](?!\*)|\d{1,2}[.)、]|[(（]\d{1,2}[)）])\s*")
#: A point ends no sentence after one capital letter (initials, U.S.) or a title.
_ABBREVIATED = r"(?<!\b[A-Z]\.)(?<!\b(?:Mr|Dr|St|No|vs)\.)(?<!\b(?:Mrs|Gen|Col)\.)"
_END = re.compile(rf"[.!?…。！？；](?:(?<=[.!?…]){_ABBREVIATED}[\"'”’)*]*\s+|(?<=[。！？；]))")


class Sentence(NamedTuple):
    """A sentence, as it stands and in small letters, and what it stands under.

    ``under`` is the heading or line with a colon above it, ``lead`` the first sentence of its
    paragraph (empty for that sentence itself), both in small letters.
    """

    text: str
    small: str
    under: str = ""
    lead: str = ""


class Sentences(tuple[Sentence, ...]):  # noqa: SLOT001 - it keeps what was made of it
    """The sentences of a text in order."""

    @cached_property
    def spread(self) -> Spread:
        """Their texts, to look for expressions in."""
        return Spread([each.text for each in self])


@lru_cache(maxsize=512)  # several axes look at the same answer, when all of a block were read
def sentences(text: str) -> Sentences:
    """Return the sentences of ``text`` in order, headings among them. Linear time."""
    return Sentences(_read(text[:MOST]))


def _read(text: str) -> Iterator[Sentence]:
    under = ""
    for line in text.splitlines():
        if not (core := line.strip()):
            continue
        if _is_heading(line, core):
            under = line.lower()
            yield Sentence(line, under)
            continue
        lead, start = "", 0
        for end in (*map(re.Match.end, _END.finditer(line)), len(line)):
            part, start = line[start:end], end
            if part and not part.isspace():
                small = part.lower()
                yield Sentence(part, small, under, lead)
                lead = lead or small


def _is_heading(line: str, core: str) -> bool:
    """Whether ``line``, which is ``core`` without the space around it, stands above others."""
    likely = core[0] in _BEGINS or core[-1] in _ENDS
    return likely and _HEADING.fullmatch(line) is not None and _ITEM.match(line) is None
