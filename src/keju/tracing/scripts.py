"""In which scripts a thought is written, and when it leaves those of the prompt.

The script of a letter is read off its name in the Unicode Character Database (Unicode Standard
Annex 24 defines scripts; Annex 44 the names). Kana counts as one script. A prompt in kana also
has Han, as Japanese does.

Not language, and so not counted: code and mathematics (``prose``), letters that stand alone (x;
not of Han, kana or Hangul), acronyms in capitals of at most six letters (GDP).

Not covered: languages of one script, such as English and Finnish.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterator
from functools import lru_cache

from keju.core.traces import Mixing
from keju.tracing.prose import prose

__all__ = ["mixing"]

#: First word of a letter's name → its script, where they differ.
_NAMED = {"CJK": "Han", "HIRAGANA": "Kana", "KATAKANA": "Kana", "FULLWIDTH": "Latin"}
# fmt: off
_SCRIPTS = frozenset(
    ("LATIN", "GREEK", "CYRILLIC", "ARMENIAN", "GEORGIAN", "HEBREW", "ARABIC", "SYRIAC", "THAANA",
     "DEVANAGARI", "BENGALI", "GURMUKHI", "GUJARATI", "ORIYA", "TAMIL", "TELUGU", "KANNADA",
     "MALAYALAM", "SINHALA", "THAI", "LAO", "TIBETAN", "MYANMAR", "KHMER", "HANGUL", "MONGOLIAN",
     "BOPOMOFO", "YI", "ETHIOPIC", "CHEROKEE", "TIFINAGH")
)
# fmt: on
_ALONE = frozenset({"Han", "Kana", "Hangul"})
#: Signs that go on with a word: accents and vowels that are written apart from their letter.
_MARKS = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0900-\u0dff\u0e31-\u0e4e"
    "\u0eb1-\u0ecd\u0f18-\u0fbc\u102b-\u109d\u17b4-\u17d3\u200c\u200d"
)
_LETTERS = re.compile(rf"[^\W\d_](?:[^\W\d_]|[{_MARKS}])*")
_ACRONYM = 6


def mixing(prompt: str, thought: str) -> Mixing:
    """Return how far ``thought`` leaves the scripts of ``prompt``; of a prompt without any: none.

    Linear time.
    """
    home = {script for script, _, _ in _words(prompt)}
    if "Kana" in home:
        home.add("Han")
    return _left(home, thought)


def _left(home: Collection[str], thought: str) -> Mixing:
    letters: Counter[str] = Counter()
    switches, first, before = 0, None, None
    for script, start, count in _words(thought):
        letters[script] += count
        away = bool(home) and script not in home
        switches += before is not None and away != before
        if away and first is None:
            first = start / len(thought)
        before = away
    total = letters.total()
    foreign = sum(n for script, n in letters.items() if home and script not in home)
    share = foreign / total if total else 0.0
    return Mixing(share, switches, first, dict(letters.most_common()))


def _words(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield (script, where, letters) of each stretch of letters of one script."""
    for match in _LETTERS.finditer(prose(text)):
        word = match[0]
        stretches = [("Latin", 0, len(word))] if word.isascii() else _stretches(word)
        for script, offset, length in stretches:
            if script in _ALONE or not _is_sign(word[offset : offset + length]):
                yield script, match.start() + offset, length


def _is_sign(word: str) -> bool:
    """Whether a stretch of letters is the name of a quantity or an acronym."""
    return len(word) == 1 or (len(word) <= _ACRONYM and word.isascii() and word.isupper())


def _stretches(word: str) -> Iterator[tuple[str, int, int]]:
    """Yield (script, where, letters) of each part of a word; letters of no script join any."""
    start, script = 0, _script(word[0])
    for at, letter in enumerate(word[1:], 1):
        other = _script(letter)
        if other not in (script, None):
            if script is not None:
                yield script, start, at - start
                start = at
            script = other
    if script is not None:
        yield script, start, len(word) - start


@lru_cache(maxsize=65_536)
def _script(letter: str) -> str | None:
    """Return the script of a letter; None for signs of mathematics and the like."""
    first, _, rest = unicodedata.name(letter, "").partition(" ")
    if first == "HALFWIDTH":
        first = rest.partition(" ")[0]
    if first.startswith("CJK"):
        return "Han"
    return _NAMED.get(first) or (first.capitalize() if first in _SCRIPTS else None)
