"""Opening a store: what is refused stays untouched, and every refusal is one line."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys

import pytest
import sqlalchemy as sa

from keju.core.errors import StoreError
from keju.store import open_store
from keju.store.migrations import STEPS, migrate, schema_of
from keju.store.opening import open_engine, writing


def refusal(where, **settings) -> str:
    before = where.read_bytes() if where.is_file() else None
    with pytest.raises(StoreError) as caught:
        open_store(where, **settings)
    assert before == (where.read_bytes() if where.is_file() else None)
    words = str(caught.value)
    assert "\n" not in words
    return words


def test_a_new_store_is_made_with_its_folder(tmp_path):
    with open_store(tmp_path / "deep" / "er" / "keju.db") as store:
        assert store.sittings() == []
        assert store.sizes().rows["answer"] == 0
    assert (tmp_path / "deep" / "er" / "keju.db").exists()


def test_an_empty_file_becomes_a_store(tmp_path):
    (tmp_path / "keju.db").touch()
    open_store(tmp_path / "keju.db").close()
    open_store(f"sqlite:///{tmp_path / 'keju.db'}", create=False).close()


def test_a_commit_reaches_the_disk_before_it_is_reported(tmp_path):
    engine, _ = open_engine(tmp_path / "keju.db", create=True)
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar_one() == 2  # FULL
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar_one() == "wal"
    engine.dispose()


def test_a_missing_store_is_not_made_for_a_reader(tmp_path):
    assert "there is no store at" in refusal(tmp_path / "keju.db", create=False)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_is_refused(tmp_path):
    assert "is a folder: name a file in it" in refusal(tmp_path)


def test_a_file_that_is_no_database_is_refused(tmp_path):
    (tmp_path / "notes.txt").write_text("These are my notes.\n" * 100)
    assert "is no store of Keju" in refusal(tmp_path / "notes.txt")
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_a_broken_database_is_refused(tmp_path):
    (tmp_path / "x.db").write_bytes(b"SQLite format 3\x00" + b"\xff" * 5000)
    assert "x.db is" in refusal(tmp_path / "x.db")


def test_somebody_elses_database_is_refused(tmp_path):
    connection = sqlite3.connect(tmp_path / "theirs.db")
    connection.execute("CREATE TABLE meta (x)")
    connection.commit()
    connection.close()
    assert "is a database, but no store of Keju" in refusal(tmp_path / "theirs.db")
    assert [path.name for path in tmp_path.iterdir()] == ["theirs.db"]


def test_a_store_of_a_newer_version_is_left_untouched(tmp_path):
    where = tmp_path / "keju.db"
    open_store(where).close()
    connection = sqlite3.connect(where)
    connection.execute("UPDATE meta SET value = '99' WHERE name = 'schema'")
    connection.commit()
    connection.close()
    words = refusal(where)
    assert "made by a newer Keju (its schema is 99" in words
    assert "update keju; the store was left untouched" in words


@pytest.mark.parametrize("locked", ["file", "folder"])
def test_what_cannot_be_written_is_refused(tmp_path, locked):
    if os.geteuid() == 0 and shutil.which("setpriv") is None:
        pytest.skip("root may write everywhere, and there is no setpriv to become somebody else")
    where = tmp_path / "folder" / "keju.db"
    open_store(where).close()
    before = where.read_bytes()
    for path in [tmp_path, *tmp_path.parents[:3]]:
        path.chmod(path.stat().st_mode | 0o055)
    where.parent.chmod(0o777 if locked == "file" else 0o555)
    where.chmod(0o444 if locked == "file" else 0o666)
    code = "import sys; from keju.store import open_store; open_store(sys.argv[1])"
    lowered = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
    prefix = lowered if os.geteuid() == 0 else []
    done = subprocess.run(
        [*prefix, sys.executable, "-c", code, str(where)],
        capture_output=True,
        text=True,
        check=False,
    )
    where.parent.chmod(0o700)
    if "Permission denied" in done.stderr and "StoreError" not in done.stderr:
        pytest.skip("this Python cannot be run by another user")
    assert "StoreError" in done.stderr
    assert "cannot be written" in done.stderr
    assert where.read_bytes() == before


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("mysql://x@host/y", r"postgresql\+psycopg://USER@HOST/NAME"),
        ("nonsense://x", "nonsense"),
        ("postgresql+psycopg://nobody@127.0.0.1:1/none", "the database refuses"),
    ],
)
def test_a_url_that_leads_nowhere_is_refused(url, words):
    with pytest.raises(StoreError, match=words) as caught:
        open_store(url)
    assert "\n" not in str(caught.value)


def test_an_older_store_is_migrated_step_by_step(tmp_path):
    open_store(tmp_path / "keju.db").close()
    engine, where = open_engine(tmp_path / "keju.db", create=False)

    def add_table(connection):
        connection.exec_driver_sql("CREATE TABLE second (x)")

    def fill_table(connection):
        connection.exec_driver_sql("INSERT INTO second VALUES (3)")

    steps = (*STEPS, add_table, fill_table)
    for _ in range(2):  # the second time there is nothing to do
        with writing(engine, where) as connection:
            migrate(connection, where, steps)
            assert schema_of(connection) == len(steps)
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT x FROM second").scalars().all() == [3]
    engine.dispose()


def test_a_migration_that_fails_changes_nothing(tmp_path):
    open_store(tmp_path / "keju.db").close()
    engine, where = open_engine(tmp_path / "keju.db", create=False)

    def half(connection):
        connection.exec_driver_sql("CREATE TABLE half (x)")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), writing(engine, where) as connection:
        migrate(connection, where, (*STEPS, half))
    assert "half" not in sa.inspect(engine).get_table_names()
    engine.dispose()
    open_store(tmp_path / "keju.db", create=False).close()
