"""Study what more thinking buys: accuracy against all tokens, one long thought or many answers.

  keju study scaling keju/xiucai multiplication
  keju study scaling keju/xiucai keju/xiucai-direct multiplication --attempts 16 --html a.html
  keju study scaling vllm/Qwen3-8B gsm8k -n 200 -k 64 -p temperature=0.6 --budget 5usd

Each question is asked K times (and once at temperature 0). From these traces it draws accuracy
against tokens: one thought cut after so many tokens, a vote over K answers, the shortest of K, and
an oracle (pass@K). It says which use of the same tokens is better, where the intervals decide.
The same command continues where it stopped; attempts are shared with keju exam -k K.
"""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from keju.cli.running import DONE, FAILING, INTERRUPTED, add_store, print_json
from keju.cli.verdicts import add_asking, asking_settings

if TYPE_CHECKING:
    from keju.core.scaling import Scaling

_ATTEMPTS = 16


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("study", choices=["scaling"], metavar="scaling", help="what is studied")
    parser.add_argument("candidates", nargs="+", metavar="CANDIDATE", help="MODEL[+METHOD]")
    parser.add_argument("exam", metavar="EXAM", help="NAME[;key=value]… or FILE.jsonl")
    asked = add_asking(parser, "a bank, or 100")
    asked.add_argument(
        "--samples",
        dest="attempts",
        type=int,
        metavar="K",
        help="another name for --attempts (default 16)",
    )
    asked.add_argument(
        "--no-greedy", action="store_true", help="leave out the answers at temperature 0"
    )
    parser.set_defaults(attempts=_ATTEMPTS)
    end = parser.add_argument_group("what comes of it")
    end.add_argument(
        "--alpha",
        type=float,
        default=0.05,
        metavar="P",
        help="how often an interval may miss (default %(default)s)",
    )
    end.add_argument("--html", metavar="FILE", help="write the curves as a page for a browser")
    add_store(parser)


def run(options: argparse.Namespace) -> int:
    """Collect the traces, then show what they come to."""
    from keju.comparing.scaling import check_level, scaling
    from keju.recipes.scaling import collect, contenders
    from keju.recipes.sitting import make_exam
    from keju.report.progress import progress

    check_level(options.alpha)
    settings = asking_settings(options)
    candidates = contenders(options.candidates, settings, greedy=not options.no_greedy)
    exam = make_exam(options.exam, settings)
    if options.html is not None:
        from keju.report.pages import page_path

        page_path(options.html)
    collected = collect(candidates, exam, settings, options.store, progress)
    if collected.stopped is not None:
        _say(_STOPPED[collected.stopped])
    if collected.stopped == "interrupted":
        return INTERRUPTED
    _show(scaling(exam.spec, collected.traces, options.alpha), options)
    return FAILING if collected.stopped == "failures" else DONE


_STOPPED = {
    "interrupted": "interrupted; the same command continues",
    "budget": "the budget is spent; the same command continues",
    "failures": "nothing but failures, so no more was asked; keju show SITTING has the words",
}


def _show(found: Scaling, options: argparse.Namespace) -> None:
    if options.html is not None:
        from keju.report.pages import scaling_page, write_page

        write_page(options.html, scaling_page(found))
    if options.json:
        from keju.report.scaling import scaling_json

        print_json(scaling_json(found))
        return
    from keju.report.scaling import scaling_screen
    from keju.report.tables import screen

    screen(scaling_screen(found))


def _say(words: str) -> None:
    print(words, file=sys.stderr)  # noqa: T201 - this is the command line
