"""The marker of multiple choice: one letter, or the text of the option it stands for."""

from __future__ import annotations

import re
import string
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from keju.core.errors import InputError
from keju.core.records import Item, Mark
from keju.marking.comparing import mark_against, only_parameters
from keju.marking.exact import bare_text
from keju.marking.final import Form, Hedged, Statement, final_answer, sentence
from keju.marking.notation import plain

__all__ = ["ChoiceMarker", "choice_marker"]

_DRESSING = " \t*_`\"'“”‘’«»$:"
_LETTER = re.compile(
    r"(?:(?:(?:the|la|le)\s)?(?:correct\s)?(?:option|choice|letter|answer|lettre)\s|选项?)?[\s*_]*"
    r"(?P<open>[(\[]?)[*_\s]*(?P<letter>[A-Za-z])(?![^\W_])[*_`\"'\s]*(?P<close>[)\]]?)",
    re.IGNORECASE,
)
_RIVAL = re.compile(
    r"[\s*_\"')\].]*(?:(?:,\s*)?(?i:\b(?:or|and|ou|et)\b)|或者?|和|[,/&、])"
    r"\s*(?i:\b(?:maybe|perhaps|possibly|option|either)\b\s*)*[(\[*]*"
    r"(?P<letter>[AI](?!\s+[a-z])|[B-HJ-Z])(?![^\W_])"
)
_REJECTED = re.compile(
    r"[\s).:,*_-]*(?:(?:is|was|can|cannot|can['’]t|seems|looks)\s+(?:be\s+)?"
    r"(?:wrong|incorrect|not|false|impossible|ruled)\b|isn['’]t\b|fails?\b|n['’]est\b|不|错)",
    re.IGNORECASE,
)
_PUNCTUATED = re.compile(r"[\s*_\"']*[.:,;=–—。，：；、(]|\s+-\s")
_LISTED = re.compile(r"[\s(][A-Z][).:]\s+\S")
_EITHER = re.compile(r"\W*(?:either|soit|between|entre)\b", re.IGNORECASE)


@dataclass(slots=True)
class ChoiceMarker:
    """Compares letters. ``options`` are the texts of A, B, C…; empty when they are not known."""

    options: tuple[str, ...] = ()
    name: str = field(default="choice", init=False)
    version: int = field(default=1, init=False)
    slow: bool = field(default=False, init=False)

    def extract(self, text: str) -> str | None:
        """Return the capital letter that ``text`` commits to, or None."""
        return final_answer(text, self._read)

    def same(self, left: str, right: str) -> bool | None:
        """Whether two extracted letters are the same."""
        return left == right

    def mark(self, item: Item, text: str) -> Mark:
        """Judge ``text`` against the item's letter."""
        return mark_against(self, str(item.reference), text)

    def check(self, reference: Any) -> None:
        """Raise InputError unless ``reference`` is the capital letter of an option."""
        if not isinstance(reference, str) or len(reference) != 1 or reference not in self._letters:
            known = f"{self._letters[0]} to {self._letters[-1]}"
            raise InputError(
                f"marker choice: the reference must be one letter from {known}, "
                f"not {str(reference)[:60]!r}."
            )

    @property
    def _letters(self) -> str:
        return string.ascii_uppercase[: len(self.options) or 26]

    def _read(self, statement: Statement) -> str | None:
        text = statement.text
        if named := self._named(bare_text(text)):
            return named
        if statement.form is Form.BARE and "\n" in text:
            return None
        words = plain(text[:1_000]).strip(_DRESSING)
        if statement.rest:
            words = f"{words} {statement.rest}"
        return self._letter(words, whole=statement.form in {Form.BARE, Form.INITIAL})

    def _named(self, text: str) -> str | None:
        """Return the letter of the one option whose text is ``text``."""
        if not text or len(text) == 1:
            return None
        same = [i for i, option in enumerate(self.options) if bare_text(option) == text]
        return self._letters[same[0]] if len(same) == 1 else None

    def _letter(self, words: str, *, whole: bool) -> str | None:
        if _EITHER.match(words):
            raise Hedged
        found = _LETTER.match(words)
        if found is None:
            return self._named(bare_text(sentence(words)))
        letter, tail = found["letter"].upper(), words[found.end() :]
        if letter not in self._letters or (found["open"] and not found["close"]):
            return None
        if self.options and _begins(tail, self.options[self._letters.index(letter)]):
            return letter
        rival = _RIVAL.match(tail)
        if rival and rival["letter"] != letter and rival["letter"] in self._letters:
            raise Hedged
        return letter if _stands_alone(found, tail[:200], whole=whole) else None


def _begins(tail: str, option: str) -> bool:
    """Whether the words after a letter are its option's text."""
    said = bare_text(tail.lstrip(" \t*_).:：-–—]"))
    return bool(said) and (said == bare_text(option) or said.startswith(bare_text(option) + "\n"))


def _stands_alone(found: re.Match[str], tail: str, *, whole: bool) -> bool:
    """Whether a letter is an answer, given what follows it, and not a word of the sentence."""
    if _REJECTED.match(tail):
        return False
    if not tail.strip(_DRESSING + ".,;!。，；！)]\n"):
        return True
    closed = bool(found["close"])
    if found["letter"].islower():
        return closed
    if whole and _LISTED.search(tail):
        return False
    if closed or _PUNCTUATED.match(tail):
        return True
    # "A quick check", "I think": the two capital letters that are also English words.
    return not whole and found["letter"] not in {"A", "I"}


def choice_marker(parameters: Mapping[str, Any]) -> ChoiceMarker:
    """Return the marker with ``options``: the texts of A, B, C…, at most 26."""
    only_parameters("choice", parameters, {"options"})
    options = parameters.get("options", ())
    if not isinstance(options, list | tuple) or not all(isinstance(o, str) for o in options):
        raise InputError("marker choice: options must be a list of texts.")
    if "options" in parameters and not 1 <= len(options) <= 26:
        raise InputError(f"marker choice: options must be 1 to 26 texts, not {len(options)}.")
    return ChoiceMarker(tuple(options))
