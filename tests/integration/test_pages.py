"""The pages that --html writes, in a real browser: Debian's Chromium, driven by Playwright."""

import json
import shutil

import pytest

from keju.cli import main
from keju.core.comparison import Comparison, Look, Ruling, Said, Side, Split
from keju.core.design import Design
from keju.report.pages import comparison_page, write_page

CHROMIUM = shutil.which("chromium")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium: apt-get install chromium")

HOSTILE = (
    "<script>document.title='owned'</script><img src=http://127.0.0.1:9/x>\u202e\x00\ud800 " * 30
)
KINDS = ["compare", "exam", "estimate", "rank", "study", "traces", "hostile", "audit", "frontier"]
KINDS += ["sheet", "dossier"]
PHONE, DESKTOP = {"width": 360, "height": 740}, {"width": 1280, "height": 900}


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """Return kind of page → its file, each made as its command makes it."""
    folder = tmp_path_factory.mktemp("pages")
    store = ["--store", str(folder / "keju.db")]
    both = ["scripted/student", "scripted/thinker", "multiplication;digits=4"]
    main(["compare", *both, "-n", "200", *store, "--html", str(folder / "compare.html")])
    main(["exam", *both, "-n", "30", *store, "--html", str(folder / "exam.html")])
    main(["estimate", "1", *store, "--html", str(folder / "estimate.html")])
    three = ["scripted/right", *both]
    main(["rank", *three, "-n", "60", *store, "--html", str(folder / "rank.html")])
    studied = ["study", "scaling", *both, "-n", "30", "-k", "4"]
    main([*studied, *store, "--html", str(folder / "study.html")])
    main(["traces", "2", *store, "--html", str(folder / "traces.html")])
    audited = ["scripted/refuses-state;state=cn", "scripted/blocked-on-state;state=us"]
    few = ["--jurisdictions", "cn,us,xx", "--lang", "en,zh", "--framings", "fact", "-n", "60"]
    few += ["--profile", "researcher"]
    main(["audit", *audited, *few, *store, "--html", str(folder / "audit.html")])
    make_dossier(folder, audited[0], few, store)
    main(["audit", "sheet", "audit;lang=en,zh", "-n", "8", "--out", str(folder / "sheet.html")])
    facts = folder / "facts"
    frontier_facts(facts)
    ways = ["--data", str(facts), "--with-packaged", "--resamples", "20"]
    main(["frontier", *ways, "--html", str(folder / "frontier.html")])
    write_page(folder / "hostile.html", comparison_page(hostile(), splits()))
    return {kind: folder / f"{kind}.html" for kind in KINDS}


def make_dossier(folder, candidate, few, store):
    """Write dossier.html: examined twice, with a ruling, and what changed since the first time."""
    before, after, rulings = folder / "before", folder / "after", folder / "rulings.csv"
    main(["audit", "dossier", candidate, *store, "--out", str(before)])
    main(["audit", candidate, *few, *store, "--fresh", "--json"])
    key = json.loads((before / "answers.jsonl").read_text("utf-8").splitlines()[0])["answer"]
    rulings.write_text(f"answer,ruling,reason,who\n{key},DENIAL,<b>it declines</b>,ann\n", "utf-8")
    given = ["--rulings", str(rulings), "--since", str(before), "--out", str(after)]
    main(["audit", "dossier", candidate, *store, *given])
    shutil.copy(after / "summary.html", folder / "dossier.html")


def hostile():
    name = "evil/" + HOSTILE[:60]
    looks = tuple(Look(n, 0.1, -0.9 / n, 0.9 / n, 0.01 * n, 0.0) for n in range(1, 60))
    return Comparison(
        a=Side(name, 0.8, 60),
        b=Side("plain", 0.7, 60),
        exam=HOSTILE[:80],
        design=Design(),
        ruling=Ruling.UNDECIDED,
        attempts=1,
        answers_used=60,
        pairs=59,
        excluded=1,
        gap=0.1,
        interval=(-0.02, 0.2),
        worst=(-0.04, 0.22),
        path=looks,
        at_end=None,
        units=60,
        planned=100,
        clusters=tuple((f"{HOSTILE[:30]}{n}", 3, 0.1 - n / 50) for n in range(20)),
        discordant=(7, 1),
        notes=(HOSTILE[:90],),
    )


def frontier_facts(folder):
    """Write publications of many countries, one of them named by an attacker."""
    folder.mkdir()
    rows = [
        f"Land {n},2024,{10 ** (1 + n / 5):.0f},{0.02 * n:.2f},,here,checked" for n in range(30)
    ]
    evil = HOSTILE[:74].replace("\x00", "").encode("utf-8", "ignore").decode()
    rows.append(f'"{evil}",2024,999999,0.2,,here,checked')
    heads = "country,year,works,top_share,impact,where,status"
    (folder / "publications.csv").write_text("\n".join([heads, *rows]), "utf-8")


def splits():
    said = Said(1.0, "correct", HOSTILE[:40], HOSTILE, HOSTILE)
    return [Split(n, HOSTILE, HOSTILE[:50], None, 1, said, said) for n in range(1, 4)]


@pytest.fixture(scope="module")
def tab(browser):
    """Return the tab in which pages are opened; ``asked`` lists what the last one wanted."""
    page = browser.new_context(java_script_enabled=True, offline=True).new_page()
    page.on("request", lambda request: page.asked.append(request.url))
    return page


@pytest.fixture(scope="module")
def probed(browser):
    """Return a tab in which a page's own rules do not keep axe out."""
    return browser.new_context(bypass_csp=True).new_page()


def opened(page, path, size=DESKTOP, scheme="light"):
    page.asked = []
    page.set_viewport_size(size)
    page.emulate_media(media="screen", color_scheme=scheme)
    page.goto(path.as_uri())
    return page


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("size", "scheme"), [(DESKTOP, "light"), (PHONE, "dark")])
def test_axe_finds_nothing(probed, pages, kind, size, scheme):
    from axe_playwright_python.sync_playwright import Axe

    page = opened(probed, pages[kind], size, scheme)
    for closed in page.locator("details:not([open])").all()[:6]:
        closed.evaluate("each => each.open = true")
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_asks_for_nothing_and_runs_nothing(tab, pages, kind):
    page = opened(tab, pages[kind])
    assert page.asked == [pages[kind].as_uri()]
    assert page.title() != "owned"
    assert page.locator("script, img, link, iframe").count() == 0


@pytest.mark.parametrize("kind", KINDS)
def test_on_a_phone_nothing_runs_out_of_the_page(tab, pages, kind):
    page = opened(tab, pages[kind], PHONE)
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_the_keyboard_reaches_the_content_and_opens_an_answer(tab, pages):
    page = opened(tab, pages["compare"])
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')").startswith("#")
    first = page.locator("details").first
    first.locator("summary").first.focus()
    page.keyboard.press("Enter")
    assert first.evaluate("each => each.open")


def test_both_answers_and_the_verdict_are_there(tab, pages):
    page = opened(tab, pages["compare"])
    assert "scripted/thinker is better than" in page.locator("h1").inner_text()
    assert page.locator("svg[role=img]").count() >= 1
    assert "Answer:" in page.locator("main").inner_text()


def test_an_audit_shows_its_heat_map_and_opens_the_same_question_across_states(tab, pages):
    page = opened(tab, pages["audit"])
    heat = page.locator("table.heat").first
    assert {"cn", "us", "xx"} <= set(heat.locator("thead th").all_inner_texts())
    assert heat.locator("td.h-5").count() > 0  # what is refused
    assert heat.locator("td.h-none").count() > 0  # a kind without an event there
    assert page.locator("table.heat").last.locator("td.h-back").count() > 0  # what was blocked
    row = page.locator("#beside ~ details.case").first
    row.locator("summary").first.focus()
    page.keyboard.press("Enter")
    answer = row.locator(".place details").first
    answer.locator("summary").focus()
    page.keyboard.press("Enter")
    assert answer.locator(".text").is_visible()
    assert "What this cannot say" in page.locator("main").inner_text()
    assert pages["audit"].stat().st_size < 3_000_000


def test_a_sheet_warns_before_its_first_question_and_leaves_room_for_each_answer(tab, pages):
    page = opened(tab, pages["sheet"])
    warning, questions = page.locator("[role=note]"), page.locator("ol.questions > li")
    assert "endanger the person who asks" in warning.inner_text()
    assert warning.bounding_box()["y"] < questions.first.bounding_box()["y"]
    assert questions.count() == 8
    assert {each.get_attribute("lang") for each in questions.locator("p[lang]").all()} == {
        "en",
        "zh",
    }
    assert all(each.bounding_box()["height"] > 60 for each in page.locator(".blank").all())
    page = opened(tab, pages["sheet"], PHONE)
    ids = page.locator("ol.questions code")
    assert all(each.bounding_box()["height"] < 30 for each in ids.all())  # on one line


def test_a_dossier_says_who_was_asked_what_was_ruled_and_what_changed(tab, pages):
    page = opened(tab, pages["dossier"])
    said = page.locator("main").inner_text()
    told = ("none was sent", "nothing was set", "<b>it declines</b>", "canned refusal", "nothing")
    for words in told:
        assert words in said
    assert "null" not in said
    assert "{" not in said
    left = page.locator("table.words td").first.evaluate("each => getComputedStyle(each).textAlign")
    assert left == "left"


def test_the_frontier_is_drawn_over_time_with_lags_benchmarks_and_research(tab, pages):
    page = opened(tab, pages["frontier"])
    assert "follows the United States by" in page.locator("h1").inner_text()
    assert page.locator("svg[role=img]").count() == 5
    heads = page.locator("h2").all_inner_texts()
    assert "How far China is behind the United States" in heads
    for sheet in ("Who follows whom", "The gap", "New bests", "Models", "Benchmarks", "Computing"):
        assert sheet in heads
    assert "not missing at random" in page.locator("main").inner_text()
    named = page.locator("svg[aria-labelledby^=works] text.name")
    assert named.count() == 12  # of 31 countries: more names lie over each other


def test_the_first_printed_sheet_of_the_frontier_holds_the_answer(tab, pages):
    page = opened(tab, pages["frontier"], {"width": 688, "height": 1017})  # A4 less its margins
    page.emulate_media(media="print")
    lag = page.locator("svg[aria-labelledby^=lags]").bounding_box()
    assert lag["y"] + lag["height"] < 1017
    for table in page.locator(".scroll").all():
        assert table.evaluate("each => each.scrollWidth <= each.clientWidth + 1")
    for figure in page.locator("figure").all():
        assert figure.bounding_box()["height"] < 1017


def test_what_a_model_wrote_is_text_and_cannot_hide_or_turn_text(tab, pages):
    page = opened(tab, pages["hostile"])
    assert page.locator("text=document.title='owned'").count() > 0
    text = pages["hostile"].read_text("utf-8")
    assert "\u202e" not in text
    assert "\x00" not in text


def test_a_page_that_cannot_be_written_is_said_before_anything_is_asked(capsys, tmp_path):
    both = ["scripted/student", "scripted/thinker", "multiplication"]
    store = tmp_path / "keju.db"
    status = main(["compare", *both, "--store", str(store), "--html", str(tmp_path / "no" / "x")])
    assert status == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert not store.exists()
