"""The import contracts hold for the project, and break for what they forbid."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def lint(folder):
    """Return the finished process of import-linter on the package in ``folder``."""
    return subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-logo", "--no-cache"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def copy(tmp_path):
    shutil.copytree(ROOT / "src" / "keju", tmp_path / "keju")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_the_project_keeps_its_contracts(copy):
    done = lint(copy)
    assert done.returncode == 0, done.stdout
    assert "0 broken" in done.stdout


@pytest.mark.parametrize(
    ("module", "source", "broken"),
    [
        ("core/upward.py", "import keju.store", "Floors"),
        ("stats/sideways.py", "def f():\n    import keju.sandbox", "Floors"),
        ("novelty/__init__.py", "", "Floors"),
        ("marking/heavy.py", "import torch.nn", "torch is imported"),
        ("exams/heavy.py", "def f():\n    from transformers import AutoModel", "transformers"),
        ("cli/database.py", "import sqlalchemy", "sqlalchemy is imported"),
    ],
    ids=lambda value: value if value.endswith(".py") else "",
)
def test_a_forbidden_import_breaks_a_contract(copy, module, source, broken):
    path = copy / "keju" / module
    path.parent.mkdir(exist_ok=True)
    path.write_text(source)
    done = lint(copy)
    assert done.returncode == 1, done.stdout
    assert any(line.startswith(broken) and "BROKEN" in line for line in done.stdout.splitlines())


def test_a_cycle_inside_a_floor_breaks_a_contract(copy):
    (copy / "keju" / "stats" / "yin.py").write_text("import keju.stats.yang")
    (copy / "keju" / "stats" / "yang.py").write_text("import keju.stats.yin")
    done = lint(copy)
    assert done.returncode == 1, done.stdout
    assert "No import cycles, inside the floors either BROKEN" in done.stdout
