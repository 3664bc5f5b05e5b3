"""``equal``: whether a response's final answer is the gold answer, and how that was found out.

Pipeline: strip the thought, find the last committed answer, one spelling of signs, equal words,
exact numbers, the typed tree, prime field, balls of high precision, and last SymPy in a process
of its own. Up to there work is bounded by budgets, not by a clock: the same texts always get the
same result, in any thread, process or event loop.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from keju.marking.final import final_answer
from keju.marking.languages import in_english
from keju.marking.math.committed import answer_in
from keju.marking.math.comparing import Comparison, same
from keju.marking.math.quick import boxed_at_end, same_at_a_glance, stated_at_end
from keju.marking.math.reading import Answer, bare_words, readings
from keju.marking.math.symbolic import same_symbolically
from keju.marking.math.tree import (
    EXPRESSIONS,
    Beyond,
    Big,
    Expression,
    Listing,
    Num,
    Product,
    Quotient,
    Undecided,
    Value,
    Var,
    Words,
    walk,
)
from keju.marking.thoughts import without_thought

__all__ = ["Equality", "compare_answers", "equal", "extract_answer"]

_LETTER = re.compile(r"[A-Z]")
_LETTERS = re.compile(r"(?=[A-J]{2,10}$)A?B?C?D?E?F?G?H?I?J?")
_CHOSEN = re.compile(
    r"[^\w+<>=^-]*(?:\\(?:text|math)\w*\s?\{\s*)?(?i:(?:option|choice|answer)\s+)?[(\[]?\s*"
    r"(?P<letter>(?![AI]\s+[a-z]{2})[A-Z])\s*[)\]]?"
    r"(?:\s*[.:)}]|\s|$|\\(?:[^a-zA-Z]|q?quad|text|math))"
)
_RIVAL = re.compile(r"(?:\bor\b|\bou\b|或|/)[\s(\\{}]*(?:text\w*\s?\{)?[\s(]*[A-Z]\b")
_SIMPLE = re.compile(r"-?[0-9]+")
_LONG = 100_000
_FRENCH = re.compile(
    r"\b(?:réponse|résultat|donc|est|finale|nombre|longueur|aire|soit|ainsi|vaut|égale?|environ)\b",
    re.IGNORECASE,
)
_GERMAN = re.compile(r"\b(?:antwort|lautet|ist|also|somit|beträgt)\b", re.IGNORECASE)
_SPANISH = re.compile(r"\b(?:respuesta|por lo tanto|entonces|resposta|portanto)\b", re.IGNORECASE)
_BRACKETED = re.compile(r"[(\[{][^()\[\]{}]*\d,\d")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]{3}")


@dataclass(frozen=True, slots=True)
class Equality:
    """``equal`` is None when undecided; ``extracted`` is None when no answer was committed to.

    ``method`` says what decided (text, exact, prime field, intervals, …), ``reason`` why not.
    """

    equal: bool | None
    extracted: str | None = None
    method: str = "none"
    reason: str | None = None


_TRUNCATED = Equality(False, None, "truncated", "the thought was not finished")  # noqa: FBT003
_NO_ANSWER = Equality(False, None, "none", "no committed answer")  # noqa: FBT003


def equal(
    gold: str,
    response: str,
    *,
    locale: str | None = None,
    tolerance: float | str | Fraction | None = None,
) -> Equality:
    """Return whether the final answer that ``response`` commits to is ``gold``.

    ``locale`` ("fr", "de", "en", …) says how commas in numbers are read; None infers it from the
    words of the response. ``tolerance`` is an absolute difference that numbers may have. Never
    raises for what a model wrote; raises ValueError for a negative tolerance.
    """
    allowed = None if tolerance is None else Fraction(str(tolerance))
    if allowed is not None and allowed < 0:
        raise ValueError(f"tolerance must not be negative, it is {tolerance}")
    found = stated_at_end(response)
    if found is not None:
        return compare_answers(gold, found, locale, allowed)
    visible = without_thought(response)
    if visible is None:
        return _TRUNCATED
    found = extract_answer(visible)
    if found is None:
        return _NO_ANSWER
    return compare_answers(gold, found, locale or _locale(visible, found), allowed)


def extract_answer(visible: str) -> str | None:
    """Return the answer that a text without its thought commits to, as written, or None."""
    return boxed_at_end(visible) or final_answer(in_english(visible), answer_in)


def _locale(text: str, found: str) -> str | None:
    """Return the language of a response where its numbers have a comma that may be decimal."""
    if "," not in found.replace("{,}", ",") or _BRACKETED.search(found):
        return None
    words = text[-2_000:]
    if _CYRILLIC.search(words):
        return "ru"
    for locale, pattern in (("fr", _FRENCH), ("de", _GERMAN), ("es", _SPANISH)):
        if len(pattern.findall(words)) >= (2 if locale != "es" else 1):
            return locale
    return None


def compare_answers(
    gold: str, found: str, locale: str | None = None, tolerance: Fraction | None = None
) -> Equality:
    """Compare two final answers as written; see ``equal``."""
    if tolerance is None:
        if _SIMPLE.fullmatch(gold) and _SIMPLE.fullmatch(found):
            return Equality(_digits(gold) == _digits(found), found, "exact")
        alike = same_at_a_glance(gold, found)
        if alike is not None:
            return Equality(alike, found, "exact")
    try:
        return _compare(gold, found, locale, tolerance)
    except (Beyond, Undecided, RecursionError) as error:
        return Equality(None, found[:_LONG], "undecided", str(error) or type(error).__name__)


def _digits(number: str) -> str:
    minus = number.startswith("-")
    kept = number.lstrip("-").lstrip("0")
    return f"-{kept}" if minus and kept else kept


def _compare(gold: str, found: str, locale: str | None, tolerance: Fraction | None) -> Equality:
    if _LETTER.fullmatch(gold) or _LETTERS.fullmatch(gold):
        chosen = _choice(gold, found)
        if chosen is not None:
            return Equality(chosen, found, "choice")
    how = Comparison(tolerance)
    doubt: Undecided | None = None
    answer = reference = None
    for reference in readings(gold, None):
        for answer in readings(found, locale, gold):
            try:
                if _same_answers(reference, answer, how):
                    return Equality(True, found, how.method)  # noqa: FBT003
            except Undecided as error:
                doubt = error
    if doubt is not None:
        raise doubt
    assert answer is not None
    assert reference is not None
    if isinstance(answer.value, Listing) and answer.value.either and not _several(reference.value):
        return Equality(False, None, "none", "several answers")  # noqa: FBT003
    return Equality(False, found, how.method, "not the same")  # noqa: FBT003


def _several(value: Value) -> bool:
    return not isinstance(value, EXPRESSIONS) or "PlusMinus" in repr(value)


def _choice(gold: str, found: str) -> bool | None:
    """Whether the letters that ``found`` names are those of ``gold``; None when it names none."""
    if len(gold) > 1:
        words = re.sub(r"\\(?:text\w*|mathrm)|\band\b|\bet\b|\$|和", " ", found[:100])
        letters = re.findall(r"[A-Z]", words)
        if re.fullmatch(r"[^a-zA-Z0-9]*(?:[A-Z][^a-zA-Z0-9]*)+", words):
            return sorted(set(letters)) == sorted(gold)
        return None
    if _RIVAL.search(found[:200]):
        return False
    words = bare_words(found)
    if letter := _CHOSEN.match(found[:200]):
        return letter["letter"] == gold
    return True if words.casefold() == gold.casefold() else None


def _same_answers(gold: Answer, found: Answer, how: Comparison) -> bool:
    if gold.words == found.words and gold.words and _says_something(found.value):
        how.method = "text"
        return True
    if isinstance(gold.value, Words):
        return _same_words(gold.words.casefold(), found.words.casefold())
    if isinstance(found.value, Words):
        return False
    one: Value = gold.value
    other: Value = found.value
    if gold.unit is not None and found.unit is not None and gold.unit != found.unit:
        if gold.unit.thing or found.unit.thing or gold.unit.dimensions != found.unit.dimensions:
            how.method = "units"
            return False
        one, other = _scaled(one, gold.unit.factor), _scaled(other, found.unit.factor)
    if gold.percent != found.percent:
        return _same_percent(gold, found, how)
    return _decide(one, other, how)


def _says_something(value: Value) -> bool:
    return not (hasattr(value, "sides") and value.sides[0] == value.sides[-1])


def _same_words(gold: str, found: str) -> bool:
    """Whether two texts say the same: letters and digits count, spaces and marks do not."""
    return _kept(gold) == _kept(found) != ""


def _kept(words: str) -> str:
    return re.sub(r"[^\w+\-<>=/*^]", "", words.replace("\\", ""))


def _scaled(value: Value, factor: Fraction) -> Value:
    if factor == 1 or not isinstance(value, EXPRESSIONS):
        return value
    return Product((Num(factor), value))


def _same_percent(gold: Answer, found: Answer, how: Comparison) -> bool:
    """A percent sign on one side only is read either way: 25% is 0.25, and 25 of percents."""
    if not isinstance(gold.value, EXPRESSIONS) or not isinstance(found.value, EXPRESSIONS):
        return False
    if _decide(gold.value, found.value, how):
        return True
    one, other = gold.value, found.value
    if gold.percent:
        one = Quotient(one, Num(100))
    else:
        other = Quotient(other, Num(100))
    return _decide(one, other, how)


def _decide(gold: Value, found: Value, how: Comparison) -> bool:
    try:
        return same(gold, found, how)
    except Undecided:
        left, right = _expression(gold), _expression(found)
        if left is None or right is None or not (_needs(left) or _needs(right)):
            raise
        how.method = "computer algebra"
        return same_symbolically(left, right)


def _expression(value: Value) -> Expression | None:
    if isinstance(value, EXPRESSIONS):
        return value
    match value:
        case object(sides=(Var(), last), signs=("=",)) if isinstance(last, EXPRESSIONS):
            return last
    return None


def _needs(node: Expression) -> bool:
    return any(isinstance(part, Big) for part in walk(node))
