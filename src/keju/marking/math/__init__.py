"""Mathematical answers: read into typed trees, compared exactly, never executed."""

from __future__ import annotations

from keju.marking.math.equality import Equality, equal
from keju.marking.math.marker import MathMarker, math_marker

__all__ = ["Equality", "MathMarker", "equal", "math_marker"]
