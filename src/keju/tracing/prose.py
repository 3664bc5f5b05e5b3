"""A text without its code and its mathematics: what is left is language."""

from __future__ import annotations

import re
from collections.abc import Iterator

__all__ = ["fenced", "prose"]

#: What opens a stretch that is no prose → what closes it, and the characters it may hold at most.
_QUOTES = {
    "```": ("```", None),
    "~~~": ("~~~", None),
    "`": ("`", 300),
    "$$": ("$$", 2000),
    "$": ("$", 300),
    r"\(": (r"\)", 1000),
    r"\[": (r"\]", 2000),
}
_FENCE = "```"
_OPENING = re.compile(r"`{3}|~{3}|`|\$\$|\$|\\\(|\\\[")
#: Commands of TeX, addresses, and names in code or formulas: with a digit or an underscore in
#: them, in two cases, or before a bracket.
_NAME = re.compile(
    r"\\(?:begin|end)\{\w*+\*?\}|\\[a-zA-Z]++|\bhttps?://[^\s，。；）]++|\bwww\.[^\s，。；）]++"
    r"|(?<![^\W_])[^\W\d_]*+[\d_]\w*+|\b[a-z]++[A-Z]\w*+|\b[A-Za-z]\w*+(?=\()"
)
#: Lines that are code though nothing marks them so.
_KEYWORD = re.compile(
    r"(?:def|class|for|while|if|elif|else|try|except|with|return|import|from|print|function|const"
    r"|let|var|public|private|void|int|float|double|char|bool|string|auto)\b[^:;{}()=]*+[:;{}()=]"
    r"|#include|[\w.\[\]]++[ \t]*+(?:[-+*/%&|]|//|<<|>>)?=(?!=)"
)


def prose(text: str) -> str:
    """Return ``text`` of the same length, with spaces where code and mathematics stood.

    Linear time.
    """
    kept = _without(text, _quoted(text))
    lines = kept.split("\n")
    kept = "\n".join(" " * len(line) if _is_code(line) else line for line in lines)
    return _NAME.sub(lambda match: " " * len(match[0]), kept)


def fenced(text: str) -> Iterator[tuple[int, int]]:
    """Yield (start, stop) of the blocks of code between fences; an open one goes to the end."""
    start = text.find(_FENCE)
    while start >= 0:
        end = text.find(_FENCE, start + len(_FENCE))
        stop = len(text) if end < 0 else end + len(_FENCE)
        yield start, stop
        start = text.find(_FENCE, stop)


def _without(text: str, stretches: Iterator[tuple[int, int]]) -> str:
    kept, end = [], 0
    for start, stop in stretches:
        kept += [text[end:start], " " * (stop - start)]
        end = stop
    return "".join([*kept, text[end:]])


def _quoted(text: str) -> Iterator[tuple[int, int]]:
    """Yield (start, stop) of code and mathematics in their quotes; an open fence goes to the end.

    Where each quote closes next is remembered, so that each stretch is searched once.
    """
    closing: dict[str, int] = {}
    place = 0
    while opening := _OPENING.search(text, place):
        place = opening.end()
        close, most = _QUOTES[opening[0]]
        if closing.get(close, -1) < place and closing.get(close) != len(text):
            found = text.find(close, place)
            closing[close] = found if found >= 0 else len(text)
        end = closing[close]
        if most is None or (end < len(text) and end - place <= most):
            place = min(end + len(close), len(text))
            yield opening.start(), place


def _is_code(line: str) -> bool:
    """Whether a line looks like code; a line with Chinese punctuation does not."""
    words = line.strip()
    if not words or "，" in words or "。" in words:
        return False
    return words.endswith((";", "{", "}")) or _KEYWORD.match(words) is not None
