"""Collecting the traces of a study of scaling: sittings in the store, then values for the curves.

What is asked are plain attempts of the candidates, each resumed from the store and shared with
every other command; and one answer at temperature 0, where the model takes a temperature.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from keju.comparing.traced import Asked, Trace, Traces
from keju.core.errors import InputError
from keju.core.protocols import Exam, Model
from keju.core.records import Item, Verdict
from keju.marking import marker
from keju.models.architecture import network_of
from keju.recipes.candidates import Entrant
from keju.recipes.sitting import Result, Settings, Show, entrants, hold
from keju.recipes.stored import stored
from keju.runner import Budget
from keju.stats.subsets import LARGEST
from keju.store import Line

__all__ = ["SAMPLED", "Collected", "Contender", "agreeing", "collect", "contenders"]

#: The temperature of the attempts where a model would else give the same answer each time.
SAMPLED = 0.8
#: Who counts tokens, where it is not the provider.
_COUNTERS = {
    "keju": "the model's own tokenizer",
    "hf": "the checkpoint's tokenizer",
    "scripted": "the script, in words",
    "recorded": "whoever recorded the answers",
}


@dataclass(frozen=True, slots=True)
class Contender:
    """A candidate as it is sampled, and at temperature 0 where the model takes one."""

    sampled: Entrant
    greedy: Entrant | None

    @property
    def temperature(self) -> str:
        """At which temperature the attempts are made, in words."""
        found = temperature_of(self.sampled.candidate.model)
        return "at the model's own temperature" if found is None else f"at temperature {found:g}"


@dataclass(frozen=True, slots=True)
class Collected:
    """The traces of all candidates; ``stopped`` says why not all of them were asked."""

    traces: tuple[Traces, ...]
    results: tuple[Result, ...]

    @property
    def stopped(self) -> str | None:
        """Why asking ended early: interrupted, budget or failures; None when it did not."""
        return next((each.stopped for each in self.results if each.stopped), None)


def temperature_of(model: Model) -> float | None:
    """Return the temperature that is part of a model's identity; None where it names none."""
    identity: Mapping[str, Any] = model.identity
    found = identity.get("temperature", (identity.get("parameters") or {}).get("temperature"))
    return found if isinstance(found, int | float) else None


def contenders(names: Sequence[str], settings: Settings, *, greedy: bool = True) -> list[Contender]:
    """Build the candidates of a study, before anything is asked.

    Raises InputError for what ``entrants`` refuses, for a candidate that is named twice, and for
    attempts that cannot differ or are too many.
    """
    if not 2 <= settings.attempts <= LARGEST:
        raise InputError(
            f"--attempts are at least 2 and at most {LARGEST} a question, not {settings.attempts}"
        )
    if settings.parameters.get("temperature") == 0:
        raise InputError(
            "-p temperature=0 makes all attempts the same; leave it out, or give one above 0"
        )
    twice = next((name for name in names if list(names).count(name) > 1), None)
    if twice is not None:
        raise InputError(f"{twice} is named twice; a study needs different candidates")
    return [_contender(name, settings, greedy=greedy) for name in names]


def _contender(name: str, settings: Settings, *, greedy: bool) -> Contender:
    (sampled,) = entrants([name], settings)
    if temperature_of(sampled.candidate.model) == 0:
        (sampled,) = entrants([name], _at(settings, SAMPLED))
    if not greedy:
        return Contender(sampled, None)
    try:
        (still,) = entrants([name], _at(settings, 0))
    except InputError:  # everything else was good a moment ago: it takes no temperature
        return Contender(sampled, None)
    return Contender(sampled, still)


def _at(settings: Settings, temperature: float) -> Settings:
    return replace(settings, parameters={**settings.parameters, "temperature": temperature})


def collect(
    found: Sequence[Contender],
    exam: Exam,
    settings: Settings,
    store: str | Path | None = None,
    show: Show | None = None,
) -> Collected:
    """Ask what the store lacks, and return the traces.

    An interruption ends it: what is in the store stays, and what came in so far is returned.
    Raises InputError as ``hold`` does, and where nobody counted tokens.
    """
    budget = Budget(settings.limits)
    traces: list[Traces] = []
    results: list[Result] = []
    for each in found:
        sampled = hold(each.sampled, exam, settings, store, show, budget)
        results.append(sampled)
        still = None
        if each.greedy is not None and sampled.stopped is None:
            still = hold(each.greedy, exam, replace(settings, attempts=1), store, show, budget)
            results.append(still)
        traces.append(_traces(each, sampled, still, settings.attempts))
        if results[-1].stopped == "interrupted":
            break
    return Collected(tuple(traces), tuple(results))


def _traces(each: Contender, sampled: Result, still: Result | None, attempts: int) -> Traces:
    model = each.sampled.candidate.model
    provider = str(model.identity.get("provider"))
    lines = list(_lines(sampled, attempts))
    greedy = {} if still is None else _greedy(_lines(still, 1))
    questions = _questions(lines, greedy)
    usable = sum(len(asked.traces) for asked in questions)
    if not usable and any(line.mark is not None and line.mark.score is not None for line in lines):
        raise InputError(
            f"{each.sampled.candidate.name}: no answer that counts says how many tokens it took"
            " (usage); without them nothing can be drawn"
        )
    truncated = sum(
        line.mark is not None and line.mark.verdict is Verdict.TRUNCATED for line in lines
    )
    return Traces(
        name=each.sampled.candidate.name,
        questions=tuple(questions),
        sampled=each.temperature,
        counted_by=_COUNTERS.get(provider, f"the provider ({provider}), as it reports them"),
        cut=truncated / max(1, usable),
        network=network_of(model.name),
        left_out=sampled.summary.sitting.questions * attempts - usable,
        notes=tuple(_notes(each, still, questions)),
    )


def _lines(result: Result, attempts: int) -> Iterator[Line]:
    """Yield what the store holds of these questions and attempts; a sitting may hold more."""
    sitting = result.summary.sitting
    with stored(result.store) as store:
        for line in store.answers(sitting.id, positions=range(sitting.questions)):
            if line.attempt < attempts:
                yield line


def _notes(each: Contender, still: Result | None, questions: Sequence[Asked]) -> Iterator[str]:
    name = each.sampled.candidate.name
    if each.greedy is None:
        yield f"{name}: no answers at temperature 0."
    elif still is None or any(asked.greedy is None for asked in questions):
        yield f"{name}: answers at temperature 0 are missing, so no curve of them is drawn."


def _greedy(lines: Iterator[Line]) -> dict[str, Trace]:
    found = {}
    for line in lines:
        if (tokens := _tokens(line)) is not None and line.mark is not None:
            assert line.mark.score is not None
            found[line.item.id] = Trace(tokens, line.mark.score, None)
    return found


def _questions(lines: Sequence[Line], greedy: Mapping[str, Trace]) -> list[Asked]:
    kept: dict[str, list[Line]] = {}
    for line in lines:
        if _tokens(line) is not None:
            kept.setdefault(line.item.id, []).append(line)
    return [_asked(each, greedy.get(name)) for name, each in kept.items()]


def _tokens(line: Line) -> int | None:
    """Return the tokens of an answer that counts; None without a score or a count of tokens."""
    if line.reply is None or line.mark is None or line.mark.score is None:
        return None
    return line.reply.usage.completion_tokens


def _asked(lines: Sequence[Line], greedy: Trace | None) -> Asked:
    item = lines[0].item
    extracted = [line.mark.extracted if line.mark is not None else None for line in lines]
    groups = agreeing(extracted, _same(item))
    read = [line.reply.usage.prompt_tokens or 0 for line in lines if line.reply is not None]
    traces = tuple(
        Trace(tokens, line.mark.score, group)
        for line, group in zip(lines, groups, strict=True)
        if (tokens := _tokens(line)) is not None
        and line.mark is not None
        and line.mark.score is not None
    )
    return Asked(item.id, item.cluster, max(read), traces, greedy)


def _same(item: Item) -> Callable[[str, str], bool | None]:
    """Return the marker's comparison; a marker that breaks cannot call two answers the same."""
    made = marker(item.marker)

    def same(left: str, right: str) -> bool | None:
        try:
            return made.same(left, right)
        except Exception:  # noqa: BLE001 - whatever a marker raises is the marker's, not the model's
            return None

    return same


def agreeing(
    extracted: Sequence[str | None], same: Callable[[str, str], bool | None]
) -> list[int | None]:
    """Return for each extracted answer which group it is in; None where nothing was extracted.

    An answer joins the first group whose first answer is the ``same``; where that is undecided it
    is another one. Equal texts are the same without a look.
    """
    first: list[str] = []
    known: dict[str, int] = {}
    groups: list[int | None] = []
    for text in extracted:
        if text is not None and text not in known:
            known[text] = next(
                (place for place, other in enumerate(first) if same(other, text)), len(first)
            )
            if known[text] == len(first):
                first.append(text)
        groups.append(None if text is None else known[text])
    return groups
