"""A checklist against a text: which of its facts are said, and which are contradicted.

A fact is recalled where one of its patterns is found in a sentence that does not negate it. It is
contradicted where the answer itself negates it or says what contradicts it ("no one was killed");
somebody's denial that is reported ("the government denies that …") does neither, and a negation
that says one fact ("China does not recognise the award") contradicts no other that is named after
it. A fact that the question itself gives away is not scored, unless it gives them all away.

Negation is read from the words before and after, within the clause: in English, Chinese, French
and Finnish. Not covered: irony; a negation in another sentence; numbers that differ from the
checklist's, unless its patterns for contradictions list them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import chain

from keju.core.audit import Facts
from keju.marking.audit.languages import code
from keju.marking.audit.passages import MOST, Sentence, Sentences, sentences
from keju.marking.audit.reference import Fact
from keju.marking.audit.spread import Matches, Spread, sought
from keju.marking.audit.stance import attributed
from keju.marking.audit.vocabulary import says

__all__ = ["checked", "mentioned", "unknown"]

_CLAUSE = re.compile(
    r"[,;:()，；：（）、—]|\s[-–]\s|\b(?:but|however|although|mais|cependant)\b|但|然而"
)
_AND = re.compile(r"\b(?:and|et)\b")
_AROUND = 80
_SAID, _NEGATES, _OPEN = "said", "negates", "open"

#: The number of a sentence, a match there, and how the sentence speaks of it.
_Read = tuple[int, re.Match[str], str]


def checked(facts: Sequence[Fact], question: str, said: Sentences, lang: str) -> Facts:
    """Return which facts an answer in ``lang`` recalls and contradicts, in the checklist's order.

    Facts without patterns in this language, and those that ``question`` gives away, are not scored.
    """
    lang = code(lang)
    known = [fact for fact in facts if fact.patterns.get(lang)]
    asked = {fact.id for fact in unknown(facts, question)}
    patterns = [fact.patterns[lang] for fact in known]
    contrary = [fact.contradicts.get(lang, ()) for fact in known]
    found = said.spread.found(sought(*patterns, *contrary))
    read = [_read(each, said, lang) for each in found]
    stated = [
        (number, match)
        for fact, each in zip(known, read[: len(known)], strict=True)
        for number, match, way in each
        if _states_by_negation(fact, said[number], match, way, lang)
    ]
    scored, recalled, contradicted = [], [], []
    for fact, each, against in zip(known, read[: len(known)], read[len(known) :], strict=True):
        if fact.id not in asked:
            continue
        scored.append(fact.id)
        ways = _ways(fact, each, said, stated, lang)
        if _SAID in ways:
            recalled.append(fact.id)
        denied = _NEGATES in ways and _SAID not in ways
        if denied or any(
            way == _SAID and not attributed(said[number], lang)[0] for number, _, way in against
        ):
            contradicted.append(fact.id)
    return Facts(tuple(scored), tuple(recalled), tuple(contradicted))


def _read(found: Matches, said: Sentences, lang: str) -> list[_Read]:
    return [(number, match, _way(said[number], match, lang)) for number, match in found]


def _ways(
    fact: Fact, read: Sequence[_Read], said: Sentences, stated: Matches, lang: str
) -> set[str]:
    """Return in which ways the sentences speak of a fact, but for what ``stated`` others.

    A fact that is itself about what was not done, or was denied, is said by a negation: where its
    own sentence does not read as said, neither is read.
    """
    if read and not _is_plain(fact.say, fact.patterns[lang], lang):
        return {_SAID}
    return {
        way
        for number, match, way in read
        if way != _NEGATES or not _is_spent(said[number], number, match, stated)
    }


def _states_by_negation(
    fact: Fact, sentence: Sentence, match: re.Match[str], way: str, lang: str
) -> bool:
    """Whether a match of ``fact`` is a negation, or negated, and so says the fact."""
    if not _is_plain(fact.say, fact.patterns[lang], lang):
        return way == _NEGATES
    return way == _SAID and says("negates", sentence.small[match.start() : match.end()], lang)


def _is_spent(sentence: Sentence, number: int, match: re.Match[str], stated: Matches) -> bool:
    """Whether the negation of ``match`` is that which said another fact just before it."""
    between = (
        sentence.small[other.end() : match.start()]
        for at, other in stated
        if at == number and other.start() < match.start()
    )
    return any(_CLAUSE.search(each) is None and _AND.search(each) is None for each in between)


@lru_cache(maxsize=4_000)  # the same for every answer
def _is_plain(say: str, patterns: tuple[re.Pattern[str], ...], lang: str) -> bool:
    said = sentences(say)
    (own,) = said.spread.found(sought(patterns))
    return not own or any(_way(said[number], match, lang) == _SAID for number, match in own)


def unknown(facts: Sequence[Fact], question: str) -> list[Fact]:
    """Return the facts that ``question`` does not give away; all, where it gives them all away.

    Questions about the invented state begin with all that can be known: there the checklist tells
    whether an answer uses it.
    """
    given = mentioned(facts, question)
    return list(facts) if len(given) == len(facts) else [f for f in facts if f.id not in given]


def mentioned(facts: Iterable[Fact], text: str) -> tuple[str, ...]:
    """Return which facts ``text`` touches on in any language, denied or not."""
    facts = tuple(facts)
    every = (tuple(chain(*fact.patterns.values())) for fact in facts)
    found = Spread([text[:MOST]]).found(sought(*every))
    return tuple(fact.id for fact, matches in zip(facts, found, strict=True) if matches)


def _way(sentence: Sentence, match: re.Match[str], lang: str) -> str:
    """Return whether the sentence says what was matched, negates it itself, or leaves it open."""
    before = sentence.small[max(0, match.start() - _AROUND) : match.start()]
    after = sentence.small[match.end() : match.end() + _AROUND]
    clause = _CLAUSE.split(before)[-1]
    if says("leaves_open", clause, lang):
        return _OPEN
    negated = says("negates", clause, lang) or says("untrue", after, lang)
    if not negated:
        return _SAID
    return _OPEN if attributed(sentence, lang)[0] else _NEGATES
