"""Answers: how long, in which tone and how far on its theme what each kind of question gets is."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from analysis.charts.fitting import MOST_MARKS, frame_choices, frame_unheard, label_talk, name_language, tell_talk
from analysis.charts.frame import RENDERINGS, Choice
from analysis.charts.rates import frame_unfound, tell_unfound
from analysis.charts.style import (
    FEW,
    INK,
    ONE,
    THIN,
    conversation_colour,
    interval_note,
    spread_points,
    spread_rows,
    tell_press_reports,
)
from analysis.comparison.verdicts import FEWEST_EXCHANGES
from analysis.corpus.folder import Corpus
from analysis.ground.languages import has_spaces
from analysis.ground.wording import percent, say
from analysis.moves.asking import ANY, NONE
from analysis.moves.questions import CLOSED, OPEN, TAG

_GREY, _BAND = "#8a96a3", "#c3ccd6"
# What answers are measured by, as measure_answers calls it.
_LENGTH, _TONE, _THEME = "median", "mean_tone", "share_on_theme"


def plot_answers(corpus: Corpus, answers: pd.DataFrame) -> go.Figure:
    """Return what each kind of question gets: how long an answer, in which tone, and how far on its theme.

    answers: measure_answers. A menu has the measures, the length in each language by itself. Of more than four
    conversations a faint mark is one, and a bold one the median of all that have exchanges enough.
    """
    if corpus.view.hears_some:
        return frame_unheard(corpus, title=say("What questions get is not to be seen", "看不出提问得到了什么"))
    if answers.empty:
        return frame_unfound(corpus)
    kinds = [kind for kind in (ANY, *_KINDS, NONE) if (answers["kind"] == kind).any()]
    sizes = answers[answers["kind"] == ANY].groupby("language")["n_answers"].sum()
    languages = list(sizes.sort_values(ascending=False, kind="stable").index)
    figure, shown, choices = go.Figure(), [], []
    views = [(_LENGTH, [language]) for language in languages] + [(_TONE, languages), (_THEME, languages)]
    for number, (measure, wanted) in enumerate(views):
        rows = answers[answers["language"].isin(wanted)].dropna(subset=[measure])
        if rows.empty:
            continue
        before = len(figure.data)
        _add_marks(corpus, figure, rows, measure, kinds)
        shown += [number] * (len(figure.data) - before)
        choices.append((number, _tell_measure(measure, wanted, languages), _tell_answers(corpus, rows, measure), rows))
    menu = [
        Choice(
            told[0],
            [owner == number for owner in shown],
            title,
            told[1],
            {"xaxis.title.text": told[2], "xaxis.tickformat": told[3], "xaxis.range": _choose_range(rows, told[4])},
        )
        for number, told, title, rows in choices
    ]
    figure.update_yaxes(
        tickvals=list(range(len(kinds))), ticktext=[_name_kind(kind) for kind in kinds[::-1]],
        range=[-0.6, len(kinds) - 0.4], layer="below traces",
    )  # fmt: skip
    figure.update_xaxes(title=menu[0].layout["xaxis.title.text"], tickformat="", range=menu[0].layout["xaxis.range"])
    return frame_choices(
        corpus,
        figure,
        menu,
        footer=say(
            f"Grey: fewer than {FEWEST_EXCHANGES} exchanges in a rendering, not judged. ",
            f"灰色：某一版本中的问答不足 {FEWEST_EXCHANGES} 个，不作判断。",
        )
        + interval_note(corpus),
        how=say(
            "An answer is what is said until somebody who asks speaks again. Off the theme is no proof of evasion, but"
            " where to look for it. ",
            "回答：到提问的一方再次开口为止。偏离主题不等于回避，只提示该看哪里。",
        )
        + tell_unfound(corpus)
        + tell_press_reports(corpus),
        height=64 * len(kinds) + 20,
        left=170,
        alt=say(
            "Dots with intervals: length, tone and theme of the answers to each kind of question.",
            "点图及区间：各类问题所得回答的长度、语气和主题。",
        ),
        basis=RENDERINGS,
    )


_KINDS = (OPEN, CLOSED, TAG)


def _name_kind(kind: str) -> str:
    names = {
        ANY: say("any question", "各类问题"), OPEN: say("open question", "开放式问题"),
        CLOSED: say("closed question", "封闭式问题"), TAG: say("tag", "附加问"),
        NONE: say("remark, no question", "没有提问的话"),
    }  # fmt: skip
    return names[kind]


def _tell_measure(measure: str, wanted: Sequence[str], every: Sequence[str]) -> tuple[str, str, str, str, str]:
    """Of a measure: the menu's entry, the subtitle, the axis and its format, and the measure itself."""
    marks = say(
        " Bar: what each of two renderings has. Of several questions the last one counts.",
        "灰条：两个版本各自的值。连问几句时以最后一句为准。",
    )
    if measure == _LENGTH:
        unit = say("words", "词") if has_spaces(wanted[0]) else say("characters", "字")
        label = say("Length", "长度")
        if len(every) > 1:
            label += say(", ", "，") + name_language(wanted[0])
        told = say(
            f"Median length of the answers ({name_language(wanted[0])}), by what was said before them.",
            f"回答长度的中位数（{name_language(wanted[0])}），按前面说的话分类。",
        )
        return label, told + marks, say(f"{unit} of the answer", f"回答的{unit}数"), "", measure
    if measure == _TONE:
        told = say(
            "Mean tone of the answers, from -2 to 2, by what was said before them; each language by itself.",
            "回答的语气均值（-2 至 2），按前面说的话分类；各语言分列。",
        )
        return say("Tone", "语气"), told + marks, say("tone of the answer", "回答的语气"), "", measure
    told = say(
        "Share of an answer's words that are on a theme of what was said before it; each language by itself.",
        "回答的话语中，与前面所谈主题相同的比例；各语言分列。",
    )
    return say("On its theme", "是否切题"), told + marks, say("share on its theme", "切题的比例"), ".0%", measure


def _choose_range(rows: pd.DataFrame, measure: str) -> list[float]:
    columns = [measure, f"{measure}_low", f"{measure}_high", f"{measure}_least", f"{measure}_most"]
    values = rows[columns].to_numpy(dtype=float)
    low, high = min(float(np.nanmin(values)), 0.0), float(np.nanmax(values))
    reach = (high - low) or 1.0
    return [low - 0.03 * reach, high + 0.06 * reach]


def _add_marks(corpus: Corpus, figure: go.Figure, rows: pd.DataFrame, measure: str, kinds: Sequence[str]) -> None:
    """The marks of one measure: of a few conversations each by itself, of many one for all and faint ones for each."""
    place = {kind: len(kinds) - 1 - row for row, kind in enumerate(kinds)}
    talks = corpus.order_conversations(rows["conversation"])
    if len(talks) > FEW:
        _add_together(figure, rows, measure, place)
        return
    groups = [(t, code) for t in talks for code in sorted(rows.loc[rows["conversation"] == t, "language"].unique())]
    several, main = len(groups) > len(talks), rows["language"].value_counts().idxmax()
    for (talk, code), offset in zip(groups, spread_rows(len(groups), most=0.2), strict=True):
        mine = rows[(rows["conversation"] == talk) & (rows["language"] == code)]
        ys = [place[kind] + offset for kind in mine["kind"]]
        enough = (mine["n_exchanges"] >= FEWEST_EXCHANGES).to_numpy()
        colour = conversation_colour(corpus, talk) if enough.any() else THIN
        name = label_talk(corpus, talk) + (say(", ", "，") + name_language(code) if several else "")
        _add_lines(figure, mine, measure, ys, enough, colour=colour)
        figure.add_scatter(
            x=mine[measure], y=ys, mode="markers+text", name=name, cliponaxis=False,
            text=[_write(v, measure) if e and not several else "" for v, e in zip(mine[measure], enough, strict=True)],
            textposition="top center", textfont={"size": 11, "color": INK},
            marker={"size": 10, "symbol": "circle" if code == main else "diamond",
                    "color": [colour if e else "white" for e in enough],
                    "line": {"color": [colour if e else _GREY for e in enough], "width": 1.6}},
            meta=_lead(mine),
            customdata=[
                [_name_kind(r.kind), _write(getattr(r, measure), measure), r.n_answers, r.n_exchanges,
                 _tell_span(mine.loc[r.Index], measure, "low", "high"),
                 _tell_span(mine.loc[r.Index], measure, "least", "most")]
                for r in mine.itertuples()
            ],
            hovertemplate="<b>%{fullData.name}</b>"
            + say(
                ": %{customdata[0]}<br>%{customdata[1]}, of %{customdata[2]} answers in %{customdata[3]} exchanges"
                "<br>in more such talk %{customdata[4]}<br>its renderings %{customdata[5]}<extra></extra>",
                "：%{customdata[0]}<br>%{customdata[1]}，%{customdata[3]} 个问答中的 %{customdata[2]} 个回答"
                "<br>同类谈话再多一些：%{customdata[4]}<br>各版本：%{customdata[5]}<extra></extra>",
            ),
        )  # fmt: skip


def _add_lines(
    figure: go.Figure, rows: pd.DataFrame, measure: str, ys: Sequence[float], enough: np.ndarray, *, colour: str
) -> None:
    """The interval of each mark, and what each of two renderings has."""
    for low, high, style, size in (
        ("low", "high", {"color": colour, "width": 1.2}, 0),
        ("least", "most", {"color": _BAND, "width": 8}, 10),
    ):
        drawn = rows[f"{measure}_{low}"].notna().to_numpy() & enough
        pairs = zip(rows[f"{measure}_{low}"], rows[f"{measure}_{high}"], ys, drawn, strict=True)
        ends = [(x, y) for a, b, y, d in pairs if d for x, y in ((a, y), (b, y), (np.nan, np.nan))]
        figure.add_scatter(
            x=[x for x, _ in ends], y=[y for _, y in ends], mode="lines+markers" if size else "lines", line=style,
            marker={"symbol": "line-ns-open", "size": size, "color": INK, "line": {"width": 1.4}} if size else None,
            hoverinfo="skip", showlegend=False,
        )  # fmt: skip


def _add_together(figure: go.Figure, rows: pd.DataFrame, measure: str, place: Mapping[str, int]) -> None:
    known = rows[rows["n_exchanges"] >= FEWEST_EXCHANGES]
    figure.add_scatter(
        x=rows[measure], y=[place[kind] for kind in rows["kind"]] + spread_points(len(rows)), mode="markers",
        marker={"size": 6, "color": ONE, "opacity": 0.3}, name=say("one conversation", "一场对话"), hoverinfo="x",
        meta=_lead(rows),
    )  # fmt: skip
    middle = known.groupby("kind")[measure].median()
    figure.add_scatter(
        x=middle, y=[place[kind] for kind in middle.index], mode="markers+text", textposition="top center",
        text=[_write(value, measure) for value in middle], textfont={"size": 11, "color": INK}, cliponaxis=False,
        marker={"size": 11, "color": ONE, "line": {"color": "white", "width": 1}},
        name=say("median of those with exchanges enough", "问答够多者的中位数"), hoverinfo="x",
    )  # fmt: skip


def _lead(rows: pd.DataFrame) -> dict[str, list[dict[str, list[str]]]] | None:
    """Which passages each row's mark stands for, as lead_to has them; None of so many that a file would grow large."""
    if rows["n_answers"].sum() > MOST_MARKS:
        return None
    return {"leads": [{"passages": found.split(" ")} for found in rows["passage_id"]]}


def _write(value: float, measure: str) -> str:
    if measure == _THEME:
        return percent(value)
    return f"{value:.0f}" if measure == _LENGTH else f"{value:.1f}".replace("-", "\N{MINUS SIGN}")


def _tell_span(row: pd.Series, measure: str, low: str, high: str) -> str:
    a, b = row[f"{measure}_{low}"], row[f"{measure}_{high}"]
    if not np.isfinite(a):
        return say("unknown", "未知")
    return say(f"{_write(a, measure)} to {_write(b, measure)}", f"{_write(a, measure)} 至 {_write(b, measure)}")


def _tell_answers(corpus: Corpus, rows: pd.DataFrame, measure: str) -> str:
    """The finding of the talk and language that has most exchanges: what any question gets, and what a mere remark."""
    known = rows[rows["n_exchanges"] >= FEWEST_EXCHANGES].sort_values("n_exchanges", ascending=False, kind="stable")
    asked = known[known["kind"] == ANY]
    if asked.empty:
        return say("No conversation has questions enough to say what they get", "没有哪场对话的问题多到足以判断")
    first = asked.iloc[0]
    same = known[(known["conversation"] == first["conversation"]) & (known["language"] == first["language"])]
    got, remark = first[measure], same[same["kind"] == NONE]
    where = tell_talk(corpus, first["conversation"])
    unit = ""
    if measure == _LENGTH:
        unit = say(" words", " 词") if has_spaces(first["language"]) else say(" characters", " 字")
    gets = {
        _LENGTH: say(f"gets an answer of {_write(got, measure)}{unit}", f"得到 {_write(got, measure)}{unit}的回答"),
        _TONE: say(f"is answered in a tone of {_write(got, measure)}", f"所得回答的语气为 {_write(got, measure)}"),
        _THEME: say(
            f"is answered on its theme in {_write(got, measure)} of the words",
            f"所得回答有 {_write(got, measure)} 的话语切题",
        ),
    }[measure]
    told = say(f"At {where} a question {gets}", f"{where} 中，一个问题{gets}")
    if remark.empty:
        return told
    value = _write(remark[measure].iloc[0], measure)
    return told + say(f", a remark without one {value}", f"，没有提问的话则为 {value}")
