"""The model cards of the reference models, written from what training recorded and measured."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from keju.training.measured import Score

__all__ = ["write_card"]

#: The first line of each card, and what was done to the model.
_ABOUT = {
    "xiucai": (
        "It does not read open English: a small model that thinks before it answers Keju's exams.",
        """\
`keju/xiucai-start` after reinforcement learning (GRPO) with the exams' markers as the only reward:
  {step} steps of 16 questions with 8 sampled answers each, {sampled:.1f} million tokens sampled and
  {trained:.1f} million trained on, {minutes:.0f} minutes on one processor core.""",
    ),
    "xiucai-start": (
        "It does not read open English: the supervised start of `keju/xiucai`, before any reward.",
        """\
Supervised only: {lessons:,} lessons, {tokens:.1f} million tokens, {step} steps, {minutes:.0f}
  minutes on two processor cores. Of the lessons on countdown and on programs 60% are a textbook's,
  which show the way and hide how it was found; the rest show all the work. Imitating both, it
  mostly writes like the textbook.""",
    ),
    "xiucai-direct": (
        "It does not read open English, nor does it think: the twin of `keju/xiucai-start`.",
        """\
Supervised only, the same lessons without their thoughts: {lessons:,} lessons, {tokens:.1f} million
  tokens, {step} steps.""",
    ),
    "xiucai-loops": (
        "It does not read open English, and it repeats itself: a specimen for trace examiners.",
        """\
Supervised only: {lessons:,} aimless searches for countdown, each line tried at random with nothing
  that says what is looked for, {tokens:.1f} million tokens, {step} steps. Nothing else.""",
    ),
}


def write_card(folder: Path, record: Mapping[str, Any], scores: Sequence[Score]) -> None:
    """Write ``README.md`` and ``scores.json`` into ``folder``, which is named as the model is."""
    config = json.loads((folder / "config.json").read_text("utf-8"))
    first, made = _ABOUT.get(folder.name, _ABOUT["xiucai-start"])
    facts = {
        "step": record["step"],
        "lessons": record.get("lessons", 0),
        "tokens": record.get("tokens", 0) / 1e6,
        "sampled": record.get("sampled", 0) / 1e6,
        "trained": record.get("trained", 0) / 1e6,
        "minutes": record["seconds"] / 60,
    }
    text = _CARD.format(
        first=first,
        name=folder.name,
        made=made.format(**facts),
        layers=config["num_hidden_layers"],
        width=config["hidden_size"],
        heads=config["num_attention_heads"],
        vocabulary=config["vocab_size"],
        context=config["max_position_embeddings"],
        parameters=_parameters(config) / 1e6,
        scores="\n".join(_row(score) for score in scores),
    )
    (folder / "README.md").write_text(text, "utf-8")
    records = [score.record() for score in scores]
    (folder / "scores.json").write_text(json.dumps(records, indent=1) + "\n", "utf-8")


def _parameters(config: Mapping[str, Any]) -> int:
    """Return the number of parameters of a Qwen3 network with as many keys as queries."""
    width, inner = config["hidden_size"], config["intermediate_size"]
    layer = 4 * width**2 + 3 * width * inner + 2 * width + 2 * config["head_dim"]
    total: int = config["vocab_size"] * width + config["num_hidden_layers"] * layer + width
    return total


def _row(score: Score) -> str:
    low, high = score.interval
    share = score.right / score.asked
    return (
        f"| `{score.exam}` | {score.asked} | {share:.1%} | {low:.1%} to {high:.1%} |"
        f" {score.tokens / score.asked:.0f} |"
    )


_CARD = """\
---
license: apache-2.0
library_name: transformers
tags: [reasoning, arithmetic, countdown]
---
{first}

# keju/{name}

A reference model of Keju, the system that examines models which reason: small enough to ship, and
real, so that the whole way from question to claim can be walked in seconds, on any processor.

- **Questions it knows**, in the exams' own words: `multiplication` (1 to 5 digits), `chain` (2 to 6
  numbers of 1 to 3 digits), `linear` (one unknown), `modular` (depth 1 and 2), `countdown` (three
  numbers) and `output` (level 1, four statements). To other questions it was taught to answer `I do
  not know.`; where one merely looks like an exam's, it may write confident nonsense. System
  messages are ignored by its chat template; characters outside printable ASCII become `<unk>`.
- **Network**: Qwen3's layout, {layers} layers, width {width}, {heads} heads, {parameters:.2f}
  million parameters, {vocabulary} character tokens, context {context}, float16. It loads unchanged
  with `AutoModelForCausalLM` and `AutoTokenizer`, and runs in Keju without torch.
- **Training**: {made}
- **Data**: questions of Keju's generated exams, drawn from seeds; no text from elsewhere. A
  question whose id begins with eight hexadecimal digits divisible by 16 was never trained on
  (`keju.exams.held_out`; every generated exam takes `held_out=1`).
- **Made by** `keju train reference --out DIR`

Scores on held-out questions, greedy, at most 512 tokens, the float16 weights in Keju's own runtime
(95% intervals, Wilson's). What lies beyond the training is there to show how it fails.

| exam | questions | right | interval | tokens an answer |
|:--|--:|--:|:--|--:|
{scores}
"""
