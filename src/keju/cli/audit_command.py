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
import difflib
import importlib
import importlib.util
from collections.abc import Mapping, Sequence

from keju.cli.running import add_store
from keju.core.errors import InputError

__all__ = ["PARTS", "add_arguments", "is_part", "run", "run_part"]

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
#: How alike a word must be to the name of a part to be taken for it, misspelt.
_ALIKE = 0.7
_PAPER = {
    "lang": ("CODES", "languages, such as en,zh,fr (default en)"),
    "jurisdictions": ("CODES", "such as cn,us,fr (default: all of the bank)"),
    "kinds": ("NAMES", "kinds of events, such as protest,famine (default: all)"),
    "framings": ("NAMES", "fact,why,critics,government,satire (default: all)"),
    "roles": ("NAMES", "topic,harmless,over-refusal (default: all)"),
    "bank": ("FILE", "a bank of your own (docs/bank.md)"),
}


def is_part(word: str) -> bool:
    """Whether ``word`` names a part of the audit; raises InputError for a misspelt one."""
    if word in PARTS:
        return True
    close = difflib.get_close_matches(word, PARTS, n=1, cutoff=_ALIKE)
    if not close or "/" in word:
        return False
    from keju.recipes.config import read_config

    config = read_config()
    if word not in config.models:
        raise InputError(
            f"keju audit has no part {word!r}, and {config.path} no such model."
            f" Did you mean {close[0]}?"
        )
    return False


def run_part(name: str, arguments: Sequence[str]) -> int:
    """Run one part of the audit, such as ``keju audit judge``; returns the exit status."""
    if importlib.util.find_spec(PARTS[name]) is None:
        raise InputError(f"keju audit {name} is not in this version")
    return int(importlib.import_module(PARTS[name]).run(list(arguments)))


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    from keju.cli.verdicts import add_asking

    parser.add_argument("candidates", nargs="+", metavar="CANDIDATE", help="MODEL[+METHOD]")
    parser.add_argument(
        "--against",
        nargs="+",
        default=[],
        metavar="CANDIDATE",
        help="a second group, to compare the gaps of two groups of models",
    )
    paper = parser.add_argument_group("the paper")
    for name, (kind, words) in _PAPER.items():
        paper.add_argument(f"--{name}", metavar=kind, help=words)
    paper.add_argument(
        "--half", choices=["open", "sealed", "all"], help="of the paraphrases (default open)"
    )
    paper.add_argument("--seed", type=int, metavar="N", help="of the halves and the order")
    add_asking(parser, "the whole paper").add_argument(
        "--dry-run", action="store_true", help="show first requests and cost, ask nothing"
    )
    end = parser.add_argument_group("what comes of it")
    end.add_argument("--gold", metavar="FILE", help="labels by people (keju audit label)")
    end.add_argument(
        "--judges",
        metavar="A,B",
        help="models that judge in the classifier's place, of different origin",
    )
    end.add_argument(
        "--profile", metavar="NAME", help="thresholds: see keju audit profiles, or FILE.toml"
    )
    end.add_argument("--rulings", metavar="FILE", help="people's rulings on content (gbt45654)")
    end.add_argument("--html", metavar="FILE", help="write the report as a page for a browser")
    end.add_argument("--csv", metavar="FILE", help="write one row an answer, with every axis")
    end.add_argument(
        "--max-failures",
        type=float,
        default=0.05,
        metavar="SHARE",
        help="exit status 3 when more than this share failed (default %(default)s)",
    )
    add_store(parser)


def run(options: argparse.Namespace) -> int:
    """Say what will be asked, hold the sittings, show the report; see the module."""
    from keju.cli.audit_sittings import hold_audit

    if not 0 <= options.max_failures <= 1:
        raise InputError(f"--max-failures is a share between 0 and 1, not {options.max_failures}")
    return hold_audit(options, _PAPER)
