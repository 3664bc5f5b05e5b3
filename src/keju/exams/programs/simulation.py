"""Problems that follow invented rules step by step."""

from __future__ import annotations

import heapq
from random import Random

from keju.exams.programs.drawing import choose, numbers, pick, rows
from keju.exams.programs.problem import Field, Kind, Problem, Shape, Twist
from keju.exams.programs.wording import counted

__all__ = ["SIMULATION"]


def solve_shift_roster(t: Twist, days: int, absences: list[list[int]]) -> list[int]:
    away = {(day, person) for day, person in absences}
    last = dict.fromkeys(range(1, t["people"] + 1), -t["rest"])
    duties, empty, at = dict.fromkeys(last, 0), 0, 1
    for day in range(1, days + 1):
        for step in range(t["people"]):
            person = (at - 1 + step) % t["people"] + 1
            if (day, person) not in away and day - last[person] > t["rest"]:
                duties[person] += 1
                last[person] = day
                if step == 0 or not t["loyal"]:
                    at = person % t["people"] + 1
                break
        else:
            empty += 1
    return [*duties.values(), empty]


SHIFT_ROSTER = Problem(
    name="shift_roster",
    level=1,
    draw=lambda rng: {
        "people": pick(rng, 3, 5),
        "rest": pick(rng, 1, 2),
        "loyal": rng.random() < 0.5,
    },
    text=lambda t: (
        f"Watchers 1 to {t['people']} share the night watch; one of them is on duty each day. "
        f"A pointer says whose turn it is; at first it is at watcher 1. Each day one goes round "
        f"from the pointer's watcher (after watcher {t['people']} comes 1 again) and takes the "
        f"first who is not absent on that day and who has rested, that is, who was not on duty "
        f"during the {counted(t['rest'], 'day')} directly before. If there is none, the watch "
        f"stays empty on that day, and the pointer does not move. Otherwise, "
        + (
            "if it is the pointer's own watcher who is taken, the pointer moves on to the next; if "
            "another one stands in, the pointer does not move."
            if t["loyal"]
            else "the pointer moves to the watcher who comes after the one on duty."
        )
    ),
    fields=(
        Field("days", Kind.NUMBER, "from 1 to 365"),
        Field(
            "absences", Kind.ROWS, "0 to 400 absences, perhaps with repetitions", ("day", "watcher")
        ),
    ),
    output="how many days each watcher was on duty, watcher 1 first, and then the number of days "
    "on which the watch stayed empty",
    shape=Shape.ROW,
    solve=solve_shift_roster,
    make=lambda t, rng, n: (
        min(365, n * 3),
        rows(rng, pick(rng, 0, min(400, n * 4)), (1, min(365, n * 3)), (1, t["people"])),
    ),
    edges=lambda t: [
        (1, []),
        (1, [[1, person] for person in range(1, t["people"] + 1)]),
        (14, []),
        (10, [[day, 1] for day in range(1, 11)]),
        (9, [[3, 3], [4, 3], [5, 3], [6, 1], [7, 2]]),
    ],
    large=120,
)


def solve_cup_chain(t: Twist, pours: list[int]) -> list[int]:
    cups = [0] * t["cups"]
    spilled = 0
    for pour in pours:
        place, water = (pour - 1) % t["cups"], pour
        while water and place < t["cups"]:
            room = t["size"] + place * t["growth"] - cups[place]
            kept = min(room, water)
            cups[place] += kept
            water -= kept
            if cups[place] == t["size"] + place * t["growth"] and water:
                place += 1 if t["next"] else 2
        spilled += water
        fullest = cups.index(max(cups))
        cups[fullest] = max(0, cups[fullest] - t["sip"])
    return [*cups, spilled]


CUP_CHAIN = Problem(
    name="cup_chain",
    level=1,
    draw=lambda rng: {
        "cups": pick(rng, 3, 6),
        "size": pick(rng, 6, 15),
        "growth": pick(rng, 0, 4),
        "sip": pick(rng, 1, 5),
        "next": rng.random() < 0.5,
    },
    text=lambda t: (
        f"On a slope stand {t['cups']} empty cups, numbered from 1 at the top. Cup 1 holds "
        f"{t['size']} spoons of water"
        + (
            f", and each cup holds {t['growth']} more than the one before. "
            if t["growth"]
            else ", and so does every other cup. "
        )
        + f"Water is poured in several times: a pour of p spoons goes into cup number r, where r "
        f"is the remainder of p divided by {t['cups']}, except that a remainder of 0 means cup "
        f"{t['cups']}. What does not fit into a cup runs on to the cup that is "
        f"{'1 place' if t['next'] else '2 places'} further down, and from there on in the same "
        f"way; where there is no such cup, it is spilled. After each pour somebody drinks "
        f"{counted(t['sip'], 'spoon')} from the cup that contains most water, and of several such "
        f"cups from the highest one (or all there is in it, if that is less)."
    ),
    fields=(Field("pours", Kind.NUMBERS, "the pours: 1 to 200 whole numbers from 1 to 60"),),
    output="how many spoons of water are in each cup at the end, cup 1 first, and then how many "
    "spoons were spilled in all",
    shape=Shape.ROW,
    solve=solve_cup_chain,
    make=lambda _t, rng, n: (numbers(rng, n, 1, choose(rng, (9, 25, 60))),),
    edges=lambda t: [
        ([1],),
        ([t["cups"]] * 9,),
        ([60] * 4,),
        ([t["cups"] * 5, t["cups"] * 5 + 1, 2],),
        ([1] * 30,),
    ],
    large=190,
)


def solve_order_book(t: Twist, orders: list[list[int]]) -> list[int]:
    sides: tuple[list[list[int]], list[list[int]]] = ([], [])
    trades = volume = money = 0
    for time, (kind, price, count) in enumerate(orders):
        book, own, sign = sides[1 - kind], sides[kind], -1 if kind else 1
        left = count
        while left and book and book[0][0] <= sign * price:
            best = book[0]
            deal = min(left, best[2])
            trades, volume = trades + 1, volume + deal
            money += deal * (abs(best[0]) if t["maker"] else price)
            left -= deal
            best[2] -= deal
            if not best[2]:
                heapq.heappop(book)
        if left >= t["least"]:
            heapq.heappush(own, [price if kind else -price, time, left])
    rest = [sum(entry[2] for entry in side) for side in sides]
    return [trades, volume, money, *rest]


def slow_order_book(t: Twist, orders: list[list[int]]) -> list[int]:
    waiting: list[dict[str, int]] = []
    result = [0, 0, 0]
    for kind, price, wanted in orders:
        count = wanted
        while count:
            fitting = [
                other
                for other in waiting
                if other["kind"] != kind
                and (other["price"] <= price if kind == 0 else other["price"] >= price)
            ]
            if not fitting:
                break
            turn = 1 if kind == 0 else -1
            best = min(fitting, key=lambda other: turn * other["price"])
            deal = min(count, best["count"])
            result[0] += 1
            result[1] += deal
            result[2] += deal * (best["price"] if t["maker"] else price)
            count -= deal
            best["count"] -= deal
            waiting = [other for other in waiting if other["count"]]
        if count >= t["least"]:
            waiting.append({"kind": kind, "price": price, "count": count})
    rest = [sum(other["count"] for other in waiting if other["kind"] == kind) for kind in (0, 1)]
    return result + rest


ORDER_BOOK = Problem(
    name="order_book",
    level=3,
    draw=lambda rng: {"maker": rng.random() < 0.5, "least": pick(rng, 2, 5)},
    text=lambda t: (
        f"At a market for sacks of grain, orders [kind, price, count] arrive one after another. "
        f"Kind 0 wants to buy up to `count` sacks for at most `price` each, kind 1 to sell up to "
        f"`count` sacks for at least `price` each. An arriving order trades with waiting orders of "
        f"the other kind whose price suits it: an arriving buyer with the cheapest waiting seller, "
        f"an arriving seller with the dearest waiting buyer; among equal prices with the one that "
        f"arrived first. As many sacks as possible change hands in a trade, at the price of the "
        f"{'order that was waiting' if t['maker'] else 'order that has just arrived'}. This is "
        f"repeated as long as the arriving order wants more sacks and a suitable order waits. What "
        f"is left of the arriving order then waits, but only if it is at least {t['least']} sacks; "
        f"a smaller rest is cancelled. (A waiting order stays, however small trades have made it.)"
    ),
    fields=(
        Field(
            "orders",
            Kind.ROWS,
            "1 to 8000 orders, price from 1 to 10000, count from 1 to 100",
            ("kind", "price", "count"),
        ),
    ),
    output="five numbers: the trades, the sacks that changed hands, the money paid for them, "
    "the sacks that waiting buyers still want, and the sacks that waiting sellers still offer",
    shape=Shape.ROW,
    solve=solve_order_book,
    slow=slow_order_book,
    make=lambda _t, rng, n: (_orders(rng, n * 2),),
    edges=lambda t: [
        ([[0, 5, 1]],),
        ([[1, 5, t["least"]], [0, 5, t["least"]]],),
        ([[1, 6, 9], [0, 5, 9], [1, 5, 4], [0, 7, 20]],),
        ([[0, 9, 9], [0, 9, 9], [1, 3, 10], [1, 3, 9]],),
        ([[1, 4, 10], [0, 4, 9], [0, 9, 10], [1, 1, 50]],),
    ],
    large=3_500,
)


def _orders(rng: Random, size: int) -> list[list[int]]:
    middle = pick(rng, 6, 9000)
    spread = choose(rng, (2, 5, 900))
    return [
        [
            pick(rng, 0, 1),
            max(1, min(10_000, middle + pick(rng, -spread, spread))),
            pick(rng, 1, 12),
        ]
        for _ in range(size)
    ]


def solve_dice_ledger(t: Twist, throws: list[int]) -> list[int]:
    scores = [0] * t["players"]
    player = streak = made = 0
    for throw in throws:
        made += 1
        if throw == t["bad"]:
            scores[player] //= 2
            player, streak = (player + 1) % t["players"], 0
        else:
            streak += 1
            scores[player] += throw * (2 if streak == t["lucky"] else 1)
            if scores[player] >= t["goal"]:
                break
            if streak == t["lucky"]:
                player, streak = (player + 1) % t["players"], 0
    return [*scores, made]


DICE_LEDGER = Problem(
    name="dice_ledger",
    level=1,
    draw=lambda rng: {
        "players": pick(rng, 2, 4),
        "bad": pick(rng, 1, 3),
        "lucky": pick(rng, 2, 4),
        "goal": pick(rng, 30, 60),
    },
    text=lambda t: (
        f"{t['players']} players play with one die; player 1 begins, and after player "
        f"{t['players']} comes player 1 again. A player's turn lasts as follows. A throw of "
        f"{t['bad']} halves the score of the player (rounded down), and the turn is over. Any "
        f"other throw is added to the score, and the player throws again; but the throw number "
        f"{t['lucky']} of a turn counts double when it is added, and then the turn is over as "
        f"well. As soon as a score is {t['goal']} or more, the game is over, and further throws "
        f"are ignored. All scores are 0 at first. Given the throws in order (there may be too few "
        f"of them to end the game), what are the scores at the end?"
    ),
    fields=(Field("throws", Kind.NUMBERS, "1 to 400 whole numbers from 1 to 6"),),
    output="the scores, player 1 first, and then how many of the throws were made before the game "
    "was over (all of them if it was not over)",
    shape=Shape.ROW,
    solve=solve_dice_ledger,
    make=lambda _t, rng, n: (numbers(rng, n, choose(rng, (1, 1, 2)), choose(rng, (3, 6, 6))),),
    edges=lambda t: [
        ([6],),
        ([t["bad"]] * 5,),
        ([6] * t["lucky"],),
        ([6] * 60,),
        ([5] * (t["lucky"] - 1) + [t["bad"], 4],),
        ([4, t["bad"]] * 50,),
    ],
    large=350,
)

SIMULATION = (SHIFT_ROSTER, CUP_CHAIN, ORDER_BOOK, DICE_LEDGER)
