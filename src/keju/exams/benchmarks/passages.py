"""Public benchmarks of reading: Belebele in English, French and Chinese."""

from __future__ import annotations

import hashlib

from keju.core.records import Item
from keju.exams.benchmarks.benchmark import Benchmark, Source, Values
from keju.exams.benchmarks.fields import choice_item, field, text
from keju.exams.dials import Dial
from keju.exams.files import Line

__all__ = ["BELEBELE"]

_SETS = {"en": "eng_Latn", "fr": "fra_Latn", "zh": "zho_Hans"}
_OPTIONS = ("mc_answer1", "mc_answer2", "mc_answer3", "mc_answer4")


def _belebele(line: Line, values: Values) -> Item:
    """Return the item; both questions about a passage are one cluster.

    Who misreads the passage is likely to miss both, so that they are no two independent questions.
    """
    passage = text(line, "flores_passage").strip()
    options = [text(line, name) for name in _OPTIONS]
    number = str(field(line, "correct_answer_num")).strip()
    if number not in {"1", "2", "3", "4"}:
        raise line.wrong("correct_answer_num", "must be a number from 1 to 4")
    asked = f"{passage}\n\n{text(line, 'question').strip()}"
    cluster = hashlib.sha256(passage.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return choice_item(asked, options, int(number) - 1, str(values["language"]), cluster)


BELEBELE = Benchmark(
    name="belebele",
    help="questions about passages, 4 options, the same in every language",
    source=Source(
        "facebook/belebele",
        ("data/{set}", "{set}", "{set}/test"),
        sets=lambda values: (_SETS[str(values["language"])],),
    ),
    item=_belebele,
    licence="CC BY-SA 4.0",
    citation="Bandarkar et al., The Belebele Benchmark: a Parallel Reading Comprehension Dataset in"
    " 122 Language Variants, 2023, arXiv:2308.16884",
    size=900,
    example="belebele;language=fr",
    dials=(Dial("language", "en", "English, French or Chinese (simplified)", words=tuple(_SETS)),),
    notes="900 questions on 488 passages in every language.",
)
