"""Charts of tone: who speaks how warmly, and of what."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from analysis.charts.frame import frame_figure, raise_panel_titles
from analysis.charts.style import (
    QUIET,
    conversation_colour,
    draw_interval,
    guess_order,
    hover_words,
    interval_note,
    label_speaker_rows,
    label_theme_rows,
    list_speakers,
    speaker_colour,
    spread_points,
)
from analysis.comparison import FEWEST_TURNS
from analysis.language import join_words, name_conversation, name_speaker, name_theme, say
from analysis.sentiment.tone import HIGH, LOW, NEUTRAL

# What hover_tone needs of a passage.
HOVERED = ["passage_id", "tone_low", "tone_high", "hover"]


def tell_scale() -> str:
    """Return what the ends and the middle of the scale of tone mean."""
    return say(
        "from -2, anger or alarm, over 0, facts, to 2, enthusiasm", "-2 为愤怒或惊慌，0 为陈述事实，2 为热情洋溢"
    )


def hover_tone(speaker: str, *, axis: str) -> str:
    """Return what hovering shows of a passage with the columns of HOVERED; axis: the one that has its tone, x or y."""
    name, tone = name_speaker(speaker), f"%{{{axis}:.2f}}"
    return (
        say(
            f"<b>{name}</b>, %{{customdata[0]}}<br>tone {tone} (%{{customdata[1]:.1f}} to %{{customdata[2]:.1f}})",
            f"<b>{name}</b>，%{{customdata[0]}}<br>语气 {tone}（%{{customdata[1]:.1f}} 至 %{{customdata[2]:.1f}}）",
        )
        + "<br>%{customdata[3]}<extra></extra>"
    )


def plot_tone(passages: pd.DataFrame, summary: pd.DataFrame, *, quotations: list[str] | None = None) -> go.Figure:
    """Return the tone of every passage by conversation and speaker, with the corrected mean and its interval.

    summary: summarise_tone by conversation and speaker.
    """
    table = passages.assign(hover=hover_words(passages, quotations))
    groups = list_speakers(table)
    indexed = summary.set_index(["conversation", "speaker"]).loc[groups]
    figure, notes = go.Figure(), []
    for number, ((conversation, speaker), row) in enumerate(zip(groups, indexed.itertuples(), strict=True)):
        rows = table[(table["conversation"] == conversation) & (table["speaker"] == speaker)]
        colour = speaker_colour(speaker)
        figure.add_scatter(
            x=rows["tone"], y=number + spread_points(len(rows)) - 0.1, mode="markers",
            name=say(", ", "，").join((name_speaker(speaker), name_conversation(conversation))),
            marker={"color": colour, "size": 6, "opacity": 0.4}, customdata=rows[HOVERED],
            hovertemplate=hover_tone(speaker, axis="x"),
        )  # fmt: skip
        enough = row.n_turns >= FEWEST_TURNS
        if enough:
            figure.add_scatter(
                x=[row.scored_mean] * 2, y=[number - 0.38, number + 0.18], mode="lines", hoverinfo="skip",
                line={"color": colour, "width": 3},
            )  # fmt: skip
        if enough and np.isfinite(row.mean):
            clear = row.ci_low > NEUTRAL or row.ci_high < NEUTRAL
            middle, low, high = (pd.Series([value]) for value in (row.mean, row.ci_low, row.ci_high))
            figure.add_scatter(
                x=middle, y=[number + 0.33], mode="markers", error_x=draw_interval(middle, low, high, colour=colour),
                marker={
                    "symbol": "diamond", "size": 10, "line": {"color": colour, "width": 2},
                    "color": colour if clear else "white",
                },
                hovertemplate=say(
                    f"corrected mean {row.mean:.2f} ({row.ci_low:.2f} to {row.ci_high:.2f})"
                    f"<br>as scored: mean {row.scored_mean:.2f}, median {row.median:.2f}"
                    f" ({row.median_low:.2f} to {row.median_high:.2f})",
                    f"校正均值 {row.mean:.2f}（{row.ci_low:.2f} 至 {row.ci_high:.2f}）"
                    f"<br>原始评分：均值 {row.scored_mean:.2f}，中位数 {row.median:.2f}"
                    f"（{row.median_low:.2f} 至 {row.median_high:.2f}）",
                ).replace("-", "\N{MINUS SIGN}") + "<extra></extra>",
            )  # fmt: skip
            figure.add_annotation(
                x=row.mean, y=number + 0.33, text=f"{row.mean:.1f}".replace("-", "\N{MINUS SIGN}"), showarrow=False,
                yshift=14, font={"size": 12},
            )  # fmt: skip
        note = say(f"n = {row.n_passages}", f"{row.n_passages} 段")
        few = say(",<br>too few turns<br>for a mean", "，<br>话轮太少，<br>不算均值")
        notes.append(note if enough else note + few)
    label_speaker_rows(figure, groups, notes)
    figure.add_vline(x=NEUTRAL, line={"color": QUIET, "dash": "dot", "width": 1})
    figure.update_layout(showlegend=False)
    figure.update_xaxes(range=[LOW - 0.06, HIGH + 0.06], title=say("tone", "语气"))
    framed = frame_figure(
        figure,
        title=_tell_warmest(indexed[indexed["n_turns"] >= FEWEST_TURNS].dropna(subset=["mean"])),
        subtitle=say(
            f"Dots: tone of each of the {len(table)} passages as scored ({tell_scale()}), upright strokes: their means."
            " Diamonds: means corrected by the coding by hand, so they may lie off the dots. Hollow: the interval"
            " includes 0.",
            f"圆点：{len(table)} 个段落的原始评分（{tell_scale()}），竖线：其均值。菱形：按人工编码校正后的均值，因此"
            "可能偏离圆点；空心表示区间包含 0。",
        ),
        footer=say(
            "Warmer: the intervals do not overlap; not corrected for the number of comparisons. ",
            "“更热情”指区间互不重叠，未做多重比较校正。",
        )
        + interval_note(),
        height=80 * len(groups) + 20,
        left=150,
        alt=say(
            "Strips of the tone of each passage by speaker and conversation, with corrected means.",
            "条带散点图：各段落的语气，按说话人和对话分行，附校正均值。",
        ),
    )
    framed.update_layout(margin={"r": 105})
    return framed


def _tell_warmest(indexed: pd.DataFrame) -> str:
    """What can be said of the warmest speaker: only from whom the intervals set it apart."""
    if indexed.empty:
        return say("No speaker has enough turns for a mean tone", "没有哪位说话人的话轮多到足以计算语气均值")
    ordered = indexed.sort_values("mean", ascending=False)
    told = [
        say(
            f"{name_speaker(speaker)} ({name_conversation(talk)}, {mean:.1f})",
            f"{name_speaker(speaker)}（{name_conversation(talk)}，{mean:.1f}）",
        )
        for (talk, speaker), mean in ordered["mean"].items()
    ]
    cooler = [name for name, high in zip(told, ordered["ci_high"], strict=True) if high < ordered["ci_low"].iloc[0]]
    if cooler:
        return say(
            f"On average {told[0]} speaks more warmly than {join_words(cooler)}",
            f"平均而言，{told[0]}的语气比{join_words(cooler)}更热情",
        )
    return say(
        f"The highest mean tone, of {told[0]}, is not clearly apart from any other",
        f"语气均值最高的是{told[0]}，但与其他人的区间都有重叠",
    )


def plot_tone_by_theme(summary: pd.DataFrame, *, themes: Sequence[str], guest: str) -> go.Figure:
    """Return the corrected mean tone of each theme: a panel for the guest, one for the hosts, by conversation.

    summary: summarise_tone by conversation, speaker and theme. themes: those to show; the warmest comes first.
    """
    panels = (summary["speaker"] == guest, summary["speaker"] != guest)
    titles = [name_speaker(guest), say("the others", "其他人")]
    enough = summary[(summary["n_turns"] >= FEWEST_TURNS) & summary["mean"].notna() & summary["theme"].isin(themes)]
    warmth = enough.groupby("theme")["mean"].mean()
    order = [*warmth.sort_values(ascending=False).index, *(theme for theme in themes if theme not in warmth.index)]
    figure = make_subplots(cols=2, shared_yaxes=True, horizontal_spacing=0.05, subplot_titles=titles)
    for column, chosen in enumerate(panels, 1):
        table = enough[chosen.loc[enough.index]]
        conversations = guess_order(summary["conversation"].tolist())
        for theme in set(order) - set(table["theme"]):
            figure.add_annotation(
                x=NEUTRAL, y=len(order) - 1 - order.index(theme), text=say("too few turns", "话轮太少"),
                showarrow=False, xanchor="left", xshift=6, font={"size": 11, "color": QUIET}, row=1, col=column,
            )  # fmt: skip
        for number, conversation in enumerate(conversations):
            rows = table[table["conversation"] == conversation]
            colour = conversation_colour(conversation)
            clear = (rows["ci_low"] > NEUTRAL) | (rows["ci_high"] < NEUTRAL)
            shift = (len(conversations) - 1) / 2 - number
            heights = [len(order) - 1 - order.index(theme) + shift * 0.28 for theme in rows["theme"]]
            figure.add_scatter(
                row=1, col=column, x=rows["ci_high"], y=heights, mode="text",
                text=[f"\N{NO-BREAK SPACE}{n}" for n in rows["n_passages"]], textposition="middle right",
                textfont={"size": 11, "color": QUIET}, cliponaxis=False, showlegend=False, hoverinfo="skip",
            )  # fmt: skip
            figure.add_scatter(
                row=1, col=column, x=rows["mean"], mode="markers", y=heights,
                name=name_conversation(conversation), legendgroup=conversation, showlegend=False,
                marker={
                    "size": 9, "color": [colour if c else "white" for c in clear], "line": {"color": colour, "width": 2}
                },
                error_x=draw_interval(rows["mean"], rows["ci_low"], rows["ci_high"], colour=colour),
                customdata=rows[["speaker", "theme", "n_passages", "n_turns", "scored_mean"]].assign(
                    speaker=rows["speaker"].map(name_speaker), theme=rows["theme"].map(name_theme)
                ),
                hovertemplate=say(
                    "<b>%{customdata[0]}</b>, %{customdata[1]}<br>corrected mean %{x:.2f}, as scored"
                    " %{customdata[4]:.2f}<br>%{customdata[2]} passages in %{customdata[3]} turns<extra></extra>",
                    "<b>%{customdata[0]}</b>，%{customdata[1]}<br>校正均值 %{x:.2f}，原始评分"
                    " %{customdata[4]:.2f}<br>%{customdata[3]} 个话轮，共 %{customdata[2]} 个段落<extra></extra>",
                ),
            )  # fmt: skip
            if column == 1:
                # The legend would take the first mark, which may be hollow.
                figure.add_scatter(
                    x=[None], y=[None], mode="markers", name=name_conversation(conversation), legendgroup=conversation,
                    marker={"size": 9, "color": colour}, row=1, col=column,
                )  # fmt: skip
        figure.add_vline(x=NEUTRAL, line={"color": QUIET, "dash": "dot", "width": 1}, row=1, col=column)
    figure.update_xaxes(range=[-1.3, HIGH + 0.36], tickvals=[-1, 0, 1, 2], title=say("tone", "语气"))
    label_theme_rows(figure, order)
    title, note = _tell_themes(enough[enough["speaker"] == guest], guest)
    n_passages = enough["n_passages"].sum()
    framed = frame_figure(
        figure,
        title=title,
        subtitle=say(
            f"Mean tone ({tell_scale()}) of the passages on each theme, corrected by the coding by hand: {len(enough)}"
            f" means of {n_passages} passages, whose number stands beside each. Hollow: the interval includes 0. Under"
            f" {FEWEST_TURNS} turns: no mark.",
            f"各主题段落的语气均值（{tell_scale()}），按人工编码校正：{n_passages} 个段落的 {len(enough)} 个均值，"
            f"旁注段落数。空心表示区间包含 0；不足 {FEWEST_TURNS} 个话轮的不标。",
        ),
        footer=note + interval_note(),
        height=44 * len(order) + 20,
        left=228,
        alt=say(
            "Corrected mean tone by theme and conversation, the guest and the hosts side by side.",
            "点图：各主题、各场对话的语气校正均值，嘉宾与其他人左右并列。",
        ),
    )
    return raise_panel_titles(framed, len(panels))


def _tell_themes(rows: pd.DataFrame, guest: str) -> tuple[str, str]:
    """How many pairs of the guest's themes the intervals set apart within a conversation, and what to add below."""
    pairs = rows.merge(rows, on="conversation", suffixes=("", "_other"))
    n_pairs = (pairs["theme"] < pairs["theme_other"]).sum()
    if not n_pairs:
        return say("No two themes have enough turns to compare their tone", "没有两个主题的话轮多到可以比较语气"), ""
    name, apart = name_speaker(guest), pairs[pairs["ci_low"] > pairs["ci_high_other"]]
    note = say(
        "Apart: two themes of one conversation whose intervals do not overlap",
        "两两比较限于同一场对话中的主题",
    )
    if len(apart):
        far = apart.loc[(apart["mean"] - apart["mean_other"]).idxmax()]
        warm, cool = (name_theme(far[column], inside=True) for column in ("theme", "theme_other"))
        note += say(
            f"; the farthest: {warm} ({far['mean']:.1f}) and {cool} ({far['mean_other']:.1f}),"
            f" {name_conversation(far['conversation'])}",
            f"；相差最大的是 {name_conversation(far['conversation'])} 中的{warm}（{far['mean']:.1f}）和{cool}"
            f"（{far['mean_other']:.1f}）",
        )
    return say(
        f"{len(apart)} of {n_pairs} pairs of themes are apart in {name}'s tone, with no correction for so many"
        " comparisons",
        f"就{name}的语气而言，{n_pairs} 对主题中有 {len(apart)} 对的区间互不重叠（未做多重比较校正）",
    ), note + say(". ", "。")
