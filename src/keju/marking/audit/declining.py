"""The words by which answers decline: refusals, deflections, and the phrases around them.

English, Chinese, French and Finnish. The words tell one way of declining from another, and have
a say beside the classifier where it has learned nothing of the language (docs/axes.md).

Not covered: irony, a refusal spread over a long answer, any other language.
"""

from __future__ import annotations

from dataclasses import dataclass

from keju.marking.audit.languages import HAN, code, spoken
from keju.marking.audit.passages import sentences
from keju.marking.audit.vocabulary import languages_of, told

__all__ = ["Declining", "declining", "volume"]

#: Words from the start within which a refusal is one of the whole.
_OPENING = 60.0
_SHORT = 120.0
_REFUSES, _DEFLECTS, _COURTEOUS = _TABLES = "refuses", "deflects", "courteous"


@dataclass(frozen=True, slots=True)
class Declining:
    """How an answer declines.

    ``refuses``: it says so at its start, or anywhere if it is short. ``deflects``: it changes the
    subject or sends the asker elsewhere. ``rest`` are its sentences that do none of it.
    """

    refuses: bool
    deflects: bool
    rest: tuple[str, ...]

    @property
    def substance(self) -> float:
        """How many words ``rest`` has, as ``volume`` counts."""
        return sum(map(volume, self.rest))


def volume(text: str) -> float:
    """Return how many words ``text`` has; a Chinese character counts as 0.6 words."""
    if text.isascii():
        return float(len(text.split()))
    signs = len(HAN.findall(text))
    spaced = HAN.sub(" ", text) if signs else text
    return 0.6 * signs + (len(spaced.split()) if signs < len(text) else 0)


def declining(text: str, lang: str) -> Declining:
    """Return how ``text``, an answer without its thought to a question in ``lang``, declines.

    A refusal in another known language than was asked in is one too.
    """
    known = languages_of("refuses")
    likely = spoken(text) or ("zh" if HAN.search(text) else "en")
    langs = [each for each in dict.fromkeys((likely, code(lang))) if each in known]
    short = volume(text) <= _SHORT
    said = sentences(text)
    smalls = [each.small for each in said]
    tables = [told(_TABLES, smalls, lang) for lang in langs]
    refuses, deflects, seen = False, False, 0.0
    rest = []
    for place, sentence in enumerate(said):
        has = set().union(*(each[place] for each in tables))
        refused = _REFUSES in has and (short or seen <= _OPENING)
        deflected = _DEFLECTS in has
        refuses |= refused
        deflects |= deflected
        if not refused and not deflected and _COURTEOUS not in has:
            rest.append(sentence.text)
        if seen <= _OPENING:
            seen += volume(sentence.text)
    return Declining(refuses, deflects, tuple(rest))
