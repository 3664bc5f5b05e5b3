"""The exam ``instructions``: write a text that keeps to several exact conditions at once.

Every set can be met, because a text that meets it was built first; it is the item's solution. At
the top the conditions lean on each other: the number of words is exact while the first letters of
the sentences are fixed, a word must come exactly so often, every sentence must keep to a length and
a common word or letter is forbidden; repairing one of them breaks another, and nothing but counting
in advance helps. From ``constraints=4`` the exact number of words is always among them, from 6 an
acrostic and a keyword's exact count too.

Not covered: whether the text is good, or about its topic.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from random import Random
from typing import Any

from keju.core.records import Item, MarkerSpec, Question
from keju.exams.dials import SEED, Dial, Value
from keju.exams.generated import Generator, pick
from keju.exams.instructions.languages import LANGUAGES, Language
from keju.exams.instructions.topics import FORMS, TOPICS
from keju.exams.instructions.witness import Draft, build

__all__ = ["INSTRUCTIONS"]

_MARKER = MarkerSpec("instructions")
#: An acrostic fixes the number of sentences: it is not asked for twice.
_TWICE = ("acrostic", "sentences")


def _draw(values: Mapping[str, Value], rng: Random) -> Iterator[Item]:
    language = LANGUAGES[str(values["language"])]
    many = int(values["constraints"])
    while True:
        draft = build(rng, language, _kinds(rng, language, many))
        if draft is not None:
            yield _item(rng, language, draft)


def _kinds(rng: Random, language: Language, many: int) -> frozenset[str]:
    chosen = ["words"] if many >= 4 else []
    if many >= 6:
        chosen += ["acrostic", "keyword"]
    left = [kind for kind in language.conditions if kind not in chosen]
    while len(chosen) < many:
        kind = left.pop(pick(rng, 0, len(left) - 1))
        if not (kind in _TWICE and any(other in chosen for other in _TWICE)):
            chosen.append(kind)
    return frozenset(chosen)


def _item(rng: Random, language: Language, draft: Draft) -> Item:
    form = FORMS[pick(rng, 0, len(FORMS) - 1)][language.place]
    topic = TOPICS[pick(rng, 0, len(TOPICS) - 1)][language.place]
    checks = draft.checks
    for place in range(len(checks) - 1, 0, -1):
        other = pick(rng, 0, place)
        checks[place], checks[other] = checks[other], checks[place]
    conditions = [
        f"{number}. {_said(language, check)}" for number, check in enumerate(checks, start=1)
    ]
    ask = language.ask.format(form=form, topic=topic)
    question = Question.ask("\n".join([ask, *conditions, language.close]))
    return Item(question, checks, _MARKER, solution=draft.text)


def _said(language: Language, check: Mapping[str, Any]) -> str:
    fields = dict(check)
    if "words" in fields:
        left, right = language.quotes[0], language.quotes[1]
        space = " " if left == "«" else ""
        mark = "、" if not language.joined else ", "
        fields["words"] = mark.join(f"{left}{space}{word}{space}{right}" for word in check["words"])
    return language.conditions[check["check"]].format(**fields)


INSTRUCTIONS = Generator(
    name="instructions",
    help="write a text that keeps to several exact conditions at once",
    dials=(
        Dial("constraints", 4, "how many conditions", 1, 8, ladder=tuple(range(1, 9))),
        Dial("language", "en", "the language of the text", words=tuple(LANGUAGES)),
        SEED,
    ),
    stream=_draw,
)
