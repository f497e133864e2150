"""Charts of tone: who speaks how warmly, when, of what, and which words make the difference."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from analysis.catalogue import the_catalogue
from analysis.charts.style import (
    QUIET,
    Choice,
    conversation_colour,
    draw_interval,
    frame_figure,
    guess_order,
    hover_words,
    interval_note,
    label_speaker_rows,
    label_theme_rows,
    list_speakers,
    raise_panel_titles,
    speaker_colour,
    spread_points,
)
from analysis.comparison import FEWEST_TURNS
from analysis.language import join_words, name_conversation, name_speaker, name_theme, percent, say
from analysis.sentiment.tone import HIGH, LOW, NEUTRAL

_SMOOTHING = 0.05
_REACH = 2 * _SMOOTHING
_FEWEST_FOR_LINE, _FEWEST_WITHIN_REACH = 8, 2
_HOVER = ["passage_id", "tone_low", "tone_high", "hover"]


def _scale() -> str:
    return say(
        "from -2, anger or alarm, over 0, facts, to 2, enthusiasm", "-2 为愤怒或惊恐，0 为陈述事实，2 为热情洋溢"
    )


def _hover_template(speaker: str, *, axis: str) -> str:
    """What hovering shows of a passage with the columns of _HOVER; axis: the one that has its tone, x or y."""
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
            marker={"color": colour, "size": 6, "opacity": 0.4}, customdata=rows[_HOVER],
            hovertemplate=_hover_template(speaker, axis="x"),
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
            f"Dots: tone of each of the {len(table)} passages as scored ({_scale()}), upright strokes: their means."
            " Diamonds: means corrected by the coding by hand, so they may lie off the dots. Hollow: the interval"
            " includes 0.",
            f"圆点：{len(table)} 个段落的原始评分（{_scale()}），竖线：其均值。菱形：按人工编码校正后的均值，因此"
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
                marker={"color": colour, "size": 6, "opacity": 0.55}, customdata=rows[_HOVER],
                hovertemplate=_hover_template(speaker, axis="y"),
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
        title=say("share of the rendering's words spoken so far", "已说出的话占该版本的比例"),
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
        f"Tone of the {len(group)} passages ({_scale()}), in order: {each}. Lines: local mean of each speaker with"
        f" {_FEWEST_FOR_LINE} passages or more.",
        f"{len(group)} 个段落的语气（{_scale()}），按先后排列：{each}。曲线为每位说话人的局部均值，至少"
        f" {_FEWEST_FOR_LINE} 个段落才画。",
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
            f"Mean tone ({_scale()}) of the passages on each theme, corrected by the coding by hand: {len(enough)}"
            f" means of {n_passages} passages, whose number stands beside each. Hollow: the interval includes 0. Under"
            f" {FEWEST_TURNS} turns: no mark.",
            f"各主题段落的语气均值（{_scale()}），按人工编码校正：{n_passages} 个段落的 {len(enough)} 个均值，"
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


def plot_word_shift(
    shifts: Mapping[str, pd.DataFrame], sides: Mapping[str, tuple[str, str]], *, n_words: int = 16
) -> go.Figure:
    """Return the words that make two speakers differ in praise and blame, conversation by conversation.

    shifts: by conversation, shift_words of its guest and its host. sides: by conversation, the names of
    the two. One conversation is shown; a menu changes to the others.
    """
    figure, choices = go.Figure(), []
    for conversation, table in shifts.items():
        first, second = sides[conversation]
        one, other = name_speaker(first), name_speaker(second)
        rows = table.head(n_words).iloc[::-1]
        colours = [speaker_colour(first if value > 0 else second) for value in rows["contribution"]]
        figure.add_bar(
            orientation="h", x=rows["contribution"], y=rows["word"], showlegend=False,
            marker={"color": colours}, name=name_conversation(conversation),
            text=[f"{_shorten(a)} : {_shorten(b)}" for a, b in zip(rows["rate_one"], rows["rate_other"], strict=True)],
            textposition="outside", textfont={"size": 11, "color": QUIET}, cliponaxis=False,
            customdata=np.stack([rows["value"], rows["rate_one"], rows["rate_other"]], axis=1),
            hovertemplate=say(
                f"<b>%{{y}}</b>, value %{{customdata[0]:.2f}}<br>{one}: %{{customdata[1]:.1f}} times in a hundred"
                f" passages<br>{other}: %{{customdata[2]:.1f}}<extra></extra>",
                f"<b>%{{y}}</b>，分值 %{{customdata[0]:.2f}}<br>{one}：每百个段落 %{{customdata[1]:.1f}} 次"
                f"<br>{other}：%{{customdata[2]:.1f}} 次<extra></extra>",
            ),
        )  # fmt: skip
        low, high = min(0.0, rows["contribution"].min()), max(0.0, rows["contribution"].max())
        room = 0.16 * (high - low)
        axis = say("points of praise less blame per passage", "每段褒扬减贬抑的分值") + f"<br>← {other} · {one} →"
        choices.append(
            Choice(
                name_conversation(conversation),
                [name == conversation for name in shifts],
                _tell_words(table, conversation, one=one, other=other),
                say(
                    "What each word adds to the difference in praise less blame per passage; bars point to the speaker"
                    " they favour, in that speaker's colour. All renderings pooled, both languages. Numbers: times said"
                    f" in 100 passages, {one} : {other}.",
                    "每段褒扬减贬抑，两人相差多少，各词贡献多少；条形的方向和颜色表示该词对谁有利。各版本、两种语言合并"
                    f"计算。数字：每 100 个段落说几次，{one} : {other}。",
                ),
                {"xaxis.title.text": axis, "xaxis.range": [low - room * (low < 0), high + room * (high > 0)]},
            )
        )
    figure.add_vline(x=0, line={"color": QUIET, "width": 1})
    figure.update_yaxes(type="category")
    return frame_figure(
        figure,
        choices=choices,
        shown=int(np.argmax([abs(table["contribution"].sum()) for table in shifts.values()])),
        footer=say(
            "Word shift after Gallagher et al. (2021) on the project's list of attitude words, with negation and"
            " degree. Words explain a part of the tone only. Counts of words: no interval is claimed.",
            "逐词分解的方法见 Gallagher 等（2021），所用为本项目的态度词表，计入否定和程度。词语只能解释语气的一部分。"
            "词的计数，故不给区间。",
        ),
        height=24 * n_words + 60,
        left=176,
        room_below=14,
        alt=say(
            "Bars of the words that raise one speaker's praise less blame above the other's.",
            "条形图：哪些词使一位说话人的褒扬减贬抑高于另一位。",
        ),
    )


def _shorten(rate: float) -> str:
    return f"{rate:.1f}" if 0 < rate < 0.95 else f"{rate:.0f}"


def _tell_words(table: pd.DataFrame, conversation: str, *, one: str, other: str) -> str:
    """The finding: whose praise less blame is the higher, by how much, and the words that add most to it."""
    gap, talk = float(table["contribution"].sum()), name_conversation(conversation)
    more, less = (one, other) if gap > 0 else (other, one)
    top = table.loc[np.sign(table["contribution"]) == np.sign(gap), "word"].head(3)
    told = join_words([say(f'"{word}"', f"“{word}”") for word in top])
    return say(
        f"{talk}: praise less blame is {abs(gap):.2f} points a passage higher for {more} than for {less}, above all"
        f" by {told}",
        f"{talk}：{more}每段褒扬减贬抑比{less}高 {abs(gap):.2f} 分，主要来自{told}",
    )
