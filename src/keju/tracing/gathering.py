"""The traces of a sitting: every measure over all of them, over right answers and over wrong ones.

Units of the intervals are clusters of questions, and questions that stand alone; attempts at one
question belong to it. A mean over right answers is a ratio, E[sum] / E[right answers], over units.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random

from keju.core.estimate import Interval
from keju.core.traces import Column, Figure, Kind, Looping, Trace, Traces
from keju.stats.bounded import mean_interval
from keju.stats.intervals import clopper_pearson
from keju.stats.means import count_interval
from keju.tracing.wording import notes, sentence

__all__ = ["MEASURES", "Measure", "Sat", "gather"]


@dataclass(frozen=True, slots=True)
class Sat:
    """Whose traces these are, and how often an interval may miss.

    ``silent`` answers had no thought; ``stopped``: how many there are depended on what came in.
    """

    name: str
    exam: str
    silent: int = 0
    alpha: float = 0.05
    stopped: bool = False


@dataclass(frozen=True, slots=True)
class Measure:
    """What is read off a trace; None: this trace cannot tell."""

    name: str
    words: str
    kind: Kind
    read: Callable[[Trace], float | None]


def _found(trace: Trace) -> float | None:
    return float(trace.thought.right_at is not None) if trace.readable else None


def _share_after(trace: Trace) -> float | None:
    return None if trace.thought.right_at is None else 1 - trace.thought.right_at


def _agrees(trace: Trace) -> float | None:
    return None if trace.thought.agrees is None else float(trace.thought.agrees)


_EVENT, _SHARE, _COUNT = Kind.EVENT, Kind.SHARE, Kind.COUNT

MEASURES = (
    Measure("tokens", "thinking tokens", _COUNT, lambda t: t.tokens),
    Measure("cut", "cut off by their length", _EVENT, lambda t: float(t.cut)),
    Measure("loops", "loop", _EVENT, lambda t: float(t.repetition.loop is not None)),
    Measure("lines", "words in lines said before", _SHARE, lambda t: t.repetition.lines),
    Measure("grams", "words in 8-word runs said before", _SHARE, lambda t: t.repetition.grams),
    Measure("suffix", "words of a periodic end", _SHARE, lambda t: t.repetition.suffix),
    Measure("compressed", "size when compressed", _SHARE, lambda t: t.repetition.compressed),
    Measure("mixed", "leave the prompt's scripts", _EVENT, lambda t: float(t.mixing.share > 0)),
    Measure("foreign", "letters of other scripts", _SHARE, lambda t: t.mixing.share),
    Measure("switches", "switches of script", _COUNT, lambda t: t.mixing.switches),
    Measure("foreign_at", "where the first one stands", _SHARE, lambda t: t.mixing.first),
    Measure("alternatives", "alternatives taken", _COUNT, lambda t: t.turns.alternatives),
    Measure("doubts", "doubts", _COUNT, lambda t: t.turns.doubts),
    Measure("checks", "checks", _COUNT, lambda t: t.turns.checks),
    Measure("branches", "branches of a search", _COUNT, lambda t: t.turns.branches),
    Measure("found", "hold the right answer", _EVENT, _found),
    Measure("tokens_after", "tokens after it first stands", _COUNT, lambda t: t.tokens_after),
    Measure("share_after", "part of the thought after that", _SHARE, _share_after),
    Measure("agrees", "end in the answer that is given", _EVENT, _agrees),
)


def gather(sat: Sat, traces: Sequence[Trace], looping: Sequence[Looping]) -> Traces:
    """Return the figures of ``traces``. ``looping`` are those that loop, with their excerpts."""
    right = [trace for trace in traces if trace.right is True]
    wrong = [trace for trace in traces if trace.right is False]
    scripts: Counter[str] = Counter()
    for trace in traces:
        scripts.update(trace.mixing.scripts)
    columns = (traces, right, wrong)
    figures = (_figure(each, columns, sat.alpha) for each in MEASURES)
    found = Traces(
        name=sat.name,
        exam=sat.exam,
        alpha=sat.alpha,
        traces=len(traces),
        right=len(right),
        wrong=len(wrong),
        silent=sat.silent,
        stopped=sat.stopped,
        cut=sum(trace.cut for trace in traces),
        units=len({_unit(trace) for trace in traces}),
        counted=all(trace.counted for trace in traces),
        figures=tuple(figure for figure in figures if figure.every.traces),
        looping=tuple(looping),
        scripts=dict(scripts.most_common()),
        each=tuple(traces),
    )
    return replace(found, sentence=sentence(found), notes=tuple(notes(found)))


def _figure(measure: Measure, columns: Sequence[Sequence[Trace]], alpha: float) -> Figure:
    every, right, wrong = (_column(measure, traces, alpha) for traces in columns)
    return Figure(measure.name, measure.words, measure.kind, every, right, wrong)


def _column(measure: Measure, traces: Iterable[Trace], alpha: float) -> Column:
    units: dict[tuple[str, str | int], list[float]] = {}
    for trace in traces:
        value = measure.read(trace)
        if value is not None:
            units.setdefault(_unit(trace), []).append(value)
    values = _shuffled(units)
    number = sum(map(len, values))
    if not number:
        return Column(None, None, 0)
    mean = math.fsum(value for unit in values for value in unit) / number
    return Column(mean, _interval(measure.kind, values, alpha), number)


def _interval(kind: Kind, values: Sequence[Sequence[float]], alpha: float) -> Interval | None:
    """Return the interval for the mean of ``values`` [units][traces], at a fixed number."""
    sums, sizes = [math.fsum(unit) for unit in values], [len(unit) for unit in values]
    if kind is Kind.COUNT:
        return count_interval(sums, sizes, alpha)
    if kind is Kind.EVENT and max(sizes) == 1:
        return clopper_pearson(round(math.fsum(sums)), len(sums), 1 - alpha)
    return mean_interval(sums, sizes, alpha)


def _unit(trace: Trace) -> tuple[str, str | int]:
    if trace.cluster is None:
        return "question", trace.position
    return "cluster", trace.cluster


def _shuffled(units: Mapping[tuple[str, str | int], list[float]]) -> list[list[float]]:
    """Return the units in one random order that no value has a say in."""
    values = list(units.values())
    Random("keju traces").shuffle(values)
    return values
