"""The words of a statement that are its mathematical answer, cut out of their sentence."""

from __future__ import annotations

import re

from keju.marking.final import Form, Hedged, Statement, sentence
from keju.marking.math.reading import bare_words, read
from keju.marking.math.signs import undressed
from keju.marking.math.tree import Beyond, Words

__all__ = ["answer_in", "is_placeholder"]

#: Words in place of an answer.
_PLACEHOLDERS = frozenset(
    {
        "", "your answer", "answer", "final answer", "your final answer", "n/a", "unknown", "?",
        "no answer", "i am not sure", "i'm not sure", "not sure", "i do not know", "i don't know",
        "...", "\\ldots", "\\dots", "\\cdots", "\\ldot", "unsure", "tbd", "none given", "see above",
        "cannot determine", "i cannot determine", "placeholder", "result", "不知道",
        "je ne sais pas",
    }
)  # fmt: skip
_RANGE = re.compile(
    r"\W*(?:\\text\s?\{\s*)?(?:somewhere )?"
    r"(?:(?:between|entre)\b.*\b(?:and|et)\b|(?:either|soit)\b)",
    re.IGNORECASE | re.DOTALL,
)
_NEGATED = re.compile(
    r"\W*(?:\\text\s?\{\s*)?(?:not|isn't|is not|non|pas|不是|并非|never)\b|^\W*不是", re.IGNORECASE
)
_HEAD = re.compile(
    r"(?:[\s:：*_]|(?:about|approximately|approx\.?|roughly|around|exactly|just|only|simply|therefore"
    r"|thus|donc|equal to|equals|now|indeed|given by|a total of|environ|大约|约|共|等于)\b)*",
    re.IGNORECASE,
)
_SPAN = re.compile(
    r"(?:\$\$(?P<display>.+?)\$\$|\$(?P<dollars>[^$\n]+?)\$|\\\((?P<round>.+?)\\\)"
    r"|\\\[(?P<square>.+?)\\\]|\*\*(?P<bold>[^*\n]+?)\*\*|`(?P<code>[^`\n]+?)`)",
    re.DOTALL,
)
_CLAUSE = re.compile(
    r",?\s*\b(?:because|since|as|so|if|when|where|which|that|from|after|which|who|car|puisque|with"
    r"|assuming|given)\b|[;—(]\s*(?=[a-zA-Z])|,\s+(?=[a-z]{2,}\s)(?!or\b|and\b)|[，。；]",
)
_NUMBER = re.compile(
    r"(?P<number>[-+]?(?:\\?\$|[€£¥])?\s?[-+]?(?:\d{1,3}(?:[,\s]\d{3})+(?!\d)|\d+)?(?:[.,]\d+)?"
    r"(?:\s?/\s?\d+)?\s?%?)(?P<unit>\s?[^\W\d_]+)?"
)
#: A sentence that ends so was cut short: what would have followed may have changed it.
_CUT_OFF = re.compile(r"\d\s(?:and|or|plus|minus|times|to|et|ou)$", re.IGNORECASE)
_OR = re.compile(r"(?:\bor\b|\bou\b|或者?)", re.IGNORECASE)
_SEVERAL_NUMBERS = re.compile(r"\d\s*(?:\bor\b|\bou\b|或者?)\s*(?:\w+\s)?[-+]?\d", re.IGNORECASE)
#: One word or two, or a few Chinese characters: what a whole text may be to be a name.
_NAME = re.compile(
    r"[^\W\d_\u4e00-\u9fff]+\.?|[^\W\d_\u4e00-\u9fff]+ [^\W\d_\u4e00-\u9fff]+|[\u4e00-\u9fff]{1,4}"
)
#: What Japanese and Korean put behind the answer.
_COPULA = re.compile(r"(?:です|でした|である|だ|입니다|이다|예요|이에요)$")
_LONGEST_PHRASE = 5
_LONGEST_BARE = 300


def is_placeholder(text: str) -> bool:
    """Whether a text stands where an answer should and gives none."""
    return (
        bare_words(undressed(text[:200])).casefold() in _PLACEHOLDERS
        or text.strip(" .…$") in _PLACEHOLDERS
    )


def answer_in(statement: Statement) -> str | None:
    """Return the answer that a statement holds, as it is written, or None.

    Raises Hedged for a range, and for alternatives that follow the answer.
    """
    text = statement.text.strip()
    if _RANGE.match(text):
        raise Hedged
    if is_placeholder(text) or _NEGATED.match(text) or text.endswith(("?", "？")):
        return None
    if statement.form.explicit:
        if statement.rest and not is_placeholder(statement.rest):
            _refuse_rival(text, statement.rest)
        return text
    if statement.form is Form.BARE:
        return _bare(text)
    return _in_sentence(text)


def _refuse_rival(text: str, rest: str) -> None:
    rival = _in_sentence(rest.partition(" ")[2])
    if rival is not None and bare_words(rival) != bare_words(text):
        raise Hedged


def _bare(text: str) -> str | None:
    """Return a text that is an answer from end to end."""
    inner = text.strip("*_ \n")
    if len(inner) > _LONGEST_BARE or not inner or inner.endswith(","):
        return None
    if _is_mathematics(inner):
        return inner
    return inner if _NAME.fullmatch(inner) else None


def _in_sentence(text: str) -> str | None:
    text = _HEAD.sub("", text.partition("</")[0], count=1)
    if span := _SPAN.match(text):
        return _spanned(span, text[span.end() :])
    said = _COPULA.sub("", sentence(text).strip().rstrip(".。!"))
    if _SEVERAL_NUMBERS.search(said) and not _is_list(said):
        raise Hedged
    if _CUT_OFF.search(said):
        return None
    if said and _is_mathematics(said):
        return said
    clause = _CLAUSE.search(said)
    cut = said[: clause.start()].strip() if clause else said
    if cut and cut != said and _is_mathematics(cut):
        return cut
    found = _NUMBER.match(cut)
    if found and re.search(r"\d", found["number"]) and _words_follow(cut[found.end("number") :]):
        return found["number"].strip()
    words = cut.split()
    if 0 < len(words) <= _LONGEST_PHRASE and not re.search(r"[\\$=]", cut):
        return cut
    return None


def _is_list(said: str) -> bool:
    return "," in said


def _words_follow(rest: str) -> bool:
    """Whether only words follow a number: 12 eggs, 4 a day; not 12 + 3 or 12 to 15."""
    return re.match(r"\s*(?:[^\W\d_]|$|[(])", rest) is not None and not re.match(
        r"\s*(?:to|or|and|times|plus|minus|over|x|à)\s*\W?\d", rest
    )


def _spanned(span: re.Match[str], rest: str) -> str | None:
    inside = next(text for text in span.groups() if text is not None).strip()
    following = rest[:80].lstrip(" *_")
    if _OR.match(following):
        rival = _SPAN.search(sentence(following))
        if rival is not None or re.search(r"\d", sentence(following)):
            raise Hedged
    if is_placeholder(inside) or _NEGATED.match(inside):
        return None
    unit = re.match(
        r"[ *_]{0,3}(?P<unit>[a-zA-Z°%]{1,12}(?:\^?[23²³])?(?:/[a-z]{1,4})?)(?=[\s.,;]|$)", rest
    )
    if unit and re.fullmatch(r"[-+\d.,\s/{}\\frac]+", inside) and not _OR.match(unit["unit"]):
        return f"{inside} \\text{{{unit['unit']}}}"
    return inside


def _is_mathematics(text: str) -> bool:
    try:
        return not isinstance(read(text).value, Words)
    except Beyond:
        return True
