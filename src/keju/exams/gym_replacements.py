"""Our scorers for the tasks of reasoning-gym whose own ones cannot be trusted.

Each takes the item's reference and the answer, and returns a score in [0, 1]. What the original
gives for a right answer in another form is kept; what it gives to any text at all is not. Nothing
is executed: answers are read as JSON (with Python's quotes) or by keju.exams.gym_algebra.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from keju.exams.gym_algebra import AlgebraError, arithmetic, expanded, parse, whole_numbers

__all__ = ["REPLACEMENTS"]

Reference = Mapping[str, Any]
_NUMBER = r"[-+]?(?:\d+(?:\.\d+)?|\.\d+)"
_EXPONENT = re.compile(r"e[-+]?\d{3,}", re.IGNORECASE)
_COMPLEX = re.compile(
    rf"(?P<real>{_NUMBER}(?![\d.]*[ij]))?(?:(?P<imaginary>[-+]?(?:\d+(?:\.\d+)?|\.\d+)?)\*?[ij])?"
)


def _listed(answer: str) -> Any:
    """Return the list that ``answer`` writes, in JSON or with Python's quotes; else None."""
    text = answer.strip().replace("'", '"')
    if not text.startswith(("[", '"')):
        text = f"[{text}]"
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _rows(value: Any) -> str | None:
    """Return a list of lists as lines of words; None for anything else."""
    if not isinstance(value, list) or not all(isinstance(row, list) for row in value):
        return None
    return "\n".join(" ".join(str(cell) for cell in row) for row in value)


def _binary_matrix(reference: Reference, answer: str) -> float:
    """Right as lines of numbers; 0.1 as a list of lists."""
    wanted = reference["answer"]
    if _tidy(answer) == _tidy(wanted):
        return 1.0
    return 0.1 if _rows(_listed(answer)) == wanted else 0.0


def _spiral_matrix(reference: Reference, answer: str) -> float:
    """Right as numbers with spaces; 0.1 as a list."""
    wanted = reference["answer"].split()
    if answer.split() == wanted:
        return 1.0
    found = _listed(answer)
    return 0.1 if isinstance(found, list) and list(map(str, found)) == wanted else 0.0


def _string_insertion(reference: Reference, answer: str) -> float:
    """Right as a word; 0.1 as a list of letters or in quotes."""
    if answer.strip() == reference["answer"]:
        return 1.0
    found = _listed(answer)
    letters = [found] if isinstance(found, str) else found
    if not isinstance(letters, list) or not all(isinstance(letter, str) for letter in letters):
        return 0.0
    return 0.1 if "".join(letters) == reference["answer"] else 0.0


def _n_queens(reference: Reference, answer: str) -> float:
    """Right as lines of ``_`` and ``Q``; 0.5 as a list of lists."""
    puzzle = reference["metadata"]["puzzle"]
    if _places_queens(puzzle, [line.split() for line in answer.strip().splitlines()]):
        return 1.0
    return 0.5 if _places_queens(puzzle, _listed(answer)) else 0.0


def _places_queens(puzzle: list[list[str]], board: Any) -> bool:
    """Whether ``board`` keeps the puzzle's queens and no queen attacks another."""
    size = len(puzzle)
    if not isinstance(board, list) or len(board) != size:
        return False
    if not all(isinstance(row, list) and len(row) == size for row in board):
        return False
    cells = {(r, c): board[r][c] for r in range(size) for c in range(size)}
    if not all(cell in ("_", "Q") for cell in cells.values()):
        return False
    if any(puzzle[r][c] == "Q" and cell != "Q" for (r, c), cell in cells.items()):
        return False
    queens = [place for place, cell in cells.items() if cell == "Q"]
    lines = [[r for r, _ in queens], [c for _, c in queens]]
    lines += [[r + c for r, c in queens], [r - c for r, c in queens]]
    return len(queens) == size and all(len(set(line)) == size for line in lines)


def _bitwise_arithmetic(reference: Reference, answer: str) -> float:
    return 1.0 if int(answer.strip(), 0) == int(reference["answer"], 0) else 0.0


def _game_of_life_halting(reference: Reference, answer: str) -> float:
    return 1.0 if answer.strip().strip(".").lower() == reference["answer"].lower() else 0.0


def _number_sorting(reference: Reference, answer: str) -> float:
    """Right when every number stands in its place, as text or as number."""
    wanted, found = _listed(reference["answer"]), _listed(answer)
    if not isinstance(found, list) or len(found) != len(wanted):
        return 0.0
    if any(_EXPONENT.search(str(number)) for number in found):
        return 0.0
    pairs = zip(found, wanted, strict=True)
    return 1.0 if all(Fraction(str(one)) == Fraction(str(other)) for one, other in pairs) else 0.0


def _coin_flip(reference: Reference, answer: str) -> float:
    """Right to 4 decimals, and to a hundredth of the probability itself."""
    wanted = Fraction(reference["answer"])
    if _EXPONENT.search(answer):
        return 0.0
    found = Fraction(answer.strip().replace(" ", ""))
    return 1.0 if abs(found - wanted) <= min(Fraction(1, 10_000), wanted / 100) else 0.0


def _complex_arithmetic(reference: Reference, answer: str) -> float:
    """Return exp(-distance), as the original does, for a finite number ``a + bi``."""
    text = re.sub(r"\s", "", answer).lower().removeprefix("(").removesuffix(")")
    found = _COMPLEX.fullmatch(text)
    if not text or len(text) > 400 or found is None:
        return 0.0
    imaginary = found["imaginary"]
    if imaginary in {"", "+", "-"}:
        imaginary += "1"
    real, wanted = float(found["real"] or 0), reference["metadata"]["result"]
    return math.exp(-math.hypot(real - wanted[0], float(imaginary or 0) - wanted[1]))


def _countdown(reference: Reference, answer: str) -> float:
    """Right with the numbers given, each once; 0.05 for any other arithmetic expression."""
    tree = parse(answer)
    value = arithmetic(tree)
    given = Counter(map(Fraction, reference["metadata"]["numbers"]))
    right = value == reference["metadata"]["target"] and whole_numbers(tree) == given
    return 1.0 if right else 0.05


def _puzzle24(reference: Reference, answer: str) -> float:
    tree = parse(answer)
    given = Counter(map(Fraction, reference["metadata"]["numbers"]))
    return 1.0 if arithmetic(tree) == 24 and whole_numbers(tree) == given else 0.0


def _polynomial_multiplication(reference: Reference, answer: str) -> float:
    """Right when multiplied out: a product of sums, the question itself, earns nothing."""
    return 1.0 if expanded(parse(answer)) == expanded(parse(reference["answer"])) else 0.0


def _integration(reference: Reference, answer: str) -> float:
    from keju.exams.gym_calculus import is_antiderivative  # mpmath comes with keju[gym] only

    metadata = reference["metadata"]
    integrand = parse(metadata["integrand"])
    return 1.0 if is_antiderivative(parse(answer), integrand, metadata["variable"]) else 0.0


def _tidy(text: str) -> str:
    return "\n".join(" ".join(line.split()) for line in text.strip().splitlines())


def _guarded(scorer: Callable[[Reference, str], float]) -> Callable[[Reference, str], float]:
    """Give 0 to an answer that is not of the form asked for."""

    def guarded(reference: Reference, answer: str) -> float:
        try:
            return scorer(reference, answer)
        except (AlgebraError, ValueError, ZeroDivisionError):
            return 0.0

    return guarded


REPLACEMENTS: Mapping[str, Callable[[Reference, str], float]] = {
    "binary_matrix": _guarded(_binary_matrix),
    "bitwise_arithmetic": _guarded(_bitwise_arithmetic),
    "coin_flip": _guarded(_coin_flip),
    "complex_arithmetic": _guarded(_complex_arithmetic),
    "countdown": _guarded(_countdown),
    "game_of_life_halting": _guarded(_game_of_life_halting),
    "intermediate_integration": _guarded(_integration),
    "n_queens": _guarded(_n_queens),
    "number_sorting": _guarded(_number_sorting),
    "polynomial_multiplication": _guarded(_polynomial_multiplication),
    "puzzle24": _guarded(_puzzle24),
    "simple_integration": _guarded(_integration),
    "spiral_matrix": _guarded(_spiral_matrix),
    "string_insertion": _guarded(_string_insertion),
}
