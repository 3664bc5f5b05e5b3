"""What a study of scaling may be said to show, in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from keju.core.scaling import Contrast, Ruling, Traced, Use, Way

__all__ = ["more_sentence", "notes", "oracle_sentence", "sentence", "use_words"]


def use_words(use: Use) -> str:
    """Return a use of tokens in words: a vote over 8 answers of NAME, each cut after 40 tokens."""
    cut = "" if use.at.budget is None else f", each cut after {use.at.budget:,} tokens"
    if use.way is Way.VOTE:
        return f"a vote over {use.at.k} answers of {use.name}{cut}"
    if use.way is Way.ORACLE:
        return f"the best of {use.at.k} answers of {use.name}{cut}"
    return f"one answer of {use.name}{cut}"


def sentence(thought: Use, contrasts: Sequence[Contrast], ruling: Ruling, alpha: float) -> str:
    """Return which use of the tokens of one long thought is better, as the intervals decide it."""
    head = f"At {thought.at.tokens:,.0f} tokens a question, "
    words = {
        Ruling.PARALLEL: "several answers and a vote are better than one long thought",
        Ruling.SEQUENTIAL: "one long thought is better than any vote of shorter answers",
        Ruling.UNDECIDED: "it is not decided whether one long thought or a vote is better",
    }
    return f"{head}{words[ruling]}: {_figures(thought, contrasts, ruling, alpha)}"


def oracle_sentence(
    thought: Use, contrasts: Sequence[Contrast], ruling: Ruling, alpha: float
) -> str:
    """Return the same for who has an exact checker, which most questions do not offer."""
    words = {
        Ruling.PARALLEL: "several answers are better than one long thought",
        Ruling.SEQUENTIAL: "one long thought is better all the same",
        Ruling.UNDECIDED: "it is not decided whether one long thought or several answers are"
        " better",
    }
    figures = _figures(thought, contrasts, ruling, alpha)
    return f"With an exact checker that picks the right one (an oracle), {words[ruling]}: {figures}"


def more_sentence(thought: Use, more: Contrast, alpha: float) -> str:
    """Return what further whole traces and a vote add, for as many times the tokens."""
    low, high = more.interval
    if low > 0:
        words = "more tokens help"
    elif high < 0:
        words = "more tokens do harm"
    else:
        words = "it is not decided whether more tokens help"
    return f"Beyond that, {words}: {_beside(thought, more, alpha)}"


def _figures(thought: Use, contrasts: Sequence[Contrast], ruling: Ruling, alpha: float) -> str:
    return _beside(thought, _shown(contrasts, ruling), alpha)


def _beside(thought: Use, found: Contrast, alpha: float) -> str:
    low, high = found.interval
    return (
        f"{use_words(found.use)} ({found.use.at.tokens:,.0f} tokens)"
        f" {_right(found.use.at.accuracy)}, {use_words(thought)}"
        f" {_right(thought.at.accuracy)}; gap {_points(found.gap)} points,"
        f" {100 * (1 - alpha):g}% sure between {_points(low)} and {_points(high)}."
    )


def _right(accuracy: float) -> str:
    return f"is right on {_percent(accuracy)}"


def _shown(contrasts: Sequence[Contrast], ruling: Ruling) -> Contrast:
    """Return the contrast a sentence speaks of: the best, and of equally good ones a whole one.

    Where some use is surely better, it is one that is.
    """
    sure = [each for each in contrasts if each.interval[0] > 0]
    shown = sure if ruling is Ruling.PARALLEL else contrasts
    return max(shown, key=lambda each: (each.gap, each.use.at.budget is None))


def notes(
    candidates: Sequence[Traced], tokens: float, alpha: float, more: Sequence[str]
) -> Iterator[str]:
    """Yield what the figures rest on; ``tokens`` are those of one long thought."""
    level = f"{100 * (1 - alpha):g}%"
    yield (
        "Tokens are all that was written for a question, thought and answer, of all its attempts; "
        f"the question itself is not counted. {_counted(candidates)}"
    )
    yield (
        "One thought: the same traces, cut after so many tokens. A trace counts as right only if"
        " all of it, thought and answer, fits; cut ones count as wrong. No model was asked to"
        " hurry, which it may do better."
    )
    yield (
        "Vote, shortest and oracle of K are exact means over all ways to draw K of a question's"
        " attempts. Votes are for answers that the exam's marker calls the same; a trace without an"
        " answer is silent; ties go to the earliest."
    )
    yield (
        "Oracle: right if any of K is (pass@K). It takes an exact checker of answers; what it shows"
        " is what the attempts hold, not what could be had without one."
    )
    yield (
        "At equal tokens, K answers share the tokens of one long thought: where whole ones would"
        " take more, all are cut after the same number. That number is taken from these traces."
    )
    yield (
        f"Intervals are {level} for each point on its own, over questions (clusters count as one),"
        " from bets on bounded means; those of gaps are paired by question and hold together for"
        " all that are shown."
    )
    if any(each.network is not None for each in candidates):
        yield (
            "FLOPs: 2·parameters·tokens and attention 2·layers·width·tokens² of each attempt, its"
            " question included (Kaplan et al. 2020); known only where the weights are at hand."
        )
    for each in candidates:
        yield from _of(each, tokens)
    yield from more


def _of(each: Traced, tokens: float) -> Iterator[str]:
    few, many = each.attempts
    number = f"{few}" if few == many else f"{few} to {many}"
    cut = f"; {_percent(each.cut)} of them hit the model's own limit" if each.cut else ""
    yield f"{each.name}: {number} attempts a question, {each.sampled}{cut}."
    if each.tokens > 0 and few < (fits := int(tokens / each.tokens)):
        yield (
            f"{each.name}: its {few} attempts take {few * each.tokens:,.0f} of the"
            f" {tokens:,.0f} tokens; -k {fits} would use them all."
        )
    if each.left_out or each.questions_out:
        yield (
            f"{each.name}: {each.left_out:,} answers were left out (filtered, failed, unmarkable,"
            f" not asked or without a count of tokens), and {each.questions_out:,} questions with"
            " too few answers here or elsewhere."
        )


def _counted(candidates: Sequence[Traced]) -> str:
    found = dict.fromkeys(each.counted_by for each in candidates)
    if len(found) == 1:
        return f"They are counted by {next(iter(found))}."
    return " ".join(
        f"Those of {each.name} are counted by {each.counted_by}." for each in candidates
    )


def _percent(share: float) -> str:
    return f"{100 * share:.1f}%"


def _points(gap: float) -> str:
    return f"{100 * gap:+.1f}"
