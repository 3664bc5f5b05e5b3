"""From traces to curves: accuracy against all tokens, and what is better at equal tokens.

Every curve is worked out of one fixed set of traces. Nothing is asked again: cutting a trace after
b tokens is what the model would have written with that budget, and the draws of K of n attempts
(``stats.subsets``) are what K attempts would have come to.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

from keju.comparing.scaling_words import more_sentence, notes, oracle_sentence, sentence
from keju.comparing.traced import Asked, Traces, common, draws
from keju.core.errors import InputError
from keju.core.estimate import Interval
from keju.core.scaling import Contrast, Curve, Point, Ruling, Scaling, Traced, Use, Way
from keju.stats.bounded import mean_interval
from keju.stats.cuts import Cuts, log_steps
from keju.stats.subsets import best_of, shortest_of, votes

__all__ = ["check_level", "scaling"]

_BUDGETS = 24  # points of a curve of budgets


def scaling(exam: str, found: Sequence[Traces], alpha: float = 0.05) -> Scaling:
    """Return the study of the candidates' traces on ``exam``.

    Raises InputError for an ``alpha`` that cannot be, and where too few questions were answered.
    """
    check_level(alpha)
    shared = common(found)
    units = _Units(shared[0].questions, alpha)
    thinker = max(shared, key=lambda traces: traces.cuts.tokens(math.inf))
    thought = _whole_thought(thinker, units)
    contrasts = _contrasts(shared, thinker, thought.at.tokens, units)
    more = _more(thinker, units)
    vote, oracle = (
        [each for each in contrasts if each.use.way is way] for way in (Way.VOTE, Way.ORACLE)
    )
    candidates = tuple(
        _traced(traces, units, len(before.questions) - len(traces.questions))
        for traces, before in zip(shared, found, strict=True)
    )
    ruling, oracle_ruling = _ruling(vote), _ruling(oracle)
    return Scaling(
        exam=exam,
        alpha=alpha,
        questions=len(units.names),
        units=units.number,
        candidates=candidates,
        thought=thought,
        contrasts=tuple(contrasts),
        more=more,
        ruling=ruling,
        oracle_ruling=oracle_ruling,
        sentence=sentence(thought, vote, ruling, alpha),
        oracle_sentence=oracle_sentence(thought, oracle, oracle_ruling, alpha),
        more_sentence=more_sentence(thought, more, alpha),
        notes=tuple(
            notes(
                candidates,
                thought.at.tokens,
                alpha,
                [each for traces in found for each in traces.notes],
            )
        ),
    )


def check_level(alpha: float) -> None:
    """Raise InputError for an ``alpha`` that no interval can have."""
    if not (math.isfinite(alpha) and 1e-9 <= alpha <= 0.5):
        raise InputError(
            "--alpha is the probability that an interval misses, above 0 and at most 0.5, not"
            f" {alpha:g}"
        )


class _Units:
    """The independent units of the questions, in one random order that no score has a say in."""

    def __init__(self, questions: Sequence[Asked], alpha: float) -> None:
        self.names = [(each.cluster is not None, each.cluster or each.item) for each in questions]
        order = sorted(set(self.names))
        Random("keju study scaling").shuffle(order)
        self._order = order
        self.number = len(order)
        self.alpha = alpha

    def interval(self, values: Sequence[float | None], share: int = 1) -> Interval:
        """Return the interval of the mean of ``values`` [questions] in [0, 1], None left out.

        At level 1 - alpha/``share``.
        """
        sums = dict.fromkeys(self._order, 0.0)
        sizes = dict.fromkeys(self._order, 0)
        for name, value in zip(self.names, values, strict=True):
            if value is not None:
                sums[name] += value
                sizes[name] += 1
        kept = [name for name in self._order if sizes[name]]
        return mean_interval(
            [min(sums[name], sizes[name]) for name in kept],
            [sizes[name] for name in kept],
            self.alpha / share,
        )


@dataclass(frozen=True, slots=True)
class _Spending:
    """How points are made of a candidate's traces."""

    traces: Traces
    cuts: Cuts
    units: _Units

    def point(self, k: int, budget: int | None, values: Sequence[float]) -> Point:
        """Return the point of ``k`` traces a question, cut after ``budget``, worth ``values``."""
        limit = math.inf if budget is None else budget
        network = self.traces.network
        flops = (
            None
            if network is None
            else k * self.cuts.work(limit, network.per_token, network.per_square)
        )
        return Point(
            k=k,
            budget=budget,
            tokens=k * self.cuts.tokens(limit),
            accuracy=_mean(values),
            interval=self.units.interval(values),
            flops=flops,
        )

    def values(self, way: Way, k: int, budget: int | None) -> list[float]:
        """Return for each question what ``k`` traces, cut after ``budget``, are worth."""
        limit = math.inf if budget is None else budget
        return [_WAYS[way](each, k, limit) for each in self.traces.questions]

    def contrast(
        self, way: Way, k: int, budget: int | None, base: Sequence[float], share: int
    ) -> Contrast:
        """Return such a use beside ``base`` [questions], one of ``share`` that hold together."""
        values = self.values(way, k, budget)
        gaps = [ours - theirs for ours, theirs in zip(values, base, strict=True)]
        low, high = self.units.interval([(1 + gap) / 2 for gap in gaps], share)
        use = Use(self.traces.name, way, self.point(k, budget, values))
        return Contrast(use, _mean(gaps), (2 * low - 1, 2 * high - 1))

    def budgets(self) -> tuple[Point, ...]:
        """Return the points of one trace, from the shortest that was right to whole ones."""
        longest = self.cuts.longest
        right = [
            trace.tokens
            for each in self.traces.questions
            for trace in each.traces
            if trace.score > 0
        ]
        first = max(1, min(right, default=longest))
        steps = log_steps(first, max(first, longest), _BUDGETS)[:-1]
        cut = [self.point(1, budget, self.cuts.right(budget)) for budget in steps]
        return (*cut, self.point(1, None, self.cuts.right(math.inf)))


def _traced(traces: Traces, units: _Units, questions_out: int) -> Traced:
    cuts = traces.cuts
    spending = _Spending(traces, cuts, units)
    numbers = draws(traces.attempts[0])
    curves = [Curve(Way.SEQUENTIAL, spending.budgets())]
    greedy = _greedy(traces, units)
    if greedy is not None:
        curves.append(Curve(Way.GREEDY, greedy))
    for way in _WAYS:
        points = [spending.point(k, None, spending.values(way, k, None)) for k in numbers]
        curves.append(Curve(way, tuple(points)))
    return Traced(
        name=traces.name,
        sampled=traces.sampled,
        attempts=traces.attempts,
        tokens=cuts.tokens(math.inf),
        cut=traces.cut,
        curves=tuple(curves),
        counted_by=traces.counted_by,
        network=traces.network,
        left_out=traces.left_out,
        questions_out=questions_out,
    )


def _vote(each: Asked, k: int, budget: float) -> float:
    return float(votes(*each.ballot(budget))[k])


def _shortest(each: Asked, k: int, _budget: float) -> float:
    lengths = [trace.tokens if trace.group is not None else None for trace in each.traces]
    return shortest_of(lengths, [trace.score for trace in each.traces], k)


def _oracle(each: Asked, k: int, budget: float) -> float:
    return best_of(each.kept(budget), k)


#: What K traces, each cut after so many tokens, are worth at a question.
_WAYS: dict[Way, Callable[[Asked, int, float], float]] = {
    Way.VOTE: _vote,
    Way.SHORTEST: _shortest,
    Way.ORACLE: _oracle,
}


def _greedy(traces: Traces, units: _Units) -> tuple[Point, ...] | None:
    """Return the points of the answers at temperature 0; None where a question lacks one."""
    answers = [each.greedy for each in traces.questions]
    known = [answer for answer in answers if answer is not None]
    if len(known) < len(answers):
        return None
    cuts = Cuts(
        [[answer.tokens] for answer in known],
        [[answer.score] for answer in known],
        [each.read for each in traces.questions],
    )
    asked = tuple(
        Asked(each.item, each.cluster, each.read, (answer,))
        for each, answer in zip(traces.questions, known, strict=True)
    )
    alone = Traces(traces.name, asked, traces.sampled, traces.counted_by, network=traces.network)
    return _Spending(alone, cuts, units).budgets()


def _whole_thought(traces: Traces, units: _Units) -> Use:
    cuts = traces.cuts
    point = _Spending(traces, cuts, units).point(1, None, cuts.right(math.inf))
    return Use(traces.name, Way.SEQUENTIAL, point)


def _contrasts(
    shared: Sequence[Traces], thinker: Traces, tokens: float, units: _Units
) -> list[Contrast]:
    """Set what each candidate's K ≥ 2 traces of ``tokens`` in all come to beside one thought.

    Each trace gets tokens/K: where whole ones take more, all are cut after the same budget. K that
    leave no trace whole, and so answer nothing, are left aside, unless it is all of them.
    """
    base = thinker.cuts.right(math.inf)
    numbers = [[k for k in draws(traces.attempts[0]) if k > 1] for traces in shared]
    share = sum(map(len, numbers))
    found = []
    for traces, ks in zip(shared, numbers, strict=True):
        spending = _Spending(traces, traces.cuts, units)
        for k in ks:
            budget = spending.cuts.budget_for(tokens / k)
            if k > 2 and budget < spending.cuts.shortest:
                continue
            limit = None if budget >= spending.cuts.longest else budget
            found += [
                spending.contrast(way, k, limit, base, share) for way in (Way.VOTE, Way.ORACLE)
            ]
    return found


def _more(thinker: Traces, units: _Units) -> Contrast:
    """Set a vote over as many whole traces as there are beside one of them."""
    spending = _Spending(thinker, thinker.cuts, units)
    base = spending.cuts.right(math.inf)
    return spending.contrast(Way.VOTE, thinker.attempts[0], None, base, 1)


def _ruling(contrasts: Sequence[Contrast]) -> Ruling:
    """Return what the simultaneous intervals decide: some use is better, or none can be."""
    if any(each.interval[0] > 0 for each in contrasts):
        return Ruling.PARALLEL
    if all(each.interval[1] < 0 for each in contrasts):
        return Ruling.SEQUENTIAL
    return Ruling.UNDECIDED


def _mean(values: Sequence[float]) -> float:
    return math.fsum(values) / len(values)
