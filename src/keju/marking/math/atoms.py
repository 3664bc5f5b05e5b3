"""The smallest parts of mathematics: numbers, names, brackets, fractions, roots, functions."""

from __future__ import annotations

from fractions import Fraction

from keju.marking.math import operators
from keju.marking.math.names import (
    CLOSED_SETS,
    CONSTANTS,
    DOTS,
    FUNCTIONS,
    GREEK,
    PLAIN_WORDS,
    RELATIONS,
    SETS,
)
from keju.marking.math.state import State
from keju.marking.math.tree import (
    EXPRESSIONS,
    Apply,
    Based,
    Const,
    Dots,
    Expression,
    Listing,
    Matrix,
    Minus,
    Named,
    NotMath,
    Num,
    Power,
    Product,
    Quotient,
    Root,
    Rows,
    Set,
    Value,
    Var,
    Words,
)

__all__ = ["CLOSING", "argument", "atom", "begins_factor", "braced", "exponent", "mixed"]

CLOSING = frozenset({")", "]", "}", "\\}", "\\rangle", "\\end", "\\\\", "&"})
_PAIRS = {"(": ")", "[": "]", "\\langle": "\\rangle"}
_LETTERS_TAKEN = frozenset({"or", "and"})
_MATRICES = frozenset(
    {"matrix", "pmatrix", "bmatrix", "vmatrix", "Bmatrix", "smallmatrix", "array", "Vmatrix"}
)
_NEVER = frozenset(RELATIONS) | frozenset(SETS) | DOTS | CLOSING | {
    "\\pm", "\\mp", "\\lor", "\\land", "\\vee", "\\wedge", "\\rfloor", "\\rceil", "\\bmod", "\\pmod",
}  # fmt: skip


def begins_factor(state: State) -> bool:
    """Whether what stands here may be a factor with no sign before it: 2x, (a)(b), 3\\sqrt{2}."""
    token = state.token
    text = token.text
    if token.kind == "num":
        # "2 3" is a mistake sooner than a product; "(2)3" and "x3" are too.
        return False
    if token.kind == "cmd":
        return text not in _NEVER and text != "\\\\"
    if token.kind == "word":
        return text.lower() not in _LETTERS_TAKEN
    if token.kind == "text":
        return len(text) == 1 and text.isalpha()
    return text in {"(", "{"} or (text == "[" and not token.spaced and _closes(state))


def _closes(state: State) -> bool:
    """Whether a bracket here is closed, and not the end of a French interval."""
    ahead = (token.text for token in state.tokens[state.at :])
    return state.tokens[0].text != "]" and "]" in ahead


def atom(state: State) -> Expression:
    """Read one smallest part. Raises NotMath when none stands here."""
    token = state.token
    state.spend()
    if token.kind == "num":
        return _numeral(state)
    if token.kind == "word":
        return _word(state)
    if token.kind == "cmd":
        return _command(state)
    if token.kind == "text":
        return _text(state)
    if token.text in {"(", "["}:
        return _bracketed(state, token.text)
    if token.text == "{":
        return braced(state)
    if token.text == "|":
        return _bars(state)
    if token.text in DOTS:
        state.step()
        return Dots()  # type: ignore[return-value]  # refused wherever an expression is needed
    if token.text in {"]"}:
        return _french_interval(state)
    raise NotMath(f"unexpected {token.text!r}")


def _numeral(state: State) -> Expression:
    token = state.step()
    assert token.value is not None
    if state.left and state.text == "_":
        state.step()
        base = _subscript(state)
        if not base.isdigit() or not token.text.isdigit() or not 2 <= int(base) <= 36:
            raise NotMath("a number with a subscript that is no base")
        return Based(token.text, int(base))  # type: ignore[return-value]
    return Num(token.value)


def _subscript(state: State) -> str:
    """Read what stands below a letter, as its spelling without spaces and braces."""
    token = state.step()
    if token.text != "{":
        if token.kind == "word" and len(token.text) > 1:
            # x_ab is x with the subscript a, times b.
            rest = token.text[1:]
            state.at -= 1
            state.tokens[state.at] = type(token)("word", rest)
            return token.text[0]
        if token.kind not in {"num", "word", "cmd", "text"}:
            raise NotMath("a subscript is missing")
        return token.text.lstrip("\\")
    words, depth = [], 1
    while depth:
        token = state.step()
        depth += (token.text == "{") - (token.text == "}")
        if depth:
            words.append(token.text.strip("{}").lstrip("\\"))
    return "".join(words)


def _named(state: State, name: str) -> Expression:
    """Return the variable ``name`` with the subscript and the primes that follow."""
    while state.left and state.text in {"_", "'"}:
        name += "'" if state.step().text == "'" else f"_{_subscript(state)}"
    return Var(name)


def _word(state: State) -> Expression:
    token = state.step()
    word = token.text
    if word in PLAIN_WORDS or word.lower() in PLAIN_WORDS:
        name = word if word in PLAIN_WORDS else word.lower()
        return operators.function(state, name)
    if word in GREEK and word not in {"ell"}:
        return _named(state, word)
    if len(word) == 1:
        return _letter(state, word)
    if len(word) > 3 and not _function_inside(word):
        raise NotMath(f"the word {word!r}")
    # A run of letters is a product of variables: ab, xyz. Put back what follows the first.
    rest = type(token)("word", word[1:])
    state.at -= 1
    state.tokens[state.at] = rest
    return _letter(state, word[0])


def _function_inside(word: str) -> bool:
    """Whether a long run is a variable before a function's name: xsin, abln."""
    return any(
        word.endswith(name) and len(word) - len(name) <= 2 for name in ("sin", "cos", "tan", "ln")
    )


def _letter(state: State, letter: str) -> Expression:
    follows = state.left and state.text in {"_", "'"}
    if not follows and letter in {"e", "i"}:
        return Const(letter)
    return _named(state, letter)


def _text(state: State) -> Expression:
    token = state.token
    word = token.text
    if len(word) == 1 and word.isalpha():
        state.step()
        return _letter(state, word)
    if word.lower() in FUNCTIONS:
        state.step()
        return operators.function(state, word.lower())
    raise NotMath(f"the words {word!r}")


def _command(state: State) -> Expression:
    command = state.token.text
    name = command[1:]
    if command in _SPECIAL:
        state.step()
        return _SPECIAL[command](state)
    if command in DOTS:
        state.step()
        return Dots()  # type: ignore[return-value]
    if command == "\\{":
        return _set(state)
    if command == "\\langle":
        return _bracketed(state, command)
    if name in FUNCTIONS:
        state.step()
        return operators.function(state, name)
    if name in CONSTANTS:
        state.step()
        return Const(CONSTANTS[name])
    if name in GREEK:
        state.step()
        return _named(state, name)
    if name in CLOSED_SETS:
        state.step()
        return Named(CLOSED_SETS[name])  # type: ignore[return-value]
    raise NotMath(f"the command {command}")


def braced(state: State) -> Expression:
    """Read an argument in braces."""
    state.take("{")
    value = state.grammar.listing(state)
    state.take("}")
    return value  # type: ignore[no-any-return]


def argument(state: State) -> Expression:
    """Read a LaTeX argument: in braces, or one sign (of a number its first digit)."""
    if state.token.text == "{":
        value = braced(state)
        if not isinstance(value, EXPRESSIONS):
            raise NotMath("a list as an argument")
        return value
    token = state.token
    if token.kind == "num" and token.text.isdigit() and len(token.text) > 1:
        state.tokens[state.at] = type(token)("num", token.text[1:], False, int(token.text[1:]))
        return Num(int(token.text[0]))
    if token.kind == "word" and len(token.text) > 1 and token.text not in PLAIN_WORDS:
        state.tokens[state.at] = type(token)("word", token.text[1:])
        return _letter_alone(token.text[0])
    if token.kind == "num":
        state.step()
        assert token.value is not None
        return Num(token.value)
    value = atom(state)
    if not isinstance(value, EXPRESSIONS):
        raise NotMath("a list as an argument")
    return value


def _letter_alone(letter: str) -> Expression:
    return Const(letter) if letter in {"e", "i"} else Var(letter)


def exponent(state: State) -> Expression:
    """Read what stands above: in braces, or one atom with its sign."""
    if state.text == "{":
        return argument(state)
    minus = 0
    while state.text in {"+", "-"}:
        minus += state.step().text == "-"
    # Plain text writes 2^10 for what LaTeX writes 2^{10}.
    value = atom(state)
    if state.left and state.text == "!" and not state.token.spaced:
        state.step()
        value = Apply("factorial", (value,))
    if state.left and state.text == "^":
        state.step()
        value = Power(value, exponent(state))
    if not isinstance(value, EXPRESSIONS):
        raise NotMath("a list as an exponent")
    return Minus(value) if minus % 2 else value


def mixed(state: State, whole: int) -> Expression | None:
    r"""Return the mixed number ``whole\frac{top}{bottom}``, or None when it is a product."""
    place = state.at
    state.step()
    top, bottom = argument(state), argument(state)
    if isinstance(top, Num) and isinstance(bottom, Num):
        over, under = top.value, bottom.value
        if isinstance(over, int) and isinstance(under, int) and 0 < over < under:
            return Num(whole + Fraction(over, under))
    state.at = place
    return None


def _bracketed(state: State, opening: str) -> Expression:
    state.take(opening)
    if state.text in _PAIRS.values():
        state.step()
        return Rows((), opening, _PAIRS[opening])  # type: ignore[return-value]
    value: Value = state.grammar.listing(state)
    closing = state.step().text
    if closing not in {")", "]", "[", "\\rangle"}:
        raise NotMath(f"{opening} is closed by {closing}")
    if isinstance(value, Listing):
        if value.either:
            raise NotMath("alternatives in brackets")
        return Rows(value.items, opening, closing)  # type: ignore[return-value]
    if opening == "(" and closing == ")":
        return value  # type: ignore[return-value]
    if opening == "[" and closing == "]" and isinstance(value, EXPRESSIONS):
        return value
    if isinstance(value, Matrix):
        return value  # type: ignore[return-value]
    return Rows((value,), opening, closing)  # type: ignore[return-value]


def _french_interval(state: State) -> Expression:
    """Read ]a, b[ and its kin."""
    state.step()
    value = state.grammar.listing(state)
    closing = state.step().text
    if not isinstance(value, Listing) or len(value.items) != 2 or closing not in {"[", "]"}:
        raise NotMath("] opens nothing")
    return Rows(value.items, "(", ")" if closing == "[" else "]")  # type: ignore[return-value]


def _set(state: State) -> Expression:
    state.step()
    if state.text == "\\}":
        state.step()
        return Set(())  # type: ignore[return-value]
    value = state.grammar.listing(state)
    if state.text in {"|", ":"}:
        raise NotMath("a set given by a property")
    state.take("\\}")
    items = value.items if isinstance(value, Listing) else (value,)
    return Set(items)  # type: ignore[return-value]


def _bars(state: State) -> Expression:
    state.step()
    value = state.grammar.sum(state)
    state.take("|")
    return Apply("abs", (value,))


def _fraction(state: State) -> Expression:
    top = argument(state)
    return Quotient(top, argument(state))


def _root(state: State) -> Expression:
    index = 2
    if state.text == "[":
        state.step()
        token = state.step()
        if not isinstance(token.value, int) or not 2 <= token.value <= 1_000:
            raise NotMath("a root whose index is no whole number")
        index = token.value
        state.take("]")
    return Root(argument(state), index)


def _surd(state: State) -> Expression:
    """Read √: its argument is one whole atom, √12 and √(x+1)."""
    return Root(_plain_argument(state), 2)


def _plain_argument(state: State) -> Expression:
    value = atom(state)
    if not isinstance(value, EXPRESSIONS):
        raise NotMath("a list below a root")
    return value


def _binomial(state: State) -> Expression:
    top = argument(state)
    return Apply("binomial", (top, argument(state)))


def _between(name: str, closing: str):  # type: ignore[no-untyped-def]  # noqa: ANN202 - a row of the table below
    def read(state: State) -> Expression:
        value = state.grammar.sum(state)
        state.take(closing)
        return Apply(name, (value,))

    return read


def _overline(state: State) -> Expression:
    value = argument(state)
    if isinstance(value, Var | Const):
        return Apply("conjugate", (value,))
    if isinstance(value, Product) and all(isinstance(f, Var) for f in value.factors):
        # A segment AB is a name, whatever its letters.
        return Var("segment " + "".join(f.name for f in value.factors if isinstance(f, Var)))
    return Apply("conjugate", (value,))


def _vector(state: State) -> Expression:
    value = argument(state)
    if isinstance(value, Var):
        return Var(f"vector {value.name}")
    return Apply("vector", (value,))


def _environment(state: State) -> Expression:
    name = _environment_name(state)
    if name not in _MATRICES:
        raise NotMath(f"the environment {name}")
    if name == "array" and state.text == "{":
        while state.step().text != "}":
            pass
    rows: list[tuple[Value, ...]] = []
    row: list[Value] = []
    while True:
        if state.text == "\\hline":
            state.step()
        if state.text == "\\end":
            break
        row.append(state.grammar.relation(state))
        sign = state.token.text
        if sign == "&":
            state.step()
        elif sign in {"\\\\", "\\cr"}:
            state.step()
            rows.append(tuple(row))
            row = []
    if row:
        rows.append(tuple(row))
    state.step()
    _environment_name(state, taken=True)
    if not rows or len({len(one) for one in rows}) != 1:
        raise NotMath("rows of different lengths")
    if name == "vmatrix":
        return Apply("det", (Matrix(tuple(rows)),))  # type: ignore[arg-type]
    return Matrix(tuple(rows))  # type: ignore[return-value]


def _environment_name(state: State, *, taken: bool = False) -> str:  # noqa: ARG001 - says where it stands
    state.take("{")
    name = ""
    while state.text != "}":
        name += state.step().text
    state.step()
    return name.rstrip("*")


def _empty(_state: State) -> Expression:
    return Set(())  # type: ignore[return-value]


def _cube_root(state: State) -> Expression:
    return Root(_plain_argument(state), 3)


def _boxed(state: State) -> Expression:
    return braced(state)


def _escaped_dollar(state: State) -> Expression:
    return atom(state)


_SPECIAL = {
    "\\frac": _fraction,
    "\\sqrt": _root,
    "\\surd": _surd,
    "\\cbrt": _cube_root,
    "\\binom": _binomial,
    "\\lfloor": _between("floor", "\\rfloor"),
    "\\lceil": _between("ceil", "\\rceil"),
    "\\overline": _overline,
    "\\bar": _overline,
    "\\vec": _vector,
    "\\overrightarrow": _vector,
    "\\begin": _environment,
    "\\emptyset": _empty,
    "\\varnothing": _empty,
    "\\boxed": _boxed,
    "\\fbox": _boxed,
    "\\$": _escaped_dollar,
    "\\sum": operators.big("sum"),
    "\\prod": operators.big("product"),
    "\\int": operators.big("integral"),
    "\\lim": operators.limit,
}
