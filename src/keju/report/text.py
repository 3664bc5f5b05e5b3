"""Figures as people read them."""

from __future__ import annotations

import re
from datetime import UTC, datetime

__all__ = [
    "count",
    "duration",
    "harmless",
    "moment",
    "money",
    "named",
    "percent",
    "percent_range",
    "points",
    "points_range",
    "shortened",
]

#: What a terminal would obey or cannot show: control characters, overrides of the direction of
#: writing, halves of surrogate pairs.
_OBEYED = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def count(number: float) -> str:
    """Write a whole number with separators: 1,234,567."""
    return f"{number:,.0f}"


def percent(share: float | None) -> str:
    """Write a share as a percentage with one decimal; a dash for None."""
    return "–" if share is None else f"{100 * share:.1f}%"


def percent_range(low: float, high: float) -> str:
    """Write an interval of shares: ``[71.2, 86.7]``, in percent."""
    return f"[{100 * low:.1f}, {100 * high:.1f}]"


def points(gap: float | None) -> str:
    """Write a gap, a share between -1 and 1, in points with its sign; a dash for None."""
    return "–" if gap is None else f"{100 * gap:+.1f}"


def points_range(low: float, high: float) -> str:
    """Write an interval of gaps: ``-1.0 and +3.5``, in points."""
    return f"{points(low)} and {points(high)}"


def money(dollars: float | None) -> str:
    """Write US dollars with as many decimals as the amount needs."""
    if dollars is None:
        return "unknown"
    if 0 < dollars < 0.0001:
        return "under $0.0001"
    return f"${dollars:,.2f}" if dollars >= 1 or dollars == 0 else f"${dollars:.4f}"


def duration(seconds: float | None) -> str:
    """Write a length of time in its two largest units."""
    if seconds is None:
        return "–"
    if seconds < 59.5:
        return f"{seconds:.0f} s" if seconds >= 9.95 else f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return f"{minutes} min {rest:02d} s"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes:02d} min"


def moment(milliseconds: int) -> str:
    """Write a time given in milliseconds since 1970 as ISO 8601 in UTC, to the second."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def shortened(text: str, width: int) -> str:
    """Return one line of at most ``width`` characters; what a terminal would obey becomes ``�``."""
    line = " ".join(text.split())
    if not line.isprintable():
        line = "".join(c if c.isprintable() else "�" for c in line)
    return line if len(line) <= width else f"{line[: width - 1]}…"


def harmless(text: str) -> str:
    """Return a text of many lines in which what a terminal would obey has become ``�``."""
    return _OBEYED.sub("�", text.replace("\r\n", "\n"))


def named(text: str, width: int = 44) -> str:
    """Return a name that fits: the middle is left out, for both ends tell names apart."""
    if len(text) <= width:
        return text
    tail = 2 * width // 3
    return f"{text[: width - tail - 1]}…{text[-tail:]}"
