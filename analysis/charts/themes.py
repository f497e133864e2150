"""Charts of themes: their shares by conversation and speaker, how words flow to them, and the map of passages."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from plotly.colors import hex_to_rgb

from analysis.catalogue import the_catalogue
from analysis.charts.style import (
    INK,
    QUIET,
    SEQUENTIAL,
    WIDTH,
    Choice,
    conversation_colour,
    draw_interval,
    frame_figure,
    guess_order,
    hover_words,
    interval_note,
    label_theme_rows,
    speaker_colour,
    theme_labels,
)
from analysis.comparison import FEWEST_EXCHANGES, FEWEST_TURNS, TOO_FEW
from analysis.language import join_words, name_conversation, name_speaker, name_theme, percent, say, the_language
from analysis.themes import UNASSIGNED

_MAP_HEIGHT, _MAP_PAD = 640, 0.06
_FLOW_HEIGHT, _FLOW_PAD = 620, 14
_NOISE = "#dfe5ea"


def order_themes(shares: pd.DataFrame) -> list[str]:
    """Return themes by the mean of their shares, the largest first, "unassigned" last."""
    means = shares.groupby("theme")["share"].mean().sort_values(ascending=False, kind="stable")
    return [theme for theme in means.index if theme != UNASSIGNED] + [t for t in means.index if t == UNASSIGNED]


def plot_theme_shares(
    shares: Mapping[str, pd.DataFrame],
    differences: Mapping[str, pd.DataFrame],
    *,
    order: list[str],
    n_passages: int,
    noise: pd.DataFrame,
) -> go.Figure:
    """Return the theme shares of the conversations side by side, with intervals.

    shares, differences: for each choice of speakers (its label as the menu shows it; the first is shown at
    first), measure_shares with whole conversation, and compare_conversations, both of themes. n_passages: of
    all speakers. noise: measure_noise of themes, of all speakers; its floor is drawn under each theme's marks.
    A mark is filled where its conversation differs from another one by the verdict of compare_conversations,
    and a square where no difference of its conversation can be judged.
    """
    figure, shown = go.Figure(), []
    for choice, table in shares.items():
        for number, conversation in enumerate(guess_order(table["conversation"].tolist())):
            rows = table[table["conversation"] == conversation].set_index("theme").loc[order].reset_index()
            colour = conversation_colour(conversation)
            mine = _take_differences(differences[choice], conversation)
            differs, judged = set(mine.loc[mine["clears"], "theme"]), (mine["verdict"] != TOO_FEW).any()
            enough = rows["n_turns_whole"].iloc[0] >= FEWEST_TURNS
            heights = np.arange(len(order))[::-1] + (1 - number) * 0.23
            label = name_conversation(conversation)
            if not enough:
                label += say(" (too few turns)", "（话轮太少）")
            elif not judged:
                label += say(" (not judged)", "（不作判断）")
            figure.add_scatter(
                x=rows["share"] if enough else [None] * len(rows),
                y=heights,
                mode="markers",
                cliponaxis=False,
                name=label,
                marker={
                    "size": 10 if judged else 8,
                    "symbol": "circle" if judged else "square",
                    "color": [colour if theme in differs else "white" for theme in rows["theme"]],
                    "line": {"color": colour, "width": 2 if judged else 1.2},
                },
                error_x=draw_interval(rows["share"], rows["ci_low"], rows["ci_high"], colour=colour)
                | ({} if judged else {"thickness": 0.8}),
                customdata=np.stack(
                    [
                        [name_theme(theme) for theme in rows["theme"]],
                        rows["ci_low"], rows["ci_high"], rows["n_passages"], rows["n_turns"],
                    ],
                    axis=1,
                ),
                hovertemplate=f"<b>{name_conversation(conversation)}</b>"
                + say(
                    f": %{{customdata[0]}}<br>%{{x:.1%}} of the words ({choice})"
                    "<br>interval %{customdata[1]:.1%} to %{customdata[2]:.1%}"
                    "<br>%{customdata[3]} passages in %{customdata[4]} turns<extra></extra>",
                    f"：%{{customdata[0]}}<br>占话语的 %{{x:.1%}}（{choice}）"
                    "<br>区间 %{customdata[1]:.1%} 至 %{customdata[2]:.1%}"
                    "<br>%{customdata[4]} 个话轮，共 %{customdata[3]} 个段落<extra></extra>",
                ),
            )  # fmt: skip
            shown.append(choice)
    floors = noise.set_index("theme")["floor"].reindex(order)
    figure.add_bar(
        orientation="h",
        x=floors,
        y=np.arange(len(order))[::-1],
        width=0.78,
        name=say("noise floor", "噪声基线"),
        marker={"color": _NOISE, "line": {"width": 0}},
        customdata=[[name_theme(theme), f"{floors[theme] * 100:.1f}"] for theme in order],
        hovertemplate=say(
            "<b>noise floor</b>: %{customdata[0]}<br>two renderings of one conversation differ by up to"
            " %{customdata[1]} points<extra></extra>",
            "<b>噪声基线</b>：%{customdata[0]}<br>同一对话的两个版本最多相差 %{customdata[1]} 个百分点<extra></extra>",
        ),
    )
    first, *_ = shares
    choices = [
        Choice(
            label=choice,
            visible=[*(owner == choice for owner in shown), True],
            title=_tell_leaders(differences[choice])
            + ("" if choice == first else say(f" ({choice})", f"（{choice}）")),
            subtitle=_tell_measure(choice, int(table["n_passages"].sum()), n_passages),
        )
        for choice, table in shares.items()
    ]
    furthest = max(
        table.loc[table["n_turns_whole"] >= FEWEST_TURNS, "ci_high"].to_numpy().max(initial=0.0)
        for table in shares.values()
    )
    figure.update_xaxes(
        tickformat=".0%", title=say("share of these words", "占这些话语的比例"), range=[0, 1.03 * furthest]
    )
    figure.update_yaxes(layer="below traces")  # or the ticks at 0% lie on the marks
    label_theme_rows(figure, order)
    return frame_figure(
        figure,
        choices=choices,
        footer=say(
            "A difference holds against its interval, the distance between two renderings of one conversation, and"
            " the number of comparisons (Benjamini and Hochberg, 5%). The grey bars are always those of all speakers"
            f" together. Squares, not judged: fewer than {FEWEST_EXCHANGES} exchanges; of SIGGRAPH there is only a"
            " press article. A share of exactly zero has no interval. ",
            "差异要成立，须同时经得起三重检验：自身的区间、同一对话两个版本间的距离、多重比较校正"
            "（Benjamini-Hochberg，5%）。灰条一律按全部说话人计算。"
            f"方块：问答不足 {FEWEST_EXCHANGES} 个，不作判断；SIGGRAPH 只有一篇新闻报道。占比恰为零的没有区间。",
        )
        + interval_note(),
        height=50 * len(order) + 30,
        left=228,
        alt=say(
            "Dot plot with intervals of theme shares in each conversation. ", "点图：各对话中每个主题的占比及其区间。"
        )
        + choices[0].title,
    )


def _tell_measure(choice: str, n_passages: int, n_all: int) -> str:
    """The subtitle for a choice of speakers: whose words, how many passages of all, and how to read the marks."""
    of_all = "" if n_passages == n_all else say(f" of {n_all}", f"，全部共 {n_all} 个")
    return say(
        f"Words by theme in each conversation ({choice}), {n_passages}{of_all} passages; two renderings of one"
        " conversation count as one. Filled: its difference from another conversation holds. Grey bar: noise floor;"
        " two marks closer together than its length show no difference.",
        f"各对话的话语按主题的占比（{choice}），{n_passages} 个段落{of_all}；同一场对话的两个版本合作一场计。"
        "实心：与另一场对话的差异成立。灰条：噪声基线；两点相距不及灰条之长，便看不出差异。",
    )


def _take_differences(differences: pd.DataFrame, conversation: str) -> pd.DataFrame:
    return differences[differences[["conversation_a", "conversation_b"]].eq(conversation).any(axis=1)]


def _tell_leaders(differences: pd.DataFrame) -> str:
    """The finding: which conversation dwells on what more than which other one."""
    if not (differences["verdict"] != TOO_FEW).any():
        return say("No difference can be judged: too few exchanges", "问答太少，差异无从判断")
    told: dict[tuple[str, str], list[str]] = {}
    for row in differences[differences["clears"]].sort_values("difference", key=abs, ascending=False).itertuples():
        more, less = (row.conversation_a, row.conversation_b)[:: 1 if row.difference > 0 else -1]
        if row.theme != UNASSIGNED:
            told.setdefault((more, less), []).append(name_theme(row.theme, inside=True))
    if not told:
        return say(
            "No conversation dwells on a theme more than another by a difference that holds",
            "没有哪场对话谈某个主题明显多于另一场：差异均不成立",
        )
    return say("; ", "；").join(
        say(
            f"{name_conversation(more)} dwells more than {name_conversation(less)} on {join_words(names)}",
            f"{name_conversation(more)} 比 {name_conversation(less)} 更多谈及{join_words(names)}",
        )
        for (more, less), names in told.items()
    )


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


def plot_theme_heatmap(shares: pd.DataFrame, *, order: list[str]) -> go.Figure:
    """Return a heat map, with its values printed, of what conversations, or each speaker in them, are about.

    shares: measure_shares of themes with whole conversation, or conversation and speaker.
    """
    by_speaker = "speaker" in shares
    table = shares if by_speaker else shares.assign(speaker="")
    pairs = table[["conversation", "speaker"]].drop_duplicates()
    columns = [
        (conversation, speaker)
        for conversation in guess_order(pairs["conversation"].tolist())
        for speaker in sorted(
            pairs.loc[pairs["conversation"] == conversation, "speaker"], key=lambda name: speaker_colour(name) != INK
        )
    ]
    indexed = table.set_index(["conversation", "speaker", "theme"])
    values = np.array([[indexed.loc[(c, s, theme), "share"] for c, s in columns] for theme in order])
    turns = [int(indexed.loc[(c, s, order[0]), "n_turns_whole"]) for c, s in columns]
    values[:, [n < FEWEST_TURNS for n in turns]] = np.nan
    exchanges = table.groupby("conversation")["n_exchanges_whole"].max()
    names = theme_labels()
    figure = go.Figure(
        go.Heatmap(
            z=values[::-1],
            x=[_label_column(c, s, n) for (c, s), n in zip(columns, turns, strict=True)],
            y=[names[theme] for theme in order[::-1]],
            colorscale=SEQUENTIAL,
            zmin=0,
            zmax=float(np.nanmax(values)),
            showscale=False,
            text=[["" if np.isnan(v) else f"{v:.0%}" if v else "·" for v in row] for row in values[::-1]],
            texttemplate="%{text}",
            hovertemplate="%{x}<br>%{y}<br>"
            + (
                say("%{z:.1%} of this speaker's words there", "占此人在该对话中话语的 %{z:.1%}")
                if by_speaker
                else say("%{z:.1%} of this conversation's words", "占该对话话语的 %{z:.1%}")
            )
            + "<extra></extra>",
            xgap=2,
            ygap=2,
        )
    )
    figure.update_layout(showlegend=False)
    figure.update_xaxes(side="bottom", showgrid=False, tickangle=0)
    figure.update_yaxes(showgrid=False)
    row, column = np.unravel_index(np.nanargmax(values), values.shape)
    where, who = name_conversation(columns[column][0]), columns[column][1]
    theme, part = name_theme(order[row], inside=True), percent(values[row, column])
    if by_speaker:
        title = say(
            f"At {where}, {part} of the words of {name_speaker(who)} are on {theme}: nobody else keeps as much to one"
            " theme",
            f"在 {where}，{name_speaker(who)}自己的话语有 {part} 谈{theme}，集中程度最高",
        )
    else:
        title = say(
            f"{where} keeps most to one theme: {part} of its words are on {theme}",
            f"{where} 最集中于一个主题：{part} 的话语谈{theme}",
        )
    return frame_figure(
        figure,
        title=title,
        subtitle=say(
            "Share of each speaker's own words in a conversation by theme; each column adds up to 100%.",
            "每位说话人在一场对话中的话语按主题的占比；每列合计 100%。",
        )
        if by_speaker
        else say(
            "Share of each conversation's words by theme; each column adds up to 100%.",
            "每场对话的话语按主题的占比；每列合计 100%。",
        ),
        footer=say(
            "Two renderings of a conversation are averaged. A dot: not a word. Few turns make a column shaky:"
            f" the smallest has {min(turns)}. SIGGRAPH is a press article that quotes.",
            f"同一场对话的两个版本取均值。圆点：只字未提。话轮少的一列不够稳：最少的只有 {min(turns)} 个。"
            "SIGGRAPH 是引述式报道。",
        )
        + "".join(
            say(
                f" The shares of {name_conversation(str(conversation))} rest on {n} exchanges.",
                f"{name_conversation(str(conversation))} 的占比仅来自 {n} 个问答。",
            )
            for conversation, n in exchanges[exchanges < FEWEST_EXCHANGES].items()
        ),
        height=42 * len(order),
        left=228,
        room_below=54 if by_speaker else 10,
        alt=say(
            "Heat map with printed values: themes by speaker and conversation.",
            "热力图（标有数值）：主题按说话人和对话。",
        )
        if by_speaker
        else say("Heat map with printed values: themes by conversation.", "热力图（标有数值）：主题按对话。"),
    )


def _label_column(conversation: str, speaker: str, n_turns: int) -> str:
    """What stands under a column of the heat map; speaker: "" where the column is a whole conversation."""
    turns = say(f"{n_turns} turns", f"{n_turns} 个话轮")
    if n_turns < FEWEST_TURNS:
        turns = say("too few turns", "话轮太少")
    if not speaker:
        return f"<b>{name_conversation(conversation)}</b><br>{turns}"
    name = say(name_speaker(speaker).replace(" ", "<br>"), name_speaker(speaker))
    return f"<b>{name}</b><br>{name_conversation(conversation)}<br>{turns}"


def plot_flow(passages: pd.DataFrame) -> go.Figure:
    """Return how the words flow from conversation through theme to speaker, each conversation as wide as another.

    passages: with their theme. A flow's width is its share of its conversation's words, the mean of the renderings.
    """
    words = passages.groupby(["conversation", "rendering", "theme", "speaker"])["n_words"].sum()
    shares = words / words.groupby("rendering").transform("sum")
    n_renderings = passages.groupby("conversation")["rendering"].nunique()
    flows = (
        shares.groupby(["conversation", "theme", "speaker"])
        .sum()
        .div(n_renderings, level="conversation")
        .reset_index(name="share")
    )
    sizes = flows.groupby("theme")["share"].sum().sort_values(ascending=False, kind="stable")
    columns = {
        "conversation": guess_order(flows["conversation"].tolist()),
        "theme": sorted(sizes.index, key=lambda theme: theme == UNASSIGNED),
        "speaker": [s.name for s in the_catalogue().speakers if s.name in set(flows["speaker"])],
    }
    nodes = [(column, value) for column, values in columns.items() for value in values]
    numbers = {node: number for number, node in enumerate(nodes)}
    names: dict[str, Callable[[str], str]] = {
        "conversation": name_conversation,
        "theme": name_theme,
        "speaker": name_speaker,
    }
    heights = [
        place
        for column, values in columns.items()
        for place in _stack_nodes(flows.groupby(column)["share"].sum()[values], most=max(map(len, columns.values())))
    ]
    into = flows.groupby(["conversation", "theme"], as_index=False)["share"].sum()
    streams = [("conversation", "theme", row) for row in into.itertuples()]
    streams += [("theme", "speaker", row) for row in flows.itertuples()]
    figure = go.Figure(
        go.Sankey(
            arrangement="fixed",
            textfont={"size": 12, "color": INK},
            node={
                "label": [names[column](value) for column, value in nodes],
                "x": [{"conversation": 0.01, "theme": 0.5, "speaker": 0.99}[column] for column, _ in nodes],
                "y": heights,
                "color": [
                    *map(conversation_colour, columns["conversation"]),
                    *["#a9b4bf"] * len(columns["theme"]),
                    *map(speaker_colour, columns["speaker"]),
                ],
                "pad": _FLOW_PAD,
                "thickness": 14,
                "line": {"width": 0},
                "customdata": [_tell_node(flows, column, value) for column, value in nodes],
                "hovertemplate": "<b>%{label}</b><br>%{customdata}<extra></extra>",
            },
            link={
                "source": [numbers[source, getattr(row, source)] for source, _, row in streams],
                "target": [numbers[target, getattr(row, target)] for _, target, row in streams],
                "value": [row.share for _, _, row in streams],
                "color": [_fade(conversation_colour(row.conversation)) for _, _, row in streams],
                "customdata": [
                    f"<b>{names[source](getattr(row, source))} → {names[target](getattr(row, target))}</b><br>"
                    + _tell_part(row.conversation, row.share)
                    for source, target, row in streams
                ],
                "hovertemplate": "%{customdata}<extra></extra>",
            },
        )
    )
    figure.update_layout(showlegend=False)
    title = _tell_common(flows, columns["conversation"])
    return frame_figure(
        figure,
        title=title,
        subtitle=say(
            f"The words of {len(passages)} passages from conversation (left) through theme to speaker (right); the"
            " colour is the conversation's.",
            f"{len(passages)} 个段落的话语，从对话（左）经主题流向说话人（右）；颜色表示对话。",
        ),
        footer=say(
            "Every conversation is drawn equally large, whatever its length; two renderings of a conversation are"
            " averaged. SIGGRAPH is a press article that quotes, so its streams are the editors' choice.",
            "每场对话不论长短，画得一样大；同一场对话的两个版本取均值。SIGGRAPH 是引述式报道，其流向取决于编辑的取舍。",
        ),
        height=_FLOW_HEIGHT,
        room_below=-24,
        alt=say("Flow diagram from conversations through themes to speakers. ", "流向图：从对话经主题到说话人。")
        + title,
    )


def _stack_nodes(sizes: pd.Series, *, most: int) -> list[float]:
    """How far down the middle of each node of a column lies, 0 to 1; most: nodes in the fullest column.

    The nodes of every column spread over the full height, with equal gaps.
    """
    room = _FLOW_PAD * (most - 1) / _FLOW_HEIGHT
    heights = sizes / sizes.sum() * (1 - room)
    gap = room / max(len(sizes) - 1, 1)
    begin = 0.0 if len(sizes) > 1 else room / 2
    middles: list[float] = (begin + heights.cumsum() - heights / 2 + gap * np.arange(len(sizes))).tolist()
    return middles


def _fade(colour: str) -> str:
    red, green, blue = hex_to_rgb(colour)
    return f"rgba({red},{green},{blue},0.35)"


def _tell_node(flows: pd.DataFrame, column: str, value: str) -> str:
    """What hovering says of a node: who speaks how much of a conversation, or of which conversation it has how much."""
    rows = flows[flows[column] == value]
    if column == "conversation":
        return "<br>".join(
            f"{name_speaker(str(speaker))} {percent(share)}"
            for speaker, share in rows.groupby("speaker")["share"].sum().items()
        )
    parts = rows.groupby("conversation")["share"].sum()
    return "<br>".join(
        _tell_part(conversation, parts[conversation]) for conversation in guess_order(parts.index.tolist())
    )


def _tell_part(conversation: str, share: float) -> str:
    name, part = name_conversation(conversation), percent(share)
    return say(f"{part} of the words of {name}", f"占 {name} 话语的 {part}")


def _tell_common(flows: pd.DataFrame, conversations: Sequence[str]) -> str:
    """The finding: the theme that has most of even the conversation that gives it least, and who speaks of it."""
    table = flows.pivot_table(index="theme", columns="conversation", values="share", aggfunc="sum", fill_value=0)
    least = table.drop(UNASSIGNED, errors="ignore").min(axis=1)
    if not least.max() > 0:
        return say(
            f"No theme has words of all {len(conversations)} conversations",
            f"没有一个主题同时出现在全部 {len(conversations)} 场对话中",
        )
    theme = str(least.idxmax())
    spoken = flows[flows["theme"] == theme].groupby("speaker")["share"].sum()
    who, part = name_speaker(str(spoken.idxmax())), percent(spoken.max() / spoken.sum())
    parts = {c: percent(table.loc[theme, c]) for c in conversations}
    return say(
        f"{name_theme(theme)} is the broadest stream that all share: "
        + join_words([f"{share} of {name_conversation(c)}" for c, share in parts.items()])
        + f"; {who} speaks {part} of it",
        f"{name_theme(theme, inside=True)}是各场共有的最宽支流："
        + "、".join(f"{name_conversation(c)} 的 {share}" for c, share in parts.items())
        + f"，合计 {part} 出自{who}",
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


def plot_renderings(shares: pd.DataFrame, *, order: list[str]) -> go.Figure:
    """Return the theme shares of two renderings of each conversation side by side: the noise floor.

    shares: measure_shares with whole conversation, rendering and part theme.
    """
    figure = go.Figure()
    largest = ("", "", 0.0)
    for number, conversation in enumerate(guess_order(shares["conversation"].tolist())):
        table = shares[shares["conversation"] == conversation].pivot(index="theme", columns="rendering", values="share")
        if table.shape[1] < 2:
            continue
        colour = conversation_colour(conversation)
        heights = np.arange(len(order))[::-1] + 0.14 - 0.28 * (number % 2)
        table = table.loc[order]
        spread = table.max(axis=1) - table.min(axis=1)
        if spread.max() > largest[2]:
            largest = (conversation, str(spread.idxmax()), float(spread.max()))
        for theme, height in zip(order, heights, strict=True):
            figure.add_scatter(
                x=table.loc[theme], y=[height] * table.shape[1], mode="lines", showlegend=False, hoverinfo="skip",
                line={"color": colour, "width": 2},
            )  # fmt: skip
        for rendering, symbol in zip(table.columns, ("circle", "diamond", "square"), strict=False):
            figure.add_scatter(
                x=table[rendering],
                y=heights,
                mode="markers",
                cliponaxis=False,
                name=rendering,
                marker={"size": 9, "color": colour, "symbol": symbol, "line": {"width": 1, "color": "white"}},
                hovertemplate=f"<b>{rendering}</b><br>"
                + say("%{x:.1%} of its words", "占其话语的 %{x:.1%}")
                + "<extra></extra>",
            )
    figure.update_xaxes(
        tickformat=".0%", title=say("share of the rendering's words", "占该版本话语的比例"), rangemode="nonnegative"
    )
    label_theme_rows(figure, order)
    title = say("No conversation here has two renderings that differ", "这里没有哪场对话的两个版本有差别")
    if largest[2] > 0:
        where, theme, points = (
            name_conversation(largest[0]),
            name_theme(largest[1], inside=True),
            f"{largest[2] * 100:.1f}",
        )
        title = say(
            f"The share of a theme differs by up to {points} points between two renderings of one conversation"
            f" ({where}, {theme})",
            f"同一场对话的两个版本，同一主题的占比最多相差 {points} 个百分点（{where}，{theme}）",
        )
    return frame_figure(
        figure,
        title=title,
        subtitle=say(
            "Theme shares in the published renderings of each conversation that has more than one.",
            "凡有多个发表版本的对话，各版本的主题占比。",
        ),
        footer=say(
            "The same words, published twice: what differs here is noise of publishing, translation and method, and"
            " a difference between conversations has to be larger.",
            "同样的话发表了两次：这里的差别是编辑、翻译和方法带来的噪声，对话之间的差异须大于它。",
        ),
        height=42 * len(order) + 20,
        left=228,
        alt=say(
            "Paired dots of theme shares in the two renderings of each conversation.",
            "成对圆点图：每场对话两个版本的主题占比。",
        ),
    )
