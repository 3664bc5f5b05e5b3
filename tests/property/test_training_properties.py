"""What is trained on and what is examined never meet."""

from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keju.core.errors import InputError
from keju.core.records import Item, MarkerSpec, Question
from keju.exams import exam
from keju.exams.held_out import is_held_out
from keju.training.disjoint import HeldOut, for_training, is_kept_back, prove_disjoint
from keju.training.rewards import level_gaps

NUMBER = MarkerSpec("number")


def item(number, cluster=None):
    return Item(Question.ask(f"What is {number}?"), number, NUMBER, cluster)


items = st.lists(
    st.builds(item, st.integers(0, 400), st.sampled_from([None, None, "a", "b", "c", "d"])),
    max_size=25,
)


class Bank:
    """A bank of given items."""

    name = spec = "bank.jsonl"

    def __init__(self, held):
        self.held = held

    @property
    def size(self):
        return len(self.held)

    def items(self):
        return iter(self.held)


@given(items)
def test_every_item_is_on_exactly_one_side_and_the_sides_are_proven_disjoint(bank):
    bank = list({each.question.id: each for each in bank}.values())
    kept, taught = HeldOut(Bank(bank)), list(for_training(Bank(bank)))
    assert sorted(each.id for each in [*kept.items(), *taught]) == sorted(each.id for each in bank)
    assert kept.size == len(bank) - len(taught)
    assert not any(is_held_out(each.question.id) for each in taught)
    proof = prove_disjoint(taught, {kept.spec: kept.items()})
    assert (proof.trained, proof.examined) == (len(taught), {"bank.jsonl;held_out=1": kept.size})


@given(items, st.randoms(use_true_random=False))
def test_the_proof_fails_for_one_common_question_whatever_else_it_is(bank, random):
    common = item(1000)
    other = Item(common.question, "another reference", MarkerSpec("exact"), "another cluster")
    trained, examined = [*bank, common], [other, item(1001)]
    random.shuffle(trained)
    with pytest.raises(InputError, match="1 of its 2 questions are trained on") as raised:
        prove_disjoint(trained, {"paper": examined})
    assert common.question.id[:12] in str(raised.value)


@given(items, st.randoms(use_true_random=False))
def test_the_digest_is_of_the_set_and_not_of_the_order(bank, random):
    shuffled = [*bank, *bank]
    random.shuffle(shuffled)
    assert prove_disjoint(bank, {}) == prove_disjoint(shuffled, {})
    assert prove_disjoint([*bank, item(999)], {}).digest != prove_disjoint(bank, {}).digest


@pytest.mark.parametrize("spec", ["chain;terms=2;digits=1", "linear"])
def test_the_held_out_paper_of_a_generated_exam_is_what_training_leaves_out(spec):
    taught = list(islice(for_training(exam(spec)), 200))
    held = list(islice(exam(f"{spec};held_out=1").items(), 20))
    assert all(is_kept_back(each) for each in held)
    prove_disjoint(taught, {spec: held})


@given(st.lists(st.tuples(st.integers(0, 3), st.none() | st.floats(0, 1)), max_size=30))
def test_an_unmarkable_answer_has_the_mean_of_its_group_and_so_no_advantage(pairs):
    groups, scores = [group for group, _ in pairs], [score for _, score in pairs]
    filled = level_gaps(groups, scores)
    for group in set(groups):
        known = [s for g, s in pairs if g == group and s is not None]
        mean = sum(known) / len(known) if known else 0.0
        all_of_group = [value for g, value in zip(groups, filled, strict=True) if g == group]
        assert abs(sum(all_of_group) / len(all_of_group) - mean) < 1e-9
    for score, value in zip(scores, filled, strict=True):
        assert score is None or value == score
