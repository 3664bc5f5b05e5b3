"""Running one command: its parser, its errors, its exit status."""

from __future__ import annotations

import argparse
import importlib
import os
import re
import sys
from collections.abc import Mapping, Sequence
from types import ModuleType
from typing import NoReturn

from keju.core.errors import KejuError, nearest
from keju.report.text import shortened

__all__ = [
    "DONE",
    "FAILING",
    "INPUT",
    "INTERRUPTED",
    "UNMET",
    "add_store",
    "add_unsafe",
    "command_parser",
    "print_json",
    "run_command",
    "sitting_number",
]

_NO_NUMBER = re.compile(r"argument (.+): invalid (int|float) value: (.+)")
_KINDS = {"int": "a whole number", "float": "a number"}

DONE, UNMET, INPUT, FAILING, INTERRUPTED = 0, 1, 2, 3, 130


class _Parser(argparse.ArgumentParser):
    """argparse, with one-line errors in the style of everything else."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong and how to see the options; exit status 2."""
        if found := _NO_NUMBER.fullmatch(message):
            message = f"{found[1]} must be {_KINDS[found[2]]}, not {found[3]}"
        self.exit(INPUT, f"{self.prog}: {message} (see {self.prog} --help)\n")


def run_command(
    name: str, arguments: Sequence[str], commands: Mapping[str, tuple[str, str]]
) -> int:
    """Parse and run one command; every error a user can mend is one line and status 2."""
    if name not in commands:
        return _fail(f"unknown command {name!r}.{nearest(name, commands)}")
    # The matrices of the shipped models are small: a second thread would mostly wait for the first.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    module = importlib.import_module(f"keju.cli.{name}_command")
    try:
        status = _run(module, name, arguments)
        sys.stdout.flush()
    except KejuError as error:
        return _fail(str(error))
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:  # the reader, such as head, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    return status


def _run(module: ModuleType, name: str, arguments: Sequence[str]) -> int:
    """Run the command, or the part of it that its first word names."""
    if arguments and hasattr(module, "is_part") and module.is_part(arguments[0]):
        return int(module.run_part(arguments[0], arguments[1:]))
    parser = command_parser(name, module.__doc__)
    module.add_arguments(parser)
    return int(module.run(parser.parse_args(arguments)))


def command_parser(name: str, words: str | None) -> argparse.ArgumentParser:
    """Return the parser of ``keju NAME``; ``words`` are its help, such as a module's docstring."""
    return _Parser(
        prog=f"keju {name}",
        description=words,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )


def _fail(message: str) -> int:
    line = shortened(message, len(message))  # one line, whatever a server may have said
    print(f"keju: {line}", file=sys.stderr)  # noqa: T201 - this is the command line
    return INPUT


def sitting_number(text: str) -> int:
    """Read the number of a sitting, for argparse."""
    try:
        return int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"{text!r} is not the number of a sitting; keju sittings lists them"
        ) from None


def add_store(parser: argparse.ArgumentParser) -> None:
    """Add the options that every command on a store has."""
    parser.add_argument(
        "--store", metavar="WHERE", help="file or database URL (default: $KEJU_STORE, else keju.db)"
    )
    parser.add_argument("--json", action="store_true", help="one JSON document on standard output")


def add_unsafe(parser: argparse.ArgumentParser | argparse._ArgumentGroup) -> None:
    """Add the option of every command that may run programs."""
    parser.add_argument(
        "--unsafe-sandbox",
        action="store_true",
        help="run models' programs unconfined, with your rights; every mark says so",
    )


def print_json(value: object) -> None:
    """Print one JSON document, readable and exact, with any string in it."""
    import json

    print(json.dumps(value, indent=2, ensure_ascii=True, default=str))  # noqa: T201 - the output
