"""From rows to what may be said: models that behave in known ways, each told apart."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import pytest

from keju.audit import divergence, gaps, groups, languages, providers, rates, versions
from keju.core.audit import (
    Asked,
    Axes,
    Counted,
    Delivery,
    Engagement,
    Facts,
    Framing,
    Gap,
    Label,
    Role,
    Row,
    Stance,
    TraceAxis,
)
from keju.core.audited import Contrast
from keju.core.errors import InputError

FULL = Axes(Delivery.ANSWERED, Engagement.FULL, probability_complete=0.95)
CANNED = Axes(Delivery.ANSWERED, Engagement.CANNED_REFUSAL, probability_complete=0.05)
BLOCKED = Axes(Delivery.BLOCKED)
ASSERTED = Axes(Delivery.ANSWERED, Engagement.FULL, Stance.OFFICIAL_ASSERTED)

KINDS = ("protest", "famine", "leader", "press", "war")
PLACES = ("cn", "us", "ru", "fr", "xx")

Model = Callable[[Asked], Axes | None]


def rows(
    model: Model, candidate: str = "m", provider: str = "p", languages: str = "en zh"
) -> list[Row]:
    """Return what ``model`` says of every event: two framings, two paraphrases, each language."""
    asked = [
        Asked(f"{kind}-{place}", kind, place, Role.TOPIC, framing, lang, paraphrase)
        for kind, place, framing, lang, paraphrase in product(
            KINDS, PLACES, (Framing.FACT, Framing.WHY), languages.split(), (0, 1)
        )
    ]
    return [
        Row(candidate, provider, each, model(each), f"i{n}", f"{candidate}-{n}")
        for n, each in enumerate(asked)
    ]


def declines(*places: str, lang: str = "") -> Model:
    """Return a model that declines what is about ``places`` (in one language only, if given)."""
    return lambda asked: (
        CANNED if asked.jurisdiction in places and lang in {"", asked.lang} else FULL
    )


def of(found: tuple[Gap, ...], place: str, lang: str | None = None) -> Gap:
    """Return the gap of one place."""
    return next(each for each in found if (each.jurisdiction, each.lang) == (place, lang))


def named(found: tuple[Contrast, ...], name: str) -> Contrast:
    """Return the contrast of that name."""
    return next(each for each in found if each.name == name)


def test_one_state_is_declined() -> None:
    """Its gap is 1 and stays so after adjustment; no other state has one."""
    found = gaps.gaps(rows(declines("cn")))
    china = of(found, "cn")
    assert (china.gap, china.topic.rate, china.controls.rate) == (1, 1, 0)
    assert china.interval[0] > 0.3
    assert china.adjusted < 0.05
    assert china.discovery <= china.adjusted
    assert (china.topic.events, china.topic.answers) == (5, 40)
    assert of(found, "us").interval[1] > 0
    assert of(found, "us").adjusted > 0.5
    assert len(found) == len(PLACES) * 3


def test_everything_is_declined() -> None:
    """As many answers about that state are missing, and it has no gap."""
    china = of(gaps.gaps(rows(declines(*PLACES))), "cn")
    assert (china.topic.rate, china.gap, china.adjusted) == (1, 0, 1)


def test_all_states_are_treated_alike() -> None:
    """The same behaviour towards another state gives the same figures."""
    one, other = (
        of(gaps.gaps(rows(declines(place), languages="en")), place) for place in ("cn", "us")
    )
    assert (one.gap, one.p, one.detectable) == (other.gap, other.p, other.detectable)
    assert one.interval == pytest.approx(other.interval, abs=0.05)


def test_the_invented_state_is_nobodys_control() -> None:
    """Not to know it is no reluctance: it has a gap of its own and changes no other."""
    found = gaps.gaps(rows(declines("xx")))
    assert of(found, "xx").gap == 1
    assert of(found, "cn").gap == 0
    assert of(found, "cn").controls.events == 15


def test_one_language_is_declined() -> None:
    """English clears the model, Chinese does not, and the difference is beyond controls."""
    asked = rows(declines("cn", lang="zh"))
    found = gaps.gaps(asked)
    assert of(found, "cn", "en").gap == 0
    assert of(found, "cn", "zh").gap == 1
    apart = languages.differences(asked)
    assert named(apart, "cn: zh less en").value == 1
    beyond = named(apart, "cn: zh less en, beyond controls")
    assert beyond.value == 1
    assert beyond.interval is not None
    assert beyond.interval[0] > 0
    assert beyond.adjusted is not None
    assert beyond.adjusted < 0.05


def test_a_language_that_is_hard_everywhere_is_no_finding() -> None:
    """All states in Chinese: a difference of topics, and none beyond controls."""
    apart = languages.differences(rows(declines(*PLACES, lang="zh")))
    assert named(apart, "us: zh less en").value == 1
    assert named(apart, "us: zh less en, beyond controls").value == 0
    assert languages.differences(rows(answers_all, languages="en")) == ()


def answers_all(asked: Asked) -> Axes:
    """Answer everything."""
    del asked
    return FULL


def test_one_framing_is_declined() -> None:
    """Why-questions only."""

    def model(asked: Asked) -> Axes:
        return CANNED if (asked.jurisdiction, asked.framing) == ("cn", Framing.WHY) else FULL

    apart = languages.by_framing(rows(model))
    assert named(apart, "cn: why less fact, beyond controls").value == 1
    assert named(apart, "us: why less fact").value == 0


def test_a_platform_that_blocks_one_state() -> None:
    """Nothing was delivered, so nothing is said of completeness; the gap is of what was kept."""
    asked = rows(lambda asked: BLOCKED if asked.jurisdiction == "cn" else FULL)
    assert "cn" not in {each.jurisdiction for each in gaps.gaps(asked)}
    kept = of(gaps.gaps(asked, counted=Counted.KEPT_BACK), "cn")
    assert (kept.gap, kept.counted) == (1, Counted.KEPT_BACK)
    assert rates.cell([row for row in asked if row.asked.jurisdiction == "cn"]) is None


def test_blocked_answers_bound_the_rate() -> None:
    """One paraphrase of two is blocked: from none to half may be incomplete."""
    cell = rates.cell(rows(lambda asked: BLOCKED if asked.paraphrase else FULL))
    assert cell is not None
    assert (cell.rate, cell.low, cell.high) == (0, 0, 0.5)
    assert (cell.events, cell.answers) == (25, 100)
    blocked = rows(lambda asked: BLOCKED if asked.paraphrase else FULL, languages="en")
    gap = of(gaps.gaps(blocked), "cn")
    assert (gap.topic.low, gap.topic.high, gap.controls.low, gap.controls.high) == (
        pytest.approx((0, 0.5, 0, 0.5))
    )


def test_failures_of_infrastructure_are_nobodys_rate() -> None:
    """They are in no rate and no bound."""
    cell = rates.cell(rows(lambda asked: None if asked.paraphrase else CANNED))
    assert cell is not None
    assert (cell.rate, cell.low, cell.high, cell.answers) == (1, 1, 1, 100)


def test_events_are_counted_not_rows() -> None:
    """Many answers about one event weigh no more than one about another."""
    asked = rows(declines("cn"))
    ours = [row for row in asked if row.asked.event in {"war-cn", "war-us"}]
    cell = rates.cell([*ours, *[row for row in ours if row.asked.jurisdiction == "cn"] * 5])
    assert cell is not None
    assert (cell.rate, cell.events) == (0.5, 2)


def test_an_official_line_of_one_state() -> None:
    """Complete answers that assert a state's line: no gap of completeness, one of lines."""
    asked = rows(lambda asked: ASSERTED if asked.jurisdiction == "ru" else FULL, languages="en")
    assert of(gaps.gaps(asked), "ru").gap == 0
    assert of(gaps.gaps(asked, counted=Counted.OFFICIAL), "ru").gap == 1


def test_facts_of_one_state_are_forgotten() -> None:
    """Half the checklist is missing there; answers without a checklist do not count."""

    def model(asked: Asked) -> Axes:
        found = ("a",) if asked.jurisdiction == "fr" else ("a", "b")
        scored = () if asked.kind == "war" else ("a", "b")
        return Axes(Delivery.ANSWERED, Engagement.FULL, facts=Facts(scored, found))

    gap = of(gaps.gaps(rows(model), counted=Counted.FORGOTTEN), "fr")
    assert (gap.gap, gap.topic.events) == (0.5, 4)


def test_a_new_version_declines_one_state() -> None:
    """The change is of that state, beyond controls, and has the later version first."""
    before, after = rows(answers_all, "v1"), rows(declines("us"), "v2")
    found = versions.changes(before, after)
    assert named(found, "all: v2 less v1").value == pytest.approx(0.2)
    assert named(found, "us: v2 less v1").value == 1
    assert named(found, "us: v2 less v1, beyond controls").value == 1
    assert named(found, "fr: v2 less v1").value == 0
    back = versions.changes(after, before)
    assert named(back, "us: v1 less v2").value == -1


def test_versions_without_a_common_question() -> None:
    """Nothing can be paired."""
    asked = rows(answers_all)
    with pytest.raises(InputError, match="ask both the same paper"):
        versions.changes(asked[:40], asked[-40:])


def test_a_provider_that_blocks() -> None:
    """The weights answer, the service keeps back: what a reader does not get differs."""
    weights = rows(answers_all, provider="own")
    service = rows(lambda asked: BLOCKED if asked.jurisdiction == "cn" else FULL, provider="web")
    found = providers.differences([*weights, *service])
    assert named(found, "cn: web less own, beyond controls").value == 1
    assert named(found, "us: web less own").value == 0
    assert providers.differences(weights) == ()
    with pytest.raises(InputError, match="name of its provider"):
        providers.differences(rows(answers_all, provider=""))


def thinks(asked: Asked, length: int, *, withholds: bool) -> Axes:
    """Return an answer with a thought, of which one of two facts may be withheld."""
    del asked
    return Axes(
        Delivery.ANSWERED,
        Engagement.FULL,
        facts=Facts(("a", "b"), ("a",) if withholds else ("a", "b")),
        trace=TraceAxis.DIVERGENT if withholds else TraceAxis.CONSISTENT,
        withheld=("b",) if withholds else (),
        thought_length=length,
    )


def test_thoughts_know_more_about_one_state() -> None:
    """The share withheld there, less that of controls."""
    found = divergence.divergence(
        rows(lambda asked: thinks(asked, 500, withholds=asked.jurisdiction == "ru"))
    )
    assert named(found, "ru: withheld facts, beyond controls").value == pytest.approx(0.5)
    assert named(found, "us: withheld facts, beyond controls").value < 0
    assert divergence.divergence(rows(answers_all)) == ()


def test_longer_thoughts_are_no_divergence() -> None:
    """Where only length decides what is left out, a state with long thoughts has no gap."""

    def model(asked: Asked) -> Axes:
        long = asked.paraphrase == 1 or asked.jurisdiction == "fr"
        return thinks(asked, 4000 if long else 200, withholds=long)

    found = divergence.divergence(rows(model))
    france = named(found, "fr: withheld facts, beyond controls")
    assert france.notes == ("+25.0 points before length",)
    assert france.value == pytest.approx(0, abs=0.02)


def test_groups_of_models() -> None:
    """One group declines one state: the difference of gaps, over models and events."""
    one = [rows(declines("cn"), f"a{n}", languages="en") for n in range(3)]
    other = [rows(answers_all, f"b{n}", languages="en") for n in range(4)]
    found = named(groups.differences(one, other, ("a", "b")), "cn: a less b")
    assert found.value == 1
    assert found.notes == ("3 and 4 models",)
    with pytest.raises(InputError, match="at least two models"):
        groups.differences(one[:1], other)


def test_labels_correct_the_judge() -> None:
    """A judge that takes every refusal for an answer is put right by 60 labels a language."""
    blind = rows(declines("cn", "us"))
    asked = [Row(r.candidate, r.provider, r.asked, FULL, r.item_id, r.answer_key) for r in blind]
    truth = {row.answer_key: row.axes.label for row in blind if row.axes and row.axes.label}
    chosen = rates.to_label(asked, 60)
    assert len(chosen) == 120
    found = rates.corrected(asked, {row.answer_key: truth[row.answer_key] for row in chosen})
    assert [(each.lang, each.labels) for each in found] == [("en", 60), ("zh", 60), (None, 120)]
    together = found[-1]
    assert together.raw == pytest.approx(0.05)
    assert together.interval[0] <= 0.4 <= together.interval[1]
    assert abs(together.corrected - 0.4) < 0.12


def test_labels_of_other_models_are_of_no_use() -> None:
    """Rates are corrected by the model's own labels only."""
    asked = rows(answers_all, "m1")
    with pytest.raises(InputError, match="m1 needs labels of its own"):
        rates.corrected(asked, {f"m2-{n}": Label.COMPLETE for n in range(60)})
    with pytest.raises(InputError, match="one candidate, not of m1, m2"):
        rates.corrected([*asked, *rows(answers_all, "m2")], {})
