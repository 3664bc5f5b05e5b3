"""The marker of short free texts: the same words, whatever their case, punctuation and article.

The normal form follows the idea of SQuAD's (Rajpurkar et al., 2016). Here it is Unicode's, only an
article at the beginning is dropped ("Vitamin A" keeps its A), and a sign that carries meaning
stays: a minus, a decimal point, %, +, #, &, currency.

Not covered: numbers in words, synonyms, spelling, accents, word order; list every accepted text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from keju.core.errors import InputError
from keju.core.records import Item, Mark, Verdict
from keju.marking.comparing import only_parameters, signature, unfinished
from keju.marking.exact import bare_text
from keju.marking.final import Form, Hedged, Statement, final_answer, sentence
from keju.marking.languages import in_english

__all__ = ["TextMarker", "normal_text", "text_marker"]

_MOST = 200
_LONG = 2_000
_ESSAY = 20_000
_TEX = re.compile(r"\\(?:text(?:bf|it|rm|sf)?|math(?:rm|bf|it|sf)|mbox)\s?\{([^{}]*)\}")
#: A point inside a number and a minus before one carry meaning; they are kept under cover.
_INNER = re.compile(r"(?<=\d)[.,](?=\d)|(?<!\w)[-−–](?=\d)")
_COVER = {".": "\ue000", ",": "\ue001", "-": "\ue002", "−": "\ue002", "–": "\ue002"}
_MEANT = frozenset("%#&@/")
_APOSTROPHE = re.compile(r"(?<=\w)['’](?=\w)")
_ARTICLE = re.compile(r"\A(?:(?:an?|the|les?|la|el|l[oa]s|der|das)\s+|l['’])(?=\S)", re.IGNORECASE)
_HEDGE = re.compile(
    r"\W*(?:or|maybe|perhaps|possibly|actually|wait|no|alternatively|ou|oder|o)\b|\W*(?:或|也许|可能)",
    re.IGNORECASE,
)

#: "It is", where it follows the answer.
_COPULA = re.compile(r"(?:입니다|이에요|예요|이다|です|である)\s*$")


@dataclass(slots=True)
class TextMarker:
    """Compares normal forms with one accepted text or several; case counts if asked to."""

    ignore_case: bool = True
    name: str = field(default="text", init=False)
    version: int = field(default=1, init=False)
    slow: bool = field(default=False, init=False)

    def extract(self, text: str) -> str | None:
        """Return the committed answer, or all of ``text`` when it has none; unwrapped."""
        return final_answer(in_english(text), _read)

    def same(self, left: str, right: str) -> bool | None:
        """Whether two answers have the same normal form."""
        return self._normal(left) == self._normal(right)

    def mark(self, item: Item, text: str) -> Mark:
        """Judge ``text`` by whether it is one of the item's accepted texts."""
        if mark := unfinished(self, text):
            return mark
        accepted = {self._normal(each) for each in _accepted(item.reference)}

        def read(statement: Statement) -> str | None:
            """Read the first sentence alone where that is accepted and the next does not hedge."""
            found = _read(statement)
            if found is None or statement.form.explicit or self._normal(found) in accepted:
                return found
            first = sentence(found)
            shorter = (first, _COPULA.sub("", first))
            accepting = next((each for each in shorter if self._normal(each) in accepted), None)
            if accepting is None:
                return found
            if _HEDGE.match(found, len(first)):
                raise Hedged
            return bare_text(accepting)

        found = final_answer(in_english(text), read)
        if found is None:
            return Mark(Verdict.NO_ANSWER, 0.0, signature(self))
        right = self._normal(found) in accepted
        verdict = Verdict.CORRECT if right else Verdict.INCORRECT
        return Mark(verdict, float(right), signature(self), found)

    def check(self, reference: Any) -> None:
        """Raise InputError unless ``reference`` is a text, or several, with something in each."""
        texts = _accepted(reference)
        if not 0 < len(texts) <= _MOST or not all(
            isinstance(each, str) and self._normal(each) for each in texts
        ):
            raise InputError(
                f"marker text: the reference must be a text or a list of 1 to {_MOST} texts that "
                f"hold a letter or a digit, not {str(reference)[:60]!r}."
            )

    def _normal(self, text: str) -> str:
        """Return the normal form; nothing as long as an essay is a short answer, so it stays."""
        if len(text) > _ESSAY:
            return text
        return normal_text(text, ignore_case=self.ignore_case)


def text_marker(parameters: Mapping[str, Any]) -> TextMarker:
    """Return the marker with ``ignore_case``, true (the default) or false."""
    only_parameters("text", parameters, {"ignore_case"})
    ignore_case = parameters.get("ignore_case", True)
    if not isinstance(ignore_case, bool):
        raise InputError(f"marker text: ignore_case must be true or false, not {ignore_case!r}.")
    return TextMarker(ignore_case)


def normal_text(text: str, *, ignore_case: bool = True) -> str:
    """Return the words of ``text`` in NFKC without punctuation, leading article and outer space.

    Linear time.
    """
    text = unicodedata.normalize("NFKC", text)
    text = _INNER.sub(lambda sign: _COVER[sign[0]], text)
    text = _ARTICLE.sub("", "".join(map(_heard, text)).strip(), count=1)
    text = " ".join(_APOSTROPHE.sub("", text).replace("'", " ").split())
    return unicodedata.normalize("NFKC", text.casefold()) if ignore_case else text


@lru_cache(maxsize=4096)
def _heard(sign: str) -> str:
    """Return a sign that is said or means something, an apostrophe, or a space."""
    if sign in "'’":
        return "'"
    silent = unicodedata.category(sign)[0] in "PZC" and sign not in _MEANT
    kept = not silent or "\ue000" <= sign <= "\ue002"
    return sign if kept and sign != "`" else " "


def _accepted(reference: Any) -> list[Any]:
    return list(reference) if isinstance(reference, list | tuple) else [reference]


def _read(statement: Statement) -> str | None:
    text = statement.text
    if len(text) > _LONG and statement.form is not Form.BARE:
        return None
    if statement.form is not Form.BARE:
        text = _TEX.sub(r"\1", text.strip().removeprefix("$").removesuffix("$"))
    if statement.rest:
        raise Hedged
    return bare_text(text) or None
