"""What is shared, in a real browser with the network off, as someone who was sent it opens it."""

import html
import json
import re
import zipfile
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from axe_playwright_python.sync_playwright import Axe

from analysis import charts
from analysis.ground.storage import ROOT, write_atomic
from analysis.publishing import pages
from analysis.publishing.execution import Kernel, find_notebooks
from analysis.results import OpenCorpus
from tests.charts.drawing import HOSTILE
from tests.conftest import wait_until

pytestmark = pytest.mark.long

NAMES = [path.stem for path in find_notebooks()]
PAGES = [f"{home}{name}.html" for home in ("pages/", "zh/pages/") for name in NAMES]
ALL = ["index.html", "zh/index.html", "explorer.html", "explorer.html#lang=zh", *PAGES]
SCREENSHOTS = ROOT / "build" / "screenshots"


class Elsewhere(OpenCorpus):
    """A corpus whose pages are written elsewhere."""

    home: Path = Path()


@pytest.fixture(scope="module")
def share(corpus, tmp_path_factory) -> Path:
    """What `make share` writes."""
    Elsewhere.home = tmp_path_factory.mktemp("shared")
    folder, _, failures = pages.make_share(Elsewhere(corpus.folder, corpus.documents), quote=False)
    assert failures == []
    return folder


@pytest.fixture
def visit(page, share):
    def go(name: str, width: int = 1280):
        page.set_viewport_size({"width": width, "height": 900})
        path, _, address = name.partition("#")
        page.goto((share / path).as_uri() + (f"#{address}" if address else ""))
        if path == "explorer.html":
            page.wait_for_selector("#explorer[data-ready]")
        else:
            wait_until(
                page,
                "document.querySelectorAll('.js-plotly-plot .main-svg').length >="
                " document.querySelectorAll('figure.chart').length",
            )
        return page

    return go


def test_every_site_has_the_page_on_which_themes_are_edited(share, corpus):
    for home in ("", "zh/"):
        assert 'href="themes.html"' in (share / home / "index.html").read_text("utf-8")
        page = (share / home / "themes.html").read_text("utf-8")
        assert all(f'"id":"{theme}"' in page for theme in corpus.themes.ids())


def count_charts(name: str, share: Path) -> int:
    return (share / name).read_text("utf-8").count(' id="chart-')


@pytest.mark.parametrize("name", PAGES)
def test_a_page_opens_with_charts_that_have_marks_and_asks_nothing_of_a_network(name, share, visit):
    page = visit(name)
    notebook = nbformat.read(ROOT / "notebooks" / f"{Path(name).stem}.ipynb", as_version=4)
    wanted = sum(
        bool(re.search(r"charts\.(?:plot_|frame_bertopic)", cell.source))
        for cell in notebook.cells
        if cell.cell_type == "code"
    )
    assert page.locator(".js-plotly-plot").count() == wanted == count_charts(name, share) > 0
    for chart in page.locator(".js-plotly-plot").all():
        assert chart.locator(".point, .heatmaplayer image, .points path, .sankey-link, .js-line").count() > 0
    answer = page.locator(".answer").first
    assert answer.locator("strong").count() > 0
    assert not re.search(r"[<>*]", answer.inner_text())
    assert page.wrong == []
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"{name.replace('/', '-')}-1280.png", full_page=True)


@pytest.mark.parametrize("name", [name for name in PAGES if name.startswith("zh")] + ["zh/index.html"])
def test_a_chinese_page_has_no_english_prose(name, visit):
    page = visit(name)
    text = page.evaluate(
        "() => { const other = 'code, pre, iframe, script, .plot, .table, footer, header';"
        " document.querySelectorAll(other).forEach(e => e.remove());"
        " return document.body.innerText }"
    )
    assert not re.findall(r"(?:\b[a-z]{3,} ){3,}", text)
    assert re.search("[\u4e00-\u9fff]{10}", text)


@pytest.mark.parametrize("name", ["pages/3-which-tone.html", "zh/pages/3-which-tone.html"])
def test_hovering_shows_the_gist_of_the_turn(name, visit, corpus):
    page = visit(name)
    mark = page.locator("#chart-tone .scatterlayer .trace path.point").nth(3)
    mark.scroll_into_view_if_needed()
    mark.hover(force=True)
    page.wait_for_selector("#chart-tone .hoverlayer .hovertext", timeout=5000)
    shown = re.sub(r"\s", "", page.locator("#chart-tone .hoverlayer").text_content())
    gists = corpus.gists["gist_zh" if name.startswith("zh") else "gist_en"]
    assert any(re.sub(r"\s", "", gist) in shown for gist in gists), shown


def test_a_menu_changes_what_is_drawn_and_what_is_said_of_it(visit):
    page = visit("pages/4-how-they-compare.html")
    chart = page.locator("#chart-theme-shares")
    visible = "document.querySelector('#chart-theme-shares .js-plotly-plot').data.map(t => t.visible)"
    before, title = page.evaluate(visible), chart.locator(".chart-title").inner_text()
    chart.locator("select").select_option(index=1)
    assert page.evaluate(visible) != before
    assert chart.locator(".chart-title").inner_text() != title
    chart.locator("select").select_option(index=0)
    assert page.evaluate(visible) == before
    assert chart.locator(".chart-title").inner_text() == title
    assert page.wrong == []


def test_a_picture_saved_from_a_page_has_title_and_source(visit):
    page = visit("pages/4-how-they-compare.html")
    asked = page.evaluate(
        """() => new Promise((done) => {
          Plotly.downloadImage = (figure) => done(figure.layout.annotations.map(note => note.name || ''));
          document.querySelector("#chart-theme-shares .save").click();
        })"""
    )
    assert {"title", "subtitle", "footer"} <= set(asked)


@pytest.mark.parametrize("name", ["index.html", "zh/pages/2-which-themes.html"])
def test_no_chart_offers_to_send_its_data_to_anybody(name, visit):
    """plotly's toolbar has a button that uploads a chart with the words in it; here there is none."""
    page = visit(name)
    assert page.locator(".modebar-btn").count() == 0
    told = "p => [p._context.showSendToCloud, p._context.plotlyServerURL]"
    shown = page.evaluate(f"Array.from(document.querySelectorAll('.js-plotly-plot'), {told})")
    assert shown == [[False, ""]] * page.locator(".js-plotly-plot").count()


def test_a_swipe_over_a_chart_on_a_phone_moves_the_page_and_zooms_nothing(browser, share):
    context = browser.new_context(viewport={"width": 390, "height": 800}, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto((share / "pages" / "2-which-themes.html").as_uri())
    page.wait_for_selector("#chart-map .main-svg")
    assert page.evaluate("document.querySelector('#chart-map .js-plotly-plot')._fullLayout.dragmode") is False
    context.close()


def test_a_click_on_a_mark_opens_the_explorer_on_its_passages(visit):
    page = visit("pages/3-which-tone.html")
    mark = page.locator("#chart-tone path.point").nth(5)
    mark.scroll_into_view_if_needed()
    box = mark.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.locator("#chart-tone .hovertext").first.wait_for()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_selector("#explorer[data-ready]")
    assert re.search(r"#passages=[\w-]+(:|%3A)[\d.]+$", page.url), page.url
    assert page.locator("#explorer .x-status").inner_text().startswith("1 of ")


def test_keys_go_from_mark_to_mark_and_read_each_out(visit):
    page = visit("pages/3-which-tone.html")
    page.locator("#chart-tone .plot").focus()
    page.keyboard.press("ArrowRight")
    wait_until(page, "document.querySelector('#chart-tone .unseen').textContent.length > 10")
    page.keyboard.press("Enter")
    page.wait_for_url("**/explorer.html#*passages=*")


def test_pages_lead_to_the_one_before_and_the_one_after(visit):
    page = visit("pages/1-who-spoke.html")
    assert page.locator("a[rel='prev']").count() == 0
    page.locator("a[rel='next']").click()
    assert page.url.endswith("pages/2-which-themes.html")
    assert page.locator("a[rel='prev']").count() == 1


def test_a_page_has_a_preview_that_loads_nothing_from_elsewhere(share):
    for name in ("index.html", "zh/pages/4-how-they-compare.html"):
        text = (share / name).read_text("utf-8")
        picture = re.search(r'property="og:image" content="([^"]+)"', text)[1]
        assert ((share / name).parent / picture).resolve().exists(), picture
        assert 'property="og:description"' in text


def test_a_long_table_shows_its_first_rows_and_a_button_all(visit):
    page = visit("pages/7-who-says-a-word.html")
    shown = """() => Array.from(document.querySelectorAll('.table tbody'), (body) =>
      [body.rows.length, Array.from(body.rows).filter((row) => row.offsetHeight).length])"""
    rows = page.evaluate(shown)
    assert max(length for length, _ in rows) > 100
    assert all(seen == min(length, 12) for length, seen in rows)
    page.locator("button.unfold").first.click()
    whole = [sum(seen == length for length, seen in each) for each in (rows, page.evaluate(shown))]
    assert whole[1] == whole[0] + 1


def test_on_paper_charts_are_pictures_and_tables_have_all_rows(visit):
    page = visit("pages/4-how-they-compare.html")
    page.emulate_media(media="print")
    assert page.locator(".chart-box:visible").count() == 0
    views = page.locator(".chart[data-name]:not([data-name='']) script[type='application/json']").count()
    assert page.locator(".chart .paper:visible").count() == views > page.locator(".chart").count()
    rows = "Array.from(document.querySelectorAll('.table tbody tr'), row => getComputedStyle(row).display)"
    assert set(page.evaluate(rows)) == {"table-row"}


@pytest.mark.parametrize("name", ["index.html", *(page for page in PAGES if not page.startswith("zh"))])
def test_on_paper_nothing_is_cut_and_bars_are_printed(name, visit):
    """A sheet of A4 has 184 mm between its margins."""
    page = visit(name, width=695)
    page.emulate_media(media="print")
    shown = ".table table, img.paper, .cards li, .opening b"
    ends = f"Array.from(document.querySelectorAll('{shown}'), e => e.getBoundingClientRect().right)"
    assert max(page.evaluate(ends), default=0) <= 695
    assert page.locator("button:visible, select:visible, iframe:visible, details.code:visible").count() == 0
    bars = "Array.from(document.querySelectorAll('.opening i'), bar => getComputedStyle(bar).printColorAdjust)"
    assert set(page.evaluate(bars)) <= {"exact"}


@pytest.mark.parametrize("name", ALL)
def test_no_page_scrolls_sideways_on_a_phone(name, visit):
    page = visit(name, width=390)
    page.wait_for_timeout(200)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.wrong == []
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"{name.replace('/', '-').replace('#', '-')}-390.png", full_page=True)


@pytest.mark.parametrize("name", ALL)
def test_axe_finds_no_serious_barrier(name, visit):
    page = visit(name)
    page.evaluate("document.querySelectorAll('details').forEach(folded => { folded.open = true })")
    found = Axe().run(page).response["violations"]
    serious = {
        violation["id"]: [node["html"][:160] for node in violation["nodes"][:3]]
        for violation in found
        if violation["impact"] in ("serious", "critical")
    }
    assert serious == {}


def test_a_page_has_contents_code_folded_away_and_says_how_it_was_made(visit):
    page = visit("pages/2-which-themes.html")
    headings = [heading.inner_text() for heading in page.locator("main h2").all()]
    links = page.locator(".contents a").all()
    assert [link.inner_text() for link in links] == headings
    links[3].click()
    wait_until(page, "scrollY > 500")
    notebook = nbformat.read(ROOT / "notebooks" / "2-which-themes.ipynb", as_version=4)
    tags = [cell.metadata.get("tags", []) for cell in notebook.cells if cell.cell_type == "code"]
    assert page.locator("main details.code").count() == sum("remark" not in of_cell for of_cell in tags) > 0
    assert page.locator("main details.code[open]").count() == 0
    made = page.inner_text("footer")
    version = re.search(r'^version = "(.*)"', (ROOT / "pyproject.toml").read_text("utf-8"), re.MULTILINE)[1]
    assert version in made
    assert re.search(r"\d{4}-\d\d-\d\d", made)
    assert "BERTopic" in made


def test_the_languages_lead_to_each_other(visit):
    page = visit("pages/5-how-versions-differ.html")
    page.get_by_role("link", name="中文").click()
    assert page.url.endswith("zh/pages/5-how-versions-differ.html")
    assert page.get_attribute("html", "lang") == "zh-CN"
    page.get_by_role("link", name="English").click()
    assert page.url.endswith("share/pages/5-how-versions-differ.html")
    page.get_by_role("link", name="All pages").click()
    page.get_by_role("link", name="中文").click()
    assert page.url.endswith("zh/index.html")


@pytest.mark.parametrize("name", ["index.html", "zh/index.html"])
def test_the_index_leads_everywhere_and_tells_the_answers(name, share, visit, corpus):
    page = visit(name)
    assert page.locator(".questions a").count() == len(NAMES)
    sources = {rendering.url for rendering in corpus.catalogue.renderings if rendering.url}
    addresses = [link.get_attribute("href") for link in page.locator("a").all()]
    assert sources == {address for address in addresses if address.startswith("http")}
    for address in addresses:
        if address not in sources:
            assert not address.startswith("/"), address
            assert ((share / name).parent / address.partition("#")[0]).resolve().exists(), address
    assert page.locator("figure.chart").count() == 3
    assert "74%" in page.inner_text("body") or "76%" in page.inner_text("body")
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"{name.replace('/', '-')}-1280.png")


def test_every_link_of_every_page_leads_somewhere_within_the_folder_or_to_a_source(share, corpus):
    sources = {rendering.url for rendering in corpus.catalogue.renderings if rendering.url}
    for path in share.rglob("*.html"):
        text = re.sub("<script.*?</script>", "", path.read_text("utf-8"), flags=re.DOTALL)
        for address in re.findall(r'(?:href|src)="([^"]*)"', text):
            target = html.unescape(address).partition("#")[0]
            if not target.startswith("data:") and html.unescape(address) not in sources:
                assert (path.parent / target).resolve().exists(), (path.name, address)
                assert (path.parent / target).resolve().is_relative_to(share.resolve()), (path.name, address)


def test_the_folder_and_its_archive_are_small_and_the_same(share):
    files = {path.relative_to(share).as_posix(): path for path in share.rglob("*") if path.is_file()}
    assert sum(path.stat().st_size for path in files.values()) < 15_000_000
    with zipfile.ZipFile(share.with_suffix(".zip")) as archive:
        assert {name.removeprefix("share/") for name in archive.namelist()} == set(files)
        assert archive.testzip() is None
    assert share.with_suffix(".zip").stat().st_size < 12_000_000


def test_what_is_shared_has_none_of_the_documents_words(share, documents):
    """Unless it is asked for; words of figures and names on which renderings disagree are facts."""
    runs = set()
    for text in documents.values():
        only = re.sub("[^\u4e00-\u9fff]", "", text)
        runs.update(only[i : i + 14] for i in range(len(only) - 13))
    for path in share.rglob("*.html"):
        shared = re.sub("[^\u4e00-\u9fff]", "", path.read_text("utf-8"))
        found = {shared[i : i + 14] for i in range(len(shared) - 13)} & runs
        assert not found, (path.name, sorted(found)[:3])


def test_without_scripts_there_are_pictures_and_texts(browser, share):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((share / "pages" / "4-how-they-compare.html").as_uri())
    views = page.locator("figure.chart script[type='application/json']").count()
    assert page.locator("figure.chart img:visible").count() == views
    assert views == count_charts("pages/4-how-they-compare.html", share) + 1, "shares of themes have two views"
    assert all(image.get_attribute("alt") for image in page.locator("figure.chart img").all())
    assert "exchanges" in page.inner_text("#chart-theme-shares")
    context.close()


def test_words_of_documents_do_not_run_in_any_page(page, corpus, figures, tmp_path):
    """Charts whose quotations are a script, an answer and a table that hold one."""
    cells = [nbformat.v4.new_markdown_cell("# Q?")]
    for figure in figures.values():
        cell = nbformat.v4.new_code_cell("figure")
        data = {"application/vnd.plotly.v1+json": json.loads(figure.to_json())}
        cell.outputs = [nbformat.v4.new_output("display_data", data)]
        cells.append(cell)
    for mime in ("text/markdown", "text/plain"):
        cell = nbformat.v4.new_code_cell("x")
        cell.outputs = [
            nbformat.v4.new_output("display_data", {mime: f"quoted {HOSTILE} [x](javascript:window.ran=1)"})
        ]
        cells.append(cell)
    notebook = nbformat.v4.new_notebook(cells=cells)
    rendered = pages.render_page(corpus, notebook, name="hostile", language="en")
    path = write_atomic(tmp_path / "pages" / "hostile.html", rendered)
    pages.save_explorer(corpus, tmp_path, quote=False)
    page.goto(path.as_uri())
    wait_until(page, f"document.querySelectorAll('.js-plotly-plot .main-svg').length >= {len(figures)}")
    for chart in page.locator(".js-plotly-plot:has(path.point)").all():
        mark = chart.locator("path.point").first
        mark.scroll_into_view_if_needed()
        mark.hover(force=True)
    page.wait_for_timeout(300)
    assert HOSTILE in page.inner_text("main")
    assert page.locator("main img[src='x'], .hovertext img").count() == 0
    assert page.locator("a[href^='javascript']").count() == 0
    assert page.evaluate("window.ran") is None
    assert page.wrong == []


def test_a_single_chart_opens_beside_its_plotly(page, corpus, figures, tmp_path):
    pages.save_explorer(corpus, tmp_path, quote=False)
    rows = pd.DataFrame({"theme": ["data"]})
    charts.save_figure(corpus, figures["tone"], "tone", rows=rows, folder=tmp_path)
    page.goto((tmp_path / "tone.html").as_uri())
    page.wait_for_selector(".js-plotly-plot .main-svg")
    assert page.title() == figures["tone"].layout.meta["title"]
    assert page.locator("h1").inner_text() == page.title()
    assert page.wrong == []
    # Whatever got into the page could load nothing, send nothing and run nothing.
    page.evaluate(
        """() => {
          document.body.insertAdjacentHTML("beforeend", "<img src='http://127.0.0.1:9/x' onerror='window.ran = 1'>");
          document.body.append(Object.assign(document.createElement("script"), { textContent: "window.ran = 2" }));
          fetch("http://127.0.0.1:9/").catch(() => {});
          // What a driver of browsers calls may make code, what the page calls later may not.
          setTimeout(() => { try { window.ran = Function("return 3")(); } catch { window.refused = true; } });
        }"""
    )
    page.wait_for_timeout(200)
    assert page.evaluate("[window.ran ?? null, window.refused]") == [None, True]
    assert not [told for told in page.wrong if told.startswith("asked for")]
    assert len([told for told in page.wrong if "Content Security Policy" in told]) >= 4


def test_a_cell_that_fails_leaves_a_note_and_the_others_run(tmp_path):
    sources = ["x = 1 / 0", "x", 'print("still here")']
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in sources])
    path = write_atomic(tmp_path / "broken.ipynb", nbformat.writes(notebook))
    kernel = Kernel({})
    try:
        done = kernel.run(path)
    finally:
        kernel.stop()
    assert done.failures == ["broken.ipynb (en), cell 0: ZeroDivisionError: division by zero"]
    notes = [o.data["text/markdown"] for cell in done.notebook.cells[:2] for o in cell.outputs]
    assert len(notes) == 2
    assert all(note.startswith("**This part could not be made**") for note in notes)
    assert done.notebook.cells[2].outputs[0].text == "still here\n"
    assert not any(o.output_type == "error" for cell in done.notebook.cells for o in cell.outputs)
