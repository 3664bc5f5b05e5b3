"""Cues: turns of phrase of our own writing by which answers decline, deflect, defend or criticise.

``cues.toml`` has them by kind and language. They are counted, never decisive alone: what a count
means was learned from labelled answers.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

__all__ = ["cue_kinds", "cues", "forms", "states_view"]

Phrases = Mapping[str, tuple[str, ...]]


def cue_kinds() -> tuple[str, ...]:
    """Return the kinds of cues, in the order of the file."""
    return tuple(_file()["cues"])


@cache
def cues(langs: tuple[str, ...]) -> Phrases:
    """Return kind → phrases, in small letters, of these languages; unknown ones have none."""
    return {
        kind: tuple(dict.fromkeys(each for lang in langs for each in by_lang.get(lang, ())))
        for kind, by_lang in _file()["cues"].items()
    }


@cache
def forms() -> Phrases:
    """Return what a question asks for (list, compare, …) → words of all languages that ask it."""
    return {form: tuple(words) for form, words in _file()["forms"].items()}


@cache
def states_view() -> Phrases:
    """Return ``who`` and ``says``: a question with one of each asks what a state says."""
    return {part: tuple(words) for part, words in _file()["states_view"].items()}


@cache
def _file() -> Mapping[str, Any]:
    return tomllib.loads(files(__package__).joinpath("cues.toml").read_text("utf-8"))
