"""Marks of charts and their passages: what a mark leads to is what it says, and the explorer shows exactly that."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis.charts.address import link_leads
from analysis.publishing.pages import save_explorer

pytestmark = pytest.mark.long

NAMES = ["speech-shares", "theme-shares", "theme-shares-2", "themes-by-speaker", "renderings", "trends", "mentions",
         "answers", "tone-words"]  # fmt: skip


@pytest.fixture(scope="module")
def folder(corpus, tmp_path_factory):
    folder = tmp_path_factory.mktemp("leads")
    save_explorer(corpus, folder, quote=False)
    return folder


def list_marks(figure) -> Iterator[tuple[dict[str, Any], Any]]:
    """Each mark that leads somewhere, with what hovering shows of it."""
    for trace in figure.data:
        leads = (trace.meta or {}).get("leads") if isinstance(trace.meta, dict) else None
        if leads is None:
            continue
        hovers = trace.customdata if trace.customdata is not None else [None] * len(leads)
        rows = zip(leads, hovers, strict=True)
        pairs = (pair for row in rows for pair in zip(*row, strict=True)) if trace.type == "heatmap" else rows
        yield from ((lead, hover) for lead, hover in pairs if any(lead.values()))


def choose(passages: pd.DataFrame, lead: Mapping[str, list[str]]) -> pd.DataFrame:
    columns = {"conversations": "conversation", "speakers": "speaker", "themes": "theme", "renderings": "rendering",
               "passages": "passage_id"}  # fmt: skip
    fits = np.logical_and.reduce([passages[columns[key]].isin(values) for key, values in lead.items()])
    return passages[fits]


@pytest.mark.parametrize("name", NAMES)
def test_the_explorer_shows_of_a_mark_exactly_its_passages(name, corpus, figures, folder, page):
    marks = [lead for lead, _ in list_marks(figures[name])]
    assert len(marks) > 2, name
    for lead in marks[:: len(marks) // 3]:
        page.goto("about:blank")
        page.goto(folder.as_uri() + "/" + link_leads(lead, up=""))
        page.wait_for_selector("#explorer[data-ready]")
        shown = int(re.search(r"\d+", page.inner_text(".x-status")).group())
        assert shown == len(choose(corpus.passages, lead)), (name, lead)
    assert page.wrong == []


def test_the_shares_of_a_rendering_lead_to_it_alone(corpus, figures):
    shares = corpus.make_table("speech_shares").set_index(["rendering", "speaker"])
    counted = {}
    for trace in figures["speech-shares"].data:
        for lead in (trace.meta or {}).get("leads", []):
            if "speakers" in lead:
                counted[lead["renderings"][0], lead["speakers"][0]] = choose(corpus.passages, lead)["n_words"].sum()
    spoken = shares[shares["n_words"] > 0]
    assert counted == spoken["n_words"].to_dict()


def test_both_marks_of_a_theme_lead_to_its_passages_in_their_rendering(corpus, figures):
    passages, seen = corpus.passages, 0
    for trace in figures["renderings"].data:
        for lead, share in zip((trace.meta or {}).get("leads", []), trace.x, strict=False):
            mine = passages[passages["rendering"] == lead["renderings"][0]]
            words = choose(passages, lead)["n_words"].sum() / mine["n_words"].sum()
            assert words == pytest.approx(share), lead
            seen += 1
    assert seen == 4 * len(corpus.themes.ids())


def test_a_cell_of_names_leads_to_as_many_passages_as_it_says(corpus, figures):
    said = [(len(lead["passages"]), hover) for lead, hover in list_marks(figures["mentions"])]
    assert len(said) > 40
    for n, hover in said:
        assert int(re.search(r"(\d+) passages of all renderings", hover)[1]) == n, hover


def test_a_kind_of_question_leads_to_its_answers(corpus, figures):
    passages = corpus.passages.reset_index(drop=True)
    asks = passages["speaker"].map(corpus.asks)
    run = ((asks != asks.shift()) | (passages["rendering"] != passages["rendering"].shift())).cumsum()
    marks = list(list_marks(figures["answers"]))
    assert marks
    for lead, hover in marks:
        mine = choose(passages, lead)
        assert not asks[mine.index].any()
        assert run[mine.index].nunique() == hover[2], hover
        assert len(mine) == run.isin(run[mine.index]).sum(), "whole answers"


def test_a_word_leads_to_where_both_of_them_say_it(corpus, figures):
    passages = corpus.passages
    for trace in figures["tone-words"].data:
        for lead, word, (_, one, other) in zip(trace.meta["leads"], trace.y, trace.customdata, strict=True):
            mine = choose(passages, lead)
            plain = re.sub(r" <i>.*", "", word)
            times = (
                mine["attitude_words"].str.split("|").explode().str.rpartition("=")[0].eq(plain).groupby(level=0).sum()
            )
            assert (times > 0).all(), word
            talk = passages[passages["conversation"].isin(mine["conversation"])]
            spoken = talk.groupby("speaker").size()
            by_speaker = times.groupby(mine["speaker"]).sum()
            rates = sorted(100 * by_speaker.reindex(spoken.index, fill_value=0) / spoken)
            assert rates[-2:] == pytest.approx(sorted([one, other]), abs=1e-2), word


def test_a_trend_leads_to_what_is_said_on_the_theme_or_by_those_who_answer(corpus, figures):
    passages, measures = corpus.passages, set()
    answered = passages[~passages["speaker"].map(corpus.asks)]
    drawn = [trace for trace in figures["trends"].data if isinstance(trace.meta, dict)]
    for trace in drawn:
        for lead, value, (name, _) in zip(trace.meta["leads"], trace.y, trace.customdata, strict=True):
            mine = choose(passages, lead)
            assert {corpus.name_conversation(talk) for talk in mine["conversation"]} <= {name}
            if "themes" in lead:
                assert bool(len(mine)) == (value > 0)
            else:
                talk = mine["conversation"].iloc[0]
                assert len(mine) == (answered["conversation"] == talk).sum()
            measures.add("themes" in lead)
    assert measures == {True, False}
