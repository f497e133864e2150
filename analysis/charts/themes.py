"""Charts of themes: their shares by conversation and speaker, and where passages lie on the map."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from analysis.charts.style import (
    FEWEST_TURNS,
    INK,
    QUIET,
    SEQUENTIAL,
    WIDTH,
    add_menu,
    conversation_colour,
    conversation_title,
    draw_interval,
    frame_figure,
    guess_order,
    interval_note,
    label_theme_rows,
    percent,
    speaker_colour,
    theme_labels,
    wrap_quotation,
)
from analysis.themes import UNASSIGNED, load_themes, name_in_sentence

_MAP_HEIGHT = 640


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
) -> go.Figure:
    """Return the theme shares of the conversations side by side, with intervals.

    shares, differences: for each choice of speakers (its label; the first is shown at first),
    measure_shares with whole conversation, and compare_conversations, both of themes. A mark is
    filled where its conversation differs from another one by the verdict of compare_conversations.
    """
    names, figure, shown = theme_labels(), go.Figure(), []
    for choice, table in shares.items():
        for number, conversation in enumerate(guess_order(table["conversation"].tolist())):
            rows = table[table["conversation"] == conversation].set_index("theme").loc[order].reset_index()
            colour = conversation_colour(conversation)
            differs = _differs(differences[choice], conversation)
            enough = rows["n_turns_whole"].iloc[0] >= FEWEST_TURNS
            heights = np.arange(len(order))[::-1] + (1 - number) * 0.23
            label = conversation_title(conversation) + ("" if enough else " (too few turns)")
            figure.add_scatter(
                x=rows["share"] if enough else [None] * len(rows),
                y=heights,
                mode="markers",
                cliponaxis=False,
                name=label,
                visible=choice == next(iter(shares)),
                marker={
                    "size": 10,
                    "color": [colour if theme in differs else "white" for theme in rows["theme"]],
                    "line": {"color": colour, "width": 2},
                },
                error_x=draw_interval(rows["share"], rows["ci_low"], rows["ci_high"], colour=colour),
                customdata=np.stack(
                    [
                        [names[theme].split("<br>")[0] for theme in rows["theme"]],
                        rows["ci_low"], rows["ci_high"], rows["n_passages"], rows["n_turns"],
                    ],
                    axis=1,
                ),
                hovertemplate=(
                    f"<b>{conversation_title(conversation)}</b>: %{{customdata[0]}}"
                    f"<br>%{{x:.1%}} of the words ({choice})"
                    "<br>interval %{customdata[1]:.1%} to %{customdata[2]:.1%}"
                    "<br>%{customdata[3]} passages in %{customdata[4]} turns<extra></extra>"
                ),
            )  # fmt: skip
            shown.append(choice)
    first = next(iter(shares))
    add_menu(figure, {choice: [owner == choice for owner in shown] for choice in shares}, shown=first)
    figure.update_xaxes(tickformat=".0%", title="share of the conversation's words", rangemode="nonnegative")
    label_theme_rows(figure, order)
    return frame_figure(
        figure,
        title=_tell_leaders(differences[first]),
        subtitle=f"Share of each conversation's words by theme, {n_passages} passages; two renderings of one"
        " conversation count as one. Filled: its difference from another conversation holds.",
        footer="A difference holds against its interval, the distance between two renderings of one conversation, and"
        " the number of comparisons (Benjamini and Hochberg, 5 %). SIGGRAPH is known from a press article with too few"
        " exchanges to be judged. " + interval_note(),
        height=50 * len(order) + 30,
        left=228,
        alt="Dot plot with intervals of theme shares in each conversation. " + _tell_leaders(differences[first]),
    )


def _differs(differences: pd.DataFrame, conversation: str) -> set[str]:
    mine = (differences["conversation_a"] == conversation) | (differences["conversation_b"] == conversation)
    return set(differences.loc[mine & differences["clears"], "theme"])


def _tell_leaders(differences: pd.DataFrame) -> str:
    """The finding: which conversation dwells on what more than which other one."""
    themes = load_themes().names()
    told: dict[tuple[str, str], list[str]] = {}
    for row in differences[differences["clears"]].sort_values("difference", key=abs, ascending=False).itertuples():
        more, less = (row.conversation_a, row.conversation_b)[:: 1 if row.difference > 0 else -1]
        if row.theme != UNASSIGNED:
            told.setdefault((more, less), []).append(name_in_sentence(themes[row.theme]))
    if not told:
        return "No conversation dwells on a theme more than another one does, by a difference that holds"
    return "; ".join(
        f"{conversation_title(more)} dwells more than {conversation_title(less)} on {' and '.join(names)}"
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
            text=[
                f"<b>{topic}</b><br>{(zh or en)[0]}"
                for topic, zh, en in zip(inside.index, chinese, english, strict=True)
            ],
            textposition="inside",
            insidetextanchor="middle",
            textangle=0,
            textfont={"size": 11, "color": INK},
            customdata=[
                [topic, share, " ".join(zh), " ".join(en), belonging[theme, topic]]
                for topic, share, zh, en in zip(inside.index, shares, chinese, english, strict=True)
            ],
            hovertemplate="<b>topic %{customdata[0]}</b>: %{customdata[1]:.1%} of all words"
            "<br>%{customdata[4]:.0%} of the topic lies in this theme"
            "<br>%{customdata[2]}<br>%{customdata[3]}<extra></extra>",
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
    figure.update_xaxes(tickformat=".0%", title="share of all words", range=[0, 1.08 * max(ends)])
    figure.update_layout(showlegend=False, barmode="overlay", uniformtext={"minsize": 10, "mode": "hide"})
    label_theme_rows(figure, order)
    largest = belonging.groupby("topic").max()
    title = f"{int((largest > 0.5).sum())} of {len(largest)} topics lie mostly within one theme; the others cut across"
    return frame_figure(
        figure,
        title=title,
        subtitle=f"Topics that BERTopic finds (number, most typical word) in each theme, by words of {len(passages)}"
        " passages. Blue: most of the topic lies in this theme. Grey number: stability of the theme.",
        footer="Stability: how much of a theme stays when a tenth of the turns is left out (mean Jaccard index of 20"
        " runs; 1: all of it).",
        height=46 * len(order) + 30,
        left=228,
        alt="Bars of topics in each theme. " + title,
    )


def plot_theme_heatmap(shares: pd.DataFrame, *, order: list[str]) -> go.Figure:
    """Return a heat map, with its values printed, of what each speaker's words are about.

    shares: measure_shares with whole conversation, speaker and part theme.
    """
    names = theme_labels()
    pairs = shares[["conversation", "speaker"]].drop_duplicates()
    columns = [
        (conversation, speaker)
        for conversation in guess_order(pairs["conversation"].tolist())
        for speaker in sorted(
            pairs.loc[pairs["conversation"] == conversation, "speaker"], key=lambda name: speaker_colour(name) != INK
        )
    ]
    indexed = shares.set_index(["conversation", "speaker", "theme"])
    values = np.array([[indexed.loc[(c, s, theme), "share"] for c, s in columns] for theme in order])
    turns = [int(indexed.loc[(c, s, order[0]), "n_turns_whole"]) for c, s in columns]
    labels = [
        f"<b>{s.replace(' ', '<br>')}</b><br>{conversation_title(c)}<br>{n} turns"
        for (c, s), n in zip(columns, turns, strict=True)
    ]
    values[:, [n < FEWEST_TURNS for n in turns]] = np.nan
    figure = go.Figure(
        go.Heatmap(
            z=values[::-1],
            x=labels,
            y=[names[theme] for theme in order[::-1]],
            colorscale=SEQUENTIAL,
            zmin=0,
            zmax=float(np.nanmax(values)),
            showscale=False,
            text=[["" if np.isnan(v) else f"{v:.0%}" if v else "·" for v in row] for row in values[::-1]],
            texttemplate="%{text}",
            hovertemplate="%{x}<br>%{y}<br>%{z:.1%} of this speaker's words there<extra></extra>",
            xgap=2,
            ygap=2,
        )
    )
    figure.update_layout(showlegend=False)
    figure.update_xaxes(side="bottom", showgrid=False, tickangle=0)
    figure.update_yaxes(showgrid=False)
    row, column = np.unravel_index(np.nanargmax(values), values.shape)
    theme = load_themes().names()[order[row]]
    return frame_figure(
        figure,
        title=(
            f"{columns[column][1]} keeps most to one theme: {percent(values[row, column])} of the words at"
            f" {conversation_title(columns[column][0])} are on {name_in_sentence(theme)}"
        ),
        subtitle="Share of each speaker's own words in a conversation by theme; each column adds up to 100 %.",
        footer="Two renderings of a conversation are averaged. A dot: not a word. Few turns make a column shaky:"
        f" the smallest has {min(turns)}.",
        height=42 * len(order),
        left=228,
        room_below=54,
        alt="Heat map with printed values: themes by speaker and conversation.",
    )


def plot_map(passages: pd.DataFrame, *, quotations: list[str] | None = None) -> go.Figure:
    """Return the map of passages, coloured by conversation, with the themes' names at their middles."""
    table = passages.assign(words_of=quotations or "")
    names = load_themes().names()
    figure = go.Figure()
    owners: list[tuple[str, str]] = []
    for conversation in guess_order(table["conversation"].tolist()):
        for speaker in sorted(table.loc[table["conversation"] == conversation, "speaker"].unique()):
            rows = table[(table["conversation"] == conversation) & (table["speaker"] == speaker)]
            figure.add_scatter(
                x=rows["x"],
                y=rows["y"],
                mode="markers",
                name=conversation_title(conversation),
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
                        [names[theme] for theme in rows["theme"]],
                        rows["turn"],
                        [wrap_quotation(text) for text in rows["words_of"]],
                    ],
                    axis=1,
                ),
                hovertemplate=(
                    f"<b>{speaker}</b>, {conversation_title(conversation)}, turn %{{customdata[2]}}"
                    "<br>%{customdata[1]}<br>%{customdata[0]}<br>%{customdata[3]}<extra></extra>"
                ),
            )
            owners.append((conversation, speaker))
    places = {}
    for theme, rows in table[table["theme"] != UNASSIGNED].groupby("theme"):
        largest = rows[rows["topic"] == rows["topic"].value_counts().idxmax()]
        places[names[str(theme)]] = (largest["x"].median(), largest["y"].max())
    pixels = (0.9 * WIDTH / np.ptp(table["x"]), 0.9 * _MAP_HEIGHT / np.ptp(table["y"]))
    for name, shift in _part_labels(places, pixels).items():
        figure.add_annotation(
            x=places[name][0], y=places[name][1], text=f"<b>{name}</b>", showarrow=False, yanchor="bottom",
            yshift=shift + 3, font={"size": 11, "color": INK}, bgcolor="rgba(255,255,255,0.72)", borderpad=1,
        )  # fmt: skip
    choices = {speaker: [owner == speaker for _, owner in owners] for speaker in sorted({s for _, s in owners})}
    add_menu(figure, {"All speakers": [True] * len(owners), **choices}, shown="All speakers")
    figure.update_xaxes(showticklabels=False, showgrid=False)
    figure.update_yaxes(showticklabels=False, showgrid=False)
    shared = table.groupby("theme")["conversation"].nunique().drop(UNASSIGNED, errors="ignore")
    everywhere = [
        name_in_sentence(names[str(theme)]) for theme in shared[shared == table["conversation"].nunique()].index
    ]
    title = (
        f"{len(everywhere)} of {len(shared)} themes come up in all conversations"
        + (f": {'; '.join(everywhere)}" if 0 < len(everywhere) < 4 else "")
    )  # fmt: skip
    return frame_figure(
        figure,
        title=title,
        subtitle=f"{len(table)} passages; those that read alike lie close together, whatever their language"
        " (circles: Chinese, diamonds: English).",
        footer="Multidimensional scaling of multilingual sentence vectors, drawn half-way to their topic's mean. A"
        " theme with several topics has several islands; its name stands at the largest. Only nearness has a meaning.",
        height=_MAP_HEIGHT,
        alt="Map of all passages by likeness, coloured by conversation, with the names of the themes.",
    )


def _part_labels(places: Mapping[str, tuple[float, float]], pixels: tuple[float, float]) -> dict[str, int]:
    """How many pixels each label is moved up so that no two lie on each other; pixels: those of one unit."""
    placed: list[tuple[float, float, float]] = []
    shifts = {}
    for name, (x, y) in sorted(places.items(), key=lambda item: item[1][1]):
        across, up, width = x * pixels[0], y * pixels[1], 6.6 * len(name)
        shift = 0
        while any(abs(across - x0) < (width + w0) / 2 and abs(up + shift - y0) < 17 for x0, y0, w0 in placed):
            shift += 1
        placed.append((across, up + shift, width))
        shifts[name] = shift
    return shifts


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
            largest = (conversation_title(conversation), str(spread.idxmax()), float(spread.max()))
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
                hovertemplate=f"<b>{rendering}</b><br>%{{x:.1%}} of its words<extra></extra>",
            )
    figure.update_xaxes(tickformat=".0%", title="share of the rendering's words", rangemode="nonnegative")
    label_theme_rows(figure, order)
    theme_name = load_themes().names().get(largest[1], "")
    return frame_figure(
        figure,
        title=(
            f"Two renderings of one conversation differ by {largest[2] * 100:.1f} points of share at the most"
            f" ({largest[0]}, {name_in_sentence(theme_name)})"
        ),
        subtitle="Theme shares in the published renderings of each conversation that has more than one.",
        footer="The same words, published twice: what differs here is noise of publishing, translation and method, and"
        " a difference between conversations has to be larger.",
        height=42 * len(order) + 20,
        left=228,
        alt="Paired dots of theme shares in the two renderings of each conversation.",
    )
