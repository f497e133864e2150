"""The chart of trends: a theme's share, or the tone, over the dates of the conversations."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from analysis.charts.fitting import escape, frame_choices, frame_empty, label_talk
from analysis.charts.frame import RENDERINGS, Choice
from analysis.charts.style import (
    INK,
    ONE,
    SOME,
    THIN,
    conversation_colour,
    cut_text,
    draw_interval,
    interval_note,
    tell_found_here,
)
from analysis.comparison.trends import FALLS, FEWEST_DATES, RISES, TONE
from analysis.comparison.verdicts import FEWEST_EXCHANGES, TOO_FEW_TALKS
from analysis.corpus.folder import Corpus
from analysis.ground.wording import say
from analysis.passages.sampling import CONVERSATIONS


def plot_trends(corpus: Corpus, dated: pd.DataFrame, trends: pd.DataFrame, *, order: Sequence[str]) -> go.Figure:
    """Return each conversation at its date with its share of a theme, or its tone, and the line through them.

    dated: measure_dated. trends: find_trends. The surest trend is shown; a menu has the tone and the largest themes.
    """
    if trends.empty:
        return frame_empty(
            corpus,
            title=say(
                f"No trend to measure: fewer than {FEWEST_DATES} dates are known",
                f"没有趋势可量：已知的日期不足 {FEWEST_DATES} 个",
            ),
            why=say("Dates of conversations stand in the catalogue.", "对话的日期写在目录中。"),
            subtitle=say("Shares of themes and tone over time.", "主题占比和语气随时间的变化。"),
            basis=RENDERINGS,
        )
    kept = [*[theme for theme in order if theme in set(trends["theme"])][:SOME], *_tone_of(trends)]
    rows = trends[trends["theme"].isin(kept)].sort_values("theme", key=lambda names: names.map(kept.index))
    figure, choices = go.Figure(), []
    for row in rows.itertuples():
        _add_theme(corpus, figure, dated[(dated["measure"] == row.measure) & (dated["theme"] == row.theme)], row)
    named = _add_legend(corpus, figure, dated)
    for number, row in enumerate(rows.itertuples()):
        name = _name(corpus, row)
        is_tone = row.measure == TONE
        axis = say("tone", "语气") if is_tone else say("share of the words", "占话语的比例")
        choices.append(
            Choice(
                cut_text(name, 36),
                [place // 2 == number or place >= 2 * len(rows) for place in range(2 * len(rows) + len(named))],
                _tell_trend(corpus, row),
                _tell_measure(row, name),
                {"yaxis.title.text": axis, "yaxis.tickformat": ".1f" if is_tone else ".0%"},
            )
        )
    figure.update_layout(showlegend=bool(named))
    figure.update_yaxes(title_font_size=12)
    surest = rows["p_value"].to_numpy().argmin()
    return frame_choices(
        corpus,
        figure,
        choices,
        shown=int(surest),
        footer=say(
            "Bars: intervals of one conversation each, over its runs of exchanges. ",
            "误差线：单场对话的区间，以连续几个问答为单位。",
        )
        + tell_found_here(corpus)
        + interval_note(corpus, trends),
        how=say(
            "Control of trends: Benjamini and Hochberg, 5%. ",
            "趋势的多重比较校正：Benjamini-Hochberg，5%。",
        ),
        height=380,
        left=72,
        alt=say("Dots of conversations by date, with a line through them.", "点图：各场对话按日期排列，附趋势线。"),
        basis=RENDERINGS,
    )


def _add_legend(corpus: Corpus, figure: go.Figure, dated: pd.DataFrame) -> list[str]:
    """Name the colours of the conversations or their groups, where there are few enough to have some."""
    names = dict.fromkeys(corpus.find_group(talk) or talk for talk in dated["conversation"])
    named = [name for name in corpus.order_conversations(names) if conversation_colour(corpus, name) != ONE]
    few = dated.groupby("conversation")["n_exchanges"].max() < FEWEST_EXCHANGES
    for name in named:
        figure.add_scatter(
            x=[None], y=[None], mode="markers", hoverinfo="skip",
            name=label_talk(corpus, name) + say(" (too few exchanges)", "（问答太少）") * bool(few.get(name, False)),
            marker={"size": 9, "color": THIN if few.get(name, False) else conversation_colour(corpus, name)},
        )  # fmt: skip
    return named


def _tone_of(trends: pd.DataFrame) -> list[str]:
    return trends.loc[trends["measure"] == TONE, "theme"].tolist()


def _name(corpus: Corpus, row: object) -> str:
    if row.measure == TONE:  # type: ignore[attr-defined]
        return say("tone of those who answer", "回答一方的语气")
    return corpus.name_theme(row.theme)  # type: ignore[attr-defined]


def _add_theme(corpus: Corpus, figure: go.Figure, rows: pd.DataFrame, trend: object) -> None:
    """The marks of the conversations, and the line through them, dotted where no trend holds."""
    rows = rows.dropna(subset=["value"])
    colours = [
        THIN if n < FEWEST_EXCHANGES else conversation_colour(corpus, talk)
        for talk, n in zip(rows["conversation"], rows["n_exchanges"], strict=True)
    ]
    one = colours[0] if len(set(colours)) == 1 else ONE
    figure.add_scatter(
        x=rows["date"].astype(str), y=rows["value"], mode="markers",
        marker={"size": 9, "color": colours, "line": {"width": 1, "color": "white"}}, showlegend=False,
        error_y=draw_interval(rows["value"], rows["ci_low"], rows["ci_high"], colour=one) | {"thickness": 1},
        meta={"leads": [_lead(corpus, talk, trend) for talk in rows["conversation"]]},
        customdata=[[escape(corpus.name_conversation(talk)), str(date)]
                    for talk, date in zip(rows["conversation"], rows["date"], strict=True)],
        hovertemplate="<b>%{customdata[0]}</b>, %{customdata[1]}<br>%{y}<extra></extra>",
    )  # fmt: skip
    days = np.array([date.toordinal() for date in rows["date"]]) / 365.25
    middle = np.average(days, weights=rows["n_passages"])
    level = np.average(rows["value"], weights=rows["n_passages"])
    ends = level + trend.per_year * (np.array([days.min(), days.max()]) - middle)  # type: ignore[attr-defined]
    sure = trend.verdict in (RISES, FALLS)  # type: ignore[attr-defined]
    figure.add_scatter(
        x=[str(rows["date"].min()), str(rows["date"].max())], y=ends, mode="lines", hoverinfo="skip", showlegend=False,
        line={"color": INK, "width": 2, "dash": "solid" if sure else "dot"},
    )  # fmt: skip


def _lead(corpus: Corpus, talk: str, trend: object) -> dict[str, list[str]]:
    """What a mark stands for: what a conversation says on the theme or, of tone, all that those who answer say."""
    renderings = [r.id for r in corpus.catalogue.renderings if r.conversation == talk]
    if trend.measure != TONE:  # type: ignore[attr-defined]
        return {"renderings": renderings, "themes": [trend.theme]}  # type: ignore[attr-defined]
    answering = [s.name for s in corpus.catalogue.speakers if not corpus.asks(s.name)]
    return {"renderings": renderings, "speakers": answering}


def _find_span(row: object) -> float:
    """How many years lie between the first conversation and the last."""
    return (row.last_date - row.first_date).days / 365.25  # type: ignore[attr-defined]


def _write(value: float, *, tone: bool) -> str:
    """A change, in steps of the scale or percentage points."""
    return f"{value:+.2f}" if tone else f"{value * 100:+.1f}"


def _tell_trend(corpus: Corpus, row: object) -> str:
    """The finding: whether it rises or falls, and by how much from the first conversation to the last."""
    tone, name = row.measure == TONE, _name(corpus, row)  # type: ignore[attr-defined]
    by = _write(abs(row.per_year) * _find_span(row), tone=tone).lstrip("+")  # type: ignore[attr-defined]
    months = [f"{date:%Y-%m}" for date in (row.first_date, row.last_date)]  # type: ignore[attr-defined]
    starting, unit, unit_zh = name[:1].upper() + name[1:], *(("steps", "分") if tone else ("points", "个百分点"))
    if row.verdict in (RISES, FALLS):  # type: ignore[attr-defined]
        verb, verb_zh = ("rises", "上升") if row.verdict == RISES else ("falls", "下降")  # type: ignore[attr-defined]
        return say(
            f"{starting} {verb} by {by} {unit} from {months[0]} to {months[1]}",
            f"从 {months[0]} 到 {months[1]}，{name}{verb_zh} {by} {unit_zh}",
        )
    inside = name if tone else corpus.name_theme(row.theme, inside=True)  # type: ignore[attr-defined]
    if row.verdict == TOO_FEW_TALKS:  # type: ignore[attr-defined]
        n = row.n_conversations  # type: ignore[attr-defined]
        return say(
            f"No trend can be judged from {n} conversations, as of {inside}", f"只有 {n} 场对话，{inside}的趋势无从判断"
        )
    return say(f"No trend of {inside} holds", f"{inside}没有成立的趋势")


def _tell_measure(row: object, name: str) -> str:
    """What the marks and the line are, with the slope and its interval, and how far it reaches."""
    tone = row.measure == TONE  # type: ignore[attr-defined]
    ends = (row.per_year, row.ci_low, row.ci_high)  # type: ignore[attr-defined]
    slope, low, high = (_write(value * _find_span(row), tone=tone) for value in ends)
    unit, unit_zh = ("steps", "分") if tone else ("points", "个百分点")
    reach = (
        say("It reaches beyond these conversations.", "结论可推及这些对话之外。")
        if row.unit == CONVERSATIONS  # type: ignore[attr-defined]
        else say("It is about these conversations alone.", "只就这些对话而言。")
    )
    n = row.n_conversations  # type: ignore[attr-defined]
    return (
        say(
            f"{name[:1].upper()}{name[1:]} in {n} conversations by date. Line: {slope} {unit} from the first to the"
            f" last ({low} to {high}); dotted where no trend holds. ",
            f"{n} 场对话按日期排列的{name}。线：从首场到末场 {slope} {unit_zh}（{low} 至 {high}）；"
            "虚线表示没有成立的趋势。",
        )
        + reach
    )
