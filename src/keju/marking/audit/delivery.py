"""Whether an answer came back at all, and who kept it back.

A filter may announce itself by the finish, or put a message of its own where the answer should be.
The messages known are those of ``blocks.toml``; one counts only where it is the whole answer.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

from keju.core.audit import Delivery
from keju.core.records import Finish, Reply
from keju.marking.audit.malfunction import malfunction
from keju.marking.thoughts import without_thought

__all__ = ["blocked", "delivered"]

_LONGEST = 600
_AROUND = " \t\r\n.。!！*\"'“”`[]{}<>:"
_PREFIX = re.compile(r"\s*(?:error(?: code)?[:：]?\s*\d{0,3}\s*[-:]?\s*|scripted: )", re.IGNORECASE)


def blocked(text: str) -> bool:
    """Whether the whole of ``text`` is a message that a platform puts in an answer's place."""
    if len(text) > _LONGEST:
        return False
    words = _PREFIX.sub("", text, count=1).strip(_AROUND)
    return bool(words) and _messages().fullmatch(words) is not None


@cache
def _messages() -> re.Pattern[str]:
    known = tomllib.loads(files(__package__).joinpath("blocks.toml").read_text("utf-8"))
    whole = "|".join(f"(?:{each})" for platform in known.values() for each in platform)
    return re.compile(whole, re.IGNORECASE | re.DOTALL)


def delivered(reply: Reply, lang: str, *, declined: bool = False) -> Delivery:
    """Return the delivery of a reply that did come back, to a question asked in ``lang``.

    An answer that declines in another language than it was asked in is an answer all the same:
    with ``declined`` the language is not looked at.
    """
    visible = without_thought(reply.text)
    if reply.finish is Finish.FILTER or blocked(visible or ""):
        return Delivery.BLOCKED
    if visible is None:
        return Delivery.TRUNCATED
    if not visible.strip():
        if reply.finish is Finish.REFUSAL:
            return Delivery.ANSWERED
        return Delivery.TRUNCATED if reply.finish is Finish.LENGTH else Delivery.EMPTY
    broken = malfunction(visible, lang)
    if broken is not None and not (declined and broken == "language"):
        return Delivery.MALFUNCTION
    return Delivery.TRUNCATED if reply.finish is Finish.LENGTH else Delivery.ANSWERED
