"""The steps that a word problem is made of, as sentences with the operation each stands for.

Fields: ``P`` who has the quantity, ``Q`` somebody new, ``things`` and ``boxes`` plurals, the rest
are the slots of the operation. A step that names ``Q`` hands the story over to them where
``over`` is set.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from keju.exams.gsm_twin import operations as do

__all__ = ["STEPS", "Kind", "Step"]


class Kind(Enum):
    """What is being counted."""

    THINGS = auto()
    MONEY = auto()
    MINUTES = auto()


@dataclass(frozen=True, slots=True)
class Step:
    """One step from a quantity of ``source`` to one of ``target``.

    ``over``: ``Q`` has the new quantity. ``packs`` and ``buys``: the things are other ones
    afterwards. ``event``: something happens, so that "then" may stand before it.
    """

    name: str
    source: Kind
    target: Kind
    work: do.Operation
    words: tuple[str, ...]
    over: bool = False
    packs: bool = False
    buys: bool = False
    event: bool = True


_T, _M, _C = Kind.THINGS, Kind.MONEY, Kind.MINUTES

STEPS = (
    Step("gain", _T, _T, do.add, ("gain",)),
    Step("lose", _T, _T, do.subtract, ("lose",)),
    Step(
        "boxes in",
        _T,
        _T,
        do.add_groups,
        (
            "{P} gets {m} more {boxes} with {k} {things} in each.",
            "In the afternoon, {m} {boxes} arrive for {P}, each with {k} more {things} in it.",
        ),
    ),
    Step(
        "friends get some",
        _T,
        _T,
        do.subtract_groups,
        (
            "{P} gives {k} {things} to each of {m} friends.",
            "To each of {m} visitors, {P} gives {k} of the {things}.",
        ),
    ),
    Step(
        "day by day",
        _T,
        _T,
        do.add_groups,
        ("On each of the next {m} days, {P} adds {k} more {things}.",),
    ),
    Step(
        "a part is given",
        _T,
        _T,
        do.keep_fraction,
        (
            "{P} gives {part} of the {things} to {Q} and keeps the rest.",
            "{P} sends {part} of the {things} to {Q} and keeps the others.",
        ),
    ),
    Step(
        "a part is received",
        _T,
        _T,
        do.take_fraction,
        ("{P} gives {part} of the {things} to {Q}, who had none before.",),
        over=True,
    ),
    Step(
        "some are damaged",
        _T,
        _T,
        do.keep_percent,
        (
            "It turns out that {p} percent of the {things} are damaged, and {P} throws these away.",
            "{P} gives {p}% of the {things} to the school and keeps the rest.",
        ),
    ),
    Step(
        "percent more",
        _T,
        _T,
        do.add_percent,
        ("By the end of the week, {P} has {p}% more {things} than that.",),
        event=False,
    ),
    Step(
        "times as many",
        _T,
        _T,
        do.times,
        ("{Q} has {times} as many {things} as {P} now has.",),
        over=True,
        event=False,
    ),
    Step(
        "more than",
        _T,
        _T,
        do.add,
        ("{Q} has {k} more {things} than {P} has now.",),
        over=True,
        event=False,
    ),
    Step(
        "fewer than",
        _T,
        _T,
        do.subtract,
        ("{Q} has {k} fewer {things} than {P} has now.",),
        over=True,
        event=False,
    ),
    Step(
        "part as many",
        _T,
        _T,
        do.take_fraction,
        ("{Q} has only {part} as many {things} as {P} now has.",),
        over=True,
        event=False,
    ),
    Step(
        "grown",
        _T,
        _T,
        do.times,
        ("A month later, {P} has {times} as many {things} as that.",),
        event=False,
    ),
    Step(
        "shared",
        _T,
        _T,
        do.divide,
        ("{P} shares all of the {things} equally among {k} children, one of whom is {Q}.",),
        over=True,
    ),
    Step(
        "packed",
        _T,
        _T,
        do.divide,
        ("{P} packs all of the {things} into boxes of {k}.",),
        packs=True,
    ),
    Step("brought together", _T, _T, do.add, ("{Q} adds {k} more {things} to those of {P}.",)),
    Step("sold", _T, _M, do.priced, ("{P} sells all of the {things} for ${k} each.",)),
    Step(
        "sold for cents", _T, _M, do.cents, ("{P} sells all of the {things} for {k} cents each.",)
    ),
    Step(
        "sold in groups",
        _T,
        _M,
        do.group_price,
        ("{P} sells all of the {things} in sets of {m}, at ${k} a set.",),
    ),
    Step(
        "handled",
        _T,
        _C,
        do.minutes,
        ("It takes {P} {k} minutes to {handle} each of the {things}, one after another.",),
        event=False,
    ),
    Step(
        "spent",
        _M,
        _M,
        do.subtract,
        ("{P} spends ${k} of the money on a present.", "{P} pays ${k} for repairs."),
    ),
    Step(
        "tickets",
        _M,
        _M,
        do.subtract_groups,
        ("{P} uses some of the money to buy {m} tickets at ${k} each.",),
    ),
    Step(
        "wages",
        _M,
        _M,
        do.add_groups,
        ("{P} works for {m} hours in a garden, at ${k} an hour, and adds the pay to the money.",),
    ),
    Step(
        "saved weekly",
        _M,
        _M,
        do.add_groups,
        ("For {m} weeks, {P} adds ${k} to the money every week.",),
    ),
    Step("gift", _M, _M, do.add, ("{P} gets ${k} from an aunt and puts it with the money.",)),
    Step(
        "part saved",
        _M,
        _M,
        do.keep_fraction,
        ("{P} puts {part} of the money into a savings account and keeps the rest in a purse.",),
    ),
    Step(
        "donation", _M, _M, do.keep_percent, ("{P} donates {p}% of the money and keeps the rest.",)
    ),
    Step(
        "richer",
        _M,
        _M,
        do.times,
        ("{Q} has {times} as much money as {P} has now.",),
        over=True,
        event=False,
    ),
    Step("ahead", _M, _M, do.add, ("{Q} has ${k} more than {P} has now.",), over=True, event=False),
    Step(
        "behind",
        _M,
        _M,
        do.subtract,
        ("{Q} has ${k} less than {P} has now.",),
        over=True,
        event=False,
    ),
    Step(
        "divided",
        _M,
        _M,
        do.divide,
        ("{P} divides the money equally among {k} helpers, one of whom is {Q}.",),
        over=True,
    ),
    Step(
        "bought",
        _M,
        _T,
        do.bought,
        ("{P} spends all of the money on {things} at ${k} each.",),
        buys=True,
    ),
    Step(
        "a break",
        _C,
        _C,
        do.add_few,
        ("In between, {P} also takes a break of {k} minutes.",),
        event=False,
    ),
    Step(
        "slower",
        _C,
        _C,
        do.times,
        ("{Q} needs {times} as much time as that for the same work.",),
        over=True,
        event=False,
    ),
    Step(
        "quicker",
        _C,
        _C,
        do.subtract,
        ("{Q} does the same work in {k} minutes less than {P}.",),
        over=True,
        event=False,
    ),
    Step(
        "percent longer",
        _C,
        _C,
        do.add_percent,
        ("For {Q}, who is new to it, the same work takes {p}% longer.",),
        over=True,
        event=False,
    ),
)
