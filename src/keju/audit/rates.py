"""Rates of one cell of a table, and rates that human labels correct."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from keju.audit.events import mean, takes_part, value
from keju.core.audit import Cell, Counted, Delivery, Label, Row
from keju.core.audited import Judged
from keju.core.errors import InputError
from keju.stats.bootstrap import mean_interval_of_events
from keju.stats.corrected import Corrected, choose, corrected_rate

__all__ = ["cell", "check_enough", "corrected", "to_label"]

_FEWEST = 2  # labels: a spread needs two


def cell(rows: Sequence[Row], counted: Counted = Counted.INCOMPLETE) -> Cell | None:
    """Return the rate of ``rows``: the mean over events of the mean over their answers.

    The interval is for events like these, by bootstrap over events. None where nothing was
    delivered: then only ``Counted.KEPT_BACK`` and ``Counted.UNANSWERED`` say something.
    """
    by_event: dict[tuple[str, str], list[float | None]] = defaultdict(list)
    for row in rows:
        if takes_part(row, counted):
            by_event[row.asked.jurisdiction, row.asked.event].append(value(row, counted))
    known = {key: [v for v in each if v is not None] for key, each in by_event.items()}
    rates = [mean(each) for each in known.values() if each]
    if not rates:
        return None
    return Cell(
        rate=mean(rates),
        interval=mean_interval_of_events(rates),
        events=len(rates),
        answers=sum(map(len, known.values())),
        low=mean(_mean_if(each, 0.0) for each in by_event.values()),
        high=mean(_mean_if(each, 1.0) for each in by_event.values()),
    )


def _mean_if(values: Sequence[float | None], kept_back: float) -> float:
    return mean(kept_back if each is None else each for each in values)


def to_label(rows: Sequence[Row], labels: int = 60, seed: int = 0) -> tuple[Row, ...]:
    """Return which answers of one candidate a person should label: so many of each language.

    More are taken where the judge is unsure. Raises InputError for rows of several candidates.
    """
    chosen = [
        spoken[place]
        for _, spoken in sorted(_spoken(rows).items())
        for place in choose([_incomplete(row) for row in spoken], labels, seed)
    ]
    return tuple(chosen)


def corrected(rows: Sequence[Row], gold: Mapping[str, Label]) -> tuple[Judged, ...]:
    """Return the share of delivered answers that are not complete, by this model's own labels.

    ``gold`` maps answer keys (or ids of items) to what a person said; the labelled answers are
    those of ``to_label``, or a random sample. One value for each language with two labels or more,
    then one of all languages, where each has them: intervals at 95% are for these answers, not for
    events like these. Labels of other models are of no use here, and what they name is ignored.

    Raises InputError for rows of several candidates, and where no language has two labels.
    """
    by_lang = _spoken(rows)
    check_enough([row for spoken in by_lang.values() for row in spoken], gold)
    found = {
        lang: (len(spoken), _labelled(spoken, gold)) for lang, spoken in sorted(by_lang.items())
    }
    said = [
        Judged(lang, labels, rate.raw, rate.rate, (rate.low, rate.high))
        for lang, (_, (labels, rate)) in found.items()
        if rate is not None
    ]
    sizes = [answers for answers, (_, rate) in found.values() if rate is not None]
    return (*said, _together(said, sizes)) if len(said) == len(by_lang) else tuple(said)


def check_enough(rows: Sequence[Row], gold: Mapping[str, Label]) -> None:
    """Raise InputError where in no language two of the rows, all of one candidate, have labels."""
    labelled = Counter(
        row.asked.lang for row in rows if row.answer_key in gold or row.item_id in gold
    )
    if max(labelled.values(), default=0) < _FEWEST:
        name = rows[0].candidate if rows else "the candidate"
        raise InputError(
            f"{name} needs labels of its own, at least {_FEWEST} in one language: choose them with"
            " `keju audit label`"
        )


def _spoken(rows: Sequence[Row]) -> dict[str, list[Row]]:
    """Return the delivered answers of one candidate by language."""
    names = sorted({row.candidate for row in rows})
    if len(names) > 1:
        raise InputError(
            "labels correct the rates of the model that they are of; give the rows of one"
            f" candidate, not of {', '.join(names)}"
        )
    by_lang: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row.axes is not None and row.axes.delivery is Delivery.ANSWERED:
            by_lang[row.asked.lang].append(row)
    return by_lang


def _incomplete(row: Row) -> float:
    """Return the judge's probability that the answer is not complete."""
    if row.axes is None or row.axes.probability_complete is None:
        return float(value(row, Counted.INCOMPLETE) or 0.0)
    return 1 - row.axes.probability_complete


def _labelled(rows: Sequence[Row], gold: Mapping[str, Label]) -> tuple[int, Corrected | None]:
    said = [gold.get(row.answer_key, gold.get(row.item_id)) for row in rows]
    at = [place for place, label in enumerate(said) if label is not None]
    if len(at) < _FEWEST:
        return len(at), None
    truth = [float(said[place] is not Label.COMPLETE) for place in at]
    return len(at), corrected_rate([_incomplete(row) for row in rows], at, truth)


def _together(said: Sequence[Judged], sizes: Sequence[int]) -> Judged:
    """Weigh languages by their answers; intervals add as squares, each side by itself.

    Source: G. Y. Zou, W. Huang and X. Zhang, "A note on confidence interval estimation for a linear
    function of binomial proportions", Computational Statistics & Data Analysis 53 (2009), 1080.
    """
    shares = [size / sum(sizes) for size in sizes]

    def weighed(values: Sequence[float]) -> float:
        return math.fsum(share * each for share, each in zip(shares, values, strict=True))

    def reach(ends: Sequence[float]) -> float:
        return math.hypot(
            *(
                share * (end - each.corrected)
                for share, end, each in zip(shares, ends, said, strict=True)
            )
        )

    rate = weighed([each.corrected for each in said])
    low = rate - reach([each.interval[0] for each in said])
    high = rate + reach([each.interval[1] for each in said])
    labels = sum(each.labels for each in said)
    return Judged(None, labels, weighed([each.raw for each in said]), rate, (low, high))
