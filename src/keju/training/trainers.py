"""TRL's trainers with Keju's dials; the only module that imports trl.

SFT: the negative log-likelihood of the worked solution, the question left out. GRPO: Z. Shao et
al., arXiv:2402.03300, with the loss of DAPO (Q. Yu et al., arXiv:2503.14476: summed over tokens,
so that long answers count as long), rewards centred in their group and not divided by its spread
(Z. Liu et al., arXiv:2503.20783), and no penalty for leaving the base.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
import trl
from transformers.trainer_callback import PrinterCallback
from trl import GRPOConfig, GRPOTrainer, SFTConfig, SFTTrainer
from trl.import_utils import is_vllm_available

from keju.core.training import TrainingPlan
from keju.training.adapters import adapters
from keju.training.bases import Reader
from keju.training.memory import VLLM_SHARE

__all__ = ["grpo_trainer", "sft_trainer", "trl_version", "vllm_usable"]

_LARGE = 50_000_000
_SAVES = 10


def trl_version() -> str:
    """Return the version of TRL, for the card."""
    return str(trl.__version__)


def vllm_usable() -> bool:
    """Whether a GPU is here, and vLLM in a version that this TRL supports."""
    import warnings

    if not torch.cuda.is_available():
        return False
    with warnings.catch_warnings(record=True) as unsupported:
        warnings.simplefilter("always")
        return bool(is_vllm_available()) and not unsupported


def sft_trainer(
    plan: TrainingPlan, network: Any, reader: Reader, rows: Any, folder: Path
) -> SFTTrainer:
    """Return the trainer that imitates the completions of ``rows``; checkpoints in ``folder``."""
    config = SFTConfig(**_shared(plan, network, folder), max_length=None, packing=False)
    trainer = SFTTrainer(
        network,
        args=config,
        train_dataset=rows,
        processing_class=reader.tokenizer,
        peft_config=adapters(plan.lora) if plan.lora else None,
    )
    trainer.remove_callback(PrinterCallback)
    return trainer


def grpo_trainer(
    plan: TrainingPlan,
    network: Any,
    reader: Reader,
    rows: Any,
    folder: Path,
    reward: Callable[..., list[float]],
) -> GRPOTrainer:
    """Return the trainer that raises ``reward`` on the prompts of ``rows``."""
    sampling: dict[str, Any] = {
        "num_generations": plan.group,
        "max_completion_length": plan.max_tokens,
        "temperature": plan.temperature,
        "beta": 0.0,
        "loss_type": "dapo",
        "scale_rewards": "none",
    }
    if plan.vllm:
        sampling |= {"use_vllm": True, "vllm_mode": "colocate"}
        sampling |= {"vllm_gpu_memory_utilization": VLLM_SHARE}
    trainer = GRPOTrainer(
        model=network,
        reward_funcs=reward,
        args=GRPOConfig(**_shared(plan, network, folder), **sampling),
        train_dataset=rows,
        processing_class=reader.tokenizer,
        peft_config=adapters(plan.lora) if plan.lora else None,
    )
    trainer.remove_callback(PrinterCallback)
    return trainer


def _shared(plan: TrainingPlan, network: Any, folder: Path) -> dict[str, Any]:
    graphics = torch.cuda.is_available()
    return {
        "output_dir": str(folder),
        "max_steps": plan.steps,
        "learning_rate": plan.rate,
        "lr_scheduler_type": "constant_with_warmup" if plan.kind == "grpo" else "cosine",
        "warmup_steps": max(1, plan.steps // 20),
        "per_device_train_batch_size": plan.micro,
        "gradient_accumulation_steps": plan.sequences // plan.micro,
        "gradient_checkpointing": sum(p.numel() for p in network.parameters()) > _LARGE,
        "bf16": graphics and torch.cuda.is_bf16_supported(),
        "use_cpu": not graphics,
        "dataloader_pin_memory": graphics,
        "seed": plan.seed,
        "logging_steps": 1,
        "save_steps": max(1, plan.steps // _SAVES),
        "save_total_limit": 1,
        "report_to": "none",
        "disable_tqdm": True,
    }
