"""Public benchmarks: one value each, in the module of its subject, and one literal table."""

from __future__ import annotations

from collections.abc import Mapping

from keju.exams.benchmarks.benchmark import Benchmark, Source
from keju.exams.benchmarks.exam import PublicExam, public_exam
from keju.exams.benchmarks.knowledge import ARC, CEVAL, CMMLU, GPQA, MMLU, MMLU_PRO
from keju.exams.benchmarks.mathematics import AIME24, AIME25, GSM8K, MATH_500
from keju.exams.benchmarks.passages import BELEBELE
from keju.exams.benchmarks.programs import HUMANEVAL, LIVECODEBENCH, MBPP

__all__ = ["BENCHMARKS", "Benchmark", "PublicExam", "Source", "public_exam"]

BENCHMARKS: Mapping[str, Benchmark] = {
    "aime24": AIME24,
    "aime25": AIME25,
    "arc": ARC,
    "belebele": BELEBELE,
    "ceval": CEVAL,
    "cmmlu": CMMLU,
    "gpqa-diamond": GPQA,
    "gsm8k": GSM8K,
    "humaneval": HUMANEVAL,
    "livecodebench": LIVECODEBENCH,
    "math-500": MATH_500,
    "mbpp": MBPP,
    "mmlu": MMLU,
    "mmlu-pro": MMLU_PRO,
}
