"""Problems about being first, and about who is remembered."""

from __future__ import annotations

import heapq
from collections import OrderedDict

from keju.exams.programs.drawing import choose, numbers, pick, rows
from keju.exams.programs.problem import Field, Kind, Problem, Shape, Twist
from keju.exams.programs.wording import counted

__all__ = ["RANKINGS"]


def solve_score_board(t: Twist, rounds: list[list[int]]) -> list[int]:
    scores: dict[int, int] = {}
    changes, leader = 0, 0
    held: dict[int, int] = {}
    heap: list[tuple[int, int]] = []
    for player, points in rounds:
        scores[player] = max(t["floor"], scores.get(player, 0) + points)
        heapq.heappush(heap, (-scores[player], player if t["small"] else -player))
        while scores[abs(heap[0][1])] != -heap[0][0]:
            heapq.heappop(heap)
        now = abs(heap[0][1])
        if leader and scores[leader] == scores[now] and t["keeps"]:
            now = leader
        changes += leader not in {0, now}
        leader = now
        held[leader] = held.get(leader, 0) + 1
    return [leader, changes, max(held.values())]


def slow_score_board(t: Twist, rounds: list[list[int]]) -> list[int]:
    scores: dict[int, int] = {}
    leaders: list[int] = []
    for player, points in rounds:
        scores[player] = max(t["floor"], scores.get(player, 0) + points)
        best = [who for who, score in scores.items() if score == max(scores.values())]
        keeps = t["keeps"] and leaders and leaders[-1] in best
        leaders.append(leaders[-1] if keeps else min(best) if t["small"] else max(best))
    changes = sum(leaders[i] != leaders[i - 1] for i in range(1, len(leaders)))
    return [leaders[-1], changes, max(map(leaders.count, leaders))]


SCORE_BOARD = Problem(
    name="score_board",
    level=2,
    draw=lambda rng: {
        "small": rng.random() < 0.5,
        "keeps": rng.random() < 0.5,
        "floor": -pick(rng, 0, 9),
    },
    text=lambda t: (
        "A board shows the leader of a game. In each round one player gets points, perhaps "
        f"negative ones; a score never falls below {t['floor']} (it becomes {t['floor']} instead). "
        "Players join with a "
        "score of 0 when they are named for the first time, just before they get their points. "
        "After each round the leader is the player with the highest score among those who have "
        "joined. "
        + (
            "If several have it and the leader so far is among them, the leader stays; otherwise "
            if t["keeps"]
            else "If several have it, whoever led before, "
        )
        + f"the one of them with the {'smallest' if t['small'] else 'largest'} number leads. Who "
        "leads at the end, how often did the leader change (the first leader is no change), and "
        "how many rounds did the player who led after the most rounds lead in all?"
    ),
    fields=(
        Field(
            "rounds",
            Kind.ROWS,
            "1 to 12000 rounds, player from 1 to 3000, points from -50 to 50",
            ("player", "points"),
        ),
    ),
    output="three numbers: the last leader, the changes, the rounds",
    shape=Shape.ROW,
    solve=solve_score_board,
    slow=slow_score_board,
    make=lambda _t, rng, n: (
        rows(rng, n * 2, (1, min(3000, n)), choose(rng, ((-2, 2), (-50, 50), (-1, 9)))),
    ),
    edges=lambda _: [
        ([[7, -3]],),
        ([[2, 0], [1, 0], [3, 0]],),
        ([[2, 5], [1, 5], [3, 5], [2, -1]],),
        ([[1, 4], [2, 3], [1, -9], [2, -9], [3, 0]],),
    ],
    large=5_000,
)


def solve_small_memory(t: Twist, wanted: list[int]) -> list[int]:
    plain: OrderedDict[int, int] = OrderedDict()
    dear: OrderedDict[int, int] = OrderedDict()
    hits = 0
    for book in wanted:
        uses = dear.pop(book, 0) or plain.pop(book, 0)
        hits += uses > 0
        if not uses and len(plain) + len(dear) == t["room"]:
            if not plain:
                plain, dear = OrderedDict.fromkeys(dear, 1), OrderedDict()
            plain.popitem(last=False)
        (dear if uses + 1 >= t["pin"] else plain)[book] = uses + 1
    return [hits, len(plain) + len(dear), sum(plain) + sum(dear), len(dear)]


def slow_small_memory(t: Twist, wanted: list[int]) -> list[int]:
    shelf: list[int] = []
    uses: dict[int, int] = {}
    hits = 0
    for book in wanted:
        if book in shelf:
            hits += 1
            uses[book] += 1
            shelf.remove(book)
        else:
            if len(shelf) == t["room"] and all(uses[other] >= t["pin"] for other in shelf):
                uses = dict.fromkeys(shelf, 1)
            if len(shelf) == t["room"]:
                shelf.remove(next(other for other in shelf if uses[other] < t["pin"]))
            uses[book] = 1
        shelf.append(book)
    return [hits, len(shelf), sum(shelf), sum(uses[other] >= t["pin"] for other in shelf)]


SMALL_MEMORY = Problem(
    name="small_memory",
    level=3,
    draw=lambda rng: {"room": choose(rng, (2, 3, 4, 2000)), "pin": pick(rng, 2, 4)},
    text=lambda t: (
        f"A reader keeps books on a shelf with room for {t['room']} books; it is empty at first. "
        f"The reader wants books one after another, known by numbers. If the book wanted is on the "
        f"shelf, this is a hit; otherwise it is fetched and put on the shelf. Both count as a use "
        f"of the book. The number of uses of a book starts with 1 when it is fetched (earlier "
        f"stays on the shelf are forgotten). A book with {t['pin']} uses or more is dear. "
        f"When a book is to be fetched and the shelf is full, a book must be given away first: of "
        f"the books that are not dear the one whose last use is longest ago. If all books on the "
        f"shelf are dear, then before that the uses of each of them are set to 1, so that none of "
        f"them is dear any more (the order of their last uses is not changed by this)."
    ),
    fields=(Field("wanted", Kind.NUMBERS, "1 to 15000 whole numbers from 1 to 5000"),),
    output="four numbers: the hits, how many books are on the shelf at the end, the sum of their "
    "numbers, and how many of them are dear",
    shape=Shape.ROW,
    solve=solve_small_memory,
    slow=slow_small_memory,
    make=lambda t, rng, n: (
        numbers(rng, n * 2, 1, 5000 if n > 2000 else t["room"] + 2 if t["room"] < 9 else 9),
    ),
    edges=lambda _: [
        ([5],),
        ([5] * 9,),
        ([1, 2, 3, 4, 5, 6, 1, 2],),
        ([1] * 4 + [2] * 4 + [3] * 4 + [4] * 4 + [5, 6, 1],),
        ([1, 1, 2, 3, 1, 4, 5, 6, 1, 7],),
    ],
    large=7_500,
)


def solve_knockout(t: Twist, strengths: list[int]) -> list[int]:
    players = [[strength, place] for place, strength in enumerate(strengths, start=1)]
    matches = upsets = 0
    while len(players) > 1:
        winners = []
        for i in range(0, len(players) - 1, 2):
            one, other = players[i], players[i + 1]
            matches += 1
            close = abs(one[0] - other[0]) <= t["close"]
            strong, weak = (one, other) if one[0] >= other[0] else (other, one)
            winner = (one if t["first"] else other) if close else strong
            loser = other if winner is one else one
            upsets += winner[0] < loser[0]
            winner[0] = max(1, winner[0] - (t["tired"] if close else weak[0] // t["part"]))
            winners.append(winner)
        if len(players) % 2:
            winners.insert(0, players[-1])
        players = winners
    return [players[0][1], players[0][0], matches, upsets]


def slow_knockout(t: Twist, strengths: list[int]) -> list[int]:
    force = dict(enumerate(strengths, start=1))
    alive, matches, upsets = list(force), 0, 0
    while len(alive) > 1:
        pairs = list(zip(alive[::2], alive[1::2], strict=False))
        after = [alive[-1]] if len(alive) % 2 else []
        for a, b in pairs:
            matches += 1
            if abs(force[a] - force[b]) <= t["close"]:
                winner, loss = (a if t["first"] else b), t["tired"]
            else:
                winner = a if force[a] > force[b] else b
                loss = force[a + b - winner] // t["part"]
            upsets += force[winner] < force[a + b - winner]
            force[winner] = max(1, force[winner] - loss)
            after.append(winner)
        alive = after
    return [alive[0], force[alive[0]], matches, upsets]


KNOCKOUT = Problem(
    name="knockout",
    level=2,
    draw=lambda rng: {
        "close": pick(rng, 1, 6),
        "first": rng.random() < 0.5,
        "tired": pick(rng, 1, 5),
        "part": pick(rng, 2, 5),
    },
    text=lambda t: (
        f"Players, numbered from 1, stand in a line; each has a strength. In each round they play "
        f"in pairs: the first against the second in line, the third against the fourth, and so on; "
        f"if their number is odd, the last one does not play. If the strengths of two players "
        f"differ by at most {t['close']}, the match is close, and the one who stands "
        f"{'before' if t['first'] else 'behind'} the other in line wins; this costs the winner "
        f"{counted(t['tired'], 'point')} of strength. Otherwise the stronger one wins, which costs "
        f"the winner as many points as the loser's strength divided by {t['part']}, rounded down. "
        f"A strength never falls below 1. Losers leave. The winners form the line of the next "
        f"round, in the order of their matches, and the one who did not play, if any, goes to the "
        f"front of it. The last player left has won. An upset is a match whose winner was weaker "
        f"than the loser before the match."
    ),
    fields=(Field("strengths", Kind.NUMBERS, "1 to 5000 whole numbers from 1 to 1000"),),
    output="four numbers: the number of the player who has won, that player's strength at the end, "
    "the matches, and the upsets",
    shape=Shape.ROW,
    solve=solve_knockout,
    slow=slow_knockout,
    make=lambda _t, rng, n: (numbers(rng, n, 1, choose(rng, (9, 40, 1000))),),
    edges=lambda t: [
        ([7],),
        ([5, 5 + t["close"]],),
        ([5, 6 + t["close"]],),
        ([1, 1, 1],),
        ([90, 50, 20, 60, 61],),
        (list(range(10, 90, 7)),),
    ],
    large=5_000,
)

RANKINGS = (SCORE_BOARD, SMALL_MEMORY, KNOCKOUT)
