"""Charts of who spoke: shares of speech, and each conversation turn by turn."""

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from plotly.colors import hex_to_rgb

from analysis.catalogue import the_catalogue
from analysis.charts.frame import frame_figure
from analysis.charts.style import hover_words, interval_note, speaker_colour, tell_progress
from analysis.language import join_words, name_conversation, name_speaker, percent, say


def _rendering_label(rendering: str) -> str:
    entry = next(r for r in the_catalogue().renderings if r.id == rendering)
    form = {"transcript": say("transcript", "全文稿"), "article": say("press article", "新闻报道")}.get(
        entry.form, entry.form
    )
    language = {"zh": say("Chinese", "中文"), "en": say("English", "英文")}[entry.language]
    return (
        f"<b>{name_conversation(entry.conversation)}</b> · {rendering}<br>{say(f'{language} {form}', language + form)}"
    )


def _explain_ids() -> str:
    first = the_catalogue().renderings[0].id
    return say(
        f"{first} and the like are this project's short names of the published renderings. ",
        f"{first} 等是本项目给各发表版本起的代号。",
    )


def _find_ink(colour: str) -> str:
    """Black or white, whichever is read more easily on a colour (contrast as WCAG 2 defines it)."""
    parts = [part / 255 for part in hex_to_rgb(colour)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return "white" if 1.05 / (luminance + 0.05) >= 4.5 else "black"


def plot_speech_shares(shares: pd.DataFrame, *, guest: str) -> go.Figure:
    """Return bars of each speaker's share of the words, a row for each rendering.

    shares: measure_shares with whole conversation, rendering and part speaker. guest: the speaker
    who takes part in all.
    """
    order = [r.id for r in the_catalogue().renderings if r.id in set(shares["rendering"])][::-1]
    spoken = shares[shares["n_words"] > 0]
    figure = go.Figure()
    for speaker in sorted(spoken["speaker"].unique(), key=lambda name: (name != guest, name)):
        rows = spoken[spoken["speaker"] == speaker].set_index("rendering")
        figure.add_bar(
            orientation="h",
            y=[_rendering_label(rendering) for rendering in rows.index],
            x=rows["share"],
            name=name_speaker(speaker),
            marker={"color": speaker_colour(speaker), "line": {"color": "white", "width": 1}},
            text=[f"{name_speaker(speaker)}  {percent(share)}" for share in rows["share"]],
            textposition="inside",
            insidetextanchor="start",
            insidetextfont={"color": _find_ink(speaker_colour(speaker))},
            customdata=rows[["n_words", "n_turns", "ci_low", "ci_high"]],
            hovertemplate=say(
                "<b>%{fullData.name}</b><br>%{x:.1%} of the words (%{customdata[2]:.1%} to %{customdata[3]:.1%})"
                "<br>%{customdata[0]:,} words in %{customdata[1]} turns<extra></extra>",
                "<b>%{fullData.name}</b><br>占 %{x:.1%} 的话语（%{customdata[2]:.1%} 至 %{customdata[3]:.1%}）"
                "<br>%{customdata[1]} 个话轮，共 %{customdata[0]:,} 字<extra></extra>",
            ),
        )
    guests = spoken[spoken["speaker"] == guest].set_index("rendering")
    mine = guests.groupby("conversation")["share"].mean()
    figure.update_layout(barmode="stack", bargap=0.35, showlegend=False)
    figure.update_xaxes(tickformat=".0%", range=[0, 1], title=None)
    figure.update_yaxes(categoryorder="array", categoryarray=[_rendering_label(r) for r in order])
    most, least = str(mine.idxmax()), str(mine.idxmin())
    name, n_averaged = name_speaker(guest), int((guests["conversation"] == most).sum())
    mean = say(f" (mean of {n_averaged} renderings)", f"（{n_averaged} 个版本的均值）") if n_averaged > 1 else ""
    intervals = [
        f"{percent(guests.loc[rendering, 'ci_low'])}–{percent(guests.loc[rendering, 'ci_high'])}"
        for rendering in order[::-1]
        if rendering in guests.index
    ]
    return frame_figure(
        figure,
        title=say(
            f"{name} has {percent(mine[most])} of the words at {name_conversation(most)}{mean},"
            f" and {percent(mine[least])} in what was published of {name_conversation(least)}",
            f"{name}在 {name_conversation(most)} 说了 {percent(mine[most])} 的话{mean}，"
            f"在 {name_conversation(least)} 的报道里只占 {percent(mine[least])}",
        ),
        subtitle=say(
            f"Each speaker's share of the words in {len(order)} published renderings of {len(mine)} conversations;"
            " in Chinese, a character counts as a word.",
            f"{len(mine)} 场对话的 {len(order)} 个发表版本中，每位说话人所占的话语比例；中文按字计。",
        ),
        footer=say(
            "Speech only: no headings, summaries, narration or repeated text. SIGGRAPH is a press article that"
            " quotes, so its shares are the editors' choice. ",
            "只计话语：不含标题、摘要、叙述和重复粘贴的文字。SIGGRAPH 是引述式报道，其比例取决于编辑的取舍。",
        )
        + _explain_ids()
        + say(
            f"Intervals of {name}'s shares, from the top: {', '.join(intervals)}. ",
            f"{name}占比的区间，自上而下：{'、'.join(intervals)}。",
        )
        + interval_note(),
        height=300,
        left=200,
        alt=say(
            f"Stacked bars of the speakers' shares of words in {len(order)} renderings.",
            f"堆叠条形图：{len(order)} 个版本中各说话人所占的话语比例。",
        ),
    )


def plot_turns(passages: pd.DataFrame) -> go.Figure:
    """Return the bar code of each rendering: its turns in order, as wide as their words, by speaker."""
    order = [r.id for r in the_catalogue().renderings if r.id in set(passages["rendering"])][::-1]
    turns = passages.groupby(["rendering", "turn", "speaker"], sort=False)["n_words"].sum().reset_index()
    total = turns.groupby("rendering")["n_words"].transform("sum")
    turns["width"] = turns["n_words"] / total
    turns["begin"] = turns.groupby("rendering")["width"].cumsum() - turns["width"]
    figure = go.Figure()
    for speaker, rows in turns.groupby("speaker"):
        figure.add_bar(
            orientation="h",
            y=[_rendering_label(rendering) for rendering in rows["rendering"]],
            x=rows["width"],
            base=rows["begin"],
            name=name_speaker(str(speaker)),
            marker={"color": speaker_colour(str(speaker)), "line": {"color": "white", "width": 0.4}},
            customdata=np.stack([rows["rendering"], rows["turn"], rows["n_words"], hover_words(rows)], axis=1),
            hovertemplate=say(
                "<b>%{fullData.name}</b><br>%{customdata[0]}, turn %{customdata[1]}: %{customdata[2]:,} words",
                "<b>%{fullData.name}</b><br>%{customdata[0]}，第 %{customdata[1]} 个话轮：%{customdata[2]:,} 字",
            )
            + "<br>%{customdata[3]}<extra></extra>",
        )
    counts = turns.groupby("rendering").size()
    longest = turns.loc[turns["width"].idxmax()]
    who, n_words, part = name_speaker(longest["speaker"]), f"{longest['n_words']:,}", percent(longest["width"])
    source = next(r for r in the_catalogue().renderings if r.id == longest["rendering"])
    where, is_article = name_conversation(source.conversation), source.form == "article"
    listed = [f"{rendering} {counts[rendering]}" for rendering in order[::-1]]
    figure.update_layout(barmode="overlay", bargap=0.3)
    figure.update_xaxes(
        tickformat=".0%",
        range=[0, 1],
        title=tell_progress(),
    )
    figure.update_yaxes(categoryorder="array", categoryarray=[_rendering_label(r) for r in order])
    return frame_figure(
        figure,
        title=say(
            f"One turn, {n_words} words by {who}, fills {part} of "
            + (f"the {where} article" if is_article else f"one rendering of {where}"),
            f"{who}的一个话轮长达 {n_words} 字，占 {where} "
            + ("报道" if is_article else "一个版本")
            + f"话语的 {part}",
        ),
        subtitle=say(
            "Each bar is a turn, as wide as its share of the rendering's words (in Chinese, a character counts as a"
            f" word). Turns: {join_words(listed)}.",
            f"每一条是一个话轮，宽度为其在该版本中的话语比例（中文按字计）。话轮数：{join_words(listed)}。",
        ),
        footer=say(
            "Two renderings of one conversation divide it into turns differently. ",
            "同一场对话的两个版本对话轮的划分并不相同。",
        )
        + _explain_ids(),
        height=330,
        left=200,
        alt=say(
            "Bar code of the turns of each rendering in order, coloured by speaker.",
            "条码图：各版本的话轮依次排列，按说话人着色。",
        ),
    )
