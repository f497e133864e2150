"""A corpus of which every field is hostile, as a site in a real browser: it stays words, on every page."""

import re
from pathlib import Path

import mistune
import nbformat
import pytest

from analysis.publishing import pages
from tests.conftest import wait_until
from tests.hostile import OF_THEIRS, make_hostile

pytestmark = pytest.mark.long

# What of a page is not ours: whatever runs, loads or leads to where a field says.
_FIND = """() => {
  const found = [];
  const leads = ["href", "src", "srcset", "xlink:href", "action", "formaction", "data", "poster", "style"];
  for (const element of document.querySelectorAll("*")) {
    for (const { name, value } of element.attributes) {
      const where = name === "href" ? value.split("#")[0] : value;
      const bad = leads.includes(name) && (/f\\d+\\.test/.test(where) || /^\\s*(javascript|data:text)/i.test(where));
      if (/^on/i.test(name) || bad) found.push(`${element.tagName} ${name}=${value.slice(0, 80)}`);
    }
  }
  for (const name of ["h1", "title", "body", "main"]) {
    const n = [...document.querySelectorAll(name)].filter((element) => !element.closest("svg")).length;
    if (n !== 1) found.push(`${n} of ${name}`);
  }
  return found;
}"""
# Whatever hovering and menus show is shown once.
_TRY = """async () => {
  for (const select of document.querySelectorAll("figure.chart select")) {
    for (let n = 0; n < select.options.length; n++) {
      select.selectedIndex = n;
      select.dispatchEvent(new Event("change"));
    }
  }
  for (const folded of document.querySelectorAll("details")) folded.open = true;
  let hovered = 0;
  for (const plot of document.querySelectorAll(".js-plotly-plot")) {
    for (const [curveNumber, trace] of plot._fullData.entries()) {
      if (trace.visible !== true || trace.hoverinfo === "skip" || !/scatter|bar/.test(trace.type)) continue;
      for (const pointNumber of [0, 1].filter((number) => number < (trace.x || []).length)) {
        Plotly.Fx.hover(plot, [{ curveNumber, pointNumber }], trace.xaxis + trace.yaxis);
        await new Promise(requestAnimationFrame);
        hovered += plot.querySelectorAll(".hovertext").length;
      }
    }
  }
  return hovered;
}"""


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    """The folder of its site, made once; without pictures of the charts, which have no links."""
    corpus = make_hostile(tmp_path_factory.mktemp("hostile") / "talks")
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("BROWSER_PATH", "/nowhere")
        made = pages.make_site(corpus, corpus.figures, quote=True, endings=("html", "csv"))
    assert made.failures == []
    pages.save_gallery(corpus, corpus.figures, made.notebooks)
    return corpus.figures


def open_page(page, path: Path) -> None:
    page.goto(path.as_uri())
    wait_until(
        page, "document.querySelectorAll('.js-plotly-plot').length >= document.querySelectorAll('figure.chart').length"
    )
    if path.name == "explorer.html":
        page.wait_for_selector("#explorer[data-ready]")


def use_explorer(page) -> None:
    """Look for what is hostile, and read what is found."""
    page.get_by_role("searchbox").fill("window")
    page.wait_for_timeout(300)
    page.locator(".x-items > *").first.click()
    page.wait_for_timeout(200)


def look(page, path: Path) -> list[str]:
    """What is on a page that was opened, and in the pages that it frames, which is not ours."""
    assert page.url.partition("#")[0] == path.as_uri()
    ran = [frame.evaluate("window.ran ?? null") for frame in page.frames]
    wrong = [told for told in page.wrong if told != "Failed to load resource: net::ERR_FILE_NOT_FOUND"]
    page.wrong.clear()
    return [*(f"ran {number}" for number in ran if number is not None), *page.evaluate(_FIND), *wrong]


def test_every_field_stays_words_on_every_page(site, page):
    found, hovered, read = {}, 0, {}
    for path in sorted(site.rglob("*.html")):
        open_page(page, path)
        hovered += page.evaluate(_TRY)
        for chart in page.locator(".js-plotly-plot:has(.heatmaplayer image, .sankey-link)").all():
            chart.hover(force=True)
            hovered += chart.locator(".hovertext").count()
        for chart in page.locator("figure.chart .plot").all():
            chart.focus()
            page.keyboard.press("ArrowLeft")
        if path.name == "explorer.html":
            use_explorer(page)
        name = path.relative_to(site).as_posix()
        read[name] = len(OF_THEIRS.findall(page.inner_text("body")))
        if wrong := look(page, path):
            found[name] = wrong
    assert found == {}
    assert hovered > 400
    # What is hostile is there to be read: a page without it would prove nothing.
    telling = [name for name in read if "/" in name.removeprefix("zh/") or Path(name).stem in ("index", "themes")]
    assert len(telling) == 22
    assert min(read[name] for name in (*telling, "explorer.html")) > 10


def test_a_notebook_and_the_list_of_figures_lead_nowhere_of_theirs(site):
    """They are Markdown, which others than our pages show."""
    read = mistune.create_markdown(escape=False, plugins=["url", "table", "strikethrough"])
    told = [
        output.data["text/markdown"]
        for path in sorted((site.parent / "build" / "notebooks").rglob("*.ipynb"))
        for cell in nbformat.read(path, as_version=4).cells
        for output in cell.get("outputs", [])
        if "text/markdown" in output.get("data", {})
    ]
    assert sum(bool(OF_THEIRS.search(markdown)) for markdown in told) > 10
    for markdown in [*told, (site / "README.md").read_text("utf-8")]:
        page = read(markdown)
        assert not OF_THEIRS.search(" ".join(re.findall('(?:href|src)="[^"]*"', page))), markdown
        assert not re.search(r"<(?:script|iframe|svg|i|h[3-6])\b", page), markdown
