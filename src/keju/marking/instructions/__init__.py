"""Instructions that a program can verify; the table of checks stands in ``table``."""

from __future__ import annotations

from keju.marking.instructions.marker import InstructionsMarker, instructions_marker
from keju.marking.instructions.table import CHECKS, check_instructions, satisfied

__all__ = [
    "CHECKS",
    "InstructionsMarker",
    "check_instructions",
    "instructions_marker",
    "satisfied",
]
