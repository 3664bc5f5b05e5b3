"""Who leads and who follows: the best of each group over time, and lags with their bands."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from keju.core.errors import InputError, nearest
from keju.core.estimate import Interval
from keju.core.frontier import Best, Lag, ModelFacts, Race
from keju.frontier.fitted import Fitted, months_of
from keju.frontier.settings import Settings
from keju.stats.joint_draws import interval_of
from keju.stats.lags import Front, behind, gap_pace, pace, recentred, records

__all__ = ["Groups", "bests", "groups_of", "races"]

_FEWEST = 3  # models of a group that may race


@dataclass(frozen=True, eq=False)
class Groups:
    """Models by group: positions in the fit, and their fronts in the fit and in every resample."""

    found: Fitted
    facts: Sequence[ModelFacts]
    members: Mapping[str, Sequence[int]]
    fronts: Mapping[str, Front]
    kept: Mapping[str, Sequence[int]]
    resampled: Mapping[str, Sequence[Front]]
    end: date


def groups_of(found: Fitted, facts: Mapping[str, ModelFacts], settings: Settings) -> Groups:
    """Return the rated models by group, with their fronts."""
    of = [facts[name] for name in found.models]
    members: dict[str, list[int]] = {}
    for place in found.rated:
        members.setdefault(of[place].group(settings.by), []).append(place)
    fronts, kept, resampled = {}, {}, {}
    for group, places in members.items():
        times = [months_of(of[place].released) for place in places]
        fronts[group], mine = records(times, found.index[places])
        kept[group] = [places[n] for n in mine]
        resampled[group] = recentred(times, found.index[places], found.draws[:, places])
    end = max(of[place].released for place in found.rated)
    return Groups(found, of, members, fronts, kept, resampled, end)


def bests(groups: Groups, alpha: float) -> dict[str, tuple[Best, ...]]:
    """Return each group's new bests in their order; the interval is that of the group's best."""
    made = {}
    for group, places in groups.kept.items():
        steps = []
        for place in places:
            model = groups.facts[place]
            at = [front.at(months_of(model.released)) for front in groups.resampled[group]]
            index = float(groups.found.index[place])
            band = interval_of(at, alpha)
            steps.append(Best(group, model.released, model.name, index, band))
        made[group] = tuple(steps)
    return made


def races(groups: Groups, settings: Settings) -> tuple[Race, ...]:
    """Return the races of followers behind the leader: those asked for, or all that can be run.

    Raises InputError for a group that is not there, or that was asked for and has no new best.
    """
    able = [g for g, places in groups.members.items() if len(places) >= _FEWEST]
    for asked in (settings.leader, settings.follower):
        if asked is not None and asked not in groups.members:
            known = nearest(asked, groups.members)
            raise InputError(f"no group {asked!r} with rated models here.{known}")
    ends = {group: groups.fronts[group].values[-1] for group in able}
    leader = settings.leader or max(ends, key=lambda group: ends[group], default=None)
    followers = [settings.follower] if settings.follower else sorted(able)
    made = [
        _race(groups, leader, follower, settings)
        for follower in followers
        if leader is not None and follower != leader
    ]
    if settings.follower and not any(made):
        raise InputError(
            f"{settings.follower} has no new best since {settings.since} to compare with"
            f" {leader}; try an earlier --since, or another --follower"
        )
    return tuple(sorted((race for race in made if race), key=lambda race: -len(race.path)))


def _race(groups: Groups, leader: str, follower: str, settings: Settings) -> Race | None:
    """Return one race, None where the follower has no new best in the period."""
    ahead, after = groups.fronts[leader], groups.fronts[follower]
    since, end = months_of(settings.since), months_of(groups.end)
    pairs = list(zip(groups.resampled[leader], groups.resampled[follower], strict=True))
    path = tuple(_path(groups, leader, follower, settings))
    if not path:
        return None
    times, alpha = after.since(since), settings.alpha
    paces = [pace(one, other, times, end) for one, other in pairs]
    gaps = [gap_pace(one, other, since, end) for one, other in pairs]
    mine, (gap, widening) = pace(ahead, after, times, end), gap_pace(ahead, after, since, end)
    closing, closing_interval = _closing(mine.slope, [each.slope for each in paces], alpha)
    gap_closing, gap_closing_interval = _closing(widening, [each[1] for each in gaps], alpha)
    return Race(
        leader=leader,
        follower=follower,
        path=path,
        mean=mine.mean,
        mean_interval=interval_of([each.mean for each in paces], alpha),
        range=(mine.least, mine.most),
        now=_lag(groups, (leader, follower), groups.end, alpha),
        closing=closing,
        closing_interval=closing_interval,
        gap=gap,
        gap_interval=interval_of([each[0] for each in gaps], alpha),
        gap_closing=gap_closing,
        gap_closing_interval=gap_closing_interval,
    )


def _closing(
    slope: float, slopes: Sequence[float], alpha: float
) -> tuple[float, Interval] | tuple[None, None]:
    """Return how much shrinks a year, with its interval; None of too few dates for a line."""
    if math.isnan(slope):
        return None, None
    return -slope, interval_of([-each for each in slopes], alpha)


def _path(groups: Groups, leader: str, follower: str, settings: Settings) -> Iterator[Lag]:
    for place in groups.kept[follower]:
        day = groups.facts[place].released
        if day >= settings.since:
            yield _lag(groups, (leader, follower), day, settings.alpha)


def _lag(groups: Groups, pair: tuple[str, str], day: date, alpha: float) -> Lag:
    time, end = months_of(day), months_of(groups.end)
    ahead, after = (groups.fronts[group] for group in pair)
    months, open_ended = behind(ahead, after, time, end)
    others = zip(*(groups.resampled[group] for group in pair), strict=True)
    band = interval_of([behind(one, two, time, end)[0] for one, two in others], alpha)
    made = [p for p in groups.kept[pair[1]] if groups.facts[p].released <= day]
    return Lag(day, months, band, groups.facts[made[-1]].name, open_ended)
