"""Documentation cannot drift: its examples are executed and its links followed.

Every ``python`` block of a page is executed, in order, in one namespace and one empty folder a
page; in every ``console`` block the lines that start ``$ keju`` are run there and must exit with 0,
or with N where the line ends in ``# exit N``. A comment directly above a block changes that:
``<!-- not run: REASON -->`` opts out, ``<!-- output compared -->`` compares what is printed.
"""

import os
import re
import subprocess
import sys
import types
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = [
    page
    for page in (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted(ROOT.glob("docs/**/*.md")))
    if page.exists()
]
FENCE = re.compile(r"^(?P<indent> *)(?P<ticks>`{3,})(?P<language>[\w+-]*)[^`]*$")
NOT_RUN = re.compile(r"^<!-- not run: (?P<reason>.*\S) -->$")
EXIT = re.compile(r"\s+# exit (?P<status>\d+)$")
LINK = re.compile(r"\]\((?P<target>[^)\s]+)\)")
SECONDS = 120


@dataclass(frozen=True)
class Block:
    """A fenced block: ``line`` is its first line of content, counted from 1."""

    language: str
    text: str
    line: int
    comment: str = ""

    @property
    def reason(self) -> str | None:
        """Why the block opts out, or None."""
        found = NOT_RUN.match(self.comment)
        return found["reason"] if found else None


@dataclass(frozen=True)
class Command:
    """A command of a console block, the status it must end with, and the output shown."""

    text: str
    status: int
    output: str


def blocks(markdown: str) -> Iterator[Block]:
    """Yield the fenced blocks of a page. An unclosed fence raises ValueError."""
    opening: re.Match[str] | None = None
    above, start, lines = "", 0, []
    for number, line in enumerate(markdown.splitlines(), start=1):
        fence = FENCE.match(line)
        if opening is None and fence:
            opening, start, lines = fence, number + 1, []
        elif opening is None:
            above = line.strip() or above
        elif fence and fence["ticks"] == opening["ticks"] and not fence["language"]:
            yield Block(opening["language"], "\n".join(lines) + "\n", start, above)
            opening, above = None, ""
        else:
            lines.append(line.removeprefix(opening["indent"]))
    if opening is not None:
        raise ValueError(f"line {start - 1}: a fence that is never closed")


def commands(text: str) -> Iterator[Command]:
    """Yield the ``$ keju`` commands of a console block; other commands are for people."""
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        lines = part.splitlines()
        ends = next((i for i, line in enumerate(lines) if not line.endswith("\\")), len(lines) - 1)
        command = "\n".join(lines[: ends + 1])
        if re.match(r"keju\b", command):
            found = EXIT.search(command)
            output = "\n".join(lines[ends + 1 :]).strip()
            yield Command(EXIT.sub("", command), int(found["status"]) if found else 0, output)


def run_console(block: Block, folder: Path) -> None:
    """Run the commands of a block in ``folder``. Raises AssertionError with what was printed."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    for command in commands(block.text):
        done = subprocess.run(
            ["bash", "-c", command.text],
            cwd=folder,
            env={**os.environ, "PATH": path},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=SECONDS,
            text=True,
            check=False,
        )
        assert done.returncode == command.status, f"$ {command.text}\n{done.stdout}"
        if block.comment == "<!-- output compared -->":
            assert done.stdout.strip() == command.output, f"$ {command.text}"


@dataclass
class Page:
    """A page being executed: its blocks, its namespace, and how far it has come."""

    path: Path
    folder: Path
    blocks: list[Block]
    module: types.ModuleType = field(default_factory=lambda: types.ModuleType("documentation"))
    done: int = 0

    def run_through(self, last: int) -> None:
        """Execute what is not yet executed, up to the block with index ``last``."""
        while self.done <= last:
            block, self.done = self.blocks[self.done], self.done + 1
            if block.reason is None:
                self.run(block)

    def run(self, block: Block) -> None:
        """Execute one block in the page's folder."""
        if block.language == "console":
            run_console(block, self.folder)
            return
        # Empty lines in front make tracebacks name the line of the page.
        source = "\n" * (block.line - 1) + block.text
        # Dataclasses look their module up by its name.
        sys.modules[self.module.__name__] = self.module
        exec(compile(source, self.path, "exec", dont_inherit=True), vars(self.module))


def examples(markdown: str) -> list[Block]:
    """Return the blocks of a page that are executed, or say why not."""
    return [block for block in blocks(markdown) if block.language in {"python", "console"}]


EXAMPLES = [
    pytest.param(path, index, id=f"{path.relative_to(ROOT)}:{block.line}")
    for path in PAGES
    for index, block in enumerate(examples(path.read_text("utf-8")))
]


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    return {
        path: Page(path, tmp_path_factory.mktemp(path.stem), examples(path.read_text("utf-8")))
        for path in PAGES
    }


@pytest.mark.parametrize(("path", "index"), EXAMPLES)
def test_an_example_of_the_documentation_runs(path, index, pages, monkeypatch):
    page = pages[path]
    if page.blocks[index].reason is not None:
        pytest.skip(f"not run: {page.blocks[index].reason}")
    monkeypatch.chdir(page.folder)
    page.run_through(index)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_relative_link_leads_somewhere(path):
    targets = [
        found["target"].partition("#")[0] for found in LINK.finditer(path.read_text("utf-8"))
    ]
    local = [target for target in targets if target and "://" not in target]
    assert [target for target in local if not (path.parent / target).exists()] == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_opting_out_belongs_to_a_block_and_has_a_reason(path):
    text = path.read_text("utf-8")
    quoted = sum(block.text.count("<!-- not run") for block in blocks(text))
    opted_out = [block for block in examples(text) if block.reason is not None]
    assert text.count("<!-- not run") - quoted == len(opted_out)


PAGE = """\
# A page

```python
half = 21
```

<!-- not run: needs a key -->

```console
$ keju exam openai/o4-mini
```

Prose between.

```text
not an example
```

1. In a list:

   ```python
   whole = 2 * half
   ```

```console
$ make exam
$ keju exam \\
    nobody/nothing  # exit 2
keju: no such model
$ keju --version | head -1
keju 0.1.0
```
"""


def test_blocks_are_found_with_their_language_line_and_comment():
    found = examples(PAGE)
    assert [(block.language, block.line) for block in found] == [
        ("python", 4),
        ("console", 10),
        ("python", 22),
        ("console", 26),
    ]
    assert [block.reason for block in found] == [None, "needs a key", None, None]
    assert found[2].text == "whole = 2 * half\n"


def test_commands_carry_their_status_and_output_and_only_keju_is_run():
    assert list(commands(examples(PAGE)[3].text)) == [
        Command("keju exam \\\n    nobody/nothing", 2, "keju: no such model"),
        Command("keju --version | head -1", 0, "keju 0.1.0"),
    ]


def test_the_comment_of_one_block_says_nothing_about_the_next():
    text = "<!-- not run: slow -->\n```python\na\n```\n```python\nb\n```\n"
    assert [block.reason for block in blocks(text)] == ["slow", None]


def test_an_unclosed_fence_is_an_error():
    with pytest.raises(ValueError, match="line 2: a fence that is never closed"):
        list(blocks("text\n```python\nx = 1\n"))


def test_the_blocks_of_a_page_share_a_namespace_and_are_executed_once(tmp_path):
    page = Page(
        tmp_path / "page.md", tmp_path, [b for b in examples(PAGE) if b.language == "python"]
    )
    page.run_through(1)
    page.run_through(0)
    assert (page.module.whole, page.done) == (42, 2)


def test_an_example_that_fails_names_the_line_of_its_page(tmp_path):
    page = Page(tmp_path / "page.md", tmp_path, examples("a\n\n```python\n\nassert 1 == 2\n```\n"))
    with pytest.raises(AssertionError) as caught:
        page.run_through(0)
    assert caught.traceback[-1].lineno + 1 == 5


def test_a_command_with_the_wrong_status_or_output_fails(tmp_path):
    shown = "keju() { echo seen; return 3; }; keju"
    block = Block("console", f"$ keju; {shown}  # exit 3\nseen\n", 1, "<!-- output compared -->")
    with pytest.raises(AssertionError):
        run_console(block, tmp_path)
    with pytest.raises(AssertionError, match="exits"):
        run_console(Block("console", "$ keju --help >/dev/null; echo exits; exit 4\n", 1), tmp_path)
