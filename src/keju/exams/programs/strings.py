"""Problems about letters and words."""

from __future__ import annotations

from collections import Counter

from keju.exams.programs.drawing import choose, mixed, pick, word, words
from keju.exams.programs.problem import Field, Kind, Problem, Shape, Twist
from keju.exams.programs.wording import counted

__all__ = ["STRINGS"]

LETTERS = "abcdefghijklmnopqrstuvwxyz"


def solve_shorten_runs(t: Twist, text: str) -> str:
    result, start = [], 0
    for end in range(1, len(text) + 1):
        if end < len(text) and text[end] == text[start]:
            continue
        letter, length = text[start], end - start
        pieces = [t["cap"]] * (length // t["cap"]) + [length % t["cap"]]
        for piece in pieces:
            if piece >= t["least"]:
                result.append(f"{piece}{letter}" if t["before"] else f"{letter}{piece}")
            else:
                result.append(letter * piece)
        start = end
    return "".join(result)


def slow_shorten_runs(t: Twist, text: str) -> str:
    result, rest = "", text
    while rest:
        length = 1
        while length < min(t["cap"], len(rest)) and rest[length] == rest[0]:
            length += 1
        counted = f"{length}{rest[0]}" if t["before"] else f"{rest[0]}{length}"
        result += counted if length >= t["least"] else rest[:length]
        rest = rest[length:]
    return result


SHORTEN_RUNS = Problem(
    name="shorten_runs",
    level=1,
    draw=lambda rng: {
        "least": (least := pick(rng, 2, 4)),
        "cap": pick(rng, least + 1, 9),
        "before": rng.random() < 0.5,
    },
    text=lambda t: (
        f"A clerk shortens a text from left to right. He looks at the letter that comes next and "
        f"takes as many equal letters in a row, beginning with it, as he can, but never more than "
        f"{t['cap']} at once. If he took {t['least']} or more, he writes "
        + (
            "their number and then the letter"
            if t["before"]
            else "the letter and then their number"
        )
        + "; if fewer, he copies the letters that he took. Then he goes on with what follows, "
        "even if it is the same letter again."
    ),
    fields=(Field("text", Kind.TEXT, "1 to 300 small English letters"),),
    output="the shortened text",
    solve=solve_shorten_runs,
    slow=slow_shorten_runs,
    make=lambda t, rng, n: (
        "".join(word(rng, 1, "abc") * pick(rng, 1, t["cap"] + 2) for _ in range(n))[:300],
    ),
    edges=lambda t: [
        ("q",),
        ("z" * (t["least"] - 1),),
        ("z" * t["least"],),
        ("z" * t["cap"],),
        ("z" * (t["cap"] + 1),),
        ("ab" + "c" * (2 * t["cap"] + t["least"]) + "a",),
    ],
    large=250,
)


def solve_fold_words(t: Twist, line: str) -> str:
    folded = []
    for place, plain in enumerate(line.split(" "), start=1):
        if len(plain) < t["shortest"] or place % t["every"] == 0:
            folded.append(plain)
        else:
            keep = t["keep"]
            folded.append(plain[:keep] + plain[keep : len(plain) - keep][::-1] + plain[-keep:])
    return " ".join(folded)


def slow_fold_words(t: Twist, line: str) -> str:
    parts = line.split(" ")
    for index, part in enumerate(parts):
        letters = list(part)
        low, high = t["keep"], len(letters) - 1 - t["keep"]
        while low < high and len(part) >= t["shortest"] and (index + 1) % t["every"]:
            letters[low], letters[high] = letters[high], letters[low]
            low, high = low + 1, high - 1
        parts[index] = "".join(letters)
    return " ".join(parts)


FOLD_WORDS = Problem(
    name="fold_words",
    level=1,
    draw=lambda rng: {
        "keep": (keep := pick(rng, 1, 2)),
        "shortest": pick(rng, 2 * keep + 1, 7),
        "every": pick(rng, 2, 5),
    },
    text=lambda t: (
        f"In a secret letter every word of at least {t['shortest']} letters has its inside turned "
        f"round: the first {counted(t['keep'], 'letter')} and the last {t['keep']} stay, and what "
        f"stands between them is written backwards. Shorter words stay as they are, and so does "
        f"every word whose place in the line (the first word has place 1) is a multiple of "
        f"{t['every']}."
    ),
    fields=(
        Field("line", Kind.TEXT, "1 to 60 words of small English letters, single spaces between"),
    ),
    output="the line with its words turned round",
    solve=solve_fold_words,
    slow=slow_fold_words,
    make=lambda t, rng, n: (" ".join(words(rng, n, t["shortest"] + 4, LETTERS)),),
    edges=lambda t: [
        ("a",),
        (LETTERS[: t["shortest"]],),
        (LETTERS[: t["shortest"] - 1],),
        (" ".join([LETTERS] * (t["every"] * 2 + 1)),),
        ("ab abc abcd abcde abcdef abcdefg abcdefgh",),
    ],
    large=60,
)


def solve_modest_stretch(t: Twist, text: str) -> int:
    counts: Counter[str] = Counter()
    start = best = rare = 0
    for end, letter in enumerate(text):
        counts[letter] += 1
        rare += letter in t["rare"]
        while counts[letter] > t["most"] or rare > t["allowed"]:
            counts[text[start]] -= 1
            rare -= text[start] in t["rare"]
            start += 1
        best = max(best, end - start + 1)
    return best


def slow_modest_stretch(t: Twist, text: str) -> int:
    best = 0
    for start in range(len(text)):
        for end in range(start + 1, len(text) + 1):
            part = text[start:end]
            fits = all(part.count(letter) <= t["most"] for letter in set(part))
            if fits and sum(part.count(letter) for letter in t["rare"]) <= t["allowed"]:
                best = max(best, end - start)
    return best


MODEST_STRETCH = Problem(
    name="modest_stretch",
    level=2,
    draw=lambda rng: {
        "most": pick(rng, 2, 5),
        "rare": "".join(sorted(mixed(rng, "abcdefgh")[: pick(rng, 2, 3)])),
        "allowed": pick(rng, 1, 4),
    },
    text=lambda t: (
        f"A stretch of a text (letters that follow one another without a gap) is called modest if "
        f"no letter occurs in it more than {t['most']} times, and if the letters "
        f"{' and '.join(t['rare'])} together occur in it at most {counted(t['allowed'], 'time')}. "
        f"Find the length of the longest modest stretch; it is 0 if there is none but the empty "
        "one."
    ),
    fields=(Field("text", Kind.TEXT, "1 to 30000 small letters from a to h"),),
    output="the length of the longest modest stretch",
    solve=solve_modest_stretch,
    slow=slow_modest_stretch,
    make=lambda _t, rng, n: (word(rng, n, choose(rng, ("abcdefgh", "abcd", "efgh"))),),
    edges=lambda t: [
        ("a",),
        (t["rare"][0] * 9,),
        ("efgh" * (t["most"] + 1),),
        (t["rare"] * (t["allowed"] + 1),),
        ("h" * t["most"] + "a" + "h" * t["most"],),
    ],
    large=30_000,
)


def solve_least_turn(t: Twist, ring: str) -> str:
    rank = {letter: place for place, letter in enumerate(t["order"])}
    values = [rank[letter] for letter in ring]
    size, left, right, run = len(ring), 0, 1, 0
    while left < size and right < size and run < size:
        one, other = values[(left + run) % size], values[(right + run) % size]
        if one == other:
            run += 1
            continue
        if one > other:
            left += run + 1
        else:
            right += run + 1
        if left == right:
            right += 1
        run = 0
    start = min(left, right)
    return ring[start:] + ring[:start]


def slow_least_turn(t: Twist, ring: str) -> str:
    turns = [ring[start:] + ring[:start] for start in range(len(ring))]
    return min(turns, key=lambda turn: [t["order"].index(letter) for letter in turn])


LEAST_TURN = Problem(
    name="least_turn",
    level=2,
    draw=lambda rng: {"order": "".join(mixed(rng, LETTERS)[: pick(rng, 3, 5)])},
    text=lambda t: (
        f"Letters stand on a ring. Reading once round it from any letter gives a text, so a ring "
        f"of n letters can be read in n ways, all in the same direction. Which of these texts "
        f"comes first in the dictionary? The dictionary is of a language with the letters "
        f"{', '.join(t['order'])} only, and in that alphabetical order."
    ),
    fields=(
        Field("ring", Kind.TEXT, "the letters of the ring read once from some letter; 1 to 40000"),
    ),
    output="the reading that comes first",
    shape=Shape.ONE,
    solve=solve_least_turn,
    slow=slow_least_turn,
    make=lambda t, rng, n: (
        word(rng, n, t["order"])
        if n < 1000 or rng.random() < 0.3
        else t["order"][0] * (n // 2) + t["order"][1] + t["order"][0] * (n // 2 - 2),
    ),
    edges=lambda t: [
        (t["order"][0],),
        (t["order"][::-1],),
        (t["order"][1] * 7,),
        ((t["order"][1] + t["order"][0]) * 4,),
        (t["order"][0] * 3 + t["order"][1] + t["order"][0] * 2 + t["order"][1],),
    ],
    large=40_000,
)

STRINGS = (SHORTEN_RUNS, FOLD_WORDS, MODEST_STRETCH, LEAST_TURN)
