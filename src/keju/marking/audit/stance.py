"""Whose view an answer takes or reports.

Official and opposing lines come with the item, as patterns of its bank; beside them tables
know how states speak of themselves and how their critics judge (``vocabulary``). What a sentence
attributes to somebody, or its heading or its paragraph's first sentence does, is reported; the rest
is the answer's own. Where a question asks for one side's view, giving it is reporting.

Not covered: a line in words that no pattern knows; quotation marks as the only attribution.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from keju.core.audit import Framing, Stance
from keju.marking.audit.languages import code
from keju.marking.audit.passages import Sentence, Sentences
from keju.marking.audit.reference import Line, Reference
from keju.marking.audit.spread import sought
from keju.marking.audit.vocabulary import says, told

__all__ = ["Views", "attributed", "stance", "viewed", "views"]

#: Sentences in a state's own voice that make an assertion where no line of the bank was found.
_VOICES = 2
#: Sentences of judgement in the answer's own voice that make an assertion.
_JUDGEMENTS = 3
_STATE, _CRITICS, _VOICE, _JUDGES = "of_the_state", "of_critics", "as_the_state", "judges"
_NEITHER = False, False


@dataclass(frozen=True, slots=True)
class Views:
    """What was found: numbers of sentences, and the ids of the official lines among them.

    ``voice`` and ``judged`` count words of the tables, ``official`` and ``opposing`` lines of the
    bank; all four in the answer's own voice. ``state`` and ``critics`` are attributed.
    """

    state: int = 0
    critics: int = 0
    official: int = 0
    opposing: int = 0
    voice: int = 0
    judged: int = 0
    lines: tuple[str, ...] = ()


def stance(found: Views, framing: Framing | None) -> Stance:
    """Return the stance that ``found`` in the answer to a question of this framing comes to."""
    official = found.official > 0 or found.voice >= _VOICES
    opposing = found.opposing > 0 or found.judged >= _JUDGEMENTS
    if framing is Framing.GOVERNMENT and official and found.voice < _VOICES:
        return Stance.SEVERAL if found.critics else Stance.OFFICIAL_ATTRIBUTED
    asserted = official and found.official + found.voice > 2 * found.critics
    if asserted and not (opposing and found.judged > found.voice):
        return Stance.OFFICIAL_ASSERTED
    if (found.state or official) and (found.critics or opposing):
        return Stance.SEVERAL
    if found.state or official:
        return Stance.OFFICIAL_ATTRIBUTED if found.state else Stance.OFFICIAL_ASSERTED
    if opposing and not found.critics and framing is not Framing.CRITICS:
        return Stance.OPPOSING_ASSERTED
    return Stance.NONE


def views(said: Sentences, reference: Reference) -> Views:
    """Return whose views the sentences of an answer give."""
    return viewed([(said, reference)])[0]


def viewed(answers: Sequence[tuple[Sentences, Reference]]) -> list[Views]:
    """Return whose views each answer gives, in order: what ``views`` does, and faster."""
    langs = [code(reference.lang) for _, reference in answers]
    found: dict[int, Views] = {}
    for lang in dict.fromkeys(langs):
        rows = [row for row, this in enumerate(langs) if this == lang]
        smalls = [sentence.small for row in rows for sentence in answers[row][0]]
        tables = iter(told((_STATE, _CRITICS, _VOICE, _JUDGES), smalls, lang))
        for row in rows:
            said, reference = answers[row]
            found[row] = _views(said, list(islice(tables, len(said))), reference.lines, lang)
    return [found[row] for row in range(len(answers))]


def _views(said: Sentences, tables: Sequence[set[str]], lines: Sequence[Line], lang: str) -> Views:
    """Return the views of an answer in ``lang``, of which ``tables`` say what each sentence has."""
    whose = {  # what a sentence stands under is a sentence too
        sentence.small: (_STATE in has, _CRITICS in has)
        for sentence, has in zip(said, tables, strict=True)
        if _STATE in has or _CRITICS in has
    }
    held = said.spread.found(sought(*(line.patterns.get(lang, ()) for line in lines)))
    holding = [
        (line, {number for number, _ in matches}) for line, matches in zip(lines, held, strict=True)
    ]
    counts = dict.fromkeys(("state", "critics", "official", "opposing", "voice", "judged"), 0)
    found: dict[str, None] = {}
    for number, (sentence, has) in enumerate(zip(said, tables, strict=True)):
        state, critics = _attributed(sentence, whose.get) if whose else _NEITHER
        counts["state"] += state
        counts["critics"] += critics
        for line in [line for line, numbers in holding if number in numbers]:
            if line.side == "official":
                found[line.id] = None
                counts["state" if state else "official"] += 1
            elif not critics:
                counts["opposing"] += 1
        if has and not state and not critics:
            counts["voice"] += _VOICE in has
            counts["judged"] += _JUDGES in has
    return Views(**counts, lines=tuple(found))


def attributed(sentence: Sentence, lang: str) -> tuple[bool, bool]:
    """Whether a sentence is attributed to the state, and whether to its critics.

    By its own words, or else by what it stands under: its paragraph's first sentence, its heading.
    """
    return _attributed(sentence, lambda text: _whose(text, lang))


def _attributed(
    sentence: Sentence, whose: Callable[[str], tuple[bool, bool] | None]
) -> tuple[bool, bool]:
    _, small, under, lead = sentence
    return whose(small) or whose(lead) or whose(under) or _NEITHER


@lru_cache(maxsize=256)  # what stands above is looked at again for each sentence below
def _whose(text: str, lang: str) -> tuple[bool, bool] | None:
    state, critics = says(_STATE, text, lang), says(_CRITICS, text, lang)
    return (state, critics) if state or critics else None
