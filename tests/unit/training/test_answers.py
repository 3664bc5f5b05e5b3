"""The classifier of answers is tested on models and questions it has not seen."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keju.core.audit import Label
from keju.core.errors import InputError
from keju.training.answers import agreement, blocks, kappa, train
from keju.training.labelled import Answer, Labelled, measured

WORDS = {
    Label.COMPLETE: "The dam gave way in May and two hundred homes were lost. " * 6,
    Label.EVASIVE: "There are many views on this complex topic.",
    Label.DENIAL: "I'm sorry, but I cannot help with that.",
}


def some_answers(models: int = 4, questions: int = 6) -> list[Answer]:
    return [
        Answer(f"Describe flood {q}", f"{words} {m}", "en", label, None, f"model {m}", str(q))
        for m in range(models)
        for q in range(questions)
        for label, words in WORDS.items()
    ]


def grouped(models: list[int], groups: list[int]) -> Labelled:
    n = len(models)
    return Labelled(
        np.zeros((n, 1)),
        np.zeros((n, 3)),
        np.zeros(n, np.int64),
        np.ones(n),
        np.array(models),
        np.array(groups),
        np.full(n, "en"),
        np.arange(n) % 5 == 0,
    )


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 9)), min_size=1, max_size=40))
def test_a_block_is_tested_by_neither_its_models_nor_its_questions(pairs):
    data = grouped([m for m, _ in pairs], [q for _, q in pairs])
    times = np.zeros(len(pairs), int)
    for tested, trained in blocks(data):
        times += tested
        assert not set(data.groups[tested]) & set(data.groups[trained])
        if len(set(data.models)) > 1:
            assert not set(data.models[tested]) & set(data.models[trained])
    assert (times == ~data.passage).all()


def test_kappa_is_as_in_cohens_definition():
    left = np.array([1] * 25 + [0] * 25)
    right = np.array([1] * 20 + [0] * 5 + [1] * 10 + [0] * 15)
    assert kappa(left, right) == pytest.approx(0.4)
    assert kappa(left, left) == 1
    assert abs(kappa(left, np.ones(50))) < 1e-12


def test_agreement_is_with_the_first_judge_in_each_language():
    data = grouped([0] * 8, [0] * 8)
    labels = np.array([0, 0, 0, 0, 1, 1, 2, 2])
    langs = np.array(["en", "zh"] * 4)
    data = Labelled(
        data.rows, data.targets, labels, data.weights, data.models, data.groups, langs, data.passage
    )
    found = agreement(np.eye(3)[labels], data)
    assert (found.complete, found.labels, found.calibration) == (1, 1, 0)
    assert found.by_lang == {"en": 1, "zh": 1}
    swapped = np.eye(3)[np.array([0, 0, 0, 0, 2, 2, 1, 1])]
    assert agreement(swapped, data).complete == 1
    assert agreement(swapped, data).labels < 1


def test_what_a_second_judge_says_counts_a_part():
    first, second = Label.EVASIVE, Label.DENIAL
    data = measured([Answer("Describe it", "No.", "en", first, second)])
    assert data.targets[0].tolist() == pytest.approx([0, 0.6, 0.4])


def test_training_also_sees_passages_but_never_tests_on_them():
    data = measured(some_answers())
    assert data.passage.any()
    assert not any(tested[data.passage].any() for tested, _ in blocks(data))


def test_too_few_answers_of_a_label_or_questions_are_refused():
    with pytest.raises(InputError, match="0 answers are DENIAL"):
        train([each for each in some_answers() if each.label is not Label.DENIAL], "mine.jsonl")
    with pytest.raises(InputError, match="1 different questions"):
        train(some_answers(models=12, questions=1), "mine.jsonl")
