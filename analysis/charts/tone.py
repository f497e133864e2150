"""Charts of tone, as raw scorers see it: their distributions, and medians by theme."""

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from analysis.charts.style import (
    FEWEST_TURNS,
    INK,
    QUIET,
    conversation_colour,
    conversation_title,
    draw_interval,
    frame_figure,
    guess_order,
    interval_note,
    label_theme_rows,
    percent,
    speaker_colour,
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
    groups = [
        (conversation, speaker)
        for conversation in guess_order(scored["conversation"].tolist())
        for speaker in sorted(scored.loc[scored["conversation"] == conversation, "speaker"].unique())
    ][::-1]
    labels = [f"{speaker}<br><i>{conversation_title(conversation)}</i>" for conversation, speaker in groups]
    figure = go.Figure()
    for number, (conversation, speaker) in enumerate(groups):
        rows = scored[(scored["conversation"] == conversation) & (scored["speaker"] == speaker)]
        # A fixed spread, so that the same passage always stands at the same height.
        spread = ((np.arange(len(rows)) * 0.618) % 1 - 0.5) * 0.5
        figure.add_scatter(
            x=rows[scorer],
            y=number + spread - 0.08,
            mode="markers",
            name=labels[number],
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
        note = f"n = {row['n_passages']}" if enough else f"n = {row['n_passages']}, too few turns for a median"
        figure.add_annotation(
            x=1, xref="paper", y=number + 0.33, text=note, showarrow=False, xanchor="left", xshift=6,
            font={"size": 11, "color": QUIET}, width=90, align="left",
        )  # fmt: skip
    low, high = SCORERS[scorer].low, SCORERS[scorer].high
    margin = (high - low) / 100
    extreme = ((scored[scorer] < low + margin) | (scored[scorer] > high - margin)).mean()
    figure.add_vline(x=SCORERS[scorer].neutral, line={"color": QUIET, "dash": "dot", "width": 1})
    figure.update_layout(showlegend=False)
    figure.update_xaxes(range=[low - 3 * margin, high + 3 * margin], title="raw score")
    figure.update_yaxes(tickvals=list(range(len(groups))), ticktext=labels, range=[-0.6, len(groups) - 0.4])
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


def plot_tone_by_theme(summaries: dict[str, pd.DataFrame], *, order: list[str]) -> go.Figure:
    """Return the median raw score of each theme and conversation, a panel for each scorer.

    summaries: by scorer, summarise_scores by conversation and theme. order: themes, first on top.
    """
    scorers = [scorer for scorer in SCORERS if len(summaries[scorer])]
    figure = make_subplots(
        cols=len(scorers), shared_yaxes=True, horizontal_spacing=0.06, subplot_titles=[SCORERS[s].name for s in scorers]
    )
    too_few = 0
    for column, scorer in enumerate(scorers, 1):
        table = summaries[scorer]
        conversations = guess_order(table["conversation"].tolist())
        for number, conversation in enumerate(conversations):
            rows = table[(table["conversation"] == conversation) & table["theme"].isin(order)]
            too_few += int((rows["n_turns"] < FEWEST_TURNS).sum())
            rows = rows[rows["n_turns"] >= FEWEST_TURNS]
            neutral = SCORERS[scorer].neutral
            clear = (rows["ci_low"] > neutral) | (rows["ci_high"] < neutral)
            colour = conversation_colour(conversation)
            heights = [len(order) - 1 - order.index(theme) for theme in rows["theme"]]
            shift = (len(conversations) - 1) / 2 - number
            figure.add_scatter(
                row=1,
                col=column,
                x=rows["median"],
                y=[height + shift * 0.24 for height in heights],
                mode="markers",
                name=conversation_title(conversation),
                legendgroup=conversation,
                showlegend=scorer == scorers[0] or conversation not in set(summaries[scorers[0]]["conversation"]),
                marker={
                    "size": 9,
                    "color": [colour if solid else "white" for solid in clear],
                    "line": {"color": colour, "width": 2},
                },
                error_x=draw_interval(rows["median"], rows["ci_low"], rows["ci_high"], colour=colour),
                customdata=np.stack([rows["theme"], rows["n_passages"], rows["n_turns"]], axis=1),
                hovertemplate=(
                    f"<b>{conversation_title(conversation)}</b>, %{{customdata[0]}}<br>median %{{x:.3f}}"
                    "<br>%{customdata[1]} passages in %{customdata[2]} turns<extra></extra>"
                ),
            )
        low, high = SCORERS[scorer].low, SCORERS[scorer].high
        figure.update_xaxes(range=[low - (high - low) * 0.04, high + (high - low) * 0.04], row=1, col=column)
        figure.add_vline(x=SCORERS[scorer].neutral, line={"color": QUIET, "dash": "dot", "width": 1}, row=1, col=column)
    label_theme_rows(figure, order)
    snownlp = summaries["snownlp"]
    measured = snownlp[snownlp["n_turns"] >= FEWEST_TURNS]
    near_top = int((measured["median"] > 0.9).sum())
    framed = frame_figure(
        figure,
        title=f"SnowNLP puts {near_top} of {len(measured)} medians above 0.9: it cannot tell themes apart",
        subtitle="Median raw score of the passages on each theme. The two scales are different things. Hollow: the"
        f" interval includes the neutral point. Themes under {FEWEST_TURNS} turns have no mark ({too_few} cases).",
        footer="SnowNLP scores Chinese passages (0 to 1), VADER English ones (-1 to 1); raw, as they come. "
        + interval_note(),
        height=44 * len(order) + 20,
        left=228,
        alt="Medians of raw sentiment scores by theme and conversation, SnowNLP and VADER side by side.",
    )
    for annotation in framed.layout.annotations[: len(scorers)]:
        annotation.update(font={"size": 13, "color": INK}, yanchor="bottom")
    framed.update_layout(legend={"y": 1.04}, margin={"t": framed.layout.margin.t + 14})
    return framed
