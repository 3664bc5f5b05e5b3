"""The exact test, enumerated: its size, and how many discordant pairs it takes.

Nothing here is simulated: every figure is a sum over the paths of a walk.
"""

from __future__ import annotations

from bench.figures import Figure

from keju.stats.mcnemar import (
    TruncatedDesign,
    fixed_horizon,
    truncated_design,
    wald_bound,
)

__all__ = ["exact"]

_POWER = 0.8
_QS = (0.55, 0.56, 0.57, 0.58, 0.59, 0.60, 0.61, 0.62)
_FURTHER = (0.63, 0.64, 0.65, 0.66, 0.67, 0.68, 0.69, 0.70)


def exact(quick: bool) -> list[Figure]:  # noqa: FBT001 - the one dial
    """Size at many horizons; expected discordant pairs beside the fixed-n test and Wald's bound."""
    step = 50 if quick else 5
    horizons = [*range(1, 300, step), 400, 500, 700, 1000, 1500, 2000]
    sizes = {horizon: truncated_design(horizon).size for horizon in horizons}
    designs = {q: equal_power(q) for q in (*_QS, *_FURTHER)}
    taken = {q: design.expected_steps(q) for q, design in designs.items()}
    over_fixed = {q: round(taken[q] / fixed_horizon(q), 3) for q in _QS}
    over_bound = {q: round(taken[q] / wald_bound(q), 3) for q in taken}
    planned = designs[0.60]
    worst = max(sizes, key=sizes.__getitem__)
    return [
        Figure(f"enumerated size, the largest of {len(sizes)} horizons (at {worst})",
               round(100 * sizes[worst], 4), "%", 5, more=False),
        Figure("C for 223 discordant pairs", round(truncated_design(223).constant, 4), ""),
        Figure("discordant pairs over fixed-n at 80% power, q = .55–.62, the most",
               max(over_fixed.values()), "×", 0.76, more=False, detail=over_fixed),
        Figure("the same over Wald's bound, q = .55–.70, the most",
               max(over_bound.values()), "×", 1.25, more=False, detail=over_bound),
        Figure(f"planned q = .6 (N = {planned.horizon}), true .7: discordant pairs",
               round(planned.expected_steps(0.7), 1), "pairs", 65, more=False),
        Figure("fixed-n for q = .6", fixed_horizon(0.6), "pairs"),
        Figure("planned q = .6, no difference: discordant pairs",
               round(planned.expected_steps(0.5), 1), "pairs"),
    ]  # fmt: skip


def equal_power(up: float) -> TruncatedDesign:
    """Return the test of the smallest horizon that finds A with 80% at a chance of ``up``."""
    low, high = 1, 2 * fixed_horizon(up)
    while high - low > 1:
        middle = (low + high) // 2
        enough = truncated_design(middle).power(up) >= _POWER
        low, high = (low, middle) if enough else (middle, high)
    return truncated_design(high)
