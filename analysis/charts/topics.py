"""Charts of topics: the map of passages, and the topics under each theme."""

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from analysis.catalogue import the_catalogue
from analysis.charts.frame import Choice, frame_figure
from analysis.charts.style import (
    INK,
    QUIET,
    WIDTH,
    conversation_colour,
    guess_order,
    hover_words,
    label_theme_rows,
)
from analysis.language import join_words, name_conversation, name_speaker, name_theme, say, the_language
from analysis.themes import UNASSIGNED

_MAP_HEIGHT, _MAP_PAD = 640, 0.06


def plot_hierarchy(passages: pd.DataFrame, themes: pd.DataFrame, topics: pd.DataFrame) -> go.Figure:
    """Return the topics under each theme as a bar, by words; blue where most of a topic lies there.

    passages: with topic and theme. themes: describe_themes with stability. topics: describe_topics. A
    topic is part of every theme that some of its passages have.
    """
    words = passages.groupby(["theme", "topic"])["n_words"].sum()
    belonging = words / words.groupby("topic").transform("sum")
    best = topics.set_index("topic")[["words_zh", "words_en"]]
    order = [theme for theme in themes["theme"] if theme in words.index.get_level_values("theme")]
    figure, ends = go.Figure(), []
    for height, theme in enumerate(reversed(order)):
        inside = words[theme].sort_values(ascending=False, kind="stable")
        shares = inside / words.sum()
        ends.append(shares.sum())
        chinese = [best.loc[topic, "words_zh"].split() for topic in inside.index]
        english = [best.loc[topic, "words_en"].split() for topic in inside.index]
        both = zip(english, chinese, strict=True)
        first = [(one or other)[0] for one, other in (pair if the_language() == "en" else pair[::-1] for pair in both)]
        figure.add_bar(
            x=shares,
            y=[height] * len(inside),
            base=shares.cumsum() - shares,
            orientation="h",
            width=0.74,
            marker={
                "color": ["#c6d9e8" if belonging[theme, topic] > 0.5 else "#e9edf1" for topic in inside.index],
                "line": {"color": "white", "width": 1.5},
            },
            text=[f"<b>{topic}</b><br>{word}" for topic, word in zip(inside.index, first, strict=True)],
            textposition="inside",
            insidetextanchor="middle",
            textangle=0,
            textfont={"size": 11, "color": INK},
            customdata=[
                [topic, share, " ".join(zh), " ".join(en), belonging[theme, topic]]
                for topic, share, zh, en in zip(inside.index, shares, chinese, english, strict=True)
            ],
            hovertemplate=say(
                "<b>topic %{customdata[0]}</b>: %{customdata[1]:.1%} of all words"
                "<br>%{customdata[4]:.0%} of the topic lies in this theme",
                "<b>话题 %{customdata[0]}</b>：占全部话语的 %{customdata[1]:.1%}"
                "<br>该话题的 %{customdata[4]:.0%} 属于这一主题",
            )
            + "<br>%{customdata[2]}<br>%{customdata[3]}<extra></extra>",
        )
    stability = themes.set_index("theme")["stability"]
    figure.add_scatter(
        x=ends,
        y=list(range(len(order))),
        mode="text",
        text=[f"  {stability[theme]:.2f}" for theme in reversed(order)],
        textposition="middle right",
        textfont={"size": 12, "color": QUIET},
        hoverinfo="skip",
    )
    figure.update_xaxes(
        tickformat=".0%", title=say("share of all words", "占全部话语的比例"), range=[0, 1.08 * max(ends)]
    )
    figure.update_layout(showlegend=False, barmode="overlay", uniformtext={"minsize": 11, "mode": "hide"})
    label_theme_rows(figure, order)
    largest = belonging.groupby("topic").max()
    within = int((largest > 0.5).sum())
    across = join_words([str(topic) for topic in largest[largest <= 0.5].index])
    title = say(
        f"{within} of {len(largest)} topics lie mostly within one theme; the others cut across",
        f"{len(largest)} 个话题中，{within} 个大体落在一个主题之内，其余横跨多个主题",
    )
    return frame_figure(
        figure,
        title=title,
        subtitle=say(
            f"Topics that BERTopic finds (number, most typical word) in each theme, by words of {len(passages)}"
            " passages, all conversations pooled. Blue: most of the topic lies in this theme.",
            f"各主题中由 BERTopic 找出的话题（编号与最典型的词），按全部对话合计 {len(passages)} 个段落的字数计。"
            "蓝色：该话题大部分属于这一主题。",
        )
        + (say(f" Cutting across: {across}.", f"横跨多个主题的话题：{across}。") if across else "")
        + say(" Grey number: stability of the theme.", "灰色数字：主题的稳定性。"),
        footer=say(
            "Stability: how much of a theme stays when a tenth of the turns is left out (mean Jaccard index of 20"
            " runs; 1: all of it).",
            "稳定性：去掉十分之一的话轮后，主题能保留多少（20 次运行的 Jaccard 指数均值；1 为全部保留）。",
        ),
        height=52 * len(order) + 30,
        left=228,
        alt=say("Bars of topics in each theme. ", "条形图：各主题包含的话题。") + title,
    )


def plot_map(passages: pd.DataFrame, *, quotations: list[str] | None = None) -> go.Figure:
    """Return the map of passages, coloured by conversation, with each theme's name at its largest island.

    An island is a topic. A menu shows one speaker's passages alone.
    """
    table = passages.assign(hover=hover_words(passages, quotations))
    figure, roles = go.Figure(), the_catalogue().roles()
    owners: list[tuple[str, str]] = []
    for conversation in guess_order(table["conversation"].tolist()):
        # The guest first, whose traces are in the legend: they are shown for more choices than a host's.
        for speaker in sorted(
            table.loc[table["conversation"] == conversation, "speaker"].unique(),
            key=lambda name: (roles[name] != "guest", name),
        ):
            rows = table[(table["conversation"] == conversation) & (table["speaker"] == speaker)]
            figure.add_scatter(
                x=rows["x"],
                y=rows["y"],
                mode="markers",
                name=name_conversation(conversation),
                legendgroup=conversation,
                showlegend=conversation not in {c for c, _ in owners},
                marker={
                    "size": 7,
                    "opacity": 0.65,
                    "color": conversation_colour(conversation),
                    "symbol": ["circle" if language == "zh" else "diamond" for language in rows["language"]],
                    "line": {"width": 0.5, "color": "white"},
                },
                customdata=np.stack(
                    [
                        rows["passage_id"],
                        [name_theme(theme) for theme in rows["theme"]],
                        rows["turn"],
                        rows["hover"],
                    ],
                    axis=1,
                ),
                hovertemplate=f"<b>{name_speaker(speaker)}</b>"
                + say(
                    f", {name_conversation(conversation)}, turn %{{customdata[2]}}",
                    f"，{name_conversation(conversation)}，第 %{{customdata[2]}} 个话轮",
                )
                + "<br>%{customdata[1]}<br>%{customdata[0]}<br>%{customdata[3]}<extra></extra>",
            )
            owners.append((conversation, speaker))
    for theme, (x, y, shift) in _part_labels(table).items():
        figure.add_annotation(
            name="place", x=x, y=y, text=f"<b>{name_theme(theme)}</b>", showarrow=False, yanchor="bottom", yshift=shift,
            font={"size": 11, "color": INK}, bgcolor="rgba(255,255,255,0.5)", borderpad=0,
        )  # fmt: skip
    figure.update_xaxes(showticklabels=False, showgrid=False, range=_pad_range(table["x"]))
    figure.update_yaxes(showticklabels=False, showgrid=False, range=_pad_range(table["y"]))
    read = say(
        "; those that read alike lie close together, whatever their language (circles: Chinese, diamonds: English).",
        "；内容相近的靠在一起，不论语言（圆点：中文，菱形：英文）。",
    )
    spread = table.groupby("topic")["conversation"].nunique()
    single, n_islands = int((spread == 1).sum()), len(spread)
    choices = [
        Choice(
            label=say("All speakers", "全部说话人"),
            visible=[True] * len(owners),
            title=say(
                f"{single} of {n_islands} islands (topics) belong to one conversation alone",
                f"{n_islands} 座“岛”（话题）中，{single} 座只属于一场对话",
            ),
            subtitle=say(f"{len(table)} passages", f"{len(table)} 个段落") + read,
        )
    ]
    for speaker in sorted({owner for _, owner in owners}):
        rows, name = table[table["speaker"] == speaker], name_speaker(speaker)
        where = join_words([name_conversation(c) for c in guess_order(rows["conversation"].tolist())])
        choices.append(
            Choice(
                label=name,
                visible=[owner == speaker for _, owner in owners],
                title=say(
                    f"The words of {name} lie on {rows['topic'].nunique()} of {n_islands} islands (topics)",
                    f"{name}的话语落在 {n_islands} 座“岛”（话题）中的 {rows['topic'].nunique()} 座",
                ),
                subtitle=say(
                    f"{len(rows)} passages of {name} at {where}, of {len(table)} in all",
                    f"{name}在 {where} 的 {len(rows)} 个段落（全部共 {len(table)} 个）",
                )
                + read,
            )
        )
    return frame_figure(
        figure,
        choices=choices,
        footer=say(
            "Multidimensional scaling of multilingual sentence vectors, drawn half-way to their topic's mean, which"
            " makes islands. A theme may have several; its name stands at the largest. Only nearness has a meaning.",
            "对多语言句向量作多维尺度分析，各点向所属话题的均值靠拢一半，因而成“岛”。一个主题可以有几座，"
            "名称标在最大的一座旁。图中只有远近有意义。",
        ),
        height=_MAP_HEIGHT,
        room_below=-30,
        alt=say(
            "Map of all passages by likeness, coloured by conversation, with the names of the themes.",
            "地图：全部段落按内容远近排布，按对话着色，并标出主题名称。",
        ),
    )


def _pad_range(values: pd.Series) -> list[float]:
    return [values.min() - _MAP_PAD * np.ptp(values), values.max() + _MAP_PAD * np.ptp(values)]


def _part_labels(table: pd.DataFrame) -> dict[str, tuple[float, float, int]]:
    """Where each theme's name stands: x, y, and by how many pixels its foot is above that.

    It is above or under the theme's largest island, where it hides the fewest passages and no other name.
    """
    pad = 1 + 2 * _MAP_PAD
    unit_x, unit_y = (WIDTH - 48) / np.ptp(table["x"]) / pad, _MAP_HEIGHT / np.ptp(table["y"]) / pad
    across, up = table["x"].to_numpy() * unit_x, table["y"].to_numpy() * unit_y
    left, right = _pad_range(table["x"])
    placed: list[tuple[float, float, float]] = []
    found = {}
    for theme, rows in table[table["theme"] != UNASSIGNED].groupby("theme"):
        largest = rows[rows["topic"] == rows["topic"].value_counts().idxmax()]
        half = 2.8 * sum(1 + (character >= "\u2e80") for character in name_theme(str(theme)))
        best = (np.inf, 0.0, 0.0, 0)
        for x in largest["x"].quantile([0.5, 0.25, 0.75, 0.0, 1.0]).clip(left + half / unit_x, right - half / unit_x):
            for y, shifts in ((largest["y"].max(), range(6, 60)), (largest["y"].min(), range(-24, -78, -1))):
                for shift in shifts:
                    middle, foot = x * unit_x, y * unit_y + shift
                    if any(abs(middle - x0) < 1.2 * (half + half0) and abs(foot - y0) < 18 for x0, y0, half0 in placed):
                        continue
                    beside, above = np.abs(across - middle) < half + 5, np.abs(up - foot - 9) < 12
                    cost = 40 * (beside & above).sum() + 2 * abs(shift) + abs(x - largest["x"].median()) * unit_x / 4
                    best = min(best, (cost, x, y, shift))
        _, x, y, shift = best
        placed.append((x * unit_x, y * unit_y + shift, half))
        found[str(theme)] = (x, y, shift)
    return found
