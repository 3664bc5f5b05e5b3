"""The page of a sheet: an audit's questions to be printed and asked by hand."""

from __future__ import annotations

from collections.abc import Sequence

from keju.core.records import Item
from keju.report.pages.writing import render

__all__ = ["sheet_page"]

_DIGITS = 12


def sheet_page(items: Sequence[Item], warning: str, head: str) -> str:
    """Return the page: the warning first, then the questions with their ids and space to write."""
    questions = [(each.id[:_DIGITS], _lang(each), each.question.text) for each in items]
    return render("audit_sheet.html", warning=warning, head=head, questions=questions)


def _lang(item: Item) -> str:
    return str(item.reference["lang"])
