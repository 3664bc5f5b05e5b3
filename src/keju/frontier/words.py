"""What a study says in sentences: who leads, how far others are behind, and what it cannot know."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from keju.core.frontier import Race, Rating

__all__ = ["cannot", "race_sentence", "sentence"]


def sentence(ratings: Sequence[Rating], races: Sequence[Race]) -> str:
    """Return the whole in one or two sentences."""
    best = ratings[0]
    first = (
        f"The highest index is that of {best.model.name} ({best.model.organisation}): "
        f"{best.index:.0f}, interval {best.interval[0]:.0f} to {best.interval[1]:.0f}."
    )
    return f"{first} {races[0].sentence}" if races else first


def race_sentence(race: Race, alpha: float) -> Race:
    """Return the race with its sentence."""
    sure = f"{100 * (1 - alpha):g}%"
    low, high = race.mean_interval
    count = len(race.path)
    said = (
        f"{race.follower} follows {race.leader} by {_months(race.mean)} on average"
        f" ({sure} band {low:.1f} to {high:.1f}; {count} new best{'s' * (count != 1)},"
        f" {race.range[0]:.1f} to {race.range[1]:.1f})."
    )
    if race.mean < 0:
        said = (
            f"{race.follower} is ahead of {race.leader} by {_months(-race.mean)} on average"
            f" ({sure} band {-high:.1f} to {-low:.1f})."
        )
    return replace(race, sentence=f"{said} {_closing(race)}")


def _closing(race: Race) -> str:
    if race.closing is None or race.closing_interval is None:
        return "There are too few new bests to say whether the lag shrinks."
    low, high = race.closing_interval
    band = f"band {low:+.1f} to {high:+.1f}"
    amount = f"{abs(race.closing):.1f} months a year"
    if low > 0:
        return f"The lag shrinks by {amount} ({band})."
    if high < 0:
        return f"The lag grows by {amount} ({band})."
    verb = "shrinks" if race.closing > 0 else "grows"
    return f"Whether the lag shrinks is not decided: it {verb} by {amount}, {_around(low, high)}."


def _around(low: float, high: float) -> str:
    return f"band {low:+.1f} to {high:+.1f} (more is shrinking)"


def _months(months: float) -> str:
    return "1 month" if round(months, 1) == 1 else f"{months:.1f} months"


_CANNOT = """\
Scores are not missing at random: makers publish what looks well, and test what is new.
Benchmarks leak into training data; a score then measures memory as well as ability.
Sources differ in prompts, attempts and tools. Where several are known they are kept apart; most \
cells have one.
One number hides what a model is good at: the table of benchmarks says what it is made of, and \
what it would be without each.
A date of release is when others could use a model, not when it was made: a lag compares published \
models, not laboratories.
A country is that of the organisation that made the model, whoever worked on it and wherever it \
was trained.
Intervals hold for the models and benchmarks of this table, resampled; they do not cover what is \
missing from it."""


def cannot() -> tuple[str, ...]:
    """Return what no such study can know, in the words of a page."""
    return tuple(_CANNOT.splitlines())
