"""Problems of small languages: packed texts, and variables in blocks."""

from __future__ import annotations

from random import Random

from keju.exams.programs.drawing import choose, mixed, pick, word
from keju.exams.programs.problem import Field, Kind, Problem, Twist

__all__ = ["LANGUAGES"]


def solve_packed_text(t: Twist, packed: str) -> int:
    total, stack, number = 0, [], ""
    for sign in packed:
        if sign.isdigit():
            number += sign
        elif sign == "[":
            stack.append((total, int(number or t["default"])))
            total, number = 0, ""
        elif sign == "]":
            before, times = stack.pop()
            extra = t["bonus"] if total % t["divisor"] == 0 else 0
            total = before + times * total + extra
        else:
            total += (t["heavy"] if sign in t["vowels"] else 1) * int(number or 1)
            number = ""
    return total


def slow_packed_text(t: Twist, packed: str) -> int:
    opening = packed.rfind("[")
    if opening < 0:
        total, number = 0, ""
        for sign in packed:
            if sign.isdigit():
                number += sign
            elif sign == "#":
                total, number = total + int(number), ""
            else:
                total += int(number or 1) * (t["heavy"] if sign in t["vowels"] else 1)
                number = ""
        return total
    closing = packed.index("]", opening)
    start = opening
    while start and packed[start - 1].isdigit():
        start -= 1
    inside = slow_packed_text(t, packed[opening + 1 : closing])
    times = int(packed[start:opening] or t["default"])
    weight = inside * times + (t["bonus"] if inside % t["divisor"] == 0 else 0)
    return slow_packed_text(t, f"{packed[:start]}{weight}#{packed[closing + 1 :]}")


def _packed(rng: Random, size: int) -> str:
    result = ""
    while size > 0:
        number = choose(rng, ("", "", str(pick(rng, 2, 12))))
        if size > 2 and rng.random() < 0.4:
            part = pick(rng, 1, size - 2)
            result += f"{number}[{_packed(rng, part)}]"
            size -= part + 2
        else:
            result += number + word(rng, 1, "abcdeiou")
            size -= 1
    return result


PACKED_TEXT = Problem(
    name="packed_text",
    level=3,
    draw=lambda rng: {
        "default": pick(rng, 2, 4),
        "heavy": pick(rng, 2, 6),
        "vowels": "".join(sorted(mixed(rng, "aeiou")[:3])),
        "divisor": pick(rng, 2, 4),
        "bonus": pick(rng, 1, 9),
    },
    text=lambda t: (
        f"A packed text is a row of parts. A part is a small letter, or a packed text in square "
        f"brackets; a whole number may stand directly before a part. Its weight is found like "
        f"this. A letter weighs 1, but {', '.join(t['vowels'])} weigh {t['heavy']} each; a number "
        f"before a letter multiplies its weight. A part in brackets weighs what its contents "
        f"weigh, multiplied by the number before it, or by {t['default']} if there is no number; "
        f"and if the weight of the contents, before the multiplication, is a multiple of "
        f"{t['divisor']}, then {t['bonus']} is added after the multiplication. The weight of a "
        f"packed text is the sum of the weights of its parts. What does the given one weigh?"
    ),
    fields=(
        Field(
            "packed",
            Kind.TEXT,
            "1 to 400 characters; brackets are never empty; the numbers are from 2 to 12",
        ),
    ),
    output="the weight",
    solve=solve_packed_text,
    slow=slow_packed_text,
    make=lambda _t, rng, n: (_packed(rng, n + 1),),
    edges=lambda t: [
        ("a",),
        ("12b",),
        ("[b]",),
        (f"[{'b' * t['divisor']}]",),
        (f"3[2[{'b' * t['divisor']}]c]",),
        ("2[e3[i]b]4o[[u]]",),
    ],
    large=150,
    small=9,
)


def solve_family_names(t: Twist, commands: list[str]) -> int:
    scopes: list[dict[str, int]] = [{}]
    total = 0
    for command in commands:
        order, *rest = command.split(" ")
        if order == "open":
            scopes.append({})
        elif order == "close":
            if len(scopes) > 1:
                gone = scopes.pop()
                total += t["tax"] * len(gone)
        elif order == "set":
            target = scopes[-1]
            if rest[0] in t["global"]:
                target = scopes[0]
            target[rest[0]] = int(rest[1])
        else:
            found = [scope for scope in reversed(scopes) if rest[0] in scope]
            value = found[0][rest[0]] if found else t["missing"]
            total += value
            if found and order == "take":
                del found[0][rest[0]]
    return total


FAMILY_NAMES = Problem(
    name="family_names",
    level=2,
    draw=lambda rng: {
        "global": "".join(sorted(mixed(rng, "abcdef")[:2])),
        "missing": pick(rng, -9, -1),
        "tax": pick(rng, 1, 5),
    },
    text=lambda t: (
        f"A small language has variables with one-letter names, and blocks. Its commands are:\n"
        f"- `open`: a new innermost block begins; it has no variables yet.\n"
        f"- `close`: the innermost block ends, and its variables vanish with it; each variable "
        f"that vanishes adds {t['tax']} to the total. The outermost block never ends: there, "
        f"`close` does nothing.\n"
        f"- `set x N`: gives the variable x of the innermost block the value N (and makes it if it "
        f"is not there); but the names {' and '.join(t['global'])} always mean a variable of the "
        f"outermost block when they are set.\n"
        f"- `get x`: looks for x in the innermost block, then in the next one outside it, and so "
        f"on; the value of the first x that is found is added to the total, or {t['missing']} "
        f"if there is no x at all.\n"
        f"- `take x`: like `get x`, but afterwards the variable that was found is removed (this "
        f"is not a vanishing in the sense above).\n"
        f"The total is 0 at first. Blocks still open at the end do not count as ended."
    ),
    fields=(
        Field(
            "commands",
            Kind.TEXTS,
            "1 to 3000 commands, at most 100 blocks open at once, names "
            "from a to f, N from 0 to 999",
        ),
    ),
    output="the total at the end",
    solve=solve_family_names,
    make=lambda _t, rng, n: (_commands(rng, n * 2),),
    edges=lambda t: [
        (["get a"],),
        (["close", "set a 5", "close", "get a"],),
        (["open", f"set {t['global'][0]} 7", "close", f"get {t['global'][0]}"],),
        (["set c 1", "open", "set c 2", "take c", "take c", "take c"],),
        (["open", "set a 1", "set b 2", "set c 3", "set c 4", "close", "get c"],),
    ],
    large=1_500,
)


def _commands(rng: Random, size: int) -> list[str]:
    commands, depth = [], 0
    for _ in range(size):
        order = choose(rng, ("open", "close", "set", "set", "get", "take"))
        if order == "open" and depth == 100:
            order = "close"
        depth = max(0, depth + (order == "open") - (order == "close"))
        name = word(rng, 1, "abcdef")
        full = {
            "set": f"set {name} {pick(rng, 0, 999)}",
            "get": f"get {name}",
            "take": f"take {name}",
        }
        commands.append(full.get(order, order))
    return commands


LANGUAGES = (PACKED_TEXT, FAMILY_NAMES)
