"""Asking judges: each candidate that a marker names is asked about an answer, with patience.

A judge's calls are paced and retried like any candidate's. They are not part of a sitting's budget;
what they cost stands in the mark's detail.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from keju.core.protocols import Ask
from keju.core.records import Finish, Item, Mark, Question, Reply
from keju.marking.judging import without_reading
from keju.marking.rubric import JudgeMarker, Opinion, read_judgement
from keju.recipes.candidates import Entrant, candidate
from keju.recipes.config import read_config
from keju.runner import Patience
from keju.runner.asking import priced
from keju.runner.limiter import Limiter
from keju.runner.retry import retrying

__all__ = ["Panel", "opinion"]

_KEPT_TEXT = 20_000


class Panel:
    """The judges of a sitting, made once each and closed together."""

    def __init__(self, patience: Patience | None = None) -> None:
        self._patience = patience or Patience()
        self._judges: dict[str, _Judge] = {}

    def seat(self, names: Sequence[str]) -> None:
        """Make the judges that are not there yet; raises InputError for a name that is none."""
        for name in names:
            if name not in self._judges:
                entrant = candidate(name, read_config(), {})
                self._judges[name] = _Judge(name, entrant, self._patience)

    async def mark(self, item: Item, reply: Reply, marker: JudgeMarker) -> Mark:
        """Return what the marker's judges make of ``reply``; they are asked at the same time."""
        mark = without_reading(reply, marker)
        if mark is not None:
            return mark
        self.seat(marker.judges)
        question = Question(marker.request(item, reply.text))
        asked = (self._judges[name].judge(question, marker) for name in marker.judges)
        return marker.combine(await asyncio.gather(*asked), reply.text)

    async def close(self) -> None:
        """Close every judge's model."""
        for judge in self._judges.values():
            await judge.entrant.candidate.model.close()


class _Judge:
    def __init__(self, name: str, entrant: Entrant, patience: Patience) -> None:
        self.name = name
        self.entrant = entrant
        model = entrant.candidate.model
        self._limiter = Limiter(model.parallel)
        retried = retrying(model.complete, patience, self._limiter.observe, asyncio.Event())
        self._ask: Ask = priced(retried, entrant.pricing)

    async def judge(self, question: Question, marker: JudgeMarker) -> Opinion:
        await self._limiter.acquire()
        try:
            reply = await self.entrant.candidate.method.answer(question, 0, self._ask)
        finally:
            self._limiter.release()
        said = opinion(reply, marker)
        return Opinion(said.mark, said.reason, self._detail(reply))

    def _detail(self, reply: Reply) -> Mapping[str, Any]:
        failure = reply.failure
        return {
            "judge": self.name,
            "candidate": self.entrant.candidate.id,
            "text": reply.text[:_KEPT_TEXT],
            "finish": reply.finish.value,
            "failure": None if failure is None else failure.kind.value,
            "usage": asdict(reply.usage),
            "cost": reply.cost,
        }


def opinion(reply: Reply, marker: JudgeMarker) -> Opinion:
    """Return what a judge's reply says; one that failed, was filtered or cut says nothing."""
    if reply.failure is not None:
        return Opinion(None, f"a judge did not answer: {reply.failure.kind.value}")
    if reply.finish is not Finish.STOP:
        return Opinion(None, f"a judge did not answer: {reply.finish.value}")
    return read_judgement(marker, reply.text)
