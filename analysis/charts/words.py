"""Charts of words that make one speaker sound warmer than another."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from analysis.charts.fitting import (
    choose_title,
    escape,
    frame_choices,
    frame_empty,
    label_talk,
    tell_person,
    tell_talk,
)
from analysis.charts.frame import Choice
from analysis.charts.style import QUIET, SOME, count_letters, cut_text, speaker_colour
from analysis.corpus.folder import Corpus
from analysis.ground.wording import join_words, say

# So many letters' width a word and its meaning have beside their bar.
_LABEL = 27


def plot_word_shift(
    corpus: Corpus,
    shifts: Mapping[str, pd.DataFrame],
    sides: Mapping[str, tuple[str, str]],
    passages: pd.DataFrame,
    *,
    n_words: int = 16,
) -> go.Figure:
    """Return the words that make two speakers differ in praise and blame, conversation by conversation.

    shifts: by conversation, shift_words of who answers and who asks. sides: by conversation, the names of
    the two. passages: those that shifts are made of. One conversation is shown; a menu changes to the others, of many
    to those that differ most.
    """
    if not shifts:
        return frame_empty(
            corpus,
            title=say(
                f"No {corpus.unit} has both sides with words of praise or blame, so there is nothing to compare",
                f"没有一{corpus.unit_zh}的双方都说过褒扬或贬抑的词，因此无从比较",
            ),
            why=say("nothing to compare", "没有可比较的内容"),
            subtitle=say(
                "What each word adds to the difference between two speakers in praise less blame per passage.",
                "每段褒扬减贬抑，两人相差多少，各词贡献多少。",
            ),
        )
    gaps = {name: abs(float(table["contribution"].sum())) for name, table in shifts.items()}
    widest = sorted(corpus.order_conversations(gaps), key=lambda name: -gaps[name])[:SOME]
    drawn = [name for name in shifts if name in set(widest)]
    figure, choices = go.Figure(), []
    for conversation in drawn:
        table, (first, second) = shifts[conversation], sides[conversation]
        one, other = tell_person(corpus, first), tell_person(corpus, second)
        rows = table.head(n_words).iloc[::-1]
        colours = [speaker_colour(corpus, first if value > 0 else second) for value in rows["contribution"]]
        glosses = [corpus.gloss(word) for word in rows["word"]]
        labels = [
            escape(word) + (f" <i>{escape(cut_text(gloss, _LABEL - count_letters(word)))}</i>" if gloss else "")
            for word, gloss in zip(rows["word"], glosses, strict=True)
        ]
        figure.add_bar(
            orientation="h", x=rows["contribution"].round(5), y=labels, showlegend=False,
            marker={"color": colours}, name=label_talk(corpus, conversation),
            text=[f"{_shorten(a)} : {_shorten(b)}" for a, b in zip(rows["rate_one"], rows["rate_other"], strict=True)],
            meta={"leads": _find_passages(passages, conversation, sides[conversation], rows["word"])},
            textposition="outside", textfont={"size": 11, "color": QUIET}, cliponaxis=False,
            customdata=np.stack([rows["value"], rows["rate_one"], rows["rate_other"]], axis=1).round(3),
            hovertemplate=say(
                f"<b>%{{y}}</b>, value %{{customdata[0]:.2f}}<br>{escape(one)}: %{{customdata[1]:.1f}} times in a"
                f" hundred passages<br>{escape(other)}: %{{customdata[2]:.1f}}<extra></extra>",
                f"<b>%{{y}}</b>，分值 %{{customdata[0]:.2f}}<br>{escape(one)}：每百个段落 %{{customdata[1]:.1f}} 次"
                f"<br>{escape(other)}：%{{customdata[2]:.1f}} 次<extra></extra>",
            ),
        )  # fmt: skip
        low, high = min(0.0, rows["contribution"].min()), max(0.0, rows["contribution"].max())
        room = 0.16 * (high - low)
        axis = say("points of praise less blame per passage", "每段褒扬减贬抑的分值")
        axis += f"<br>← {escape(other)} · {escape(one)} →"
        choices.append(
            Choice(
                label_talk(corpus, conversation, 32),
                [name == conversation for name in drawn],
                _tell_shift(corpus, table, conversation, one=one, other=other),
                say(
                    "What each word adds to the difference in praise less blame per passage; bars point to the speaker"
                    f" they favour, in that speaker's colour. {_tell_pooled(corpus)}Numbers: times said"
                    f" in 100 passages, {one} : {other}.",
                    "每段褒扬减贬抑，两人相差多少，各词贡献多少；条形的方向和颜色表示该词使谁显得更热情。"
                    f"{_tell_pooled(corpus)}数字：每 100 个段落说几次，{one} : {other}。",
                ),
                {"xaxis.title.text": axis, "xaxis.range": [low - room * (low < 0), high + room * (high > 0)]},
            )
        )
    figure.add_vline(x=0, line={"color": QUIET, "width": 1})
    figure.update_yaxes(type="category")
    return frame_choices(
        corpus,
        figure,
        choices,
        shown=drawn.index(widest[0]),
        how=say(
            "Word shift after Gallagher et al. (2021) on the project's list of attitude words, with negation and"
            " degree. Words explain a part of the tone only. Counts of words: no interval is claimed. ",
            "逐词分解的方法见 Gallagher 等（2021），所用为本项目的态度词表，计入否定和程度。词语只能解释语气的一部分。"
            "词的计数，故不给区间。",
        ),
        footer=(
            say(
                f"The menu has the {len(drawn)} of {len(shifts)} {corpus.units} that differ most; the table (CSV) has"
                " all. ",
                f"菜单列出 {corpus.count_units(len(shifts))}中差别最大的 {len(drawn)} {corpus.count_zh}；"
                "表格（CSV）列出全部。",
            )
            if len(drawn) < len(shifts)
            else ""
        ),
        height=24 * n_words + 60,
        left=204,
        room_below=14,
        alt=say(
            "Bars of the words that raise one speaker's praise less blame above the other's.",
            "条形图：哪些词使一位说话人的褒扬减贬抑高于另一位。",
        ),
    )


def _find_passages(
    passages: pd.DataFrame, conversation: str, speakers: Sequence[str], words: Iterable[str]
) -> list[dict[str, list[str]]]:
    """Where two people say each word, as lead_to has it."""
    mine = passages[(passages["conversation"] == conversation) & passages["speaker"].isin(list(speakers))]
    said = [{item.rpartition("=")[0] for item in found.split("|")} for found in mine["attitude_words"].fillna("")]
    return [
        {"passages": [name for name, found in zip(mine["passage_id"], said, strict=True) if word in found]}
        for word in words
    ]


def _quote(corpus: Corpus, word: str) -> str:
    """A word as a title has it, with what it means where it is in another language."""
    gloss = corpus.gloss(word)
    return say(f'"{word}"', f"“{word}”") + (say(f" ({gloss})", f"（{gloss}）") if gloss else "")


def _tell_pooled(corpus: Corpus) -> str:
    """What is put together: the renderings, where any conversation has two, in however many languages."""
    renderings = corpus.catalogue.renderings
    n_languages = len({r.language for r in renderings})
    if len(renderings) == len({r.conversation for r in renderings}):
        return ""
    if n_languages == 1:
        return say("All renderings pooled. ", "各版本合并计算。")
    many = n_languages > 2
    return say(
        f"All renderings pooled, {'all' if many else 'both'} languages. ",
        f"各版本、{'各种' if many else '两种'}语言合并计算。",
    )


def _shorten(rate: float) -> str:
    return f"{rate:.1f}" if 0 < rate < 0.95 else f"{rate:.0f}"


def _tell_shift(corpus: Corpus, table: pd.DataFrame, conversation: str, *, one: str, other: str) -> str:
    """The finding: whose praise less blame is the higher, by how much, and the words that add most to it."""
    gap, talk = float(table["contribution"].sum()), tell_talk(corpus, conversation)
    more, less = (one, other) if gap > 0 else (other, one)
    top = table.loc[np.sign(table["contribution"]) == np.sign(gap), "word"].head(3)
    words = [_quote(corpus, word) for word in top]
    if not words:
        return say(
            f"{talk}: praise less blame is alike for {one} and for {other}", f"{talk}：{one}与{other}的褒扬减贬抑相当"
        )
    found = say(
        f"{talk}: praise less blame is {abs(gap):.2f} points a passage higher for {more} than for {less}",
        f"{talk}：{more}每段褒扬减贬抑比{less}高 {abs(gap):.2f} 分",
    )
    mostly = [
        say(f", above all by {join_words(words[:n])}", f"，主要来自{join_words(words[:n])}")
        for n in range(len(words), 0, -1)
    ]
    return choose_title(*(found + told for told in (*mostly, "")))
