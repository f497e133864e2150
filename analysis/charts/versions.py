"""Charts of versions: two renderings side by side, and where they disagree."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from analysis.charts.fitting import (
    MOST_MARKS,
    choose_title,
    escape,
    frame_choices,
    frame_empty,
    label_talk,
    rank_largest,
    tell_talk,
)
from analysis.charts.frame import EVERYTHING, RENDERINGS, Choice, frame_figure
from analysis.charts.style import (
    FEW,
    SOME,
    choose_height,
    conversation_colour,
    cut_text,
    hover_words,
    lead_to,
    spread_points,
    tell_progress,
)
from analysis.corpus.disagreements import KINDS
from analysis.corpus.folder import Corpus
from analysis.corpus.labels import name_value
from analysis.ground.wording import join_words, percent, say

_Pair = tuple[str, str, str]
# Of more disagreements than this hovering shows the values and not the words around them: a file has to stay small.
_MOST_QUOTED = 350
# No colour here is that of a conversation.
_SHADES = ((0.7, "#1f2933"), (0.5, "#7b8794"), (-1.0, "#aeb8c2"))
_LINKED, _ALONE = "#9aa5b1", "#a61b1b"


def plot_alignment(corpus: Corpus, alignment: pd.DataFrame, passages: pd.DataFrame, report: pd.DataFrame) -> go.Figure:
    """Return two renderings of a conversation as strips, with a line from each passage to its counterpart.

    alignment: align_renderings of the passages. report: report_alignment. One pair of renderings is shown; a menu has
    the others, of many the longest, each with its own finding.
    """
    pairs = _list_pairs(corpus, alignment)
    if not pairs:
        return _frame_single(corpus, passages)
    places, widths = _place_passages(passages)
    figure, owners, choices = go.Figure(), [], []
    drawn = _choose_longest(alignment, pairs)
    talks = [conversation for conversation, _, _ in drawn]
    for pair in drawn:
        rows = _take_pair(alignment, pair)
        linked = rows[rows["similarity"].notna()]
        lower = np.inf
        for least, colour in _SHADES:
            chosen = linked[(linked["similarity"] >= least) & (linked["similarity"] < lower)]
            xs: list[float | None] = []
            ys: list[float | None] = []
            for row in chosen.itertuples():
                xs += [_middle(row.passages_a, places), _middle(row.passages_b, places), None]
                ys += [0.92, 0.08, None]
            figure.add_scatter(
                x=xs, y=ys, mode="lines", name=_name_shade(least, lower), line={"color": colour, "width": 1.6},
                hoverinfo="skip",
            )  # fmt: skip
            lower = least
        sides = [(name, height) for side, height in (("a", 1.0), ("b", 0.0))
                 for cell in rows[f"passages_{side}"] for name in cell.split()]  # fmt: skip
        with_other = {name for cell in [*linked["passages_a"], *linked["passages_b"]] for name in cell.split()}
        for told, alone, colour in (
            (say("has a counterpart", "有对应"), False, _LINKED),
            (say("no counterpart found", "未找到对应"), True, _ALONE),
        ):
            mine = [(name, height) for name, height in sides if (name not in with_other) == alone]
            figure.add_bar(
                orientation="h",
                x=[round(widths[name], 5) for name, _ in mine],
                base=[round(places[name] - widths[name] / 2, 5) for name, _ in mine],
                y=[height for _, height in mine],
                width=0.12,
                name=told,
                showlegend=alone,
                # A white edge would hide a short passage without counterpart.
                marker={"color": colour, "line": {"color": colour if alone else "white", "width": 0.5}},
                meta=lead_to(passages=[name for name, _ in mine]),
                customdata=[name for name, _ in mine],
                hovertemplate=f"<b>%{{customdata}}</b><br>{told}<extra></extra>",
            )
        owners += [pair] * (len(_SHADES) + 2)
        title, subtitle = _tell_links(corpus, pair, n_links=len(linked), n_all=len(sides), n_linked=len(with_other))
        above, below = (cut_text(name, 28) for name in pair[1:])
        label = label_talk(corpus, pair[0], 32)
        if talks.count(pair[0]) > 1:
            label += f": {escape(above)} / {escape(below)}"
        ends = {"yaxis.ticktext": [escape(below), escape(above)]}
        choices.append(Choice(label, [], title, subtitle, ends))
    choices = [
        replace(choice, visible=[owner == pair for owner in owners])
        for choice, pair in zip(choices, drawn, strict=True)
    ]
    figure.update_layout(barmode="overlay")
    figure.update_xaxes(
        range=[0, 1],
        showgrid=False,
        tickformat=".0%",
        title=tell_progress(),
    )
    figure.update_yaxes(tickvals=[0, 1], range=[-0.15, 1.15])
    longest = max(len(cut_text(name, 28)) for pair in drawn for name in pair[1:])
    return frame_choices(
        corpus,
        figure,
        choices,
        footer=_tell_left_out(len(drawn), len(pairs)),
        how=say(
            "Dynamic programming over the likeness of passages, many to many, in order. ",
            "按段落相似度做动态规划，可多对多，不打乱先后。",
        )
        + _tell_readings(corpus, alignment, report),
        height=330,
        basis=RENDERINGS,
        left=112 if longest <= 14 else 210,
        alt=say(
            "Two strips of passages with lines from each to its counterpart in the other rendering.",
            "两条段落带，各段落与另一版本中的对应段落以线相连。",
        ),
    )


def _list_pairs(corpus: Corpus, alignment: pd.DataFrame) -> list[_Pair]:
    """Each two renderings of one conversation, in the order of the catalogue."""
    columns = ["conversation", "rendering_a", "rendering_b"]
    found = [(str(c), str(a), str(b)) for c, a, b in alignment[columns].drop_duplicates().to_numpy()]
    order = corpus.order_conversations(name for name, _, _ in found)
    return sorted(found, key=lambda pair: order.index(pair[0]))


def _take_pair(alignment: pd.DataFrame, pair: _Pair) -> pd.DataFrame:
    return alignment[(alignment["rendering_a"] == pair[1]) & (alignment["rendering_b"] == pair[2])]


def _choose_longest(alignment: pd.DataFrame, pairs: Sequence[_Pair]) -> list[_Pair]:
    """The pairs with most rows, at most a dozen and no more than a file can hold, in the order given."""
    sizes = {pair: len(_take_pair(alignment, pair)) for pair in pairs}
    longest = sorted(pairs, key=lambda pair: -sizes[pair])[:SOME]
    n_fitting = int((np.cumsum([sizes[pair] for pair in longest]) <= MOST_MARKS).sum())
    kept = set(longest[: max(1, n_fitting)])
    return [pair for pair in pairs if pair in kept]


def _tell_left_out(n_drawn: int, n_all: int) -> str:
    if n_drawn == n_all:
        return ""
    return say(
        f"The menu has the {n_drawn} longest of {n_all} pairs; the table (CSV) has all. ",
        f"共 {n_all} 对版本，菜单只列最长的 {n_drawn} 对；表格（CSV）列出全部。",
    )


def _frame_single(corpus: Corpus, passages: pd.DataFrame) -> go.Figure:
    """The chart of a corpus in which no conversation has two renderings."""
    n = passages["conversation"].nunique()
    return frame_empty(
        corpus,
        title=say(
            f"{'Each of the conversations' if n > 1 else 'The conversation'} was published once, so there are no two"
            " renderings to lay side by side",
            "每场对话都只发表过一次，没有两个版本可以对照",
        ),
        why=say("published once: nothing to compare", "只发表过一次：没有可比较的版本"),
        basis=RENDERINGS,
    )


def _tell_links(corpus: Corpus, pair: _Pair, *, n_links: int, n_all: int, n_linked: int) -> tuple[str, str]:
    """The finding and the subtitle of one pair of renderings."""
    talk, n_alone = tell_talk(corpus, pair[0], 40), n_all - n_linked
    above, below = (cut_text(name, 28) for name in pair[1:])
    return say(
        f"{talk}: {n_links} links give {n_linked} of {n_all} passages a counterpart; {n_alone} found none",
        f"{talk}：{n_all} 个段落中有 {n_linked} 个找到对应（共 {n_links} 处），{n_alone} 个没有找到",
    ), say(
        f"The {n_all} passages of {above} (above) and {below} (below), as wide as their share of the words"
        " of each. Lines join what renders the same words; dark red: no counterpart was found.",
        f"{above}（上）与 {below}（下）的 {n_all} 个段落，宽度为其在该版本中的话语占比。"
        "连线两端是同一段话；暗红色的段落没有找到对应。",
    )


def _tell_readings(corpus: Corpus, alignment: pd.DataFrame, report: pd.DataFrame) -> str:
    """How readers judged the links, conversation by conversation or, of many, all together."""
    if report.empty or not report["n_read"].sum():
        return say("Nobody read these links by hand: how many are right is not known. ", "没有人工核对，准确程度未知。")
    if report["conversation"].nunique() <= FEW:
        told = [_tell_reading(corpus, alignment, row) for row in report.itertuples()]
    else:
        sums = report.groupby("what")[["n_read", "right", "partly", "wrong"]].sum()
        told = [
            say(
                f"{row.n_read} {what}: {row.right} right, {row.partly} partly, {row.wrong} wrong",
                f"{row.n_read} {_name_read(what)}：正确 {row.right}，部分正确 {row.partly}，错误 {row.wrong}",
            )
            for what, row in zip(sums.index, sums.itertuples(), strict=True)
        ]
    read = say("; ", "；").join(told)
    return say(f"Read by hand: {read}. ", f"人工核对：{read}。")


def _name_read(what: str) -> str:
    return say(what, "处对应" if what == "links" else "个无对应段落")


def _name_shade(least: float, lower: float) -> str:
    if least < 0:
        return say(f"below {lower}", f"低于 {lower}")
    if lower > 1:
        return say(f"likeness {least} or more", f"相似度 {least} 及以上")
    return say(f"{least} to {lower}", f"{least} 至 {lower}")


def _tell_reading(corpus: Corpus, alignment: pd.DataFrame, row: Any) -> str:
    """How readers judged the links of a conversation, or its passages left over, and how many of all they read."""
    mine = alignment.loc[alignment["conversation"] == row.conversation, "similarity"]
    links, talk = row.what == "links", tell_talk(corpus, row.conversation)
    n_all = int((mine.notna() == links).sum())
    what = _name_read(row.what)
    if row.n_read < n_all:
        read = say(
            f"{talk}, {row.n_read} of {n_all} {what} read",
            f"{talk} {n_all} {what}中审读 {row.n_read} {what[0]}",
        )
    else:
        read = say(f"{talk}, all {n_all} {what}", f"{talk} 全部 {n_all} {what}")
    return read + say(
        f": {row.right} right, {row.partly} partly, {row.wrong} wrong",
        f"：正确 {row.right}，部分正确 {row.partly}，错误 {row.wrong}",
    )


def _place_passages(passages: pd.DataFrame) -> tuple[dict[str, float], dict[str, float]]:
    """The middle of each passage along its rendering and its width, as shares of the rendering's words."""
    words = passages["n_words"] / passages.groupby("rendering")["n_words"].transform("sum")
    end = words.groupby(passages["rendering"]).cumsum()
    names = passages["passage_id"]
    return dict(zip(names, end - words / 2, strict=True)), dict(zip(names, words, strict=True))


def _middle(names: str, places: dict[str, float]) -> float:
    return round(float(np.mean([places[name] for name in names.split()])), 5)


def plot_disagreements(
    corpus: Corpus, disagreements: pd.DataFrame, passages: pd.DataFrame, *, report: pd.DataFrame
) -> go.Figure:
    """Return where along the talk two renderings disagree, a row for each conversation and kind.

    disagreements: describe_disagreements. report: report_disagreements. Of many conversations those are drawn that
    disagree most.
    """
    kinds = {
        "figure": say("figures", "数字"),
        "name": say("names", "名称"),
        "speaker": say("who says it", "说话人"),
        "omission": say("left out", "缺漏"),
    }
    if passages.groupby("conversation")["rendering"].nunique().max() < 2:
        return _frame_single(corpus, passages)
    if disagreements.empty:
        return frame_empty(
            corpus,
            title=say(
                "No disagreement between the renderings of a conversation is listed", "没有列出任何版本之间的分歧"
            ),
            why=say("none listed", "没有列出分歧"),
            basis=EVERYTHING,
            subtitle=say(
                "Figures, names, speakers and what is left out are compared in English and Chinese.",
                "比较数字、名称、说话人和缺漏，只限英文和中文。",
            ),
        )
    conversations = {r.id: r.conversation for r in corpus.catalogue.renderings}
    table = disagreements.assign(conversation=disagreements["rendering_a"].map(conversations))
    talks = corpus.order_conversations(table["conversation"])
    by_talk, by_kind = table["conversation"].value_counts(), table["kind"].value_counts()
    largest = rank_largest({name: int(by_talk[name]) for name in talks}, SOME)
    shown = [name for name in talks if name in largest]
    drawn = _place_marks(corpus, table[table["conversation"].isin(shown)], passages)
    there = set(zip(drawn["conversation"], drawn["kind"], strict=True))
    one_line = len(shown) > 3
    groups = [(c, kind) for c in shown for kind in KINDS if (c, kind) in there or not one_line][::-1]
    figure, counts = go.Figure(), []
    for number, (conversation, kind) in enumerate(groups):
        rows = drawn[(drawn["conversation"] == conversation) & (drawn["kind"] == kind)]
        counts.append(len(rows))
        colour = conversation_colour(corpus, conversation)
        figure.add_scatter(
            x=rows["position"].round(5), y=number + spread_points(len(rows)), mode="markers", cliponaxis=False,
            marker={"size": (4 if one_line else 6) + (6 if one_line else 9) * rows["confidence"], "color": colour,
                    "opacity": 0.75, "line": {"color": "white", "width": 1}},
            meta={"leads": [{"passages": [r.passage_a, r.passage_b]} for r in rows.itertuples()]},
            customdata=np.array(
                [
                    (r.rendering_a, _show_value(corpus, kind, r.value_a), r.rendering_b,
                     _show_value(corpus, kind, r.value_b), f"{r.confidence:.2f}", r.hover_a, r.hover_b)
                    for r in rows.itertuples()
                ],
                dtype=object,
            ).reshape(len(rows), 7),
            hovertemplate=say(
                "<b>%{customdata[1]}</b> (%{customdata[0]})<br><b>%{customdata[3]}</b> (%{customdata[2]})"
                "<br>confidence %{customdata[4]}",
                "<b>%{customdata[1]}</b>（%{customdata[0]}）<br><b>%{customdata[3]}</b>（%{customdata[2]}）"
                "<br>置信度 %{customdata[4]}",
            )
            + "<br>%{customdata[5]}<br>%{customdata[6]}<extra></extra>",
        )  # fmt: skip
    labels = [
        f"<i>{label_talk(corpus, c, 24)}</i> · {kinds[kind]} <b>{n}</b>"
        if one_line
        else f"{kinds[kind]} <b>{n}</b><br><i>{label_talk(corpus, c, 18)}</i>"
        for (c, kind), n in zip(groups, counts, strict=True)
    ]
    figure.update_layout(showlegend=False)
    figure.update_yaxes(tickvals=list(range(len(groups))), ticktext=labels, range=[-0.6, len(groups) - 0.4])
    firsts = table["rendering_a"].unique().tolist()
    far = say("how far into the first of the two renderings", "在两个版本的前一个中的位置")
    if len(firsts) < 3:
        first = join_words([cut_text(name, 32) for name in firsts])
        far = say(f"how far into {first}", f"在 {first} 中的位置")
    figure.update_xaxes(range=[-0.01, 1.01], tickformat=".0%", title=far)
    listed = [
        say(f"{tell_talk(corpus, c, 24)} {by_talk[c]}", f"{tell_talk(corpus, c, 24)} {by_talk[c]} 处") for c in talks
    ]
    if len(listed) > FEW:
        listed = []
    n_figures, n_names = by_kind.get("figure", 0), by_kind.get("name", 0)
    n_others = len(table) - n_figures - n_names
    sure = [f"{value:.2f}" for value in (table["confidence"].min(), table["confidence"].max())]
    both = int(((disagreements["value_a"] != "") & (disagreements["value_b"] != "")).sum())
    where = [
        say(f" ({', '.join(listed)})", f"（{'，'.join(listed)}）") if listed else "",
        say(f" in {len(talks)} conversations", f"（{len(talks)} 场对话）"),
    ]
    return frame_figure(
        corpus,
        figure,
        title=choose_title(
            *(
                say(
                    f"The program lists {len(table)} disagreement{'s' * (len(table) != 1)}{place}:"
                    f" {n_figures} figures, {n_names} names, {n_others} others",
                    f"程序列出 {len(table)} 处分歧{place}：数字 {n_figures} 处，名称 {n_names} 处，其他 {n_others} 处",
                )
                for place in where
                if place
            )
        ),
        subtitle=say(
            f"Each mark is a place where a reader of one rendering would quote something else ({both} where both have"
            f" a value). Its size is the program's confidence, {sure[0]} to {sure[1]}; its height within a row says"
            " nothing.",
            f"每个标记是一处分歧：读不同的版本，引述会不一样（其中 {both} 处两边都有具体说法）。"
            f"标记大小为程序的置信度（{sure[0]} 至 {sure[1]}）；行内高低没有含义，只为避免重叠。",
        ),
        how=say(
            "Figures and names are put into one notation first, so a mere difference of notation is not listed. ",
            "数字和名称先统一写法，仅写法不同的不列出。",
        )
        + _tell_precision(report, kinds),
        footer=(
            say(
                f"Drawn are the {len(shown)} of {len(talks)} conversations that disagree most; the table (CSV) has"
                " all. ",
                f"图中只画 {len(talks)} 场对话中分歧最多的 {len(shown)} 场；表格（CSV）列出全部。",
            )
            if len(shown) < len(talks)
            else ""
        ),
        height=choose_height(len(groups), usual=54) * len(groups) + 20,
        basis=EVERYTHING,
        left=230 if one_line else 120,
        alt=say(
            "Marks along the course of each conversation where its two renderings disagree, by kind.",
            "沿各场对话的进程，按类别标出两个版本的分歧之处。",
        ),
    )


def _place_marks(corpus: Corpus, table: pd.DataFrame, passages: pd.DataFrame) -> pd.DataFrame:
    """The disagreements with where they lie, and what hovering shows of both sides where they are few enough."""
    turns = passages.set_index("passage_id")[["rendering", "turn", "position"]]
    placed = table.assign(position=table["passage_a"].map(turns["position"]), hover_a="", hover_b="")
    if len(table) > _MOST_QUOTED:
        return placed
    return placed.assign(
        **{
            f"hover_{side}": hover_words(
                corpus, turns.loc[table[f"passage_{side}"]], table[f"quotation_{side}"].tolist()
            )
            for side in "ab"
        }
    )


def _tell_precision(report: pd.DataFrame, kinds: Mapping[str, str]) -> str:
    """How far the disagreements are those that readers found, all together and by kind."""
    rows = report[report["kind"] == "all"]
    if rows.empty or not rows["n_read"].iloc[0]:
        return say(
            "Nobody read these renderings against each other: how many of these are right is not known. ",
            "没有人逐句对读过这些版本，列出的分歧有多少属实，无从得知。",
        )
    whole = rows.iloc[0]
    n_read, right, reached = int(whole["n_read"]), percent(whole["precision"]), percent(whole["recall"])
    by_reading = say("; ", "；").join(
        say(
            f"{kinds[row.kind]} {percent(row.precision)} and {percent(row.recall)}",
            f"{kinds[row.kind]} {percent(row.precision)} 和 {percent(row.recall)}",
        )
        for row in report.dropna(subset=["precision", "recall"]).itertuples()
        if row.kind in kinds
    )
    by_kind = say(f"; by kind: {by_reading}", f"；分类别依次为：{by_reading}") if by_reading else ""
    return say(
        f"Readers found {n_read} places: they confirm {right} of what is listed (precision), and {reached} of what they"
        f" found is listed (recall){by_kind}. ",
        f"审读者共找到 {n_read} 处：列出的分歧有 {right} 得到审读者证实（精确率），审读者找到的有 {reached}"
        f" 被列出（召回率）{by_kind}。",
    )


def _show_value(corpus: Corpus, kind: str, value: str) -> str:
    if not value:
        return say("nothing", "无")
    return escape(cut_text(name_value(corpus, value) if kind in ("omission", "speaker") else value, 80))
