"""Answers: the sentences that a notebook opens with, told from its tables, so that they cannot go stale.

Where evidence is missing they say which, and claim no more than is there.
"""

from typing import Any

import numpy as np
import pandas as pd
from IPython.display import Markdown

from analysis.comparison.verdicts import FEWEST_EXCHANGES, NOT_JUDGED
from analysis.corpus.folder import Corpus
from analysis.corpus.themes import UNASSIGNED, choose_wording
from analysis.corpus.view import MOST_ALONE
from analysis.ground.languages import NAMES, WITH_TONE
from analysis.ground.wording import join_words, list_some, percent, say, the_language
from analysis.passages.sampling import CONVERSATIONS
from analysis.publishing.prose import as_prose, keep_prose
from analysis.sentiment.tone import find_largest_bias

_KAPPA = "agreement of the two codings, Cohen's kappa"
_RIGHT = "accuracy, test part"
_STABLE = "mean ARI of themes, 20 runs without a tenth of the turns"


def show_remark(corpus: Corpus, notebook: str, section: str) -> Markdown | None:
    """Return what the corpus's authors remark on a section of a notebook, None where they do not.

    They remark on conversations and all that is said: of what is compared otherwise, or of a part, it may not be true.
    """
    wordings = corpus.remarks.get((notebook, section)) if corpus.view.is_plain else None
    told = keep_prose(choose_wording(wordings, the_language())) if wordings else ""
    return Markdown(told) if told else None  # type: ignore[no-untyped-call]


@as_prose
def tell_corpus(corpus: Corpus, left_out: pd.DataFrame) -> str:
    """Return what the corpus consists of, and what is not in it, as Markdown. left_out: find_left_out."""
    renderings, n_talks = corpus.catalogue.renderings, len(corpus.catalogue.conversations)
    twice = n_talks < len(renderings)
    languages = join_words(
        [say(*NAMES.get(code, (code, code))) for code in dict.fromkeys(r.language for r in renderings)]
    )
    told = say(
        f"{n_talks} conversations in {len(renderings)} documents ({languages}).",
        f"{n_talks} 场对话，{len(renderings)} 篇文档（{languages}）。",
    )
    if not twice:
        told += say(
            " None was published twice, so how far two publications of the same words lie apart is not known.",
            "没有哪场对话发表过两次，因此同样的话两次发表相差多远，无从得知。",
        )
    told += _tell_view(corpus)
    if len(left_out):
        names = list_some(left_out["rendering"].tolist())
        told += say(
            f" **{len(left_out)} of the documents are not in it**: {names} (`table left_out` says why).",
            f"**其中 {len(left_out)} 篇没有计入**：{names}（原因见 `table left_out`）。",
        )
    return told


def _tell_view(corpus: Corpus) -> str:
    """What is compared, why, and what alone counts; of very many conversations, how they could be grouped."""
    view, n_talks, told = corpus.view, len(corpus.catalogue.conversations), ""
    if view.by:
        by = view.describe_by()
        told += say(f" They are compared by **{by}**", f"按 **{by}** 分组比较")
        told += (
            say(
                f", since there are more than {MOST_ALONE} and nobody said by what (`compare_by` in settings.toml).",
                f"，因为超过 {MOST_ALONE} 场而无人指定分组（settings.toml 的 `compare_by`）。",
            )
            if view.chosen
            else say(".", "。")
        )
    elif n_talks > MOST_ALONE:
        told += say(
            f" With more than {MOST_ALONE}, by what shall they be grouped? Add a column to the catalogue, in columns,"
            " and name it as `compare_by` in settings.toml.",
            f"超过 {MOST_ALONE} 场，要按哪一列分组？请在目录的 columns 下添加一列，"
            "并在 settings.toml 的 `compare_by` 中写明。",
        )
    if view.only:
        told += say(f" Only **{view.describe_only()}** counts.", f"只计 **{view.describe_only()}**。")
    return told


@as_prose
def tell_speech(corpus: Corpus, shares: pd.DataFrame) -> str:
    """Return who spoke how much, as Markdown.

    shares: measure_shares with whole conversation, rendering and part speaker.
    """
    if corpus.view.hears_some:
        return say(
            f"Only {corpus.view.describe_only()} counts here, so who speaks how much is not to be seen.",
            f"这里只计 {corpus.view.describe_only()}，因此看不出谁说了多少。",
        )
    mine = shares[corpus.is_focus(shares["speaker"]) & (shares["n_words"] > 0)]
    if mine.empty:
        top = shares.loc[shares["share"].idxmax()]
        return say(
            "Who asks is not known here. The largest share of a document's words is"
            f" {corpus.name_speaker(top['speaker'])}'s,"
            f" **{percent(top['share'])}** of {corpus.name_conversation(top['conversation'])}.",
            f"这里不知道由谁提问。在一篇文档中占话语最多的是{corpus.name_speaker(top['speaker'])}，占"
            f" {corpus.name_conversation(top['conversation'])} 的 **{percent(top['share'])}**。",
        )
    mine = mine.groupby(["conversation", "rendering"], as_index=False)["share"].sum()
    by_talk = mine.groupby("conversation")["share"]
    who, talks = corpus.name_focus(), corpus.order_conversations(mine["conversation"])
    if len(talks) > 4:
        means = by_talk.mean().sort_values()
        low, high = ((corpus.name_conversation(str(means.index[n])), percent(means.iloc[n])) for n in (0, -1))
        told = say(
            f"The share of the words of {who} lies between **{low[1]}** ({low[0]}) and **{high[1]}** ({high[0]}) in"
            f" {len(talks)} conversations; the median is **{percent(float(means.median()))}**.",
            f"在 {len(talks)} 场对话中，{who}的话语占比从 **{low[1]}**（{low[0]}）到 **{high[1]}**（{high[0]}），"
            f"中位数为 **{percent(float(means.median()))}**。",
        )
    else:
        parts = []
        for conversation in talks:
            values = dict.fromkeys(percent(share) for share in by_talk.get_group(conversation).sort_values())
            where = corpus.name_conversation(conversation)
            parts.append(say(f"{where} **{' to '.join(values)}**", f"{where} 为 **{' 至 '.join(values)}**"))
        whose = f"{who}'s" if corpus.focus else f"The {who}'"
        told = say(f"{whose} share of the words: {join_words(parts)}.", f"{who}的话语占比：{'，'.join(parts)}。")
    spread = by_talk.agg(lambda s: s.max() - s.min())[by_talk.size() > 1]
    if len(spread):
        points = f"{spread.max() * 100:.0f}"
        told += say(
            f" Two renderings of one conversation disagree about it by up to {points} points.",
            f"同一场对话的两个版本，算出的占比最多相差 {points} 个百分点。",
        )
    reports = [corpus.name_conversation(name) for name in corpus.press_reports if name in talks]
    if reports:
        told += say(
            f" {list_some(reports)} is known only from a press article, which chose what to quote.",
            f"{list_some(reports)} 只见于一篇新闻报道，引用哪些话由报道取舍。",
        )
    return told


@as_prose
def tell_themes(corpus: Corpus, topics: pd.DataFrame, themes: pd.DataFrame, report: pd.DataFrame) -> str:
    """Return how many topics and themes there are, which are largest and how far to trust them, as Markdown.

    topics: describe_topics. themes: describe_themes. report: report_themes, by figure.
    """
    largest = join_words(
        [
            corpus.name_theme(theme, inside=True) + say(f" ({percent(share)})", f"（{percent(share)}）")
            for theme, share in zip(themes["theme"][:3], themes["share"][:3], strict=True)
        ]
    )
    n_topics, n_passages = (topics["topic"] >= 0).sum(), topics["n_passages"].sum()
    if corpus.themes.proposed:
        return say(
            f"BERTopic finds **{n_topics} topics** in {n_passages} passages (about the square root of their number,"
            f" between 2 and 40). Joined by their hierarchy they make **{len(themes)} themes**, named by phrases that"
            f" set them apart; the largest are {largest}. Nobody has looked at these names yet: rename, merge, split"
            " or drop them with `python -m analysis --corpus FOLDER theme`, which shows first what moves.",
            f"BERTopic 在 {n_passages} 个段落中找出 **{n_topics} 个话题**（约为段落数的平方根，2 至 40 个）。"
            f"按其层次合并为 **{len(themes)} 个主题**，以各自特有的短语为名；占比最大的是{largest}。"
            "这些名称尚无人过目：可用 `python -m analysis --corpus FOLDER theme` 改名、合并、拆分或删除，"
            "写入之前会先显示哪些段落随之移动。",
        )
    told = say(
        f"BERTopic finds **{n_topics} topics** in {n_passages} passages. They are sorted into **{len(themes)} themes**;"
        f" the largest are {largest}.",
        f"BERTopic 在 {n_passages} 个段落中找出 **{n_topics} 个话题**，经人工归纳为 **{len(themes)} 个主题**；"
        f"占比最大的是{largest}。",
    )
    if _RIGHT in report.index:
        right, kappa = percent(report.loc[_RIGHT, "value"]), f"{report.loc[_KAPPA, 'value']:.2f}"
        return told + say(
            " Passages were coded by reading, by the project's authors, two coders of one school (kappa"
            f" {kappa}, an upper bound), and have the theme that these gave them; the machine, which serves where"
            f" nobody coded, is right in **{right}** of cases on the half that chose nothing.",
            f"段落由本项目作者逐段阅读编码，两位编码者出自同一理解（kappa 系数 {kappa}，为上限），"
            f"凡有编码的段落以编码为准；未编码处由机器判定，在未参与调参的一半上 **{right}** 与编码一致。",
        )
    stable = f"{report.loc[_STABLE, 'value']:.2f}" if _STABLE in report.index else ""
    return told + say(
        f" Nobody coded passages of this corpus, so how often they are right is not known; they are stable at {stable}"
        " (adjusted Rand index of runs without a tenth of the turns).",
        f"这份语料无人编码，主题判定有多准无从得知；其稳定性为 {stable}（去掉十分之一话轮后各次运行的调整兰德指数）。",
    )


@as_prose
def tell_measuring(report: pd.DataFrame, scorers: pd.DataFrame, links: pd.DataFrame) -> str:
    """Return how far themes, tone and links of this corpus agree with readers, as Markdown; what nobody read is said.

    report: report_themes, by figure. scorers: compare_scorers. links: report_alignment.
    """
    if _RIGHT in report.index:
        told = say(
            "The machine gives a passage the theme that readers gave it in"
            f" **{percent(report.loc[_RIGHT, 'value'])}** of cases.",
            f"机器判定的主题，有 **{percent(report.loc[_RIGHT, 'value'])}** 与人工编码一致。",
        )
    else:
        told = say("**Nobody coded themes** of this corpus.", "这份语料的主题**无人编码**。")
    agreement = scorers.set_index(["scorer", "language"])["spearman"] if len(scorers) else pd.Series(dtype=float)
    ours = agreement.get(("tone", "both"), np.nan)
    told += (
        say(
            f" Its tone ranks passages as readers do at **{ours:.2f}** of 1.",
            f"语气排序与人工编码的秩相关为 **{ours:.2f}**。",
        )
        if np.isfinite(ours)
        else say(" Nobody coded their tone.", "语气无人编码。")
    )
    read = links[links["what"] == "links"] if len(links) else links
    if len(read) and read["n_read"].sum():
        right = percent(float(read["right"].sum() / read["n_read"].sum()))
        told += say(f" **{right}** of the links between renderings are right.", f"版本之间的对应，**{right}** 正确。")
    return told


@as_prose
def tell_tone(corpus: Corpus, passages: pd.DataFrame, summary: pd.DataFrame, scorers: pd.DataFrame) -> str:
    """Return who speaks how warmly, and how far the score can be believed, as Markdown.

    passages: with their tone. summary: summarise_tone by conversation and speaker. scorers: compare_scorers.
    """
    mute = [code for code in passages["language"].unique() if code not in WITH_TONE]
    left = ""
    if mute:
        names = list_some([say(*NAMES.get(code, (code, code))) for code in mute])
        left = say(
            f" Without tone, since it is not validated there: {names}.", f"以下语言未经验证，不给语气：{names}。"
        )
    enough = summary[summary["n_exchanges"] >= FEWEST_EXCHANGES]
    if enough.empty:
        return (
            say("No speaker has enough exchanges for a mean tone.", "没有哪位说话人的问答多到足以计算语气均值。") + left
        )
    known = enough.dropna(subset=["mean"]).sort_values("mean", ascending=False)
    if known.empty:
        return _tell_scored(corpus, enough.sort_values("scored_mean", ascending=False)) + left
    told = []
    for row in known.itertuples():
        who, where = corpus.name_speaker(row.speaker), corpus.name_conversation(row.conversation)
        told.append(say(f"{who} in {where} **{row.mean:.1f}**", f"{who}（{where}）**{row.mean:.1f}**"))
    top, last = (
        say(f"{who} ({where})", f"{who}（{where}）")
        for who, where in zip(
            known["speaker"].iloc[[0, -1]].map(corpus.name_speaker),
            known["conversation"].iloc[[0, -1]].map(corpus.name_conversation),
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
    shown = list_some(told, most=5)
    uncoded = enough["mean"].isna().sum()
    if uncoded:
        left += say(f" Of {uncoded} others nobody coded passages.", f"另有 {uncoded} 项无人编码。")
    agreement = scorers.set_index(["scorer", "language"])["spearman"] if len(scorers) else pd.Series(dtype=float)
    ours, snownlp = (agreement.get(key, np.nan) for key in (("tone", "both"), ("snownlp", "zh")))
    believed = ""
    if np.isfinite(ours):
        beside = f", SnowNLP at **{snownlp:.2f}**" if np.isfinite(snownlp) else ""
        beside_zh = f"，SnowNLP 为 **{snownlp:.2f}**" if np.isfinite(snownlp) else ""
        believed = say(
            f" The score ranks single passages as coders do at a correlation of **{ours:.2f}**{beside}; so"
            " averages here are those of the coding, and SnowNLP's numbers must not be quoted.",
            f"给单个段落排序时，评分与编码者的秩相关系数为 **{ours:.2f}**{beside_zh}；因此这里的均值"
            "取自人工编码，SnowNLP 的数字不可引用。",
        )
    return (
        say(
            f"On a scale from \N{MINUS SIGN}2 to 2 the averages are: {shown}. {claim}",
            f"语气从 \N{MINUS SIGN}2 到 2 计分，均值依次为：{shown}。{claim}",
        )
        + believed
        + left
    )


def _tell_scored(corpus: Corpus, ordered: pd.DataFrame) -> str:
    """What can be said of tone where nobody coded: averages as scored, and how far they may lie off."""
    first, last = ordered.iloc[0], ordered.iloc[-1]
    told = [
        say(
            f"{corpus.name_speaker(row['speaker'])} in {corpus.name_conversation(row['conversation'])}"
            f" **{row['scored_mean']:.1f}**",
            f"{corpus.name_speaker(row['speaker'])}（{corpus.name_conversation(row['conversation'])}）"
            f"**{row['scored_mean']:.1f}**",
        )
        for row in (first, last)
    ]
    apart = first["scored_low"] > last["scored_high"]
    bias = f"{find_largest_bias():.1f}"
    return say(
        "Nobody coded passages of this corpus, so these are averages **as scored**, from"
        f" {told[0]} down to {told[-1]} on a scale from \N{MINUS SIGN}2 to 2. On other talk such averages were found"
        f" to lie off by up to {bias}, which is in their intervals; with it the first and the last are"
        f" {'apart' if apart else 'not told apart'}.",
        "这份语料无人编码，因此均值为**原始评分**：在 \N{MINUS SIGN}2 到 2 的量表上，"
        f"最高的是{told[0]}，最低的是{told[-1]}。"
        f"在其他对话上，这类均值最多曾偏离 {bias}，区间已计入这一误差；计入之后，首尾两者"
        f"{'可以区分' if apart else '无法区分'}。",
    )


@as_prose
def tell_comparison(corpus: Corpus, differences: pd.DataFrame, noise: pd.DataFrame, tone: pd.DataFrame) -> str:
    """Return which differences there are in these talks, and which beyond them, as Markdown.

    differences: compare_conversations of themes. noise: measure_noise of themes. tone: compare_conversations
    of the tone of those who answer, with a row for all themes.
    """
    if differences.empty:
        return say(f"There is one {corpus.unit} only: nothing to compare.", f"只有一{corpus.unit_zh}，无从比较。")
    judged = differences[~differences["verdict_here"].isin(NOT_JUDGED)]
    told = _tell_here(corpus, judged, tone)
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
        f"**In these talks** {len(clear)} of {len(judged)} differences in theme shares are larger than what reading"
        f" passages and publishing talks otherwise would bring: {list_some(listed) or 'none'}.",
        f"**就这几场对话而言**，{len(judged)} 项主题占比差异中有 {len(clear)} 项大于换人判读、换版本发表带来的出入"
        + (f"：{list_some(listed)}。" if listed else "。"),
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
    judged = differences[~differences["verdict"].isin(NOT_JUDGED)]
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


@as_prose
def tell_versions(corpus: Corpus, alignment: pd.DataFrame, report: pd.DataFrame, noise: pd.DataFrame) -> str:
    """Return how well the renderings are set side by side and how far they lie apart, as Markdown.

    alignment: align_renderings. report: report_alignment. noise: measure_noise of themes.
    """
    if alignment.empty or noise.empty:
        return say(
            "No conversation of this corpus was published twice, so there is nothing to set side by side, and the noise"
            " of"
            " publishing, translating and measuring is **unknown**.",
            "这份语料中没有哪场对话发表过两次，因此没有可对照的版本，发表、翻译和测量带来的噪声**未知**。",
        )
    parts = []
    for row in report[report["what"] == "links"].itertuples():
        where, right = corpus.name_conversation(row.conversation), f"**{percent(row.share_right)}**"
        all_right = say(f"{where} {right} of {row.n_read}", f"{where} 的 {row.n_read} 处全部正确（{right}）")
        some_right = say(f"{where} {right} of {row.n_read}", f"{where} 的 {row.n_read} 处有 {right} 正确")
        parts.append(all_right if row.share_right == 1 else some_right)
    widest = noise.sort_values("noise").iloc[-1]
    theme, where = corpus.name_theme(widest["theme"], inside=True), corpus.name_conversation(widest["conversation"])
    most, low = (f"{value * 100:.1f}" for value in (widest["noise"], noise["floor"].min()))
    readers = say(
        f"Readers found the links between passages right for {list_some(parts)}.",
        f"审读者核对了段落之间的对应：{'，'.join(parts[:3])}。",
    )
    if not parts:
        readers = say("Nobody read the links between passages of this corpus.", "这份语料的段落对应无人核对过。")
    return readers + say(
        " The same talk, published twice,"
        f" differs by up to **{most} points** in the share of a theme ({theme}, {where}). The floor which a difference"
        f" between conversations has to exceed is {low} to {most} points, by theme.",
        "同一场对话发表两次，"
        f"一个主题的占比最多相差 **{most} 个百分点**（{where} 的{theme}）。两场对话之间的差异要超过"
        f"噪声基线才算数；基线因主题而异，为 {low} 至 {most} 个百分点。",
    )


@as_prose
def tell_disagreements(corpus: Corpus, table: pd.DataFrame, report: pd.DataFrame) -> str:
    """Return how much two renderings disagree, with the widest figures, and how far to trust the finds, as Markdown.

    table: the corpus's disagreements. report: report_disagreements.
    """
    if table.empty:
        return say(
            "No two documents of this corpus render the same conversation, or none of their disagreements were found.",
            "这份语料中没有两篇文档出自同一场对话，或未发现它们有分歧。",
        )
    counts = table["kind"].value_counts()
    figures, names, speakers, omissions = (counts.get(k, 0) for k in ("figure", "name", "speaker", "omission"))
    surest = table[(table["kind"] == "figure") & (table["value_a"] != "") & (table["value_b"] != "")]
    surest = surest.sort_values("confidence", ascending=False, kind="stable").drop_duplicates("value_a").head(3)
    listed = join_words(
        [say(f"{r.value_a} against {r.value_b}", f"“{r.value_a}”对“{r.value_b}”") for r in surest.itertuples()]
    )
    among, among_zh = (f"; among them {listed}", f"；例如{listed}") if listed else ("", "")
    told = say(
        f"In **{len(table)} places** a reader of one rendering would quote something else than a reader of the other:"
        f" {figures} figures, {names} names, {speakers} speakers and {omissions} statements left out{among}.",
        f"只读其中一个版本的人，有 **{len(table)} 处**会与另一版本引得不同：数字 {figures} 处，名称 {names} 处，说话人"
        f" {speakers} 处，缺漏 {omissions} 处{among_zh}。",
    )
    by_kind = report.set_index("kind")
    if not by_kind["n_read"].sum():
        return told + say(
            " Nobody has read these renderings side by side, so how many of these are real is not known.",
            "尚无人并排通读过这些版本，其中有多少属实无从得知。",
        )
    right = percent(by_kind.loc["all", "precision"])
    found_figures, found_names = (percent(by_kind.loc[kind, "recall_differs"]) for kind in ("figure", "name"))
    return told + say(
        f" Of all that is listed readers found **{right}** too, and of what they found to differ,"
        f" {found_figures} of the figures and {found_names} of the names are listed.",
        f"列出的分歧中 **{right}** 审读者也发现；审读者发现的两边说法"
        f"不同之处，程序找出了数字的 {found_figures}、名称的 {found_names}。",
    )


def choose_query(words: pd.DataFrame) -> str:
    """Return the word to look up first: of those that set a conversation apart, the surest. words: rank_distinctive."""
    if words.empty:
        return ""
    return str(words.sort_values(["z", "word"], ascending=[False, True], kind="stable")["word"].iloc[0])


@as_prose
def tell_concordance(corpus: Corpus, found: pd.DataFrame, query: str) -> str:
    """Return who says words, and how often, as Markdown. found: find_passages."""
    said = found[found["match"] == "words"]
    counts = said.groupby(["conversation", "speaker"]).size().sort_values(ascending=False, kind="stable")
    told = []
    for (conversation, speaker), n in counts.items():
        who, where = corpus.name_speaker(speaker), corpus.name_conversation(conversation)
        told.append(say(f"{who} at {where} {n}", f"{who}（{where}）{n} 个"))
    n_near = len(found) - len(said)
    return say(
        f'**{len(said)} passages** of all renderings say "{query}"'
        + (f": {list_some(told)}." if told else ".")
        + f" Another {n_near} come nearest in meaning, in any language.",
        f"所有版本中共有 **{len(said)} 个段落**说到“{query}”"
        + (f"：{list_some(told)}。" if told else "。")
        + f"另有 {n_near} 个段落意思最接近，不限语言。",
    )


@as_prose
def tell_passages(corpus: Corpus, passages: pd.DataFrame) -> str:
    """Return how many passages are chosen, of whom, and on what most, as Markdown.

    passages: with theme and speaker; some rows or none.
    """
    if passages.empty:
        return say("**No passage** is chosen.", "**没有**选中任何段落。")
    words = passages.groupby("theme")["n_words"].sum().sort_values(ascending=False, kind="stable")
    total = words.sum()
    told = join_words(
        [
            corpus.name_theme(str(theme), inside=True) + say(f" ({percent(n / total)})", f"（{percent(n / total)}）")
            for theme, n in words.head(3).items()
        ]
    )
    speakers = [corpus.name_speaker(name) for name in passages["speaker"].value_counts().index]
    n = len(passages)
    return say(
        f"**{n} passages** of {list_some(speakers)} are chosen, {total:,} words; by words most are on {told}.",
        f"选中 **{n} 个段落**，共 {total:,} 字，说话人为{list_some(speakers)}；按字数计，最多的主题是{told}。",
    )
