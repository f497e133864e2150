"""The course of tone along each rendering."""

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from analysis.charts.fitting import (
    MOST_MARKS,
    MOST_NAMED,
    choose_title,
    escape,
    frame_choices,
    hover_passages,
    label_person,
    rank_largest,
    tell_person,
    tell_talk,
    tell_untoned,
    write_tenths,
)
from analysis.charts.frame import RENDERINGS, Choice
from analysis.charts.style import QUIET, SOME, cut_text, speaker_colour, tell_capped, tell_progress
from analysis.charts.tone import HOVERED, frame_untoned, hover_tone, tell_scale
from analysis.corpus.folder import Corpus
from analysis.corpus.view import by_talk
from analysis.ground.wording import list_some, percent, say
from analysis.sentiment.tone import HIGH, LOW, NEUTRAL

_SMOOTHING = 0.05
_REACH = 2 * _SMOOTHING
_FEWEST_FOR_LINE, _FEWEST_WITHIN_REACH = 8, 2


def smooth_tone(position: np.ndarray, tone: np.ndarray, *, at: np.ndarray, width: float = _SMOOTHING) -> np.ndarray:
    """Return the local mean of tone at places of a talk, Gaussian weights: Nadaraya (1964), Watson (1964)."""
    weights = np.exp(-0.5 * ((at[:, None] - position[None, :]) / width) ** 2)
    smooth: np.ndarray = (weights @ tone) / weights.sum(axis=1)
    return smooth


def plot_tone_course(corpus: Corpus, passages: pd.DataFrame, *, quotations: list[str] | None = None) -> go.Figure:
    """Return the tone along each rendering: a point per passage, a smooth line per speaker.

    One rendering is shown; a menu changes to the others, of many to the longest. Renderings in a language whose tone is
    not validated are left out.
    """
    passages = by_talk(passages)
    toned = passages["tone"].notna().to_numpy()
    if not toned.any():
        return frame_untoned(corpus, passages)
    sizes = passages[toned].groupby("rendering")["n_words"].sum()
    renderings = _choose_longest(corpus, sizes, passages.loc[toned, "rendering"].value_counts())
    chosen = toned & passages["rendering"].isin(renderings).to_numpy()
    quoted = None if quotations is None else [q for q, is_chosen in zip(quotations, chosen, strict=True) if is_chosen]
    table = passages[chosen]
    table = table.assign(hover=hover_passages(corpus, table, quoted))
    figure, owners = go.Figure(), []
    levels: dict[str, list[float]] = {rendering: [] for rendering in renderings}
    for rendering in renderings:
        group = table[table["rendering"] == rendering]
        counts = group["speaker"].value_counts().to_dict()
        named = rank_largest(dict(sorted(counts.items())), MOST_NAMED)
        for speaker in sorted(map(str, counts)):
            rows, colour = group[group["speaker"] == speaker], speaker_colour(corpus, speaker)
            figure.add_scatter(
                x=rows["position"], y=rows["tone"], mode="markers", name=label_person(corpus, speaker),
                marker={"color": colour, "size": 6, "opacity": 0.55}, customdata=rows[HOVERED],
                hovertemplate=hover_tone(corpus, speaker, axis="y"), showlegend=speaker in named,
            )  # fmt: skip
            owners.append(rendering)
            if len(rows) >= _FEWEST_FOR_LINE and speaker in named:
                position = rows["position"].to_numpy()
                at = np.linspace(position.min(), position.max(), 200)
                near = (np.abs(at[:, None] - position[None, :]) <= _REACH).sum(axis=1)
                smooth = smooth_tone(position, rows["tone"].to_numpy(), at=at)
                drawn = np.where(near >= _FEWEST_WITHIN_REACH, smooth, np.nan)
                figure.add_scatter(
                    x=at.round(5), y=drawn.round(3), mode="lines", showlegend=False, hoverinfo="skip",
                    line={"color": colour, "width": 3},
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
    # A legend of one name would not be drawn, and whose points they are would stand nowhere.
    figure.update_layout(showlegend=True)
    choices = [
        Choice(
            escape(cut_text(rendering, 32)),
            [owner == rendering for owner in owners],
            *_tell_course(corpus, table[table["rendering"] == rendering], levels[rendering]),
        )
        for rendering in renderings
    ]
    width = (table["tone_high"] - table["tone_low"]).mean()
    return frame_choices(
        corpus,
        figure,
        choices,
        shown=renderings.index(str(sizes[renderings].idxmax())),
        footer=say(
            f"Tone as scored. The lines smooth over about {percent(_REACH)} of the talk to either side and break where"
            f" a speaker has fewer than {_FEWEST_WITHIN_REACH} passages within it; they have no intervals, so a wave"
            f" may be noise. A single passage's interval is {width:.1f} wide on average. ",
            f"语气为原始评分。曲线按前后各约 {percent(_REACH)} 的篇幅平滑，其中某人不足 {_FEWEST_WITHIN_REACH} 个段落处"
            f"断开；曲线未给区间，起伏可能只是噪声。单个段落的区间平均宽 {width:.1f}。",
        )
        + tell_untoned(passages)
        + tell_capped(len(renderings), len(sizes)),
        height=420,
        left=64,
        basis=RENDERINGS,
        alt=say(
            "Tone along one rendering, a point for each passage and a smooth line for each speaker.",
            "一个版本中语气的走势：每个段落一点，每位说话人一条平滑曲线。",
        ),
    )


def _choose_longest(corpus: Corpus, n_words: pd.Series, n_passages: pd.Series) -> list[str]:
    """The longest renderings, at most a dozen and no more than a file can hold, in the order of the catalogue."""
    known = corpus.order_renderings(n_words.index)
    longest = [str(name) for name in n_words[known].sort_values(ascending=False, kind="stable").index[:SOME]]
    n_fitting = int((n_passages[longest].cumsum() <= MOST_MARKS).sum())
    return corpus.order_renderings(longest[: max(1, n_fitting)])


def _tell_course(corpus: Corpus, group: pd.DataFrame, levels: list[float]) -> tuple[str, str]:
    """The finding and the subtitle for one rendering; levels: all that its lines reach."""
    talk, rendering = group["conversation"].iloc[0], str(group["rendering"].iloc[0])
    wide, narrow, short = (tell_talk(corpus, talk, width) for width in (40, 24, 20))
    # However long they are, the names leave room for what is found.
    places = [
        say(f"{wide} ({cut_text(rendering, 28)})", f"{wide}（{cut_text(rendering, 28)}）"),
        say(f"{narrow} ({cut_text(rendering, 20)})", f"{narrow}（{cut_text(rendering, 20)}）"),
        short,
    ]
    least, most = write_tenths(group["tone"].min()), write_tenths(group["tone"].max())
    found = say(
        f": too few passages of any speaker for a line; they run from {least} to {most}",
        f"：各人的段落都太少，画不出曲线；段落的语气从 {least} 到 {most}",
    )
    if levels:
        low, high = write_tenths(min(levels)), write_tenths(max(levels))
        found = say(
            f": the speakers' local means stay between {low} and {high}; single passages run from {least} to {most}",
            f"：局部均值在 {low} 至 {high} 之间，单个段落则从 {least} 到 {most}",
        )
    title = choose_title(*(place + found for place in places))
    counts = group.groupby("speaker").size()
    if len(counts) > MOST_NAMED:
        counts = counts.sort_values(ascending=False, kind="stable")
    told = [f"{tell_person(corpus, str(speaker))} {n}" for speaker, n in counts.items()]
    each = say(", ", "，").join(told) if len(told) <= 4 else list_some(told)
    return title, say(
        f"Tone of the {len(group)} passages ({tell_scale()}), in order: {each}. Lines: local mean of each speaker with"
        f" {_FEWEST_FOR_LINE} passages or more.",
        f"{len(group)} 个段落的语气（{tell_scale()}），按先后排列：{each}。曲线为每位说话人的局部均值，至少"
        f" {_FEWEST_FOR_LINE} 个段落才画。",
    )
