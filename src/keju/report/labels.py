"""Labels of recorded answers, and how far a classifier agrees with labels."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from keju.core.audit import Label
from keju.core.classified import Learned
from keju.report.text import count, percent

if TYPE_CHECKING:
    from rich.table import Table

__all__ = ["agreement_table", "labels_table"]


def labels_table(counts: Mapping[str, Mapping[str, int]]) -> Table:
    """Return language → label → how many as a table with shares, a row a language."""
    table = _table("language", "answers", *(label.value for label in Label))
    for lang, labels in sorted(counts.items()):
        total = sum(labels.values())
        shares = (percent(labels.get(label.value, 0) / total) for label in Label)
        table.add_row(lang, count(total), *shares)
    return table


def agreement_table(learned: Learned) -> Table:
    """Return kappa on answers whose model and question were not trained on."""
    table = _table("on unseen models and questions", "kappa")
    found = learned.agreement
    table.add_row("complete or not", f"{found.complete:.3f}")
    for lang, value in found.by_lang.items():
        table.add_row(f"  {lang} ({count(learned.langs[lang])} answers)", f"{value:.3f}")
    table.add_row("three labels", f"{found.labels:.3f}")
    return table


def _table(first: str, *numbers: str) -> Table:
    from rich.table import Table

    table = Table(box=None, header_style="bold", pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(first, style="bold", no_wrap=True)
    for name in numbers:
        table.add_column(name, justify="right", no_wrap=True)
    return table
