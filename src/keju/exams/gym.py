"""Every task of reasoning-gym as an exam: ``gym/TASK[;key=value]…``.

A paper is made of chunks of 500 questions, each chunk a data set of reasoning-gym with a seed of
its own (a hash of the spec and the chunk's number), so that papers of neighbouring seeds do not
share questions and the first N items of a longer paper are the paper of N. Questions that differ
between processes (some come from unordered sets) or between runs (one draws from Python's global
generator) are pinned down here; of codeio's 3,002 programs the 1,892 are asked that cannot change.

Not covered: parameters that are neither numbers, truth values nor lists of numbers and texts.
"""

from __future__ import annotations

import dataclasses
import json
import random
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Context, localcontext
from typing import Any

from keju.core.canonical import canonical_json
from keju.core.errors import InputError
from keju.core.protocols import Exam
from keju.core.records import Item, MarkerSpec, Question
from keju.exams.dials import SEED, refuse_unknown, write_spec
from keju.exams.generated import Seen, pick, seeded
from keju.exams.gym_scoring import check_task, library, make_dataset
from keju.exams.gym_tasks import METADATA, TASKS

__all__ = ["FORM", "gym_exam", "gym_tasks"]

#: What we add to reasoning-gym's question.
FORM = 'Finish with "Answer:" followed by your final answer alone, in the form asked for above.'

_CHUNK = 500
_PATIENCE = 1_000  # failures and repeats in a row after which a paper counts as exhausted
#: Programs of codeio (shipped with reasoning-gym, run by it to make questions) that may answer
#: otherwise in another process or at another time, or that write to the terminal.
_FICKLE = re.compile(
    r"\b(?:set|frozenset|print|id|now|today|urandom|uuid\d?|time|perf_counter)\(|hash"
    r"|\{[^{}:]*(?:,| for )[^{}:]*\}|\brandom\.|\bfrom random\b|\bsecrets\b|\bthreading\b"
)
_HIDDEN = frozenset({"seed", "size", "data_file"})  # ours, ours, and a way to read any file


def gym_tasks() -> tuple[str, ...]:
    """Return the names of all tasks that can be sat, without importing reasoning-gym."""
    return TASKS


def gym_exam(task: str, given: Mapping[str, str]) -> Exam:
    """Return the exam of one task; raises InputError for an unknown task or parameter."""
    check_task(task)
    name = f"gym/{task}"
    seed = SEED.read(name, given["seed"]) if "seed" in given else SEED.default
    texts = {key: value for key, value in given.items() if key != "seed"}
    config = _config(task, texts)
    make_dataset(task, config, 0, 1)
    written = {key: canonical_json(value) for key, value in config.items()}
    return _GymExam(task, config, write_spec(name, {**written, "seed": seed}))


def _config(task: str, given: Mapping[str, str]) -> dict[str, Any]:
    """Return the parameters that differ from their defaults, as values of the right types."""
    defaults = _defaults(library().factory.DATASETS[task][1])
    refuse_unknown(f"gym/{task}", given, defaults)
    values = {key: _value(task, key, text, defaults[key]) for key, text in given.items()}
    return {key: value for key, value in values.items() if value != defaults[key]}


def _defaults(settings: type) -> dict[str, Any]:
    """Return the parameters that can be written in a spec, with their defaults."""
    found = {}
    for each in dataclasses.fields(settings):
        value = each.default
        if each.default_factory is not dataclasses.MISSING:
            value = each.default_factory()
        if each.name not in _HIDDEN and _is_writable(value):
            found[each.name] = value
    return found


def _is_writable(value: Any) -> bool:
    if isinstance(value, list | tuple):
        return all(type(each) in {int, float, str} for each in value)
    return type(value) in {int, float, bool}


def _value(task: str, key: str, text: str, default: Any) -> Any:
    try:
        value = json.loads(text)
    except ValueError:
        value = None
    if isinstance(default, float) and type(value) is int:
        value = float(value)
    if isinstance(default, list | tuple) and isinstance(value, list) and _is_writable(value):
        return type(default)(value)
    if type(value) is type(default) and not isinstance(default, list | tuple):
        return value
    wanted = {bool: "true or false", int: "a whole number", float: "a number"}
    words = wanted.get(type(default), f"a list like {json.dumps(default)}")
    raise InputError(f"Exam gym/{task}: {key}={text} cannot be; allowed is {words}")


@dataclass(frozen=True, slots=True)
class _GymExam:
    task: str
    config: Mapping[str, Any]
    spec: str
    size: int | None = field(default=None, init=False)

    @property
    def name(self) -> str:
        return f"gym/{self.task}"

    def items(self) -> Iterator[Item]:
        """Yield the paper: no question twice, until hardly any new one is found."""
        seen, failures = Seen(), 0
        for entry in self._entries():
            if entry is not None and seen.add(entry["question"]):
                failures = 0
                yield self._item(entry)
            elif (failures := failures + 1) == _PATIENCE:
                return

    def _entries(self) -> Iterator[dict[str, Any] | None]:
        """Yield entries, and None where reasoning-gym could not make one."""
        rng = seeded(self.spec)
        while True:
            seed = pick(rng, 0, 2**31 - 1)
            with _global_state(seed):
                dataset = make_dataset(self.task, self.config, seed, _CHUNK)
            _pin(dataset)
            for index in range(_CHUNK):
                with _global_state(seed + index):
                    entry = _get(dataset, index)
                yield entry

    def _item(self, entry: Mapping[str, Any]) -> Item:
        metadata = {key: entry["metadata"].get(key) for key in METADATA.get(self.task, ())}
        answer = None if self.task == "word_ladder" else entry["answer"]
        reference = json.loads(json.dumps({"answer": answer, "metadata": metadata}))
        parameters: dict[str, Any] = {"task": self.task}
        if self.config:
            parameters["config"] = json.loads(json.dumps(self.config))
        question = Question.ask(f"{entry['question'].rstrip()}\n\n{FORM}")
        marker = MarkerSpec("gym", parameters)
        return Item(question, reference, marker, solution=_solution(entry))


def _get(dataset: Any, index: int) -> dict[str, Any] | None:
    """Return one entry; None where none can be made, or where doing nothing is the right answer."""
    try:
        entry: dict[str, Any] = dataset[index]
    except Exception:  # noqa: BLE001 - not every draw of every task works out; the next one may
        return None
    if entry["metadata"].get("input_data") == {}:  # the program of a codeio question failed
        return None
    nothing = "" in (entry["answer"], entry["metadata"].get("example_correct_answer"))
    return None if nothing else entry


def _solution(entry: Mapping[str, Any]) -> str | None:
    """Return a right answer where the entry is sure of one.

    It is not for propositional_logic, whose examples may be wrong, and not where sympy left an
    integral as it was.
    """
    metadata, answer = entry["metadata"], entry["answer"]
    if answer is None and "possible_answer" in metadata:
        answer = json.dumps(metadata["possible_answer"])
    answer = answer or metadata.get("example_correct_answer")
    return None if answer is None or "Integral(" in answer else f"Answer: {answer}"


@contextmanager
def _global_state(seed: int) -> Iterator[None]:
    """Put back what tasks leave changed, and begin with the same whatever came before.

    list_functions draws from Python's global generator; decimal_arithmetic sets the precision of
    all decimals of the thread, which would reach markers.
    """
    state = random.getstate()
    random.seed(seed)
    try:
        with localcontext(Context()):
            yield
    finally:
        random.setstate(state)


class _Sorted(frozenset[str]):
    """A set that is read in order, whatever hashes strings have in this process."""

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(super().__iter__()))

    def __sub__(self, other: Any) -> _Sorted:
        return _Sorted(super().__sub__(other))


def _pin(dataset: Any) -> None:
    """Take out of a data set what depends on the order of sets."""
    if isinstance(getattr(dataset, "letters", None), set):
        dataset.letters = _Sorted(dataset.letters)
    if (kind := type(dataset)).__name__ == "CodeIODataset":
        rows = kind._jsonl_data  # noqa: SLF001
        kind._jsonl_data = [  # noqa: SLF001
            row for row in rows if not _FICKLE.search(row["code_sample"] + row["input_generator"])
        ]
        vars(sys.modules[kind.__module__])["print"] = lambda *_: None  # it tells of its failures
    if draw := getattr(dataset, "_get_monomials", None):
        dataset._get_monomials = lambda rng: sorted(draw(rng), key=str)  # noqa: SLF001
