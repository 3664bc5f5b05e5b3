"""From sittings to traces: who agrees with whom, at which temperature, and what is left out."""

import pytest

from keju.core.errors import InputError
from keju.recipes.scaling import SAMPLED, agreeing, contenders, temperature_of
from keju.recipes.sitting import Settings


def same_number(left, right):
    return float(left) == float(right) if "?" not in left + right else None


def test_answers_that_the_marker_calls_the_same_share_a_group():
    assert agreeing(["3", "3.0", None, "4", "3"], same_number) == [0, 0, None, 1, 0]


def test_an_undecided_comparison_keeps_answers_apart_and_equal_texts_together():
    assert agreeing(["?", "3", "?", "?1"], same_number) == [0, 1, 0, 2]


def test_equal_texts_are_not_compared():
    def never(_left, _right):
        raise AssertionError

    assert agreeing(["x"] * 64 + [None], never) == [0] * 64 + [None]


def settings(**parameters):
    return Settings(attempts=8, parameters=parameters)


def temperatures(contender):
    return [
        None if each is None else temperature_of(each.candidate.model)
        for each in (contender.sampled, contender.greedy)
    ]


def test_a_model_that_would_repeat_itself_is_sampled():
    (found,) = contenders(["keju/xiucai"], settings())
    assert temperatures(found) == [SAMPLED, 0]
    assert found.temperature == f"at temperature {SAMPLED}"


def test_a_temperature_that_is_given_is_kept_and_shares_the_answers_of_keju_exam():
    (found,) = contenders(["keju/xiucai"], settings(temperature=0.5))
    assert temperatures(found) == [0.5, 0]


def test_an_endpoint_is_sampled_as_it_is():
    (found,) = contenders(["vllm/some@http://127.0.0.1:9/v1"], settings())
    assert temperatures(found) == [None, 0]
    assert found.temperature == "at the model's own temperature"


def test_a_model_without_a_temperature_has_no_answers_at_0():
    (found,) = contenders(["scripted/student"], settings())
    assert found.greedy is None
    (found,) = contenders(["keju/xiucai"], settings(), greedy=False)
    assert found.greedy is None


@pytest.mark.parametrize(
    ("names", "attempts", "parameters", "words"),
    [
        (["scripted/student"], 1, {}, "--attempts are at least 2 and at most 256"),
        (["scripted/student"], 257, {}, "--attempts are at least 2 and at most 256"),
        (["keju/xiucai"], 8, {"temperature": 0}, "makes all attempts the same"),
        (["scripted/student"] * 2, 8, {}, "is named twice"),
        (["keju/xiuca"], 8, {}, "Did you mean xiucai"),
    ],
)
def test_what_cannot_be_studied_is_refused_in_one_line(names, attempts, parameters, words):
    with pytest.raises(InputError) as refused:
        contenders(names, Settings(attempts=attempts, parameters=parameters))
    assert words in str(refused.value)
    assert "\n" not in str(refused.value)
