"""Parting an answer from the thought written inline before it, as ``<think>…</think>``."""

from __future__ import annotations

import re

__all__ = ["Parted", "split_continued", "split_thought", "thinking"]

#: An answer, the thought before it (None: there was none), and whether that thought is unfinished.
Parted = tuple[str, str | None, bool]

_TAG = re.compile(r"</?think>")


def split_thought(text: str) -> Parted:
    """Return ``(answer, reasoning, unfinished)`` of what a model wrote.

    The opening tag may be missing, since chat templates often write it into the prompt: what
    stands before a lone ``</think>`` is a thought. Several thoughts are joined by blank lines,
    an opening tag within a thought is part of it, and a blank thought is none (``None``).

    A thought that is never closed is unfinished: ``answer`` is then empty, whatever stood before,
    because a model that began to think again had not committed itself.

    Not covered: a model that quotes the tags in its prose is taken at its word.
    """
    outside: list[str] = []
    thoughts: list[str] = []
    start, inside = 0, False
    for tag in _TAG.finditer(text):
        if tag[0] == "</think>":
            thoughts.append(text[start : tag.start()])
        elif inside:
            continue
        else:
            outside.append(text[start : tag.start()])
        inside = tag[0] == "<think>"
        start = tag.end()
    (thoughts if inside else outside).append(text[start:])
    reasoning = "\n\n".join(t for t in map(str.strip, thoughts) if t) or None
    return "" if inside else "".join(outside).strip(), reasoning, inside


def thinking(begun: str) -> bool:
    """Whether the text ends within a thought: its last tag opens one."""
    return begun.rfind("<think>") > begun.rfind("</think>")


def split_continued(begun: str | None, new: str) -> Parted:
    """Return ``split_thought`` of what a model wrote after ``begun``, without ``begun``.

    The rest of an open thought is kept as it was written, white space included, so that it can be
    joined to its beginning; so is what comes before the rest of an answer.
    """
    if begun is None:
        return split_thought(new)
    if not thinking(begun):
        return split_thought(new) if _TAG.search(new) else (new.rstrip(), None, False)
    thought, closed, after = new.partition("</think>")
    if not closed:
        return "", thought or None, True
    answer, more, unfinished = split_thought(after)
    return answer, "\n\n".join(t for t in (thought, more) if t) or None, unfinished
