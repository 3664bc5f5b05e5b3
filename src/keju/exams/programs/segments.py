"""Problems about stretches of a list, and about cutting it into pieces."""

from __future__ import annotations

from collections import Counter, deque

from keju.exams.programs.drawing import choose, numbers, pick, word
from keju.exams.programs.problem import Field, Kind, Problem, Twist

__all__ = ["SEGMENTS"]

NEVER = 1 << 60


def solve_balanced_stretches(t: Twist, pattern: str) -> int:
    seen: Counter[tuple[int, int]] = Counter([(0, 0)])
    lead = marks = found = 0
    for sign in pattern:
        lead += (sign == "a") - (sign == "b")
        marks = (marks + (sign in t["marked"])) % t["modulus"]
        found += seen[lead - t["lead"], (marks - t["rest"]) % t["modulus"]]
        seen[lead, marks] += 1
    return found


def slow_balanced_stretches(t: Twist, pattern: str) -> int:
    found = 0
    for end in range(1, len(pattern) + 1):
        for start in range(end):
            part = pattern[start:end]
            marks = sum(map(part.count, t["marked"]))
            lead = part.count("a") - part.count("b")
            found += lead == t["lead"] and marks % t["modulus"] == t["rest"]
    return found


BALANCED_STRETCHES = Problem(
    name="balanced_stretches",
    level=3,
    draw=lambda rng: {
        "lead": pick(rng, 0, 2),
        "marked": choose(rng, ("c", "d", "ac", "bd", "cd")),
        "modulus": (modulus := pick(rng, 2, 5)),
        "rest": pick(rng, 0, modulus - 1),
    },
    text=lambda t: (
        "A pattern consists of the letters a, b, c and d. Count its stretches (one or more letters "
        "that follow one another without a gap; stretches at different places are different, even "
        "if they read alike) that have both of these properties: there "
        + (
            f"are {t['lead']} more letters a than letters b"
            if t["lead"] > 1
            else "is 1 more letter a than letters b"
            if t["lead"]
            else "are as many letters a as letters b"
        )
        + f" in it; and the number of letters {' or '.join(t['marked'])} in it leaves the "
        f"remainder {t['rest']} when divided by {t['modulus']}."
    ),
    fields=(Field("pattern", Kind.TEXT, "1 to 30000 letters a, b, c and d"),),
    output="the number of such stretches",
    solve=solve_balanced_stretches,
    slow=slow_balanced_stretches,
    make=lambda _t, rng, n: (word(rng, 2 * n, choose(rng, ("abcd", "aabcd", "abc", "abd"))),),
    edges=lambda _: [
        ("a",),
        ("c",),
        ("abab",),
        ("aaaa",),
        ("abcdabcd",),
        ("dcbaabcd",),
        ("c" * 7,),
    ],
    large=15_000,
)


def solve_ribbon_cuts(t: Twist, marks: list[int]) -> int:
    best: list[int] = [0]
    window: deque[tuple[int, int]] = deque()
    for end, mark in enumerate(marks, start=1):
        start = end - t["least"]
        if start >= 0 and best[start] < NEVER:
            price = best[start] + (t["dear"] if start % t["every"] == 0 and start else t["cut"])
            while window and window[-1][0] >= price:
                window.pop()
            window.append((price, start))
        while window and window[0][1] < end - t["most"]:
            window.popleft()
        best.append(window[0][0] + mark if window else NEVER)
    return best[-1] - t["cut"] if best[-1] < NEVER else -1


def slow_ribbon_cuts(t: Twist, marks: list[int]) -> int:
    def cheapest(start: int) -> int:
        ways = []
        for end in range(start + t["least"], min(start + t["most"], len(marks)) + 1):
            if end == len(marks):
                ways.append(marks[end - 1])
            else:
                cut = t["dear"] if end % t["every"] == 0 else t["cut"]
                ways.append(marks[end - 1] + cut + cheapest(end))
        return min(ways, default=NEVER)

    cost = cheapest(0)
    return cost if cost < NEVER else -1


RIBBON_CUTS = Problem(
    name="ribbon_cuts",
    level=3,
    draw=lambda rng: {
        "least": (least := choose(rng, (2, 3, 4, 50))),
        "most": least + choose(rng, (1, 2, 4, 3000)),
        "cut": pick(rng, 1, 9),
        "every": pick(rng, 2, 5),
        "dear": pick(rng, 10, 30),
    },
    text=lambda t: (
        f"A ribbon consists of fields, numbered from 1, each with a number on it. It is to be cut "
        f"into pieces of at least {t['least']} and at most {t['most']} fields (perhaps it stays in "
        f"one piece). Each piece costs the number on its last field. Each cut costs {t['cut']}, "
        f"but a cut directly after a field whose number in the row is a multiple of {t['every']} "
        f"costs {t['dear']}. What is the least cost of pieces and cuts together?"
    ),
    fields=(Field("marks", Kind.NUMBERS, "the numbers: 1 to 20000, each from 0 to 1000"),),
    output="the least cost, or -1 if the ribbon cannot be cut in this way",
    solve=solve_ribbon_cuts,
    slow=slow_ribbon_cuts,
    make=lambda t, rng, n: (
        numbers(rng, max(1, n - 1 + t["least"] * pick(rng, 0, 1)), 0, choose(rng, (9, 1000))),
    ),
    edges=lambda t: [
        ([5],),
        ([7] * t["least"],),
        ([7] * (t["least"] - 1),),
        ([9, 1] * t["least"],),
        ([3] * (t["least"] * 2 + 1),),
    ],
    large=15_000,
)


def solve_lasting_pairs(t: Twist, codes: list[int]) -> int:
    prefixes: list[Counter[int]] = [Counter() for _ in range(t["bits"] + 1)]
    found = 0
    for place, code in enumerate(codes):
        for bit in range(t["bits"]):
            if t["limit"] >> bit & 1:
                found += prefixes[bit][(code ^ t["limit"]) >> bit ^ 1]
        for bit in range(t["bits"] + 1):
            prefixes[bit][code >> bit] += 1
        if place % t["every"] == t["every"] - 1:
            old = codes[place - t["every"] + 1]
            for bit in range(t["bits"] + 1):
                prefixes[bit][old >> bit] -= 1
    return found


def slow_lasting_pairs(t: Twist, codes: list[int]) -> int:
    found = 0
    for later in range(len(codes)):
        for earlier in range(later):
            gone = earlier % t["every"] == 0 and earlier + t["every"] - 1 < later
            found += not gone and codes[earlier] ^ codes[later] < t["limit"]
    return found


LASTING_PAIRS = Problem(
    name="lasting_pairs",
    level=3,
    draw=lambda rng: {
        "bits": (bits := pick(rng, 8, 12)),
        "limit": pick(rng, 2 ** (bits - 3), 2**bits - 1),
        "every": pick(rng, 2, 5),
    },
    text=lambda t: (
        f"Visitors come to a fair one after another, and each wears a code, a whole number from 0 "
        f"to {2 ** t['bits'] - 1}. A newcomer greets all visitors who are there and are close: two "
        f"codes are close if their bitwise exclusive or is less than {t['limit']}. Afterwards the "
        f"newcomer stays. Only, after each visitor whose number (counted from 1) is a multiple of "
        f"{t['every']} has come and has greeted, the visitor goes home who came as the first of "
        f"the last {t['every']} visitors, this newcomer included. How many greetings are there?"
    ),
    fields=(Field("codes", Kind.NUMBERS, "1 to 12000 codes in the order of arrival"),),
    output="the number of greetings",
    solve=solve_lasting_pairs,
    slow=slow_lasting_pairs,
    make=lambda t, rng, n: (numbers(rng, n, 0, choose(rng, (15, 2 ** t["bits"] - 1))),),
    edges=lambda t: [
        ([0],),
        ([5, 5],),
        ([0, t["limit"]],),
        ([0, t["limit"] - 1],),
        ([1] * 11,),
        ([t["limit"], 0, t["limit"] - 1, 1, 2**7],),
    ],
    large=8_000,
)


def solve_steady_stretch(t: Twist, levels: list[int]) -> int:
    highs: deque[int] = deque()
    lows: deque[int] = deque()
    start = best = 0
    jumps: deque[int] = deque()
    for end, level in enumerate(levels):
        if end and abs(level - levels[end - 1]) > t["jump"]:
            jumps.append(end)
        while highs and levels[highs[-1]] <= level:
            highs.pop()
        while lows and levels[lows[-1]] >= level:
            lows.pop()
        highs.append(end)
        lows.append(end)
        while levels[highs[0]] - levels[lows[0]] > t["range"] or len(jumps) > t["jumps"]:
            start += 1
            if highs[0] < start:
                highs.popleft()
            if lows[0] < start:
                lows.popleft()
            if jumps and jumps[0] <= start:
                jumps.popleft()
        best = max(best, end - start + 1)
    return best


def slow_steady_stretch(t: Twist, levels: list[int]) -> int:
    best = 1
    for start in range(len(levels)):
        for end in range(start + 1, len(levels) + 1):
            part = levels[start:end]
            jumps = sum(abs(part[i] - part[i - 1]) > t["jump"] for i in range(1, len(part)))
            if max(part) - min(part) <= t["range"] and jumps <= t["jumps"]:
                best = max(best, end - start)
    return best


STEADY_STRETCH = Problem(
    name="steady_stretch",
    level=2,
    draw=lambda rng: {
        "jump": (jump := pick(rng, 2, 8)),
        "range": jump + pick(rng, 2, 12),
        "jumps": pick(rng, 0, 3),
    },
    text=lambda t: (
        f"The water level of a lake was noted every day. A stretch of days that follow one another "
        f"is steady if the highest and the lowest level in it differ by at most {t['range']}, and "
        f"if it contains at most {t['jumps']} jump{'s' if t['jumps'] != 1 else ''}. A jump is a "
        f"change by more than {t['jump']} from one day to the next, where both days belong to the "
        f"stretch. How many days does the longest steady stretch have?"
    ),
    fields=(Field("levels", Kind.NUMBERS, "1 to 20000 whole numbers from 0 to 1000"),),
    output="the number of days of the longest steady stretch",
    solve=solve_steady_stretch,
    slow=slow_steady_stretch,
    make=lambda t, rng, n: (
        [500 + value for value in numbers(rng, n, 0, t["range"] + choose(rng, (0, 1, 5)))],
    ),
    edges=lambda t: [
        ([5],),
        ([0, t["range"]],),
        ([0, t["range"] + 1],),
        ([0, t["jump"] + 1] * 5,),
        ([0, t["jump"]] * 5,),
        (list(range(0, 60, 3)),),
    ],
    large=20_000,
)

SEGMENTS = (BALANCED_STRETCHES, RIBBON_CUTS, LASTING_PAIRS, STEADY_STRETCH)
