"""Where the parser stands, and the budget of work it may still use."""

from __future__ import annotations

from typing import Any

from keju.marking.math.lexing import Token
from keju.marking.math.tree import Beyond, NotMath

__all__ = ["State"]

_DEPTH = 90
_NODES = 6_000


class State:
    """Tokens, the place in them, and how deep and how large the tree may still grow."""

    __slots__ = ("_depth", "_nodes", "at", "grammar", "tokens")

    def __init__(self, tokens: list[Token], grammar: Any) -> None:
        self.tokens = tokens
        self.grammar = grammar
        self.at = 0
        self._depth = 0
        self._nodes = 0

    @property
    def left(self) -> bool:
        """Whether there is a token here."""
        return self.at < len(self.tokens)

    @property
    def token(self) -> Token:
        """The token here. Raises NotMath at the end."""
        if self.at >= len(self.tokens):
            raise NotMath("it ends too early")
        return self.tokens[self.at]

    @property
    def text(self) -> str:
        """The text of the token here; a command that is one sign reads as that sign."""
        return self.token.text

    def step(self) -> Token:
        """Return the token here and move on."""
        token = self.token
        self.at += 1
        return token

    def take(self, text: str) -> None:
        """Move past ``text``; raises NotMath when something else stands here."""
        if not self.left or self.text != text:
            raise NotMath(f"{text} is missing")
        self.at += 1

    def spend(self) -> None:
        """Count one node; raises Beyond when there are too many."""
        self._nodes += 1
        if self._nodes > _NODES:
            raise Beyond("more parts than are compared")

    def down(self) -> None:
        """Go one level down; raises Beyond when that is too deep."""
        self._depth += 1
        if self._depth > _DEPTH:
            raise Beyond("deeper than is read")

    def up(self) -> None:
        """Come back from one level down; an error on the way ends the whole reading."""
        self._depth -= 1
