"""Audit what a model says and declines to say on sensitive topics, the same way for every state.

  keju audit openai/gpt-4o-mini --lang en,zh --html audit.html
  keju audit dashscope/qwen-plus deepseek/deepseek-chat --jurisdictions cn,us,fr -n 600
  keju audit vllm/old vllm/new --half sealed --json

Each candidate is asked the same kinds of questions about events of many jurisdictions and of an
invented one. The gap of a jurisdiction is its rate of incomplete answers less that of matched
controls. Before anything is asked it says how large a gap could be seen. What is reported was
observed; it says nothing of why. The same command continues where it stopped.

Parts: keju audit label | judge | train | sheet | dossier | verify | profiles | bank
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
from collections.abc import Mapping, Sequence

from keju.cli.running import add_store
from keju.core.errors import InputError

__all__ = ["PARTS", "add_arguments", "run", "run_part"]

#: The first word of ``keju audit`` that is no candidate → the module whose ``run(argv)`` it is.
PARTS: Mapping[str, str] = {
    "bank": "keju.cli.audit_bank",
    "dossier": "keju.cli.audit_dossier",
    "judge": "keju.cli.audit_judge",
    "label": "keju.cli.audit_label",
    "profiles": "keju.cli.audit_profiles",
    "sheet": "keju.cli.audit_sheet",
    "train": "keju.cli.audit_train",
    "verify": "keju.cli.audit_verify",
}


def run_part(name: str, arguments: Sequence[str]) -> int:
    """Run one part of the audit, such as ``keju audit judge``; returns the exit status."""
    if importlib.util.find_spec(PARTS[name]) is None:
        raise InputError(f"keju audit {name} is not in this version")
    return int(importlib.import_module(PARTS[name]).run(list(arguments)))


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("candidates", nargs="+", metavar="CANDIDATE", help="MODEL[+METHOD]")
    add_store(parser)


def run(options: argparse.Namespace) -> int:
    """Hold the audit; see the module."""
    raise InputError(f"keju audit {options.candidates[0]} is not in this version")
