"""When a vote is decided: the posterior that the leading answer really leads.

Adaptive consistency (Aggarwal, Madaan, Yang and Mausam 2023, arXiv:2305.11860): of the answers that
are the first or the second, the share of the first has a Beta(1, 1) prior, so after ``first`` and
``second`` votes it is Beta(first + 1, second + 1), and the leader leads where it exceeds 1/2.

What is promised: when a vote stops, the posterior probability that the runner-up is really the more
frequent answer is at most 1 - sure, or the runner-up cannot catch up before the cap. That the most
frequent answer is right, nobody promises. It is no bound on how often repeated looks err for one
fixed question.
"""

from __future__ import annotations

from math import comb

__all__ = ["decided", "leads", "round_size"]


def leads(first: int, second: int) -> float:
    """Return P(share of the first > 1/2) under Beta(first + 1, second + 1).

    Exactly: the chance of at most ``first`` heads in ``first + second + 1`` fair tosses.
    """
    tosses = first + second + 1
    heads = sum(comb(tosses, some) for some in range(first + 1))
    return heads / (1 << tosses)


def decided(first: int, second: int, left: int, sure: float) -> bool:
    """Whether to stop with ``left`` answers to go before the cap."""
    return leads(first, second) >= sure or first - second > left


def round_size(first: int, second: int, left: int, sure: float) -> int:
    """Return the fewest answers that can decide the vote, all of them for the leader.

    So a round is asked at once and none of it is asked too many.
    """
    more = 1
    while more < left and not decided(first + more, second, left - more, sure):
        more += 1
    return min(more, left)
