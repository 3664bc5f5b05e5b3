"""A finished training on the screen, as JSON values, and in the words that its card takes over."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from keju.core.examined import Examined
from keju.core.gate import GateVerdict
from keju.core.trained import Trained
from keju.report.documents import accuracy_interval, summary_json
from keju.report.examined import examined_screen, verdict, verdict_json
from keju.report.gates import gate_sentence
from keju.report.ranking_document import gate_json
from keju.report.text import count, percent, percent_range

__all__ = ["guard_words", "proof_words", "score_words", "trained_json", "trained_screen"]

_STYLES = {GateVerdict.PASS: "bold green", GateVerdict.FAIL: "bold red"}


def trained_screen(found: Trained) -> RenderableType:
    """Return the examinations against the base with their verdicts, the guards, the proof."""
    parts: list[RenderableType] = [examined_screen(found.examined)]
    for each, gate in found.guards:
        style = _STYLES.get(gate.verdict, "bold yellow") if gate else "bold yellow"
        head = f"{each.exam}, not trained on, {score_words(each, 0)} against {score_words(each, 1)}"
        parts += [Text(""), Text(head, style="bold"), Text(guard_words(found, each), style=style)]
    return Group(*parts, Text(""), Text(proof_words(found), style="dim"))


def score_words(each: Examined, side: int) -> str:
    """Return the accuracy of one side with its 95% interval, in percent."""
    sitting = each.summaries[side].sitting
    found = accuracy_interval(sitting)
    return f"{percent(sitting.accuracy)} {percent_range(*found) if found else ''}".strip()


def guard_words(found: Trained, each: Examined) -> str:
    """Return the verdict of the gate on ``each``, an exam that was not trained on."""
    gate = next(gate for one, gate in found.guards if one is each)
    if gate is None:
        return "Undecided, so not passed: the sittings cannot be compared."
    return gate_sentence(gate)


def proof_words(found: Trained) -> str:
    """Return in a sentence that nothing was examined that was trained on."""
    examined = ", ".join(f"{count(n)} of {spec}" for spec, n in found.proof.examined.items())
    return (
        f"Disjoint by question id: {count(found.proof.trained)} questions trained on, none of them"
        f" among those examined ({examined}); SHA-256 of the sorted ids {found.proof.digest[:16]}."
    )


def trained_json(found: Trained) -> dict[str, Any]:
    """Return a finished training as JSON values."""
    return {
        "plan": found.plan.to_json(),
        "model": found.names[0],
        "base": found.names[1],
        "questions": found.questions,
        "unsolved": found.unsolved,
        "tokens": found.tokens,
        "seconds": found.seconds,
        "disjoint": {
            "trained": found.proof.trained,
            "examined": dict(found.proof.examined),
            "sha256": found.proof.digest,
        },
        "examined": [dict(_examined(each)) for each in found.examined],
        "guards": [
            {**dict(_examined(each)), "gate": None if gate is None else gate_json(gate)}
            for each, gate in found.guards
        ],
        "facts": dict(found.facts),
    }


def _examined(each: Examined) -> Iterator[tuple[str, Any]]:
    yield from verdict_json(each).items()
    yield "sittings", [summary_json(summary) for summary in each.summaries]
    yield "words", verdict(each)
