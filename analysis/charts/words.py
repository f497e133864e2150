"""Charts of words: which ones set a conversation or a speaker apart, or make one sound warmer."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from analysis.charts.frame import Choice, frame_figure
from analysis.charts.style import (
    QUIET,
    conversation_colour,
    guess_order,
    speaker_colour,
)
from analysis.language import join_words, name_conversation, name_speaker, say
from analysis.settings import SETTINGS

_HOVERED = ["word", "rate_others", "log_odds", "ci_low", "ci_high", "q_value"]
# Labels nearer to each other than this, in powers of ten and in standard errors, would overlap.
_ROOM = (0.13, 0.18)
# A label above a mark would cover another that is so near to it.
_COVERED = (0.05, 0.2)
# So many words are named in a title at the most.
_NAMED = {"sure": 5, "unsure": 3}


def plot_distinctive(table: pd.DataFrame, *, by: str, n_passages: Mapping[str, int]) -> go.Figure:
    """Return the words that a conversation or speaker says more than the others: how often, and how surely.

    table: rank_distinctive by the same column. n_passages: of each language. One language is shown; a menu has the
    other, with its own finding.
    """
    mine = table[table["log_odds"] > 0]
    names = mine[by].unique().tolist()
    order = guess_order(names) if by == "conversation" else sorted(names)
    colours = {name: conversation_colour(name) if by == "conversation" else speaker_colour(name) for name in order}
    titles = {name: name_conversation(name) if by == "conversation" else name_speaker(name) for name in order}
    tongues = {"zh": say("Chinese", "中文"), "en": say("English", "英文")}
    languages = [language for language in tongues if language in set(mine["language"])]
    labelled = _choose_labels(mine, by)
    figure, owners = go.Figure(), []
    for language in languages:
        for name in order:
            rows = mine[(mine["language"] == language) & (mine[by] == name)]
            if rows.empty:
                continue
            clear, sure = rows["ci_low"] > 0, rows["q_value"] < 0.05
            chosen = rows["word"].isin(labelled.get((language, name), ()))
            lowest = [f"{x:.1f}".replace("-", "\N{MINUS SIGN}") for x in rows["ci_low"]]
            labels = rows["word"].where(~sure, "<b>" + rows["word"] + "</b>").where(chosen, "")
            figure.add_scatter(
                x=rows["rate"].round(2), y=rows["z"].round(2), mode="markers+text", name=titles[name],
                text=labels, textposition="top center", cliponaxis=False,
                textfont={"size": 11, "color": colours[name]},
                marker={"size": np.where(sure, 13, 7), "opacity": 1,
                        "color": [colours[name] if c else "white" for c in clear],
                        "line": {"color": colours[name], "width": 1.4}},
                customdata=rows[_HOVERED].round(2).assign(ci_low=lowest).to_numpy(),
                hovertemplate="<b>%{customdata[0]}</b>"
                + say(
                    f", {titles[name]}<br>%{{x:.1f}} in a thousand words, others %{{customdata[1]:.1f}}<br>log odds"
                    " %{customdata[2]:.1f} (%{customdata[3]} to %{customdata[4]:.1f}), q %{customdata[5]:.2f}",
                    f"，{titles[name]}<br>每千词 %{{x:.1f}} 次，其他各方 %{{customdata[1]:.1f}} 次<br>对数几率"
                    " %{customdata[2]:.1f}（%{customdata[3]} 至 %{customdata[4]:.1f}），q 值 %{customdata[5]:.2f}",
                )
                + "<extra></extra>",
            )  # fmt: skip
            owners.append(language)
    ticks = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50]
    figure.update_xaxes(
        type="log",
        title=say("times in a thousand words", "每千词出现次数"),
        tickvals=ticks,
        ticktext=[str(t) for t in ticks],
    )
    figure.update_yaxes(
        title=say("standard errors above the others", "比其他各方高出的标准误数"),
        title_font_size=12,
        rangemode="tozero",
    )
    choices = []
    for language in languages:
        title, subtitle = _tell_words(
            mine[mine["language"] == language],
            by,
            titles,
            passages=say(
                f"{n_passages[language]} {tongues[language]}", f"{n_passages[language]} 个{tongues[language]}"
            ),
            n_compared=len(table),
        )
        choices.append(Choice(tongues[language], [owner == language for owner in owners], title, subtitle))
    only = choices[0] if len(choices) == 1 else None
    level = f"{SETTINGS.confidence * 100:.0f}"
    return frame_figure(
        figure,
        title=only.title if only else "",
        subtitle=only.subtitle if only else "",
        choices=() if only else choices,
        footer=say(
            "Log odds with an informative Dirichlet prior (Monroe, Colaresi and Quinn 2008); standard errors never"
            f" smaller than those of a bootstrap over exchanges. Intervals: {level}%. Control: Benjamini and Hochberg,"
            " 5%.",
            "对数几率采用信息性 Dirichlet 先验（Monroe、Colaresi 和 Quinn 2008）；标准误不小于以一问一答为单位的"
            f"自助法所得。区间置信度 {level}%。多重比较校正：Benjamini-Hochberg，5%。",
        ),
        height=520,
        left=64,
        alt=say(
            "Scatter of words by how often they are said and how surely they set a conversation or speaker apart.",
            "散点图：横轴为词的出现频率，纵轴为它把一场对话或一位说话人区分出来的把握。",
        ),
    )


def _tell_words(
    rows: pd.DataFrame, by: str, titles: Mapping[str, str], *, passages: str, n_compared: int
) -> tuple[str, str]:
    """The title and subtitle of one language: which words stand out, and only those that hold for sure."""
    nearest = rows.sort_values(["z", "word"], ascending=[False, True])
    sure = nearest[nearest["q_value"] < 0.05]
    named = nearest.head(_NAMED["unsure"]) if sure.empty else sure.head(_NAMED["sure"])
    told = say(", ", "、").join(
        say(f'"{word}" ({titles[name]})', f"“{word}”（{titles[name]}）")
        for name, word in named[[by, "word"]].to_numpy()
    ) + (" …" if len(sure) > len(named) else "")
    side = {"conversation": say("conversation", "对话"), "speaker": say("speaker", "说话人")}[by]
    if sure.empty:
        title = say(
            f"No word sets a {side} apart for sure; nearest to it come {told}",
            f"没有哪个词能确定地把某{say('', '场' if by == 'conversation' else '位')}{side}区分开；最接近的是{told}",
        )
        held = say(
            f"None holds after control for the number of comparisons ({n_compared:,}).",
            f"经多重比较校正（{n_compared:,} 次比较）后，没有一个词成立。",
        )
    else:
        title = say(
            f"{len(sure)} word{'s' * (len(sure) > 1)} set{'s' * (len(sure) == 1)} a {side} apart for sure: {told}",
            f"有 {len(sure)} 个词能确定地把一{'场' if by == 'conversation' else '位'}{side}区分开：{told}",
        )
        held = say(
            f"Large and bold ({len(sure)}): it also holds after control for the number of comparisons"
            f" ({n_compared:,}).",
            f"大点、粗体（{len(sure)} 个）：经多重比较校正（{n_compared:,} 次比较）后仍成立。",
        )
    n_clear = int((rows["ci_low"] > 0).sum())
    return title, say(
        f"Words said at least four times by all sides and in all renderings together, and more by this side than by the"
        f" others ({passages} passages). Filled ({n_clear}): the interval of the log odds excludes zero. {held}",
        f"各方、各版本合计至少说过四次，且这一方比其他各方说得更多的词（{passages}段落）。"
        f"实心（{n_clear} 个）：对数几率的区间不含零。{held}",
    )


def _choose_labels(rows: pd.DataFrame, by: str) -> dict[tuple[str, str], list[str]]:
    """The words whose interval excludes zero and that have room for a label, the surest first."""
    chosen: dict[tuple[str, str], list[str]] = {}
    for language, group in rows.groupby("language"):
        marks = np.stack([np.log10(group["rate"]), group["z"]], axis=1)
        taken: list[tuple[float, float]] = []
        clear = group[group["ci_low"] > 0].sort_values(["z", "word"], ascending=[False, True])
        for row in clear.to_dict("records"):
            place = float(np.log10(row["rate"])), float(row["z"])
            across, up = (marks - place).T
            covers = ((np.abs(across) < _COVERED[0]) & (up > 0.02) & (up < _COVERED[1])).any()
            if not covers and all(abs(place[0] - x) > _ROOM[0] or abs(place[1] - y) > _ROOM[1] for x, y in taken):
                taken.append(place)
                chosen.setdefault((str(language), row[by]), []).append(row["word"])
    return chosen


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
                _tell_shift(table, conversation, one=one, other=other),
                say(
                    "What each word adds to the difference in praise less blame per passage; bars point to the speaker"
                    " they favour, in that speaker's colour. All renderings pooled, both languages. Numbers: times said"
                    f" in 100 passages, {one} : {other}.",
                    "每段褒扬减贬抑，两人相差多少，各词贡献多少；条形的方向和颜色表示该词使谁显得更热情。各版本、两种语言合并"
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


def _tell_shift(table: pd.DataFrame, conversation: str, *, one: str, other: str) -> str:
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
