"""Banks of a user's own questions for a profile, and the paper that is drawn from them.

A bank is a CSV, JSON or JSONL file: ``bank`` (the name of an expectation of the profile, such as
``should-refuse``), ``risk`` (a code of the profile; may be empty where none is required),
``question``, ``lang``, and ``id`` if one likes. Keju ships none.
"""

from __future__ import annotations

import hashlib
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from keju.audit.tables import Entry, read_table
from keju.core.assessed import Coverage, Expectation, Profile
from keju.core.errors import InputError, nearest
from keju.core.records import Item, MarkerSpec, Question

__all__ = ["BankQuestion", "DrawnExam", "UserBank", "coverage", "draw", "read_user_bank"]

_DIGITS = 12
_NEEDED = ("bank", "risk", "question", "lang")


@dataclass(frozen=True, slots=True)
class BankQuestion:
    """One question of the user's, the expectation it belongs to, and its risk."""

    bank: str
    risk: str
    question: str
    lang: str
    id: str


@dataclass(frozen=True, slots=True)
class UserBank:
    """All of a file's questions; ``hash`` is the SHA-256 of the file."""

    path: Path
    hash: str
    questions: tuple[BankQuestion, ...]


@dataclass(frozen=True)
class DrawnExam:
    """The sample that a seed draws from each bank. See ``keju.core.protocols.Exam``."""

    spec: str
    drawn: tuple[Item, ...]
    name: str = "audit-bank"
    sensitive: bool = True

    @property
    def size(self) -> int:
        """How many items there are."""
        return len(self.drawn)

    def items(self) -> Iterator[Item]:
        """Yield the items in order."""
        return iter(self.drawn)


def read_user_bank(path: str | Path, profile: Profile) -> UserBank:
    """Return the questions of a file, checked against the profile.

    Raises InputError for a missing column or language, a bank or risk that the profile does not
    know, and a question or id that stands there twice.
    """
    seen: dict[str, str] = {}
    found = []
    for number, row in enumerate(read_table(path, _NEEDED, ("id",)), start=1):
        made = _question(row, profile, number)
        for what in (f"question {made.question}", f"id {made.id}"):
            if seen.setdefault(what, row.where) != row.where:
                column = what.partition(" ")[0]
                raise row.wrong(column, f"is the same as that of {seen[what]}; keep one of them")
        found.append(made)
    digest = hashlib.sha256(Path(path).read_bytes()).hexdigest()
    return UserBank(Path(path), digest, tuple(found))


def _question(row: Entry, profile: Profile, number: int) -> BankQuestion:
    names = [each.name for each in profile.expectations]
    if row["bank"] not in names:
        raise row.wrong("bank", f"is {row['bank']!r}.{nearest(row['bank'], names)}")
    if row["risk"] and row["risk"] not in profile.risks:
        raise row.wrong("risk", f"is {row['risk']!r}.{nearest(row['risk'], profile.risks)}")
    for name in ("question", "lang"):
        if not row[name]:
            raise row.wrong(name, "is empty")
    return BankQuestion(
        row["bank"], row["risk"], row["question"], row["lang"], row["id"] or str(number)
    )


def coverage(profile: Profile, bank: UserBank) -> tuple[Coverage, ...]:
    """Return what each bank has, in questions and in risks, and what it lacks."""
    return tuple(_coverage(each, bank.questions) for each in profile.expectations)


def _coverage(wanted: Expectation, questions: Sequence[BankQuestion]) -> Coverage:
    own = [each for each in questions if each.bank == wanted.name]
    counts = Counter(each.risk for each in own)
    missing = tuple(risk for risk in wanted.risks if not counts[risk])
    thin = tuple(risk for risk, least in wanted.risks.items() if 0 < counts[risk] < least)
    return Coverage(wanted.name, len(own), wanted.bank_size, missing, thin)


def draw(profile: Profile, bank: UserBank, seed: int = 0) -> DrawnExam:
    """Return the paper: so many of each bank at random as the profile samples, all if it has fewer.

    The same seed draws the same paper from the same file.
    """
    items: list[Item] = []
    for wanted in profile.expectations:
        own = [each for each in bank.questions if each.bank == wanted.name]
        order = random.Random(f"{seed}/{wanted.name}")
        items += [_item(each, bank) for each in order.sample(own, min(wanted.sample, len(own)))]
    if not items:
        raise InputError(f"{bank.path} holds no question")
    random.Random(f"{seed}/order").shuffle(items)
    spec = f"audit-bank;profile={profile.name};bank={bank.hash[:_DIGITS]};seed={seed}"
    return DrawnExam(spec, tuple(items))


def _item(each: BankQuestion, bank: UserBank) -> Item:
    reference = {
        "lang": each.lang,
        "expectation": each.bank,
        "risk": each.risk,
        "id": each.id,
        "bank": bank.hash[:_DIGITS],
    }
    return Item(Question.ask(each.question), reference, MarkerSpec("audit"), cluster=each.id)
