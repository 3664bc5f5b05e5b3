"""Problems that need the right structure for their data."""

from __future__ import annotations

import heapq
from random import Random

from keju.exams.programs.drawing import choose, numbers, pick
from keju.exams.programs.problem import Case, Field, Kind, Problem, Shape, Twist

__all__ = ["STRUCTURES"]


def solve_flooded_shelves(t: Twist, shelves: int, events: list[list[int]]) -> list[int]:
    trees = [[0] * (shelves + 2) for _ in range(2)]
    answers = []
    for kind, low, high in events:
        if kind == 1:
            for place, sign in ((low, 1), (high + 1, -1)):
                _add(trees[0], place, sign)
                _add(trees[1], place, sign * (place - 1))
        else:
            total = 0
            for place, sign in ((high, 1), (low - 1, -1)):
                total += sign * (_sum(trees[0], place) * place - _sum(trees[1], place))
            answers.append(total)
            if total % t["modulus"] == t["rest"]:
                for place, sign in ((low, t["bonus"]), (low + 1, -t["bonus"])):
                    _add(trees[0], place, sign)
                    _add(trees[1], place, sign * (place - 1))
    return answers or [-1]


def _add(tree: list[int], place: int, value: int) -> None:
    while place < len(tree):
        tree[place] += value
        place += place & -place


def _sum(tree: list[int], place: int) -> int:
    total = 0
    while place:
        total += tree[place]
        place -= place & -place
    return total


def slow_flooded_shelves(t: Twist, shelves: int, events: list[list[int]]) -> list[int]:
    books, answers = [0] * (shelves + 1), []
    for kind, low, high in events:
        if kind == 1:
            books[low : high + 1] = [count + 1 for count in books[low : high + 1]]
        else:
            answers.append(sum(books[low : high + 1]))
            books[low] += t["bonus"] * (answers[-1] % t["modulus"] == t["rest"])
    return answers or [-1]


def _events(rng: Random, size: int, kinds: int) -> Case:
    places = max(1, size)
    events = [[pick(rng, 1, kinds), *sorted(numbers(rng, 2, 1, places))] for _ in range(size)]
    return places, events


FLOODED_SHELVES = Problem(
    name="flooded_shelves",
    level=3,
    draw=lambda rng: {
        "modulus": (modulus := pick(rng, 2, 5)),
        "rest": pick(rng, 0, modulus - 1),
        "bonus": pick(rng, 2, 9),
    },
    text=lambda t: (
        f"Empty shelves are numbered from 1. Events happen one after another. An event [1, low, "
        f"high] brings one book to each of the shelves low to high, both included. An event [2, "
        f"low, high] asks how many books there are on the shelves low to high, both included; if "
        f"the number divided by {t['modulus']} leaves the remainder {t['rest']}, then, after the "
        f"answer, {t['bonus']} more books are put on the shelf low."
    ),
    fields=(
        Field("shelves", Kind.NUMBER, "how many shelves, from 1 to 8000"),
        Field("events", Kind.ROWS, "1 to 8000 events, low ≤ high", ("kind", "low", "high")),
    ),
    output="the answers to the events of kind 2, or only -1 if there are none",
    shape=Shape.LINES,
    solve=solve_flooded_shelves,
    slow=slow_flooded_shelves,
    make=lambda _t, rng, n: _events(rng, n, 2),
    edges=lambda _: [
        (1, [[1, 1, 1]]),
        (1, [[2, 1, 1]] * 4),
        (3, [[1, 1, 3], [2, 1, 3], [2, 2, 2], [2, 3, 3], [2, 1, 1]]),
        (5, [[1, 5, 5], [2, 1, 5], [2, 5, 5], [1, 1, 5], [2, 1, 4]]),
    ],
    large=6_000,
)


def solve_waiting_room(t: Twist, events: list[list[int]]) -> list[int]:
    heap: list[tuple[int, int]] = []
    present: dict[int, int] = {}
    answers = []
    for kind, number, urgency in events:
        if kind == 1 and number not in present:
            present[number] = urgency
            heapq.heappush(heap, (-urgency, number))
        elif kind == 2 and number in present:
            present[number] += t["raise"]
            heapq.heappush(heap, (-present[number], number))
        elif kind == 3:
            answers.append(_next_patient(t, heap, present))
    return answers or [0]


def _next_patient(t: Twist, heap: list[tuple[int, int]], present: dict[int, int]) -> int:
    while heap:
        urgency, number = heapq.heappop(heap)
        if present.get(number) == -urgency:
            if -urgency >= t["grave"]:
                present[number] = -urgency - t["grave"]
                heapq.heappush(heap, (-present[number], number))
            else:
                del present[number]
            return number
    return 0


def slow_waiting_room(t: Twist, events: list[list[int]]) -> list[int]:
    room: dict[int, int] = {}
    answers = []
    for kind, number, urgency in events:
        if kind == 1:
            room.setdefault(number, urgency)
        elif kind == 2 and number in room:
            room[number] += t["raise"]
        elif kind == 3 and not room:
            answers.append(0)
        elif kind == 3:
            called = min(room, key=lambda who: (-room[who], who))
            answers.append(called)
            if room[called] >= t["grave"]:
                room[called] -= t["grave"]
            else:
                room.pop(called)
    return answers or [0]


WAITING_ROOM = Problem(
    name="waiting_room",
    level=3,
    draw=lambda rng: {"raise": pick(rng, 2, 9), "grave": pick(rng, 15, 40)},
    text=lambda t: (
        f"Patients are known by their numbers; the waiting room is empty at first. Events happen "
        f"one after another:\n"
        f"- [1, number, urgency]: the patient comes in with that urgency; if a patient of this "
        f"number is in the room already, nothing happens.\n"
        f"- [2, number, 0]: the patient complains, and the urgency grows by {t['raise']}; if no "
        f"patient of this number is in the room, nothing happens.\n"
        f"- [3, 0, 0]: the doctor calls the patient with the greatest urgency, and among equals "
        f"the one with the smallest number. If that urgency is {t['grave']} or more, the patient "
        f"is treated and goes back to the room with an urgency that is less by {t['grave']}; "
        f"otherwise the patient leaves (and may come in again later as a new patient).\n"
        f"Whom does the doctor call each time?"
    ),
    fields=(
        Field(
            "events",
            Kind.ROWS,
            "1 to 10000 events, numbers from 1 to 10000, urgency 0 to 100",
            ("kind", "number", "urgency"),
        ),
    ),
    output="the number of the patient for each event of kind 3, or 0 where the room was empty "
    "(only 0 if there is no such event)",
    shape=Shape.LINES,
    solve=solve_waiting_room,
    slow=slow_waiting_room,
    make=lambda _t, rng, n: (_patients(rng, n * 2),),
    edges=lambda t: [
        ([[3, 0, 0]],),
        ([[1, 5, 1]],),
        ([[1, 5, t["grave"]], [3, 0, 0], [3, 0, 0], [3, 0, 0]],),
        ([[1, 9, 7], [1, 4, 7], [1, 9, 90], [3, 0, 0], [3, 0, 0], [1, 4, 3], [3, 0, 0]],),
        ([[2, 3, 0], [1, 3, 0], [1, 2, 1], [2, 3, 0], [3, 0, 0], [2, 3, 0], [3, 0, 0]],),
    ],
    large=4_500,
)


def _patients(rng: Random, size: int) -> list[list[int]]:
    calls = choose(rng, (3, 5, 8))
    events = []
    for _ in range(size):
        kind = min(3, pick(rng, 1, calls)) if rng.random() < 0.5 else pick(rng, 1, 2)
        number = pick(rng, 1, max(2, size // 3))
        row = {1: [1, number, pick(rng, 0, choose(rng, (9, 100)))], 2: [2, number, 0], 3: [3, 0, 0]}
        events.append(row[kind])
    return events


def solve_taller_ahead(t: Twist, heights: list[int]) -> list[int]:
    stack: list[int] = []
    answers = []
    for place, height in enumerate(heights):
        while stack and heights[stack[-1]] <= height:
            stack.pop()
        low, high = 0, len(stack)
        while low < high:
            middle = (low + high) // 2
            if heights[stack[middle]] >= height + t["more"]:
                low = middle + 1
            else:
                high = middle
        answers.append(place - stack[low - 1] if low else 0)
        stack.append(place)
    return answers


def slow_taller_ahead(t: Twist, heights: list[int]) -> list[int]:
    answers = []
    for place, height in enumerate(heights):
        taller = [i for i in range(place) if heights[i] >= height + t["more"]]
        answers.append(place - taller[-1] if taller else 0)
    return answers


TALLER_AHEAD = Problem(
    name="taller_ahead",
    level=2,
    draw=lambda rng: {"more": pick(rng, 1, 9)},
    text=lambda t: (
        f"Soldiers stand in a row, one behind the other; their heights are given from the first to "
        f"the last. A soldier's view is blocked by the nearest soldier ahead who is taller by at "
        f"least {t['more']}. How many places ahead is that soldier (1 if it is the one directly "
        f"ahead)? Tell it for each soldier, with 0 for those whose view nobody blocks."
    ),
    fields=(Field("heights", Kind.NUMBERS, "1 to 25000 whole numbers from 1 to 10^5"),),
    output="the number for each soldier",
    shape=Shape.ROW,
    solve=solve_taller_ahead,
    slow=slow_taller_ahead,
    make=lambda _t, rng, n: (
        sorted(numbers(rng, n, 1, 10**5))
        if rng.random() < 0.3
        else numbers(rng, n, 1, choose(rng, (12, 40, 10**5))),
    ),
    edges=lambda t: [
        ([3],),
        ([1 + t["more"], 1],),
        ([t["more"], 1],),
        ([30, 20, 12, 11, 10, 9, 8, 7, 1],),
        ([5] * 6,),
        ([40, 20, 25, 18, 24, 22, 21, 1],),
    ],
    large=20_000,
)


STRUCTURES = (FLOODED_SHELVES, WAITING_ROOM, TALLER_AHEAD)
