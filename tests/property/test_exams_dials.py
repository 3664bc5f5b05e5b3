"""Whatever the dials: papers stream, repeat nothing, and are read back from their spec."""

import re
from itertools import islice

from hypothesis import given, settings
from hypothesis import strategies as st

from keju.core.errors import InputError
from keju.exams import EXAMS, exam
from keju.exams.benchmarks import BENCHMARKS
from keju.exams.dials import parse_spec, write_spec
from keju.exams.generated import seeded, shuffled

GENERATED = sorted(EXAMS.keys() - BENCHMARKS.keys())


@st.composite
def specs(draw) -> str:
    name = draw(st.sampled_from(GENERATED))
    # A dial that takes the names of a bank is tested with the bank (test_exams_audit).
    every = [dial for dial in EXAMS[name].info.dials if dial.words or dial.high]
    dials = [dial for dial in every if draw(st.booleans())]
    values = {
        dial.name: draw(
            st.sampled_from(dial.words)
            if dial.words
            else st.integers(dial.low, min(dial.high, dial.low + 20))
        )
        for dial in dials
    }
    return write_spec(name, values)


@settings(max_examples=60)
@given(specs())
def test_any_allowed_dials_make_a_paper_without_repeats(spec: str):
    try:
        chosen = exam(spec)
    except InputError as error:
        if re.search(r"needs size|at least twice|has no problem|is of level", str(error)):
            return
        raise
    ids = [item.question.id for item in islice(chosen.items(), 25)]
    assert len(set(ids)) == len(ids) == 25
    assert exam(chosen.spec).spec == chosen.spec


@given(st.integers(1, 5_000), st.integers())
def test_a_shuffled_range_has_every_number_once(space: int, seed: int):
    assert sorted(shuffled(space, seeded(str(seed)))) == list(range(space))


words = st.text(st.characters(exclude_characters=";=", exclude_categories=["Z", "C"]), min_size=1)


@given(words, st.dictionaries(words, words))
def test_a_written_spec_is_read_back(name: str, values: dict[str, str]):
    assert parse_spec(write_spec(name, values)) == (name, values)
