"""Thoughts made for tests: some that go round, and some that only look as if they did."""

from random import Random

__all__ = [
    "code_drafts",
    "filled_template",
    "long_multiplication",
    "looped",
    "prose",
    "search",
    "table",
    "zeros",
]

_WORDS = (  # noqa: SIM905 - a text reads better than a list
    "the sum of these numbers is even so one side must be larger than other when we divide by "
    "three and keep what remains for later because every step changes only one place while "
    "nothing else moves until all parts have been counted again from left to right"
).split()


def prose(words=400, seed=0):
    """Sentences of 6 to 16 words that hardly repeat."""
    rng = Random(seed)
    sentences = []
    while sum(map(len, sentences)) < words:
        sentences.append([rng.choice(_WORDS) for _ in range(rng.randint(6, 16))])
    return " ".join(" ".join(each).capitalize() + "." for each in sentences)


def looped(unit, rounds, noise=0.0, seed=0):
    """``unit`` again and again; each word is replaced with probability ``noise``."""
    rng = Random(seed)
    words = unit.split() * rounds
    return " ".join(f"{rng.choice(_WORDS)}x" if rng.random() < noise else word for word in words)


def long_multiplication(left=918273645546, right=564738291827):
    """One line for each digit: they look alike, and each says something new."""
    lines, total = [], 0
    for place, digit in enumerate(reversed(str(right))):
        part = left * int(digit) * 10**place
        lines.append(f"{left} * {digit} = {left * int(digit)}, moved by {place}: {part}.")
        lines.append(f"The sum so far is {total} + {part} = {total + part}.")
        total += part
    return "\n".join(lines)


def table(rows=60, seed=0):
    """A table with few different values: whole rows come again and again."""
    rng = Random(seed)
    body = [f"| yes | {rng.choice('ab')} | {rng.choice('01')} | no change |" for _ in range(rows)]
    return "\n".join(["| done | kind | bit | note |", "| --- | --- | --- | --- |", *body])


def zeros(side=14):
    """A table of noughts that is to be filled."""
    return "\n".join(" ".join(["0"] * side) for _ in range(side))


def filled_template(cases=60):
    """A search through cases: one sentence, another number in it each time."""
    return " ".join(
        f"Now take the case n = {n}, for which the left side gives {n * n + 1}, and that is not"
        " what we want. So this case is out and we go on with the next one."
        for n in range(1, cases + 1)
    )


def search(numbers=(7, 12, 25, 31), target=77, lines=60, seed=0):
    """A search in signs, without a repetition."""
    rng = Random(seed)
    found = []
    while len(found) < lines:
        a, b, c = (rng.randrange(1, 99) for _ in range(3))
        line = f"{a}+{b}={a + b} {c}:{a + b + c}.{abs(a + b - c)}.{(a + b) * c}."
        if line not in found:
            found.append(line)
    return "\n".join(found)


def code_drafts(drafts=3):
    """A program written several times with small changes."""
    draft = """def solve(numbers):
    total = 0
    for number in numbers:
        if number % 2 == 0:
            total += number * STEP
        else:
            total -= number
    return total
"""
    return "\n".join(
        f"Draft {n} changes the step.\n```python\n{draft.replace('STEP', str(n))}```"
        for n in range(1, drafts + 1)
    )
