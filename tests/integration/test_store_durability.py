"""What is counted is on disk: two processes, kill -9, a full disk, a busy interpreter."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
import store_rig as rig

from keju.core.errors import StoreError
from keju.core.records import Reply
from keju.store import open_store

HERE = Path(__file__).parent

SITTING = """
import sys, threading
sys.path.insert(0, {here!r})
import store_rig as rig
from keju.store import open_store

where, exam, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
paper = rig.items(count)
store = open_store(where)
row = rig.opened(store, exam=exam, questions=count, candidate=rig.candidate(exam))
counted = 0

def committed(batch):
    global counted
    counted += len(batch)
    print(counted, flush=True)

writer = store.writer(committed, lambda error: None)
for start in range(0, count, 100):
    chunk = paper[start:start + 100]
    call = writer.call(lambda _: store.register(row, start, chunk, 1, rig.VERSIONS))
    row, wanted = call.result()
    for one in wanted:
        writer.put(rig.earned(row, one))
writer.close()
print("done", flush=True)
"""


def start(where: Path, exam: str, count: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", SITTING.format(here=str(HERE)), str(where), exam, str(count)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def test_two_processes_sit_two_exams_into_one_store(tmp_path):
    where = tmp_path / "keju.db"
    both = [start(where, exam, 1000) for exam in ("one", "two")]
    for process in both:
        out, _ = process.communicate(timeout=60)
        assert out.splitlines()[-1] == "done"
    with open_store(where, create=False) as store:
        assert [(s.exam, s.marked) for s in store.sittings()] in (
            [("one", 1000), ("two", 1000)],
            [("two", 1000), ("one", 1000)],
        )
        assert store.sizes().rows["question"] == 1000
        assert store.verify() == []


@pytest.mark.parametrize("after", [1, 700])
def test_kill_9_loses_nothing_that_was_counted(tmp_path, after):
    where = tmp_path / "keju.db"
    process = start(where, "one", 50_000)
    assert process.stdout is not None
    counted = 0
    for line in process.stdout:
        counted = int(line)
        if counted >= after:
            break
    os.kill(process.pid, signal.SIGKILL)
    rest = process.stdout.read().split()
    process.wait()
    process.stdout.close()
    counted = max([counted, *(int(number) for number in rest)])
    with open_store(where, create=False) as store:
        summary = store.summary(1)
        assert counted <= summary.answered < 50_000
        assert (summary.unmarked, store.verify()) == (0, [])
        row = rig.opened(store, exam="one", questions=50_000, candidate=rig.candidate("one"))
        known = store.sizes().rows["item"]
        _, wanted = store.register(row, 0, rig.items(known), 1, rig.VERSIONS)
        assert len(wanted) == known - summary.answered


def test_a_full_disk_is_said_and_nothing_uncommitted_is_counted(tmp_path):
    with open_store(tmp_path / "keju.db") as store:
        paper = rig.items(400)
        row = rig.opened(store, questions=400)
        row, wanted = store.register(row, 0, paper, 1, rig.VERSIONS)
        committed, errors = [], []
        writer = store.writer(committed.extend, errors.append)
        pages = writer.call(lambda c: c.exec_driver_sql("PRAGMA page_count").scalar_one()).result()
        writer.call(lambda c: c.exec_driver_sql(f"PRAGMA max_page_count = {pages + 40}")).result()
        for one in wanted:
            unpackable = "".join(os.urandom(8).hex() for _ in range(200))
            writer.put(rig.earned(row, one, Reply(text=unpackable)))
            if one.position % 20 == 0:
                time.sleep(0.01)
        with pytest.raises(StoreError, match="is full: free some space"):
            writer.close()
        assert len(errors) == 1
        assert 0 < len(committed) < 400
        assert store.summary(row.id).answered == len(committed)


def test_the_writer_keeps_pace_beside_a_busy_interpreter(tmp_path):
    count = 6000
    with open_store(tmp_path / "keju.db") as store:
        row = rig.opened(store, questions=count)
        row, wanted = store.register(row, 0, rig.items(count), 1, rig.VERSIONS)
        what = [rig.earned(row, one) for one in wanted]
        stop = threading.Event()

        def spin() -> None:
            while not stop.is_set():
                sum(range(1000))

        busy = threading.Thread(target=spin)
        busy.start()
        began = time.perf_counter()
        committed = rig.write(store, what)
        rate = count / (time.perf_counter() - began)
        stop.set()
        busy.join()
        assert len(committed) == count
        assert rate > 500  # row by row, at 5 ms each, it would be below 100


def test_a_lone_answer_is_on_disk_at_once(tmp_path):
    with open_store(tmp_path / "keju.db") as store:
        row = rig.opened(store)
        row, wanted = store.register(row, 0, rig.items(3), 1, rig.VERSIONS)
        arrived = threading.Event()
        writer = store.writer(lambda _: arrived.set(), lambda _: None)
        for one in wanted:
            writer.put(rig.earned(row, one))
            assert arrived.wait(5)
            assert store.summary(row.id).answered == one.position + 1
            arrived.clear()
        writer.close()


def test_a_call_runs_after_what_was_put_before_it(tmp_path):
    with open_store(tmp_path / "keju.db") as store:
        row = rig.opened(store)
        row, wanted = store.register(row, 0, rig.items(10), 1, rig.VERSIONS)
        writer = store.writer(lambda _: None, lambda _: None)
        for one in wanted:
            writer.put(rig.earned(row, one))
        assert writer.call(lambda _: store.summary(row.id)).result().answered == 10
        failing = writer.call(lambda _: 1 // 0)
        assert isinstance(failing.exception(), ZeroDivisionError)
        writer.close()
        with pytest.raises(RuntimeError, match="closed"):
            writer.put(rig.earned(row, wanted[0]))
