"""A calibration as people read it, and as JSON values."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from keju.core.calibration import Calibration
from keju.report.text import percent

__all__ = ["calibration_json", "calibration_lines"]


def calibration_lines(found: Calibration) -> list[str]:
    """Return a line for each level that was tried, and which was chosen."""
    lines = [
        f"pilot at {pilot.level}: {percent(pilot.a)} and {percent(pilot.b)} right, they differ on"
        f" {pilot.differ} of {pilot.pairs}"
        for pilot in found.pilots
    ]
    chosen = f"chosen: {found.spec}; the pilot's questions do not enter the comparison"
    return [*lines, chosen]


def calibration_json(found: Calibration) -> dict[str, Any]:
    """Return the calibration as JSON values."""
    return {**asdict(found), "discordance": found.discordance}
