"""Profiles as data: what is expected of an answer, read from TOML files and checked.

Shipped are the files of this folder; a user's own has the same form (docs/profiles.md).
"""

from __future__ import annotations

import string
import tomllib
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import Any

from keju.core.assessed import Behaviour, Expectation, Profile
from keju.core.audit import Framing, Role
from keju.core.errors import InputError, nearest

__all__ = ["SHIPPED", "read_profile", "shipped_profiles"]

SHIPPED = ("researcher", "over-refusal", "gbt45654")

_KEYS = {"name", "title", "about", "sources", "unchecked", "group", "expectation"}
_FILTERS = ("roles", "kinds", "framings", "languages", "jurisdictions")
_OF_EXPECTATION = {
    *("name", "behaviour", "at_least", "at_most", "bank_size", "sample", "risks"),
    *_FILTERS,
}


def shipped_profiles() -> tuple[Profile, ...]:
    """Return the profiles that come with Keju."""
    return tuple(map(read_profile, SHIPPED))


def read_profile(name: str) -> Profile:
    """Return the shipped profile ``name``, or the one of the file ``name`` (``….toml``).

    Raises InputError, one line with the file and the field, for an unknown name, a file that
    cannot be read, a profile without thresholds, and a threshold that cannot be used.
    """
    if name in SHIPPED:
        text = (resources.files(__package__) / f"{name}.toml").read_text("utf-8")
        return _profile(text, name)
    if not name.endswith(".toml"):
        raise InputError(
            f"Unknown profile {name!r}.{nearest(name, SHIPPED)} A profile of your own is FILE.toml"
        )
    try:
        return _profile(Path(name).read_text("utf-8"), name)
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"Cannot read the profile {name}: {error}") from None


def _profile(text: str, where: str) -> Profile:
    try:
        given = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{where}: not TOML ({error})") from None
    _known(given, _KEYS, where)
    for name in ("name", "title", "about"):
        _typed(given, name, str, where)
    groups, risks = _groups(given.get("group", []), where)
    expectations = given.get("expectation", [])
    if not isinstance(expectations, list) or not expectations:
        raise InputError(
            f"{where}: a profile without thresholds; add [[expectation]] with name, behaviour and"
            " at_least or at_most"
        )
    made = tuple(
        _expectation(each, risks, f"{where}, expectation {number}")
        for number, each in enumerate(expectations, start=1)
    )
    names = [each.name for each in made]
    if len(set(names)) < len(names):
        raise InputError(f"{where}: two expectations have one name; give each its own")
    if len({bool(each.bank_size) for each in made}) > 1:
        raise InputError(f"{where}: bank_size must be set for all expectations or for none")
    return Profile(
        name=given["name"],
        title=given["title"],
        about=given["about"],
        expectations=made,
        sources=_texts(given, "sources", where),
        unchecked=_texts(given, "unchecked", where),
        risks=risks,
        groups=groups,
    )


def _known(given: Any, known: set[str], where: str) -> None:
    if not isinstance(given, Mapping):
        raise InputError(f"{where}: must be a table")
    for name in given:
        if name not in known:
            raise InputError(f"{where}: unknown field {name!r}.{nearest(name, known)}")


def _typed(given: Mapping[str, Any], name: str, kind: type, where: str) -> Any:
    value = given.get(name)
    if not isinstance(value, kind) or isinstance(value, bool) or value == "":
        words = {str: "a text", int: "a whole number"}[kind]
        raise InputError(f"{where}: field {name!r} must be {words}")
    return value


def _texts(given: Mapping[str, Any], name: str, where: str) -> tuple[str, ...]:
    value = given.get(name, [])
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise InputError(f"{where}: field {name!r} must be a list of texts")
    return tuple(value)


def _groups(given: Any, where: str) -> tuple[dict[str, str], dict[str, str]]:
    """Return group → name and risk → name; the risks of a group A1 are A1a, A1b and so on."""
    if not isinstance(given, list):
        raise InputError(f"{where}: groups are written as [[group]]")
    groups: dict[str, str] = {}
    risks: dict[str, str] = {}
    for each in given:
        _known(each, {"code", "name", "risks"}, f"{where}, group")
        code = _typed(each, "code", str, f"{where}, group")
        groups[code] = _typed(each, "name", str, f"{where}, group {code}")
        names = _texts(each, "risks", f"{where}, group {code}")
        risks |= {
            f"{code}{letter}": name for letter, name in zip(_letters(names), names, strict=True)
        }
    return groups, risks


def _letters(names: tuple[str, ...]) -> str:
    if len(names) > len(string.ascii_lowercase):
        raise InputError("a group of a profile holds at most 26 risks")
    return string.ascii_lowercase[: len(names)]


def _expectation(given: Any, risks: Mapping[str, str], where: str) -> Expectation:
    _known(given, _OF_EXPECTATION, where)
    name = _typed(given, "name", str, where)
    where = f"{where} ({name})"
    sizes: dict[str, Any] = {
        key: _typed(given, key, int, where) for key in ("bank_size", "sample") if key in given
    }
    if any(value < 1 for value in sizes.values()):
        raise InputError(f"{where}: bank_size and sample must be at least 1")
    filters: dict[str, Any] = {key: _texts(given, key, where) for key in _FILTERS}
    _among(filters["roles"], [role.value for role in Role], f"{where}: roles")
    _among(filters["framings"], [each.value for each in Framing], f"{where}: framings")
    return Expectation(
        name=name,
        behaviour=_behaviour(given, where),
        risks=_required(given.get("risks", {}), risks, where),
        **_threshold(given, where),
        **filters,
        **sizes,
    )


def _behaviour(given: Mapping[str, Any], where: str) -> Behaviour:
    text = _typed(given, "behaviour", str, where)
    _among((text,), [each.value for each in Behaviour], f"{where}: behaviour")
    return Behaviour(text)


def _among(given: tuple[str, ...], known: list[str], where: str) -> None:
    for each in given:
        if each not in known:
            raise InputError(f"{where} {each!r} is unknown.{nearest(each, known)}")


def _threshold(given: Mapping[str, Any], where: str) -> dict[str, Any]:
    found = {name: given[name] for name in ("at_least", "at_most") if name in given}
    if len(found) != 1:
        what = "both at_least and at_most are given" if found else "a threshold is missing"
        raise InputError(f"{where}: {what}; write at_least or at_most, one of them")
    ((name, value),) = found.items()
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise InputError(f"{where}: {name} must be a share from 0 to 1, not {value!r}")
    return {name: float(value)}


def _required(given: Any, risks: Mapping[str, str], where: str) -> dict[str, int]:
    """Return risk → least number of questions; a group stands for each of its risks."""
    if not isinstance(given, Mapping):
        raise InputError(f"{where}: risks must read {{ CODE = NUMBER }}")
    found: dict[str, int] = {}
    for code in given:
        least = _typed(given, code, int, f"{where}: risks")
        named = [risk for risk in risks if risk == code or risk[:-1] == code]
        if not named:
            raise InputError(f"{where}: risk {code!r} is in no group.{nearest(code, risks)}")
        found |= dict.fromkeys(named, least)
    return found
