"""Sitting the exam: asynchronous, resuming, within a budget."""

from keju.runner.asking import Pricing
from keju.runner.budget import Budget, Limits
from keju.runner.loop import run
from keju.runner.retry import Patience
from keju.runner.sit import Judge, Outcome, Plan, Stopped, sit

__all__ = [
    "Budget",
    "Judge",
    "Limits",
    "Outcome",
    "Patience",
    "Plan",
    "Pricing",
    "Stopped",
    "run",
    "sit",
]
