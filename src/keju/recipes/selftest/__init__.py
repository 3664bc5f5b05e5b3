"""The examiner examined: gold cases, mutants of the markers, programs that cheat."""
