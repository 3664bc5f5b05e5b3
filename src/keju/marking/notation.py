"""One plain spelling for the many ways of writing the same signs.

Not covered: TeX beyond fractions, spacing, fonts and the signs below; whatever is left of it stays
visible as a backslash.
"""

from __future__ import annotations

import re
import unicodedata

__all__ = ["plain"]

_VULGAR = "¼½¾⅐⅑⅒⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞"
_SUPERSCRIPT = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+", strict=True))
_SIGNS = str.maketrans(
    {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    | dict.fromkeys("−‒–﹣", "-")
    | dict.fromkeys("\u00a0\u2007\u2008\u2009\u200a\u202f\u3000", " ")
    | dict.fromkeys("×⋅·∙✕", "*")
    | dict.fromkeys("÷⁄∕", "/")
    | dict.fromkeys("\u200b\u200e\u200f\u2060\ufeff", "")
    | dict.fromkeys(map(chr, [*range(0x202A, 0x202F), *range(0x2066, 0x206A)]), "")
    | {"≈": "~", "￥": "¥"}
    # A vulgar fraction is its own word: 1½ is 1 1/2, never 11/2.
    | {sign: " " + unicodedata.normalize("NFKC", sign).replace("⁄", "/") for sign in _VULGAR}
    # A superscript is a power: 10⁶ is 10^6, never 106.
    | {sign: "^" + digit for sign, digit in _SUPERSCRIPT.items()}
)
_OTHER_DIGIT = re.compile(r"(?![0-9])\d")
_POWER_RUN = re.compile(r"(?<=\^[-+0-9])\^")

_TEX = (
    (re.compile(r"\\!"), ""),
    (re.compile(r"\\(?:[,;: ]|q?quad(?![a-zA-Z]))"), " "),
    (re.compile(r"\\[dtc]?frac\s?\{([^{}]*)\}\s?\{([^{}]*)\}"), r" \1/\2"),
    (re.compile(r"\\[dtc]?frac\s?(\d)\s?(\d)"), r" \1/\2"),
    (
        re.compile(
            r"\\(?:text(?:bf|it|rm|sf)?|math(?:rm|bf|it|sf)|operatorname|boldsymbol|bm|mbox"
            r"|left|right|displaystyle)(?![a-zA-Z])"
        ),
        "",
    ),
    (re.compile(r"\\(?:times|cdot)(?![a-zA-Z])"), "*"),
    (re.compile(r"\\div(?![a-zA-Z])"), "/"),
    (re.compile(r"\\approx(?![a-zA-Z])"), "~"),
    (re.compile(r"\^?\s?\{?\\(?:circ|degree)(?![a-zA-Z])\}?"), "°"),
    (re.compile(r"\\([%$#&])"), r"\1"),
    (re.compile(r"\\[()\[\]]|[{}]"), ""),
)


def plain(text: str) -> str:
    """Return ``text`` in ASCII signs as far as they exist, without TeX dressing. Linear time."""
    if not text.isascii():
        text = text.translate(_SIGNS)
        text = _OTHER_DIGIT.sub(lambda digit: str(unicodedata.decimal(digit[0])), text)
        text = _POWER_RUN.sub("", text) if "^" in text else text
    if "\\" in text or "{" in text:
        for pattern, replacement in _TEX:
            text = pattern.sub(replacement, text)
    return text
