"""The final answer that a text commits to: the last statement of an answer, never the last number.

A text is read from its end. What counts as a statement is closed and listed in ``_READERS``; when
there is none, the whole text may itself be the answer. Every step is a search for a literal or a
pattern without nested repetition, and at most ``_LOOK_BACK`` statements are looked at, so the time
is linear in the text whatever it holds.

Not covered: languages other than English, Chinese and French; answers stated only as emphasis.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from itertools import islice

from keju.marking.statement import Form, Hedged, Statement
from keju.marking.thoughts import without_thought

__all__ = ["Form", "Hedged", "Reader", "Statement", "final_answer", "sentence", "statements"]

#: Statements read at most, and places looked at to find them: bounds on hostile text only.
_LOOK_BACK = 32
_CANDIDATES = 10_000
_PROSE = 1_000
#: Braces inside a box, open at once; no answer needs as many.
_DEPTH = 200


#: Returns the answer a statement gives, in one canonical spelling, or None when it gives none of
#: the reader's kind. Raises Hedged when it gives several.
Reader = Callable[[Statement], str | None]

_SENTENCE_END = re.compile(r"[.!?](?=[\s\"'”’)*_$\\]|$)|[。！？；;\n]")
_HYPOTHETICAL = re.compile(
    r"(?:\b(?:if|suppose|supposing|assume|assuming|whether|unless|until|doubt|not think|si)"
    r"|n['’]t think|(?:impossible|unlikely) that|假设|如果|假如|若)(?: [^\s.,;]{1,20}){0,4} ?$",
    re.IGNORECASE,
)
_OR_BEFORE = re.compile(
    r"(?:(?:[\d)%]|\b[A-Z])\)?[$*]{0,2},?\s?(?:\b(?:or|ou)\b|或者?)"
    r"|\}[$*)]{0,2},?\s?(?:\b(?:or|and|ou|et)\b|或者?|和))"
    r"(?: (?:maybe|perhaps|possibly|else|even|peut-être))?[\s$*\\(\[]*$",
    re.IGNORECASE,
)
_OR_AFTER = re.compile(r"[\s$*)\]\\]{0,6}(?=(?:or|ou)\b|或)", re.IGNORECASE)
_TAKEN_BACK = re.compile(
    r"[\s$*)\]\\]{0,6}(?:is|was)\s(?:not|wrong|incorrect|false)\b"
    r"|[\s$*)\]\\]{0,6}(?:isn['’]t|cannot\sbe|can['’]t\sbe)\b(?!\s(?:wrong|incorrect|false))"
    r"|[\s$*)\]\\.]{0,6}(?:(?:actually|wait|hmm+|no|oh|but|sorry)\b[\s,.!…]{1,5}){0,4}"
    r"(?:that|this|it)(?:['’]s|\s(?:is|was))\s(?:wrong|incorrect|not\s(?:right|correct))\b",
    re.IGNORECASE,
)
_VOID = re.compile(
    r"[\s*_\"'$]*(?:un(?:known|defined|clear|determined)|indeterminate|impossible|none\b|infinit|∞"
    r"|not (?:known|defined|possible|determin)|cannot|can['’]t)",
    re.IGNORECASE,
)

_ANSWER = re.compile(
    r"answers?[*_\"'’`]{0,4}(?:\s?\([^()\n]{0,40}\)[*_]{0,3})?(?:\s(?:to|for)\s[^\n.:?!]{1,60}?(?=[\s:：]))?"
    r"\s{0,3}(?:(?P<denied>is\s+not\b|isn['’]t\b|are\s+not\b)|(?P<prose>(?:is|are|would\s+be"
    r"|should\s+be|must\s+be|equals)\b|=)|(?P<label>[:：])|(?P<letter>(?<=\s)(?=\(?[A-Z]\)?(?:[.,;]|\s*$))))"
    r"|answers?[*_]{0,4}[ \t]{0,3}(?P<heading>(?=\n))",
    re.IGNORECASE,
)
_OPTION = re.compile(r"(?:option|choice)[*_]{0,4}\s{0,3}(?P<prose>is\b)", re.IGNORECASE)
_CHINESE = re.compile(
    r"答案[*_」”\"]{0,4}\s?(?:应该|应当|应|就|即)?"
    r"(?:(?P<denied>不是|并非|不为)|(?P<prose>是|为|選|选)|(?P<label>[:：=]))"
)
_CHOSEN = re.compile(r"选(?:择|项)?\s?[:：]?\s?(?P<prose>(?=[(（]?[A-Za-zＡ-Ｚ](?![A-Za-z])))")
_FRENCH = re.compile(
    r"r[ée]ponse(?:\s(?:finale|correcte|exacte|juste))?[*_]{0,4}\s{0,3}"
    r"(?:(?P<denied>n['’]est\s+pas\b)|(?P<prose>est\b)|(?P<label>[:：])"
    r"|(?P<letter>(?<=\s)(?=\(?[A-Z]\)?(?:[^\w]|$))))",
    re.IGNORECASE,
)
_BOX = re.compile(r"\\f?boxed\s*\{")
#: TeX needs no braces around one sign; models leave them out around a whole number.
_UNBRACED = re.compile(
    r"\\f?boxed\s*(?P<inside>[-+]?\d[\d.,/]*|[A-Za-z](?![A-Za-z]))(?=[\s$.,;:)\\]|$)"
)
_BRACE = re.compile(r"\\.|[{}]", re.DOTALL)
_JSON = re.compile(r"\"(?:final_?)?$")
_JSON_VALUE = re.compile(
    r"(?P<name>\"(?:final_?)?answer\")\s*:\s*(?:(?P<text>\"(?:[^\"\\]|\\.)*\")"
    r"|(?P<other>-?[\d.]+(?:e[-+]?\d+)?|true|false|\[[^\[\]]*\])\s*[,}\n])",
    re.IGNORECASE,
)
_TO_ANSWER = re.compile(r"[ \t:：*_]*(?:\n(?:\s|[$*_`>]|\\\[|\\\()*)?")
_LINE_START = re.compile(r"(?:^|\n)[\s*#>_✅-]{0,8}$")


def final_answer(text: str, read: Reader) -> str | None:
    """Return the answer ``text`` commits to as ``read`` spells it, or None.

    The last statement that ``read`` can read decides. One that names several answers ends the
    search with None, and so does an explicit form that cannot be read; a label or a sentence that
    cannot be read is passed over. An answer that the text later denies is no commitment.
    """
    visible = without_thought(text)
    if visible is None:
        return None
    try:
        return _decide(visible, read)
    except Hedged:
        return None


def _decide(text: str, read: Reader) -> str | None:
    window = islice(statements(text), _LOOK_BACK)
    denied: set[str] = set()
    stated = explicit_only = False
    for statement in window:
        stated = True
        if explicit_only and not statement.form.explicit:
            continue
        found = read(statement)
        if found is None:
            if statement.form.explicit or _VOID.match(statement.text):
                return None
            explicit_only = explicit_only or statement.form is Form.LABEL
        elif statement.denied:
            denied.add(found)
        elif found in denied or (statement.alternative and not _agrees(window, read, found)):
            return None
        else:
            return found
    return None if stated else read(Statement(text.strip(), Form.BARE))


def _agrees(earlier: Iterator[Statement], read: Reader, found: str) -> bool:
    """Whether the box before the "or" holds the same answer in another spelling."""
    statement = next(earlier, None)
    return statement is not None and statement.form is Form.BOX and read(statement) == found


def sentence(text: str) -> str:
    """Return ``text`` up to the end of its first sentence; a decimal point does not end one."""
    end = _SENTENCE_END.search(text)
    return text[: end.start()] if end else text


def statements(text: str) -> Iterator[Statement]:
    """Yield every statement of an answer in ``text``, the last one first."""
    # Aligned with ``text``: İ is the one letter whose lower case is longer.
    low = text.replace("İ", "I").lower()
    for position, keyword in islice(_backwards(low, tuple(_READERS)), _CANDIDATES):
        statement = _READERS[keyword](text, low, position)
        if statement is not None:
            yield statement


def _backwards(low: str, keywords: tuple[str, ...]) -> Iterator[tuple[int, str]]:
    """Yield (position, keyword) of every occurrence, from the end; each stretch searched once."""
    ahead = {word: low.rfind(word) for word in keywords}
    while ahead := {word: at for word, at in ahead.items() if at >= 0}:
        word = max(ahead, key=lambda one: ahead[one])
        yield ahead[word], word
        ahead[word] = low.rfind(word, 0, ahead[word] + len(word) - 1)


def _box(text: str, _low: str, at: int) -> Statement | None:
    opening = _BOX.match(text, at)
    if opening is None:
        alone = _UNBRACED.match(text, at)
        return None if alone is None else Statement(alone["inside"].rstrip(".,/"), Form.BOX)
    end = _closing(text, opening.end())
    if end is None:
        return Statement("", Form.BOX)
    content = text[opening.end() : end]
    tail = _OR_AFTER.match(text, end + 1)
    following = text[tail.end() : tail.end() + 80] if tail else ""
    rest = sentence(following) if "\\boxed" not in following else ""
    before = _OR_BEFORE.search(text[max(0, at - 30) : at])
    denied = _TAKEN_BACK.match(text, end + 1) is not None
    return Statement(content, Form.BOX, denied, rest, alternative=before is not None)


def _closing(text: str, start: int) -> int | None:
    r"""Return where the brace opened just before ``start`` closes; ``\{`` is not a brace."""
    depth = 1
    for sign in _BRACE.finditer(text, start):
        if sign[0] == "{":
            depth += 1
            if depth > _DEPTH:
                return None
        elif sign[0] == "}":
            depth -= 1
            if not depth:
                return sign.start()
    return None


def _tag(text: str, low: str, at: int) -> Statement:
    start = at + len("<answer>")
    end = low.find("</answer>", start)
    return Statement(text[start:end] if end >= 0 else "", Form.TAG)


def _hashes(text: str, _low: str, at: int) -> Statement | None:
    if not _starts_line(text, at) or text[at + 4 : at + 5] == "#":
        return None
    line = _line(text, _words_start(text, at + 4))
    # A Markdown heading of the fourth level looks the same; a heading for the answer is a label.
    return None if "answer" in line[:40].lower() else Statement(line, Form.HASH)


def _initial(text: str, _low: str, at: int) -> Statement | None:
    if not _starts_line(text, at):
        return None
    after = text.find("\n", at)
    if after >= 0 and text[after + 1 : after + 12].lstrip(" *>-").startswith(("B:", "B：")):
        return None  # the options are being listed
    return Statement(_line(text, _words_start(text, at + 2)), Form.INITIAL)


def _labelled(pattern: re.Pattern[str]) -> Callable[[str, str, int], Statement | None]:
    def read(text: str, low: str, at: int) -> Statement | None:
        found = pattern.match(text, at)
        if found is None or _is_no_label(text, low, at):
            return None
        groups = found.groupdict()
        if groups.get("heading") is not None and not _is_heading(low, at):
            return None
        before = re.split(r"[.!?。！？\n]", text[max(0, at - 60) : at])[-1]
        if _HYPOTHETICAL.search(before):
            return None
        start = _words_start(text, found.end())
        if _is_question(text[start : start + 300]):
            return None
        if groups.get("label") is not None:
            return Statement(_line(text, start), Form.LABEL)
        words = _line(text[start : start + _PROSE], 0)
        return Statement(words, Form.PROSE, denied=groups.get("denied") is not None)

    return read


def _is_heading(low: str, at: int) -> bool:
    """Whether the word "answer" before a line's end is a heading: Final answer, ## Answer."""
    before = low[max(0, at - 12) : at]
    return before.endswith("final ") or not before.rpartition("\n")[2].strip(" #*_-")


def _is_no_label(text: str, low: str, at: int) -> bool:
    """Whether a keyword is the end of a longer word, the name of a JSON field, or in a box."""
    if not at:
        return False
    before = low[at - 1]
    if (before.isascii() and before.isalnum()) or _JSON.search(low[max(0, at - 8) : at]):
        return True
    return _inside_box(text, at)


def _inside_box(text: str, at: int) -> bool:
    """Whether ``at`` lies in a box: its words are the box's, and no statement of their own."""
    opening = text.rfind("boxed{", max(0, at - 200), at)
    if opening < 0:
        return False
    end = _closing(text, opening + len("boxed{"))
    return end is None or end > at


def _json(text: str, _low: str, at: int) -> Statement | None:
    """Read the value of ``"answer": …`` in a JSON reply."""
    found = _JSON_VALUE.match(text, at)
    if found is None:
        return None
    if found["text"] is None:
        return Statement(found["other"].strip(), Form.TAG)
    try:
        return Statement(str(json.loads(found["text"], strict=False)), Form.TAG)
    except ValueError:  # "\frac" of a writer who forgot to escape
        return Statement(found["text"][1:-1], Form.TAG)


def _words_start(text: str, at: int) -> int:
    """Return where the words after a label begin: on its line, or on the next that has any."""
    skipped = _TO_ANSWER.match(text, at)
    return skipped.end() if skipped else at


def _line(text: str, start: int) -> str:
    end = text.find("\n", start)
    return text[start:] if end < 0 else text[start:end]


def _is_question(words: str) -> bool:
    end = _SENTENCE_END.search(words)
    return end is not None and end[0] in "?？"


def _starts_line(text: str, at: int) -> bool:
    return _LINE_START.search(text[max(0, at - 9) : at] if at > 9 else text[:at]) is not None


_READERS: dict[str, Callable[[str, str, int], Statement | None]] = {
    "\\boxed": _box,
    "\\fboxed": _box,
    "<answer>": _tag,
    '"answer"': _json,
    '"final_answer"': _json,
    '"finalanswer"': _json,
    "####": _hashes,
    "answer": _labelled(_ANSWER),
    "option": _labelled(_OPTION),
    "choice": _labelled(_OPTION),
    "答案": _labelled(_CHINESE),
    "选": _labelled(_CHOSEN),
    "réponse": _labelled(_FRENCH),
    "reponse": _labelled(_FRENCH),
    "a:": _initial,
    "a：": _initial,
}
