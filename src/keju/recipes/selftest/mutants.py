"""Rules of marking, each switched off once: rows of tables, alternatives of patterns, functions.

A mutant changes the running process and takes its change back; it belongs into a process of its
own. Rules are found, not listed: a literal table loses one row at a time, a regular expression
one alternative, and a function that decides or may find nothing always gives the same, be it a
truth value or a member of an enumeration.

Not covered: rules that are single lines of a function, and constants.
"""

from __future__ import annotations

import contextlib
import importlib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from types import CodeType, FunctionType, ModuleType
from typing import Any

from keju.recipes.selftest.patterns import without_alternatives
from keju.recipes.selftest.places import Place, forget, function_of, held, named_in_functions

__all__ = ["Mutant", "find_mutants"]

#: A table with more rows is emptied as a whole: its rows are one rule, such as "full-width signs".
_ROWS = 60
_SHOWN = 40
_NEVER = re.compile(r"(?!)")

Switch = Callable[[], contextlib.AbstractContextManager[None]]


@dataclass(frozen=True, slots=True)
class Mutant:
    """One rule switched off: its name, and what switches it off for the time of a block.

    ``words`` are what an answer that needs the rule is likely to contain.
    """

    name: str
    off: Switch
    words: str = ""


def find_mutants(modules: Sequence[str], *, whole: bool = False) -> list[Mutant]:
    """Return the mutants of some modules, in the order of their sources.

    ``whole``: a table is emptied and a pattern never matches, each as one rule. What several
    modules hold, because one imports it from another, is switched off once.
    """
    seen: set[int] = set()
    loaded = [importlib.import_module(name) for name in modules]
    return [mutant for module in loaded for mutant in _of_module(module, seen, whole=whole)]


def _of_module(module: ModuleType, seen: set[int], *, whole: bool) -> Iterator[Mutant]:
    short = module.__name__.removeprefix("keju.marking.")
    for name, value in list(vars(module).items()):
        ours = not name.startswith("__") and _belongs(module, value) and _used(name, value)
        if ours and id(value) not in seen:
            seen.add(id(value))
            yield from _of_value(f"{short}.{name}", value, whole=whole)


def _of_value(rule: str, value: Any, *, whole: bool) -> Iterator[Mutant]:
    if isinstance(value, re.Pattern):
        yield from _of_pattern(rule, value, whole=whole)
    elif isinstance(value, dict | tuple | frozenset | set) and not hasattr(value, "_fields"):
        yield from _of_table(rule, value, 0 if whole else _ROWS)
    elif isinstance(value, type):
        for method, function in list(vars(value).items()):
            if not method.startswith("__"):
                yield from _of_function(f"{rule}.{method}", function)
    else:
        yield from _of_function(rule, value)


def _of_pattern(rule: str, pattern: re.Pattern[str], *, whole: bool) -> Iterator[Mutant]:
    if whole:
        yield Mutant(f"{rule}: never matches", _replaced(pattern, _NEVER))
        return
    for left_out, changed in without_alternatives(pattern):
        yield Mutant(f"{rule}: without {_shown(left_out)}", _replaced(pattern, changed), left_out)


def _belongs(module: ModuleType, value: Any) -> bool:
    """Whether a name was defined here: functions and classes say so, values are looked at once."""
    home = getattr(value, "__module__", None)
    if isinstance(home, str) and not isinstance(value, dict | tuple | frozenset | set | re.Pattern):
        return home == module.__name__
    return isinstance(value, dict | tuple | frozenset | set | re.Pattern)


def _used(name: str, value: Any) -> bool:
    """Whether anything reads a name after its module was loaded; other names only build it."""
    return callable(value) or name in named_in_functions() or any(not p.named for p in held(value))


def _of_table(rule: str, table: Any, most: int) -> Iterator[Mutant]:
    # Sets have another order in every process; a rule must have the same place in all.
    rows = sorted(table, key=repr) if isinstance(table, frozenset | set) else list(table)
    if len(rows) < 2 or not all(isinstance(row, str | int | tuple | frozenset) for row in rows):
        return
    if len(rows) > most:
        yield Mutant(f"{rule}: without any", _replaced(table, type(table)()))
        return
    for place, row in enumerate(rows):
        changed = _without(table, rows, place)
        shown = row[0].pattern if isinstance(row, tuple) and _is_pattern(row[:1]) else row
        yield Mutant(f"{rule}: without {_shown(str(shown))}", _replaced(table, changed), str(shown))


def _is_pattern(row: tuple[Any, ...]) -> bool:
    return bool(row) and isinstance(row[0], re.Pattern)


def _without(table: Any, rows: list[Any], place: int) -> Any:
    kept = rows[:place] + rows[place + 1 :]
    if isinstance(table, dict):
        return {row: table[row] for row in kept}
    return type(table)(kept)


def _of_function(rule: str, value: Any) -> Iterator[Mutant]:
    function = function_of(value)
    if function is None or function.__code__.co_freevars:
        return
    returned = str(function.__annotations__.get("return", ""))
    kind = function.__globals__.get(returned.removesuffix(" | None"))
    if isinstance(kind, type) and issubclass(kind, Enum):
        for member in kind:
            code = _NONE.replace(co_consts=(member,))
            yield Mutant(f"{rule}: always {member.value}", _recoded(function, code))
    for words, code in _CONSTANTS.get(returned, ()):
        yield Mutant(f"{rule}: {words}", _recoded(function, code))
    if returned.endswith("| None"):
        yield Mutant(f"{rule}: finds nothing", _recoded(function, _NONE))
    if returned == "str" and function.__code__.co_argcount == 1:
        yield Mutant(f"{rule}: changes nothing", _recoded(function, _FIRST))


def _code(function: Callable[..., Any]) -> CodeType:
    assert isinstance(function, FunctionType)
    return function.__code__


_NONE = _code(lambda *_, **__: None)
_FIRST = _code(lambda first, *_, **__: first)
_TRUE = ("always true", _code(lambda *_, **__: True))
_FALSE = ("always false", _code(lambda *_, **__: False))
#: What a function that says this of its result gives when it is switched off.
_CONSTANTS = {
    "bool": (_TRUE, _FALSE),
    "bool | None": (_TRUE, _FALSE),
}


def _recoded(function: FunctionType, code: CodeType) -> Switch:
    @contextlib.contextmanager
    def off() -> Iterator[None]:
        kept = function.__code__
        function.__code__ = code
        forget()
        try:
            yield
        finally:
            function.__code__ = kept
            forget()

    return off


def _replaced(value: Any, changed: Any) -> Switch:
    @contextlib.contextmanager
    def off() -> Iterator[None]:
        places = list(held(value))
        _put(places, changed)
        try:
            yield
        finally:
            _put(places, value)

    return off


def _put(places: list[Place], value: Any) -> None:
    for place in places:
        place.put(value)
    forget()


def _shown(text: str) -> str:
    line = text.replace("\n", "⏎")
    return repr(line if len(line) <= _SHOWN else line[: _SHOWN - 1] + "…")
