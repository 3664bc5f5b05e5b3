"""Screens of what there is: exams and models."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from keju.report.text import harmless

__all__ = ["DialRow", "ExamRow", "exam_page", "exams_table", "findings_table", "models_screen"]


class DialRow(Protocol):
    """What the page of an exam needs of each of its dials."""

    @property
    def name(self) -> str:
        """Its key in the grammar."""
        ...

    @property
    def help(self) -> str:
        """What it turns."""
        ...

    @property
    def default(self) -> int | str:
        """Its value when it is not given."""
        ...

    @property
    def allowed(self) -> str:
        """Which values it may have, in words."""
        ...

    @property
    def ladder(self) -> Sequence[int | str]:
        """Values from easy to hard; empty where it is not the exam's difficulty."""
        ...


class ExamRow(Protocol):
    """What the list of exams needs of each."""

    @property
    def name(self) -> str:
        """Its name in the grammar."""
        ...

    @property
    def help(self) -> str:
        """What it is, in one line."""
        ...

    @property
    def example(self) -> str:
        """How it is written."""
        ...

    @property
    def source(self) -> str:
        """Where its questions come from, under which licence."""
        ...

    @property
    def dials(self) -> Sequence[DialRow]:
        """What can be turned."""
        ...

    @property
    def last_run(self) -> str | None:
        """The date of a real run."""
        ...

    @property
    def licence(self) -> str:
        """The licence of its questions; empty when nobody said."""
        ...

    @property
    def citation(self) -> str:
        """Whose work it is; empty when it has no paper."""
        ...

    @property
    def shown(self) -> bool:
        """Whether its questions may be shown."""
        ...

    @property
    def notes(self) -> str:
        """What to know besides; may be empty."""
        ...

    @property
    def twin(self) -> str:
        """The generated exam of the same kind and depth; empty when there is none."""
        ...


def _table(*columns: str) -> Table:
    table = Table(box=None, header_style="bold", pad_edge=False, padding=(0, 2, 0, 0))
    for place, name in enumerate(columns):
        style = "bold" if place == 0 else ""
        table.add_column(name, style=style, overflow="fold", no_wrap=name == "for example")
    return table


_GYM = "gym/"


def exams_table(rows: Sequence[ExamRow]) -> RenderableType:
    """Return the list of exams; the many of reasoning-gym stand in one line."""
    table = _table("exam", "what it is", "for example", "licence", "last real run")
    gym = [row for row in rows if row.name.startswith(_GYM)]
    for row in rows:
        if len(rows) == len(gym) or row not in gym:
            table.add_row(
                row.name, row.help, Text(row.example, style="cyan"), row.licence, _run(row)
            )
    if gym and len(rows) > len(gym):
        words = f"{len(gym)} tasks of reasoning-gym; keju exams gym lists them"
        table.add_row(
            "gym/…", words, Text(gym[0].example, style="cyan"), gym[0].licence, _run(gym[0])
        )
    return Group(
        table,
        Text("keju exams NAME shows an exam's dials, citation and a first question.", style="dim"),
    )


def _run(row: ExamRow) -> Text:
    if row.last_run:
        return Text(row.last_run)
    return Text("declared, never run", style="yellow")


def exam_page(row: ExamRow, question: str | None = None) -> RenderableType:
    """Return one exam with its dials and, where there is one to show, its first question."""
    facts = Table.grid(padding=(0, 2))
    facts.add_row("what it is", row.help)
    facts.add_row("for example", Text(row.example, style="cyan"))
    facts.add_row("source", row.source)
    kept = "" if row.shown else "its questions are redacted on every page, as its authors ask"
    said = {"licence": row.licence, "citation": row.citation, "shown": kept, "notes": row.notes}
    said["procedural twin"] = row.twin
    for name, words in said.items():
        if words:
            facts.add_row(name, words)
    facts.add_row("last real run", _run(row))
    parts: list[RenderableType] = [Text(row.name, style="bold"), facts]
    if row.dials:
        dials = _table("dial", "what it turns", "default", "may be")
        for dial in row.dials:
            dials.add_row(dial.name, dial.help, str(dial.default), dial.allowed)
        parts.extend([Text(""), dials])
        for dial in row.dials:
            if dial.ladder:
                levels = " ".join(map(str, dial.ladder))
                words = f"{dial.name} is its difficulty, which --calibrate tunes: {levels}"
                parts.append(Text(words, style="dim"))
    if question is not None:
        parts.extend([Text(""), _first_question(question)])
    return Group(*parts)


def _first_question(question: str) -> RenderableType:
    title = "a first question"
    return Panel(Text(harmless(question)), title=title, title_align="left", border_style="blue")


def models_screen(found: Mapping[str, Any]) -> RenderableType:
    """Return the screen of ``keju models``."""
    providers = _table("provider", "address", "key variable", "key")
    for row in found["providers"]:
        if row["key_env"] is None:
            state = Text("needs none", style="dim")
        else:
            state = (
                Text("set", style="green") if row["key_set"] else Text("not set", style="yellow")
            )
        providers.add_row(f"{row['name']}/…", row["base_url"], row["key_env"] or "–", state)
    local = _table("local", "what it is")
    for row in found["local"]:
        local.add_row(f"{row['name']}/…", row["is"])
    methods = _table("method", "how the model is made to think: MODEL+METHOD")
    for row in found["methods"]:
        methods.add_row(row["form"], row["does"])
    own = _table("yours (keju.toml)", "model", "address")
    for row in found["own"]:
        own.add_row(row["name"], row["model"], row["base_url"] or "–")
    prices = _table("US$ per million tokens", "read", "cached", "written", "as of")
    for name, price in found["prices"].items():
        cached = "–" if price["cached"] is None else f"{price['cached']:g}"
        prices.add_row(
            name, f"{price['input']:g}", cached, f"{price['output']:g}", price["as_of"] or "yours"
        )
    shipped = Text(f"shipped: {', '.join(found['shipped'])}")
    scripts = Text(f"scripts: {', '.join(found['scripts'])}")
    note = Text("Providers are declared, never run from here: no recorded real run.", style="dim")
    blank = Text("")
    parts: list[RenderableType] = [
        providers,
        note,
        blank,
        local,
        shipped,
        scripts,
        blank,
        methods,
        blank,
    ]
    if found["own"]:
        parts.extend([own, blank])
    return Group(*parts, prices)


_SIGNS = {"well": Text("✓", style="green"), "absent": Text("·", style="yellow")}


def findings_table(findings: Sequence[tuple[str, str, str]]) -> RenderableType:
    """Return what the doctor found: (what, state, words) a row."""
    table = _table("", "looked at", "found")
    for what, state, words in findings:
        table.add_row(_SIGNS.get(state, Text("✗", style="bold red")), what, words)
    return table
