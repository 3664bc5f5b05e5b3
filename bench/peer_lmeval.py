"""The same questions asked by lm-eval, in the environment .venv-bench-lmeval.

``PYTHON bench/peer_lmeval.py PORT QUESTIONS FOLDER`` runs its command line as people do: a task
file, 100 requests in flight, results and samples written at the end.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

TASK = {
    "task": "products",
    "dataset_path": "json",
    "test_split": "test",
    "output_type": "generate_until",
    "doc_to_text": "{{question}}",
    "doc_to_target": "{{reference}}",
    "generation_kwargs": {"until": [], "do_sample": False, "max_gen_toks": 64},
    "filter_list": [
        {
            "name": "last-number",
            "filter": [
                {"function": "regex", "regex_pattern": r"(-?\d+)", "group_select": -1},
                {"function": "take_first"},
            ],
        }
    ],
    "metric_list": [{"metric": "exact_match", "aggregation": "mean", "higher_is_better": True}],
    "metadata": {"version": 1.0},
}


def main(port: str, questions: str, folder: str) -> None:
    task = TASK | {"dataset_kwargs": {"data_files": {"test": str(Path(questions).resolve())}}}
    # JSON is YAML, so its own reader takes this file
    Path(folder, "products.yaml").write_text(json.dumps(task))
    url = f"http://127.0.0.1:{port}/v1/chat/completions"
    sys.argv = [
        "lm_eval",
        *("run", "--model", "local-chat-completions", "--tasks", "products"),
        *("--model_args", f"model=m,base_url={url},num_concurrent=100,max_retries=1"),
        *("--include_path", folder, "--output_path", folder),
        *("--apply_chat_template", "--log_samples"),
    ]
    from lm_eval.__main__ import cli_evaluate

    cli_evaluate()


if __name__ == "__main__":
    main(*sys.argv[1:])
