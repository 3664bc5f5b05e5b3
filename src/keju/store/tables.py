"""What is kept: the tables, and the small codes inside them.

Integers refer inside the store, SHA-256 hashes identify outside it. Rows are only ever added.
``answer`` and ``mark`` are clustered by their keys, and a paper is kept as spans of consecutive
rows rather than row by row: what a summary counts is then a few range scans.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Dialect

from keju.core.records import Finish, Verdict

__all__ = [
    "FINISHES",
    "LARGEST",
    "LIVING",
    "PARTIAL_INDEXES",
    "VERDICTS",
    "AnyText",
    "answer",
    "candidate",
    "content",
    "failure",
    "item",
    "mark",
    "marker",
    "meta",
    "metadata",
    "paper",
    "paper_end",
    "paper_span",
    "question",
    "sitting",
    "sitting_run",
]

#: The codes in ``mark.verdict`` and ``answer.finish``: a position in these. Only ever appended to.
VERDICTS = (
    Verdict.CORRECT,
    Verdict.INCORRECT,
    Verdict.NO_ANSWER,
    Verdict.TRUNCATED,
    Verdict.REFUSED,
    Verdict.DEFLECTED,
    Verdict.FILTERED,
    Verdict.FAILED,
    Verdict.UNMARKABLE,
)
FINISHES = (Finish.STOP, Finish.LENGTH, Finish.REFUSAL, Finish.FILTER, Finish.FAILED)

#: The largest number that a column of whole numbers takes.
LARGEST = 2**63 - 1

#: A forgotten text keeps its row and hash; the same text may be earned anew in another row.
LIVING = "codec <> 'forgotten'"


class AnyText(sa.TypeDecorator[str]):
    """Text of any kind, as UTF-8 bytes.

    PostgreSQL's TEXT takes no NUL, and no database takes half a surrogate pair; file names and
    models produce both.
    """

    impl = sa.LargeBinary
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        """Encode."""
        del dialect
        return None if value is None else value.encode("utf-8", "surrogatepass")

    def process_result_value(self, value: Any | None, dialect: Dialect) -> str | None:
        """Decode."""
        del dialect
        return None if value is None else bytes(value).decode("utf-8", "surrogatepass")


metadata = sa.MetaData()
# SQLite numbers rows by itself only in a column that is declared INTEGER.
_Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_Bytes = sa.LargeBinary


def _table(name: str, *columns: sa.schema.SchemaItem, clustered: bool = False) -> sa.Table:
    return sa.Table(name, metadata, *columns, sqlite_with_rowid=not clustered)


def _id() -> sa.Column[int]:
    return sa.Column("id", _Id, primary_key=True)


def _int(name: str, *, key: bool = False, null: bool = False) -> sa.Column[int]:
    return sa.Column(name, _Id, primary_key=key, nullable=null, autoincrement=False)


def _hash(*, unique: bool = True) -> sa.Column[bytes]:
    return sa.Column("hash", _Bytes(32), nullable=False, unique=unique)


meta = _table(
    "meta",
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
)

content = _table(
    "content",
    _id(),
    _hash(unique=False),
    sa.Column("codec", sa.Text, nullable=False),
    _int("size"),
    sa.Column("data", _Bytes),
)

#: Partial indexes, in words that both databases read: as options of ``sa.Index`` they would load
#: SQLAlchemy's whole PostgreSQL dialect at every start. The second is empty as a rule: it finds
#: the forgotten without reading gigabytes of what is not.
PARTIAL_INDEXES = (
    f"CREATE UNIQUE INDEX content_hash ON content (hash) WHERE {LIVING}",
    "CREATE INDEX content_forgotten ON content (id) WHERE codec = 'forgotten'",
)

question = _table("question", _id(), _hash(), _int("content_id"))

item = _table(
    "item",
    _id(),
    _hash(),
    _int("question_id"),
    _int("content_id"),
    sa.Column("marker", AnyText, nullable=False),
    sa.Column("cluster", AnyText),
)

candidate = _table(
    "candidate",
    _id(),
    _hash(),
    sa.Column("name", AnyText, nullable=False),
    sa.Column("identity", sa.Text, nullable=False),
    sa.Column("method", AnyText, nullable=False),
)

marker = _table(
    "marker",
    _id(),
    sa.Column("name", AnyText, nullable=False),
    _int("version"),
    sa.UniqueConstraint("name", "version"),
)

paper = _table(
    "paper",
    _id(),
    sa.Column("exam", AnyText, nullable=False),
    _int("revision"),
    sa.UniqueConstraint("exam", "revision"),
)

#: Positions ``position … position+length-1`` hold the items ``item_id …`` and questions
#: ``question_id …``, both rising by one. ``again``: these questions stand earlier in the paper too.
paper_span = _table(
    "paper_span",
    _int("paper_id", key=True),
    _int("position", key=True),
    _int("length"),
    _int("item_id"),
    _int("question_id"),
    _int("again"),
    clustered=True,
)

#: The exam was read to its end, and it has ``size`` items.
paper_end = _table("paper_end", _int("paper_id", key=True), _int("size", key=True), clustered=True)

sitting = _table(
    "sitting",
    _id(),
    _int("paper_id"),
    _int("candidate_id"),
    _int("epoch"),
    _int("created"),
    sa.UniqueConstraint("paper_id", "candidate_id", "epoch"),
)

#: ``continues`` names the run of an earlier revision's sitting that this one took over.
sitting_run = _table(
    "sitting_run",
    _id(),
    _int("sitting_id"),
    _int("started"),
    _int("questions"),
    _int("attempts"),
    sa.Column("facts", sa.Text, nullable=False),
    _int("continues", null=True),
    sa.Index("sitting_run_sitting", "sitting_id"),
)

answer = _table(
    "answer",
    _int("candidate_id", key=True),
    _int("epoch", key=True),
    _int("question_id", key=True),
    _int("attempt", key=True),
    _int("finish"),
    _int("text_id"),
    _int("reasoning_id", null=True),
    _int("prompt_tokens", null=True),
    _int("completion_tokens", null=True),
    _int("reasoning_tokens", null=True),
    _int("cached_tokens", null=True),
    sa.Column("seconds", sa.Double),
    sa.Column("cost", sa.Double),
    _int("calls_id", null=True),
    _int("created"),
    clustered=True,
)

failure = _table(
    "failure",
    _id(),
    _int("candidate_id"),
    _int("epoch"),
    _int("question_id"),
    _int("attempt"),
    sa.Column("kind", sa.Text, nullable=False),
    _int("status", null=True),
    sa.Column("message", AnyText, nullable=False),
    _int("tries"),
    _int("created"),
    sa.Index("failure_key", "candidate_id", "epoch", "question_id", "attempt"),
)

#: ``extracted`` and ``detail`` stand inline when they are short, in ``content`` when not.
mark = _table(
    "mark",
    _int("candidate_id", key=True),
    _int("epoch", key=True),
    _int("item_id", key=True),
    _int("attempt", key=True),
    _int("marker_id", key=True),
    _int("verdict"),
    sa.Column("score", sa.Double),
    sa.Column("extracted", AnyText),
    _int("extracted_id", null=True),
    sa.Column("detail", AnyText),
    _int("detail_id", null=True),
    clustered=True,
)
