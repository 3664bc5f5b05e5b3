"""Let one or more candidates sit one or more exams, and show how they did.

  keju exam keju/xiucai keju/xiucai-direct 'multiplication;digits=3;seed=fresh'
  keju exam keju/xiucai keju/xiucai-direct multiplication modular -n 50
  keju exam openai/gpt-4o-mini+think 'modular;depth=6' -n 200 --budget 1usd
  keju exam vllm/Qwen3-8B@http://10.0.0.7:8000/v1 questions.jsonl --marker choice

Of two candidates it says which is better at each exam, and what an answer costs in tokens.
The same command continues where it stopped; --fresh and seed=fresh begin something new each time.
Ctrl-C finishes what is in flight; a second one stops.
"""

from __future__ import annotations

import argparse
import gc
import itertools
import sys
from pathlib import Path

from keju.cli.running import DONE, FAILING, INTERRUPTED, UNMET, add_store, add_unsafe, print_json
from keju.core.errors import InputError
from keju.core.examined import Examined
from keju.core.protocols import Exam
from keju.recipes.budgets import parse_budgets
from keju.recipes.candidates import Entrant, parse_parameters
from keju.recipes.config import read_config
from keju.recipes.examining import examined, split_words
from keju.recipes.papers import check_oracle
from keju.recipes.redaction import shown_line
from keju.recipes.requirements import Requirement, parse_requirement
from keju.recipes.sitting import Result, Settings, entrants, fresh_seed, hold, make_exam
from keju.recipes.stored import stored
from keju.report.documents import summary_json
from keju.runner import Budget
from keju.store import without_password

_TOO_MANY = 0.05


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("candidates", nargs="+", metavar="CANDIDATE", help="MODEL[+METHOD]")
    parser.add_argument("exam", metavar="EXAM", help="NAME[;key=value]… or FILE.jsonl; one or more")
    asked = parser.add_argument_group("what is asked")
    asked.add_argument("-n", "--questions", type=int, metavar="N", help="the first N questions")
    asked.add_argument("-k", "--attempts", type=int, default=1, metavar="K", help="answers to each")
    asked.add_argument("--fresh", action="store_true", help="ask everything anew (a new epoch)")
    asked.add_argument("--marker", metavar="NAME", help="marker of a questions file")
    asked.add_argument("--data", type=Path, metavar="DIR", help="local copies of public benchmarks")
    how = parser.add_argument_group("how it is asked")
    how.add_argument(
        "-p",
        "--parameter",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="sampling parameter, such as temperature=0.6 or max_tokens=8192; repeatable",
    )
    how.add_argument(
        "--concurrency", type=int, metavar="N", help="questions in flight (default: found out)"
    )
    how.add_argument("--deadline", type=float, metavar="SECONDS", help="of one call (default 600)")
    how.add_argument(
        "--budget",
        action="append",
        default=[],
        metavar="AMOUNT",
        help="5usd, 1000answers, 2Mtokens or 30min; repeatable; stops cleanly",
    )
    add_unsafe(how)
    end = parser.add_argument_group("what comes of it")
    end.add_argument(
        "--require",
        action="append",
        default=[],
        metavar="TEST",
        help="such as 'accuracy>=0.8'; exit status 1 when not met; repeatable",
    )
    end.add_argument(
        "--max-failures",
        type=float,
        default=_TOO_MANY,
        metavar="SHARE",
        help="exit status 3 when more than this share failed (default %(default)s)",
    )
    end.add_argument("--html", metavar="FILE", help="write the result as a page for a browser")
    end.add_argument(
        "--dry-run", action="store_true", help="show first requests and cost, ask nothing"
    )
    add_store(parser)


def run(options: argparse.Namespace) -> int:
    """Hold the sittings one after another; see the module."""
    settings = Settings(
        questions=options.questions,
        attempts=options.attempts,
        fresh=options.fresh,
        concurrency=options.concurrency,
        limits=parse_budgets(options.budget),
        parameters=parse_parameters(options.parameter),
        deadline=options.deadline,
        marker=options.marker,
        data=options.data,
        unsafe_sandbox=options.unsafe_sandbox,
    )
    requirements = [parse_requirement(text) for text in options.require]
    if not 0 <= options.max_failures <= 1:
        raise InputError(f"--max-failures is a share between 0 and 1, not {options.max_failures}")
    names, specs = split_words(options.candidates, read_config().models)
    specs.append(options.exam)
    exams = [make_exam(spec, settings) for spec in specs]
    candidates = entrants(names, settings)
    for entrant, exam in itertools.product(candidates, exams):
        check_oracle(entrant.candidate, exam, settings.questions)
    _check_page(options.html)
    if options.dry_run:
        from keju.cli.dry_run import dry_run

        return dry_run(candidates, exams, settings, options.store, as_json=options.json)
    sat = _sit_all(candidates, exams, settings, options.store)
    verdicts = len(sat) if len(candidates) == 2 else 1
    found = [examined(each, verdicts) for each in sat]
    results = list(itertools.chain(*sat))
    _write_page(results, found, options.html)
    _show(results, found, requirements, options)
    if not options.json:
        again = _again(options.fresh, specs, exams)
        _say_all(results, requirements, again)
    return _status(results, requirements, options.max_failures)


def _sit_all(
    candidates: list[Entrant], exams: list[Exam], settings: Settings, store: str | None
) -> list[list[Result]]:
    """Hold all sittings, exam by exam; an interruption ends them all."""
    from keju.report.progress import progress

    _settle_memory()
    sat: list[list[Result]] = []
    budget = Budget(settings.limits)
    for exam in exams:
        sat.append([])
        for entrant in candidates:
            sat[-1].append(hold(entrant, exam, settings, store, progress, budget))
            if sat[-1][-1].stopped == "interrupted":
                return sat
    return sat


def _check_page(path: str | None) -> None:
    """Find out before anything is asked that the page will have its place."""
    if path is not None:
        from keju.report.pages import page_path

        page_path(path)


def _write_page(results: list[Result], found: list[Examined], path: str | None) -> None:
    if path is None:
        return
    from keju.report.pages import ANSWERS, exam_page, write_page

    answers, each = {}, max(1, ANSWERS // len(results))
    for result in results:
        sitting = result.summary.sitting
        with stored(result.store) as store:
            lines = (line for line in store.answers(sitting.id) if line.reply is not None)
            answers[sitting.id] = [
                shown_line(sitting.exam, line) for line in itertools.islice(lines, each)
            ]
    write_page(path, exam_page(found, answers))


def _settle_memory() -> None:
    """Keep the collector from walking everything that was imported again and again.

    It still runs often: database statements leave cycles, and memory must stay flat.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(5_000, 5, 5)


def _show(
    results: list[Result],
    found: list[Examined],
    requirements: list[Requirement],
    options: argparse.Namespace,
) -> None:
    if not options.json:
        from keju.report.examined import examined_screen
        from keju.report.tables import screen

        screen(examined_screen(found))
        return
    rows = [
        {
            **summary_json(result.summary),
            "stopped": result.stopped,
            "store": without_password(result.store),
            "required": {str(test): test.met(result.summary) for test in requirements},
        }
        for result in results
    ]
    if len(options.candidates) == 1:
        print_json(rows[0])
        return
    from keju.report.examined import verdict_json

    verdicts = [verdict_json(each) for each in found if len(each.summaries) == 2]
    print_json({"sittings": rows, "verdicts": verdicts})


def _say_all(results: list[Result], requirements: list[Requirement], again: str) -> None:
    for result in results:
        name = result.summary.sitting.candidate
        if result.stopped is not None:
            _say(f"{name}: {_STOPPED[result.stopped].format(again)}")
        for test in requirements:
            if not test.met(result.summary):
                _say(f"{name}: {test} is not met")


_STOPPED = {
    "interrupted": "interrupted; {} continues",
    "budget": "the budget is spent; {} continues",
    "failures": "nothing but failures, so no more was asked; keju show SITTING has the words",
}


def _again(fresh: bool, specs: list[str], exams: list[Exam]) -> str:  # noqa: FBT001 - an option
    """Return which command goes on: the same one, unless it asks for something new each time."""
    words = ["the same command"]
    if fresh:
        words.append("without --fresh")
    if any(fresh_seed(spec) != spec for spec in specs):
        words.append("with " + " ".join(f"'{exam.spec}'" for exam in exams))
    return " ".join(words)


def _say(words: str) -> None:
    print(words, file=sys.stderr)  # noqa: T201 - this is the command line


def _status(results: list[Result], requirements: list[Requirement], most: float) -> int:
    for result in results:
        dealt = result.summary.sitting.wanted - result.summary.missing
        failed = sum(n for v, n in result.summary.verdicts.items() if v.value == "failed")
        if result.stopped == "failures" or failed > most * max(1, dealt):
            return FAILING
    if any(result.stopped == "interrupted" for result in results):
        return INTERRUPTED
    if not all(test.met(result.summary) for result in results for test in requirements):
        return UNMET
    return DONE
