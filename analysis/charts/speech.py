"""Charts of who spoke: shares of speech, and each conversation turn by turn."""

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
    name_colours,
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
    hover_words,
    interval_note,
    lead_to,
    speaker_colour,
    tell_capped,
    tell_press_reports,
    tell_progress,
)
from analysis.comparison.verdicts import FEWEST_EXCHANGES, find_thin
from analysis.corpus.folder import Corpus
from analysis.corpus.view import by_talk
from analysis.ground.languages import has_spaces
from analysis.ground.wording import join_words, list_some, percent, say

# Of many renderings each is drawn in so many steps: a stretch that is narrower than one would not be seen.
_STEPS = 300
_LISTED = 5


def _label_renderings(corpus: Corpus, renderings: Sequence[str]) -> list[str]:
    """What each row is called: in two lines where there are few, in one where there are many."""
    entries = [corpus.rendering(name) for name in renderings]
    if len(renderings) > SOME:
        talks = [entry.conversation for entry in entries]
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
        if len(cut_text(talk, 26 - len(short))) == len(talk):
            labels.append(f"<b>{escape(talk)}</b> · {escape(short)}<br>{escape(below)}")
        else:
            below = escape(f"{cut_text(entry.id, 15)} · {language}")
            labels.append(f"<b>{label_talk(corpus, entry.conversation, 24)}</b><br>{below}")
    return labels


def _label_rows(corpus: Corpus, figure: go.Figure, order: Sequence[str]) -> dict[str, str]:
    """Give the vertical axis a row for each rendering, the last on top; return the place of each."""
    places = {name: f"{number:03d}" for number, name in enumerate(order)}
    figure.update_yaxes(
        type="category",
        categoryorder="array",
        categoryarray=list(places.values()),
        tickvals=list(places.values()),
        ticktext=_label_renderings(corpus, order),
        tickfont_size=13 if len(order) <= SOME else 12,
        # Rows without anything to draw stay where they are.
        range=[-0.5, len(order) - 0.5],
    )
    return places


def _explain_ids(corpus: Corpus, order: Sequence[str]) -> str:
    if len(order) > SOME:
        return ""
    first = corpus.order_renderings(order)[0]
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


def plot_speech_shares(corpus: Corpus, shares: pd.DataFrame) -> go.Figure:
    """Return bars of each speaker's share of the words, a row for each rendering.

    shares: measure_shares with whole conversation, rendering and part speaker. Of very many renderings the longest are
    drawn.
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
    sizes = spoken.groupby("rendering", sort=False)["n_words"].sum().to_dict()
    drawn = rank_largest({name: sizes[name] for name in corpus.order_renderings(sizes)}, MANY)
    order = corpus.order_renderings(drawn)[::-1]
    figure = go.Figure()
    places = _label_rows(corpus, figure, order)
    thin = {name for name, rows in spoken.groupby("conversation") if rows["n_exchanges_whole"].max() < FEWEST_EXCHANGES}
    table = spoken[spoken["rendering"].isin(drawn)]
    # From the left: the person in focus, others who answer, and then those who ask.
    table = table.assign(first=corpus.is_focus(table["speaker"]), asks=table["speaker"].map(corpus.asks))
    table = table.sort_values(["first", "asks", "speaker"], ascending=[False, True, True], kind="stable")
    n_speakers = table["speaker"].nunique()
    # Of very many people each would have a trace of its own; the rows' first, second, third ... speakers have them.
    lanes = table["speaker"] if n_speakers <= SOME else table.groupby("rendering").cumcount()
    for _, rows in table.groupby(lanes, sort=False):
        names = [label_person(corpus, name, 22) for name in rows["speaker"]]
        colours = [speaker_colour(corpus, name) for name in rows["speaker"]]
        faint = [0.4 if talk in thin else 1.0 for talk in rows["conversation"]]
        figure.add_bar(
            orientation="h",
            y=[places[rendering] for rendering in rows["rendering"]],
            x=rows["share"],
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
            meta=lead_to(speakers=rows["speaker"], conversations=rows["conversation"]),
            customdata=rows[["n_words", "n_turns", "ci_low", "ci_high"]]
            .round(4)
            .assign(
                name=names,
                length=[
                    count_length(n, corpus.rendering(name).language)
                    for n, name in zip(rows["n_words"], rows["rendering"], strict=True)
                ],
            ),
            hovertemplate=say(
                "<b>%{customdata[4]}</b><br>%{x:.1%} of the words (%{customdata[2]:.1%} to %{customdata[3]:.1%})"
                "<br>%{customdata[5]} in %{customdata[1]} turns<extra></extra>",
                "<b>%{customdata[4]}</b><br>占 %{x:.1%} 的话语（%{customdata[2]:.1%} 至 %{customdata[3]:.1%}）"
                "<br>%{customdata[1]} 个话轮，共 %{customdata[5]}<extra></extra>",
            ),
        )
    crowded = len(order) > SOME or int(table.groupby("rendering").size().max()) > 2
    figure.update_layout(barmode="stack", bargap=0.35 if len(order) <= SOME else 0.2, showlegend=crowded)
    if crowded or len(order) > _LISTED:
        # A name that would have to be small to fit is told on hovering.
        figure.update_layout(uniformtext={"minsize": 10, "mode": "hide"})
        figure.update_traces(textangle=0, textfont_size=11, showlegend=False)
    if crowded:
        figure.update_layout(legend_traceorder="normal")
        add_colour_legend(corpus, figure, table["speaker"].unique())
    figure.update_xaxes(tickformat=".0%", range=[0, 1], title=None)
    n_talks, counted = spoken["conversation"].nunique(), _tell_characters(corpus, order)
    n_all = spoken["rendering"].nunique()
    return frame_figure(
        corpus,
        figure,
        title=_tell_shares(corpus, spoken),
        subtitle=say(
            f"Each speaker's share of the words in {n_all} published rendering{'s' * (n_all != 1)} of"
            f" {n_talks} conversation{'s' * (n_talks != 1)}{f'; {counted}' if counted else ''}.",
            f"{n_talks} 场对话的 {n_all} 个发表版本中，每位说话人所占的话语比例{f'；{counted}' if counted else ''}。",
        ),
        footer=tell_capped(len(order), n_all)
        + say(
            f"Faint: fewer than {FEWEST_EXCHANGES} exchanges, not judged. ",
            f"浅色：问答不足 {FEWEST_EXCHANGES} 个，不作判断。",
        )
        * bool(thin)
        + tell_press_reports(corpus),
        how=say(
            "Speech only: no headings, summaries, narration or repeated text. ",
            "只计话语：不含标题、摘要、叙述和重复粘贴的文字。",
        )
        + _explain_ids(corpus, order)
        + _tell_intervals(corpus, table, order[::-1])
        + interval_note(corpus),
        height=max(90, choose_height(len(order), usual=60) * len(order)),
        basis=RENDERINGS,
        left=200,
        alt=say(
            f"Stacked bars of the speakers' shares of words in {len(order)} renderings.",
            f"堆叠条形图：{len(order)} 个版本中各说话人所占的话语比例。",
        ),
    )


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
    only = say("", "的报道里只占" if least in corpus.press_reports else "只占")
    return choose_title(
        say(
            f"{name} {has} {above} of the words at {here}{mean}, and {below} in what was published of {there}",
            f"{name}在 {here} 说了 {above} 的话{mean}，在 {there} {only} {below}",
        ),
        say(
            f"{name} {has} {above} of the words at {here}, and {below} at {there}",
            f"{name}在 {here} 说了 {above} 的话，在 {there} 说了 {below}",
        ),
    )


def _tell_intervals(corpus: Corpus, table: pd.DataFrame, order: Sequence[str]) -> str:
    """The intervals of the shares that the title tells of, where they are few enough to be listed."""
    mine = table[corpus.is_focus(table["speaker"])]
    if mine.empty or len(mine) > _LISTED or mine["rendering"].duplicated().any():
        return say("Hovering shows each share's interval. ", "悬停可见各占比的区间。")
    rows = mine.set_index("rendering")
    intervals = [
        f"{percent(rows.loc[name, 'ci_low'])}–{percent(rows.loc[name, 'ci_high'])}"
        for name in order
        if name in rows.index
    ]
    name = cut_text(corpus.name_focus(), 30)
    if len(intervals) == 1:
        return say(f"Interval of the share of {name}: {intervals[0]}. ", f"{name}占比的区间：{intervals[0]}。")
    whose = f"{name}'s shares" if corpus.focus else f"the shares of {name}"
    return say(
        f"Intervals of {whose}, from the top: {', '.join(intervals)}. ",
        f"{name}占比的区间，自上而下：{'、'.join(intervals)}。",
    )


def plot_turns(corpus: Corpus, passages: pd.DataFrame) -> go.Figure:
    """Return the bar code of each rendering: its turns in order, as wide as their words, by speaker.

    Of very many renderings the longest are drawn, in steps.
    """
    passages = by_talk(passages)
    sizes = passages.groupby("rendering", sort=False)["n_words"].sum()
    sizes = sizes[sizes > 0]
    if sizes.empty:
        return frame_empty(
            corpus, title=say("No turn is measured", "没有测量到任何话轮"), why=say("no words", "没有话语")
        )
    drawn = rank_largest({name: int(sizes[name]) for name in corpus.order_renderings(sizes.index)}, MANY)
    order = corpus.order_renderings(drawn)[::-1]
    turns = passages.groupby(["rendering", "turn", "speaker"], sort=False)["n_words"].sum().reset_index()
    turns = turns[turns["rendering"].isin(sizes.index)]
    total = turns.groupby("rendering")["n_words"].transform("sum")
    turns["width"] = turns["n_words"] / total
    turns["begin"] = turns.groupby("rendering")["width"].cumsum() - turns["width"]
    figure = go.Figure()
    places = _label_rows(corpus, figure, order)
    shown, thin = turns[turns["rendering"].isin(drawn)], find_thin(passages)
    if len(order) <= SOME:
        ids = passages.groupby(["rendering", "turn"], sort=False)["passage_id"].agg(list).to_dict()
        _draw_turns(corpus, figure, shown, places, ids, thin=thin)
    else:
        _draw_steps(corpus, figure, shown, places)
    add_colour_legend(corpus, figure, sorted(shown["speaker"].unique()))
    figure.update_layout(barmode="overlay", bargap=0.3 if len(order) <= SOME else 0.2)
    figure.update_xaxes(tickformat=".0%", range=[0, 1], title=tell_progress())
    counts = turns.groupby("rendering").size()
    full = turns[~turns["rendering"].map(lambda name: corpus.rendering(name).conversation).isin(thin)]
    longest = (full if len(full) else turns).loc[(full if len(full) else turns)["width"].idxmax()]
    who, part = tell_person(corpus, longest["speaker"]), percent(longest["width"])
    source = corpus.rendering(longest["rendering"])
    n_words = count_length(longest["n_words"], source.language)
    where, is_article = tell_talk(corpus, source.conversation, 40), source.form == "article"
    listed = join_words([f"{rendering} {counts[rendering]}" for rendering in order[::-1]])
    if len(order) > _LISTED:
        listed = say(f"{counts.min()} to {counts.max()} a rendering", f"每个版本 {counts.min()} 至 {counts.max()} 个")
    counted = _tell_characters(corpus, order)
    return frame_figure(
        corpus,
        figure,
        title=say(
            f"One turn, {n_words} by {who}, fills {part} of "
            + (f"the {where} article" if is_article else f"one rendering of {where}"),
            f"{who}的一个话轮长达 {n_words}，占 {where} " + ("报道" if is_article else "一个版本") + f"话语的 {part}",
        ),
        subtitle=say(
            "Each bar is a turn, as wide as its share of the rendering's words"
            + (f" ({counted})" if counted else "")
            + f". Turns: {listed}.",
            "每一条是一个话轮，宽度为其在该版本中的话语比例"
            + (f"（{counted}）" if counted else "")
            + f"。话轮数：{listed}。",
        ),
        how=(
            say(
                "Two renderings of one conversation divide it into turns differently. ",
                "同一场对话的两个版本对话轮的划分并不相同。",
            )
            if passages.groupby("conversation")["rendering"].nunique().max() > 1
            else ""
        )
        + (
            say(
                f"Turns of one side that follow each other are drawn as one; what is shorter than 1/{_STEPS} of a"
                " rendering may be hidden. ",
                f"同一方相邻的话轮连成一条；短于一个版本 1/{_STEPS} 的话轮可能画不出来。",
            )
            if len(order) > SOME
            else ""
        )
        + tell_capped(len(order), len(sizes))
        + _explain_ids(corpus, order),
        height=max(90, choose_height(len(order), usual=66) * len(order)),
        basis=RENDERINGS,
        left=200,
        alt=say(
            "Bar code of the turns of each rendering in order, coloured by speaker.",
            "条码图：各版本的话轮依次排列，按说话人着色。",
        ),
    )


def _draw_turns(
    corpus: Corpus,
    figure: go.Figure,
    turns: pd.DataFrame,
    places: Mapping[str, str],
    ids: Mapping[tuple[str, int], Sequence[str]],
    *,
    thin: frozenset[str],
) -> None:
    """Draw each turn, a trace for each speaker. ids: of its passages; thin: the conversations that are not judged."""
    hovers = pd.Series(hover_words(corpus, turns), index=turns.index)
    for speaker, rows in turns.groupby("speaker"):
        figure.add_bar(
            orientation="h",
            y=[places[rendering] for rendering in rows["rendering"]],
            x=rows["width"].round(5),
            base=rows["begin"].round(5),
            name=label_person(corpus, str(speaker)),
            showlegend=False,
            marker={
                "color": speaker_colour(corpus, str(speaker)),
                "line": {"color": "white", "width": 0.4},
                "opacity": [0.4 if corpus.rendering(r).conversation in thin else 1.0 for r in rows["rendering"]],
            },
            meta={"leads": [{"passages": list(ids[key])} for key in zip(rows["rendering"], rows["turn"], strict=True)]},
            customdata=[
                [row.rendering, row.turn, count_length(row.n_words, corpus.rendering(row.rendering).language), hover]
                for row, hover in zip(rows.itertuples(), hovers[rows.index], strict=True)
            ],
            hovertemplate=say(
                "<b>%{fullData.name}</b><br>%{customdata[0]}, turn %{customdata[1]}: %{customdata[2]}",
                "<b>%{fullData.name}</b><br>%{customdata[0]}，第 %{customdata[1]} 个话轮：%{customdata[2]}",
            )
            + "<br>%{customdata[3]}<extra></extra>",
        )


def _draw_steps(corpus: Corpus, figure: go.Figure, turns: pd.DataFrame, places: Mapping[str, str]) -> None:
    """Draw of each rendering, step by step, the colour of whoever is speaking then, a trace for each colour."""
    runs: dict[str, list[tuple[str, float, float]]] = {}
    for rendering, rows in turns.groupby("rendering", sort=False):
        at = (np.arange(_STEPS) + 0.5) / _STEPS
        colours = np.array([speaker_colour(corpus, name) for name in rows["speaker"]], dtype=object)
        found = colours[np.searchsorted(rows["begin"].to_numpy(), at, side="right") - 1]
        starts = np.flatnonzero(np.r_[True, found[1:] != found[:-1]])
        for start, end in zip(starts, [*starts[1:], _STEPS], strict=True):
            runs.setdefault(found[start], []).append((places[str(rendering)], start / _STEPS, (end - start) / _STEPS))
    names = name_colours(corpus, sorted(turns["speaker"].unique()))
    for colour, stretches in runs.items():
        rows = pd.DataFrame(stretches, columns=["place", "begin", "width"])
        figure.add_bar(
            orientation="h", y=rows["place"], x=rows["width"].round(4), base=rows["begin"].round(4), name=names[colour],
            showlegend=False, marker={"color": colour, "line": {"width": 0}},
            hovertemplate="<b>%{fullData.name}</b>, %{x:.1%}<extra></extra>",
        )  # fmt: skip
