"""Supervised lessons for the reference model, on two processor cores; resumable.

Lessons are drawn in pools, each from its own seed, so that training which was stopped goes on with
the very pool that comes next, and twins trained on the same number of tokens see the same kinds of
questions. Matrices are trained with Muon (orthogonalised momentum; Jordan and others 2024, as in
arXiv:2502.16982), everything else with AdamW: at this size it needs about half the tokens.
"""

from __future__ import annotations

import json
import math
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

import torch
from torch import Tensor

from keju.core.records import Message
from keju.models.tokens import CHARACTERS, SPECIALS, CharacterTokenizer, tokenizer_json
from keju.training.checkpoint import read_network, save_checkpoint
from keju.training.exercises import Piece, draw_page
from keju.training.lesson import Lesson
from keju.training.lessons import TEXTBOOK_SHARE, draw_lessons
from keju.training.looping import draw_aimless
from keju.training.network import Decoder, Shape
from keju.training.replicas import Crew

__all__ = [
    "Example",
    "Plan",
    "Progress",
    "cut",
    "encode",
    "new_network",
    "padded",
    "school",
    "tokenizer",
]

_POOL = 1024  # lessons drawn at once, so that a batch holds rows of one length
_IGNORED = -100
_INNER = 480  # width of the feed-forward half; the other sizes are Shape's
VOCABULARY = len(SPECIALS) + len(CHARACTERS)

Example = tuple[list[int], list[int]]


@dataclass(frozen=True)
class Plan:
    """What is taught, for how long and how fast.

    ``tokens`` counts all tokens of the lessons, padding left out. ``direct`` leaves the thoughts
    out; ``specimen`` teaches aimless searches alone, to a smaller network. ``start`` is a
    checkpoint folder to go on from. Every step is shared among ``cores`` that are free.
    """

    tokens: int
    direct: bool = False
    specimen: bool = False
    start: Path | None = None
    peak: float = 3.3e-3
    seed: int = 0
    batch_tokens: int = 2048
    cores: int = 2


@dataclass(frozen=True)
class Term:
    """A part of the plan, up to the share ``until`` of it.

    ``textbook`` is the share of textbook thoughts, ``exercises`` how many in a hundred lessons are
    pages of exercises (never for the direct twin), ``calculations`` multiplies the weights of
    multiplication and chains.
    """

    until: float
    textbook: float
    exercises: int
    calculations: float


#: First everything, with exercises; then more of the long calculations; at the end as it comes.
TERMS = (
    Term(0.45, 0.4, 15, 1.0),
    Term(0.9, 0.2, 12, 2.0),
    Term(math.inf, TEXTBOOK_SHARE, 0, 1.0),
)


@dataclass
class Progress:
    """What has been done: ``loss`` in nats, smoothed; ``seconds`` over all sittings."""

    pools: int = 0
    step: int = 0
    tokens: int = 0
    lessons: int = 0
    seconds: float = 0.0
    loss: float | None = None
    _since: float = field(default_factory=time.monotonic, repr=False)

    def share(self, plan: Plan) -> float:
        """Return how much of ``plan`` is done; 1 or more ends it."""
        return self.tokens / plan.tokens

    def add(self, tokens: int, lessons: int, loss: float) -> None:
        """Count one step."""
        now = time.monotonic()
        self.seconds, self._since = self.seconds + now - self._since, now
        self.step, self.tokens, self.lessons = (
            self.step + 1,
            self.tokens + tokens,
            self.lessons + lessons,
        )
        self.loss = loss if self.loss is None else 0.98 * self.loss + 0.02 * loss

    def words(self, plan: Plan) -> str:
        """Return how far it is, how fast, and how long it still takes."""
        share = min(1.0, self.share(plan))
        left = self.seconds * (1 - share) / share / 60
        return (
            f"{share:.1%}, {self.tokens / 1e6:.2f} million tokens, "
            f"{self.tokens / self.seconds:,.0f} a second, loss {self.loss:.4f}, {left:.0f} min left"
        )

    def record(self) -> dict[str, Any]:
        """Return the line of the log."""
        return {k: v for k, v in asdict(self).items() if not k.startswith("_")}


def tokenizer() -> CharacterTokenizer:
    """Return the tokenizer of all of Keju's own models."""
    model: Any = tokenizer_json()["model"]
    return CharacterTokenizer(model["vocab"])


def new_network(*, specimen: bool = False) -> Decoder:
    """Return the network of the reference model or of the specimen, as torch's seed has it."""
    if specimen:
        return Decoder(Shape(VOCABULARY, 64, 176, num_hidden_layers=3, num_attention_heads=2))
    return Decoder(Shape(VOCABULARY, intermediate_size=_INNER))


def encode(lesson: Lesson, tokens: CharacterTokenizer, *, direct: bool) -> Example:
    """Return the tokens of the prompt and of the completion that is taught."""
    prompt = tokens.prompt([Message("user", lesson.question)])
    thought = [tokens.think, *tokens.encode(lesson.thought), tokens.end_think]
    answer = [*tokens.encode(lesson.answer), tokens.end]
    return prompt, answer if direct else thought + answer


def padded(group: list[Example], pad: int) -> tuple[Tensor, Tensor]:
    """Return inputs and targets (rows, length); targets are -100 wherever nothing is taught."""
    length = max(len(prompt) + len(completion) for prompt, completion in group) - 1
    inputs = torch.full((len(group), length), pad)
    targets = torch.full((len(group), length), _IGNORED)
    for row, (prompt, completion) in enumerate(group):
        whole = torch.tensor(prompt + completion)
        inputs[row, : len(whole) - 1] = torch.where(whole < 0, ~whole, whole)[:-1]
        taught = torch.where(whole < 0, _IGNORED, whole)
        targets[row, len(prompt) - 1 : len(whole) - 1] = taught[len(prompt) :]
    return inputs, targets


def _pool(
    plan: Plan, progress: Progress, tokens: CharacterTokenizer
) -> Iterator[tuple[Tensor, Tensor]]:
    """Yield the batches of the next pool, each of rows of about one length."""
    rng = Random(f"{plan.seed}/{progress.pools}")
    examples = list(islice(_drawn(plan, progress.share(plan), rng, tokens), _POOL))
    examples.sort(key=lambda example: len(example[0]) + len(example[1]))
    groups = cut(examples, plan.batch_tokens)
    rng.shuffle(groups)
    for group in groups:
        yield padded(group, tokens.pad)


def _drawn(plan: Plan, share: float, rng: Random, tokens: CharacterTokenizer) -> Iterator[Example]:
    """Yield what is taught when ``share`` of the plan is done, without end."""
    seed = rng.randrange(10**9)
    # Further lessons after a start are the last term's: as they come.
    term = TERMS[-1] if plan.start else next(term for term in TERMS if share < term.until)
    lessons = (
        draw_aimless(seed)
        if plan.specimen
        else draw_lessons(seed, textbook=term.textbook, calculations=term.calculations)
    )
    pages = not (plan.direct or plan.specimen)
    for lesson in lessons:
        if pages and rng.randrange(100) < term.exercises:
            yield _page(draw_page(rng), tokens)
        yield encode(lesson, tokens, direct=plan.direct)


def _page(pieces: list[Piece], tokens: CharacterTokenizer) -> Example:
    """Return a page of exercises; tokens that are only shown stand complemented (``~``)."""
    completion = [~tokens.think]
    for piece in pieces:
        written = tokens.encode(piece.text)
        completion += written if piece.taught else [~token for token in written]
    return tokens.prompt([Message("user", "Exercise.")]), completion


def cut(examples: list[Example], tokens: int) -> list[list[Example]]:
    """Cut ``examples``, sorted by length, into groups of at most ``tokens`` padded tokens each."""
    groups: list[list[Example]] = [[]]
    for prompt, completion in examples:
        if (len(groups[-1]) + 1) * (len(prompt) + len(completion)) > tokens:
            groups.append([])
        groups[-1].append((prompt, completion))
    return groups


def _rate(plan: Plan, progress: Progress) -> float:
    """Return the learning rate: warm-up, a plateau to 50%, then straight down to 2% of the peak."""
    warm = min(1.0, (progress.step + 1) / 100)
    fall = max(0.0, (progress.share(plan) - 0.5) / 0.5)
    return plan.peak * warm * max(0.02, 1 - fall)


def school(
    plan: Plan,
    folder: Path,
    tell: Callable[[str], None] = lambda _: None,
    alone: Callable[[], bool] = lambda: True,
) -> Progress:
    """Teach one model into ``folder``, with a ``log.jsonl``; goes on where it stopped.

    ``tell`` gets a line for people after every round; what it raises ends the lessons. While these
    are not ``alone`` on the machine, they keep one core busy, not ``plan.cores``.
    """
    torch.set_num_threads(1)
    torch.manual_seed(plan.seed)
    tokens = tokenizer()
    network = read_network(plan.start) if plan.start else new_network(specimen=plan.specimen)
    crew = Crew.of(network, plan.peak, plan.cores)
    folder.mkdir(parents=True, exist_ok=True)
    progress = _resume(folder, crew)
    with (folder / "log.jsonl").open("a", encoding="utf-8") as log:
        while progress.share(plan) < 1:
            _teach(crew, plan, progress, tokens, alone)
            progress.pools += 1
            print(json.dumps(progress.record()), file=log, flush=True)
            if progress.pools % 5 == 0 or progress.share(plan) >= 1:
                _save(folder, crew, progress)
            tell(progress.words(plan))
    return progress


def _teach(
    crew: Crew,
    plan: Plan,
    progress: Progress,
    tokens: CharacterTokenizer,
    alone: Callable[[], bool],
) -> None:
    """Teach one pool, the one that ``progress`` says."""
    for inputs, targets in _pool(plan, progress, tokens):
        loss = crew.step(inputs, targets, _rate(plan, progress), alone=alone())
        progress.add(int((inputs != tokens.pad).sum()), len(inputs), loss)
        if progress.share(plan) >= 1:
            break


def _save(folder: Path, crew: Crew, progress: Progress) -> None:
    save_checkpoint(crew.network, folder)
    state = {
        "network": crew.network.state_dict(),
        "optimizers": [each.state_dict() for each in crew.optimizers],
        "progress": progress.record(),
    }
    torch.save(state, folder / "state.part")
    (folder / "state.part").rename(folder / "state.pt")


def _resume(folder: Path, crew: Crew) -> Progress:
    """Return the progress saved in ``folder``, network and optimizers loaded, or a new one."""
    path = folder / "state.pt"
    if not path.exists():
        return Progress()
    state = torch.load(path, weights_only=True)
    crew.network.load_state_dict(state["network"])
    for made, saved in zip(crew.optimizers, state["optimizers"], strict=True):
        made.load_state_dict(saved)
    return Progress(**state["progress"])
