"""Answers: the sentences that a notebook opens with, told from its tables, so that they cannot go stale."""

from typing import Any

import pandas as pd

from analysis.catalogue import the_catalogue
from analysis.comparison import FEWEST_TURNS, TOO_FEW
from analysis.language import join_words, name_conversation, name_speaker, name_theme, percent, say
from analysis.themes import UNASSIGNED

_KAPPA = "agreement of the two codings, Cohen's kappa"


def tell_speech(shares: pd.DataFrame, *, guest: str) -> str:
    """Return who spoke how much, as Markdown.

    shares: measure_shares with whole conversation, rendering and part speaker.
    """
    mine = shares[shares["speaker"] == guest]
    parts = []
    for conversation in (c.id for c in the_catalogue().conversations if c.id in set(mine["conversation"])):
        rows = mine[mine["conversation"] == conversation]
        values = dict.fromkeys(percent(share) for share in rows["share"].sort_values())
        where = name_conversation(conversation)
        parts.append(say(f"{where} **{' to '.join(values)}**", f"{where} 为 **{' 至 '.join(values)}**"))
    spread = mine.groupby("conversation")["share"].agg(lambda s: s.max() - s.min()).max()
    points = f"{spread * 100:.0f}"
    return say(
        f"{name_speaker(guest)}'s share of the words: {join_words(parts)}. Two renderings of one conversation disagree"
        f" about it by up to {points} points. SIGGRAPH is known only from a press article, which chose what to quote.",
        f"{name_speaker(guest)}的话语占比：{'，'.join(parts)}。同一场对话的两个版本，算出的占比最多相差"
        f" {points} 个百分点。SIGGRAPH 只见于一篇新闻报道，引用哪些话由报道取舍。",
    )


def tell_themes(topics: pd.DataFrame, themes: pd.DataFrame, report: pd.DataFrame) -> str:
    """Return how many topics and themes there are, which are largest and how far to trust them, as Markdown.

    topics: describe_topics. themes: describe_themes. report: report_themes, by figure.
    """
    largest = join_words(
        [
            name_theme(theme, inside=True) + say(f" ({percent(share)})", f"（{percent(share)}）")
            for theme, share in zip(themes["theme"][:3], themes["share"][:3], strict=True)
        ]
    )
    n_topics, n_passages = (topics["topic"] >= 0).sum(), topics["n_passages"].sum()
    right, kappa = percent(report.loc["accuracy, test part", "value"]), f"{report.loc[_KAPPA, 'value']:.2f}"
    return say(
        f"BERTopic finds **{n_topics} topics** in {n_passages} passages, and people tell **{len(themes)} themes** apart"
        f" in them; the largest are {largest}. On passages that chose nothing, the themes agree with the coding by"
        f" hand in **{right}** of cases; the two coders, authors of the project, agree in almost all (kappa {kappa}).",
        f"BERTopic 在 {n_passages} 个段落中找出 **{n_topics} 个话题**，经人工归纳为 **{len(themes)} 个主题**；"
        f"占比最大的是{largest}。在未参与调参的测试段落上，**{right}** 的主题判定与人工编码一致；"
        f"两位编码者（本项目作者）彼此几乎完全一致（kappa 系数 {kappa}）。",
    )


def tell_tone(summary: pd.DataFrame, scorers: pd.DataFrame) -> str:
    """Return who speaks how warmly, and how far the score can be believed, as Markdown.

    summary: summarise_tone by conversation and speaker. scorers: compare_scorers.
    """
    known = summary[summary["n_turns"] >= FEWEST_TURNS].dropna(subset=["mean"]).sort_values("mean", ascending=False)
    told = []
    for row in known.itertuples():
        who, where = name_speaker(row.speaker), name_conversation(row.conversation)
        told.append(say(f"{who} in {where} **{row.mean:.1f}**", f"{who}（{where}）**{row.mean:.1f}**"))
    top, last = (
        say(f"{who} ({where})", f"{who}（{where}）")
        for who, where in zip(
            known["speaker"].iloc[[0, -1]].map(name_speaker),
            known["conversation"].iloc[[0, -1]].map(name_conversation),
            strict=True,
        )
    )
    claim = (
        say(
            f"{top} and {last} are the farthest apart, and their intervals do not meet.",
            f"相距最远的是{top}与{last}，区间互不重叠。",
        )
        if known["ci_low"].iloc[0] > known["ci_high"].iloc[-1]
        else say("The intervals of the first and the last overlap.", "首尾两者的区间有重叠。")
    )
    agreement = scorers.set_index(["scorer", "language"])["spearman"]
    ours, snownlp = f"{agreement['tone', 'both']:.2f}", f"{agreement['snownlp', 'zh']:.2f}"
    return say(
        f"On a scale from \N{MINUS SIGN}2 to 2 the averages are: {join_words(told)}. {claim} The score ranks single"
        f" passages as coders do at a correlation of **{ours}**, SnowNLP at **{snownlp}**; so averages here are"
        " corrected by passages coded by hand, and SnowNLP's numbers must not be quoted.",
        f"语气从 \N{MINUS SIGN}2 到 2 计分，均值依次为：{join_words(told)}。{claim}给单个段落排序时，"
        f"评分与编码者的秩相关系数为 **{ours}**，SnowNLP 为 **{snownlp}**；因此这里的均值都经人工编码的段落校正，"
        "SnowNLP 的数字不可引用。",
    )


def tell_comparison(differences: pd.DataFrame, noise: pd.DataFrame, tone: pd.DataFrame) -> str:
    """Return which differences between conversations a sceptic has to accept, as Markdown.

    differences: compare_conversations of themes. noise: measure_noise of themes. tone: compare_conversations
    of the guest's tone, with a row for all themes.
    """
    judged = differences[differences["verdict"] != TOO_FEW]
    clear = judged[judged["clears"] & (judged["theme"] != UNASSIGNED)].sort_values(
        "difference", key=abs, ascending=False
    )
    told = []
    for row in clear.itertuples():
        more, less = _name_sides(row)
        low, high = (percent(share) for share in sorted([row.share_a, row.share_b]))
        told.append(
            say(
                f"{name_theme(row.theme, inside=True)} ({more} {high}, {less} {low})",
                f"{name_theme(row.theme, inside=True)}（{more} {high}，{less} {low}）",
            )
        )
    warmer = []
    for row in tone[(tone["theme"] == "all themes") & tone["clears"]].itertuples():
        more, less = _name_sides(row)
        steps = f"{abs(row.difference):.1f}"
        warmer.append(say(f"{more} than in {less} ({steps} steps)", f"在 {more} 比在 {less} 热情（高 {steps} 分）"))
    compared, known = (
        {name_conversation(name) for column in ("conversation_a", "conversation_b") for name in table[column]}
        for table in (differences, judged)
    )
    unknown = join_words(sorted(compared - known))
    widest, reach = f"{noise['noise'].max() * 100:.1f}", f"{judged['detectable'].median() * 100:.0f}"
    return say(
        f"**{len(clear)} of {len(judged)}** differences in theme shares hold against interval, noise and the number of"
        f" comparisons: {join_words(told) or 'none'}."
        + (f" On the scale of tone the guest is warmer at {join_words(warmer)}." if warmer else "")
        + f" Two renderings of one conversation differ by up to {widest} points of share; with conversations of this"
        f" length it takes a difference of about {reach} points (median over the themes) to be found four times in five"
        + (f"; {unknown}, known from too few exchanges, cannot be judged." if unknown else "."),
        f"在 {len(judged)} 项主题占比差异中，考虑区间、噪声和比较次数之后，"
        + (f"有 **{len(clear)} 项**成立：{join_words(told)}。" if told else "**没有一项**成立。")
        + (f"嘉宾的语气{'，'.join(warmer)}。" if warmer else "")
        + f"同一场对话的两个版本，主题占比最多相差 {widest} 个百分点；"
        f"以这几场对话的篇幅，差异约达 {reach} 个百分点（各主题的中位数），才能在五次中测出四次。"
        + (f"{unknown} 的问答太少，无法判断。" if unknown else ""),
    )


def _name_sides(row: Any) -> tuple[str, str]:
    """What the conversation that has more is called, and what the other."""
    a, b = name_conversation(row.conversation_a), name_conversation(row.conversation_b)
    return (a, b) if row.difference > 0 else (b, a)


def tell_versions(report: pd.DataFrame, noise: pd.DataFrame) -> str:
    """Return how well the renderings are set side by side and how far they lie apart, as Markdown.

    report: report_alignment. noise: measure_noise of themes.
    """
    parts = []
    for row in report[report["what"] == "links"].itertuples():
        where, right = name_conversation(row.conversation), f"**{percent(row.share_right)}**"
        all_right = say(f"{where} {right} of {row.n_read}", f"{where} 的 {row.n_read} 处全部正确（{right}）")
        some_right = say(f"{where} {right} of {row.n_read}", f"{where} 的 {row.n_read} 处有 {right} 正确")
        parts.append(all_right if row.share_right == 1 else some_right)
    widest = noise.sort_values("noise").iloc[-1]
    theme, where = name_theme(widest["theme"], inside=True), name_conversation(widest["conversation"])
    most, low = (f"{value * 100:.1f}" for value in (widest["noise"], noise["floor"].min()))
    return say(
        f"Readers found the links between passages right for {join_words(parts)}. The same talk, published twice,"
        f" differs by up to **{most} points** in the share of a theme ({theme}, {where}). The floor which a difference"
        f" between conversations has to exceed is {low} to {most} points, by theme.",
        f"审读者核对了段落之间的对应：{'，'.join(parts)}。同一场对话发表两次，"
        f"一个主题的占比最多相差 **{most} 个百分点**（{where} 的{theme}）。两场对话之间的差异要超过"
        f"噪声基线才算数；基线因主题而异，为 {low} 至 {most} 个百分点。",
    )


def tell_disagreements(table: pd.DataFrame, report: pd.DataFrame) -> str:
    """Return how much two renderings disagree, with the widest figures, and how far to trust the finds, as Markdown.

    table: load_disagreements. report: report_disagreements.
    """
    counts = table["kind"].value_counts()
    figures, names, speakers, omissions = (counts.get(k, 0) for k in ("figure", "name", "speaker", "omission"))
    surest = table[(table["kind"] == "figure") & (table["value_a"] != "") & (table["value_b"] != "")]
    surest = surest.sort_values("confidence", ascending=False, kind="stable").drop_duplicates("value_a").head(3)
    told = join_words(
        [say(f"{r.value_a} against {r.value_b}", f"“{r.value_a}”对“{r.value_b}”") for r in surest.itertuples()]
    )
    by_kind = report.set_index("kind")
    right = percent(by_kind.loc["all", "precision"])
    found_figures, found_names = (percent(by_kind.loc[kind, "recall_differs"]) for kind in ("figure", "name"))
    return say(
        f"In **{len(table)} places** a reader of one rendering would quote something else than a reader of the other:"
        f" {figures} figures, {names} names, {speakers} speakers and {omissions} statements left out; among them"
        f" {told}. Of all that is listed readers found **{right}** too, and of what they found to differ,"
        f" {found_figures} of the figures and {found_names} of the names are listed.",
        f"只读其中一个版本的人，有 **{len(table)} 处**会与另一版本引得不同：数字 {figures} 处，名称 {names} 处，说话人"
        f" {speakers} 处，缺漏 {omissions} 处；例如{told}。列出的分歧中 **{right}** 审读者也发现；审读者发现的两边说法"
        f"不同之处，程序找出了数字的 {found_figures}、名称的 {found_names}。",
    )


def tell_concordance(found: pd.DataFrame, query: str) -> str:
    """Return who says words, and how often, as Markdown. found: find_passages."""
    said = found[found["match"] == "words"]
    counts = said.groupby(["conversation", "speaker"]).size().sort_values(ascending=False, kind="stable")
    told = []
    for (conversation, speaker), n in counts.items():
        who, where = name_speaker(speaker), name_conversation(conversation)
        told.append(say(f"{who} at {where} {n}", f"{who}（{where}）{n} 个"))
    n_near = len(found) - len(said)
    return say(
        f'**{len(said)} passages** of all renderings say "{query}"'
        + (f": {join_words(told)}." if told else ".")
        + f" Another {n_near} come nearest in meaning, in either language.",
        f"所有版本中共有 **{len(said)} 个段落**说到“{query}”"
        + (f"：{'，'.join(told)}。" if told else "。")
        + f"另有 {n_near} 个段落意思最接近，不限中英文。",
    )


def tell_passages(passages: pd.DataFrame) -> str:
    """Return how many passages are chosen, of whom, and on what most, as Markdown.

    passages: with theme and speaker; some rows or none.
    """
    if passages.empty:
        return say("**No passage** is chosen.", "**没有**选中任何段落。")
    words = passages.groupby("theme")["n_words"].sum().sort_values(ascending=False, kind="stable")
    total = words.sum()
    told = join_words(
        [
            name_theme(str(theme), inside=True) + say(f" ({percent(n / total)})", f"（{percent(n / total)}）")
            for theme, n in words.head(3).items()
        ]
    )
    speakers = [name_speaker(name) for name in passages["speaker"].value_counts().index]
    n = len(passages)
    return say(
        f"**{n} passages** of {join_words(speakers)} are chosen, {total:,} words; by words most are on {told}.",
        f"选中 **{n} 个段落**，共 {total:,} 字，说话人为{join_words(speakers)}；按字数计，最多的主题是{told}。",
    )
