"""Puts programs of levels 3 and 4 together from their parts."""

from __future__ import annotations

import re
from random import Random

from keju.exams.generated import pick
from keju.exams.output.drawing import Size
from keju.exams.output.parts import HARD, MIDDLE

__all__ = ["assemble"]

_SLOT = re.compile(r"<(?:(?P<key>[a-zF]+)|(?:(?P<name>\w+):)?(?P<low>-?\d+)\.\.(?P<high>-?\d+))>")
_LETTERS = "abcdeinorst"
_FUNCTIONS = "fghpqruw"
_USES_TEXT = re.compile(r"\bs\b")
_TEXT = 5


def assemble(rng: Random, size: Size) -> str:
    """Return the source of a program that prints one line: ``n`` and what else has changed."""
    table = MIDDLE if size.level == 3 else HARD
    order = list(range(len(table)))
    for place in range(len(order) - 1, 0, -1):
        other = pick(rng, 0, place)
        order[place], order[other] = order[other], order[place]
    many = size.statements
    chosen = [table[order[each % len(order)]] for each in range(many)]
    parts = [_filled(part, rng, size, _FUNCTIONS[each % 8]) for each, part in enumerate(chosen)]
    low = -size.high // 3 if size.level == 4 else 1
    numbers = ", ".join(str(pick(rng, low, size.high)) for _ in range(pick(rng, 4, 6)))
    lines = [f"n = {pick(rng, 3, size.high)}", f"x = [{numbers}]"]
    shown = ["n", "x"]
    if any(_USES_TEXT.search(part) for part in parts):
        letters = "".join(_LETTERS[pick(rng, 0, len(_LETTERS) - 1)] for _ in range(_TEXT))
        lines.append(f's = "{letters}"')
        shown.insert(0, "s")
    return "\n".join([*lines, *parts, f"print({', '.join(shown)})"])


def _filled(part: str, rng: Random, size: Size, function: str) -> str:
    kept: dict[str, str] = {"F": function}

    def fill(slot: re.Match[str]) -> str:
        key = slot["key"]
        if key in kept:
            return kept[key]
        if key == "v":
            return str(pick(rng, 2, size.high))
        if key == "c":
            return _LETTERS[pick(rng, 0, len(_LETTERS) - 1)]
        if key == "loops":
            return str(pick(rng, max(2, size.loops * 2 // 3), size.loops))
        drawn = str(pick(rng, int(slot["low"]), int(slot["high"])))
        if slot["name"]:
            kept[slot["name"]] = drawn
        return drawn

    return _SLOT.sub(fill, part)
