"""The same store on SQLite and on PostgreSQL."""

from __future__ import annotations

import dataclasses
import os
import shutil
import subprocess
import tempfile
import uuid
from pathlib import Path

import pytest
import sqlalchemy as sa
import store_rig as rig

from keju.core.errors import InputError
from keju.core.records import Answer, FailureKind, Finish, Reply, Usage, Verdict
from keju.store import Store, Wanted, open_store, scores

BINARIES = Path("/usr/lib/postgresql/15/bin")


def as_postgres(*command: str | Path) -> None:
    lowered = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
    prefix = lowered if os.geteuid() == 0 else []
    subprocess.run([*prefix, *map(str, command)], check=True, capture_output=True, cwd="/")


@pytest.fixture(scope="module")
def server():
    if not (BINARIES / "initdb").exists() or shutil.which("setpriv") is None:
        pytest.skip(f"PostgreSQL 15 is not installed in {BINARIES}: its tests did not run")
    folder = Path(tempfile.mkdtemp(prefix="keju-pg-", dir="/tmp"))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    data = folder / "data"
    try:
        as_postgres(BINARIES / "initdb", "-D", data, "-A", "trust", "-E", "UTF8", "-U", "postgres")
        options = f"-c listen_addresses= -c unix_socket_directories={folder} -c fsync=off"
        log = folder / "log"
        as_postgres(BINARIES / "pg_ctl", "-D", data, "-w", "-l", log, "-o", options, "start")
        yield folder
    finally:
        if (data / "postmaster.pid").exists():
            as_postgres(BINARIES / "pg_ctl", "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(folder)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def new_place(request, tmp_path_factory):
    """A function that names a place where no store is yet."""
    if request.param == "sqlite":
        return lambda: str(tmp_path_factory.mktemp("store") / "keju.db")
    folder = request.getfixturevalue("server")

    def place() -> str:
        name = f"keju_{uuid.uuid4().hex}"
        url = f"postgresql+psycopg://postgres@/{{}}?host={folder}"
        engine = sa.create_engine(url.format("postgres"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {name}")
        engine.dispose()
        return url.format(name)

    return place


@pytest.fixture
def store(new_place):
    with open_store(new_place()) as opened:
        yield opened


def saying(text: str):
    return lambda _wanted: Reply(text=text)


def test_a_sitting_is_counted_as_it_was_earned(store: Store):
    sitting, wanted = rig.sat(
        store, reply=lambda w: Reply(text="0 apples") if w.position % 5 == 4 else None
    )
    assert [w.position for w in wanted] == list(range(10))
    summary = store.summary(sitting.id)
    assert summary.verdicts == {Verdict.CORRECT: 8, Verdict.INCORRECT: 2}
    assert (summary.sitting.wanted, summary.answered, summary.missing) == (10, 10, 0)
    assert summary.sitting.accuracy == 0.8
    assert (summary.prompt_tokens, summary.reasoning_tokens, summary.cached_tokens) == (
        80,
        120,
        None,
    )
    assert summary.cost == pytest.approx(0.008)
    assert summary.seconds == pytest.approx(4.0)
    assert summary.markers == {"number@1": 10}
    assert [line.marked for line in store.sittings()] == [10]
    assert store.sittings()[0] == summary.sitting
    assert store.verify() == []


def test_a_finished_sitting_wants_nothing(store: Store):
    paper = rig.items(10)
    rig.sat(store, paper)
    sitting = rig.opened(store)
    assert store.register(sitting, 0, paper, 1, rig.VERSIONS) == (sitting, [])


def test_more_attempts_want_only_the_new_ones(store: Store):
    paper = rig.items(3)
    rig.sat(store, paper)
    sitting = rig.opened(store, questions=3, attempts=3)
    _, wanted = store.register(sitting, 0, paper, 3, rig.VERSIONS)
    assert [(w.position, w.attempt) for w in wanted] == [(p, a) for p in range(3) for a in (1, 2)]
    assert store.summary(sitting.id).missing == 6


def test_a_fresh_sitting_asks_everything_again(store: Store):
    paper = rig.items(3)
    first, _ = rig.sat(store, paper)
    second, wanted = rig.sat(store, paper, fresh=True)
    assert (second.epoch, len(wanted)) == (first.epoch + 1, 3)
    assert second.paper_id == first.paper_id
    assert rig.opened(store).epoch == second.epoch


def test_a_fresh_sitting_takes_nothing_from_another_exam(store: Store):
    paper = rig.items(3)
    rig.sat(store, paper, exam="one")
    rig.sat(store, paper, exam="one", fresh=True)
    _, shared = rig.sat(store, paper, exam="two")
    assert shared == []
    _, wanted = rig.sat(store, paper, exam="two", fresh=True)
    assert len(wanted) == 3


def test_a_failed_answer_is_asked_again(store: Store):
    paper = rig.items(4)
    sitting, _ = rig.sat(store, paper, reply=lambda w: rig.failing() if w.position == 2 else None)
    summary = store.summary(sitting.id)
    assert summary.verdicts == {Verdict.CORRECT: 3, Verdict.FAILED: 1}
    assert (summary.failures, summary.missing) == ({"timeout": 1}, 0)
    (line,) = store.answers(sitting.id, verdicts={Verdict.FAILED})
    assert line.reply == rig.failing()
    assert line.mark is None
    _, wanted = store.register(sitting, 0, paper, 1, rig.VERSIONS)
    assert [w.position for w in wanted] == [2]
    rig.write(store, [rig.earned(sitting, wanted[0], rig.failing(FailureKind.SERVER))])
    assert store.summary(sitting.id).failures == {"server": 1}
    rig.write(store, [rig.earned(sitting, wanted[0])])
    assert store.summary(sitting.id).verdicts == {Verdict.CORRECT: 4}


def test_answers_come_back_as_they_went_in(store: Store):
    replies = [
        Reply(text="half a pair \ud83d and NUL \x00", reasoning=""),
        Reply(text="", reasoning=None, finish=Finish.LENGTH, usage=Usage(1, None, 3, 4)),
        Reply(text="long " * 5000, reasoning="thought " * 5000, cost=0.25, seconds=1.5),
        Reply(text="4", calls=("a" * 64, "b" * 64)),
    ]
    paper = [rig.item(n, cluster="\ud800\x00", solution="so", reference=[n]) for n in range(4)]
    sitting, _ = rig.sat(store, paper, reply=lambda w: replies[w.position])
    lines = list(store.answers(sitting.id))
    assert [line.reply for line in lines] == replies
    assert [line.item for line in lines] == paper
    assert [line.item.solution for line in lines] == ["so"] * 4
    marks = [line.mark for line in lines]
    assert [mark and mark.extracted for mark in marks] == [r.text[:100] for r in replies]
    assert [mark and mark.detail for mark in marks] == [{"seen": r.text[:10]} for r in replies]
    assert store.verify() == []


def test_a_new_marker_version_wants_marks_only(store: Store):
    paper = rig.items(5)
    sitting, first = rig.sat(store, paper, reply=saying("wrong"))
    unasked = [*paper, rig.item(99)]
    _, wanted = store.register(sitting, 0, unasked, 1, {"number": 2}, remark=True)
    assert [w.reply for w in wanted] == [Reply(text="wrong")] * 5
    assert [w.item_row for w in wanted] == [w.item_row for w in first]
    better = dataclasses.replace
    again = [rig.earned(sitting, w, version=2) for w in wanted[:3]]
    again = [
        better(e, mark=better(e.mark, verdict=Verdict.CORRECT, score=1.0)) for e in again if e.mark
    ]
    rig.write(store, again)
    summary = store.summary(sitting.id)
    assert summary.verdicts == {Verdict.CORRECT: 3, Verdict.INCORRECT: 2}
    assert summary.markers == {"number@1": 2, "number@2": 3}
    assert store.sittings()[0].score == 3.0
    markers = [line.mark and line.mark.marker for line in store.answers(sitting.id)]
    assert markers == ["number@2"] * 3 + ["number@1"] * 2


def test_the_same_item_twice_in_a_paper_is_named_with_both_places(store: Store):
    sitting = rig.opened(store)
    with pytest.raises(InputError, match="questions 2 and 4 of the exam are the same item"):
        store.register(sitting, 0, [rig.item(n) for n in (0, 1, 2, 1)], 1, rig.VERSIONS)
    store.register(sitting, 0, rig.items(3), 1, rig.VERSIONS)
    with pytest.raises(InputError, match="questions 1 and 5 of the exam are the same item"):
        store.register(sitting, 3, [rig.item(7), rig.item(0)], 1, rig.VERSIONS)


def test_an_exam_that_changed_opens_a_new_revision_and_keeps_what_is_known(store: Store):
    paper = rig.items(6)
    old, _ = rig.sat(store, paper)
    edited = [*paper[:3], rig.item(50), *paper[4:], rig.item(60)]
    row = rig.opened(store, questions=7)
    assert row.id == old.id
    new, wanted = store.register(row, 0, edited, 1, rig.VERSIONS)
    assert (new.revision, new.epoch) == (old.revision + 1, old.epoch)
    assert [w.position for w in wanted] == [3, 6]
    rig.write(store, [rig.earned(new, w) for w in wanted])
    assert store.summary(new.id).verdicts == {Verdict.CORRECT: 7}
    kept = store.summary(old.id)
    assert (kept.sitting.wanted, kept.verdicts) == (6, {Verdict.CORRECT: 6})
    assert [line.item for line in store.answers(new.id)] == edited
    assert rig.opened(store, questions=7).id == new.id


def test_an_exam_read_to_its_end_misses_nothing_beyond_it(store: Store):
    row = rig.opened(store, questions=1000)
    row, wanted = store.register(row, 0, rig.items(4), 1, rig.VERSIONS)
    assert store.summary(row.id).missing == 1000
    store.end_paper(row, 4)
    store.end_paper(row, 4)
    assert store.summary(row.id).missing == len(wanted) == 4


def test_two_items_on_one_question_share_its_answer(store: Store):
    paper = [rig.item(1), rig.item(2), rig.item(1, cluster="again"), rig.item(3)]
    row = rig.opened(store, questions=4)
    row, wanted = store.register(row, 0, paper, 1, rig.VERSIONS)
    assert wanted[0].question_row == wanted[2].question_row
    different = [rig.earned(row, w, Reply(text=f"{w.position}", cost=1.0)) for w in wanted]
    committed = rig.write(store, different)
    lost = [(e.stored, e.mark is None) for e in committed]
    assert lost == [(False, False), (False, False), (True, True), (False, False)]
    summary = store.summary(row.id)
    assert (summary.answered, summary.unmarked, summary.cost) == (4, 1, 3.0)
    row, wanted = store.register(row, 0, paper, 1, rig.VERSIONS)
    assert [(w.position, w.reply) for w in wanted] == [(2, Reply(text="0", cost=1.0))]
    rig.write(store, [rig.earned(row, w) for w in wanted])
    assert store.summary(row.id).unmarked == 0


def test_an_answer_is_found_by_the_first_digits_of_its_key(store: Store):
    sitting, wanted = rig.sat(store)
    line = next(store.answers(sitting.id, positions=range(6, 7)))
    assert line.position == 6
    assert line.reply == rig.right(wanted[6])
    answer = Answer(line.item.question.id, rig.candidate().id, 0, 0, line.reply)
    found = store.answer(answer.key[:12])
    assert found.answer == answer
    assert found.marks == ((line.item, line.mark),)
    with pytest.raises(InputError, match="no answer's key starts with"):
        store.answer("0" * 64)
    with pytest.raises(InputError, match="hexadecimal"):
        store.answer("xyz!")


def test_one_answer_may_be_forgotten(store: Store):
    sitting, _ = rig.sat(store, rig.items(2))
    line = next(store.answers(sitting.id))
    key = Answer(line.item.question.id, rig.candidate().id, 0, 0, Reply()).key
    assert store.forget(key) == 2
    first, second = store.answers(sitting.id)
    assert (first.reply.text, first.reply.reasoning) == ("⟨forgotten⟩", "⟨forgotten⟩")
    assert second.reply.text == "2"


def test_what_is_forgotten_leaves_its_figures(store: Store):
    paper = rig.items(4)

    def said(wanted):
        return Reply(text="shared" if wanted.position == 0 else f"mine {wanted.position} " * 50)

    first, _ = rig.sat(store, paper, reply=said)
    rig.sat(store, rig.items(1), reply=said, candidate=rig.candidate("scripted/two"))
    before = store.summary(first.id)
    assert store.forget(first.id) == 6  # three texts, and what was extracted from them
    assert store.summary(first.id) == before
    texts = [line.reply and line.reply.text for line in store.answers(first.id)]
    assert texts == ["shared"] + ["⟨forgotten⟩"] * 3
    assert [line.mark and line.mark.extracted for line in store.answers(first.id)] == [None] * 4
    assert store.verify() == []
    assert store.sizes().forgotten == 6
    _, wanted = store.register(first, 0, paper, 1, {"number": 2})
    assert [w.position for w in wanted] == [0]
    store.compact()


def test_a_forgotten_text_may_be_said_anew(store: Store):
    first, _ = rig.sat(store, rig.items(1), reply=saying("secret " * 40))
    store.forget(first.id)
    second, _ = rig.sat(store, rig.items(1), reply=saying("secret " * 40), fresh=True)
    said = [next(store.answers(s.id)).reply for s in (first, second)]
    assert [reply and reply.text[:6] for reply in said] == ["⟨forgo", "secret"]


def test_lines_are_chosen_by_verdict_and_place(store: Store):
    sitting, _ = rig.sat(
        store,
        rig.items(30),
        attempts=2,
        reply=lambda w: Reply(text="no") if w.position % 3 == 0 else None,
    )
    wrong = list(store.answers(sitting.id, verdicts={Verdict.INCORRECT}))
    assert [(line.position, line.attempt) for line in wrong] == [
        (p, a) for p in range(0, 30, 3) for a in (0, 1)
    ]
    part = list(store.answers(sitting.id, verdicts={Verdict.INCORRECT}, offset=3, limit=4))
    assert part == wrong[3:7]
    assert len(list(store.answers(sitting.id))) == 60


def scores_by_lines(store: Store, sitting: int, **where):
    """What ``scores`` promises, told from the answers, which are read in another way."""
    return [
        (
            line.position,
            line.item.id,
            line.item.cluster,
            line.attempt,
            line.mark.verdict if line.mark else Verdict.FAILED,
            line.mark.score if line.mark else None,
        )
        for line in store.answers(sitting, **where)
        if line.mark or (line.reply and line.reply.failure)
    ]


def test_scores_are_those_of_the_answers(store: Store, monkeypatch):
    monkeypatch.setattr(scores, "_KEYS", 7)  # several blocks
    rig.sat(store, rig.items(40, start=20), exam="another", attempts=2)  # breaks the spans
    paper = [rig.item(n, cluster=[None, "a\x00\udc80", "b"][n % 3]) for n in range(50)]
    paper.insert(9, rig.item(3, cluster="again"))

    def reply(wanted: Wanted) -> Reply | None:
        failing = wanted.position % 5 == 1 and wanted.attempt == 1
        return rig.failing() if failing else Reply(text=str(wanted.position))

    sitting, wanted = rig.sat(store, paper, attempts=2, questions=60, reply=reply)
    rig.write(store, [rig.earned(sitting, w, rig.failing()) for w in wanted if reply(w).failure])
    found = list(store.scores(sitting.id))
    assert [tuple(one) for one in found] == scores_by_lines(store, sitting.id)
    assert {one.verdict for one in found} > {Verdict.FAILED, Verdict.INCORRECT}
    assert len(found) < 2 * len(paper) < len(list(store.answers(sitting.id))) + 1
    for part in (range(8, 13), range(48, 70), range(3, 3)):
        some = [tuple(one) for one in store.scores(sitting.id, part)]
        assert some == [tuple(one) for one in found if one.position in part]


def test_scores_keep_every_digit_and_follow_the_newest_marker(store: Store):
    sitting, wanted = rig.sat(store, rig.items(3))
    graded = [1 / 3, 0.1 + 0.2, 5e-324]
    again = [rig.earned(sitting, w, rig.right(w), version=2) for w in wanted]
    marks = [
        dataclasses.replace(e, stored=True, mark=dataclasses.replace(e.mark, score=score))
        for e, score in zip(again, graded, strict=True)
    ]
    rig.write(store, marks)
    assert [one.score for one in store.scores(sitting.id)] == graded


def test_what_each_run_noted_is_kept_in_order(store: Store):
    row = rig.opened(store, facts={"order": 1})
    rig.opened(store, facts={"order": 2, "design": {"alpha": 0.05}})
    assert store.run_facts(row.id) == [{"order": 1}, {"order": 2, "design": {"alpha": 0.05}}]


def test_an_unknown_sitting_is_named(store: Store):
    with pytest.raises(InputError, match="no sitting 7"):
        store.summary(7)
    with pytest.raises(InputError, match="no sitting 7"):
        list(store.answers(7))
    with pytest.raises(InputError, match="no sitting 7"):
        list(store.scores(7))
    with pytest.raises(InputError, match="no sitting 7"):
        store.run_facts(7)


def test_verify_names_what_was_tampered_with(store: Store):
    rig.sat(store)
    store._engine.dispose()
    with store._engine.connect() as plain:
        connection = plain.execution_options(writes=True)
        connection.exec_driver_sql("DELETE FROM item WHERE id = 3")
        last = connection.exec_driver_sql("SELECT max(id) FROM content").scalar_one()
        connection.exec_driver_sql(f"UPDATE content SET data = content.hash WHERE id = {last}")
        connection.commit()
    found = "\n".join(store.verify())
    assert "mark.item_id: there is no item 3" in found
    assert f"content {last}: the text is not what its hash says" in found


def test_a_store_is_found_again_with_everything_in_it(new_place):
    where = new_place()
    with open_store(where) as store:
        sitting, _ = rig.sat(store)
        before = store.summary(sitting.id), list(store.answers(sitting.id))
    with open_store(where, create=False) as store:
        assert (store.summary(sitting.id), list(store.answers(sitting.id))) == before
