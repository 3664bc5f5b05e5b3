"""Examining a checkpoint folder on held-out questions, as the numpy runtime answers them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path

from keju.core.records import Item, Message
from keju.exams.table import exam
from keju.marking.table import marker
from keju.models.decoding import Generated, Job, generate
from keju.models.qwen3_numpy import Qwen3
from keju.models.tokens import CharacterTokenizer
from keju.stats.intervals import wilson

__all__ = ["PAPERS", "Score", "is_right", "measure"]

_SEED = 99  # of the papers; they are held out whatever the seed

#: What the shipped models are examined on; what they were trained on, and how it goes on beyond.
PAPERS = (
    *(f"multiplication;digits={n}" for n in (2, 3, 4, 5)),
    "chain;terms=4;digits=2",
    "chain;terms=6;digits=3",
    "linear",
    *(f"modular;depth={n}" for n in (1, 2, 3, 4, 5)),
    "countdown;numbers=3",
    "output;level=1",
    *(f"output;level=1;statements={n}" for n in (5, 6, 8)),
    "output;level=1;loops=8",
)


@dataclass(frozen=True)
class Score:
    """How many of ``asked`` held-out questions were answered ``right``, with how many tokens."""

    exam: str
    right: int
    asked: int
    tokens: int

    @property
    def interval(self) -> tuple[float, float]:
        """The 95% interval of the share of right answers (Wilson's)."""
        return wilson(self.right, self.asked)

    def record(self) -> dict[str, object]:
        """Return the score with its interval, for JSON."""
        return {**asdict(self), "interval": [round(bound, 5) for bound in self.interval]}

    def __str__(self) -> str:
        low, high = self.interval
        return (
            f"{self.exam}: {self.right} of {self.asked} right, {self.right / self.asked:.1%} "
            f"(95% interval {low:.1%} to {high:.1%}); {self.tokens / self.asked:.0f} tokens an "
            "answer"
        )


def is_right(item: Item, out: Generated, tokens: CharacterTokenizer) -> bool:
    """Whether the item's marker calls the answer right; a thought that was cut has none."""
    thought, closed, answer = tokens.decode(out.tokens).partition("</think>")
    if not out.stopped or (thought.startswith("<think>") and not closed):
        return False
    return marker(item.marker).mark(item, answer if closed else thought).score == 1


def measure(folder: Path, papers: Iterable[str] = PAPERS, size: int = 1000) -> list[Score]:
    """Examine the checkpoint in ``folder``, greedily, at most 512 tokens an answer.

    It is read back from disk, so that the float16 weights are what is measured.
    """
    network, tokens = Qwen3.read(folder), CharacterTokenizer.read(folder)
    return [_score(network, tokens, spec, size) for spec in papers]


def _score(network: Qwen3, tokens: CharacterTokenizer, spec: str, size: int) -> Score:
    items: Sequence[Item] = list(islice(exam(f"{spec};held_out=1;seed={_SEED}").items(), size))
    prompts = [tuple(tokens.prompt([Message("user", item.question.text)])) for item in items]
    room = network.config.context
    jobs = [Job(prompt, tokens.end, max_tokens=512) for prompt in prompts if len(prompt) < room]
    answered = iter(generate(network, jobs))
    outs = [next(answered) if len(prompt) < room else None for prompt in prompts]
    right = sum(
        out is not None and is_right(item, out, tokens)
        for item, out in zip(items, outs, strict=True)
    )
    written = sum(len(out.tokens) + out.stopped for out in outs if out is not None)
    return Score(spec, right, len(items), written)
