"""The page on which themes are edited: what it says is what edits do, and what it hands over does them."""

import re
import shlex
import shutil
from dataclasses import replace

import pytest
from axe_playwright_python.sync_playwright import Axe

from analysis import open_corpus
from analysis.__main__ import main
from analysis.corpus.themes import Themes, load_themes, save_themes
from analysis.publishing.theme_page import save_theme_page
from analysis.themes import editing
from tests.charts.drawing import HOSTILE


@pytest.fixture(scope="module")
def made(tiny_folders, tmp_path_factory):
    """A corpus of four themes, one of them with a name that would be a script, and the folder of its page."""
    folder = shutil.copytree(tiny_folders["two-talks"], tmp_path_factory.mktemp("corpora") / "own talks")
    (folder / "themes.toml").unlink()
    (folder / "settings.toml").write_text("n_topics = 4\n", "utf-8")
    assert main(["--corpus", str(folder), "corpus"]) == 0
    first, *others = load_themes(folder / "themes.toml").themes
    named = replace(first, names={"en": f"</script>{HOSTILE}"}, seeds={"en": [HOSTILE, "it's a phrase"]})
    save_themes(folder / "themes.toml", Themes([named, *others], proposed=True))
    corpus = open_corpus(folder)
    paths = save_theme_page(corpus, folder / "figures", quote=True)
    assert [path.relative_to(folder / "figures").as_posix() for path in paths] == ["themes.html", "zh/themes.html"]
    return corpus


@pytest.fixture
def opened(page, made):
    page.goto((made.folder / "figures" / "themes.html").as_uri())
    for card in page.locator(".theme").all():
        if not card.evaluate("card => card.open"):
            card.locator("summary").click()
    return page


def card(page, theme):
    return page.locator(f'.theme[data-id="{theme}"]')


def press(page, theme, name):
    card(page, theme).get_by_role("button", name=name, exact=True).first.click()


def test_what_people_and_documents_wrote_is_text_and_nothing_is_loaded(opened, made):
    source = (made.folder / "figures" / "themes.html").read_text("utf-8")
    assert "default-src 'none'" in source
    assert not re.search(r"(?:src|href)\s*=\s*[\"']?http", source)
    assert opened.locator("main img").count() == 0
    assert opened.evaluate("() => window.ran") is None
    assert HOSTILE in opened.locator(".theme .name").all_inner_texts()[0] or HOSTILE in opened.inner_text("#themes")
    assert opened.wrong == []


def test_it_shows_each_theme_with_its_passages(opened, made):
    corpus = made
    assert opened.locator(".theme").count() == len(corpus.themes.themes)
    counts = corpus.everything["theme"].value_counts()
    quotations = dict(zip(corpus.everything["passage_id"], corpus.quote(corpus.everything), strict=True))
    for theme in corpus.themes.themes[1:]:
        told = card(opened, theme.id).inner_text()
        assert theme.names["en"] in told
        assert f"{counts[theme.id]} passages" in told
        shown = [text for text in quotations.values() if text and text in told]
        assert len(shown) >= 2
        assert all(phrase in told for phrases in theme.seeds.values() for phrase in phrases)


def test_what_it_says_beforehand_is_what_the_edit_moves(opened, made):
    first, second, *_ = made.themes.ids()
    dropped = editing.drop_theme(made, made.measured, second).moves["n_passages"].sum()
    assert f"{dropped} passages move:" in card(opened, second).inner_text()
    card(opened, second).locator("select").first.select_option(first)
    edit = editing.merge_themes(made, made.measured, [second, first])
    themed = made.everything["theme"]
    both = edit.moves["theme_before"].isin([first, second]), edit.moves["theme_after"].isin([first, second])
    coming = (edit.moves["n_passages"] * (both[1].astype(int) - both[0].astype(int))).sum()
    assert f"One theme of {themed.isin([first, second]).sum() + coming} passages." in card(opened, second).inner_text()


def choose(page, ids):
    a, b, c, d = ids
    card(page, b).locator("input").first.fill("Honey, isn't it?")
    press(page, b, "Rename")
    card(page, b).get_by_placeholder("a few words").fill("a jar of honey")
    press(page, b, "Add")
    card(page, b).locator("select").first.select_option(c)
    press(page, b, "Merge")
    press(page, d, "Drop")
    return a, b, c, d


def edit_by_hand(corpus, ids):
    _, b, c, d = ids
    themes = {theme.id: theme for theme in corpus.themes.themes}
    renamed = replace(themes[b], names={**themes[b].names, "en": "Honey, isn't it?"})
    seeded = replace(renamed, seeds={**renamed.seeds, "en": [*renamed.seeds.get("en", []), "a jar of honey"]})
    joined = editing.join_themes([seeded, themes[c]])
    return [joined if name == b else theme for name, theme in themes.items() if name not in (c, d)]


def test_the_file_that_it_hands_over_has_the_edits(opened, made, tmp_path):
    ids = choose(opened, made.themes.ids())
    with opened.expect_download() as waiting:
        opened.get_by_role("button", name="Download themes.toml").click()
    waiting.value.save_as(tmp_path / "themes.toml")
    found = load_themes(tmp_path / "themes.toml")
    assert found.themes == edit_by_hand(made, ids)
    assert not found.proposed
    assert opened.wrong == []


def test_the_commands_that_it_hands_over_do_the_edits(opened, made, tmp_path, monkeypatch):
    ids = choose(opened, made.themes.ids())
    commands = opened.locator("#edits textarea").input_value().splitlines()
    assert len(commands) == 4
    shutil.copytree(made.folder, tmp_path / "own talks")
    monkeypatch.chdir(tmp_path)
    for command in commands:
        python, flag, package, *arguments = shlex.split(command)
        assert (python, flag, package) == ("python", "-m", "analysis")
        assert main(arguments) == 0
    assert load_themes(tmp_path / "own talks" / "themes.toml").themes == edit_by_hand(made, ids)


def test_an_edit_is_taken_back_and_one_that_ends_a_theme_ends_what_was_chosen_for_it(opened, made):
    b = made.themes.ids()[1]
    card(opened, b).locator("input").first.fill("Honey")
    press(opened, b, "Rename")
    press(opened, b, "Drop")
    assert opened.locator("#edits li").count() == 1
    assert "gone" in card(opened, b).get_attribute("class")
    opened.get_by_role("button", name="take back").click()
    assert opened.locator("#edits li").count() == 0
    assert "gone" not in card(opened, b).get_attribute("class")


@pytest.mark.parametrize("width", [1280, 390])
def test_it_fits_and_can_be_used_by_everyone(opened, width):
    opened.set_viewport_size({"width": width, "height": 900})
    assert opened.evaluate("() => document.documentElement.scrollWidth") <= width
    assert Axe().run(opened).response["violations"] == []


def test_without_leave_no_document_is_quoted(made, tmp_path):
    save_theme_page(made, tmp_path, quote=False)
    for page in ("themes.html", "zh/themes.html"):
        text = (tmp_path / page).read_text("utf-8")
        assert not any(len(quotation) > 30 and quotation in text for quotation in made.quote(made.measured))
