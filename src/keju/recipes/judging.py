"""The judge of a sitting: each item's own marker; slow ones in workers, open answers by models."""

from __future__ import annotations

from keju.core.canonical import canonical_json
from keju.core.cores import cores
from keju.core.protocols import Marker
from keju.core.records import Item, Mark, MarkerSpec, Reply
from keju.marking import extract_in_worker, judge, judge_in_worker, marker, same_in_worker
from keju.marking.rubric import JudgeMarker
from keju.recipes.isolation import check_programs
from keju.recipes.panel import Panel
from keju.sandbox.workers import Workers

__all__ = ["ItemJudge"]


class ItemJudge:
    """Marks each reply by the marker its item names; markers are made once for each spec.

    ``unsafe_sandbox`` lets programs run without confinement; otherwise a marker that runs programs
    raises InputError where they cannot be confined, before anything is marked.
    """

    def __init__(self, *, unsafe_sandbox: bool = False) -> None:
        self._unsafe = unsafe_sandbox
        self._markers: dict[str, Marker] = {}
        self._workers: Workers | None = None
        self._panel = Panel()

    def version(self, item: Item) -> int:
        """Return the current version of the item's marker."""
        return self._marker(item.marker).version

    async def mark(self, item: Item, reply: Reply) -> Mark:
        """Judge one reply; see ``keju.marking.judge``."""
        made = self._marker(item.marker)
        if isinstance(made, JudgeMarker):
            return await self._panel.mark(item, reply, made)
        if not made.slow:
            return judge(item, reply, made)
        return await judge_in_worker(item, reply, made, self._pool(), unconfined=self._unsafe)

    async def extract(self, item: Item, text: str) -> str | None:
        """Return the final answer that ``text`` commits to, as the item's marker reads it."""
        made = self._marker(item.marker)
        if not _may_hang(made):
            return made.extract(text)
        return await extract_in_worker(item.marker, text, self._pool())

    async def same(self, item: Item, left: str, right: str) -> bool | None:
        """Whether the item's marker calls two extracted answers the same; None when undecided."""
        made = self._marker(item.marker)
        if not _may_hang(made):
            return made.same(left, right)
        return await same_in_worker(item.marker, left, right, self._pool())

    async def close(self) -> None:
        """Stop the workers, if there are any, and close the models that judge."""
        await self._panel.close()
        if self._workers is not None:
            await self._workers.close()

    def _pool(self) -> Workers:
        if self._workers is None:
            self._workers = Workers(cores())
        return self._workers

    def _marker(self, spec: MarkerSpec) -> Marker:
        key = f"{spec.name}{canonical_json(dict(spec.parameters)) if spec.parameters else ''}"
        made = self._markers.get(key)
        if made is None:
            made = marker(spec)
            check_programs(made, unsafe_sandbox=self._unsafe)
            if isinstance(made, JudgeMarker):
                self._panel.seat(made.judges)
            self._markers[key] = made
        return made


def _may_hang(made: Marker) -> bool:
    """Whether reading an answer may take long: programs are only run to be marked."""
    return made.slow and not getattr(made, "runs_programs", False)
