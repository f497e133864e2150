"""Charts of who spoke: shares of speech, and each conversation turn by turn."""

import pandas as pd
import plotly.graph_objects as go

from analysis.catalogue import the_catalogue
from analysis.charts.style import conversation_title, frame_figure, interval_note, percent, speaker_colour


def _rendering_label(rendering: str) -> str:
    entry = next(r for r in the_catalogue().renderings if r.id == rendering)
    form = {"transcript": "transcript", "article": "press article"}.get(entry.form, entry.form)
    language = {"zh": "Chinese", "en": "English"}[entry.language]
    return f"<b>{conversation_title(entry.conversation)}</b> · {rendering}<br>{language} {form}"


def plot_speech_shares(shares: pd.DataFrame, *, guest: str) -> go.Figure:
    """Return bars of each speaker's share of the words, a row for each rendering.

    shares: measure_shares with whole conversation, rendering and part speaker. guest: the speaker
    who takes part in all.
    """
    order = [r.id for r in the_catalogue().renderings if r.id in set(shares["rendering"])][::-1]
    spoken = shares[shares["n_words"] > 0]
    figure = go.Figure()
    for speaker in sorted(spoken["speaker"].unique(), key=lambda name: (name != guest, name)):
        rows = spoken[spoken["speaker"] == speaker].set_index("rendering")
        figure.add_bar(
            orientation="h",
            y=[_rendering_label(rendering) for rendering in rows.index],
            x=rows["share"],
            name=speaker,
            marker={"color": speaker_colour(speaker), "line": {"color": "white", "width": 1}},
            text=[f"{speaker}  {percent(share)}" for share in rows["share"]],
            textposition="inside",
            insidetextanchor="start",
            insidetextfont={"color": "white"},
            customdata=rows[["n_words", "n_turns", "ci_low", "ci_high"]],
            hovertemplate=(
                "<b>%{fullData.name}</b><br>%{x:.1%} of the words (%{customdata[2]:.1%} to %{customdata[3]:.1%})"
                "<br>%{customdata[0]:,} words in %{customdata[1]} turns<extra></extra>"
            ),
        )
    mine = spoken[spoken["speaker"] == guest].groupby("conversation")["share"].mean()
    figure.update_layout(barmode="stack", bargap=0.35, showlegend=False)
    figure.update_xaxes(tickformat=".0%", range=[0, 1], title=None)
    figure.update_yaxes(categoryorder="array", categoryarray=[_rendering_label(r) for r in order])
    most, least = mine.idxmax(), mine.idxmin()
    return frame_figure(
        figure,
        title=(
            f"{guest} has {percent(mine[most])} of the words at {conversation_title(str(most))},"
            f" and {percent(mine[least])} in what was published of {conversation_title(str(least))}"
        ),
        subtitle="Share of each rendering's words by speaker. A Chinese character counts as a word;"
        f" {shares['n_words'].sum():,} words in all.",
        footer="Speech only: no headings, summaries, narration or repeated text. SIGGRAPH is a press article that"
        " quotes, so its shares are the editors' choice. Hover for intervals. " + interval_note(),
        height=300,
        left=190,
        alt=f"Stacked bars of the speakers' shares of words in {len(order)} renderings.",
    )


def plot_turns(passages: pd.DataFrame) -> go.Figure:
    """Return the bar code of each rendering: its turns in order, as wide as their words, by speaker."""
    order = [r.id for r in the_catalogue().renderings if r.id in set(passages["rendering"])][::-1]
    turns = passages.groupby(["rendering", "turn", "speaker"], sort=False)["n_words"].sum().reset_index()
    total = turns.groupby("rendering")["n_words"].transform("sum")
    turns["width"] = turns["n_words"] / total
    turns["begin"] = turns.groupby("rendering")["width"].cumsum() - turns["width"]
    figure = go.Figure()
    for speaker, rows in turns.groupby("speaker"):
        figure.add_bar(
            orientation="h",
            y=[_rendering_label(rendering) for rendering in rows["rendering"]],
            x=rows["width"],
            base=rows["begin"],
            name=speaker,
            marker={"color": speaker_colour(str(speaker)), "line": {"color": "white", "width": 0.4}},
            customdata=rows[["rendering", "turn", "n_words"]],
            hovertemplate=(
                "<b>%{fullData.name}</b><br>%{customdata[0]}, turn %{customdata[1]}:"
                " %{customdata[2]:,} words<extra></extra>"
            ),
        )
    counts = turns.groupby("rendering").size()
    longest = turns.loc[turns["width"].idxmax()]
    figure.update_layout(barmode="overlay", bargap=0.3)
    figure.update_xaxes(tickformat=".0%", range=[0, 1], title="share of the rendering's words spoken so far")
    figure.update_yaxes(categoryorder="array", categoryarray=[_rendering_label(r) for r in order])
    return frame_figure(
        figure,
        title=(
            f"The longest turn, {longest['n_words']:,} words by {longest['speaker']}, fills"
            f" {percent(longest['width'])} of {longest['rendering']}"
        ),
        subtitle="Each bar is a turn, as wide as its share of the rendering's words: "
        + ", ".join(f"{rendering} {counts[rendering]}" for rendering in order[::-1])
        + " turns.",
        footer="Two renderings of one conversation divide it into turns differently. Click a speaker to hide or show"
        " the turns.",
        height=330,
        left=190,
        alt="Bar code of the turns of each rendering in order, coloured by speaker.",
    )
