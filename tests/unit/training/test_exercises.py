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


def test_every_sum_and_test_of_a_program_is_right():
    text = "".join(piece.text for page in pages() for piece in page)
    sums = re.findall(r"^[abcxyz]=(-?\d+[-+*]-?\d+)=(-?\d+)$", text, re.MULTILINE)
    assert len(sums) > 200
    assert all(eval(work) == int(value) for work, value in sums)
    tests = re.findall(r"^(-?\d+[<>]=?-?\d+):([TF])$", text, re.MULTILINE)
    assert len(tests) > 50
    assert all(eval(work) == (holds == "T") for work, holds in tests)


def test_every_quotient_of_an_equation_is_right():
    text = "".join(piece.text for page in pages() for piece in page)
    quotients = re.findall(r"^(-?\d+)/(-?\d+) .* =(-?\d+)$", text, re.MULTILINE)
    assert len(quotients) > 200
    assert all(int(a) == int(b) * int(c) for a, b, c in quotients)


def test_every_place_lies_in_the_ring_of_its_page():
    for page in pages():
        if ring := re.fullmatch(r"\d+%(\d+)", page[0].text):
            places = [int(piece.text.rsplit("=", 1)[1]) for piece in page if piece.taught]
            assert all(0 <= place < int(ring[1]) for place in places)


def test_a_try_is_marked_where_it_makes_its_target_and_only_there():
    text = "".join(piece.text for page in pages() for piece in page)
    tries = re.findall(r"^\|(\d+) .*:((?:\d+|---).*)$", text, re.MULTILINE)
    assert len(tries) > 300
    for target, results in tries:
        marked = re.findall(r"(\d+)!", results)
        assert marked == [found for found in re.findall(r"\d+", results) if found == target][:1]
