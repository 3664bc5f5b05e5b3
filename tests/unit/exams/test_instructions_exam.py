import re
from functools import cache
from itertools import islice

import pytest

from keju.core.records import Item, Reply, Verdict
from keju.exams import exam
from keju.exams.instructions.languages import LANGUAGES
from keju.exams.instructions.topics import FORMS, TOPICS
from keju.marking import check_reference, judge, marker
from keju.marking.instructions import satisfied

ALL = [
    f"instructions;constraints={many};language={language}"
    for language in LANGUAGES
    for many in range(1, 9)
]


@cache
def first(spec: str, count: int) -> list[Item]:
    return list(islice(exam(spec).items(), count))


@pytest.mark.parametrize("spec", ALL)
def test_the_witness_keeps_to_every_condition(spec: str):
    for item in first(spec, 150):
        check_reference(item)
        assert satisfied(item.reference, item.solution) == [True] * len(item.reference)
        mark = judge(item, Reply(item.solution), marker(item.marker))
        assert mark.verdict is Verdict.CORRECT


def broken(check: dict, text: str, language: str) -> str:  # noqa: C901 - a case a condition
    """Return ``text`` with this one condition broken (others may break with it)."""
    stop, gap = ("。", "") if language == "zh" else (".", " ")
    filler = {"en": "Quiet", "fr": "Calme", "zh": "雪"}[language]
    match check["check"]:
        case "words" | "words_per":
            return text[:-1] + (gap + filler) * 40 + stop
        case "sentences" | "acrostic":
            return f"{text}{gap}{filler}{stop}"
        case "paragraphs":
            return f"{text}\n\n{filler}{stop}"
        case "keyword":
            return f"{text}{gap}{check['word']}{stop}"
        case "include" | "order":
            return re.sub(check["words"][-1], filler, text, flags=re.IGNORECASE)
        case "exclude":
            return f"{text}{gap}{check['words'][0]}{stop}"
        case "unit_starts":
            # An item of a list more at the front moves every sentence by one.
            return f"{filler}{stop}{gap}{filler}{stop}{gap}{text}"
        case "ends_with":
            return f"{text}{gap}{filler}{stop}"
        case "without_signs":
            return text + check["signs"]
        case "letter":
            return text + check["letter"]
        case "lower_case":
            return text + "X"
    raise AssertionError(check)


@pytest.mark.parametrize("language", LANGUAGES)
def test_breaking_any_one_condition_is_seen(language: str):
    seen = set()
    for item in first(f"instructions;constraints=6;language={language}", 200):
        for place, check in enumerate(item.reference):
            text = broken(check, item.solution, language)
            if check["check"] == "unit_starts" and _repeats(item, check):
                continue
            assert satisfied(item.reference, text)[place] is False, (check, text)
            verdict = judge(item, Reply(text), marker(item.marker)).verdict
            assert verdict is Verdict.INCORRECT
            seen.add(check["check"])
    assert seen == LANGUAGES[language].conditions.keys() - {"sentences"}


def _repeats(item: Item, check: dict) -> bool:
    """Whether the sentence's first word begins another one too, so that a shift may hide."""
    return len(re.findall(rf"(?i)(?:^|[.。]\s*){check['text']}", item.solution)) > 1


@pytest.mark.parametrize("spec", ALL)
def test_there_are_as_many_conditions_as_the_dial_says_each_told_in_a_line(spec: str):
    many = int(re.search(r"constraints=(\d)", spec)[1])
    for item in first(spec, 60):
        lines = item.question.text.split("\n")
        assert len(item.reference) == many == len(lines) - 2
        assert [line.split(". ")[0] for line in lines[1:-1]] == [str(n + 1) for n in range(many)]
        assert len({check["check"] for check in item.reference}) == many
        assert not re.search(r"[{}]|\bNone\b|  ", item.question.text)
        for check, line in zip(item.reference, lines[1:-1], strict=True):
            shown = [check[k] for k in ("exactly", "word", "number", "text") if check.get(k)]
            assert all(str(value) in line for value in [*shown, *check.get("words", [])])


def test_more_conditions_lean_on_each_other():
    hard = first("instructions;constraints=7", 50)
    for item in hard:
        names = {check["check"] for check in item.reference}
        assert {"words", "acrostic", "keyword"} <= names
        assert "sentences" not in names
    assert all("words" in {c["check"] for c in i.reference} for i in first("instructions", 50))


def test_topics_and_forms_come_in_three_languages():
    assert len(TOPICS) >= 60
    for rows in (TOPICS, FORMS):
        for column in range(3):
            words = [row[column] for row in rows]
            assert len(set(words)) == len(words)
    assert all(re.search(r"[\u4e00-\u9fff]", row[2]) for row in TOPICS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_paper_is_the_beginning_of_a_longer_one_and_repeats_nothing(language: str):
    spec = f"instructions;language={language}"
    longer = first(spec, 300)
    assert [i.id for i in islice(exam(spec).items(), 30)] == [i.id for i in longer[:30]]
    assert len({item.question.id for item in longer}) == 300


def test_papers_are_the_same_on_every_machine():
    """A changed stream would make stored sittings start anew: change it only on purpose."""
    begun = [first(f"instructions;language={each}", 1)[0].question.id[:8] for each in LANGUAGES]
    assert begun == ["a05e11b5", "23d727af", "b77206c3"]
