"""The course of tone along each rendering."""

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from analysis.catalogue import the_catalogue
from analysis.charts.frame import Choice, frame_figure
from analysis.charts.style import QUIET, hover_words, speaker_colour, tell_progress
from analysis.charts.tone import HOVERED, hover_tone, tell_scale
from analysis.language import name_conversation, name_speaker, percent, say
from analysis.sentiment.tone import HIGH, LOW, NEUTRAL

_SMOOTHING = 0.05
_REACH = 2 * _SMOOTHING
_FEWEST_FOR_LINE, _FEWEST_WITHIN_REACH = 8, 2


def smooth_tone(position: np.ndarray, tone: np.ndarray, *, at: np.ndarray, width: float = _SMOOTHING) -> np.ndarray:
    """Return the local mean of tone at places of a talk, Gaussian weights: Nadaraya (1964), Watson (1964)."""
    weights = np.exp(-0.5 * ((at[:, None] - position[None, :]) / width) ** 2)
    smooth: np.ndarray = (weights @ tone) / weights.sum(axis=1)
    return smooth


def plot_tone_course(passages: pd.DataFrame, *, quotations: list[str] | None = None) -> go.Figure:
    """Return the tone along each rendering: a point per passage, a smooth line per speaker.

    One rendering is shown; a menu changes to the others.
    """
    table = passages.assign(hover=hover_words(passages, quotations))
    renderings = [r.id for r in the_catalogue().renderings if r.id in set(table["rendering"])]
    first = table.groupby("rendering")["n_words"].sum().idxmax()
    figure, owners = go.Figure(), []
    levels: dict[str, list[float]] = {rendering: [] for rendering in renderings}
    for rendering in renderings:
        group = table[table["rendering"] == rendering]
        for speaker in sorted(map(str, group["speaker"].unique())):
            rows, colour = group[group["speaker"] == speaker], speaker_colour(speaker)
            figure.add_scatter(
                x=rows["position"], y=rows["tone"], mode="markers", name=name_speaker(speaker),
                marker={"color": colour, "size": 6, "opacity": 0.55}, customdata=rows[HOVERED],
                hovertemplate=hover_tone(speaker, axis="y"),
            )  # fmt: skip
            owners.append(rendering)
            if len(rows) >= _FEWEST_FOR_LINE:
                position = rows["position"].to_numpy()
                at = np.linspace(position.min(), position.max(), 200)
                near = (np.abs(at[:, None] - position[None, :]) <= _REACH).sum(axis=1)
                smooth = smooth_tone(position, rows["tone"].to_numpy(), at=at)
                drawn = np.where(near >= _FEWEST_WITHIN_REACH, smooth, np.nan)
                figure.add_scatter(
                    x=at, y=drawn.round(3), mode="lines", showlegend=False, line={"color": colour, "width": 3},
                    hoverinfo="skip",
                )  # fmt: skip
                owners.append(rendering)
                levels[rendering] += drawn[np.isfinite(drawn)].tolist()
    figure.add_hline(y=NEUTRAL, line={"color": QUIET, "dash": "dot", "width": 1})
    figure.update_xaxes(
        range=[-0.008, 1.008],
        tickformat=".0%",
        title=tell_progress(),
    )
    figure.update_yaxes(
        range=[LOW - 0.06, HIGH + 0.06],
        tickvals=[-2, -1, 0, 1, 2],
        title={"text": say("tone", "语气"), "font": {"size": 12}, "standoff": 4},
    )
    choices = [
        Choice(
            rendering,
            [owner == rendering for owner in owners],
            *_tell_course(table[table["rendering"] == rendering], levels[rendering]),
        )
        for rendering in renderings
    ]
    width = (table["tone_high"] - table["tone_low"]).mean()
    return frame_figure(
        figure,
        choices=choices,
        shown=renderings.index(first),
        footer=say(
            f"Tone as scored. The lines smooth over about {percent(_REACH)} of the talk to either side and break where"
            f" a speaker has fewer than {_FEWEST_WITHIN_REACH} passages within it; they have no intervals, so a wave"
            f" may be noise. A single passage's interval is {width:.1f} wide on average.",
            f"语气为原始评分。曲线按前后各约 {percent(_REACH)} 的篇幅平滑，其中某人不足 {_FEWEST_WITHIN_REACH} 个段落处"
            f"断开；曲线未给区间，起伏可能只是噪声。单个段落的区间平均宽 {width:.1f}。",
        ),
        height=420,
        left=64,
        alt=say(
            "Tone along one rendering, a point for each passage and a smooth line for each speaker.",
            "一个版本中语气的走势：每个段落一点，每位说话人一条平滑曲线。",
        ),
    )


def _tell_course(group: pd.DataFrame, levels: list[float]) -> tuple[str, str]:
    """The finding and the subtitle for one rendering; levels: all that its lines reach."""
    rendering, talk = str(group["rendering"].iloc[0]), name_conversation(group["conversation"].iloc[0])
    least, most = f"{group['tone'].min():.1f}", f"{group['tone'].max():.1f}"
    title = say(
        f"{talk} ({rendering}): too few passages of any speaker for a line; they run from {least} to {most}",
        f"{talk}（{rendering}）：各人的段落都太少，画不出曲线；段落的语气从 {least} 到 {most}",
    )
    if levels:
        low, high = f"{min(levels):.1f}", f"{max(levels):.1f}"
        title = say(
            f"{talk} ({rendering}): the speakers' local means stay between {low} and {high}; single passages run"
            f" from {least} to {most}",
            f"{talk}（{rendering}）：局部均值在 {low} 至 {high} 之间，单个段落则从 {least} 到 {most}",
        )
    counts = group.groupby("speaker").size()
    each = say(", ", "，").join(f"{name_speaker(str(speaker))} {n}" for speaker, n in counts.items())
    return title, say(
        f"Tone of the {len(group)} passages ({tell_scale()}), in order: {each}. Lines: local mean of each speaker with"
        f" {_FEWEST_FOR_LINE} passages or more.",
        f"{len(group)} 个段落的语气（{tell_scale()}），按先后排列：{each}。曲线为每位说话人的局部均值，至少"
        f" {_FEWEST_FOR_LINE} 个段落才画。",
    )
