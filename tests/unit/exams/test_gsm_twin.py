import gzip
import json
import re
from collections import Counter
from fractions import Fraction
from functools import cache
from itertools import islice
from pathlib import Path

import pytest

from keju.core.errors import InputError
from keju.core.records import Item, Reply, Verdict
from keju.exams import EXAMS, exam
from keju.exams.gsm_twin.exam import GSM8K_STEPS
from keju.exams.gsm_twin.steps import STEPS
from keju.exams.gsm_twin.words import ASIDES, PEOPLE, WORLDS
from keju.marking import judge, marker

FOLDER = (Path(__file__).resolve().parents[3] / ".." / "shared" / "data" / "gsm8k").resolve()
DEPTHS = [f"gsm-twin;depth={depth}" for depth in range(1, 13)]


@cache
def first(spec: str, count: int) -> list[Item]:
    return list(islice(exam(spec).items(), count))


def worked(item: Item) -> list[tuple[list[str], Fraction]]:
    """Return the operands and the value of every worked line, computed anew."""
    rows = []
    for line in item.solution.split("\n")[:-1]:
        left, value = line.split(" = ")
        words = left.split()
        total = Fraction(words[0])
        for sign, number in zip(words[1::2], words[2::2], strict=True):
            other = Fraction(number)
            total = {
                "+": total + other, "-": total - other, "*": total * other, "/": total / other
            }[sign]  # fmt: skip
        assert total == Fraction(value), line
        rows.append((words[::2], total))
    return rows


@pytest.mark.parametrize("spec", DEPTHS)
def test_the_worked_steps_are_as_many_as_the_dial_says_and_right(spec: str):
    depth = int(spec.rpartition("=")[2])
    for item in first(spec, 80):
        rows = worked(item)
        assert len(rows) == depth
        assert rows[-1][1] == item.reference
        assert all(value >= 1 and value.denominator == 1 for _, value in rows)
        reply = judge(item, Reply(item.solution), marker(item.marker))
        assert reply.verdict is Verdict.CORRECT


_PARTS = {
    "twice": 2, "half": 2, "third": 3, "three times": 3, "quarter": 4, "four times": 4,
    "fifth": 5, "five times": 5, "sixth": 6, "cents": 100, "percent": 100, "%": 100,
}  # fmt: skip


@pytest.mark.parametrize("spec", ["gsm-twin", "gsm-twin;depth=9", "gsm-twin;depth=5;distractors=3"])
def test_every_number_that_is_worked_with_stands_in_the_text_or_was_worked_out(spec: str):
    for item in first(spec, 150):
        text = item.question.text
        known = set(re.findall(r"\d+", text))
        known |= {str(value) for word, value in _PARTS.items() if word in text}
        for operands, value in worked(item):
            assert set(operands) <= known, (operands, text)
            known.add(str(value))


def test_every_step_uses_the_result_of_an_earlier_one_until_the_end():
    """So the steps depend on each other: each result but the last is an operand later."""
    for item in first("gsm-twin;depth=8", 150):
        rows = worked(item)
        for place, (_, value) in enumerate(rows[:-1]):
            assert any(str(value) in operands for operands, _ in rows[place + 1 :])


def replayed(text: str) -> int | None:
    """Work a chain of plain comparisons out of its words alone, in whatever order it is told."""
    values: dict[str, int] = {}
    facts = []
    factors = {"twice": 2, "three times": 3, "four times": 4, "five times": 5}
    parts = {"half": 2, "a third": 3, "a quarter": 4, "a fifth": 5}
    for sentence in text.split(". ")[:-1]:
        if found := re.fullmatch(
            r"(\w+) has (\d+) (?:more|fewer) [\w ]+? than (\w+?)(?: has now)?", sentence
        ):
            sign = 1 if " more " in sentence else -1
            facts.append((found[1], found[3], lambda v, k=sign * int(found[2]): v + k))
        elif found := re.fullmatch(
            r"(\w+) has (?:only )?([\w ]+) as many [\w ]+? as (\w+?)(?: now has)?", sentence
        ):
            word = found[2]
            if word in factors:
                facts.append((found[1], found[3], lambda v, k=factors[word]: v * k))
            else:
                facts.append((found[1], found[3], lambda v, k=parts[word]: v // k))
        elif found := re.fullmatch(r"(\w+) has (\d+) (?!more|fewer)[\w ]+", sentence):
            values[found[1]] = int(found[2])
        else:
            return None
    for _ in facts:
        for newcomer, known, work in facts:
            if known in values:
                values[newcomer] = work(values[known])
    asked = re.search(r"How many [\w ]+ does (\w+) have", text)
    return values[asked[1]]


def test_comparisons_replayed_from_their_words_end_where_the_reference_says():
    checked = 0
    for item in first("gsm-twin;depth=3", 1500):
        value = replayed(item.question.text)
        if value is not None:
            assert value == item.reference
            checked += 1
    assert checked > 50


@pytest.mark.parametrize("spec", ["gsm-twin", "gsm-twin;depth=12;distractors=4"])
def test_the_language_has_no_seams(spec: str):
    for item in first(spec, 500):
        text = item.question.text
        assert not re.search(r"[{}]|  |\b1 [a-z]+s\b|\ba [aeiou]|\b0 |-\d|\.\.|[a-z]\. [a-z]", text)
        assert all(part[0].isupper() for part in re.split(r"(?<=[.?]) ", text))
        assert text.endswith("?")
        assert text.count("?") == 1


def test_distractors_add_numbers_and_leave_the_working_alone():
    plain = [len(re.findall(r"\d+", i.question.text)) for i in first("gsm-twin;depth=4", 200)]
    laden = first("gsm-twin;depth=4;distractors=3", 200)
    more = [len(re.findall(r"\d+", item.question.text)) for item in laden]
    assert sum(more) - sum(plain) == pytest.approx(600, abs=60)
    assert all(len(worked(item)) == 4 for item in laden)


def test_there_are_many_templates_and_all_are_told():
    assert len(STEPS) >= 25
    texts = "\n".join(item.question.text for item in first("gsm-twin;depth=8", 800))
    for step in STEPS:
        if step.words[0] in {"gain", "lose"}:
            continue
        longest = max((p for w in step.words for p in re.split(r"\{\w+\}", w)), key=len)
        assert longest in texts, step.name
    assert len(ASIDES) >= 12
    assert len(PEOPLE) == len(set(PEOPLE)) == 40
    assert sum(len(world.things) for world in WORLDS) >= 40


@pytest.mark.no_cover
def test_the_default_depth_is_spread_as_in_gsm8k():
    steps = Counter(len(worked(item)) for item in first("gsm-twin", 2000))
    total = sum(GSM8K_STEPS.values())
    for depth, many in GSM8K_STEPS.items():
        assert steps[depth] / 2000 == pytest.approx(many / total, abs=0.035)


@pytest.mark.skipif(not FOLDER.is_dir(), reason="GSM8K is not in ../shared/data/gsm8k")
def test_the_figures_of_gsm8k_are_its_own():
    with gzip.open(FOLDER / "test.jsonl.gz", "rt", encoding="utf-8") as lines:
        marks = [json.loads(line)["answer"].count("<<") for line in lines]
    counted = Counter(marks)
    assert counted.pop(0) == 18
    assert counted == GSM8K_STEPS


def test_the_form_of_the_question_is_that_of_gsm8k():
    (item,) = first("gsm-twin", 1)
    assert [message.role for message in item.question.messages] == ["system", "user"]
    assert EXAMS["gsm8k"].info.twin == "gsm-twin"


@pytest.mark.parametrize("spec", ["gsm-twin", "gsm-twin;depth=1", "gsm-twin;depth=12"])
def test_a_paper_is_the_beginning_of_a_longer_one_and_repeats_nothing(spec: str):
    longer = first(spec, 400)
    assert [i.id for i in islice(exam(spec).items(), 30)] == [i.id for i in longer[:30]]
    assert len({item.question.id for item in longer}) == 400
    other = islice(exam(f"{spec};seed=1").items(), 30)
    assert len({i.id for i in other} & {i.id for i in longer[:30]}) == 0


def test_a_depth_out_of_range_is_named_with_what_is_allowed():
    with pytest.raises(InputError, match="allowed is gsm8k, or a whole number 1 to 12"):
        exam("gsm-twin;depth=13")


def test_papers_are_the_same_on_every_machine():
    """A changed stream would make stored sittings start anew: change it only on purpose."""
    assert first("gsm-twin", 1)[0].question.id[:8] == "5b605008"
