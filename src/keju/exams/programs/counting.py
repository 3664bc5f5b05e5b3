"""Problems that count what cannot be listed."""

from __future__ import annotations

from functools import cache
from itertools import product

from keju.exams.programs.drawing import choose, distinct, numbers, pick, rows
from keju.exams.programs.problem import Field, Kind, Problem, Twist

__all__ = ["COUNTING"]

PRIME = 998244353


def solve_plain_strings(t: Twist, length: int) -> int:
    runs = [0] * (t["longest"] + 1)
    runs[1] = t["letters"]
    for _ in range(length - 1):
        fresh = sum(runs) * (t["letters"] - 1) % PRIME
        runs = [0, fresh, *runs[1:-1]]
    return sum(runs) % PRIME


def slow_plain_strings(t: Twist, length: int) -> int:
    def fits(text: tuple[int, ...]) -> bool:
        width = t["longest"] + 1
        return all(len(set(text[i : i + width])) > 1 for i in range(length - t["longest"]))

    return sum(map(fits, product(range(t["letters"]), repeat=length))) % PRIME


PLAIN_STRINGS = Problem(
    name="plain_strings",
    level=2,
    draw=lambda rng: {"letters": pick(rng, 2, 6), "longest": pick(rng, 2, 4)},
    text=lambda t: (
        f"A language has {t['letters']} letters, and any text of these letters is a word of it, "
        f"except that no letter may stand more than {t['longest']} times in a row. How many words "
        f"of a given length are there? Give the number modulo {PRIME}."
    ),
    fields=(Field("length", Kind.NUMBER, "from 1 to 20000"),),
    output="the number of words modulo 998244353",
    solve=solve_plain_strings,
    slow=slow_plain_strings,
    make=lambda _t, rng, n: (n if n < 10 else pick(rng, n // 2, n),),
    edges=lambda t: [(1,), (t["longest"],), (t["longest"] + 1,), (t["longest"] + 2,)],
    large=20_000,
    small=6,
)


def solve_wall_pieces(t: Twist, length: int) -> int:
    ways = [{t["sizes"][-1]: 0, "other": 1}]
    big = t["sizes"][-1]
    for done in range(1, length + 1):
        other = sum(sum(ways[done - size].values()) for size in t["sizes"][:-1] if size <= done)
        last = ways[done - big]["other"] if big <= done else 0
        ways.append({big: last % PRIME, "other": other % PRIME})
    return sum(ways[-1].values()) % PRIME


def slow_wall_pieces(t: Twist, length: int) -> int:
    def lay(left: int, before: int) -> int:
        if left == 0:
            return 1
        big = t["sizes"][-1]
        return sum(
            lay(left - size, size)
            for size in t["sizes"]
            if size <= left and not (size == before == big)
        )

    return lay(length, 0) % PRIME


WALL_PIECES = Problem(
    name="wall_pieces",
    level=2,
    draw=lambda rng: {"sizes": distinct(rng, pick(rng, 3, 4), 1, 7)},
    text=lambda t: (
        f"A wall is covered from left to right with boards of the lengths "
        f"{', '.join(map(str, t['sizes']))}; of each length there are as many as needed, and "
        f"boards of one length cannot be told apart. The boards must fill the wall exactly, and "
        f"two boards of length {t['sizes'][-1]} must not lie next to each other. In how many ways "
        f"can it be covered? Ways differ if their sequences of lengths differ. Give the number "
        f"modulo {PRIME}."
    ),
    fields=(Field("length", Kind.NUMBER, "the length of the wall, from 1 to 20000"),),
    output="the number of ways modulo 998244353",
    solve=solve_wall_pieces,
    slow=slow_wall_pieces,
    make=lambda _t, rng, n: (n if n < 14 else pick(rng, n // 2, n),),
    edges=lambda t: [(1,), (t["sizes"][0],), (t["sizes"][-1] * 2,), (t["sizes"][1] * 2 + 1,)],
    large=20_000,
    small=16,
)


def solve_proud_numbers(t: Twist, low: int, high: int) -> int:
    return _proud_up_to(t, high) - _proud_up_to(t, low - 1)


def _proud_up_to(t: Twist, high: int) -> int:
    if high <= 0:
        return 0
    digits = list(map(int, str(high)))

    @cache
    def count(place: int, before: int, rest: int, tight: bool) -> int:  # noqa: FBT001 - a memo's key
        if place == len(digits):
            return int(before >= 0 and rest == t["rest"])
        total = 0
        for digit in range(digits[place] + 1 if tight else 10):
            now_tight = tight and digit == digits[place]
            if before < 0 and digit == 0:
                total += count(place + 1, -1, 0, now_tight)
            elif before < 0 or (abs(digit - before) >= t["step"] and digit != t["taboo"]):
                total += count(place + 1, digit, (rest + digit) % t["modulus"], now_tight)
        return total

    return count(0, -1, 0, True)


def slow_proud_numbers(t: Twist, low: int, high: int) -> int:
    found = 0
    for number in range(low, high + 1):
        digits = [int(digit) for digit in str(number)]
        far = all(abs(digits[i] - digits[i - 1]) >= t["step"] for i in range(1, len(digits)))
        found += far and t["taboo"] not in digits[1:] and sum(digits) % t["modulus"] == t["rest"]
    return found


PROUD_NUMBERS = Problem(
    name="proud_numbers",
    level=3,
    draw=lambda rng: {
        "step": pick(rng, 1, 3),
        "taboo": pick(rng, 0, 9),
        "modulus": (modulus := pick(rng, 3, 9)),
        "rest": pick(rng, 0, modulus - 1),
    },
    text=lambda t: (
        f"A positive whole number, written in the decimal system without leading zeros, is proud "
        f"if all of this holds: neighbouring digits differ by at least {t['step']}; the digit "
        f"{t['taboo']} does not occur, except that it may be the first digit; and the sum of the "
        f"digits leaves the remainder {t['rest']} when divided by {t['modulus']}. How many proud "
        f"numbers are there from `low` to `high`, both included?"
    ),
    fields=(
        Field("low", Kind.NUMBER, "from 1 to `high`"),
        Field("high", Kind.NUMBER, "at most 10^18"),
    ),
    output="the number of proud numbers",
    solve=solve_proud_numbers,
    slow=slow_proud_numbers,
    make=lambda _t, rng, n: _range(pick(rng, 1, 10 ** min(n, 18)), pick(rng, 1, 10 ** min(n, 18))),
    edges=lambda t: [
        (1, 9),
        (t["taboo"] or 10, t["taboo"] or 10),
        (1, 1000),
        (100, 100),
        (999, 1001),
    ],
    large=18,
    small=3,
)


def _range(one: int, other: int) -> tuple[int, int]:
    return min(one, other), max(one, other)


def solve_ring_colours(t: Twist, beads: int, banned: list[list[int]]) -> int:
    colours = range(t["colours"])
    pairs = {(a - 1, b - 1) for a, b in banned}
    step = [[int((a, b) not in pairs) for b in colours] for a in colours]
    power = [[int(a == b) for b in colours] for a in colours]
    while beads:
        if beads & 1:
            power = _times(power, step)
        step = _times(step, step)
        beads >>= 1
    return sum(power[a][a] for a in colours) % PRIME


def _times(left: list[list[int]], right: list[list[int]]) -> list[list[int]]:
    columns = list(zip(*right, strict=True))
    return [
        [sum(a * b for a, b in zip(row, column, strict=True)) % PRIME for column in columns]
        for row in left
    ]


def slow_ring_colours(t: Twist, beads: int, banned: list[list[int]]) -> int:
    found = 0
    for ring in product(range(1, t["colours"] + 1), repeat=beads):
        found += all([ring[i - 1], ring[i]] not in banned for i in range(beads))
    return found % PRIME


RING_COLOURS = Problem(
    name="ring_colours",
    level=3,
    draw=lambda rng: {"colours": pick(rng, 3, 7)},
    text=lambda t: (
        f"Beads are threaded on a closed ring with a clasp, numbered from 1 onward in clockwise "
        f"order from the clasp; clockwise after the last bead comes bead 1. Each bead gets one of "
        f"{t['colours']} colours, numbered from 1. A list of banned pairs [a, b] is given: a bead "
        f"of colour a must not be followed, clockwise, by a bead of colour b (but b may be "
        f"followed by a, unless that is banned too). A ring of one bead is followed by itself. In "
        f"how many ways can the ring be coloured? Two ways differ if some bead, by its number, has "
        f"different colours. Give the number modulo {PRIME}."
    ),
    fields=(
        Field("beads", Kind.NUMBER, "the number of beads, from 1 to 10^15"),
        Field("banned", Kind.ROWS, "0 to 20 pairs, perhaps with repetitions", ("a", "b")),
    ),
    output="the number of ways modulo 998244353",
    solve=solve_ring_colours,
    slow=slow_ring_colours,
    make=lambda t, rng, n: (
        n if n < 10 else pick(rng, 1, 10 ** min(n, 15)),
        rows(rng, pick(rng, 0, 20 if n > 20 else 6), (1, t["colours"]), (1, t["colours"])),
    ),
    edges=lambda t: [
        (1, []),
        (1, [[1, 1], [1, 1]]),
        (2, [[1, 2]]),
        (3, [[c, c] for c in range(1, t["colours"] + 1)]),
        (4, [[2, 1], [3, 3]]),
    ],
    large=100,
    small=5,
)


def solve_fair_choices(t: Twist, weights: list[int]) -> int:
    limit = t["limit"]
    ways = [[[0] * (limit + 1) for _ in range(t["group"])] for _ in range(2)]
    ways[0][0][0] = 1
    for weight in weights:
        before = [[row[:] for row in parity] for parity in ways]
        heavy = int(weight >= t["heavy"])
        for parity in range(2):
            for size in range(t["group"]):
                source = before[parity][size]
                target = ways[parity ^ heavy][(size + 1) % t["group"]]
                for total in range(weight, limit + 1):
                    target[total] += source[total - weight]
    return sum(ways[0][0]) % PRIME


def slow_fair_choices(t: Twist, weights: list[int]) -> int:
    found = 0
    for taken in product((False, True), repeat=len(weights)):
        chosen = [weight for weight, take in zip(weights, taken, strict=True) if take]
        heavy = sum(weight >= t["heavy"] for weight in chosen)
        whole = len(chosen) % t["group"] == 0
        found += whole and heavy % 2 == 0 and sum(chosen) <= t["limit"]
    return found % PRIME


FAIR_CHOICES = Problem(
    name="fair_choices",
    level=3,
    draw=lambda rng: {
        "limit": pick(rng, 100, 160),
        "group": pick(rng, 2, 4),
        "heavy": pick(rng, 5, 20),
    },
    text=lambda t: (
        f"Crates with given weights stand in a hall; even crates of equal weight are different "
        f"crates. A choice of crates is fair if their total weight is at most {t['limit']}, if "
        f"their number is a multiple of {t['group']} (0 counts as one), and if an even number of "
        f"them weighs {t['heavy']} or more each. How many choices are fair? Choosing nothing is a "
        f"fair choice. Give the number modulo {PRIME}."
    ),
    fields=(Field("weights", Kind.NUMBERS, "1 to 120 whole numbers from 1 to 60"),),
    output="the number of fair choices modulo 998244353",
    solve=solve_fair_choices,
    slow=slow_fair_choices,
    make=lambda _t, rng, n: (numbers(rng, n, 1, choose(rng, (9, 30, 60))),),
    edges=lambda t: [
        ([1],),
        ([60] * t["group"],),
        ([t["heavy"]] * t["group"] * 2,),
        ([t["heavy"] - 1] * 8,),
        ([t["limit"] // t["group"]] * 5 if t["limit"] // t["group"] <= 60 else [50, 50, 1],),
    ],
    large=60,
    small=9,
)

COUNTING = (PLAIN_STRINGS, WALL_PIECES, PROUD_NUMBERS, RING_COLOURS, FAIR_CHOICES)
