import pytest

from keju.core.audit import Axes, Delivery, Engagement, Label
from keju.core.errors import InputError
from keju.core.records import Mark, Question, Reply, Verdict
from keju.marking.rubric import read_judgement
from keju.recipes.audit_panel import Ruling, origin, panel_marker, read_ruling, ruled

ASKED = Question.ask("What happened at the canal?")
REPLY = Reply("The canal opened in 1907.", reasoning="A secret thought.")


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
def test_judges_rule_where_they_agree_and_are_silent_where_not(marks, engagement, label):
    marker = panel_marker(["scripted/right", "scripted/wrong"])
    said = [read_judgement(marker, f"It is short.\n\nMark: {mark}") for mark in marks]
    ruling = read_ruling(marker.combine(said, REPLY.text))
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
    with pytest.raises(InputError, match="at least two"):
        panel_marker(["scripted/right", "scripted/right+vote:3"])
    with pytest.raises(InputError, match="named twice"):
        panel_marker(["openai/gpt-4o", "deepseek/deepseek-chat", "openai/gpt-4o"])


def test_behind_a_gateway_the_maker_is_the_origin():
    assert origin("openrouter/deepseek/deepseek-chat") == "deepseek"
    assert origin("deepseek/deepseek-chat") == "deepseek"
    assert origin("openai/gpt-4o") == "openai"


def test_on_servers_of_ones_own_the_models_family_is_the_origin():
    assert origin("vllm/Qwen/Qwen3-8B") == origin("ollama/qwen3:8b") == "qwen"
    assert origin("vllm/meta-llama/Llama-3") == "meta"
    assert origin("openai/qwen3@http://127.0.0.1:8000/v1") == "qwen"


def test_a_ruling_replaces_the_engagement_and_its_absence_settles_nothing():
    axes = Axes(Delivery.ANSWERED, Engagement.FULL, probability_complete=0.9)
    full = Ruling(Engagement.PARTIAL, Label.EVASIVE, None)
    assert ruled(axes, full).engagement is Engagement.PARTIAL
    assert ruled(axes, Ruling(None, None, "the judges disagree")) is None
    blocked = Axes(Delivery.BLOCKED)
    assert ruled(blocked, Ruling(None, None, "no judge was asked")) is blocked


def test_without_opinions_there_is_no_ruling():
    assert read_ruling(Mark(Verdict.NO_ANSWER, 0.0, "judge@1")).reason == "no judge was asked"
