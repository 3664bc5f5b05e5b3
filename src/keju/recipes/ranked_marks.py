"""Several candidates' marks that are at hand already: in tables, or in sittings of the store."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from keju.comparing.marks import Marks
from keju.comparing.ranking import Field, check_names, field_of
from keju.core.design import Design
from keju.core.errors import InputError
from keju.core.summary import Summary
from keju.recipes.marks_sources import marks_at_hand
from keju.recipes.marks_tables import is_table, read_models
from keju.recipes.stored import stored

__all__ = ["Entered", "fields_at_hand", "ranked_marks"]


@dataclass(frozen=True)
class Entered:
    """The marks of one exam's candidates; ``spent`` has the figures of their sittings."""

    marks: tuple[Marks, ...]
    notes: tuple[str, ...] = ()
    spent: Mapping[str, Summary] = field(default_factory=dict)


def fields_at_hand(found: Sequence[Entered], design: Design) -> list[Field]:
    """Return each exam's evidence. Raises InputError where its candidates cannot be ranked."""
    return [_with_spent(field_of(each.marks, design, len(found)), each) for each in found]


def _with_spent(of: Field, entered: Entered) -> Field:
    """Add what sittings took, where all of their answers count."""
    entries = tuple(
        replace(
            entry,
            tokens=(spent.prompt_tokens or 0) + (spent.completion_tokens or 0) or None,
            cost=spent.cost,
        )
        if (spent := entered.spent.get(entry.name)) and spent.answered == entry.answers
        else entry
        for entry in of.entries
    )
    return replace(of, entries=entries, notes=(*of.notes, *entered.notes))


def ranked_marks(words: Sequence[str], store: str | Path | None = None) -> list[Entered] | None:
    """Read what ``words`` name, an entry an exam; None where they are to be asked.

    Tables of one model each are one exam together, a table of several models is an exam of its own;
    names before such tables choose among their models. Numbers are sittings. Raises InputError for
    what cannot be read or ranked.
    """
    if words and all(word.isdecimal() for word in words):
        return _sittings([int(word) for word in words], store)
    tables = [word for word in words if is_table(word)]
    if not tables or not is_table(words[-1]):
        return None
    names = words[: len(words) - len(tables)]
    if any(is_table(name) for name in names):
        raise InputError("Name the models first, then the tables: keju rank A B C table.csv")
    if len({Path(table).absolute() for table in tables}) < len(tables):
        twice = next(table for table in tables if tables.count(table) > 1)
        raise InputError(f"{twice} is given twice; a ranking reads each table once")
    if names:
        check_names(names)
    sheets = [read_models(table, list(names) or None) for table in tables]
    return _by_exam(sheets, tables)


def _by_exam(sheets: Sequence[Sequence[Marks]], tables: Sequence[str]) -> list[Entered]:
    single = [table for sheet, table in zip(sheets, tables, strict=True) if len(sheet) == 1]
    if not single:
        return [Entered(tuple(sheet)) for sheet in sheets]
    if len(single) < len(tables):
        raise InputError(
            f"{single[0]} has the marks of one model and other tables of several; give tables of"
            " one model each, or of several each"
        )
    named = [sheet[0] for sheet in sheets]
    names = [each.name for each in named]
    if len(set(names)) < len(names):  # tables of one name in several folders
        named = [replace(each, name=table) for each, table in zip(named, tables, strict=True)]
    check_names([each.name for each in named])
    exam = f"{len(tables)} tables"
    return [Entered(tuple(replace(each, exam=exam) for each in named))]


def _sittings(numbers: Sequence[int], store: str | Path | None) -> list[Entered]:
    for number in numbers:
        if numbers.count(number) > 1:
            raise InputError(f"Sitting {number} is given twice; a ranking reads each once")
    if len(numbers) < 2:
        raise InputError(
            f"A ranking needs at least 2 candidates, not only sitting {numbers[0]}; name another"
            " one (keju sittings)"
        )
    with stored(store) as opened:
        exams = {number: opened.summary(number).sitting.exam for number in numbers}
    groups = [[n for n in numbers if exams[n] == exam] for exam in dict.fromkeys(exams.values())]
    if any(len(group) == 1 for group in groups):  # of other papers with the same questions, perhaps
        groups = [list(numbers)]
    return [_group(group, store) for group in groups]


def _group(numbers: Sequence[int], store: str | Path | None) -> Entered:
    """Return the marks of sittings on the questions and attempts that all of them have."""
    first, *others = numbers
    read = [marks_at_hand([str(first), str(other)], store) for other in others]
    pairs = [each for each in read if each is not None]
    columns = [pairs[0].a, *(pair.b for pair in pairs)]
    names = _names([each.name for each in columns], numbers)
    shared = set(columns[0].scores).intersection(*(each.scores for each in columns[1:]))
    # What each pair has in common with the first: a question that one lacks is left aside by all.
    shared = shared.intersection(*(pair.a.scores for pair in pairs))
    if not shared:
        listed = ", ".join(map(str, numbers))
        raise InputError(f"Sittings {listed} have no question that all of them have dealt with")
    attempts = min(len(scores) for each in columns for scores in each.scores.values())
    marks = tuple(
        _restricted(replace(each, name=name), shared, attempts)
        for each, name in zip(columns, names, strict=True)
    )
    spent = {names[0]: pairs[0].spent[0]} if pairs[0].spent else {}
    for name, pair in zip(names[1:], pairs, strict=True):
        if pair.spent is not None:
            spent[name] = pair.spent[1]
    notes = dict.fromkeys(note for pair in pairs for note in pair.notes)
    most = max((each.sitting.questions for each in spent.values()), default=0)
    if most > len(shared):
        notes[
            f"{most - len(shared):,} of {most:,} questions are left aside: not dealt with in all"
            " sittings; keju exam goes on with a sitting"
        ] = None
    return Entered(marks, tuple(notes), spent)


def _names(names: Sequence[str], numbers: Sequence[int]) -> list[str]:
    """Return names that tell sittings of one candidate apart."""
    plain = [name.removesuffix(f" (sitting {n})") for name, n in zip(names, numbers, strict=True)]
    return [
        f"{name} (sitting {number})" if plain.count(name) > 1 else name
        for name, number in zip(plain, numbers, strict=True)
    ]


def _restricted(marks: Marks, items: set[str], attempts: int) -> Marks:
    scores = {item: marks.scores[item][:attempts] for item in _in(marks, items)}
    return replace(marks, scores=scores)


def _in(marks: Marks, items: set[str]) -> Iterator[str]:
    return (item for item in marks.scores if item in items)
