"""How hard a task of reasoning-gym can be: the levels of the library's own curriculum."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from keju.core.canonical import canonical_json
from keju.exams.gym_scoring import library
from keju.exams.gym_tasks import UNGRADED

__all__ = ["gym_levels"]


def gym_levels(task: str) -> Iterator[dict[str, str]]:
    """Yield the parameters of each level of a task, from easy to hard, as a spec writes them.

    A range starts at its easiest value and ends at the level's, as the library itself has it. Some
    levels are refused by the task's own checks. Raises InputError without the extra.
    """
    if task in UNGRADED:
        return
    curriculum = library().factory.create_curriculum(task)
    attributes = curriculum.attributes.values()
    for level in range(max(len(attribute.levels) for attribute in attributes)):
        curriculum.set_global_level(level)
        settings = curriculum.generate_configuration()
        yield {
            key: canonical_json(getattr(settings, key))
            for attribute in attributes
            for key in _fields(attribute)
        }


def _fields(attribute: Any) -> tuple[str, ...]:
    if hasattr(attribute, "field_name"):
        return (attribute.field_name,)
    return (attribute.lower_field_name, attribute.upper_field_name)
