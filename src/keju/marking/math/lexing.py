"""From a text to tokens: numbers by locale, words, commands, signs. Nothing is evaluated."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from keju.marking.math.names import CLOSED_SETS, SIGNS
from keju.marking.math.signs import COMMA
from keju.marking.math.tree import Beyond, NotMath

__all__ = ["Commas", "Token", "group", "tokens"]

_LENGTH = 6_000
_TOKENS = 3_000
_DIGITS = 2_000
_EXPONENT = 5_000


@dataclass(frozen=True, slots=True)
class Commas:
    """How a comma between digits is read: as ``group``ing, as ``decimal`` sign, or neither."""

    group: bool = True
    decimal: bool = False


@dataclass(slots=True)
class Token:
    """One token: its kind, its text, whether space stands before it, and a number's value."""

    kind: str
    text: str
    spaced: bool = False
    value: int | Fraction | None = None


_BEFORE_REPEAT = r"\d+\.(?=\\(?:overline|dot|bar)\s?\{)"


def _number(commas: Commas) -> str:
    point = f".,{COMMA}" if commas.decimal else f".{COMMA}"
    groups = [rf"\d{{1,3}}(?: \d{{3}})+(?!\d)(?:[{point}]\d+)?", r"\d{1,3}(?:'\d{3})+(?!\d)"]
    if commas.decimal:
        groups.append(rf"\d{{1,3}}(?:\.\d{{3}}){{2,}}(?!\d)(?:[,{COMMA}]\d+)?")
        groups.append(rf"\d{{1,3}}\.\d{{3}}[,{COMMA}]\d+")
        return "|".join([*groups, rf"\d+[,{COMMA}]\d+", _BEFORE_REPEAT, r"\d+(?:\.\d+)?", r"\.\d+"])
    groups.append(r"\d{1,3}(?:\.\d{3}){2,}(?!\d)")
    groups.append(rf"\d{{1,3}}(?:{COMMA}\d{{3}})+(?!\d)(?:\.\d+)?")
    groups.append(rf"\d+{COMMA}\d+")
    if commas.group:
        groups.append(r"\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?")
    return "|".join([*groups, _BEFORE_REPEAT, r"\d+(?:\.\d+)?", r"\.\d+"])


def _pattern(commas: Commas) -> re.Pattern[str]:
    return re.compile(
        rf"(?P<space>\s+)"
        rf"|(?P<num>(?:{_number(commas)})(?P<power>[eE][-+]?\d+(?![\d.]))?"
        r"(?P<repeat>\\(?:overline|dot|bar)\s?\{\d+\}|(?:(?<=\.\d)|(?<=\.\d\d)|(?<=\.\d{3}))\(\d+\)(?=\s*(?:$|[,;}\])])))?)"
        r"|(?P<cmd>\\(?:[a-zA-Z]+|.))"
        r"|(?P<word>[a-zA-Z]+)"
        r"|(?P<op><=|>=|!=|==|\*\*|\.\.\.|[-+*/^_=<>(){}\[\],;:!|&%°'\"?.$@])"
        r"|(?P<other>[^\W\d_]+|.)",
        re.DOTALL,
    )


_PATTERNS = {
    commas: _pattern(commas)
    for commas in (Commas(), Commas(group=False), Commas(group=False, decimal=True))
}
_TEXT = re.compile(
    r"\\(?:text(?:bf|it|rm|sf|tt|normal|up)?|math(?:rm|bb)|operatorname|mbox|hbox)\*?\s?"
    r"\{(?P<words>[^{}]*)\}"
)


def tokens(text: str, commas: Commas) -> list[Token]:
    """Return the tokens of an undressed ``text``.

    Raises Beyond when it is too long, NotMath at a sign that mathematics does not have.
    """
    if len(text) > _LENGTH:
        raise Beyond("longer than the answers that are read")
    found: list[Token] = []
    spaced = False
    at, scan, end = 0, _PATTERNS[commas], len(text)
    while at < end:
        if text[at] == "\\" and (words := _TEXT.match(text, at)):
            found.append(_words(words, spaced))
            at, spaced = words.end(), False
            continue
        token = scan.match(text, at)
        assert token is not None  # the last alternative takes any sign
        at, kind = token.end(), token.lastgroup
        if kind == "space":
            spaced = True
            continue
        if token["num"] is not None:
            found.append(_numeral(token, spaced, commas))
        else:
            written = SIGNS.get(token[0], token[0])
            # A command that is one sign is that sign: |x| is also \lvert x\rvert.
            kind = "op" if written[0] != "\\" and token[0] in SIGNS else kind
            found.append(Token(str(kind), written, spaced))
        spaced = False
        if len(found) > _TOKENS:
            raise Beyond("more signs than are read")
    return found


def _words(found: re.Match[str], spaced: bool) -> Token:  # noqa: FBT001 - one token's facts
    words = found["words"].strip()
    if found[0].startswith("\\mathbb") and words in CLOSED_SETS:
        return Token("cmd", f"\\set{words}", spaced)
    return Token("text", words, spaced)


def _numeral(token: re.Match[str], spaced: bool, commas: Commas) -> Token:  # noqa: FBT001 - one token's facts
    written = token["num"]
    power, repeat = token["power"] or "", token["repeat"] or ""
    digits = written[: len(written) - len(power) - len(repeat)]
    return Token("num", written, spaced, value(digits, power, repeat, commas))


def value(digits: str, power: str, repeat: str, commas: Commas) -> int | Fraction:
    """Return the exact number that ``digits`` write. Raises Beyond when it is too long."""
    if len(digits) > _DIGITS or len(power) > len(str(_EXPONENT)) + 2:
        raise Beyond("a number longer than those that are computed with")
    whole, part = _split(digits, commas)
    if not part and not power and not repeat:
        return int(whole)
    result = Fraction(int((whole or "0") + part), 10 ** len(part))
    if repeat:
        if "." not in digits and COMMA not in digits and "," not in digits:
            raise NotMath("a repeating part without a decimal point")
        cycle = re.sub(r"\D", "", repeat)
        result += Fraction(int(cycle), (10 ** len(cycle) - 1) * 10 ** len(part))
    if power:
        exponent = int(power[1:])
        if abs(exponent) > _EXPONENT:
            raise Beyond("a power of ten larger than those that are computed with")
        result *= Fraction(10) ** exponent
    return int(result) if result.denominator == 1 else result


def _split(digits: str, commas: Commas) -> tuple[str, str]:
    """Return the digits before and after the decimal sign."""
    last = max(digits.rfind(sign) for sign in f".,{COMMA}")
    if last < 0:
        return re.sub(r"\D", "", digits), ""
    sign, after = digits[last], digits[last + 1 :]
    others = re.sub(r"\d", "", digits[:last])
    groups = len(after) == 3 and last >= 1 and digits[0] != "0"
    if sign in others or (sign == "." and digits.count(".") > 1):
        decimal = False
    elif sign == ".":
        decimal = True
    elif sign == ",":
        decimal = commas.decimal or not groups
    else:
        decimal = commas.decimal or not groups or len(digits[:last]) > 3
    if decimal:
        return re.sub(r"\D", "", digits[:last]), after
    return re.sub(r"\D", "", digits), ""


def group(found: list[Token], at: int, opening: str, closing: str) -> int:
    """Return where the bracket that opens at ``at`` closes. Raises NotMath when it does not."""
    depth = 0
    for place in range(at, len(found)):
        if found[place].text == opening:
            depth += 1
        elif found[place].text == closing:
            depth -= 1
            if not depth:
                return place
    raise NotMath(f"{opening} is not closed")
