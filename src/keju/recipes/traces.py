"""The traces of a sitting in the store, examined."""

from __future__ import annotations

from pathlib import Path

from keju.core.canonical import canonical_json
from keju.core.errors import InputError
from keju.core.protocols import Marker
from keju.core.records import Item, MarkerSpec
from keju.core.traces import Loop, Looping, Trace, Traces
from keju.marking import marker
from keju.recipes.earlier import KINDS
from keju.recipes.redaction import shown_text
from keju.recipes.stored import stored
from keju.store import Line
from keju.store.content import FORGOTTEN
from keju.tracing import Sat, Told, examine, gather

__all__ = ["traces_of"]

#: Markers that judge a whole answer: they find none in a thought.
_WHOLE = frozenset({"asserts", "function", "instructions", "json", "judge", "regex", "stdio"})
_EXCERPT = 240  # characters of a loop that are shown
_LEFT = " \n\t.,;:!?。，；：！？"  # what ends the sentence before


def traces_of(sitting: int, alpha: float = 0.05, store: str | Path | None = None) -> Traces:
    """Return what the thoughts of a sitting look like; excerpts as they may be shown.

    Raises InputError for no such sitting, for one without a thought, and for ``alpha`` outside
    (0, 0.5].
    """
    if not 1e-9 <= alpha <= 0.5:  # NaN neither
        raise InputError(
            "--alpha is the probability that an interval misses, above 0 and at most 0.5, not"
            f" {alpha:g}"
        )
    with stored(store) as opened:
        summary = opened.summary(sitting)
        stopped = any(not KINDS.keys().isdisjoint(facts) for facts in opened.run_facts(sitting))
        examiner = _Examiner(summary.sitting.exam)
        for line in opened.answers(sitting):
            examiner.see(line)
    if not examiner.traces:
        raise InputError(
            f"Sitting {sitting} has no thoughts: its {summary.answered:,} answers came without"
            " reasoning; keju traces examines models that show theirs"
        )
    told = Sat(
        summary.sitting.candidate, summary.sitting.exam, examiner.silent, alpha, stopped=stopped
    )
    return gather(told, examiner.traces, examiner.looping)


class _Examiner:
    """Examines answers one after the other, and keeps figures and excerpts but no thoughts."""

    def __init__(self, exam: str) -> None:
        self.traces: list[Trace] = []
        self.looping: list[Looping] = []
        self.silent = 0
        self._exam = exam
        self._markers: dict[str, Marker | None] = {}

    def see(self, line: Line) -> None:
        if line.reply is None or line.reply.failure is not None:
            return
        thought = line.reply.reasoning
        told = Told(line.position, line.attempt, line.item, line.reply, line.mark)
        found = None if thought == FORGOTTEN else examine(told, self._marker(line.item))
        if found is None or thought is None:
            self.silent += 1
            return
        self.traces.append(found)
        if found.repetition.loop is not None:
            self.looping.append(self._looping(found, found.repetition.loop, thought))

    def _looping(self, trace: Trace, loop: Loop, thought: str) -> Looping:
        stretch = thought[loop.start : loop.stop].lstrip(_LEFT)
        cut = stretch if len(stretch) <= _EXCERPT else f"{stretch[:_EXCERPT]}…"
        return Looping(
            trace.position,
            trace.attempt,
            trace.right,
            trace.cut,
            (loop.stop - loop.start) / trace.characters,
            loop,
            shown_text(self._exam, cut),
        )

    def _marker(self, item: Item) -> Marker | None:
        spec: MarkerSpec = item.marker
        key = f"{spec.name}{canonical_json(dict(spec.parameters))}"
        if key not in self._markers:
            made = None if spec.name in _WHOLE else marker(spec)
            self._markers[key] = None if made is None or made.slow else made
        return self._markers[key]
