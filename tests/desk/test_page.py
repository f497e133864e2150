"""The page: blind, offline, safe with whatever a document says; each key is kept, and what it hands over comes back."""

import json
import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from analysis import open_corpus
from analysis.__main__ import main
from analysis.desk.cards import make_cards
from analysis.desk.codes import load_codes, take_codes
from analysis.desk.sample import draw_sample, load_sample, save_sample
from analysis.ground.errors import AnalysisError
from tests.making import make_corpus, measure, write_catalogue

HOSTILE = (
    "</script><script>window.hurt = 1</script><img src=x onerror='window.hurt = 2'> &amp; {{ 7 * 7 }} & more of it"
)
THEMES = """
[[theme]]
id = "bread"
name_en = "Bread </script><b>bold</b>"
description_en = "What is baked."
seeds_en = ["the dough rises overnight"]

[[theme]]
id = "tides"
name_en = "Tides"
seeds_en = ["the water falls twice a day"]
"""


def cards(corpus, coder="ann", **options):
    sample = load_sample(corpus, corpus.measured)
    codes = load_codes(corpus, coder, sample)
    return make_cards(corpus, corpus.measured, sample, coder=coder, codes=codes, **options)


def write_page(corpus, coder="ann", *more):
    assert main(["--corpus", str(corpus.folder), "code", "page", "--coder", coder, *more]) == 0
    return corpus.folder / "build" / "desk" / f"{coder}.html"


def embedded(page: str) -> dict:
    return json.loads(re.search(r'id="desk-data">(.*?)</script>', page, re.DOTALL)[1])


def test_the_page_is_the_same_whatever_others_coded(drawn, write_codes):
    before = write_page(drawn).read_text("utf-8")
    write_codes("benedetta", lambda number: ("weather", -2))
    (drawn.folder / "coding" / "tone.csv").write_text("passage_id,start,end,coder_a,coder_b,score,part\n", "utf-8")
    assert write_page(drawn).read_text("utf-8") == before
    assert "benedetta" not in before


def test_the_page_is_made_without_asking_the_machine(drawn, monkeypatch):
    before = write_page(drawn).read_text("utf-8")

    def fail(*_, **__):
        raise AssertionError("the machine was asked")

    for place in ("themes.assignment.assign_themes", "themes.assignment.guide_themes", "sentiment.tone.score_passages"):
        monkeypatch.setattr(f"analysis.{place}", fail)
    assert write_page(drawn).read_text("utf-8") == before
    for card in embedded(before)["cards"]:
        assert set(card) == {"id", "start", "end", "language", "said", "before", "behind"}


def test_a_card_has_the_passage_and_the_talk_around_it_in_its_order(drawn):
    passages = drawn.measured
    words = dict(zip(passages["passage_id"], drawn.quote(passages), strict=True))
    data = cards(drawn)
    assert {card["id"] for card in data["cards"]} == set(load_sample(drawn, passages)["passage_id"])
    for card in data["cards"]:
        own = passages[passages["rendering"] == card["id"].split(":")[0]].reset_index(drop=True)
        place = own.index[own["passage_id"] == card["id"]][0]
        around = own["passage_id"][max(0, place - 3) : place + 2].tolist()
        assert [text for _, text in [*card["before"], card["said"], *card["behind"]]] == [
            words[name] for name in around
        ]
        assert card["said"][0] == own["speaker"][place]


def test_each_coder_has_an_order_of_her_own_and_keeps_it(drawn):
    orders = {coder: [card["id"] for card in cards(drawn, coder)["cards"]] for coder in ("ann", "ben")}
    assert orders["ann"] != orders["ben"]
    assert orders["ann"] != sorted(orders["ann"])
    assert [card["id"] for card in cards(drawn)["cards"]] == orders["ann"]


def test_a_third_reading_shows_where_others_part_and_not_what_they_said(drawn, write_codes):
    write_codes("ann", lambda number: ("hives", 0))
    write_codes("ben", lambda number: ("boats" if number == 3 else "hives", 2 if number == 8 else 0))
    page = embedded(write_page(drawn, "cleo", "--parted").read_text("utf-8"))
    ids = load_sample(drawn, drawn.measured)["passage_id"]
    assert {card["id"] for card in page["cards"]} == {ids[3], ids[8]}
    assert page["codes"] == {}


def test_what_is_missing_is_told(tiny_corpus, drawn, capsys):
    # Both fixtures have one folder: first nothing is drawn, then no two part, then the words are gone.
    (drawn.folder / "coding" / "sample.csv").rename(drawn.folder / "kept.csv")
    with pytest.raises(AnalysisError, match="no passages are drawn yet; run `code draw` first"):
        cards(drawn)
    (drawn.folder / "kept.csv").rename(drawn.folder / "coding" / "sample.csv")
    with pytest.raises(AnalysisError, match="no two coders part"):
        cards(drawn, only=[])
    (drawn.folder / "documents" / "ferry-en.txt").unlink()
    with pytest.raises(AnalysisError, match="ferry-en: the document is not there"):
        cards(drawn)


@pytest.fixture
def hostile(tmp_path):
    """A talk in which somebody says markup, with a theme and a codebook that have some too."""
    lines = [f"Ada: I bake number {n} at home. {HOSTILE}\n\nBo: The water fell again on day {n}." for n in range(12)]
    catalogue = write_catalogue({"Ada": "guest", "Bo": "host"}, {"kitchen": ["Ada", "Bo"]})
    files = {"themes.toml": THEMES, "coding/themes.md": f"# Codebook\n\n{HOSTILE}\n"}
    corpus = make_corpus(tmp_path / "kitchen", catalogue, documents={"kitchen-en": "\n\n".join(lines)}, files=files)
    measure(corpus)
    corpus = open_corpus(corpus.folder)
    nothing = load_sample(corpus, corpus.measured)
    save_sample(corpus, draw_sample(corpus.measured, n=8, seed=0, earlier=nothing))
    return corpus


def test_what_a_document_says_stays_words_and_nothing_is_loaded(hostile, page):
    path = write_page(hostile)
    text = path.read_text("utf-8")
    assert "<img" not in text
    assert text.count("<script") == 2
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)[1]
    assert "default-src 'none'" in policy
    assert not re.search(r"unsafe-|https?:|\*", policy)
    assert not re.search(r"(?:src|href)\s*=\s*[\"']?(?:https?:)?//", text)
    page.goto(path.as_uri())
    page.wait_for_selector(".d-mine")
    for _ in range(8):
        page.keyboard.press("a")
        page.keyboard.press("3")
    assert "8 of 8 coded" in page.inner_text(".d-count")
    page.locator("summary").first.click()
    assert "<img src=x onerror" in page.inner_text(".d-book")
    assert page.evaluate("window.hurt") is None
    assert page.evaluate("document.images.length") == 0
    assert page.wrong == []


def test_the_policy_lets_no_other_script_run(hostile, page):
    page.goto(write_page(hostile).as_uri())
    page.evaluate("document.body.append(Object.assign(document.createElement('script'), {text: 'window.hurt = 3'}))")
    assert page.evaluate("window.hurt") is None
    assert any("Content Security Policy" in each for each in page.wrong)


def test_the_page_lies_where_git_sees_nothing(drawn):
    folder = write_page(drawn).parent
    assert (folder / ".gitignore").read_text("utf-8") == "*\n"
    assert not list((drawn.folder / "figures").glob("**/*.html"))


def test_three_are_coded_by_keys_kept_over_a_crash_and_come_back(drawn, browser, tmp_path):
    path = write_page(drawn)
    context = browser.new_context(accept_downloads=True)
    page = context.new_page()
    page.goto(path.as_uri())
    page.wait_for_selector(".d-mine")
    order = [card["id"] for card in cards(drawn)["cards"]]
    for keys in ("a3", "c5", ".1b"):
        for key in keys:
            page.keyboard.press(key)
    page.keyboard.press("d")  # a theme without a tone yet
    # The page is left as a crash would leave it, and opened anew.
    again = context.new_page()
    page.close()
    again.goto(path.as_uri())
    again.wait_for_selector(".d-mine")
    assert again.inner_text(".d-count") == "3 of 12 coded"
    assert again.get_attribute("#desk", "data-passage") == order[3]
    assert again.locator('.d-themes [aria-pressed="true"]').get_attribute("data-value") == "boats"
    with again.expect_download() as download:
        again.click("[data-act=hand]")
    download.value.save_as(tmp_path / "handed.csv")
    sample = load_sample(drawn, drawn.measured)
    merged = take_codes(drawn, tmp_path / "handed.csv", sample)
    assert (merged.n_new, merged.n_coded) == (4, 3)
    codes = load_codes(drawn, "ann", sample).set_index("passage_id")[["theme", "tone", "unsure"]]
    assert [codes.loc[name].tolist() for name in order[:4]] == [
        ["hives", "0", ""],
        ["weather", "2", ""],
        ["honey", "-2", "unsure"],
        ["boats", "", ""],
    ]
    # What came back is on the page that is made next, also in a browser that kept nothing.
    assert embedded(write_page(drawn).read_text("utf-8"))["codes"][order[1]] == ["weather", "2", ""]
    context.close()


def test_what_was_done_is_undone_and_one_goes_back_but_not_ahead(drawn, page):
    page.goto(write_page(drawn).as_uri())
    order = [card["id"] for card in cards(drawn)["cards"]]

    def shown():
        return page.get_attribute("#desk", "data-passage")

    for key in "a3b4":
        page.keyboard.press(key)
    page.keyboard.press("ArrowRight")
    assert shown() == order[2]
    page.keyboard.press("ArrowLeft")
    assert shown() == order[1]
    page.keyboard.press("2")
    assert shown() == order[2]
    page.keyboard.press("Backspace")
    assert shown() == order[1]
    assert page.locator('.d-tones [aria-pressed="true"]').get_attribute("data-value") == "1"
    for _ in range(4):
        page.keyboard.press("Backspace")
    assert shown() == order[0]
    assert page.inner_text(".d-count") == "0 of 12 coded"


def test_what_a_browser_kept_of_something_else_is_left_alone(drawn, page):
    path = write_page(drawn)
    page.goto(path.as_uri())
    data = cards(drawn)
    first, second = (card["id"] for card in data["cards"][:2])
    kept = {first: ["nonsense", "0", ""], second: ["hives", "0", ""], "elsewhere:001.01": ["hives", "0", ""]}
    page.evaluate("([key, kept]) => localStorage.setItem(key, JSON.stringify(kept))", [data["key"], kept])
    page.reload()
    assert page.inner_text(".d-count") == "1 of 12 coded"
    page.evaluate("key => localStorage.setItem(key, 'no JSON')", data["key"])
    page.reload()
    assert page.inner_text(".d-count") == "0 of 12 coded"
    assert page.wrong == []


def test_who_speaks_can_be_hidden(drawn, page):
    page.goto(write_page(drawn).as_uri())
    people = [speaker.name for speaker in drawn.catalogue.speakers]
    assert any(name in page.inner_text(".d-talk") for name in people)
    page.get_by_label("hide who speaks").check()
    assert page.locator(".d-talk b").all_inner_texts().count("somebody") >= 1
    assert not any(name in text for text in page.locator(".d-talk b").all_inner_texts() for name in people)


def test_it_is_used_by_touch_on_a_small_screen(browser, drawn):
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
    page = context.new_page()
    page.goto(write_page(drawn).as_uri())
    page.wait_for_selector(".d-mine")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    sizes = page.locator(".d-pad button, .d-head button").evaluate_all(
        "all => all.map(each => [each.getBoundingClientRect().width, each.getBoundingClientRect().height])"
    )
    assert all(min(size) >= 43 for size in sizes)
    for number in range(2):
        page.locator(".d-themes button").nth(number).tap()
        page.locator(".d-tones button").nth(4).tap()
        assert page.locator(".d-mine").evaluate("each => each.getBoundingClientRect().top") < 844
    assert page.inner_text(".d-count") == "2 of 12 coded"
    context.close()


def test_axe_finds_no_barrier(drawn, page):
    page.goto(write_page(drawn).as_uri())
    page.wait_for_selector(".d-mine")
    page.keyboard.press("a")
    page.evaluate("document.querySelectorAll('details').forEach(folded => { folded.open = true })")
    found = Axe().run(page).response["violations"]
    assert {each["id"]: [node["html"][:160] for node in each["nodes"][:3]] for each in found} == {}


def test_the_page_speaks_chinese(drawn):
    text = write_page(drawn, "ann", "--language", "zh").read_text("utf-8")
    assert '<html lang="zh-CN">' in text
    assert embedded(text)["words"]["unsure"] == "不确定"
