"""Draws straight-line programs (level 1) and short structured ones (level 2).

Every value that a statement makes is read later: what is still unread is kept in ``_unread``, the
next statement reads from it, and the last line prints what is left. So no line is dead by
construction, apart from branches that are not taken.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from keju.exams.generated import pick

__all__ = ["Size", "draw_program"]

_NAMES = "abcxyz"
_COUNTERS = "ijk"
_SIGNS = ("<", ">", "<=", ">=", "==", "!=")


@dataclass(frozen=True, slots=True)
class Size:
    """How large a program is: statements, iterations of a loop, operations a line, constants."""

    level: int
    statements: int
    loops: int
    depth: int
    high: int


@dataclass(slots=True)
class _Draft:
    rng: Random
    size: Size
    names: list[str]
    lines: list[str] = field(default_factory=list)
    known: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)

    def choose(self, options: list[str] | str | tuple[str, ...]) -> str:
        return options[pick(self.rng, 0, len(options) - 1)]

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    def constant(self, low: int = 1) -> str:
        return str(pick(self.rng, low, max(low, self.size.high)))


def draw_program(rng: Random, size: Size) -> str:
    """Return the source of a program that prints one whole number."""
    names = list(_NAMES)
    for place in range(len(names) - 1, 0, -1):
        other = pick(rng, 0, place)
        names[place], names[other] = names[other], names[place]
    draft = _Draft(rng, size, names[: 2 + min(size.statements // 4, 4)])
    _start(draft)
    kinds = _kinds(draft, size.statements - 1)
    for kind in kinds:
        _MAKERS[kind](draft)
    left = draft.unread
    draft.lines.append(f"print({_joined(draft, left)})")
    return "\n".join(draft.lines)


def _kinds(draft: _Draft, many: int) -> list[str]:
    """Return which statements come, a structured one at least where there is room."""
    offered = ("assign", "assign", "if", "for") if draft.size.level == 1 else _SECOND
    kinds = [draft.choose(offered) for _ in range(many)]
    if many > 1 and set(kinds) == {"assign"}:
        kinds[pick(draft.rng, 1, many - 1)] = draft.choose(("if", "for"))
    return kinds


_SECOND = ("assign", "assign", "augment", "if", "elif", "for", "for_if", "while")


def _joined(draft: _Draft, names: list[str]) -> str:
    words = names[0]
    for name in names[1:]:
        words += f" {draft.choose('+-')} {name}"
    return words


def _start(draft: _Draft) -> None:
    name = draft.names[0]
    draft.lines.append(f"{name} = {draft.constant(2)}")
    draft.known.append(name)
    draft.unread.append(name)


def _read(draft: _Draft) -> str:
    """Return a name whose value nothing has read so far, or any; it counts as read."""
    if draft.unread and draft.chance(0.8):
        name = draft.choose(draft.unread)
        draft.unread.remove(name)
        return name
    name = draft.choose(draft.known)
    if name in draft.unread:
        draft.unread.remove(name)
    return name


def _write(draft: _Draft, read: set[str]) -> str:
    """Return a name to assign whose present value is not wanted any more."""
    free = [name for name in draft.names if name not in draft.unread or name in read]
    return draft.choose(free or list(read))


def _made(draft: _Draft, name: str) -> None:
    for names in (draft.known, draft.unread):
        if name not in names:
            names.append(name)


def _expression(draft: _Draft, first: str, least: int = 1) -> tuple[str, set[str]]:
    """Return an expression that begins with ``first`` and the names in it; division is bounded."""
    words, used = first, {first}
    for step in range(pick(draft.rng, least, max(least, draft.size.depth))):
        sign = draft.choose("+-*" if draft.size.level == 1 else ("+", "-", "*", "//", "%", "+"))
        if sign in {"//", "%"}:
            other = str(pick(draft.rng, 2, 9))
        elif sign == "*":
            other = str(pick(draft.rng, 2, min(5, max(2, draft.size.high))))
        elif len(draft.known) > 1 and draft.chance(0.5):
            other = draft.choose([each for each in draft.known if each != first])
            used.add(other)
            if other in draft.unread:
                draft.unread.remove(other)
        else:
            other = draft.constant()
        if step and sign in {"*", "//", "%"}:
            words = f"({words})"
        flip = sign == "-" and not step and draft.chance(0.3)
        words = f"{other} - {words}" if flip else f"{words} {sign} {other}"
    return words, used


def _assign(draft: _Draft) -> None:
    words, used = _expression(draft, _read(draft))
    name = _write(draft, used)
    draft.lines.append(f"{name} = {words}")
    _made(draft, name)


def _augment(draft: _Draft) -> None:
    name = draft.choose(draft.known)
    others = [each for each in draft.known if each != name]
    other = draft.choose(others) if others and draft.chance(0.6) else draft.constant()
    if other in draft.unread:
        draft.unread.remove(other)
    draft.lines.append(f"{name} {draft.choose('+-')}= {other}")
    _made(draft, name)


def _test(draft: _Draft) -> str:
    name = _read(draft)
    others = [each for each in draft.known if each != name]
    if draft.size.level > 1 and draft.chance(0.4):
        divisor = pick(draft.rng, 2, 4)
        return f"{name} % {divisor} == {pick(draft.rng, 0, divisor - 1)}"
    other = draft.choose(others) if others and draft.chance(0.6) else draft.constant()
    return f"{name} {draft.choose(_SIGNS[:4])} {other}"


def _step(draft: _Draft, counter: str = "") -> str:
    """Return a statement that changes a known name and reads its old value."""
    name = draft.choose(draft.known)
    _made(draft, name)
    others = [each for each in draft.known if each != name]
    if counter and draft.chance(0.5):
        other = counter
    elif others and draft.chance(0.4):
        other = draft.choose(others)
    else:
        other = draft.constant()
    return f"{name} = {name} {draft.choose('+-')} {other}"


def _if(draft: _Draft) -> None:
    draft.lines += [f"if {_test(draft)}:", f"    {_step(draft)}"]
    if draft.chance(0.5):
        draft.lines += ["else:", f"    {_step(draft)}"]


def _elif(draft: _Draft) -> None:
    draft.lines += [f"if {_test(draft)}:", f"    {_step(draft)}"]
    draft.lines += [f"elif {_test(draft)}:", f"    {_step(draft)}"]
    draft.lines += ["else:", f"    {_step(draft)}"]


def _range(draft: _Draft) -> str:
    many = pick(draft.rng, 2, max(2, draft.size.loops))
    if draft.size.level == 1 or draft.chance(0.5):
        return f"range({many})"
    low = pick(draft.rng, 1, 5)
    return f"range({low}, {low + many})"


def _for(draft: _Draft) -> None:
    counter = draft.choose(_COUNTERS[:1] if draft.size.level == 1 else _COUNTERS)
    draft.lines += [f"for {counter} in {_range(draft)}:", f"    {_step(draft, counter)}"]


def _for_if(draft: _Draft) -> None:
    counter = draft.choose(_COUNTERS)
    draft.lines += [f"for {counter} in {_range(draft)}:", f"    if {_test(draft)}:"]
    draft.lines += [f"        {_step(draft, counter)}", "    else:"]
    draft.lines += [f"        {_step(draft, counter)}"]


def _while(draft: _Draft) -> None:
    """A loop whose test is about a falling value, so that it ends."""
    name = _read(draft)
    others = [each for each in draft.known if each != name]
    draft.lines.append(f"while {name} > {draft.constant()}:")
    if draft.chance(0.5):
        draft.lines.append(f"    {name} = {name} // {pick(draft.rng, 2, 3)} - 1")
    else:
        falls = max(1, draft.size.high // max(1, draft.size.loops))
        draft.lines.append(f"    {name} = {name} - {pick(draft.rng, falls, 2 * falls)}")
    _made(draft, name)
    if others:
        other = draft.choose(others)
        draft.lines.append(f"    {other} = {other} {draft.choose('+-')} {name}")
        _made(draft, other)


_MAKERS = {
    "assign": _assign,
    "augment": _augment,
    "if": _if,
    "elif": _elif,
    "for": _for,
    "for_if": _for_if,
    "while": _while,
}
