"""From a file of labelled answers to a folder with a classifier and its card."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from keju.core.audit import Label
from keju.core.classified import Learned
from keju.core.errors import InputError, nearest
from keju.exams.files import Line, lines
from keju.marking.thoughts import without_thought
from keju.training.answers import FOLDS, train
from keju.training.labelled import Answer

__all__ = ["labelled_answers", "train_classifier"]

_ERROR = "ERROR"
_NEEDED = ("question", "response", "lang", "label")


def train_classifier(
    path: Path, out: Path, source: str | None = None, folds: int = FOLDS
) -> Learned:
    """Train on the labelled answers of ``path``; write weights and ``README.md`` into ``out``.

    Raises InputError for a line that does not fit, too few answers, or a folder that cannot be
    written.
    """
    answers, dropped = labelled_answers(path)
    classifier, learned = train(answers, source or path.name, dropped, folds)
    try:
        written = classifier.save(out)
        (out / "README.md").write_text(_card(learned, folds, written.stat().st_size), "utf-8")
    except OSError as error:
        raise InputError(f"Cannot write to {out}: {error.strerror or error}") from None
    return learned


def labelled_answers(path: Path) -> tuple[list[Answer], int]:
    """Return the answers of ``path`` and how many lines were left out.

    Left out are lines whose label begins with ERROR. A line has ``question``, ``response``,
    ``lang`` and ``label`` (COMPLETE, EVASIVE or DENIAL), and if it likes ``label_judge2`` (of a
    second judge), ``model`` and ``question_index`` (the same for one question in several
    languages; else the question's text).
    """
    answers, dropped = [], 0
    for line in lines(path):
        if str(line.row.get("label")).startswith(_ERROR):
            dropped += 1
        else:
            answers.append(_answer(line))
    return answers, dropped


def _answer(line: Line) -> Answer:
    row = line.row
    for name in _NEEDED:
        if not isinstance(row.get(name), str):
            raise line.wrong(name, f"must be a text; a line needs {', '.join(_NEEDED)}")
    second = row.get("label_judge2")
    known = isinstance(second, str) and not second.startswith(_ERROR)
    return Answer(
        row["question"],
        (without_thought(row["response"]) or "").strip(),
        row["lang"],
        _label(line, "label"),
        _label(line, "label_judge2") if known else None,
        str(row.get("model", "")),
        str(row.get("question_index", row["question"])),
    )


def _label(line: Line, name: str) -> Label:
    try:
        return Label(line.row[name])
    except ValueError:
        given = line.row[name]
        hint = nearest(given, [each.value for each in Label])
        raise line.wrong(name, f"must be a label, not {given!r}.{hint}") from None


def _card(learned: Learned, folds: int, size: int) -> str:
    found = learned.agreement
    by_lang = ", ".join(f"{lang} {value:.3f}" for lang, value in found.by_lang.items())
    counts: dict[str, Any] = asdict(learned)
    return _CARD.format(
        source=learned.source,
        counts=", ".join(f"{number:,} {label}" for label, number in counts["counts"].items()),
        langs=", ".join(f"{number:,} {lang}" for lang, number in counts["langs"].items()),
        models=learned.models,
        questions=learned.questions,
        dropped=learned.dropped,
        complete=f"{found.complete:.3f}",
        by_lang=by_lang,
        labels=f"{found.labels:.3f}",
        calibration=f"{found.calibration:.3f}",
        folds=folds,
        size=f"{size / 1024:,.0f} KiB",
    )


_CARD = """\
# A classifier of answers: complete, evasive, denial

Trained by `keju audit train` on {source}. It measures counts, shares and lengths of an answer
(`keju.marking.audit.features`); no text and no vocabulary is in the weights ({size}).

- Labels: those that came with the answers, whoever made them.
  **Agreement with a labeller is not truth**: where the labels lean, the classifier leans.
- Answers: {counts}; {langs}.
- Groups: {models} models, {questions} questions; {dropped} lines labelled as errors left out.

| on answers whose model and question were not trained on ({folds} × {folds} blocks) | |
|---|---|
| complete or not, Cohen's kappa | {complete} |
| the same by language | {by_lang} |
| three labels, kappa | {labels} |
| distance of chances and frequencies | {calibration} |

Not covered: languages and kinds of questions that are not among these answers are judged by what
they share with them. Error rates of one model or language say nothing of another's: label some
answers of each (`keju audit label`) and correct the rates.
"""
