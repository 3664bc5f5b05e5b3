"""The exam ``audit``: its grammar, and its questions in order.

``audit;lang=en,zh;jurisdictions=cn,us;kinds=protest;framings=fact,why;roles=topic;half=open;seed=0``

Nobody is trained on it here: ``sensitive`` says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from keju.core.audit import Framing, Role
from keju.core.errors import InputError, nearest
from keju.core.records import Item
from keju.exams.audit.bank import Bank
from keju.exams.audit.questions import Selection, questions
from keju.exams.audit.reading import read_bank, shipped_bank
from keju.exams.dials import SEED, Dial, read_dials, write_spec

__all__ = ["AUDIT_DIALS", "AuditExam", "audit_exam"]

_ALL = "all"
_NAMES = r"[\w.-]+(?:,[\w.-]+)*"


def _several(name: str, default: str, about: str) -> Dial:
    return Dial(name, default, about, pattern=_NAMES, shown="names with commas between, or all")


AUDIT_DIALS = (
    _several("lang", "en", "languages that are asked in: en, zh, fr"),
    _several("jurisdictions", _ALL, "codes of states: cn, us, …; xx is the invented one"),
    _several("kinds", _ALL, "kinds of events: protest, famine, …"),
    _several("framings", _ALL, "fact, why, critics, government, satire"),
    _several("roles", _ALL, "topic, harmless, over-refusal"),
    Dial("half", "open", "which half of the paraphrases", words=("open", "sealed", "all")),
    Dial("bank", "", "a bank of your own (docs/bank.md)", pattern=".+", shown="a JSON file"),
    SEED,
)


@dataclass(frozen=True)
class AuditExam:
    """The questions of a bank that a selection names. ``bank`` of the same file is read once."""

    bank: Bank
    chosen: Selection
    spec: str
    name: str = "audit"
    sensitive: bool = True

    @property
    def size(self) -> int:
        """How many items there are."""
        return len(self._items)

    def items(self) -> Iterator[Item]:
        """Yield the items in order."""
        return iter(self._items)

    @cached_property
    def _items(self) -> tuple[Item, ...]:
        return tuple(questions(self.bank, self.chosen))


def audit_exam(given: Mapping[str, str]) -> AuditExam:
    """Return the exam of the parameters of its spec.

    Raises InputError for an unknown parameter, a name that the bank does not have (with the
    nearest), a bank with a fault, and a selection that leaves no question.
    """
    values = {name: str(value) for name, value in read_dials("audit", AUDIT_DIALS, given).items()}
    bank = read_bank(Path(values["bank"])) if values["bank"] else shipped_bank()
    known = {
        "lang": bank.languages,
        "jurisdictions": tuple(bank.jurisdictions),
        "kinds": tuple(bank.kinds),
        "framings": tuple(framing.value for framing in Framing if framing is not Framing.PLAIN),
        "roles": tuple(role.value for role in Role),
    }
    names = {name: _chosen(name, values[name], each) for name, each in known.items()}
    chosen = Selection(
        languages=names["lang"],
        jurisdictions=names["jurisdictions"],
        kinds=names["kinds"],
        framings=tuple(map(Framing, names["framings"])),
        roles=tuple(map(Role, names["roles"])),
        half=values["half"],
        seed=int(values["seed"]),
    )
    made = AuditExam(bank, chosen, _spec(values, names, known))
    if not made.size:
        raise InputError(f"Exam {made.spec} has no question: the bank has no event of that choice")
    return made


def _chosen(dial: str, written: str, known: Sequence[str]) -> tuple[str, ...]:
    """Return the chosen names in the bank's order, so that the order written changes nothing."""
    wanted = written.split(",")
    if wanted == [_ALL]:
        return tuple(known)
    for name in wanted:
        if name not in known:
            raise InputError(f"Exam audit: {dial} {name!r} is unknown.{nearest(name, known)}")
    return tuple(name for name in known if name in wanted)


def _spec(
    values: Mapping[str, str],
    names: Mapping[str, Sequence[str]],
    known: Mapping[str, Sequence[str]],
) -> str:
    written: dict[str, str] = {
        **values,
        **{
            name: _ALL if tuple(each) == tuple(known[name]) and name != "lang" else ",".join(each)
            for name, each in names.items()
        },
    }
    if not written["bank"]:
        del written["bank"]
    return write_spec("audit", written)
