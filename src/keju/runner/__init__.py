"""Sitting the exam: asynchronous, resuming, within a budget."""

from keju.runner.asking import Pricing, reservation
from keju.runner.budget import Budget, Limits
from keju.runner.loop import run
from keju.runner.pace import Stopped
from keju.runner.plan import Judge, Outcome, Plan
from keju.runner.retry import Patience
from keju.runner.sit import sit

__all__ = [
    "Budget",
    "Judge",
    "Limits",
    "Outcome",
    "Patience",
    "Plan",
    "Pricing",
    "Stopped",
    "reservation",
    "run",
    "sit",
]
