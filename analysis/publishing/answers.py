"""Answers: the sentences that a notebook opens with, told from its tables, so that they cannot go stale.

An answer has its sentence first, of at most thirty words; what follows after an empty line says how sure that is.
Where evidence is missing they say which, and claim no more than is there.
"""

import numpy as np
import pandas as pd
from IPython.display import Markdown

from analysis.charts.style import cut_text
from analysis.comparison.verdicts import FEWEST_EXCHANGES
from analysis.corpus.folder import Corpus
from analysis.corpus.themes import choose_wording
from analysis.corpus.view import MOST_ALONE
from analysis.ground.languages import NAMES, WITH_TONE
from analysis.ground.wording import join_words, list_some, percent, say, the_language
from analysis.passages.lengths import tell_lengths, weigh_passages
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
        who, where = (cut_text(name, 40) for name in _name_place(corpus, top))
        return say(
            f"The largest share of a document's words is {who}'s, **{percent(top['share'])}** of {where}."
            "\n\nWho asks is not known here.",
            f"在一篇文档中占话语最多的是{who}，占 {where} 的 **{percent(top['share'])}**。\n\n这里不知道由谁提问。",
        )
    mine = mine.groupby(["conversation", "rendering"], as_index=False)["share"].sum()
    by_talk = mine.groupby("conversation")["share"]
    who, talks = corpus.name_focus(), corpus.order_conversations(mine["conversation"])
    reports = [name for name in corpus.press_reports if name in talks]
    front = [name for name in talks if name not in reports] or talks
    sure = []
    if len(front) > 4:
        means = by_talk.mean()[front].sort_values()
        low, high = ((_name(corpus, str(means.index[n])), percent(means.iloc[n])) for n in (0, -1))
        told = say(
            f"The share of the words of {who} lies between **{low[1]}** ({low[0]}) and **{high[1]}** ({high[0]}).",
            f"{who}的话语占比从 **{low[1]}**（{low[0]}）到 **{high[1]}**（{high[0]}）。",
        )
        middle = percent(float(means.median()))
        sure.append(
            say(
                f"The median of {len(front)} conversations is **{middle}**.",
                f"{len(front)} 场对话的中位数为 **{middle}**。",
            )
        )
    else:
        parts = join_words([_tell_range(corpus, name, by_talk.get_group(name)) for name in front])
        whose = f"{who}'s" if corpus.focus else f"The {who}'"
        told = say(f"{whose} share of the words: {parts}.", f"{who}的话语占比：{parts}。")
    spread = by_talk.agg(lambda s: s.max() - s.min())[by_talk.size() > 1]
    if len(spread):
        points = f"{spread.max() * 100:.0f}"
        sure.append(
            say(
                f"Two renderings of one conversation disagree about it by up to {points} points.",
                f"同一场对话的两个版本，算出的占比最多相差 {points} 个百分点。",
            )
        )
    if reports and front != talks:
        quoted = list_some([_tell_range(corpus, name, by_talk.get_group(name)) for name in reports])
        sure.append(
            say(
                f"Known only from press articles, which chose what to quote: {quoted}.",
                f"只见于新闻报道，引用哪些话由报道取舍：{quoted}。",
            )
        )
    return "\n\n".join([told, say(" ", "").join(sure)]) if sure else told


def _name(corpus: Corpus, conversation: str) -> str:
    return cut_text(corpus.name_conversation(conversation), 28)


def _name_place(corpus: Corpus, row: pd.Series) -> tuple[str, str]:
    """Who speaks and where, of a row with conversation and speaker."""
    return corpus.name_speaker(row["speaker"]), corpus.name_conversation(row["conversation"])


def _tell_range(corpus: Corpus, conversation: str, shares: pd.Series) -> str:
    """What the renderings of a conversation have, from the least to the most."""
    values = dict.fromkeys(percent(share) for share in (shares.min(), shares.max()))
    where = _name(corpus, conversation)
    return say(f"{where} **{' to '.join(values)}**", f"{where} 为 **{' 至 '.join(values)}**")


@as_prose
def tell_themes(corpus: Corpus, topics: pd.DataFrame, themes: pd.DataFrame, report: pd.DataFrame) -> str:
    """Return how many topics and themes there are, which are largest and how far to trust them, as Markdown.

    topics: describe_topics. themes: describe_themes. report: report_themes, by figure.
    """
    largest = join_words(
        [
            cut_text(corpus.name_theme(theme, inside=True), 36) + say(f" ({percent(share)})", f"（{percent(share)}）")
            for theme, share in zip(themes["theme"][:3], themes["share"][:3], strict=True)
        ]
    )
    n_topics, n_passages = (topics["topic"] >= 0).sum(), topics["n_passages"].sum()
    front = say(
        f"**{len(themes)} themes**; most is said on {largest}.", f"**{len(themes)} 个主题**；谈得最多的是{largest}。"
    )
    if corpus.themes.proposed:
        return f"{front}\n\n" + say(
            f"BERTopic finds {n_topics} topics in {n_passages} passages (about the square root of their number, between"
            " 2 and 40), which are joined by their hierarchy and named by phrases that set them apart. Nobody has"
            " looked at these names yet: rename, merge, split or drop them with"
            " `python -m analysis --corpus FOLDER theme`, which shows first what moves.",
            f"BERTopic 在 {n_passages} 个段落中找出 {n_topics} 个话题（约为段落数的平方根，2 至 40 个），"
            "按其层次合并为主题，以各自特有的短语为名。"
            "这些名称尚无人过目：可用 `python -m analysis --corpus FOLDER theme` 改名、合并、拆分或删除，"
            "写入之前会先显示哪些段落随之移动。",
        )
    told = say(
        f"BERTopic finds {n_topics} topics in {n_passages} passages; themes are set apart by phrases written for each.",
        f"BERTopic 在 {n_passages} 个段落中找出 {n_topics} 个话题；主题由人写定的短语界定。",
    )
    if _RIGHT in report.index:
        right, kappa = percent(report.loc[_RIGHT, "value"]), f"{report.loc[_KAPPA, 'value']:.2f}"
        return f"{front}\n\n{told}" + say(
            " Passages were coded by reading, by the project's authors, two coders of one school (kappa"
            f" {kappa}, an upper bound), and have the theme that these gave them; the machine, which serves where"
            f" nobody coded, is right in **{right}** of cases on the half that was set aside.",
            f"段落由本项目作者逐段阅读编码，两位编码者出自同一理解（kappa 系数 {kappa}，为上限），"
            f"凡有编码的段落以编码为准；未编码处由机器判定，在留出的一半上 **{right}** 与编码一致。",
        )
    stable = f"{report.loc[_STABLE, 'value']:.2f}" if _STABLE in report.index else ""
    return f"{front}\n\n{told}" + say(
        " No test part of this corpus was coded, so how often they are right is not told here; they are stable at"
        f" {stable} (adjusted Rand index of runs without a tenth of the turns).",
        "这份语料没有人工编码的测试部分，主题判定有多准此处不作说明；其稳定性为"
        f" {stable}（去掉十分之一话轮后各次运行的调整兰德指数）。",
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
        told = say(
            "**No test part was coded** by theme; of a drawn sample see `code report`.",
            "主题**没有测试部分的编码**；抽样编码见 `code report`。",
        )
    agreement = scorers.set_index(["scorer", "language"])["spearman"] if len(scorers) else pd.Series(dtype=float)
    ours = agreement.get(("tone", "both"), np.nan)
    told += (
        say(
            f" Its tone ranks passages as readers do at **{ours:.2f}** of 1.",
            f"语气排序与人工编码的秩相关为 **{ours:.2f}**。",
        )
        if np.isfinite(ours)
        else say(" None was coded by tone.", "语气没有测试部分的编码。")
    )
    read = links[links["what"] == "links"] if len(links) else links
    if len(read) and read["n_read"].sum():
        right = percent(float(read["right"].sum() / read["n_read"].sum()))
        told += "\n\n" + say(
            f"**{right}** of the links between renderings are right.", f"版本之间的对应，**{right}** 正确。"
        )
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
    front = f"{tell_warmest(corpus, summary)}\n\n"
    known = enough.dropna(subset=["mean"]).sort_values("mean", ascending=False)
    if known.empty:
        return front + _tell_scored(enough.sort_values("scored_mean", ascending=False)) + left
    told = []
    for _, row in known.iterrows():
        who, where = _name_place(corpus, row)
        told.append(say(f"{who} in {where} **{row['mean']:.1f}**", f"{who}（{where}）**{row['mean']:.1f}**"))
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
    shown = list_some(told, most=5)
    return front + say(f"The averages are: {shown}.", f"均值依次为：{shown}。") + believed + left


def tell_warmest(corpus: Corpus, summary: pd.DataFrame) -> str:
    """Return in at most thirty words, as Markdown, who sounds warmest; only intervals that part set people apart.

    summary: summarise_tone by conversation and speaker. As coded where two or more were, else as scored; "" where no
    two can be compared.
    """
    enough = summary[summary["n_exchanges"] >= FEWEST_EXCHANGES]
    coded = enough["mean"].notna().sum() > 1
    mean, low, high = ("mean", "ci_low", "ci_high") if coded else ("scored_mean", "scored_low", "scored_high")
    known = enough.dropna(subset=[mean]).sort_values(mean, ascending=False, kind="stable")
    if known.empty:
        return ""
    top, rest = known.iloc[0], known.iloc[1:]
    who, where = (cut_text(name, 36) for name in _name_place(corpus, top))
    value = f"{top[mean]:.1f}".replace("-", "\N{MINUS SIGN}")
    raw = "" if coded else say("By the machine's score, unchecked here, ", "按机器评分（此处无人核对），")
    scale = say(f"**{value}** on a scale of \N{MINUS SIGN}2 to 2", f"\N{MINUS SIGN}2 到 2 分中得 **{value}**")
    cooler = int((rest[high] < top[low]).sum())
    told = say(f"{who} at {where} sounds warmest: {scale}", f"语气最热情的是{who}（{where}）：{scale}")
    if rest.empty:
        sure = say("; nobody else can be compared.", "，没有其他人可以比较。")
    elif cooler == len(rest):
        sure = say("; all others are clearly below.", "，其余都明显较低。")
    elif cooler:
        sure = say(
            f"; {cooler} of {len(rest)} others are clearly below.", f"，其余 {len(rest)} 项中有 {cooler} 项明显较低。"
        )
    else:
        sure = say("; nobody is clearly apart from that.", "，但与其他人并无明显差别。")
    return raw + told + sure


def _tell_scored(ordered: pd.DataFrame) -> str:
    """What can be said of tone where nobody coded: how far averages as scored may lie off. ordered: from the top."""
    first, last = ordered.iloc[0], ordered.iloc[-1]
    apart = first["scored_low"] > last["scored_high"]
    bias, low = f"{find_largest_bias():.1f}", f"{last['scored_mean']:.1f}".replace("-", "\N{MINUS SIGN}")
    return say(
        f"Nobody coded passages of this corpus, so averages are **as scored**; the lowest is {low}. On other talk such"
        f" averages were found to lie off by up to {bias}, which is in their intervals; with it the first and the last"
        f" are {'apart' if apart else 'not told apart'}.",
        f"这份语料无人编码，因此均值为**原始评分**，最低的是 {low}。"
        f"在其他对话上，这类均值最多曾偏离 {bias}，区间已计入这一误差；计入之后，首尾两者"
        f"{'可以区分' if apart else '无法区分'}。",
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
    n_near, called = len(found) - len(said), cut_text(query, 40)
    front = say(
        f'**{len(said)} passages** of all renderings say "{called}"' + (f", most by {told[0]}." if told else "."),
        f"所有版本中共有 **{len(said)} 个段落**说到“{called}”" + (f"，最多的是{told[0]}。" if told else "。"),
    )
    every = say(f"By speaker: {list_some(told)}. ", f"按说话人：{list_some(told)}。") if told else ""
    near = say(
        f"Another {n_near} come nearest in meaning, in any language.", f"另有 {n_near} 个段落意思最接近，不限语言。"
    )
    return f"{front}\n\n{every}{near}"


@as_prose
def tell_passages(corpus: Corpus, passages: pd.DataFrame) -> str:
    """Return how many passages are chosen, of whom, and on what most, as Markdown.

    passages: with theme and speaker; some rows or none.
    """
    if passages.empty:
        return say("**No passage** is chosen.", "**没有**选中任何段落。")
    sizes = weigh_passages(corpus, passages).groupby(passages["theme"]).sum()
    shares = (sizes / sizes.sum()).sort_values(ascending=False, kind="stable")
    told = join_words(
        [
            cut_text(corpus.name_theme(str(theme), inside=True), 36)
            + say(f" ({percent(share)})", f"（{percent(share)}）")
            for theme, share in shares.head(3).items()
        ]
    )
    speakers = [corpus.name_speaker(name) for name in passages["speaker"].value_counts().index]
    n, lengths = len(passages), tell_lengths(passages["n_words"], passages["language"])
    return say(
        f"**{n} passages** are chosen; most is said on {told}.\n\nThey have {lengths} of {list_some(speakers)}.",
        f"选中 **{n} 个段落**；谈得最多的是{told}。\n\n共 {lengths}，说话人为{list_some(speakers)}。",
    )
