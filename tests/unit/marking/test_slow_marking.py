import asyncio
import os
from pathlib import Path

import pytest

from keju.core.records import Finish, Item, MarkerSpec, Question, Reply, Verdict
from keju.marking import judge, judge_in_worker, marker
from keju.sandbox import Workers

METADATA = "Metadata-Version: 2.1\nName: odd-markers\nVersion: 1\n"
ITEM = Item(Question.ask("?"), "right", MarkerSpec("odd"), cluster="c")


@pytest.fixture(autouse=True)
def odd_marker_is_installed(tmp_path, monkeypatch):
    """Offer the markers of slow_markers.py as another package would, in this process and others."""
    from keju.marking import table

    folder = tmp_path / "odd_markers-1.dist-info"
    folder.mkdir()
    (folder / "METADATA").write_text(METADATA)
    (folder / "entry_points.txt").write_text("[keju.markers]\nodd = slow_markers:odd\n")
    here = str(Path(__file__).parent)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path), here]))
    monkeypatch.syspath_prepend(here)
    monkeypatch.syspath_prepend(str(tmp_path))
    table._installed.cache_clear()
    yield
    table._installed.cache_clear()


def marks(*replies, deadline=20.0):
    async def main():
        async with Workers(1) as workers:
            odd = marker(ITEM.marker)
            return [await judge_in_worker(ITEM, one, odd, workers, deadline) for one in replies]

    return asyncio.run(main())


def test_a_marker_of_another_package_marks_in_a_worker():
    right, wrong = marks(Reply("right"), Reply("wrong"))
    assert (right.verdict, right.score, right.extracted) == (Verdict.CORRECT, 1.0, "right")
    assert (wrong.verdict, wrong.score, wrong.marker) == (Verdict.INCORRECT, 0.0, "odd@3")
    assert right.detail["pid"] not in {os.getpid(), None}


def test_a_marker_that_hangs_leaves_the_answer_unmarkable_and_marking_goes_on():
    hung, after = marks(Reply("hang"), Reply("right"), deadline=0.5)
    assert (hung.verdict, hung.score, hung.marker) == (Verdict.UNMARKABLE, None, "odd@3")
    assert "did not end within 0.5 s" in hung.detail["reason"]
    assert after.verdict is Verdict.CORRECT


def test_a_marker_that_crashes_leaves_the_answer_unmarkable():
    crashed, raised, after = marks(Reply("die"), Reply("raise"), Reply("right"))
    assert crashed.verdict is Verdict.UNMARKABLE
    assert "status 1" in crashed.detail["reason"]
    assert raised.verdict is Verdict.UNMARKABLE
    assert "KeyError" in raised.detail["reason"]
    assert after.verdict is Verdict.CORRECT


def test_no_worker_is_asked_about_what_cannot_be_read():
    cut, empty = marks(Reply("hang", finish=Finish.LENGTH), Reply(""), deadline=0.5)
    assert (cut.verdict, empty.verdict) == (Verdict.TRUNCATED, Verdict.NO_ANSWER)


def test_a_worker_marks_as_this_process_does():
    item = Item(Question.ask("?"), "1/3", MarkerSpec("number", {"tolerance": 0.01}))
    number = marker(item.marker)

    async def main(replies):
        async with Workers(1) as workers:
            return [await judge_in_worker(item, one, number, workers) for one in replies]

    replies = [Reply(text) for text in ("Answer: 0.33", "Answer: 0.3", "\ud800", "<think>")]
    assert asyncio.run(main(replies)) == [judge(item, one, number) for one in replies]
