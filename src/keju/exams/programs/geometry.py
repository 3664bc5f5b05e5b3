"""Problems about points and shapes with whole coordinates."""

from __future__ import annotations

from bisect import bisect_left
from math import gcd
from random import Random

from keju.exams.programs.drawing import choose, distinct, pick, rows
from keju.exams.programs.problem import Field, Kind, Problem, Shape, Twist

__all__ = ["GEOMETRY"]


def solve_shared_lawn(t: Twist, lawns: list[list[int]]) -> int:
    left, low, right, high = (
        pick_one(lawn[side] for lawn in lawns) for side, pick_one in enumerate((max, max, min, min))
    )
    wide, tall = right - left - 2 * t["hedge"], high - low - 2 * t["hedge"]
    return int(max(0, wide) * max(0, tall))


def slow_shared_lawn(t: Twist, lawns: list[list[int]]) -> int:
    hedge = t["hedge"]
    return sum(
        all(a + hedge <= x < c - hedge and b + hedge <= y < d - hedge for a, b, c, d in lawns)
        for x in range(60)
        for y in range(60)
    )


def _boxes(rng: Random, count: int, far: int) -> list[list[int]]:
    boxes = []
    for _ in range(count):
        (a, c), (b, d) = distinct(rng, 2, 0, far), distinct(rng, 2, 0, far)
        boxes.append([a, b, c, d])
    return boxes


SHARED_LAWN = Problem(
    name="shared_lawn",
    level=1,
    draw=lambda rng: {"hedge": pick(rng, 0, 3)},
    text=lambda t: (
        "Rectangular lawns [left, low, right, high] lie in the plane, their sides parallel to the "
        "axes. "
        + (
            f"Along the inner side of its border each lawn has a hedge that is {t['hedge']} wide; "
            f"only what is left inside the hedge is grass (perhaps nothing). "
            if t["hedge"]
            else "They are all grass. "
        )
        + "How large is the area that is grass of every lawn in the list?"
    ),
    fields=(
        Field(
            "lawns",
            Kind.ROWS,
            "1 to 50 lawns, 0 ≤ left < right ≤ 1000, 0 ≤ low < high ≤ 1000",
            ("left", "low", "right", "high"),
        ),
    ),
    output="the area",
    solve=solve_shared_lawn,
    slow=slow_shared_lawn,
    make=lambda _t, rng, n: (
        [
            [pick(rng, 0, 12), pick(rng, 0, 12), pick(rng, 30, far), pick(rng, 30, far)]
            for far in [choose(rng, (36, 58)) for _ in range(min(n, 50))]
        ],
    ),
    edges=lambda t: [
        ([[0, 0, 1, 1]],),
        ([[0, 0, 9, 9], [9, 0, 20, 9]],),
        ([[0, 0, 20, 20], [19 - t["hedge"], 0, 50, 20]],),
        ([[0, 0, 50, 50]],),
        ([[0, 0, 50, 50], [20, 10, 30, 2 * t["hedge"] + 11], [0, 0, 45, 40]],),
    ],
    large=51,
)


def solve_fence_posts(t: Twist, corners: list[list[int]]) -> list[int]:
    doubled = border = 0
    for (a, b), (c, d) in zip(corners, [*corners[1:], corners[0]], strict=True):
        doubled += a * d - b * c
        border += gcd(abs(a - c), abs(b - d))
    inside = (abs(doubled) - border + 2) // 2
    return [border, inside, inside * t["tree"] + border * t["post"]]


def _star(rng: Random, size: int) -> list[list[int]]:
    """Draw a polygon that a vertical line crosses at most twice, in either direction."""
    many = max(4, min(size, 400))
    columns = distinct(rng, many, -1000, 1000) if many > 9 else distinct(rng, many, -9, 9)
    tall = 1000 if many > 9 else 9
    upper = [[x, pick(rng, 1, tall)] for x in columns[1 : many // 2]]
    lower = [[x, -pick(rng, 1, tall)] for x in columns[many // 2 : -1]]
    ring = [[columns[0], 0], *upper, [columns[-1], 0], *lower[::-1]]
    return ring if rng.random() < 0.5 else ring[::-1]


def slow_fence_posts(t: Twist, corners: list[list[int]]) -> list[int]:
    sides = list(zip(corners, [*corners[1:], corners[0]], strict=True))
    border = inside = 0
    for x in range(-12, 13):
        for y in range(-12, 13):
            on = any(
                (c - a) * (y - b) == (d - b) * (x - a)
                and min(a, c) <= x <= max(a, c)
                and min(b, d) <= y <= max(b, d)
                for (a, b), (c, d) in sides
            )
            crossings = 0
            for (a, b), (c, d) in sides:
                if (a <= x) != (c <= x):
                    (p, q), (r, s) = ((a, b), (c, d)) if a < c else ((c, d), (a, b))
                    crossings += (y - q) * (r - p) < (s - q) * (x - p)
            border += on
            inside += not on and crossings % 2
    return [border, inside, inside * t["tree"] + border * t["post"]]


FENCE_POSTS = Problem(
    name="fence_posts",
    level=2,
    draw=lambda rng: {"tree": pick(rng, 2, 9), "post": pick(rng, 10, 40)},
    text=lambda t: (
        f"A field is a polygon that does not touch or cross itself. Its corners have whole "
        f"coordinates and are given in order round the field, clockwise or anticlockwise. On every "
        f"point with whole coordinates on the border (corners included) stands a post, and on "
        f"every such point strictly inside the field stands a tree. A post costs {t['post']} and a "
        f"tree {t['tree']}."
    ),
    fields=(
        Field("corners", Kind.ROWS, "4 to 400 corners, coordinates from -1000 to 1000", ("x", "y")),
    ),
    output="three numbers: the posts, the trees, and the cost of all of them",
    shape=Shape.ROW,
    solve=solve_fence_posts,
    slow=slow_fence_posts,
    make=lambda _t, rng, n: (_star(rng, n),),
    edges=lambda _: [
        ([[0, 0], [1, 0], [1, 1], [0, 1]],),
        ([[0, 0], [0, 5], [5, 5], [5, 0]],),
        ([[0, 0], [4, 0], [8, 0], [4, 3]],),
        ([[0, 0], [8, 0], [8, 2], [2, 2], [2, 8], [0, 8]],),
        ([[-3, -1], [2, -7], [0, 0], [3, 5]],),
    ],
    large=300,
)


def solve_quiet_corner(t: Twist, stars: list[list[int]]) -> int:
    heights = sorted({y for _, y in stars})
    tree = [0] * (len(heights) + 1)
    waiting: list[tuple[int, int]] = []
    place = pairs = 0
    for x, y in sorted(map(tuple, stars)):
        while place < len(waiting) and waiting[place][0] <= x - t["wide"]:
            rank = bisect_left(heights, waiting[place][1]) + 1
            while rank < len(tree):
                tree[rank] += 1
                rank += rank & -rank
            place += 1
        waiting.append((x, y))
        rank = bisect_left(heights, y - t["high"] + 1)
        while rank:
            pairs += tree[rank]
            rank -= rank & -rank
    return pairs


def slow_quiet_corner(t: Twist, stars: list[list[int]]) -> int:
    return sum(a - c >= t["wide"] and b - d >= t["high"] for a, b in stars for c, d in stars)


QUIET_CORNER = Problem(
    name="quiet_corner",
    level=3,
    draw=lambda rng: {"wide": pick(rng, 1, 4), "high": pick(rng, -3, 5)},
    text=lambda t: (
        f"On a map of stars [x, y], a star overlooks another one if its x is greater by at least "
        f"{t['wide']}, and if its y minus the other's y is at least {t['high']} (which is to be "
        f"taken literally, also when it is negative). How many ordered pairs of stars are there of "
        f"which the first overlooks the second? Several stars may have the same coordinates."
    ),
    fields=(Field("stars", Kind.ROWS, "1 to 10000 stars, coordinates from 0 to 10^6", ("x", "y")),),
    output="the number of such pairs",
    solve=solve_quiet_corner,
    slow=slow_quiet_corner,
    make=lambda _t, rng, n: (rows(rng, n, *[(0, choose(rng, (8, 30, 10**6)))] * 2),),
    edges=lambda t: [
        ([[0, 0]],),
        ([[3, 3]] * 4,),
        ([[0, 5], [t["wide"], 5 + t["high"]]],),
        ([[0, 5], [t["wide"], 4 + t["high"]], [t["wide"] - 1, 9 + t["high"]]],),
        ([[i, 9 - i] for i in range(9)],),
    ],
    large=10_000,
)


def solve_painted_area(t: Twist, sheets: list[list[int]]) -> int:
    heights = sorted({y for sheet in sheets for y in (sheet[1], sheet[3])})
    cover = [0] * len(heights)
    events = [(sheet[0], 1, sheet[1], sheet[3]) for sheet in sheets]
    events += [(sheet[2], -1, sheet[1], sheet[3]) for sheet in sheets]
    area = before = 0
    for x, change, low, high in sorted(events):
        wide = x - before
        if wide:
            area += wide * sum(
                heights[i + 1] - heights[i]
                for i in range(len(heights) - 1)
                if t["least"] <= cover[i] <= t["most"]
            )
        for i in range(bisect_left(heights, low), bisect_left(heights, high)):
            cover[i] += change
        before = x
    return area


def slow_painted_area(t: Twist, sheets: list[list[int]]) -> int:
    return sum(
        t["least"] <= sum(a <= x < c and b <= y < d for a, b, c, d in sheets) <= t["most"]
        for x in range(30)
        for y in range(30)
    )


PAINTED_AREA = Problem(
    name="painted_area",
    level=3,
    draw=lambda rng: {"least": (least := pick(rng, 1, 2)), "most": least + pick(rng, 0, 2)},
    text=lambda t: (
        f"Thin coloured sheets of glass, rectangles [left, low, right, high] with sides parallel "
        f"to the axes, lie on a table, partly on top of each other. How large is the area of the "
        f"table that is covered by no fewer than {t['least']} and no more than {t['most']} of the "
        "sheets?"
    ),
    fields=(
        Field(
            "sheets",
            Kind.ROWS,
            "1 to 250 sheets, 0 ≤ left < right ≤ 10^6, 0 ≤ low < high ≤ 10^6",
            ("left", "low", "right", "high"),
        ),
    ),
    output="the area",
    solve=solve_painted_area,
    slow=slow_painted_area,
    make=lambda _t, rng, n: (_boxes(rng, n, 12 if n < 7 else 25 if n < 50 else 10**6),),
    edges=lambda _: [
        ([[0, 0, 1, 1]],),
        ([[2, 2, 9, 9]] * 3,),
        ([[0, 0, 5, 5], [5, 0, 9, 5]],),
        ([[0, 0, 20, 20], [3, 3, 9, 9], [5, 5, 7, 7], [6, 6, 8, 20]],),
    ],
    large=250,
)

GEOMETRY = (SHARED_LAWN, FENCE_POSTS, QUIET_CORNER, PAINTED_AREA)
