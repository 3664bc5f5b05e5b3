"""Problems of counting votes, days, fines and chairs."""

from __future__ import annotations

from collections import Counter
from random import Random

from keju.exams.programs.drawing import choose, mixed, numbers, pick, word, words
from keju.exams.programs.problem import Field, Kind, Problem, Shape, Twist

__all__ = ["EVERYDAY"]

LETTERS = "abcdefghijklmnopqrstuvwxyz"


def solve_island_date(t: Twist, day: int) -> list[int]:
    year = 1
    while True:
        months = list(t["months"])
        if year % t["leap"] == 0 and year % t["never"]:
            months[t["place"] - 1] += t["extra"]
        if day <= sum(months):
            break
        day -= sum(months)
        year += 1
    month = 1
    for length in months:
        if day <= length:
            break
        day -= length
        month += 1
    return [year, month, day]


def slow_island_date(t: Twist, day: int) -> list[int]:
    year, month, date = 1, 1, 1
    for _ in range(day - 1):
        leap = year % t["leap"] == 0 and year % t["never"] != 0
        length = t["months"][month - 1] + (t["extra"] if leap and month == t["place"] else 0)
        date += 1
        if date > length:
            month, date = month + 1, 1
        if month > len(t["months"]):
            year, month = year + 1, 1
    return [year, month, date]


ISLAND_DATE = Problem(
    name="island_date",
    level=1,
    draw=lambda rng: {
        "months": (months := numbers(rng, pick(rng, 5, 9), 15, 40)),
        "leap": (leap := pick(rng, 3, 6)),
        "never": leap * pick(rng, 3, 7),
        "place": pick(rng, 1, len(months)),
        "extra": pick(rng, 1, 3),
    },
    text=lambda t: (
        f"An island's calendar has {len(t['months'])} months in a year; their lengths in days, in "
        f"order, are {', '.join(map(str, t['months']))}. In a year whose number is a multiple of "
        f"{t['leap']}, but not of {t['never']}, month {t['place']} is longer by {t['extra']} "
        f"day{'s' if t['extra'] > 1 else ''}. Day 1 of the calendar was the first day of the first "
        f"month of year 1. Which date has a given day, counted from that one?"
    ),
    fields=(Field("day", Kind.NUMBER, "from 1 to 200000"),),
    output="three numbers: the year, the month and the day of the month, all counted from 1",
    shape=Shape.ROW,
    solve=solve_island_date,
    slow=slow_island_date,
    make=lambda _t, rng, n: (pick(rng, 1, min(200_000, 10 ** min(6, 1 + n // 2))),),
    edges=lambda t: [
        (1,),
        (sum(t["months"]),),
        (sum(t["months"]) + 1,),
        (sum(t["months"]) * t["leap"] + t["extra"],),
        (sum(t["months"]) * t["leap"] + t["extra"] + 1,),
        (sum(t["months"]) * t["never"],),
        (200_000,),
    ],
    large=80,
)


def solve_seat_labels(t: Twist, seats: list[int]) -> list[str]:
    labels = []
    for seat in seats:
        row, place = divmod(seat - 1, t["wide"])
        row += 1
        if t["skips"] and row >= t["skips"]:
            row += 1
        name = ""
        while row:
            row, digit = divmod(row - 1, len(t["letters"]))
            name = t["letters"][digit] + name
        labels.append(f"{name}{place + 1}" if t["front"] else f"{place + 1}{name}")
    return labels


def slow_seat_labels(t: Twist, seats: list[int]) -> list[str]:
    names = [""]
    for name in names:
        names += [name + letter for letter in t["letters"]]
        if len(names) > max(seats) // t["wide"] + 3:
            break
    used = [name for row, name in enumerate(names) if row and row != t["skips"]]
    labels = []
    for seat in seats:
        name, place = used[(seat - 1) // t["wide"]], (seat - 1) % t["wide"] + 1
        labels.append(f"{name}{place}" if t["front"] else f"{place}{name}")
    return labels


SEAT_LABELS = Problem(
    name="seat_labels",
    level=1,
    draw=lambda rng: {
        "wide": pick(rng, 4, 12),
        "letters": "".join(sorted(mixed(rng, LETTERS.upper())[: pick(rng, 2, 6)])),
        "skips": choose(rng, (0, pick(rng, 2, 13))),
        "front": rng.random() < 0.5,
    },
    text=lambda t: (
        f"A theatre has rows of {t['wide']} seats. Seats are counted from 1, row after row. Rows "
        f"have names made of the letters {', '.join(t['letters'])}: first come all names of one "
        f"letter in this order, then all names of two letters, ordered by the first letter and "
        f"then by the second, then those of three letters, and so on. "
        + (
            f"The name that would be number {t['skips']} in this list is thought to bring bad luck "
            f"and is left out; the names after it are used instead. "
            if t["skips"]
            else ""
        )
        + "The label of a seat is "
        + (
            "the name of its row followed by its place in the row"
            if t["front"]
            else "its place in the row followed by the name of the row"
        )
        + " (places are counted from 1), without a space."
    ),
    fields=(Field("seats", Kind.NUMBERS, "1 to 100 whole numbers from 1 to 5000"),),
    output="the labels of these seats",
    shape=Shape.LINES,
    solve=solve_seat_labels,
    slow=slow_seat_labels,
    make=lambda _t, rng, n: ([pick(rng, 1, choose(rng, (40, 300, 5000))) for _ in range(n)],),
    edges=lambda t: [
        ([1],),
        ([t["wide"], t["wide"] + 1],),
        ([t["wide"] * len(t["letters"]), t["wide"] * len(t["letters"]) + 1],),
        ([t["wide"] * row + 1 for row in range(15)],),
        ([5000],),
    ],
    large=99,
)


def solve_village_vote(t: Twist, ballots: list[str]) -> list[str]:
    points: Counter[str] = Counter()
    firsts: Counter[str] = Counter()
    for ballot in ballots:
        names = ballot.split(">")
        if len(set(names)) < len(names):
            continue
        firsts[names[0]] += 1
        for name, worth in zip(names, t["worth"], strict=False):
            points[name] += worth
        if len(names) == 1:
            points[names[0]] += t["single"]
    ranking = sorted(points, key=lambda name: (-points[name], -firsts[name], name))
    return [f"{name} {points[name]}" for name in ranking] or ["nobody"]


VILLAGE_VOTE = Problem(
    name="village_vote",
    level=1,
    draw=lambda rng: {
        "worth": sorted([pick(rng, 5, 9), pick(rng, 3, 5), pick(rng, 1, 3)], reverse=True),
        "single": pick(rng, 1, 3),
    },
    text=lambda t: (
        f"A village votes. A ballot lists 1 to 6 candidates in order of preference, with > between "
        f"their names. A ballot on which a name stands more than once is void and is ignored. On "
        f"the others the first three names get {', '.join(map(str, t['worth'][:-1]))} and "
        f"{t['worth'][-1]} points in this order (if there are so many names), later names get 0 "
        f"points. The name on a ballot with only one name gets {t['single']} "
        f"point{'s' if t['single'] > 1 else ''} more. List all candidates who are named among the "
        f"first three on some ballot that is not void, with their points: most points first; with "
        f"equal points, those with more first places (on ballots that are not void) come first; "
        f"and if these are equal too, alphabetical order decides."
    ),
    fields=(Field("ballots", Kind.TEXTS, "1 to 200 ballots; names are 1 to 6 small letters"),),
    output="the lines `NAME POINTS` of them all, or only the word nobody if there are none",
    shape=Shape.LINES,
    solve=solve_village_vote,
    make=lambda _t, rng, n: (
        [
            ">".join(choose(rng, people) for _ in range(pick(rng, 1, choose(rng, (2, 6)))))
            for _ in range(n)
        ]
        if (people := words(rng, 7, 4, "abcdefgh"))
        else [],
    ),
    edges=lambda _: [
        (["ann"],),
        (["ann>ann"],),
        (["a>b>c>d>e", "e>d>c>b>a"],),
        (["b>a", "a>b"],),
        (["b", "a", "c>b>c"],),
        (["d>a>b", "d>b>a", "c>d>a"],),
    ],
    large=150,
)


def solve_word_relay(t: Twist, spoken: list[str]) -> list[int]:
    used: set[str] = set()
    last, run, best, faults = "", 0, 0, 0
    for said in spoken:
        fits = not last or said[: t["share"]] == last[-t["share"] :]
        if fits and said not in used and len(said) >= t["shortest"]:
            run += 1
            used.add(said)
        else:
            faults += 1
            run = 0
            if t["forget"]:
                used.clear()
        last = said if run or t["go_on"] else ""
        best = max(best, run)
    return [best, faults]


WORD_RELAY = Problem(
    name="word_relay",
    level=1,
    draw=lambda rng: {
        "share": (share := pick(rng, 1, 2)),
        "shortest": share + pick(rng, 1, 2),
        "forget": rng.random() < 0.5,
        "go_on": rng.random() < 0.5,
    },
    text=lambda t: (
        f"In a game words are said one after another. A word is good if it has at least "
        f"{t['shortest']} letters, if it was not a good word before"
        + (" since the last bad one" if t["forget"] else " in the whole game")
        + f", and if it begins with the last {t['share']} "
        f"letter{'s' if t['share'] > 1 else ''} of the word said directly before it; for the first "
        f"word of the game this last condition does not count"
        + (
            ". "
            if t["go_on"]
            else ", and neither does it for a word that comes directly after a bad one. "
        )
        + "All other words are bad. How many good words directly after one another are there at "
        "most, and how many bad words are there in all?"
    ),
    fields=(Field("spoken", Kind.TEXTS, "1 to 300 words of 2 to 8 small letters"),),
    output="two numbers: the most good words in a row, and the bad words",
    shape=Shape.ROW,
    solve=solve_word_relay,
    make=lambda t, rng, n: (_relay(t, rng, n),),
    edges=lambda t: [
        (["abcabc"],),
        (["ab"],),
        (["abab"] * 4,),
        (["abcab", "abdab", "ab" + "c" * t["shortest"], "zzzz"],),
        (["aaaa", "bbbb", "bbcbb", "bbbb", "bbdbb", "bbcbb"],),
    ],
    large=250,
)


def _relay(t: Twist, rng: Random, size: int) -> list[str]:
    spoken = [word(rng, 4, "ab")]
    while len(spoken) < size:
        if rng.random() < 0.15:
            spoken.append(choose(rng, spoken))
        elif rng.random() < 0.1:
            spoken.append(word(rng, pick(rng, 2, 4), "abc"))
        else:
            spoken.append(spoken[-1][-t["share"] :] + word(rng, pick(rng, 1, 5), "abc"))
    return spoken


EVERYDAY = (ISLAND_DATE, SEAT_LABELS, VILLAGE_VOTE, WORD_RELAY)
