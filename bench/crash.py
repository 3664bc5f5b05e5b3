"""``kill -9`` at random moments, then the same command again.

Three promises are checked: an answer that was counted on the display is in the store after the
kill; nothing that was in the store is asked again; and the marks at the end are those of a sitting
that nobody disturbed. The store is read straight from its file, without Keju.
"""

from __future__ import annotations

import json
import random
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.figures import Figure, main, say
from bench.keju_runs import candidate
from bench.processes import ROOT, ours, run, scratch, server

__all__ = ["Damage", "Scene", "disturb", "marks", "stored"]

_SETTLE_SECONDS = 0.05  # what the dead client had sent still reaches the server

_STORED = "SELECT lower(hex(q.hash)) FROM answer a JOIN question q ON q.id = a.question_id"

_MARKS = """
SELECT hex(i.hash), m.attempt, m.verdict, m.score, m.extracted, hex(c.hash)
FROM mark m JOIN item i ON i.id = m.item_id
JOIN answer a ON (a.candidate_id, a.epoch, a.question_id, a.attempt)
               = (m.candidate_id, m.epoch, i.question_id, m.attempt)
JOIN content c ON c.id = a.text_id
ORDER BY 1, 2
"""


@dataclass(frozen=True, slots=True)
class Scene:
    """Who sits how much. ``record`` is the server's log of requests, None without a server."""

    model: str
    questions: int
    parameters: dict[str, Any] = field(default_factory=dict)
    record: Path | None = None

    def command(self, store: Path) -> list[str]:
        """Return the command line of one run."""
        words = (self.model, str(self.questions), str(store), json.dumps(self.parameters))
        return [sys.executable, "-m", "bench.sitter", *words]

    def asked(self, start: int) -> list[str]:
        """Return which questions reached the server since its log's line ``start``."""
        lines = self.record.read_text().splitlines()[start:] if self.record else []
        return [line.split()[1] for line in lines if line.startswith("ask ")]

    def lines(self) -> int:
        """Return how long the server's log is."""
        return len(self.record.read_text().splitlines()) if self.record else 0


@dataclass
class Damage:
    """What the kills did: ``lost``, ``asked_again`` and ``different`` must be 0.

    ``amid`` counts kills that hit between the first counted answer and the last, ``lost`` answers
    that were counted and are gone, ``asked_again`` questions that were in the store and were asked
    nevertheless, ``different`` final marks that differ. ``in_flight`` lists, for each kill, how
    many questions had been sent without being in the store.
    """

    kills: int = 0
    amid: int = 0
    lost: int = 0
    asked_again: int = 0
    different: int = 0
    in_flight: list[int] = field(default_factory=list)


def stored(store: Path) -> set[str]:
    """Return the ids of the questions whose answers are in the store; none in half a store."""
    return {row[0] for row in _rows(store, _STORED)}


def marks(store: Path) -> list[tuple[Any, ...]]:
    """Return every mark with its item, its answer's text by hash, and nothing of the run."""
    return list(_rows(store, _MARKS))


def differences(left: list[tuple[Any, ...]], right: list[tuple[Any, ...]]) -> int:
    """Count what stands in one list and not in the other, a row said twice twice."""
    ours, theirs = Counter(left), Counter(right)
    return (ours - theirs).total() + (theirs - ours).total()


def _rows(store: Path, query: str) -> Iterator[tuple[Any, ...]]:
    if not store.exists():
        return
    with closing(sqlite3.connect(f"file:{store}?mode=ro", uri=True)) as connection:
        if connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'answer'").fetchone():
            yield from connection.execute(query)


def disturb(scene: Scene, folder: Path, kills: int, seed: int = 0) -> Damage:
    """Kill sittings of ``scene`` until ``kills`` kills have hit, finishing every one of them.

    The moments are uniform over the length of an undisturbed sitting, its start included.
    """
    draw = random.Random(seed)
    undisturbed = folder / "undisturbed.db"
    seconds = run(scene.command(undisturbed)).seconds
    right = marks(undisturbed)
    assert len(right) == scene.questions, f"{len(right)} marks of {scene.questions}"
    damage, sittings = Damage(), 0
    while damage.kills < kills:
        store = folder / f"{sittings}.db"
        sittings += 1
        while _live(scene, store, draw.uniform(0, seconds), damage):
            if damage.kills == kills:
                _live(scene, store, None, damage)
                break
        damage.different += differences(right, marks(store))
        run(ours("store", "verify", "--store", store))
        say(f"{damage.kills} kills, {sittings} sittings: {damage}")
    return damage


def _live(scene: Scene, store: Path, seconds: float | None, damage: Damage) -> bool:
    """Run the command once, killed after ``seconds``; return whether the kill hit it alive."""
    before, start = stored(store), scene.lines()
    child = subprocess.Popen(
        scene.command(store), cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        out, err = child.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        child.kill()
        out, err = child.communicate()
        time.sleep(_SETTLE_SECONDS)
    killed = child.returncode == -9
    if child.returncode not in (0, -9):
        raise RuntimeError(f"{' '.join(scene.command(store))}: {err[-2000:]}")
    after, asked = stored(store), scene.asked(start)
    counted = int(out.split("\n")[-2]) if "\n" in out else 0
    damage.kills += killed
    damage.lost += max(0, counted - len(after)) + len(before - after)
    damage.asked_again += len(before & set(asked)) + len(asked) - len(set(asked))
    if killed:
        damage.amid += 0 < counted < scene.questions
        damage.in_flight.append(len(set(asked) - after))
    return killed


def measure(quick: bool) -> list[Figure]:  # noqa: FBT001 - the one dial of every part
    """Kill a scripted model's sittings, then sittings at a server that counts what it is asked."""
    questions, kills, latency = (1_000, 4, 0.1) if quick else (2_000, 50, 0.2)
    figures = []
    with scratch() as folder:
        scripted = Scene("scripted/student", questions, {"latency": latency})
        figures += _figures("scripted model", disturb(scripted, folder, kills))
    with scratch() as folder:
        record = folder / "requests"
        record.touch()
        with server("--solve", "--latency", str(latency), "--record", record) as port:
            scene = Scene(candidate(port), questions, record=record)
            figures += _figures("server", disturb(scene, folder, kills))
    return figures


def _figures(who: str, damage: Damage) -> list[Figure]:
    most = max(damage.in_flight, default=0)
    detail = {"kills": damage.kills, "amid": damage.amid, "most_in_flight": most}
    rows = [("counted answers lost", damage.lost), ("final marks that differ", damage.different)]
    if who == "server":
        rows.append(("stored answers asked for again", damage.asked_again))
    return [
        Figure(
            f"{damage.kills} × kill -9, {who}: {what}", value, "", 0, 0, more=False, detail=detail
        )
        for what, value in rows
    ]


if __name__ == "__main__":
    main(measure)
