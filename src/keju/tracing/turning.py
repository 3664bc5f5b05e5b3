"""Changes of course, by the words that announce them: a lexicon of English and Chinese.

Three kinds, since they mean different things: *alternatives* (another way is taken), *doubts* (what
was just said is stopped at), *checks* (what was said is gone over again). In traces that search in
signs instead of words a *branch* is a line that calculates with figures of earlier lines again
instead of with the result above it: the search is taken up elsewhere.

A word counts where it announces: "Wait," at the start of a clause, not "wait for the train". What
the lexicon finds on real thoughts, and misses, is in docs/traces.md.

Not covered: other languages; turns that are not announced.
"""

from __future__ import annotations

import re

from keju.core.traces import Turns

__all__ = ["turns"]

#: Before a word that announces a turn: the start, the end of a clause, or a small word.
_CLAUSE = r"(?:^|[\n.!?,;:—–…(\"“*。！？，；：-]\s{0,3}|\b(?:but|so|oh|no|and|hmm|ok|okay)\s)"
_I = r"\b(?:let me|let['’]s|let us|i(?:['’]ll| will| can| could| should| need to| must| want to)"
_WE = _I + r"|we(?:['’]ll| will| can| could| should| need to| must)|maybe|perhaps)"

_WAY = r"(?:way|approach|method|idea|option|route|strategy|attempt|path|angle|possibility)"

_ALTERNATIVES = re.compile(
    rf"{_CLAUSE}alternatively\b"
    rf"|{_CLAUSE}another {_WAY}(?::| (?:is|would be|might be|could be) to\b)"
    rf"|\bis there (?:another|a different|an easier|a better|some other) {_WAY}\b"
    rf"|{_WE} (?:instead )?(?:try|consider|think about|approach|take|use|find)(?: \w+){{0,3}}"
    r" (?:different|differently|instead|else|other|another)\b"
    rf"|{_WE} (?:start|begin)(?:ing)? (?:over|again|afresh|from scratch)\b"
    r"|换(?:一?种|一?个|条)(?:方法|思路|角度|方式|办法|做法|路)"
    rf"|{_CLAUSE}另一?(?:种|个|条)(?:方法|思路|方式|办法|做法|路)是|{_CLAUSE}或者[，,]"
    r"|让?我?(?:们)?重新(?:开始|来过|考虑|思考|尝试|想)|再试(?:一次|试|一试)|试试(?:别的|其他|另)",
    re.IGNORECASE,
)
_DOUBTS = re.compile(
    rf"{_CLAUSE}wait\b(?!\s(?:for|until|till|times?|list|a (?:day|week|month|year)))"
    rf"|{_CLAUSE}(?:hold on|scratch that|on second thoughts?|that['’]s not right)\b"
    rf"|{_CLAUSE}actually,? (?:no|wait|that)\b"
    r"|\b(?:that|this|it) (?:can['’]t be|cannot be|doesn['’]t (?:seem|look)) right\b"
    r"|\b(?:i|we) (?:made|have made) (?:a|an) (?:mistake|error)\b"
    rf"|{_CLAUSE}(?:等等|等一下|等一等|且慢|慢着|稍等)[，,。.！!：:—…]|{_CLAUSE}不对[，,。！!]"
    r"|(?:我|前面|刚才)[^。，\n]{0,6}(?:算|弄|搞|想|写|看)错",
    re.IGNORECASE,
)
_CHECKS = re.compile(
    rf"{_WE} (?:just |quickly |now |also )?(?:double[- ]check|re-?check|check|verify|confirm"
    r"|re-?(?:read|calculate|compute|examine|consider|evaluate|think|visit|verify))\b"
    rf"|{_CLAUSE}(?:double[- ])?checking\b"
    r"|(?:验证|检查|核对|核实|确认|复核|验算)一(?:下|遍|次)"
    r"|(?:需要|应该|必须|让我|我来|我再|再次?)(?:再|先|重新)?(?:检查|验证|确认|核实|核对|验算|算一遍|看一遍)",
    re.IGNORECASE,
)
_CALCULATION = re.compile(
    r"^\W{0,3}(?:\w{1,12}[: \t][ \t]*)?(?P<left>\d+(?:[ \t]*[-+*/][ \t]*\d+)+)"
    r"[ \t]*=[ \t]*(?P<value>\d+)(?P<rest>.*)$",
    re.MULTILINE,
)
_FIGURES = re.compile(r"\d+")


def turns(thought: str) -> Turns:
    """Return how often ``thought`` announces a turn, by kind. Linear time."""
    alternatives, doubts, checks = (
        sum(1 for _ in kind.finditer(thought)) for kind in (_ALTERNATIVES, _DOUBTS, _CHECKS)
    )
    return Turns(alternatives, doubts, checks, _branches(thought))


def _branches(thought: str) -> int:
    """Return how many lines go back: to figures of earlier lines, and not to the result above."""
    count = 0
    result: str | None = None
    used: set[str] = set()
    for match in _CALCULATION.finditer(thought):
        figures = _FIGURES.findall(match["left"])
        if result is not None and result not in figures and used.issuperset(figures):
            count += 1
        more = _FIGURES.findall(match["rest"])
        used.update(figures, more)
        values = more if "=" in match["rest"] else []
        result = values[-1] if values else match["value"]
    return count
