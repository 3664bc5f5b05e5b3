import re
from random import Random

from keju.training.exercises import draw_page


def pages(many=300):
    rng = Random(7)
    return [draw_page(rng) for _ in range(many)]


def test_a_page_shows_what_a_step_is_about_and_teaches_what_follows():
    for page in pages(50):
        first, *steps = page
        assert not first.taught
        assert [piece.taught for piece in steps] == [False, True] * (len(steps) // 2)
        assert all(piece.text for piece in steps)
        assert all("\n" not in piece.text for piece in steps if piece.taught)


def values_of(state):
    return {name: int(value) for name, value in re.findall(r"([abcxyz])(-?\d+)", state)}


def test_every_line_of_a_program_is_worked_out_and_its_names_are_updated():
    text = "\n".join("".join(piece.text for piece in page) for page in pages())
    assigned = re.findall(
        r"^(\S+)\n([abcxyz]) = (.+):(-?\d+[-+*]-?\d+)=(-?\d+) (\S+)$", text, re.MULTILINE
    )
    assert len(assigned) > 300
    for before, name, words, work, value, after in assigned:
        known = values_of(before)
        assert eval(words, {}, known) == eval(work) == int(value)
        assert values_of(after) == known | {name: int(value)}
    tests = re.findall(r"^(\S+)\nif (.+)::?(\S+):([TF])$", text, re.MULTILINE)
    assert len(tests) > 100
    for before, words, work, holds in tests:
        assert eval(words, {}, values_of(before)) == eval(work) == (holds == "T")
    prints = re.findall(r"^(\S+)\nprint\((.+)\):(\S+)=(-?\d+)$", text, re.MULTILINE)
    assert len(prints) > 50
    for before, words, work, value in prints:
        assert eval(words, {}, values_of(before)) == eval(work) == int(value)


def test_every_quotient_of_an_equation_is_right():
    text = "\n".join("".join(piece.text for piece in page) for page in pages())
    quotients = re.findall(r"^(-?\d+)/(-?\d+) .* =(-?\d+)$", text, re.MULTILINE)
    assert len(quotients) > 200
    assert all(int(a) == int(b) * int(c) for a, b, c in quotients)


def test_every_place_lies_in_the_ring_of_its_page():
    for page in pages():
        if ring := re.fullmatch(r"\d+%(\d+)", page[0].text):
            places = [int(piece.text.rsplit("=", 1)[1]) for piece in page if piece.taught]
            assert all(0 <= place < int(ring[1]) for place in places)


def test_a_try_is_marked_where_it_makes_its_target_and_only_there():
    text = "\n".join("".join(piece.text for piece in page) for page in pages())
    tries = re.findall(r"^\|(\d+) .*:((?:\d+|---).*)$", text, re.MULTILINE)
    assert len(tries) > 300
    for target, results in tries:
        marked = re.findall(r"(\d+)!", results)
        assert marked == [found for found in re.findall(r"\d+", results) if found == target][:1]
