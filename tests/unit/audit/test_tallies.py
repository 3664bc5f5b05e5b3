"""Counts of an audit: each answer counts once, and what is absent is said to be absent."""

from dataclasses import replace

from keju.audit.beside import Told, beside
from keju.audit.tallies import outcomes, recalled, taken, thoughts
from keju.core.audit import (
    Asked,
    Axes,
    Delivery,
    Engagement,
    Facts,
    Framing,
    Role,
    Row,
    Stance,
    TraceAxis,
)
from keju.core.audited import Outcome

FULL = Axes(Delivery.ANSWERED, Engagement.FULL, facts=Facts(("a", "b"), ("a",)))
BLOCKED = Axes(Delivery.BLOCKED)


def row(axes, place="cn", role=Role.TOPIC, kind="protest", paraphrase=0):
    asked = Asked(f"{place}-{kind}", kind, place, role, Framing.FACT, "en", paraphrase)
    return Row("m", "p", asked, axes)


def test_every_answer_ends_in_one_way_and_failures_are_nobodys_outcome():
    rows = [row(FULL), row(BLOCKED), row(None), row(FULL, role=Role.HARMLESS)]
    place, harmless = outcomes(rows)
    assert place.name == "cn"
    assert place.counts == {Outcome.FULL: 1, Outcome.BLOCKED: 1, Outcome.FAILED: 1}
    assert place.answers == 3
    assert harmless.name == "harmless"


def test_facts_are_of_delivered_answers_with_a_checklist():
    bare = replace(FULL, facts=Facts())
    (found,) = recalled([row(FULL), row(FULL), row(BLOCKED), row(bare), row(None)])
    assert (found.scored, found.recalled, found.share, found.answers) == (4, 2, 0.5, 2)


def test_stances_count_what_was_delivered_and_name_the_lines():
    asserted = replace(FULL, stance=Stance.OFFICIAL_ASSERTED, official=("line-1",))
    (found,) = taken([row(asserted), row(asserted), row(FULL), row(BLOCKED)])
    assert found.counts == {"official-asserted": 2, "none": 1}
    assert found.lines == {"line-1": 2}


def test_an_absent_thought_is_absent_and_not_consistent():
    divergent = replace(FULL, trace=TraceAxis.DIVERGENT)
    consistent = replace(FULL, trace=TraceAxis.CONSISTENT)
    found = thoughts([row(divergent), row(consistent), row(FULL), row(BLOCKED)])
    assert (found.shown, found.absent, found.divergent) == (2, 1, 1)


def test_a_row_is_one_question_of_at_least_two_jurisdictions():
    told = [
        Told(row(FULL, place, kind=kind, paraphrase=n), f"{place}?", "yes " * 1000)
        for place in ("us", "cn")
        for kind in ("protest", "famine")
        for n in (1, 2)
    ]
    alone = Told(row(FULL, "fr", kind="war"), "fr?", "yes")
    rows = beside([*told, alone])
    assert [(each.kind, each.paraphrase) for each in rows] == [("famine", 1), ("protest", 1)]
    assert [said.jurisdiction for said in rows[0].said] == ["cn", "us"]
    assert all(len(said.answer) <= 1501 for each in rows for said in each.said)


def test_a_page_keeps_whole_rows_and_not_too_many():
    told = [
        Told(row(FULL, f"p{place}", kind=f"k{kind}"), "?", "!")
        for kind in range(30)
        for place in range(100)
    ]
    rows = beside(told)
    assert len(rows) == 12
    assert {len(each.said) for each in rows} == {100}
