"""Problems about machines whose state decides what comes next."""

from __future__ import annotations

from random import Random

from keju.exams.programs.drawing import choose, mixed, numbers, pick, word
from keju.exams.programs.problem import Field, Kind, Problem, Shape, Twist
from keju.exams.programs.wording import counted

__all__ = ["MACHINES"]


def solve_door_lock(t: Twist, presses: str) -> list[int]:
    opened = alarms = place = wrong = 0
    for press in presses:
        if press == t["code"][place]:
            place += 1
            if place == len(t["code"]):
                opened, place, wrong = opened + 1, 0, 0
            continue
        wrong += 1
        place = int(press == t["code"][0]) if t["restart"] else 0
        if wrong == t["patience"]:
            alarms, place, wrong = alarms + 1, 0, 0
    return [opened, alarms]


DOOR_LOCK = Problem(
    name="door_lock",
    level=1,
    draw=lambda rng: {
        "code": word(rng, pick(rng, 3, 4), "123"),
        "patience": pick(rng, 2, 5),
        "restart": rng.random() < 0.5,
    },
    text=lambda t: (
        f"A lock has the code {t['code']} and knows how many digits of it have been entered "
        f"rightly so far; at first 0. A press of the digit that comes next in the code is right. "
        f"When the whole code has been entered, the door opens (and falls shut at once), and the "
        f"lock starts again from 0 digits. Any other press is wrong. After a wrong press the lock "
        f"starts again from 0 digits"
        + (
            "; but if that press was the first digit of the code, it counts as having been entered "
            "rightly, and the lock starts again from 1 digit (the press is wrong all the same). "
            if t["restart"]
            else ", whatever the digit was. "
        )
        + f"The lock also counts wrong presses. At wrong press number {t['patience']} since the "
        f"last opening, the last alarm or the beginning, there is an alarm, and the lock starts "
        f"again from 0 digits in any case. How often does the door open, and how many alarms are "
        f"there?"
    ),
    fields=(Field("presses", Kind.TEXT, "1 to 1000 digits 1, 2 and 3"),),
    output="two numbers: the openings and the alarms",
    shape=Shape.ROW,
    solve=solve_door_lock,
    make=lambda t, rng, n: (
        "".join(choose(rng, (t["code"], t["code"][:2], word(rng, 1, "123"))) for _ in range(n)),
    ),
    edges=lambda t: [
        (t["code"],),
        (t["code"][:-1],),
        (t["code"][0] * 12,),
        ("123" * 5,),
        (t["code"][0] + t["code"],),
        (t["code"] * 3 + "321321",),
    ],
    large=240,
)


def solve_tiny_machine(t: Twist, program: list[str], start: int) -> list[int]:
    registers = {"a": start, "b": 0}
    line = steps = 0
    while line < len(program) and steps < t["patience"]:
        order, register, number = program[line].split()
        steps += 1
        line += 1
        if order == "add":
            registers[register] = (registers[register] + int(number)) % t["size"]
        elif order == "mul":
            registers[register] = registers[register] * int(number) % t["size"]
        elif order == "swap":
            registers = {"a": registers["b"], "b": registers["a"]}
            line += int(number) if registers[register] % 2 else 0
        elif registers[register] >= t["bound"]:
            line = int(number) - 1
            registers[register] -= t["bound"]
    return [registers["a"], registers["b"], steps]


def _listing(rng: Random, size: int) -> list[str]:
    lines = []
    for _ in range(size):
        order = choose(rng, ("add", "mul", "swap", "back"))
        number = {"add": (0, 99), "mul": (2, 9), "swap": (0, 3), "back": (1, size)}[order]
        lines.append(f"{order} {choose(rng, 'ab')} {pick(rng, *number)}")
    return lines


TINY_MACHINE = Problem(
    name="tiny_machine",
    level=2,
    draw=lambda rng: {
        "size": (size := pick(rng, 100, 1000)),
        "bound": pick(rng, 10, size // 2),
        "patience": pick(rng, 1000, 9000),
    },
    text=lambda t: (
        f"A machine has two registers, a and b, which hold whole numbers from 0 to "
        f"{t['size'] - 1}. A program is a list of lines, numbered from 1, each of the form "
        f"`ORDER REGISTER NUMBER`. Execution begins with line 1, and after a line comes the next "
        f"one unless the order says otherwise:\n"
        f"- `add r n` adds n to register r, modulo {t['size']};\n"
        f"- `mul r n` multiplies register r by n, modulo {t['size']};\n"
        f"- `swap r n` exchanges the contents of a and b; if register r is odd after that, the "
        f"next n lines are left out;\n"
        f"- `back r n` does nothing if register r is less than {t['bound']}; otherwise it "
        f"subtracts {t['bound']} from register r, and execution goes on with line n (which may "
        f"also be a later line or this one).\n"
        f"The machine halts when it would go beyond the last line, or when {t['patience']} lines "
        f"have been executed (a line counts each time). Register b is 0 at first."
    ),
    fields=(
        Field(
            "program",
            Kind.TEXTS,
            "the lines, 1 to 60; the number is 0 to 99 for add, 2 to 9 "
            "for mul, 0 to 3 for swap, and the number of a line for back",
        ),
        Field("start", Kind.NUMBER, "the content of register a at first, less than {size}"),
    ),
    output="three numbers: register a, register b, and how many lines were executed",
    shape=Shape.ROW,
    solve=solve_tiny_machine,
    make=lambda t, rng, n: (_listing(rng, min(60, n)), pick(rng, 0, t["size"] - 1)),
    edges=lambda t: [
        (["back a 1"], t["size"] - 1),
        (["swap a 3"], 1),
        (["swap b 0"], 1),
        (["add a 7", "mul b 3", "back a 1", "swap a 1", "add b 5"], t["bound"] - 7),
        (["add a 0", "back a 1", "add b 9", "swap a 3", "mul a 2", "back b 1"], t["bound"]),
        (["add a 99", "mul a 9", "back a 1", "add a 98", "back a 1"], 0),
    ],
    large=61,
)


def solve_lamp_row(t: Twist, lamps: str, rounds: int) -> str:
    seen: dict[str, int] = {}
    history: list[str] = []
    while lamps not in seen and len(history) <= rounds:
        seen[lamps] = len(history)
        history.append(lamps)
        padded = lamps[-1] + lamps + lamps[0]
        lamps = "".join([t["rule"][padded[i : i + 3]] for i in range(len(lamps))])
    if rounds < len(history):
        return history[rounds]
    first = seen[lamps]
    return history[first + (rounds - first) % (len(history) - first)]


def slow_lamp_row(t: Twist, lamps: str, rounds: int) -> str:
    for _ in range(rounds):
        size = len(lamps)
        lamps = "".join(
            t["rule"][lamps[i - 1] + lamps[i] + lamps[(i + 1) % size]] for i in range(size)
        )
    return lamps


LAMP_ROW = Problem(
    name="lamp_row",
    level=3,
    draw=lambda rng: {
        "rule": {f"{i:03b}": bit for i, bit in enumerate(mixed(rng, "00001111"))},
    },
    text=lambda t: (
        "Lamps stand in a ring, each on (1) or off (0). In each round every lamp looks at three "
        "lamps: its left neighbour, itself, and its right neighbour; then all lamps change at "
        "once. What a lamp will be depends on these three, read in that order: "
        + ", ".join(f"{key} gives {value}" for key, value in t["rule"].items())
        + ". The lamps are written from left to right; the left neighbour of the first is the "
        "last, and in a ring of one lamp, it is its own neighbour on both sides. How do the lamps "
        "stand after the given number of rounds?"
    ),
    fields=(
        Field("lamps", Kind.TEXT, "1 to 14 digits 0 and 1"),
        Field("rounds", Kind.NUMBER, "from 0 to 10^18"),
    ),
    output="the lamps from left to right after these rounds",
    solve=solve_lamp_row,
    slow=slow_lamp_row,
    make=lambda _t, rng, n: (
        word(rng, min(n, 14), "01"),
        pick(rng, 0, 10**18 if n > 8 else 10 ** min(n, 3)),
    ),
    edges=lambda _: [("0", 0), ("1", 1), ("01", 7), ("10110", 1), ("000", 100), ("11111", 3)],
    large=14,
    small=8,
)


def solve_two_stacks(t: Twist, cards: list[int]) -> list[int]:
    left: list[int] = []
    right: list[int] = []
    moved = 0
    for card in cards:
        target, other = (left, right) if card % t["parts"] == 0 else (right, left)
        while target and target[-1] < card and len(target) > t["base"]:
            top = target.pop()
            moved += 1
            if not other or other[-1] != top:
                other.append(top)
        if other and other[-1] == card:
            other.pop()
        else:
            target.append(card)
    return [len(left), len(right), sum(left), sum(right), moved]


TWO_STACKS = Problem(
    name="two_stacks",
    level=2,
    draw=lambda rng: {"parts": pick(rng, 2, 4), "base": pick(rng, 0, 2)},
    text=lambda t: (
        f"Cards with numbers are put, one after another, on two stacks, left and right, which are "
        f"empty at first. The home of a card is the left stack if its number is a multiple of "
        f"{t['parts']}, and the right one if not; call the other one the far stack. For each card "
        f"these things happen in this order:\n"
        f"1. As long as the home stack has more than {counted(t['base'], 'card')} and its top card "
        f"is smaller than the new card, that top card is taken off, which counts as a move; then "
        f"it is put on the far stack, but if the top card there has the same number, it is thrown "
        f"away.\n2. If the top card of the far stack now has the same number as the new card, both "
        f"are thrown away. Otherwise the new card is put on its home stack.\n"
        f"What is there in the end?"
    ),
    fields=(Field("cards", Kind.NUMBERS, "1 to 1500 whole numbers from 1 to 100"),),
    output="five numbers: how many cards are on the left stack, how many on the right one, the sum "
    "of the left ones, the sum of the right ones, and the moves",
    shape=Shape.ROW,
    solve=solve_two_stacks,
    make=lambda _t, rng, n: (numbers(rng, n, 1, choose(rng, (6, 12, 100))),),
    edges=lambda t: [
        ([1],),
        ([t["parts"]] * 6,),
        (list(range(1, 20)),),
        (list(range(20, 0, -1)),),
        ([1, 2, 3, 1, 2, 3, 4, 4, 2, 6, 6, 1, 8, 8],),
    ],
    large=1_500,
)


MACHINES = (DOOR_LOCK, TINY_MACHINE, LAMP_ROW, TWO_STACKS)
