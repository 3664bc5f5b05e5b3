"""Which gold case noticed which rule when this was last written down: it is tried first.

Only a matter of time: a case that does not notice any more, or is gone, costs one more search.
``python -m keju.recipes.selftest.remembered`` examines all markers and writes it down anew.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path

from keju.marking.gold import Case, gold_cases, gold_markers

__all__ = ["name_of", "remembered"]

_FILE = "remembered.tsv"
_LENGTH = 8


def name_of(case: Case) -> str:
    """Return a name that stays when other cases come before a case or are taken away."""
    asked = [case.question] if case.question else []
    whole = json.dumps([case.marker, case.gold, case.response, dict(case.parameters), *asked])
    return hashlib.sha256(whole.encode()).hexdigest()[:_LENGTH]


@cache
def remembered() -> Mapping[str, list[str]]:
    """Return rule → the names of the cases that noticed; rules may share a name."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for row in (files(__package__) / _FILE).read_text(encoding="utf-8").splitlines():
        case, _, rule = row.partition("\t")
        found[rule].append(case)
    return dict(found)


def _write_down() -> None:
    from keju.recipes.selftest.examining import Progress, examine

    names = {each.where: name_of(each) for marker in gold_markers() for each in gold_cases(marker)}
    told = {pair for group in examine([], Progress()).rules for pair in group.told}
    rows = [f"{names[red]}\t{rule}\n" for rule, red in sorted(told) if red in names]
    Path(str(files(__package__) / _FILE)).write_text("".join(rows), encoding="utf-8")


if __name__ == "__main__":
    _write_down()
