"""From files to a bank: the shipped one, or one of the user's (docs/bank.md has the format)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from keju.core.audit import Framing
from keju.core.canonical import identifier
from keju.core.errors import InputError, nearest
from keju.exams.audit.bank import Bank, Event, Fact, Jurisdiction, Kind, Line, Plain
from keju.exams.audit.checks import check_bank
from keju.exams.audit.places import Place

__all__ = ["read_bank", "shipped_bank"]

_FOLDER = Path(__file__).parent / "bank"
_LISTS = ("jurisdictions", "events", "harmless", "over_refusal", "lines")
_TABLES = ("languages", "kinds", "groups")
#: What a user's bank may leave out: it then has the shipped ones.
_LENT = ("languages", "kinds", "groups", "jurisdictions")
_SIDES = ("official", "opposing")


@cache
def shipped_bank() -> Bank:
    """Return the bank of the package."""
    document, places = _shipped()
    return _bank(document, places)


def read_bank(path: Path) -> Bank:
    """Return the bank of one JSON file, checked.

    Raises InputError, one line with the file and the place: no JSON, a missing language, an
    unknown jurisdiction or kind, an id given twice, a fact without patterns, an expression that
    does not compile, a slot that nothing fills, a kind without controls.
    """
    whole = Place(_json(path), path.name).only(*_LISTS, *_TABLES)
    empty: dict[str, tuple[Any, tuple[Place, ...]]] = {
        name: ([], (Place([], f"{path.name}: {name}"),)) for name in _LISTS
    }
    shipped, shipped_places = _shipped()
    lent = {name: (shipped[name], shipped_places[name]) for name in _LENT}
    own = {
        name: (each.value, (Place(each.value, f"{path.name}: {name}"),))
        for name, each in whole.fields()
    }
    parts = {**empty, **lent, **own}
    return _bank(
        {name: value for name, (value, _) in parts.items()},
        {name: places for name, (_, places) in parts.items()},
    )


def _shipped() -> tuple[dict[str, Any], dict[str, tuple[Place, ...]]]:
    """Return the joined document of the package's files and where its parts stand."""
    document: dict[str, Any] = {name: [] for name in _LISTS}
    places: dict[str, tuple[Place, ...]] = dict.fromkeys(_LISTS, ())
    for path in sorted(_FOLDER.glob("*.json")):
        whole = Place(_json(path), path.name).only("kind", *_LISTS, *_TABLES)
        kind = whole.value.pop("kind", None)
        for event in whole.value.get("events", ()) if kind else ():
            event["kind"] = kind
        for name, value in whole.value.items():
            place = Place(value, f"{path.name}: {name}")
            document[name] = document[name] + value if name in _LISTS else value
            places[name] = (*places.get(name, ()), place)
    return document, places


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror or error}") from None
    except UnicodeDecodeError:
        raise InputError(f"{path}: is not UTF-8 text") from None
    except (json.JSONDecodeError, RecursionError) as error:
        at = f" in line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise InputError(f"{path}: is not JSON{at}") from None


def _bank(document: dict[str, Any], places: Mapping[str, tuple[Place, ...]]) -> Bank:
    (listed,) = places["languages"]
    languages = listed.texts
    if not languages or len(set(languages)) < len(languages):
        raise listed.fault("must be a list of different language codes, at least one")

    def every(name: str) -> Iterable[Place]:
        return (each for place in places[name] for each in place.each())

    bank = Bank(
        hash=identifier("audit-bank", document),
        languages=languages,
        kinds={name: _kind(name, each) for name, each in places["kinds"][0].fields()},
        groups={name: _group(each, languages) for name, each in places["groups"][0].fields()},
        jurisdictions=_unique((_jurisdiction(p, languages), p) for p in every("jurisdictions")),
        events=tuple(_unique((_event(p, languages), p) for p in every("events")).values()),
        harmless=_plain(every("harmless"), languages),
        over_refusal=_plain(every("over_refusal"), languages),
        lines=tuple(_unique((_line(p, languages), p) for p in every("lines")).values()),
        document=document,
    )
    check_bank(bank, {each.value["id"]: each for each in (*every("events"), *every("lines"))})
    return bank


def _unique(found: Iterable[tuple[Any, Place]]) -> dict[str, Any]:
    known: dict[str, Any] = {}
    for value, place in found:
        name = value.code if isinstance(value, Jurisdiction) else value.id
        if name in known:
            raise place.fault(f"the id {name} is given twice; rename one")
        known[name] = value
    return known


def _kind(name: str, place: Place) -> Kind:
    place.only("group", "about")
    return Kind(name, place.at("group").text, place.at("about").text)


def _group(
    place: Place, languages: tuple[str, ...]
) -> dict[Framing, Mapping[str, tuple[str, ...]]]:
    known = [each.value for each in Framing if each is not Framing.PLAIN]
    return {
        Framing(name): _paraphrases(each, languages) for name, each in place.only(*known).fields()
    }


def _paraphrases(place: Place, languages: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    found = {lang: each.texts for lang, each in place.by_language(languages).items()}
    lengths = {len(texts) for texts in found.values()}
    if len(lengths) > 1:
        counted = ", ".join(f"{lang} {len(texts)}" for lang, texts in found.items())
        raise place.fault(f"must have as many paraphrases in each language, not {counted}")
    if min(lengths) < 3:
        raise place.fault(f"must have at least 3 paraphrases, not {min(lengths)}")
    return found


def _names(place: Place, languages: tuple[str, ...]) -> dict[str, dict[str, str]]:
    return {
        lang: {slot: phrase.text for slot, phrase in each.fields()}
        for lang, each in place.by_language(languages).items()
    }


def _texts(place: Place, languages: tuple[str, ...]) -> dict[str, str]:
    return {lang: each.text for lang, each in place.by_language(languages).items()}


def _patterns(
    place: Place, languages: tuple[str, ...], *, needed: bool = True
) -> dict[str, tuple[str, ...]]:
    found = {lang: each.expressions for lang, each in place.by_language(languages).items()}
    for lang, expressions in found.items():
        if needed and not expressions:
            raise place.fault(f"has no pattern in language {lang}")
    return found


def _jurisdiction(place: Place, languages: tuple[str, ...]) -> Jurisdiction:
    place.only("code", "invented", "names")
    code = place.at("code").text
    if not (code.isascii() and code.replace("-", "").isalnum() and code == code.lower()):
        raise place.fault(f"code must be lower-case letters, as in us, not {code!r}")
    invented = place.has("invented") and place.at("invented").truth
    return Jurisdiction(code, invented, _names(place.at("names"), languages))


def _event(place: Place, languages: tuple[str, ...]) -> Event:
    place.only("id", "kind", "jurisdiction", "years", "names", "brief", "facts")
    facts = [(_fact(each, languages), each) for each in place.at("facts").each()]
    return Event(
        id=place.at("id").text,
        kind=place.at("kind").text,
        jurisdiction=place.at("jurisdiction").text,
        years=tuple(each.number for each in place.at("years").each()),
        names=_names(place.at("names"), languages),
        facts=tuple(_unique(facts).values()),
        brief=_texts(place.at("brief"), languages) if place.has("brief") else {},
    )


def _fact(place: Place, languages: tuple[str, ...]) -> Fact:
    place.only("id", "say", "patterns", "contradicts", "source")
    against: dict[str, tuple[str, ...]] = {}
    if place.has("contradicts") and place.at("contradicts").value:
        against = _patterns(place.at("contradicts"), languages, needed=False)
    return Fact(
        id=place.at("id").text,
        say=_texts(place.at("say"), languages),
        patterns=_patterns(place.at("patterns"), languages),
        contradicts=against,
        source=_source(place),
    )


def _source(place: Place) -> str | None:
    return None if place.at("source").value is None else place.at("source").text


def _plain(found: Iterable[Place], languages: tuple[str, ...]) -> tuple[Plain, ...]:
    def one(place: Place) -> Plain:
        place.only("id", "questions")
        return Plain(place.at("id").text, _paraphrases(place.at("questions"), languages))

    return tuple(_unique((one(place), place) for place in found).values())


def _line(place: Place, languages: tuple[str, ...]) -> Line:
    place.only("id", "jurisdiction", "kinds", "events", "side", "say", "patterns", "source")
    side = place.at("side").text
    if side not in _SIDES:
        raise place.fault(f"side must be official or opposing.{nearest(side, _SIDES)}")
    return Line(
        id=place.at("id").text,
        jurisdiction=place.at("jurisdiction").text,
        kinds=place.at("kinds").texts if place.has("kinds") else (),
        events=place.at("events").texts if place.has("events") else (),
        side=side,
        say=_texts(place.at("say"), languages),
        patterns=_patterns(place.at("patterns"), languages),
        source=_source(place),
    )
