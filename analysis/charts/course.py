"""Charts of the course of a conversation: when each theme comes up, and who raises it."""

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from analysis.catalogue import the_catalogue
from analysis.charts.style import (
    QUIET,
    add_menu,
    conversation_colour,
    conversation_title,
    frame_figure,
    guess_order,
    label_theme_rows,
    percent,
    speaker_colour,
    wrap_quotation,
)
from analysis.themes import load_themes, name_in_sentence

# Fewer stretches than this say nothing about who raises a theme.
_FEWEST_STRETCHES = 4


def plot_course(passages: pd.DataFrame, *, order: list[str], quotations: list[str] | None = None) -> go.Figure:
    """Return each rendering's passages in order, a row for each theme, coloured by speaker.

    One rendering is shown; a menu changes to the others.
    """
    table = passages.assign(words_of=quotations or "")
    renderings = [r.id for r in the_catalogue().renderings if r.id in set(table["rendering"])]
    first = table.groupby("rendering")["n_words"].sum().idxmax()
    figure, owners = go.Figure(), []
    for rendering in renderings:
        group = table[table["rendering"] == rendering]
        width = group["n_words"] / group["n_words"].sum()
        begin = width.cumsum() - width
        for speaker in sorted(group["speaker"].unique()):
            mine = (group["speaker"] == speaker).to_numpy()
            rows = group[mine]
            figure.add_bar(
                orientation="h",
                x=width[mine],
                base=begin[mine],
                y=[len(order) - 1 - order.index(theme) for theme in rows["theme"]],
                width=0.72,
                name=speaker,
                visible=rendering == first,
                marker={"color": speaker_colour(str(speaker)), "line": {"width": 0}},
                customdata=np.stack(
                    [rows["passage_id"], rows["n_words"], [wrap_quotation(text) for text in rows["words_of"]]], axis=1
                ),
                hovertemplate=(
                    f"<b>{speaker}</b>, %{{customdata[0]}}<br>%{{customdata[1]}} words<br>%{{customdata[2]}}"
                    "<extra></extra>"
                ),
            )
            owners.append(rendering)
        begins = [begin[rows.index[0]] for chapter, rows in group.groupby("chapter") if chapter > 0]
        figure.add_scatter(
            x=[x for place in begins for x in (place, place, None)],
            y=[y for _ in begins for y in (-0.5, len(order) - 0.5, None)],
            mode="lines",
            line={"color": QUIET, "width": 1, "dash": "dot"},
            name="headings",
            visible=rendering == first,
            showlegend=bool(begins),
            hoverinfo="skip",
        )
        owners.append(rendering)
    choices = {rendering: [owner == rendering for owner in owners] for rendering in renderings}
    add_menu(figure, choices, shown=first)
    figure.update_layout(barmode="overlay")
    figure.update_xaxes(range=[0, 1], tickformat=".0%", title="share of the rendering's words spoken so far")
    label_theme_rows(figure, order)
    changes = {
        rendering: int((group["theme"] != group["theme"].shift()).sum())
        for rendering, group in table.groupby("rendering")
    }
    per_theme = table[table["rendering"] == first].groupby("theme").size()
    return frame_figure(
        figure,
        title=(
            f"{conversation_title(table.loc[table['rendering'] == first, 'conversation'].iloc[0])} moves through"
            f" {len(per_theme)} themes in {changes[first]} stretches"
        ),
        subtitle=f"Passages of {first} in order, as wide as their share of the words, in the row of their theme;"
        " coloured by speaker. Dotted: the publisher's headings, where there are any. The menu shows the other"
        " renderings.",
        footer="A stretch is a run of neighbouring passages on one theme. Stretches: "
        + ", ".join(f"{rendering} {changes[rendering]}" for rendering in renderings)
        + ".",
        height=40 * len(order) + 20,
        left=228,
        alt="Timeline of the passages of one rendering by theme, coloured by speaker.",
    )


def plot_raised(raised: pd.DataFrame, *, order: list[str], guest: str) -> go.Figure:
    """Return, for each theme and conversation, how often the guest and not a host began a stretch.

    raised: count_raised.
    """
    figure = go.Figure()
    total = raised.groupby(["conversation", "theme"])["n_raised"].sum()
    mine = (
        raised[raised["speaker"] == guest]
        .set_index(["conversation", "theme"])["n_raised"]
        .reindex(total.index, fill_value=0)
    )
    few = 0
    for number, conversation in enumerate(guess_order(raised["conversation"].tolist())):
        counts = total[conversation]
        chosen = [theme for theme in order if theme in counts.index and counts[theme] >= _FEWEST_STRETCHES]
        few += len(counts) - len(chosen)
        colour = conversation_colour(conversation)
        figure.add_scatter(
            x=[mine[conversation][theme] / counts[theme] for theme in chosen],
            y=[len(order) - 1 - order.index(theme) + (1 - number) * 0.24 for theme in chosen],
            mode="markers+text",
            text=[f"{mine[conversation][theme]} of {counts[theme]}" for theme in chosen],
            textposition="middle right",
            textfont={"size": 10, "color": colour},
            name=conversation_title(conversation),
            marker={"size": 10, "color": colour},
            hovertemplate=f"<b>{conversation_title(conversation)}</b><br>{guest} began %{{text}}<extra></extra>",
        )
    figure.add_vline(x=0.5, line={"color": "#9aa5b1", "dash": "dot", "width": 1})
    figure.update_xaxes(range=[-0.04, 1.12], tickformat=".0%", title=f"stretches begun by {guest}")
    label_theme_rows(figure, order)
    share = mine.groupby("conversation").sum() / total.groupby("conversation").sum()
    often = (mine / total)[total >= _FEWEST_STRETCHES]
    return frame_figure(
        figure,
        title=_tell_raised(often, guest),
        subtitle="Share of the stretches on each theme whose first passage is the guest's. Overall: "
        + ", ".join(f"{conversation_title(c)} {percent(share[c])}" for c in guess_order(share.index.tolist()))
        + ".",
        footer="Counts of stretches, both renderings together, so no interval is claimed. Fewer than"
        f" {_FEWEST_STRETCHES} stretches: no mark, too few ({few} cases). A guest who speaks more begins more.",
        height=44 * len(order) + 20,
        left=228,
        alt=f"Dots: share of stretches on each theme that {guest} began, by conversation.",
    )


def _tell_raised(shares: pd.Series, guest: str) -> str:
    """The finding: where a guest begins the most stretches and where the fewest; shares by conversation and theme."""
    if shares.empty:
        return "Too few stretches on any theme to say who raises it"
    names = load_themes().names()
    most, least = (
        f"{name_in_sentence(names[theme])} at {conversation_title(conversation)}"
        for conversation, theme in (shares.idxmax(), shares.idxmin())
    )
    return (
        f"{guest} begins {percent(shares.max())} of the stretches on {most},"
        f" and {percent(shares.min())} of those on {least}"
    )
