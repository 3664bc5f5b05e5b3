"""Parting thought and answer of a text that is still being written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["Parter", "Piece"]

Channel = Literal["content", "reasoning_content"]

_TAGS = ("<think>", "</think>")
_LONGEST = max(map(len, _TAGS))


@dataclass(frozen=True, slots=True)
class Piece:
    """Some more of an answer (``content``) or of its thought (``reasoning_content``)."""

    channel: Channel
    text: str


class Parter:
    """Takes a text in pieces of any length and gives it back in two channels, without its tags.

    What it gave, joined, is what ``keju.models.thoughts.split_thought`` makes of the whole text:
    white space at the edges is left out, and what stands before a lone ``</think>`` is a thought.
    So nothing is given before the first tag, unless ``thinking`` says on which side of one the text
    begins. One thing cannot be taken back: an answer that an unfinished second thought follows.
    """

    def __init__(self, *, thinking: bool | None = None) -> None:
        self.thinking = bool(thinking)
        self._undecided = thinking is None
        self.said: dict[Channel, str] = {"content": "", "reasoning_content": ""}
        self._kept = ""  # may turn out to be the beginning of a tag
        # May turn out to stand at the end.
        self._space: dict[Channel, str] = {"content": "", "reasoning_content": ""}
        self._parted = False  # a later thought has begun: a blank line parts it from the earlier

    def take(self, text: str) -> list[Piece]:
        """Return what can be shown now."""
        pieces: list[Piece] = []
        text = self._kept + text
        while (found := _first_tag(text)) is not None:
            before, tag, text = found
            if tag == "<think>" and self.thinking:  # a tag within a thought is part of it
                pieces += self._show(before + tag)
                continue
            if self._undecided:
                self.thinking, self._undecided = tag == "</think>", False
            pieces += self._show(before)
            self._turn(thinking=tag == "<think>")
        keep = len(text) if self._undecided else _beginning_of_a_tag(text)
        self._kept = text[len(text) - keep :]
        return pieces + self._show(text[: len(text) - keep])

    def end(self) -> list[Piece]:
        """Return what was held back; white space at the end is not given."""
        kept, self._kept = self._kept, ""
        return self._show(kept)

    def _turn(self, *, thinking: bool) -> None:
        self._space["reasoning_content"] = ""  # at the edge of a thought
        self._parted = thinking and bool(self.said["reasoning_content"])
        self.thinking = thinking

    def _show(self, text: str) -> list[Piece]:
        channel: Channel = "reasoning_content" if self.thinking else "content"
        text = self._space[channel] + text
        if self._parted or not self.said[channel]:
            text = text.lstrip()
        bare = text.rstrip()
        self._space[channel] = text[len(bare) :]
        if not bare:
            return []
        if self._parted:
            bare, self._parted = f"\n\n{bare}", False
        self.said[channel] += bare
        return [Piece(channel, bare)]


def _first_tag(text: str) -> tuple[str, str, str] | None:
    """Return what stands before the first tag, the tag, and what stands after it."""
    found = min(((text.find(tag), tag) for tag in _TAGS if tag in text), default=None)
    return None if found is None else (text[: found[0]], found[1], text[found[0] + len(found[1]) :])


def _beginning_of_a_tag(text: str) -> int:
    """Return how many of the last characters may be the beginning of a tag."""
    for length in range(min(len(text), _LONGEST - 1), 0, -1):
        if any(tag.startswith(text[-length:]) for tag in _TAGS):
            return length
    return 0
