"""Tables of others, brought in: layouts, and one clear line for what cannot be used."""

import gzip
import json

import pytest

from keju.core.errors import InputError
from keju.frontier import Dials, read_import, stored_tables, write_tables
from keju.frontier.known import COLUMNS
from keju.frontier.openalex import address, publications

DATES = "id,Model,Version release date\no1-mini,o1-mini,2024-09-12\nQwQ-32B,QwQ-32B,2025-03-05\n"
SCORES = "benchmark,model,score,source\n"


def file(folder, name, text):
    path = folder / name
    path.write_bytes(gzip.compress(text.encode()) if name.endswith(".gz") else text.encode())
    return path


def brought(folder, scores, dials=None, dates=DATES):
    return read_import(
        [file(folder, "scores.csv.gz", scores), file(folder, "dates.csv.gz", dates)], dials
    )


def test_epochs_layout_is_read_as_it_is(tmp_path):
    rows = "GPQA diamond,o1-mini,0.6,epoch_internal\narc_ai2,QwQ-32B,0.9,external:Challenge score\n"
    found = brought(tmp_path, SCORES + rows)
    assert {(s.model, s.benchmark, s.value) for s in found.scores} == {
        ("o1-mini", "gpqa-diamond", 0.6),
        ("QwQ-32B", "arc-challenge", 0.9),
    }
    assert found.models["QwQ-32B"].country == "China"
    assert found.models["o1-mini"].reasoning


def test_rows_of_one_cell_whose_source_is_only_a_metric_are_several_sources(tmp_path):
    rows = "".join(f"gsm8k,QwQ-32B,{value},external:EM\n" for value in (0.5, 0.6, 0.5))
    found = brought(tmp_path, SCORES + rows)
    assert sorted(score.value for score in found.scores) == [0.5, 0.6]
    assert len({score.where for score in found.scores}) == 2


def test_a_leaderboard_has_a_column_for_each_benchmark(tmp_path):
    board = "Rank,Model,MMLU,GPQA Diamond\n1,o1-mini,85.2,60.0\n2,QwQ-32B,-,65.2\n"
    found = read_import([file(tmp_path, "a.csv", board), file(tmp_path, "d.csv", DATES)])
    assert {(s.model, s.benchmark, round(s.value, 3)) for s in found.scores} == {
        ("o1-mini", "mmlu", 0.852),
        ("o1-mini", "gpqa-diamond", 0.6),
        ("QwQ-32B", "gpqa-diamond", 0.652),
    }


def test_the_export_of_one_benchmark_needs_its_name(tmp_path):
    one = (
        "Model version,mean_score,Release date,Organization,Country (of organization)\n"
        "x-1,0.5,2025-01-02,X Lab,United States of America\n"
    )
    path = file(tmp_path, "one.csv", one)
    found = read_import([path], Dials(benchmark="simple-bench"))
    assert found.models["x-1"].country == "United States"
    with pytest.raises(InputError, match="--benchmark NAME"):
        read_import([path])


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ("gsm8k,o1-mini,60.5,a\ngsm8k,QwQ-32B,0.9,a\n", "row 3: 0.9 on gsm8k among percentages"),
        ("perplexity,o1-mini,0.5,a\n", "row 2: whether more is better on the benchmark 'perpl"),
        ("gsm8k,ml-elephant,0.5,a\n", "row 2: the model 'ml-elephant' has no country"),
        ("gsm8k,o1-preview-2024-09-12,0.5,a\n", "row 2: the model 'o1-preview.*has no date"),
        ("gsm8k,o1-mini,0.5,a\ngsm8k,o1-mini,0.6,a\n", "row 3: o1-mini on gsm8k stands in .*row 2"),
        ("gsm8k,o1-mini,0.5,a\ngsm8k,o1-mini,0.5,a\n", "row 3: o1-mini on gsm8k stands in .*row 2"),
        ("gsm8k,o1-mini,-1,a\n", "row 2: -1 is no share"),
        ("gsm8k,o1-mini,101,a\n", "row 2: 101 is no percentage"),
        ("gsm8k,o1-mini,good,a\n", "row 2: score is 'good', not a number"),
        ("gsm8k,o1-mini,,a\n", "row 2: no score"),
        ("gsm8k,o1-mini,1,a,b\n", "row 2: 5 cells for 4 columns"),
        ("gsm8k,o1-mini,60.5,a\nmmlu,QwQ-32B,1,a\n", "row 3: 1 on mmlu among percentages"),
        ("gsm8k,o1-mini,85%,a\nmmlu,QwQ-32B,0.9,a\n", "row 3: 0.9 on mmlu among percentages"),
        ("gsm8k,o1-mini,nan,a\n", "row 2: nan is no share"),
    ],
)
def test_what_cannot_be_used_is_one_line_that_names_the_row(tmp_path, rows, words):
    with pytest.raises(InputError, match=words) as caught:
        brought(tmp_path, SCORES + rows)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("dials", "words"),
    [
        (Dials(higher=("gsm9k",)), "--higher 'gsm9k': no such benchmark here. Did you mean gsm8k"),
        (Dials(lower=("cer", "wer")), "--lower 'wer': no such benchmark"),
        (Dials(lower=("cer",), higher=("CER",)), "in --higher and in --lower"),
    ],
)
def test_a_direction_for_what_is_not_there_or_said_twice_is_an_error(tmp_path, dials, words):
    rows = "gsm8k,o1-mini,0.5,a\ncer,o1-mini,0.5,a\n"
    with pytest.raises(InputError, match=words):
        brought(tmp_path, SCORES + rows, dials)


def test_a_direction_may_be_told_by_another_name_of_the_benchmark(tmp_path):
    rows = "GPQA diamond,o1-mini,0.2,a\nMy Test,o1-mini,0.4,a\n"
    found = brought(tmp_path, SCORES + rows, Dials(lower=("GPQA Diamond", "my test")))
    assert sorted(score.value for score in found.scores) == pytest.approx([0.6, 0.8])


def test_each_table_has_its_own_unit_and_a_percent_sign_says_it(tmp_path):
    one = file(tmp_path, "a.csv", "Model,MMLU,HLE\no1-mini,85.2%,0.4%\nQwQ-32B,–,8%\n")
    two = file(tmp_path, "b.csv", SCORES + "mmlu,QwQ-32B,0.871,a\n")
    found = read_import([one, two, file(tmp_path, "d.csv", DATES)])
    values = {(s.model, s.benchmark): s.value for s in found.scores}
    assert values == {
        ("o1-mini", "mmlu"): pytest.approx(0.852),
        ("o1-mini", "hle"): pytest.approx(0.004),
        ("QwQ-32B", "hle"): pytest.approx(0.08),
        ("QwQ-32B", "mmlu"): pytest.approx(0.871),
    }


def test_a_column_whose_first_cell_is_empty_is_a_benchmark_all_the_same(tmp_path):
    board = file(tmp_path, "a.csv", "Model,Country,MMLU\no1-mini,US,-\nQwQ-32B,CN,80.5\n")
    (score,) = read_import([board, file(tmp_path, "d.csv", DATES)]).scores
    assert (score.model, score.benchmark) == ("QwQ-32B", "mmlu")


def test_a_column_that_is_no_benchmark_must_go(tmp_path):
    board = file(tmp_path, "a.csv", "Model,MMLU,Elo\no1-mini,85.2,1250\n")
    with pytest.raises(InputError, match=r"row 2: .*benchmark 'Elo' is not known.*or remove"):
        read_import([board, file(tmp_path, "d.csv", DATES)])


def test_what_is_not_taken_is_counted(tmp_path):
    rows = "gsm8k,QwQ-32B,0.5,external:EM\n" * 3 + "gsm8k,ml-elephant,0.5,external:EM\n" * 2
    found = brought(tmp_path, SCORES + rows, Dials(leave_out=True))
    assert found.left_out == (
        "1 model without country left out, 1 score: ml-elephant",
        "3 figures that the same source gives twice, taken once",
    )
    own = ",".join(COLUMNS["scores"])
    lines = "o1-mini,mmlu,85,maker,x,,unverified\nQwQ-32B,mmlu,80,maker,x,,checked\n"
    assert brought(tmp_path, f"{own}\n{lines}").left_out == ("1 row unverified, left out",)


def test_dials_mend_what_files_do_not_say(tmp_path):
    mixed = "gsm8k,o1-mini,60.5,a\ngsm8k,QwQ-32B,0.9,a\n"
    found = brought(tmp_path, SCORES + mixed, Dials(percent=True))
    assert sorted(s.value for s in found.scores) == pytest.approx([0.009, 0.605])
    (score,) = brought(tmp_path, SCORES + "cer,o1-mini,0.2,a\n", Dials(lower=("cer",))).scores
    assert score.value == pytest.approx(0.8)
    twice = "gsm8k,o1-mini,0.5,a\ngsm8k,o1-mini,0.6,a\n"
    assert len(brought(tmp_path, SCORES + twice, Dials(several=True)).scores) == 2
    left = brought(tmp_path, SCORES + "gsm8k,ml-elephant,0.5,a\n", Dials(leave_out=True))
    assert left.scores == ()
    assert "ml-elephant" in left.left_out[0]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "first line"),
        ("\n", "first line"),
        ("a,a\n1,2\n", "first line"),
        ("colour,size\nred,3\n", "neither scores nor dates"),
        ("Model;MMLU\no1-mini;85\n", "one column only.*commas"),
        ("Model,Licence\no1-mini,MIT\n", "no column of numbers"),
    ],
)
def test_a_file_that_is_no_table_of_scores_says_so(tmp_path, text, words):
    with pytest.raises(InputError, match=words):
        read_import([file(tmp_path, "x.csv", text)])


def test_what_was_brought_in_comes_back_from_its_folder(tmp_path):
    rows = "GPQA diamond,o1-mini,0.6,epoch_internal\nMATH level 5,QwQ-32B,0.9125,epoch_internal\n"
    rows += "arc_agi,QwQ-32B,0.004,epoch_internal\narc_agi,o1-mini,0.01,epoch_internal\n"
    found = brought(tmp_path, SCORES + rows)
    write_tables(tmp_path / "mine", found)
    again = stored_tables(tmp_path / "mine")
    assert {(s.model, s.benchmark, round(s.value, 9)) for s in again.scores} == {
        (s.model, s.benchmark, round(s.value, 9)) for s in found.scores
    }
    assert again.models == found.models
    assert again.benchmarks["gpqa-diamond"].items == 198


def group(name, count, **more):
    return {"key": name[:2].upper(), "key_display_name": name, "count": count, **more}


def test_openalexs_groups_become_publications(tmp_path):
    works = {"group_by": [group("China", 200), group("United States of America", 100)]}
    top = {"group_by": [group("China", 30), group("United States of America", 25)]}
    path = file(tmp_path, "works-2023.json", json.dumps(works))
    file(tmp_path, "top-2023.json", json.dumps(top))
    first, second = publications(path)
    assert (first.country, first.year, first.works, first.top_share) == ("China", 2023, 200, 0.15)
    assert (second.country, second.top_share) == ("United States", 0.25)
    found = read_import([path])
    write_tables(tmp_path / "mine", found)
    assert (tmp_path / "mine" / "publications.csv").exists()


def test_more_works_among_the_most_cited_than_there_are_is_an_error(tmp_path):
    file(tmp_path, "top-2023.json", json.dumps({"group_by": [group("China", 5)]}))
    path = file(tmp_path, "works-2023.json", json.dumps({"group_by": [group("China", 3)]}))
    with pytest.raises(InputError, match="China has 5 of the most cited works, but 3 works"):
        publications(path)


def test_a_mean_impact_is_taken_where_a_group_has_one(tmp_path):
    works = {"group_by": [group("Chad", 2, summary={"mean_fwci": 1.5})]}
    (one,) = publications(file(tmp_path, "works-2024.json", json.dumps(works)))
    assert one.impact == 1.5
    assert one.top_share is None


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("answer.json", "{}", "call it works-2023.json"),
        ("works-2023.json", "{", "no JSON"),
        ("works-2023.json", "{}", "no group_by"),
        ("works-2023.json", json.dumps({"group_by": [group("2023", 1)]}), "not by country"),
        ("works-2023.json", json.dumps({"group_by": [{"count": "3"}]}), "group 1: needs"),
        ("works-2023.json", json.dumps({"group_by": [3]}), "group 1: needs"),
        ("works-2023.json", json.dumps({"group_by": [group("Chad", True)]}), "group 1: needs"),  # noqa: FBT003 - what JSON may hold
        ("top-2023.json", json.dumps({"group_by": [group("Chad", 1)]}), "put works-2023.json"),
    ],
)
def test_an_answer_that_is_none_says_what_to_ask(tmp_path, name, text, words):
    with pytest.raises(InputError, match=words):
        publications(file(tmp_path, name, text))


def test_openalex_is_asked_by_year_and_country():
    asked = address(2023, top=True)
    assert "publication_year:2023" in asked
    assert "group_by=authorships.countries" in asked
    assert "is_in_top_10_percent:true" in asked
