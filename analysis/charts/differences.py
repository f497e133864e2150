"""Charts of differences: which are larger than their interval and than the noise of renderings."""

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from analysis.charts.style import (
    FAINT,
    INK,
    QUIET,
    add_menu,
    conversation_colour,
    conversation_title,
    draw_interval,
    frame_figure,
    interval_note,
    label_theme_rows,
    theme_labels,
)
from analysis.comparison import FEWEST_EXCHANGES, TOO_FEW
from analysis.themes import load_themes, name_in_sentence


def plot_differences(differences: pd.DataFrame) -> go.Figure:
    """Return the differences of theme shares between two conversations against the noise floor.

    differences: compare_conversations of themes. The pair that has most to say is shown at first; a
    menu changes to the others.
    """
    pairs = list(differences.groupby(["conversation_a", "conversation_b"], sort=False).groups)
    n_judged = {pair: int((_take(differences, pair)["verdict"] != TOO_FEW).sum()) for pair in pairs}
    first = max(pairs, key=lambda pair: n_judged[pair])
    order = _take(differences, first).sort_values("difference")["theme"].tolist()
    names, figure, owners = theme_labels(), go.Figure(), []
    for pair in pairs:
        rows = _take(differences, pair).set_index("theme").reindex(order).reset_index()
        heights = np.arange(len(order))
        shown = pair == first
        figure.add_bar(
            orientation="h", x=2 * rows["noise"], base=-rows["noise"], y=heights, width=0.86, visible=shown,
            marker={"color": FAINT, "line": {"width": 0}}, showlegend=False, hoverinfo="skip",
        )  # fmt: skip
        figure.add_scatter(
            x=[*rows["detectable"], *-rows["detectable"]], y=[*heights, *heights], mode="markers", visible=shown,
            marker={"symbol": "line-ns", "size": 12, "line": {"width": 1.4, "color": QUIET}}, showlegend=False,
            hovertemplate="a difference this large would be found with a power of 80 %: %{x:+.1%}<extra></extra>",
        )  # fmt: skip
        for side, sign in ((pair[0], 1), (pair[1], -1)):
            mine = (np.sign(rows["difference"]) == sign).to_numpy()
            colour = conversation_colour(side)
            part = rows[mine]
            figure.add_scatter(
                x=part["difference"], y=heights[mine], mode="markers", visible=shown,
                name=f"more in {conversation_title(side)}",
                marker={"size": 11, "color": [colour if clear else "white" for clear in part["clears"]],
                        "line": {"color": colour, "width": 2}},
                error_x=draw_interval(part["difference"], part["ci_low"], part["ci_high"], colour=colour),
                customdata=np.stack(
                    [[names[t].split("<br>")[0] for t in part["theme"]], part["share_a"], part["share_b"],
                     part["ci_low"], part["ci_high"], part["noise"], part["effect"], part["verdict"]], axis=1
                ),
                hovertemplate=f"<b>%{{customdata[0]}}</b><br>{conversation_title(pair[0])} %{{customdata[1]:.1%}},"
                f" {conversation_title(pair[1])} %{{customdata[2]:.1%}}<br>difference %{{x:+.1%}}, interval"
                " %{customdata[3]:+.1%} to %{customdata[4]:+.1%}<br>noise floor %{customdata[5]:.1%}, effect (Cohen's"
                " h) %{customdata[6]:.2f}<br>%{customdata[7]}<extra></extra>",
            )  # fmt: skip
        owners += [pair] * 4
    labels = {pair: f"{conversation_title(pair[0])} less {conversation_title(pair[1])}" for pair in pairs}
    add_menu(figure, {labels[pair]: [owner == pair for owner in owners] for pair in pairs}, shown=labels[first])
    figure.add_vline(x=0, line={"color": INK, "width": 1})
    figure.update_layout(barmode="overlay")
    figure.update_xaxes(tickformat="+.0%", title=f"share of words, {labels[first]}")
    label_theme_rows(figure, order[::-1])
    rows = _take(differences, first)
    clear = rows[rows["clears"]].sort_values("difference", key=abs, ascending=False)
    themes = load_themes().names()
    told = ", ".join(name_in_sentence(themes[theme]) for theme in clear["theme"])
    sides = f"{conversation_title(first[0])} and {conversation_title(first[1])}"
    unjudged = [labels[pair] for pair in pairs if not n_judged[pair]]
    return frame_figure(
        figure,
        title=f"{len(clear)} of {len(rows)} differences between {sides} hold" + (f": {told}" if told else ""),
        subtitle="Difference of theme shares. Filled: it holds, after control for the number of comparisons and against"
        " the noise (grey), the distance between two renderings of one conversation. Ticks: how large it must be to be"
        f" found with a power of 80 % (in the middle {rows['detectable'].median() * 100:.0f} points).",
        footer=interval_note()
        + " Control: Benjamini and Hochberg, 5 %. "
        + (f"Not judged, with fewer than {FEWEST_EXCHANGES} exchanges: {', '.join(unjudged)}." if unjudged else ""),
        height=38 * len(order) + 20,
        left=228,
        alt=f"Dots with intervals: differences of theme shares between {sides}, over a grey band of noise.",
    )


def _take(differences: pd.DataFrame, pair: tuple[str, str]) -> pd.DataFrame:
    return differences[(differences["conversation_a"] == pair[0]) & (differences["conversation_b"] == pair[1])]
