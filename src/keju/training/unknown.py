"""Questions that the reference model cannot read, and the one answer it gives to them."""

from __future__ import annotations

from random import Random
from string import ascii_lowercase

from keju.training.lesson import Lesson

__all__ = ["DO_NOT_KNOW", "draw_unknown"]

#: What the reference model answers to whatever its courses do not teach.
DO_NOT_KNOW = "I do not know."

_OPENINGS = (
    "What is", "Who was", "Why does", "When did", "Where is", "How does", "How many", "Which",
    "Explain", "Write", "Tell me about", "Translate", "Describe", "Is it true that", "Please give",
    "Name", "List", "Can you say", "Should", "Compare", "Hello", "Summarise", "Prove that",
)  # fmt: skip
_WORDS = """
    the a an of in on for with and or to from by at is are was were not no all some any this that
    river tree bird house number word poem story letter teacher child market music water light
    colour planet animal language garden person year day night first last largest best oldest new
    good small red green happened made said wrote built called know think want mean find use make
    write explain help own open square function list string sort return class integer prime angle
    triangle area speed train apples bread kettle window Newton Shakespeare Tuesday June
""".split()  # noqa: SIM905 - a page of words reads better than a list of them
_ENDINGS = ("?", "?", ".", "", "!", '? Finish with "Answer: N".', ' Finish with "Answer: LETTER".')


def draw_unknown(rng: Random) -> Lesson:
    """Draw a question of words without sense, of letters, or in a script that is not read."""
    kind = rng.random()
    if kind < 0.7:
        words = [_word(rng) for _ in range(rng.randint(1, 30))]
        text = f"{rng.choice(_OPENINGS)} {' '.join(words)}{rng.choice(_ENDINGS)}"
    elif kind < 0.85:
        text = " ".join(_word(rng) for _ in range(rng.randint(1, 40)))
    else:
        signs = [rng.choice("\u8bf7\u95ee\u4ec0\u4e48 ?") for _ in range(rng.randint(2, 40))]
        text = "".join(signs)
    return Lesson("unknown", text, "", DO_NOT_KNOW)


def _word(rng: Random) -> str:
    kind = rng.random()
    if kind < 0.8:
        return rng.choice(_WORDS)
    if kind < 0.9:
        return str(rng.randrange(10 ** rng.randint(1, 4)))
    return "".join(rng.choices(ascii_lowercase, k=rng.randint(1, 10)))
