"""The explorer in a real browser with the network off: what a reader does with it, and what must not happen."""

import csv
import io
import json
import shutil
import socket
import subprocess
import sys
import time
import urllib.request

import nbformat
import pytest

from analysis import open_corpus
from analysis.comparison.shares import measure_shares
from analysis.corpus.folder import SHIPPED
from analysis.explorer import Explorer, load_explorer_data, render_explorer
from analysis.explorer.address import address
from analysis.explorer.page import load_script
from analysis.ground.storage import ROOT, write_atomic
from analysis.publishing.pages import save_explorer

CORPUS = open_corpus(SHIPPED)
DATA = load_explorer_data(CORPUS, CORPUS.passages)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("explorer")
    save_explorer(CORPUS, folder, quote=False)
    return folder


@pytest.fixture
def explorer(page, folder):
    def start(address: str = ""):
        page.goto((folder / "explorer.html").as_uri() + address)
        page.wait_for_selector("#explorer[data-ready]")
        return page

    return start


def status(page) -> int:
    return int(page.inner_text(".x-status").split()[0])


def listed(page) -> list[str]:
    while page.locator(".x-list > button").is_visible():
        page.locator(".x-list > button").click()
    return [button.get_attribute("data-id") for button in page.locator(".x-items button").all()]


def draw_lasso(page) -> None:
    """Draw around the right half of the map."""
    area = page.locator(".x-map .nsewdrag").first
    area.scroll_into_view_if_needed()
    box = area.bounding_box()
    x, y, width, height = box["x"], box["y"], box["width"], box["height"]
    page.mouse.move(x + width * 0.5, y + 4)
    page.mouse.down()
    for across, up in ((0.97, 4), (0.97, height - 4), (0.5, height - 4), (0.5, 4)):
        page.mouse.move(x + width * across, y + up, steps=6)
    page.mouse.up()
    page.wait_for_selector(".x-list button:has-text('Clear selection'):visible")


def test_at_first_every_passage_is_there_with_its_gist_and_nothing_is_asked_of_a_network(explorer):
    page = explorer()
    assert status(page) == len(DATA["passages"])
    assert page.locator(".x-map .points path.point").count() == len(DATA["passages"])
    assert page.locator(".x-course path").count() >= len(DATA["passages"])
    assert DATA["turns"][0][3] in page.inner_text(".x-items")
    assert page.wrong == []


def test_the_lasso_fills_the_list_and_leaves_the_address_to_it(explorer, folder):
    page = explorer()
    draw_lasso(page)
    chosen = status(page)
    assert 20 < chosen < len(DATA["passages"])
    names, address = listed(page), page.url.partition("#")[2]
    assert len(names) == chosen
    places = {row[0]: row[3] for row in DATA["passages"]}
    middle = (min(places.values()) + max(places.values())) / 2
    assert min(places[name] for name in names) > middle - 0.15 * (max(places.values()) - middle)
    page.goto("about:blank")
    page = explorer("#" + address)
    assert listed(page) == names
    page.keyboard.press("Escape")
    page.locator(".x-unselect, .x-list button:has-text('Clear selection')").click()
    assert status(page) == len(DATA["passages"])
    assert "#" not in page.url
    assert page.wrong == []


def test_filters_narrow_list_course_and_shares_together(explorer):
    page = explorer()
    page.get_by_label("BG2 hosts").check()
    wanted = [row[0] for row in DATA["passages"] if DATA["speakers"][DATA["turns"][row[1]][2]]["id"] == "BG2 hosts"]
    assert sorted(listed(page)) == sorted(wanted)
    colours = page.evaluate("document.querySelector('.x-course .js-plotly-plot, .x-course div').data[0].marker.color")
    assert len(set(colours)) == 2
    drawn = page.evaluate("document.querySelector('.x-shares .js-plotly-plot').data.map(t => [t.name, t.x.length])")
    assert dict(drawn)["databricks"] == 0 < dict(drawn)["bg2"]
    page.get_by_label("Databricks").check()
    assert "Nothing fits" in page.inner_text(".x-items")
    page.get_by_role("button", name="Clear everything").click()
    assert status(page) == len(DATA["passages"])
    assert page.wrong == []


def test_tone_is_a_range_and_the_order_follows_it(explorer):
    page = explorer("#tone=1|2&order=warm")
    names = listed(page)
    tones = {row[0]: row[8] for row in DATA["passages"]}
    assert {name for name, tone in tones.items() if tone >= 1} == set(names)
    assert [tones[name] for name in names] == sorted((tones[name] for name in names), reverse=True)


def test_a_click_on_a_theme_filters_and_shares_stay_as_they_were(explorer):
    page = explorer()
    shares = "document.querySelector('.x-shares .js-plotly-plot').data.map(t => t.x)"
    before = page.evaluate(shares)
    page.locator(".x-shares .scatterlayer .trace").nth(1).locator("path.point").first.click(force=True)
    theme = DATA["themes"][0]
    assert f"themes={theme['id']}" in page.url
    assert status(page) == sum(row[2] == 0 for row in DATA["passages"])
    assert page.evaluate(shares) == before


def test_the_shares_are_those_of_the_analysis(explorer):
    page = explorer()
    drawn = page.evaluate("document.querySelector('.x-shares .js-plotly-plot').data.map(t => [t.name, t.x])")
    shares = measure_shares(CORPUS, CORPUS.passages, whole=["conversation"], part="theme")
    shares = shares.set_index(["conversation", "theme"])["share"]
    for conversation, values in drawn:
        for theme, value in zip(DATA["themes"], values, strict=True):
            assert value == pytest.approx(shares[conversation, theme["id"]], abs=1e-9)


def test_search_finds_words_of_gists_and_of_passages_in_either_language(explorer):
    page = explorer()
    page.get_by_role("searchbox").fill("flywheel")
    english = set(listed(page))
    page.get_by_role("searchbox").fill("飞轮")
    chinese = set(listed(page))
    assert {name.split("-")[0] for name in english | chinese} == {"databricks", "bg2"}
    assert len(english & chinese) > 5
    assert "query=" in page.url


def test_a_passage_is_read_in_its_turn_with_those_before_and_after(explorer):
    page = explorer()
    page.locator(".x-items button[data-id^='databricks-zh:008']").first.click()
    turns = {turn[1]: turn for turn in DATA["turns"] if DATA["renderings"][turn[0]]["id"] == "databricks-zh"}
    reader = page.inner_text(".x-reader")
    assert all(turns[number][3] in reader for number in (7, 8, 9))
    assert "make documents" in reader
    page.get_by_role("button", name="Turn after").click()
    assert turns[10][3] in page.inner_text(".x-reader")
    assert "open=databricks-zh%3A009" in page.url
    assert page.wrong == []


def test_the_explorer_works_by_keyboard_alone(explorer):
    page = explorer()
    page.locator("body").press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.type") == "search"
    page.keyboard.type("energy")
    found = status(page)
    assert 0 < found < len(DATA["passages"])
    page.locator(".x-items button").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    second = page.locator(".x-items button").nth(1).get_attribute("data-id")
    assert page.locator(".x-items [aria-current]").get_attribute("data-id") == second
    before = page.inner_text(".x-reader")
    page.locator(".x-items button").nth(1).focus()
    page.keyboard.press("ArrowRight")
    assert page.inner_text(".x-reader") != before
    assert page.evaluate("document.activeElement.className") == "x-reading"


def test_the_language_changes_everything_and_the_view_stays(explorer):
    page = explorer("#speakers=Jensen+Huang")
    shown = status(page)
    page.get_by_role("button", name="中文").click()
    page.wait_for_function("document.querySelector('#explorer').lang === 'zh-CN'")
    text = page.inner_text("#explorer")
    assert f"{shown} 个段落" in text
    assert "黄仁勋" in text
    for word in ("Passages", "Search", "Jensen", "tone", "share", "turn"):
        assert word not in text.replace("English", ""), word
    labels = page.evaluate("document.querySelector('.x-shares .js-plotly-plot').layout.yaxis.ticktext")
    assert all(any("\u4e00" <= c <= "\u9fff" for c in label) for label in labels)
    assert "lang=zh" in page.url
    assert page.wrong == []


def test_what_is_seen_is_saved_as_list_and_as_picture(explorer, tmp_path):
    page = explorer("#conversations=siggraph")
    with page.expect_download() as got:
        page.get_by_role("button", name="Save list").click()
    text = got.value.path().read_text("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["passage_id"] for row in rows] == listed(page)
    assert all(row["gist"] and -2 <= float(row["tone"]) <= 2 for row in rows)
    with page.expect_download() as got:
        page.get_by_role("button", name="Save picture").click()
    picture = got.value.path().read_bytes()
    assert picture.startswith(b"\x89PNG")
    assert int.from_bytes(picture[16:20], "big") == 1800
    assert len(picture) > 50_000
    assert page.wrong == []


def test_an_address_from_a_stranger_does_no_harm(explorer):
    page = explorer(
        "#query=<img src=x onerror=window.ran=1>&open=nothing&themes=<b>|data&selected=5-9999999.-1.x&tone=9|a&lang=xx"
    )
    assert "Nothing fits" in page.inner_text(".x-items")
    assert page.evaluate("window.ran") is None
    assert page.get_by_label("Data and the flywheel").is_checked()
    assert "themes=data" in page.url
    assert "<b>" not in page.url


def test_a_mark_of_a_chart_leads_to_exactly_its_passages(explorer):
    names = [row[0] for row in DATA["passages"]][40:400:9]
    page = explorer(address(passages=names).removeprefix("explorer.html"))
    assert listed(page) == names
    tones = {row[0]: row[8] for row in DATA["passages"]}
    warm = address(passages=[*names, "nobody:001.01"], tone=(0.5, 2), order="warm", language="zh", up="../")
    assert warm.startswith("../explorer.html#")
    page.goto("about:blank")
    page = explorer(warm.removeprefix("../explorer.html"))
    wanted = [name for name in names if tones[name] >= 0.5]
    assert listed(page) == sorted(wanted, key=lambda name: -tones[name])
    assert page.get_attribute("#explorer", "lang") == "zh-CN"


def test_documents_are_words_whatever_is_in_them(page, folder):
    """A document with HTML and script in it, and names like formulas."""
    hostile = "</script><script>window.ran = 1</script><img src=x onerror='window.ran = 1'>=1+1 {{7*7}} &amp;"
    data = json.loads(json.dumps(DATA))
    for row in data["passages"]:
        row[12] = hostile
    for turn in data["turns"]:
        turn[3] = turn[4] = hostile
    path = write_atomic(folder / "hostile.html", render_explorer(data))
    page.goto(path.as_uri() + "#open=databricks-zh%3A001.01")
    page.wait_for_selector("#explorer[data-ready]")
    page.locator(".x-map .points path.point").nth(5).hover(force=True)
    page.wait_for_selector(".hovertext", state="attached")
    assert hostile in page.inner_text(".x-reader")
    assert page.evaluate("window.ran") is None
    assert page.locator(".hovertext img, .x-items img").count() == 0
    with page.expect_download() as got:
        page.get_by_role("button", name="Save list").click()
    rows = list(csv.DictReader(io.StringIO(got.value.path().read_text("utf-8-sig"))))
    assert rows[0]["words"] == hostile
    assert [text for text in page.wrong if "ERR_FILE_NOT_FOUND" not in text] == []


def test_a_cell_that_begins_like_a_formula_is_written_as_text(page, folder):
    page.goto((folder / "explorer.html").as_uri())
    written = page.evaluate(
        "writeCsv([{id: '=cmd', conversation: 'c', turn: {rendering: {id: 'r'}, number: 1, gist: {en: '+1, \"two\"'}},"
        " speaker: '@x', theme: 't', tone: -1.5, low: -2, high: 0, nWords: 3}], {}, 'en')"
    )
    assert written.splitlines()[1] == '\'=cmd,c,r,1,\'@x,t,-1.5,-2,0,3,"\'+1, ""two"""'


@pytest.mark.parametrize("width", [390, 768, 1280])
def test_no_width_makes_the_page_scroll_sideways(explorer, width):
    page = explorer()
    page.set_viewport_size({"width": width, "height": 844})
    page.wait_for_timeout(300)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    folder = ROOT / "build" / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=folder / f"explorer-{width}.png", full_page=True)


def test_the_widget_gives_what_is_chosen_to_python():
    widget = Explorer(CORPUS, CORPUS.passages)
    assert len(widget.passages) == len(DATA["passages"])
    names = [row[0] for row in DATA["passages"]][5:3:-1]
    widget.chosen = names
    assert widget.passages["passage_id"].tolist() == names
    assert load_script() in widget._esm


def run_cell(page, number: int) -> None:
    """Run a cell of JupyterLab; keys pressed while it still builds its page are lost, so they are pressed again."""
    cell = page.locator(".jp-CodeCell").nth(number)
    for _ in range(6):
        cell.locator(".cm-content").click()
        page.keyboard.press("Shift+Enter")
        page.wait_for_timeout(1500)
        if cell.locator(".jp-InputPrompt").first.inner_text().strip() not in ("[ ]:", "[]:", ""):
            return


def test_the_same_view_works_in_jupyterlab(browser, tmp_path, chromium):
    if not shutil.which("jupyter", path=str(ROOT / ".venv" / "bin")):
        pytest.skip("needs JupyterLab: make")
    source = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r})\n"
        "from analysis import open_corpus\nfrom analysis.explorer import Explorer\ncorpus = open_corpus()\n"
        "explorer = Explorer(corpus, corpus.passages, view='conversations=siggraph')\nexplorer"
    )
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)])
    notebook.cells.append(nbformat.v4.new_code_cell("print('chosen', len(explorer.chosen), explorer.view)"))
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(notebook, tmp_path / "x.ipynb")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ip=127.0.0.1", f"--port={port}",
         "--IdentityProvider.token=", f"--notebook-dir={tmp_path}", "--LabApp.extension_manager=readonly"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=tmp_path,
    )  # fmt: skip
    try:
        for _ in range(120):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/api", timeout=1)
                break
            except OSError:
                time.sleep(0.5)
        page = browser.new_page(viewport={"width": 1400, "height": 1000})
        page.goto(f"http://127.0.0.1:{port}/lab/tree/x.ipynb?reset")
        page.wait_for_selector(".jp-NotebookPanel .jp-CodeCell", timeout=60_000)
        page.wait_for_selector("text=/ipykernel.*Idle/", timeout=60_000)
        run_cell(page, 0)
        page.wait_for_selector(".explorer[data-ready]", timeout=60_000)
        wanted = [row[0] for row in DATA["passages"] if row[0].startswith("siggraph")]
        assert int(page.inner_text(".x-status").split()[0]) == len(wanted)
        page.get_by_label("Mark Zuckerberg").check()
        count = int(page.inner_text(".x-status").split()[0])
        run_cell(page, 1)
        page.wait_for_selector(f"text=chosen {count} conversations=siggraph&speakers=Mark+Zuckerberg", timeout=20_000)
        folder = ROOT / "build" / "screenshots"
        folder.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=folder / "jupyterlab.png")
        page.close()
    finally:
        server.terminate()
        server.wait(20)


def test_a_tone_that_is_not_known_is_said_and_does_not_break_the_view(page, tiny, tmp_path):
    corpus = tiny["sixty-talks"]
    save_explorer(corpus, tmp_path, quote=True)
    page.goto((tmp_path / "explorer.html").as_uri())
    page.wait_for_selector("#explorer[data-ready]")
    unknown = int(corpus.passages["tone"].isna().sum())
    assert unknown > 0
    assert status(page) == len(corpus.passages)
    page.locator("input[type=range]").first.fill("-1.9")
    page.wait_for_function(
        f"parseInt(document.querySelector('.x-status').innerText) <= {len(corpus.passages) - unknown}"
    )
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280
    assert page.wrong == []


def test_groups_have_the_colours_filters_and_shares_of_conversations(page, tiny, tmp_path):
    corpus = tiny["sixty-talks"].compare("series", only={"side": "answering"})
    save_explorer(corpus, tmp_path, quote=False)
    page.goto((tmp_path / "explorer.html").as_uri())
    page.wait_for_selector("#explorer[data-ready]")
    assert page.inner_text(".x-view") == "Groups: series. Only side = answering."
    assert page.locator("fieldset legend").first.inner_text() == "Groups"
    drawn = page.evaluate("document.querySelector('.x-shares .js-plotly-plot').data.map((t) => [t.name, t.x])")
    shares = measure_shares(corpus, corpus.passages, whole=["conversation"], part="theme")
    shares = shares.set_index(["conversation", "theme"])["share"]
    themes = [theme["id"] for theme in load_explorer_data(corpus, corpus.passages)["themes"]]
    assert [name for name, _ in drawn] == ["radio", "hearing", "briefing"]
    for group, values in drawn:
        assert values == pytest.approx([shares[group, theme] for theme in themes], abs=1e-9)
    page.get_by_label("briefing", exact=True).check()
    assert status(page) == int((corpus.passages["conversation"] == "briefing").sum())
    with page.expect_download() as got:
        page.get_by_role("button", name="Save list").click()
    row = next(csv.DictReader(io.StringIO(got.value.path().read_text("utf-8-sig"))))
    assert row["group"] == "briefing"
    assert row["conversation"].startswith("talk-")
    assert page.wrong == []
