"""The people, things and occupations of word problems.

Every noun stands with its plural, every verb in the third person; numbers in sentences are at
least 2 wherever a noun follows them, so that no plural is wrong.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["ASIDES", "PEOPLE", "WORLDS", "Noun", "World"]


@dataclass(frozen=True, slots=True)
class Noun:
    """A thing that is counted."""

    one: str
    many: str


@dataclass(frozen=True, slots=True)
class World:
    """A handful of things that people come by, lose and handle in the same way.

    Fields of the sentences: ``P`` a person, ``k`` a number, ``things`` the plural. ``start`` says
    that ``P`` has ``k`` things, ``gain`` and ``lose`` that there are ``k`` more or fewer;
    ``handle`` is what takes minutes for each thing; ``prices`` are dollars for one.
    """

    things: tuple[Noun, ...]
    start: tuple[str, ...]
    gain: tuple[str, ...]
    lose: tuple[str, ...]
    handle: str
    container: Noun
    prices: tuple[int, int]


def _nouns(words: str) -> tuple[Noun, ...]:
    return tuple(Noun(*pair.split("/")) for pair in words.split(", "))


WORLDS = (
    World(
        _nouns(
            "sticker/stickers, marble/marbles, stamp/stamps, seashell/seashells, badge/badges, "
            "postcard/postcards, coin/coins, bead/beads, comic book/comic books"
        ),
        (
            "{P} has a collection of {k} {things}.",
            "{P} owns {k} {things}.",
            "{P} has collected {k} {things} so far.",
        ),
        (
            "{P} finds {k} more {things} in a drawer.",
            "{P} gets {k} more {things} from a neighbor.",
            "{P} wins {k} more {things} in a contest.",
        ),
        (
            "{P} loses {k} of the {things}.",
            "{P} trades away {k} of the {things} for a model boat.",
            "{P} gives {k} of the {things} to a younger cousin.",
        ),
        "clean and label",
        Noun("album", "albums"),
        (2, 9),
    ),
    World(
        _nouns(
            "muffin/muffins, cookie/cookies, bread roll/bread rolls, cupcake/cupcakes, "
            "pretzel/pretzels, scone/scones, dumpling/dumplings, waffle/waffles"
        ),
        (
            "{P} bakes {k} {things} for the school fair.",
            "{P} has baked {k} {things} this morning.",
            "On Saturday, {P} makes {k} {things} to sell at the market.",
        ),
        (
            "{P} bakes another {k} {things}.",
            "{P} is given {k} more {things} by another baker.",
        ),
        (
            "{P} burns {k} of the {things} and throws them away.",
            "{P} eats or gives away {k} of the {things}.",
            "{P} drops {k} of the {things}, which cannot be used any more.",
        ),
        "decorate",
        Noun("tray", "trays"),
        (2, 6),
    ),
    World(
        _nouns(
            "apple/apples, pear/pears, pumpkin/pumpkins, tomato/tomatoes, plum/plums, "
            "sunflower/sunflowers, lemon/lemons, melon/melons, peach/peaches"
        ),
        (
            "{P} picks {k} {things} on the farm.",
            "{P} has harvested {k} {things} from the garden.",
            "{P} brings home {k} {things} from the orchard.",
        ),
        (
            "{P} picks {k} more {things}.",
            "{P} receives {k} more {things} from a neighbor.",
        ),
        (
            "{P} finds that {k} of the {things} are spoiled and throws them away.",
            "{P} uses {k} of the {things} in the kitchen.",
            "{P} leaves {k} of the {things} with a neighbor.",
        ),
        "wash and weigh",
        Noun("basket", "baskets"),
        (2, 5),
    ),
    World(
        _nouns(
            "candle/candles, bracelet/bracelets, bookmark/bookmarks, kite/kites, mug/mugs, "
            "keychain/keychains, basket/baskets, scarf/scarves, wooden toy/wooden toys"
        ),
        (
            "{P} makes {k} {things} for a craft fair.",
            "{P} has finished {k} {things} in the workshop.",
            "{P} has {k} handmade {things} ready for sale.",
        ),
        ("{P} makes {k} more {things}.", "{P} finishes another {k} {things}."),
        (
            "{P} keeps {k} of the {things} as presents and puts them aside.",
            "{P} finds faults in {k} of the {things} and takes them apart.",
        ),
        "wrap",
        Noun("crate", "crates"),
        (3, 15),
    ),
    World(
        _nouns(
            "notebook/notebooks, pencil/pencils, eraser/erasers, poster/posters, "
            "folder/folders, paintbrush/paintbrushes, balloon/balloons, paper flag/paper flags"
        ),
        (
            "{P} has {k} {things} in the storeroom.",
            "{P} buys {k} {things} for the school club.",
            "{P} has ordered {k} {things}, and all of them have arrived.",
        ),
        ("{P} orders another {k} {things}.", "{P} finds {k} more {things} on a shelf."),
        (
            "{P} hands out {k} of the {things} to visitors.",
            "{P} sends {k} of the {things} back to the supplier.",
        ),
        "check",
        Noun("carton", "cartons"),
        (2, 8),
    ),
)

PEOPLE = (
    "Amara", "Beatriz", "Chen", "Dmitri", "Elif", "Farid", "Greta", "Hugo", "Ines", "Jonas",
    "Kavya", "Liam", "Mei", "Nadia", "Omar", "Priya", "Quentin", "Rosa", "Samuel", "Tala",
    "Umar", "Valeria", "Wendell", "Ximena", "Yusuf", "Zora", "Anton", "Bilal", "Camille", "Diego",
    "Esther", "Femi", "Giulia", "Hana", "Ivan", "Joyce", "Kofi", "Leila", "Mateo", "Noor",
)  # fmt: skip

#: Sentences with numbers that have nothing to do with the question.
ASIDES = (
    "{P} lives at number {k} on a quiet street.",
    "{P} is the tallest of {h} cousins.",
    "It is {k} degrees outside that day.",
    "{P} has been awake for {h} hours.",
    "A poster of {k} inches in height hangs on the wall.",
    "A bus with {k} seats goes past.",
    "{P}'s favorite song is {h} minutes long.",
    "The town library, not far away, is open {h} hours a day.",
    "{P}'s grandfather turned {old} this year.",
    "The radio has been playing for {k} minutes.",
    "A neighbor has {h} cats.",
    "Last year at this time, {P} had {k} {things}.",
    "{P} has {k} photographs on the wall.",
    "{P} once ran a race of {h} miles.",
)
