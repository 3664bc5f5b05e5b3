"""Extras are honest: the core alone installs from its lock, and the command line starts."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
UV = Path(sys.executable).parent / "uv"
HEAVY = ("torch", "transformers", "datasets", "psycopg", "reasoning_gym", "pytest")


def run(*command, cwd):
    done = subprocess.run(
        command, cwd=cwd, capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def core(tmp_path_factory):
    """Return a folder with an environment of the core lock and the built package alone."""
    if not UV.exists():
        pytest.skip("uv is not in this environment: run make test")
    folder = tmp_path_factory.mktemp("core")
    run(sys.executable, "-m", "venv", "--without-pip", ".venv", cwd=folder)
    install = (UV, "pip", "install", "--quiet", "--python", ".venv")
    run(*install, "--require-hashes", "-r", ROOT / "requirements" / "core.txt", cwd=folder)
    build = ("--build-constraints", ROOT / "requirements" / "build.txt")
    run(*install, "--no-deps", *build, ROOT, cwd=folder)
    return folder


def test_the_command_line_starts_from_the_core_alone(core):
    keju = core / ".venv" / "bin" / "keju"
    assert run(keju, "--version", cwd=core).startswith("keju ")
    assert "exam" in run(keju, "--help", cwd=core)


def test_every_command_explains_itself_in_the_core_alone(core):
    code = """
from keju.cli import COMMANDS, main
parts = ["sft"], ["grpo"], ["reference"]
for words in [*([name] for name in COMMANDS), *(["train", *part] for part in parts)]:
    try:
        main([*words, "--help"])
    except SystemExit as left:
        assert left.code == 0, words
"""
    said = run(core / ".venv" / "bin" / "python", "-c", code, cwd=core)
    assert "usage: keju train reference [-h] --out DIR" in said


def test_the_core_install_contains_no_heavy_library(core):
    code = f"import importlib.util as i; print([m for m in {HEAVY} if i.find_spec(m)])"
    assert run(core / ".venv" / "bin" / "python", "-c", code, cwd=core).strip() == "[]"


def test_the_built_package_carries_its_data_files(core):
    (installed,) = core.glob(".venv/lib/python*/site-packages/keju")
    source = ROOT / "src" / "keju"

    def data(folder):
        files = (p for p in folder.rglob("*") if p.is_file() and "__pycache__" not in p.parts)
        return {str(p.relative_to(folder)) for p in files}

    assert data(installed) == data(source)
