"""Problems on networks of places and roads."""

from __future__ import annotations

import heapq
from collections import deque
from random import Random

from keju.exams.programs.drawing import choose, mixed, pick, rows
from keju.exams.programs.problem import Field, Kind, Problem, Shape, Twist

__all__ = ["GRAPHS"]


def solve_rumour_days(t: Twist, people: int, calls: list[list[int]]) -> list[int]:
    friends: list[list[int]] = [[] for _ in range(people + 1)]
    for a, b in calls:
        friends[a].append(b)
        if t["mutual"]:
            friends[b].append(a)
    day = {1: 0}
    waiting = deque([1])
    while waiting:
        person = waiting.popleft()
        if person != 1 and person % t["silent"] == 0:
            continue
        for friend in friends[person]:
            if friend not in day:
                day[friend] = day[person] + 1
                waiting.append(friend)
    last = max(day.values())
    return [len(day), last, min(person for person in day if day[person] == last)]


def slow_rumour_days(t: Twist, people: int, calls: list[list[int]]) -> list[int]:
    known, late, day = {1}, {1}, 0
    pairs = [(a, b) for a, b in calls] + [(b, a) for a, b in calls if t["mutual"]]
    for today in range(1, people + 1):
        talkers = {person for person in known if person == 1 or person % t["silent"]}
        new = {b for a, b in pairs if a in talkers} - known
        if new:
            known, late, day = known | new, new, today
    return [len(known), day, min(late)]


def _network(rng: Random, size: int) -> tuple[int, list[list[int]]]:
    """Draw a number of places, and roads between them, about as many."""
    places = max(2, size)
    roads = rows(rng, pick(rng, size // 2, size * 2), (1, places), (1, places))
    return places, roads


RUMOUR_DAYS = Problem(
    name="rumour_days",
    level=2,
    draw=lambda rng: {"mutual": rng.random() < 0.5, "silent": pick(rng, 2, 5)},
    text=lambda t: (
        "People are numbered from 1. On day 0 person 1 alone knows a rumour. Each day, everyone "
        "who knew it on the day before tells it to all whom they call. A pair [a, b] in the list "
        + ("means that a calls b and b calls a. " if t["mutual"] else "means that a calls b. ")
        + f"But people whose number is a multiple of {t['silent']} keep the rumour to themselves "
        "once they have heard it. How many people know it in the end (person 1 included), on which "
        "day did the last of them hear it (0 if nobody but person 1 knows it), and what is the "
        "smallest number of a person who heard it on that day?"
    ),
    fields=(
        Field("people", Kind.NUMBER, "how many people, from 2 to 10000"),
        Field("calls", Kind.ROWS, "0 to 20000 pairs; a may be equal to b", ("a", "b")),
    ),
    output="three numbers: how many know it, the last day, the smallest number of that day",
    shape=Shape.ROW,
    solve=solve_rumour_days,
    slow=slow_rumour_days,
    make=lambda _t, rng, n: _network(rng, n),
    edges=lambda t: [
        (2, []),
        (2, [[2, 1]]),
        (3, [[1, 1], [1, 2], [2, 3]]),
        (t["silent"] + 2, [[1, t["silent"]], [t["silent"], t["silent"] + 1]]),
        (6, [[1, 6], [6, 5], [1, 3], [3, 2], [2, 4]]),
        (9, [[i, i + 1] for i in range(1, 9)]),
    ],
    large=9_000,
)


def solve_cooking_order(t: Twist, steps: int, needs: list[list[int]]) -> list[int]:
    after: list[list[int]] = [[] for _ in range(steps + 1)]
    missing = [0] * (steps + 1)
    for first, then in needs:
        after[first].append(then)
        missing[then] += 1
    ready: list[list[int]] = [[], []]
    sign = 1 if t["small"] else -1
    for step in range(1, steps + 1):
        if not missing[step]:
            heapq.heappush(ready[step % 2], sign * step)
    order: list[int] = []
    while ready[0] or ready[1]:
        wanted = 1 - order[-1] % 2 if order else t["start"]
        step = sign * heapq.heappop(ready[wanted] or ready[1 - wanted])
        order.append(step)
        for other in after[step]:
            missing[other] -= 1
            if not missing[other]:
                heapq.heappush(ready[other % 2], sign * other)
    return order


def slow_cooking_order(t: Twist, steps: int, needs: list[list[int]]) -> list[int]:
    order: list[int] = []
    while len(order) < steps:
        open_steps = [
            step
            for step in range(1, steps + 1)
            if step not in order and all(a in order for a, b in needs if b == step)
        ]
        wanted = (order[-1] + 1) % 2 if order else t["start"]
        fitting = [step for step in open_steps if step % 2 == wanted] or open_steps
        order.append(min(fitting) if t["small"] else max(fitting))
    return order


def _recipe(rng: Random, size: int) -> tuple[int, list[list[int]]]:
    """Draw steps and pairs without a circle."""
    order = mixed(rng, range(1, size + 1))
    needs = []
    for _ in range(pick(rng, size // 2, size * 2) if size > 1 else 0):
        later = pick(rng, 1, size - 1)
        needs.append([order[pick(rng, max(0, later - 50), later - 1)], order[later]])
    return size, needs


COOKING_ORDER = Problem(
    name="cooking_order",
    level=2,
    draw=lambda rng: {"small": rng.random() < 0.5, "start": pick(rng, 0, 1)},
    text=lambda t: (
        f"A recipe has steps, numbered from 1. A pair [a, b] says that step a must be done before "
        f"step b; there is no circle in these demands. The cook likes to alternate: the first "
        f"step should have an {'odd' if t['start'] else 'even'} number, and after an even step "
        f"should come an odd one and the other way round. Among the steps that can be done now, "
        f"the cook takes only those of the kind that should come, or all of them if there are none "
        f"of that kind; and of these the one with the "
        f"{'smallest' if t['small'] else 'largest'} number. In which order are the steps done?"
    ),
    fields=(
        Field("steps", Kind.NUMBER, "how many steps, from 1 to 6000"),
        Field("needs", Kind.ROWS, "0 to 12000 pairs, perhaps with repetitions", ("a", "b")),
    ),
    output="the numbers of the steps in the order of cooking",
    shape=Shape.ROW,
    solve=solve_cooking_order,
    slow=slow_cooking_order,
    make=lambda _t, rng, n: _recipe(rng, n),
    edges=lambda _: [
        (1, []),
        (6, []),
        (2, [[2, 1], [2, 1]]),
        (5, [[5, 4], [4, 3], [3, 2], [2, 1]]),
        (6, [[1, 2], [1, 4], [1, 6], [2, 3]]),
        (7, [[1, 3], [3, 5], [5, 7]]),
    ],
    large=6_000,
)


def solve_toll_rebate(t: Twist, towns: int, roads: list[list[int]]) -> int:
    ways: list[list[tuple[int, int]]] = [[] for _ in range(towns + 1)]
    for a, b, toll in roads:
        ways[a].append((b, toll))
        ways[b].append((a, toll))
    best = {(1, 0): 0}
    heap = [(0, 1, 0)]
    while heap:
        paid, town, driven = heapq.heappop(heap)
        if town == towns:
            return paid
        if best[town, driven] < paid:
            continue
        for other, toll in ways[town]:
            if driven == t["every"] - 1:
                price = toll // t["part"]
            else:
                price = toll + (t["fee"] if other % t["guarded"] == 0 else 0)
            state = other, (driven + 1) % t["every"]
            if paid + price < best.get(state, 1 << 60):
                best[state] = paid + price
                heapq.heappush(heap, (paid + price, *state))
    return -1


def slow_toll_rebate(t: Twist, towns: int, roads: list[list[int]]) -> int:
    ends = dict.fromkeys([(1, 0)], 0)
    best = -1 if towns > 1 else 0
    for step in range(1, towns * t["every"] + 1):
        new: dict[tuple[int, int], int] = {}
        for (town, driven), paid in ends.items():
            for a, b, toll in roads:
                for here, there in ((a, b), (b, a)):
                    if here != town:
                        continue
                    fee = t["fee"] * (there % t["guarded"] == 0)
                    price = toll // t["part"] if step % t["every"] == 0 else toll + fee
                    key = there, driven + 1
                    new[key] = min(new.get(key, paid + price), paid + price)
        ends = new
        for (town, _), paid in ends.items():
            if town == towns and (best < 0 or paid < best):
                best = paid
    return best


TOLL_REBATE = Problem(
    name="toll_rebate",
    level=3,
    draw=lambda rng: {
        "every": pick(rng, 2, 4),
        "part": pick(rng, 2, 5),
        "fee": pick(rng, 3, 30),
        "guarded": pick(rng, 2, 4),
    },
    text=lambda t: (
        f"Towns are numbered from 1. A road [a, b, toll] can be driven in both directions for its "
        f"toll. On entering a town whose number is a multiple of {t['guarded']}, a fee of "
        f"{t['fee']} is to be paid besides the toll of the road just driven. But there is a "
        f"rebate: the roads of a journey are counted, and on the roads number "
        f"{t['every']}, {2 * t['every']}, {3 * t['every']} and so on one pays only the toll "
        f"divided by {t['part']}, rounded down, and no fee at its end. A journey may use roads and "
        f"towns several times, each counted anew; it ends as soon as its last town is reached for "
        f"the first time. What does the cheapest journey from town 1 to the town with the largest "
        f"number cost?"
    ),
    fields=(
        Field("towns", Kind.NUMBER, "how many towns, from 2 to 3000"),
        Field(
            "roads",
            Kind.ROWS,
            "0 to 9000 roads, a may be equal to b, toll from 0 to 1000",
            ("a", "b", "toll"),
        ),
    ),
    output="the cost of the cheapest journey, or -1 if there is none",
    solve=solve_toll_rebate,
    slow=slow_toll_rebate,
    make=lambda _t, rng, n: _tolls(rng, n),
    edges=lambda t: [
        (2, []),
        (2, [[1, 2, 0]]),
        (2, [[1, 1, 0], [1, 2, 1000]]),
        (3, [[1, 2, 7], [2, 3, 1000]]),
        (t["guarded"], [[1, t["guarded"], 10]]),
        (5, [[1, 2, 9], [2, 3, 9], [3, 4, 9], [4, 5, 9], [1, 5, 60]]),
    ],
    large=2_500,
    small=6,
)


def _tolls(rng: Random, size: int) -> tuple[int, list[list[int]]]:
    """Draw roads, most of them between towns whose numbers are near."""
    towns = max(2, size)
    roads = []
    for _ in range(pick(rng, size, 3 * size)):
        a = pick(rng, 1, towns)
        b = min(towns, max(1, a + pick(rng, -4, 6)))
        roads.append([a, b, pick(rng, 0, choose(rng, (20, 1000)))])
    return towns, roads


GRAPHS = (RUMOUR_DAYS, COOKING_ORDER, TOLL_REBATE)
