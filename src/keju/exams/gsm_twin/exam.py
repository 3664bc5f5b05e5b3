"""The exam ``gsm-twin``: word problems like GSM8K's that nobody can have memorised.

``depth=gsm8k`` draws the number of arithmetic steps as GSM8K's own solutions have it: their
calculator marks, counted in the 1,301 of the 1,319 solutions of its test set that have any (Cobbe
et al., Training Verifiers to Solve Math Word Problems, 2021). A model that does much better on
``gsm8k`` than here has seen more of the one than of the other.

The twin has the same depth, kind of arithmetic and form of answer; its language is plainer and its
situations are fewer than those of human authors, so only a large gap, or one that other models do
not show, speaks of memory.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from random import Random

from keju.core.records import Item, MarkerSpec, Message, Question
from keju.exams.dials import SEED, Dial, Value
from keju.exams.generated import Generator, pick
from keju.exams.gsm8k import INSTRUCTION
from keju.exams.gsm_twin.telling import tell

__all__ = ["GSM8K_STEPS", "GSM_TWIN"]

_NUMBER = MarkerSpec("number")

#: Solutions of GSM8K's test set by their number of arithmetic steps.
GSM8K_STEPS: Mapping[int, int] = {1: 65, 2: 357, 3: 364, 4: 290, 5: 138, 6: 57, 7: 21, 8: 9}

_DEPTHS = tuple(depth for depth, many in GSM8K_STEPS.items() for _ in range(many))


def _draw(values: Mapping[str, Value], rng: Random) -> Iterator[Item]:
    depth, distractors = str(values["depth"]), int(values["distractors"])
    while True:
        steps = _DEPTHS[pick(rng, 0, len(_DEPTHS) - 1)] if depth == "gsm8k" else int(depth)
        story = tell(rng, steps, distractors)
        lines = "\n".join([*story.lines, f"Answer: {story.value}"])
        question = Question((Message("system", INSTRUCTION), Message("user", story.text)))
        yield Item(question, story.value, _NUMBER, solution=lines)


GSM_TWIN = Generator(
    name="gsm-twin",
    help="fresh word problems of the depth of gsm8k",
    dials=(
        Dial(
            "depth",
            "gsm8k",
            "arithmetic steps, each on the result of the last",
            1,
            12,
            words=("gsm8k",),
            pattern=r"[1-9]|1[0-2]",
            shown="gsm8k, or a whole number 1 to 12",
            ladder=tuple(str(steps) for steps in range(1, 13)),
        ),
        Dial("distractors", 0, "sentences with numbers that do not matter", 0, 6),
        SEED,
    ),
    stream=_draw,
)
