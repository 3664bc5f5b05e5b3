import re
from fractions import Fraction
from itertools import islice

import pytest

from keju.core.errors import InputError
from keju.core.records import Item
from keju.exams import exam
from keju.exams.stories import WORLDS


def first(spec: str, count: int) -> list[Item]:
    return list(islice(exam(spec).items(), count))


GENERATED = [
    "multiplication",
    "multiplication;digits=2x4",
    "chain",
    "chain;digits=5;terms=12",
    "modular",
    "modular;depth=9;size=400",
    "linear",
    "linear;denominator=12;size=30",
    "linear;unknowns=2",
    "linear;denominator=9;unknowns=2",
    "countdown",
    "countdown;max=1000;numbers=8;target=2000",
]


def test_a_product_is_asked_in_one_plain_sentence():
    for item in first("multiplication", 50):
        assert re.fullmatch(
            r'What is [1-9]\d\d \* [1-9]\d\d\? Finish with "Answer: N"\.', item.question.text
        )
        assert item.marker.name == "number"


def test_a_product_is_right():
    for item in first("multiplication;digits=2x4", 300):
        left, right = map(int, re.findall(r"\d+", item.question.text))
        assert (len(str(left)), len(str(right))) == (2, 4)
        assert item.reference == left * right


def test_every_line_of_a_worked_product_and_chain_holds():
    for item in first("multiplication;digits=4", 100) + first("chain;terms=7", 100):
        *lines, last = item.solution.split("\n")
        assert last == f"Answer: {item.reference}"
        for line in lines:
            left, right = line.split(" = ")
            words = left.split()
            product = "*" in words
            value = int(words[0]) * int(words[2]) if product else signed_sum(words)
            assert value == int(right)


def signed_sum(words: list[str]) -> int:
    total = int(words[0])
    for sign, number in zip(words[1::2], words[2::2], strict=True):
        total += int(number) if sign == "+" else -int(number)
    return total


def test_a_chain_never_goes_below_zero_and_is_right():
    for item in first("chain;terms=6;digits=3", 300):
        text = re.fullmatch(r'What is (.+)\? Finish with "Answer: N"\.', item.question.text)[1]
        words = text.split()
        totals = [signed_sum(words[: 2 * n + 1]) for n in range(6)]
        assert min(totals) >= 0
        assert all(1 <= int(number) <= 999 for number in words[::2])
        assert totals[-1] == item.reference


def test_a_small_paper_has_every_product_once():
    items = list(exam("multiplication;digits=1").items())
    assert len(items) == exam("multiplication;digits=1").size == 81
    assert len({item.question.id for item in items}) == 81


def test_a_small_space_of_chains_ends_with_every_question_asked():
    assert len(list(exam("chain;digits=1;terms=2").items())) == 81 + 45


def test_a_large_paper_does_not_tell_its_size():
    assert exam("multiplication;digits=3").size is None


def test_products_are_spread_evenly():
    lefts = [int(item.question.text.split()[2]) for item in first("multiplication", 9000)]
    share = [sum(100 * d <= left < 100 * (d + 1) for left in lefts) for d in range(1, 10)]
    assert all(900 < count < 1100 for count in share)


@pytest.mark.parametrize("spec", GENERATED)
def test_no_question_comes_twice(spec: str):
    items = first(spec, 500)
    assert len({item.question.id for item in items}) == 500


@pytest.mark.parametrize("spec", GENERATED)
def test_a_paper_is_the_beginning_of_a_longer_one(spec: str):
    assert [item.id for item in first(spec, 40)] == [item.id for item in first(spec, 120)][:40]


@pytest.mark.parametrize("spec", GENERATED)
def test_another_seed_is_another_paper(spec: str):
    here, there = first(spec, 30), first(f"{spec};seed=1", 30)
    assert len({item.id for item in here} & {item.id for item in there}) < 5


@pytest.mark.parametrize("spec", GENERATED)
def test_the_canonical_spec_reads_back_as_the_same_exam(spec: str):
    chosen = exam(spec)
    assert exam(chosen.spec).spec == chosen.spec
    assert [i.id for i in islice(exam(chosen.spec).items(), 5)] == [i.id for i in first(spec, 5)]


def test_papers_are_the_same_on_every_machine():
    """A changed stream would make stored sittings start anew: change it only on purpose."""
    assert exam("multiplication").spec == "multiplication;digits=3;seed=0"
    asked = [item.question.text.split("?")[0] for item in first("multiplication", 2)]
    assert asked == ["What is 589 * 100", "What is 426 * 284"]
    begin = {name: first(name, 1)[0].question.id[:8] for name in ("chain", "linear", "modular")}
    assert begin == {"chain": "357a7706", "linear": "9d261135", "modular": "4f522216"}


def number_at(text: str, values: dict[str, Fraction]) -> Fraction:
    """Evaluate one side of an equation such as ``-3x + 2y - 5``."""
    total = Fraction(0)
    for sign, digits, name in re.findall(r"([-+]?)\s*(\d*)([a-z]?)", text):
        if digits or name:
            size = Fraction(digits or 1) * (values[name] if name else 1)
            total += -size if sign == "-" else size
    return total


@pytest.mark.parametrize("spec", ["linear", "linear;denominator=7", "linear;size=500"])
def test_a_linear_equation_is_solved_by_its_answer_alone(spec: str):
    for item in first(spec, 200):
        equation, asked = re.match(r"If (.+), what is (\w)\?", item.question.text).groups()
        left, right = equation.split(" = ")

        def gap(value: Fraction, left: str = left, right: str = right, asked: str = asked):
            return number_at(left, {asked: value}) - number_at(right, {asked: value})

        assert gap(Fraction(item.reference)) == 0
        assert gap(Fraction(item.reference) + 1) != 0


@pytest.mark.parametrize("spec", ["linear;unknowns=2", "linear;unknowns=2;denominator=9"])
def test_a_system_of_two_has_the_answer_that_elimination_finds(spec: str):
    for item in first(spec, 200):
        one, other, asked = re.match(
            r"Given that (.+) and (.+), what is (\w)\?", item.question.text
        ).groups()
        names = sorted(set(re.findall(r"[a-z]", one + other)))
        unit = [dict.fromkeys(names, Fraction(0)) | {name: Fraction(1)} for name in names]
        (a, b), (d, e) = (
            [number_at(line.split(" = ")[0], each) for each in unit] for line in (one, other)
        )
        c, f = (Fraction(line.split(" = ")[1]) for line in (one, other))
        solved = {names[0]: (c * e - b * f) / (a * e - b * d)}
        solved[names[1]] = (a * f - c * d) / (a * e - b * d)
        assert solved[asked] == Fraction(item.reference)


def test_fractional_solutions_come_only_at_a_higher_dial():
    assert all(isinstance(item.reference, int) for item in first("linear;unknowns=2", 200))
    assert any(isinstance(i.reference, str) for i in first("linear;denominator=5", 50))


def value_of(expression: str) -> Fraction:
    """Evaluate + - * / and parentheses by two stacks, independently of the package."""
    values: list[Fraction] = []
    waiting: list[str] = []
    rank = {"+": 1, "-": 1, "*": 2, "/": 2, "(": 0}

    def apply() -> None:
        sign, right, left = waiting.pop(), values.pop(), values.pop()
        results = {"+": left + right, "-": left - right, "*": left * right}
        values.append(left / right if sign == "/" else results[sign])

    for token in re.findall(r"\d+|[-+*/()]", expression):
        if token.isdigit():
            values.append(Fraction(token))
        elif token == "(":
            waiting.append(token)
        elif token == ")":
            while waiting[-1] != "(":
                apply()
            waiting.pop()
        else:
            while waiting and rank[waiting[-1]] >= rank[token]:
                apply()
            waiting.append(token)
    while waiting:
        apply()
    return values[0]


@pytest.mark.parametrize("spec", ["countdown", "countdown;max=100;numbers=6"])
def test_a_countdown_can_be_solved_as_its_solution_says(spec: str):
    for item in first(spec, 300):
        written = item.solution.rpartition("Answer: ")[2]
        assert value_of(written) == item.reference["target"]
        used = sorted(map(int, re.findall(r"\d+", written)))
        assert used == sorted(item.reference["numbers"])
        shown = re.findall(r"\d+", item.question.text.split(".")[0])
        assert list(map(int, shown)) == [item.reference["target"], *item.reference["numbers"]]
        assert (item.marker.name, dict(item.marker.parameters)) == ("countdown", {"use_all": True})


def test_a_countdown_asks_for_more_than_it_gives():
    for item in first("countdown;max=50;target=400", 200):
        assert 50 < item.reference["target"] <= 400


def operations(text: str) -> tuple[int, int, list[tuple[str, list[int]]]]:
    """Read a modular story: the ring, the start, and each sentence's kind with its numbers."""
    for world in WORLDS:
        found = re.match(pattern(world.start), text)
        if found:
            break
    sentences = {"again": world.again, "scale": world.scale, "parity": world.parity}
    kinds = [*sentences.items(), *(("forward", s) for s in world.forward)]
    kinds += [("back", s) for s in world.back]
    steps, place = [], found.end() + 1
    while not re.match(re.escape(world.ask), text[place:]):
        kind, step = next(
            (kind, match)
            for kind, sentence in kinds
            if (match := re.match(pattern(sentence), text[place:], re.IGNORECASE))
        )
        steps.append((kind, step.groupdict()))
        place += step.end() + 1
    return int(found["last"]) + 1, int(found["p"]), steps


def pattern(sentence: str) -> str:
    """Turn a sentence's template into a pattern; a field that comes again must be the same."""
    parts, seen = [], set()
    for literal, name in re.findall(r"([^{]*)(?:\{(\w+)\})?", sentence):
        parts.append(re.escape(literal))
        if name:
            parts.append(f"(?P={name})" if name in seen else rf"(?P<{name}>\d+)")
            seen.add(name)
    return "".join(parts)


@pytest.mark.parametrize("spec", ["modular", "modular;depth=7;size=100"])
def test_a_modular_story_replayed_from_its_words_ends_where_the_reference_says(spec: str):
    depth = 3 if spec == "modular" else 7
    for item in first(spec, 300):
        ring, place, steps = operations(item.question.text)
        assert len(steps) == depth
        for kind, found in steps:
            n = {name: int(value) for name, value in found.items()}
            match kind:
                case "forward":
                    place += n["a"]
                case "back":
                    place -= n["a"]
                case "again":
                    place += n["a"] * n["k"]
                case "scale":
                    place *= n["k"]
                case "parity":
                    place += n["a"] if place % 2 == 0 else -n["b"]
            place %= ring
        assert place == item.reference


def test_modular_stories_come_from_all_worlds():
    asked = {world.ask for world in WORLDS}
    texts = [item.question.text for item in first("modular", 200)]
    assert len(asked) == len(WORLDS) >= 8
    assert all(any(ask in text for text in texts) for ask in asked)


@pytest.mark.parametrize(
    ("spec", "words"),
    [
        ("multiplication;digits=0", "digits=0 cannot be; allowed is 1 to 9, or two of them as 2x4"),
        ("multiplication;digits=3x0", "digits=3x0"),
        ("chain;terms=1", "terms=1 cannot be; allowed is a whole number 2 to 50"),
        ("chain;terms=few", "terms=few"),
        ("modular;depth=41", "depth=41"),
        ("linear;unknowns=3", "unknowns=3 cannot be; allowed is a whole number 1 to 2"),
        ("linear;denominator=50", "denominator=50 needs size"),
        ("countdown;max=600", "target=1000 must be at least twice max"),
        ("chain;seed=-1", "seed=-1"),
    ],
)
def test_a_dial_out_of_range_is_named_with_what_is_allowed(spec: str, words: str):
    with pytest.raises(InputError, match=re.escape(words)):
        exam(spec)
