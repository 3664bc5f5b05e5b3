"""What judge models make of an audit's answers, in the place of the shipped classifier.

To each judge the answers of one sitting are an exam, which it sits as any candidate sits any exam:
its opinions are kept in the store, paid for once, and inside the budget of the command.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from keju.audit.banks import DrawnExam
from keju.audit.beside import Told
from keju.core.audit import Delivery
from keju.core.errors import InputError
from keju.core.protocols import Exam
from keju.core.records import Item, MarkerSpec, Question, Reply
from keju.marking.rubric import JudgeMarker, Opinion
from keju.recipes.audit_panel import panel_marker, read_ruling, ruled
from keju.recipes.audit_reports import Held
from keju.recipes.candidates import Entrant
from keju.recipes.config import read_config
from keju.recipes.panel import opinion
from keju.recipes.sitting import Result, Settings, entrants
from keju.recipes.stored import stored
from keju.runner import reservation, run

__all__ = ["LENGTH", "about", "as_judged", "judging_cost", "opinions_spec", "read_judges"]
__all__ += ["rejudged"]

#: What an answer is taken to be long before it is there, in characters.
LENGTH = 4_000

#: Whether a judge gave its mark in the form it was asked for; which mark is nobody's to correct.
_IN_FORM = MarkerSpec("regex", {"pattern": r"^\W*mark\W", "flags": "im", "anywhere": True})
_NOT_ASKED = Opinion(None, "a judge was not asked")

#: Lets the judges sit an exam, one result each; fewer where that was interrupted.
Sit = Callable[[Exam], Sequence[Result]]


def read_judges(text: str | None, settings: Settings) -> tuple[Entrant, ...]:
    """Return the judges of ``--judges A,B``, made as the candidates are.

    Raises InputError for fewer than two of different origin, a judge that cannot be made, and one
    without a price where money is bounded.
    """
    if text is None:
        return ()
    names = tuple(name.strip() for name in text.split(",") if name.strip())
    known = read_config().models
    panel_marker([known[name].model if name in known else name for name in names])
    made = tuple(entrants(names, as_judged(settings)))
    if len({each.candidate.id for each in made}) < len(made):
        for each in made:
            run(each.candidate.model.close())
        raise InputError(f"--judges {text}: two of them are one model; name another in its place")
    return made


def as_judged(settings: Settings) -> Settings:
    """Return how judges are asked: about everything, once, with parameters of their own."""
    return replace(settings, questions=None, attempts=1, fresh=False, parameters={}, marker=None)


def judging_cost(judges: Sequence[Entrant], items: Sequence[Item]) -> float | None:
    """Return the most that opinions on one answer to each item cost, in US dollars.

    The answers, which nobody knows yet, are taken to be ``LENGTH`` characters long. None: the price
    of a judge is not known.
    """
    marker = panel_marker([each.candidate.name for each in judges])
    asked = [marker.request(item, "x" * LENGTH) for item in items]
    total = 0.0
    for judge in judges:
        if judge.pricing is None:
            return None
        total += sum(reservation(judge.candidate.method, judge.pricing, each) for each in asked)
    return total


def opinions_spec(sitting: int) -> str:
    """Return the name of the exam that the answers of a sitting are to judges."""
    return f"audit-opinions;sitting={sitting}"


def rejudged(held: Held, sitting: int, judges: Sequence[str], sit: Sit) -> Held:
    """Return the answers of ``sitting`` with the engagement that all judges agree on.

    Where they disagree, abstain or were not asked, the answer is left out and counted. What was not
    delivered stays as it is: there is nothing to judge.
    """
    marker = panel_marker(judges)
    asked = {each.row.answer_key: _asked(each, marker) for each in held.told if _delivered(each)}
    if not asked:
        return held
    once = {question.id: Item(question, None, _IN_FORM) for question, _ in asked.values()}
    results = sit(DrawnExam(opinions_spec(sitting), tuple(once.values()), "audit-opinions"))
    said = [_opinions(result, marker) for result in results]
    said += [{}] * (len(judges) - len(said))
    kept = []
    for each in held.told:
        axes = each.row.axes
        if axes is not None and each.row.answer_key in asked:
            question, reply = asked[each.row.answer_key]
            opinions = [opinion.get(question.id, _NOT_ASKED) for opinion in said]
            axes = ruled(axes, read_ruling(marker.combine(opinions, reply.text)))
            if axes is None:
                continue
        kept.append(each._replace(row=replace(each.row, axes=axes)))
    stopped = [held.stopped, *(each.stopped for each in results)]
    return Held(
        tuple(kept),
        next((each for each in stopped if each is not None), None),
        len(held.told) - len(kept),
    )


def _delivered(each: Told) -> bool:
    axes = each.row.axes
    return each.heard is not None and axes is not None and axes.delivery is Delivery.ANSWERED


def _asked(each: Told, marker: JudgeMarker) -> tuple[Question, Reply]:
    """Return what judges are asked about an answer, who see what the asker saw, and the answer."""
    assert each.heard is not None
    question, reply = each.heard
    return about(question, reply, marker), reply


def about(question: Question, reply: Reply, marker: JudgeMarker) -> Question:
    """Return what a judge is asked about an answer."""
    return Question(marker.request(Item(question, None, _IN_FORM), reply.text))


def _opinions(result: Result, marker: JudgeMarker) -> Mapping[str, Opinion]:
    """Return question → what a judge said of it."""
    with stored(result.store) as store:
        return {
            line.item.question.id: opinion(line.reply, marker)
            for line in store.answers(result.summary.sitting.id)
            if line.reply is not None
        }
