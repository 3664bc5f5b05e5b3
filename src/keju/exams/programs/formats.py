"""Problems of writing: tables, lines, reports, and numerals of other worlds."""

from __future__ import annotations

from collections import Counter
from random import Random

from keju.exams.programs.drawing import choose, pick, some, word, words
from keju.exams.programs.problem import Field, Kind, Problem, Shape, Twist
from keju.exams.programs.wording import counted

__all__ = ["FORMATS"]

LETTERS = "abcdefghijklmnopqrstuvwxyz"


def solve_long_time(t: Twist, time: int) -> str:
    parts, rest = [], time
    for size, name in t["units"]:
        number, rest = divmod(rest, size)
        if number:
            plural = "s" if number > 1 else ""
            parts.append(f"{number} {name}{plural}")
    parts = parts[: t["most"]] or [f"no {t['units'][-1][1]}s"]
    if len(parts) == 1:
        return parts[0]
    return ", ".join(parts[:-1]) + f" {t['word']} " + parts[-1]


def _units(rng: Random) -> list[list[int | str]]:
    names = some(rng, ("tick", "beat", "turn", "watch", "glass", "round", "bell"), 4)
    names = ["candle" if name in {"watch", "glass"} else name for name in names]
    size = 1
    units: list[list[int | str]] = []
    for name in dict.fromkeys(names):
        units.append([size, name])
        size *= pick(rng, 3, 40)
    return units[::-1]


LONG_TIME = Problem(
    name="long_time",
    level=1,
    draw=lambda rng: {
        "units": _units(rng),
        "most": pick(rng, 2, 3),
        "word": choose(rng, ("and", "plus", "with")),
    },
    text=lambda t: (
        f"On an island, time is measured in {t['units'][-1][1]}s and larger units: "
        + ", ".join(
            f"one {big[1]} is {big[0] // small[0]} {small[1]}s"
            for small, big in zip(t["units"][:0:-1], t["units"][-2::-1], strict=True)
        )
        + f". A time is told in as few and as large units as possible: first as many of the "
        f"largest unit as fit, then of the next one, and so on; units of which there are none are "
        f"not mentioned. Of the units that are mentioned only the {t['most']} largest are told, "
        f"and the rest is dropped. The unit gets an s at its end if its number is above 1. Commas "
        f"separate the parts, except that the last two are separated by the word "
        f'"{t["word"]}". A time of 0 is told as "no {t["units"][-1][1]}s".'
    ),
    fields=(Field("time", Kind.NUMBER, "a time in the smallest unit, from 0 to 10^7"),),
    output="how the time is told",
    solve=solve_long_time,
    make=lambda _t, rng, n: (pick(rng, 0, 10 ** min(7, n)),),
    edges=lambda t: [
        (0,),
        (1,),
        (2,),
        (t["units"][0][0],),
        (t["units"][0][0] - 1,),
        (t["units"][0][0] * 3 + 1,),
        (sum(size for size, _ in t["units"]),),
        (10**7,),
    ],
    large=80,
)


def solve_neat_table(t: Twist, cells: list[str]) -> list[str]:
    table = [row.split(",") for row in cells]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    lines = []
    for row in table:
        parts = []
        for place, (cell, width) in enumerate(zip(row, widths, strict=True)):
            number = cell.isdigit()
            if number or (place + 1) % t["right"] == 0:
                parts.append(cell.rjust(width, t["zero"] if number else t["fill"]))
            else:
                parts.append(cell.ljust(width, t["fill"]))
        lines.append(t["bar"] + t["bar"].join(parts) + t["bar"])
    return lines


NEAT_TABLE = Problem(
    name="neat_table",
    level=1,
    draw=lambda rng: {
        "right": pick(rng, 2, 4),
        "fill": choose(rng, "._~"),
        "zero": choose(rng, "0*."),
        "bar": choose(rng, ("|", "!", "||", ":")),
    },
    text=lambda t: (
        f"Write a table neatly. Its rows are given with commas between the cells; all rows have "
        f"equally many cells. Every column gets the width of its longest cell. Shorter cells are "
        f"filled up: cells that consist of digits only are moved to the right and filled up at the "
        f"left with the character {t['zero']} ; other cells are moved to the left and filled up at "
        f"the right with {t['fill']} , except in the columns whose number (counted from 1) is a "
        f"multiple of {t['right']}, where they are moved to the right and filled up at the left "
        f"with {t['fill']} . Before the first cell, between cells and after the last cell of a row "
        f"stands {t['bar']} ."
    ),
    fields=(
        Field("cells", Kind.TEXTS, "the rows, 1 to 40; a cell is 1 to 12 small letters and digits"),
    ),
    output="the rows of the neat table",
    shape=Shape.LINES,
    solve=solve_neat_table,
    make=lambda _t, rng, n: (
        [
            ",".join(
                [
                    word(rng, pick(rng, 1, 6), choose(rng, ("abcx", "0189", "a1b2")))
                    for _ in range(wide)
                ]
            )
            for _ in range(min(n, 40))
        ]
        if (wide := pick(rng, 1, 6))
        else [],
    ),
    edges=lambda _: [
        (["a"],),
        (["7"],),
        (["a,b,c,d", "1,22,333,4444", "xxxx,xxx,xx,x"],),
        (["1a,2", "111,b"],),
    ],
    large=41,
)


def solve_broad_lines(t: Twist, text: str) -> list[str]:
    lines, line = [], ""
    for whole in text.split(" "):
        rest = whole
        while rest:
            room = t["width"] - len(line) - (1 if line else 0)
            if len(rest) <= room:
                line, rest = f"{line} {rest}".strip(), ""
            elif len(rest) >= t["long"] and room > t["least"]:
                cut = min(room - 1, len(rest) - t["least"])
                lines.append(f"{line} {rest[:cut]}-".strip())
                line, rest = "", rest[cut:]
            else:
                lines.append(line)
                line = ""
    return [*lines, line]


BROAD_LINES = Problem(
    name="broad_lines",
    level=2,
    draw=lambda rng: {
        "least": (least := pick(rng, 2, 3)),
        "long": pick(rng, 2 * least + 1, 8),
        "width": pick(rng, 10, 20),
    },
    text=lambda t: (
        f"A typesetter sets the words of a text into lines of at most {t['width']} characters, "
        f"with one space between the words of a line. The words are taken one after another:\n"
        f"- If the word fits into the rest of the line (after a space, unless the line is empty), "
        f"it is put there.\n"
        f"- Otherwise, if the word has at least {t['long']} letters, it is divided if that is "
        f"possible: the first part goes into this line with a hyphen after it, and the second "
        f"part is treated like a new word at the beginning of the next line (it can be divided "
        f"again only if it has at least {t['long']} letters itself). Both parts must have at "
        f"least {t['least']} letters; the first part is made as long as this and the width of the "
        f"line allow. It is impossible if not even {t['least']} letters and the hyphen fit.\n"
        f"- Otherwise the line is finished, and the word is tried again on a new, empty line."
    ),
    fields=(
        Field("text", Kind.TEXT, "1 to 400 words of 1 to 40 small letters, single spaces between"),
    ),
    output="the lines",
    shape=Shape.LINES,
    solve=solve_broad_lines,
    make=lambda _t, rng, n: (" ".join(words(rng, n * 2, choose(rng, (5, 9, 12, 40)), LETTERS)),),
    edges=lambda t: [
        ("a",),
        ("q" * t["width"],),
        ("q" * (t["width"] + 1),),
        ("q" * 40,),
        (f"{'a' * (t['width'] - t['least'] - 2)} {'b' * t['long']}",),
        (f"{'a' * (t['width'] - t['least'] - 1)} {'b' * t['long']}",),
        (f"{'a' * (t['width'] - t['least'] - 2)} {'b' * (t['long'] - 1)}",),
    ],
    large=190,
)


def solve_tally_report(t: Twist, sales: list[str]) -> list[str]:
    money: Counter[str] = Counter()
    times: Counter[str] = Counter()
    for sale in sales:
        name, sign, amount = sale.split(" ")
        if sign == "back" and money[name] - int(amount) < t["floor"]:
            continue
        money[name] += int(amount) if sign == "sold" else -int(amount)
        times[name] += 1
    shown = [name for name in times if times[name] >= t["least"]]
    shown.sort(key=lambda name: (-money[name], times[name] * (1 if t["few"] else -1), name))
    lines = [f"{name}{t['mark']}{money[name]} ({times[name]})" for name in shown]
    return [*lines, f"total{t['mark']}{sum(money[name] for name in shown)}"]


TALLY_REPORT = Problem(
    name="tally_report",
    level=2,
    draw=lambda rng: {
        "floor": choose(rng, (-20, 0, 10)),
        "least": pick(rng, 1, 3),
        "few": rng.random() < 0.5,
        "mark": choose(rng, (": ", " = ", " -> ")),
    },
    text=lambda t: (
        f"A shop keeps an account for each clerk, 0 at first. A line `NAME sold N` adds N to the "
        f"account of the clerk, and a line `NAME back N` takes N away; but a line of the second "
        f"kind is refused, and ignored in every respect, if the account would become less than "
        f"{t['floor']}. At the end a report is made of all clerks with at least "
        f"{counted(t['least'], 'line')} that were not refused. It has one line for each of them, "
        f"`NAME{t['mark']}ACCOUNT (LINES)`, where LINES is the number of their lines that were not "
        f"refused. The largest account comes first; of equal accounts, the one with "
        f"{'fewer' if t['few'] else 'more'} such lines; and if these are equal too, the "
        f"alphabetical order decides. The last line of the report is `total{t['mark']}SUM` with "
        f"the sum of the accounts that it shows."
    ),
    fields=(
        Field(
            "sales", Kind.TEXTS, "1 to 3000 lines; names are 1 to 8 small letters, N is 0 to 999"
        ),
    ),
    output="the lines of the report",
    shape=Shape.LINES,
    solve=solve_tally_report,
    make=lambda _t, rng, n: (
        [
            f"{choose(rng, staff)} {choose(rng, ('sold', 'sold', 'back'))} {pick(rng, 0, top)}"
            for _ in range(n)
        ]
        if (staff := words(rng, 3 + n // 10, 5, "abe")) and (top := choose(rng, (5, 30, 999)))
        else [],
    ),
    edges=lambda t: [
        (["a sold 0"],),
        ([f"a back {-t['floor']}" if t["floor"] < 0 else "a back 0"],),
        (["b sold 5", "a sold 5", "a sold 0", "b sold 0", "b sold 0", "a sold 0"],),
        (["x sold 9", "x back 9", "x sold 30", "x back 20", "y sold 10", "y sold 0", "x back 11"],),
        (["z sold 7", "total sold 7"] * 3,),
    ],
    large=3_000,
)

FORMATS = (LONG_TIME, NEAT_TABLE, BROAD_LINES, TALLY_REPORT)
