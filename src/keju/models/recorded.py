"""Answers recorded earlier, replayed as a model: ``recorded/PATH`` or ``recorded/PATH#NAME``.

A line of the file (JSONL, or JSONL.gz) holds ``question`` (the text) or ``id`` (the question's
id), ``response``, and if it likes ``model``, ``attempt``, ``reasoning``, ``finish`` and ``usage``.
Without ``attempt``, the lines of one question are its attempts in the order of the file.
``#NAME`` picks the lines of one model where a file holds several; in files that keep the responses
of several models side by side in one line, NAME is the path of the response, as in
``#big_model.solution``. A question that is not in the file is ``failed`` (missing), never wrong.
"""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import io
import shutil
import tempfile
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import fields
from pathlib import Path
from typing import IO, Any, cast

from keju.core.errors import InputError, nearest
from keju.core.protocols import Request
from keju.core.records import FailureKind, Finish, Question, Reply, Usage
from keju.models.thoughts import split_thought
from keju.models.wire import decode, failure_reply

__all__ = ["RecordedModel"]

_USAGE = tuple(field.name for field in fields(Usage))
_KEY_BYTES = 12  # a million questions collide with probability 6e-18


class RecordedModel:
    """A file of answers, opened once and indexed by question: some 150 bytes of memory a line.

    What is recorded is over: a begun answer is not continued, and a call with a cap of tokens gets
    an answer only where its usage says that it kept to it. Both are ``failed`` (missing).
    """

    continues = False

    def __init__(self, where: str) -> None:
        path, _, select = where.partition("#")
        self.name = f"recorded/{where}"
        self.select = select or None
        self.parallel: int | None = 16
        self._path = Path(path).expanduser()
        self._file = _plain(self._path)
        with contextlib.ExitStack() as stack:
            stack.callback(self._file.close)
            self._index = self._build_index()
            digest = _sha256(self._file)
            stack.pop_all()
        self.identity: Mapping[str, Any] = {
            "provider": "recorded",
            "sha256": digest,
            "select": self.select,
        }

    async def complete(self, request: Request) -> Reply:
        """Replay one answer; see ``Model.complete``."""
        if request.begun is not None:
            return failure_reply(FailureKind.MISSING, "a recorded answer cannot be continued")
        question = Question(request.messages)
        for key in (_key("id", question.id), _key("text", question.text)):
            offset = self._index.get(_place(key, request.attempt))
            if offset is not None:
                return _within(self._read(offset), request.max_tokens)
        words = f"no answer number {request.attempt + 1} to this question in {self._path}"
        return failure_reply(FailureKind.MISSING, words)

    async def check(self) -> None:
        """The file was read when the model was made; it is opened again where it was closed."""
        if self._file.closed:
            self._file = _plain(self._path)

    async def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _read(self, offset: int) -> Reply:
        self._file.seek(offset)
        return _reply(decode(self._file.readline()), self.select)

    def _build_index(self) -> dict[bytes, int]:
        index: dict[bytes, int] = {}
        attempts: Counter[bytes] = Counter()
        models: set[str] = set()
        for number, offset, row in _rows(self._file, self._path):
            model = row.get("model")
            if model is not None:
                models.add(str(model))
                if self.select not in (None, str(model)):
                    continue
            where = f"{self._path}, line {number}"
            _check(row, self.select, where)
            key = _question_key(row)
            attempt = row.get("attempt", attempts[key])
            attempts[key] = max(attempts[key], attempt + 1)
            if index.setdefault(_place(key, attempt), offset) != offset:
                raise InputError(f"{where}: attempt {attempt} of this question stands there twice")
        self._refuse_mixture(models)
        if not index:
            whose = f" of {self.select!r}" if self.select else ""
            known = nearest(self.select or "", models)
            raise InputError(f"{self._path}: no recorded answer{whose}.{known}")
        return index

    def _refuse_mixture(self, models: set[str]) -> None:
        if self.select is None and len(models) > 1:
            names = ", ".join(sorted(models)[:8])
            raise InputError(
                f"{self._path} holds answers of several models ({names});"
                f" pick one: recorded/{self._path}#NAME"
            )


def _plain(path: Path) -> IO[bytes]:
    """Open a file for reading at any offset; a compressed one is unpacked to a temporary file."""
    if not path.is_file():
        raise InputError(f"{path}: there is no such file of recorded answers")
    try:
        if path.suffix != ".gz":
            return path.open("rb")
        with gzip.open(path) as packed, contextlib.ExitStack() as stack:
            unpacked = stack.enter_context(tempfile.TemporaryFile())
            shutil.copyfileobj(packed, unpacked)
            stack.pop_all()  # the file lives as long as the model
            return unpacked
    except (OSError, EOFError, zlib.error) as error:
        raise InputError(f"Cannot read recorded answers from {path}: {error}") from None


def _rows(file: IO[bytes], path: Path) -> Iterator[tuple[int, int, dict[str, Any]]]:
    file.seek(0)
    offset = 0
    for number, line in enumerate(file, start=1):
        if line.strip():
            try:
                row = decode(line)
            except ValueError as error:
                raise InputError(
                    f"{path}, line {number}: not JSON ({error}); mend the line"
                ) from None
            if not isinstance(row, dict):
                raise InputError(f"{path}, line {number}: must be a JSON object with response")
            yield number, offset, row
        offset += len(line)


def _check(row: Mapping[str, Any], select: str | None, where: str) -> None:
    if not isinstance(row.get("question"), str) and not isinstance(row.get("id"), str):
        raise InputError(f"{where}: needs question (the text) or id (of the question), as a string")
    if not isinstance(_response(row, select), str):
        field = "response" if select is None or row.get("model") is not None else select
        raise InputError(f"{where}: field {field!r} must hold the response as a string")
    if not _is_count(row.get("attempt", 0)):
        raise InputError(f"{where}: attempt must be a whole number ≥ 0, not {row['attempt']!r}")
    if row.get("finish") not in (None, *Finish):
        raise InputError(f"{where}: finish must be one of {', '.join(Finish)}")
    if not isinstance(row.get("reasoning"), str | None):
        raise InputError(f"{where}: reasoning must be a string")
    usage = row.get("usage") or {}
    if not isinstance(usage, dict) or not all(n is None or _is_count(n) for n in _counts(usage)):
        raise InputError(f"{where}: usage must hold whole numbers: {', '.join(_USAGE)}")


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**53


def _counts(usage: Mapping[str, Any]) -> list[Any]:
    return [usage.get(name) for name in _USAGE]


def _response(row: Mapping[str, Any], select: str | None) -> Any:
    """Return the response: of the line's own model, or at the path that ``select`` gives."""
    if select is None or row.get("model") is not None:
        return row.get("response")
    value: Any = row
    for part in select.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    return value


def _reply(row: Mapping[str, Any], select: str | None) -> Reply:
    text, reasoning = _response(row, select), row.get("reasoning")
    finish = Finish(row.get("finish") or "stop")
    if finish is Finish.FAILED:
        return failure_reply(FailureKind.MISSING, text or "recorded as failed")
    if reasoning is None and ("<think>" in text or "</think>" in text):
        text, reasoning, unfinished = split_thought(text)
        finish = Finish.LENGTH if unfinished else finish
    return Reply(text, reasoning, finish, Usage(*_counts(row.get("usage") or {})))


def _within(reply: Reply, cap: int | None) -> Reply:
    """Return the reply where it kept to the cap of the call."""
    tokens = reply.usage.completion_tokens
    if cap is None or reply.failure is not None or (tokens is not None and tokens <= cap):
        return reply
    length = "of unknown length" if tokens is None else f"of {tokens} tokens"
    words = f"the recorded answer is {length}; {cap} were asked for"
    return failure_reply(FailureKind.MISSING, words)


def _question_key(row: Mapping[str, Any]) -> bytes:
    text = row.get("question")
    return _key("text", text) if isinstance(text, str) else _key("id", row["id"])


def _key(kind: str, value: str) -> bytes:
    text = f"{kind}:{value.strip()}".encode("utf-8", "surrogatepass")
    return hashlib.sha256(text).digest()[:_KEY_BYTES]


def _place(key: bytes, attempt: int) -> bytes:
    return key + attempt.to_bytes(8)


def _sha256(file: IO[bytes]) -> str:
    file.seek(0)
    return hashlib.file_digest(cast("io.BufferedReader", file), "sha256").hexdigest()
