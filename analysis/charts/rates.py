"""Rates by speaker: how often each does something, with intervals and what each rendering has."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from analysis.charts.fitting import (
    choose_title,
    escape,
    frame_choices,
    frame_empty,
    label_person,
    label_talk,
    name_language,
    tell_few,
    tell_person,
    tell_talk,
)
from analysis.charts.frame import VIEW, Choice
from analysis.charts.style import (
    INK,
    MANY,
    SOME,
    choose_height,
    interval_note,
    lead_to,
    speaker_colour,
    tell_capped,
    tell_press_reports,
)
from analysis.comparison.verdicts import FEWEST_EXCHANGES
from analysis.corpus.folder import Corpus
from analysis.ground.wording import list_some, percent, say
from analysis.moves.stored import WITH_MOVES, list_found

_BAND, _GREY = "#c3ccd6", "#8a96a3"


@dataclass(frozen=True)
class Rated:
    """An entry of a chart of rates: what its menu says, its rows, and the texts that then hold.

    rows: conversation, speaker, value, ci_low, ci_high, least, most, n_exchanges, and n: what they are counted of.
    """

    label: str
    rows: pd.DataFrame
    title: str
    subtitle: str


def frame_unfound(corpus: Corpus) -> go.Figure:
    """Return the chart where what people do was looked for in no rendering."""
    return frame_empty(
        corpus,
        title=say("No questions, hedges or names were looked for yet", "尚未查找问题、模糊限制语和名称"),
        why=say("Run make corpus, with the documents in place.", "请放好文档并运行 make corpus。"),
        footer=tell_unfound(corpus),
    )


def tell_unfound(corpus: Corpus, *, names: bool = False) -> str:
    """Return what a footer says of renderings in which moves were not looked for; "" where there are none.

    names: whether only names count, which are found in any language.
    """
    found = set(list_found(corpus, names=names))
    missing = [r for r in corpus.catalogue.renderings if r.id not in found]
    strange = [] if names else sorted({name_language(r.language) for r in missing if r.language not in WITH_MOVES})
    unmeasured = [r.id for r in missing if names or r.language in WITH_MOVES]
    told = say(f"Not looked for in {list_some(strange)}. ", f"未查找：{list_some(strange)}。") if strange else ""
    if unmeasured:
        told += say(
            f"Not measured yet (make corpus): {list_some(unmeasured)}. ",
            f"尚未测量（make corpus）：{list_some(unmeasured)}。",
        )
    return told


def tell_ends(
    corpus: Corpus, rows: pd.DataFrame, does: str, again: str, write: Callable[[float], str], *, placed: bool = False
) -> str:
    """Return the finding: who does it most and who least, of those with exchanges enough, and how far renderings lie
    apart.

    does: what they do, with a place for how often; again: the same of the second. placed: whether to say where, since
    one person speaks in several.
    """
    known = rows[(rows["n_exchanges"] >= FEWEST_EXCHANGES) & rows["value"].notna()].sort_values("value")
    if known.empty:
        return say("No speaker has enough exchanges to say how often", "没有哪位说话人的问答多到足以判断")

    def tell(row: pd.Series, *, where: bool) -> str:
        who, talk = tell_person(corpus, row["speaker"]), tell_talk(corpus, row["conversation"])
        return say(f"{who} at {talk}", f"{who}（{talk}）") if where else who

    low, high = known.iloc[0], known.iloc[-1]
    noise = known["noise"].max()
    apart = (
        say(
            f"; renderings of one talk differ by {_tell_gap(noise, write)}",
            f"；同一场的版本相差{_tell_gap(noise, write)}",
        )
        if np.isfinite(noise)
        else ""
    )
    repeated = placed and known["speaker"].duplicated().any()
    titles = []
    for where in (repeated, False):
        first, last = tell(high, where=where), tell(low, where=where)
        most = first + does.format(write(high["value"]))
        if len(known) > 1 and write(low["value"]) != write(high["value"]):
            most += say(", ", "，") + last + again.format(write(low["value"]))
        titles += [most + apart, most]
    return choose_title(*titles)


def _tell_gap(noise: float, write: Callable[[float], str]) -> str:
    if write is percent:
        return say(f"up to {noise * 100:.0f} points", f"多达 {noise * 100:.0f} 个百分点")
    return say(f"up to {write(noise)}", f"多达 {write(noise)}")


def _order_rows(corpus: Corpus, rows: pd.DataFrame) -> pd.DataFrame:
    """The rows from below: by conversation, who asks on top; of very many those with exchanges enough, ranked."""
    if len(rows) > SOME:
        enough = rows[rows["n_exchanges"] >= FEWEST_EXCHANGES]
        largest = enough.sort_values("n_exchanges", ascending=False, kind="stable").head(MANY)
        return largest.sort_values("value", kind="stable")
    place = {name: number for number, name in enumerate(corpus.order_conversations(rows["conversation"]))}
    keys = [(place[c], not corpus.asks(s), s) for c, s in zip(rows["conversation"], rows["speaker"], strict=True)]
    return rows.iloc[sorted(range(len(rows)), key=keys.__getitem__)[::-1]]


def draw_rates(
    corpus: Corpus,
    entries: Sequence[Rated],
    *,
    how: str,
    axis: str,
    tickformat: str,
    write: Callable[[float], str],
    alt: str,
) -> go.Figure:
    """Return the chart of some entries, of which a menu shows one.

    axis, tickformat: of what is measured; write: how its values are written. footer, alt: as in frame_figure.
    """
    figure, choices, n_traces = go.Figure(), [], 3
    ordered = [_order_rows(corpus, entry.rows) for entry in entries]
    many, most = max(map(len, ordered)) > SOME, max(map(len, ordered))
    furthest = max(np.nanmax([*rows[["value", "most", "ci_high"]].to_numpy().ravel(), 0.0]) for rows in ordered)
    furthest = min(furthest, 1.0) if write is percent else furthest
    for number, (entry, rows) in enumerate(zip(entries, ordered, strict=True)):
        _add_rows(corpus, figure, rows, write=write, small=many)
        labels = [
            f"{label_person(corpus, r.speaker, 17)} · <i>{label_talk(corpus, r.conversation, 16)}</i>"
            if many
            else f"{label_person(corpus, r.speaker, 22)}<br><i>{label_talk(corpus, r.conversation, 22)}</i>"
            for r in rows.itertuples()
        ]
        choices.append(
            Choice(
                entry.label,
                [owner == number for owner in np.repeat(np.arange(len(entries)), n_traces)],
                entry.title,
                entry.subtitle,
                {
                    "yaxis.tickvals": list(range(len(rows))),
                    "yaxis.ticktext": labels,
                    "yaxis.range": [-0.6, max(len(rows), 1) - 0.4],
                },
            )
        )
    figure.update_xaxes(range=[-0.02 * furthest, 1.06 * furthest or 1], tickformat=tickformat, title=axis)
    figure.update_yaxes(layer="below traces", **{key.split(".")[1]: v for key, v in choices[0].layout.items()})
    n_few = int((entries[0].rows["n_exchanges"] < FEWEST_EXCHANGES).sum())
    grey = say(
        f"Grey: fewer than {FEWEST_EXCHANGES} exchanges, not judged. ",
        f"灰色：问答不足 {FEWEST_EXCHANGES} 个，不作判断。",
    )
    shaky = tell_few(n_few) if many else grey * bool(n_few)
    capped = tell_capped(len(ordered[0]), len(entries[0].rows) - n_few) if many else ""
    return frame_choices(
        corpus,
        figure,
        choices,
        footer=shaky + capped + interval_note(corpus),
        how=how + tell_unfound(corpus) + tell_press_reports(corpus),
        height=choose_height(most, usual=54, least=24) * most + 20,
        left=270 if many else 160,
        alt=alt,
        basis=VIEW,
    )


def _add_rows(
    corpus: Corpus, figure: go.Figure, rows: pd.DataFrame, *, write: Callable[[float], str], small: bool
) -> None:
    """Interval, what renderings have, and the mean, of each row."""
    enough = (rows["n_exchanges"] >= FEWEST_EXCHANGES).tolist()
    places = list(range(len(rows)))
    for low, high, name, style in (
        ("ci_low", "ci_high", say("interval", "区间"), {"color": _GREY, "width": 1.2}),
        ("least", "most", say("each rendering", "各版本"), {"color": _BAND, "width": 7 if small else 11}),
    ):
        drawn = rows[low].notna().to_numpy() & np.array(enough, dtype=bool)
        xs = [x for a, b, d in zip(rows[low], rows[high], drawn, strict=True) if d for x in (a, b, None)]
        ys = [y for place, d in zip(places, drawn, strict=True) if d for y in (place, place, None)]
        ends = {"symbol": "line-ns-open", "size": 12, "color": INK, "line": {"width": 1.6}} if low == "least" else None
        figure.add_scatter(
            x=xs, y=ys, mode="lines+markers" if ends else "lines", line=style, marker=ends, name=name, hoverinfo="skip"
        )
    colours = [speaker_colour(corpus, s) if e else _GREY for s, e in zip(rows["speaker"], enough, strict=True)]
    figure.add_scatter(
        x=rows["value"], y=places, mode="markers" if small else "markers+text", showlegend=False, cliponaxis=False,
        text=[write(value) for value in rows["value"]], textposition="top center",
        textfont={"size": 12, "color": INK},
        marker={"size": 8 if small else 11, "line": {"color": colours, "width": 1.5},
                "color": [c if e else "white" for c, e in zip(colours, enough, strict=True)]},
        meta=lead_to(speakers=rows["speaker"], conversations=rows["conversation"]),
        customdata=[
            [label_person(corpus, r.speaker, 40), escape(corpus.name_conversation(r.conversation)), write(r.value),
             _tell_range(r.ci_low, r.ci_high, write), _tell_range(r.least, r.most, write), escape(r.n), r.n_exchanges]
            for r in rows.itertuples()
        ],
        hovertemplate="<b>%{customdata[0]}</b>"
        + say(
            ", %{customdata[1]}<br>%{customdata[2]} of %{customdata[5]} in %{customdata[6]} exchanges"
            "<br>in more such talk %{customdata[3]}<br>its renderings %{customdata[4]}<extra></extra>",
            "，%{customdata[1]}<br>%{customdata[2]}，共 %{customdata[5]}，%{customdata[6]} 个问答"
            "<br>同类谈话再多一些：%{customdata[3]}<br>各版本：%{customdata[4]}<extra></extra>",
        ),
    )  # fmt: skip


def _tell_range(low: float, high: float, write: Callable[[float], str]) -> str:
    if not np.isfinite(low):
        return say("unknown", "未知")
    return say(f"{write(low)} to {write(high)}", f"{write(low)} 至 {write(high)}")
