"""The check of the language an answer is written in; it abstains where a text says too little.

A script that no other of the known languages uses decides alone. For the others py3langid (a naive
Bayes classifier after Lui and Baldwin, 2012) is asked about up to three stretches of the text.

Not covered: a few foreign sentences inside a long text; traditional against simplified Chinese.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

__all__ = ["LANGUAGES", "in_language"]

#: Codes of ISO 639-1 that an instruction may ask for.
LANGUAGES = (
    "ar", "cs", "da", "de", "el", "en", "es", "fi", "fr", "he", "hi", "hu", "id", "it", "ja",
    "ko", "nl", "no", "pl", "pt", "ro", "ru", "sv", "th", "tr", "uk", "vi", "zh",
)  # fmt: skip

_WINDOW = 4_000
_FEW_LETTERS = 40
_FEW_SIGNS = 8
_SURE = 0.9
_HARDLY = 0.01
_NOT_PROSE = re.compile(r"```.*?(?:```|\Z)|`[^`\n]*`|https?://\S+|\$[^$\n]*\$", re.DOTALL)
_LETTER = re.compile(r"[^\W\d_]")
_SCRIPTS = {
    "han": re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]"),
    "kana": re.compile(r"[\u3041-\u30ff]"),
    "hangul": re.compile(r"[\uac00-\ud7af\u1100-\u11ff]"),
    "arabic": re.compile(r"[\u0620-\u06ff]"),
    "cyrillic": re.compile(r"[\u0400-\u04ff]"),
    "greek": re.compile(r"[\u0370-\u03ff]"),
    "hebrew": re.compile(r"[\u05d0-\u05ea]"),
    "devanagari": re.compile(r"[\u0900-\u097f]"),
    "thai": re.compile(r"[\u0e00-\u0e7f]"),
    "latin": re.compile(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff]"),
}
_SCRIPT_OF = {
    "ar": "arabic", "el": "greek", "he": "hebrew", "hi": "devanagari",
    "ko": "hangul", "ru": "cyrillic", "th": "thai", "uk": "cyrillic",
}  # fmt: skip
#: What the classifier tells apart and an instruction does not.
_CODES = {"ar": ("ar", "ary", "arz"), "no": ("no", "nb", "nn")}
#: Scripts that one known language alone is written in.
_ALONE = frozenset({"greek", "hangul", "hebrew", "thai"})


def in_language(text: str, wanted: Mapping[str, Any]) -> bool | None:
    """Whether the answer is written in ``language``; None where it is too short or unclear."""
    prose = _NOT_PROSE.sub(" ", text)
    said = [_speaks(window, wanted["language"]) for window in _windows(prose)]
    if False in said:
        return False
    return None if None in said else True


def _windows(prose: str) -> list[str]:
    if len(prose) <= 3 * _WINDOW:
        return [prose]
    middle = (len(prose) - _WINDOW) // 2
    return [prose[:_WINDOW], prose[middle : middle + _WINDOW], prose[-_WINDOW:]]


def _speaks(text: str, language: str) -> bool | None:
    letters = len(_LETTER.findall(text))
    share = {name: len(sign.findall(text)) / (letters or 1) for name, sign in _SCRIPTS.items()}
    script = _SCRIPT_OF.get(language, "latin")
    if language in {"zh", "ja"}:
        return _eastern(share, letters, language)
    if letters < _FEW_SIGNS:
        return None
    if share[script] < 0.3:
        return False
    if share[script] < 0.6:
        return None
    if script in _ALONE:
        return True
    return _classified(text, language) if letters >= _FEW_LETTERS else None


def _eastern(share: Mapping[str, float], letters: int, language: str) -> bool | None:
    """Tell Chinese from Japanese: both write Chinese characters, only one of them kana."""
    together = share["han"] + share["kana"]
    if letters < _FEW_SIGNS:
        return None
    if together < 0.3:
        return False
    if together < 0.6:
        return None
    japanese = share["kana"] > 0.1 * together
    if 0.02 * together < share["kana"] <= 0.1 * together:
        return None
    return japanese == (language == "ja")


def _classified(text: str, language: str) -> bool | None:
    likely: dict[str, float] = dict(_identifier().rank(text))
    share = sum(likely.get(code, 0.0) for code in _CODES.get(language, (language,)))
    if share >= _SURE:
        return True
    return False if share <= _HARDLY else None


@cache
def _identifier() -> Any:
    # The library ships no types; what it returns is checked by the tests.
    from py3langid.langid import (  # type: ignore[import-untyped, unused-ignore]
        MODEL_FILE,
        LanguageIdentifier,
    )

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
