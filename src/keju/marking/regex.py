"""The marker of patterns: whether the committed answer, or the text, matches a regular expression.

A pattern can take for ever on some texts, so this marker runs in a worker process that is killed at
its deadline; such an answer is unmarkable, never wrong.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from keju.core.errors import InputError
from keju.core.records import Item, Mark, Verdict
from keju.marking.comparing import only_parameters, signature, unfinished
from keju.marking.exact import ExactMarker
from keju.marking.thoughts import without_thought

__all__ = ["RegexMarker", "regex_marker"]

_LONGEST = 5_000
_FLAGS = {"i": re.IGNORECASE, "m": re.MULTILINE, "s": re.DOTALL, "x": re.VERBOSE, "a": re.ASCII}
_exact = ExactMarker()


@dataclass(slots=True)
class RegexMarker:
    """The whole committed answer must match; with ``anywhere``, some part of the text.

    Without a ``pattern`` the item's reference is the pattern; with one, the reference says whether
    it should match: true (or null), or false.
    """

    pattern: str | None = None
    flags: str = ""
    anywhere: bool = False
    name: str = field(default="regex", init=False)
    version: int = field(default=1, init=False)
    slow: bool = field(default=True, init=False)

    def extract(self, text: str) -> str | None:
        """Return the committed answer, or all of ``text`` when it has none."""
        return _exact.extract(text)

    def same(self, left: str, right: str) -> bool | None:
        """Whether two answers are the same text; a pattern does not say when answers agree."""
        return _exact.same(left, right)

    def mark(self, item: Item, text: str) -> Mark:
        """Judge ``text`` by the pattern."""
        if mark := unfinished(self, text):
            return mark
        found = without_thought(text) if self.anywhere else self.extract(text)
        if not found:
            return Mark(Verdict.NO_ANSWER, 0.0, signature(self))
        pattern = _compiled(self.pattern or item.reference, self.flags)
        matched = pattern.search(found) if self.anywhere else pattern.fullmatch(found)
        wanted = self.pattern is None or item.reference is not False
        right = (matched is not None) == wanted
        shown = matched[0] if matched and self.anywhere else None if self.anywhere else found
        verdict = Verdict.CORRECT if right else Verdict.INCORRECT
        return Mark(verdict, float(right), signature(self), shown)

    def check(self, reference: Any) -> None:
        """Raise InputError unless the reference is a pattern, or true or false beside one."""
        if self.pattern is None:
            if not isinstance(reference, str) or not reference:
                raise InputError(
                    "marker regex: the reference must be a pattern, or give one as the parameter "
                    f"pattern; it is {str(reference)[:60]!r}."
                )
            _compiled(reference, self.flags)
        elif reference is not None and not isinstance(reference, bool):
            raise InputError(
                "marker regex: the reference must be true, false or null beside the parameter "
                f"pattern, not {str(reference)[:60]!r}."
            )


def regex_marker(parameters: Mapping[str, Any]) -> RegexMarker:
    """Return the marker with ``pattern``, ``flags`` (of a, i, m, s, x) and ``anywhere``."""
    only_parameters("regex", parameters, {"pattern", "flags", "anywhere"})
    pattern, flags = parameters.get("pattern"), parameters.get("flags", "")
    anywhere = parameters.get("anywhere", False)
    if not isinstance(flags, str) or not set(flags) <= set(_FLAGS):
        raise InputError(f"marker regex: flags must be letters of {''.join(sorted(_FLAGS))}.")
    if not isinstance(anywhere, bool):
        raise InputError(f"marker regex: anywhere must be true or false, not {anywhere!r}.")
    if pattern is not None:
        if not isinstance(pattern, str) or not pattern:
            raise InputError("marker regex: pattern must be a text that is not empty.")
        _compiled(pattern, flags)
    return RegexMarker(pattern, flags, anywhere)


def _compiled(pattern: str, flags: str) -> re.Pattern[str]:
    if len(pattern) > _LONGEST:
        raise InputError(f"marker regex: a pattern has at most {_LONGEST} characters.")
    value = 0
    for letter in flags:
        value |= _FLAGS[letter]
    try:
        return re.compile(pattern, value)
    except (re.error, OverflowError, RecursionError) as error:
        raise InputError(f"marker regex: {pattern[:60]!r} is no pattern: {error}.") from None
