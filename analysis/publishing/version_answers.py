"""Version answers: how far two renderings of one talk lie apart, in a sentence, and how sure that is.

An answer has its sentence first, of at most thirty words; what follows after an empty line says how sure that is.
"""

import pandas as pd

from analysis.charts.style import cut_text
from analysis.corpus.folder import Corpus
from analysis.ground.wording import join_words, list_some, percent, say
from analysis.publishing.prose import as_prose


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
    most, low, high = (f"{value * 100:.1f}" for value in (widest["noise"], noise["floor"].min(), noise["floor"].max()))
    readers = say(
        f"Readers found the links between passages right for {list_some(parts)}.",
        f"审读者核对了段落之间的对应：{'，'.join(parts[:3])}。",
    )
    if not parts:
        readers = say("Nobody read the links between passages of this corpus.", "这份语料的段落对应无人核对过。")
    told = say(
        f"The same talk, published twice, differs by up to **{most} points** in the share of a theme: {theme}"
        f" ({cut_text(where, 40)}).",
        f"同一场对话发表两次，一个主题的占比最多相差 **{most} 个百分点**：{theme}（{where}）。",
    )
    floor = say(
        f"The floor which a difference between conversations has to exceed is {low} to {high} points, by theme.",
        f"两场对话之间的差异要超过噪声基线才算数；基线因主题而异，为 {low} 至 {high} 个百分点。",
    )
    return f"{told}\n\n{floor}{say(' ', '')}{readers}"


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
        f"In **{len(table)} places** a reader of one rendering would quote something else than a reader of the other.",
        f"只读其中一个版本的人，有 **{len(table)} 处**会与另一版本引得不同。",
    )
    counted = say(
        f"They are {figures} figures, {names} names, {speakers} speakers and {omissions} statements left out{among}.",
        f"其中数字 {figures} 处，名称 {names} 处，说话人 {speakers} 处，缺漏 {omissions} 处{among_zh}。",
    )
    by_kind = report.set_index("kind")
    if not by_kind["n_read"].sum():
        told += say(" Nobody has checked them.", "尚无人核对。")
        return f"{told}\n\n{counted}" + say(
            " Nobody has read these renderings side by side, so how many of these are real is not known.",
            "尚无人并排通读过这些版本，其中有多少属实无从得知。",
        )
    right = percent(by_kind.loc["all", "precision"])
    found_figures, found_names = (percent(by_kind.loc[kind, "recall_differs"]) for kind in ("figure", "name"))
    told += say(f" Readers confirm {right}.", f"经人核对，{right} 属实。")
    return f"{told}\n\n{counted}" + say(
        f" Of what readers found to differ, {found_figures} of the figures and {found_names} of the names are listed.",
        f"审读者发现的两边说法不同之处，程序找出了数字的 {found_figures}、名称的 {found_names}。",
    )
