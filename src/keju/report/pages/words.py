"""Figures and texts as a page words them."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = [
    "Excerpt",
    "excerpt",
    "more_or_less",
    "place",
    "plain_points",
    "points",
    "questions",
    "span",
]

_MINUS = "\N{MINUS SIGN}"


def points(share: float | None) -> str:
    """Write a gap, a share, in points with its sign: +4.2; a dash for None."""
    if share is None:
        return "–"
    written = f"{100 * share:+.1f}"
    return "0.0" if float(written) == 0 else written.replace("-", _MINUS)


def plain_points(share: float) -> str:
    """Write a distance in points with no more decimals than it needs: 3, 2.5."""
    return f"{100 * share:.3g}"


def span(low: float, high: float) -> str:
    """Write an interval of gaps in words: +1.2 to +7.0."""
    return f"{points(low)} to {points(high)}"


def more_or_less(low: float, high: float) -> str:
    """Write an interval of gaps as a reader thinks of it: between 1.2 and 7.0 points more."""
    ends = points(abs(low)).lstrip("+"), points(abs(high)).lstrip("+")
    if low >= 0:
        return f"between {ends[0]} and {ends[1]} points more"
    if high <= 0:
        return f"between {ends[1]} and {ends[0]} points less"
    return f"from {ends[0]} points less to {ends[1]} points more"


def place(share: float) -> str:
    """Write a coordinate, a share of the whole, as the drawing wants it: 37.25%."""
    return f"{100 * share:.2f}".rstrip("0").rstrip(".") + "%"


def questions(number: int) -> str:
    """Write a number of questions."""
    return "1 question" if number == 1 else f"{number:,} questions"


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A text of bounded length: its beginning, and its end when something was left out between."""

    head: str
    left_out: int = 0
    tail: str = ""


def excerpt(text: str, most: int) -> Excerpt:
    """Return at most ``most`` characters: of a longer text two thirds of them are its beginning."""
    if len(text) <= most:
        return Excerpt(text)
    tail = most // 3
    head = most - tail
    return Excerpt(text[:head], len(text) - most, text[-tail:])
