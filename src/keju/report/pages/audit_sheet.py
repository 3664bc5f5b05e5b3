"""The page of a sheet: an audit's questions to be printed and asked by hand."""

from __future__ import annotations

from collections.abc import Sequence

from keju.core.records import Item
from keju.report.pages.sheets import Sheet
from keju.report.pages.writing import render

__all__ = ["sheet_page"]

_DIGITS = 12


def sheet_page(items: Sequence[Item], warning: str, head: str) -> str:
    """Return the page: the warning first, then the questions with their ids and space to write."""
    rows = [
        (str(number), item.id[:_DIGITS], item.question.text, "")
        for number, item in enumerate(items, start=1)
    ]
    heads = ("", "item", "question", "answer")
    caption = "Write down what came back word by word; or blocked, or empty"
    return render(
        "sheets.html",
        kind="Sheet of an audit",
        command="audit sheet",
        headline="Questions to be asked by hand",
        lead=warning,
        sheets=[Sheet("Questions", caption, heads, rows, words=True)],
        notes=(head, "keju audit sheet --read ANSWERS.csv --as NAME takes the answers."),
    )
