"""Exams from a file: JSONL or JSONL.gz, read line by line and never kept in memory.

A line has ``question`` (a text) or ``messages`` (a list of role and content), ``answer`` or
``reference`` (any JSON value), and if it likes ``id`` (a name of its own), ``cluster``,
``options`` (texts, shown as A., B., …), ``marker`` (a name, or name and parameters) and
``solution``. ``FILE.jsonl;question=prompt;answer=gold`` renames fields, ``;marker=number`` names
the marker of lines that name none. The model sees what the file says and no word more.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import string
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from keju.core.errors import InputError
from keju.core.records import Item, MarkerSpec, Message, Question
from keju.exams.dials import parse_spec, refuse_unknown, write_spec

__all__ = ["FIELDS", "FileExam", "Line", "lines", "parse_marker", "questions_file"]

#: Fields that may be renamed.
FIELDS = ("answer", "cluster", "id", "messages", "options", "question", "solution")

_ROLES = frozenset({"system", "user", "assistant"})
#: Markers whose parameters may say all: what schema, pattern or rubric an answer must satisfy.
_WITHOUT_REFERENCE = frozenset({"json", "judge", "regex"})
_DIGEST_BYTES = 16
_HASH_DIGITS = 16


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a file: its JSON object, and where it stands."""

    row: Mapping[str, Any]
    where: str

    def wrong(self, field_name: str, words: str) -> InputError:
        """Return the error that ``field_name`` of this line ``words``."""
        return InputError(f"{self.where}: field {field_name!r} {words}")


Reader = Callable[[Line], Item]


@dataclass(frozen=True, slots=True)
class FileExam:
    """A file whose lines ``read`` turns into items. See ``keju.core.protocols.Exam``."""

    name: str
    spec: str
    path: Path
    read: Reader
    id_field: str = "id"

    @property
    def size(self) -> int:
        """How many lines hold something; the file is read through for it."""
        return sum(1 for _, data in _numbered(self.path) if data.strip())

    def items(self) -> Iterator[Item]:
        """Yield the items; raises InputError at the first line that cannot be used."""
        seen: set[bytes] = set()
        for line in lines(self.path):
            item = self.read(line)
            for what, digest in self._digests(line, item):
                if digest in seen:
                    raise InputError(f"{line.where}: the same {what} as {self._first(digest)}")
                seen.add(digest)
            yield item
        if not seen:
            raise InputError(f"{self.path} holds no questions; put one JSON object on each line")

    def _digests(self, line: Line, item: Item) -> list[tuple[str, bytes]]:
        """Return what may stand in the file only once, in a few bytes each."""
        digests = [("question", bytes.fromhex(item.question.id)[:_DIGEST_BYTES])]
        name = line.row.get(self.id_field)
        if name is not None:
            digest = hashlib.sha256(f"id:{name}".encode("utf-8", "surrogatepass")).digest()
            digests.append((f"{self.id_field} {str(name)!r}", digest[:_DIGEST_BYTES]))
        return digests

    def _first(self, digest: bytes) -> str:
        """Return which line had it first: the file is read again to find it."""
        for line in lines(self.path):
            if digest in (found for _, found in self._digests(line, self.read(line))):
                return f"{line.where.rpartition(', ')[2]}; keep one of them"
        return "an earlier line; keep one of them"


def questions_file(spec: str, marker: str | None = None) -> FileExam:
    """Return the exam in ``FILE.jsonl[;field=name]…``.

    The exam's own spec holds the first digits of the file's hash: another content is another exam.

    Args:
        spec: path of the file, with renamed fields, ``marker=NAME`` and ``sha256=…`` if wanted.
        marker: ``NAME[;key=value]…`` for lines that do not name their own marker.

    Raises:
        InputError: the file cannot be read, or a parameter is unknown. Lines are read, and their
            faults found, by ``items``.
    """
    path_text, given = parse_spec(spec)
    refuse_unknown(path_text, given, [*FIELDS, "marker", "sha256"])
    path = Path(path_text).expanduser()
    found = _hash(path)[:_HASH_DIGITS]
    if given.setdefault("sha256", found) != found:
        raise InputError(f"{path} is not the file with sha256={given['sha256']}; it has {found}")
    if marker is None and "marker" in given:
        marker = given["marker"].replace(",", ";")
    if marker is not None:
        given["marker"] = marker.replace(";", ",")
    default = parse_marker(marker) if marker is not None else None
    names = {name: given.get(name, name) for name in FIELDS}
    written = write_spec(path_text, {key: given[key] for key in given if key != given[key]})
    return FileExam(path.name, written, path, lambda line: _item(line, names, default), names["id"])


def parse_marker(text: str) -> MarkerSpec:
    """Return the marker ``NAME[;key=value]…``; a value is JSON where it can be, else a text."""
    name, given = parse_spec(text)
    return MarkerSpec(name, {key: _value(value) for key, value in given.items()})


def _value(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


def _hash(path: Path) -> str:
    """Return the SHA-256 of the file as it lies there."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        reason = error.strerror or error
        raise InputError(f"Cannot read questions from {path}: {reason}") from None


def lines(path: Path) -> Iterator[Line]:
    """Yield the JSON objects of a JSONL or JSONL.gz file; InputError at a line that is none."""
    for number, data in _numbered(path):
        if data.strip():
            where = f"{path}, line {number}"
            yield Line(_row(data, where), where)


def _numbered(path: Path) -> Iterator[tuple[int, bytes]]:
    number = 0
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
            for number, data in enumerate(file, start=1):
                yield number, data
    except (OSError, EOFError, zlib.error) as error:
        if not number and isinstance(error, OSError) and error.strerror:
            raise InputError(f"Cannot read {path}: {error.strerror}") from None
        words = f"cannot be read on: {error}; mend or replace the file"
        raise InputError(f"{path}, after line {number}: {words}") from None


def _row(data: bytes, where: str) -> dict[str, Any]:
    try:
        row = json.loads(data, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise InputError(f"{where}: not JSON ({error}); mend or remove the line") from None
    if not isinstance(row, dict):
        raise InputError(f"{where}: must be a JSON object with question and answer")
    return row


def _no_constant(word: str) -> None:
    raise ValueError(f"{word} is not a JSON value")


def _item(line: Line, names: Mapping[str, str], default: MarkerSpec | None) -> Item:
    messages = _messages(line, names)
    marker = _marker(line, default)
    reference = _reference(line, names, may_be_null=marker.name in _WITHOUT_REFERENCE)
    options = line.row.get(names["options"])
    if options is not None:
        messages = _with_options(line, names["options"], messages)
        if marker.name == "choice":
            reference = _letter(line, names["answer"], reference, options)
            marker = replace(marker, parameters={**marker.parameters, "options": options})
    cluster = _text(line, names["cluster"])
    solution = _text(line, names["solution"])
    _text(line, names["id"])
    return Item(Question(messages), reference, marker, cluster, solution)


def _text(line: Line, name: str) -> str | None:
    value = line.row.get(name)
    if isinstance(value, bool) or not isinstance(value, str | int | None):
        raise line.wrong(name, "must be a text or a whole number; write it in quotation marks")
    return None if value is None else str(value)


def _messages(line: Line, names: Mapping[str, str]) -> tuple[Message, ...]:
    question, messages = names["question"], names["messages"]
    if question in line.row:
        text = line.row[question]
        if not isinstance(text, str) or not text.strip():
            raise line.wrong(question, "must be a text that is not empty")
        return (Message("user", text),)
    if messages not in line.row:
        raise line.wrong(question, "is missing; add it, or name yours: FILE.jsonl;question=FIELD")
    given = line.row[messages]
    if not isinstance(given, list) or not given or not all(map(_is_message, given)):
        raise line.wrong(messages, "must be a list of objects with role and content, both texts")
    if given[-1]["role"] != "user":
        raise line.wrong(messages, "must end with a message of the user")
    return tuple(Message(message["role"], message["content"]) for message in given)


def _is_message(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and value.get("role") in _ROLES
        and isinstance(value.get("content"), str)
    )


def _reference(line: Line, names: Mapping[str, str], *, may_be_null: bool) -> Any:
    name = names["answer"]
    if name == "answer" and name not in line.row and "reference" in line.row:
        name = "reference"
    if name not in line.row:
        raise line.wrong(name, "is missing; add it, or name yours: FILE.jsonl;answer=FIELD")
    if line.row[name] is None and not may_be_null:
        raise line.wrong(name, "is null; write the right answer")
    return line.row[name]


def _marker(line: Line, default: MarkerSpec | None) -> MarkerSpec:
    name = "marker"
    value = line.row.get(name)
    if value is None:
        if default is None:
            raise line.wrong(name, "is missing and no marker is given; add --marker NAME")
        return default
    if isinstance(value, str) and value.strip():
        return parse_marker(value)
    if isinstance(value, dict) and isinstance(value.get("name"), str):
        parameters = value.get("parameters", {})
        if isinstance(parameters, dict) and value.keys() <= {"name", "parameters"}:
            return MarkerSpec(value["name"], parameters)
    raise line.wrong(name, 'must be a name or {"name": …, "parameters": {…}}')


def _with_options(line: Line, name: str, messages: tuple[Message, ...]) -> tuple[Message, ...]:
    options = line.row[name]
    good = isinstance(options, list) and 2 <= len(options) <= len(string.ascii_uppercase)
    if not good or not all(isinstance(option, str) and option.strip() for option in options):
        raise line.wrong(name, "must be a list of 2 to 26 texts that are not empty")
    listed = zip(string.ascii_uppercase, options, strict=False)
    shown = "\n".join(f"{letter}. {option}" for letter, option in listed)
    last = messages[-1]
    return (*messages[:-1], Message(last.role, f"{last.content}\n\n{shown}"))


def _letter(line: Line, name: str, reference: Any, options: list[str]) -> str:
    """Return the right letter or letters: given as such, as an option's text or number from 0."""
    letters = string.ascii_uppercase[: len(options)]
    if isinstance(reference, int) and not isinstance(reference, bool):
        if 0 <= reference < len(options):
            return letters[reference]
    elif isinstance(reference, str):
        if options.count(reference) == 1:
            return letters[options.index(reference)]
        word = "".join(sorted(set(reference.strip().upper())))
        if word and len(word) == len(reference.strip()) and set(word) <= set(letters):
            return word
    raise line.wrong(name, f"must be a letter {letters[0]} to {letters[-1]}, or one of the options")
