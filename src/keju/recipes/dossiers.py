"""From a store to a dossier: one candidate's audits, everything that was asked and judged."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from keju import __version__
from keju.audit.dossier import compared
from keju.audit.rulings import check_rulings, read_rulings
from keju.audit.verify import problems
from keju.core.dossier import Dossier
from keju.core.errors import InputError
from keju.core.protocols import Request
from keju.core.records import Item, Reply
from keju.core.summary import Sitting
from keju.methods import method
from keju.recipes.audit_answers import KeptAnswer, audit_sittings, kept_answers
from keju.recipes.audit_panel import engagement_marker
from keju.recipes.audit_rulings import about, opinions_spec
from keju.recipes.panel import opinion
from keju.recipes.stored import stored
from keju.report.text import moment
from keju.runner import run
from keju.store import Store

__all__ = ["dossier_of"]

_UNSEEN = "what a service adds by itself is not seen from outside"


def dossier_of(
    candidate: str,
    exam: str | None = None,
    rulings: str | None = None,
    since: str | None = None,
    where: str | None = None,
) -> Dossier:
    """Return the dossier of all of a candidate's audits, or of one ``exam``.

    ``rulings`` is a file of people's rulings, ``since`` the folder of an earlier dossier, ``where``
    the store. Raises InputError for an unknown candidate, rulings on other answers, and an earlier
    dossier that is not whole.
    """
    if since is not None:
        _refuse_broken(since)
    with stored(where) as store:
        sittings = audit_sittings(store, candidate, exam)
        held = [(each, list(kept_answers(store, each))) for each in sittings]
        identities = {each.candidate_id: store.identity(each.candidate_id) for each in sittings}
        about = _candidate(candidate, identities, held)
        described = [_sitting(store, each) for each in sittings]
        opinions = [said for sitting, kept in held for said in _opinions(store, sitting, kept)]
    ruled = () if rulings is None else read_rulings(rulings)
    check_rulings(ruled, {each.key for _, kept in held for each in kept})
    made = Dossier(
        candidate=about,
        made=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        sittings=described,
        paper=_paper(each.item for _, kept in held for each in kept),
        answers=[_answer(sitting, each) for sitting, kept in held for each in kept],
        marks=[
            _mark(sitting, each) for sitting, kept in held for each in kept if each.mark is not None
        ],
        rulings=[_without(asdict(each), "where") for each in ruled],
        reexamined=_reexamined(held),
        opinions=opinions,
    )
    if since is None:
        return made
    return Dossier(**{**_fields(made), "changes": compared(since, made)})


def _fields(made: Dossier) -> dict[str, Any]:
    return {name: getattr(made, name) for name in made.__slots__}


def _without(record: Mapping[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in record.items() if key != name}


def _refuse_broken(since: str) -> None:
    found = problems(Path(since))
    if found:
        more = f" and {len(found) - 1} more" if len(found) > 1 else ""
        raise InputError(f"--since {since} is not whole: {found[0]}{more} (keju audit verify)")


def _candidate(
    name: str,
    identities: Mapping[str, tuple[dict[str, Any], str]],
    held: Sequence[tuple[Sitting, Sequence[KeptAnswer]]],
) -> dict[str, Any]:
    """Return who was examined; the newest where one name has been several models."""
    newest = held[-1][0].candidate_id
    identity, how = identities[newest]
    first = next((each.item for _, kept in held for each in kept), None)
    return {
        "name": name,
        "id": newest,
        "ids": sorted(identities),
        "provider": identity.get("provider", "unknown"),
        "identity": identity,
        "sampling": identity.get("parameters") or {},
        "method": how,
        "system_prompt": None if first is None else _system_prompt(how, first),
        "system_prompt_note": _UNSEEN,
        "keju": __version__,
    }


def _system_prompt(how: str, item: Item) -> str | None:
    """Return what the method and the exam put before the question; None: nothing."""
    sent: list[Request] = []

    async def ask(request: Request) -> Reply:
        sent.append(request)
        return Reply()

    try:
        run(method(how).answer(item.question, 0, ask))
    except (InputError, ValueError):
        return None
    words = [each.content for each in sent[0].messages if each.role == "system"] if sent else []
    return "\n\n".join(words) or None


def _sitting(store: Store, sitting: Sitting) -> dict[str, Any]:
    return {
        "sitting": sitting.id,
        "exam": sitting.exam,
        "epoch": sitting.epoch,
        "candidate_id": sitting.candidate_id,
        "begun": moment(sitting.created),
        "last_run": moment(sitting.last_run),
        "questions": sitting.questions,
        "attempts": sitting.attempts,
        "marked": sitting.marked,
        "runs": store.run_facts(sitting.id),
    }


def _paper(items: Iterable[Item]) -> list[dict[str, Any]]:
    """Return the items in the order in which they were first asked."""
    once = {item.id: item for item in items}
    return [
        {
            "id": name,
            "question_id": item.question.id,
            "question": asdict(item.question),
            "reference": item.reference,
            "marker": {"name": item.marker.name, "parameters": dict(item.marker.parameters)},
            "cluster": item.cluster,
        }
        for name, item in once.items()
    ]


def _answer(sitting: Sitting, each: KeptAnswer) -> dict[str, Any]:
    reply = each.reply
    return {
        "answer": each.key,
        "item": each.item.id,
        "question_id": each.item.question.id,
        "candidate_id": sitting.candidate_id,
        "epoch": sitting.epoch,
        "attempt": each.attempt,
        "text": reply.text,
        "reasoning": reply.reasoning,
        "finish": reply.finish.value,
        "usage": asdict(reply.usage),
        "failure": None if reply.failure is None else asdict(reply.failure),
    }


def _mark(sitting: Sitting, each: KeptAnswer) -> dict[str, Any]:
    assert each.mark is not None
    return {
        "answer": each.key,
        "item": each.item.id,
        "sitting": sitting.id,
        "epoch": sitting.epoch,
        "attempt": each.attempt,
        "marker": each.mark.marker,
        "verdict": each.mark.verdict.value,
        "score": each.mark.score,
        "detail": None if each.mark.detail is None else dict(each.mark.detail),
    }


def _opinions(
    store: Store, sitting: Sitting, kept: Sequence[KeptAnswer]
) -> Iterator[dict[str, Any]]:
    """Yield what judge models said of a sitting's answers, where they were asked."""
    judging = [each for each in store.sittings() if each.exam == opinions_spec(sitting.id)]
    if not judging:
        return
    marker = engagement_marker([each.candidate for each in judging])
    keys: dict[str, list[str]] = defaultdict(list)
    for each in kept:
        keys[about(each.item.question, each.reply, marker).id].append(each.key)
    for judge in judging:
        for line in store.answers(judge.id):
            if line.reply is None:
                continue
            said = opinion(line.reply, marker)
            for key in keys[line.item.question.id]:
                yield {
                    "answer": key,
                    "judge": judge.candidate,
                    "judge_id": judge.candidate_id,
                    "mark": said.mark,
                    "reason": said.reason,
                    "text": line.reply.text,
                }


def _reexamined(
    held: Sequence[tuple[Sitting, Sequence[KeptAnswer]]],
) -> list[dict[str, Any]]:
    """Return the items that were asked in several sittings, with what became of each."""
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for sitting, kept in held:
        for each in kept:
            if each.attempt == 0:
                said = {"sitting": sitting.id, "outcome": each.outcome.value}
                found[each.item.id].append({**said, "date": moment(sitting.last_run)})
    return [
        {"item": item, "same": len({each["outcome"] for each in said}) == 1, "outcomes": said}
        for item, said in found.items()
        if len(said) > 1
    ]
