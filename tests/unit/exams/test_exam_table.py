import re
import subprocess
import sys
from importlib.metadata import EntryPoint
from itertools import islice

import pytest

from keju.core.errors import InputError
from keju.core.offered import unique_names
from keju.exams import EXAMS, catalogue, exam, known_exams, names_exam
from keju.exams.benchmarks import BENCHMARKS


@pytest.mark.parametrize(
    ("spec", "words"),
    [
        ("multiplicaton", "Unknown exam 'multiplicaton'. Did you mean multiplication or"),
        ("gym/chain_sums", "Did you mean chain_sum"),
        (
            "chain;digit=3",
            "'digit'; allowed: digits, held_out, seed, terms. Did you mean digits",
        ),
        ("chain;digits", "'digits' is not key=value"),
        ("chain;digits=2;digits=3", "digits is given twice"),
        ("gsm8k;seed=1", "Exam gsm8k has no parameter 'seed'; allowed: none"),
    ],
)
def test_a_wrong_spec_is_answered_with_the_mend(spec: str, words: str):
    with pytest.raises(InputError, match=re.escape(words)) as caught:
        exam(spec)
    assert "\n" not in str(caught.value)


def test_the_catalogue_tells_every_exam_and_its_example_can_be_sat():
    told = {info.name: info for info in catalogue()}
    assert set(EXAMS) | {"FILE.jsonl", "gym/chain_sum"} <= set(told)
    for name in EXAMS.keys() - BENCHMARKS.keys():
        items = list(islice(exam(told[name].example).items(), 3))
        assert len(items) == 3
        assert all(dial.allowed and dial.help for dial in told[name].dials)


def test_a_marker_and_a_local_copy_are_refused_where_they_mean_nothing(tmp_path):
    with pytest.raises(InputError, match="brings its own marker"):
        exam("chain", marker="number")
    with pytest.raises(InputError, match="leave out --data"):
        exam("chain", data=tmp_path)


def test_two_packages_cannot_offer_the_same_exam():
    twice = tuple(EntryPoint("mine", f"package{n}:exam", "keju.exams") for n in (1, 2))
    with pytest.raises(InputError, match="offered by package1:exam and by package2:exam"):
        unique_names("exam", twice, EXAMS)
    with pytest.raises(InputError, match="offered by Keju itself"):
        unique_names("exam", (EntryPoint("chain", "package:exam", "keju.exams"),), EXAMS)


@pytest.mark.parametrize("word", ["chain;digits=3", "gym/any", "a/q.jsonl.gz;answer=gold", "mmlu"])
def test_a_word_that_names_an_exam_is_told_from_one_that_does_not(word):
    assert names_exam(word)
    assert not names_exam(f"openai/{word.partition(';')[0].removesuffix('.jsonl.gz')}")


def test_the_known_names_are_sorted_and_hold_the_gym():
    assert known_exams() == sorted(known_exams())
    assert "gym/composite" not in known_exams()


def test_extras_are_not_loaded_before_they_are_needed():
    words = (
        "import sys, keju.exams;"
        " print({'reasoning_gym', 'mpmath', 'datasets', 'pyarrow'} & {*sys.modules})"
    )
    command = [sys.executable, "-c", words]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
