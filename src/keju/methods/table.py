"""The table of methods, and the grammar ``METHOD[:ARG][;key=value]…``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from keju.core.errors import InputError, nearest
from keju.core.protocols import Method
from keju.methods.choosing import BestOf, Shortest
from keju.methods.sequential import Budget, Extend
from keju.methods.single import Direct, Single, Think
from keju.methods.voting import AdaptiveVote, Vote

__all__ = ["METHODS", "Kind", "Written", "known_methods", "method"]

_MOST_ANSWERS = 1024
_MOST_EXTENSIONS = 16
_MOST_TOKENS = 10**7
_LEAST_SURE, _MOST_SURE = 0.5, 0.9999


@dataclass(frozen=True, slots=True)
class Written:
    """A method as somebody wrote it, taken apart: ``name``, what follows ``:``, and the keys."""

    spec: str
    name: str
    argument: str | None
    keys: Mapping[str, str]

    def whole(self, least: int, most: int, what: str) -> int:
        """Return the argument as a whole number; InputError with the right form otherwise."""
        return _whole(self, self.argument, (least, most), f"{self.name}:{what}")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of method: its form and what it does, for people, and how it is made."""

    form: str
    does: str
    make: Callable[[Written], Method]
    keys: tuple[str, ...] = ()


def _direct(_written: Written) -> Method:
    return Direct()


def _think(_written: Written) -> Method:
    return Think()


def _vote(written: Written) -> Method:
    of = _inner(written)
    if written.argument != "adaptive":
        extra = next((key for key in ("cap", "sure") if key in written.keys), None)
        if extra is not None:
            raise InputError(f"+{written.spec}: {extra} belongs to vote:adaptive")
        return Vote(written.whole(2, _MOST_ANSWERS, "K or vote:adaptive"), of)
    cap = _whole(written, written.keys.get("cap", "32"), (2, _MOST_ANSWERS), ";cap=")
    return AdaptiveVote(of, cap, _sure(written))


def _shortest(written: Written) -> Method:
    return Shortest(written.whole(2, _MOST_ANSWERS, "K"), _inner(written))


def _best_of(written: Written) -> Method:
    return BestOf(written.whole(2, _MOST_ANSWERS, "K"), _inner(written))


def _budget(written: Written) -> Method:
    return Budget(written.whole(0, _MOST_TOKENS, "N"), _single(written))


def _extend(written: Written) -> Method:
    return Extend(written.whole(1, _MOST_EXTENSIONS, "K"), _single(written))


METHODS: Mapping[str, Kind] = {
    "direct": Kind("direct", "ask the question as it stands; what a bare model does", _direct),
    "think": Kind("think", "ask for reasoning first, in one system message", _think),
    "vote": Kind(
        "vote:K, vote:adaptive",
        "ask K times, the most frequent final answer; adaptive stops when the leader is decided"
        " (;cap=32 answers at most, ;sure=0.95 posterior)",
        _vote,
        ("cap", "sure", "of"),
    ),
    "shortest": Kind(
        "shortest:K", "ask K times, the answer with the fewest tokens", _shortest, ("of",)
    ),
    "best-of": Kind(
        "best-of:K",
        "an oracle: ask K times, the best by the exam's own marker, which knows the reference",
        _best_of,
        ("of",),
    ),
    "budget": Kind(
        "budget:N", "cut the thought at N tokens, close it and ask for the answer", _budget, ("of",)
    ),
    "extend": Kind(
        "extend:K",
        "write Wait where the thought would end, and think on, K times",
        _extend,
        ("of",),
    ),
}


def known_methods() -> list[str]:
    """Return the names of all methods, sorted."""
    return sorted(METHODS)


def method(spec: str) -> Method:
    """Return the method that ``spec`` names.

    InputError with the nearest names for an unknown name or key, with the right form for a bad
    value.
    """
    written = _taken_apart(spec)
    kind = METHODS.get(written.name)
    if kind is None:
        raise InputError(f"Unknown method {written.name!r}.{nearest(written.name, METHODS)}")
    if not kind.keys and spec != written.name:
        raise InputError(
            f"Method {written.name} takes no parameters; write +{written.name}, not +{spec}"
        )
    unknown = next((key for key in written.keys if key not in kind.keys), None)
    if unknown is not None:
        raise InputError(f"+{spec}: unknown key {unknown!r}.{nearest(unknown, kind.keys)}")
    return kind.make(written)


def _taken_apart(spec: str) -> Written:
    head, *pairs = spec.split(";")
    name, colon, argument = head.partition(":")
    keys: dict[str, str] = {}
    for pair in pairs:
        key, equals, value = pair.partition("=")
        if not equals or not value:
            raise InputError(f"+{spec}: write {pair!r} as key=value, for example ;of=think")
        if key in keys:
            raise InputError(f"+{spec}: {key} is given twice")
        keys[key] = value
    return Written(spec, name, argument if colon else None, keys)


def _whole(written: Written, text: str | None, bounds: tuple[int, int], where: str) -> int:
    least, most = bounds
    if text is None or not (text.isascii() and text.isdigit() and least <= int(text[:12]) <= most):
        raise InputError(
            f"+{written.spec}: write {where} with a whole number from {least} to {most:,}"
        )
    return int(text)


def _sure(written: Written) -> float:
    try:
        sure = float(written.keys.get("sure", "0.95"))
    except ValueError:
        sure = 0.0
    if not _LEAST_SURE < sure <= _MOST_SURE:
        raise InputError(
            f"+{written.spec}: sure must be above {_LEAST_SURE} and at most {_MOST_SURE}"
        )
    return sure


def _inner(written: Written) -> Method:
    """Return the method by which each of several answers is made."""
    inner = method(written.keys.get("of", "direct"))
    if not isinstance(inner, Direct | Think | Budget):
        raise InputError(f"+{written.spec}: of must be direct, think or budget:N, not {inner.spec}")
    return inner


def _single(written: Written) -> Single:
    inner = method(written.keys.get("of", "direct"))
    if not isinstance(inner, Direct | Think):
        raise InputError(f"+{written.spec}: of must be direct or think, not {inner.spec}")
    return inner
