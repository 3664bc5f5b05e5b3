"""Public benchmarks of knowledge, all multiple choice: GPQA, MMLU-Pro, MMLU, C-Eval, CMMLU, ARC.

A subject is no cluster: its questions are written one by one and share no text, so that the answers
to them are as independent as those to questions of two subjects.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from keju.core.records import Item
from keju.exams.benchmarks.benchmark import Benchmark, Source, Values
from keju.exams.benchmarks.fields import choice_item, field, letter_place, text, texts
from keju.exams.benchmarks.subjects import CEVAL as CEVAL_SUBJECTS
from keju.exams.benchmarks.subjects import CMMLU as CMMLU_SUBJECTS
from keju.exams.benchmarks.subjects import MMLU as MMLU_SUBJECTS
from keju.exams.benchmarks.subjects import MMLU_PRO as MMLU_PRO_SUBJECTS
from keju.exams.dials import Dial
from keju.exams.files import Line

__all__ = ["ARC", "CEVAL", "CMMLU", "GPQA", "MMLU", "MMLU_PRO"]

_ALL = "all"


def _subject(subjects: tuple[str, ...]) -> Dial:
    shown = f"all, or one of {len(subjects)}: {', '.join(subjects)}"
    return Dial("subject", _ALL, "one subject only", words=(_ALL, *subjects), shown=shown)


def _sets(subjects: tuple[str, ...], values: Values) -> tuple[str, ...]:
    subject = str(values["subject"])
    return subjects if subject == _ALL else (subject,)


def _wanted(line: Line, name: str, values: Values) -> bool:
    """Whether a row is of the subject asked for."""
    wanted = values["subject"]
    return wanted == _ALL or text(line, name).replace(" ", "_") == wanted


_GPQA_WRONG = ("Incorrect Answer 1", "Incorrect Answer 2", "Incorrect Answer 3")


def _gpqa(line: Line, _values: Values) -> Item:
    """Return the item with its options in an order that depends on nothing but their texts."""
    question = text(line, "Question").strip()
    right = text(line, "Correct Answer").strip()
    options = [right, *(text(line, name).strip() for name in _GPQA_WRONG)]
    if options.count(right) > 1:
        raise line.wrong("Correct Answer", "stands among the incorrect ones too")
    options.sort(key=lambda option: hashlib.sha256(f"{question}\0{option}".encode()).digest())
    return choice_item(question, options, options.index(right))


GPQA = Benchmark(
    name="gpqa-diamond",
    help="graduate-level biology, physics and chemistry, 4 options",
    source=Source(
        "Idavidrein/gpqa",
        ("gpqa_diamond", "gpqa_diamond/train", "dataset/gpqa_diamond"),
        split="train",
        sets=lambda _: ("gpqa_diamond",),
    ),
    item=_gpqa,
    licence="CC BY 4.0",
    citation="Rein et al., GPQA: A Graduate-Level Google-Proof Q&A Benchmark, 2023,"
    " arXiv:2311.12022",
    size=198,
    shown=False,
    notes="The hub asks for an account that accepted the terms. Options are put in an order of"
    " Keju's own, the same at every sitting.",
)


def _mmlu_pro(line: Line, _values: Values) -> Item:
    options = texts(line, "options", 2)
    return choice_item(text(line, "question"), options, letter_place(line, "answer", len(options)))


MMLU_PRO = Benchmark(
    name="mmlu-pro",
    help="14 subjects, 3 to 10 options",
    source=Source("TIGER-Lab/MMLU-Pro", ("data/test", "test")),
    item=_mmlu_pro,
    keep=lambda line, values: _wanted(line, "category", values),
    licence="MIT",
    citation="Wang et al., MMLU-Pro: A More Robust and Challenging Multi-Task Language"
    " Understanding Benchmark, 2024, arXiv:2406.01574",
    size=12032,
    example="mmlu-pro;subject=physics",
    dials=(_subject(MMLU_PRO_SUBJECTS),),
    notes="Zero-shot; published results are often five-shot. Its card counts 159 questions that"
    " stand twice; where text and options are the same, the question is asked once.",
)


def _mmlu(line: Line, _values: Values) -> Item:
    options = texts(line, "choices", 2)
    return choice_item(text(line, "question"), options, letter_place(line, "answer", len(options)))


MMLU = Benchmark(
    name="mmlu",
    help="57 subjects, 4 options",
    source=Source("cais/mmlu", ("all/test", "test"), sets=lambda _: (_ALL,)),
    item=_mmlu,
    keep=lambda line, values: _wanted(line, "subject", values),
    licence="MIT",
    citation="Hendrycks et al., Measuring Massive Multitask Language Understanding, 2021,"
    " arXiv:2009.03300",
    size=14042,
    example="mmlu;subject=anatomy",
    dials=(_subject(MMLU_SUBJECTS),),
    notes="Zero-shot; published results are often five-shot.",
)

_FOUR = ("A", "B", "C", "D")


def _ceval(line: Line, _values: Values) -> Item:
    options = [text(line, name) for name in _FOUR]
    right = letter_place(line, "answer", len(options))
    return choice_item(text(line, "question"), options, right, "zh")


CEVAL = Benchmark(
    name="ceval",
    help="Chinese examinations in 52 subjects, 4 options (the validation set)",
    source=Source(
        "ceval/ceval-exam",
        ("{set}/val", "val/{set}_val", "{set}_val", "{set}"),
        split="val",
        sets=lambda values: _sets(CEVAL_SUBJECTS, values),
    ),
    item=_ceval,
    licence="CC BY-NC-SA 4.0",
    citation="Huang et al., C-Eval: A Multi-Level Multi-Discipline Chinese Evaluation Suite for"
    " Foundation Models, 2023, arXiv:2305.08322",
    size=1346,
    example="ceval;subject=logic",
    dials=(_subject(CEVAL_SUBJECTS),),
    notes="The answers of the test set are not published, so that the validation set is sat.",
)


def _cmmlu(line: Line, _values: Values) -> Item:
    options = [text(line, name) for name in _FOUR]
    right = letter_place(line, "Answer", len(options))
    return choice_item(text(line, "Question"), options, right, "zh")


CMMLU = Benchmark(
    name="cmmlu",
    help="Chinese knowledge in 67 subjects, 4 options",
    source=Source(
        "lmlmcat/cmmlu",
        ("{set}/test", "test/{set}", "{set}"),
        sets=lambda values: _sets(CMMLU_SUBJECTS, values),
    ),
    item=_cmmlu,
    licence="CC BY-NC 4.0",
    citation="Li et al., CMMLU: Measuring massive multitask language understanding in Chinese,"
    " 2023, arXiv:2306.09212",
    size=11582,
    example="cmmlu;subject=ancient_chinese",
    dials=(_subject(CMMLU_SUBJECTS),),
    notes="The number of questions is the paper's. Also known as haonan-li/cmmlu; where the hub"
    " keeps it as a script and an archive, unpack the archive and give it with --data.",
)

_ARC_SETS = {"challenge": "ARC-Challenge", "easy": "ARC-Easy"}


def _arc(line: Line, _values: Values) -> Item:
    choices = field(line, "choices")
    if not isinstance(choices, Mapping):
        raise line.wrong("choices", "must be an object with the lists text and label")
    inner = Line(choices, f"{line.where}: choices")
    options, labels = texts(inner, "text", 2), texts(inner, "label", 2)
    key = text(line, "answerKey")
    if len(labels) != len(options) or labels.count(key) != 1:
        raise line.wrong("answerKey", "must be one of choices.label, as many as choices.text")
    return choice_item(text(line, "question"), options, labels.index(key))


ARC = Benchmark(
    name="arc",
    help="grade-school science, 3 to 5 options",
    source=Source(
        "allenai/ai2_arc",
        ("{set}/test", "{set}/{set}-Test", "{set}"),
        sets=lambda values: (_ARC_SETS[str(values["set"])],),
    ),
    item=_arc,
    licence="CC BY-SA 4.0",
    citation="Clark et al., Think you have Solved Question Answering? Try ARC, the AI2 Reasoning"
    " Challenge, 2018, arXiv:1803.05457",
    size=1172,
    example="arc;set=easy",
    dials=(
        Dial("set", "challenge", "the hard questions, or the easy ones", words=tuple(_ARC_SETS)),
    ),
    notes="Options that the data numbers 1, 2, 3 are lettered A, B, C here.",
)
