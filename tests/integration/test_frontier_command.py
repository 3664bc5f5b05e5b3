"""keju frontier: the screen, the page, tables brought in, a store's marks among them."""

import csv
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

from keju.cli import main
from keju.frontier.known import COLUMNS

MODELS = ",".join(COLUMNS["models"])


def keju(capsys, *arguments, status=0):
    ended = main(["frontier", *map(str, arguments)])
    said = capsys.readouterr()
    assert ended == status, said
    return said.out + said.err


@pytest.fixture(scope="module")
def mine(tmp_path_factory):
    """Return a folder of tables: two countries, seven models each, five benchmarks."""
    folder = tmp_path_factory.mktemp("frontier")
    with (folder / "facts.csv").open("w", newline="") as facts:
        rows = csv.writer(facts)
        rows.writerow(COLUMNS["models"])
        for n in range(7):
            day = f"202{3 + n // 3}-0{1 + n % 3 * 3}-01"
            rows.writerow([f"a{n}", "A <b>Lab</b>", "Aland", day, "no", "no", "", "x", "checked"])
            later = day.replace("-0", "-1") if n % 3 == 0 else day[:8] + "28"
            rows.writerow([f"b{n}", "B Lab", "Borduria", later, "yes", "no", "7", "x", "checked"])
    with (folder / "scores.csv").open("w", newline="") as scores:
        rows = csv.writer(scores)
        rows.writerow(["model", "mmlu", "gsm8k", "math", "drop", "ifeval"])
        for n in range(7):
            rows.writerow([f"a{n}", *(30 + 9 * n - 3 * k + (n * k) % 3 for k in range(5))])
            rows.writerow([f"b{n}", *(28 + 9 * n - 3 * k + (n + k) % 3 for k in range(5))])
    arguments = ["import", folder / "facts.csv", folder / "scores.csv", "--into", folder / "mine"]
    assert main(["frontier", *map(str, arguments)]) == 0
    return folder / "mine"


def test_what_was_brought_in_is_shown_and_written(capsys, mine, tmp_path):
    page, table = tmp_path / "page.html", tmp_path / "index.csv"
    ways = ("--data", mine, "--resamples", 20)
    words = keju(capsys, *ways, "--html", page, "--csv", table)
    assert "Borduria follows Aland" in words
    for part in ("The best of each group", "Who follows whom", "The gap, in points", "Without a"):
        assert part in words
    assert "not missing at random" in words
    html = page.read_text("utf-8")
    assert "<b>Lab" not in html.partition("<main")[2]
    assert "Content-Security-Policy" in html
    for part in ("The best of each group over time", "How far Borduria is behind Aland"):
        assert part in html
    assert "<script" not in html
    with table.open() as lines:
        rows = list(csv.DictReader(lines))
    assert len(rows) == 14
    assert [int(row["rank"]) for row in rows] == list(range(1, 15))
    plain = json.loads(keju(capsys, *ways, "--json"))
    assert plain["ratings"][0]["index"] == pytest.approx(float(rows[0]["index"]), abs=1e-3)
    assert plain["races"][0]["leader"] == "Aland"


def test_marks_that_keju_made_enter_the_same_table(capsys, mine, tmp_path):
    store = tmp_path / "keju.db"
    main(["exam", "scripted/student", "multiplication;digits=3", "-n", "20", "--store", str(store)])
    capsys.readouterr()
    facts = tmp_path / "facts.csv"
    facts.write_text(f"{MODELS}\nstudent,K,Aland,2024-01-01,yes,no,,x,checked\n")
    said = json.loads(keju(capsys, "import", store, facts, "--into", tmp_path / "k", "--json"))
    assert (said["models"], said["scores"]) == (1, 1)
    rows = (tmp_path / "k" / "scores.csv").read_text("utf-8").splitlines()
    assert rows[1].startswith("student,multiplication,")
    assert ",keju," in rows[1]
    ways = ("--data", mine, "--data", tmp_path / "k", "--resamples", 20)
    assert json.loads(keju(capsys, *ways, "--json"))["scores"] == 71


class OpenAlex(BaseHTTPRequestHandler):
    """Answers a group-by as OpenAlex does; of 2020 with a page that is no JSON."""

    def do_GET(self):
        asked = parse_qs(urlsplit(self.path).query)
        assert asked["group_by"] == ["authorships.countries"]
        (filters,) = asked["filter"]
        counts = {"China": 300, "United States of America": 200}
        if "is_in_top_10_percent:true" in filters:
            counts = {"China": 36, "United States of America": 30}
        groups = [{"key": n, "key_display_name": n, "count": c} for n, c in counts.items()]
        broken = "publication_year:2020" in filters
        body = b"<html>" if broken else json.dumps({"meta": {}, "group_by": groups}).encode()
        self.send_response(429 if "publication_year:2021" in filters else 200)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Say nothing."""


@pytest.fixture
def openalex(monkeypatch):
    with ThreadingHTTPServer(("127.0.0.1", 0), OpenAlex) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        where = f"http://127.0.0.1:{server.server_port}/works"
        monkeypatch.setattr("keju.frontier.openalex._API", where)
        yield where
        server.shutdown()


def test_publications_come_from_an_interface_and_stand_beside_the_index(
    capsys, openalex, mine, tmp_path
):
    into = tmp_path / "works"
    said = keju(capsys, "import", "--openalex", 2023, "--openalex", 2024, "--into", into)
    assert "Taken: 4 publications." in said
    alone = keju(capsys, "--data", into, status=2)
    assert "publications but no scores" in alone
    ways = ("--data", mine, "--data", into, "--resamples", 20, "--html", tmp_path / "a.html")
    works = json.loads(keju(capsys, *ways, "--json"))["publications"]
    newest = {each["country"]: each["top_share"] for each in works if each["year"] == 2024}
    assert newest == {"China": pytest.approx(0.12), "United States": pytest.approx(0.15)}
    assert "Volume and impact of research" in (tmp_path / "a.html").read_text("utf-8")


@pytest.mark.parametrize("year", [2020, 2021])
def test_an_interface_that_does_not_answer_well_is_one_line(capsys, openalex, tmp_path, year):
    ended = main(["frontier", "import", "--openalex", str(year), "--into", str(tmp_path / "x")])
    said = capsys.readouterr().err
    assert ended != 0
    assert "does not answer" in said
    assert openalex in said
    assert len(said.splitlines()) == 1
    assert not (tmp_path / "x").exists()


def test_dates_alone_are_nothing_to_bring_in(capsys, tmp_path):
    dates = tmp_path / "dates.csv"
    dates.write_text("id,Model,Version release date\no1-mini,o1-mini,2024-09-12\n")
    said = keju(capsys, "import", dates, "--into", tmp_path / "x", status=2)
    assert "no scores and no publications" in said


def test_shares_among_percentages_in_a_folder_are_one_line_that_names_the_row(
    capsys, mine, tmp_path
):
    for table in ("models", "scores"):
        rows = (mine / f"{table}.csv").read_text("utf-8").splitlines()
        if table == "scores":
            model, benchmark, _, *rest = rows[1].split(",")
            rows[1] = ",".join([model, benchmark, "0.5", *rest])
        (tmp_path / f"{table}.csv").write_text("\n".join(rows), "utf-8")
    said = keju(capsys, "--data", tmp_path, status=2)
    assert "scores.csv, row 2: 0.5 on" in said
    assert "with a percent sign if it is" in said
    assert len(said.splitlines()) == 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--csv", "no/such/folder.csv"), "no place for a file"),
        (("show",), "say import FILE"),
        (("import",), "takes FILE"),
        (("import", "none.csv", "--into", "x"), "there is no such file"),
        (("--since", "soon"), "must be a date"),
        (("--anchor", "o1"), "MODEL=INDEX"),
        (("--without", "mmlo"), "Did you mean mmlu"),
        (("--data", "nowhere"), "no scores.csv"),
        (("--html", "no/such/folder.html"), "make it first"),
    ],
)
def test_bad_input_is_one_line_and_status_2(capsys, arguments, words):
    said = keju(capsys, *arguments, status=2)
    assert words in said
    assert len(said.splitlines()) == 1
