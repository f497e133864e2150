"""Charts of words: which ones set a conversation or a speaker apart, or make one sound warmer."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from analysis.charts.fitting import (
    MOST_NAMED,
    add_colour_legend,
    choose_title,
    escape,
    frame_choices,
    frame_empty,
    label_talk,
    name_language,
    tell_person,
    tell_talk,
)
from analysis.charts.frame import Choice
from analysis.charts.style import QUIET, SOME, conversation_colour, speaker_colour
from analysis.corpus.folder import Corpus
from analysis.ground.wording import join_words, say

_HOVERED = ["word", "rate_others", "log_odds", "ci_low", "ci_high", "q_value"]
# Labels nearer to each other than this, in powers of ten and in standard errors, would overlap.
_ROOM = (0.13, 0.18)
# The standard errors that an axis spans for which these hold.
_SPAN = 4.5
# A label above a mark would cover another that is so near to it.
_COVERED = (0.05, 0.2)
# So many words are named in a title at the most.
_NAMED = {"sure": 5, "unsure": 3}
# So many words are drawn at the most and, of more than that, so many of each group.
_MOST_WORDS, _MOST_OF_GROUP = 1500, 30


def plot_distinctive(corpus: Corpus, table: pd.DataFrame, *, by: str, n_passages: Mapping[str, int]) -> go.Figure:
    """Return the words that a conversation or speaker says more than the others: how often, and how surely.

    table: rank_distinctive by the same column. n_passages: of each language. One language is shown; a menu has the
    others, each with its own finding. Of very many words the surest of each group are drawn.
    """
    mine = table[table["log_odds"] > 0]
    if mine.empty:
        return frame_empty(
            corpus,
            title=say(
                "There is nobody else to compare with: no word can set one apart",
                "没有可比较的另一方：没有哪个词能把谁区分开",
            )
            if table.empty
            else say("No word sets one apart", "没有哪个词能把谁区分开"),
            why=say("nothing to compare", "没有可比较的内容"),
            subtitle=say(
                "Words that one side says more than all others in the same language.",
                "同一种语言中，一方比其他各方说得更多的词。",
            ),
        )
    spoken = mine["language"].value_counts()
    languages = sorted(spoken.index, key=lambda code: (-n_passages.get(code, 0), code))[:SOME]
    names = mine[by].unique().tolist()
    order = corpus.order_conversations(names) if by == "conversation" else sorted(names)
    name_short, find_colour = (
        (tell_talk, conversation_colour) if by == "conversation" else (tell_person, speaker_colour)
    )
    colours = {name: find_colour(corpus, name) for name in order}
    titles = {name: name_short(corpus, name, 22) for name in order}
    drawn = _choose_surest(mine[mine["language"].isin(languages)], by)
    labelled = _choose_labels(drawn, by)
    # Of more groups than can be told apart each colour has one trace.
    named = len(order) <= MOST_NAMED
    lanes = drawn[by] if len(order) <= SOME else drawn[by].map(colours)
    figure, owners = go.Figure(), []
    for language in languages:
        for lane in order if len(order) <= SOME else dict.fromkeys(colours.values()):
            rows = drawn[(drawn["language"] == language) & (lanes == lane)]
            if rows.empty:
                continue
            colour = colours[rows[by].iloc[0]]
            clear, sure = rows["ci_low"] > 0, rows["q_value"] < 0.05
            chosen = [
                word in labelled.get((language, name), ()) for name, word in zip(rows[by], rows["word"], strict=True)
            ]
            lowest = [f"{x:.1f}".replace("-", "\N{MINUS SIGN}") for x in rows["ci_low"]]
            words = rows["word"].map(escape)
            labels = words.where(~sure, "<b>" + words + "</b>").where(chosen, "")
            told, whose = rows[_HOVERED].round(2).assign(word=words, ci_low=lowest), "%{fullData.name}"
            if rows[by].nunique() > 1:  # otherwise the trace's name says whose words they are
                told["name"], whose = [escape(titles[name]) for name in rows[by]], f"%{{customdata[{len(_HOVERED)}]}}"
            figure.add_scatter(
                x=rows["rate"].round(2), y=rows["z"].round(2), mode="markers+text",
                name=escape(titles[rows[by].iloc[0]]), showlegend=named,
                text=labels, textposition="top center", cliponaxis=False,
                textfont={"size": 11, "color": colour},
                marker={"size": np.where(sure, 13, 7), "opacity": 1,
                        "color": [colour if c else "white" for c in clear],
                        "line": {"color": colour, "width": 1.4}},
                customdata=told.to_numpy(),
                hovertemplate="<b>%{customdata[0]}</b>"
                + say(
                    f", {whose}<br>"
                    "%{x:.1f} in a thousand words, others %{customdata[1]:.1f}<br>log odds"
                    " %{customdata[2]:.1f} (%{customdata[3]} to %{customdata[4]:.1f}), q %{customdata[5]:.2f}",
                    f"，{whose}<br>"
                    "每千词 %{x:.1f} 次，其他各方 %{customdata[1]:.1f} 次<br>对数几率"
                    " %{customdata[2]:.1f}（%{customdata[3]} 至 %{customdata[4]:.1f}），q 值 %{customdata[5]:.2f}",
                )
                + "<extra></extra>",
            )  # fmt: skip
            owners.append(language)
    if not named and by == "speaker":
        n_before = len(figure.data)
        add_colour_legend(corpus, figure, order)
        owners += [""] * (len(figure.data) - n_before)
    elif not named:
        figure.update_layout(showlegend=False)
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
        tongue, n_spoken = name_language(language), n_passages.get(language, 0)
        title, subtitle = _tell_words(
            corpus,
            mine[mine["language"] == language],
            by,
            titles,
            passages=say(f"{n_spoken} {tongue}", f"{n_spoken} 个{tongue}"),
            n_compared=len(table),
        )
        choices.append(Choice(escape(tongue), [owner in (language, "") for owner in owners], title, subtitle))
    level = f"{corpus.settings.confidence * 100:.0f}"
    left_out = (
        say(
            f"Drawn are the {len(drawn):,} surest of {len(mine):,} words; the table (CSV) has all. ",
            f"图中只画 {len(mine):,} 个词中最有把握的 {len(drawn):,} 个；表格（CSV）列出全部。",
        )
        if len(drawn) < len(mine)
        else ""
    )
    return frame_choices(
        corpus,
        figure,
        choices,
        footer=left_out
        + say(
            "Log odds with an informative Dirichlet prior (Monroe, Colaresi and Quinn 2008); standard errors never"
            f" smaller than those of a bootstrap over exchanges. Intervals: {level}%. Control: Benjamini and Hochberg,"
            " 5%.",
            "对数几率采用信息性 Dirichlet 先验（Monroe、Colaresi 和 Quinn 2008）；标准误不小于以一问一答为单位的"
            f"自助法所得。区间置信度 {level}%。多重比较校正：Benjamini-Hochberg，5%。",
        ),
        height=520,
        left=64,
        alt=say(
            f"Scatter of words by how often they are said and how surely they set a {corpus.unit} or speaker apart.",
            f"散点图：横轴为词的出现频率，纵轴为它把一{corpus.unit_zh}或一位说话人区分出来的把握。",
        ),
    )


def _choose_surest(rows: pd.DataFrame, by: str) -> pd.DataFrame:
    """All words of a few groups, or else the surest of each group, and of these the surest of all."""
    if len(rows) <= _MOST_WORDS and rows[by].nunique() <= MOST_NAMED:
        return rows
    surest = rows.sort_values("z", ascending=False, kind="stable")
    kept = surest.groupby(["language", by], sort=False).head(_MOST_OF_GROUP).head(_MOST_WORDS)
    return rows.loc[kept.index.sort_values()]


def _list_reported(corpus: Corpus) -> set[str]:
    """The conversations that are known from press reports alone, and who speaks in no other."""
    talks = corpus.catalogue.conversations
    others = {name for talk in talks if talk.id not in corpus.press_reports for name in talk.speakers}
    reported = {name for talk in talks if talk.id in corpus.press_reports for name in talk.speakers}
    return {*corpus.press_reports, *(reported - others)}


def _tell_words(
    corpus: Corpus, rows: pd.DataFrame, by: str, titles: Mapping[str, str], *, passages: str, n_compared: int
) -> tuple[str, str]:
    """The title and subtitle of one language: which words stand out, and only those that hold after control."""
    # What a press article quotes was chosen by editors.
    named = rows[~rows[by].isin(_list_reported(corpus))]
    nearest = (named if len(named) else rows).sort_values(["z", "word"], ascending=[False, True])
    sure = nearest[nearest["q_value"] < 0.05]
    found = nearest if sure.empty else sure
    most = _NAMED["unsure" if sure.empty else "sure"]
    told = [_name_words(found.head(n), by, titles, more=n < len(sure)) for n in range(min(most, len(found)), 0, -1)]
    side = corpus.unit if by == "conversation" else say("speaker", "说话人")
    one = corpus.count_zh if by == "conversation" else "位"
    if sure.empty:
        title = choose_title(
            *(
                say(
                    f"No word sets a {side} apart after control; nearest to it come{'s' * (len(found) == 1)} {words}",
                    f"校正后没有哪个词能把某{one}{side}区分开；最接近的是{words}",
                )
                for words in told
            )
        )
        held = say(
            f"None holds after control for the number of comparisons ({n_compared:,}).",
            f"经多重比较校正（{n_compared:,} 次比较）后，没有一个词成立。",
        )
    else:
        title = choose_title(
            *(
                say(
                    f"{len(sure)} word{'s' * (len(sure) > 1)} set{'s' * (len(sure) == 1)} a {side} apart after control:"
                    f" {words}",
                    f"有 {len(sure)} 个词校正后仍能把一{one}{side}区分开：{words}",
                )
                for words in told
            )
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


def _name_words(rows: pd.DataFrame, by: str, titles: Mapping[str, str], *, more: bool) -> str:
    """Some words, each with whose it is; more: whether there are others that are as sure."""
    told = [
        say(f'"{word}" ({titles[name]})', f"“{word}”（{titles[name]}）") for name, word in rows[[by, "word"]].to_numpy()
    ]
    return say(", ", "、").join(told) + (" …" if more else "")


def _choose_labels(rows: pd.DataFrame, by: str) -> dict[tuple[str, str], list[str]]:
    """The words whose interval excludes zero and that have room for a label, the surest first."""
    chosen: dict[tuple[str, str], list[str]] = {}
    for language, group in rows.groupby("language"):
        marks = np.stack([np.log10(group["rate"]), group["z"]], axis=1)
        taken: list[tuple[float, float]] = []
        # A label is as high however much the axis spans.
        more = max(1.0, float(group["z"].max()) / _SPAN)
        clear = group[group["ci_low"] > 0].sort_values(["z", "word"], ascending=[False, True])
        for row in clear.to_dict("records"):
            place = float(np.log10(row["rate"])), float(row["z"])
            across, up = (marks - place).T
            covers = ((np.abs(across) < _COVERED[0]) & (up > 0.02) & (up < _COVERED[1] * more)).any()
            if not covers and all(
                abs(place[0] - x) > _ROOM[0] or abs(place[1] - y) > _ROOM[1] * more for x, y in taken
            ):
                taken.append(place)
                chosen.setdefault((str(language), row[by]), []).append(row["word"])
    return chosen


def plot_word_shift(
    corpus: Corpus, shifts: Mapping[str, pd.DataFrame], sides: Mapping[str, tuple[str, str]], *, n_words: int = 16
) -> go.Figure:
    """Return the words that make two speakers differ in praise and blame, conversation by conversation.

    shifts: by conversation, shift_words of who answers and who asks. sides: by conversation, the names of
    the two. One conversation is shown; a menu changes to the others, of many to those that differ most.
    """
    if not shifts:
        return frame_empty(
            corpus,
            title=say(
                f"No {corpus.unit} has both sides with words of praise or blame, so there is nothing to compare",
                f"没有一{corpus.unit_zh}的双方都说过褒扬或贬抑的词，因此无从比较",
            ),
            why=say("nothing to compare", "没有可比较的内容"),
            subtitle=say(
                "What each word adds to the difference between two speakers in praise less blame per passage.",
                "每段褒扬减贬抑，两人相差多少，各词贡献多少。",
            ),
        )
    gaps = {name: abs(float(table["contribution"].sum())) for name, table in shifts.items()}
    widest = sorted(corpus.order_conversations(gaps), key=lambda name: -gaps[name])[:SOME]
    drawn = [name for name in shifts if name in set(widest)]
    figure, choices = go.Figure(), []
    for conversation in drawn:
        table, (first, second) = shifts[conversation], sides[conversation]
        one, other = tell_person(corpus, first), tell_person(corpus, second)
        rows = table.head(n_words).iloc[::-1]
        colours = [speaker_colour(corpus, first if value > 0 else second) for value in rows["contribution"]]
        figure.add_bar(
            orientation="h", x=rows["contribution"].round(5), y=rows["word"].map(escape), showlegend=False,
            marker={"color": colours}, name=label_talk(corpus, conversation),
            text=[f"{_shorten(a)} : {_shorten(b)}" for a, b in zip(rows["rate_one"], rows["rate_other"], strict=True)],
            textposition="outside", textfont={"size": 11, "color": QUIET}, cliponaxis=False,
            customdata=np.stack([rows["value"], rows["rate_one"], rows["rate_other"]], axis=1).round(3),
            hovertemplate=say(
                f"<b>%{{y}}</b>, value %{{customdata[0]:.2f}}<br>{escape(one)}: %{{customdata[1]:.1f}} times in a"
                f" hundred passages<br>{escape(other)}: %{{customdata[2]:.1f}}<extra></extra>",
                f"<b>%{{y}}</b>，分值 %{{customdata[0]:.2f}}<br>{escape(one)}：每百个段落 %{{customdata[1]:.1f}} 次"
                f"<br>{escape(other)}：%{{customdata[2]:.1f}} 次<extra></extra>",
            ),
        )  # fmt: skip
        low, high = min(0.0, rows["contribution"].min()), max(0.0, rows["contribution"].max())
        room = 0.16 * (high - low)
        axis = say("points of praise less blame per passage", "每段褒扬减贬抑的分值")
        axis += f"<br>← {escape(other)} · {escape(one)} →"
        choices.append(
            Choice(
                label_talk(corpus, conversation, 32),
                [name == conversation for name in drawn],
                _tell_shift(corpus, table, conversation, one=one, other=other),
                say(
                    "What each word adds to the difference in praise less blame per passage; bars point to the speaker"
                    f" they favour, in that speaker's colour. {_tell_pooled(corpus)}Numbers: times said"
                    f" in 100 passages, {one} : {other}.",
                    "每段褒扬减贬抑，两人相差多少，各词贡献多少；条形的方向和颜色表示该词使谁显得更热情。"
                    f"{_tell_pooled(corpus)}数字：每 100 个段落说几次，{one} : {other}。",
                ),
                {"xaxis.title.text": axis, "xaxis.range": [low - room * (low < 0), high + room * (high > 0)]},
            )
        )
    figure.add_vline(x=0, line={"color": QUIET, "width": 1})
    figure.update_yaxes(type="category")
    return frame_choices(
        corpus,
        figure,
        choices,
        shown=drawn.index(widest[0]),
        footer=say(
            "Word shift after Gallagher et al. (2021) on the project's list of attitude words, with negation and"
            " degree. Words explain a part of the tone only. Counts of words: no interval is claimed. ",
            "逐词分解的方法见 Gallagher 等（2021），所用为本项目的态度词表，计入否定和程度。词语只能解释语气的一部分。"
            "词的计数，故不给区间。",
        )
        + (
            say(
                f"The menu has the {len(drawn)} of {len(shifts)} {corpus.units} that differ most; the table (CSV) has"
                " all. ",
                f"菜单列出 {corpus.count_units(len(shifts))}中差别最大的 {len(drawn)} {corpus.count_zh}；"
                "表格（CSV）列出全部。",
            )
            if len(drawn) < len(shifts)
            else ""
        ),
        height=24 * n_words + 60,
        left=176,
        room_below=14,
        alt=say(
            "Bars of the words that raise one speaker's praise less blame above the other's.",
            "条形图：哪些词使一位说话人的褒扬减贬抑高于另一位。",
        ),
    )


def _tell_pooled(corpus: Corpus) -> str:
    """What is put together: the renderings, where any conversation has two, in however many languages."""
    renderings = corpus.catalogue.renderings
    n_languages = len({r.language for r in renderings})
    if len(renderings) == len({r.conversation for r in renderings}):
        return ""
    if n_languages == 1:
        return say("All renderings pooled. ", "各版本合并计算。")
    many = n_languages > 2
    return say(
        f"All renderings pooled, {'all' if many else 'both'} languages. ",
        f"各版本、{'各种' if many else '两种'}语言合并计算。",
    )


def _shorten(rate: float) -> str:
    return f"{rate:.1f}" if 0 < rate < 0.95 else f"{rate:.0f}"


def _tell_shift(corpus: Corpus, table: pd.DataFrame, conversation: str, *, one: str, other: str) -> str:
    """The finding: whose praise less blame is the higher, by how much, and the words that add most to it."""
    gap, talk = float(table["contribution"].sum()), tell_talk(corpus, conversation)
    more, less = (one, other) if gap > 0 else (other, one)
    top = table.loc[np.sign(table["contribution"]) == np.sign(gap), "word"].head(3)
    words = [say(f'"{word}"', f"“{word}”") for word in top]
    if not words:
        return say(
            f"{talk}: praise less blame is alike for {one} and for {other}", f"{talk}：{one}与{other}的褒扬减贬抑相当"
        )
    found = say(
        f"{talk}: praise less blame is {abs(gap):.2f} points a passage higher for {more} than for {less}",
        f"{talk}：{more}每段褒扬减贬抑比{less}高 {abs(gap):.2f} 分",
    )
    mostly = [
        say(f", above all by {join_words(words[:n])}", f"，主要来自{join_words(words[:n])}")
        for n in range(len(words), 0, -1)
    ]
    return choose_title(*(found + told for told in (*mostly, "")))
