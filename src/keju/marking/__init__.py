"""Marking: from an answer's text to a mark, blind to the model.

Rules with examples stand in docs/marking.md.
"""

from __future__ import annotations

from keju.marking.judging import judge
from keju.marking.slow import extract_in_worker, judge_in_worker, same_in_worker
from keju.marking.table import MARKERS, check_reference, known_markers, marker

__all__ = [
    "MARKERS",
    "check_reference",
    "extract_in_worker",
    "judge",
    "judge_in_worker",
    "known_markers",
    "marker",
    "same_in_worker",
]
