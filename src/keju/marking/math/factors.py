"""Whether what stands here may be a factor with no sign before it."""

from __future__ import annotations

from keju.marking.math.names import DOTS, RELATIONS, SETS
from keju.marking.math.state import State

__all__ = ["CLOSING", "begins_factor"]

CLOSING = frozenset({")", "]", "}", "\\}", "\\rangle", "\\end", "\\\\", "&"})
_LETTERS_TAKEN = frozenset({"or", "and"})
_NEVER = frozenset(RELATIONS) | frozenset(SETS) | DOTS | CLOSING | {
    "\\pm", "\\mp", "\\lor", "\\land", "\\vee", "\\wedge", "\\rfloor", "\\rceil", "\\bmod",
    "\\pmod",
}  # fmt: skip


def begins_factor(state: State) -> bool:
    """Whether what stands here may be a factor with no sign before it: 2x, (a)(b), 3√2."""
    token = state.token
    text = token.text
    if token.kind == "num":
        # "2 3" is a mistake sooner than a product; "(2)3" and "x3" are too.
        return False
    if token.kind == "cmd":
        return text not in _NEVER and text != "\\\\"
    if token.kind == "word":
        return text.lower() not in _LETTERS_TAKEN
    if token.kind == "text":
        return len(text) == 1 and text.isalpha()
    return text in {"(", "{"} or (text == "[" and not token.spaced and _closes(state))


def _closes(state: State) -> bool:
    """Whether a bracket here is closed, and not the end of a French interval."""
    ahead = (token.text for token in state.tokens[state.at :])
    return state.tokens[0].text != "]" and "]" in ahead
