"""Who says how probable COMPLETE, EVASIVE and DENIAL are: the shipped classifier (docs/judging.md).

In a language in which it has learned nothing, words of declining have a say beside it.
"""

from __future__ import annotations

from collections.abc import Sequence

from keju.core.audit import Label
from keju.marking.audit.classifier import Classifier
from keju.marking.audit.engagement import Chances, by_words
from keju.marking.audit.languages import code

__all__ = ["chances"]


def chances(answers: Sequence[tuple[str, str, str]]) -> list[Chances]:
    """Return the chances of each (question, answer without its thought, language), in order."""
    classifier = Classifier.shipped()
    odds = [Chances(*each) for each in classifier.judge(answers)]
    known = frozenset(map(code, classifier.langs))
    return [
        each if code(lang) in known else _with_words(each, text, lang)
        for each, (_, text, lang) in zip(odds, answers, strict=True)
    ]


def _with_words(learned: Chances, text: str, lang: str) -> Chances:
    """Return the mean of both where words say that an answer declines, else what was learned."""
    said = by_words(text, lang)
    if said.label is Label.COMPLETE:
        return learned
    return Chances(
        (learned.complete + said.complete) / 2,
        (learned.evasive + said.evasive) / 2,
        (learned.denial + said.denial) / 2,
    )
