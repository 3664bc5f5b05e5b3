"""The parts of a text that instructions speak of: words, sentences, lines, paragraphs, list items.

How each is counted stands in docs/marking.md. Every function is linear in the text.

Not covered: words of languages written without spaces other than Chinese and Japanese (Thai, Lao,
Khmer); abbreviations of languages other than English, French and German.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

__all__ = [
    "UNITS",
    "bullets",
    "headings",
    "is_ideograph",
    "lines",
    "numbers",
    "paragraphs",
    "sentences",
    "words",
]

_IDEOGRAPH = "\u3005\u3007\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_ONE_IDEOGRAPH = re.compile(f"[{_IDEOGRAPH}]")
_PIECE = re.compile(f"[{_IDEOGRAPH}]|[^\\s{_IDEOGRAPH}—–…/|]+")
_LIST_MARK = re.compile(r"^[ \t]*(?:[-*+•‣◦]|\d{1,4}[.)])[ \t]+", re.MULTILINE)
_BULLET = re.compile(r"^[ \t]*[-*+•‣◦][ \t]+(\S.*)$", re.MULTILINE)
_NUMBER = re.compile(r"^[ \t]*(\d{1,4})(?:[.)][ \t]+|[、．])\S", re.MULTILINE)
_HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]+(\S.*)$", re.MULTILINE)
_RULER = re.compile(r"^[ \t]*(?:[-*_=][ \t]*){3,}$", re.MULTILINE)
_BLANK = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")
_END = re.compile(r"(?<![.!?])[.!?]+[\"'”’»)\]*_]*(?=\s)|[。！？]+[”’」』）]*|\n")
_LAST_WORD = re.compile(r"[^\s(\"'“‘«]*$")
#: No sentence ends with the first; with the second only where a capital letter follows.
_TITLES = ("mr", "mrs", "ms", "dr", "prof", "st", "mme", "mlle", "vs", "e.g", "i.e", "z.b", "d.h")
_ABBREVIATIONS = ("etc", "cf", "al", "approx", "jr", "sr", "inc", "ltd", "co", "p.m", "a.m", "u.s",
                  "u.k", "bzw", "usw", "nr", "ca")  # fmt: skip


def words(text: str) -> list[str]:
    """Return the words: what stands between spaces or dashes and has a letter or a digit.

    Each Chinese or Japanese character is a word of its own; the mark of a list item is none.
    """
    pieces = _PIECE.findall(_LIST_MARK.sub("", text))
    return [piece for piece in pieces if any(map(str.isalnum, piece))]


def is_ideograph(sign: str) -> bool:
    """Whether ``sign`` is a Chinese or Japanese character, which needs no spaces around it."""
    return _ONE_IDEOGRAPH.match(sign) is not None


def lines(text: str) -> list[str]:
    """Return the lines that hold something, without the space around them."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def paragraphs(text: str) -> list[str]:
    """Return the blocks between blank lines, apart from headings and rulers that stand alone."""
    blocks = [block.strip() for block in _BLANK.split(text)]
    return [block for block in blocks if _HEADING.sub("", _RULER.sub("", block)).strip()]


def sentences(text: str) -> list[str]:
    """Return the sentences: up to a full stop, question or exclamation mark, or the line's end.

    A heading is no sentence; a point after an abbreviation or an initial, or inside a number,
    ends none, nor does a quotation before a small letter. A line without a point is a sentence.
    """
    text = _LIST_MARK.sub("", _HEADING.sub("", text))
    found, start = [], 0
    for end in _END.finditer(text):
        before = text[max(start, end.start() - 20) : end.start()]
        if _goes_on(before, end[0], text[end.end() : end.end() + 2].lstrip()):
            continue
        found.append(text[start : end.end()])
        start = end.end()
    found.append(text[start:])
    return [each.strip() for each in found if any(map(str.isalnum, each))]


def _goes_on(before: str, mark: str, after: str) -> bool:
    """Whether the sentence goes on after a mark that could end it."""
    if mark != ".":
        return len(mark) > 1 and mark[-1] in "\"'”’»)]" and after[:1].islower()
    last = _LAST_WORD.search(before)
    word = last[0] if last else ""
    if word.lower() in _ABBREVIATIONS:
        return not after[:1].isupper()
    return word.lower() in _TITLES or (len(word) == 1 and word.isupper() and word != "I")


def bullets(text: str) -> list[str]:
    """Return the items of bullet lists, without their marks."""
    return _BULLET.findall(text)


def numbers(text: str) -> list[int]:
    """Return the numbers of numbered list items, in order."""
    return [int(number) for number in _NUMBER.findall(text)]


def headings(text: str) -> list[str]:
    """Return the words of Markdown headings."""
    return [heading.strip("*_#: \t") for heading in _HEADING.findall(text)]


#: What a check's ``unit`` may name.
UNITS: Mapping[str, Callable[[str], list[str]]] = {
    "line": lines,
    "paragraph": paragraphs,
    "sentence": sentences,
    "word": words,
}
