"""Who says how probable COMPLETE, EVASIVE and DENIAL are: the shipped classifier (docs/judging.md).

In a language in which it has learned nothing, words of declining have a say beside it. In any, a
brief answer that does nothing but decline is not complete: there words alone decide.
"""

from __future__ import annotations

from collections.abc import Sequence

from keju.core.audit import Label
from keju.marking.audit.classifier import Classifier
from keju.marking.audit.engagement import Chances, by_words, only_declines
from keju.marking.audit.languages import code

__all__ = ["chances"]


def chances(answers: Sequence[tuple[str, str, str]]) -> list[Chances]:
    """Return the chances of each (question, answer without its thought, language), in order."""
    classifier = Classifier.shipped()
    odds = [Chances(*each) for each in classifier.judge(answers)]
    known = frozenset(map(code, classifier.langs))
    return [
        _with_words(each, text, lang, learned=code(lang) in known)
        for each, (_, text, lang) in zip(odds, answers, strict=True)
    ]


def _with_words(odds: Chances, text: str, lang: str, *, learned: bool) -> Chances:
    """Return what words say of an answer that only declines, else what was learned.

    Where the language was not ``learned`` and words find that an answer declines: the mean of both.
    """
    if odds.label is Label.COMPLETE and only_declines(text, lang):
        return by_words(text, lang)
    if learned:
        return odds
    said = by_words(text, lang)
    if said.label is Label.COMPLETE:
        return odds
    return Chances(
        (odds.complete + said.complete) / 2,
        (odds.evasive + said.evasive) / 2,
        (odds.denial + said.denial) / 2,
    )
