"""Problems about who does what, and when."""

from __future__ import annotations

import heapq
from itertools import combinations, permutations
from random import Random

from keju.exams.programs.drawing import choose, numbers, pick, rows
from keju.exams.programs.problem import Field, Kind, Problem, Shape, Twist
from keju.exams.programs.wording import counted

__all__ = ["SCHEDULING"]


def solve_kept_promises(t: Twist, jobs: list[list[int]]) -> int:
    taken: list[int] = []
    time = 0
    for deadline, length in sorted([deadline, length] for length, deadline in jobs):
        heapq.heappush(taken, -(length + t["setup"]))
        time += length + t["setup"]
        if time > deadline + t["grace"]:
            time += heapq.heappop(taken)
    return len(taken)


def slow_kept_promises(t: Twist, jobs: list[list[int]]) -> int:
    for count in range(len(jobs), 0, -1):
        for chosen in combinations(sorted(jobs, key=lambda job: job[1]), count):
            time, fine = 0, True
            for length, deadline in chosen:
                time += t["setup"] + length
                fine = fine and time <= deadline + t["grace"]
            if fine:
                return count
    return 0


KEPT_PROMISES = Problem(
    name="kept_promises",
    level=3,
    draw=lambda rng: {"setup": pick(rng, 1, 4), "grace": pick(rng, 0, 5)},
    text=lambda t: (
        f"A workshop with one machine is asked to do jobs [length, deadline], times in hours. "
        f"Before each job the machine must be set up, which takes {counted(t['setup'], 'hour')} "
        f"(also before the first, which can begin at time 0); then the job runs for its length "
        f"without a pause. A job is in time if it ends at most {counted(t['grace'], 'hour')} after "
        f"its deadline. The workshop may refuse jobs and do the others in any order. How many jobs "
        f"can be done in time at most?"
    ),
    fields=(
        Field(
            "jobs",
            Kind.ROWS,
            "1 to 10000 jobs, length from 1 to 100, deadline from 1 to 10^6",
            ("length", "deadline"),
        ),
    ),
    output="the largest number of jobs in time",
    solve=solve_kept_promises,
    slow=slow_kept_promises,
    make=lambda _t, rng, n: (
        rows(rng, n, (1, choose(rng, (9, 100))), (1, min(10**6, n * choose(rng, (4, 10, 30))))),
    ),
    edges=lambda t: [
        ([[1, 1]],),
        ([[5, max(1, 5 + t["setup"] - t["grace"])]],),
        ([[30, 1]],),
        ([[9, 20], [1, 21], [1, 22], [1, 23], [1, 24], [9, 40]],),
        ([[1, 5 + i] for i in range(8)],),
    ],
    large=8_000,
)


def solve_bank_counters(t: Twist, customers: list[list[int]]) -> list[int]:
    free = [(0, number) for number in range(1, t["counters"] + 1)]
    longest = 0
    served = [0] * (t["counters"] + 1)
    left = 0
    for come, need in customers:
        time, number = min((max(come, at), number) for at, number in free)
        if time - come > t["patience"]:
            left += 1
            continue
        longest = max(longest, time - come)
        served[number] += 1
        pause = t["pause"] if served[number] % t["every"] == 0 else 0
        free[number - 1] = (time + need + pause, number)
    return [max(at for at, _ in free), longest, left, *served[1:]]


def slow_bank_counters(t: Twist, customers: list[list[int]]) -> list[int]:
    busy_until = dict.fromkeys(range(1, t["counters"] + 1), 0)
    served = dict.fromkeys(busy_until, 0)
    waits, left = [0], 0
    for come, need in customers:
        clock = come
        while all(until > clock for until in busy_until.values()) and clock <= come + t["patience"]:
            clock += 1
        if clock > come + t["patience"]:
            left += 1
            continue
        waits.append(clock - come)
        number = min(number for number, until in busy_until.items() if until <= clock)
        served[number] += 1
        busy_until[number] = clock + need
        if served[number] % t["every"] == 0:
            busy_until[number] += t["pause"]
    return [max(busy_until.values()), max(waits), left, *served.values()]


def _queue(rng: Random, size: int) -> list[list[int]]:
    time, customers = 0, []
    for gap in numbers(rng, size, 0, choose(rng, (1, 3, 6))):
        time += gap
        customers.append([time, pick(rng, 1, 12)])
    return customers


BANK_COUNTERS = Problem(
    name="bank_counters",
    level=2,
    draw=lambda rng: {
        "counters": pick(rng, 2, 4),
        "patience": pick(rng, 3, 10),
        "every": pick(rng, 2, 4),
        "pause": pick(rng, 2, 15),
    },
    text=lambda t: (
        f"A bank has counters numbered 1 to {t['counters']}, all free at time 0. Customers [come, "
        f"need] arrive in the order of the list and are served in this order. A customer goes to a "
        f"counter as soon as one is free, at the time of arrival or later (a counter that becomes "
        f"free at a time can be used at that time); if several are free then, to the one with the "
        f"smallest number. The customer occupies it for `need` minutes. But nobody waits longer "
        f"than {t['patience']} minutes: a customer who would have to, goes away at once on "
        f"arrival, without occupying a counter. Whenever the number of customers that a counter "
        f"has served has become a multiple of {t['every']}, it pauses for {t['pause']} minutes "
        f"after that customer before it is free again."
    ),
    fields=(
        Field(
            "customers",
            Kind.ROWS,
            "1 to 3000 customers, come never falls, need from 1 to 12",
            ("come", "need"),
        ),
    ),
    output="these numbers: the time at which all counters are free for good (pauses included), the "
    "longest time that a served customer waited, how many customers went away, and then for each "
    "counter how many customers it served",
    shape=Shape.ROW,
    solve=solve_bank_counters,
    slow=slow_bank_counters,
    make=lambda _t, rng, n: (_queue(rng, n + 2),),
    edges=lambda t: [
        ([[0, 1]],),
        ([[0, 5]] * 9,),
        ([[0, t["patience"]]] * (2 * t["counters"]),),
        ([[0, 12]] * (2 * t["counters"] + 1),),
        ([[i * 40, 2] for i in range(6)],),
    ],
    large=3_000,
)


def solve_ripe_harvest(t: Twist, fields: list[list[int]]) -> int:
    heap: list[int] = []
    ordered = sorted(fields, key=lambda field: -field[0])
    total = place = 0
    for day in range(ordered[0][0], 0, -1):
        while place < len(ordered) and ordered[place][0] >= day:
            heapq.heappush(heap, -ordered[place][1])
            place += 1
        for _ in range(t["feast_hands"] if day % t["feast"] == 0 else t["hands"]):
            if heap:
                total -= heapq.heappop(heap)
    return total


def slow_ripe_harvest(t: Twist, fields: list[list[int]]) -> int:
    def fits(chosen: tuple[list[int], ...]) -> bool:
        hands = [
            t["feast_hands"] if day % t["feast"] == 0 else t["hands"]
            for day in range(1, max(day for day, _ in fields) + 1)
        ]
        return all(
            sum(day <= last for day, _ in chosen) <= sum(hands[:last])
            for last in range(1, len(hands) + 1)
        )

    return max(
        sum(worth for _, worth in chosen)
        for count in range(len(fields) + 1)
        for chosen in combinations(fields, count)
        if fits(chosen)
    )


RIPE_HARVEST = Problem(
    name="ripe_harvest",
    level=3,
    draw=lambda rng: {
        "hands": (hands := pick(rng, 1, 2)),
        "feast": pick(rng, 2, 5),
        "feast_hands": choose(rng, [count for count in (0, 1, 3) if count != hands]),
    },
    text=lambda t: (
        f"Fields [last, worth] are to be harvested, each on one of the days 1, 2, …, last; after "
        f"day `last` it is lost. The peasants can harvest up to {t['hands']} "
        f"field{'s' if t['hands'] > 1 else ''} a day, but on days whose number is a multiple of "
        f"{t['feast']}, which are feasts, "
        + (f"up to {t['feast_hands']}" if t["feast_hands"] else "none at all")
        + ". What is the largest sum of the worths of harvested fields?"
    ),
    fields=(
        Field(
            "fields",
            Kind.ROWS,
            "1 to 10000 fields, last from 1 to 10000, worth from 1 to 1000",
            ("last", "worth"),
        ),
    ),
    output="the largest sum",
    solve=solve_ripe_harvest,
    slow=slow_ripe_harvest,
    make=lambda _t, rng, n: (rows(rng, n, (1, max(1, n // pick(rng, 1, 3))), (1, 1000)),),
    edges=lambda t: [
        ([[1, 7]],),
        ([[t["feast"], 5]] * 6,),
        ([[1, 1], [1, 2], [1, 3], [2, 4]],),
        ([[10, 1], [2, 10], [2, 9], [2, 8], [1, 7]],),
    ],
    large=10_000,
)


def solve_two_ovens(t: Twist, loaves: list[list[int]]) -> int:
    first = sorted((a, b) for a, b in loaves if a < b)
    second = sorted(((a, b) for a, b in loaves if a >= b), key=lambda loaf: -loaf[1])
    one = two = 0
    for a, b in [*first, *second]:
        one += a
        two = max(two, one + t["carry"]) + b
    return two


def slow_two_ovens(t: Twist, loaves: list[list[int]]) -> int:
    best = 1 << 60
    for order in permutations(loaves):
        ready = end = 0
        for a, b in order:
            ready += a
            end = max(end, ready + t["carry"]) + b
        best = min(best, end)
    return best


TWO_OVENS = Problem(
    name="two_ovens",
    level=3,
    draw=lambda rng: {"carry": pick(rng, 1, 9)},
    text=lambda t: (
        f"Each loaf [a, b] is baked for a minutes in oven A and then for b minutes in oven B. It "
        f"takes {counted(t['carry'], 'minute')} to carry it from A to B; meanwhile both ovens are "
        f"free for others, and any number of loaves can be carried or wait at once. Each oven "
        f"bakes one loaf at a time, without interruption. Baking starts at time 0, in an order "
        f"that the baker chooses. At what time can the last loaf leave oven B at the earliest?"
    ),
    fields=(Field("loaves", Kind.ROWS, "1 to 10000 loaves, times from 1 to 1000", ("a", "b")),),
    output="the earliest time",
    solve=solve_two_ovens,
    slow=slow_two_ovens,
    make=lambda _t, rng, n: (rows(rng, n, (1, high := choose(rng, (6, 30, 1000))), (1, high)),),
    edges=lambda _: [
        ([[1, 1]],),
        ([[9, 1], [1, 9]],),
        ([[5, 5]] * 4,),
        ([[3, 2], [2, 3], [1, 4]],),
    ],
    large=10_000,
    small=6,
)


SCHEDULING = (KEPT_PROMISES, BANK_COUNTERS, RIPE_HARVEST, TWO_OVENS)
