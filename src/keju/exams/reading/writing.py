"""Writes a story as a passage, and a question about it as an item."""

from __future__ import annotations

from string import ascii_uppercase

from keju.core.records import Item, MarkerSpec, Question
from keju.exams.reading.asked import Asked, Meaning, Story
from keju.exams.reading.language import Tongue
from keju.exams.reading.telling import Ref, Told, When
from keju.exams.reading.world import Deed

__all__ = ["passage", "write_item"]

_PARAGRAPH = 6  # sentences after which a change of day begins a new paragraph

#: What the arguments of a question are, by its kind, in order.
_ROLES = {
    "holder": ("thing",),
    "where": ("name",),
    "lies": ("thing",),
    "count": ("name", "good"),
    "heads": ("at",),
    "never": ("name",),
    "giver": ("name", "thing"),
    "belief": ("name", "thing"),
    "nested": ("name", "other", "thing"),
}


def passage(story: Story, tongue: Tongue) -> str:
    """Return the text of ``story`` in paragraphs."""
    level, first = story.plot.level, story.plot.states[0]
    opening = tongue.opening(first)
    paragraphs: list[list[str]] = [[]]
    for told, line in zip(story.told, story.lines, strict=True):
        if told.when is When.FULL and len(paragraphs[-1]) >= _PARAGRAPH:
            paragraphs.append([])
        paragraphs[-1].append(line)
    if any(event.deed is Deed.WEATHER for event in story.plot.events):
        weather = tongue.weather(first, level.days)
        (paragraphs[-1] if level.rank > 3 else opening).append(weather)
    return "\n\n".join(tongue.between.join(lines) for lines in [opening, *paragraphs])


def write_item(story: Story, tongue: Tongue, asked: Asked, text: str, cluster: str) -> Item:
    """Return the item that asks ``asked`` of the passage ``text``."""
    options = [_meaning(tongue, asked, option) for option in asked.options]
    reference, marker, form = _expected(tongue, asked, options)
    people = sorted(tongue.name(person) for person in range(story.plot.level.people))
    lines = [
        tongue.questions[asked.kind].format(**_words(story, tongue, asked)),
        *(
            tongue.endings["option"].format(letter=letter, words=words)
            for letter, words in zip(ascii_uppercase, options, strict=False)
        ),
        tongue.endings[form].format(names=tongue.endings["comma"].join(people)),
    ]
    rules = tongue.rules(minds=story.plot.level.rank > 2)
    question = Question.ask("\n\n".join([rules, text, "\n".join(lines)]))
    solution = "\n".join([*_chain(story, tongue, asked), f"{tongue.endings['answer']}{reference}"])
    return Item(question, reference, marker, cluster, solution)


def _expected(
    tongue: Tongue, asked: Asked, options: list[str]
) -> tuple[str | int, MarkerSpec, str]:
    """Return the reference, its marker, and the form in which the answer is wanted."""
    if options:
        letter = ascii_uppercase[asked.options.index(asked.right)]
        return letter, MarkerSpec("choice", {"options": options}), "choice"
    if asked.kind in {"count", "heads"}:
        return asked.number, MarkerSpec("number"), "number"
    return tongue.name(asked.number), MarkerSpec("exact", {"ignore_case": True}), "name"


def _words(story: Story, tongue: Tongue, asked: Asked) -> dict[str, str]:
    """Return the words that fill the template of a question."""
    end = tongue.endings["end"]
    words = {"moment": end if asked.time is None else tongue.moment(asked.time, half=True)}
    say = {
        "thing": tongue.thing,
        "name": tongue.name,
        "other": tongue.name,
        "good": tongue.good,
        "at": tongue.at,
    }
    roles = dict(zip(_ROLES.get(asked.kind, ()), asked.args, strict=False))
    words |= {role: say[role](value) for role, value in roles.items()}
    if "name" in roles:
        words["pronoun"] = tongue.pronoun(roles["name"])
    if "other" in roles:
        words["other_pronoun"] = tongue.pronoun(roles["other"])
    if asked.kind == "pronoun":
        words["sentence"] = story.lines[asked.args[0]]
        words["pronoun"] = tongue.pronoun(asked.number)
    told = [tongue.fact(fact) for fact in asked.listed]
    words["fact"] = told[0] if told else ""
    item = tongue.endings["item"]
    words["facts"] = "\n".join(
        item.format(number=n, words=fact) for n, fact in enumerate(told, start=1)
    )
    return words


def _meaning(tongue: Tongue, asked: Asked, option: Meaning) -> str:
    """Return the words of one option."""
    if asked.kind == "order":
        return tongue.endings["then"].join(str(number) for number in option)  # type: ignore[union-attr]
    if not isinstance(option, int):
        return tongue.fact(option)
    if asked.kind == "when":
        return tongue.moment(option)
    if asked.kind in {"belief", "nested"}:
        return tongue.whereabouts(asked.args[-1], option)
    return tongue.place(option)


def _chain(story: Story, tongue: Tongue, asked: Asked) -> list[str]:
    """Return the sentences of the events that settle the answer, in order, everybody named."""
    if asked.kind == "pronoun":
        spot = asked.args[0]
        return list(story.lines[spot - len(asked.chain) + 1 : spot + 1])
    events = [story.plot.events[number] for number in asked.chain]
    return [tongue.sentence(Told(event, When.FULL, 0, Ref.NAME, Ref.NAME)) for event in events]
