"""Keju examines AI models that reason, and says with a guarantee which one is better.

The small door: ``keju.exam`` and ``keju.compare`` do what the commands do, ``keju.equal`` compares
mathematical answers, ``keju.run_program`` runs a program against tests in the sandbox. Everything
behind it is loaded when it is first used, so that importing keju is cheap.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from keju.api import compare, exam
    from keju.core.comparison import Comparison
    from keju.core.errors import InputError, KejuError
    from keju.core.records import Item, Mark, MarkerSpec, Question, Reply, Verdict
    from keju.core.summary import Summary
    from keju.marking.math import Equality, equal
    from keju.marking.programs import ProgramResult, run_program
    from keju.recipes.sitting import Result

__version__ = "0.1.0"

__all__ = [
    "Comparison",
    "Equality",
    "InputError",
    "Item",
    "KejuError",
    "Mark",
    "MarkerSpec",
    "ProgramResult",
    "Question",
    "Reply",
    "Result",
    "Summary",
    "Verdict",
    "__version__",
    "compare",
    "equal",
    "exam",
    "run_program",
]

_HOMES = {
    "Comparison": "keju.core.comparison",
    "Equality": "keju.marking.math",
    "InputError": "keju.core.errors",
    "Item": "keju.core.records",
    "KejuError": "keju.core.errors",
    "Mark": "keju.core.records",
    "MarkerSpec": "keju.core.records",
    "ProgramResult": "keju.marking.programs",
    "Question": "keju.core.records",
    "Reply": "keju.core.records",
    "Result": "keju.recipes.sitting",
    "Summary": "keju.core.summary",
    "Verdict": "keju.core.records",
    "compare": "keju.api",
    "equal": "keju.marking.math",
    "exam": "keju.api",
    "run_program": "keju.marking.programs",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'keju' has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value
