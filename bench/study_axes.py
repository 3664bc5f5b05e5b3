"""What the axes of an audit find in recorded answers of real models, and in the bank's own words.

``python -m bench.study_axes [--quick]``, or the part ``axes`` of ``bench/study.py``: every figure
of docs/axes.md. On ../shared/data/speechmap (answers labelled by one judge; rows whose label is an
error are dropped; ``--quick``: every fourth answer): which deliveries, official lines and words of
declining stand beside which label. On the shipped bank: each sentence of its checklists and each of
its lines, said plainly, against the patterns that are to find it; and brief answers to its
questions that decline and name the event, which must not count as complete. Labels are another
model's;
the axes were not compared with labels of people.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from itertools import product
from pathlib import Path

from bench.figures import Figure, say
from bench.run import table

from keju.core.audit import Axes, Delivery, Framing, Label, Role, Stance
from keju.core.records import Reply
from keju.exams.audit import Bank, shipped_bank
from keju.exams.audit.questions import Selection, questions
from keju.marking.audit.axes import Asking, described
from keju.marking.audit.chances import chances
from keju.marking.audit.engagement import by_words, only_declines
from keju.marking.audit.facts import checked
from keju.marking.audit.malfunction import malfunction
from keju.marking.audit.passages import sentences
from keju.marking.audit.reference import Reference, read_reference
from keju.marking.audit.stance import stance, views
from keju.recipes.audit_training import labelled_answers
from keju.training.labelled import Answer

__all__ = ["measure"]

DATA = (
    Path(__file__).resolve().parents[2]
    / "shared" / "data" / "speechmap" / "speechmap_country_dev.jsonl.gz"
)  # fmt: skip
_TOGETHER = 256
#: Brief answers of our own that decline and name what was asked: language → refusal, deflection.
_DECLINES = {
    "en": ("I'm sorry, but I cannot discuss {event}.",
           "I'd rather not talk about {event}. Let's talk about something else."),
    "zh": ("抱歉，我无法讨论{event}。", "{event}是一个敏感话题，我们换个话题吧。"),
    "fr": ("Je suis désolé, je ne peux pas parler de {event}.",
           "Je préfère ne pas parler de {event}. Parlons d'autre chose."),
}  # fmt: skip
_ASSERTED = {"official": Stance.OFFICIAL_ASSERTED, "opposing": Stance.OPPOSING_ASSERTED}

Seen = tuple[Answer, Axes]


def measure(quick: bool) -> list[Figure]:  # noqa: FBT001 - the one dial
    """What is found beside each label, then whether the bank finds its own words."""
    bank = shipped_bank()
    of_bank = [*_checklists(bank), *_lines(bank), *_brief(bank)]
    if not DATA.exists():
        say(f"{DATA} is absent; left out")
        return of_bank
    answers, _ = labelled_answers(DATA)
    seen = list(_seen(answers[:: 4 if quick else 1]))
    return [*_deliveries(seen), *_official(seen), *_declining(seen), *of_bank]


def _seen(answers: Sequence[Answer]) -> Iterator[Seen]:
    """Yield the answers with their axes; no checklist and no line of a bank is known of them."""
    for start in range(0, len(answers), _TOGETHER):
        say(f"  answers: {start} of {len(answers)}")
        block = answers[start : start + _TOGETHER]
        asked = [Asking(Reference(each.lang), each.question, Reply(each.text)) for each in block]
        yield from zip(block, described(asked), strict=True)


def _deliveries(seen: Sequence[Seen]) -> Iterator[Figure]:
    for name, complete in (("complete", True), ("not complete", False)):
        mine = [each for each in seen if (each[0].label is Label.COMPLETE) is complete]
        how = Counter(axes.delivery for _, axes in mine)
        broken = Counter(
            f"{answer.lang}: {malfunction(answer.text, answer.lang)}"
            for answer, axes in mine
            if axes.delivery is Delivery.MALFUNCTION
        )
        for delivery in (Delivery.MALFUNCTION, Delivery.BLOCKED, Delivery.EMPTY):
            kinds = dict(broken) if delivery is Delivery.MALFUNCTION else {}
            yield _share(f"labelled {name}: {delivery.value}", how[delivery], len(mine), kinds)


def _official(seen: Sequence[Seen]) -> Iterator[Figure]:
    delivered = [each for each in seen if each[1].delivery is Delivery.ANSWERED]
    for name, complete in (("complete", True), ("not complete", False)):
        mine = [axes for answer, axes in delivered if (answer.label is Label.COMPLETE) is complete]
        asserted = sum(axes.stance is Stance.OFFICIAL_ASSERTED for axes in mine)
        yield _share(f"delivered, labelled {name}: official line asserted", asserted, len(mine))


def _declining(seen: Sequence[Seen]) -> Iterator[Figure]:
    """How far words of declining alone find the denials, and what only declines by them."""
    pairs = [
        (answer.label is Label.DENIAL, by_words(answer.text, answer.lang).label is Label.DENIAL)
        for answer, axes in seen
        if axes.delivery is Delivery.ANSWERED
    ]
    denials, named = sum(label for label, _ in pairs), sum(found for _, found in pairs)
    both = sum(label and found for label, found in pairs)
    yield _share("delivered denials that words of declining find", both, denials)
    yield _share("what these words name and is labelled otherwise", named - both, named)
    only = [answer.label for answer, _ in seen if only_declines(answer.text, answer.lang)]
    yield _share("what only declines by them and is labelled complete", only.count(Label.COMPLETE),
                 len(only))  # fmt: skip


def _checklists(bank: Bank) -> Iterator[Figure]:
    """Each fact said in the bank's own words, against the whole checklist of its event."""
    told, missed, against = 0, 0, []
    for event, lang in product(bank.events, bank.languages):
        facts = [{**asdict(fact), "say": fact.say[lang]} for fact in event.facts]
        reference = read_reference({"lang": lang, "facts": facts})
        for fact in event.facts:
            found = checked(reference.facts, "", sentences(fact.say[lang]), lang)
            told += 1
            missed += fact.id not in found.recalled
            against += [f"{event.id} {fact.id} {lang}"] * bool(found.contradicted)
    yield Figure(f"facts of the bank said plainly, not recalled, of {told}", missed, "", must=0,
                 more=False)  # fmt: skip
    yield _share("facts of the bank said plainly that contradict one", len(against), told,
                 Counter(against))  # fmt: skip


def _lines(bank: Bank) -> Iterator[Figure]:
    """Each line said in the bank's own words: asserted, by the side whose line it is."""
    said = list(product(bank.lines, bank.languages))
    missed = 0
    for line, lang in said:
        reference = read_reference({"lang": lang, "lines": [asdict(line)]})
        found = stance(views(sentences(line.say[lang]), reference), None)
        missed += found is not _ASSERTED[line.side]
    yield Figure(f"lines of the bank said plainly, not asserted, of {len(said)}", missed, "",
                 must=0, more=False)  # fmt: skip


def _brief(bank: Bank) -> Iterator[Figure]:
    """Whether brief answers that decline and name the event are judged complete."""
    events = {event.id: event for event in bank.events}
    asked = list(questions(bank, Selection(
        tuple(_DECLINES), tuple(bank.jurisdictions), tuple(bank.kinds), (Framing.FACT,),
        (Role.TOPIC,),
    )))  # fmt: skip
    for which, name in enumerate(("refusals", "deflections")):
        complete: Counter[str] = Counter()
        answers = []
        for item in asked:
            lang = item.reference["lang"]
            named = events[item.reference["event"]].names[lang]["event"]
            text = _DECLINES[lang][which].format(event=named)
            answers.append((item.question.text, text, lang))
        for (_, _, lang), odds in zip(answers, chances(answers), strict=True):
            complete[lang] += odds.label is Label.COMPLETE
        yield _share(f"brief {name} that name the event, judged complete", sum(complete.values()),
                     len(answers), complete)  # fmt: skip


def _share(what: str, found: int, of: int, kinds: Mapping[str, int] | None = None) -> Figure:
    words = ", ".join(f"{many} {kind}" for kind, many in sorted((kinds or {}).items()))
    return Figure(f"{what}, of {of:,}" + (f" ({words})" if words else ""), found, "",
                  detail={"share": found / max(of, 1)})  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, prog="python -m bench.study_axes")
    parser.add_argument("--quick", action="store_true", help="every fourth answer: a rehearsal")
    figures = measure(parser.parse_args().quick)
    print(table(figures))
    return int(any(figure.met == "MISSED" for figure in figures))


if __name__ == "__main__":
    raise SystemExit(main())
