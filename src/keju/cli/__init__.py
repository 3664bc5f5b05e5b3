"""The command line. One module a command, loaded only when it is called, so that it starts fast."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from keju import __version__

__all__ = ["COMMANDS", "main"]

#: Command → (group, what it does, in one line). The module is ``keju.cli.NAME_command``.
COMMANDS = {
    "exam": ("Examine", "let models sit an exam; resumes where it stopped"),
    "audit": ("Examine", "what a model says and declines to say on sensitive topics"),
    "compare": ("Decide", "say which of two is better, asking no more than that takes"),
    "plan": ("Decide", "what a comparison will take, before it is asked: answers, tokens, money"),
    "estimate": ("Decide", "how good one is, how sure that is, what more attempts are worth"),
    "study": ("Decide", "what thinking buys: accuracy against tokens, one thought or many answers"),
    "rank": ("Decide", "rank several candidates, and drop early who cannot be the best"),
    "gate": ("Decide", "pass the new one only if it is not worse than the baseline; for CI"),
    "train": ("Make", "make a model that reasons, with an exam's own marks as rewards"),
    "sittings": ("Look", "list what the store holds"),
    "show": ("Look", "show one sitting, or one answer with its reasoning"),
    "traces": ("Look", "what the thoughts look like: length, loops, languages, turns"),
    "mark": ("Look", "mark stored answers again, or a file of recorded answers"),
    "exams": ("Know", "list exams, their dials, and which were run for real"),
    "models": ("Know", "list providers, shipped models, your own, methods, and prices"),
    "frontier": ("Know", "which models lead, who follows and how far behind, from many benchmarks"),
    "serve": ("Offer", "be an OpenAI-compatible endpoint over any candidate"),
    "store": ("Keep", "sizes, verify, forget, compact"),
    "selftest": ("Keep", "examine the markers: gold cases, rules switched off, cheats"),
    "doctor": ("Keep", "check keys, endpoints, store and extras; says what to do"),
}

_HEAD = """\
Keju examines AI models that reason.

Usage: keju COMMAND [OPTION]…          keju COMMAND --help explains one

Try:   keju exam keju/xiucai 'multiplication;digits=3'
       keju exam openai/gpt-4o-mini+think 'modular;depth=6' -n 200
"""

_TAIL = """
A candidate is MODEL[+METHOD]: provider/name[@base-url], or a name from keju.toml.
An exam is NAME[;key=value]… or a file of questions (.jsonl). Quote it for the shell.
Answers are kept in keju.db, or where --store or $KEJU_STORE says.
Exit status: 0 done, 1 a --require not met, a gate closed or a check failed, 2 bad input,
3 too many failures, 130 interrupted.
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if not arguments or arguments[0] in ("-h", "--help", "help"):
        print(_help())  # noqa: T201 - this is the command line
        return 0
    if arguments[0] in ("-V", "--version"):
        print(f"keju {__version__}")  # noqa: T201 - this is the command line
        return 0
    from keju.cli.running import run_command

    return run_command(arguments[0], arguments[1:], COMMANDS)


def _help() -> str:
    lines = [_HEAD]
    for group in dict.fromkeys(group for group, _ in COMMANDS.values()):
        lines.append(f"{group}:")
        rows = ((name, words) for name, (of, words) in COMMANDS.items() if of == group)
        lines.extend(f"  {name:<10} {words}" for name, words in rows)
    return "\n".join(lines) + "\n" + _TAIL.rstrip()
