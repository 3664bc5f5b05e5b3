"""Which fault a question meets on the faulty server, and how its answer must therefore end.

The fault depends on the question's text alone: the server that makes it and the check that knows
the right outcome never talk to each other.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from enum import StrEnum

__all__ = ["RIGHT", "Fault", "Plan", "expected", "plan", "reply_text"]


class Fault(StrEnum):
    """What the server does instead of answering."""

    RATE_LIMIT = "429"
    SERVER_ERROR = "500"
    HUNG = "hung"
    MALFORMED = "malformed"
    CUT = "cut"
    FILTERED = "filtered"
    DROPPED = "dropped"
    EMPTY = "empty"
    NONE = "none"


#: Shares of all questions: each fault that an endpoint of the world shows now and then.
_SHARES = {
    Fault.RATE_LIMIT: 0.05,
    Fault.SERVER_ERROR: 0.05,
    Fault.HUNG: 0.02,
    Fault.MALFORMED: 0.02,
    Fault.CUT: 0.01,
    Fault.FILTERED: 0.01,
    Fault.DROPPED: 0.01,
    Fault.EMPTY: 0.01,
}

#: Share of the questions which the server, when it answers, answers rightly.
RIGHT = 0.7

_ENDS = {
    Fault.RATE_LIMIT: ("failed", "rate_limit"),
    Fault.SERVER_ERROR: ("failed", "server"),
    Fault.HUNG: ("failed", "timeout"),
    Fault.MALFORMED: ("failed", "malformed"),
    Fault.DROPPED: ("failed", "connection"),
    Fault.CUT: ("truncated", None),
    Fault.FILTERED: ("filtered", None),
    Fault.EMPTY: ("no_answer", None),
}

_FACTORS = re.compile(r"(\d+) ?[*×] ?(\d+)")


@dataclass(frozen=True, slots=True)
class Plan:
    """A question's fate. A transient fault happens at the first try only.

    Faults that are answers of their kind (cut, filtered, empty) happen at every try; for
    ``filtered``, ``permanent`` picks the provider's dialect (an HTTP 400 or a finish reason).
    """

    fault: Fault
    permanent: bool
    right: bool


def plan(text: str) -> Plan:
    """Return the fate of the question ``text``."""
    digest = hashlib.sha256(f"fate:{text}".encode()).digest()
    draw = int.from_bytes(digest[:8]) / 2**64
    fault = Fault.NONE
    for name, share in _SHARES.items():
        if draw < share:
            fault = name
            break
        draw -= share
    return Plan(fault, permanent=bool(digest[8] & 1), right=digest[9] < RIGHT * 256)


def reply_text(text: str, *, right: bool) -> str:
    """Return what the server answers to ``What is A * B?``, wrong by one when not ``right``."""
    factors = _FACTORS.search(text)
    value = int(factors[1]) * int(factors[2]) if factors else 42
    return f"Answer: {value if right else value + 1}"


def expected(text: str) -> tuple[str, str | None]:
    """Return the verdict and the failure's kind with which the question must end."""
    fate = plan(text)
    lasting = fate.permanent or fate.fault in (Fault.CUT, Fault.FILTERED, Fault.EMPTY)
    if fate.fault is not Fault.NONE and lasting:
        return _ENDS[fate.fault]
    return ("correct" if fate.right else "incorrect"), None
