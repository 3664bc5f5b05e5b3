"""The thought a model wrote into its text, taken out before anything is read from the text."""

from __future__ import annotations

import re

__all__ = ["without_thought"]

_TAG = re.compile(
    r"[<◁\[](?=[\s/|tTrRaAsSiI])(?:(?<=<)\s?+(?P<closes>/?+)\s?+(?:seed:)?+"
    r"(?=[trasi])(?:think|thinking|thoughts?|reasoning|analysis|scratchpad|reflection|inner_monologue)\s?>"
    r"|(?<=◁)(?P<shut>/?)think▷|(?<=\[)(?P<ends>/?)think\]"
    r"|(?<=<)\|(?:(?P<over>/|end_of_|end_)|begin_of_|start_)?(?:thought|thinking|think)\|>)",
    re.IGNORECASE,
)
_CLOSES = ("closes", "shut", "ends", "over")
_CHANNEL = "<|channel|>"
_FINAL = "<|channel|>final<|message|>"


def without_thought(text: str) -> str | None:
    """Return ``text`` without its inline thoughts; None when a thought was never finished.

    Models hand over text whose thought is already apart; this is the second line of defence. A
    closing tag without an opening one ends a thought that began before the text (some chat
    templates open it for the model), so everything before it is thought. Text in channels
    has an answer only in its final channel. One pass.
    """
    if _CHANNEL in text:
        return text.rpartition(_FINAL)[2] if _FINAL in text else None
    if not any(sign in text for sign in ("<", "◁", "[THINK]", "[/THINK]", "[think]", "[/think]")):
        return text
    if (rest := _after_one_thought(text)) is not None:
        return rest
    kept: list[str] = []
    start: int | None = 0
    for tag in _TAG.finditer(text):
        if any(tag[name] for name in _CLOSES):
            if start is not None:
                kept.clear()
            start = tag.end()
        elif start is not None:
            kept.append(text[start : tag.start()])
            start = None
    if start is None:
        return None
    kept.append(text[start:])
    return "".join(kept)


def _after_one_thought(text: str) -> str | None:
    """Return what follows one closed thought at the start and nothing else: what nearly all are."""
    end = text.find("</") if text.startswith("<think>") and "◁" not in text else -1
    if end < 0 or not text.startswith("</think>", end):
        return None
    rest = text[end + len("</think>") :]
    return None if "<" in rest or "[" in rest else rest
