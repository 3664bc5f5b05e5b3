"""Problems about spans of time and of space."""

from __future__ import annotations

from bisect import bisect_right
from itertools import combinations
from random import Random

from keju.exams.programs.drawing import choose, pick
from keju.exams.programs.problem import Field, Kind, Problem, Shape, Twist
from keju.exams.programs.wording import counted

__all__ = ["INTERVALS"]


def _spans(rng: Random, count: int, furthest: int) -> list[list[int]]:
    """Draw spans [start, end] with start ≤ end."""
    longest = choose(rng, (3, max(3, furthest // 10), furthest))
    starts = [pick(rng, 0, furthest) for _ in range(count)]
    return [[start, min(furthest, start + pick(rng, 0, longest))] for start in starts]


def solve_lit_minutes(t: Twist, lamps: list[list[int]]) -> list[int]:
    spans = sorted([start, end + t["glow"]] for start, end in lamps if end > start)
    merged: list[list[int]] = []
    for start, end in spans:
        if merged and start <= merged[-1][1]:
            merged[-1][1] = max(merged[-1][1], end)
        else:
            merged.append([start, end])
    return [sum(end - start for start, end in merged), len(merged)]


def slow_lit_minutes(t: Twist, lamps: list[list[int]]) -> list[int]:
    lit = {
        minute for start, end in lamps if end > start for minute in range(start, end + t["glow"])
    }
    return [len(lit), sum(minute - 1 not in lit for minute in lit)]


LIT_MINUTES = Problem(
    name="lit_minutes",
    level=1,
    draw=lambda rng: {"glow": pick(rng, 0, 5)},
    text=lambda t: (
        "Lamps in a street are switched on and off at given times, in minutes. A lamp [start, "
        "end] gives light during the minutes start, start + 1, …, end - 1"
        + (f", and it glows on for another {counted(t['glow'], 'minute')}. " if t["glow"] else ". ")
        + "A lamp whose start is equal to its end is never switched on and does not light at all. "
        "During how many minutes is there light from at least one lamp? And how many separate "
        "times of light are there, that is, longest runs of minutes one after another that all "
        "have light?"
    ),
    fields=(Field("lamps", Kind.ROWS, "0 to 300 lamps, 0 ≤ start ≤ end ≤ 2000", ("start", "end")),),
    output="two numbers: the minutes with light and the separate times of light",
    shape=Shape.ROW,
    solve=solve_lit_minutes,
    slow=slow_lit_minutes,
    make=lambda _t, rng, n: (_spans(rng, n, min(2000, 6 * n + 4)),),
    edges=lambda t: [
        ([],),
        ([[5, 5]],),
        ([[0, 3], [3 + t["glow"], 9]],),
        ([[0, 3], [4 + t["glow"], 9]],),
        ([[2, 9], [3, 4], [9, 9], [2, 9]],),
    ],
    large=250,
)


def solve_busiest_moment(t: Twist, visits: list[list[int]]) -> list[int]:
    changes: dict[int, int] = {}
    for come, go in visits:
        leave = go + 1 if t["closed"] else go
        if leave > come and go - come >= t["short"]:
            changes[come] = changes.get(come, 0) + 1
            changes[leave] = changes.get(leave, 0) - 1
    most = now = moment = 0
    for time in sorted(changes):
        now += changes[time]
        if now > most or (now == most and now and t["late"]):
            most, moment = now, time
    return [most, moment]


def slow_busiest_moment(t: Twist, visits: list[list[int]]) -> list[int]:
    visits = [[come, go] for come, go in visits if go >= come + t["short"]]

    def inside(time: int) -> int:
        return sum(come <= time < go or (come <= time == go and t["closed"]) for come, go in visits)

    times = sorted({0, *(come for come, _ in visits)})
    most = max(map(inside, times))
    top = [time for time in times if inside(time) == most]
    starts = [
        time for time in top if time == 0 or inside(time - 1) < most or _came(t, visits, time)
    ]
    return [most, starts[-1] if t["late"] and most else starts[0]] if most else [0, 0]


def _came(t: Twist, visits: list[list[int]], time: int) -> bool:
    """Whether somebody comes at this very time (and so somebody else has gone)."""
    return any(come == time and (t["closed"] or go > come) for come, go in visits)


BUSIEST_MOMENT = Problem(
    name="busiest_moment",
    level=2,
    draw=lambda rng: {
        "closed": rng.random() < 0.5,
        "late": rng.random() < 0.5,
        "short": pick(rng, 1, 3),
    },
    text=lambda t: (
        "Visitors come to a museum and go again; times are whole minutes. A visitor [come, go] is "
        "inside at every minute from come to go, "
        + ("both included. " if t["closed"] else "come included and go not included. ")
        + f"But visitors for whom go minus come is less than {t['short']} are not counted at all. "
        "What is the largest number of visitors who are inside at the same minute? And at which "
        "minute is this so? If it is so at several minutes, report "
        + (
            "the latest minute among those at which a visitor who is counted came in."
            if t["late"]
            else "the earliest one."
        )
        + " If nobody is counted at all, both numbers are 0."
    ),
    fields=(
        Field("visits", Kind.ROWS, "1 to 10000 visitors, 0 ≤ come ≤ go ≤ 10^6", ("come", "go")),
    ),
    output="two numbers: the largest number of visitors, and the minute",
    shape=Shape.ROW,
    solve=solve_busiest_moment,
    slow=slow_busiest_moment,
    make=lambda _t, rng, n: (_spans(rng, n, 10 if n < 10 else 10**6 if n > 100 else 60),),
    edges=lambda _: [
        ([[4, 4]],),
        ([[0, 0], [1, 5]],),
        ([[1, 5], [5, 9]],),
        ([[1, 3], [4, 6], [7, 9]],),
        ([[1, 3], [3, 6], [6, 9]],),
        ([[0, 9], [2, 3], [3, 4], [6, 7]],),
    ],
    large=8_000,
)


def solve_free_gaps(t: Twist, day: int, bookings: list[list[int]]) -> list[int]:
    gaps, free_from = [], 0
    for start, end in sorted(bookings):
        if start - free_from >= t["need"]:
            gaps.append(start - free_from)
        free_from = max(free_from, end + t["clean"])
    if day - free_from >= t["need"]:
        gaps.append(day - free_from)
    return [len(gaps), max(gaps, default=0), sum(gap // t["need"] for gap in gaps)]


def slow_free_gaps(t: Twist, day: int, bookings: list[list[int]]) -> list[int]:
    marks = [any(a <= hour < b + t["clean"] for a, b in bookings) for hour in range(day)]
    runs = "".join("x" if mark else "." for mark in marks).split("x")
    gaps = [len(run) for run in runs if len(run) >= t["need"]]
    return [len(gaps), max([0, *gaps]), sum(gap // t["need"] for gap in gaps)]


FREE_GAPS = Problem(
    name="free_gaps",
    level=2,
    draw=lambda rng: {"need": pick(rng, 2, 6), "clean": pick(rng, 0, 4)},
    text=lambda t: (
        "A hall can be booked from time 0 to the time `day`. A booking [start, end] occupies it "
        "from start to end"
        + (
            f", and then for another {counted(t['clean'], 'unit')} of time (or until the day "
            f"ends), in which it is cleaned; bookings may overlap each other and the cleaning of "
            "others. "
            if t["clean"]
            else "; bookings may overlap. "
        )
        + f"A gap is a longest stretch of time within the day during which the hall is not "
        f"occupied. Gaps shorter than {t['need']} are useless and are ignored altogether. How many "
        f"other gaps are there, how long is the longest of them (0 if there is none), and how many "
        f"concerts of length {t['need']} fit into them, one after another and without breaks?"
    ),
    fields=(
        Field("day", Kind.NUMBER, "from 10 to 10^6"),
        Field(
            "bookings", Kind.ROWS, "0 to 8000 bookings, 0 ≤ start < end ≤ `day`", ("start", "end")
        ),
    ),
    output="three numbers: the gaps that are not useless, the longest of them, the concerts",
    shape=Shape.ROW,
    solve=solve_free_gaps,
    slow=slow_free_gaps,
    make=lambda _t, rng, n: _hall(rng, n),
    edges=lambda t: [
        (10, []),
        (10, [[0, 10]]),
        (20, [[t["need"], 20 - t["need"]]]),
        (20, [[t["need"] - 1, 20 - t["need"] - t["clean"]]]),
        (30, [[3, 25], [4, 6], [5, 20]]),
    ],
    large=8_000,
)


def _hall(rng: Random, size: int) -> tuple[int, list[list[int]]]:
    day = min(10**6, 10 + size * pick(rng, 3, 120))
    starts = [pick(rng, 0, day - 1) for _ in range(size)]
    return day, [[start, min(day, start + pick(rng, 1, 8))] for start in starts]


def solve_best_tours(t: Twist, tours: list[list[int]]) -> list[int]:
    ordered = sorted(tours, key=lambda tour: tour[1])
    ends = [tour[1] for tour in ordered]
    best = [(0, 0)]
    for place, (start, end, pay) in enumerate(ordered):
        rest = t["long_rest"] if end - start >= t["long"] else t["rest"]
        before = bisect_right(ends, start - rest, 0, place)
        money, number = best[before]
        best.append(max(best[-1], (money + pay, number - 1)))
    return [best[-1][0], -best[-1][1]]


def slow_best_tours(t: Twist, tours: list[list[int]]) -> list[int]:
    best = (0, 0)
    for count in range(1, len(tours) + 1):
        for chosen in combinations(sorted(tours, key=lambda tour: tour[1]), count):
            fits = all(
                later[0] - earlier[1]
                >= (t["long_rest"] if later[1] - later[0] >= t["long"] else t["rest"])
                for earlier, later in combinations(chosen, 2)
            )
            if fits:
                best = max(best, (sum(tour[2] for tour in chosen), -count))
    return [best[0], -best[1]]


BEST_TOURS = Problem(
    name="best_tours",
    level=3,
    draw=lambda rng: {
        "rest": (rest := pick(rng, 0, 4)),
        "long_rest": rest + pick(rng, 1, 6),
        "long": pick(rng, 5, 12),
    },
    text=lambda t: (
        f"A guide is offered tours [start, end, pay] and accepts some of them. The guide can lead "
        f"one tour at a time and rests before each tour: between the end of any accepted tour "
        f"and the start of a later accepted one at least {counted(t['rest'], 'hour')} must pass, "
        f"or at least {counted(t['long_rest'], 'hour')} if the later one is long, which means that "
        f"it takes {t['long']} hours or more. (The length of the earlier one does not matter, and "
        f"nothing is needed before the first.) What is the most that the guide can earn? And what "
        f"is the least number of tours with which this much can be earned?"
    ),
    fields=(
        Field(
            "tours",
            Kind.ROWS,
            "1 to 6000 tours, 0 ≤ start < end ≤ 10^6, pay from 1 to 1000",
            ("start", "end", "pay"),
        ),
    ),
    output="two numbers: the most to be earned and the least number of tours for it",
    shape=Shape.ROW,
    solve=solve_best_tours,
    slow=slow_best_tours,
    make=lambda _t, rng, n: (_offers(rng, n),),
    edges=lambda t: [
        ([[0, 1, 5]],),
        ([[0, 3, 5], [3 + t["rest"], 4 + t["rest"], 5]],),
        ([[0, 3, 5], [2 + t["rest"], 4 + t["rest"], 6]],),
        ([[0, 3, 5], [3 + t["long_rest"], 3 + t["long_rest"] + t["long"], 5]],),
        ([[0, 3, 5], [2 + t["long_rest"], 2 + t["long_rest"] + t["long"], 7]],),
        ([[0, 1, 3], [20, 21, 3], [0, 21, 6]],),
    ],
    large=6_000,
)


def _offers(rng: Random, size: int) -> list[list[int]]:
    furthest = min(10**6, 12 + 6 * size)
    starts = [pick(rng, 0, furthest - 1) for _ in range(size)]
    return [
        [start, min(furthest, start + pick(rng, 1, 16)), pick(rng, 1, choose(rng, (5, 1000)))]
        for start in starts
    ]


INTERVALS = (LIT_MINUTES, BUSIEST_MOMENT, FREE_GAPS, BEST_TOURS)
