"""Rules of the house that no linter knows."""

import importlib
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted((ROOT / "src").rglob("*.py"))
LONGEST = 320

# Written so that this file does not name what it forbids.
HOSTS = re.compile(
    r"\b(pypi\.(org|python\.org)|pythonhosted\.(org)|registry\.npmjs\.(org)|deb\.debian\.(org))"
    r"|\bfile:/{2,3}\w"
)
MACHINE_PATHS = re.compile(r"(?<![\w.~}-])/(work|root|home|Users)/\w")


def tracked_texts():
    """Yield (path, text) of every text file that git tracks or would track."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listed.returncode:
        pytest.skip("not a git checkout: the tracked files are not known")
    for name in listed.stdout.decode().split("\0"):
        path = ROOT / name
        if name and path.is_file() and b"\0" not in (data := path.read_bytes())[:8192]:
            yield name, data.decode("utf-8", "replace")


def lines_matching(pattern, texts):
    return [
        f"{name}:{number}: {line.strip()[:100]}"
        for name, text in texts
        for number, line in enumerate(text.splitlines(), start=1)
        if pattern.search(line)
    ]


def test_the_small_door_is_sorted_and_every_name_leads_somewhere():
    keju = importlib.import_module("keju")
    names = list(keju.__all__)
    assert names == sorted(set(names))
    assert [name for name in names if not hasattr(keju, name)] == []


def test_every_module_is_read_in_one_sitting():
    lengths = {path: len(path.read_text("utf-8").splitlines()) for path in SOURCES}
    assert {str(p.relative_to(ROOT)): n for p, n in lengths.items() if n > LONGEST} == {}
    assert len(lengths) > 10


def test_no_file_names_a_package_registry():
    assert lines_matching(HOSTS, tracked_texts()) == []


def test_no_file_names_a_path_of_one_machine():
    assert lines_matching(MACHINE_PATHS, tracked_texts()) == []


@pytest.mark.parametrize(
    ("pattern", "caught", "free"),
    [
        (HOSTS, "--index-url https://py|pi.org/simple", "https://example.org/simple"),
        (HOSTS, "find-links = file:|///opt/wheels", "a file: whatever"),
        (MACHINE_PATHS, "cd /wo|rk/main", "https://example.org/work/main"),
        (MACHINE_PATHS, "HOME=/ro|ot/x", "framework/homework and ~/home/x"),
    ],
)
def test_the_rules_catch_what_they_forbid_and_nothing_else(pattern, caught, free):
    line = caught.replace("|", "")  # the bar keeps this file itself free of them
    assert lines_matching(pattern, [("a", line), ("b", free)]) == [f"a:1: {line}"]
