"""What a public benchmark is: where its rows are, how a row becomes an item, whose it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from keju.core.records import Item
from keju.exams.dials import Dial, Value
from keju.exams.files import Line

__all__ = ["Benchmark", "Source", "Values"]

Values = Mapping[str, Value]


def _only_set(_values: Values) -> tuple[str, ...]:
    return ("",)


@dataclass(frozen=True, slots=True)
class Source:
    """Where the rows of a benchmark are.

    ``repository`` is its name on the hub and ``split`` what is read of it. ``sets`` are the hub's
    configurations, read one after the other; an empty name is the only one. ``places`` are where
    the files of one set stand in a local copy, without their suffix, the likeliest first;
    ``{set}`` stands for the set's name. With ``direct`` the repository's file ``SET.jsonl`` is
    read by its name, because the repository holds a script as well.
    """

    repository: str
    places: tuple[str, ...]
    split: str = "test"
    sets: Callable[[Values], tuple[str, ...]] = _only_set
    direct: bool = False


@dataclass(frozen=True, slots=True)
class Benchmark:
    """One public benchmark.

    ``item`` turns a row into an item: it knows the fields, the prompt and the marker. ``keep``
    says which rows the dials ask for. ``size`` counts the rows of the whole benchmark as published.
    ``shown`` is False where the authors ask that examples not be shown: nothing of them then
    appears on a page. ``example`` is a spec with a dial that people turn. ``last_run`` says when it
    was run for real and with what.
    """

    name: str
    help: str
    source: Source
    item: Callable[[Line, Values], Item]
    licence: str
    citation: str
    size: int | None = None
    example: str = ""
    dials: tuple[Dial, ...] = ()
    keep: Callable[[Line, Values], bool] | None = None
    check: Callable[[Values], None] | None = None
    shown: bool = True
    notes: str = ""
    last_run: str | None = None
