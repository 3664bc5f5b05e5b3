"""The marker of multiple choice: letters, or the text of the option that a letter stands for.

A reference of several letters ("AC") asks for exactly that set; one letter asks for that one, and
an answer that names several is then none.

Not covered: options counted by numbers or by the letters of other scripts (А, أ, ①).
"""

from __future__ import annotations

import re
import string
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from keju.core.errors import InputError
from keju.core.records import Item, Mark
from keju.marking.comparing import compare, only_parameters, unfinished
from keju.marking.final import Form, Hedged, Statement, final_answer, sentence
from keju.marking.languages import in_english
from keju.marking.notation import plain

__all__ = ["ChoiceMarker", "choice_marker"]

_LONG = 1_000
_MANY_LINES = 5_000
_DRESSING = " \t*_`\"'“”‘’«»「」『』【】《》$:"
_END = _DRESSING + ".,;!。，；！)]\n"
#: No letter or digit of a script with spaces follows: 答案是B因为 and 정답은 B입니다 name B.
_NO_WORD = r"(?![0-9A-Za-z\u00c0-\u024f\u0370-\u052f])"
_ARTICLE = r"(?:the|la|le|el|il|die|der|das|o|(?-i:a)|l['’])"
_KIND = (
    r"(?:(?:correct|right|richtige|bonne|correcta|corretta|correta)\s+)?"
    r"(?:option|choice|lettera|letter|answer|lettre|choix|réponse|opción|letra|alternativa|respuesta|opzione"
    r"|risposta|opção|resposta|antwort|buchstabe|möglichkeit|вариант|буква|ответ|الخيار"
    r"|الحرف|الإجابة|보기)\s*|选项?|選択肢"
)
_LETTER = re.compile(
    rf"(?:{_ARTICLE}\s*)?(?:{_KIND})?[\s*_]*(?P<open>[(\[【「]?)[*_\s]*(?P<letter>[A-Z]){_NO_WORD}"
    r"[*_`\"'\s]*(?P<close>[)\]】」]?)",
    re.IGNORECASE,
)
_OR = r"(?:or|and|ou|et|o|y|oder|und|e|или|и|of|أو|و)"
_AND_SIGNS = r"[,/&+、;]|和|与|及|以及|と|및|와|과"
_RIVAL = re.compile(
    rf"[\s*_\"')\].(]*(?:(?:,\s*)?(?i:\b{_OR}\b)|或者?|或是|还是|また?は|또는|이나|{_AND_SIGNS})"
    r"\s*(?i:\b(?:maybe|perhaps|possibly|option|even|either|else)\b\s*)*[(\[*]*"
    rf"(?P<letter>[AI](?!\s+[a-z])|[B-HJ-Z]){_NO_WORD}"
)
_CORRECTED = re.compile(
    r"[\s,.;:—–*)-]*(?:\b(?:oh|no|wait|actually|sorry|hmm|rather|I mean)\b[\s,.;:…—–-]*){1,4}"
    rf"(?:(?:it['’]s|it is|make that)\s+)?[(\[*]*(?P<letter>[A-Z]){_NO_WORD}"
)
_REJECTED = re.compile(
    r"[\s).:,*_-]*(?:(?:is|was|can|cannot|can['’]t|seems|looks)\s+(?:be\s+)?"
    r"(?:wrong|incorrect|not|false|impossible|ruled)\b|isn['’]t\b|fails?\b|n['’]est\b|no\s+es\b"
    r"|ist\s+(?:nicht|falsch)\b|non\s+è\b|não\s+é\b|项?(?:是)?(?:不|错)|が?違|は?間違"
    r"|では?(?:な[いくか]|あり)|[이가]?\s?아[니닙])",
    re.IGNORECASE,
)
_PUNCTUATED = re.compile(
    r"[\s*_\"']*[.:,;=–—。，：；、(]|-\s+(?![A-Z]\b)"
    # What follows a letter without a space where there are none: 因为, 项, です, 입니다.
    r"|项|項|选项|因|正确|是|对|[でだがとは]|[입이가은는예라]"
)
_LISTED = re.compile(r"[\s(][A-Z][).:]\s+\S")
_EITHER = re.compile(
    r"\W*(?:(?:either|neither|both|soit|between|entre|entweder|sowohl|либо)\b|要么|既)",
    re.IGNORECASE,
)
_SEVERAL = re.compile(
    r"(?:both\s+|options?\s+|选项?)?(?P<letters>[(\[]?[A-Z][)\]]?"
    rf"(?:\s*(?:(?:{_AND_SIGNS})\s*)?(?:(?:and|et|y|und|e|и)\s+)?[(\[]?[A-Z][)\]]?)*)"
    rf"{_NO_WORD}"
)
_AFTER_SEVERAL = re.compile(
    r"[\s*_\"'.。;；!:)\]]*(?:$|\n|[.,。，;；:：(（—–]|because\b|since\b|因)"
)
_DECLARED = re.compile(
    r"[(*]{0,3}\b(?P<letter>[A-Z])\b[)*]{0,3}"
    r"(?:\s+is|\s+must be|\s+would be|['’]s)\s+(?:the\s+)?(?:correct|right|best)\b"
    r"|\b(?:I|[Ww]e|I['’]d|I['’]ll)\s+(?:(?:would|will|must|should|therefore|thus)\s+){0,2}"
    r"(?:choose|pick|select|go with|opt for)\s+(?:option\s+|answer\s+)?[(*]{0,3}(?P<chosen>[A-Z])\b"
)
_UNSURE = re.compile(
    r"(?:\b(?:if|whether|unless|not|suppose|assume|maybe|perhaps)\b|n['’]t)[^.,;]{0,40}$",
    re.IGNORECASE,
)


@dataclass(slots=True)
class ChoiceMarker:
    """Compares letters. ``options`` are the texts of A, B, C…; empty when they are not known."""

    options: tuple[str, ...] = ()
    name: str = field(default="choice", init=False)
    version: int = field(default=2, init=False)
    slow: bool = field(default=False, init=False)

    def extract(self, text: str) -> str | None:
        """Return the one capital letter that ``text`` commits to, or None."""
        return final_answer(in_english(text), self._read)

    def same(self, left: str, right: str) -> bool | None:
        """Whether two extracted letters, or sets of letters, are the same."""
        return set(left) == set(right)

    def mark(self, item: Item, text: str) -> Mark:
        """Judge ``text`` against the item's letter or letters."""
        reference = str(item.reference)
        read = self._read if len(reference) == 1 else self._read_several
        return unfinished(self, text) or compare(
            self, reference, final_answer(in_english(text), read)
        )

    def check(self, reference: Any) -> None:
        """Raise InputError unless ``reference`` is one or more capital letters of options."""
        known = isinstance(reference, str) and set(reference) <= set(self._letters)
        if not known or not reference or len(set(reference)) != len(reference):
            raise InputError(
                "marker choice: the reference must be one letter, or several different ones, from "
                f"{self._letters[0]} to {self._letters[-1]}, not {str(reference)[:60]!r}."
            )

    @property
    def _letters(self) -> str:
        return string.ascii_uppercase[: len(self.options) or 26]

    def _read(self, statement: Statement) -> str | None:
        text = statement.text
        if named := self._named(text):
            return named
        if statement.form is Form.BARE and "\n" in text:
            return self._alone(text) or self._declared(text)
        words = _words(text)
        if statement.rest:
            words = f"{words} {statement.rest}"
        whole = statement.form in {Form.BARE, Form.INITIAL}
        found = self._letter(words, whole=whole)
        return found or (self._declared(text) if statement.form is Form.BARE else None)

    def _read_several(self, statement: Statement) -> str | None:
        words = _words(statement.text)
        found = _SEVERAL.match(words)
        if found is not None and _AFTER_SEVERAL.match(words, found.end()):
            letters = sorted(filter(self._letters.__contains__, found["letters"]))
            if 1 < len(letters) == len(set(letters)) == sum(map(str.isupper, found["letters"])):
                return "".join(letters)
        return self._read(statement)

    def _named(self, text: str) -> str | None:
        """Return the letter of the one option whose text is ``text``."""
        if not self.options or len(text) > _LONG + max(map(len, self.options)):
            return None
        for form in (_bare, _folded):
            wanted = form(text)
            same = [i for i, option in enumerate(self.options) if form(option) == wanted]
            if same and not (len(wanted) == 1 and wanted.isalpha()):
                return self._letters[same[0]] if len(same) == 1 else None
        return None

    def _letter(self, words: str, *, whole: bool) -> str | None:
        if _EITHER.match(words):
            raise Hedged
        found = _LETTER.match(words)
        if found is None:
            return self._named(sentence(words)) or self._opening(words)
        letter, tail = found["letter"].upper(), words[found.end() :]
        if letter not in self._letters or (found["open"] and not found["close"]):
            return None
        text = self._named(_said(tail))
        if text is not None:
            return letter if text == letter else None
        for other in (_RIVAL.match(tail), _CORRECTED.match(tail)):
            if other and other["letter"] != letter and other["letter"] in self._letters:
                if _is_dismissed(other):
                    continue
                raise Hedged
        return letter if _stands_alone(found, tail[:200], whole=whole) else None

    def _opening(self, words: str) -> str | None:
        """Return the letter of the longest option that ``words`` begin with, up to a comma."""
        low = words.casefold()
        fit = [
            (len(option), letter)
            for letter, each in zip(self._letters, self.options, strict=False)
            if (option := _words(each).casefold().rstrip(". ")) and len(option) > 1
            if low.startswith(option) and low[len(option) : len(option) + 1] in set(",;(—–\n")
        ]
        return max(fit)[1] if fit else None

    def _alone(self, text: str) -> str | None:
        """Return the letter that stands alone on the first or last line, and on no other line."""
        if text.count("\n") > _MANY_LINES:
            return None
        lone = [self._lone(line) for line in text.splitlines() if line.strip()]
        found = set(filter(None, lone))
        return found.pop() if len(found) == 1 and (lone[0] or lone[-1]) else None

    def _lone(self, line: str) -> str | None:
        if len(line) > _LONG:
            return None
        words = _words(line)
        found = _LETTER.match(words)
        if found is None or found["letter"].upper() not in self._letters:
            return None
        tail = words[found.end() :]
        letter = found["letter"].upper()
        return letter if not tail.strip(_END) or self._named(_said(tail)) == letter else None

    def _declared(self, text: str) -> str | None:
        """Return the one letter that sentences like "B is correct" or "I choose B" name."""
        found = {
            each["letter"] or each["chosen"]
            for each in _DECLARED.finditer(text)
            if not _UNSURE.search(text[max(0, each.start() - 60) : each.start()])
        }
        return found.pop() if len(found) == 1 and found <= set(self._letters) else None


def _words(text: str) -> str:
    """Return the beginning of ``text`` in plain signs without what dresses it; Ⓑ is B, ⒝ (b)."""
    text = text[:_LONG]
    if not text.isascii():
        text = "".join(map(_letter_form, text))
    return plain(text).strip(_DRESSING)


def _letter_form(sign: str) -> str:
    circled = "\u249c" <= sign <= "\u24e9" or "\U0001f110" <= sign <= "\U0001f149"
    return unicodedata.normalize("NFKC", sign) if circled else sign


def _said(tail: str) -> str:
    """Return the words after a letter."""
    return tail.lstrip(" \t*_).:：,、-–—]】」").partition("\n")[0]


def _bare(text: str) -> str:
    return plain(unicodedata.normalize("NFC", text)).strip(_END)


def _folded(text: str) -> str:
    """Return ``text`` in one case, without space and its leading article."""
    return "".join(_bare(text).casefold().removeprefix("the ").split())


def _is_dismissed(rival: re.Match[str]) -> bool:
    """Whether a letter is only named to say that it is wrong: A; B fails."""
    before = rival.string[: rival.start("letter")].rstrip()
    return before.endswith((",", ";")) and _REJECTED.match(rival.string, rival.end()) is not None


def _stands_alone(found: re.Match[str], tail: str, *, whole: bool) -> bool:
    """Whether a letter is an answer, given what follows it, and not a word of the sentence."""
    if _REJECTED.match(tail):
        return False
    if not tail.strip(_END):
        return True
    closed = bool(found["close"])
    if found["letter"].islower():
        return closed
    if whole and _LISTED.search(tail):
        return False
    if closed or _PUNCTUATED.match(tail):
        return True
    # "A quick check", "I think": the two capital letters that are also English words. 答案是B超: a
    # word of another script that begins with a letter.
    in_word = found.string[found.end("letter")].isalpha()
    return not whole and not in_word and found["letter"] not in {"A", "I"}


def choice_marker(parameters: Mapping[str, Any]) -> ChoiceMarker:
    """Return the marker with ``options``: the texts of A, B, C…, at most 26."""
    only_parameters("choice", parameters, {"options"})
    options = parameters.get("options", ())
    if not isinstance(options, list | tuple) or not all(isinstance(o, str) for o in options):
        raise InputError("marker choice: options must be a list of texts.")
    if "options" in parameters and not 1 <= len(options) <= 26:
        raise InputError(f"marker choice: options must be 1 to 26 texts, not {len(options)}.")
    return ChoiceMarker(tuple(options))
