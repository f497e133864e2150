"""The chart of who spoke: shares of speech, over each rendering turn by turn."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from plotly.colors import hex_to_rgb

from analysis.charts.fitting import (
    add_colour_legend,
    choose_title,
    count_length,
    escape,
    frame_empty,
    frame_unheard,
    label_person,
    label_talk,
    name_language,
    rank_largest,
    tell_person,
    tell_talk,
)
from analysis.charts.frame import RENDERINGS, frame_figure
from analysis.charts.style import (
    INK,
    MANY,
    SOME,
    choose_height,
    cut_text,
    interval_note,
    lead_to,
    speaker_colour,
    tell_capped,
    tell_press_reports,
)
from analysis.charts.turns import (
    BETWEEN,
    LONGEST_MARK,
    UPPER,
    draw_steps,
    draw_turns,
    list_turns,
    mark_longest,
    tell_steps,
)
from analysis.comparison.verdicts import FEWEST_EXCHANGES, find_thin
from analysis.corpus.folder import Corpus
from analysis.corpus.view import by_talk
from analysis.ground.languages import has_spaces
from analysis.ground.wording import list_some, percent, say

# Of more renderings than this a name that would have to be small is told on hovering.
_LISTED = 5


def _label_renderings(corpus: Corpus, renderings: Sequence[str]) -> list[str]:
    """What each row is called: in two lines where there are few, in one where there are many."""
    entries = [corpus.rendering(name) for name in renderings]
    talks = [entry.conversation for entry in entries]
    if len(renderings) > SOME:
        return [
            f"{label_talk(corpus, e.conversation, 15)} · {escape(cut_text(name_language(e.language), 8))}"
            if talks.count(e.conversation) > 1
            else label_talk(corpus, e.conversation, 22)
            for e in entries
        ]
    labels = []
    for entry in entries:
        form = {"transcript": say("transcript", "全文稿"), "article": say("press article", "新闻报道")}.get(
            entry.form, cut_text(entry.form, 16)
        )
        language = name_language(entry.language)
        below = say(f"{language} {form}", f"{language}{form}")
        talk, short = corpus.name_conversation(entry.conversation), cut_text(entry.id, 22)
        if talks.count(entry.conversation) == 1:
            labels.append(f"<b>{label_talk(corpus, entry.conversation, 24)}</b><br>{escape(below)}")
        elif len(talk) + len(short) <= 25:
            labels.append(f"<b>{escape(talk)}</b> · {escape(short)}<br>{escape(below)}")
        else:
            below = escape(f"{cut_text(entry.id, 15)} · {language}")
            labels.append(f"<b>{label_talk(corpus, entry.conversation, 24)}</b><br>{below}")
    return labels


def _label_rows(corpus: Corpus, figure: go.Figure, order: Sequence[str]) -> None:
    """Give the vertical axis a row for each rendering, the last on top."""
    figure.update_yaxes(
        tickvals=list(range(len(order))),
        ticktext=_label_renderings(corpus, order),
        tickfont_size=13 if len(order) <= SOME else 12,
        # Rows without anything to draw stay where they are.
        range=[-0.5, len(order) - 0.5],
        showgrid=False,
    )


def _explain_ids(corpus: Corpus, order: Sequence[str]) -> str:
    talks = Counter(corpus.rendering(name).conversation for name in order)
    named = [name for name in corpus.order_renderings(order) if talks[corpus.rendering(name).conversation] > 1]
    if len(order) > SOME or not named:
        return ""
    first = named[0]
    return say(
        f"{first} and the like are this project's short names of the published renderings. ",
        f"{first} 等是本项目给各发表版本起的代号。",
    )


def _tell_characters(corpus: Corpus, renderings: Iterable[str]) -> str:
    """Which languages are counted in characters, "" where none is."""
    codes = sorted({corpus.rendering(name).language for name in renderings})
    names = [name_language(code) for code in codes if not has_spaces(code)]
    return say(f"in {list_some(names)}, a character counts as a word", f"{list_some(names)}按字计") if names else ""


def _find_ink(colour: str) -> str:
    """Black or white, whichever is read more easily on a colour (contrast as WCAG 2 defines it)."""
    parts = [part / 255 for part in hex_to_rgb(colour)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return "white" if 1.05 / (luminance + 0.05) >= 4.5 else "black"


def plot_speech(corpus: Corpus, shares: pd.DataFrame, passages: pd.DataFrame) -> go.Figure:
    """Return who spoke, two bars for each rendering: each speaker's share of the words, and every turn in its order.

    shares: measure_shares of the passages with whole conversation, rendering and part speaker. Of very many renderings
    the longest are drawn, their turns in steps.
    """
    if corpus.view.hears_some:
        return frame_unheard(corpus, title=say("Who speaks how much is not to be seen", "看不出谁说了多少"))
    spoken = shares[shares["n_words"] > 0]
    if spoken.empty:
        return frame_empty(
            corpus,
            title=say("Nobody's words are measured", "没有测量到任何人的话语"),
            why=say("no words", "没有话语"),
        )
    passages = by_talk(passages)
    sizes = spoken.groupby("rendering", sort=False)["n_words"].sum().to_dict()
    drawn = rank_largest({name: sizes[name] for name in corpus.order_renderings(sizes)}, MANY)
    order = corpus.order_renderings(drawn)[::-1]
    few = len(order) <= SOME
    figure = go.Figure()
    _label_rows(corpus, figure, order)
    places = {name: float(row) for row, name in enumerate(order)}
    thin = find_thin(passages)
    table = spoken[spoken["rendering"].isin(drawn)]
    mine = passages[passages["rendering"].isin(drawn)]
    _add_shares(corpus, figure, table, places, thin=thin)
    turns = list_turns(mine)
    if few:
        draw_turns(corpus, figure, turns, mine, places, thin=thin)
        _add_intervals(corpus, figure, table, places, thin=thin)
    else:
        draw_steps(corpus, figure, turns, places)
    crowded = not few or int(table.groupby("rendering").size().max()) > 2
    figure.update_layout(barmode="overlay", showlegend=crowded)
    if crowded or len(order) > _LISTED:
        # A name that would have to be small to fit is told on hovering.
        figure.update_layout(uniformtext={"minsize": 10, "mode": "hide"})
        figure.update_traces(selector={"type": "bar"}, textangle=0, textfont_size=11, showlegend=False)
    if crowded:
        figure.update_layout(legend_traceorder="normal")
        add_colour_legend(corpus, figure, table["speaker"].unique())
    figure.update_xaxes(
        tickformat=".0%", range=[0, 1], title=say("share of the rendering's words", "占该版本话语的比例")
    )
    n_talks, counted = spoken["conversation"].nunique(), _tell_characters(corpus, order)
    n_all = spoken["rendering"].nunique()
    longest = mark_longest(corpus, figure, turns, places, thin=thin, marked=few)
    framed = frame_figure(
        corpus,
        figure,
        title=_tell_shares(corpus, spoken),
        subtitle=say(
            f"Upper bar: each speaker's share of the words in {n_all} published rendering{'s' * (n_all != 1)} of"
            f" {n_talks} conversation{'s' * (n_talks != 1)}{f' ({counted})' if counted else ''}. Lower bar: the same"
            f" words turn by turn, from beginning to end. {longest}",
            f"上条：{n_talks} 场对话的 {n_all} 个发表版本中，每位说话人所占的话语比例"
            f"{f'（{counted}）' if counted else ''}。下条：同样的话从头到尾逐个话轮排列。{longest}",
        ),
        footer=tell_capped(len(order), n_all)
        + say(
            f"Faint: fewer than {FEWEST_EXCHANGES} exchanges, not judged. ",
            f"浅色：问答不足 {FEWEST_EXCHANGES} 个，不作判断。",
        )
        * bool(thin)
        + (_tell_intervals(corpus, table) if few else "")
        + tell_press_reports(corpus),
        how=say(
            "Speech only: no headings, summaries, narration or repeated text. ",
            "只计话语：不含标题、摘要、叙述和重复粘贴的文字。",
        )
        + (
            say(
                "Two renderings of one conversation divide it into turns differently. ",
                "同一场对话的两个版本对话轮的划分并不相同。",
            )
            if passages.groupby("conversation")["rendering"].nunique().max() > 1
            else ""
        )
        + ("" if few else tell_steps())
        + _explain_ids(corpus, order)
        + interval_note(corpus),
        height=max(110, choose_height(len(order), usual=88, least=26) * len(order)),
        basis=RENDERINGS,
        left=200,
        alt=say(
            f"Two bars for each of {len(order)} renderings: the speakers' shares of the words, and their turns in"
            " order.",
            f"{len(order)} 个版本各有两条：各说话人所占的话语比例，以及依次排列的话轮。",
        ),
    )
    if few:
        # A phone has room for the mark alone, which the subtitle explains.
        narrow = {"annotations[0].text": LONGEST_MARK}
        framed.layout.meta = {**framed.layout.meta, "narrow": narrow, "higher": 0}
    return framed


def _add_shares(
    corpus: Corpus,
    figure: go.Figure,
    table: pd.DataFrame,
    places: Mapping[str, float],
    *,
    thin: frozenset[str],
) -> None:
    """Draw the upper bars, from the left: the person in focus, others who answer, and then those who ask."""
    table = table.assign(first=corpus.is_focus(table["speaker"]), asks=table["speaker"].map(corpus.asks))
    table = table.sort_values(["first", "asks", "speaker"], ascending=[False, True, True], kind="stable")
    table["begin"] = table.groupby("rendering")["share"].cumsum() - table["share"]
    # Of very many people each would have a trace of its own; the rows' first, second, third ... speakers have them.
    lanes = table["speaker"] if table["speaker"].nunique() <= SOME else table.groupby("rendering").cumcount()
    for _, rows in table.groupby(lanes, sort=False):
        names = [label_person(corpus, name, 22) for name in rows["speaker"]]
        colours = [speaker_colour(corpus, name) for name in rows["speaker"]]
        faint = [0.4 if talk in thin else 1.0 for talk in rows["conversation"]]
        figure.add_bar(
            orientation="h",
            y=[places[rendering] + UPPER.middle for rendering in rows["rendering"]],
            x=rows["share"],
            # Rounded down: a bar that ends a hair beyond the axis would lose its name.
            base=np.floor(rows["begin"] * 1e5) / 1e5,
            width=UPPER.height,
            name=names[0] if len(set(names)) == 1 else "",
            marker={
                "color": colours[0] if len(set(colours)) == 1 else colours,
                "line": {"color": "white", "width": 1},
                "opacity": faint,
            },
            text=[f"{name}  {percent(share)}" for name, share in zip(names, rows["share"], strict=True)],
            textposition="inside",
            insidetextanchor="start",
            insidetextfont={"color": [_find_ink(c) if o == 1 else INK for c, o in zip(colours, faint, strict=True)]},
            meta=lead_to(speakers=rows["speaker"], renderings=rows["rendering"]),
            customdata=rows[["n_words", "n_turns", "ci_low", "ci_high", "share"]]
            .round(4)
            .assign(
                name=names,
                length=[
                    count_length(n, corpus.rendering(name).language)
                    for n, name in zip(rows["n_words"], rows["rendering"], strict=True)
                ],
            ),
            hovertemplate=say(
                "<b>%{customdata[5]}</b><br>%{customdata[4]:.1%} of the words (%{customdata[2]:.1%} to"
                " %{customdata[3]:.1%})<br>%{customdata[6]} in %{customdata[1]} turns<extra></extra>",
                "<b>%{customdata[5]}</b><br>占 %{customdata[4]:.1%} 的话语（%{customdata[2]:.1%} 至"
                " %{customdata[3]:.1%}）<br>%{customdata[1]} 个话轮，共 %{customdata[6]}<extra></extra>",
            ),
        )


def _list_mine(corpus: Corpus, table: pd.DataFrame) -> pd.DataFrame:
    """The shares that the title tells of, where each rendering has one of them."""
    mine = table[corpus.is_focus(table["speaker"])]
    return mine.head(0) if mine["rendering"].duplicated().any() else mine.dropna(subset=["ci_low", "ci_high"])


def _add_intervals(
    corpus: Corpus, figure: go.Figure, table: pd.DataFrame, places: Mapping[str, float], *, thin: frozenset[str]
) -> None:
    """Draw the interval of each share that the title tells of, between the two bars."""
    rows = _list_mine(corpus, table)
    rows = rows[~rows["conversation"].isin(thin)]
    for row in rows.itertuples():
        figure.add_scatter(
            x=[row.ci_low, row.ci_high], y=[places[row.rendering] + BETWEEN] * 2, mode="lines+markers",
            line={"color": INK, "width": 2}, marker={"symbol": "line-ns-open", "size": 7, "line": {"width": 2}},
            showlegend=False, hoverinfo="skip", cliponaxis=False,
        )  # fmt: skip


def _tell_shares(corpus: Corpus, spoken: pd.DataFrame) -> str:
    """How much of the words the person in focus has at most and at least, or the side that answers."""
    # What a press article quotes says what it chose, and nothing of who spoke how much.
    few = spoken.groupby("conversation")["n_exchanges_whole"].transform("max") < FEWEST_EXCHANGES
    full = spoken[~spoken["conversation"].isin(corpus.press_reports) & ~few]
    spoken = full if len(full) else spoken
    mine = corpus.is_focus(spoken["speaker"])
    if mine.all() or not mine.any():
        top = spoken.loc[spoken["share"].idxmax()]
        who, where, part = tell_person(corpus, top["speaker"]), tell_talk(corpus, top["conversation"]), top["share"]
        return say(
            f"The largest share of a rendering's words is {who}'s: {percent(part)} of {where}",
            f"在一个版本中占话语最多的是{who}：{where}，{percent(part)}",
        )
    by_rendering = spoken[mine].groupby(["conversation", "rendering"])["share"].sum()
    by_talk = by_rendering.groupby("conversation").mean()
    most, least = str(by_talk.idxmax()), str(by_talk.idxmin())
    n_averaged = int(by_rendering[most].size)
    mean = say(f" (mean of {n_averaged} renderings)", f"（{n_averaged} 个版本的均值）") if n_averaged > 1 else ""
    name, has = cut_text(corpus.name_focus(), 30), "has" if corpus.focus else "have"
    name = name[:1].upper() + name[1:]
    above, below = percent(by_talk[most]), percent(by_talk[least])
    here, there = tell_talk(corpus, most, 30), tell_talk(corpus, least, 30)
    if most == least:
        return say(f"{name} {has} {above} of the words at {here}{mean}", f"{name}在 {here} 说了 {above} 的话{mean}")
    share = say("", "的报道里占" if least in corpus.press_reports else "占")
    return choose_title(
        say(
            f"{name} {has} {above} of the words at {here}{mean}, and {below} in what was published of {there}",
            f"{name}在 {here} 说了 {above} 的话{mean}，在 {there} {share} {below}",
        ),
        say(
            f"{name} {has} {above} of the words at {here}, and {below} at {there}",
            f"{name}在 {here} 说了 {above} 的话，在 {there} 说了 {below}",
        ),
    )


def _tell_intervals(corpus: Corpus, table: pd.DataFrame) -> str:
    """What the line between the bars is."""
    if _list_mine(corpus, table).empty:
        return ""
    name, level = cut_text(corpus.name_focus(), 30), f"{corpus.settings.confidence * 100:.0f}"
    whose = f"{name}'s share" if corpus.focus else f"the share of the {name}"
    return say(
        f"Line between the bars: the interval of {whose}, {level}%. ",
        f"两条之间的线：{name}占比的区间（{level}%）。",
    )
