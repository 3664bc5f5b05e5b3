"""An estimate as people read it: one sentence, the table, the assumptions; and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from keju.core.estimate import Estimate, Pass
from keju.report.text import count, money, percent, percent_range

__all__ = ["estimate_json", "estimate_screen"]

_CLUSTERS = 12


def estimate_json(found: Estimate) -> dict[str, Any]:
    """Return the estimate as JSON values; shares lie between 0 and 1."""
    spread = found.spread
    return {
        "candidate": found.name,
        "exam": found.exam,
        "accuracy": found.accuracy,
        "interval": list(found.interval),
        "method": found.method,
        "anytime_interval": list(found.anytime_interval),
        "alpha": found.alpha,
        "questions": found.questions,
        "units": found.units,
        "clusters": [asdict(each) for each in found.clusters],
        "answers": found.answers,
        "attempts": list(found.attempts),
        "excluded": asdict(found.excluded),
        "stopped": found.stopped,
        "bounds": list(found.bounds),
        "bounds_asked": list(found.bounds_asked),
        "variance": None
        if spread is None
        else {"question": spread.question, "attempt": spread.attempt},
        "standard_error": None if spread is None else spread.standard_error,
        "floor": None if spread is None else spread.floor,
        "attempts_worth": [asdict(each) for each in found.worth],
        "best_attempts": found.best_attempts,
        "pass_at": {str(each.k): _passed(each) for each in found.pass_at},
        "pass_hat": {str(each.k): _passed(each) for each in found.pass_hat},
        "no_pass": found.no_pass,
        "verdicts": dict(found.verdicts),
        "tokens": found.tokens,
        "cost": found.cost,
        "sentence": found.sentence,
        "advice": found.advice,
        "assumptions": list(found.assumptions),
    }


def _passed(each: Pass) -> dict[str, Any]:
    return {"value": each.value, "interval": list(each.interval), "questions": each.questions}


def estimate_screen(found: Estimate) -> RenderableType:
    """Return the sentence, the figures, what attempts are worth, and the assumptions."""
    parts: list[RenderableType] = [Text(found.sentence, style="bold green"), Text(), _facts(found)]
    if len(found.pass_at) > 1:
        parts += [Text(), _passes(found)]
    if found.worth and found.attempts[1] > 1:
        parts += [Text(), _worth(found)]
    if found.advice is not None:
        parts += [Text(), Text(found.advice)]
    if found.clusters:
        parts += [Text(), _clusters(found)]
    parts += [Text(), *(Text(each, style="dim") for each in _notes(found))]
    return Group(*parts)


def _facts(found: Estimate) -> Table:
    level = f"{100 * (1 - found.alpha):g}%"
    facts = Table.grid(padding=(0, 2))
    facts.add_row("accuracy", Text(percent(found.accuracy), style="bold"))
    fixed, anytime = percent_range(*found.interval), percent_range(*found.anytime_interval)
    facts.add_row(f"{level} interval", f"{fixed} if the number of questions was fixed beforehand")
    facts.add_row("anytime", f"{anytime} if you looked on the way and might have stopped")
    units = f" in {count(found.units)} independent units" if found.clusters else ""
    facts.add_row("questions", f"{count(found.questions)}{units}")
    least, most = found.attempts
    each = f"{least}" if least == most else f"{least} to {most}"
    facts.add_row("answers", f"{count(found.answers)}, {each} to each question")
    without = found.excluded.answers - found.excluded.not_asked
    if without:
        facts.add_row("without a score", f"{count(without)}: {_excluded(found)}")
        bounds = percent_range(*found.bounds_asked)
        facts.add_row("bounds", f"{bounds} were all of these wrong, all right")
    if found.excluded.not_asked:
        facts.add_row("not asked yet", count(found.excluded.not_asked))
    if found.spread is not None and found.attempts[1] > 1:
        spread = found.spread
        words = (
            f"{100 * spread.standard_error:.2f} points: {100 * spread.floor:.2f} from questions,"
            f" {100 * spread.attempt_error**0.5:.2f} from attempts (squares add up)"
        )
        facts.add_row("standard error", words)
    if found.cost is not None:
        facts.add_row("cost", money(found.cost))
    return facts


def _excluded(found: Estimate) -> str:
    reasons = asdict(found.excluded)
    aside = ("questions", "not_asked")
    return ", ".join(f"{name} {count(n)}" for name, n in reasons.items() if n and name not in aside)


def _table(*names: str) -> Table:
    table = Table(box=None, header_style="bold", pad_edge=False, padding=(0, 2, 0, 0))
    for name in names:
        table.add_column(name, justify="right")
    return table


def _passes(found: Estimate) -> Table:
    table = _table("k", "pass@k: one of k", "interval", "pass^k: all of k", "interval")
    for at, hat in zip(found.pass_at, found.pass_hat, strict=True):
        ends = percent_range(*at.interval), percent_range(*hat.interval)
        table.add_row(str(at.k), percent(at.value), ends[0], percent(hat.value), ends[1])
    return table


def _worth(found: Estimate) -> Table:
    table = _table("attempts", "error, same questions", "error, same price", "questions for it")
    for each in found.worth:
        style = "bold" if each.attempts == found.best_attempts else ""
        table.add_row(
            str(each.attempts),
            f"{100 * each.same_questions:.2f}",
            f"{100 * each.same_price:.2f}",
            count(each.questions),
            style=style,
        )
    return table


def _clusters(found: Estimate) -> Table:
    table = _table("questions", "right")
    table.add_column("cluster", overflow="fold")
    for each in found.clusters[:_CLUSTERS]:
        table.add_row(count(each.questions), percent(each.accuracy), Text(each.name))
    if len(found.clusters) > _CLUSTERS:
        table.add_row("", "", f"… and {count(len(found.clusters) - _CLUSTERS)} more (--json)")
    return table


def _notes(found: Estimate) -> Iterator[str]:
    if found.no_pass is not None and found.attempts[1] > 1:
        yield f"No pass@k: {found.no_pass}."
    yield from found.assumptions
