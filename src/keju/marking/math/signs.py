"""One spelling for the many signs that people and models write mathematics with.

Unicode becomes LaTeX or ASCII, and LaTeX loses what only dresses it. Every step is a table or a
pattern without nested repetition, so the time is linear in the text.
"""

from __future__ import annotations

import re
import unicodedata

__all__ = ["COMMA", "undressed"]

#: The comma of ``12{,}345`` and ``3{,}5``: inside a number, never between two.
COMMA = "\u201a"

_GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ζ": "zeta",
    "η": "eta", "θ": "theta", "ι": "iota", "κ": "kappa", "λ": "lambda", "μ": "mu", "ν": "nu",
    "ξ": "xi", "π": "pi", "ρ": "rho", "σ": "sigma", "τ": "tau", "φ": "phi", "ϕ": "phi",
    "χ": "chi", "ψ": "psi", "ω": "omega", "Γ": "Gamma", "Δ": "Delta", "Θ": "Theta",
    "Λ": "Lambda", "Ξ": "Xi", "Π": "Pi", "Σ": "Sigma", "Φ": "Phi", "Ψ": "Psi", "Ω": "Omega",
}  # fmt: skip
_COMMANDS = {
    "≤": "le", "⩽": "le", "≦": "le", "≥": "ge", "⩾": "ge", "≧": "ge", "≠": "ne", "≈": "approx",
    "≃": "approx", "≅": "cong", "±": "pm", "∓": "mp", "∞": "infty", "√": "surd", "∛": "cbrt",
    "∪": "cup", "∩": "cap", "∅": "emptyset", "∈": "in", "∖": "setminus", "ℝ": "reals",
    "ℤ": "integers", "ℕ": "naturals", "ℚ": "rationals", "ℂ": "complexes", "…": "ldots",
    "∆": "Delta", "µ": "mu", "ϵ": "epsilon",
    "⋯": "ldots", "⟨": "langle", "⟩": "rangle", "〈": "langle", "〉": "rangle", "⌊": "lfloor",
    "⌋": "rfloor", "⌈": "lceil", "⌉": "rceil", "∑": "sum", "∏": "prod", "∫": "int",
    "→": "to", "≡": "equiv", "∨": "lor", "∧": "land", "∠": "angle", "⇒": "implies",
}  # fmt: skip
_VULGAR = "¼½¾⅐⅑⅒⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞"
_SUPER = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ⁿⁱ", "0123456789+-()ni", strict=True))
_SUB = dict(zip("₀₁₂₃₄₅₆₇₈₉₊₋ₐₑₒₓₕₖₗₘₙₚₛₜᵢⱼ", "0123456789+-aeoxhklmnpstij", strict=True))
_SUPER_RUN = re.compile(f"[{''.join(_SUPER)}]+")
_SUB_RUN = re.compile(f"[{''.join(_SUB)}]+")
_OTHER_DIGIT = re.compile(r"(?![0-9])\d")
_STYLED = re.compile("[\U0001d400-\U0001d7ff]")
_LETTERLIKE = re.compile("[\u2102-\u2134]")

_SIGNS = str.maketrans(
    {sign: f"\\{name} " for sign, name in (_GREEK | _COMMANDS).items()}
    | {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    | dict.fromkeys("−‒–—﹣‑‐", "-")
    | dict.fromkeys("\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a", " ")
    | dict.fromkeys("\u202f\u205f\u3000", " ")
    | dict.fromkeys("×⋅·∙✕⨯∗", "*")
    | dict.fromkeys("÷⁄∕", "/")
    | dict.fromkeys("\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad\u2061\u2062", "")
    | dict.fromkeys(map(chr, [*range(0x202A, 0x202F), *range(0x2066, 0x206A)]), "")
    | dict.fromkeys("′’‘`", "'")
    | dict.fromkeys("“”«»„″", '"')
    | {"，": ",", "、": ",", "；": ";", "：": ":", "。": ".", "∣": "|", "￥": "¥", "º": "°"}
    | {"∶": ":", "【": "[", "】": "]", "「": " ", "」": " ", "٫": ".", "٬": ","}
    | {
        sign: " \\frac{{{}}}{{{}}}".format(*unicodedata.normalize("NFKC", sign).split("⁄"))
        for sign in _VULGAR
    }
)

_ROMAN = r"(?:math(?:bf|it|sf|normal|tt|cal)|boldsymbol|bm|pmb|displaystyle|textstyle|limits"
_ROMAN += r"|underline|large|Large|LARGE|huge|Huge|small|normalsize)"
_TEX = (
    (re.compile(r"\{,\}"), COMMA),
    (re.compile(r"\\!"), ""),
    (
        re.compile(
            r"(?<!\\)\\(?:[,;:> ]|q?quad(?![a-zA-Z])|(?:thin|med|thick)space(?![a-zA-Z]))|~"
        ),
        " ",
    ),
    (re.compile(r"\\(?:left|right|[bB]igg?[lrm]?)(?![a-zA-Z])\s?(?:\.|(?=[^a-zA-Z\s]))"), ""),
    (re.compile(rf"\\{_ROMAN}(?![a-zA-Z])"), ""),
    (re.compile(r"\\(?:text)?color\s?\{[^{}]*\}"), ""),
    (re.compile(r"\\[dtc]frac(?![a-zA-Z])"), r"\\frac"),
    (re.compile(r"\\[dt]binom(?![a-zA-Z])"), r"\\binom"),
    (
        re.compile(
            r"\^\s?\\(?:circ|degree)(?![a-zA-Z])|\^\s?\{\s?\\(?:circ|degree)\s?\}"
            r"|\\(?:degrees?|deg|textdegree)(?![a-zA-Z])(?:\s?\{\})?|(?<=\d)\^\s?(?:\{o\}|o(?![a-z]))"
        ),
        "°",
    ),
    (re.compile(r"(?<!\\)\{([^{}]{1,60}?)\\over(?![a-z])([^{}]*)\}"), r"\\frac{\1}{\2}"),
    (re.compile(r"(?<!\\)\{([^{}]{1,60}?)\\choose(?![a-z])([^{}]*)\}"), r"\\binom{\1}{\2}"),
    (re.compile(r"\\[ij]math(?![a-zA-Z])"), "i"),
    (re.compile(r"\\([%#&_])"), r"\1"),
    (re.compile(r"(?<!\\)\\[()\[\]]"), " "),
)  # fmt: skip


_TIMES = re.compile(r"(?<=\d)\s?[xX]\s?(?=10\s?(?:\^|\*\*))")


def undressed(text: str) -> str:
    """Return ``text`` in ASCII and plain LaTeX as far as that goes. Linear time."""
    if not text.isascii():
        text = _SUPER_RUN.sub(lambda run: "^{" + "".join(_SUPER[c] for c in run[0]) + "}", text)
        text = _SUB_RUN.sub(lambda run: "_{" + "".join(_SUB[c] for c in run[0]) + "}", text)
        text = _STYLED.sub(lambda sign: unicodedata.normalize("NFKC", sign[0]), text)
        text = text.translate(_SIGNS)
        text = _LETTERLIKE.sub(lambda sign: unicodedata.normalize("NFKC", sign[0]), text)
        text = _OTHER_DIGIT.sub(lambda digit: str(unicodedata.decimal(digit[0])), text)
    if "\\" in text or "{,}" in text or "~" in text:
        for pattern, replacement in _TEX:
            text = pattern.sub(replacement, text)
    return _TIMES.sub("*", text).replace("+/-", "\\pm ") if "10" in text or "+/-" in text else text
