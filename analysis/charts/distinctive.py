"""Charts of the words that set a conversation apart: the surest of each, with how sure they are."""

from collections.abc import Mapping

import pandas as pd
import plotly.graph_objects as go

from analysis.charts.fitting import (
    choose_title,
    escape,
    frame_choices,
    frame_empty,
    label_talk,
    name_language,
    tell_talk,
)
from analysis.charts.frame import Choice
from analysis.charts.style import (
    INK,
    SOME,
    THIN,
    choose_height,
    conversation_colour,
    draw_interval,
    lead_to,
    tell_capped,
)
from analysis.comparison.verdicts import find_thin
from analysis.corpus.folder import Corpus
from analysis.ground.wording import say

# So many words of each conversation are drawn, and so many rows at the most.
_MOST_EACH, _MOST_ROWS, _FEWEST_EACH = 8, 60, 2
# So many words are named in a title at the most.
_NAMED = {"sure": 5, "unsure": 3}
_SURE = 0.05


def plot_distinctive(corpus: Corpus, table: pd.DataFrame, passages: pd.DataFrame) -> go.Figure:
    """Return the words that each conversation says more than the others do, the surest first, with intervals.

    table: rank_distinctive of the passages by conversation. One language is shown; a menu has the others, each with its
    own finding. Of conversations that are too thin to be judged no word holds.
    """
    n_passages, thin = passages["language"].value_counts().to_dict(), find_thin(passages)
    mine = table[table["log_odds"] > 0]
    if mine.empty:
        return frame_empty(
            corpus,
            title=say(
                "There is nobody else to compare with: no word can set one apart",
                "没有可比较的另一方：没有哪个词能把谁区分开",
            )
            if table.empty
            else say("No word sets one apart", "没有哪个词能把谁区分开"),
            why=say("nothing to compare", "没有可比较的内容"),
            subtitle=say(
                "Words that one side says more than all others in the same language.",
                "同一种语言中，一方比其他各方说得更多的词。",
            ),
        )
    spoken = mine["language"].value_counts()
    languages = sorted(spoken.index, key=lambda code: (-n_passages.get(code, 0), code))[:SOME]
    figure, owners, choices, most = go.Figure(), [], [], 1
    for language in languages:
        rows = _choose_rows(corpus, mine[mine["language"] == language], thin=thin)
        most = max(most, len(rows))
        before = len(figure.data)
        _add_rows(corpus, figure, rows, thin=thin)
        owners += [language] * (len(figure.data) - before)
        choices.append((language, rows))
    figure.add_vline(x=0, line={"color": INK, "width": 1})
    figure.update_xaxes(
        title=say("more often than the others (log odds)", "比其他各方更常说（对数几率）"), rangemode="tozero"
    )
    entries = [
        Choice(
            escape(name_language(language)),
            [owner == language for owner in owners],
            *_tell_words(corpus, mine[mine["language"] == language], thin, language, n_passages, n_compared=len(table)),
            {
                "yaxis.tickvals": list(range(len(rows))),
                "yaxis.ticktext": [_label(corpus, word) for word in rows["word"]],
                "yaxis.range": [-0.8, len(rows) - 0.2],
            },
        )
        for language, rows in choices
    ]
    level = f"{corpus.settings.confidence * 100:.0f}"
    n_drawn = sum(len(rows) for _, rows in choices)
    return frame_choices(
        corpus,
        figure,
        entries,
        footer=say(f"Intervals: {level}%. ", f"区间置信度 {level}%。") + tell_capped(n_drawn, len(mine)),
        how=say(
            "Words said at least four times by all sides and in all renderings together. Log odds with an informative"
            " Dirichlet prior (Monroe, Colaresi and Quinn 2008); standard errors are robust to clusters: runs of"
            " exchanges, or whole conversations. Control: Benjamini and Hochberg, 5%.",
            "各方、各版本合计至少说过四次的词。对数几率采用信息性 Dirichlet 先验（Monroe、Colaresi 和 Quinn 2008）；"
            "标准误为聚类稳健标准误，以连续几个问答或整场对话为一类。多重比较校正：Benjamini-Hochberg，5%。",
        ),
        height=choose_height(most, usual=24) * most + 20,
        left=214,
        alt=say(
            f"Ranked dots with intervals: the words that set each {corpus.unit} apart.",
            f"带区间的排序点图：把各{corpus.unit_zh}区分开来的词。",
        ),
    )


def _choose_rows(corpus: Corpus, rows: pd.DataFrame, *, thin: frozenset[str]) -> pd.DataFrame:
    """The surest words of each conversation, those that are judged on top, from below."""
    talks = corpus.order_conversations(rows["conversation"])
    each = max(_FEWEST_EACH, min(_MOST_EACH, _MOST_ROWS // len(talks)))
    surest = rows.sort_values(["z", "word"], ascending=[False, True], kind="stable")
    order = {name: number for number, name in enumerate(sorted(talks, key=lambda name: name in thin))}
    kept = surest.groupby("conversation", sort=False).head(each)
    kept = kept.assign(place=kept["conversation"].map(order)).sort_values("place", kind="stable").head(_MOST_ROWS)
    return kept.iloc[::-1].reset_index(drop=True)


def _label(corpus: Corpus, word: str) -> str:
    """A word with what it means in the other language, where that is known."""
    gloss = corpus.gloss(word)
    return escape(word) + (f" <i>{escape(gloss)}</i>" if gloss else "")


def _add_rows(corpus: Corpus, figure: go.Figure, rows: pd.DataFrame, *, thin: frozenset[str]) -> None:
    """A trace for each conversation: a mark with its interval for each word, filled where it holds."""
    for talk in rows["conversation"].iloc[::-1].unique():
        mine = rows[rows["conversation"] == talk]
        few = talk in thin
        colour = THIN if few else conversation_colour(corpus, str(talk))
        name = label_talk(corpus, str(talk)) + (say(" (too few exchanges)", "（问答太少）") if few else "")
        told = (
            mine[["rate", "rate_others", "q_value", "ci_low", "ci_high"]]
            .round(2)
            .assign(word=[_label(corpus, word) for word in mine["word"]])
        )
        figure.add_scatter(
            x=mine["log_odds"].round(3), y=mine.index, mode="markers", name=name, cliponaxis=False,
            marker={"size": 10, "line": {"color": colour, "width": 2},
                    "color": [colour if q < _SURE and not few else "white" for q in mine["q_value"]]},
            error_x=draw_interval(mine["log_odds"], mine["ci_low"], mine["ci_high"], colour=colour),
            meta=lead_to(queries=mine["word"], conversations=mine["conversation"]), customdata=told.to_numpy(),
            hovertemplate="<b>%{customdata[5]}</b><br>"
            + say(
                f"{name}: %{{customdata[0]:.1f}} in a thousand words, others %{{customdata[1]:.1f}}"
                "<br>log odds %{x:.1f} (%{customdata[3]:.1f} to %{customdata[4]:.1f}), q %{customdata[2]:.2f}",
                f"{name}：每千词 %{{customdata[0]:.1f}} 次，其他各方 %{{customdata[1]:.1f}} 次"
                "<br>对数几率 %{x:.1f}（%{customdata[3]:.1f} 至 %{customdata[4]:.1f}），q 值 %{customdata[2]:.2f}",
            )
            + "<extra></extra>",
        )  # fmt: skip


def _tell_words(
    corpus: Corpus,
    rows: pd.DataFrame,
    thin: frozenset[str],
    language: str,
    n_passages: Mapping[str, int],
    *,
    n_compared: int,
) -> tuple[str, str]:
    """The title and subtitle of one language: which words stand out, and only those that hold after control."""
    # What a press article quotes was chosen by editors, and what is too thin is in no title.
    named = rows[~rows["conversation"].isin([*thin, *corpus.press_reports])]
    nearest = (named if len(named) else rows).sort_values(["z", "word"], ascending=[False, True])
    sure = nearest[nearest["q_value"] < _SURE]
    found = nearest if sure.empty else sure
    most = _NAMED["unsure" if sure.empty else "sure"]
    told = [_name_words(corpus, found.head(n), more=n < len(sure)) for n in range(min(most, len(found)), 0, -1)]
    side, one, n_sure = corpus.unit, corpus.count_zh, len(sure)
    if sure.empty:
        title = choose_title(
            *(
                say(
                    f"No word sets a {side} apart after control; nearest to it come{'s' * (len(found) == 1)} {words}",
                    f"校正后没有哪个词能把某{one}{side}区分开；最接近的是{words}",
                )
                for words in told
            )
        )
    else:
        title = choose_title(
            *(
                say(
                    f"{n_sure} word{'s' * (n_sure > 1)} set{'s' * (n_sure == 1)} a {side} apart after control: {words}",
                    f"有 {n_sure} 个词校正后仍能把一{one}{side}区分开：{words}",
                )
                for words in told
            )
        )
    tongue, n_spoken = name_language(language), n_passages.get(language, 0)
    return title, say(
        f"The words that each {side} says more than the others do, the surest first ({n_spoken} {tongue} passages)."
        f" Filled: it holds after control for {n_compared:,} comparisons.",
        f"各{corpus.unit_zh}比其他各方说得更多的词，最有把握的在前（{n_spoken} 个{tongue}段落）。"
        f"实心：经 {n_compared:,} 次比较的校正后仍成立。",
    )


def _name_words(corpus: Corpus, rows: pd.DataFrame, *, more: bool) -> str:
    """Some words, each with its meaning and whose it is; more: whether there are others that are as sure."""
    told = []
    for talk, word in rows[["conversation", "word"]].to_numpy():
        gloss, where = corpus.gloss(word), tell_talk(corpus, talk, 22)
        told.append(say(f'"{word}" ({gloss}, {where})' if gloss else f'"{word}" ({where})',
                        f"“{word}”（{gloss}，{where}）" if gloss else f"“{word}”（{where}）"))  # fmt: skip
    return say(", ", "、").join(told) + (" …" if more else "")
