"""The tables that come with Keju: each row with its source and its date, or unverified and out."""

import re
from datetime import date
from pathlib import Path

import pytest

from keju.core.errors import InputError
from keju.core.frontier import Grouping, Source
from keju.frontier import packaged, stored_tables
from keju.frontier.known import COLUMNS, Tables, maker_of

_ROW = r"(?m)^\| (\w+) \| (\d+) \| (\d+|–) \|"
DATED = {"scores": "dated", "machines": "announced", "deeds": "dated", "models": "released"}


@pytest.fixture(scope="module")
def known():
    return packaged()


@pytest.mark.parametrize("name", sorted(set(COLUMNS) - {"benchmarks", "makers"}))
def test_every_row_has_a_source_a_status_and_a_date(name):
    for row in Tables(None, unverified=True).rows(name):
        assert row.text("where")
        assert row.text("status") in ("checked", "unverified")
        if name in DATED:
            assert date(2017, 1, 1) <= row.day(DATED[name]) <= date(2026, 12, 31), row.where


def test_at_least_sixty_models_have_scores_on_twelve_benchmarks(known):
    assert len({score.model for score in known.scores}) >= 60
    assert len({score.benchmark for score in known.scores}) >= 12
    for name in ("o1-preview", "o1-mini", "DeepSeek-R1-Lite-Preview", "DeepSeek-R1", "DeepSeek-V3"):
        assert any(score.model == name for score in known.scores), name


def test_a_model_is_described_once_and_every_score_has_its_facts(known):
    for score in known.scores:
        assert known.models[score.model].country
        assert score.benchmark in known.benchmarks
        assert 0 <= score.value <= 1
        assert score.dated >= known.models[score.model].released.replace(day=1), score


def test_what_a_maker_and_a_rival_say_of_one_cell_stays_apart(known):
    said = {
        score.source: score.value
        for score in known.scores
        if (score.model, score.benchmark) == ("QwQ-32B-Preview", "gpqa-diamond")
    }
    assert said == {Source.MAKER: pytest.approx(0.652), Source.RIVAL: pytest.approx(0.545)}


def test_a_row_that_could_not_be_checked_is_left_out_and_counted(known):
    every = packaged(unverified=True)
    assert len(every.scores) > len(known.scores)
    assert len(every.machines) > len(known.machines)
    assert any(words.startswith("15 rows of scores") for words in known.left_out)
    assert every.left_out == ()


def test_the_documentation_counts_the_rows_of_each_table_and_those_that_were_checked():
    page = (Path(__file__).resolve().parents[3] / "docs" / "frontier.md").read_text("utf-8")
    said = {name: (rows, sure) for name, rows, sure in re.findall(_ROW, page)}
    assert set(said) == set(COLUMNS)
    for name, (rows, sure) in said.items():
        every = list(Tables(None, unverified=True).rows(name))
        checked = [row for row in every if row.cells.get("status") == "checked"]
        assert int(rows) == len(every), name
        assert sure == (str(len(checked)) if "status" in COLUMNS[name] else "–"), name


def test_machines_have_the_figure_that_export_rules_count(known):
    figures = {machine.name: machine.total_performance for machine in known.machines}
    assert figures["H100 80GB SXM"] == pytest.approx(15832)
    assert figures["A100 80GB SXM"] == pytest.approx(4992)
    assert figures["H20"] == pytest.approx(2368)


def test_rules_and_plans_are_in_the_order_of_their_dates_and_of_several_jurisdictions(known):
    dates = [deed.dated for deed in known.deeds]
    assert dates == sorted(dates)
    assert len({deed.jurisdiction for deed in known.deeds}) >= 4


@pytest.mark.parametrize(
    ("name", "organisation", "country"),
    [
        ("chutes/DeepSeek-R1-0528", "DeepSeek", "China"),
        ("DeepSeek-R1-Distill-Llama-70B", "DeepSeek", "China"),
        ("claude-sonnet-4-20250514_59K", "Anthropic", "United States"),
        ("Dracarys2-Llama-3.1-70B-Instruct", "Abacus.AI", "United States"),
        ("Llama-3.1-Tulu-3-70B-DPO", "Allen Institute for AI", "United States"),
        ("mistral-large-2411", "Mistral AI", "France"),
        ("gpt-j-6b", "EleutherAI", "United States"),
        ("falcon-180B", "Technology Innovation Institute", "United Arab Emirates"),
    ],
)
def test_names_lead_to_their_makers(name, organisation, country):
    maker = maker_of(name)
    assert (maker.organisation, maker.country) == (organisation, country)


def test_a_name_nobody_knows_leads_nowhere():
    assert maker_of("ml-elephant") is None


def test_groups_are_countries_laboratories_and_kinds_of_weights(known):
    model = known.models["DeepSeek-R1"]
    groups = ["China", "DeepSeek", "open weights", "reasoning models"]
    assert [model.group(by) for by in Grouping] == groups


@pytest.mark.parametrize(
    ("table", "row", "words"),
    [
        ("scores", "a,mmlu,120,maker,here,2024-01-01,checked", "percentage"),
        ("scores", "a,gsm8k,0.9,maker,here,,checked", "0.9 on gsm8k among percentages such as 12"),
        ("scores", "a,mmlu,12,nobody,here,2024-01-01,checked", "source must be maker"),
        ("scores", "a,mmlu,12,maker,here,soon,checked", "not a date"),
        ("scores", "b,mmlu,12,maker,here,,checked", "not in models.csv"),
        ("scores", "a,mmlo,12,maker,here,,checked", "not known. Did you mean mmlu"),
        ("scores", "a,mmlu,12,maker,here,,perhaps", "checked or unverified"),
        ("scores", "a,mmlu,12,maker,,,checked", "no where"),
        ("models", "c,O,,2024-01-01,yes,no,,here,checked", "no country"),
        ("models", "c,O,France,,yes,no,,here,checked", "no date of release"),
        ("models", "a,O,France,2024-01-01,yes,no,,here,checked", "stands here twice"),
        ("models", "c,O,France,2024-01-01,maybe,no,,here,checked", "not yes or no"),
    ],
)
def test_a_row_that_cannot_be_used_is_named(tmp_path, table, row, words):
    rows = {
        "models": ["a,O,France,2024-01-01,yes,no,,here,checked"],
        "scores": ["a,mmlu,12,maker,there,2024-01-01,checked"],
    }
    rows[table].append(row)
    for name, lines in rows.items():
        (tmp_path / f"{name}.csv").write_text("\n".join([",".join(COLUMNS[name]), *lines]))
    with pytest.raises(InputError, match=rf"{table}\.csv, row 3: .*{words}"):
        stored_tables(tmp_path)


@pytest.mark.parametrize(
    ("scores", "shares"),
    [(("0.12", "0.9"), [0.12, 0.9]), (("12", "90"), [0.12, 0.9]), (("12", "0.9%"), [0.12, 0.009])],
)
def test_a_folder_shows_its_unit_as_a_file_to_import_does(tmp_path, scores, shares):
    lines = {
        "models": ["a,O,France,2024-01-01,yes,no,,here,checked"],
        "scores": [
            f"a,{name},{score},maker,there,,checked"
            for name, score in zip(("mmlu", "gsm8k"), scores, strict=True)
        ],
    }
    for name, rows in lines.items():
        (tmp_path / f"{name}.csv").write_text("\n".join([",".join(COLUMNS[name]), *rows]))
    assert [score.value for score in stored_tables(tmp_path).scores] == pytest.approx(shares)


def test_a_folder_without_scores_says_how_to_make_them(tmp_path):
    with pytest.raises(InputError, match="keju frontier import"):
        stored_tables(tmp_path)
