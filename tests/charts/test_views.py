"""Charts that are seen in several ways: on a page by buttons, on paper one after the other."""

import re

import nbformat
import pandas as pd
import pytest
from plotly.offline import get_plotlyjs

from analysis import charts
from analysis.charts.page import render_chart
from analysis.publishing.execution import CHART
from analysis.publishing.outputs import find_charts, group_views
from tests.conftest import wait_until


@pytest.fixture(scope="module")
def views(figures) -> charts.Views:
    return charts.join_views({"Shares": figures["theme-shares"], "Differences": figures["theme-shares-2"]})


@pytest.fixture(scope="module")
def saved(corpus, views, tmp_path_factory, chromium):
    folder = tmp_path_factory.mktemp("views")
    rows = [pd.DataFrame({"share": [0.1]}), pd.DataFrame({"difference": [0.2]})]
    charts.save_figure(corpus, views, "theme-shares", rows=rows, folder=folder)
    (folder / "plotly.min.js").write_text(get_plotlyjs(), "utf-8")
    return folder


@pytest.fixture
def opened(page, saved):
    page.goto((saved / "theme-shares.html").as_uri())
    page.wait_for_selector(".js-plotly-plot .main-svg")
    return page


def test_each_view_has_its_picture_and_its_rows(saved):
    names = {path.name for path in saved.iterdir()}
    assert {f"theme-shares{number}.{ending}" for number in ("", "-2") for ending in ("png", "svg", "csv")} < names
    assert (saved / "theme-shares-2.csv").read_text("utf-8").startswith("difference")
    assert "theme-shares-2.html" not in names
    page = (saved / "theme-shares.html").read_text("utf-8")
    assert all(f'href="{name}"' in page for name in ("theme-shares-2.png", "theme-shares-2.csv"))


def test_a_button_shows_the_other_view_with_all_that_is_said_of_it(opened, views):
    first, second = (figure.layout.meta for figure in views.figures)
    assert opened.locator(".chart-title").inner_text() == first["title"]
    opened.locator(".views button").nth(0).focus()
    opened.keyboard.press("Tab")
    opened.keyboard.press("Enter")
    assert opened.locator(".views button[aria-pressed='true']").inner_text() == "Differences"
    assert opened.locator(".chart-title").inner_text() == second["title"]
    assert second["footer"] in opened.locator(".chart-foot").first.inner_text()
    assert opened.get_attribute(".plot", "aria-label") == second["alt"]
    pairs = [button.label for button in views.figures[1].layout.updatemenus[0].buttons]
    assert opened.locator("select option").all_inner_texts() == pairs
    assert opened.evaluate("document.activeElement.textContent") == "Differences"


def test_back_in_the_first_view_everything_is_as_it_was(opened, views):
    told = "() => [document.querySelector('figcaption').innerText, document.querySelectorAll('select, .point').length]"
    before = opened.evaluate(told)
    opened.locator(".views button").nth(1).click()
    opened.locator("select").select_option(index=1)
    opened.locator(".views button").nth(0).click()
    assert opened.evaluate(told) == before
    opened.keyboard.press("Tab")
    opened.locator(".plot").focus()
    opened.keyboard.press("ArrowRight")
    wait_until(opened, "document.querySelector('.unseen').textContent.length > 10")
    assert opened.wrong == []


def test_on_paper_both_views_are_there_as_pictures_and_no_button_is(opened):
    opened.emulate_media(media="print")
    assert opened.locator("img.paper:visible").count() == 2
    assert opened.evaluate("Array.from(document.images).every(image => image.complete && image.naturalWidth > 800)")
    assert opened.locator("button:visible, select:visible, .chart-box:visible").count() == 0


def test_views_of_one_cell_are_one_chart_of_a_page(views):
    shown = [nbformat.v4.new_output("display_data", {CHART: view.to_plotly_json()}) for view in views.figures]
    cell = nbformat.v4.new_code_cell('charts.save_figure(corpus, figure, "theme-shares", rows=rows)', outputs=shown)
    notebook = nbformat.v4.new_notebook(cells=[cell])
    ((one, other),) = group_views(notebook.cells[0])
    assert other is notebook.cells[0].outputs[1]
    ((name, title, _),) = find_charts(notebook)
    assert (name, title) == ("theme-shares", views.figures[0].layout.meta["title"])
    assert one is notebook.cells[0].outputs[0]


def test_marks_of_a_chart_page_lead_to_the_explorer_that_lies_beside_it(opened, corpus, figures):
    told = "Array.from(document.querySelector('.plot').data, trace => trace.meta && trace.meta.leads).flat()"
    leads = [lead for lead in opened.evaluate(told) if lead]
    assert leads
    assert all(lead.startswith("explorer.html#") for lead in leads)
    ranked = render_chart([figures["themes-by-speaker"].to_json()], name="x", level=2, folder="../")
    items = re.findall(r"<li>.*?</li>", ranked)
    assert items
    assert all('<a href="../explorer.html#' in item for item in items)
