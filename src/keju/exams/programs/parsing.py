"""Problems of reading: expressions, brackets, names and small languages."""

from __future__ import annotations

from random import Random

from keju.exams.programs.drawing import choose, mixed, pick
from keju.exams.programs.problem import Field, Kind, Problem, Twist

__all__ = ["PARSING"]


def solve_strange_sums(t: Twist, expression: str) -> int:
    modulus: int = t["modulus"]
    tokens = list(expression.replace("(", " ( ").replace(")", " ) ").split())[::-1]

    def level(depth: int) -> int:
        if depth == len(t["order"]):
            first = tokens.pop()
            if first != "(":
                return int(first)
            value = level(0)
            tokens.pop()
            return value
        values, sign = [level(depth + 1)], t["order"][depth]
        while tokens and tokens[-1] == sign:
            tokens.pop()
            values.append(level(depth + 1))
        if t["right"]:
            values.reverse()
        value = values[0]
        for other in values[1:]:
            left, right = (other, value) if t["right"] else (value, other)
            value = {"+": left + right, "-": left - right, "*": left * right}[sign] % modulus
        return value

    return level(0) % modulus


def slow_strange_sums(t: Twist, expression: str) -> int:
    modulus: int = t["modulus"]
    while ")" in expression:
        end = expression.index(")")
        start = expression.rindex("(", 0, end)
        inner = slow_strange_sums(t, expression[start + 1 : end])
        expression = expression[:start] + str(inner) + expression[end + 1 :]
    for sign in t["order"]:
        if f" {sign} " in expression:
            left, right = (
                expression.split(f" {sign} ", 1)
                if t["right"]
                else expression.rsplit(f" {sign} ", 1)
            )
            a, b = slow_strange_sums(t, left), slow_strange_sums(t, right)
            return {"+": a + b, "-": a - b, "*": a * b}[sign] % modulus
    return int(expression) % modulus


def _expression(rng: Random, size: int) -> str:
    if size <= 1:
        return str(pick(rng, 0, 99))
    if rng.random() < 0.3:
        return f"({_expression(rng, size - 1)})"
    cut = pick(rng, 1, min(size - 1, 9))
    return f"{_expression(rng, cut)} {choose(rng, '+-*')} {_expression(rng, size - cut)}"


STRANGE_SUMS = Problem(
    name="strange_sums",
    level=2,
    draw=lambda rng: {
        "order": "".join(mixed(rng, "+-*")),
        "right": rng.random() < 0.5,
        "modulus": choose(rng, (1009, 9973, 10007)),
    },
    text=lambda t: (
        f"In a far country expressions are written with +, - and *, with whole numbers and "
        f"parentheses, but they are read in another way than ours: {t['order'][2]} binds most "
        f"tightly, then comes {t['order'][1]}, and {t['order'][0]} binds least. Several equal "
        f"signs in a row, as in 8 - 5 - 2, are read "
        + ("from the right: 8 - (5 - 2)" if t["right"] else "from the left: (8 - 5) - 2")
        + f", and so it is with all three signs. What is the value of an expression modulo "
        f"{t['modulus']} (from 0 to {t['modulus'] - 1}, also where the value is negative)?"
    ),
    fields=(
        Field(
            "expression",
            Kind.TEXT,
            "at most 150 numbers from 0 to 99, one space on each side "
            "of a sign, none next to parentheses on their inner side; there is no sign before "
            "the first number of an expression or parenthesis",
        ),
    ),
    output="the value modulo {modulus}",
    solve=solve_strange_sums,
    slow=slow_strange_sums,
    make=lambda _t, rng, n: (_expression(rng, n),),
    edges=lambda _: [
        ("7",),
        ("((7))",),
        ("8 - 5 - 2",),
        ("2 + 3 * 4 - 5",),
        ("2 - 3 + 4 * 5 - 6 + 7",),
        ("(1 - 2) * (3 - 4 - 5) + 6 * 7",),
    ],
    large=150,
)


def solve_odd_brackets(t: Twist, text: str) -> int:
    closer = dict(zip(t["opening"], t["closing"], strict=True))
    stack: list[str] = []
    for place, sign in enumerate(text, start=1):
        if sign in closer:
            if stack and stack[-1] == t["strict"] and sign == t["strict"]:
                return place
            if len(stack) == t["depth"]:
                return place
            stack.append(sign)
        elif sign == t["star"]:
            if not stack:
                return place
            stack.pop()
        elif not stack or closer[stack.pop()] != sign:
            return place
    return len(text) + 1 if stack else 0


ODD_BRACKETS = Problem(
    name="odd_brackets",
    level=2,
    draw=lambda rng: {
        "opening": (opening := "".join(mixed(rng, "([{<")[:3])),
        "closing": opening.translate(str.maketrans("([{<", ")]}>")),
        "strict": choose(rng, opening),
        "star": choose(rng, "*!|"),
        "depth": pick(rng, 3, 8),
    },
    text=lambda t: (
        f"A text consists of the opening brackets {' '.join(t['opening'])} , the closing brackets "
        f"{' '.join(t['closing'])} , and the sign {t['star']} . It is read from left to right. A "
        f"closing bracket must match the innermost bracket that is open. The sign {t['star']} "
        f"closes the innermost bracket that is open, whatever its kind. Never may more than "
        f"{t['depth']} brackets be open at once. And a bracket {t['strict']} must not be opened "
        f"while the innermost open bracket is a {t['strict']} as well. At the end no bracket may "
        f"be open. Where is the first error? An error is at the place (the first sign has place 1) "
        f"of the first sign that breaks a rule; if only the rule about the end is broken, it is at "
        f"the place after the last sign."
    ),
    fields=(Field("text", Kind.TEXT, "1 to 20000 of these signs"),),
    output="the place of the first error, or 0 if there is none",
    solve=solve_odd_brackets,
    make=lambda t, rng, n: (_brackets(t, rng, n * 2),),
    edges=lambda t: [
        (t["star"],),
        (t["opening"][0] + t["closing"][0],),
        (t["opening"][0] + t["closing"][1],),
        (t["strict"] * 2 + t["star"] * 2,),
        ((t["opening"][0] + t["opening"][1]) * 5 + t["star"] * 10,),
        (t["opening"][0] + t["star"] + t["closing"][0],),
        (t["opening"],),
    ],
    large=10_000,
)


def _brackets(t: Twist, rng: Random, size: int) -> str:
    """Draw a text that keeps the rules, often with one sign changed."""
    result, stack = list[str](), list[str]()
    while len(result) + len(stack) < size:
        kinds = [kind for kind in t["opening"] if not (stack and stack[-1] == kind == t["strict"])]
        if len(stack) < t["depth"] and (not stack or rng.random() < 0.5):
            stack.append(choose(rng, kinds))
            result.append(stack[-1])
        else:
            close = t["closing"][t["opening"].index(stack.pop())]
            result.append(t["star"] if rng.random() < 0.2 else close)
    result += [t["star"]] * len(stack)
    if rng.random() < 0.6:
        result[pick(rng, len(result) // 2, len(result) - 1)] = choose(
            rng, t["opening"] + t["closing"]
        )
    return "".join(result)


PARSING = (STRANGE_SUMS, ODD_BRACKETS)
