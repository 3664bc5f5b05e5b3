"""The page of a sitting's traces."""

from __future__ import annotations

from collections.abc import Iterator

from keju.core.traces import Traces
from keju.report.pages.sheets import Sheet, bounded
from keju.report.pages.writing import render
from keju.report.text import count, shortened
from keju.report.traces import figure_cells, looping_words

__all__ = ["traces_page"]

_EXCERPT = 120


def traces_page(found: Traces) -> str:
    """Return the page: figures of all thoughts, of right and of wrong ones; those that loop."""
    return render(
        "sheets.html",
        kind=f"Traces on {found.exam}",
        command="traces",
        headline=found.name,
        lead=found.sentence,
        sheets=[bounded(sheet) for sheet in _sheets(found)],
        notes=found.notes,
    )


def _sheets(found: Traces) -> Iterator[Sheet]:
    numbers = ("all", found.traces), ("right", found.right), ("wrong", found.wrong)
    heads = ("thoughts", *(f"{name} ({count(number)})" for name, number in numbers))
    rows = [(figure.words, *figure_cells(found, figure)) for figure in found.figures]
    level = f"{100 * (1 - found.alpha):g}%"
    yield Sheet("The thoughts", f"Means with their {level} intervals", heads, rows)
    if found.looping:
        heads = ("question", "from character", "words", "rounds", "answer", "excerpt")
        loops = [
            (*looping_words(each), shortened(each.excerpt, _EXCERPT)) for each in found.looping
        ]
        yield Sheet("Thoughts that loop", "keju show has them in full", heads, loops, words=True)
    if len(found.scripts) > 1:
        scripts = [(name, count(number)) for name, number in found.scripts.items()]
        yield Sheet("Scripts", "Code and formulas aside", ("script", "letters"), scripts)
