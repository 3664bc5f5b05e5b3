"""Parting an answer from the thought written inline before it, as ``<think>…</think>``."""

from __future__ import annotations

import re

__all__ = ["split_thought"]

_TAG = re.compile(r"</?think>")


def split_thought(text: str) -> tuple[str, str | None, bool]:
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
