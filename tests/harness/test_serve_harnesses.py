"""Two harnesses of others examine a model behind ``keju serve``, in environments of their own.

Run by ``make test-harness``, which makes the environments: they are those of the benchmark.
"""

import itertools
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from keju.exams import exam

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "tests" / "integration"))
from serving_rig import house  # noqa: E402 - its folder is known now

MODEL = "keju/xiucai"

INSPECT = """
import json, sys
from inspect_ai import Task, eval
from inspect_ai.dataset import MemoryDataset, Sample
from inspect_ai.model import ContentReasoning
from inspect_ai.scorer import match
from inspect_ai.solver import generate

address, path = sys.argv[1:]
lines = [json.loads(line) for line in open(path)]
samples = [Sample(input=line["question"], target=line["reference"]) for line in lines]
task = Task(dataset=MemoryDataset(samples), solver=generate(), scorer=match(numeric=True))
(log,) = eval(
    task, model="openai-api/keju/MODEL", model_base_url=address, model_args={"api_key": "x"},
    display="none", log_dir=".", temperature=0.0, max_tokens=400, seed=1,
    reasoning_effort="medium",
)
assert log.status == "success", log.error
(usage,) = log.stats.model_usage.values()
said = log.samples[0].output.message.content
thoughts = [part for part in said if isinstance(part, ContentReasoning)]
print(json.dumps({
    "score": log.results.scores[0].metrics["accuracy"].value,
    "written": usage.output_tokens,
    "thought": usage.reasoning_tokens,
    "thoughts": len(thoughts),
}))
""".replace("MODEL", MODEL)

TASK = {
    "task": "products",
    "dataset_path": "json",
    "test_split": "test",
    "output_type": "generate_until",
    "doc_to_text": "{{question}}",
    "doc_to_target": "{{reference}}",
    "generation_kwargs": {"until": ["\n\n"], "do_sample": False, "max_gen_toks": 400},
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


@pytest.fixture(scope="module")
def address():
    with house(MODEL) as found:
        yield found


@pytest.fixture(scope="module")
def paper(tmp_path_factory):
    """Write the questions down, and return the file."""
    path = tmp_path_factory.mktemp("harness") / "questions.jsonl"
    items = itertools.islice(exam("multiplication;digits=3").items(), 8)
    lines = [{"question": i.question.text, "reference": str(i.reference)} for i in items]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    return path


def run(environment, words, cwd):
    python = ROOT / f".venv-bench-{environment}" / "bin" / "python"
    if not python.exists():
        pytest.skip(f"no .venv-bench-{environment} here: run make test-harness")
    kept = {n: v for n, v in os.environ.items() if not n.lower().endswith("_proxy")}
    offline = {"HF_HUB_OFFLINE": "1", "HF_DATASETS_OFFLINE": "1", "OPENAI_API_KEY": "x"}
    home = {"HF_HOME": str(cwd / "hf"), "XDG_DATA_HOME": str(cwd), "XDG_CACHE_HOME": str(cwd)}
    done = subprocess.run(
        [python, *words],
        cwd=cwd,
        env={**kept, **offline, **home},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_inspect_ai_scores_the_model_and_sees_its_thoughts(address, paper, tmp_path):
    said = run("inspect", ["-c", INSPECT, address, str(paper)], tmp_path)
    found = json.loads(said.splitlines()[-1])
    assert found["score"] >= 0.75
    assert found["thoughts"] == 1
    assert 0 < found["thought"] < found["written"]


def test_lm_eval_scores_the_model(address, paper, tmp_path):
    task = TASK | {"dataset_kwargs": {"data_files": {"test": str(paper)}}}
    # JSON is YAML, so its own reader takes this file
    (tmp_path / "products.yaml").write_text(json.dumps(task), "utf-8")
    model = f"model={MODEL},base_url={address}/chat/completions,num_concurrent=8,max_retries=1"
    run(
        "lmeval",
        [
            *("-m", "lm_eval", "run", "--model", "local-chat-completions", "--tasks", "products"),
            *("--model_args", model, "--include_path", ".", "--output_path", "out"),
            "--apply_chat_template",
        ],
        tmp_path,
    )
    (results,) = (tmp_path / "out").rglob("results_*.json")
    products = json.loads(results.read_text("utf-8"))["results"]["products"]
    assert products["exact_match,last-number"] >= 0.75
