"""Tells a word problem: people, facts that may come in any order, then what happens.

A story opens with one quantity or with a chain of comparisons between people, told in a shuffled
order, so that the reader has to find where to begin. Events follow, each on the result of the last.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from keju.exams.generated import pick
from keju.exams.gsm_twin import operations as do
from keju.exams.gsm_twin.steps import STEPS, Kind, Step
from keju.exams.gsm_twin.words import ASIDES, PEOPLE, WORLDS, Noun, World

__all__ = ["Story", "tell"]

_LINKS = ("", "", "Then ", "After that, ", "Later, ", "The next day, ")
_COMPARISONS = (
    (do.times, "{Q} has {times} as many {things} as {P}."),
    (do.add, "{Q} has {k} more {things} than {P}."),
    (do.subtract, "{Q} has {k} fewer {things} than {P}."),
    (do.take_fraction, "{Q} has {part} as many {things} as {P}."),
)
_BOXES = Noun("box", "boxes")
_PATIENCE = 200


@dataclass(slots=True)
class Story:
    """What has been told so far, and the quantity that it has come to."""

    rng: Random
    world: World
    thing: Noun
    people: list[str]
    holder: str
    value: int
    kind: Kind = Kind.THINGS
    packed: bool = False
    sentences: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The problem, question included."""
        return " ".join([*self.sentences, self.question()])

    def question(self) -> str:
        """Ask for the quantity the story has come to."""
        if self.kind is Kind.MONEY:
            return f"How many dollars does {self.holder} have in the end?"
        if self.kind is Kind.MINUTES:
            return f"How many minutes does {self.holder} need in all?"
        return f"How many {self.thing.many} does {self.holder} have in the end?"


def tell(rng: Random, depth: int, distractors: int) -> Story:
    """Return a story of exactly ``depth`` arithmetic steps with so many idle quantities."""
    while True:
        story = _opening(rng, depth)
        for _ in range(_PATIENCE):
            if len(story.lines) == depth:
                _distract(story, distractors)
                return story
            _advance(story, depth - len(story.lines))


def _opening(rng: Random, depth: int) -> Story:
    world = WORLDS[pick(rng, 0, len(WORLDS) - 1)]
    thing = world.things[pick(rng, 0, len(world.things) - 1)]
    people = list(PEOPLE)
    for place in range(len(people) - 1, 0, -1):
        other = pick(rng, 0, place)
        people[place], people[other] = people[other], people[place]
    value = pick(rng, 2, 16) * (6 if rng.random() < 0.5 else 5)
    story = Story(rng, world, thing, people, people.pop(), value)
    start = _one(rng, world.start)
    first = start.format(P=story.holder, k=value, things=thing.many)
    compared = pick(rng, 1, min(3, depth - 1)) if depth > 1 and rng.random() < 0.4 else 0
    if compared:
        first = f"{story.holder} has {value} {thing.many}."
    facts = [first, *(_compare(story) for _ in range(compared))]
    for place in range(len(facts) - 1, 0, -1):
        other = pick(rng, 0, place)
        facts[place], facts[other] = facts[other], facts[place]
    story.sentences = facts
    return story


def _compare(story: Story) -> str:
    """Add one person whose number of things follows from the last person's."""
    while True:
        work, words = _COMPARISONS[pick(story.rng, 0, len(_COMPARISONS) - 1)]
        done = work(story.rng, story.value, story.world.prices)
        if done is not None and done.value <= 500:
            newcomer = story.people.pop()
            sentence = words.format(
                P=story.holder, Q=newcomer, things=story.thing.many, **done.slots
            )
            story.holder, story.value = newcomer, done.value
            story.lines += done.lines
            return sentence


def _advance(story: Story, left: int) -> None:
    """Add one step of at most ``left`` lines, where the one that is drawn fits."""
    step = STEPS[pick(story.rng, 0, len(STEPS) - 1)]
    if step.source is not story.kind or step.name in story.told or (step.packs and story.packed):
        return
    if step.name == "handled" and story.packed:
        return
    done = step.work(story.rng, story.value, story.world.prices)
    if done is None or len(done.lines) > left or done.value > _most(step.target):
        return
    if step.buys:
        _other_things(story)
    newcomer = story.people.pop() if any("{Q}" in each for each in step.words) else ""
    story.sentences.append(_sentence(story, step, newcomer, done))
    story.lines += done.lines
    # The last few only: a long story may come back to what it told at its beginning.
    story.told = [*story.told[-5:], step.name]
    story.value, story.kind = done.value, step.target
    if step.over:
        story.holder = newcomer
    if step.packs:
        story.thing, story.packed = Noun("box", f"boxes of {story.thing.many}"), True
    if not story.people:
        story.people = [name for name in PEOPLE if name != story.holder]


def _most(kind: Kind) -> int:
    return {Kind.THINGS: 900, Kind.MONEY: 3_000, Kind.MINUTES: 900}[kind]


def _other_things(story: Story) -> None:
    worlds = [each for each in WORLDS if each is not story.world]
    story.world = worlds[pick(story.rng, 0, len(worlds) - 1)]
    things = [each for each in story.world.things if each is not story.thing]
    story.thing, story.packed = things[pick(story.rng, 0, len(things) - 1)], False


def _sentence(story: Story, step: Step, newcomer: str, done: do.Done) -> str:
    own = {"gain": story.world.gain, "lose": story.world.lose}
    words = _one(story.rng, own.get(step.name, step.words))
    plain = words.format(
        P=story.holder,
        Q=newcomer,
        things=story.thing.many,
        boxes=story.world.container.many,
        handle=story.world.handle,
        **done.slots,
    )
    link = _one(story.rng, _LINKS) if step.event and words.startswith("{P}") else ""
    return link + plain


def _distract(story: Story, many: int) -> None:
    asides = list(ASIDES)
    for _ in range(min(many, len(asides))):
        aside = asides.pop(pick(story.rng, 0, len(asides) - 1))
        name = story.holder if story.rng.random() < 0.5 else story.people[0]
        words = aside.format(
            P=name,
            k=pick(story.rng, 12, 60),
            h=pick(story.rng, 2, 9),
            old=pick(story.rng, 61, 89),
            things=story.thing.many,
        )
        story.sentences.insert(pick(story.rng, 1, len(story.sentences)), words)


def _one(rng: Random, options: tuple[str, ...]) -> str:
    return options[pick(rng, 0, len(options) - 1)]
