"""A dossier as a folder of plain files that anyone can check.

Every file has its hash, and each mark is chained to the one before it.

Not covered: hashes tell that something was changed, not who made the folder. Whoever keeps the
seal, the hash of the manifest, apart from the folder can tell that too.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from keju.core.canonical import canonical_json, identifier
from keju.core.dossier import Dossier
from keju.core.errors import InputError

__all__ = ["MANIFEST", "START", "chained", "compared", "dossier_files", "link", "paper_hash"]
__all__ += ["said", "seal_of", "write_dossier"]

MANIFEST = "MANIFEST.json"
FORMAT = 1
#: What the first mark is chained to.
START = identifier("dossier", "start")

_RULING_COLUMNS = ("answer", "ruling", "reason", "who", "date")
_SHOWN = 1000  # changed items that are listed


def link(previous: str, mark: Mapping[str, Any]) -> str:
    """Return the hash that chains a mark, without its own ``hash``, to the one before it."""
    return identifier("dossier-mark", [previous, dict(mark)])


def chained(marks: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the marks with ``hash``, each of itself and of all before it."""
    found, previous = [], START
    for mark in marks:
        previous = link(previous, mark)
        found.append({**mark, "hash": previous})
    return found


def said(answer: Mapping[str, Any]) -> str:
    """Return the hash of what an answer says and thinks, by which its mark holds on to it."""
    return identifier("dossier-said", [answer["text"], answer["reasoning"], answer["finish"]])


def paper_hash(items: Iterable[str]) -> str:
    """Return the hash of a paper: of its items' ids in order."""
    return identifier("dossier-paper", list(items))


def dossier_files(dossier: Dossier, page: str) -> dict[str, bytes]:
    """Return file name → content, the manifest last. ``page`` is the summary for a browser."""
    texts = {each["answer"]: said(each) for each in dossier.answers}
    marks = chained({**mark, "said": texts[mark["answer"]]} for mark in dossier.marks)
    head = marks[-1]["hash"] if marks else START
    paper = paper_hash(str(each["id"]) for each in dossier.paper)
    about = {
        "candidate": dossier.candidate,
        "made": dossier.made,
        "sittings": dossier.sittings,
        "paper": {"items": len(dossier.paper), "hash": paper},
        "marks": {"number": len(marks), "head": head},
        "rulings": len(dossier.rulings),
    }
    files = {
        "dossier.json": _document(about),
        "paper.jsonl": _lines(dossier.paper),
        "answers.jsonl": _lines(dossier.answers),
        "marks.jsonl": _lines(marks),
        "rulings.csv": _table(dossier.rulings),
        "reexamination.json": _document(dossier.reexamined),
        "summary.html": page.encode("utf-8", "replace"),
    }
    if dossier.opinions:
        files["opinions.jsonl"] = _lines(dossier.opinions)
    if dossier.changes is not None:
        files["changes.json"] = _document(dossier.changes)
    listed = {
        name: {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
        for name, data in files.items()
    }
    manifest = {"format": FORMAT, "paper": paper, "marks": head, "files": listed}
    return {**files, MANIFEST: _document(manifest)}


def seal_of(files: Mapping[str, bytes]) -> str:
    """Return the seal: the SHA-256 of the manifest, and so of everything."""
    return hashlib.sha256(files[MANIFEST]).hexdigest()


def write_dossier(out: str | Path, files: Mapping[str, bytes]) -> None:
    """Write the files into a new or empty folder; InputError where there is none to be had."""
    out = Path(out)
    try:
        out.mkdir(parents=True, exist_ok=True)
        if any(out.iterdir()):
            raise InputError(f"--out {out} is not empty; a dossier needs a new folder")
        for name, data in files.items():
            (out / name).write_bytes(data)
    except OSError as error:
        raise InputError(f"--out {out} cannot be written: {error.strerror}") from None


def compared(old: str | Path, dossier: Dossier) -> dict[str, Any]:
    """Return what changed since the dossier in the folder ``old``.

    Compared are what the candidate is, the papers, and the newest label of each item that both
    have. Raises InputError where ``old`` is no dossier.
    """
    before, marks = _earlier(Path(old))
    then, now = _newest(marks), _newest(dossier.marks)
    both = [item for item in now if item in then]
    changed = [
        {"item": item, "before": then[item], "after": now[item]}
        for item in both
        if then[item] != now[item]
    ]
    identity = before.get("candidate", {})
    names = sorted({*identity, *dossier.candidate})
    return {
        "made_before": before.get("made"),
        "candidate": {
            name: {"before": identity.get(name), "after": dossier.candidate.get(name)}
            for name in names
            if identity.get(name) != dossier.candidate.get(name)
        },
        "same_paper": before.get("paper", {}).get("hash")
        == paper_hash(str(each["id"]) for each in dossier.paper),
        "items_in_both": len(both),
        "items_changed": len(changed),
        "changed": changed[:_SHOWN],
    }


def _earlier(old: Path) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    try:
        about = json.loads((old / "dossier.json").read_text("utf-8"))
        lines = (old / "marks.jsonl").read_text("utf-8").splitlines()
        return about, [json.loads(line) for line in lines]
    except (OSError, ValueError) as error:
        raise InputError(f"--since {old} is no dossier: {error}") from None


def _newest(marks: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Return item → what became of its first attempt in the latest sitting."""
    found: dict[str, str] = {}
    for mark in marks:  # in the order of the sittings
        if mark["attempt"] == 0:
            detail = mark.get("detail") or {}
            found[mark["item"]] = detail.get("label") or mark["verdict"]
    return found


def _document(value: Any) -> bytes:
    return (json.dumps(value, indent=2, ensure_ascii=True, sort_keys=True) + "\n").encode("ascii")


def _lines(rows: Iterable[Mapping[str, Any]]) -> bytes:
    return "".join(f"{canonical_json(dict(row))}\n" for row in rows).encode("ascii")


def _table(rows: Sequence[Mapping[str, Any]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, _RULING_COLUMNS, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode("utf-8", "replace")
