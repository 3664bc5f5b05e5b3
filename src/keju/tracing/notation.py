"""Whether a thought writes its figures as everybody does, so that answers can be read in it.

Small models that learn to calculate write the last digit first and fill a column with noughts: 10
is 01, or 0100. What such a thought says would be read wrongly, so it is not read at all.
"""

from __future__ import annotations

import re

__all__ = ["is_readable"]

_FIGURE, _DIGITS = re.compile(r"\d{2,18}"), re.compile(r"\d+")
_SUM = re.compile(
    r"(?<![\d.*/+-])(\d{1,12})[ \t]?([-+*])[ \t]?(\d{1,12})[ \t]?=[ \t]?(-?\d{1,20})(?!\d|[.,/]\d)"
)
_FEW = 3  # calculations; fewer show no notation


def is_readable(prompt: str, thought: str) -> bool:
    """Whether the thought's figures are written as they are in ``prompt``. Linear time.

    Not if half of the prompt's figures or more stand backwards (two at least; a single one of
    three digits or more where it does not stand as it is written), nor if most calculations, of
    three or more, are false.
    """
    return not _stands_backwards(prompt, thought) and not _is_mostly_false(thought)


def _stands_backwards(prompt: str, thought: str) -> bool:
    wanted = {figure for figure in _FIGURE.findall(prompt) if figure != figure[::-1]}
    written = set(_DIGITS.findall(thought))
    filled = {run.rstrip("0") for run in written if len(run) > 2}
    turned = [
        figure
        for figure in wanted
        if figure[::-1].rstrip("0") in filled or (figure not in written and figure[::-1] in written)
    ]
    if len(wanted) == 1:
        return len(turned) == 1 and len(turned[0]) > 2 and written.isdisjoint(wanted)
    return len(turned) >= 2 and 2 * len(turned) >= len(wanted)


def _is_mostly_false(thought: str) -> bool:
    sums = _SUM.findall(thought)
    false = sum(
        _value(int(left), sign, int(right)) != int(said) for left, sign, right, said in sums
    )
    return len(sums) >= _FEW and 2 * false > len(sums)


def _value(left: int, sign: str, right: int) -> int:
    return left + right if sign == "+" else left - right if sign == "-" else left * right
