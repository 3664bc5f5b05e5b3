"""Exams that are made while they are sat: seeded, streamed, no question twice.

The stream of a paper depends on the exam, its dials and its seed alone: they are hashed into the
seed of one ``random.Random``, of which only ``random()`` is used, the one method whose sequence
Python promises to keep. So the first N items of a longer paper are the paper of N.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from random import Random
from zlib import crc32

from keju.core.records import Item
from keju.exams.dials import Dial, Value, write_spec
from keju.exams.held_out import HELD_OUT, is_held_out

__all__ = ["Generator", "Seen", "paper", "pick", "seeded", "shuffled"]

_PATIENCE = 5_000  # repeats in a row after which a paper counts as exhausted
_SMALL = 10_000  # papers up to this many items tell their size


@dataclass(frozen=True, slots=True)
class Generator:
    """One kind of generated exam.

    ``stream(values, rng)`` yields items and may repeat itself; ``count(values)`` is the number of
    different questions where that is known and ``stream`` never repeats, else None.
    ``check(values)`` raises InputError where dials do not go together.
    """

    name: str
    help: str
    dials: tuple[Dial, ...]
    stream: Callable[[Mapping[str, Value], Random], Iterator[Item]]
    count: Callable[[Mapping[str, Value]], int | None] = lambda _: None
    check: Callable[[Mapping[str, Value]], None] = lambda _: None


@dataclass(frozen=True, slots=True)
class _Paper:
    """A generator with its dials set. See ``keju.core.protocols.Exam``."""

    generator: Generator
    values: Mapping[str, Value]
    held_out: bool = False

    @property
    def name(self) -> str:
        return self.generator.name

    @property
    def spec(self) -> str:
        return self._whole + (f";{HELD_OUT.name}=1" if self.held_out else "")

    @property
    def _whole(self) -> str:
        """The spec of the paper that this one, held out or not, is taken from."""
        return write_spec(self.name, self.values)

    @property
    def size(self) -> int | None:
        """The number of items of a small paper. A large one says None: nobody asks all of it."""
        count = None if self.held_out else self.generator.count(self.values)
        return count if count is not None and count <= _SMALL else None

    def items(self) -> Iterator[Item]:
        """Yield the paper; it ends when there are no more questions (or none is found)."""
        drawn = self.generator.stream(self.values, seeded(self._whole))
        if self.generator.count(self.values) is None:
            drawn = _fresh(drawn)
        return (item for item in drawn if not self.held_out or is_held_out(item.question.id))


def paper(generator: Generator, values: Mapping[str, Value]) -> _Paper:
    """Return the exam of ``generator`` with these dials, HELD_OUT among them or not."""
    own = {name: value for name, value in values.items() if name != HELD_OUT.name}
    generator.check(own)
    return _Paper(generator, own, held_out=values.get(HELD_OUT.name) == 1)


def seeded(text: str) -> Random:
    """Return a generator seeded with the SHA-256 of ``text``."""
    return Random(int.from_bytes(hashlib.sha256(text.encode()).digest(), "big"))


def pick(rng: Random, low: int, high: int) -> int:
    """Draw a whole number from ``low`` to ``high``; their distance is far below 2**53."""
    return low + int(rng.random() * (high - low + 1))


def _fresh(drawn: Iterator[Item]) -> Iterator[Item]:
    """Yield the items whose questions have not come before."""
    seen, repeats = Seen(), 0
    for item in drawn:
        if seen.add(item.question.text):
            repeats = 0
            yield item
        elif (repeats := repeats + 1) == _PATIENCE:
            return


class Seen:
    """Which texts have come before, in 8 MiB whatever their number.

    A fixed table of bits: a text that has come before is always known again, and a new one is
    taken for an old one with probability (texts so far) / 2**26. For an exam that only means that
    one of its many questions is left out.
    """

    def __init__(self) -> None:
        self._bits = bytearray(1 << 23)

    def add(self, text: str) -> bool:
        """Remember ``text``; returns whether it is new."""
        place = crc32(text.encode("utf-8", "surrogatepass")) >> 6
        byte, bit = place >> 3, 1 << (place & 7)
        if self._bits[byte] & bit:
            return False
        self._bits[byte] |= bit
        return True


def shuffled(space: int, rng: Random) -> Iterator[int]:
    """Yield 0 … ``space``-1 in a random order, with no memory of what came before.

    A Feistel network permutes the next power of four; numbers beyond ``space`` are walked over
    (Black and Rogaway, Ciphers with arbitrary finite domains, 2002).
    """
    half = max(1, math.ceil((space - 1).bit_length() / 2))
    mask = (1 << half) - 1
    keys = [(pick(rng, 0, 2**32 - 1), pick(rng, 0, 2**31 - 1) * 2 + 1) for _ in range(4)]
    for index in range(1 << (2 * half)):
        left, right = index >> half, index & mask
        for add, multiply in keys:
            left, right = right, left ^ (((right ^ add) * multiply >> 17) & mask)
        place = left << half | right
        if place < space:
            yield place
