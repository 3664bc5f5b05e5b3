"""Functions and big operators: what they apply to ends where mathematicians see the end."""

from __future__ import annotations

from collections.abc import Callable

from keju.marking.math.factors import begins_factor
from keju.marking.math.names import CONSTANTS, FUNCTIONS
from keju.marking.math.state import State
from keju.marking.math.tree import (
    EXPRESSIONS,
    Apply,
    Big,
    Const,
    Expression,
    Listing,
    Minus,
    NotMath,
    Num,
    Power,
    Product,
    Quotient,
    Relation,
    Root,
    Sum,
    Var,
)

__all__ = ["big", "function", "limit"]

_INVERSE = {
    "sin": "arcsin", "cos": "arccos", "tan": "arctan", "cot": "arccot",
}  # fmt: skip
_SEVERAL = frozenset({"gcd", "lcm", "min", "max"})


def function(state: State, word: str) -> Expression:
    """Read what follows the name ``word`` of a function or a constant."""
    if word in CONSTANTS:
        return Const(CONSTANTS[word])
    if word in {"sqrt", "cbrt"}:
        return Root(_one(state, _bracket(state)), 2 if word == "sqrt" else 3)
    if word in {"binom", "frac"}:
        values = _listed(state)
        if len(values) != 2:
            raise NotMath(f"{word} of {len(values)} values")
        return Apply("binomial", values) if word == "binom" else Quotient(*values)
    name = FUNCTIONS[word]
    base = None
    power = None
    while state.left and state.text in {"_", "^"}:
        if state.step().text == "_":
            base = _script(state)
        else:
            power = _script(state)
    if name in _SEVERAL:
        return Apply(name, _listed(state))
    inside = _argument(state)
    return _applied(name, inside, base, power)


def _applied(
    name: str, inside: Expression, base: Expression | None, power: Expression | None
) -> Expression:
    if base is not None:
        if name != "log":
            raise NotMath(f"a subscript below {name}")
        value: Expression = Quotient(Apply("ln", (inside,)), Apply("ln", (base,)))
    elif name == "lg":
        value = Quotient(Apply("ln", (inside,)), Apply("ln", (Num(10),)))
    elif name == "exp":
        value = Power(Const("e"), inside)
    elif power in (Num(-1), Minus(Num(1))) and name in _INVERSE:
        return Apply(_INVERSE[name], (inside,))
    else:
        value = Apply(name, (inside,))
    return value if power is None else Power(value, power)


def _script(state: State) -> Expression:
    """Read what stands below or above a function's name."""
    if state.text == "{":
        state.step()
        value = state.grammar.sum(state)
        state.take("}")
        return value  # type: ignore[no-any-return]
    token = state.token
    if token.kind == "num" and token.text.isdigit() and len(token.text) > 1:
        # log_28 of LaTeX is log_2 8; of plain text log_28 stands with a bracket after it.
        ahead = state.tokens[state.at + 1] if state.at + 1 < len(state.tokens) else None
        if ahead is None or ahead.text not in {"(", "{"}:
            state.tokens[state.at] = type(token)(
                "num", token.text[1:], spaced=True, value=int(token.text[1:])
            )
            return Num(int(token.text[0]))
    minus = state.text == "-"
    if minus:
        state.step()
    value = state.grammar.power(state) if state.text == "(" else _sign(state)
    return Minus(value) if minus else value


def _sign(state: State) -> Expression:
    token = state.step()
    if token.value is not None:
        return Num(token.value)
    if token.kind == "word" and len(token.text) == 1:
        return Const("e") if token.text == "e" else Var(token.text)
    if token.kind == "cmd" and token.text[1:] in CONSTANTS:
        return Const(CONSTANTS[token.text[1:]])
    raise NotMath("a script that is not read")


def _bracket(state: State) -> object:
    if state.left and state.text in {"(", "{"}:
        return state.grammar.power(state)
    return _argument(state)


def _one(_state: State, value: object) -> Expression:
    if not isinstance(value, EXPRESSIONS):
        raise NotMath("a list where one value is needed")
    return value


def _listed(state: State) -> tuple[Expression, ...]:
    """Read the values of gcd(a, b) and its kin."""
    closing = {"(": ")", "{": "}", "\\{": "\\}"}.get(state.text)
    if closing is None:
        raise NotMath("the values are missing")
    state.step()
    value = state.grammar.listing(state)
    state.take(closing)
    items = value.items if isinstance(value, Listing) else (value,)
    return tuple(_one(state, item) for item in items)


def _argument(state: State) -> Expression:
    """Read a function's argument: a bracket, or a product up to the next sign or function."""
    if not state.left:
        raise NotMath("a function of nothing")
    if state.text in {"(", "[", "|"}:
        value = _one(state, state.grammar.power(state))
        if isinstance(value, Power) and state.tokens[state.at - 1].text != ")":
            return value
        return value
    if state.text == "-":
        state.step()
        return Minus(_argument(state))
    factors: list[Expression] = []
    while state.left and not _ends(state, factors):
        if state.text in {"*", "/"}:
            sign = state.step().text
            factor = _one(state, state.grammar.power(state))
            if sign == "*":
                factors.append(factor)
            else:
                factors = [Quotient(_times(factors), factor)]
        else:
            factors.append(_one(state, state.grammar.power(state)))
    if not factors:
        raise NotMath("a function of nothing")
    return _times(factors)


def _times(factors: list[Expression]) -> Expression:
    return factors[0] if len(factors) == 1 else Product(tuple(factors))


def _ends(state: State, factors: list[Expression]) -> bool:
    token = state.token
    if not factors:
        return False
    if token.kind in {"num", "text"}:
        return True
    if token.text == "/":
        return False
    if token.text == "*":
        ahead = state.tokens[state.at + 1] if state.at + 1 < len(state.tokens) else None
        return ahead is None or ahead.text.lstrip("\\") in FUNCTIONS
    if token.text.lstrip("\\") in FUNCTIONS or token.text in {"(", "["}:
        return True
    return not begins_factor(state)


def big(kind: str) -> Callable[[State], Expression]:
    """Return the reader of a sum, a product or an integral."""

    def read(state: State) -> Expression:
        low = high = None
        variable = ""
        while state.left and state.text in {"_", "^"}:
            if state.step().text == "^":
                high = _script(state)
            elif kind == "integral":
                low = _script(state)
            else:
                variable, low = _assigned(state)
        if kind == "integral":
            return _integral(state, low, high)
        if not variable or low is None or high is None:
            raise NotMath(f"a {kind} without bounds")
        return Big(kind, variable, low, high, state.grammar.product(state))

    return read


def _assigned(state: State) -> tuple[str, Expression]:
    """Read ``{k=1}`` and ``{n → ∞}``."""
    state.take("{")
    value = state.grammar.relation(state)
    state.take("}")
    match value:
        case Relation((Var(name), low), ("=" | "to",)) if isinstance(low, EXPRESSIONS):
            return name, low
        case Relation((Const("i"), low), ("=" | "to",)) if isinstance(low, EXPRESSIONS):
            return "i", low
    raise NotMath("a big operator without a variable")


def _integral(state: State, low: Expression | None, high: Expression | None) -> Expression:
    body = state.grammar.sum(state)
    factors = list(body.factors) if isinstance(body, Product) else [body]
    last = len(factors) - 2
    if last < 0 or factors[last] != Var("d") or not isinstance(factors[last + 1], Var):
        raise NotMath("an integral without its differential")
    variable = factors[last + 1]
    assert isinstance(variable, Var)
    inside = _times(factors[:last]) if last else Num(1)
    return Big("integral", variable.name, low, high, inside)


def limit(state: State) -> Expression:
    """Read a limit."""
    state.take("_")
    variable, low = _assigned(state)
    body = state.grammar.product(state)
    return Big("limit", variable, low, None, body if isinstance(body, EXPRESSIONS) else Sum(()))
