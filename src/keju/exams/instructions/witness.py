"""Builds a text together with the conditions that it meets, so that every set can be met.

First the kinds of conditions are chosen, then a text is written that leaves room for them, and the
figures of the conditions are read off the text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

from keju.exams.generated import pick
from keju.exams.instructions.languages import Language

__all__ = ["Draft", "build"]

Check = dict[str, Any]


@dataclass(slots=True)
class Draft:
    """The text, sentence by sentence as lists of words, and what it was made to hold."""

    rng: Random
    language: Language
    kinds: frozenset[str]
    sentences: list[list[str]] = field(default_factory=list)
    breaks: int = 1
    checks: list[Check] = field(default_factory=list)

    def one(self, options: tuple[str, ...] | list[str]) -> str:
        """Draw one of several words."""
        return options[pick(self.rng, 0, len(options) - 1)]

    @property
    def text(self) -> str:
        """The witness as it would be handed in."""
        language = self.language
        written = [
            _capital(language.joined.join(words)) + language.stop for words in self.sentences
        ]
        size = -(-len(written) // self.breaks)
        blocks = [written[start : start + size] for start in range(0, len(written), size)]
        whole = "\n\n".join((language.joined or "").join(block) for block in blocks)
        return whole.lower() if "lower_case" in self.kinds else whole

    def length(self, words: list[str]) -> int:
        """Count as the marker does: words, or characters of a language without spaces."""
        return len(words) if self.language.joined else sum(map(len, words))


def build(rng: Random, language: Language, kinds: frozenset[str]) -> Draft | None:
    """Return a draft that meets one condition of every kind, or None where this draw failed."""
    draft = Draft(rng, language, kinds)
    wanted = _distinct(draft, language.wanted, 6)
    banned = _distinct(draft, language.banned, 2) if "exclude" in kinds else []
    letter = draft.one(list(language.letters)) if "letter" in kinds else ""
    starts = _starts(draft, letter)
    if starts is None:
        return None
    fillers = [
        word
        for word in language.fillers
        if not (letter and letter in word) and not any(each in word for each in banned)
    ]
    placed = _placed(draft, wanted, len(starts))
    for start, inner in zip(starts, placed, strict=True):
        draft.sentences.append(_sentence(draft, start, inner, fillers))
    if "ends_with" in kinds:
        ending = draft.one(language.endings)
        draft.checks.append({"check": "ends_with", "text": ending})
        bare = ending.removesuffix(language.stop)
        draft.sentences[-1] += bare.split() if language.joined else [bare]
    _read_off(draft, banned, letter)
    return draft if _sound(draft, banned, letter) else None


def _distinct(draft: Draft, options: tuple[str, ...], many: int) -> list[str]:
    left = list(options)
    return [left.pop(pick(draft.rng, 0, len(left) - 1)) for _ in range(many)]


def _starts(draft: Draft, letter: str) -> list[str] | None:
    """Return the first word of every sentence; None when the acrostic cannot be begun."""
    options = [word for word in draft.language.starts if not letter or letter not in word.lower()]
    if "acrostic" not in draft.kinds:
        return [draft.one(options) for _ in range(pick(draft.rng, 3, 7))]
    spelt = draft.one(draft.language.acrostics)
    draft.checks.append({"check": "acrostic", "unit": "sentence", "text": spelt})
    if not draft.language.joined:
        return list(spelt)
    fitting = [[word for word in options if word.startswith(first)] for first in spelt]
    return [draft.one(words) for words in fitting] if all(fitting) else None


def _placed(draft: Draft, wanted: list[str], many: int) -> list[list[str]]:
    """Return the words that each sentence must hold."""
    inner: list[list[str]] = [[] for _ in range(many)]
    keyword, one, two, *ordered = wanted
    if "keyword" in draft.kinds:
        times = pick(draft.rng, 2, min(4, many))
        draft.checks.append({"check": "keyword", "word": keyword, "exactly": times})
        for each in range(times):
            inner[(each * 2 + 1) % many].append(keyword)
    if "include" in draft.kinds:
        draft.checks.append({"check": "include", "words": [one, two]})
        for word in (one, two):
            inner[pick(draft.rng, 0, many - 1)].append(word)
    if "order" in draft.kinds:
        draft.checks.append({"check": "order", "words": ordered})
        for place, word in enumerate(ordered):
            inner[place * many // len(ordered)].append(word)
    return inner


def _sentence(draft: Draft, start: str, inner: list[str], fillers: list[str]) -> list[str]:
    """Return a start, fillers and between them the words wanted, in their order."""
    words, before = [start], ""
    left = list(inner)
    for place in range(pick(draft.rng, 5, 9) + len(inner)):
        if left and place % 2:
            words.append(left.pop(0))
            continue
        options = [word for word in fillers if word != before]
        before = draft.one(options)
        words.append(before)
    return words + left


def _read_off(draft: Draft, banned: list[str], letter: str) -> None:
    """Add the conditions whose figures are the text's own."""
    lengths = [draft.length(words) for words in draft.sentences]
    if "paragraphs" in draft.kinds:
        draft.breaks = 2 if len(lengths) < 5 else 3
        size = -(-len(lengths) // draft.breaks)
        draft.breaks = -(-len(lengths) // size)
    number = pick(draft.rng, 2, len(lengths))
    first = draft.sentences[number - 1][0]
    own: Mapping[str, Check] = {
        "words": {"exactly": sum(lengths)},
        "sentences": {"exactly": len(lengths)},
        "paragraphs": {"exactly": draft.breaks},
        "exclude": {"words": banned},
        "unit_starts": {"unit": "sentence", "number": number, "text": first},
        "without_signs": {"signs": draft.language.comma},
        "letter": {"letter": letter, "exactly": 0},
        "words_per": {"unit": "sentence", "at_least": min(lengths), "at_most": max(lengths) + 1},
        "lower_case": {},
    }
    for kind, figures in own.items():
        if kind in draft.kinds:
            draft.checks.append({"check": kind, **figures})
    if "lower_case" in draft.kinds:  # no capital is shown where none is allowed
        for check in draft.checks:
            if "text" in check:
                check["text"] = check["text"].lower()


def _sound(draft: Draft, banned: list[str], letter: str) -> bool:
    """Whether no word that was placed breaks another condition, as a forbidden letter may."""
    text = draft.text.lower()
    words = [word.lower() for sentence in draft.sentences for word in sentence]
    if letter and letter in text:
        return False
    if draft.language.joined:
        return not any(word in words for word in banned)
    counted = [(c["word"], c["exactly"]) for c in draft.checks if c["check"] == "keyword"]
    return not any(word in text for word in banned) and all(
        text.count(word) == times for word, times in counted
    )


def _capital(words: str) -> str:
    return words[0].upper() + words[1:]
