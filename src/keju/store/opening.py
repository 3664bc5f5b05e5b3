"""From a path or URL to an engine; and the database's complaints in one line with the mend."""

from __future__ import annotations

import contextlib
import os
import re
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Engine

from keju.core.errors import StoreError
from keju.store.migrations import check_schema, migrate, schema_of

__all__ = ["open_engine", "speaking", "without_password", "writing"]

_MAGIC = b"SQLite format 3\x00"
_WAIT = 60  # seconds a writer waits for another process's transaction, each a few milliseconds
_TURN, _TURNS = 0.02, 50  # seconds, times: how patiently a new file is shared
_PAGE = 8192
# One number for all stores on a PostgreSQL server: openings and registrations go one by one.
_LOCK = 0x6B656A75

_PRAGMAS = (
    f"PRAGMA busy_timeout = {_WAIT * 1000}",
    "PRAGMA synchronous = FULL",
    "PRAGMA wal_autocheckpoint = 4000",
    "PRAGMA cache_size = -8192",
)

_MENDS = (
    ("disk is full", "the disk that holds {where} is full: free some space, then run this again"),
    ("readonly", "{where} cannot be written: give yourself write permission, or use --store"),
    ("unable to open", "{where} cannot be opened: check that its folder exists and is writable"),
    ("not a database", "{where} is no store of Keju; name another file with --store"),
    ("malformed", "{where} is damaged: keju store verify names what; restore it from a copy"),
    ("locked", f"{{where}} is kept busy by another process for {_WAIT} s: end that one first"),
    ("unable to write", "{where} cannot be written: the disk reports an error"),
    ("disk i/o", "{where} cannot be written: the disk reports an error"),
)


def open_engine(where: str | Path, *, create: bool) -> tuple[Engine, str]:
    """Open, check and if needed make or migrate the store; return its engine and name.

    Raises StoreError when there is no store that this program may use; the file is untouched then.
    """
    text = str(where)
    if text.startswith("sqlite:///"):
        text = text.removeprefix("sqlite:///")
    if "://" in text:
        engine, name = _server_engine(text)
    else:
        path = Path(text).expanduser()
        _look(path, create=create)
        engine, name = _file_engine(path), str(path)
    try:
        _prepare(engine, name, create=create)
    except BaseException:
        engine.dispose()
        raise
    return engine, name


def without_password(where: str) -> str:
    """Return a path or URL as it may be shown."""
    return re.sub(r"(?<=://)([^:/@]*):[^/@]*@", r"\1:***@", where)


def _look(path: Path, *, create: bool) -> None:
    """Refuse what is no SQLite file before SQLite touches it."""
    if path.is_dir():
        raise StoreError(f"{path} is a folder: name a file in it, such as {path / 'keju.db'}")
    if not path.exists():
        if not create:
            raise StoreError(f"there is no store at {path}: sit an exam first, or use --store")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            words = f"the folder of {path} cannot be made ({error.strerror}): use --store"
            raise StoreError(words) from error
        return
    try:
        with path.open("rb") as file:
            start = file.read(len(_MAGIC))
    except OSError as error:
        raise StoreError(f"{path} cannot be read ({error.strerror}): use --store") from error
    if start and start != _MAGIC:
        raise StoreError(f"{path} is no store of Keju; name another file with --store")
    _look_inside(path)
    if not os.access(path, os.W_OK) or not os.access(path.parent, os.W_OK):
        raise StoreError(_MENDS[1][1].format(where=path))


def _look_inside(path: Path) -> None:
    """Refuse a foreign or newer database through a connection that cannot write."""
    engine = sa.create_engine(
        "sqlite://",
        creator=lambda: sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True),
        poolclass=sa.NullPool,
    )
    with speaking(str(path)), engine.connect() as connection:
        check_schema(connection, str(path))


def _file_engine(path: Path) -> Engine:
    url = sa.URL.create("sqlite", database=str(path))
    engine = sa.create_engine(url, connect_args={"timeout": _WAIT, "cached_statements": 256})

    @sa.event.listens_for(engine, "connect")
    def _connect(connection: Any, record: Any) -> None:
        del record
        connection.isolation_level = None  # transactions begin below, not where Python guesses
        for pragma in _PRAGMAS:
            connection.execute(pragma)

    @sa.event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _server_engine(text: str) -> tuple[Engine, str]:
    try:
        url = sa.make_url(text)
        if url.get_backend_name() != "postgresql":
            words = f"{without_password(text)}: a store is a file or postgresql+psycopg://USER@HOST/NAME"
            raise StoreError(words)
        if url.drivername == "postgresql":
            url = url.set(drivername="postgresql+psycopg")
        engine = sa.create_engine(url, pool_pre_ping=True)
    except (sa.exc.ArgumentError, sa.exc.NoSuchModuleError) as error:
        raise StoreError(f"{without_password(text)} is no database URL") from error
    except ImportError as error:
        words = "a store on PostgreSQL needs one more package: pip install 'keju[postgres]'"
        raise StoreError(words) from error
    return engine, url.render_as_string(hide_password=True)


def _prepare(engine: Engine, where: str, *, create: bool) -> None:
    if engine.dialect.name == "sqlite":
        _make_wal(engine, where)
    with writing(engine, where, alone=True) as connection:
        if not create and schema_of(connection) == 0:
            raise StoreError(f"there is no store at {where}: sit an exam first, or use --store")
        migrate(connection, where)


def _make_wal(engine: Engine, where: str) -> None:
    """Turn an empty file into one with a write-ahead log; a file keeps that for life.

    While another process does the same, SQLite says "locked" at once, whatever time it is given.
    """
    with speaking(where):
        for _ in range(_TURNS):
            try:
                return _ask_for_wal(engine)
            except (sa.exc.OperationalError, sqlite3.OperationalError) as error:
                if "locked" not in str(error):
                    raise
            time.sleep(_TURN)
        return _ask_for_wal(engine)


def _ask_for_wal(engine: Engine) -> None:
    with engine.connect() as connection:
        raw: Any = connection.connection.dbapi_connection
        if raw.execute("PRAGMA page_count").fetchone()[0] == 0:
            raw.execute(f"PRAGMA page_size = {_PAGE}")
        if raw.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
            raw.execute("PRAGMA journal_mode = wal")


@contextlib.contextmanager
def writing(engine: Engine, where: str, *, alone: bool = False) -> Iterator[Connection]:
    """Give one transaction that may write, committed at the end of the block.

    ``alone``: on PostgreSQL too, no other such transaction runs at the same time.
    """
    with speaking(where), engine.connect() as plain:
        connection = plain.execution_options(writes=True)
        with connection.begin():
            if alone and connection.dialect.name == "postgresql":
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
            yield connection


@contextlib.contextmanager
def speaking(where: str) -> Iterator[None]:
    """Turn what the database or the disk complains about into a StoreError."""
    try:
        yield
    except (sa.exc.DatabaseError, sqlite3.DatabaseError) as error:
        cause = getattr(error, "orig", None) or error
        words = str(cause).strip()
        for sign, mend in _MENDS:
            if sign in words.lower():
                raise StoreError(mend.format(where=where)) from error
        if not isinstance(error, sa.exc.OperationalError):
            raise  # a fault of ours, not of the world
        first = words.splitlines()[0] if words else type(cause).__name__
        raise StoreError(f"{where}: the database refuses ({first})") from error
