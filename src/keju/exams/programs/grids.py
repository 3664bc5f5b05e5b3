"""Problems on rectangular boards."""

from __future__ import annotations

from collections import deque
from random import Random

from keju.exams.programs.drawing import choose, pick, word
from keju.exams.programs.problem import Field, Kind, Problem, Shape, Twist
from keju.exams.programs.wording import counted

__all__ = ["GRIDS"]

COMPASS = {"N": (-1, 0), "E": (0, 1), "S": (1, 0), "W": (0, -1)}


def _board(rng: Random, size: int, letters: str) -> list[str]:
    """Draw a grid whose longer side has ``size`` cells."""
    other = pick(rng, max(1, size // 2), size)
    high, wide = (size, other) if rng.random() < 0.5 else (other, size)
    return [word(rng, wide, letters) for _ in range(high)]


def solve_tin_walker(t: Twist, field: list[str], orders: str) -> list[int]:
    row = column = bumps = 0
    high, wide = len(field), len(field[0])
    for order in orders:
        down, right = COMPASS[order]
        for _ in range(t["stride"]):
            new_row, new_column = row + down, column + right
            if t["round"]:
                new_row, new_column = new_row % high, new_column % wide
            outside = not (0 <= new_row < high and 0 <= new_column < wide)
            if outside or field[new_row][new_column] == "#":
                bumps += 1
                break
            row, column = new_row, new_column
    return [row + 1, column + 1, bumps]


TIN_WALKER = Problem(
    name="tin_walker",
    level=1,
    draw=lambda rng: {"stride": pick(rng, 1, 3), "round": rng.random() < 0.5},
    text=lambda t: (
        f"A tin toy walks on a board of square cells; it starts in the top left cell, which is "
        f"always free. It gets orders, each a letter: N is up, S is down, E is right, W is left. "
        f"At an order it tries to make {t['stride']} step{'s' if t['stride'] > 1 else ''} of one "
        f"cell in that direction. Cells marked # are blocked. "
        + (
            "The board is closed in itself: beyond the last column comes the first one, beyond "
            "the last row the first one, and the other way round. "
            if t["round"]
            else "The edge of the board blocks it as well. "
        )
        + "When a step is blocked, the toy stays where it is, this counts as one bump, and what "
        "is left of the order is forgotten. Where does it stand at the end, and how many bumps "
        "were there?"
    ),
    fields=(
        Field("field", Kind.GRID, "the board, 1 to 40 rows and columns of . and #"),
        Field("orders", Kind.TEXT, "1 to 400 letters N, E, S and W"),
    ),
    output="three numbers: the row (from 1 at the top), the column (from 1 at the left), the bumps",
    shape=Shape.ROW,
    solve=solve_tin_walker,
    make=lambda _t, rng, n: (
        [
            ("." if place == 0 else row[0]) + row[1:]
            for place, row in enumerate(_board(rng, min(n + 1, 40), "....#"))
        ],
        word(rng, n * 2, "NESW"),
    ),
    edges=lambda _: [
        (["."], "NESW"),
        ([".#"], "EEWW"),
        (["...", "...", "..."], "SSSSEEEE"),
        ([".....", ".....", "....."], "NNWWNW"),
        (["." * 9], "EEEWWWNSWW"),
    ],
    large=150,
)


def solve_crowded_cells(t: Twist, garden: list[str]) -> int:
    found = 0
    for i, row in enumerate(garden):
        for j, cell in enumerate(row):
            around = [
                garden[i + di][j + dj]
                for di in (-1, 0, 1)
                for dj in (-1, 0, 1)
                if (di or dj)
                and (t["corners"] or not (di and dj))
                and 0 <= i + di < len(garden)
                and 0 <= j + dj < len(row)
            ]
            likes = around.count(t["liked"])
            found += cell == t["plant"] and likes >= t["least"] and t["feared"] not in around
    return found


def slow_crowded_cells(t: Twist, garden: list[str]) -> int:
    cells = {(i, j): cell for i, row in enumerate(garden) for j, cell in enumerate(row)}
    found = 0
    for (i, j), cell in cells.items():
        near = [
            other
            for (a, b), other in cells.items()
            if (max if t["corners"] else sum)((abs(a - i), abs(b - j))) == 1
        ]
        good = sum(other == t["liked"] for other in near) >= t["least"]
        found += cell == t["plant"] and good and t["feared"] not in near
    return found


CROWDED_CELLS = Problem(
    name="crowded_cells",
    level=1,
    draw=lambda rng: {
        "corners": (corners := rng.random() < 0.5),
        "plant": (plant := choose(rng, "abc")),
        "liked": choose(rng, "abc"),
        "feared": choose(rng, [letter for letter in "xyz" if letter != plant]),
        "least": pick(rng, 1, 3 if corners else 2),
    },
    text=lambda t: (
        f"A garden is a board of square cells with one plant in each, of kinds a, b, c, x, y and "
        f"z. Neighbours of a cell are the cells that touch it along a side"
        f"{' or at a corner' if t['corners'] else ' (a corner is not enough)'}. A plant "
        f"of kind {t['plant']} is happy if it has at least {counted(t['least'], 'neighbour')} of "
        f"kind {t['liked']} and none of kind {t['feared']}. How many plants of kind "
        f"{t['plant']} are happy?"
    ),
    fields=(Field("garden", Kind.GRID, "1 to 40 rows and columns"),),
    output="the number of happy plants of that kind",
    solve=solve_crowded_cells,
    slow=slow_crowded_cells,
    make=lambda t, rng, n: (
        _board(rng, min(n, 40), choose(rng, ("abcxyz", t["plant"] + t["liked"] + "abcz"))),
    ),
    edges=lambda t: [
        ([t["plant"]],),
        ([t["plant"] + t["liked"] * 2],),
        ([t["liked"] * 3, t["liked"] + t["plant"] + t["liked"], t["liked"] * 3],),
        ([t["liked"] * 3, t["liked"] + t["plant"] * 2, t["liked"] + t["liked"] + t["feared"]],),
        ([t["plant"] * 4] * 4,),
    ],
    large=40,
)


def solve_tilted_box(t: Twist, box: list[str], tilts: str) -> list[str]:
    turns = {"W": 0, "S": 1, "E": 2, "N": 3}
    rows = box
    for number, tilt in enumerate(tilts, start=1):
        for _ in range(turns[tilt]):
            rows = _turned(rows)
        rows = ["#".join(_rolled(t, part) for part in row.split("#")) for row in rows]
        for _ in range((4 - turns[tilt]) % 4):
            rows = _turned(rows)
        if number % t["every"] == 0 and rows[0][0] in "oO":
            rows = ["." + rows[0][1:], *rows[1:]]
    return rows


def _turned(rows: list[str]) -> list[str]:
    """Turn by a quarter clockwise: what was at the bottom is at the left now."""
    return ["".join(column) for column in zip(*rows[::-1], strict=True)]


def _rolled(t: Twist, part: str) -> str:
    """Roll to the left, between two walls; heavy stones are ``O``, light ones ``o``."""
    balls = part.replace(".", "")
    if t["sinks"]:
        balls = "O" * balls.count("O") + "o" * balls.count("o")
    return balls.ljust(len(part), ".")


def slow_tilted_box(t: Twist, box: list[str], tilts: str) -> list[str]:
    cells = [list(row) for row in box]
    for number, tilt in enumerate(tilts, start=1):
        down, right = COMPASS[tilt]
        moved = True
        while moved:
            moved = False
            for i in range(len(cells)):
                for j in range(len(cells[0])):
                    a, b = i + down, j + right
                    if not (0 <= a < len(cells) and 0 <= b < len(cells[0])):
                        continue
                    swap = cells[i][j] + cells[a][b]
                    if swap in {"O.", "o."} or (t["sinks"] and swap == "Oo"):
                        cells[i][j], cells[a][b] = cells[a][b], cells[i][j]
                        moved = True
        if number % t["every"] == 0 and cells[0][0] != "#":
            cells[0][0] = "."
    return ["".join(row) for row in cells]


TILTED_BOX = Problem(
    name="tilted_box",
    level=2,
    draw=lambda rng: {"sinks": rng.random() < 0.5, "every": pick(rng, 2, 5)},
    text=lambda t: (
        "A flat box is divided into square cells: # is a wall, O a big ball, o a small ball, and "
        ". is empty. The box is tilted several times, each time towards one side (N up, E right, "
        "S down, W left), and then all balls roll in that direction as far as they can, until a "
        "wall, the side of the box or other balls stop them. "
        + (
            "Big balls push past small ones: in each row (or column) and between two walls, the "
            "big balls end up nearest to the side the box is tilted to, then come the small ones, "
            "and then the empty cells."
            if t["sinks"]
            else "Balls never pass one another."
        )
        + f" In the top left corner is a trapdoor: after tilt number {t['every']}, "
        f"{2 * t['every']}, {3 * t['every']} and so on, when all balls lie still, the ball that is "
        f"in the top left cell falls out, if there is one; the cell is then empty. Show the box at "
        f"the end."
    ),
    fields=(
        Field("box", Kind.GRID, "1 to 30 rows and columns"),
        Field("tilts", Kind.TEXT, "1 to 60 letters N, E, S and W"),
    ),
    output="the rows of the box at the end",
    shape=Shape.LINES,
    solve=solve_tilted_box,
    slow=slow_tilted_box,
    make=lambda _t, rng, n: (_board(rng, min(n, 30), "...Oo#o"), word(rng, n, "NESW")),
    edges=lambda _: [
        (["O"], "N"),
        ([".oO.", "...."], "E"),
        ([".oO.", "...."], "W"),
        (["o#O", "O.o", "..."], "SWNE"),
        (["#"], "NESW"),
        (["o", "O", "."], "S"),
    ],
    large=60,
)


def solve_sliding_puck(t: Twist, rink: list[str]) -> int:
    high, wide = len(rink), len(rink[0])
    start = next((i, j) for i in range(high) for j in range(wide) if rink[i][j] == "S")
    seen, waiting = {start}, deque([(start, 0)])
    while waiting:
        (row, column), pushes = waiting.popleft()
        for down, right in COMPASS.values():
            i, j, length = row, column, 0
            while (
                0 <= i + down < high and 0 <= j + right < wide and rink[i + down][j + right] != "#"
            ):
                i, j, length = i + down, j + right, length + 1
                if rink[i][j] == "G" and t["catch"]:
                    return pushes + 1
                if rink[i][j] == "s" or length == t["reach"]:
                    break
            if rink[i][j] == "G":
                return pushes + 1
            if (i, j) not in seen:
                seen.add((i, j))
                waiting.append(((i, j), pushes + 1))
    return -1


def _ice(rink: list[str], row: int, column: int) -> bool:
    inside = 0 <= row < len(rink) and 0 <= column < len(rink[0])
    return inside and rink[row][column] != "#"


SLIDING_PUCK = Problem(
    name="sliding_puck",
    level=3,
    draw=lambda rng: {"catch": rng.random() < 0.5, "reach": pick(rng, 4, 9)},
    text=lambda t: (
        f"A puck lies on an icy rink, in the cell S; the goal is the cell G. A push in one of the "
        f"four directions along rows and columns makes the puck slide from cell to cell. It stops "
        f"when the next cell would be a wall (#) or outside the rink, when it has just come onto a "
        f"cell of sand (s), or when this push has moved it {t['reach']} cells, whichever comes "
        f"first. "
        + (
            "The goal catches the puck: as soon as it comes onto G, the game is won."
            if t["catch"]
            else "The game is won only if the puck stops on G; it can slide across G without "
            "stopping, and then nothing happens."
        )
        + " How many pushes are needed at least? Cells marked . and S are plain ice."
    ),
    fields=(Field("rink", Kind.GRID, "1 to 70 rows and columns, with exactly one S and one G"),),
    output="the least number of pushes, or -1 if the game cannot be won",
    solve=solve_sliding_puck,
    make=lambda _t, rng, n: (_rink(rng, n),),
    edges=lambda t: [
        (["SG"],),
        (["S#G"],),
        (["S" + "." * (t["reach"] - 1) + "G...#"],),
        (["SG..", "....", "..#."],),
        (["S.sG", "##.#"],),
        (["GS.", "...", ".#."],),
        (["S" + "." * (t["reach"] - 2) + "G..."],),
    ],
    large=70,
)


def _rink(rng: Random, size: int) -> list[str]:
    grid = _board(rng, max(2, size), choose(rng, ("....#s", ".......#", "............#s")))
    wide = len(grid[0])
    flat = list("".join(grid))
    start = pick(rng, 0, len(flat) - 1)
    goal = (start + pick(rng, 1, len(flat) - 1)) % len(flat)
    flat[start], flat[goal] = "S", "G"
    return ["".join(flat[i : i + wide]) for i in range(0, len(flat), wide)]


GRIDS = (TIN_WALKER, CROWDED_CELLS, TILTED_BOX, SLIDING_PUCK)
