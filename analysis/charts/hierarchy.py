"""The topics under each theme."""

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from analysis.charts.fitting import escape
from analysis.charts.frame import frame_figure
from analysis.charts.style import INK, QUIET, choose_theme_height, complete_order, label_theme_rows
from analysis.corpus.folder import Corpus
from analysis.corpus.themes import UNASSIGNED
from analysis.ground.wording import list_some, say, the_language

# The topic of passages that no topic was made from and that fit none.
_NO_TOPIC = -1


def plot_hierarchy(corpus: Corpus, passages: pd.DataFrame, themes: pd.DataFrame, topics: pd.DataFrame) -> go.Figure:
    """Return the topics under each theme as a bar, by words; blue where most of a topic lies there.

    passages: with topic and theme. themes: describe_themes with stability. topics: describe_topics. A
    topic is part of every theme that some of its passages have.
    """
    words = passages.groupby(["theme", "topic"])["n_words"].sum()
    belonging = words / words.groupby("topic").transform("sum")
    named = words.index.get_level_values("theme")
    order = complete_order([theme for theme in themes["theme"] if theme in named], named)
    said = _list_words(topics)
    figure, ends = go.Figure(), []
    for height, theme in enumerate(reversed(order)):
        inside = words[theme].sort_values(ascending=False, kind="stable")
        shares = inside / words.sum()
        ends.append(shares.sum())
        figure.add_bar(
            x=shares,
            y=[height] * len(inside),
            base=shares.cumsum() - shares,
            orientation="h",
            width=0.74,
            marker={
                "color": [
                    "#c6d9e8" if belonging[theme, topic] > 0.5 and theme != UNASSIGNED else "#e9edf1"
                    for topic in inside.index
                ],
                "line": {"color": "white", "width": 1.5},
            },
            text=[_label_topic(topic, said.get(topic, [])) for topic in inside.index],
            textposition="inside",
            insidetextanchor="middle",
            textangle=0,
            textfont={"size": 11, "color": INK},
            customdata=[
                [_number(topic), share, belonging[theme, topic], "<br>".join(map(escape, said.get(topic, [])))]
                for topic, share in zip(inside.index, shares, strict=True)
            ],
            hovertemplate=say(
                "<b>topic %{customdata[0]}</b>: %{customdata[1]:.1%} of all words"
                "<br>%{customdata[2]:.0%} of the topic lies in this theme",
                "<b>话题 %{customdata[0]}</b>：占全部话语的 %{customdata[1]:.1%}"
                "<br>该话题的 %{customdata[2]:.0%} 属于这一主题",
            )
            + "<br>%{customdata[3]}<extra></extra>",
        )
    stability = themes.set_index("theme")["stability"].reindex(order)
    figure.add_scatter(
        x=ends,
        y=list(range(len(order))),
        mode="text",
        text=["" if pd.isna(stability[theme]) else f"  {stability[theme]:.2f}" for theme in reversed(order)],
        textposition="middle right",
        textfont={"size": 12, "color": QUIET},
        hoverinfo="skip",
    )
    figure.update_xaxes(
        tickformat=".0%", title=say("share of all words", "占全部话语的比例"), range=[0, 1.08 * max(ends)]
    )
    figure.update_layout(showlegend=False, barmode="overlay", uniformtext={"minsize": 11, "mode": "hide"})
    label_theme_rows(corpus, figure, order)
    title = _tell_topics(corpus, words, belonging)
    return frame_figure(
        corpus,
        figure,
        title=title,
        subtitle=_tell_bars(corpus, len(passages), belonging),
        footer=say(
            "Stability: how much of a theme stays when a tenth of the turns is left out (mean Jaccard index of 20"
            " runs; 1: all of it).",
            "稳定性：去掉十分之一的话轮后，主题能保留多少（20 次运行的 Jaccard 指数均值；1 为全部保留）。",
        ),
        height=choose_theme_height(len(order), usual=52) * len(order) + 30,
        left=228,
        alt=say("Bars of topics in each theme. ", "条形图：各主题包含的话题。") + title,
    )


def _list_words(topics: pd.DataFrame) -> dict[int, list[str]]:
    """A topic's words in each language that has any, that of the charts first."""
    columns = sorted(
        (column for column in topics if column.startswith("words_")),
        key=lambda column: column != f"words_{the_language()}",
    )
    table = topics.set_index("topic")[columns].fillna("")
    return {topic: [words for words in row if words] for topic, *row in table.itertuples()}


def _label_topic(topic: int, words: Sequence[str]) -> str:
    """What is written on a topic: its number, and its most typical word."""
    first = words[0].split()[0] if words and words[0].split() else ""
    return f"<b>{_number(topic)}</b><br>{escape(first)}"


def _number(topic: int) -> int | str:
    return "–" if topic == _NO_TOPIC else topic


def _tell_topics(corpus: Corpus, words: pd.Series, belonging: pd.Series) -> str:
    """The finding: how many topics lie within a theme; where the themes are topics, how large the largest is."""
    largest = belonging.drop(_NO_TOPIC, level="topic", errors="ignore").groupby("topic").max()
    within, n_topics = int((largest > 0.5).sum()), len(largest)
    if within == n_topics:
        return say(f"All {n_topics} topics lie mostly within one theme", f"{n_topics} 个话题都大体落在一个主题之内")
    return say(
        f"{within} of {n_topics} topics lie mostly within one theme; the others cut across",
        f"{n_topics} 个话题中，{within} 个大体落在一个主题之内，其余横跨多个主题",
    )


def _tell_bars(corpus: Corpus, n_passages: int, belonging: pd.Series) -> str:
    """The subtitle: what a bar is, which topics cut across the themes, and what the grey number is."""
    largest = belonging.drop(_NO_TOPIC, level="topic", errors="ignore").groupby("topic").max()
    across = list_some([str(topic) for topic in largest[largest <= 0.5].index])
    return (
        say(
            f"Topics that BERTopic finds (number, most typical word) in each theme, by words of {n_passages}"
            " passages, all conversations pooled. Blue: most of the topic lies in this theme.",
            f"各主题中由 BERTopic 找出的话题（编号与最典型的词），按全部对话合计 {n_passages} 个段落的字数计。"
            "蓝色：该话题大部分属于这一主题。",
        )
        + (say(f" Cutting across: {across}.", f"横跨多个主题的话题：{across}。") if across else "")
        + say(" Grey number: stability of the theme.", "灰色数字：主题的稳定性。")
    )
