"""From the words of a final answer to a typed value with its unit.

The text is untrusted. What is looked at is bounded, and what cannot be read as mathematics is
Words in a normal form.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from keju.marking.math.labels import without_extras
from keju.marking.math.lexing import Commas
from keju.marking.math.parsing import parse
from keju.marking.math.signs import COMMA, undressed
from keju.marking.math.tree import (
    EXPRESSIONS,
    Apply,
    Beyond,
    Listing,
    Named,
    NotMath,
    Num,
    Quotient,
    Ratio,
    Relation,
    Set,
    Value,
    Var,
    Words,
    walk,
)
from keju.marking.math.units import SCALES, Unit, read_unit

__all__ = ["Answer", "bare_words", "read", "readings"]


@dataclass(frozen=True, slots=True)
class Answer:
    """A value with the unit written behind or before it, and its words in a normal form."""

    value: Value
    unit: Unit | None
    words: str
    percent: bool = False


_LENGTH = 6_000
_SHORT = 200
#: Names of what is asked for, which are no variables: Area = 12, AB = 12, \angle ABC = 12.
_NAME = re.compile(
    r"(?:\\(?:text\w*|mathrm)\s?\{[^{}]{1,40}\}|(?:m\s?)?\\angle\s?\{?[A-Z]{1,3}\}?|[A-Z]{2,4}"
    r"|\|[A-Z]{2,4}\||P\([^()=]{0,20}=[^()=]{0,20}\))\s*=\s*"
)
_SHORT_UNIT = re.compile(
    r"(?<=[\d}])(?:\s*(?P<unit>L|mph|kph|rpm)|\s+(?P<spaced>[msghlNJWKVA]))\s*$"
)
_HALF_DAY = re.compile(r"(?:\\text\w*\s?\{)?\s*([aApP])\.?\s?[mM]\.?\s*\}?")
_SOME_LETTER = re.compile(r"(?<![\\a-zA-Z])[a-zA-Z]")
_ENGLISH = Commas()
_LISTING = Commas(group=False)
_DECIMAL = Commas(group=False, decimal=True)

_WRAPPERS = (
    (re.compile(r"\\(?:boxed|fbox|ensuremath)\s?\{(.*)\}", re.DOTALL), r"\1"),
    (
        re.compile(
            r"\\begin\{(?:align|equation|gather|aligned)\*?\}(.*)\\end\{\w+\*?\}", re.DOTALL
        ),
        r"\1",
    ),
    (re.compile(r"\\text(?:bf|it)?\s?\{\s*((?:\\frac|\\sqrt|[-+\d\\(\[$]).*)\}", re.DOTALL), r"\1"),
)  # fmt: skip
_LEADING = re.compile(
    r"(?:\\(?:text|mathrm)\w*\s?\{)?\s*(?:(?:the|la|final|answers?|solutions?|value|result|is|are"
    r"|equals?|equal to|about|approximately|exactly|therefore|thus|hence|so|r[ée]ponse|est|only"
    r"|a total of|simply|just|now|environ|约|大约|共|为|是|答案)\b\s*:?\s*"
    r"|\\approx(?![a-z])\s*|答案|[是为约共]|[:=]\s*)+"
    r"(?:\}\s*)?",
    re.IGNORECASE,
)
_TRAILING = " \t\r\n.,;:!`*_"
_CURRENCY = re.compile(
    r"(?P<minus>-?)\s*(?:(?P<name>US|USD|RMB|CNY|EUR|GBP)\s*)?(?P<sign>\\\$|\$|[€£¥₹])?\s*(?P<again>-?)(?=[\d.])"
)
_CURRENCY_NAMES = {"US": "$", "USD": "$", "RMB": "¥", "CNY": "¥", "EUR": "€", "GBP": "£"}
_TAIL_TEXT = re.compile(
    r"\s*(?P<words>\\(?:text\w*|mathrm|operatorname|mbox)\s?\{[^{}]*\}"
    r"(?:\s*(?:\^\s?\{?-?\d\}?|[*/]\s*\\(?:text|mathrm)\s?\{[^{}]*\}(?:\^\s?\{?-?\d\}?)?))*)\s*$"
)
_TAIL_WORDS = re.compile(
    r"(?<=[\d})\]!%])\s*(?P<words>[€£¥₹¢$]|"
    r"(?:[a-zA-Z\u00b0\u0400-\u04ff\u00e0-\u00ff][a-zA-Z.\-\u0400-\u04ff\u00e0-\u00ff]*"
    r"(?:\^\s?\{?-?\d\}?)?)(?:[\s/*]{1,3}(?:[a-zA-Z\u00e0-\u00ff][a-zA-Z.\-\u00e0-\u00ff]*"
    r"(?:\^\s?\{?-?\d\}?)?)){0,4}|[\u4e00-\u9fff]{1,12})\s*$"
)
_SCALE = re.compile(
    r"(?:\\text\s?\{)?\s*(?P<word>"
    + "|".join(sorted(SCALES, key=len, reverse=True))
    + r")s?\b\s*\}?\s*"
    r"|(?P<chinese>万亿|[百千万亿])",
    re.IGNORECASE,
)
_FUNCTION_WORD = re.compile(
    r"(?:sin|cos|tan|log|ln|sqrt|pi|exp|or|and|ou|et|x|y|z|n|e|i)\b", re.IGNORECASE
)
_IMAGINARY = re.compile(r"\{\s*[ie]\s*\}")
#: 0,25 is no list of solutions, in any language.
_SURELY_DECIMAL = re.compile(r"[\s$]*-?0,\d+[\s$%]*")
_ARTICLE = re.compile(r"(?:the|a|an|la|le|les|un|une)\s+", re.IGNORECASE)


#: Sets that have a name in words.
_NAMED: dict[str, Value] = {
    "empty set": Set(()),
    "ensemble vide": Set(()),
    "空集": Set(()),
    "no solution": Set(()),
    "no solutions": Set(()),
    "all real numbers": Named("R"),
    "all reals": Named("R"),
    "real numbers": Named("R"),
    "全体实数": Named("R"),
}


def readings(text: str, locale: str | None, beside: str = "=x") -> list[Answer]:
    """Return the ways to read ``text``: one, or more where a comma, a name or a unit is open.

    ``beside`` is the text it is compared with.
    """
    first = read(text, _decimal_commas(text, locale))
    found = [first]
    if (
        "," in text
        and re.search(r"\d,(?!0)\d{3}(?!\d)", text)
        and not _decimal_commas(text, locale)
    ):
        other = _read(text, _LISTING)
        alike = isinstance(other.value, Listing) and len(set(other.value.items)) == 1
        if other != first and not alike:
            found.append(other)
    if len(text) < _SHORT:
        decimal = _decimal_commas(text, locale)
        if (rest := _without_name(text.strip(" $"), beside)) is not None:
            found.append(read(rest, decimal))
        measured = _measured(undressed(text), beside, _DECIMAL if decimal else _ENGLISH)
        if measured is not None:
            found.append(measured)
    return found


def _decimal_commas(text: str, locale: str | None) -> bool:
    if _SURELY_DECIMAL.fullmatch(text):
        return True
    return locale in {
        "fr",
        "de",
        "es",
        "it",
        "pt",
        "ru",
        "pl",
        "nl",
        "comma",
    } and "," in text.replace("{,}", ",")


def read(text: str, decimal: bool = False) -> Answer:  # noqa: FBT001, FBT002 - one fact of the text
    """Return what ``text`` says. Raises Beyond when it is more than is read."""
    if len(text) > _LENGTH:
        raise Beyond("longer than the answers that are read")
    commas = _ENGLISH
    if decimal:
        commas = _DECIMAL
    elif re.search(r"(?:[(\[]|\\\{)[^(){}\[\]]*\d,\d{3}(?!\d)", text) and "{,}" not in text:
        commas = _LISTING
    return _read(text, commas)


@lru_cache(maxsize=4_096)
def _read(text: str, commas: Commas) -> Answer:
    plain = _unwrapped(undressed(text))
    words = bare_words(plain)
    body, currency = _without_currency(plain)
    failure: NotMath | None = None
    for candidate, unit_words in _splits(body):
        try:
            value, unit = _value(candidate, unit_words, commas)
        except NotMath as error:
            failure = failure or error
            continue
        if currency is not None:
            unit = read_unit(currency)
        return _stripped(value, unit, words)
    named = _NAMED.get(words.casefold())
    return Answer(Words(words) if named is None else named, None, words)


def _unwrapped(text: str) -> str:
    text = text.strip().strip("*_`\"'").strip()
    for pattern, inside in _WRAPPERS:
        for _ in range(3):
            found = pattern.fullmatch(text)
            if found is None or not _balanced(found[1]):
                break
            text = found.expand(inside).strip()
    text = text.rstrip(_TRAILING) if not text.endswith(("...", "!")) else text
    if text.count("$") - text.count("\\$") >= 2:
        text = re.sub(r"(?<!\\)\$", " ", text).strip()
    while text.startswith("{") and text.endswith("}") and _balanced(text[1:-1]):
        text = text[1:-1].strip()
    lead = _LEADING.match(text)
    if lead and lead.end() < len(text) and lead[0].count("{") == lead[0].count("}"):
        text = text[lead.end() :]
    return text.strip().rstrip(".,;:。").strip() if not text.endswith("...") else text.strip()


def _balanced(text: str) -> bool:
    depth = 0
    for sign in re.findall(r"\\.|[{}]", text):
        depth += (sign == "{") - (sign == "}")
        if depth < 0:
            return False
    return depth == 0


def _without_currency(text: str) -> tuple[str, str | None]:
    found = _CURRENCY.match(text)
    if found is None or (found["sign"] is None and found["name"] is None):
        return text.replace("\\$", "").replace("$", " ").strip(), None
    rest = text[found.end() :].replace("$", " ")
    minus = "-" if found["minus"] or found["again"] else ""
    sign = (found["sign"] or _CURRENCY_NAMES.get(found["name"] or "", "")).lstrip("\\")
    return minus + rest, sign


def _splits(text: str) -> list[tuple[str, str]]:
    """Return (body, unit words) to try in turn: all of it, then without words at its end."""
    found = [(text, "")]
    if (tail := _TAIL_TEXT.search(text)) and not _IMAGINARY.search(tail["words"]):
        found.insert(0, (text[: tail.start()], tail["words"]))
    tail = _TAIL_WORDS.search(text)
    if tail and not _FUNCTION_WORD.match(tail["words"]):
        # 5 cm is a length before it is 5·c·m; 5 m may be either, and is a product first.
        place = 0 if _known(tail["words"]) else len(found)
        found.insert(place, (text[: tail.start()], tail["words"]))
    if scale := re.search(r"(?<=\d)\s*(?=[\u4e00-\u9fff])", text):
        found.append((text[: scale.start()], text[scale.end() :]))
    return [(body.strip(), words) for body, words in found if body.strip()]


def _known(words: str) -> bool:
    if _HALF_DAY.fullmatch(words):
        return True
    unit = read_unit(words)
    return unit is not None and not unit.thing and len(words.strip()) > 1


def _value(text: str, unit_words: str, commas: Commas) -> tuple[Value, Unit | None]:
    factor = 1
    while scale := _SCALE.match(unit_words):
        factor *= SCALES[(scale["word"] or scale["chinese"]).lower()]
        unit_words = unit_words[scale.end() :]
    if unit_words and re.search(r"\d", unit_words.replace("^", "")) and "^" not in unit_words:
        raise NotMath("a number among the words")
    value = parse(text.rstrip(" \\"), commas)
    if factor != 1:
        if not isinstance(value, Num):
            raise NotMath("a scale behind what is no number")
        value = Num(value.value * factor)
    if unit_words:
        if isinstance(value, Ratio) and (half := _HALF_DAY.fullmatch(unit_words)):
            return value, Unit(thing=half[1].lower())
        numeric = isinstance(value, EXPRESSIONS) and not any(
            isinstance(part, Var) for part in walk(value)
        )
        if not numeric and not (isinstance(value, EXPRESSIONS) and _known(unit_words)):
            raise NotMath("words behind what is no number")
    return value, read_unit(unit_words) if unit_words else None


def _stripped(value: Value, unit: Unit | None, words: str) -> Answer:
    """Take a degree sign or a percent sign off the value: they are its unit."""
    match value:
        case Apply("percent", (of,)):
            return Answer(of, unit, words, percent=True)
        case Apply("degrees", (of,)):
            return Answer(of, unit or read_unit("°"), words)
        case Relation() | Listing():
            return Answer(without_extras(value), unit, words)
        case Quotient(Apply("degrees", (of,)), bottom):
            return Answer(Quotient(of, bottom), unit or read_unit("°"), words)
    return Answer(value, unit, words)


def _without_name(text: str, beside: str) -> str | None:
    """Return ``text`` without a name that is no variable, where ``beside`` has no names at all."""
    if "=" in beside or (found := _NAME.match(text)) is None or "=" in text[found.end() :]:
        return None
    return text[found.end() :]


def _measured(text: str, beside: str, commas: Commas) -> Answer | None:
    """Read 10 m as ten metres, and no product, where ``beside`` has no letters at all."""
    found = _SHORT_UNIT.search(text)
    if found is None or _SOME_LETTER.search(beside):
        return None
    answer = _read(text[: found.start()], commas)
    value, unit = answer.value, read_unit(found["unit"] or found["spaced"])
    return Answer(value, unit, answer.words) if isinstance(value, Num | Quotient) else None


def bare_words(text: str) -> str:
    """Return words in one form: no TeX, no leading article, no punctuation at the ends."""
    text = re.sub(r"\\(?:text\w*|mathrm|operatorname|mbox)\s?\{([^{}]*)\}", r"\1", text[:2_000])
    text = text.replace(COMMA, ",").replace("\\$", "$").replace("$", " ")
    text = " ".join(text.split()).strip(" .,;:!?'\"*_")
    return _ARTICLE.sub("", text) if _ARTICLE.match(text) else text
