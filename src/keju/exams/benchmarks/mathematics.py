"""Public benchmarks of mathematics: GSM8K, MATH-500, AIME 2024 and 2025."""

from __future__ import annotations

import re

from keju.core.records import Item, MarkerSpec, Question
from keju.exams.benchmarks.benchmark import Benchmark, Source, Values
from keju.exams.benchmarks.fields import field, text
from keju.exams.files import Line
from keju.exams.gsm8k import gsm8k_item

__all__ = ["AIME24", "AIME25", "GSM8K", "MATH_500"]

GSM8K = Benchmark(
    name="gsm8k",
    help="grade-school word problems",
    source=Source("openai/gsm8k", ("main/test", "test"), sets=lambda _: ("main",)),
    item=lambda line, _: gsm8k_item(line),
    licence="MIT",
    citation="Cobbe et al., Training Verifiers to Solve Math Word Problems, 2021, arXiv:2110.14168",
    size=1319,
    last_run="2026-11-25, local copy, recorded answers of four models",
)


def _math_500(line: Line, _values: Values) -> Item:
    asked = f"{text(line, 'problem').strip()}\n\nFinish with the answer in \\boxed{{}}."
    solution = line.row.get("solution")
    return Item(
        Question.ask(asked),
        text(line, "answer").strip(),
        MarkerSpec("math"),
        solution=solution if isinstance(solution, str) else None,
    )


MATH_500 = Benchmark(
    name="math-500",
    help="competition problems of the MATH test set, as picked for PRM800K",
    source=Source("HuggingFaceH4/MATH-500", ("test", "data/test", "math-500", "MATH-500")),
    item=_math_500,
    licence="MIT",
    citation=(
        "Hendrycks et al., Measuring Mathematical Problem Solving With the MATH Dataset, 2021,"
        " arXiv:2103.03874; Lightman et al., Let's Verify Step by Step, 2023, arXiv:2305.20050"
    ),
    size=500,
    notes="MIT is the licence of MATH and of PRM800K; that of the hub's copy is not verified.",
)

#: Copies differ in what they call the problem: the hub's, MathArena's and opencompass's, QwQ's.
_PROBLEM_FIELDS = ("problem", "Problem", "question", "prompt")
_ANSWER_FIELDS = ("answer", "Answer")
#: A form that some copies append to the problem; ours takes its place.
_APPENDED = re.compile(r"\s*Please reason step by step,[^\n]*\\boxed\{\}\.?\s*$")


def _aime(line: Line, _values: Values) -> Item:
    problem = text(line, _first(line, _PROBLEM_FIELDS))
    name = _first(line, _ANSWER_FIELDS)
    answer = str(field(line, name)).strip()
    if not re.fullmatch(r"\d{1,3}", answer):
        raise line.wrong(name, "must be a whole number from 0 to 999")
    form = 'The answer is a whole number from 0 to 999. Finish with "Answer: N".'
    asked = f"{_APPENDED.sub('', problem).strip()}\n\n{form}"
    return Item(Question.ask(asked), int(answer), MarkerSpec("number"))


def _first(line: Line, names: tuple[str, ...]) -> str:
    return next((name for name in names if name in line.row), names[0])


_AIME_NOTES = (
    "The problems are the MAA's; copies state various licences, and none is the MAA's own."
    " A problem with a figure is asked by its text alone."
)

AIME24 = Benchmark(
    name="aime24",
    help="American Invitational Mathematics Examination 2024, I and II",
    source=Source(
        "HuggingFaceH4/aime_2024",
        ("data/train", "train", "aime24", "aime/aime24", "aime_2024_problems"),
        split="train",
    ),
    item=_aime,
    licence="not stated",
    citation="Mathematical Association of America, AIME I and II, 2024",
    size=30,
    notes=_AIME_NOTES,
    last_run="2026-11-25, local copy, keju/xiucai",
)

AIME25 = Benchmark(
    name="aime25",
    help="American Invitational Mathematics Examination 2025, I and II",
    source=Source("math-ai/aime25", ("test", "data/test", "aime25", "aime/aime25")),
    item=_aime,
    licence="not stated",
    citation="Mathematical Association of America, AIME I and II, 2025",
    size=30,
    notes=f"{_AIME_NOTES} The hub's copy has not been read from here.",
    last_run="2026-11-25, local copy, keju/xiucai",
)
