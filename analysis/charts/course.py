"""Charts of the course of a conversation: when each theme comes up, and who raises it."""

import pandas as pd
import plotly.graph_objects as go

from analysis.catalogue import the_catalogue
from analysis.charts.frame import Choice, frame_figure
from analysis.charts.style import (
    INK,
    QUIET,
    conversation_colour,
    guess_order,
    hover_words,
    label_theme_rows,
    speaker_colour,
    tell_progress,
)
from analysis.language import join_words, name_conversation, name_speaker, name_theme, percent, say

# Fewer stretches than this say nothing about who raises a theme.
_FEWEST_STRETCHES = 4


def plot_course(passages: pd.DataFrame, *, order: list[str], quotations: list[str] | None = None) -> go.Figure:
    """Return each rendering's passages in order, a row for each theme, coloured by speaker.

    The longest rendering is shown; a menu changes to the others.
    """
    table = passages.assign(hover=hover_words(passages, quotations))
    renderings = [r.id for r in the_catalogue().renderings if r.id in set(table["rendering"])]
    first = table.groupby("rendering")["n_words"].sum().idxmax()
    figure, owners = go.Figure(), []
    for rendering in renderings:
        group = table[table["rendering"] == rendering]
        width = group["n_words"] / group["n_words"].sum()
        begin = width.cumsum() - width
        for speaker in sorted(group["speaker"].unique()):
            mine = (group["speaker"] == speaker).to_numpy()
            rows = group[mine]
            figure.add_bar(
                orientation="h",
                x=width[mine],
                base=begin[mine],
                y=[len(order) - 1 - order.index(theme) for theme in rows["theme"]],
                width=0.72,
                name=name_speaker(str(speaker)),
                marker={"color": speaker_colour(str(speaker)), "line": {"width": 0}},
                customdata=rows[["passage_id", "n_words", "hover"]],
                hovertemplate=say(
                    "<b>%{fullData.name}</b>, %{customdata[0]}<br>%{customdata[1]} words",
                    "<b>%{fullData.name}</b>，%{customdata[0]}<br>%{customdata[1]} 字",
                )
                + "<br>%{customdata[2]}<extra></extra>",
            )
            owners.append(rendering)
        begins = [begin[rows.index[0]] for chapter, rows in group.groupby("chapter") if chapter > 0]
        figure.add_scatter(
            x=[x for place in begins for x in (place, place, None)],
            y=[y for _ in begins for y in (-0.5, len(order) - 0.5, None)],
            mode="lines",
            line={"color": QUIET, "width": 1, "dash": "dot"},
            name=say("headings", "小标题"),
            showlegend=bool(begins),
            hoverinfo="skip",
        )
        owners.append(rendering)
    figure.update_layout(barmode="overlay")
    figure.update_xaxes(
        range=[0, 1],
        tickformat=".0%",
        title=tell_progress(),
    )
    label_theme_rows(figure, order)
    changes = {
        rendering: int((group["theme"] != group["theme"].shift()).sum())
        for rendering, group in table.groupby("rendering")
    }
    listed = say(", ", "、").join(f"{rendering} {changes[rendering]}" for rendering in renderings)
    choices = []
    for rendering in renderings:
        rows = table[table["rendering"] == rendering]
        where, n_themes = name_conversation(rows["conversation"].iloc[0]), rows["theme"].nunique()
        choices.append(
            Choice(
                label=f"{where} · {rendering}",
                visible=[owner == rendering for owner in owners],
                title=say(
                    f"{where} ({rendering}) moves through {n_themes} themes in {changes[rendering]} stretches",
                    f"{where}（{rendering}）谈及 {n_themes} 个主题，分成 {changes[rendering]} 个连续段",
                ),
                subtitle=say(
                    f"The {len(rows)} passages of {rendering}, one published rendering, in order: as wide as their"
                    " share of the words, in the row of their theme, coloured by speaker.",
                    f"发表版本 {rendering} 的 {len(rows)} 个段落依次排列，宽度为字数占比，"
                    "列在各自主题的一行，按说话人着色。",
                )
                + (
                    say(" Dotted: the publisher's headings.", "虚线：发布方所加的小标题。")
                    if (rows["chapter"] > 0).any()
                    else ""
                ),
            )
        )
    return frame_figure(
        figure,
        choices=choices,
        shown=renderings.index(first),
        footer=say(
            f"A stretch is a run of neighbouring passages on one theme. Stretches: {listed}.",
            f"连续段：主题相同的一串相邻段落。各版本的连续段数：{listed}。",
        ),
        height=40 * len(order) + 20,
        left=228,
        alt=say(
            "Timeline of the passages of one rendering by theme, coloured by speaker.",
            "时间线：一个版本的段落按主题分行排列，按说话人着色。",
        ),
    )


def plot_raised(raised: pd.DataFrame, *, order: list[str], guest: str) -> go.Figure:
    """Return, for each theme and conversation, how often the guest and not a host began a stretch.

    raised: count_raised.
    """
    figure, name = go.Figure(), name_speaker(guest)
    total = raised.groupby(["conversation", "theme"])["n_raised"].sum()
    mine = (
        raised[raised["speaker"] == guest]
        .set_index(["conversation", "theme"])["n_raised"]
        .reindex(total.index, fill_value=0)
    )
    few, unmarked = 0, []
    for number, conversation in enumerate(guess_order(raised["conversation"].tolist())):
        counts = total[conversation]
        chosen = [theme for theme in order if theme in counts.index and counts[theme] >= _FEWEST_STRETCHES]
        few += len(counts) - len(chosen)
        if not chosen:
            unmarked.append(name_conversation(conversation))
        colour = conversation_colour(conversation)
        figure.add_scatter(
            x=[mine[conversation][theme] / counts[theme] for theme in chosen],
            y=[len(order) - 1 - order.index(theme) + (1 - number) * 0.24 for theme in chosen],
            mode="markers+text",
            text=[
                say(
                    f"{mine[conversation][theme]} of {counts[theme]}",
                    f"{counts[theme]} 段中 {mine[conversation][theme]} 段",
                )
                for theme in chosen
            ],
            textposition="middle right",
            textfont={"size": 11, "color": INK},
            name=name_conversation(conversation),
            marker={"size": 10, "color": colour},
            hovertemplate="<b>%{fullData.name}</b><br>"
            + say(f"{name} began %{{text}}", f"由{name}提起：%{{text}}")
            + "<extra></extra>",
        )
    figure.add_vline(x=0.5, line={"color": "#9aa5b1", "dash": "dot", "width": 1}, layer="below")
    figure.update_xaxes(
        range=[-0.04, 1.12], tickformat=".0%", title=say(f"stretches begun by {name}", f"由{name}提起的连续段")
    )
    label_theme_rows(figure, order)
    share = mine.groupby("conversation").sum() / total.groupby("conversation").sum()
    often = (mine / total)[total >= _FEWEST_STRETCHES]
    conversations = guess_order(share.index.tolist())
    overall = say(", ", "、").join(f"{name_conversation(c)} {percent(share[c])}" for c in conversations)
    return frame_figure(
        figure,
        title=_tell_raised(often, guest),
        subtitle=say(
            "Share of the stretches (runs of passages on one theme) whose first passage is the guest's. The renderings"
            f" of a conversation are counted together: a stretch found in two counts twice. All themes: {overall}.",
            "各主题的连续段（主题相同的一串段落）中，首个段落出自嘉宾的比例。同一场对话的各个版本合并计数："
            f"两个版本都有的连续段计两次。所有主题：{overall}。",
        ),
        footer=say(
            f"Counts so small that no interval is claimed. Fewer than {_FEWEST_STRETCHES} stretches: no mark, too few"
            f" ({few} cases). A guest who speaks more begins more.",
            f"计数太小，故不给区间。不足 {_FEWEST_STRETCHES} 段者太少，不画点（{few} 例）。"
            "嘉宾说得越多，提起的也越多。",
        )
        + (
            say(f" Without any mark: {join_words(unmarked)}.", f"一个点也没有的：{join_words(unmarked)}。")
            if unmarked
            else ""
        ),
        height=44 * len(order) + 20,
        left=228,
        alt=say(
            f"Dots: share of stretches on each theme that {name} began, by conversation.",
            f"点图：各对话中每个主题由{name}提起的连续段比例。",
        ),
    )


def _tell_raised(shares: pd.Series, guest: str) -> str:
    """The finding: where a guest begins the most stretches and where the fewest; shares by conversation and theme."""
    if shares.empty:
        return say("Too few stretches on any theme to say who raises it", "各主题的连续段都太少，看不出由谁提起")
    most, least = (
        say(
            f"{name_theme(theme, inside=True)} at {name_conversation(conversation)}",
            f"{name_conversation(conversation)} 中{name_theme(theme, inside=True)}",
        )
        for conversation, theme in (shares.idxmax(), shares.idxmin())
    )
    high, low = percent(shares.max()), percent(shares.min())
    return say(
        f"{name_speaker(guest)} begins {high} of the stretches on {most}, and {low} of those on {least}",
        f"{most}的连续段有 {high} 由{name_speaker(guest)}提起，{least}的只有 {low}",
    )
