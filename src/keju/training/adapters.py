"""Low-rank adapters, in place of training every weight (E. Hu et al., arXiv:2106.09685)."""

from __future__ import annotations

from typing import Any

from peft import LoraConfig, PeftModel

__all__ = ["adapters", "merged"]


def adapters(rank: int) -> LoraConfig:
    """Return adapters of ``rank`` at every matrix but the last, scaled by twice the rank."""
    return LoraConfig(
        r=rank, lora_alpha=2 * rank, target_modules="all-linear", task_type="CAUSAL_LM"
    )


def merged(network: Any) -> Any:
    """Return the network with its adapters worked into its weights; one without is left alone."""
    return network.merge_and_unload() if isinstance(network, PeftModel) else network
