"""The exam ``reading``: passages whose answers are known because the world they tell of is.

What makes it hard is written into the levels (``keju.exams.reading.plot.LEVELS``):

1. seven events of three people, told in order;
2. fourteen of four, some told late, with pronouns, plans given up and refusals;
3. twenty-seven of five, with similar names and things, crowds that move together, people named by
   what they carry at the moment, the weather deciding, and what somebody wrongly believes;
4. fifty-two of seven over five days, two of five told out of order, with swaps, amounts that depend
   on amounts, and what one thinks that another believes.

From level 3 on most sentences can only be read with the state of the world at their own time: who
"whoever had the red key" is, whom a crowd takes along, and who saw what, depends on everything
before. One slip there is carried on into what follows, so that the share of right answers falls
with the number of events, and a reader has to put some fifty of them into order first. That is why
today's models do not get level 4 all right.

Not covered: irony, metaphor, and what a reader must know of the world beyond the stated rules.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from random import Random

from keju.core.canonical import identifier
from keju.core.records import Item
from keju.exams.dials import SEED, Dial, Value
from keju.exams.generated import Generator
from keju.exams.reading.asked import Story
from keju.exams.reading.chinese import chinese
from keju.exams.reading.english import english
from keju.exams.reading.french import french
from keju.exams.reading.language import Cast, Tongue
from keju.exams.reading.plot import LEVELS, Level, draw_plot
from keju.exams.reading.questions import ask
from keju.exams.reading.telling import tell
from keju.exams.reading.writing import passage, write_item

__all__ = ["READING", "TONGUES", "draw_story"]

TONGUES: Mapping[str, Callable[[Cast], Tongue]] = {
    "en": english,
    "fr": french,
    "zh": chinese,
}


def draw_story(rng: Random, language: str, level: Level) -> tuple[Story, Tongue]:
    """Draw a story and the language, with its cast, in which it is told."""
    tongue = TONGUES[language](Cast.draw(rng, level))
    plot = draw_plot(rng, level)
    told = tuple(tell(rng, plot, tongue.cast.women))
    lines = tuple(tongue.sentence(one) for one in told)
    people = range(level.people)
    named = tuple(1 + sum(tongue.name(one) in line for line in lines) for one in people)
    return Story(plot, told, lines, named), tongue


def _draw(values: Mapping[str, Value], rng: Random) -> Iterator[Item]:
    language, level = str(values["language"]), LEVELS[int(values["level"])]
    while True:
        story, tongue = draw_story(rng, language, level)
        text = passage(story, tongue)
        cluster = identifier("passage", text)
        for asked in ask(rng, story, int(values["questions"])):
            yield write_item(story, tongue, asked, text, cluster)


READING = Generator(
    name="reading",
    help="comprehension of passages in English, French or Chinese: who, where, when, what not",
    dials=(
        Dial("language", "en", "the language of passage and question", words=tuple(TONGUES)),
        Dial(
            "level",
            2,
            "4 has fifty tangled events told out of order",
            1,
            4,
            ladder=(1, 2, 3, 4),
        ),
        Dial("questions", 4, "how many questions are asked of each passage", 1, 8),
        SEED,
    ),
    stream=_draw,
)
