"""Problems on trees and on groups that join and fall apart."""

from __future__ import annotations

from random import Random

from keju.exams.programs.drawing import choose, mixed, pick, rows
from keju.exams.programs.problem import Case, Field, Kind, Problem, Shape, Twist

__all__ = ["GROUPS"]


def solve_far_uncle(t: Twist, bosses: list[int], questions: list[list[int]]) -> list[int]:
    count = len(bosses)
    up = [[0, 0, *bosses]]
    depth = [0, 1] + [0] * count
    for place, boss in enumerate(bosses, start=2):
        depth[place] = depth[boss] + 1
    while 1 << len(up) <= count:
        last = up[-1]
        up.append([last[place] for place in last])
    answers = []
    for a, b in questions:
        deep, high = (a, b) if depth[a] >= depth[b] else (b, a)
        start, other = deep, high
        deep = _climb(up, deep, depth[deep] - depth[high])
        if deep != high:
            for level in reversed(up):
                if level[deep] != level[high]:
                    deep, high = level[deep], level[high]
            deep = up[0][deep]
        steps = depth[start] + depth[other] - 2 * depth[deep]
        answers.append(_climb(up, deep, steps % t["modulus"]) or t["nobody"])
    return answers


def _climb(up: list[list[int]], place: int, steps: int) -> int:
    for bit, level in enumerate(up):
        if steps >> bit & 1:
            place = level[place]
    return 0 if steps >> len(up) else place


def slow_far_uncle(t: Twist, bosses: list[int], questions: list[list[int]]) -> list[int]:
    def line(place: int) -> list[int]:
        return [place, *line(bosses[place - 2])] if place > 1 else [1]

    answers = []
    for a, b in questions:
        shared = next(place for place in line(a) if place in line(b))
        steps = line(a).index(shared) + line(b).index(shared)
        answers.append([*line(shared), *[t["nobody"]] * 99][steps % t["modulus"]])
    return answers


FAR_UNCLE = Problem(
    name="far_uncle",
    level=3,
    draw=lambda rng: {"modulus": choose(rng, (3, 5, 7, 1000, 2000)), "nobody": pick(rng, -9, -1)},
    text=lambda t: (
        f"A firm has workers numbered from 1; worker 1 is the head, and everyone else has one "
        f"direct boss with a smaller number. The superiors of a worker are the worker (a superior "
        f"of themselves, for our purpose), the direct boss, that boss's boss, and so on to the "
        f"head. Two workers a and b quarrel. Their judge is found like this: the lowest common "
        f"superior c is the first in the line of a's superiors who is also a superior of b. Count "
        f"the steps from boss to boss that lead from a up to c, and add those from b up to c; "
        f"divide by {t['modulus']} and keep the remainder r. From c go up r more steps: whoever "
        f"is there is the judge. If there are fewer than r steps above c, the answer is "
        f"{t['nobody']}."
    ),
    fields=(
        Field(
            "bosses",
            Kind.NUMBERS,
            "the direct bosses of workers 2, 3, 4 and so on; 1 to 9000 numbers",
        ),
        Field("questions", Kind.ROWS, "1 to 6000 quarrels; a may be equal to b", ("a", "b")),
    ),
    output="the judge of each quarrel",
    shape=Shape.LINES,
    solve=solve_far_uncle,
    slow=slow_far_uncle,
    make=lambda _t, rng, n: _firm(rng, n),
    edges=lambda _: [
        ([1], [[1, 1], [1, 2], [2, 1], [2, 2]]),
        ([1, 1, 1], [[2, 3], [4, 4], [3, 4]]),
        ([1, 2, 3, 4, 5, 6, 7], [[8, 1], [8, 8], [5, 8], [2, 3]]),
        ([1, 2, 3, 3, 4, 5, 6, 7, 8, 9], [[10, 11], [6, 7], [8, 9], [10, 9]]),
    ],
    large=6_000,
)


def _firm(rng: Random, size: int) -> Case:
    deep = rng.random() < 0.6
    bosses = [pick(rng, max(1, i - 3) if deep else 1, i) for i in range(1, size + 1)]
    return bosses, rows(rng, size, (1, size + 1), (1, size + 1))


def solve_broken_bridges(
    t: Twist, islands: int, bridges: list[list[int]], breaks: list[int]
) -> list[int]:
    broken = set(breaks)
    parent = list(range(islands + 1))
    size = [1] * (islands + 1)
    good = [islands * _alive(t, 1)]

    def join(a: int, b: int) -> None:
        a, b = _root(parent, a), _root(parent, b)
        if a == b:
            return
        good[0] -= _alive(t, size[a]) + _alive(t, size[b])
        if size[a] < size[b]:
            a, b = b, a
        parent[b] = a
        size[a] += size[b]
        good[0] += _alive(t, size[a])

    for place, (a, b) in enumerate(bridges, start=1):
        if place not in broken:
            join(a, b)
    answers = []
    for place in reversed(breaks):
        answers.append(good[0])
        join(*bridges[place - 1])
    return answers[::-1]


def _alive(t: Twist, size: int) -> int:
    return int(size >= t["least"] and size % t["unlucky"] > 0)


def _root(parent: list[int], place: int) -> int:
    while parent[place] != place:
        parent[place] = parent[parent[place]]
        place = parent[place]
    return place


def slow_broken_bridges(
    t: Twist, islands: int, bridges: list[list[int]], breaks: list[int]
) -> list[int]:
    answers = []
    for done in range(1, len(breaks) + 1):
        groups = [{island} for island in range(1, islands + 1)]
        for place, (a, b) in enumerate(bridges, start=1):
            if place not in breaks[:done]:
                united = [group for group in groups if a in group or b in group]
                groups = [group for group in groups if group not in united]
                groups.append(set().union(*united))
        sizes = [len(group) for group in groups]
        unlucky = sum(size % t["unlucky"] == 0 for size in sizes if size >= t["least"])
        answers.append(sum(size >= t["least"] for size in sizes) - unlucky)
    return answers


BROKEN_BRIDGES = Problem(
    name="broken_bridges",
    level=3,
    draw=lambda rng: {"least": pick(rng, 2, 4), "unlucky": pick(rng, 5, 9)},
    text=lambda t: (
        f"Islands are numbered from 1, and bridges [a, b], numbered from 1 in the order of the "
        f"list, join them. Storms destroy some of the bridges one after another. Islands that can "
        f"reach each other over bridges form a group; an island that can reach no other is a group "
        f"by itself. A group is alive if it has at least {t['least']} islands, unless their number "
        f"is a multiple of {t['unlucky']}. How many groups are alive after each storm?"
    ),
    fields=(
        Field("islands", Kind.NUMBER, "how many islands, from 2 to 6000"),
        Field("bridges", Kind.ROWS, "1 to 12000 bridges; a may be equal to b", ("a", "b")),
        Field(
            "breaks",
            Kind.NUMBERS,
            "the numbers of the bridges that are destroyed, in order, no number twice, at least 1",
        ),
    ),
    output="the number of groups alive after each storm",
    shape=Shape.ROW,
    solve=solve_broken_bridges,
    slow=slow_broken_bridges,
    make=lambda _t, rng, n: _storms(rng, n),
    edges=lambda _: [
        (2, [[1, 2]], [1]),
        (2, [[1, 2], [2, 1]], [2, 1]),
        (4, [[1, 1], [2, 3], [3, 4]], [1, 3]),
        (5, [[1, 2], [2, 3], [3, 4], [4, 5]], [2, 1, 4, 3]),
    ],
    large=5_000,
)


def _storms(rng: Random, size: int) -> tuple[int, list[list[int]], list[int]]:
    islands = max(2, size)
    bridges = rows(rng, max(1, pick(rng, size // 2, 2 * size)), (1, islands), (1, islands))
    order = mixed(rng, range(1, len(bridges) + 1))
    return islands, bridges, order[: pick(rng, (len(order) + 1) // 2, len(order))]


GROUPS = (FAR_UNCLE, BROKEN_BRIDGES)
