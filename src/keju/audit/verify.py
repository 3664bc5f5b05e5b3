"""Checking a dossier: every file against its hash, the chain of marks, and what refers to what."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from keju.audit.dossier import MANIFEST, START, link, paper_hash, said
from keju.core.canonical import identifier
from keju.core.errors import InputError

__all__ = ["problems", "seal_in"]


def seal_in(folder: str | Path) -> str:
    """Return the seal of a dossier: the SHA-256 of its manifest. InputError where there is none."""
    return hashlib.sha256(_manifest_bytes(Path(folder))).hexdigest()


def problems(folder: str | Path, seal: str | None = None) -> list[str]:
    """Return what is wrong with a dossier, one line each; nothing when it is whole.

    ``seal``: the hash that was noted when it was made. Raises InputError for a folder without a
    manifest.
    """
    folder = Path(folder)
    data = _manifest_bytes(folder)
    try:
        manifest = json.loads(data)
        files: Mapping[str, Any] = manifest["files"]
        listed = {str(name): str(each["sha256"]) for name, each in files.items()}
    except (ValueError, KeyError, TypeError, AttributeError):
        return [f"{MANIFEST} was changed: it is no manifest"]
    found = list(_files(folder, listed))
    if seal is not None and hashlib.sha256(data).hexdigest() != seal.strip().lower():
        found.append(f"{MANIFEST} was changed: it has not the seal {seal}")
    return found or list(_contents(folder, manifest))


def _manifest_bytes(folder: Path) -> bytes:
    try:
        return (folder / MANIFEST).read_bytes()
    except OSError:
        raise InputError(f"{folder} is no dossier: it holds no {MANIFEST}") from None


def _files(folder: Path, listed: Mapping[str, str]) -> Iterator[str]:
    present = {str(path.relative_to(folder)) for path in folder.rglob("*") if not path.is_dir()}
    for name, digest in sorted(listed.items()):
        if name not in present:
            yield f"{name} is missing"
        elif hashlib.sha256((folder / name).read_bytes()).hexdigest() != digest:
            yield f"{name} was changed"
    for name in sorted(present - set(listed) - {MANIFEST}):
        yield f"{name} was added"


def _contents(folder: Path, manifest: Mapping[str, Any]) -> Iterator[str]:
    """Yield faults within files whose hashes are as listed: a manifest may be made anew."""
    try:
        paper, answers, marks = (
            _rows(folder / f"{n}.jsonl") for n in ("paper", "answers", "marks")
        )
        yield from _paper(paper, manifest)
        yield from _answers(answers, {row["question_id"] for row in paper})
        yield from _chain(marks, manifest)
        known = {row["answer"]: said(row) for row in answers}
        items = {row["id"] for row in paper}
        for number, mark in enumerate(marks, start=1):
            if mark["answer"] not in known or mark["item"] not in items:
                yield f"marks.jsonl, line {number}: of no answer or item in this dossier"
            elif mark.get("said", known[mark["answer"]]) != known[mark["answer"]]:
                yield f"marks.jsonl, line {number}: the answer does not say what was marked"
    except (OSError, ValueError, KeyError, TypeError) as error:
        yield f"a file cannot be read as it should: {error}"


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def _paper(paper: list[dict[str, Any]], manifest: Mapping[str, Any]) -> Iterator[str]:
    for number, row in enumerate(paper, start=1):
        messages = [[each["role"], each["content"]] for each in row["question"]["messages"]]
        marker = [row["marker"]["name"], row["marker"]["parameters"]]
        question = identifier("question", messages)
        item = identifier("item", [question, row["reference"], marker, row["cluster"]])
        if (question, item) != (row["question_id"], row["id"]):
            yield f"paper.jsonl, line {number}: the item is not what its id says"
    if paper_hash(row["id"] for row in paper) != manifest["paper"]:
        yield "paper.jsonl is not the paper that the manifest names"


def _answers(answers: list[dict[str, Any]], questions: set[str]) -> Iterator[str]:
    for number, row in enumerate(answers, start=1):
        key = [row["question_id"], row["candidate_id"], row["epoch"], row["attempt"]]
        if identifier("answer", key) != row["answer"] or row["question_id"] not in questions:
            yield f"answers.jsonl, line {number}: the answer is not what its key says"


def _chain(marks: list[dict[str, Any]], manifest: Mapping[str, Any]) -> Iterator[str]:
    previous = START
    for number, mark in enumerate(marks, start=1):
        body = {name: value for name, value in mark.items() if name != "hash"}
        if link(previous, body) != mark["hash"]:
            yield f"marks.jsonl, line {number}: the chain of marks is broken here"
            return
        previous = mark["hash"]
    if previous != manifest["marks"]:
        yield "marks.jsonl: marks are missing at its end, or were added"
