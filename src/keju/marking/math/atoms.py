"""The smallest parts of mathematics: numbers, names, brackets, fractions, roots, functions."""

from __future__ import annotations

from keju.marking.math import operators
from keju.marking.math.brackets import (
    bars,
    between,
    bracketed,
    empty,
    environment,
    french_interval,
    in_braces,
)
from keju.marking.math.names import (
    CLOSED_SETS,
    CONSTANTS,
    DOTS,
    FUNCTIONS,
    GREEK,
    PLAIN_WORDS,
)
from keju.marking.math.state import State
from keju.marking.math.tree import (
    EXPRESSIONS,
    Apply,
    Based,
    Const,
    Dots,
    Expression,
    Minus,
    Named,
    NotMath,
    Num,
    Power,
    Product,
    Quotient,
    Root,
    Value,
    Var,
)

__all__ = ["argument", "atom", "braced", "exponent"]


def atom(state: State) -> Value:
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
        return bracketed(state, token.text)
    if token.text == "{":
        return braced(state)
    if token.text == "|":
        return bars(state)
    if token.text in DOTS:
        state.step()
        return Dots()
    if token.text == "]":
        return french_interval(state)
    raise NotMath(f"unexpected {token.text!r}")


def _numeral(state: State) -> Value:
    token = state.step()
    assert token.value is not None
    if state.left and state.text == "_":
        state.step()
        base = _subscript(state)
        if not base.isdecimal() or not token.text.isdecimal() or not 2 <= int(base) <= 36:
            raise NotMath("a number with a subscript that is no base")
        if any(int(digit) >= int(base) for digit in token.text):
            raise NotMath("a digit that the base does not have")
        return Based(token.text, int(base))
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


def _named(state: State, name: str) -> Value:
    """Return the variable ``name`` with the subscript and the primes that follow."""
    while state.left and state.text in {"_", "'"}:
        name += "'" if state.step().text == "'" else f"_{_subscript(state)}"
    return Var(name)


def _word(state: State) -> Value:
    token = state.step()
    word = token.text
    if word in PLAIN_WORDS or word.lower() in PLAIN_WORDS:
        name = word if word in PLAIN_WORDS else word.lower()
        return operators.function(state, name)
    if word in GREEK and word != "ell":
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


def _letter(state: State, letter: str) -> Value:
    follows = state.left and state.text in {"_", "'"}
    if not follows and letter in {"e", "i"}:
        return Const(letter)
    return _named(state, letter)


def _text(state: State) -> Value:
    token = state.token
    word = token.text
    if len(word) == 1 and word.isalpha():
        state.step()
        return _letter(state, word)
    if word.lower() in FUNCTIONS:
        state.step()
        return operators.function(state, word.lower())
    raise NotMath(f"the words {word!r}")


def _command(state: State) -> Value:
    command = state.token.text
    name = command[1:]
    if command in _SPECIAL:
        state.step()
        return _SPECIAL[command](state)
    if command in DOTS:
        state.step()
        return Dots()
    if command == "\\{":
        return in_braces(state)
    if command == "\\langle":
        return bracketed(state, command)
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
        return Named(CLOSED_SETS[name])
    raise NotMath(f"the command {command}")


def braced(state: State) -> Value:
    """Read an argument in braces."""
    state.take("{")
    value: Value = state.grammar.listing(state)
    state.take("}")
    return value


def argument(state: State) -> Expression:
    """Read a LaTeX argument: in braces, or one sign (of a number its first digit)."""
    if state.token.text == "{":
        return _expression(braced(state), "a list as an argument")
    token = state.token
    if token.kind == "num" and token.text.isdecimal() and len(token.text) > 1:
        state.tokens[state.at] = type(token)(
            "num", token.text[1:], spaced=False, value=int(token.text[1:])
        )
        return Num(int(token.text[0]))
    if token.kind == "word" and len(token.text) > 1 and token.text not in PLAIN_WORDS:
        state.tokens[state.at] = type(token)("word", token.text[1:])
        return _letter_alone(token.text[0])
    if token.kind == "num":
        state.step()
        assert token.value is not None
        return Num(token.value)
    return _expression(atom(state), "a list as an argument")


def _expression(value: Value, otherwise: str) -> Expression:
    if not isinstance(value, EXPRESSIONS):
        raise NotMath(otherwise)
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
    value = _expression(atom(state), "a list as an exponent")
    if state.left and state.text == "!" and not state.token.spaced:
        state.step()
        value = Apply("factorial", (value,))
    if state.left and state.text == "^":
        state.step()
        value = Power(value, exponent(state))
    return Minus(value) if minus % 2 else value


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
    return Root(_expression(atom(state), "a list below a root"), 2)


def _binomial(state: State) -> Expression:
    top = argument(state)
    return Apply("binomial", (top, argument(state)))


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


def _cube_root(state: State) -> Expression:
    return Root(_expression(atom(state), "a list below a root"), 3)


_SPECIAL = {
    "\\frac": _fraction,
    "\\sqrt": _root,
    "\\surd": _surd,
    "\\cbrt": _cube_root,
    "\\binom": _binomial,
    "\\lfloor": between("floor", "\\rfloor"),
    "\\lceil": between("ceil", "\\rceil"),
    "\\overline": _overline,
    "\\bar": _overline,
    "\\vec": _vector,
    "\\overrightarrow": _vector,
    "\\begin": environment,
    "\\emptyset": empty,
    "\\varnothing": empty,
    "\\boxed": braced,
    "\\fbox": braced,
    "\\$": atom,
    "\\sum": operators.big("sum"),
    "\\prod": operators.big("product"),
    "\\int": operators.big("integral"),
    "\\lim": operators.limit,
}
