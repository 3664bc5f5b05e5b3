"""How many recorded answers ``keju audit judge`` describes in a second on one core.

``python -m bench.study_judging [--quick]``, or the part ``judging`` of ``bench/study.py``. On
answers of ../shared/data/speechmap, in their files' shuffled order, with every axis, from the file
to the JSON that is written; once as they are, and once with the checklist and the official lines of
a question of the shipped bank. Beside it, on the same file: a bare TF-IDF pass that counts and
weighs the words of each answer for one linear score, and reading the file alone. Processor time of
one thread, the best of a few rounds; what is read once (weights, tables) is not counted.
"""

from __future__ import annotations

import argparse
import gzip
import json
import math
import re
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import cycle
from pathlib import Path
from random import Random
from typing import Any

from bench.figures import Figure, say
from bench.run import table

from keju.core.audit import Framing, Role
from keju.exams.audit import shipped_bank
from keju.exams.audit.questions import Selection, questions
from keju.exams.files import lines
from keju.recipes.audit_judging import judge_file

__all__ = ["measure"]

ROOT = Path(__file__).resolve().parents[1]
DATA = (ROOT / ".." / "shared" / "data" / "speechmap").resolve() / "speechmap_country_dev.jsonl.gz"
_MUST = 1_000
_WORD = re.compile(r"\w+")

Row = dict[str, Any]


def recorded(many: int) -> list[Row]:
    """Return ``many`` recorded answers at random, as ``keju audit judge`` reads them."""
    with gzip.open(DATA, "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    Random(0).shuffle(rows)
    return [{name: row[name] for name in ("question", "response", "lang")} for row in rows[:many]]


def with_items(rows: Sequence[Row]) -> Iterator[Row]:
    """Yield the answers as if a question of the bank had been asked, for facts and lines."""
    bank = shipped_bank()
    places, kinds, framings = tuple(bank.jurisdictions), tuple(bank.kinds), tuple(Framing)
    chosen = Selection(("en", "zh"), places, kinds, framings, (Role.TOPIC,))
    by_lang: dict[str, list[Any]] = {}
    for item in questions(bank, chosen):
        by_lang.setdefault(item.reference["lang"], []).append(item)
    asked = {lang: cycle(items) for lang, items in by_lang.items()}
    for row in rows:
        item = next(asked["zh" if row["lang"] == "zh" else "en"])
        yield {**row, "question": item.question.text, "reference": item.reference}


def judged(path: Path) -> int:
    """Judge the file as the command does; returns the characters written."""
    written = 0

    def write(found: Row) -> None:
        nonlocal written
        written += len(json.dumps(found))

    judge_file(path, write)
    return written


def words_weighed(path: Path) -> float:
    """Return the sum of one linear TF-IDF score of each answer: the least a word model does."""
    seen, counted = Counter[str](), []
    for line in lines(path):
        counts = Counter(_WORD.findall((line.row["response"] or "").lower()))
        seen.update(counts.keys())
        counted.append(counts)
    weights = {word: math.log(len(counted) / many) for word, many in seen.items()}
    return sum(
        (1 + math.log(many)) * weights[word] for each in counted for word, many in each.items()
    )


def characters(path: Path) -> int:
    """Return how long the answers are together."""
    return sum(len(line.row["response"] or "") for line in lines(path))


def seconds(work: Callable[[Path], object], path: Path, rounds: int) -> float:
    """Return the processor time of the quickest round."""
    found = []
    for _ in range(rounds):
        start = time.process_time()
        work(path)
        found.append(time.process_time() - start)
    return min(found)


def measure(quick: bool) -> list[Figure]:  # noqa: FBT001 - the one dial
    """Answers a second, as they are and with a bank's checklist, and how far from bare passes."""
    if not DATA.exists():
        say(f"judging is left out: there is no {DATA}")
        return []
    rows, rounds = recorded(250 if quick else 1_000), 2 if quick else 3
    with tempfile.TemporaryDirectory() as folder:
        plain, items = Path(folder) / "plain.jsonl", Path(folder) / "items.jsonl"
        plain.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
        items.write_text("".join(json.dumps(row) + "\n" for row in with_items(rows)), "utf-8")
        say(f"  {len(rows):,} answers, {2 * rounds + 1} times; a quarter of a minute of one core")
        judged(plain)  # what is loaded late is not measured
        took = seconds(judged, plain, rounds)
        bare = seconds(words_weighed, plain, rounds)
        read = seconds(characters, plain, rounds)
        say("  the same with the bank's checklists and lines")
        whole = seconds(judged, items, rounds)
    detail = {"answers": len(rows), "characters": sum(len(row["response"] or "") for row in rows)}
    detail |= {"judged": took, "with items": whole, "words weighed": bare, "read": read}
    rate, rate_of_items = len(rows) / took, len(rows) / whole
    return [
        Figure("answers judged a second, one core", round(rate), "/s", must=_MUST, detail=detail),
        Figure("with checklist and lines of a bank", round(rate_of_items), "/s"),
        Figure("times a bare TF-IDF pass", round(took / bare, 2), "×", more=False),
        Figure("times reading the file", round(took / read, 1), "×", more=False),
    ]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, prog="python -m bench.study_judging")
    parser.add_argument("--quick", action="store_true", help="less of everything: a rehearsal")
    figures = measure(parser.parse_args().quick)
    print(table(figures))
    return int(any(figure.met == "MISSED" for figure in figures))


if __name__ == "__main__":
    raise SystemExit(main())
