"""The model card of a trained checkpoint, written from what was measured and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from keju.core.trained import Trained
from keju.core.training import TrainingPlan
from keju.report.examined import verdict
from keju.report.text import count, duration
from keju.report.trained import guard_words, proof_words, score_words

__all__ = ["card_text", "write_trained_card"]


def write_trained_card(out: Path, found: Trained, command: str) -> None:
    """Write ``README.md`` into ``out``; ``command`` is how it was made."""
    (out / "README.md").write_text(card_text(out.name, found, command), "utf-8")


def card_text(name: str, found: Trained, command: str) -> str:
    """Return the card of the model called ``name``, in the hub's Markdown."""
    plan = found.plan
    kind = "reinforcement learning (GRPO)" if plan.kind == "grpo" else "supervised fine-tuning"
    base = f"a fresh network ({plan.base})" if _is_fresh(found) else f"`{plan.base}`"
    text = _CARD.format(
        front=f"base_model: {plan.base}\n" if _is_of_the_hub(found) else "",
        tag="grpo" if plan.kind == "grpo" else "sft",
        name=name,
        kind=kind,
        base=base,
        data="\n".join(_data(found)),
        dials="\n".join(_dials(found)),
        command=command,
        scores="\n".join(_scores(found)),
        verdicts="\n".join(f"- {words}" for words in _verdicts(found)),
        proof=proof_words(found),
        limits=_limits(plan),
    )
    # The longest first: a fresh base lies inside the folder of the new model.
    for long, short in sorted(_names(name, found), key=lambda pair: -len(pair[0])):
        text = text.replace(long, short)
    return text


def _names(name: str, found: Trained) -> set[tuple[str, str]]:
    """Return what the two were called when they were examined, now or earlier, and are called here.

    The store knows weights by their hash, and keeps the name under which it met them first.
    """
    called = (name, f"its base {found.plan.base}")
    pairs = set(zip(found.names, called, strict=True))
    for each in (*found.examined, *(each for each, _ in found.guards)):
        stored = (summary.sitting.candidate for summary in each.summaries)
        pairs |= set(zip(stored, called, strict=True))
    return pairs


def _is_fresh(found: Trained) -> bool:
    return found.names[1].endswith("/training/start")


def _is_of_the_hub(found: Trained) -> bool:
    """Whether the base came from the hub: it then lies elsewhere than it is called."""
    base = found.plan.base
    elsewhere = found.names[1] != f"hf/{base}" and not _is_fresh(found)
    return elsewhere and base.count("/") == 1 and not base.startswith("keju/")


def _data(found: Trained) -> Iterator[str]:
    plan = found.plan
    exams = ", ".join(f"`{spec}`" for spec in plan.exams)
    yield f"- **Questions**: {count(found.questions)} of {exams}."
    if plan.kind == "grpo":
        yield "- **Rewards**: the scores of these exams' own markers, and nothing else."
        return
    manner = "as a thought, its last line as the answer" if plan.thought else "as written"
    yield f"- **Answers**: the exams' worked solutions, {manner}; each is right by its marker."
    if found.unsolved:
        yield f"- **Left out**: {count(found.unsolved)} questions without a right worked solution."


def _dials(found: Trained) -> Iterator[str]:
    plan = found.plan
    answers = f" with {plan.group} sampled answers each" if plan.kind == "grpo" else ""
    yield f"- **Steps**: {count(plan.steps)} of {plan.batch} questions{answers}."
    yield (
        f"- **Tokens**: {count(found.tokens)} read and written in {duration(found.seconds)} on"
        f" {found.facts.get('machine', 'an unnamed machine')}."
    )
    sampling = f", answers of at most {plan.max_tokens} tokens at temperature {plan.temperature:g}"
    yield (
        f"- **Dials**: learning rate {plan.rate:g}, seed {plan.seed}"
        f"{sampling if plan.kind == 'grpo' else ''};"
        f" {f'adapters of rank {plan.lora}, worked in' if plan.lora else 'all weights trained'}."
    )
    facts = [f"{k} {v}" for k, v in found.facts.items() if k not in {"machine", "parameters"}]
    yield f"- **Made with**: {', '.join(facts)}; {found.facts.get('parameters', '?')} parameters."


def _scores(found: Trained) -> Iterator[str]:
    for each in (*found.examined, *(each for each, _ in found.guards)):
        kept = "held out" if each in found.examined else "not trained on"
        questions = count(each.summaries[0].sitting.questions)
        yield (
            f"| `{each.exam}` | {kept} | {questions} | {score_words(each, 0)} |"
            f" {score_words(each, 1)} |"
        )


def _verdicts(found: Trained) -> Iterator[str]:
    for each in found.examined:
        yield f"`{each.exam}`: {verdict(each)}"
    for each, _ in found.guards:
        yield guard_words(found, each)


def _limits(plan: TrainingPlan) -> str:
    if plan.kind == "grpo":
        return (
            "A marker's mistakes are learned with it: an answer that is right for the marker may"
            " have a wrong thought. Nothing outside the exams above was measured."
        )
    return "It imitates one way to solve each question. Nothing outside the exams was measured."


_CARD = """\
---
library_name: transformers
{front}tags: [reasoning, {tag}, keju]
---
Trained by {kind} from {base}, on the exams below only.

# {name}

{data}
{dials}

![The course of the training](training/learning.svg)

Made by

```text
{command}
```

## Scores

Percent right with 95% intervals (Wilson's), greedy, both models on the same questions.

| exam | | questions | this model | its base |
|:--|:--|--:|--:|--:|
{scores}

{verdicts}

{proof}

## Limits

{limits}
"""
