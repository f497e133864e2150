"""Charts of tone: who speaks how warmly, and of what."""

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from analysis.charts.fitting import (
    MOST_MARKS,
    choose_title,
    escape,
    frame_empty,
    frame_few,
    hover_passages,
    label_person,
    label_ranked_rows,
    label_talk,
    list_untoned,
    rank_rows,
    tell_few,
    tell_person,
    tell_talk,
    tell_untoned,
    write_tenths,
)
from analysis.charts.frame import frame_figure, raise_panel_titles
from analysis.charts.style import (
    FEW,
    QUIET,
    SOME,
    choose_height,
    conversation_colour,
    cut_text,
    draw_interval,
    interval_note,
    label_speaker_rows,
    label_theme_rows,
    list_speakers,
    speaker_colour,
    spread_points,
    spread_rows,
    tell_capped,
)
from analysis.comparison.verdicts import FEWEST_EXCHANGES
from analysis.corpus.folder import Corpus
from analysis.ground.wording import join_words, list_some, say
from analysis.sentiment.correction import tell_greetings
from analysis.sentiment.tone import HIGH, LOW, NEUTRAL, find_largest_bias

# What hover_tone needs of a passage.
HOVERED = ["passage_id", "tone_low", "tone_high", "hover"]
# Of all conversations together there is a mark without interval and, for the colour, no conversation.
_ALL = ""


def tell_scale() -> str:
    """Return what the ends and the middle of the scale of tone mean."""
    return say(
        "from -2, anger or alarm, over 0, facts, to 2, enthusiasm", "-2 为愤怒或惊慌，0 为陈述事实，2 为热情洋溢"
    )


def hover_tone(corpus: Corpus, speaker: str, *, axis: str) -> str:
    """Return what hovering shows of a passage with the columns of HOVERED; axis: the one that has its tone, x or y."""
    name, tone = label_person(corpus, speaker, 40), f"%{{{axis}:.2f}}"
    return (
        say(
            f"<b>{name}</b>, %{{customdata[0]}}<br>tone {tone} (%{{customdata[1]:.1f}} to %{{customdata[2]:.1f}})",
            f"<b>{name}</b>，%{{customdata[0]}}<br>语气 {tone}（%{{customdata[1]:.1f}} 至 %{{customdata[2]:.1f}}）",
        )
        + "<br>%{customdata[3]}<extra></extra>"
    )


def frame_untoned(corpus: Corpus, passages: pd.DataFrame) -> go.Figure:
    """Return the chart of passages none of which has a tone, which says in which languages they are."""
    names = list_untoned(passages)
    return frame_empty(
        corpus,
        title=say(
            f"No tone is given: in {list_some(names)} it is not validated" if names else "No passage has a tone",
            f"没有语气评分：{list_some(names)}的语气尚未验证" if names else "没有带语气评分的段落",
        ),
        why=tell_untoned(passages).strip(" 。.") or say("no passages", "没有段落"),
        subtitle=say("Tone is scored in English and Chinese only.", "只对英文和中文评语气。"),
    )


def tell_bias(*, some: bool, with_interval: bool = True) -> str:
    """Return what a footer says of means that nobody's coding corrects; some: others are corrected."""
    off = f"{find_largest_bias():.1f}"
    included = say(", which its interval includes", "，区间已计入") if with_interval else ""
    return say(
        f"As scored, nobody coded {'some of ' if some else ''}these: such a mean may lie off by up to"
        f" {off}{included}. ",
        f"{'其中一些' if some else '这些段落'}没有人工编码，均值为原始评分，可能偏离至多 {off}{included}。",
    )


def plot_tone(
    corpus: Corpus, passages: pd.DataFrame, summary: pd.DataFrame, *, quotations: list[str] | None = None
) -> go.Figure:
    """Return the tone of every passage by conversation and speaker, with the corrected mean and its interval.

    summary: summarise_tone by conversation and speaker. Where nobody coded passages, the mean as scored stands in the
    place of the corrected one. Of many speakers only the means are drawn, the warmest on top.
    """
    table = passages.assign(hover=hover_passages(corpus, passages, quotations)).dropna(subset=["tone"])
    if table.empty:
        return frame_untoned(corpus, passages)
    groups = list_speakers(corpus, table)
    n_all, n_passages = len(groups), len(table)
    indexed = _choose_known(summary.set_index(["conversation", "speaker"])).loc[groups]
    enough = indexed["n_exchanges"] >= FEWEST_EXCHANGES
    strips = n_all <= SOME and n_passages <= MOST_MARKS
    if not strips:
        if not enough.any():
            return frame_few(corpus, table)
        indexed = rank_rows(indexed, enough, by="known")
        groups = [(str(talk), str(speaker)) for talk, speaker in indexed.index]
    figure, notes = go.Figure(), []
    if strips:
        for number, ((conversation, speaker), row) in enumerate(zip(groups, indexed.itertuples(), strict=True)):
            rows = table[(table["conversation"] == conversation) & (table["speaker"] == speaker)]
            has_stroke = enough[conversation, speaker] and row.coded
            _draw_strip(corpus, figure, rows, number, stroke=row.scored_mean if has_stroke else None)
    drawn = indexed.assign(place=range(len(indexed)))[enough[indexed.index].to_numpy()]
    _draw_means(corpus, figure, drawn, lift=0.33 if strips else 0.0)
    for row, is_enough in zip(indexed.itertuples(), enough[indexed.index], strict=True):
        note = say(f"n = {row.n_passages}", f"{row.n_passages} 段")
        few = say(",<br>too few<br>exchanges<br>for a mean", "，<br>问答太少，<br>不算均值")
        notes.append(note if is_enough else note + few)
    (label_speaker_rows if strips else label_ranked_rows)(corpus, figure, groups, notes)
    figure.add_vline(x=NEUTRAL, line={"color": QUIET, "dash": "dot", "width": 1})
    figure.update_layout(showlegend=False)
    figure.update_xaxes(range=[LOW - 0.06, HIGH + 0.06], title=say("tone", "语气"))
    coded, scored = bool(indexed["coded"].any()), bool((~drawn["coded"]).any())
    framed = frame_figure(
        corpus,
        figure,
        title=_tell_warmest(corpus, indexed[enough[indexed.index].to_numpy()]),
        subtitle=tell_greetings(corpus) + _explain_marks(corpus, n_passages, strips=strips, coded=coded, scored=scored),
        footer=say(
            "Warmer: the intervals do not overlap; not corrected for the number of comparisons. ",
            "“更热情”指区间互不重叠，未做多重比较校正。",
        )
        + (tell_bias(some=coded) if scored else "")
        + tell_untoned(passages)
        + ("" if strips else tell_capped(len(groups), int(enough.sum())) + tell_few(int((~enough).sum())))
        + interval_note(corpus, summary),
        height=80 * len(groups) + 20 if strips else choose_height(len(groups), usual=30) * len(groups) + 20,
        left=150 if strips else 270,
        alt=say(
            f"Strips of the tone of each passage by speaker and {corpus.unit}, with the means of the coding.",
            f"条带散点图：各段落的语气，按说话人和{corpus.unit}分行，附编码的均值。",
        )
        if strips and coded
        else say(
            f"Mean tone of each speaker in each {corpus.unit}, with intervals.",
            f"点图：各{corpus.unit_zh}中每位说话人的语气均值及区间。",
        ),
    )
    framed.update_layout(margin={"r": 105})
    return framed


def _choose_known(summary: pd.DataFrame) -> pd.DataFrame:
    """The summary with what is known best of each mean: corrected where passages were coded, else as scored.

    Columns besides: coded, known, known_low, known_high.
    """
    coded = summary["mean"].notna()
    pairs = {
        "known": ("mean", "scored_mean"),
        "known_low": ("ci_low", "scored_low"),
        "known_high": ("ci_high", "scored_high"),
    }
    return summary.assign(
        coded=coded, **{name: summary[best].where(coded, summary[scored]) for name, (best, scored) in pairs.items()}
    )


def _draw_strip(corpus: Corpus, figure: go.Figure, rows: pd.DataFrame, number: int, *, stroke: float | None) -> None:
    """Draw each passage of a row and, where the mean is also known as corrected, a stroke at the mean as scored."""
    conversation, speaker = str(rows["conversation"].iloc[0]), str(rows["speaker"].iloc[0])
    colour = speaker_colour(corpus, speaker)
    figure.add_scatter(
        x=rows["tone"], y=number + spread_points(len(rows)) - 0.1, mode="markers",
        name=say(", ", "，").join((label_person(corpus, speaker), label_talk(corpus, conversation))),
        marker={"color": colour, "size": 6, "opacity": 0.4}, customdata=rows[HOVERED],
        hovertemplate=hover_tone(corpus, speaker, axis="x"),
    )  # fmt: skip
    if stroke is not None:
        figure.add_scatter(
            x=[stroke] * 2, y=[number - 0.38, number + 0.18], mode="lines", hoverinfo="skip",
            line={"color": colour, "width": 3},
        )  # fmt: skip


def _draw_means(corpus: Corpus, figure: go.Figure, rows: pd.DataFrame, *, lift: float) -> None:
    """Draw the mean of each row with its interval: a diamond where it is corrected, a hollow stroke where as scored.

    lift: how far above the middle of its row a mean stands; its number is written where that leaves room.
    """
    speakers = rows.index.get_level_values("speaker")
    # A trace has one colour of intervals; where there are strips each row has traces of its own.
    lanes = rows["place"] if lift else pd.Series([speaker_colour(corpus, str(name)) for name in speakers], rows.index)
    for (_, coded), group in rows.groupby([lanes.to_numpy(), "coded"], sort=False):
        colour = speaker_colour(corpus, str(group.index[0][1]))
        clear = (group["known_low"] > NEUTRAL) | (group["known_high"] < NEUTRAL)
        hollow = {"symbol": "line-ns", "size": 12, "line": {"color": colour, "width": 7}}
        filled = {
            "symbol": "diamond", "size": 10, "line": {"color": colour, "width": 2},
            "color": [colour if c else "white" for c in clear],
        }  # fmt: skip
        figure.add_scatter(
            x=group["known"], y=group["place"] + lift, mode="markers", marker=filled if coded else hollow,
            error_x=draw_interval(group["known"], group["known_low"], group["known_high"], colour=colour),
            customdata=[_hover_mean(corpus, talk, name, row)
                        for (talk, name), row in zip(group.index, group.to_dict("records"), strict=True)],
            hovertemplate="%{customdata}<extra></extra>",
        )  # fmt: skip
        if not coded:
            figure.add_scatter(
                x=group["known"], y=group["place"] + lift, mode="markers", hoverinfo="skip",
                marker={"symbol": "line-ns", "size": 9, "line": {"color": "white", "width": 3}},
            )  # fmt: skip
        for row in group.itertuples() if lift else ():
            figure.add_annotation(
                x=row.known, y=row.place + lift, text=write_tenths(row.known).replace("-", "\N{MINUS SIGN}"),
                showarrow=False, yshift=14, font={"size": 12},
            )  # fmt: skip


def _hover_mean(corpus: Corpus, talk: str, speaker: str, row: dict[str, float]) -> str:
    median = say(
        f"median {row['median']:.2f}{_tell_ends(row['median_low'], row['median_high'])}",
        f"中位数 {row['median']:.2f}{_tell_ends(row['median_low'], row['median_high'])}",
    )
    if row["coded"]:
        told = say(
            f"mean of the coding {row['mean']:.2f}{_tell_ends(row['ci_low'], row['ci_high'])}"
            f"<br>as scored: mean {row['scored_mean']:.2f}, {median}",
            f"编码的均值 {row['mean']:.2f}{_tell_ends(row['ci_low'], row['ci_high'])}"
            f"<br>原始评分：均值 {row['scored_mean']:.2f}，{median}",
        )
    else:
        told = say(
            f"as scored: mean {row['scored_mean']:.2f}{_tell_ends(row['scored_low'], row['scored_high'])}, {median}",
            f"原始评分：均值 {row['scored_mean']:.2f}{_tell_ends(row['scored_low'], row['scored_high'])}，{median}",
        )
    who = f"<b>{label_person(corpus, speaker, 40)}</b>{say(', ', '，')}{label_talk(corpus, talk, 40)}<br>"
    return who + told.replace("-", "\N{MINUS SIGN}")


def _tell_ends(low: float, high: float) -> str:
    """An interval in brackets, nothing where there is none."""
    if np.isnan(low):
        return ""
    return say(f" ({low:.2f} to {high:.2f})", f"（{low:.2f} 至 {high:.2f}）")


def _explain_marks(corpus: Corpus, n_passages: int, *, strips: bool, coded: bool, scored: bool) -> str:
    """What the dots, strokes and diamonds are, of those that are drawn."""
    if strips and coded:
        told = say(
            f"Dots: tone of each of the {n_passages} passages as scored ({tell_scale()}), upright strokes: their means."
            " Diamonds: means of the coding by hand, so they may lie off the dots. Hollow: the interval"
            " includes 0.",
            f"圆点：{n_passages} 个段落的原始评分（{tell_scale()}），竖线：其均值。菱形：人工编码的均值，因此"
            "可能偏离圆点；空心表示区间包含 0。",
        )
        hollow = say(
            " Hollow strokes: means as scored, nobody coded these.", "空心竖条：原始评分的均值，没有人工编码。"
        )
        return told + (hollow if scored else "")
    if strips:
        return say(
            f"Dots: tone of each of the {n_passages} passages as scored ({tell_scale()}). Hollow strokes: their means,"
            " nobody coded these.",
            f"圆点：{n_passages} 个段落的原始评分（{tell_scale()}）。空心竖条：其均值，没有人工编码。",
        )
    diamonds = say(
        " Diamonds: means of the coding by hand; hollow: the interval includes 0.",
        "菱形：人工编码的均值；空心表示区间包含 0。",
    )
    strokes = say(" Hollow strokes: as scored.", "空心竖条：原始评分。")
    return (
        say(
            f"Mean tone of each speaker's passages in each {corpus.unit} ({tell_scale()}), {n_passages} in all.",
            f"各{corpus.unit_zh}中每位说话人的语气均值（{tell_scale()}），共 {n_passages} 个段落。",
        )
        + (diamonds if coded else "")
        + (strokes if scored else "")
    )


def _tell_warmest(corpus: Corpus, indexed: pd.DataFrame) -> str:
    """What can be said of the warmest speaker: only from whom the intervals set it apart."""
    if indexed.empty:
        return say("No speaker has enough exchanges for a mean tone", "没有哪位说话人的问答多到足以计算语气均值")
    # Where some are corrected, those as scored are of another kind and not compared with them.
    coded = indexed["coded"].sum() > 1 or bool(indexed["coded"].all())
    ordered = indexed[indexed["coded"]] if coded else indexed
    ordered = ordered.sort_values("known", ascending=False, kind="stable")
    told = [
        say(
            f"{tell_person(corpus, speaker)} ({tell_talk(corpus, talk)}, {write_tenths(mean)})",
            f"{tell_person(corpus, speaker)}（{tell_talk(corpus, talk)}，{write_tenths(mean)}）",
        )
        for (talk, speaker), mean in ordered["known"].items()
    ]
    raw = "" if coded else say("As scored, ", "按原始评分，")
    if len(told) == 1:
        return raw + say(f"{'t' if raw else 'T'}he mean tone of {told[0]} is the only one", f"只有{told[0]}有语气均值")
    low = ordered["known_low"].iloc[0]
    cooler = [name for name, high in zip(told, ordered["known_high"], strict=True) if high < low]
    least = f"{2 * find_largest_bias():.1f}"
    rest = "" if coded else say(f"; differences under {least} are not told apart", f"；{least} 以下的差别不作区分")
    if cooler:
        on_average = raw or say("On average ", "平均而言，")
        n_others = len(told) - 1
        whom = [join_words(cooler), list_some(cooler)]
        if len(cooler) == n_others:
            whom.append(say(f"all {n_others} others", f"其余 {n_others} 个"))
        else:
            whom.append(say(f"{len(cooler)} of the {n_others} others", f"其余 {n_others} 个中的 {len(cooler)} 个"))
        return choose_title(
            *(
                on_average + say(f"{told[0]} speaks more warmly than {name}", f"{told[0]}的语气比{name}更热情") + rest
                for name in whom
            )
        )
    return raw + say(
        f"{'t' if raw else 'T'}he highest mean tone, of {told[0]}, is not clearly apart from any other",
        f"语气均值最高的是{told[0]}，但与其他人的区间都有重叠",
    )


def plot_tone_by_theme(corpus: Corpus, summary: pd.DataFrame, *, themes: Sequence[str]) -> go.Figure:
    """Return the mean tone of each theme: a panel for the person in focus, one for all others, by conversation.

    summary: summarise_tone by conversation, speaker and theme. themes: those to show; the warmest comes first. Without
    a person in focus the panels are the side that answers and the side that asks. Of more than a few conversations, or
    of several speakers in one panel, the means are put together, and have no interval. Means are corrected by the
    coding by hand, or as scored where nobody coded.
    """
    known = _choose_known(summary[summary["theme"].isin(themes)])
    if known.empty:
        return frame_untoned(corpus, _list_catalogued(corpus))
    mine = corpus.is_focus(known["speaker"])
    others = corpus.name_others() if corpus.focus else corpus.name_side(corpus.sides[1], many=True)
    named = ((corpus.name_focus(), mine), (others, ~mine))
    panels = [(escape(cut_text(name, 30)), chosen) for name, chosen in named if chosen.any()]
    conversations = corpus.order_conversations(known["conversation"])
    lanes = conversations if len(conversations) <= FEW else [_ALL]
    tables = [_pool(known[chosen], whole=lanes == [_ALL]) for _, chosen in panels]
    drawn = pd.concat(tables)
    warmth = drawn.groupby("theme")["known"].mean()
    order = [*warmth.sort_values(ascending=False).index, *(theme for theme in themes if theme not in warmth.index)]
    figure = make_subplots(
        cols=len(panels), shared_yaxes=True, horizontal_spacing=0.05, subplot_titles=[name for name, _ in panels]
    )
    for column, table in enumerate(tables, 1):
        _draw_themes(corpus, figure, table, order=order, lanes=lanes, column=column)
    least = min(-1.3, float(drawn["known_low"].fillna(drawn["known"]).min()) - 0.1) if len(drawn) else -1.3
    figure.update_xaxes(range=[least, HIGH + 0.36], tickvals=[-2, -1, 0, 1, 2], title=say("tone", "语气"))
    label_theme_rows(corpus, figure, order)
    if lanes == [_ALL]:
        figure.update_layout(showlegend=False)
    whole = lanes == [_ALL]
    title, note = _tell_themes(corpus, known[mine & (known["n_exchanges"] >= FEWEST_EXCHANGES)], whole=whole)
    coded, scored = bool(drawn["coded"].any()), bool((~drawn["coded"]).any())
    framed = frame_figure(
        corpus,
        figure,
        title=title,
        subtitle=tell_greetings(corpus)
        + _explain_themes(corpus, drawn, len(conversations), coded=coded, scored=scored, whole=whole),
        footer=note
        + (tell_bias(some=coded, with_interval=bool(drawn["known_low"].notna().any())) if scored else "")
        + tell_untoned(_list_catalogued(corpus))
        + ("" if whole and not note else interval_note(corpus, summary)),
        height=max(30, choose_height(len(order), usual=44)) * len(order) + 20,
        left=228,
        alt=say(
            f"Mean tone by theme and {corpus.unit}, who answers and who asks side by side.",
            f"点图：各主题、各{corpus.unit_zh}的语气均值，回答的一方与其他人左右并列。",
        ),
    )
    return raise_panel_titles(framed, len(panels))


def _list_catalogued(corpus: Corpus) -> pd.DataFrame:
    """The languages of all renderings, in the column of that name."""
    return pd.DataFrame({"language": [rendering.language for rendering in corpus.catalogue.renderings]}, dtype=str)


def _pool(rows: pd.DataFrame, *, whole: bool) -> pd.DataFrame:
    """The mean of each theme by conversation or, whole, of all conversations together, weighted by passages.

    A mean of several rows has no interval: how they hang together is not known. Of too few exchanges: none.
    """
    lane = pd.Series(_ALL, rows.index) if whole else rows["conversation"]
    pooled = []
    for (name, theme), group in rows.groupby([lane, "theme"], sort=False):
        if group["n_exchanges"].sum() < FEWEST_EXCHANGES:
            continue
        first, weights, several = group.iloc[0], group["n_passages"], len(group) > 1
        pooled.append(
            {
                "lane": name,
                "theme": theme,
                "speaker": _ALL if group["speaker"].nunique() > 1 else first["speaker"],
                "coded": bool(group["coded"].all()),
                "known": float(np.average(group["known"], weights=weights)),
                "known_low": np.nan if several else first["known_low"],
                "known_high": np.nan if several else first["known_high"],
                "scored_mean": float(np.average(group["scored_mean"], weights=weights)),
                "n_passages": int(weights.sum()),
                "n_turns": int(group["n_turns"].sum()),
            }
        )
    columns = ["lane", "theme", "speaker", "coded", "known", "known_low", "known_high", "scored_mean", "n_passages"]
    return pd.DataFrame(pooled, columns=[*columns, "n_turns"]).astype({"coded": bool})


def _draw_themes(
    corpus: Corpus, figure: go.Figure, table: pd.DataFrame, *, order: Sequence[str], lanes: Sequence[str], column: int
) -> None:
    """Draw one panel: a mark for each theme and lane, or the words "too few exchanges"."""
    for theme in set(order) - set(table["theme"]):
        figure.add_annotation(
            x=NEUTRAL, y=len(order) - 1 - order.index(theme), text=say("too few exchanges", "问答太少"),
            showarrow=False, xanchor="left", xshift=6, font={"size": 11, "color": QUIET}, row=1, col=column,
        )  # fmt: skip
    name_all = say("all conversations", "全部对话")
    name: Callable[[str], str] = lambda lane: label_talk(corpus, lane, 24) if lane else name_all  # noqa: E731
    for lane, shift in zip(lanes, spread_rows(len(lanes), most=0.28), strict=True):
        rows = table[table["lane"] == lane]
        colour = conversation_colour(corpus, lane)
        clear = rows["coded"] & ((rows["known_low"] > NEUTRAL) | (rows["known_high"] < NEUTRAL))
        heights = [len(order) - 1 - order.index(theme) + shift for theme in rows["theme"]]
        figure.add_scatter(
            row=1, col=column, x=rows["known_high"].fillna(rows["known"] + 0.06), y=heights, mode="text",
            text=[f"\N{NO-BREAK SPACE}{n}" for n in rows["n_passages"]], textposition="middle right",
            textfont={"size": 11, "color": QUIET}, cliponaxis=False, showlegend=False, hoverinfo="skip",
        )  # fmt: skip
        figure.add_scatter(
            row=1, col=column, x=rows["known"], mode="markers", y=heights,
            name=name(lane), legendgroup=lane, showlegend=False,
            marker={
                "size": 9, "color": [colour if c else "white" for c in clear], "line": {"color": colour, "width": 2}
            },
            error_x=draw_interval(rows["known"], rows["known_low"], rows["known_high"], colour=colour),
            customdata=[_hover_theme(corpus, row, name(lane)) for row in rows.to_dict("records")],
            hovertemplate="%{customdata}<extra></extra>",
        )  # fmt: skip
        if column == 1:
            # The legend would take the first mark, which may be hollow.
            figure.add_scatter(
                x=[None], y=[None], mode="markers", name=name(lane), legendgroup=lane,
                marker={"size": 9, "color": colour}, row=1, col=column,
            )  # fmt: skip
    figure.add_vline(x=NEUTRAL, line={"color": QUIET, "dash": "dot", "width": 1}, row=1, col=column)


def _hover_theme(corpus: Corpus, row: dict[str, object], lane: str) -> str:
    who = label_person(corpus, str(row["speaker"]), 40) if row["speaker"] else lane
    theme = escape(corpus.name_theme(str(row["theme"])))
    scored, n_passages, n_turns = f"{row['scored_mean']:.2f}", row["n_passages"], row["n_turns"]
    told = say(
        f"mean of the coding {row['known']:.2f}, as scored {scored}" if row["coded"] else f"mean as scored {scored}",
        f"编码的均值 {row['known']:.2f}，原始评分 {scored}" if row["coded"] else f"原始评分的均值 {scored}",
    ).replace("-", "\N{MINUS SIGN}")
    return say(
        f"<b>{who}</b>, {theme}<br>{told}<br>{n_passages} passages in {n_turns} turns",
        f"<b>{who}</b>，{theme}<br>{told}<br>{n_turns} 个话轮，共 {n_passages} 个段落",
    )


def _explain_themes(
    corpus: Corpus, drawn: pd.DataFrame, n_talks: int, *, coded: bool, scored: bool, whole: bool
) -> str:
    """The measure, how many passages it rests on, and what hollow marks are."""
    how = say(
        "by the coding by hand" + (" or, where nobody coded, as scored" if scored else ""),
        "按人工编码" + ("，未编码的为原始评分" if scored else ""),
    )
    if not coded:
        how = say("as scored, since nobody coded these", "原始评分，没有人工编码")
    n_passages = drawn["n_passages"].sum()
    if whole:
        return say(
            f"Mean tone ({tell_scale()}) of the passages on each theme in all {corpus.count_units(n_talks)}"
            f" together, {how}: {n_passages} passages, whose number stands beside each mark. Hollow: no interval is"
            f" claimed. Under {FEWEST_EXCHANGES} exchanges: no mark.",
            f"{corpus.count_units(n_talks)}合计，各主题段落的语气均值（{tell_scale()}），{how}："
            f"共 {n_passages} 个段落，旁注段落数。"
            f"空心表示不给区间；不足 {FEWEST_EXCHANGES} 个问答的不标。",
        )
    hollow = say(
        "the interval includes 0" + (", or the mean is as scored" if scored else ""),
        "区间包含 0" + ("或均值为原始评分" if scored else ""),
    )
    if not coded:
        hollow = say("the mean is as scored", "均值为原始评分")
    means = say(f"{len(drawn)} mean{'s' * (len(drawn) != 1)} of", "")
    return say(
        f"Mean tone ({tell_scale()}) of the passages on each theme, {how}: {means} {n_passages} passages, whose number"
        f" stands beside each. Hollow: {hollow}, or of too few runs of exchanges for one. Under"
        f" {FEWEST_EXCHANGES} exchanges: no mark.",
        f"各主题段落的语气均值（{tell_scale()}），{how}：{n_passages} 个段落的 {len(drawn)} 个均值，"
        f"旁注段落数。空心表示{hollow}，或问答太少而没有区间；不足 {FEWEST_EXCHANGES} 个问答的不标。",
    )


def _tell_themes(corpus: Corpus, rows: pd.DataFrame, *, whole: bool) -> tuple[str, str]:
    """How many pairs of themes of those in focus the intervals set apart in a conversation, and what to add below."""
    pairs = rows.merge(rows, on=["conversation", "speaker", "coded"], suffixes=("", "_other"))
    n_pairs = int((pairs["theme"] < pairs["theme_other"]).sum())
    if not n_pairs and whole:
        return say(
            f"No two themes of one {corpus.unit} have enough exchanges to compare their tone",
            f"没有哪{corpus.unit_zh}中的两个主题问答多到可以比较语气",
        ), ""
    if not n_pairs:
        return say(
            "No two themes have enough exchanges to compare their tone", "没有两个主题的话轮多到可以比较语气"
        ), ""
    name, apart = cut_text(corpus.name_focus(), 30), pairs[pairs["known_low"] > pairs["known_high_other"]]
    note = say(
        f"Apart: two themes of one {corpus.unit} whose intervals do not overlap",
        f"两两比较限于同一{corpus.unit_zh}中的主题",
    )
    if len(apart):
        far = apart.loc[(apart["known"] - apart["known_other"]).idxmax()]
        warm, cool = (corpus.name_theme(far[column], inside=True) for column in ("theme", "theme_other"))
        talk = tell_talk(corpus, far["conversation"], 40)
        warmth, coolness = write_tenths(far["known"]), write_tenths(far["known_other"])
        note += say(
            f"; the farthest: {warm} ({warmth}) and {cool} ({coolness}), {talk}",
            f"；相差最大的是 {talk} 中的{warm}（{warmth}）和{cool}（{coolness}）",
        )
    raw = "" if rows["coded"].any() else say(", as scored", "按原始评分，")
    whose = f"{name}'s tone" if corpus.focus else f"the tone of {name}"
    if apart.empty:
        return say(
            f"No two themes are apart in {whose}{raw} ({n_pairs} pair{'s' * (n_pairs != 1)} compared)",
            f"就{name}的语气而言，{raw}没有两个主题的区间互不重叠（共比较 {n_pairs} 对）",
        ), note + say(". ", "。")
    return say(
        f"{len(apart)} of {n_pairs} pairs of themes are apart in {whose}{raw}, with no correction for so many"
        " comparisons",
        f"就{name}的语气而言，{raw}{n_pairs} 对主题中有 {len(apart)} 对的区间互不重叠（未做多重比较校正）",
    ), note + say(". ", "。")
