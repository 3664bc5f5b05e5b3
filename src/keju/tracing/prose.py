"""A text without its code and its mathematics: what is left is language."""

from __future__ import annotations

import re

__all__ = ["prose"]

_QUOTED = re.compile(
    r"```.*?(?:```|\Z)|~~~.*?(?:~~~|\Z)|`[^`\n]{1,300}`"
    r"|\$\$.{1,2000}?\$\$|\$[^$\n]{1,300}\$|\\\(.{1,1000}?\\\)|\\\[.{1,2000}?\\\]"
    r"|\\(?:begin|end)\{\w*\*?\}|\\[a-zA-Z]+|\b(?:https?://|www\.)[^\s，。；）]+",
    re.DOTALL,
)
#: Lines that are code though nothing marks them so.
_CODE_LINE = re.compile(
    r"^[ \t]*(?:(?:def|class|for|while|if|elif|else|try|except|with|return|import|from|print"
    r"|function|const|let|var|public|private|void|int|float|double|char|bool|string|auto)\b"
    r"[^。，\n]*[:;{}()=][^。，\n]*|[^。，\n]*[;{}][ \t]*|#include[^\n]*"
    r"|[\w.\[\]]+[ \t]*(?:[-+*/%&|]|//|<<|>>)?=[^=。，\n]*)$",
    re.MULTILINE,
)
#: Names of things in code and formulas: with a digit or an underscore in them, or in two cases.
_NAME = re.compile(r"(?<![^\W\d_])[^\W_]*[\d_][\w]*|\b[a-z]+[A-Z]\w*|[A-Za-z]\w*(?=\()")


def prose(text: str) -> str:
    """Return ``text`` of the same length, with spaces where code and mathematics stood.

    Linear time: every pattern looks a bounded stretch ahead, or to the text's end once.
    """
    for pattern in (_QUOTED, _CODE_LINE, _NAME):
        text = pattern.sub(_blank, text)
    return text


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])
