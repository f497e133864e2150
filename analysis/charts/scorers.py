"""Charts of scorers: what raw ones give, and how far each agrees with readings by hand."""

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from analysis.charts.style import (
    FEWEST_TURNS,
    INK,
    QUIET,
    draw_interval,
    frame_figure,
    interval_note,
    label_speaker_rows,
    list_speakers,
    percent,
    raise_panel_titles,
    speaker_colour,
    spread_points,
    wrap_quotation,
)
from analysis.sentiment import SCORERS

_SCALE = {
    "snownlp": "SnowNLP, Chinese only: 0 to 1, the probability that a shopping review is a good one; 0.5 is undecided",
    "vader": "VADER, English only: -1 to 1; 0 is neutral",
}


def plot_scores(
    passages: pd.DataFrame, summary: pd.DataFrame, *, scorer: str, quotations: list[str] | None = None
) -> go.Figure:
    """Return every passage's raw score by conversation and speaker, with the median's interval.

    summary: summarise_scores by conversation and speaker with the same scorer.
    """
    scored = passages.assign(words_of=quotations or "").dropna(subset=[scorer])
    groups = list_speakers(scored)
    figure, notes = go.Figure(), []
    for number, (conversation, speaker) in enumerate(groups):
        rows = scored[(scored["conversation"] == conversation) & (scored["speaker"] == speaker)]
        figure.add_scatter(
            x=rows[scorer],
            y=number + spread_points(len(rows)) - 0.08,
            mode="markers",
            name=f"{speaker}, {conversation}",
            marker={"color": speaker_colour(speaker), "size": 6, "opacity": 0.45},
            customdata=np.stack(
                [rows["passage_id"], rows["turn"], [wrap_quotation(text) for text in rows["words_of"]]], axis=1
            ),
            hovertemplate=(
                f"<b>{speaker}</b>, %{{customdata[0]}}<br>score %{{x:.3f}}<br>%{{customdata[2]}}<extra></extra>"
            ),
        )
        row = summary[(summary["conversation"] == conversation) & (summary["speaker"] == speaker)].iloc[0]
        enough = row["n_turns"] >= FEWEST_TURNS
        if enough:
            middle, low, high = (pd.Series([row[column]]) for column in ("median", "ci_low", "ci_high"))
            figure.add_scatter(
                x=middle,
                y=[number + 0.33],
                error_x=draw_interval(middle, low, high, colour=INK),
                mode="markers",
                marker={"symbol": "diamond", "size": 10, "color": INK},
                hovertemplate=(
                    f"median {row['median']:.3f} ({row['ci_low']:.3f} to {row['ci_high']:.3f})<extra></extra>"
                ),
            )
        notes.append(f"n = {row['n_passages']}" if enough else f"n = {row['n_passages']}, too few turns for a median")
    label_speaker_rows(figure, groups, notes)
    low, high = SCORERS[scorer].low, SCORERS[scorer].high
    margin = (high - low) / 100
    extreme = ((scored[scorer] < low + margin) | (scored[scorer] > high - margin)).mean()
    figure.add_vline(x=SCORERS[scorer].neutral, line={"color": QUIET, "dash": "dot", "width": 1})
    figure.update_layout(showlegend=False)
    figure.update_xaxes(range=[low - 3 * margin, high + 3 * margin], title="raw score")
    title = {
        "snownlp": f"SnowNLP puts {percent(extreme)} of the Chinese passages at the very ends of its scale:"
        " these numbers must not be read as tone",
        "vader": f"VADER finds the median English passage at {scored[scorer].median():.2f}, near the warm end",
    }[scorer]
    framed = frame_figure(
        figure,
        title=title,
        subtitle=f"Raw score of each passage ({_SCALE[scorer]}); diamonds: medians. {len(scored)} passages.",
        footer="A score of one scorer must not be compared with the other's. " + interval_note(),
        height=80 * len(groups) + 20,
        left=150,
        alt=f"Strips of {SCORERS[scorer].name} scores by speaker; {percent(extreme)} lie at the ends of the scale.",
    )
    framed.update_layout(margin={"r": 105})
    return framed


_SCORERS = {
    "tone": "this project's tone",
    "attitude_words": "list of attitude words",
    "vader": "VADER",
    "snownlp": "SnowNLP",
    "always_positive": "always guessing positive",
}
_LANGUAGE_NAMES = {"both": "both", "zh": "Chinese", "en": "English"}


def plot_scorers(table: pd.DataFrame, *, n_passages: int) -> go.Figure:
    """Return how far each scorer agrees with the coding by hand, side by side.

    table: compare_scorers of the test part. n_passages: how many it has.
    """
    rows = [
        (s, x) for s in _SCORERS for x in _LANGUAGE_NAMES if ((table["scorer"] == s) & (table["language"] == x)).any()
    ]
    indexed = table.set_index(["scorer", "language"]).reindex(rows)
    labels = [f"{_SCORERS[s]}<br><span style='color:{QUIET};font-size:11px'>{_LANGUAGE_NAMES[x]}, n = {int(n)}</span>"
              for (s, x), n in zip(rows, indexed["n_passages"], strict=True)]  # fmt: skip
    heights = np.arange(len(rows))[::-1]
    panels = {
        "spearman": "rank correlation with the coded score",
        "accuracy": "share put into the right one of three classes",
    }
    figure = make_subplots(cols=2, shared_yaxes=True, horizontal_spacing=0.06, subplot_titles=list(panels.values()))
    for column, measure in enumerate(panels, 1):
        low, middle, high = (indexed[f"{measure}{end}"] for end in ("_low", "", "_high"))
        colours = [INK if scorer == "tone" else QUIET for scorer, _ in rows]
        solid = low > 0 if measure == "spearman" else pd.Series(True, index=indexed.index)
        figure.add_scatter(
            row=1, col=column, x=middle, y=heights, mode="markers", showlegend=False,
            marker={"size": 10, "color": [c if s else "white" for c, s in zip(colours, solid, strict=True)],
                    "line": {"color": colours, "width": 2}},
            error_x=draw_interval(middle, low, high, colour=QUIET),
            customdata=np.stack([low.round(2), high.round(2)], axis=1),
            hovertemplate="%{x:.2f} (%{customdata[0]} to %{customdata[1]})<extra></extra>",
        )  # fmt: skip
        for height, value in zip(heights, middle, strict=True):
            if np.isfinite(value):
                figure.add_annotation(
                    x=value, y=height, text=f"{value:.2f}", showarrow=False, yshift=13, font={"size": 11, "color": INK},
                    row=1, col=column,
                )  # fmt: skip
    figure.update_xaxes(range=[-0.25, 1.05], row=1, col=1)
    figure.update_xaxes(range=[0, 1.05], tickformat=".0%", row=1, col=2)
    figure.add_vline(x=0, line={"color": QUIET, "dash": "dot", "width": 1}, row=1, col=1)
    figure.update_yaxes(tickvals=heights, ticktext=labels, range=[-0.6, len(rows) - 0.3])
    ours, snownlp = indexed.loc[("tone", "both")], indexed.loc[("snownlp", "zh")]
    framed = frame_figure(
        figure,
        title=f"Ranked by this project's tone, passages follow readers at {ours['spearman']:.2f}; by SnowNLP at"
        f" {snownlp['spearman']:.2f}, hardly better than chance",
        subtitle=f"Agreement with two readers' scores on the {n_passages} passages of the test part, which no scorer"
        " has learned from. Hollow: the interval includes zero.",
        footer="Intervals: 95 % bootstrap over stretches of talk. Coded by the project's authors with the codebook;"
        " the two codings agree with each other at 0.93.",
        height=46 * len(rows) + 20,
        left=228,
        alt="Dot plot of each scorer's agreement with hand coding, as rank correlation and three-way accuracy.",
    )
    return raise_panel_titles(framed, len(panels))
