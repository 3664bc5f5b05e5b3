from hypothesis import given, settings
from hypothesis import strategies as st

from keju.core.audit import Framing, Role
from keju.exams.audit import shipped_bank
from keju.exams.audit.questions import Selection, order, questions

BANK = shipped_bank()
SEEDS = st.integers(0, 2**53)


@given(SEEDS, st.text(max_size=8), st.integers(3, 12))
def test_a_drawn_order_has_every_paraphrase_once(seed, shared, many):
    drawn = order(seed, shared, many)
    assert sorted(drawn) == list(range(many))
    assert drawn == order(seed, shared, many)


@settings(max_examples=10)
@given(SEEDS, st.sampled_from(list(BANK.kinds)), st.sampled_from(["en", "zh", "fr"]))
def test_the_two_halves_make_the_whole_whatever_the_seed(seed, kind, lang):
    def half(name):
        chosen = Selection(
            (lang,), tuple(BANK.jurisdictions), (kind,), tuple(Framing), (Role.TOPIC,), name, seed
        )
        return [item.question.id for item in questions(BANK, chosen)]

    opened, sealed = half("open"), half("sealed")
    assert not set(opened) & set(sealed)
    assert sorted(opened + sealed) == sorted(half("all"))
