"""What a study says in sentences: who leads, how far others are behind, and what it cannot know."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from keju.core.frontier import Race, Rating

__all__ = ["cannot", "counted", "race_sentence", "sentence"]


def counted(number: int, noun: str) -> str:
    """Write a number of things: 1 row, 2,000 rows."""
    return f"{number:,} {noun}{'s' * (number != 1)}"


def sentence(ratings: Sequence[Rating], races: Sequence[Race]) -> str:
    """Return the whole in one or two sentences."""
    best = ratings[0]
    first = (
        f"The highest index is that of {best.model.name} ({best.model.organisation}): "
        f"{best.index:.0f}, interval {best.interval[0]:.0f} to {best.interval[1]:.0f}."
    )
    alone = "No other group of three ranked models has a new best in the period."
    return f"{first} {races[0].sentence if races else alone}"


def race_sentence(race: Race, alpha: float) -> Race:
    """Return the race with its sentence and its heading."""
    leader, follower = _called(race.leader), _called(race.follower)
    be, verb = ("are", "follow") if _many(race.follower) else ("is", "follows")
    low, high = race.mean_interval
    bounds = [lag.months for lag in race.path if lag.at_least]
    least = "at least " if bounds and all(b * race.mean > 0 for b in bounds) else ""
    said = f"{follower} {verb} {leader} by {least}{_months(race.mean)}"
    if race.mean < 0:
        said = f"{follower} {be} ahead of {leader} by {least}{_months(-race.mean)}"
        low, high = -high, -low
    if follower != race.follower or _many(race.follower):
        said = said[0].upper() + said[1:]
    average = " on average" if len(race.path) > 1 else ""
    band = f"({100 * (1 - alpha):g}% band {low:.1f} to {high:.1f})"
    said = f"{said}{average} {band}, {_over(race)}.{_larger(race, bounds)} {_closing(race)}"
    heading = f"How far {follower} {be} behind {leader}"
    return replace(race, sentence=said, heading=heading)


def _over(race: Race) -> str:
    """Return what a mean is over: how many new bests, of when, and their lags."""
    first, last = race.path[0].dated, race.path[-1].dated
    if len(race.path) == 1:
        return f"at one new best of {first:%Y-%m}"
    low, high = race.range
    lags = f"with lags of {low:.1f} to {high:.1f} months"
    return f"over {len(race.path)} new bests from {first:%Y-%m} to {last:%Y-%m} {lags}"


def _larger(race: Race, bounds: Sequence[float]) -> str:
    """Return how many lags are bounds only, a sentence after a space, nothing for none."""
    if len(race.path) == 1:
        return " It may be larger than the table can show." if bounds else ""
    above = sum(months > 0 for months in bounds)
    ways = {"larger": above, "further below 0": len(bounds) - above}
    told = " and ".join(f"{n} of these lags may be {way}" for way, n in ways.items() if n)
    return f" {told} than the table can show." if told else ""


def _called(group: str) -> str:
    """Return a group's name as it stands in a sentence."""
    return f"the {group}" if group.startswith(("United ", "Netherlands", "Philippines")) else group


def _many(group: str) -> bool:
    return group.endswith((" weights", " models"))


def _closing(race: Race) -> str:
    if race.closing is None or race.closing_interval is None:
        return "There are too few new bests to say whether the lag shrinks."
    low, high = race.closing_interval
    verb = "shrinks" if race.closing > 0 else "grows"
    amount = f"{abs(race.closing):.1f} months a year"
    if min(low, race.closing) > 0 or max(high, race.closing) < 0:
        ends = sorted((abs(low), abs(high)))
        return f"The lag {verb} by {amount} (band {ends[0]:.1f} to {ends[1]:.1f})."
    return (
        f"Whether the lag shrinks or grows is open: in this table it {verb} by {amount}, and the"
        f" band reaches from {_moving(low)} to {_moving(high)}."
    )


def _moving(closing: float) -> str:
    return f"{'shrinking' if closing > 0 else 'growing'} by {abs(closing):.1f}"


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
