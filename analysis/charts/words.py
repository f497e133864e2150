"""Charts of words: which ones set a conversation or a speaker apart."""

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from analysis.charts.style import (
    add_menu,
    conversation_colour,
    conversation_title,
    frame_figure,
    guess_order,
    speaker_colour,
)
from analysis.settings import SETTINGS

_LANGUAGES = {"zh": "Chinese", "en": "English"}
_HOVERED = ["word", "rate_others", "log_odds", "ci_low", "ci_high", "q_value"]
# Labels nearer to each other than this, in powers of ten and in standard errors, would overlap.
_ROOM = (0.13, 0.18)


def plot_distinctive(table: pd.DataFrame, *, by: str, n_passages: int) -> go.Figure:
    """Return the words that a conversation or speaker says more than the others: how often, and how surely.

    table: rank_distinctive by the same column. One language is shown; a menu changes to the other.
    """
    mine = table[table["log_odds"] > 0]
    names = mine[by].unique().tolist()
    order = guess_order(names) if by == "conversation" else sorted(names)
    colours = {name: conversation_colour(name) if by == "conversation" else speaker_colour(name) for name in order}
    titles = {name: conversation_title(name) if by == "conversation" else name for name in order}
    languages = [language for language in _LANGUAGES if language in set(mine["language"])]
    labelled = _choose_labels(mine[mine["ci_low"] > 0], by)
    figure, owners = go.Figure(), []
    for language in languages:
        for name in order:
            rows = mine[(mine["language"] == language) & (mine[by] == name)]
            if rows.empty:
                continue
            clear = rows["ci_low"] > 0
            labels = [word if word in labelled.get((language, name), ()) else "" for word in rows["word"]]
            figure.add_scatter(
                x=rows["rate"].round(2), y=rows["z"].round(2), mode="markers+text", name=titles[name],
                visible=language == languages[0], text=labels, textposition="top center",
                textfont={"size": 11, "color": colours[name]},
                marker={"size": 7, "color": [colours[name] if c else "white" for c in clear],
                        "line": {"color": colours[name], "width": 1.4}},
                customdata=rows[_HOVERED].round(2).to_numpy(),
                hovertemplate=f"<b>%{{customdata[0]}}</b>, {titles[name]}<br>%{{x:.1f}} in a thousand words,"
                " others %{customdata[1]:.1f}<br>log odds %{customdata[2]:.1f} (%{customdata[3]:.1f} to"
                " %{customdata[4]:.1f}), q %{customdata[5]:.2f}<extra></extra>",
            )  # fmt: skip
            owners.append(language)
    choices = {_LANGUAGES[language]: [owner == language for owner in owners] for language in languages}
    if len(languages) > 1:
        add_menu(figure, choices, shown=_LANGUAGES[languages[0]])
    ticks = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50]
    figure.update_xaxes(type="log", title="times in a thousand words", tickvals=ticks, ticktext=[str(t) for t in ticks])
    figure.update_yaxes(title="standard errors above the others", rangemode="tozero")
    shown = mine[mine["language"] == languages[0]]
    firsts = [
        f"{titles[name]} “{shown[shown[by] == name]['word'].iloc[0]}”" for name in order if (shown[by] == name).any()
    ]
    clear, sure = int((mine["ci_low"] > 0).sum()), int((mine["q_value"] < 0.05).sum())
    return frame_figure(
        figure,
        title=f"The words that stand out most: {', '.join(firsts)}".replace("“", '"').replace("”", '"'),
        subtitle=f"Words said at least four times, more by this side than by the others ({_LANGUAGES[languages[0]]}"
        f" passages; {n_passages} in all). Filled: the interval of the log odds excludes zero ({clear} words);"
        f" {sure} of {len(table)} comparisons also hold after control for their number.",
        footer="Log odds with an informative Dirichlet prior (Monroe, Colaresi and Quinn 2008); standard errors never"
        f" smaller than those of a bootstrap over exchanges. Intervals: {SETTINGS.confidence * 100:.0f} %. Control:"
        " Benjamini and Hochberg, 5 %.",
        height=520,
        left=64,
        alt="Scatter of words by how often they are said and how surely they set a conversation or speaker apart.",
    )


def _choose_labels(rows: pd.DataFrame, by: str) -> dict[tuple[str, str], list[str]]:
    """The words that have room for a label, the surest first."""
    chosen: dict[tuple[str, str], list[str]] = {}
    for language, group in rows.groupby("language"):
        taken: list[tuple[float, float]] = []
        for row in group.sort_values(["z", "word"], ascending=[False, True]).to_dict("records"):
            place = float(np.log10(row["rate"])), float(row["z"])
            if all(abs(place[0] - x) > _ROOM[0] or abs(place[1] - y) > _ROOM[1] for x, y in taken):
                taken.append(place)
                chosen.setdefault((str(language), row[by]), []).append(row["word"])
    return chosen
