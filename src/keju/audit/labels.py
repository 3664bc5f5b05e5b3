"""Labels by people: which answers to label, and the file that holds the labels.

A gold file is JSONL: ``answer`` (an answer's key) and ``item`` (its item's id), ``lang``,
``label`` (COMPLETE, EVASIVE, DENIAL), ``who``, and if one likes ``axes`` and ``of`` (12 digits of
a hash of the candidate's name, so that the labels of others can be told apart without naming any).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from keju.core.audit import Label, Row
from keju.core.canonical import identifier
from keju.core.errors import InputError, nearest

__all__ = ["Gold", "gold_line", "labels_for", "mark_of", "read_gold"]

_DIGITS = 12


@dataclass(frozen=True, slots=True)
class Gold:
    """One label by a person. ``where`` is the line it stands on."""

    answer: str
    item: str
    lang: str
    label: Label
    who: str = ""
    of: str = ""
    axes: Mapping[str, Any] = field(default_factory=dict)
    where: str = ""


def mark_of(candidate: str) -> str:
    """Return 12 digits that tell a candidate's labels apart and do not show its name."""
    return identifier("gold-candidate", candidate)[:_DIGITS]


def gold_line(gold: Gold) -> str:
    """Return the line of the file, without its end."""
    row: dict[str, Any] = {
        "answer": gold.answer,
        "item": gold.item,
        "lang": gold.lang,
        "label": gold.label.value,
        "who": gold.who,
        "of": gold.of,
    }
    if gold.axes:
        row["axes"] = dict(gold.axes)
    return json.dumps(row, ensure_ascii=True)


def read_gold(path: str | Path) -> tuple[Gold, ...]:
    """Return the labels of a file, in order.

    Raises InputError, one line that names the line and the field, for a file that cannot be read,
    a line that is no label, a missing language, and an answer that is labelled twice.
    """
    try:
        text = Path(path).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"Cannot read labels from {path}: {error}") from None
    found: dict[tuple[str, str], Gold] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        gold = _gold(line, f"{path}, line {number}")
        earlier = found.setdefault((gold.answer, gold.item), gold)
        if earlier is not gold:
            raise InputError(f"{gold.where}: this answer has a label already; keep one of them")
    if not found:
        raise InputError(f"{path} holds no labels; make some with `keju audit label`")
    return tuple(found.values())


def _gold(line: str, where: str) -> Gold:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise InputError(f"{where}: not JSON ({error}); mend or remove the line") from None
    if not isinstance(row, Mapping):
        raise InputError(f"{where}: must be an object with answer or item, lang and label")
    texts = {name: row.get(name) or "" for name in ("answer", "item", "lang", "who", "of")}
    for name, value in texts.items():
        if not isinstance(value, str):
            raise InputError(f"{where}: field {name!r} must be a text")
    if not texts["answer"] and not texts["item"]:
        raise InputError(f"{where}: field 'answer' is missing; give the answer's key or its item")
    if not texts["lang"]:
        raise InputError(f"{where}: field 'lang' is missing; write the language, as in en or zh")
    axes = row.get("axes") or {}
    if not isinstance(axes, Mapping):
        raise InputError(f"{where}: field 'axes' must be an object")
    return Gold(**texts, label=_label(row.get("label"), where), axes=axes, where=where)


def _label(value: Any, where: str) -> Label:
    known = [label.value for label in Label]
    if value not in known:
        raise InputError(f"{where}: field 'label' is {value!r}.{nearest(str(value), known)}")
    return Label(value)


def labels_for(gold: Iterable[Gold], rows: Sequence[Row]) -> dict[str, Label]:
    """Return answer key (or item id, where a label names no answer) → label, for these rows.

    Labels whose ``of`` is another candidate's are left out. Raises InputError for any other label
    that matches no answer, names another language than the answer's, or when none is left.
    """
    names = {mark_of(row.candidate) for row in rows}
    by_answer = {row.answer_key: row for row in rows}
    by_item = {row.item_id: row for row in rows}
    found: dict[str, Label] = {}
    for each in gold:
        if each.of and each.of not in names:
            continue
        row = by_answer.get(each.answer) if each.answer else by_item.get(each.item)
        if row is None:
            what = each.answer or each.item
            raise InputError(
                f"{each.where}: the label is of no answer in this audit ({what[:_DIGITS]}); audit"
                " the candidate and the paper that were labelled, or remove the line"
            )
        if row.asked.lang != each.lang:
            raise InputError(
                f"{each.where}: the label says {each.lang}, the answer was asked for in"
                f" {row.asked.lang}; mend field 'lang'"
            )
        found[each.answer or each.item] = each.label
    if not found:
        raise InputError(
            "None of the labels is of a candidate in this audit; label these answers with"
            " `keju audit label`"
        )
    return found
