"""A sitting in bad weather: every answer must end in its own outcome, and none as ignorance."""

from __future__ import annotations

import json
from collections import Counter
from contextlib import closing
from pathlib import Path

from bench.faults import expected, plan
from bench.figures import Figure, main, say
from bench.keju_runs import EXAM, candidate
from bench.processes import ours, run, scratch, server

from keju.store import open_store

__all__ = ["wrong_outcomes"]

Ends = tuple[str, str | None]

_TOO_MANY_FAILURES = 3


def wrong_outcomes(store: Path, sitting: int) -> list[tuple[str, Ends, Ends]]:
    """Return (question, right end, actual end) of every answer that ended otherwise."""
    wrong = []
    with closing(open_store(str(store), create=False)) as opened:
        for _, item, _, reply, mark in opened.answers(sitting):
            text = item.question.text
            ends: Ends = ("missing", None)
            if reply is not None and reply.failure is not None:
                ends = ("failed", reply.failure.kind.value)
            elif mark is not None:
                ends = (mark.verdict.value, None)
            if ends != expected(text):
                wrong.append((text, expected(text), ends))
    return wrong


def measure(quick: bool) -> list[Figure]:  # noqa: FBT001 - the one dial of every part
    """Sit 2,000 questions at the faulty server; a call may take two seconds."""
    questions = 300 if quick else 2_000
    with server("--faults") as port, scratch() as folder:
        store = folder / "keju.db"
        words = ("exam", candidate(port), EXAM, "--questions", str(questions), "--store", store)
        dials = ("--concurrency", "100", "--deadline", "2", "--json")
        ran = run(ours(*words, *dials), more={"OPENAI_API_KEY": "x"}, ok=False)
        if ran.status not in (0, _TOO_MANY_FAILURES):
            raise RuntimeError(f"exit status {ran.status}: {ran.err[-2000:]}")
        report = json.loads(ran.out)
        wrong = wrong_outcomes(store, report["sitting"])
        faults = _faults(store, report["sitting"])
    for text, right, actual in wrong[:10]:
        say(f"{text!r} ({plan(text).fault}) ended as {actual}, not {right}")
    detail = {"faults": faults, "seconds": round(ran.seconds, 1), "exit_status": ran.status}
    what = f"{questions:,} answers of a faulty server: wrong outcomes"
    return [Figure(what, len(wrong), "", 0, 0, more=False, detail=detail)]


def _faults(store: Path, sitting: int) -> dict[str, int]:
    with closing(open_store(str(store), create=False)) as opened:
        texts = [line[1].question.text for line in opened.answers(sitting)]
    return dict(Counter(plan(text).fault.value for text in texts).most_common())


if __name__ == "__main__":
    main(measure)
