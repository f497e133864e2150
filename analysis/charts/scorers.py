"""Charts of scorers: what raw ones give, and how far each agrees with readings by hand."""

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from analysis.charts.fitting import (
    frame_empty,
    name_language,
)
from analysis.charts.frame import EVERYTHING, frame_figure, raise_panel_titles
from analysis.charts.style import (
    INK,
    QUIET,
    SEQUENTIAL,
    draw_interval,
)
from analysis.corpus.folder import Corpus
from analysis.ground.wording import join_words, percent, say
from analysis.sentiment import SCORERS

_PROJECT = SEQUENTIAL[-1][1]
_FEWEST_FOR_INTERVAL = 30


def _name_scorers() -> dict[str, str]:
    return {
        "tone": say("this project's tone", "本项目的语气评分"),
        "attitude_words": say("list of attitude words", "态度词表"),
        "vader": "VADER",
        "snownlp": "SnowNLP",
        "always_positive": say("always guessing positive", "一律猜正面"),
    }


def plot_scorers(corpus: Corpus, table: pd.DataFrame, *, n_passages: float, agreement: float) -> go.Figure:
    """Return how far each scorer agrees with the coding by hand, side by side.

    table: compare_scorers of the test part. n_passages: how many it has; 0 or NaN where nobody coded any. agreement:
    the rank correlation (Spearman's) of the two codings with each other.
    """
    table = table[table["n_passages"] > 0] if len(table) else table
    if table.empty or not n_passages > 0:
        return frame_empty(
            corpus,
            title=say(
                "No test part of this corpus was coded: how far the scores agree with readers is not known here",
                "这个语料没有人工编码的测试部分：评分与人的判断有多一致，在这里无从得知",
            ),
            why=say("as scored", "原始评分，未经人工核对"),
            subtitle=say(
                "Agreement of each scorer with passages coded by hand: rank correlation, and share put into the right"
                " class.",
                "各评分工具与人工编码的一致程度：秩相关，以及三类判对的比例。",
            ),
        )
    n_passages = int(n_passages)
    scorers = _name_scorers()
    languages = {"both": say("both", "中英文"), "zh": name_language("zh"), "en": name_language("en")}
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
    agreed = ""
    if np.isfinite(agreement):
        agreed = say(
            f"; the two codings' rank correlation is {agreement:.2f}", f"，两份编码彼此的秩相关为 {agreement:.2f}"
        )
    framed = frame_figure(
        corpus,
        figure,
        title=_tell_agreement(corpus, indexed),
        subtitle=say(
            f"Agreement with the scores of two readers, authors of this corpus, on the {n_passages} passages of"
            " the test"
            " part: rank correlation, and share put into the right one of three classes (positive, neutral,"
            f" negative).{_tell_better(indexed)} Hollow: the interval includes 0. Cross: under {_FEWEST_FOR_INTERVAL}"
            " passages, too few for an interval.",
            f"在测试部分的 {n_passages} 个段落上，与两位编码者（语料作者）所给分数的一致程度："
            "左为秩相关，右为三类（正面、中性、负面）判对的比例。"
            f"{_tell_better(indexed)}空心表示区间包含 0；叉号表示不足 {_FEWEST_FOR_INTERVAL} 个段落，不给区间。",
        ),
        footer=say(
            f"Intervals: {percent(corpus.settings.confidence)} bootstrap over stretches of talk.",
            f"区间：以连续段为单位的自助法，置信度 {percent(corpus.settings.confidence)}。",
        ),
        how=say(
            f"No scorer has learned from the test part. It was coded with the codebook{agreed}.",
            f"各评分工具均未从测试部分学习；该部分依照编码手册编码{agreed}。",
        ),
        height=46 * len(rows) + 20,
        left=228,
        basis=EVERYTHING,
        alt=say(
            "Dot plot of each scorer's agreement with hand coding, as rank correlation and three-way accuracy.",
            "点图：各评分工具与人工编码的一致程度，左为秩相关，右为三类判对的比例。",
        ),
    )
    return raise_panel_titles(framed, len(panels))


def _tell_agreement(corpus: Corpus, indexed: pd.DataFrame) -> str:
    """The finding: the rank correlation of the project's tone with the coding, and of the scorer of one language."""
    whose = say("its authors' own coding", "作者人工编码")
    rival = {"zh": "snownlp", "en": "vader"}
    for language, scorer in rival.items():
        ours, theirs = (_find_rank(indexed, name, language) for name in ("tone", scorer))
        if np.isfinite(ours) and np.isfinite(theirs):
            name, tongue = SCORERS[scorer].name, name_language(language)
            return say(
                f"On {tongue} passages this project's tone has a rank correlation of {ours:.2f} with {whose},"
                f" {name} of {theirs:.2f}",
                f"在{tongue}段落上，本项目的语气评分与{whose}的秩相关为 {ours:.2f}，{name} 为 {theirs:.2f}",
            )
    return say(
        f"Too few passages are coded to rank the scorers by their agreement with {whose}",
        f"编码的段落太少，无法按与{whose}的一致程度给各评分工具排序",
    )


def _find_rank(indexed: pd.DataFrame, scorer: str, language: str) -> float:
    known = (scorer, language) in indexed.index
    return float(indexed.loc[(scorer, language), "spearman"]) if known else float("nan")


def _tell_better(indexed: pd.DataFrame) -> str:
    """Which other scorers put more of the English passages into the right class than the project's tone does."""
    english = indexed[indexed.index.get_level_values("language") == "en"].droplevel("language")
    if "tone" not in english.index:
        return ""
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
