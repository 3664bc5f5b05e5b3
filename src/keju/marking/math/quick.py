"""The shortest way for what nearly every answer looks like; anything else goes the long way.

Each function answers only where the long way would answer the same, which a property test checks.
"""

from __future__ import annotations

import re
from fractions import Fraction

__all__ = ["boxed_at_end", "same_at_a_glance", "stated_at_end"]

_TAGS = (
    "<t", "<T", "</", "<r", "<R", "<|", "<a", "<A", "<s", "<S", "<i", "< ", "◁", "[t", "[T", "[/"
)  # fmt: skip
_LAST_LINE = re.compile(
    r"(?:####|A:|(?:\*\*)?(?:Final )?[Aa]nswer:(?:\*\*)?"
    r"|(?:So |Thus,? |Therefore,? |Hence,? )?[Tt]he (?:final )?answer is:?)"
    r"[ \t]*(-?[0-9]+)\.?[ \t]*"
)
_BOX = re.compile(r"\\boxed\{([^{}]*(?:\{[^{}]*\}[^{}]*){0,20})\}[$\s.\\)\]*]*\Z")
_ALTERNATIVE = re.compile(r"\b(?:or|and|ou|et)\b|[或和]", re.IGNORECASE)
#: Words, other scripts, dots and questions: they may take an answer back.
_WORDS = re.compile(
    r"\\(?:text|mathrm|mbox|[ld]?dots|operatorname)|(?<![\\a-zA-Z])[a-zA-Z]{2,}|[^\x20-\x7e]|\?"
)
_SOMETHING = re.compile(r"[0-9a-zA-Z]")
_NUMBER = re.compile(
    r"(?P<minus>-?)(?:\\[dt]?frac(?:\{(?P<top>[0-9]{1,60})\}\{(?P<bottom>[0-9]{1,60})\}|(?P<a>[0-9])(?P<b>[0-9]))"
    r"|(?P<over>[0-9]{1,60})/(?P<under>[0-9]{1,60})|(?P<whole>[0-9]{0,60})\.(?P<part>[0-9]{1,60})"
    r"|(?P<integer>[0-9]{1,60}))"
)
_INNER_SPACE = re.compile(r"[0-9]\s+[0-9]|[a-zA-Z]\s+[a-zA-Z]")


def stated_at_end(response: str) -> str | None:
    """Return the whole number that the last line states; None where anything else may count."""
    end = len(response)
    at = response.rfind("\n")
    if at == end - 1:
        response = response.rstrip()
        end, at = len(response), response.rfind("\n")
    found = _LAST_LINE.fullmatch(response, at + 1, end)
    if found is None or any(tag in response for tag in _TAGS):
        return None
    return found[1]


def boxed_at_end(visible: str) -> str | None:
    """Return what a box at the very end of the text holds; None where anything else may count."""
    at = visible.rfind("\\boxed{")
    if at < 0:
        return None
    found = _BOX.match(visible, at)
    if found is None or _ALTERNATIVE.search(visible, max(0, at - 40), at):
        return None
    inside = found[1].strip()
    if _WORDS.search(inside) or not _SOMETHING.search(inside):
        return None
    return inside


def same_at_a_glance(gold: str, found: str) -> bool | None:
    """Whether two answers are equal as written or as plain numbers; None where that is not seen."""
    one = _NUMBER.fullmatch(gold)
    other = _NUMBER.fullmatch(found) if one is not None else None
    if one is not None and other is not None:
        left, right = _value(one), _value(other)
        return None if left is None or right is None else left == right
    if gold == found:
        return True
    if not (_INNER_SPACE.search(gold) or _INNER_SPACE.search(found)):
        return gold.replace(" ", "") == found.replace(" ", "") or None
    return None


def _value(found: re.Match[str]) -> Fraction | int | None:
    sign = -1 if found["minus"] else 1
    if found["integer"] is not None:
        return sign * int(found["integer"])
    if found["part"] is not None:
        part = found["part"]
        return Fraction(sign * int((found["whole"] or "0") + part), 10 ** len(part))
    top = found["top"] or found["over"] or found["a"]
    bottom = found["bottom"] or found["under"] or found["b"]
    return Fraction(sign * int(top), int(bottom)) if int(bottom) else None
