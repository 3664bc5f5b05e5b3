"""Problems about whole numbers, their digits and divisors."""

from __future__ import annotations

from math import gcd, isqrt
from random import Random

from keju.exams.programs.drawing import choose, numbers, pick, rows
from keju.exams.programs.problem import Field, Kind, Problem, Shape, Twist

__all__ = ["DIGITS"]


def solve_mirror_sum(t: Twist, values: list[int]) -> int:
    total = 0
    for value in values:
        digits = []
        rest = value
        while rest:
            rest, digit = divmod(rest, t["base"])
            digits.append(digit)
        mirrored = 0
        for digit in digits:
            mirrored = mirrored * t["base"] + digit
        total += mirrored if mirrored % t["odd"] else -value
    return total


MIRROR_SUM = Problem(
    name="mirror_sum",
    level=1,
    draw=lambda rng: {
        "base": choose(rng, (2, 3, 4, 5, 6, 7, 8, 9, 11, 12)),
        "odd": pick(rng, 2, 5),
    },
    text=lambda t: (
        f"The mirror of a positive whole number is found by writing it in base {t['base']}, "
        f"without leading zeros, and reading the digits from right to left as a number in base "
        f"{t['base']} (zeros that now stand in front do not count). From a list of numbers, make a "
        f"sum: for each number add its mirror, but if the mirror is a multiple of {t['odd']}, "
        f"subtract the number itself instead."
    ),
    fields=(Field("values", Kind.NUMBERS, "1 to 200 whole numbers from 1 to 10^12"),),
    output="the sum",
    solve=solve_mirror_sum,
    make=lambda _t, rng, n: (numbers(rng, n, 1, choose(rng, (20, 1000, 10**12))),),
    edges=lambda t: [
        ([1],),
        ([t["base"]],),
        ([t["base"] - 1, t["base"] + 1],),
        ([t["odd"], t["odd"] * t["base"]],),
        ([10**12],),
    ],
    large=190,
)


def solve_digit_carousel(t: Twist, start: int) -> list[int]:
    seen: dict[int, int] = {}
    now = start
    while now not in seen:
        seen[now] = len(seen)
        digits = [int(digit) for digit in str(now)]
        now = sum(digit ** t["power"] for digit in digits) + t["add"] * (len(digits) % 2)
    return [seen[now], len(seen) - seen[now], max(seen)]


def slow_digit_carousel(t: Twist, start: int) -> list[int]:
    def turn(value: int) -> int:
        digits = list(map(int, str(value)))
        powers: int = sum(digit ** t["power"] for digit in digits)
        return powers + int(t["add"]) if len(digits) % 2 else powers

    path = [start]
    while turn(path[-1]) not in path:
        path.append(turn(path[-1]))
    before = path.index(turn(path[-1]))
    return [before, len(path) - before, max(path)]


DIGIT_CAROUSEL = Problem(
    name="digit_carousel",
    level=1,
    draw=lambda rng: {"power": pick(rng, 2, 4), "add": pick(rng, 1, 9)},
    text=lambda t: (
        f"From a whole number the next one is made like this: each decimal digit is raised to the "
        f"power {t['power']}, and the results are added up; if the number of digits is odd, "
        f"{t['add']} is added too. From a given start, numbers are made one after another until a "
        f"number comes up that has come before (the start counts as having come). How many numbers "
        f"come before the first occurrence of that number, how many numbers does the circle "
        f"have that is run through from then on, and what is the largest number that comes up, the "
        f"start included?"
    ),
    fields=(Field("start", Kind.NUMBER, "from 0 to 10^9"),),
    output="three numbers: those before the circle, those in the circle, the largest number",
    shape=Shape.ROW,
    solve=solve_digit_carousel,
    slow=slow_digit_carousel,
    make=lambda _t, rng, n: (pick(rng, 0, 10 ** min(9, n)),),
    edges=lambda _: [(0,), (1,), (9,), (10,), (999999999,), (10**9,)],
    large=9,
)


def solve_beacon_meeting(t: Twist, beacons: list[list[int]]) -> int:
    time, step = 0, 1
    for period, first in beacons:
        tries = period // gcd(step, period)
        for _ in range(tries):
            if (time - first) % period == 0:
                break
            time += step
        else:
            return -1
        step = step * period // gcd(step, period)
    return time if time >= t["after"] else time + -((time - t["after"]) // step) * step


def slow_beacon_meeting(t: Twist, beacons: list[list[int]]) -> int:
    common = 1
    for period, _ in beacons:
        common *= period
    for time in range(t["after"], t["after"] + common):
        if all(time % period == first for period, first in beacons):
            return time
    return -1


BEACON_MEETING = Problem(
    name="beacon_meeting",
    level=2,
    draw=lambda rng: {"after": pick(rng, 50, 5000)},
    text=lambda t: (
        f"Beacons flash in a regular way: a beacon [period, first] flashes at the seconds first, "
        f"first + period, first + 2·period and so on. Find the earliest second, not before second "
        f"{t['after']}, at which all beacons flash at once."
    ),
    fields=(
        Field(
            "beacons",
            Kind.ROWS,
            "1 to 12 beacons, 1 ≤ period ≤ 2000, 0 ≤ first < period",
            ("period", "first"),
        ),
    ),
    output="that second, or -1 if they never all flash at once",
    solve=solve_beacon_meeting,
    slow=slow_beacon_meeting,
    make=lambda _t, rng, n: (_beacons(rng, n),),
    edges=lambda t: [
        ([[1, 0]],),
        ([[t["after"] % 1900 + 2, 0]],),
        ([[2, 0], [2, 1]],),
        ([[6, 4], [4, 2], [10, 8]],),
        ([[6, 4], [4, 3]],),
    ],
    large=100,
    small=4,
)


def _beacons(rng: Random, size: int) -> list[list[int]]:
    goal = pick(rng, 0, 10 ** min(6, size))
    periods = [pick(rng, 2, 12 if size < 9 else 2000) for _ in range(min(12, max(1, size // 2)))]
    wrong = pick(rng, 0, 3) == 0
    return [
        [period, (goal + (wrong and place == 1)) % period] for place, period in enumerate(periods)
    ]


def solve_rough_numbers(t: Twist, limit: int, questions: list[list[int]]) -> list[int]:
    least = list(range(limit + 1))
    for value in range(2, isqrt(limit) + 1):
        if least[value] == value:
            for multiple in range(value * value, limit + 1, value):
                if least[multiple] == multiple:
                    least[multiple] = value
    rough = [0, 0]
    for value in range(2, limit + 1):
        quotient = value // least[value]
        twice = quotient % least[value] == 0
        good = least[value] >= t["least"] and (t["repeats"] or not twice)
        rough.append(rough[-1] + good)
    return [rough[high] - rough[low - 1] for low, high in questions]


def slow_rough_numbers(t: Twist, limit: int, questions: list[list[int]]) -> list[int]:
    def good(value: int) -> bool:
        first = next((d for d in range(2, value + 1) if value % d == 0), 0)
        return first >= t["least"] and (t["repeats"] or value % (first * first) > 0)

    return [sum(map(good, range(low, min(high, limit) + 1))) for low, high in questions]


ROUGH_NUMBERS = Problem(
    name="rough_numbers",
    level=2,
    draw=lambda rng: {"least": pick(rng, 3, 8), "repeats": rng.random() < 0.5},
    text=lambda t: (
        f"A whole number above 1 is rough if its smallest prime factor is at least {t['least']}"
        + (
            ". "
            if t["repeats"]
            else " and the square of that smallest prime factor does not divide it. "
        )
        + "The number 1 is not rough. For each question [low, high], count the rough numbers from "
        "low to high, both included."
    ),
    fields=(
        Field("limit", Kind.NUMBER, "no question goes beyond it; from 2 to 60000"),
        Field(
            "questions", Kind.ROWS, "1 to 4000 questions, 1 ≤ low ≤ high ≤ `limit`", ("low", "high")
        ),
    ),
    output="the count for each question",
    shape=Shape.LINES,
    solve=solve_rough_numbers,
    slow=slow_rough_numbers,
    make=lambda _t, rng, n: (
        limit := min(60_000, max(2, n * 15)),
        [sorted(row) for row in rows(rng, n, (1, limit), (1, limit))],
    ),
    edges=lambda _: [(2, [[1, 1], [2, 2], [1, 2]]), (125, [[1, 125], [25, 25], [49, 121]])],
    large=4_000,
)


def solve_shared_factor(t: Twist, values: list[int]) -> int:
    top = max(values)
    count = [0] * (top + 1)
    for value in values:
        count[value] += 1
    exact = [0] * (top + 1)
    answer = 0
    for factor in range(top, 0, -1):
        many = sum(count[factor::factor])
        exact[factor] = many * (many - 1) // 2 - sum(exact[2 * factor :: factor])
        if factor % t["modulus"] == t["rest"]:
            answer += exact[factor]
    return answer


def slow_shared_factor(t: Twist, values: list[int]) -> int:
    return sum(
        gcd(values[i], values[j]) % t["modulus"] == t["rest"]
        for j in range(len(values))
        for i in range(j)
    )


SHARED_FACTOR = Problem(
    name="shared_factor",
    level=3,
    draw=lambda rng: {"modulus": (modulus := pick(rng, 2, 6)), "rest": pick(rng, 0, modulus - 1)},
    text=lambda t: (
        f"Gears have given numbers of teeth. Two different gears match if the greatest common "
        f"divisor of their numbers leaves the remainder {t['rest']} when divided by "
        f"{t['modulus']}. How many pairs of gears match? Gears with equal numbers are still "
        f"different gears, and a pair has no order."
    ),
    fields=(Field("values", Kind.NUMBERS, "the teeth: 1 to 15000 whole numbers from 1 to 20000"),),
    output="the number of pairs that match",
    solve=solve_shared_factor,
    slow=slow_shared_factor,
    make=lambda _t, rng, n: (numbers(rng, n, 1, choose(rng, (12, 60, 20_000))),),
    edges=lambda t: [([1],), ([6, 6],), ([t["modulus"]] * 6,), ([12, 18, 30, 45, 7],), ([1] * 5,)],
    large=15_000,
)

DIGITS = (MIRROR_SUM, DIGIT_CAROUSEL, BEACON_MEETING, ROUGH_NUMBERS, SHARED_FACTOR)
