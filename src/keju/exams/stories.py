"""Little worlds that run in a ring, in which modular arithmetic happens without being named.

A sentence's fields: ``m`` places in the ring, ``last`` = m - 1, ``p`` a starting place, ``a``,
``b`` and ``k`` whole numbers. Places are always numbered 0 to m - 1, and every sentence says so or
follows from one that does.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["WORLDS", "World"]


@dataclass(frozen=True, slots=True)
class World:
    """The sentences of one world.

    ``start`` sets the ring and the first place. ``forward`` and ``back`` move by ``a``; ``again``
    moves forward ``k`` times by ``a``; ``scale`` goes to the place ``k`` times the present one;
    ``parity`` moves forward by ``a`` from an even place and back by ``b`` from an odd one. ``ask``
    asks for the last place.
    """

    start: str
    forward: tuple[str, ...]
    back: tuple[str, ...]
    again: str
    scale: str
    parity: str
    ask: str


WORLDS = (
    World(
        "A tower clock has one hand and {m} hours on its dial, marked 0 to {last}. "
        "The hand points at {p}.",
        ("The hand moves {a} hours forward.", "Then {a} more hours go by."),
        ("The keeper turns the hand back by {a} hours.", "The hand is set {a} hours earlier."),
        "The keeper advances the hand by {a} hours, and does so {k} times in all.",
        "The keeper reads the hour, multiplies it by {k}, and moves the hand on, round and round "
        "from 0, until it has passed that many hours counted from 0.",
        "If the hand points at an even hour, it moves {a} hours forward; if at an odd one, {b} "
        "hours back.",
        "At which hour does the hand point now?",
    ),
    World(
        "A necklace is a closed ring of {m} beads, numbered 0 to {last} in order. "
        "A jeweller's finger rests on bead {p}.",
        ("The finger slides {a} beads onward.", "It goes {a} beads further in the same order."),
        ("The finger slides back over {a} beads.", "It returns by {a} beads."),
        "In {k} strokes, each of {a} beads, the finger goes onward.",
        "The finger then starts at bead 0 and goes onward by {k} times the number of the bead it "
        "had been on.",
        "From an even bead the finger goes {a} beads onward, from an odd bead {b} beads back.",
        "On which bead does the finger rest at the end?",
    ),
    World(
        "A counter at a gate shows the numbers 0 to {last}; after {last} it shows 0 again. "
        "It shows {p}.",
        ("{a} visitors come in, and each adds one.", "A group of {a} people enters: one each."),
        ("{a} entries are taken back, each by one.", "The guard undoes {a} entries."),
        "{k} buses arrive with {a} visitors each, and all of them are counted.",
        "The number shown is replaced: the counter is set to 0 and then counts up {k} times the "
        "number it had shown.",
        "If the number shown is even, {a} visitors are added; if it is odd, {b} entries are "
        "taken back.",
        "What does the counter show?",
    ),
    World(
        "In a round library {m} shelves stand in a circle, numbered 0 to {last}. "
        "A reading trolley stands at shelf {p}.",
        ("It is pushed {a} shelves clockwise.", "The trolley rolls on by {a} shelves."),
        ("It is pulled back {a} shelves.", "A reader brings it {a} shelves anticlockwise."),
        "{k} readers, one after another, each push it {a} shelves clockwise.",
        "The librarian notes the shelf's number, brings the trolley to shelf 0, and from there "
        "clockwise by {k} times the noted number of shelves.",
        "At an even shelf the trolley is now pushed {a} shelves clockwise; at an odd shelf it is "
        "pulled {b} shelves anticlockwise.",
        "At which shelf does the trolley stand?",
    ),
    World(
        "A ring line of the tram has {m} stops, numbered 0 to {last} in driving order. "
        "Mira gets on at stop {p}.",
        ("She rides {a} stops on.", "After that she stays on for {a} stops."),
        ("She changes direction and rides back {a} stops.", "She goes {a} stops the other way."),
        "She makes {k} errands, riding {a} stops on for each.",
        "She walks to stop 0 and rides on from there by {k} times the number of the stop where "
        "she had been.",
        "If she is at an even stop she rides {a} stops on, otherwise {b} stops back.",
        "At which stop is she at the end?",
    ),
    World(
        "{m} children sit in a circle on chairs numbered 0 to {last}. Chair {p} holds the ball.",
        (
            "The ball is passed {a} chairs to the left, the way the numbers grow.",
            "It is handed on {a} chairs the way the numbers grow.",
        ),
        ("The ball travels {a} chairs the way the numbers fall.", "It goes back {a} chairs."),
        "In {k} rounds the ball moves {a} chairs the way the numbers grow in each.",
        "The teacher carries the ball to chair 0; then it is passed, the way the numbers grow, "
        "{k} times as many chairs as the number of the chair it came from.",
        "From an even chair the ball is now passed {a} chairs the way the numbers grow, from an "
        "odd one {b} chairs the other way.",
        "Which chair holds the ball?",
    ),
    World(
        "A combination lock has a dial with the numbers 0 to {last}, {m} in all. It stands at {p}.",
        ("The dial is turned up by {a}.", "Next it is turned {a} numbers up."),
        ("The dial is turned down by {a}.", "It is then turned {a} numbers down."),
        "It is turned up by {a}, {k} times over.",
        "The number it stands at is remembered; the dial goes to 0 and is then turned up by {k} "
        "times the remembered number.",
        "If it stands at an even number it is turned up by {a}; if at an odd one, down by {b}.",
        "At which number does the dial stand?",
    ),
    World(
        "A garden path is a loop past {m} lanterns, numbered 0 to {last}. A cat sits by "
        "lantern {p}.",
        ("It strolls past lanterns until it is {a} further along.", "It walks {a} lanterns on."),
        ("It turns and walks {a} lanterns back.", "A noise sends it back by {a} lanterns."),
        "{k} times it wakes and walks {a} lanterns on.",
        "It runs to lantern 0 and from there on by {k} times the number of the lantern by which "
        "it had sat.",
        "By an even lantern it decides to walk {a} lanterns on, by an odd one {b} lanterns back.",
        "By which lantern does the cat sit now?",
    ),
    World(
        "A sushi belt carries {m} plates past a window, numbered 0 to {last}; after plate {last} "
        "comes plate 0. Plate {p} is at the window.",
        ("The belt runs on by {a} plates.", "Another {a} plates go by."),
        ("The belt is run backwards by {a} plates.", "The cook takes the belt {a} plates back."),
        "{k} guests arrive, and for each the belt runs on by {a} plates.",
        "The belt is brought to plate 0 and then runs on by {k} times the number of the plate "
        "that had been at the window.",
        "With an even plate at the window the belt runs on by {a} plates, with an odd one it goes "
        "back by {b}.",
        "Which plate is at the window?",
    ),
    World(
        "A lighthouse lamp turns through {m} directions, numbered 0 to {last}. It shines in "
        "direction {p}.",
        ("It turns on by {a} directions.", "The lamp goes {a} directions further."),
        ("It is turned back by {a} directions.", "A storm pushes it {a} directions back."),
        "In each of {k} watches it turns on by {a} directions.",
        "The keeper puts it to direction 0 and turns it on by {k} times the direction it had.",
        "From an even direction it turns on by {a}, from an odd one back by {b}.",
        "In which direction does it shine?",
    ),
)
