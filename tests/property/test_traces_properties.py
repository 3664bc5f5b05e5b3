"""The measures of a trace hold for any text, and against a slow count of the same thing."""

from hypothesis import given
from hypothesis import strategies as st

from keju.core.records import Item, MarkerSpec, Question, Reply
from keju.marking import marker
from keju.tracing import Told, examine
from keju.tracing.looping import LEAST, ROUNDS, find_loop
from keju.tracing.parts import split
from keju.tracing.periods import periodic_end
from keju.tracing.repeating import gram_coverage

WORDS = st.lists(st.integers(0, 2), max_size=60)
TEXTS = st.text(st.sampled_from("ab 1.=\n|，是等Ж\ud800\0`$\\{}"), max_size=300) | st.text()


@given(TEXTS)
def test_every_measure_of_any_text_lies_where_it_can(text):
    item = Item(Question.ask("What is 1 + 1? 是"), "2", MarkerSpec("number"))
    found = examine(Told(0, 0, item, Reply("2", text), None), marker(item.marker))
    if found is None:
        assert not text.strip()
        return
    repetition, mixing = found.repetition, found.mixing
    shares = [repetition.lines, repetition.grams, repetition.suffix, repetition.compressed]
    shares += [mixing.share, mixing.first or 0, found.thought.right_at or 0]
    assert all(0 <= share <= 1 for share in shares)
    assert (mixing.first is None) == (mixing.share == 0)


@given(TEXTS)
def test_parts_are_in_order_and_lose_nothing_but_space(text):
    parts = split(text)
    places = [place for pair in zip(parts.starts, parts.stops, strict=True) for place in pair]
    assert places == sorted(places)
    assert "".join(text[a:b] for a, b in zip(parts.starts, parts.stops, strict=True)).strip() == (
        "".join(text[a:b] for a, b in zip(parts.starts, parts.stops, strict=True))
    )
    covered = [n for each in parts.statements for n in range(each.first, each.last)]
    assert covered == list(range(len(parts.words)))


@given(WORDS)
def test_the_periodic_end_is_what_trying_every_period_finds(words):
    found = None
    for length in range(len(words), 0, -1):
        end = words[-length:]
        fits = [p for p in range(1, length // 3 + 1) if end[p:] == end[:-p]]
        if fits:
            found = (length, fits[0])
            break
    assert periodic_end(words) == found


@given(WORDS)
def test_coverage_is_what_comparing_every_run_finds(words):
    text = " ".join("xyz"[word] for word in words)
    covered = {
        place
        for at in range(len(words) - 3)
        if any(words[at : at + 4] == words[early : early + 4] for early in range(at))
        for place in range(at, at + 4)
    }
    share = len(covered) / len(words) if words else 0
    assert gram_coverage(split(text), 4) == share


@given(st.integers(3, 40), st.integers(ROUNDS, 30), st.integers(0, 3))
def test_exact_rounds_are_found_whatever_stands_before_and_after(period, rounds, around):
    unit = [f"w{n}" for n in range(period)]  # a letter and a figure: two words
    edge = [f"before {n} else" for n in range(around * 50)]
    text = " ".join([*edge, *unit * rounds, *edge])
    found = find_loop(split(text))
    enough = 2 * period * rounds >= LEAST
    assert (found is not None) == enough
    if found is not None:
        assert found.period == 2 * period
        assert found.rounds >= rounds
