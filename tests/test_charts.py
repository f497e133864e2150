"""Charts: what a reader would notice in the figure, not in its pixels."""

import itertools
import re

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest

from analysis import charts, results
from analysis.charts import style
from analysis.coding import load_alignment_readings
from analysis.comparison import compare_conversations, measure_shares
from analysis.concordance import find_passages
from analysis.disagreement import describe_disagreements, load_disagreements
from analysis.distinctive import rank_distinctive
from analysis.errors import AnalysisError
from analysis.initiative import count_raised, find_stretches
from analysis.sentiment import SCORERS
from analysis.sentiment.correction import add_tone
from analysis.sentiment.summary import name_sides, shift_words_by_conversation, summarise_scores, summarise_tone
from analysis.sentiment.validity import compare_scorers
from analysis.themes import load_themes, name_in_sentence
from analysis.validity import report_alignment
from analysis.versions import align_renderings

GUEST = "Jensen Huang"


@pytest.fixture(scope="module")
def figures(themed) -> dict[str, go.Figure]:
    parts = [theme.id for theme in load_themes().themes]
    shares = measure_shares(themed, whole=["conversation"], part="theme", parts=parts)
    order = charts.order_themes(shares)
    differences = compare_conversations(themed, part="theme", parts=parts)
    by_rendering = measure_shares(themed, whole=["conversation", "rendering"], part="theme", parts=parts)
    by_speaker = measure_shares(themed, whole=["conversation", "speaker"], part="theme", parts=parts)
    speech = measure_shares(themed, whole=["conversation", "rendering"], part="speaker")
    toned = add_tone(themed)
    tone = summarise_tone(toned, by=["conversation", "speaker"])
    shifts = shift_words_by_conversation(toned)
    alignment = align_renderings(themed)
    figures = {
        "speech-shares": charts.plot_speech_shares(speech, guest=GUEST),
        "turns": charts.plot_turns(themed),
        "theme-shares": charts.plot_theme_shares(
            {"all speakers": shares}, {"all speakers": differences}, order=order, n_passages=len(themed)
        ),
        "themes-by-speaker": charts.plot_theme_heatmap(by_speaker, order=order),
        "hierarchy": charts.plot_hierarchy(
            themed, results.make_result("themes", corrected=False), results.make_result("topics", corrected=False)
        ),
        "map": charts.plot_map(themed, quotations=["<script>alert(1)</script>"] * len(themed)),
        "renderings": charts.plot_renderings(by_rendering, order=order),
        "course": charts.plot_course(themed, order=order),
        "raised": charts.plot_raised(count_raised(find_stretches(themed)), order=order, guest=GUEST),
        "theme-differences": charts.plot_differences(differences),
        "alignment": charts.plot_alignment(alignment, themed, report_alignment(alignment, load_alignment_readings())),
        "disagreements": charts.plot_disagreements(
            describe_disagreements(load_disagreements(), themed).assign(quotation_a="<script>alert(1)</script>"), themed
        ),
        "concordance": charts.plot_concordance(
            find_passages(toned, "flywheel").assign(quotation="<script>alert(1)</script>"), toned, query="flywheel"
        ),
        "distinctive-words": charts.plot_distinctive(
            rank_distinctive(themed, by="conversation"), by="conversation", n_passages=len(themed)
        ),
        "tone": charts.plot_tone(toned, tone, quotations=["<script>alert(1)</script>"] * len(toned)),
        "tone-course": charts.plot_tone_course(toned),
        "tone-by-theme": charts.plot_tone_by_theme(
            summarise_tone(toned, by=["conversation", "speaker", "theme"]), themes=parts, guest=GUEST
        ),
        "tone-words": charts.plot_word_shift(shifts, {name: name_sides(toned, name) for name in shifts}),
        "tone-scorers": charts.plot_scorers(compare_scorers(themed), n_passages=221),
    }
    for scorer in SCORERS:
        summary = summarise_scores(themed, by=["conversation", "speaker"], scorer=scorer)
        figures[f"scores-{scorer}"] = charts.plot_scores(themed, summary, scorer=scorer)
    return figures


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


def test_a_conversation_has_one_colour_in_every_chart(figures):
    colours = {style.conversation_title(c): style.conversation_colour(c) for c in ("databricks", "bg2", "siggraph")}
    assert len(set(colours.values())) == 3
    for name in ("theme-shares", "map", "raised"):
        for trace in figures[name].data:
            if trace.name in colours and name == "theme-shares":
                assert trace.marker.line.color == colours[trace.name]
            elif trace.name in colours:
                assert trace.marker.color == colours[trace.name]


def test_the_main_chart_shows_every_theme_with_its_interval_and_hollow_marks_for_noise(figures, themed):
    parts = [theme.id for theme in load_themes().themes]
    shares = measure_shares(themed, whole=["conversation"], part="theme", parts=parts)
    differences = compare_conversations(themed, part="theme", parts=parts)
    order = charts.order_themes(shares)
    for trace, conversation in zip(figures["theme-shares"].data, ("databricks", "bg2", "siggraph"), strict=True):
        rows = shares[shares["conversation"] == conversation].set_index("theme").loc[order]
        assert list(trace.x) == rows["share"].tolist()
        assert list(trace.x + trace.error_x.array) == pytest.approx(rows["ci_high"].tolist())
        clear = differences[
            differences["clears"] & differences[["conversation_a", "conversation_b"]].eq(conversation).any(axis=1)
        ]
        hollow = {theme for theme, colour in zip(order, trace.marker.color, strict=True) if colour == "white"}
        assert hollow == set(order) - set(clear["theme"])


def test_the_title_claims_only_what_clears(themed):
    parts = [theme.id for theme in load_themes().themes]
    shares = measure_shares(themed, whole=["conversation"], part="theme", parts=parts)
    nothing = compare_conversations(themed, part="theme", parts=parts).assign(clears=False)
    figure = charts.plot_theme_shares({"all": shares}, {"all": nothing}, order=parts, n_passages=1)
    assert figure.layout.meta["title"].startswith("No conversation dwells")
    assert all(colour == "white" for trace in figure.data for colour in trace.marker.color)


def test_only_differences_that_hold_are_filled_and_noise_and_power_are_drawn(figures, themed):
    parts = [theme.id for theme in load_themes().themes]
    rows = compare_conversations(themed, part="theme", parts=parts)
    shown = rows[(rows["conversation_a"] == "bg2") & (rows["conversation_b"] == "databricks")]
    figure = figures["theme-differences"]
    band, ticks, *marks = [trace for trace in figure.data if trace.visible]
    filled = sum(colour != "white" for trace in marks for colour in trace.marker.color)
    assert filled == shown["clears"].sum()
    assert figure.layout.meta["title"].startswith(f"{filled} of {len(shown)} differences")
    assert sorted(band.x) == pytest.approx(sorted(2 * shown["noise"]))
    assert sorted(ticks.x) == pytest.approx(sorted([*shown["detectable"], *-shown["detectable"]]))
    assert sum(len(trace.x) for trace in marks) == (shown["difference"] != 0).sum()


def test_every_disagreement_is_a_mark_with_both_values(figures):
    table = load_disagreements()
    marks = [mark for trace in figures["disagreements"].data for mark in trace.customdata]
    assert len(marks) == len(table)
    assert {(mark[1], mark[3]) for mark in marks} == {
        (a or "nothing", b or "nothing") for a, b in zip(table["value_a"], table["value_b"], strict=True)
    }
    assert not any("<script>" in mark[5] for mark in marks)


def test_every_passage_of_two_renderings_is_in_the_picture_of_their_alignment(figures, themed):
    bars = [trace for trace in figures["alignment"].data if trace.type == "bar"]
    drawn = [name for trace in bars for name, _ in trace.customdata]
    wanted = themed[themed["conversation"].isin(["databricks", "bg2"])]["passage_id"].tolist()
    assert sorted(drawn) == sorted(wanted)


def test_themes_are_named_in_both_languages_and_ordered_by_size(figures):
    figure, names = figures["theme-shares"], load_themes()
    from_top = list(figure.layout.yaxis.ticktext)[::-1]
    for language in ("en", "zh"):
        wanted = [name for theme, name in names.names(language).items() if theme != "unassigned"]
        assert all(any(name in label for label in from_top) for name in wanted)
    means = [sum(trace.x[row] for trace in figure.data) / len(figure.data) for row in range(len(from_top))]
    assert means == sorted(means, reverse=True)


def test_a_title_tells_of_marks_that_are_drawn_and_keeps_acronyms(figures):
    raised = figures["raised"]
    drawn = {f"{x * 100:.0f} %" for trace in raised.data for x in trace.x}
    told = re.findall(r"\d+ %", raised.layout.meta["title"])
    assert len(told) == 2
    assert set(told) <= drawn
    assert name_in_sentence("AI factories") == "AI factories"
    assert name_in_sentence("Open and closed models") == "open and closed models"


def test_the_names_on_the_map_do_not_lie_on_each_other(figures):
    figure = figures["map"]
    names = {f"<b>{theme.name_en}</b>" for theme in load_themes().themes}
    labels = [a for a in figure.layout.annotations if a.text in names]
    assert len(labels) == len(names)
    xs, ys = (np.concatenate([trace[axis] for trace in figure.data]) for axis in "xy")
    across, up = 0.9 * 800 / np.ptp(xs), 0.9 * 640 / np.ptp(ys)
    for one, other in itertools.combinations(labels, 2):
        beside = abs(one.x - other.x) * across > 3.3 * (len(one.text) + len(other.text) - 14)
        above = abs((one.y - other.y) * up + one.yshift - other.yshift) >= 14
        assert beside or above, (one.text, other.text)


def test_every_topic_stands_in_its_themes_and_bars_add_up(figures, themed):
    words = themed.groupby(["theme", "topic"])["n_words"].sum() / themed["n_words"].sum()
    bars = [trace for trace in figures["hierarchy"].data if trace.type == "bar"]
    drawn = sorted((row[0], round(row[1], 9)) for trace in bars for row in trace.customdata)
    assert drawn == sorted((topic, round(share, 9)) for (_, topic), share in words.items())
    totals = sorted(round(trace.base[-1] + trace.x[-1], 9) for trace in bars)
    assert totals == sorted(words.groupby("theme").sum().round(9))


def test_a_share_of_a_speaker_is_printed_in_the_heat_map(figures):
    heat = figures["themes-by-speaker"].data[0]
    for row, printed in zip(heat.z, heat.text, strict=True):
        assert all(text == ("·" if value == 0 else f"{value:.0%}") for value, text in zip(row, printed, strict=True))


def test_words_of_a_document_cannot_become_part_of_the_page(figures, tmp_path):
    (page, *_) = charts.save_figure(figures["map"], "map", rows=pd.DataFrame({"a": [1]}), folder=tmp_path)
    assert "<script>alert" not in page.read_text("utf-8")
    assert "&lt;script&gt;" in style.wrap_quotation("<script>")


def test_a_quotation_is_cut_and_broken_into_lines():
    wrapped = style.wrap_quotation("字" * 500)
    assert wrapped.endswith("…")
    assert max(len(line) for line in wrapped.split("<br>")) <= 36


def test_saving_writes_every_format(figures, tmp_path, chromium):
    rows = pd.DataFrame({"theme": ["bread"], "share": [1 / 3]})
    paths = {path.suffix: path for path in charts.save_figure(figures["raised"], "raised", rows=rows, folder=tmp_path)}
    assert set(paths) == {".html", ".csv", ".png", ".svg"}
    assert paths[".csv"].read_text() == "theme,share\nbread,0.333333\n"
    assert paths[".png"].read_bytes().startswith(b"\x89PNG")
    assert int.from_bytes(paths[".png"].read_bytes()[16:20], "big") == 2 * style.WIDTH
    assert "数据与飞轮" in paths[".svg"].read_text("utf-8")


def test_without_a_browser_pictures_are_left_out_and_the_cure_is_told(figures, tmp_path, monkeypatch):
    from choreographer.browsers.chromium import Chromium

    monkeypatch.setattr(Chromium, "find_browser", classmethod(lambda cls, **options: None))
    monkeypatch.delenv("BROWSER_PATH", raising=False)
    style.explain_no_pictures.cache_clear()
    style._start_export.cache_clear()
    try:
        assert "apt-get install chromium" in style.explain_no_pictures()
        rows = pd.DataFrame({"a": [1]})
        paths = charts.save_figure(figures["raised"], "raised", rows=rows, folder=tmp_path)
        assert {path.suffix for path in paths} == {".html", ".csv"}
    finally:
        style.explain_no_pictures.cache_clear()
        style._start_export.cache_clear()


def test_a_figure_without_title_or_with_words_in_its_rows_is_not_saved(figures, tmp_path):
    with pytest.raises(AnalysisError, match="no title"):
        charts.save_figure(go.Figure(), "bare", rows=pd.DataFrame(), folder=tmp_path)
    with pytest.raises(AnalysisError, match="words of a document"):
        charts.save_figure(figures["map"], "map", rows=pd.DataFrame({"words_of": ["x"]}), folder=tmp_path)
