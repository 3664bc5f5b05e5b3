"""Exact numbers as people write them, read without ever evaluating anything large.

A decimal is kept as its digits and a power of ten, so that a million nines cost one pass and
9e999999 is a dozen bytes; only fractions are computed with, and only up to ``_DIGITS`` digits.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from fractions import Fraction

from keju.marking.final import Hedged, sentence
from keju.marking.notation import plain

__all__ = ["Quantity", "equal", "read_quantity"]

#: Digits of a numerator or denominator that are computed with; a longer one is not read.
_DIGITS = 500
_SCALES = {
    "dozen": (12, 0), "hundred": (1, 2), "thousand": (1, 3), "k": (1, 3), "mille": (1, 3),
    "million": (1, 6), "billion": (1, 9), "milliard": (1, 9), "trillion": (1, 12),
    "万": (1, 4), "亿": (1, 8),
}  # fmt: skip

#: What nearly every answer and reference looks like, read without the rest.
_SIMPLE = re.compile(r"\s*(?P<minus>-?)(?P<whole>[0-9]+)(?:\.(?P<part>[0-9]+))?\.?\s*")
_CURRENCY = r"(?:(?:US)?\$|[€£¥₹]|(?:USD|EUR|GBP|RMB|CNY)\b)?\s*"
_HEAD = re.compile(
    r"[\s*_`\"'“”‘’$]*"
    r"(?:(?:about|approximately|approx\.?|roughly|around|exactly|just|only|simply|therefore|thus"
    r"|equal to|equals|equivalently|maybe|perhaps|possibly|even|a total of|the number|now"
    r"|the (?:final )?answer is|environ|大约|约|共)"
    r"\s*|[~=:]\s*)*[\s*_`\"'“”]*",
    re.IGNORECASE,
)
_GROUPS = "|".join(rf"\d{{1,3}}(?:{sign}\d{{3}})+(?!\d)" for sign in (",", " ", "_", "'", "’"))
_NUMBER = re.compile(
    rf"{_CURRENCY}(?P<sign>[-+]?)\s*{_CURRENCY}(?:"
    r"(?P<mixed>\d{1,300})\s+(?P<over>\d{1,300})\s*/\s*(?P<under>\d{1,300})(?!\d|[.,]\d)"
    r"|10\s?\^\s?\(?(?P<ten>[-+]?\d{1,9})\)?(?!\d)"
    r"|(?:(?P<euro>\d{1,3}(?:\.\d{3})+(?:,\d+|\.\d{3}))(?!\d|[.,]\d)"
    r"|(?P<comma>\d+,(?:\d{1,2}|\d{4,}))(?!\d|,\d|\.\d)"
    rf"|(?P<whole>{_GROUPS}|\d+)?(?:\.(?P<part>\d+))?)"
    r"(?:e(?P<exp>[-+]?\d{1,9})(?!\d)|\s*[*x]\s*10\s?\^\s?\(?(?P<pow>[-+]?\d{1,9})\)?(?!\d))?)"
    r"(?:\s*/\s*(?P<dsign>[-+]?)\s*(?P<den>\d+(?:\.\d+)?))?",
    re.IGNORECASE,
)
_SCALE = re.compile(
    r"\s*(?P<word>dozen|hundred|thousand|million|billion|trillion|milliard|mille|万|亿)s?"
    r"(?![a-z])|(?P<k>k)(?![a-z])",
    re.IGNORECASE,
)
_PERCENT = re.compile(r"\s*(?:%|percent\b|per cent\b|pour cent\b)", re.IGNORECASE)
_CLOSERS = re.compile(r"(?:\*{1,3}|_{1,3}|[`\"'”’»$€£¥₹)\]])+(?=[\s.,;:!?()]|$)")
_OR = re.compile(r"(?:\bor\b|\bou\b|或者?)", re.IGNORECASE)
_SEVERAL = re.compile(r"(?:\b(?:and|et)\b|[和与])\s*[-+$€£]?\s*\d", re.IGNORECASE)
#: What may not follow a number that is itself the answer: an operation, a list, a range.
_OPERATION = re.compile(
    r"\s*(?:[*+^=<>|&\\±~]|/(?!\s*[a-z])|-\s*[\d(]|[:_]\d|,\s*[-+$]?\d|to\s*\d|\d)|\(\s*\d",
    re.IGNORECASE,
)
_WORD = re.compile(r"\s*([^\W\d_]+)")
#: Words after a number that make it a part of an expression.
_NOT_UNITS = frozenset(
    {"x", "y", "z", "n", "e", "i", "pi", "π", "sqrt", "sin", "cos", "tan", "log", "ln", "mod"}
    | {"times", "plus", "minus", "over", "divided", "multiplied", "choose", "more", "less"}
    | {"and", "et", "fois", "moins"}
)
_UNIT = r"[^\W\d_]+\.?(?:\^\d)?"
_STRICT_TAIL = re.compile(
    rf"[\s.,;:*_`\"'”’)\]$€£¥₹°]*/?(?:{_UNIT}(?:[\s/°()*]+{_UNIT}){{0,2}})?[\s.,*_`\"'”’)$。]*"
)
_UNIT_LENGTH = 60
#: Where the words that belong to the number end and the reasons begin.
_CLAUSE = re.compile(
    r",(?!\s*(?:or|ou)\b)|[;(:—]"
    r"|\b(?:because|since|as|so|if|when|where|which|that|from|after|car|puisque)\b",
    re.IGNORECASE,
)
_EITHER = re.compile(r"\W*(?:either|between|entre|soit)\b", re.IGNORECASE)
#: What may stand left of an equals sign: a name, or an expression without words.
_SIDE = re.compile(r"[\s\d.,+*/^()$%x-]*|[\s*_$]*[^\W\d_]+[\s*_$]*")


@dataclass(frozen=True, slots=True)
class Quantity:
    """``digits`` × 10^``exponent`` / ``denominator``, in lowest terms and one spelling only.

    ``digits`` is "0" or has a sign only if negative and neither leading nor trailing zeros;
    ``denominator`` is 1 unless the value has no finite decimal, and then ``exponent`` is 0.
    ``percent``: it was written with a percent sign, which is not applied to the value.
    """

    digits: str
    exponent: int = 0
    denominator: int = 1
    percent: bool = False

    def __str__(self) -> str:
        sign = "%" if self.percent else ""
        if self.denominator != 1:
            return f"{self.digits}/{self.denominator}{sign}"
        return f"{_decimal_text(self.digits, self.exponent)}{sign}"

    def fraction(self) -> Fraction | None:
        """Return the value, percent applied; None where it is too long to be computed with."""
        if len(self.digits) + abs(self.exponent) > 8 * _DIGITS:
            return None
        value = Fraction(int(self.digits), self.denominator) * Fraction(10) ** self.exponent
        return value / 100 if self.percent else value


def _decimal_text(digits: str, exponent: int) -> str:
    if 0 <= exponent <= 30:
        return digits + "0" * exponent
    sign, body = ("-", digits[1:]) if digits.startswith("-") else ("", digits)
    if -30 <= exponent < 0:
        body = body.rjust(1 - exponent, "0")
        return f"{sign}{body[:exponent]}.{body[exponent:]}"
    return f"{sign}{body}e{exponent}"


def read_quantity(text: str, *, strict: bool) -> Quantity | None:
    """Return the number that ``text`` gives, or None. Raises Hedged when it gives several.

    ``strict`` reads all of ``text``, which may add a unit of up to three words; otherwise the
    number stands at the head of the first sentence and words may follow it. After an equation
    the right side counts: ``x = 3``, ``3 + 4 = 7``.
    """
    if simple := _SIMPLE.fullmatch(text):
        return _decimal(simple["whole"], simple["part"] or "", 0, minus=bool(simple["minus"]))
    text = plain(text)
    text = " ".join(text.split()) if strict else sentence(text.lstrip())
    if _EITHER.match(text):
        raise Hedged
    found = _read_head(text, strict=strict)
    if found is None and "=" in text:
        left, _, right = text.rpartition("=")
        return _read_equation(left.rpartition("=")[2], right, strict=strict)
    return found


def _read_equation(left: str, right: str, *, strict: bool) -> Quantity | None:
    if not _SIDE.fullmatch(left):
        return None
    found = _read_head(right, strict=strict)
    claim = _read_head(left, strict=True)
    # 42 = 43 is no answer.
    return found if found is None or claim is None or equal(found, claim) else None


def _read_head(text: str, *, strict: bool) -> Quantity | None:
    head = _HEAD.match(text)
    start = head.end() if head else 0
    number = _NUMBER.match(text, start)
    value = _value(number) if number else None
    if number is None or value is None:
        return None
    end = number.end()
    if scale := _SCALE.match(text, end):
        times, power = _SCALES[(scale["word"] or scale["k"]).lower()]
        value = _product(value, times, power)
        end = scale.end()
    if value is not None and (percent := _PERCENT.match(text, end)):
        value, end = replace(value, percent=True), percent.end()
    if closers := _CLOSERS.match(text, end):
        end = closers.end()
    if value is None or not _ends_well(text[end:], value, strict=strict):
        return None
    return value


def _ends_well(tail: str, value: Quantity, *, strict: bool) -> bool:
    """Whether what follows a number leaves it the answer; raises Hedged at another answer."""
    near = tail[:120]
    if _OPERATION.match(near):
        return False
    if clause := _CLAUSE.search(near):
        near = near[: clause.start()]
    if other := _OR.search(near):
        rival = _read_head(near[other.end() :], strict=False)
        if rival is not None and not equal(value, rival):
            raise Hedged
        near, strict = near[: other.start()], False
    if _SEVERAL.search(near):
        raise Hedged
    word = _WORD.match(near)
    if word and word[1].lower() in _NOT_UNITS:
        return False
    return not strict or (len(tail) <= _UNIT_LENGTH and bool(_STRICT_TAIL.fullmatch(tail)))


def _value(found: re.Match[str]) -> Quantity | None:
    """Return the number a match of ``_NUMBER`` spells; None when it spells none."""
    group = found.groupdict()
    minus = group["sign"] == "-"
    if group["mixed"]:
        over, under = int(group["over"]), int(group["under"])
        if over >= under:
            return None
        total = int(group["mixed"]) + Fraction(over, under)
        return _of_fraction(-total if minus else total)
    if group["ten"]:
        return _decimal("1", "", int(group["ten"]), minus=minus)
    whole, part = _digits(group)
    if not whole and not part:
        return None
    power = int(group["exp"] or group["pow"] or 0)
    value = _decimal(whole, part, power, minus=minus != (group["dsign"] == "-"))
    return value if group["den"] is None else _quotient(value, group["den"])


def _digits(group: dict[str, str | None]) -> tuple[str, str]:
    """Return the digits before and after the decimal point, separators gone."""
    if euro := group["euro"]:
        whole, _, part = euro.partition(",")
        return whole.replace(".", ""), part
    if comma := group["comma"]:
        whole, _, part = comma.partition(",")
        return whole, part
    return re.sub(r"\D", "", group["whole"] or ""), group["part"] or ""


def _decimal(whole: str, part: str, power: int, *, minus: bool) -> Quantity:
    digits = (whole + part).lstrip("0")
    if not digits:
        return Quantity("0")
    kept = digits.rstrip("0")
    exponent = power - len(part) + len(digits) - len(kept)
    return Quantity(f"-{kept}" if minus else kept, exponent)


def _quotient(value: Quantity, written: str) -> Quantity | None:
    whole, _, part = written.partition(".")
    by = _decimal(whole, part, 0, minus=False)
    if by.digits == "0" or max(len(q.digits) + abs(q.exponent) for q in (value, by)) > _DIGITS:
        return None
    top, bottom = value.fraction(), by.fraction()
    return None if top is None or bottom is None else _of_fraction(top / bottom)


def _product(value: Quantity, times: int, power: int) -> Quantity | None:
    if value.denominator == times == 1:
        moved = value.exponent + power if value.digits != "0" else 0
        return replace(value, exponent=moved)
    if len(value.digits) + abs(value.exponent) > _DIGITS:
        return None
    fraction = value.fraction()
    return None if fraction is None else _of_fraction(fraction * times * 10**power)


def _of_fraction(value: Fraction) -> Quantity:
    """Return the one spelling of ``value``: a decimal when it has a finite one."""
    rest, twos, fives = value.denominator, 0, 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    if rest != 1:
        return Quantity(str(value.numerator), 0, value.denominator)
    places = max(twos, fives)
    top = value.numerator * 2 ** (places - twos) * 5 ** (places - fives)
    return _decimal(str(abs(top)), "", -places, minus=top < 0)


def equal(left: Quantity, right: Quantity, tolerance: Fraction | None = None) -> bool | None:
    """Whether two numbers are the same, exactly or within an absolute ``tolerance``.

    A percent sign on one side only may be a unit or a division by 100: 25% is 0.25, and 25% is
    also what a question about percents means by 25; 50 is never 0.5. None: a tolerance is asked
    for and a number is too long to subtract.
    """
    pairs = [(left, right)]
    if left.percent != right.percent:
        bare = replace(left, percent=False), replace(right, percent=False)
        pairs = [bare, (_hundredth(left), _hundredth(right))]
    if any(one == other for one, other in pairs):
        return True
    if tolerance is None:
        return False
    for one, other in pairs:
        top, bottom = one.fraction(), other.fraction()
        if top is None or bottom is None:
            return None
        if abs(top - bottom) <= tolerance:
            return True
    return False


def _hundredth(value: Quantity) -> Quantity:
    """Return ``value`` with its percent sign, if any, applied."""
    if not value.percent:
        return value
    if value.denominator == 1:
        moved = value.exponent - 2 if value.digits != "0" else 0
        return Quantity(value.digits, moved)
    return _of_fraction(Fraction(int(value.digits), value.denominator * 100))
