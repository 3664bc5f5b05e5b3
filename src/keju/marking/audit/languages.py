"""Which language tables apply: the code without its region, and a text's own script.

Tables of words (``vocabulary``) exist for English, Chinese, French and, for refusals, Finnish.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

__all__ = ["HAN", "code", "spoken"]

HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_WINDOW = 2_000
_SHORT_WORDS = {
    "en": "the of and to in a is that for was with as on are by this it from",
    "fr": "le la les des de du et en un une est que qui dans pour sur pas par au",
    "fi": "ja on ei se että oli ovat tai kuin myös mutta voi joka hän sen ole",
}
_FUNCTION = {lang: frozenset(words.split()) for lang, words in _SHORT_WORDS.items()}
_WORD = re.compile(r"[^\W\d_]+")
_PLANE = 1 << 16


def code(lang: str) -> str:
    """Return the language of a BCP-47 code: ``zh`` for ``zh-Hans``."""
    return re.split(r"[-_]", lang.strip().casefold(), maxsplit=1)[0]


@lru_cache(maxsize=512)  # asked again of the same answer, when all of a block were asked once
def spoken(text: str) -> str | None:
    """Return ``zh``, ``en``, ``fr`` or ``fi``, whichever ``text`` is plainly in; None: unclear.

    By the share of Chinese characters, then by the commonest short words.
    """
    text = text[:_WINDOW]
    if not text.isascii() and len(HAN.findall(text)) > 0.25 * len(text):
        return "zh"
    words = _word(text).findall(text.casefold())
    counts = {lang: sum(map(known.__contains__, words)) for lang, known in _FUNCTION.items()}
    best = max(counts, key=lambda lang: counts[lang])
    rest = max(count for lang, count in counts.items() if lang != best)
    clear = counts[best] >= max(1, 0.08 * len(words)) and counts[best] >= 2 * rest
    return best if clear else None


def _word(text: str) -> re.Pattern[str]:
    """Return an expression for the words of ``text``: written out, they are found twice as fast."""
    beyond = len(text.encode("utf-16-le", "surrogatepass")) > 2 * len(text)
    return _WORD if beyond else _word_of_first_plane()


@cache
def _word_of_first_plane() -> re.Pattern[str]:
    plane = "".join(map(chr, range(_PLANE)))
    runs = (f"{re.escape(run[0])}-{re.escape(run[-1])}" for run in _WORD.findall(plane))
    return re.compile(f"[{''.join(runs)}]+")
