"""Comparison answers: which differences there are, in a sentence, and then one by one.

An answer has its sentence first, of at most thirty words; what follows after an empty line says how sure that is.
"""

from typing import Any

import pandas as pd

from analysis.comparison.verdicts import take_judged
from analysis.corpus.folder import Corpus
from analysis.corpus.themes import UNASSIGNED
from analysis.ground.wording import list_some, percent, say
from analysis.passages.sampling import CONVERSATIONS
from analysis.publishing.prose import as_prose


@as_prose
def tell_comparison(corpus: Corpus, differences: pd.DataFrame, noise: pd.DataFrame, tone: pd.DataFrame) -> str:
    """Return how many differences there are, in a sentence, and then which, as Markdown.

    differences: compare_conversations of themes. noise: measure_noise of themes. tone: compare_conversations
    of the tone of those who answer, with a row for all themes.
    """
    if differences.empty:
        return say(f"There is one {corpus.unit} only: nothing to compare.", f"只有一{corpus.unit_zh}，无从比较。")
    judged = take_judged(differences, "verdict_here")
    told = f"{tell_differences(differences)}\n\n" + _tell_here(corpus, judged, tone)
    told += _tell_beyond(corpus, differences)
    if noise.empty:
        told += say(
            " Noise unknown: no conversation was published twice, so nobody can say how far two publications of the"
            " same words would lie apart.",
            "噪声未知：没有哪场对话发表过两次，无从知道同样的话两次发表会相差多少。",
        )
    else:
        widest = f"{noise['noise'].max() * 100:.1f}"
        told += say(
            f" Two renderings of one conversation differ by up to {widest} points of share.",
            f"同一场对话的两个版本，主题占比最多相差 {widest} 个百分点。",
        )
    compared, known = (
        {name for column in ("conversation_a", "conversation_b") for name in table[column]}
        for table in (differences, judged)
    )
    unknown = list_some([corpus.name_conversation(name) for name in corpus.order_conversations(compared - known)])
    if unknown:
        told += say(
            f" Not judged, with too few exchanges or too much that fits no theme: {unknown}.",
            f"问答太少或过多内容不属于任何主题、无法判断的：{unknown}。",
        )
    return told


def tell_differences(differences: pd.DataFrame) -> str:
    """Return in at most thirty words, as Markdown, how many differences there are in these talks and beyond them.

    differences: compare_conversations of themes, one at the least.
    """
    here = take_judged(differences, "verdict_here")
    beyond = take_judged(differences, "verdict")
    n_here, n_beyond = int(here["here"].astype(bool).sum()), int(beyond["beyond"].astype(bool).sum())
    if here.empty:
        return say(
            "**No difference** can be judged: there are too few exchanges, or too much fits no theme.",
            "差异都**无从判断**：问答太少，或不属于任何主题的话太多。",
        )
    told = say(
        f"In these talks, **{n_here} of {len(here)} differences** exceed what other readers or publishers would have"
        " made of them.",
        f"就这几场而言，**{len(here)} 项差异中有 {n_here} 项**大于换人判读、换版本发表带来的出入。",
    )
    return told + (
        say(f" Beyond them {n_beyond} hold.", f"推及其外有 {n_beyond} 项成立。")
        if n_beyond
        else say(" Beyond them none can be told.", "推及其外，一项也无从判断。")
    )


def _tell_here(corpus: Corpus, judged: pd.DataFrame, tone: pd.DataFrame) -> str:
    """Which differences there are in these talks as they were published."""
    if judged.empty:
        return say("**No difference** in theme shares can be judged.", "主题占比的差异**都无从判断**。")
    clear = judged[judged["here"].astype(bool) & (judged["theme"] != UNASSIGNED)]
    listed = []
    for row in clear.sort_values("difference", key=abs, ascending=False).itertuples():
        more, less = _name_sides(corpus, row)
        low, high = (percent(share) for share in sorted([row.share_a, row.share_b]))
        listed.append(
            say(
                f"{corpus.name_theme(row.theme, inside=True)} ({more} {high}, {less} {low})",
                f"{corpus.name_theme(row.theme, inside=True)}（{more} {high}，{less} {low}）",
            )
        )
    told = say(
        f"**In these talks** they are: {list_some(listed)}." if listed else "**In these talks** there is none.",
        f"**就这几场对话而言**，有差异的是：{list_some(listed)}。" if listed else "**就这几场对话而言**，没有差异。",
    )
    warmer = []
    for row in tone[(tone["theme"] == "all themes") & tone["here"].astype(bool)].itertuples():
        more, less = _name_sides(corpus, row)
        steps = f"{abs(row.difference):.1f}"
        warmer.append(say(f"{more} than in {less} ({steps} steps)", f"在 {more} 比在 {less} 热情（高 {steps} 分）"))
    if warmer:
        who = corpus.name_side(corpus.sides[0], many=not corpus.focus)
        told += say(
            f" On the scale of tone the {who} {'is' if corpus.focus else 'are'} warmer at {list_some(warmer)}.",
            f"{who}的语气{'，'.join(warmer[:3])}。",
        )
    return told


def _tell_beyond(corpus: Corpus, differences: pd.DataFrame) -> str:
    """Which differences there would be in other talk of the kind, and how large they would have to be to be told."""
    judged = take_judged(differences, "verdict")
    if judged.empty:
        return say(
            " **Beyond these talks** nothing is judged: there are too few exchanges, or too few conversations.",
            "**推及这些对话之外**不作判断：问答或对话太少。",
        )
    clear = judged[judged["beyond"].astype(bool) & (judged["theme"] != UNASSIGNED)]
    named = list_some([corpus.name_theme(theme, inside=True) for theme in dict.fromkeys(clear["theme"])])
    reach = f"{judged['detectable'].median() * 100:.0f}"
    of_many = "unit" in judged and (judged["unit"] == CONVERSATIONS).all()
    claim, claim_zh = (
        ("to others like them", "推及同类对话") if of_many else ("to more such talk", "推及更多这样的谈话")
    )
    told = say(
        f" **Beyond these talks**, {claim}, {len(clear)} of {len(judged)} hold: {named}."
        if len(clear)
        else f" **Beyond these talks**, {claim}, none of {len(judged)} can be told.",
        f"**推及这些对话之外**（{claim_zh}），{len(judged)} 项中有 {len(clear)} 项成立：{named}。"
        if len(clear)
        else f"**推及这些对话之外**（{claim_zh}），{len(judged)} 项都无从判断。",
    )
    return told + say(
        f" A difference would have to be about {reach} points (median over the themes) to be found four times in five.",
        f"差异要约达 {reach} 个百分点（各主题的中位数），才能在五次中测出四次。",
    )


def _name_sides(corpus: Corpus, row: Any) -> tuple[str, str]:
    """What the conversation that has more is called, and what the other."""
    a, b = corpus.name_conversation(row.conversation_a), corpus.name_conversation(row.conversation_b)
    return (a, b) if row.difference > 0 else (b, a)
