import pytest

from keju.core.errors import InputError
from keju.core.records import Verdict
from keju.core.summary import Sitting, Summary
from keju.recipes.requirements import Requirement, parse_requirement


def summary(correct=0, incorrect=0, failed=0, missing=0, score=None):
    verdicts = {
        Verdict.CORRECT: correct,
        Verdict.INCORRECT: incorrect,
        Verdict.FAILED: failed,
    }
    wanted, scored = correct + incorrect + failed + missing, correct + incorrect
    return Summary(
        sitting=Sitting(
            id=1,
            exam="multiplication",
            revision=1,
            candidate="scripted/student",
            candidate_id="x",
            epoch=0,
            created=0,
            last_run=0,
            runs=1,
            questions=wanted,
            attempts=1,
            wanted=wanted,
            marked=scored,
            scored=scored,
            score=float(correct) if score is None else score,
        ),
        verdicts={verdict: n for verdict, n in verdicts.items() if n},
        failures={},
        answered=scored,
        unmarked=0,
        missing=missing,
        prompt_tokens=None,
        completion_tokens=None,
        reasoning_tokens=None,
        cached_tokens=None,
        cost=None,
        seconds=None,
        markers={},
        facts={},
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("accuracy>=0.8", Requirement("accuracy", ">=", 0.8)),
        (" accuracy  >  0.8 ", Requirement("accuracy", ">", 0.8)),
        ("accuracy>=80%", Requirement("accuracy", ">=", 0.8)),
        ("failed<=0.05", Requirement("failed", "<=", 0.05)),
        ("no_answer<1", Requirement("no_answer", "<", 1.0)),
        ("refused<=2.6%", Requirement("refused", "<=", 0.026)),
    ],
)
def test_a_threshold_is_read(text, expected):
    assert parse_requirement(text) == expected


def test_a_threshold_is_shown_as_it_can_be_written():
    for text in ("accuracy>=0.8", "failed<0.05"):
        assert str(parse_requirement(text)) == text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "write it as 'accuracy>=0.8'"),
        ("accuracy", "write it as 'accuracy>=0.8'"),
        ("accuracy=0.8", "write it as 'accuracy>=0.8'"),
        ("accuracy=>0.8", "write it as 'accuracy>=0.8'"),
        ("accuracy>=-1", "write it as 'accuracy>=0.8'"),
        ("accuracy>=nan", "write it as 'accuracy>=0.8'"),
        ("accuracy>=0.8 failed<1", "write it as 'accuracy>=0.8'"),
        ("acuracy>=0.8", "unknown figure 'acuracy'. Did you mean accuracy?"),
        ("accuracy>=80", "the figure is a share between 0 and 1 (or write %)"),
        ("accuracy>=101%", "the figure is a share between 0 and 1 (or write %)"),
    ],
)
def test_a_threshold_that_cannot_be_read_is_refused(text, words):
    with pytest.raises(InputError) as raised:
        parse_requirement(text)
    assert words in str(raised.value)


@pytest.mark.parametrize(("sign", "met"), [(">=", True), (">", False), ("<=", True), ("<", False)])
def test_a_threshold_that_is_just_reached_is_told_from_one_that_is_passed(sign, met):
    assert parse_requirement(f"accuracy{sign}0.8").met(summary(8, 2)) is met


@pytest.mark.parametrize("percent", range(101))
def test_every_percentage_is_met_by_exactly_that_share(percent):
    requirement = parse_requirement(f"accuracy>={percent}%")
    assert requirement.met(summary(percent, 100 - percent))
    if percent:
        assert not requirement.met(summary(percent - 1, 101 - percent))


def test_accuracy_is_of_what_has_a_score_and_a_verdict_of_all_that_was_wanted():
    held = summary(correct=6, incorrect=2, failed=2)
    assert parse_requirement("accuracy>=75%").met(held)
    assert parse_requirement("correct>=60%").met(held)
    assert not parse_requirement("correct>60%").met(held)
    assert parse_requirement("failed<=20%").met(held)


def test_a_paper_with_questions_not_asked_meets_nothing():
    held = summary(correct=9, missing=1)
    for text in ("accuracy>=0.5", "failed<=0.5", "correct>=0.5"):
        assert not parse_requirement(text).met(held)


def test_partial_scores_count_in_part():
    assert parse_requirement("accuracy>=0.25").met(summary(correct=2, score=0.5))


def test_a_figure_that_cannot_be_told_meets_nothing():
    for text in ("accuracy>=0", "accuracy<=1", "failed<=1"):
        assert not parse_requirement(text).met(summary())


def test_nothing_failed_where_nothing_is_counted_as_failed():
    assert parse_requirement("failed<=0").met(summary(correct=1))
