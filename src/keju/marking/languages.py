"""The words by which other languages state an answer, rewritten as English ones.

``keju.marking.final`` reads English, Chinese and French. Here "La respuesta es B" becomes "La
answer is B": only the words that state an answer change, never what they state.

Not covered: languages that put the verb last (Hindi, Turkish), apart from a label with a colon;
a denial that follows the answer, which each marker must see for itself (Japanese, Korean).
"""

from __future__ import annotations

import re

__all__ = ["in_english"]

#: For each language the noun, what may stand between noun and verb, the verb, and its denial.
_ROWS = (
    (r"\brespuesta", r"correcta|final|es correcta", r"es\b|sería\b", r"no\s+es\b"),
    (r"\bresposta", r"correta|final|certa", r"é(?!\w)|seria\b", r"não\s+é(?!\w)"),
    (r"\brisposta", r"corretta|finale|giusta|esatta", r"è(?!\w)", r"non\s+è(?!\w)"),
    (r"\bantwort", r"", r"(?:ist|lautet|wäre)\b", r"(?:ist|lautet)\s+nicht\b"),
    (r"\bantwoord", r"", r"is\b", r"is\s+niet\b"),
    (r"\bodpowied[zź]", r"poprawna", r"(?:to|jest|brzmi)\b", r"(?:to\s+nie|nie\s+jest)\b"),
    (r"\bответ", r"", r"[—–-]|это\b|будет\b", r"не\b|[—–-]\s*не\b"),
    (r"\bвідповідь", r"", r"[—–-]|це\b", r"не\b|[—–-]\s*не\b"),
    (r"(?:答え|正解|解答|回答)", r"", r"[はが]", r"(?!)"),
    (r"(?<![가-힣])(?:정답|답)", r"", r"[은는이]", r"(?!)"),
    (r"(?:الإجابة|الجواب)", r"الصحيحة|النهائية|الصحيح|النهائي", r"ه[يو](?!\w)", r"ليست?(?!\w)"),
    (r"\b(?:đáp án|câu trả lời)", r"đúng|cuối cùng", r"là\b", r"không\s+phải(?:\s+là)?\b"),
    (r"\b(?:cevap|jawaban|svar|vastaus|răspuns)", r"", r"(?!)", r"(?!)"),
    (r"(?:उत्तर|คำตอบ)", r"", r"(?!)", r"(?!)"),
)
_STATED = re.compile(
    "|".join(
        rf"(?:{noun}[*_]{{0,3}}(?:\s{{1,3}}(?:{between or '(?!)'})[*_]{{0,3}}){{0,2}}\s{{0,3}}"
        rf"(?:(?P<denied{row}>{denial})|(?P<label{row}>[:：])|(?P<verb{row}>{verb})))"
        for row, (noun, between, verb, denial) in enumerate(_ROWS)
    ),
    re.IGNORECASE,
)
_IF = re.compile(
    r"(?:\b(?:se|wenn|falls|ob|als|jeśli|если|якщо|nếu|eğer|si)\b|もし|만약|إذا)[^.,;:。\n]{0,30}$",
    re.IGNORECASE,
)
#: A text that holds none of these is returned as it is, which costs next to nothing.
_NOUNS = (
    *("respuesta", "resposta", "risposta", "antwoord", "antwort", "odpowied", "ответ", "відповідь"),
    *("答え", "正解", "解答", "回答", "답", "الإجابة", "الجواب", "đáp án", "câu trả lời", "cevap"),
    *("jawaban", "svar", "vastaus", "răspuns", "उत्तर", "คำตอบ"),
)
#: 選 before a letter: elsewhere it may be a word of the answer.
_CHOOSES = re.compile(r"選(?P<noun>[擇項]?)(?=\s?[:：]?\s?[(（]?[A-Za-zＡ-Ｚ](?![A-Za-z]))")
#: Characters before the end that are rewritten: answers are read from the end.
_REWRITTEN = 300_000
_NOUN = {"": "", "擇": "择", "項": "项"}
_ENGLISH = {"denied": "answer is not ", "label": "answer: ", "verb": "answer is "}


def in_english(text: str) -> str:
    """Return ``text`` with answers stated in English. A hypothesis stays as it is. Linear time."""
    low = text.lower()
    if any(noun in low for noun in _NOUNS):
        start = max(0, len(text) - _REWRITTEN)
        text = text[:start] + _STATED.sub(_rewritten, text[start:])
    if "選" in text:
        text = _CHOOSES.sub(lambda found: "选" + _NOUN[found["noun"]], text)
    return text


def _rewritten(found: re.Match[str]) -> str:
    if _IF.search(found.string[max(0, found.start() - 40) : found.start()]):
        return found[0]
    assert found.lastgroup is not None  # one of the three ends every alternative
    return _ENGLISH[found.lastgroup.rstrip("0123456789")]
