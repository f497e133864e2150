"""Charts of tone: who speaks how warmly, and of what."""

from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from analysis.charts.fitting import (
    MOST_MARKS,
    choose_title,
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
from analysis.charts.frame import frame_figure
from analysis.charts.style import (
    QUIET,
    SOME,
    THIN,
    choose_height,
    draw_interval,
    interval_note,
    label_speaker_rows,
    lead_to,
    list_speakers,
    speaker_colour,
    spread_points,
    tell_capped,
)
from analysis.comparison.verdicts import FEWEST_EXCHANGES
from analysis.corpus.folder import Corpus
from analysis.ground.wording import join_words, list_some, say
from analysis.sentiment.correction import tell_greetings
from analysis.sentiment.tone import HIGH, LOW, NEUTRAL, find_largest_bias

# What hovering shows of a passage.
_HOVERED = ["passage_id", "known", "hover"]
# Codes are whole and half steps: so far to either side they are spread, or each would hide the others.
_SPREAD = 0.17


def tell_scale() -> str:
    """Return what the ends and the middle of the scale of tone mean."""
    return say(
        "from -2, anger or alarm, over 0, facts, to 2, enthusiasm", "-2 为愤怒或惊慌，0 为陈述事实，2 为热情洋溢"
    )


def _hover_tone(corpus: Corpus, speaker: str) -> str:
    """What hovering shows of a passage with the columns of _HOVERED."""
    name = label_person(corpus, speaker, 40)
    return (
        say(
            f"<b>{name}</b>, %{{customdata[0]}}<br>tone %{{customdata[1]}}",
            f"<b>{name}</b>，%{{customdata[0]}}<br>语气 %{{customdata[1]}}",
        )
        + "<br>%{customdata[2]}<extra></extra>"
    )


def _tell_known(row: Any) -> str:
    """Where a passage's tone is from: of readers, or of the scorer, with its interval."""
    tone, low, high = (
        write_tenths(value).replace("-", "\N{MINUS SIGN}") for value in (row.shown, row.tone_low, row.tone_high)
    )
    if not np.isnan(row.coded_tone):
        return say(f"{tone}, as readers coded it", f"{tone}，人工编码")
    return say(f"{tone}, as scored ({low} to {high})", f"{tone}，原始评分（{low} 至 {high}）")


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
    # One measure a row: what readers gave its passages, or the score where they gave none.
    table["shown"] = table["coded_tone"].fillna(table["tone"])
    table["known"] = [_tell_known(row) for row in table.itertuples()]
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
        for number, (conversation, speaker) in enumerate(groups):
            rows = table[(table["conversation"] == conversation) & (table["speaker"] == speaker)]
            _draw_strip(corpus, figure, rows, number, thin=not enough[conversation, speaker])
    drawn = indexed.assign(place=range(len(indexed)))[enough[indexed.index].to_numpy()]
    _draw_means(corpus, figure, drawn, lift=0.33 if strips else 0.0)
    for row, is_enough in zip(indexed.itertuples(), enough[indexed.index], strict=True):
        note = say(f"n = {row.n_passages}", f"{row.n_passages} 段")
        few = say(",<br>too few<br>exchanges<br>for a mean", "，<br>问答太少，<br>不算均值")
        notes.append(note if is_enough else note + few)
    (label_speaker_rows if strips else label_ranked_rows)(corpus, figure, groups, notes)
    figure.add_vline(x=NEUTRAL, line={"color": QUIET, "dash": "dot", "width": 1})
    figure.update_layout(showlegend=False)
    figure.update_xaxes(range=[LOW - 0.25, HIGH + 0.25], title=say("tone", "语气"))
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
        + interval_note(corpus, summary),
        how=(tell_bias(some=coded) if scored else "")
        + tell_untoned(passages)
        + ("" if strips else tell_capped(len(groups), int(enough.sum())) + tell_few(int((~enough).sum()))),
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


def _draw_strip(corpus: Corpus, figure: go.Figure, rows: pd.DataFrame, number: int, *, thin: bool) -> None:
    """Draw each passage of a row; thin: whether it has too few exchanges for a mean."""
    conversation, speaker = str(rows["conversation"].iloc[0]), str(rows["speaker"].iloc[0])
    figure.add_scatter(
        x=_spread_codes(rows), y=number + spread_points(len(rows)) - 0.1, mode="markers",
        name=say(", ", "，").join((label_person(corpus, speaker), label_talk(corpus, conversation))),
        marker={"color": THIN if thin else speaker_colour(corpus, speaker), "size": 6, "opacity": 0.4},
        customdata=rows[_HOVERED], hovertemplate=_hover_tone(corpus, speaker),
        meta=lead_to(passages=rows["passage_id"]),
    )  # fmt: skip


def _spread_codes(rows: pd.DataFrame) -> np.ndarray:
    """Where the dots of a row lie: codes a little beside their step, scores where they are."""
    aside = ((np.arange(len(rows)) * 0.7548) % 1 - 0.5) * 2 * _SPREAD
    places: np.ndarray = rows["shown"].to_numpy() + np.where(rows["coded_tone"].notna(), aside, 0.0)
    return places.round(3)


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
            f"mean put right by the coding {row['mean']:.2f}{_tell_ends(row['ci_low'], row['ci_high'])}"
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
    """What the dots and diamonds are, of those that are drawn."""
    hollow = say(" Hollow strokes: means as scored, nobody coded these.", "空心竖条：原始评分的均值，没有人工编码。")
    means = say(
        " Diamonds: means; hollow: the interval includes 0.", "菱形：均值；空心表示区间包含 0。"
    )  # fmt: skip
    if strips and coded:
        told = say(
            f"Dots: tone of each of the {n_passages} passages, as readers coded it ({tell_scale()}), strewn about its"
            " step.",
            f"圆点：{n_passages} 个段落的语气，由人工编码（{tell_scale()}），散布在所属的级两旁。",
        )
        return told + means + (hollow if scored else "")
    if strips:
        return (
            say(
                f"Dots: tone of each of the {n_passages} passages as scored ({tell_scale()}).",
                f"圆点：{n_passages} 个段落的原始评分（{tell_scale()}）。",
            )
            + hollow
        )
    return (
        say(
            f"Mean tone of each speaker's passages in each {corpus.unit} ({tell_scale()}), {n_passages} in all.",
            f"各{corpus.unit_zh}中每位说话人的语气均值（{tell_scale()}），共 {n_passages} 个段落。",
        )
        + (means if coded else "")
        + (hollow if scored else "")
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
