"""Shared pages in a real browser with the network off, and notebooks that are run again."""

from pathlib import Path

import nbformat
import pytest

from analysis import pages
from analysis.errors import AnalysisError
from analysis.storage import NOTEBOOKS, write_atomic

NAMES = [path.name for path in sorted(NOTEBOOKS.glob("*.ipynb"))]


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    """The pages of the notebooks as they are in git, and their index."""
    folder = tmp_path_factory.mktemp("site")
    original = pages.FIGURES, pages.BUILD
    pages.FIGURES, pages.BUILD = folder, folder / "build"
    try:
        pages.save_pages({name: nbformat.read(NOTEBOOKS / name, as_version=4) for name in NAMES})
    finally:
        pages.FIGURES, pages.BUILD = original
    return folder


@pytest.fixture(scope="module")
def browser(chromium):
    from playwright.sync_api import sync_playwright

    flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
             "--disable-component-update", "--disable-sync"]  # fmt: skip
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=str(chromium), args=flags)
        yield launched
        launched.close()


@pytest.fixture
def page(browser):
    """A page whose every request beyond its own file is refused and remembered, with what went wrong."""
    opened = browser.new_page(viewport={"width": 1000, "height": 900})
    opened.wrong = []
    opened.on("console", lambda message: opened.wrong.append(message.text) if message.type == "error" else None)
    opened.on("pageerror", lambda error: opened.wrong.append(str(error)))

    def refuse(route):
        opened.wrong.append(f"asked for {route.request.url}")
        route.abort()

    opened.route(lambda url: not url.startswith(("file:", "data:", "blob:")), refuse)
    yield opened
    opened.close()


@pytest.mark.parametrize("name", NAMES)
def test_a_page_opens_draws_and_answers_to_the_mouse_without_a_network(name, site, page):
    notebook = nbformat.read(NOTEBOOKS / name, as_version=4)
    charts = sum(
        "application/vnd.plotly.v1+json" in o.get("data", {}) for c in notebook.cells for o in c.get("outputs", [])
    )
    path = site / "pages" / name.replace(".ipynb", ".html")
    assert path.read_text("utf-8").count("plotly.js v") == 1
    page.goto(path.as_uri())
    page.wait_for_function(f"document.querySelectorAll('.js-plotly-plot .main-svg').length >= {charts}")
    assert page.locator(".js-plotly-plot").count() == charts
    for chart in page.locator(".js-plotly-plot").all():
        assert chart.locator(".point, .heatmaplayer image, .points path").count() > 0
    mark = page.locator(".js-plotly-plot .point path, .js-plotly-plot path.point").first
    mark.scroll_into_view_if_needed()
    mark.hover(force=True)
    page.wait_for_selector(".hoverlayer .hovertext", timeout=5000)
    assert page.wrong == []


def test_the_menu_of_the_main_chart_shows_one_side_alone(site, page):
    page.goto((site / "pages" / "4-how-they-compare.html").as_uri())
    page.wait_for_selector(".js-plotly-plot .main-svg")
    shown = "document.querySelector('.js-plotly-plot').data.map(t => t.visible)"
    before = page.evaluate(shown)
    page.locator(".updatemenu-header").first.click()
    page.locator(".updatemenu-dropdown-button").nth(1).click()
    after = page.evaluate(shown)
    assert before != after
    assert sum(bool(visible) for visible in after) == 3
    assert page.wrong == []


def test_the_index_leads_to_every_page_and_gives_its_answer(site, page):
    page.goto((site / "index.html").as_uri())
    links = [link.get_attribute("href") for link in page.locator("ol a").all()]
    assert links == [f"pages/{name.replace('.ipynb', '.html')}" for name in NAMES]
    assert all((site / link).exists() for link in links)
    assert "Jensen Huang's share of the words" in page.inner_text("body")
    assert page.wrong == []


def test_a_cell_that_fails_is_reported_with_notebook_and_error(tmp_path):
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1 / 0")])
    path = write_atomic(tmp_path / "broken.ipynb", nbformat.writes(notebook))
    with pytest.raises(AnalysisError, match=r"broken\.ipynb: a cell failed: ZeroDivisionError"):
        pages.execute_notebook(path, environment={})


def test_script_in_a_markdown_answer_does_not_run(site, page, tmp_path):
    cell = nbformat.v4.new_code_cell("x")
    words = "<script>window.ran = true</script><img src=x onerror='window.ran = true'>quoted"
    cell.outputs = [nbformat.v4.new_output("display_data", {"text/plain": words})]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# Q?"), cell])
    path = write_atomic(tmp_path / "page.html", pages.render_page(notebook, title="Q?"))
    page.goto(path.as_uri())
    assert "quoted" in page.inner_text("body")
    assert page.evaluate("window.ran") is None
