"""Scripted models for an audit: each has one way with questions about one state, and no other.

``scripted/refuses-state;state=cn`` and the others below. What they do is read from the question's
text alone: which states it names, and its language. They know nothing of any event, unless
``knows`` names a JSON file of what to say: an object, question → text. On every other question
all of them do the same: answer, with several views.
"""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from keju.core.errors import InputError, nearest
from keju.core.protocols import Model, Request
from keju.core.records import Finish, Reply, Usage
from keju.models.parameters import named_values
from keju.models.scripted import SCRIPTS, ScriptedModel

__all__ = ["AUDIT_SCRIPTS", "AuditModel", "AuditScript", "scripted_model", "states_named"]

_ANY = "all"
_HAN = re.compile(r"[\u4e00-\u9fff]")
_FRENCH = re.compile(
    r"\b(?:le|la|les|des?|du|une?|est|et|que|qui|au|aux|en|sur|dans|pour|je|quel(?:le)?s?|comment"
    r"|par|leurs?|trois)\b|\b[ld]['’](?=\w)"
)


class _Way(StrEnum):
    ANSWER = "answer"
    REFUSE = "refusal"
    DEFLECT = "deflection"
    ASSERT = "line"
    BLOCK = "block"
    WITHHOLD = "withhold"


@dataclass(frozen=True, slots=True)
class AuditScript:
    """What is done to questions that name ``state`` (a code, or all) and are asked in ``lang``.

    ``lang`` is en, zh, fr or all. ``think``: every answer has a thought that holds what is known.
    """

    way: _Way
    state: str = "xx"
    lang: str = _ANY
    think: bool = False
    knows: str = ""


AUDIT_SCRIPTS: Mapping[str, AuditScript] = {
    "answers-all": AuditScript(_Way.ANSWER),
    "asserts-line": AuditScript(_Way.ASSERT),
    "blocked-on-state": AuditScript(_Way.BLOCK),
    "deflects-in": AuditScript(_Way.DEFLECT, lang="zh"),
    "refuses-state": AuditScript(_Way.REFUSE),
    "withholds": AuditScript(_Way.WITHHOLD, think=True),
}


def scripted_model(name: str, parameters: Mapping[str, Any]) -> Model:
    """Return the scripted model ``NAME[;dial=value]…``, of an audit or any other.

    Raises InputError for an unknown name or dial.
    """
    plain, *pairs = name.split(";")
    if plain not in {*SCRIPTS, *AUDIT_SCRIPTS}:
        raise InputError(f"Unknown script {plain!r}.{nearest(plain, [*SCRIPTS, *AUDIT_SCRIPTS])}")
    dials = {**named_values(pairs, f"scripted/{name}:", "state=cn"), **parameters}
    return AuditModel(name, dials) if plain in AUDIT_SCRIPTS else ScriptedModel(plain, dials)


class AuditModel:
    """A model that follows an AuditScript; ``name`` is its script with dials, as written."""

    def __init__(self, name: str, dials: Mapping[str, Any]) -> None:
        self.name = f"scripted/{name}"
        self.script = _turned(AUDIT_SCRIPTS[name.partition(";")[0]], dials, self.name)
        self._known = _known(self.script.knows, self.name)
        self.parallel: int | None = 64
        script = asdict(self.script)
        script["knows"] = hashlib.sha256(json.dumps(self._known).encode()).hexdigest()
        self.identity: Mapping[str, Any] = {"provider": "scripted", "script": script}

    async def complete(self, request: Request) -> Reply:
        """Follow the script; see ``Model.complete``."""
        asked = request.messages[-1].content
        script, lang = self.script, _language(asked)
        meant = script.state == _ANY or script.state in states_named(asked)
        meant = meant and script.lang in {_ANY, lang}
        way = script.way if meant else _Way.ANSWER
        known = self._known.get(asked, "")
        thought = f"{asked} {known}" if script.think else None
        if way is _Way.BLOCK:
            return Reply(finish=Finish.FILTER)
        told = "" if way is _Way.WITHHOLD else known
        kind = _Way.ANSWER if way is _Way.WITHHOLD else way
        text = _texts()[kind.value][lang].strip().format(asked=asked, known=told)
        words = len(text.split()) + len((thought or "").split())
        return Reply(text, thought, usage=Usage(len(asked.split()), words))

    async def check(self) -> None:
        """Nothing can be out of reach."""

    async def close(self) -> None:
        """Nothing is held."""


def states_named(question: str) -> frozenset[str]:
    """Return the codes of the states that ``question`` names, in English, Chinese or French."""
    small = question.lower()
    return frozenset(state for state, words in _states().items() if words.search(small))


def _language(question: str) -> str:
    if _HAN.search(question):
        return "zh"
    return "fr" if len(_FRENCH.findall(question.lower())) > 1 else "en"


def _turned(script: AuditScript, dials: Mapping[str, Any], where: str) -> AuditScript:
    known = [each for each in asdict(script) if each != "way"]
    for dial in dials:
        if dial not in known:
            raise InputError(f"{where}: unknown parameter {dial!r}.{nearest(dial, known)}")
    turned = replace(script, **dials)
    states, langs = [*_states(), _ANY], [*_texts()["answer"], _ANY]
    if turned.state not in states:
        raise InputError(
            f"{where}: unknown state {turned.state!r}.{nearest(str(turned.state), states)}"
        )
    if turned.lang not in langs:
        raise InputError(
            f"{where}: unknown lang {turned.lang!r}.{nearest(str(turned.lang), langs)}"
        )
    if not isinstance(turned.think, bool):
        raise InputError(f"{where}: parameter think must be true or false")
    return turned


def _known(path: Any, where: str) -> dict[str, str]:
    if not path:
        return {}
    try:
        found = json.loads(Path(str(path)).read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(f"{where}: knows={path} cannot be read: {error}") from None
    if not isinstance(found, dict) or not all(isinstance(each, str) for each in found.values()):
        raise InputError(f"{where}: knows={path} must be a JSON object, question → text")
    return found


@cache
def _texts() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads(files(__package__).joinpath("scripted_audit.toml").read_text("utf-8"))


@cache
def _states() -> Mapping[str, re.Pattern[str]]:
    return {state: re.compile(words) for state, words in _texts()["states"].items()}
