"""Charts of scorers: what raw ones give, and how far each agrees with readings by hand."""

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from analysis.charts.frame import frame_figure, raise_panel_titles
from analysis.charts.style import (
    INK,
    QUIET,
    SEQUENTIAL,
    draw_interval,
    hover_words,
    interval_note,
    label_speaker_rows,
    list_speakers,
    speaker_colour,
    spread_points,
)
from analysis.comparison import FEWEST_TURNS
from analysis.language import join_words, name_conversation, name_speaker, percent, say
from analysis.sentiment import SCORERS
from analysis.settings import SETTINGS

_PROJECT = SEQUENTIAL[-1][1]
_FEWEST_FOR_INTERVAL = 30


def plot_scores(
    passages: pd.DataFrame, summary: pd.DataFrame, *, scorer: str, quotations: list[str] | None = None
) -> go.Figure:
    """Return every passage's raw score by conversation and speaker, with the median's interval.

    summary: summarise_scores by conversation and speaker with the same scorer.
    """
    scored = passages.assign(hover=hover_words(passages, quotations)).dropna(subset=[scorer])
    groups = list_speakers(scored)
    figure, notes = go.Figure(), []
    for number, (conversation, speaker) in enumerate(groups):
        rows = scored[(scored["conversation"] == conversation) & (scored["speaker"] == speaker)]
        colour = speaker_colour(speaker)
        figure.add_scatter(
            x=rows[scorer],
            y=number + spread_points(len(rows)) - 0.08,
            mode="markers",
            name=say(", ", "，").join((name_speaker(speaker), name_conversation(conversation))),
            marker={"color": colour, "size": 6, "opacity": 0.45},
            customdata=rows[["passage_id", "hover"]],
            hovertemplate=say(
                f"<b>{name_speaker(speaker)}</b>, %{{customdata[0]}}<br>score %{{x:.3f}}",
                f"<b>{name_speaker(speaker)}</b>，%{{customdata[0]}}<br>评分 %{{x:.3f}}",
            )
            + "<br>%{customdata[1]}<extra></extra>",
        )
        row = summary[(summary["conversation"] == conversation) & (summary["speaker"] == speaker)].iloc[0]
        enough = row["n_turns"] >= FEWEST_TURNS
        if enough:
            middle, low, high = (pd.Series([row[column]]) for column in ("median", "ci_low", "ci_high"))
            figure.add_scatter(
                x=middle,
                y=[number + 0.33],
                error_x=draw_interval(middle, low, high, colour=colour),
                mode="markers",
                marker={"symbol": "diamond", "size": 10, "color": colour},
                hovertemplate=say(
                    f"median {row['median']:.3f} ({row['ci_low']:.3f} to {row['ci_high']:.3f})<extra></extra>",
                    f"中位数 {row['median']:.3f}（{row['ci_low']:.3f} 至 {row['ci_high']:.3f}）<extra></extra>",
                ).replace("-", "\N{MINUS SIGN}"),
            )
        note = say(f"n = {row['n_passages']}", f"{row['n_passages']} 段")
        few = say(",<br>too few turns<br>for a median", "，<br>话轮太少，<br>不算中位数")
        notes.append(note if enough else note + few)
    label_speaker_rows(figure, groups, notes)
    low, high = SCORERS[scorer].low, SCORERS[scorer].high
    margin = (high - low) / 100
    extreme = ((scored[scorer] < low + margin) | (scored[scorer] > high - margin)).mean()
    figure.add_vline(x=SCORERS[scorer].neutral, line={"color": QUIET, "dash": "dot", "width": 1})
    figure.update_layout(showlegend=False)
    figure.update_xaxes(range=[low - 3 * margin, high + 3 * margin], title=say("raw score", "原始评分"))
    median, above = f"{scored[scorer].median():.2f}", percent((scored[scorer] > SCORERS[scorer].neutral).mean())
    title, scale = {
        "snownlp": (
            say(
                f"SnowNLP puts {percent(extreme)} of the Chinese passages at the very ends of its scale:"
                " its scores must not be read as tone",
                f"SnowNLP 把 {percent(extreme)} 的中文段落评到量表的两端：这些评分不能当作语气来读",
            ),
            say(
                "SnowNLP, Chinese only: 0 to 1, the probability that a shopping review is a good one, 0.5 is undecided;"
                f" very ends: under {low + margin:.2f} or over {high - margin:.2f}",
                "SnowNLP 只用于中文：0 至 1，即一条购物评论为好评的概率，0.5 为无从判断；"
                f"两端指低于 {low + margin:.2f} 或高于 {high - margin:.2f}",
            ),
        ),
        "vader": (
            say(
                f"VADER scores {above} of the English passages as positive; the median is {median}",
                f"VADER 把 {above} 的英文段落评为正面，中位数为 {median}",
            ),
            say(
                "VADER, English only: -1, negative, to 1, positive; 0 is neutral, and above it counts as positive here",
                "VADER 只用于英文：-1 为负面，1 为正面，0 为中性，这里高于 0 即算正面",
            ),
        ),
    }[scorer]
    framed = frame_figure(
        figure,
        title=title,
        subtitle=say(
            f"Raw score of each of the {len(scored)} passages ({scale}). Diamonds: medians.",
            f"{len(scored)} 个段落的原始评分（{scale}）。菱形为中位数。",
        ),
        footer=say(
            "SnowNLP and VADER score on different scales; their numbers cannot be compared. ",
            "SnowNLP 和 VADER 的量表不同，分数不可相互比较。",
        )
        + interval_note(),
        height=80 * len(groups) + 20,
        left=150,
        alt=say(
            f"Strips of {SCORERS[scorer].name} scores by speaker; {percent(extreme)} lie at the ends of the scale.",
            f"条带散点图：{SCORERS[scorer].name} 的评分，按说话人分行；{percent(extreme)} 落在量表两端。",
        ),
    )
    framed.update_layout(margin={"r": 105})
    return framed


def _name_scorers() -> dict[str, str]:
    return {
        "tone": say("this project's tone", "本项目的语气评分"),
        "attitude_words": say("list of attitude words", "态度词表"),
        "vader": "VADER",
        "snownlp": "SnowNLP",
        "always_positive": say("always guessing positive", "一律猜正面"),
    }


def plot_scorers(table: pd.DataFrame, *, n_passages: int, agreement: float) -> go.Figure:
    """Return how far each scorer agrees with the coding by hand, side by side.

    table: compare_scorers of the test part. n_passages: how many it has. agreement: the rank correlation
    (Spearman's) of the two codings with each other.
    """
    scorers = _name_scorers()
    languages = {"both": say("both", "中英文"), "zh": say("Chinese", "中文"), "en": say("English", "英文")}
    rows = [(s, x) for s in scorers for x in languages if ((table["scorer"] == s) & (table["language"] == x)).any()]
    indexed = table.set_index(["scorer", "language"]).reindex(rows)
    counts = [say(f", n = {int(n)}", f"，{int(n)} 段") for n in indexed["n_passages"]]
    labels = [f"{scorers[s]}<br><span style='color:{QUIET};font-size:11px'>{languages[x]}{count}</span>"
              for (s, x), count in zip(rows, counts, strict=True)]  # fmt: skip
    heights = np.arange(len(rows))[::-1]
    panels = {
        "spearman": say("rank<br>correlation", "秩相关"),
        "accuracy": say("put into the<br>right class", "判对的比例"),
    }
    enough = indexed["n_passages"] >= _FEWEST_FOR_INTERVAL
    figure = make_subplots(cols=2, shared_yaxes=True, horizontal_spacing=0.06, subplot_titles=list(panels.values()))
    for column, measure in enumerate(panels, 1):
        middle = indexed[measure]
        low, high = (indexed[f"{measure}{end}"].where(enough) for end in ("_low", "_high"))
        colours = [_PROJECT if scorer == "tone" else QUIET for scorer, _ in rows]
        solid = (low > 0) | ~enough | (measure == "accuracy")
        number = "%{x:.0%}" if measure == "accuracy" else "%{x:.2f}"
        ends = [
            say(f" ({a:.2f} to {b:.2f})", f"（{a:.2f} 至 {b:.2f}）").replace("-", "\N{MINUS SIGN}")
            if np.isfinite(a)
            else ""
            for a, b in zip(low, high, strict=True)
        ]
        figure.add_scatter(
            row=1, col=column, x=middle, y=heights, mode="markers", showlegend=False,
            marker={"size": 10, "color": [c if s else "white" for c, s in zip(colours, solid, strict=True)],
                    "line": {"color": colours, "width": [2 if e else 0 for e in enough]},
                    "symbol": ["circle" if e else "x" for e in enough]},
            error_x=draw_interval(middle, low, high, colour=QUIET), customdata=ends,
            hovertemplate=f"{number}%{{customdata}}<extra></extra>",
        )  # fmt: skip
        for height, value in zip(heights, middle, strict=True):
            if np.isfinite(value):
                text = percent(value) if measure == "accuracy" else f"{value:.2f}".replace("-", "\N{MINUS SIGN}")
                figure.add_annotation(
                    x=value, y=height, text=text, showarrow=False, yshift=13, font={"size": 11, "color": INK},
                    row=1, col=column,
                )  # fmt: skip
            else:
                figure.add_annotation(
                    x=0, y=height, text=say("no ranks", "无从排序"), showarrow=False,
                    xanchor="left", xshift=6, font={"size": 11, "color": QUIET}, row=1, col=column,
                )  # fmt: skip
    figure.update_xaxes(range=[-0.25, 1.05], row=1, col=1)
    figure.update_xaxes(range=[0, 1.05], tickformat=".0%", row=1, col=2)
    figure.add_vline(x=0, line={"color": QUIET, "dash": "dot", "width": 1}, row=1, col=1)
    figure.update_yaxes(tickvals=heights, ticktext=labels, range=[-0.6, len(rows) - 0.3])
    ours, snownlp = (f"{indexed.loc[(scorer, 'zh'), 'spearman']:.2f}" for scorer in ("tone", "snownlp"))
    framed = frame_figure(
        figure,
        title=say(
            f"On Chinese passages this project's tone has a rank correlation of {ours} with its authors' own coding,"
            f" SnowNLP of {snownlp}",
            f"在中文段落上，本项目的语气评分与作者人工编码的秩相关为 {ours}，SnowNLP 为 {snownlp}",
        ),
        subtitle=say(
            f"Agreement with the scores of two readers, authors of this project, on the {n_passages} passages of the"
            " test part: rank correlation, and share put into the right one of three classes (positive, neutral,"
            f" negative).{_tell_better(indexed)} Hollow: the interval includes 0. Cross: under"
            f" {_FEWEST_FOR_INTERVAL} passages, too few for an interval.",
            f"在测试部分的 {n_passages} 个段落上，与两位编码者（本项目作者）所给分数的一致程度：左为秩相关，右为三类"
            f"（正面、中性、负面）判对的比例。{_tell_better(indexed)}空心表示区间包含 0；叉号表示不足"
            f" {_FEWEST_FOR_INTERVAL} 个段落，不给区间。",
        ),
        footer=say(
            f"Intervals: {percent(SETTINGS.confidence)} bootstrap over stretches of talk. No scorer has"
            " learned from the test part. It was coded with the codebook; the two codings' rank correlation is"
            f" {agreement:.2f}.",
            f"区间：以连续段为单位的自助法，置信度 {percent(SETTINGS.confidence)}。"
            "各评分工具均未从测试部分学习；该部分依照编码手册编码，"
            f"两份编码彼此的秩相关为 {agreement:.2f}。",
        ),
        height=46 * len(rows) + 20,
        left=228,
        alt=say(
            "Dot plot of each scorer's agreement with hand coding, as rank correlation and three-way accuracy.",
            "点图：各评分工具与人工编码的一致程度，左为秩相关，右为三类判对的比例。",
        ),
    )
    return raise_panel_titles(framed, len(panels))


def _tell_better(indexed: pd.DataFrame) -> str:
    """Which other scorers put more of the English passages into the right class than the project's tone does."""
    english = indexed.xs("en", level="language")
    ours, names = english.loc["tone"], _name_scorers()
    better = english[english["accuracy"] > ours["accuracy"]].sort_values("accuracy", ascending=False)
    if better.empty:
        return ""
    told = join_words(
        [say(f"{names[s]} ({percent(a)})", f"{names[s]}（{percent(a)}）") for s, a in better["accuracy"].items()]
    )
    n, share = int(ours["n_passages"]), percent(ours["accuracy"])
    return say(
        f" On the {n} English ones {told} put more into the right class than it does ({share}).",
        f"在 {n} 个英文段落上，{told}的分类判对率高于本项目（{share}）。",
    )
