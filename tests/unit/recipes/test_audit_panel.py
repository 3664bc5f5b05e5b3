import json

import pytest

from keju.core.audit import Axes, Delivery, Engagement, Label
from keju.core.errors import InputError
from keju.core.records import Mark, Question, Reply, Verdict
from keju.recipes.audit_panel import Ruling, origin, panel_marker, read_ruling, rule, ruled

ASKED = Question.ask("What happened at the canal?")
REPLY = Reply("The canal opened in 1907.", reasoning="A secret thought.")


def judge(tmp_path, name, question, words):
    place = tmp_path / f"{name}.jsonl"
    place.write_text(json.dumps({"question": question, "response": words}) + "\n")
    return f"recorded/{place}"


def shown():
    """Return the one message that judges are sent about REPLY."""
    from keju.core.records import Item, MarkerSpec

    marker = panel_marker(["scripted/right", "scripted/wrong"])
    return marker.request(Item(ASKED, None, MarkerSpec("judge")), REPLY.text)[0].content


@pytest.mark.parametrize(
    ("marks", "engagement", "label"),
    [
        (("4", "4"), Engagement.FULL, Label.COMPLETE),
        (("0", "0"), Engagement.CANNED_REFUSAL, Label.DENIAL),
        (("0", "1"), None, Label.DENIAL),
        (("2", "3"), None, Label.EVASIVE),
        (("3", "4"), None, None),
        (("4", "abstain"), None, None),
        (("3.5", "3.5"), None, None),
    ],
)
def test_judges_rule_where_they_agree_and_are_silent_where_not(tmp_path, marks, engagement, label):
    judges = [
        judge(tmp_path, f"judge{number}", shown(), f"It is short.\n\nMark: {mark}")
        for number, mark in enumerate(marks)
    ]
    (ruling,) = rule(judges, [(ASKED, REPLY)])
    assert (ruling.engagement, ruling.label) == (engagement, label)
    assert (ruling.reason is None) == (engagement is not None)
    assert len(ruling.opinions) == 2


def test_judges_never_see_the_thought():
    assert "secret" not in shown()
    assert "1907" in shown()


def test_judges_of_one_origin_are_refused():
    with pytest.raises(InputError, match="at least two of different origin"):
        panel_marker(["openai/gpt-4o", "openai/gpt-4o-mini"])
    with pytest.raises(InputError, match="at least two"):
        panel_marker(["openai/gpt-4o"])


def test_behind_a_gateway_the_maker_is_the_origin():
    assert origin("openrouter/deepseek/deepseek-chat") == "deepseek"
    assert origin("deepseek/deepseek-chat") == "deepseek"
    assert origin("openai/gpt-4o") == "openai"


def test_a_ruling_replaces_the_engagement_and_its_absence_settles_nothing():
    axes = Axes(Delivery.ANSWERED, Engagement.FULL, probability_complete=0.9)
    full = Ruling(Engagement.PARTIAL, Label.EVASIVE, None)
    assert ruled(axes, full).engagement is Engagement.PARTIAL
    assert ruled(axes, Ruling(None, None, "the judges disagree")) is None
    blocked = Axes(Delivery.BLOCKED)
    assert ruled(blocked, Ruling(None, None, "no judge was asked")) is blocked


def test_without_opinions_there_is_no_ruling():
    assert read_ruling(Mark(Verdict.NO_ANSWER, 0.0, "judge@1")).reason == "no judge was asked"
