"""The explorer in a real browser with the network off: what a reader does with it, and what must not happen."""

import csv
import io
import json
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
import zlib

import nbformat
import numpy as np
import pytest

from analysis import open_corpus
from analysis.charts.address import address
from analysis.comparison.concordance import find_passages
from analysis.comparison.shares import measure_shares
from analysis.corpus.folder import SHIPPED
from analysis.explorer import Explorer, ExplorerData, load_explorer_data, save_page
from analysis.explorer.packing import compress, pack_lists, write_json
from analysis.explorer.page import load_script
from analysis.ground.storage import ROOT
from analysis.publishing.pages import save_explorer
from analysis.results import OpenCorpus

pytestmark = pytest.mark.long

CORPUS = open_corpus(SHIPPED)
PASSAGES = CORPUS.passages.assign(seen=CORPUS.passages["coded_tone"].fillna(CORPUS.passages["tone"]))
IDS = PASSAGES["passage_id"].tolist()
DATA = load_explorer_data(CORPUS, CORPUS.passages)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("explorer")
    save_explorer(CORPUS, folder, quote=False)
    return folder


@pytest.fixture
def explorer(page, folder):
    def start(address: str = "", at=None):
        page.goto("about:blank")
        page.goto(((at or folder) / "explorer.html").as_uri() + address)
        page.wait_for_selector("#explorer[data-ready]")
        return page

    return start


def status(page) -> int:
    return int(re.search(r"\d+", page.inner_text(".x-status")).group())


def listed(page) -> list[str]:
    while page.locator(".x-list > button").is_visible():
        page.locator(".x-list > button").click()
        page.wait_for_timeout(30)
    return [button.get_attribute("data-id") for button in page.locator(".x-items button").all()]


def shown_shares(page) -> dict[str, list[float]]:
    """What the table beside the chart of shares says: by conversation, theme by theme, in percent."""
    rows = page.evaluate(
        "[...document.querySelectorAll('.x-shares tr')].map((r) => [...r.cells].map((c) => c.innerText))"
    )
    return {name: [float(row[n].rstrip("%")) for row in rows[1:]] for n, name in enumerate(rows[0][1:], 1)}


def search(page, query: str) -> set[str]:
    page.get_by_role("searchbox").fill(query)
    term = re.escape(query.partition("|")[0].strip().rstrip("*"))
    page.wait_for_selector(f".x-asked:text-matches('{term}', 'i')", state="attached")
    return set(listed(page))


def draw_lasso(page) -> None:
    """Draw around the right half of the map."""
    page.get_by_role("button", name="Draw around").click()
    area = page.locator(".x-points")
    area.scroll_into_view_if_needed()
    box = area.bounding_box()
    x, y, width, height = box["x"], box["y"], box["width"], box["height"]
    page.mouse.move(x + width * 0.5, y + 4)
    page.mouse.down()
    for across, up in ((0.97, 4), (0.97, height - 4), (0.5, height - 4), (0.5, 4)):
        page.mouse.move(x + width * across, y + up, steps=6)
    page.mouse.up()
    page.wait_for_selector(".x-unselect:visible")


def test_at_first_every_passage_is_there_with_its_gist_and_nothing_is_asked_of_a_network(explorer):
    page = explorer()
    assert status(page) == len(IDS)
    assert CORPUS.gists["gist_en"].iloc[0] in page.inner_text(".x-items")
    names = page.locator(".x-theme").all_inner_texts()
    assert len(set(names)) >= 10
    assert set(names) <= set(CORPUS.themes.names("en").values())
    pixels = page.evaluate(
        "(() => { const c = document.querySelector('.x-points');"
        " const d = new Uint32Array(c.getContext('2d').getImageData(0, 0, c.width, c.height).data.buffer);"
        " return new Set(d).size })()"
    )
    assert pixels > 50
    assert page.wrong == []


def test_the_page_runs_under_a_policy_that_makes_no_code_and_asks_no_network(folder):
    page = (folder / "explorer.html").read_text("utf-8")
    policy = re.search('Content-Security-Policy" content="([^"]+)"', page)[1]
    assert "script-src 'self';" in policy
    assert "unsafe-eval" not in policy
    assert policy.startswith("default-src 'none'")
    assert not re.search(r"<script(?![^>]*src=)", page)
    assert not re.search(r"\beval\(|new Function|\bfetch\(|XMLHttpRequest|innerHTML|cloud|https?://", load_script())


def test_what_is_packed_comes_out_as_it_went_in():
    lists = [np.array([0, 3, 200, 70_000]), np.array([], dtype=int), np.array([5])]
    packed, begins = pack_lists(lists)
    assert begins.tolist() == [0, 7, 7, 8]
    assert packed.tolist() == [0, 3, 197, 1, 168, 161, 4, 5]
    assert json.loads(zlib.decompress(compress(write_json({"a": "言"})), -15)) == {"a": "言"}


def test_names_on_the_map_keep_off_each_other_and_more_appear_nearer_by(explorer):
    page = explorer()

    def boxes():
        return page.evaluate("[...document.querySelectorAll('.x-name')].map((n) => n.getBoundingClientRect().toJSON())")

    before = boxes()
    for _ in range(3):
        page.get_by_role("button", name="Larger").click()
    page.wait_for_timeout(200)
    assert page.locator(".x-name:not(.x-theme)").count() > 0
    for found in (before, boxes()):
        for n, one in enumerate(found):
            for other in found[:n]:
                apart = one["right"] <= other["left"] or other["right"] <= one["left"]
                assert apart or one["bottom"] <= other["top"] + 1 or other["bottom"] <= one["top"] + 1


def test_the_lasso_fills_the_list_and_leaves_the_address_to_it(explorer):
    page = explorer()
    draw_lasso(page)
    chosen = status(page)
    assert 20 < chosen < len(IDS)
    names, address = listed(page), page.url.partition("#")[2]
    assert len(names) == chosen
    places = dict(zip(IDS, PASSAGES["x"], strict=True))
    middle = (min(places.values()) + max(places.values())) / 2
    assert min(places[name] for name in names) > middle - 0.15 * (max(places.values()) - middle)
    page = explorer("#" + address)
    assert listed(page) == names
    page.locator(".x-unselect").click()
    page.wait_for_selector(".x-unselect", state="hidden")
    assert status(page) == len(IDS)
    assert "#" not in page.url
    assert page.wrong == []


def test_filters_narrow_list_and_shares_together_and_say_how_many_each_would_leave(explorer):
    page = explorer()
    page.get_by_label("BG2 hosts").check()
    wanted = PASSAGES.loc[PASSAGES["speaker"] == "BG2 hosts", "passage_id"]
    assert sorted(listed(page)) == sorted(wanted)
    assert list(shown_shares(page)) == ["BG2"]
    counts = dict(re.findall(r"(Databricks|BG2)\s+(\d+)", page.locator("fieldset").first.inner_text()))
    assert counts == {"Databricks": "0", "BG2": str(len(wanted))}
    page.get_by_role("checkbox", name="Databricks").check()
    page.wait_for_selector(".x-items:has-text('Nothing fits')")
    page.get_by_role("button", name="Clear everything").click()
    page.wait_for_selector(f".x-status:text-is('{len(IDS)} of {len(IDS)} passages')")
    assert page.wrong == []


def test_any_column_of_the_catalogue_filters_and_colours(explorer):
    page = explorer(address(columns={"language": ["en"]}, colour="is.language").removeprefix("explorer.html"))
    assert set(listed(page)) == set(PASSAGES.loc[PASSAGES["language"] == "en", "passage_id"])
    assert page.locator(".x-legend").first.inner_text().split() == ["English", str(status(page))]


def test_tone_is_a_range_and_the_order_follows_it(explorer):
    page = explorer("#tone=1|2&order=warm")
    names = listed(page)
    tones = dict(zip(IDS, PASSAGES["seen"], strict=True))
    assert {name for name, tone in tones.items() if tone >= 0.995} == set(names)
    assert [tones[name] for name in names] == sorted((tones[name] for name in names), reverse=True)


def test_a_drag_across_the_tone_strip_chooses_its_range(explorer):
    page = explorer()
    box = page.locator(".x-tone canvas").bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.2, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.45, box["y"] + 20, steps=4)
    page.mouse.up()
    low, high = (float(end) for end in re.search(r"tone=([-.\d]+)%7C([-.\d]+)", page.url).groups())
    assert -1.6 < low < -1 < high < 0
    assert status(page) == int(PASSAGES["seen"].round(2).between(low, high).sum())


def test_a_click_on_a_theme_filters_and_shares_stay_as_they_were(explorer):
    page = explorer()
    before = shown_shares(page)
    page.locator(".x-shares canvas").click(position={"x": 40, "y": 12})
    theme = DATA.meta["themes"][0]
    assert f"themes={theme['id']}" in page.url
    assert status(page) == int((PASSAGES["theme"] == theme["id"]).sum())
    assert shown_shares(page) == before


def test_the_shares_are_those_of_the_analysis(explorer):
    page = explorer()
    shares = measure_shares(CORPUS, CORPUS.passages, whole=["conversation"], part="theme")
    shares = shares.set_index(["conversation", "theme"])["share"]
    for entry, values in zip(DATA.meta["conversations"], shown_shares(page).values(), strict=True):
        for theme, value in zip(DATA.meta["themes"], values, strict=True):
            assert value == pytest.approx(100 * shares[entry["id"], theme["id"]], abs=0.051)


@pytest.mark.parametrize("quote", [False, True])
def test_search_counts_what_the_command_counts(explorer, tmp_path, quote):
    """With the documents and without: whole words, concepts in either language, terms in order, beginnings."""
    corpus = CORPUS if quote else OpenCorpus(CORPUS.folder, None)
    save_page(load_explorer_data(corpus, PASSAGES, quotations=corpus.quote(PASSAGES)), tmp_path)
    page = explorer(at=tmp_path)
    for query in (
        "open source",
        "开源",
        "flywheel",
        "飛輪",
        "ai",
        "chips",
        "加速计算",
        "大语言模型",
        "infer*",
        "energy | safety",
    ):
        found = find_passages(corpus, PASSAGES, query, n_near=0)
        assert search(page, query) == set(found["passage_id"]), query
    assert page.wrong == []


def test_hits_are_marked_and_counted_by_side_and_language(explorer, tmp_path, documents):
    save_explorer(CORPUS, tmp_path, quote=True)
    page = explorer(at=tmp_path)
    names = search(page, "open source")
    marks = {text.lower() for text in page.locator(".x-items mark").all_inner_texts()}
    assert "开源" in marks
    assert any("open" in mark for mark in marks)
    assert "open source, 开源" in page.inner_text(".x-asked")
    told = page.inner_text(".x-sides")
    assert sum(map(int, re.findall(r"(?:guests|hosts) (\d+)", told))) == len(names)
    assert sum(map(int, re.findall(r"(?:Chinese|English) (\d+)", told))) == len(names)
    page.get_by_label("near in meaning").check()
    page.wait_for_selector(".x-part")
    near = set(listed(page)) - names
    assert len(near) == 12
    assert page.wrong == []


def test_a_passage_is_read_in_its_turn_with_those_before_and_after(explorer):
    page = explorer()
    listed(page)
    page.locator(".x-items button[data-id^='databricks-zh:008']").first.click()
    gists = CORPUS.gists[CORPUS.gists["rendering"] == "databricks-zh"].set_index("turn")["gist_en"]
    page.wait_for_selector(f'.x-reader :text-is("{gists[8]}")')
    reader = page.inner_text(".x-reader")
    assert all(gists[number] in reader for number in (7, 8, 9))
    assert "make documents" in reader
    page.get_by_role("button", name="Turn after").click()
    page.wait_for_selector(f'.x-reader :text-is("{gists[10]}")')
    assert "open=databricks-zh%3A009" in page.url
    assert page.wrong == []


def test_a_passage_stands_beside_its_other_version_with_its_question_and_its_nearest(explorer):
    links = CORPUS.make_table("alignment")
    row = links[(links["passages_a"] != "") & (links["passages_b"] != "")].iloc[20]
    one, others = row["passages_a"].split()[0], row["passages_b"].split()
    page = explorer(f"#open={one}")
    mates = page.locator(".x-mate button").all_inner_texts()
    assert mates == [name.partition(":")[2] for name in others]
    page = explorer("#open=databricks-en:012.01")
    assert "Asked before" in page.inner_text(".x-reader")
    nearest = page.locator(".x-nearest li").count()
    assert nearest == 6


def test_back_undoes_a_choice_and_forward_does_it_again(explorer):
    page = explorer()
    page.get_by_role("checkbox", name="SIGGRAPH").check()
    few = status(page)
    page.locator(".x-items button").nth(2).click()
    page.wait_for_selector(".x-reading:has-text('Close')")
    page.go_back()
    page.wait_for_selector(".x-reader", state="hidden")
    assert status(page) == few
    page.go_back()
    page.wait_for_selector(f".x-status:text-is('{len(IDS)} of {len(IDS)} passages')")
    assert not page.get_by_role("checkbox", name="SIGGRAPH").is_checked()
    page.go_forward()
    page.wait_for_selector(f".x-status:text-is('{few} of {len(IDS)} passages')")
    assert page.wrong == []


def test_the_explorer_works_by_keyboard_alone(explorer):
    page = explorer()
    page.locator("body").press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.type") == "search"
    page.keyboard.type("energy")
    page.wait_for_selector(".x-asked:has-text('energy')")
    found = status(page)
    assert 0 < found < len(IDS)
    page.locator(".x-items button").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_selector(".x-reading:has-text('Close')")
    second = page.locator(".x-items button").nth(1).get_attribute("data-id")
    assert page.locator(".x-items [aria-current]").get_attribute("data-id") == second
    assert page.evaluate("document.activeElement.dataset.id") == second, "the focus stays where it was"
    before = page.inner_text(".x-reader")
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(300)
    assert page.inner_text(".x-reader") != before
    assert page.evaluate("document.activeElement.className") == "x-reading"
    page.keyboard.press("Escape")
    page.wait_for_selector(".x-reader", state="hidden")


def test_the_map_is_walked_by_arrows_and_read_by_enter(explorer):
    page = explorer()
    page.locator(".x-points").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_selector(".x-card:visible")
    first = page.inner_text(".x-card")
    page.keyboard.press("ArrowDown")
    assert page.inner_text(".x-card") != first
    assert page.inner_text("[aria-live].x-hidden")
    page.keyboard.press("Enter")
    page.wait_for_selector(".x-reading:has-text('Close')")
    assert "open=" in page.url
    assert page.wrong == []


def test_the_language_changes_everything_and_the_view_stays(explorer):
    page = explorer("#speakers=Jensen+Huang")
    shown = status(page)
    page.get_by_role("button", name="中文").click()
    page.wait_for_selector("#explorer[lang=zh-CN]")
    text = page.inner_text("#explorer")
    assert f"{shown} 个段落" in text
    assert "黄仁勋" in text
    for word in ("Passages", "Search", "Jensen", "tone", "share", "turn"):
        assert word not in text.replace("English", ""), word
    assert all(any("\u4e00" <= c <= "\u9fff" for c in label) for label in page.locator(".x-theme").all_inner_texts())
    assert "lang=zh" in page.url
    assert page.get_attribute("html", "lang") == "zh-CN"
    assert page.wrong == []


def test_what_is_seen_is_saved_as_list_and_as_picture(explorer):
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
        "&colour=constructor&is.language=<b>&passages=nobody:001.01|:,"
    )
    assert "Nothing fits" in page.inner_text(".x-items")
    assert page.evaluate("window.ran") is None
    assert page.get_by_label("Data and the flywheel").is_checked()
    assert "themes=data" in page.url
    assert "<b>" not in page.url
    assert page.wrong == []


def test_a_mark_of_a_chart_leads_to_exactly_its_passages(explorer):
    names = IDS[40:400:9]
    page = explorer(address(passages=names).removeprefix("explorer.html"))
    assert listed(page) == names
    tones = dict(zip(IDS, PASSAGES["seen"], strict=True))
    warm = address(passages=[*names, "nobody:001.01"], tone=(0.5, 2), order="warm", language="zh", up="../")
    assert warm.startswith("../explorer.html#")
    page = explorer(warm.removeprefix("../explorer.html"))
    wanted = [name for name in names if tones[name] >= 0.5]
    assert listed(page) == sorted(wanted, key=lambda name: -tones[name])
    assert page.get_attribute("#explorer", "lang") == "zh-CN"


def test_documents_are_words_whatever_is_in_them(page, tmp_path):
    """Documents, gists and names with HTML and script in them, and names like formulas."""
    hostile = "</script><script>window.ran = 1</script><img src=x onerror='window.ran = 1'>=1+1 {{7*7}} &amp;"
    meta = json.loads(json.dumps(DATA.meta))
    for entry in (*meta["conversations"], *meta["speakers"], *meta["themes"]):
        entry["name"] = {"en": hostile, "zh": hostile}
    n_turns = len(PASSAGES.drop_duplicates(["rendering", "turn"]))
    texts = {"turn": 0, "gists": dict.fromkeys(("en", "zh"), [hostile] * n_turns), "words": [hostile] * len(IDS)}
    parts = DATA.parts | {"texts-0": compress(write_json(texts))}
    path = save_page(ExplorerData(meta | {"quoted": True}, parts), tmp_path)
    page.goto(path.as_uri() + "#open=databricks-zh%3A001.01&query=script")
    page.wait_for_selector("#explorer[data-ready]")
    page.locator(".x-points").focus()
    page.keyboard.press("ArrowRight")
    assert hostile in page.inner_text(".x-reader")
    assert page.evaluate("window.ran") is None
    assert page.locator("#explorer img, #explorer script").count() == 0
    page.get_by_role("searchbox").fill("")
    page.wait_for_selector(f".x-status:text-is('{len(IDS)} of {len(IDS)} passages')")
    with page.expect_download() as got:
        page.get_by_role("button", name="Save list").click()
    rows = list(csv.DictReader(io.StringIO(got.value.path().read_text("utf-8-sig"))))
    assert rows[0]["words"] == hostile
    assert page.wrong == []


def test_a_cell_that_begins_like_a_formula_is_written_as_text(page, folder):
    page.goto((folder / "explorer.html").as_uri())
    written = page.evaluate("writeCsv([['=cmd', 'c', 1, '@x', -1.5, null, '+1, \"two\"', '＝cmd', '＠x']])")
    assert written == '\'=cmd,c,1,\'@x,-1.5,,"\'+1, ""two""",\'＝cmd,\'＠x\n'


@pytest.mark.parametrize("width", [390, 768, 1280])
def test_no_width_makes_the_page_scroll_sideways(explorer, width):
    page = explorer("#open=databricks-en:012.01")
    page.set_viewport_size({"width": width, "height": 844})
    page.wait_for_timeout(300)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    folder = ROOT / "build" / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=folder / f"explorer-{width}.png", full_page=True)


def test_one_finger_on_the_map_scrolls_the_page_and_a_tap_reads(browser, folder):
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto((folder / "explorer.html").as_uri())
    page.wait_for_selector("#explorer[data-ready]")
    assert page.evaluate("getComputedStyle(document.querySelector('.x-points')).touchAction") == "pan-y"
    page.locator(".x-points").scroll_into_view_if_needed()
    box = page.locator(".x-points").bounding_box()
    for across in (0.3, 0.36, 0.42, 0.48, 0.54):
        if not page.locator(".x-reader").is_visible():
            page.touchscreen.tap(box["x"] + box["width"] * across, box["y"] + box["height"] * 0.58)
            page.wait_for_timeout(400)
    page.wait_for_selector(".x-reading:has-text('Close')")
    reader = page.locator(".x-reader").bounding_box()
    assert reader["y"] + reader["height"] <= 845
    context.close()


def test_the_widget_gives_what_is_chosen_to_python():
    widget = Explorer(CORPUS, CORPUS.passages)
    assert len(widget.passages) == len(IDS)
    names = IDS[5:3:-1]
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
        assert status(page) == sum(name.startswith("siggraph") for name in IDS)
        page.locator(".explorer summary").first.click()
        page.get_by_label("Mark Zuckerberg").check()
        page.wait_for_timeout(300)
        count = status(page)
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
    page.wait_for_timeout(200)
    assert 0 < status(page) <= len(corpus.passages) - unknown
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280
    assert page.wrong == []


def test_groups_have_the_colours_filters_and_shares_of_conversations(page, tiny, tmp_path):
    corpus = tiny["sixty-talks"].compare("series", only={"side": "answering"})
    save_explorer(corpus, tmp_path, quote=False)
    page.goto((tmp_path / "explorer.html").as_uri())
    page.wait_for_selector("#explorer[data-ready]")
    assert page.inner_text(".x-view") == "Groups: series. Only side = answering."
    assert page.locator("fieldset legend").first.inner_text() == "Groups"
    drawn = shown_shares(page)
    shares = measure_shares(corpus, corpus.passages, whole=["conversation"], part="theme")
    shares = shares.set_index(["conversation", "theme"])["share"]
    themes = [theme["id"] for theme in load_explorer_data(corpus, corpus.passages).meta["themes"]]
    assert list(drawn) == ["radio", "hearing", "briefing"]
    for group, values in drawn.items():
        assert values == pytest.approx([100 * shares[group, theme] for theme in themes], abs=0.051)
    page.locator("fieldset").first.get_by_label("briefing").check()
    assert status(page) == int((corpus.passages["conversation"] == "briefing").sum())
    with page.expect_download() as got:
        page.get_by_role("button", name="Save list").click()
    row = next(csv.DictReader(io.StringIO(got.value.path().read_text("utf-8-sig"))))
    assert row["group"] == "briefing"
    assert row["conversation"].startswith("talk-")
    assert page.wrong == []
