"""Problems about secret writing."""

from __future__ import annotations

from keju.exams.programs.drawing import mixed, numbers, pick, word
from keju.exams.programs.problem import Field, Kind, Problem, Shape, Twist
from keju.exams.programs.wording import counted

__all__ = ["CIPHERS"]

LETTERS = "abcdefghijklmnopqrstuvwxyz"


def solve_turn_letters(t: Twist, message: str) -> str:
    wheel = t["wheel"]
    turned = wheel[t["step"] :] + wheel[: t["step"]]
    table = str.maketrans(wheel + wheel.upper(), turned + turned.upper())
    return message.translate(table)[:: -1 if t["backwards"] else 1]


def slow_turn_letters(t: Twist, message: str) -> str:
    result = ""
    for letter in message:
        place = t["wheel"].find(letter.lower())
        new = letter if place < 0 else t["wheel"][(place + t["step"]) % len(t["wheel"])]
        new = new.upper() if letter.isupper() else new
        result = new + result if t["backwards"] else result + new
    return result


TURN_LETTERS = Problem(
    name="turn_letters",
    level=1,
    draw=lambda rng: {
        "wheel": "".join(mixed(rng, LETTERS)[: (size := pick(rng, 4, 9))]),
        "step": pick(rng, 1, size - 1),
        "backwards": rng.random() < 0.5,
    },
    text=lambda t: (
        f"A toy has a wheel on which the letters {' '.join(t['wheel'])} stand in this order, in a "
        f"closed ring: after the last comes the first again. In a message, each letter that stands "
        f"on the wheel is replaced by the letter {counted(t['step'], 'place')} after it on the "
        f"wheel. A capital letter is treated like its small letter, but its replacement is a "
        f"capital too. All other characters stay as they are."
        + (" Finally the whole message is written backwards." if t["backwards"] else "")
    ),
    fields=(
        Field("message", Kind.TEXT, "1 to 200 characters: English letters, digits and hyphens"),
    ),
    output="the changed message",
    solve=solve_turn_letters,
    slow=slow_turn_letters,
    make=lambda t, rng, n: (word(rng, n, t["wheel"] * 2 + t["wheel"].upper() + "abcXYZ09-"),),
    edges=lambda t: [("-",), (t["wheel"],), (t["wheel"][::-1].upper(),), ("Az-zA",), ("0-9",)],
    large=200,
)


def solve_drifting_cipher(t: Twist, secret: str) -> str:
    shift, plain = t["start"], []
    for letter in secret:
        clear = LETTERS[(LETTERS.index(letter) - shift) % 26]
        plain.append(clear)
        shift = t["start"] if clear in t["resets"] else (shift + t["drift"]) % 26
        if len(plain) > 1 and plain[-1] == plain[-2]:
            shift = (shift + t["jolt"]) % 26
    return "".join(plain)


def slow_drifting_cipher(t: Twist, secret: str) -> str:
    """Find each letter by ciphering every possible one after what is known so far."""
    plain = ""
    for place in range(len(secret)):
        plain += next(
            letter for letter in LETTERS if _ciphered(t, plain + letter)[place] == secret[place]
        )
    return plain


def _ciphered(t: Twist, plain: str) -> str:
    shift, secret, before = t["start"], "", ""
    for letter in plain:
        secret += LETTERS[(LETTERS.index(letter) + shift) % 26]
        shift = t["start"] if letter in t["resets"] else shift + t["drift"]
        shift, before = shift + (t["jolt"] if letter == before else 0), letter
    return secret


DRIFTING_CIPHER = Problem(
    name="drifting_cipher",
    level=2,
    draw=lambda rng: {
        "start": pick(rng, 1, 25),
        "drift": pick(rng, 1, 12),
        "jolt": pick(rng, 1, 12),
        "resets": "".join(sorted(mixed(rng, LETTERS)[: pick(rng, 3, 6)])),
    },
    text=lambda t: (
        f"A cipher replaces each small letter by the one that stands a number of places later in "
        f"the alphabet; after z comes a again. This number, the shift, is {t['start']} for the "
        f"first letter. After each letter it changes: if the letter of the plain text was one of "
        f"{', '.join(t['resets'])}, the shift becomes {t['start']} again; otherwise it grows by "
        f"{t['drift']}. If moreover the letter of the plain text was the same as the one before "
        f"it, then {t['jolt']} is added to the shift that results from this rule (also when it "
        f"was set back). Decipher a secret text."
    ),
    fields=(Field("secret", Kind.TEXT, "the ciphered text: 1 to 20000 small English letters"),),
    output="the plain text",
    solve=solve_drifting_cipher,
    slow=slow_drifting_cipher,
    make=lambda _t, rng, n: (word(rng, n, LETTERS),),
    edges=lambda _: [("a",), ("z",), ("aa",), ("abcdefghijklmnopqrstuvwxyz",), ("m" * 40,)],
    large=20_000,
)


def solve_fence_cipher(t: Twist, message: str) -> str:
    rails: list[list[str]] = [[] for _ in range(t["rails"])]
    rail, step = t["first"] - 1, 1 if t["down"] else -1
    for letter in message:
        rails[rail].append(letter)
        if not 0 <= rail + step < t["rails"]:
            step = -step
        rail += step
    order = rails if t["top"] else rails[::-1]
    return "".join("".join(row) for row in order)


def slow_fence_cipher(t: Twist, message: str) -> str:
    cycle = [*range(1, t["rails"] + 1), *range(t["rails"] - 1, 1, -1)]
    start = t["first"] - 1 if t["down"] else -(t["first"] - 1)
    at = [cycle[(start + place) % len(cycle)] for place in range(len(message))]
    order = range(1, t["rails"] + 1) if t["top"] else range(t["rails"], 0, -1)
    return "".join(
        letter for rail in order for letter, place in zip(message, at, strict=True) if place == rail
    )


FENCE_CIPHER = Problem(
    name="fence_cipher",
    level=1,
    draw=lambda rng: {
        "rails": (rails := pick(rng, 3, 6)),
        "first": pick(rng, 1, rails),
        "down": rng.random() < 0.5,
        "top": rng.random() < 0.5,
    },
    text=lambda t: (
        f"A message is written on {t['rails']} horizontal rails, numbered from 1 at the top. Its "
        f"first letter goes on rail {t['first']}. The writer moves one rail "
        f"{'down' if t['down'] else 'up'} after each letter; when there is no further rail in that "
        f"direction, the direction turns round at once, so that no rail gets two letters in a row. "
        f"The cipher is what stands on the rails, each read from left to right, from the "
        f"{'top rail to the bottom one' if t['top'] else 'bottom rail to the top one'}."
    ),
    fields=(Field("message", Kind.TEXT, "1 to 300 small English letters"),),
    output="the cipher",
    solve=solve_fence_cipher,
    slow=slow_fence_cipher,
    make=lambda _t, rng, n: (word(rng, n + 3, LETTERS),),
    edges=lambda t: [("a",), ("ab",), (LETTERS,), (LETTERS[: t["rails"]],), (LETTERS * 4,)],
    large=290,
)


def solve_knotted_code(t: Twist, signals: list[int]) -> list[int]:
    memory, decoded = [t["seed"]] * t["back"], list[int]()
    for place, signal in enumerate(signals):
        key = memory[place % t["back"]]
        value = (signal - key) % t["size"]
        if value % t["divisor"] == 0 and decoded and decoded[-1] > value:
            value = t["size"] - 1 - value
        decoded.append(value)
        memory[place % t["back"]] = (key + value * t["factor"]) % t["size"]
    return decoded


def slow_knotted_code(t: Twist, signals: list[int]) -> list[int]:
    decoded: list[int] = []
    for place, signal in enumerate(signals):
        earlier = decoded[place % t["back"] :: t["back"]]
        key = t["seed"] + sum(earlier) * t["factor"]
        value = (signal - key) % t["size"]
        exception = value % t["divisor"] == 0 and place > 0 and decoded[place - 1] > value
        decoded.append(t["size"] - 1 - value if exception else value)
    return decoded


KNOTTED_CODE = Problem(
    name="knotted_code",
    level=3,
    draw=lambda rng: {
        "size": pick(rng, 20, 60),
        "seed": pick(rng, 1, 19),
        "back": pick(rng, 2, 4),
        "divisor": pick(rng, 2, 4),
        "factor": pick(rng, 2, 5),
    },
    text=lambda t: (
        f"Signals are decoded one after another with {t['back']} keys that take turns: the first "
        f"signal uses key 1, the second key 2, and so on, and after key {t['back']} comes key 1 "
        f"again. Every key is {t['seed']} at first. All is counted modulo {t['size']}, with "
        f"results from 0 to {t['size'] - 1}. The value of a signal is the signal minus its key. "
        f"There is one exception: if this value is a multiple of {t['divisor']} (0 counts as one) "
        f"and smaller than the final value of the signal before it, then it is replaced by "
        f"{t['size'] - 1} minus it. Afterwards {t['factor']} times the final value is added to "
        f"the key just used. (The first signal has none before it, so the exception never "
        f"concerns it.)"
    ),
    fields=(
        Field("signals", Kind.NUMBERS, "1 to 20000 whole numbers, at least 0 and less than {size}"),
    ),
    output="the final values of all signals in order",
    shape=Shape.ROW,
    solve=solve_knotted_code,
    slow=slow_knotted_code,
    make=lambda t, rng, n: (numbers(rng, n, 0, t["size"] - 1),),
    edges=lambda t: [
        ([0],),
        ([t["seed"]],),
        ([t["size"] - 1] * 12,),
        ([0] * 15,),
        (list(range(t["size"])),),
    ],
    large=20_000,
)

CIPHERS = (TURN_LETTERS, DRIFTING_CIPHER, FENCE_CIPHER, KNOTTED_CODE)
