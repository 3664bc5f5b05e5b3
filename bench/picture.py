"""Draw docs/exam.svg, the picture in the README, from a sitting that is held while it is drawn."""

import re
import tempfile
from pathlib import Path

from rich.console import Console
from rich.text import Text

from keju.recipes.sitting import Settings, entrants, hold, make_exam
from keju.report.tables import results

CANDIDATES = ["keju/xiucai", "keju/xiucai-direct"]
EXAM = "multiplication;digits=3;seed=20261124"
PICTURE = Path(__file__).parents[1] / "docs" / "exam.svg"


def main() -> None:
    settings = Settings(questions=200)
    exam = make_exam(EXAM, settings)
    console = Console(record=True, width=104, file=Path("/dev/null").open("w"))  # noqa: SIM115
    console.print(Text(f"$ keju exam {' '.join(CANDIDATES)} '{EXAM}' -n 200", style="bold"))
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "keju.db"
        held = [hold(entrant, exam, settings, store) for entrant in entrants(CANDIDATES, settings)]
    console.print(results([result.summary for result in held]))
    drawn = console.export_svg(title="keju exam")
    # The reader's own monospaced font will do: a picture should fetch nothing from anywhere.
    drawn = re.sub(r"@font-face\s*{[^}]*}|<!--.*?-->", "", drawn, flags=re.DOTALL)
    PICTURE.write_text("\n".join(line for line in drawn.splitlines() if line.strip()), "utf-8")


if __name__ == "__main__":
    main()
