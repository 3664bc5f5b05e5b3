from itertools import islice

import pytest

from keju.core.errors import InputError
from keju.exams.held_out import is_held_out
from keju.exams.table import exam


def taken(spec, many):
    return [item.question for item in islice(exam(spec).items(), many)]


@pytest.mark.parametrize("spec", ["countdown;numbers=3", "multiplication;digits=2", "output"])
def test_a_held_out_paper_is_the_held_out_part_of_the_paper(spec):
    whole = taken(f"{spec};seed=5", 400)
    part = taken(f"{spec};seed=5;held_out=1", 5)
    assert part == [question for question in whole if is_held_out(question.id)][:5]


def test_about_one_question_in_sixteen_is_held_out():
    held = sum(is_held_out(question.id) for question in taken("chain;digits=3", 4000))
    assert 190 <= held <= 310  # mean 250, standard deviation 15


def test_a_held_out_paper_is_another_exam_and_an_ordinary_one_keeps_its_name():
    assert exam("linear;held_out=0").spec == exam("linear").spec
    spec = exam("linear;held_out=1").spec
    assert spec == exam("linear").spec + ";held_out=1"
    assert exam(spec).spec == spec


def test_a_held_out_paper_does_not_promise_the_size_of_the_whole():
    assert exam("multiplication;digits=1").size == 81
    assert exam("multiplication;digits=1;held_out=1").size is None


def test_held_out_is_yes_or_no():
    with pytest.raises(InputError, match="held_out=2 cannot be"):
        exam("chain;held_out=2")


def test_the_held_out_side_is_decided_by_the_question_alone():
    assert is_held_out("00000010" + "f" * 56)
    assert not is_held_out("00000011" + "0" * 56)
