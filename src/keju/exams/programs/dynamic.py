"""Problems of planning: the best of exponentially many ways."""

from __future__ import annotations

from itertools import permutations, product

from keju.exams.programs.drawing import choose, numbers, pick, word
from keju.exams.programs.problem import Field, Kind, Problem, Twist
from keju.exams.programs.wording import counted

__all__ = ["DYNAMIC"]

FAR = 1 << 60


def solve_stair_toll(t: Twist, tolls: list[int]) -> int:
    jumps = t["jumps"]
    best = [dict.fromkeys(jumps, FAR) for _ in range(len(tolls) + 1)]
    best[0][0] = 0
    for place in range(1, len(tolls) + 1):
        for jump in jumps:
            if jump <= place:
                ways = [cost for last, cost in best[place - jump].items() if last != jump]
                best[place][jump] = min(ways) + tolls[place - 1]
    cheapest = min(best[-1].values())
    return cheapest if cheapest < FAR else -1


def slow_stair_toll(t: Twist, tolls: list[int]) -> int:
    def climb(place: int, last: int) -> int:
        if place == len(tolls):
            return 0
        ways = [
            tolls[place + jump - 1] + climb(place + jump, jump)
            for jump in t["jumps"]
            if jump != last and place + jump <= len(tolls)
        ]
        return min(ways, default=FAR)

    cheapest = climb(0, 0)
    return cheapest if cheapest < FAR else -1


STAIR_TOLL = Problem(
    name="stair_toll",
    level=2,
    draw=lambda rng: {"jumps": sorted({1, pick(rng, 2, 3), pick(rng, 3, 6)})},
    text=lambda t: (
        f"A frog sits below a stair and wants to get to the top step, by jumping up "
        f"{', '.join(map(str, t['jumps'][:-1]))} or {t['jumps'][-1]} steps at a time. Two jumps "
        f"directly after one another must not be equally long. On each step on which it lands, "
        f"the top step included, it pays a toll. What is the least that it must pay in all?"
    ),
    fields=(
        Field(
            "tolls", Kind.NUMBERS, "the tolls from the lowest step up: 1 to 10000, each 0 to 999"
        ),
    ),
    output="the least sum of tolls, or -1 if the frog cannot land on the top step",
    solve=solve_stair_toll,
    slow=slow_stair_toll,
    make=lambda _t, rng, n: (numbers(rng, n, 0, choose(rng, (9, 999))),),
    edges=lambda t: [([5],), ([1, 1],), ([0, 7],), ([9] * t["jumps"][-1],), ([1, 9, 1, 9, 1, 9],)],
    large=10_000,
)


def solve_exact_change(t: Twist, amount: int) -> int:
    best = [0] + [FAR] * amount
    for coin in t["coins"]:
        for _ in range(t["each"]):
            for total in range(amount, coin - 1, -1):
                best[total] = min(best[total], best[total - coin] + 1)
    return best[amount] if best[amount] < FAR else -1


def slow_exact_change(t: Twist, amount: int) -> int:
    counts = [
        sum(taken)
        for taken in product(range(t["each"] + 1), repeat=len(t["coins"]))
        if sum(n * coin for n, coin in zip(taken, t["coins"], strict=True)) == amount
    ]
    return min(counts, default=-1)


EXACT_CHANGE = Problem(
    name="exact_change",
    level=2,
    draw=lambda rng: {
        "coins": sorted({pick(rng, 2, 9), pick(rng, 10, 30), pick(rng, 31, 60), pick(rng, 61, 99)}),
        "each": pick(rng, 3, 6),
    },
    text=lambda t: (
        f"In a purse there are {t['each']} coins of each of these values: "
        f"{', '.join(map(str, t['coins']))}. What is the least number of them whose values add up "
        f"exactly to a given amount?"
    ),
    fields=(Field("amount", Kind.NUMBER, "from 0 to 1500"),),
    output="the least number of coins, or -1 if the amount cannot be paid exactly",
    solve=solve_exact_change,
    slow=slow_exact_change,
    make=lambda t, rng, n: (
        pick(rng, 0, 3 * t["coins"][-1])
        if rng.random() < 0.3
        else min(1500, sum(pick(rng, 0, min(n, t["each"])) * coin for coin in t["coins"])),
    ),
    edges=lambda t: [
        (0,),
        (1,),
        (t["coins"][0] * t["each"],),
        (t["coins"][0] * (t["each"] + 1),),
        (min(1500, sum(t["coins"]) * t["each"]),),
    ],
    large=100,
    small=6,
)


def solve_careful_trader(t: Twist, prices: list[int]) -> int:
    free = [0] * (t["deals"] + 1)
    hold = [-FAR] * (t["deals"] + 1)
    resting = [[-FAR] * (t["deals"] + 1) for _ in range(t["pause"] + 1)]
    for price in prices:
        came = resting.pop(0)
        free = [max(one, other) for one, other in zip(free, came, strict=True)]
        sold = [max(money + price, -FAR) for money in hold]
        bought = [-FAR] + [money - price - t["fee"] for money in free[:-1]]
        hold = [max(one, other) for one, other in zip(hold, bought, strict=True)]
        resting.append(sold)
    return max(map(max, [free, *resting]))


def slow_careful_trader(t: Twist, prices: list[int]) -> int:
    def trade(day: int, deals: int) -> int:
        best = 0
        if deals == t["deals"]:
            return 0
        for buy in range(day, len(prices)):
            for sell in range(buy + 1, len(prices)):
                gain = prices[sell] - prices[buy] - t["fee"]
                best = max(best, gain + trade(sell + t["pause"] + 1, deals + 1))
        return best

    return trade(0, 0)


CAREFUL_TRADER = Problem(
    name="careful_trader",
    level=3,
    draw=lambda rng: {"deals": pick(rng, 2, 5), "pause": pick(rng, 0, 3), "fee": pick(rng, 1, 9)},
    text=lambda t: (
        f"The price of a stone is known for a row of days. A trader makes at most {t['deals']} "
        f"deals. A deal is to buy the stone on one day and to sell it on a later day, at the "
        f"prices of these days, and costs a fee of {t['fee']}. The trader never owns more than "
        f"one stone, and after a sale must let {counted(t['pause'], 'whole day')} pass: if the "
        f"sale was on day d, the next purchase is on day d + {t['pause'] + 1} at the earliest. "
        f"What is the largest possible gain, fees subtracted? Making no deal at all is allowed."
    ),
    fields=(Field("prices", Kind.NUMBERS, "1 to 6000 whole numbers from 1 to 10000"),),
    output="the largest gain",
    solve=solve_careful_trader,
    slow=slow_careful_trader,
    make=lambda _t, rng, n: (numbers(rng, n + 1, 1, choose(rng, (20, 60, 10_000))),),
    edges=lambda t: [
        ([5],),
        ([5, 5 + t["fee"]],),
        ([5, 6 + t["fee"]],),
        ([90, 60, 30],),
        ([1, 30] * 7,),
        ([1] + [30] * t["pause"] + [1, 40],),
    ],
    large=6_000,
)


def solve_team_seats(t: Twist, quarrels: list[list[int]]) -> int:
    count = len(quarrels)
    best = [[FAR] * count for _ in range(1 << count)]
    for person in range(count):
        best[1 << person][person] = 0
    for taken in range(1, 1 << count):
        seat = taken.bit_count()
        weight = t["weight"] if seat % t["every"] == 0 else 1
        for last in range(count):
            so_far = best[taken][last]
            if so_far == FAR:
                continue
            for new in range(count):
                if not taken >> new & 1:
                    total = so_far + weight * quarrels[last][new]
                    target = taken | 1 << new
                    best[target][new] = min(best[target][new], total)
    return min(best[-1])


def slow_team_seats(t: Twist, quarrels: list[list[int]]) -> int:
    best = FAR
    for row in permutations(range(len(quarrels))):
        total = 0
        for seat in range(1, len(row)):
            double = t["weight"] if seat % t["every"] == 0 else 1
            total += double * quarrels[row[seat - 1]][row[seat]]
        best = min(best, total)
    return best


TEAM_SEATS = Problem(
    name="team_seats",
    level=3,
    draw=lambda rng: {"every": pick(rng, 2, 4), "weight": pick(rng, 2, 5)},
    text=lambda t: (
        f"Guests are to sit on a bench, in one row from left to right. When guest j sits directly "
        f"to the right of guest i, this costs the number in row i and column j of a table (rows "
        f"and columns are numbered alike, and the table need not be symmetric). Only, between the "
        f"seats {t['every']} and {t['every'] + 1}, {2 * t['every']} and {2 * t['every'] + 1}, and "
        f"so on for all multiples of {t['every']} (seats are counted from 1 at the left), the "
        f"lamps are so bright that the cost there is multiplied by {t['weight']}. What is the "
        f"least total cost of a seating of all guests?"
    ),
    fields=(
        Field(
            "quarrels",
            Kind.ROWS,
            "the table: 1 to 11 rows of as many numbers from 0 to 99; "
            "what stands for i = j has no meaning",
        ),
    ),
    output="the least total cost",
    solve=solve_team_seats,
    slow=slow_team_seats,
    make=lambda _t, rng, n: (
        [numbers(rng, size, 0, 99) for _ in range(size)] if (size := min(n, 11)) else [],
    ),
    edges=lambda _: [([[7]],), ([[0, 3], [9, 0]],), ([[0, 5, 1], [1, 0, 5], [5, 1, 0]],)],
    large=10,
    small=6,
)


def _change(t: Twist, letter: str, other: str) -> int:
    return int(t["vowel"] if {letter, other} <= set("aeiou") else t["change"])


def solve_mend_word(t: Twist, wrong: str, right: str) -> int:
    rows: list[list[int]] = [[place * t["insert"] for place in range(len(right) + 1)]]
    for i, letter in enumerate(wrong, start=1):
        row = [i * t["remove"]]
        for j, other in enumerate(right, start=1):
            change = 0 if letter == other else _change(t, letter, other)
            cost = min(row[-1] + t["insert"], rows[-1][j] + t["remove"], rows[-1][j - 1] + change)
            if i > 1 and j > 1 and letter == right[j - 2] and wrong[i - 2] == other:
                cost = min(cost, rows[-2][j - 2] + t["swap"])
            row.append(cost)
        rows.append(row)
    return rows[-1][-1]


def slow_mend_word(t: Twist, wrong: str, right: str) -> int:
    if not wrong or not right:
        return int(len(wrong) * t["remove"] + len(right) * t["insert"])
    ways: list[int] = [
        t["remove"] + slow_mend_word(t, wrong[1:], right),
        t["insert"] + slow_mend_word(t, wrong, right[1:]),
    ]
    if wrong[0] == right[0]:
        ways.append(slow_mend_word(t, wrong[1:], right[1:]))
    both = wrong[0] in "aeiou" and right[0] in "aeiou"
    ways.append(t["vowel" if both else "change"] + slow_mend_word(t, wrong[1:], right[1:]))
    if len(wrong) > 1 and wrong[:2] == right[1::-1]:
        ways.append(t["swap"] + slow_mend_word(t, wrong[2:], right[2:]))
    return min(ways)


MEND_WORD = Problem(
    name="mend_word",
    level=2,
    draw=lambda rng: {
        "insert": pick(rng, 2, 6),
        "remove": pick(rng, 2, 6),
        "change": pick(rng, 3, 9),
        "vowel": pick(rng, 1, 2),
        "swap": pick(rng, 1, 3),
    },
    text=lambda t: (
        f"A printer wants to turn a wrong word into the right one. The wrong word is cut, from "
        f"left to right, into pieces that are mended one by one, and new letters are put between "
        f"them. Putting in a letter costs {t['insert']}; striking out a letter costs "
        f"{t['remove']}; replacing a letter by another costs {t['change']}, but only {t['vowel']} "
        f"if both are vowels (a, e, i, o, u); exchanging two letters that stand directly next to "
        f"each other costs {t['swap']}, and then neither of them can be changed in any other way "
        f"nor anything be put between them. Leaving a letter as it is costs nothing. What is the "
        f"least cost?"
    ),
    fields=(
        Field("wrong", Kind.TEXT, "1 to 120 small English letters"),
        Field("right", Kind.TEXT, "1 to 120 small English letters"),
    ),
    output="the least cost",
    solve=solve_mend_word,
    slow=slow_mend_word,
    make=lambda _t, rng, n: (
        word(rng, n, letters := choose(rng, ("abce", "aeio", "abcdefghi"))),
        word(rng, pick(rng, max(1, n - 2), n), letters),
    ),
    edges=lambda _: [
        ("a", "a"),
        ("a", "e"),
        ("ab", "ba"),
        ("b", "c"),
        ("abab", "baba"),
        ("x", "aeu"),
    ],
    large=120,
    small=5,
)

DYNAMIC = (STAIR_TOLL, EXACT_CHANGE, CAREFUL_TRADER, TEAM_SEATS, MEND_WORD)
