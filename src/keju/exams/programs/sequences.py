"""Problems about lists of numbers."""

from __future__ import annotations

from bisect import bisect_left, insort

from keju.exams.programs.drawing import choose, numbers, pick
from keju.exams.programs.problem import Field, Kind, Problem, Shape, Twist
from keju.exams.programs.wording import counted

__all__ = ["SEQUENCES"]


def solve_count_lookouts(t: Twist, heights: list[int]) -> int:
    found, reach = 0, t["reach"]
    for place, height in enumerate(heights):
        near = heights[max(0, place - reach) : place] + heights[place + 1 : place + 1 + reach]
        if near and all(height >= other + t["above"] for other in near):
            found += t["ends"] or reach <= place < len(heights) - reach
    return found


def slow_count_lookouts(t: Twist, heights: list[int]) -> int:
    found = 0
    for i in range(len(heights)):
        others = [j for j in range(len(heights)) if 0 < abs(i - j) <= t["reach"]]
        lower = [j for j in others if heights[j] <= heights[i] - t["above"]]
        whole = len(others) == 2 * t["reach"]
        found += bool(others) and lower == others and (whole or t["ends"])
    return found


COUNT_LOOKOUTS = Problem(
    name="count_lookouts",
    level=1,
    draw=lambda rng: {
        "reach": pick(rng, 1, 3),
        "above": pick(rng, 0, 3),
        "ends": rng.random() < 0.5,
    },
    text=lambda t: (
        "Along a road the heights of posts are given in order. A post is a lookout if "
        + (
            f"it is higher by at least {t['above']} than each of its neighbours"
            if t["above"]
            else "none of its neighbours is higher"
        )
        + f"; its neighbours are the {counted(t['reach'], 'post')} directly before it and the "
        f"{t['reach']} directly after it. "
        + (
            "A post near an end of the road has fewer neighbours (those that exist), and that is "
            "all right, but it must have at least one."
            if t["ends"]
            else f"Only a post with {counted(t['reach'], 'neighbour')} on either side can be one."
        )
        + " How many lookouts are there?"
    ),
    fields=(Field("heights", Kind.NUMBERS, "1 to 200 whole numbers from 0 to 1000"),),
    output="the number of lookouts",
    solve=solve_count_lookouts,
    slow=slow_count_lookouts,
    make=lambda _t, rng, n: (numbers(rng, 2 * n + 2, 0, choose(rng, (8, 30, 100))),),
    edges=lambda t: [
        ([5],),
        ([7, 7],),
        ([0, t["above"], 0],),
        ([0] * 5 + [t["above"]] + [0] * 5,),
        ([9, 0, 0, 0, 9, 0, 0, 0, 9],),
        ([0] * 4 + [max(0, t["above"] - 1)] + [0] * 4,),
    ],
    large=99,
)


def solve_fussy_sum(t: Twist, entries: list[int]) -> int:
    total, skip = 0, 0
    for entry in entries:
        if skip:
            skip -= 1
        elif entry % t["skipper"] == 0:
            total += entry
            skip = t["skip"]
        elif entry % t["taker"] == 0:
            total -= entry
        else:
            total += entry
    return total


def slow_fussy_sum(t: Twist, entries: list[int]) -> int:
    if not entries:
        return 0
    first, rest = entries[0], entries[1:]
    if first % t["skipper"] == 0:
        return first + slow_fussy_sum(t, rest[t["skip"] :])
    return slow_fussy_sum(t, rest) + (-first if first % t["taker"] == 0 else first)


FUSSY_SUM = Problem(
    name="fussy_sum",
    level=1,
    draw=lambda rng: {
        "skipper": pick(rng, 4, 8),
        "taker": pick(rng, 2, 3),
        "skip": pick(rng, 1, 3),
    },
    text=lambda t: (
        f"A fussy book-keeper adds up entries in order, from a total of 0. An entry that is a "
        f"multiple of {t['skipper']} is added, and then the next "
        f"{counted(t['skip'], 'entry', 'entries')} (or as many as are left) are passed over "
        f"unread: whatever they are, they do nothing. Any other multiple of {t['taker']} is taken "
        "away from the total. All other entries are added."
    ),
    fields=(Field("entries", Kind.NUMBERS, "1 to 300 whole numbers from 0 to 10000"),),
    output="the total at the end",
    solve=solve_fussy_sum,
    slow=slow_fussy_sum,
    make=lambda _t, rng, n: (numbers(rng, n, 0, choose(rng, (12, 100, 10_000))),),
    edges=lambda t: [
        ([0],),
        ([t["skipper"]] * 9,),
        ([t["taker"]] * 5,),
        ([1, t["skipper"], 1, 1, 1, 1, t["skipper"]],),
        ([t["skipper"] * t["taker"], 5, 5, 5, 5],),
    ],
    large=290,
)


def solve_window_rank(t: Twist, readings: list[int]) -> list[int]:
    window: list[int] = []
    result = []
    for place, reading in enumerate(readings):
        insort(window, reading)
        if place >= t["width"]:
            del window[bisect_left(window, readings[place - t["width"]])]
        rank = min(t["rank"], len(window))
        result.append(window[rank - 1] if t["small"] else window[-rank])
    return result


def slow_window_rank(t: Twist, readings: list[int]) -> list[int]:
    result = []
    for end in range(1, len(readings) + 1):
        ordered = sorted(readings[max(0, end - t["width"]) : end], reverse=not t["small"])
        result.append(ordered[: t["rank"]][-1])
    return result


WINDOW_RANK = Problem(
    name="window_rank",
    level=2,
    draw=lambda rng: {
        "width": choose(rng, (4, 5, 7, 4000, 5000, 6000)),
        "rank": pick(rng, 2, 4),
        "small": rng.random() < 0.5,
    },
    text=lambda t: (
        f"A sensor gives readings one after another. After each reading, look at the last "
        f"{t['width']} readings, or at all of them while there are fewer, and report the one of "
        f"rank {t['rank']} when they are put in order from the "
        f"{'smallest' if t['small'] else 'largest'} (which has rank 1); equal readings each have "
        f"a rank of their own. While there are fewer than {t['rank']} readings, report the one "
        f"that comes last in this order."
    ),
    fields=(Field("readings", Kind.NUMBERS, "1 to 15000 whole numbers from -1000 to 1000"),),
    output="the reported readings in order",
    shape=Shape.ROW,
    solve=solve_window_rank,
    slow=slow_window_rank,
    make=lambda _t, rng, n: (numbers(rng, n, *choose(rng, ((-3, 3), (-1000, 1000)))),),
    edges=lambda _: [
        ([4],),
        ([3, 1],),
        ([1, 1, 1, 1, 1],),
        (list(range(20)),),
        (list(range(20, 0, -1)),),
    ],
    large=15_000,
)


def solve_far_inversions(t: Twist, values: list[int]) -> int:
    order = {value: rank for rank, value in enumerate(sorted(set(values)), start=1)}
    keys = sorted(order)
    tree = [0] * (len(keys) + 1)
    total = added = 0
    for place, value in enumerate(values):
        if place >= t["gap"]:
            rank = order[values[place - t["gap"]]]
            added += 1
            while rank < len(tree):
                tree[rank] += 1
                rank += rank & -rank
        rank, not_above = bisect_left(keys, value + t["drop"]), 0
        while rank:
            not_above += tree[rank]
            rank -= rank & -rank
        total += added - not_above
    return total


def slow_far_inversions(t: Twist, values: list[int]) -> int:
    return sum(
        values[i] - values[j] >= t["drop"]
        for j in range(len(values))
        for i in range(j - t["gap"] + 1)
    )


FAR_INVERSIONS = Problem(
    name="far_inversions",
    level=3,
    draw=lambda rng: {"gap": pick(rng, 1, 6), "drop": pick(rng, -4, 9)},
    text=lambda t: (
        f"In a list of daily prices, a pair of days is remarkable if the later day comes at least "
        f"{counted(t['gap'], 'day')} after the earlier one and the earlier price minus the later "
        f"price is at least {t['drop']}. How many remarkable pairs are there?"
    ),
    fields=(Field("values", Kind.NUMBERS, "the prices: 1 to 20000 numbers from -10^6 to 10^6"),),
    output="the number of remarkable pairs",
    solve=solve_far_inversions,
    slow=slow_far_inversions,
    make=lambda _t, rng, n: (
        numbers(rng, n, *choose(rng, ((-10, 10), (0, 40), (-(10**6), 10**6)))),
    ),
    edges=lambda t: [
        ([0],),
        ([5] * 10,),
        (list(range(0, -80, -8)),),
        (list(range(12)),),
        ([t["drop"]] * t["gap"] + [0] * t["gap"],),
    ],
    large=20_000,
)


def solve_leaping_chain(t: Twist, stones: list[int]) -> int:
    low = min(stones)
    size = max(stones) - low + 1
    trees = [[0] * (size + 1) for _ in range(2)]
    best = 0
    for stone in stones:
        rank = stone - low + 1
        up = 1 + max(_prefix(trees[1], rank - t["leap"]), 0)
        down = 1 + max(_prefix(trees[0], size + 1 - rank - t["leap"]), 0)
        _raise(trees[0], size + 1 - rank, up)
        _raise(trees[1], rank, down)
        best = max(best, up, down)
    return best


def _prefix(tree: list[int], place: int) -> int:
    best = 0
    while place > 0:
        best = max(best, tree[place])
        place -= place & -place
    return best


def _raise(tree: list[int], place: int, value: int) -> None:
    while place < len(tree):
        tree[place] = max(tree[place], value)
        place += place & -place


def slow_leaping_chain(t: Twist, stones: list[int]) -> int:
    up, down = [1] * len(stones), [1] * len(stones)
    for place, stone in enumerate(stones):
        for before in range(place):
            step = stone - stones[before]
            if step >= t["leap"]:
                up[place] = max(up[place], down[before] + 1)
            if -step >= t["leap"]:
                down[place] = max(down[place], up[before] + 1)
    return max(up + down)


LEAPING_CHAIN = Problem(
    name="leaping_chain",
    level=3,
    draw=lambda rng: {"leap": pick(rng, 1, 12)},
    text=lambda t: (
        f"Stones lie in a row, each at its own height. A chain is a choice of stones, kept in "
        f"their order, such that each step from one chosen stone to the next goes up by at least "
        f"{t['leap']} or down by at least {t['leap']}, and steps up and steps down alternate (the "
        f"first step may be either). How many stones does the longest chain have? A single stone "
        f"is a chain."
    ),
    fields=(Field("stones", Kind.NUMBERS, "the heights: 1 to 15000 numbers from 0 to 20000"),),
    output="the number of stones of the longest chain",
    solve=solve_leaping_chain,
    slow=slow_leaping_chain,
    make=lambda t, rng, n: (numbers(rng, n, 0, choose(rng, (t["leap"] * 2, 30, 20_000))),),
    edges=lambda t: [
        ([7],),
        ([3, 3, 3],),
        ([0, t["leap"]] * 5,),
        ([0, t["leap"] - 1] * 5,),
        (list(range(0, 500, 25)),),
    ],
    large=13_000,
)

SEQUENCES = (COUNT_LOOKOUTS, FUSSY_SUM, WINDOW_RANK, FAR_INVERSIONS, LEAPING_CHAIN)
