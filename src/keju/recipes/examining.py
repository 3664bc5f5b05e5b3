"""From the results of one command to what it examined, with a verdict between two candidates."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Sequence

from keju.core.design import Design
from keju.core.errors import InputError
from keju.core.examined import Examined
from keju.exams import names_exam
from keju.models.providers import PROVIDERS
from keju.recipes.candidates import LOCAL
from keju.recipes.marks_sources import compare_at_hand, marks_at_hand
from keju.recipes.sitting import Result

__all__ = ["ALPHA", "examined", "split_words"]

#: How often any verdict of one command may be wrong.
ALPHA = 0.05


def split_words(words: Sequence[str], models: Collection[str]) -> tuple[list[str], list[str]]:
    """Tell candidates from the exams that follow them; the first word is always a candidate.

    ``models`` are the names of keju.toml. A word that starts as a model does, such as
    ``recorded/answers.jsonl``, is a candidate.
    """

    def is_exam(word: str) -> bool:
        provider, slash, _ = word.partition("/")
        modelled = word in models or (slash and provider in {*LOCAL, *PROVIDERS})
        return not modelled and names_exam(word)

    last = list(itertools.takewhile(is_exam, reversed(words[1:])))[::-1]
    return list(words[: len(words) - len(last)]), last


def examined(results: Sequence[Result], verdicts: int = 1) -> Examined:
    """Return the sittings of one exam with the verdict on them, where they are two.

    ``verdicts`` are given in one command, and each takes its part of ``ALPHA`` (Bonferroni), so
    that all together are wrong that often at most.
    """
    summaries = tuple(result.summary for result in results)
    if len(results) != 2:
        return Examined(summaries)
    try:
        found = marks_at_hand([str(each.sitting.id) for each in summaries], results[0].store)
        assert found is not None  # two numbers of sittings are marks at hand
        comparison = compare_at_hand(found, Design(alpha=ALPHA / verdicts))
    except InputError as error:  # they never differ, or have too little in common
        return Examined(summaries, silence=str(error), verdicts=verdicts)
    return Examined(summaries, comparison, verdicts=verdicts)
