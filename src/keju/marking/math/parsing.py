"""From tokens to the typed tree: recursive descent, bounded in depth, and never an evaluation.

listing → relation → union → sum → product → sign → power → postfix → atom.

Not covered: tensors, logic, chemistry, function definitions by cases; they are NotMath.
"""

from __future__ import annotations

from fractions import Fraction

from keju.marking.math import atoms
from keju.marking.math.brackets import scaled
from keju.marking.math.factors import CLOSING, begins_factor
from keju.marking.math.lexing import Commas, tokens
from keju.marking.math.names import DOTS, RELATIONS, SETS
from keju.marking.math.state import State
from keju.marking.math.tree import (
    EXPRESSIONS,
    Apply,
    Dots,
    Expression,
    Listing,
    Matrix,
    Minus,
    NotMath,
    Num,
    PlusMinus,
    Power,
    Product,
    Quotient,
    Ratio,
    Relation,
    Sum,
    Union,
    Value,
)

__all__ = ["parse"]

_ADDING = frozenset({"+", "-", "\\pm", "\\mp"})
_OR = frozenset({"or", "\\lor", "\\vee", "ou", "oder", "或", "或者", "\\text{or}"})
_AND = frozenset({"and", "\\land", "\\wedge", "et", "und", "和", "以及", "与", "&", "y"})


def parse(text: str, commas: Commas) -> Value:
    """Return the tree of an undressed ``text``.

    Raises NotMath for what is not mathematics and Beyond for what is over the budget.
    """
    state = State(tokens(text, commas), Grammar())
    value = listing(state)
    if state.at < len(state.tokens):
        raise NotMath(f"unexpected {state.text!r}")
    return value


class Grammar:
    """What atoms need of the grammar above them, so that the modules make no cycle."""

    @staticmethod
    def listing(state: State) -> Value:
        """Read items up to a closing bracket."""
        return listing(state)

    @staticmethod
    def relation(state: State) -> Value:
        """Read one item."""
        return relation(state)

    @staticmethod
    def sum(state: State) -> Expression:
        """Read one expression."""
        return expression(state, _union(state))

    @staticmethod
    def product(state: State) -> Value:
        """Read one term."""
        return product(state)

    @staticmethod
    def power(state: State) -> Value:
        """Read one factor with its exponent."""
        return power(state)


def _separator(state: State) -> str | None:
    """Take one comma, semicolon, "and" or "or"; return which, None where none stands."""
    if not state.left:
        return None
    token = state.token
    word = token.text.lower() if token.kind in {"text", "word", "other", "cmd"} else token.text
    if word in _OR:
        found = "or"
    elif token.text in {",", ";"}:
        found = token.text
    elif word in _AND and (token.kind != "word" or len(word) > 1):
        found = "and"
    else:
        return None
    state.step()
    return found


def listing(state: State) -> Value:
    """Read items separated by commas, semicolons, "and" and "or"."""
    items = [relation(state)]
    kinds: set[str] = set()
    while (kind := _separator(state)) is not None:
        kinds.add(kind)
        while (more := _separator(state)) is not None:  # "1, 2, and 3"
            kinds.add(more)
        if not state.left or state.text in CLOSING:
            if kind in {",", ";"}:
                break
            raise NotMath("a listing ends with a word")
        items.append(relation(state))
    if len(items) == 1 and not kinds:
        return items[0]
    return Listing(tuple(items), either="or" in kinds)


def relation(state: State) -> Value:
    """Read sides and the signs between them; one side alone is itself."""
    sides, signs = [_ratio(state)], []
    while state.left and (sign := RELATIONS.get(state.text)) and sign != "|":
        state.step()
        signs.append(sign)
        sides.append(_ratio(state))
    return Relation(tuple(sides), tuple(signs)) if signs else sides[0]


def _ratio(state: State) -> Value:
    start = state.at
    first = _union(state)
    if not state.left or state.text != ":":
        return first
    parts = [first]
    while state.left and state.text == ":":
        state.step()
        parts.append(_dots(state) if state.left and state.text in DOTS else _union(state))
    if any(isinstance(part, Dots) for part in parts):
        return Listing(tuple(parts))
    written = [token.text for token in state.tokens[start : state.at]]
    return Ratio(tuple(expression(state, part) for part in parts), clock=_is_clock(written))


def _is_clock(written: list[str]) -> bool:
    if len(written) not in {3, 5} or any(mark != ":" for mark in written[1::2]):
        return False
    hour, rest = written[0], written[2::2]
    if not all(part.isdecimal() and len(part) == 2 and int(part) < 60 for part in rest):
        return False
    return hour.isdecimal() and len(hour) <= 2 and int(hour) < 25


def _dots(state: State) -> Dots:
    state.step()
    return Dots()


def _union(state: State) -> Value:
    value = _sum(state)
    while state.left and (sign := SETS.get(state.text)):
        state.step()
        value = Union(value, sign, _sum(state))
    return value


def expression(state: State, value: Value) -> Expression:
    """Return ``value`` if it is an expression; raises NotMath for a set, a list and the like."""
    if not isinstance(value, EXPRESSIONS):
        raise NotMath("a set or a list inside an expression")
    state.spend()
    return value


def _sum(state: State) -> Value:
    state.down()
    first = _signed(state) if state.text in {"\\pm", "\\mp"} else product(state)
    if state.left and state.text in _ADDING:
        terms = [expression(state, first)]
        while state.left and state.text in _ADDING:
            terms.append(_signed(state))
        first = Sum(tuple(terms))
    state.up()
    return first


def _signed(state: State) -> Expression:
    sign = state.step().text
    term = expression(state, product(state))
    if sign == "+":
        return term
    return Minus(term) if sign == "-" else PlusMinus(term, upper=sign == "\\pm")


def product(state: State) -> Value:
    """Read factors, written with or without a sign between them; division binds like them."""
    value = _sign(state)
    if not isinstance(value, EXPRESSIONS):
        return value
    factors = [value]
    while state.left:
        text = state.text
        if text in {"*", "/", "\\bmod"}:
            state.step()
            divisor = _sign(state)
            if isinstance(divisor, Matrix) and text == "*":
                return scaled(divisor, _times(factors))
            factor = expression(state, divisor)
            if text == "*":
                factors.append(factor)
            else:
                whole = _times(factors)
                one = Quotient(whole, factor) if text == "/" else Apply("mod", (whole, factor))
                factors = [one]
        elif begins_factor(state):
            beside = power(state)
            if isinstance(beside, Matrix):
                return scaled(beside, _times(factors))
            factors.append(expression(state, beside))
        else:
            break
    return _times(factors)


def _times(factors: list[Expression]) -> Expression:
    return factors[0] if len(factors) == 1 else Product(tuple(factors))


def _sign(state: State) -> Value:
    minus = 0
    while state.left and state.text in {"+", "-"}:
        minus += state.step().text == "-"
    value = power(state)
    if minus % 2 == 0:
        return value
    if isinstance(value, Matrix):
        return scaled(value, Num(-1))
    value = expression(state, value)
    if isinstance(value, Num):
        return Num(-value.value)
    return Minus(value)


def power(state: State) -> Value:
    """Read an atom with what is written behind and above it."""
    state.down()
    base = _behind(state, atoms.atom(state))
    while state.left and state.text == "^":
        state.step()
        base = Power(expression(state, base), atoms.exponent(state))
        base = _behind(state, base)
    state.up()
    return base


def _behind(state: State, value: Value) -> Value:
    while state.left:
        text = state.text
        if text == "!" and not state.token.spaced:
            name = "factorial"
        elif text == "%":
            name = "percent"
        elif text == "°":
            name = "degrees"
        elif state.token.kind == "text" and text in {"percent", "%", "per cent"}:
            name = "percent"
        elif state.token.kind == "num" and _is_fraction_part(state, value):
            value = _mixed(state, value)
            continue
        elif text == "\\frac" and isinstance(value, Num) and isinstance(value.value, int):
            mixed = _mixed_fraction(state, value.value)
            if mixed is None:
                return value
            value = mixed
            continue
        else:
            return value
        state.step()
        value = Apply(name, (expression(state, value),))
    return value


def _is_fraction_part(state: State, value: Value) -> bool:
    """Whether ``3/4`` follows a whole number and a space, as in 1 3/4."""
    if not (isinstance(value, Num) and isinstance(value.value, int) and state.token.spaced):
        return False
    ahead = state.tokens[state.at : state.at + 3]
    return (
        len(ahead) == 3
        and ahead[1].text == "/"
        and ahead[2].kind == "num"
        and isinstance(ahead[0].value, int)
        and isinstance(ahead[2].value, int)
        and 0 < ahead[0].value < ahead[2].value
    )


def _mixed(state: State, value: Value) -> Value:
    assert isinstance(value, Num)
    top, _, bottom = state.step().value, state.step(), state.step().value
    assert top is not None
    assert bottom is not None
    return Num(value.value + Fraction(top, bottom))


def _mixed_fraction(state: State, whole: int) -> Expression | None:
    r"""Return the mixed number ``whole\frac{top}{bottom}``, or None when it is a product."""
    place = state.at
    state.step()
    top, bottom = atoms.argument(state), atoms.argument(state)
    if isinstance(top, Num) and isinstance(bottom, Num):
        over, under = top.value, bottom.value
        if isinstance(over, int) and isinstance(under, int) and 0 < over < under:
            return Num(whole + Fraction(over, under))
    state.at = place
    return None
