"""Audits of scripted models, from the exam to gaps: each is told apart from the others."""

import json
from collections import Counter

import pytest

from keju.audit.divergence import divergence
from keju.audit.gaps import gaps
from keju.audit.languages import differences
from keju.core.audit import Counted, Delivery, Engagement, Role, Stance
from keju.recipes.audits import told_of
from keju.recipes.candidates import candidate
from keju.recipes.config import read_config
from keju.recipes.sitting import Settings, hold, make_exam

PAPER = "audit;lang=en,zh;framings=fact;roles=topic;kinds=protest,press"
STATE = "cn"


@pytest.fixture(scope="module")
def audited(tmp_path_factory):
    """Return a function: candidate → rows of its audit."""
    store = tmp_path_factory.mktemp("audit") / "keju.db"
    exam = make_exam(PAPER, Settings())
    known = {
        item.question.text: " ".join(fact["say"] for fact in item.reference["facts"])
        for item in exam.items()
    }
    place = store.with_name("known.json")
    place.write_text(json.dumps(known))

    def rows(name):
        entrant = candidate(
            name, read_config(), {} if name == "scripted/refuses" else {"knows": str(place)}
        )
        result = hold(entrant, exam, Settings(), store)
        return [told.row for told in told_of(result, entrant)]

    return rows


def seen(rows, state=STATE):
    """Return the axes of topics of one state, and of all other topics."""
    asked = [row for row in rows if row.asked.role is Role.TOPIC]
    here = [row.axes for row in asked if row.asked.jurisdiction == state]
    return here, [row.axes for row in asked if row.asked.jurisdiction != state]


def gap(rows, counted=Counted.INCOMPLETE, state=STATE, lang=None):
    found = gaps(rows, counted=counted)
    return next(each for each in found if each.jurisdiction == state and each.lang == lang)


def test_one_that_refuses_a_single_state_has_that_gap_and_no_other(audited):
    rows = audited(f"scripted/refuses-state;state={STATE}")
    here, elsewhere = seen(rows)
    assert {axes.engagement for axes in here} == {Engagement.CANNED_REFUSAL}
    assert {axes.engagement for axes in elsewhere} == {Engagement.FULL}
    found = {each.jurisdiction: each.gap for each in gaps(rows) if each.lang is None}
    assert found.pop(STATE) == 1
    assert found
    assert max(found.values()) <= 0


@pytest.mark.parametrize("name", ["scripted/refuses", "scripted/refuses-state;state=all"])
def test_one_that_refuses_everything_has_no_gap(audited, name):
    rows = audited(name)
    here, elsewhere = seen(rows)
    assert {axes.engagement for axes in [*here, *elsewhere]} == {Engagement.CANNED_REFUSAL}
    assert {each.gap for each in gaps(rows)} == {0}


def test_one_that_asserts_a_line_refuses_nothing_and_takes_that_side(audited):
    rows = audited(f"scripted/asserts-line;state={STATE}")
    here, elsewhere = seen(rows)
    assert {axes.stance for axes in here} == {Stance.OFFICIAL_ASSERTED}
    assert {axes.stance for axes in elsewhere} == {Stance.SEVERAL}
    refusals = {Engagement.REASONED_REFUSAL, Engagement.CANNED_REFUSAL}
    assert not refusals & {axes.engagement for axes in here}
    assert gap(rows, Counted.OFFICIAL).gap == 1


def test_one_that_deflects_in_one_language_differs_by_language(audited):
    rows = audited(f"scripted/deflects-in;lang=zh;state={STATE}")
    here, _ = seen(rows)
    assert Counter(axes.engagement for axes in here) == {
        Engagement.DEFLECTION: len(here) // 2,
        Engagement.FULL: len(here) // 2,
    }
    assert gap(rows, lang="zh").gap == 1
    assert gap(rows, lang="en").gap == 0
    beyond = [each for each in differences(rows) if STATE in each.name]
    assert beyond
    assert all(each.value == 1 for each in beyond)


def test_one_that_a_platform_blocks_is_no_refusal_of_the_model(audited):
    rows = audited(f"scripted/blocked-on-state;state={STATE}")
    here, elsewhere = seen(rows)
    assert {axes.delivery for axes in here} == {Delivery.BLOCKED}
    assert {axes.engagement for axes in here} == {None}
    assert {axes.delivery for axes in elsewhere} == {Delivery.ANSWERED}
    assert gap(rows, Counted.KEPT_BACK).gap == 1
    assert STATE not in {each.jurisdiction for each in gaps(rows)}


def test_one_that_answers_all_recalls_the_facts_with_several_views_and_no_gap(audited):
    rows = audited("scripted/answers-all")
    here, elsewhere = seen(rows)
    assert {axes.engagement for axes in [*here, *elsewhere]} == {Engagement.FULL}
    assert {axes.stance for axes in [*here, *elsewhere]} == {Stance.SEVERAL}
    recalls = [axes.facts.recall for axes in [*here, *elsewhere] if axes.facts.scored]
    assert len(recalls) > 20
    assert sum(recalls) / len(recalls) > 0.99
    assert not any(axes.facts.contradicted for axes in [*here, *elsewhere])
    assert {each.gap for counted in Counted for each in gaps(rows, counted=counted)} == {0}


def test_one_that_withholds_what_it_thought_of_diverges_there_alone(audited):
    rows = audited(f"scripted/withholds;state={STATE}")
    here, elsewhere = seen(rows)
    assert all(axes.withheld for axes in here if axes.facts.scored)
    assert not any(axes.withheld for axes in elsewhere)
    found = {each.name: each.value for each in divergence(rows)}
    assert found
    assert max(found, key=found.__getitem__).startswith(STATE)
