"""Charts: what a reader would notice in the figure, not in its pixels."""

import functools
import itertools
import json
import re
import shutil
import subprocess
import time

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest
from PIL import Image

from analysis import charts, open_corpus
from analysis.charts import browser, export, style
from analysis.charts.frame import frame_figure, remove_menu
from analysis.comparison.differences import compare_conversations
from analysis.comparison.shares import measure_noise, measure_shares
from analysis.comparison.verdicts import find_thin
from analysis.corpus.themes import UNASSIGNED, name_in_sentence
from analysis.ground.errors import AnalysisError
from analysis.ground.wording import set_language
from tests.charts.drawing import draw_figures


def texts(figure: go.Figure) -> list[str]:
    return [annotation.text for annotation in figure.layout.annotations]


def test_every_chart_tells_its_finding_measure_and_source(figures):
    for name, figure in figures.items():
        meta = figure.layout.meta
        shown = " ".join(" ".join(texts(figure)).split()).replace("<br>", " ").replace("<b>", "").replace("</b>", "")
        assert {"title", "subtitle", "footer", "alt"} <= set(meta), name
        assert all(meta[key] and meta[key] in shown for key in ("title", "subtitle", "footer")), name
        assert re.search(r"\d|^No ", meta["title"]) or name in {"theme-shares"}, name
        assert figure.layout.height > 200, name
        assert "Noto Sans CJK SC" in figure.layout.font.family


def test_a_conversation_has_one_colour_in_every_chart(corpus, figures):
    colours = {
        corpus.name_conversation(c): style.conversation_colour(corpus, c) for c in ("databricks", "bg2", "siggraph")
    }
    assert len(set(colours.values())) == 3
    for name in ("theme-shares", "map", "distinctive-words"):
        for trace in figures[name].data:
            if trace.name in colours and name == "theme-shares":
                assert set(trace.marker.line.color) == {colours[trace.name]}
            elif trace.name in colours and name == "map":
                assert trace.marker.color == colours[trace.name]
            elif trace.name in colours:
                assert trace.marker.line.color == colours[trace.name]


def test_no_person_has_a_colour_of_a_conversation(corpus):
    """A colour means one thing: people are told apart by lightness."""
    people = {style.speaker_colour(corpus, speaker.name) for speaker in corpus.catalogue.speakers}
    talks = {style.conversation_colour(corpus, talk.id) for talk in corpus.catalogue.conversations}
    assert people == {style.GUEST, style.HOST}
    assert not people & talks


def test_what_is_too_thin_is_grey_in_every_chart_and_in_no_title(corpus, figures):
    """SIGGRAPH is four exchanges in a press article."""
    assert find_thin(corpus.passages) == {"siggraph"}
    own = style.conversation_colour(corpus, "siggraph")
    for name, figure in figures.items():
        assert "SIGGRAPH" not in figure.layout.meta["title"], name
        assert own not in figure.to_json(), name


def test_the_main_chart_shows_every_theme_with_its_interval_and_hollow_marks_for_noise(corpus, figures):
    parts = corpus.list_themes()
    shares = measure_shares(corpus, corpus.passages, whole=["conversation"], part="theme", parts=parts)
    differences = compare_conversations(corpus, corpus.passages, part="theme", parts=corpus.themes.ids())
    order = charts.order_themes(shares)
    *marks, told, floor = figures["theme-shares"].data
    assert "points above" in told.text[0]
    noise = measure_noise(corpus, corpus.passages, part="theme", parts=corpus.themes.ids()).set_index("theme")["floor"]
    assert UNASSIGNED not in order, "readers gave every passage a theme"
    assert list(floor.x) == noise.loc[order].tolist()
    assert list(floor.y) == list(range(len(order)))[::-1]
    for trace, conversation in zip(marks, ("databricks", "bg2", "siggraph"), strict=True):
        rows = shares[shares["conversation"] == conversation].set_index("theme").loc[order]
        assert list(trace.x) == rows["share"].tolist()
        if conversation == "siggraph":
            assert np.isnan(np.asarray(trace.error_x.array, dtype=float)).all(), "four exchanges have no interval"
        else:
            assert list(trace.x + trace.error_x.array) == pytest.approx(rows["here_high"].tolist())
        clear = differences[
            differences["here"] & differences[["conversation_a", "conversation_b"]].eq(conversation).any(axis=1)
        ]
        hollow = {theme for theme, colour in zip(order, trace.marker.color, strict=True) if colour == "white"}
        assert hollow == set(order) - set(clear["theme"])


def test_the_title_claims_only_what_holds(corpus):
    parts = corpus.list_themes()
    shares = measure_shares(corpus, corpus.passages, whole=["conversation"], part="theme", parts=parts)
    named = {"part": "theme", "parts": corpus.themes.ids()}
    nothing = compare_conversations(corpus, corpus.passages, **named).assign(here=False, beyond=False)
    noise = measure_noise(corpus, corpus.passages, **named)
    figure = charts.plot_theme_shares(corpus, {"all": shares}, {"all": nothing}, noise=noise, order=parts, n_passages=1)
    assert figure.layout.meta["title"].startswith("No conversation dwells")
    assert all(colour == "white" for trace in figure.data[:-1] for colour in trace.marker.color)


def test_differences_in_these_talks_are_filled_and_both_intervals_are_drawn(corpus, figures):
    rows = compare_conversations(corpus, corpus.passages, part="theme", parts=corpus.themes.ids())
    shown = rows[(rows["conversation_a"] == "bg2") & (rows["conversation_b"] == "databricks")]
    figure = figures["theme-shares-2"]
    beyond, *marks = [trace for trace in figure.data if trace.visible]
    filled = sum(colour != "white" for trace in marks for colour in trace.marker.color)
    assert filled == shown["here"].sum() == 10
    title, ways = figure.layout.meta["title"], corpus.make_table("multiverse")
    assert title.startswith(f"In these talks BG2 and Databricks differ in {filled} of {len(shown)} themes")
    assert title.endswith("beyond them nothing can be told")
    firm = ways[ways["holds"] & (ways["conversation_a"] == "bg2") & (ways["conversation_b"] == "databricks")]
    for theme in corpus.themes.ids():
        assert (corpus.name_theme(theme, inside=True) in title) == (theme in set(firm["theme"])), theme
    ends = [x for x in beyond.x if not np.isnan(x)]
    assert sorted(ends) == pytest.approx(sorted([*shown["ci_low"], *shown["ci_high"]]))
    assert sum(len(trace.x) for trace in marks) == len(shown)


def test_over_every_rendering_stand_the_shares_and_beneath_them_every_turn(corpus, figures):
    bars = [trace for trace in figures["speech-shares"].data if trace.type == "bar"]
    marks = [
        (mark.y, mark.width, mark.lead)
        for trace in bars
        for mark in pd.DataFrame(
            {"y": trace.y, "width": trace.x, "lead": [lead.get("passages", []) for lead in trace.meta["leads"]]}
        ).itertuples()
    ]
    table = corpus.make_table("speech_shares")
    spoken, passages = table[table["n_words"] > 0], corpus.talks
    upper, lower = ([mark for mark in marks if (mark[0] > np.rint(mark[0])) == above] for above in (True, False))
    assert sorted(width for _, width, _ in upper) == pytest.approx(sorted(spoken["share"]))
    turns = passages.groupby(["rendering", "turn"])["passage_id"].agg(list)
    assert sorted(lead for *_, lead in lower) == sorted(turns)
    for row in range(passages["rendering"].nunique()):
        for part in (upper, lower):
            assert sum(width for y, width, _ in part if np.rint(y) == row) == pytest.approx(1, abs=1e-3)


def test_the_longest_turn_is_marked_where_it_is_and_told_with_its_unit(corpus, figures):
    full = corpus.talks[~corpus.talks["conversation"].isin(find_thin(corpus.passages))]
    words = full.groupby(["rendering", "turn"])["n_words"].sum()
    longest = (words / words.groupby("rendering").transform("sum")).idxmax()
    figure = figures["speech-shares"]
    (mark,) = [note for note in figure.layout.annotations if note.name == "longest"]
    length = f"{words[longest]:,} characters"
    assert mark.text.strip("\N{BLACK UP-POINTING TRIANGLE} ") == length
    assert f"\N{BLACK UP-POINTING TRIANGLE}), {length} by" in figure.layout.meta["subtitle"]
    before = full[(full["rendering"] == longest[0]) & (full["turn"] < longest[1])]["n_words"].sum()
    assert mark.x == pytest.approx((before + words[longest] / 2) / words[longest[0]].sum())


def test_words_of_the_other_language_have_their_meaning_in_titles_and_fit_beside_their_bars(corpus, figures):
    figure = figures["tone-words"]
    (menu,) = figure.layout.updatemenus
    titles = [button.args[1]["meta.title"] for button in menu.buttons]
    quoted = [word for title in titles for word in re.findall(r'"([^"]+)"', title)]
    foreign = [word for word in quoted if re.search("[\u4e00-\u9fff]", word)]
    assert foreign
    assert all(f'"{word}" ({corpus.gloss(word)})' in " ".join(titles) for word in foreign)
    labels = [re.sub("<[^>]*>", "", label) for trace in figure.data for label in trace.y]
    assert max(style.count_letters(label) for label in labels) <= 31


def test_every_disagreement_is_a_mark_with_both_values(corpus, figures):
    table = corpus.disagreements
    marks = [mark for trace in figures["disagreements"].data for mark in trace.customdata]
    assert len(marks) == len(table)
    assert {(mark[1], mark[3]) for mark in marks} == {
        (a or "nothing", b or "nothing") for a, b in zip(table["value_a"], table["value_b"], strict=True)
    }
    assert not any("<script>" in mark[5] for mark in marks)


def test_every_passage_of_two_renderings_is_in_the_picture_of_their_alignment(corpus, figures):
    bars = [trace for trace in figures["alignment"].data if trace.type == "bar"]
    drawn = [name for trace in bars for name in trace.customdata]
    passages = corpus.passages
    wanted = passages[passages["conversation"].isin(["databricks", "bg2"])]["passage_id"].tolist()
    assert sorted(drawn) == sorted(wanted)


def test_themes_are_named_in_both_languages_and_ordered_by_size(corpus, figures):
    figure, names = figures["theme-shares"], corpus.themes
    from_top = list(figure.layout.yaxis.ticktext)[::-1]
    for language in ("en", "zh"):
        wanted = [name for theme, name in names.names(language).items() if theme != "unassigned"]
        assert all(any(name in label for label in from_top) for name in wanted)
    marks = figure.data[:-2]
    means = [sum(trace.x[row] for trace in marks) / len(marks) for row in range(len(from_top))]
    assert means == sorted(means, reverse=True)


def test_a_title_keeps_acronyms():
    assert name_in_sentence("AI factories") == "AI factories"
    assert name_in_sentence("Open and closed models") == "open and closed models"


def test_the_names_on_the_map_do_not_lie_on_each_other(corpus, figures):
    figure = figures["map"]
    names = {f"<b>{name}</b>" for theme, name in corpus.themes.names("en").items() if theme != UNASSIGNED}
    labels = [a for a in figure.layout.annotations if a.text in names]
    assert len(labels) == len(names)
    xs, ys = (np.concatenate([trace[axis] for trace in figure.data]) for axis in "xy")
    across, up = 0.9 * 800 / np.ptp(xs), 0.9 * 640 / np.ptp(ys)
    for one, other in itertools.combinations(labels, 2):
        beside = abs(one.x - other.x) * across > 3.3 * (len(one.text) + len(other.text) - 14)
        above = abs((one.y - other.y) * up + one.yshift - other.yshift) >= 14
        assert beside or above, (one.text, other.text)


def test_a_share_of_a_speaker_is_printed_in_the_heat_map(figures):
    few, enough = figures["themes-by-speaker"].data
    columns = len(few.x)
    assert 0 < sum(not np.isnan(value) for value in few.z[0]) < columns, "SIGGRAPH's two, of four exchanges, are grey"
    for heat in (few, enough):
        for row, printed in zip(heat.z, heat.text, strict=True):
            for value, text in zip(row, printed, strict=True):
                assert text == ("" if np.isnan(value) else "·" if value == 0 else f"{value:.0%}")


def test_words_of_a_document_cannot_become_part_of_the_page(corpus, figures, tmp_path):
    (page, *_) = charts.save_figure(corpus, figures["map"], "map", rows=pd.DataFrame({"a": [1]}), folder=tmp_path)
    assert "<script>alert" not in page.read_text("utf-8")
    rows = pd.DataFrame({"rendering": ["mine"], "turn": [1]})
    assert "&lt;script&gt;" in style.hover_words(corpus, rows, ["<script>"])[0]


def test_a_hover_has_the_gist_and_the_quotation_cut_and_broken_into_lines(corpus):
    rows = pd.DataFrame({"rendering": ["bg2-zh-a"], "turn": [2]})
    (wrapped,) = style.hover_words(corpus, rows, ["字" * 500])
    gist, *quoted = wrapped.split("<br>")
    assert gist == corpus.gists.set_index(["rendering", "turn"]).loc[("bg2-zh-a", 2), "gist_en"]
    assert all(line.startswith("<i>") for line in quoted)
    assert quoted[-1].endswith("…</i>")
    assert max(len(line) for line in quoted) <= 34 + len("<i></i> …")
    assert style.hover_words(corpus, rows) == [gist]


def test_saving_writes_every_format(corpus, figures, tmp_path, chromium):
    rows = pd.DataFrame({"theme": ["bread"], "share": [1 / 3]})
    paths = {
        path.suffix: path
        for path in charts.save_figure(corpus, figures["theme-shares"], "theme-shares", rows=rows, folder=tmp_path)
    }
    assert set(paths) == {".html", ".csv", ".png", ".svg", ".pdf"}
    assert paths[".csv"].read_text() == "theme,share\nbread,0.333333\n"
    assert paths[".png"].read_bytes().startswith(b"\x89PNG")
    assert int.from_bytes(paths[".png"].read_bytes()[16:20], "big") == 2 * style.WIDTH
    meta = figures["theme-shares"].layout.meta
    drawing = paths[".svg"].read_text("utf-8")
    assert "数据与飞轮" in drawing
    assert f"<title>{meta['title']}</title><desc>{meta['alt']}</desc>" in drawing.replace("&#x27;", "'")
    assert Image.open(paths[".png"]).text["Description"] == meta["alt"]
    assert paths[".pdf"].read_bytes().startswith(b"%PDF")
    assert "<select" not in drawing


def test_ticks_are_written_as_lists_that_a_page_can_read(figures):
    for name, figure in figures.items():
        layout = json.loads(figure.to_json())["layout"]
        axes = [axis for key, axis in layout.items() if key[1:5] == "axis"]
        assert all(isinstance(axis.get("tickvals", []), list) for axis in axes), name


def test_a_picture_has_no_menu_and_keeps_its_texts(figures):
    figure = figures["map"]
    printed = remove_menu(figure)
    assert len(figure.layout.updatemenus) == 1
    assert not printed.layout.updatemenus
    assert printed.layout.height == figure.layout.height - figure.layout.meta["menu"]
    assert texts(printed) == texts(figure)


def test_every_entry_of_a_menu_has_its_own_title_and_shows_something(figures):
    for name in ("map", "tone-words", "theme-shares-2", "alignment"):  # fmt: skip
        (menu,) = figures[name].layout.updatemenus
        assert len(menu.buttons) > 1, name
        assert len({button.args[1]["meta.title"] for button in menu.buttons}) == len(menu.buttons), name
        for button in menu.buttons:
            assert any(button.args[0]["visible"]), (name, button.label)
            assert len(button.args[0]["visible"]) == len(figures[name].data)
        assert [trace.visible for trace in figures[name].data] == menu.buttons[menu.active].args[0]["visible"]


def test_a_character_that_no_font_has_stops_the_export_with_the_cure(corpus, tmp_path, chromium):
    shown = frame_figure(
        corpus,
        go.Figure(go.Bar(x=["a"], y=[1])),
        title="\U000f1234 is no letter",
        subtitle="s",
        footer="f",
        height=200,
        alt="a",
    )
    with pytest.raises(AnalysisError, match=r"no font here has .* fonts-noto-cjk"):
        charts.save_figure(corpus, shown, "boxes", rows=pd.DataFrame({"a": [1]}), folder=tmp_path)
    assert export.find_missing_characters(go.Figure(go.Bar(x=["中文"], y=[1]))) == ""


def test_lines_break_between_words_and_not_before_closing_marks():
    assert style.wrap_text("one two three", 8) == ["one two", "three"]
    assert style.wrap_text("开源与闭源，推理。", 10) == ["开源与闭", "源，推理。"]
    assert style.wrap_text("占 12%，“推理与思考”（1）", 8) == ["占 12%，", "“推理与", "思考”", "（1）"]
    assert "".join(style.wrap_text("甲" * 100, 20)) == "甲" * 100
    assert max(len(line) for line in style.wrap_text("甲" * 100, 20)) == 10


@pytest.fixture
def looking_anew():
    """Whether pictures can be drawn here is found out in the test, and again after it."""
    for found in (export.explain_no_pictures, export._start_export):
        found.cache_clear()
    yield
    for found in (export.explain_no_pictures, export._start_export):
        found.cache_clear()


def save_tone(corpus, figures, folder):
    """What is saved of a chart, by ending."""
    paths = charts.save_figure(corpus, figures["tone"], "tone", rows=pd.DataFrame({"a": [1]}), folder=folder)
    return {path.suffix for path in paths}


@pytest.mark.usefixtures("looking_anew")
def test_without_a_browser_pictures_are_left_out_and_the_cure_is_told(corpus, figures, tmp_path, monkeypatch):
    from choreographer.browsers.chromium import Chromium

    monkeypatch.setattr(Chromium, "find_browser", classmethod(lambda cls, **options: None))
    monkeypatch.delenv("BROWSER_PATH", raising=False)
    assert "apt-get install chromium" in export.explain_no_pictures()
    assert save_tone(corpus, figures, tmp_path) == {".html", ".csv"}


@pytest.mark.usefixtures("looking_anew")
@pytest.mark.parametrize("does", ["exit 10", "exit 0", "echo '<html>drawn</html>'", "sleep 6007 & sleep 6007", None])
def test_a_browser_that_does_not_start_is_left_soon_and_the_cure_is_told(does, corpus, figures, tmp_path, monkeypatch):
    stub = tmp_path / "chromium"
    if does:
        stub.write_text(f"#!/bin/sh\n{does}\n", "utf-8")
        stub.chmod(0o755)
    monkeypatch.setenv("BROWSER_PATH", str(stub))
    monkeypatch.setattr(browser, "_LONGEST_START", 2.0)
    begun = time.monotonic()
    told = export.explain_no_pictures()
    assert time.monotonic() - begun < 6
    assert f"the browser {stub} does not start" in told
    assert "BROWSER_PATH" in told
    assert save_tone(corpus, figures, tmp_path / "figures") == {".html", ".csv"}
    running = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout
    assert "sleep 6007" not in running


def test_a_browser_that_works_is_seen_to_start(chromium):
    assert browser.can_start(str(chromium))


def test_a_figure_without_title_or_with_words_in_its_rows_is_not_saved(corpus, figures, tmp_path):
    with pytest.raises(AnalysisError, match="no title"):
        charts.save_figure(corpus, go.Figure(), "bare", rows=pd.DataFrame(), folder=tmp_path)
    with pytest.raises(AnalysisError, match="words of a document"):
        charts.save_figure(corpus, figures["map"], "map", rows=pd.DataFrame({"words_of": ["x"]}), folder=tmp_path)


@pytest.fixture(scope="module")
def draw_tiny(tiny):
    """Draws every chart of one of the corpora written for the tests, once."""

    def draw(name):
        # It may be the first fixture that a test asks for, before the one that sets the language.
        set_language("en")
        return draw_figures(tiny[name])

    return functools.cache(draw)


@pytest.fixture(scope="module", params=["two-talks", "eight-talks", "sixty-talks"])
def drawn(request, tiny, draw_tiny):
    """Every chart of one of the corpora written for the tests."""
    return request.param, tiny[request.param], draw_tiny(request.param)


def test_every_chart_of_any_corpus_fits_a_page_and_a_megabyte(drawn):
    name, _, figures = drawn
    for chart, figure in figures.items():
        meta = figure.layout.meta
        assert len(figure.to_json()) < 1_000_000, (name, chart)
        assert len(style.wrap_text(meta["title"], 78)) <= 2, (name, chart, meta["title"])
        assert 150 < figure.layout.height < 3000, (name, chart, figure.layout.height)
        assert sum(bool(trace.name) and getattr(trace, "showlegend", False) is not False for trace in figure.data) < 200
        menus = figure.layout.updatemenus
        assert not menus or len(menus[0].buttons) <= 13, (name, chart)


def test_no_chart_of_another_corpus_speaks_of_the_shipped_one(drawn):
    name, _, figures = drawn
    for chart, figure in figures.items():
        shown = " ".join(export.list_texts(figure))
        assert not re.search(r"SIGGRAPH|Databricks|BG2|Jensen|黄仁勋|nan\b", shown), (name, chart)


def test_marks_of_a_theme_stay_in_its_row_however_many_conversations_there_are(corpus):
    for n_marks in (2, 3, 4, 5, 12, 40):
        offsets = style.spread_rows(n_marks)
        assert len(offsets) == n_marks
        assert np.abs(offsets).max() < 0.5
        assert list(offsets) == sorted(offsets, reverse=True)


def test_where_nothing_was_published_twice_the_noise_is_called_unknown_and_not_drawn(draw_tiny):
    figures = draw_tiny("two-talks")
    shown = " ".join(export.list_texts(figures["theme-shares"]) + export.list_texts(figures["theme-shares-2"]))
    assert "noise unknown" in shown.lower()
    assert "noise floor" not in {trace.name for trace in figures["theme-shares"].data}


def test_themes_found_in_the_very_passages_that_are_compared_are_said_to_be(draw_tiny, tiny_folders, tmp_path):
    folder = shutil.copytree(tiny_folders["two-talks"], tmp_path / "two-talks")
    (folder / "themes.toml").unlink()
    cases = (
        (draw_tiny("two-talks"), False),
        (draw_figures(open_corpus(folder)), True),
        (draw_tiny("eight-talks"), True),
    )
    for figures, proposed in cases:
        for chart in ("theme-shares", "theme-shares-2"):
            footer = figures[chart].layout.meta["footer"]
            assert ("found in these very passages" in footer) == proposed, chart


def test_what_nobody_coded_is_shown_as_scored(draw_tiny):
    meta = draw_tiny("two-talks")["tone"].layout.meta
    assert "as scored" in (meta["title"] + meta["subtitle"] + meta["footer"]).lower()
