"""A checklist against a text: which of its facts are said, and which are contradicted.

A fact is recalled where one of its patterns is found in a sentence that does not negate it. It is
contradicted where the answer itself negates it or says what contradicts it ("no one was killed");
somebody's denial that is reported ("the government denies that …") does neither. A fact that the
question itself gives away is not scored, unless it gives them all away.

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
_AROUND = 80
_SAID, _NEGATES, _OPEN = "said", "negates", "open"


def checked(facts: Sequence[Fact], question: str, said: Sentences, lang: str) -> Facts:
    """Return which facts an answer in ``lang`` recalls and contradicts, in the checklist's order.

    Facts without patterns in this language, and those that ``question`` gives away, are not scored.
    """
    lang = code(lang)
    scored = [fact for fact in unknown(facts, question) if fact.patterns.get(lang)]
    patterns = [fact.patterns[lang] for fact in scored]
    contrary = [fact.contradicts.get(lang, ()) for fact in scored]
    found = said.spread.found(sought(*patterns, *contrary))
    recalled, contradicted = [], []
    for place, fact in enumerate(scored):
        ways = _ways(fact, found[place], said, lang)
        against = (
            number
            for number, match in found[len(scored) + place]
            if _way(said[number], match, lang) == _SAID and not attributed(said[number], lang)[0]
        )
        if _SAID in ways:
            recalled.append(fact.id)
        if any(True for _ in against) or (_NEGATES in ways and _SAID not in ways):
            contradicted.append(fact.id)
    return Facts(tuple(fact.id for fact in scored), tuple(recalled), tuple(contradicted))


def _ways(fact: Fact, found: Matches, said: Sentences, lang: str) -> set[str]:
    """Return in which ways the sentences speak of a fact.

    A fact that is itself about what was not done, or was denied, is said by a negation: where its
    own sentence does not read as said, neither is read.
    """
    ways = {_way(said[number], match, lang) for number, match in found}
    return ways if not ways or _is_plain(fact.say, fact.patterns[lang], lang) else {_SAID}


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
