"""Problems about games between players who never err."""

from __future__ import annotations

from collections import deque
from functools import cache
from random import Random

from keju.exams.programs.drawing import choose, distinct, numbers, pick, rows
from keju.exams.programs.problem import Field, Kind, Problem, Shape, Twist

__all__ = ["GAMES"]


def solve_last_pebble(t: Twist, heaps: list[int]) -> list[str]:
    wins: list[bool] = []
    for heap in range(max(heaps) + 1):
        moves = t["takes"][:-1] if heap % t["split"] == 0 else t["takes"]
        moves = [take for take in moves if take <= heap]
        wins.append(not all(wins[heap - take] for take in moves) if moves else t["misere"])
    return ["first" if wins[heap] else "second" for heap in heaps]


def slow_last_pebble(t: Twist, heaps: list[int]) -> list[str]:
    @cache
    def loses(heap: int) -> bool:
        able = [
            heap - take
            for take in t["takes"]
            if take <= heap and (heap % t["split"] or take < t["takes"][-1])
        ]
        return not any(map(loses, able)) if able else not t["misere"]

    return ["second" if loses(heap) else "first" for heap in heaps]


LAST_PEBBLE = Problem(
    name="last_pebble",
    level=2,
    draw=lambda rng: {
        "takes": distinct(rng, pick(rng, 2, 4), 1, 9),
        "misere": rng.random() < 0.5,
        "split": pick(rng, 4, 9),
    },
    text=lambda t: (
        f"Two players take pebbles from a heap in turns, each time exactly "
        f"{', '.join(map(str, t['takes'][:-1]))} or {t['takes'][-1]} of them. But from a heap "
        f"whose number of pebbles is a multiple of {t['split']}, nobody may take {t['takes'][-1]}. "
        f"Who cannot move, "
        f"{'wins' if t['misere'] else 'loses'}. Both play as well as possible. For several heaps, "
        f"each a game of its own, find out whether the player wins who moves first."
    ),
    fields=(Field("heaps", Kind.NUMBERS, "1 to 2000 whole numbers from 0 to 20000"),),
    output="the word first or second for each heap: who wins",
    shape=Shape.LINES,
    solve=solve_last_pebble,
    slow=slow_last_pebble,
    make=lambda _t, rng, n: (numbers(rng, n, 0, 30 if n < 9 else 300 if n < 99 else 20_000),),
    edges=lambda t: [([0],), (list(range(40)),), ([t["split"], t["split"] * 2, t["takes"][0]],)],
    large=2_000,
)


def solve_both_ends(t: Twist, coins: list[int]) -> int:
    size = len(coins)
    lead = [0] * (size + 1)
    for length in range(1, size + 1):
        turn = (size - length) % t["every"] == t["every"] - 1
        for start in range(size - length + 1):
            left, right = coins[start], coins[start + length - 1]
            if turn:
                left, right = left * t["factor"], right * t["factor"]
            lead[start] = max(left - lead[start + 1], right - lead[start])
    return lead[0]


def slow_both_ends(t: Twist, coins: list[int]) -> int:
    def play(rest: list[int], move: int) -> int:
        if not rest:
            return 0
        factor = t["factor"] if move % t["every"] == 0 else 1
        return max(
            factor * rest[0] - play(rest[1:], move + 1),
            factor * rest[-1] - play(rest[:-1], move + 1),
        )

    return play(coins, 1)


BOTH_ENDS = Problem(
    name="both_ends",
    level=3,
    draw=lambda rng: {"every": pick(rng, 2, 5), "factor": pick(rng, 2, 4)},
    text=lambda t: (
        f"Coins with given values lie in a row. Two players take turns, and each time take the "
        f"coin at the left end or the one at the right end. The moves of the game are numbered "
        f"from 1, counting those of both players. In move {t['every']}, {2 * t['every']}, "
        f"{3 * t['every']} and so on, the coin counts {t['factor']} times its value for the player "
        f"who takes it. Both players want to have as much more than the other as they can (or as "
        f"little less). How much more does the first player have at the end? The number is "
        f"negative if the first player has less."
    ),
    fields=(Field("coins", Kind.NUMBERS, "1 to 350 whole numbers from 0 to 1000"),),
    output="the lead of the first player",
    solve=solve_both_ends,
    slow=slow_both_ends,
    make=lambda _t, rng, n: (numbers(rng, n, 0, choose(rng, (9, 1000))),),
    edges=lambda t: [([5],), ([0, 0],), ([1, 9],), ([3, 100, 4, 7],), ([7] * t["every"],)],
    large=350,
)


def solve_winning_openings(t: Twist, piles: list[int]) -> int:
    values = [0]
    for pile in range(1, max(piles) + 1):
        reach = {values[left] for left in _left_over(t, pile)}
        value = 0
        while value in reach:
            value += 1
        values.append(value)
    total = 0
    for pile in piles:
        total ^= values[pile]
    return sum(
        values[left] == total ^ values[pile] for pile in piles for left in _left_over(t, pile)
    )


def _left_over(t: Twist, pile: int) -> set[int]:
    left = {pile - take for take in t["takes"] if take <= pile}
    return left | {pile // 2} if pile and pile % t["halver"] == 0 else left


def slow_winning_openings(t: Twist, piles: list[int]) -> int:
    @cache
    def winning(position: tuple[int, ...]) -> int:
        found = 0
        for place, pile in enumerate(position):
            after = {pile - take for take in t["takes"] if take <= pile}
            if pile > 0 and pile % t["halver"] == 0:
                after.add(pile // 2)
            for left in after:
                changed = (*position[:place], left, *position[place + 1 :])
                found += winning(tuple(sorted(changed))) == 0
        return found

    return winning(tuple(sorted(piles)))


WINNING_OPENINGS = Problem(
    name="winning_openings",
    level=3,
    draw=lambda rng: {
        "takes": distinct(rng, pick(rng, 2, 3), 1, 7),
        "halver": choose(rng, (2, 4, 6)),
    },
    text=lambda t: (
        f"Two players move in turns. There are several piles of beans. In a move a player chooses "
        f"one pile and either takes exactly {', '.join(map(str, t['takes'][:-1]))} or "
        f"{t['takes'][-1]} beans from it, or, if its number of beans is a multiple of "
        f"{t['halver']} and not 0, takes half of them. Who cannot move loses. How many different "
        f"first moves are there after which the player who made it wins, if both play as well as "
        f"possible from then on? Moves are different if they concern different piles (even of the "
        f"same size) or take different numbers of beans; taking half is the same move as taking "
        f"that number of beans."
    ),
    fields=(Field("piles", Kind.NUMBERS, "1 to 1000 whole numbers from 0 to 20000"),),
    output="the number of first moves that win; it is 0 if the second player wins",
    solve=solve_winning_openings,
    slow=slow_winning_openings,
    make=lambda _t, rng, n: (_piles(rng, n),),
    edges=lambda t: [
        ([0],),
        ([t["takes"][0]],),
        ([t["halver"]] * 2,),
        ([1, 2, 3],),
        ([4, 6],),
        ([12],),
        ([t["takes"][-1] * 2, t["takes"][0] * 2, 6],),
    ],
    large=1_000,
    small=4,
)


def _piles(rng: Random, size: int) -> list[int]:
    """Draw piles, sometimes in pairs of equal piles, so that the second player wins."""
    if size > 4 and rng.random() < 0.2:
        half = numbers(rng, size // 2, 0, 60)
        return [*half, *half]
    return numbers(rng, size, 0, 9 if size < 5 else 40 if size < 60 else 20_000)


def solve_chased_token(t: Twist, places: int, moves: list[list[int]]) -> list[str]:
    after: list[set[int]] = [set() for _ in range(places + 1)]
    for a, b in moves:
        after[a].add(b)
    before: list[list[int]] = [[] for _ in range(places + 1)]
    for a in range(1, places + 1):
        for b in after[a]:
            before[b].append(a)
    left = [len(targets) for targets in after]
    result = ["draw"] * (places + 1)
    known = deque(
        place for place in range(1, places + 1) if not after[place] or place % t["trap"] == 0
    )
    for place in known:
        stuck = "win" if t["misere"] else "loss"
        result[place] = "loss" if place % t["trap"] == 0 else stuck
    while known:
        place = known.popleft()
        for source in before[place]:
            if result[source] != "draw":
                continue
            left[source] -= 1
            if result[place] == "loss":
                result[source] = "win"
            elif left[source] == 0:
                result[source] = "loss"
            else:
                continue
            known.append(source)
    return result[1:]


def slow_chased_token(t: Twist, places: int, moves: list[list[int]]) -> list[str]:
    result = dict.fromkeys(range(1, places + 1), "draw")
    for _ in range(2 * places + 2):
        new = dict(result)
        for place in result:
            targets = [result[b] for a, b in moves if a == place]
            if place % t["trap"] == 0:
                new[place] = "loss"
            elif not targets:
                new[place] = "win" if t["misere"] else "loss"
            elif "loss" in targets:
                new[place] = "win"
            elif all(target == "win" for target in targets):
                new[place] = "loss"
        result = new
    return list(result.values())


CHASED_TOKEN = Problem(
    name="chased_token",
    level=3,
    draw=lambda rng: {"misere": rng.random() < 0.5, "trap": pick(rng, 4, 7)},
    text=lambda t: (
        f"A token lies on one of several places, numbered from 1. Two players move it in turns; a "
        f"pair [a, b] in the list says that it may be moved from a to b. A player who is to move "
        f"while the token lies on a place whose number is a multiple of {t['trap']} has lost at "
        f"once. Otherwise, a player who cannot move has {'won' if t['misere'] else 'lost'}. A game "
        f"that goes on for ever is a draw. Both play as well as possible: they prefer a win to a "
        f"draw and a draw to a loss. For each place, what does the player achieve who is to move "
        f"when the token lies there?"
    ),
    fields=(
        Field("places", Kind.NUMBER, "how many places, from 1 to 6000"),
        Field(
            "moves",
            Kind.ROWS,
            "0 to 12000 pairs, perhaps with repetitions or a equal to b",
            ("a", "b"),
        ),
    ),
    output="the word win, loss or draw for each place in order",
    shape=Shape.LINES,
    solve=solve_chased_token,
    slow=slow_chased_token,
    make=lambda _t, rng, n: (n, rows(rng, pick(rng, n // 2, 2 * n), (1, n), (1, n))),
    edges=lambda t: [
        (1, []),
        (2, [[1, 1], [1, 2]]),
        (3, [[1, 2], [2, 3], [3, 1]]),
        (t["trap"] + 1, [[1, t["trap"]], [t["trap"], 1], [2, 1], [2, 1], [3, 2], [3, 3]]),
        (6, [[1, 2], [2, 3], [3, 4], [4, 5], [5, 6]]),
    ],
    large=5_000,
)


GAMES = (LAST_PEBBLE, BOTH_ENDS, WINNING_OPENINGS, CHASED_TOKEN)
