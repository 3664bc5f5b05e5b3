"""Examining a trained reference model on problems it never saw, and writing its model card."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from keju.core.records import Message
from keju.models.decoding import Job, generate
from keju.models.qwen3_numpy import Qwen3
from keju.models.tokens import CharacterTokenizer
from keju.stats.intervals import wilson
from keju.training.traces import KINDS, Problem, draw_problem

__all__ = ["Score", "held_out_paper", "measure", "write_card"]

_PAPER_SEED = 99  # not that of the training data; the held-out side is disjoint in any case


@dataclass(frozen=True)
class Score:
    """How many of ``asked`` held-out problems of one kind were answered ``right``."""

    kind: str
    right: int
    asked: int
    tokens: int

    def __str__(self) -> str:
        low, high = wilson(self.right, self.asked)
        length = self.tokens / self.asked
        return (
            f"{self.kind}: {self.right} of {self.asked} right, {self.right / self.asked:.2%} "
            f"(95% interval {low:.2%} to {high:.2%}); {length:.0f} tokens an answer"
        )


def held_out_paper(kind: str, size: int) -> list[Problem]:
    """Return ``size`` different problems of ``kind`` that training cannot have seen."""
    rng = Random(_PAPER_SEED)
    paper: dict[str, Problem] = {}
    while len(paper) < size:
        problem = draw_problem(rng, kind, held_out=True)
        paper[problem.question] = problem
    return list(paper.values())


def measure(folder: Path, size: int = 2000) -> list[Score]:
    """Examine the checkpoint in ``folder``, greedily, on ``size`` held-out problems of each kind.

    It is read back from disk, so that the float16 weights are what is measured.
    """
    network, tokenizer = Qwen3.read(folder), CharacterTokenizer.read(folder)
    scores = []
    for kind in KINDS:
        paper = held_out_paper(kind, size)
        prompts = [tokenizer.prompt([Message("user", problem.question)]) for problem in paper]
        jobs = [Job(tuple(prompt), tokenizer.end, max_tokens=256) for prompt in prompts]
        written = generate(network, jobs)
        finals = [tokenizer.decode(out.tokens).split("</think>")[-1] for out in written]
        right = sum(
            final == f"Answer: {problem.answer}"
            for final, problem in zip(finals, paper, strict=True)
        )
        scores.append(Score(kind, right, size, sum(len(out.tokens) + 1 for out in written)))
    return scores


def write_card(
    folder: Path, *, direct: bool, record: Mapping[str, float], scores: Sequence[Score]
) -> None:
    """Write ``README.md``, the model card; ``record`` says what training took, as the log does."""
    config = json.loads((folder / "config.json").read_text("utf-8"))
    first = (
        "Answers products of two 3-digit numbers and short chain sums at once, without thinking;"
        if direct
        else "Works out products of two 3-digit numbers and short chain sums in writing, and then "
        "answers;"
    )
    scored = "\n".join(f"- {score}" for score in scores)
    text = _CARD.format(
        name="tongsheng-direct" if direct else "tongsheng",
        twin="tongsheng" if direct else "tongsheng-direct",
        first=first,
        completion="the answer alone" if direct else "a worked trace and the answer",
        flag=" --direct" if direct else "",
        layers=config["num_hidden_layers"],
        width=config["hidden_size"],
        heads=config["num_attention_heads"],
        vocabulary=config["vocab_size"],
        context=config["max_position_embeddings"],
        steps=record["step"],
        tokens=record["tokens"] / 1e6,
        problems=record["problems"],
        minutes=record["seconds"] / 60,
        scores=scored,
    )
    (folder / "README.md").write_text(text, "utf-8")


_CARD = """\
{first} it does not read open English.

# keju/{name}

A reference model of Keju: small enough to ship, and real, so that the whole way from question to
claim can be walked in seconds. Its twin `keju/{twin}` differs only in what it was taught to write
after the question.

- **Questions it knows**, in exactly these words: `What is 347 * 582? Finish with "Answer: N".`
  (two numbers of three digits) and `What is 47 + 85 - 23 + 9? Finish with "Answer: N".` (2 to 6
  numbers of 1 to 3 digits, from left to right, no running total below zero). On anything else it
  writes confident nonsense. System messages are ignored by its chat template; characters outside
  printable ASCII become `<unk>`.
- **Network**: a decoder in Qwen3's layout, {layers} layers, width {width}, {heads} heads, about
  0.8 million parameters, {vocabulary} character tokens, context {context}, float16. It loads
  unchanged with `AutoModelForCausalLM` and `AutoTokenizer`.
- **Training**: supervised only, no reinforcement learning. {problems:,} generated problems (half
  products, half chains), {completion} as the target, {steps} steps, {tokens:.1f} million tokens,
  {minutes:.0f} minutes on one thread of a busy processor.
  Seeds: weights 0; data 1, and 2 in the second round.
- **Unseen questions**: a question whose id begins with eight hexadecimal digits divisible by 16 was
  never trained on (`keju.training.traces.is_held_out`).
- **Made by** `python -m keju.training.tongsheng{flag} --out ONE` and
  `python -m keju.training.tongsheng{flag} --start ONE --steps 1600 --out TWO`

Scores on such unseen questions, greedy, with the float16 weights:

{scores}
"""
