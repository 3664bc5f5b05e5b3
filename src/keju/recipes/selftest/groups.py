"""Which modules hold the rules of which markers, and which rules need no case of their own."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

__all__ = ["EXEMPT", "GROUPS", "PROGRAMS", "Group", "exempt", "modules_of", "reason_of", "untold"]

_ROOT = "keju.marking."
#: Markers that run programs, and so need a sandbox.
PROGRAMS = frozenset({"stdio", "function", "asserts"})


@dataclass(frozen=True, slots=True)
class Group:
    """Modules whose rules are switched off, and the markers whose gold cases must notice.

    A package stands for all its modules. ``whole``: a table or a pattern is one rule, not each of
    its rows or alternatives; for packages in which these are only names.
    """

    name: str
    modules: tuple[str, ...]
    markers: tuple[str, ...]
    whole: bool = False


#: Without the classifier and what it measures: how right that is, labels tell (docs/judging.md).
_AUDIT = tuple(
    f"audit.{name}"
    for name in (
        "axes", "declining", "delivery", "facts", "malfunction", "marker", "passages",
        "reference", "stance", "trace", "vocabulary",
    )
)  # fmt: skip

GROUPS = (
    Group("committed answers", ("final", "thoughts"), ("number", "choice", "exact", "countdown")),
    Group("number", ("notation", "quantity", "number"), ("number",)),
    Group("choice", ("choice",), ("choice",)),
    Group("exact", ("exact",), ("exact",)),
    Group("countdown", ("countdown", "arithmetic"), ("countdown",)),
    Group("text", ("text",), ("text",)),
    Group("regex", ("regex",), ("regex",)),
    Group("json", ("json_answer", "json_schema", "strict_json"), ("json",)),
    Group("instructions", ("instructions",), ("instructions",)),
    Group("math", ("math",), ("math",), whole=True),
    Group("programs", ("programs",), ("stdio", "function", "asserts")),
    Group("audit", _AUDIT, ("audit",)),
    Group("audit, by words", ("audit.engagement", "audit.languages"), ("audit",), whole=True),
)

_VOTING = "asked when votes are counted, not when an answer is marked"
_WORDS = "only words the reason in a mark's detail"
_PROTOCOL = "a protocol, which is never called"
_APART = "runs in a process of its own, where nothing is switched off"
_LOADED = "builds a pattern when its module is loaded, and is not called again"
_OPEN = "says when to look closer, and whether a closer look can find more is an open question"
_TWIN = "another rule does the same, and neither is missed alone"
_FAST = "a quicker way to the same result"
_COST = "decides where a marker runs, not what it says"
_UNTOLD = "no gold case tells it yet"
#: Modules of markers that read an answer by another way than ``extract``.
_WHOLE = r"audit\.marker|text|json_answer|instructions\.marker|math\.marker|programs\.markers"
#: Rules that no gold case can notice, as patterns of their names, and why.
EXEMPT = (
    (rf"(countdown|regex|{_WHOLE})\.\w+\.same: .*", _VOTING),
    (rf"(choice|{_WHOLE})\.\w+\.extract: .*", _VOTING),
    (r"programs\.extraction\.same_program: .*", _VOTING),
    (r"countdown\._listed: .*", _WORDS),
    (r"programs\.running\.(excerpt|failed_test): .*", _WORDS),
    (r"programs\.running\._ENDED: without '(forbidden|output limit)'", _WORDS),
    (r"programs\.assertions\._(BUILTINS|calls_check|says_nothing): .*", _TWIN),
    (r"programs\.examining\._Examination\.result: .*", _TWIN),
    (r"programs\.extraction\._INPUT: without '(\[|.*fileinput).*", _TWIN),
    (r"programs\.expectations\.ProgramTest\..*", _PROTOCOL),
    (r"programs\.values\._sorted_same: always false", _FAST),
    (r"thoughts\._after_one_thought: .*", _FAST),
    (r"audit\.malfunction\._varied: always false", _FAST),
    (r"programs\.assertions\.simple_tests: .*", _TWIN),
    (r"json_schema\._COSTLY: .*", _COST),
    (r"quantity\._NUMBER: without '(|\[\.,\]|,|\\\\\.)\\\\d'", _TWIN),
    (r"quantity\._CLOSERS: without '(_|\[`).*", _TWIN),
    (r"math\.quick\._(TAGS|LAST_LINE|BOX|SOMETHING|NUMBER|INNER_SPACE): .*", _FAST),
    (r"math\.quick\.\w+: finds nothing", _FAST),
    (r"math\.equality\._SIMPLE: .*", _FAST),
    (r"math\.algebra\.solve: .*", _APART),
    (r"math\.lexing\._number: .*", _LOADED),
    (r"math\.expressions\._mixes_constants: .*", _OPEN),
    (r"math\.expressions\._needs_algebra: always false", _TWIN),
    (r"math\.comparing\._names_differ: always false", _TWIN),
)


def exempt(rule: str) -> bool:
    """Whether no gold case can notice that a rule is gone, or none tells it yet."""
    return reason_of(rule) is not None


def reason_of(rule: str) -> str | None:
    """Return why a rule needs no gold case, or None."""
    if rule in untold():
        return _UNTOLD
    return next((reason for pattern, reason in EXEMPT if re.fullmatch(pattern, rule)), None)


@cache
def untold() -> frozenset[str]:
    """Return the rules that no gold case tells yet: a list that may only become shorter."""
    text = (files(__package__) / "untold.txt").read_text(encoding="utf-8")
    return frozenset(text.splitlines())


def modules_of(group: Group) -> Iterator[str]:
    """Yield the full names of a group's modules; those of a package in alphabetical order."""
    for name in group.modules:
        module = importlib.import_module(_ROOT + name)
        yield module.__name__
        if path := getattr(module, "__path__", None):
            for found in pkgutil.iter_modules(path):
                yield f"{module.__name__}.{found.name}"
