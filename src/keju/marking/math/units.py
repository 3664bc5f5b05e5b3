"""Units and counted things behind a number: what they are, and how they convert."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

__all__ = ["SCALES", "Unit", "read_unit"]


@dataclass(frozen=True, slots=True)
class Unit:
    """A product of powers of dimensions with its factor, or the name of what is counted."""

    dimensions: tuple[tuple[str, int], ...] = ()
    factor: Fraction = Fraction(1)
    thing: str = ""


def _scaled(dimension: str, rows: dict[str, str]) -> dict[str, tuple[str, Fraction]]:
    return {
        name: (dimension, Fraction(factor))
        for factor, names in rows.items()
        for name in names.split()
    }


#: Name → (dimension, factor). Definitions: SI brochure (2019); inch, pound and mile as agreed 1959.
_UNITS: dict[str, tuple[str, Fraction]] = {
    **_scaled("length", {
        "1": "m meter metre 米", "1/100": "cm centimeter centimetre 厘米",
        "1/10": "dm decimeter 分米",
        "1/1000": "mm millimeter millimetre 毫米", "1000": "km kilometer kilometre 千米 公里",
        "127/5000": "in inch inche", "381/1250": "ft foot feet", "1143/1250": "yd yard",
        "201168/125": "mi mile", "1/1000000": "micrometer micron", "1/1000000000": "nm nanometer",
    }),
    **_scaled("mass", {
        "1": "kg kilogram kilo 千克 公斤", "1/1000": "g gram gramme 克",
        "1/1000000": "mg milligram",
        "1000": "t ton tonne 吨", "45359237/100000000": "lb pound",
        "45359237/1600000000": "oz ounce",
    }),
    **_scaled("time", {
        "1": "s sec second seconde 秒", "60": "min minute 分钟", "3600": "h hr hour heure 小时",
        "86400": "day jour 天", "604800": "week semaine 周", "1/1000": "ms millisecond",
    }),
    **_scaled("months", {"1": "month moi 个月", "12": "year yr an année 年"}),
    **_scaled("volume", {
        "1": "l liter litre 升", "1/1000": "ml milliliter millilitre 毫升",
        "473176473/125000000": "gal gallon", "473176473/2000000000": "cup tasse",
        "1/100": "cl centiliter",
    }),
    **_scaled("dollar", {"1": "$ dollar usd us$ buck", "1/100": "¢ cent"}),
    **_scaled("euro", {"1": "€ euro eur"}),
    **_scaled("sterling", {"1": "£ gbp"}),
    **_scaled("yuan", {"1": "¥ yuan rmb cny 元"}),
    **_scaled("rupee", {"1": "₹ rupee inr"}),
    **_scaled("angle", {"1": "° degree deg 度"}),
    **_scaled("kelvin", {"1": "k kelvin"}),
    **_scaled("energy", {"1": "j joule", "1000": "kj kilojoule"}),
    **_scaled("force", {"1": "n newton"}),
    **_scaled("power", {"1": "w watt", "1000": "kw kilowatt"}),
    **_scaled("frequency", {"1": "hz hertz", "1000": "khz"}),
    **_scaled("data", {"1": "byte", "1/8": "bit", "1000": "kb", "1000000": "mb"}),
}  # fmt: skip

#: Words that multiply the number before them.
SCALES = {
    "dozen": 12, "hundred": 10**2, "thousand": 10**3, "million": 10**6, "billion": 10**9,
    "trillion": 10**12, "mille": 10**3, "milliard": 10**9, "百": 10**2, "千": 10**3,
    "万": 10**4, "亿": 10**8, "万亿": 10**12,
}  # fmt: skip

_SAYS_NOTHING = frozenset({"unit", "square unit", "cubic unit", "sq unit", "in total", "total"})
_POWER = re.compile(r"\s*\^\s*\{?\s*(-?\d)\s*\}?")
_PART = re.compile(r"[^\s*/^·]+")


def read_unit(words: str) -> Unit | None:
    """Return the unit that ``words`` name; None where they name nothing that could differ."""
    words = re.sub(r"\\(?:text\w*|mathrm|operatorname|mbox)\s?\{([^{}]*)\}", r" \1 ", words)
    words = " ".join(words.replace("{", " ").replace("}", " ").split()).strip(" .,;")
    plain = _singular(words.casefold())
    if not plain or plain in _SAYS_NOTHING:
        return None
    return _measure(words) or Unit(thing=plain)


def _measure(words: str) -> Unit | None:
    """Return the unit where every part of ``words`` is one."""
    words = re.sub(r"\bper\b|\bpar\b", "/", words.casefold())
    dimensions: dict[str, int] = {}
    factor, sign, power = Fraction(1), 1, 1
    at = 0
    while at < len(words):
        if words[at] in " *·":
            at += 1
            continue
        if words[at] == "/":
            sign, at = -1, at + 1
            continue
        part = _PART.match(words, at)
        if part is None:
            return None
        name, at = part[0], part.end()
        if name in {"square", "sq", "sq.", "cubic", "cu", "cu."}:
            power = 2 if name.startswith("s") else 3
            continue
        row = _UNITS.get(name) or _UNITS.get(_singular(name)) or _UNITS.get(name.rstrip(".s"))
        if row is None:
            return None
        if written := _POWER.match(words, at):
            power, at = int(written[1]), written.end()
        name, each = row
        if name == "volume":  # a litre is a cubic decimetre
            name, each, power = "length", each / 1000, 3 * power
            factor *= each ** (sign * power // 3)
        else:
            factor *= each ** (sign * power)
        dimensions[name] = dimensions.get(name, 0) + sign * power
        power = 1
    kept = tuple(sorted((name, size) for name, size in dimensions.items() if size))
    return Unit(kept, factor) if kept else None


def _singular(words: str) -> str:
    words = words.strip(" .")
    if len(words) > 3 and words.endswith("s") and not words.endswith(("ss", "us", "is")):
        return words[:-1]
    return words
