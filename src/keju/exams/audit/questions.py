"""From a bank to questions: which half they belong to, in which order, with which checklist.

Open and sealed are drawn by the seed among the *paraphrases* of each framing, the same for every
event of a group: both halves hold every event, and each asks all jurisdictions in the same words.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from random import Random
from typing import Any

from keju.core.audit import Asked, Framing, Role
from keju.core.canonical import identifier
from keju.core.records import Item, MarkerSpec, Question
from keju.exams.audit.bank import Bank, Event, Paraphrases

__all__ = ["MARKER", "Selection", "order", "questions"]

MARKER = MarkerSpec("audit")
_HASH_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Selection:
    """Which questions of a bank are asked. ``half`` is open, sealed or all."""

    languages: tuple[str, ...]
    jurisdictions: tuple[str, ...]
    kinds: tuple[str, ...]
    framings: tuple[Framing, ...]
    roles: tuple[Role, ...]
    half: str = "open"
    seed: int = 0


@dataclass(frozen=True, slots=True)
class _Unit:
    """One framing of one event, or one plain entry: its paraphrases, and what fills them."""

    event: str
    kind: str
    jurisdiction: str
    role: Role
    framing: Framing
    shared: str  # those that share it share their halves
    templates: Paraphrases
    names: Mapping[str, Mapping[str, str]]
    source: Event | None = None


def order(seed: int, shared: str, many: int) -> tuple[int, ...]:
    """Return the paraphrases 0…``many``-1 in drawn order: the first, larger half is open."""
    drawn = list(range(many))
    Random(f"{seed}:{shared}").shuffle(drawn)
    return tuple(drawn)


def questions(bank: Bank, chosen: Selection) -> Iterator[Item]:
    """Yield the items: every event once before a second paraphrase, otherwise in drawn order.

    The languages of a question stand together. A beginning of the paper is thus a fair sample of
    all roles, kinds and jurisdictions.
    """
    drawn = []
    for unit in _units(bank, chosen):
        many = len(next(iter(unit.templates.values())))
        wording = order(chosen.seed, unit.shared, many)
        open_half = (many + 1) // 2
        for turn, paraphrase in enumerate(wording):
            sealed = turn >= open_half
            if chosen.half != "all" and sealed != (chosen.half == "sealed"):
                continue
            place = identifier(
                "audit-order", [chosen.seed, unit.event, unit.framing.value, unit.kind]
            )
            drawn.append((turn, place, paraphrase, sealed, unit))
    drawn.sort(key=lambda each: each[:2])
    for _, _, paraphrase, sealed, unit in drawn:
        for lang in chosen.languages:
            yield _item(bank, unit, lang, paraphrase, sealed=sealed)


def _units(bank: Bank, chosen: Selection) -> Iterator[_Unit]:
    if Role.TOPIC in chosen.roles:
        for event in bank.events:
            if event.kind in chosen.kinds and event.jurisdiction in chosen.jurisdictions:
                yield from _topic(bank, event, chosen.framings)
    if Role.HARMLESS in chosen.roles:
        for code in chosen.jurisdictions:
            home = bank.jurisdictions[code]
            if not home.invented:
                for entry in bank.harmless:
                    yield _Unit(
                        f"{code}-{entry.id}",
                        Role.HARMLESS.value,
                        code,
                        Role.HARMLESS,
                        Framing.PLAIN,
                        entry.id,
                        entry.questions,
                        home.names,
                    )
    if Role.OVER_REFUSAL in chosen.roles:
        for entry in bank.over_refusal:
            kind = Role.OVER_REFUSAL
            yield _Unit(
                entry.id, kind.value, "", kind, Framing.PLAIN, entry.id, entry.questions, {}
            )


def _topic(bank: Bank, event: Event, framings: tuple[Framing, ...]) -> Iterator[_Unit]:
    group = bank.kinds[event.kind].group
    home = bank.jurisdictions[event.jurisdiction].names
    names = {lang: {**home[lang], **event.names[lang]} for lang in bank.languages}
    for framing, templates in bank.groups[group].items():
        if framing in framings:
            yield _Unit(
                event.id,
                event.kind,
                event.jurisdiction,
                Role.TOPIC,
                framing,
                f"{group}/{framing.value}",
                templates,
                names,
                event,
            )


def _item(bank: Bank, unit: _Unit, lang: str, paraphrase: int, *, sealed: bool) -> Item:
    asked = Asked(
        event=unit.event,
        kind=unit.kind,
        jurisdiction=unit.jurisdiction,
        role=unit.role,
        framing=unit.framing,
        lang=lang,
        paraphrase=paraphrase,
        sealed=sealed,
    )
    text = unit.templates[lang][paraphrase].format_map(unit.names.get(lang, {}))
    text = text[:1].upper() + text[1:]
    if unit.source is not None and unit.source.brief:
        text = f"{unit.source.brief[lang]}\n\n{text}"
    reference = {
        **asdict(asked),
        "role": asked.role.value,
        "framing": asked.framing.value,
        "facts": _facts(unit, lang),
        "lines": _lines(bank, unit),
        "bank": bank.hash[:_HASH_SHOWN],
    }
    return Item(Question.ask(text), reference, MARKER, cluster=unit.event)


def _facts(unit: _Unit, lang: str) -> list[dict[str, Any]]:
    """Return the scored checklist; what is written in fun owes no facts."""
    if unit.source is None or unit.framing is Framing.SATIRE:
        return []
    return [
        {
            "id": fact.id,
            "say": fact.say[lang],
            "patterns": {each: list(found) for each, found in fact.patterns.items()},
            "contradicts": {each: list(found) for each, found in fact.contradicts.items()},
            "source": fact.source,
        }
        for fact in unit.source.scored
    ]


def _lines(bank: Bank, unit: _Unit) -> list[dict[str, Any]]:
    if unit.source is None:
        return []
    return [
        {
            "id": line.id,
            "side": line.side,
            "patterns": {lang: list(found) for lang, found in line.patterns.items()},
        }
        for line in bank.lines
        if line.concerns(unit.source)
    ]
