"""Marking programs: they run in the sandbox, what is expected stays on this side."""

from __future__ import annotations

from keju.marking.programs.expectations import FunctionTest, ProgramTest, StdioTest
from keju.marking.programs.markers import asserts_marker, function_marker, stdio_marker
from keju.marking.programs.outputs import OUTPUT_CHECKERS
from keju.marking.programs.owned import check_isolation, run_unconfined
from keju.marking.programs.running import Outcome, ProgramResult, run_program
from keju.marking.programs.values import VALUE_CHECKERS
from keju.sandbox.execution import Limits

__all__ = [
    "OUTPUT_CHECKERS",
    "VALUE_CHECKERS",
    "FunctionTest",
    "Limits",
    "Outcome",
    "ProgramResult",
    "ProgramTest",
    "StdioTest",
    "asserts_marker",
    "check_isolation",
    "function_marker",
    "run_program",
    "run_unconfined",
    "stdio_marker",
]
