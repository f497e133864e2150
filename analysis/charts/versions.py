"""Charts of versions: two renderings side by side, and where they disagree."""

from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from analysis.catalogue import the_catalogue
from analysis.charts.frame import Choice, frame_figure
from analysis.charts.style import conversation_colour, guess_order, hover_words, spread_points, tell_progress
from analysis.disagreement import KINDS
from analysis.display import name_value
from analysis.language import join_words, name_conversation, percent, say

# No colour here is that of a conversation.
_SHADES = ((0.7, "#1f2933"), (0.5, "#7b8794"), (-1.0, "#aeb8c2"))
_LINKED, _ALONE = "#9aa5b1", "#a61b1b"


def plot_alignment(alignment: pd.DataFrame, passages: pd.DataFrame, report: pd.DataFrame) -> go.Figure:
    """Return two renderings of a conversation as strips, with a line from each passage to its counterpart.

    alignment: align_renderings of the passages. report: report_alignment. One conversation is shown; a menu has
    the others, each with its own finding.
    """
    places, widths = _place_passages(passages)
    figure, owners, choices = go.Figure(), [], []
    conversations = guess_order(alignment["conversation"].tolist())
    for conversation in conversations:
        rows = alignment[alignment["conversation"] == conversation]
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
                x=[widths[name] for name, _ in mine],
                base=[places[name] - widths[name] / 2 for name, _ in mine],
                y=[height for _, height in mine],
                width=0.12,
                name=told,
                showlegend=alone,
                # A white edge would hide a short passage without counterpart.
                marker={"color": colour, "line": {"color": colour if alone else "white", "width": 0.5}},
                customdata=[[name, told] for name, _ in mine],
                hovertemplate="<b>%{customdata[0]}</b><br>%{customdata[1]}<extra></extra>",
            )
        owners += [conversation] * (len(_SHADES) + 2)
        talk, n_links = name_conversation(conversation), len(linked)
        n_all, n_alone = len(sides), len(sides) - len(with_other)
        above, below = rows["rendering_a"].iloc[0], rows["rendering_b"].iloc[0]
        choices.append(
            (
                conversation,
                say(
                    f"{talk}: {n_links} links give {n_all - n_alone} of {n_all} passages a counterpart; {n_alone} found"
                    " none",
                    f"{talk}：{n_all} 个段落中有 {n_all - n_alone} 个找到对应（共 {n_links} 处），{n_alone} 个没有找到",
                ),
                say(
                    f"The {n_all} passages of {above} (above) and {below} (below), as wide as their share of the words"
                    " of each. Lines join what renders the same words; dark red: no counterpart was found.",
                    f"{above}（上）与 {below}（下）的 {n_all} 个段落，宽度为其在该版本中的话语占比。"
                    "连线两端是同一段话；暗红色的段落没有找到对应。",
                ),
                {"yaxis.ticktext": [below, above]},
            )
        )
    figure.update_layout(barmode="overlay")
    figure.update_xaxes(
        range=[0, 1],
        showgrid=False,
        tickformat=".0%",
        title=tell_progress(),
    )
    figure.update_yaxes(tickvals=[0, 1], range=[-0.15, 1.15])
    read = say("; ", "；").join(_tell_reading(alignment, row) for row in report.itertuples())
    return frame_figure(
        figure,
        choices=[
            Choice(name_conversation(name), [owner == name for owner in owners], title, subtitle, layout)
            for name, title, subtitle, layout in choices
        ],
        footer=say(
            f"Dynamic programming over the likeness of passages, many to many, in order. Read by hand: {read}.",
            f"按段落相似度做动态规划，可多对多，不打乱先后。人工核对：{read}。",
        ),
        height=330,
        left=112,
        alt=say(
            "Two strips of passages with lines from each to its counterpart in the other rendering.",
            "两条段落带，各段落与另一版本中的对应段落以线相连。",
        ),
    )


def _name_shade(least: float, lower: float) -> str:
    if least < 0:
        return say(f"below {lower}", f"低于 {lower}")
    if lower > 1:
        return say(f"likeness {least} or more", f"相似度 {least} 及以上")
    return say(f"{least} to {lower}", f"{least} 至 {lower}")


def _tell_reading(alignment: pd.DataFrame, row: Any) -> str:
    """How readers judged the links of a conversation, or its passages left over, and how many of all they read."""
    mine = alignment.loc[alignment["conversation"] == row.conversation, "similarity"]
    links, talk = row.what == "links", name_conversation(row.conversation)
    n_all = int((mine.notna() == links).sum())
    what = say(row.what, "处对应" if links else "个无对应段落")
    if row.n_read < n_all:
        read = say(
            f"{talk}, {row.n_read} of {n_all} {what}, drawn at random",
            f"{talk} {n_all} {what}中随机抽取 {row.n_read} {what[0]}",
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
    return float(np.mean([places[name] for name in names.split()]))


def plot_disagreements(disagreements: pd.DataFrame, passages: pd.DataFrame, *, report: pd.DataFrame) -> go.Figure:
    """Return where along the talk two renderings disagree, a row for each conversation and kind.

    disagreements: describe_disagreements. report: report_disagreements.
    """
    conversations = {r.id: r.conversation for r in the_catalogue().renderings}
    turns = passages.set_index("passage_id")[["rendering", "turn", "position"]]
    hovers = {
        f"hover_{side}": hover_words(
            turns.loc[disagreements[f"passage_{side}"]], disagreements[f"quotation_{side}"].tolist()
        )
        for side in "ab"
    }
    table = disagreements.assign(
        conversation=disagreements["rendering_a"].map(conversations),
        position=disagreements["passage_a"].map(turns["position"]),
        **hovers,
    )
    groups = [(c, kind) for c in guess_order(table["conversation"].tolist()) for kind in KINDS][::-1]
    figure, counts = go.Figure(), []
    for number, (conversation, kind) in enumerate(groups):
        rows = table[(table["conversation"] == conversation) & (table["kind"] == kind)]
        counts.append(len(rows))
        colour = conversation_colour(conversation)
        figure.add_scatter(
            x=rows["position"], y=number + spread_points(len(rows)), mode="markers", cliponaxis=False,
            marker={"size": 6 + 9 * rows["confidence"], "color": colour, "opacity": 0.75,
                    "line": {"color": "white", "width": 1}},
            customdata=np.array(
                [
                    (r.rendering_a, _show_value(kind, r.value_a), r.rendering_b, _show_value(kind, r.value_b),
                     f"{r.confidence:.2f}", r.hover_a, r.hover_b)
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
    kinds = {
        "figure": say("figures", "数字"),
        "name": say("names", "名称"),
        "speaker": say("who says it", "说话人"),
        "omission": say("left out", "缺漏"),
    }
    labels = [f"{kinds[kind]} <b>{n}</b><br><i>{name_conversation(c)}</i>"
              for (c, kind), n in zip(groups, counts, strict=True)]  # fmt: skip
    figure.update_layout(showlegend=False)
    figure.update_yaxes(tickvals=list(range(len(groups))), ticktext=labels, range=[-0.6, len(groups) - 0.4])
    first = join_words(table["rendering_a"].unique().tolist())
    figure.update_xaxes(
        range=[-0.01, 1.01], tickformat=".0%", title=say(f"how far into {first}", f"在 {first} 中的位置")
    )
    by_talk, by_kind = table["conversation"].value_counts(), table["kind"].value_counts()
    talks = [(name_conversation(name), by_talk[name]) for name in guess_order(table["conversation"].tolist())]
    n_figures, n_names = by_kind.get("figure", 0), by_kind.get("name", 0)
    n_others = len(table) - n_figures - n_names
    sure = [f"{value:.2f}" for value in (table["confidence"].min(), table["confidence"].max())]
    whole = report.set_index("kind").loc["all"]
    n_read, right, reached = int(whole["n_read"]), percent(whole["precision"]), percent(whole["recall"])
    by_reading = say("; ", "；").join(
        say(
            f"{kinds[row.kind]} {percent(row.precision)} and {percent(row.recall)}",
            f"{kinds[row.kind]} {percent(row.precision)} 和 {percent(row.recall)}",
        )
        for row in report.dropna(subset=["precision", "recall"]).itertuples()
        if row.kind in kinds
    )
    both = int(((disagreements["value_a"] != "") & (disagreements["value_b"] != "")).sum())
    return frame_figure(
        figure,
        title=say(
            f"The program lists {len(table)} disagreements ({', '.join(f'{name} {n}' for name, n in talks)}):"
            f" {n_figures} figures, {n_names} names, {n_others} others",
            f"程序列出 {len(table)} 处分歧（{'，'.join(f'{name} {n} 处' for name, n in talks)}）："
            f"数字 {n_figures} 处，名称 {n_names} 处，其他 {n_others} 处",
        ),
        subtitle=say(
            f"Each mark is a place where a reader of one rendering would quote something else ({both} where both have"
            f" a value). Its size is the program's confidence, {sure[0]} to {sure[1]}; its height within a row says"
            " nothing.",
            f"每个标记是一处分歧：读不同的版本，引述会不一样（其中 {both} 处两边都有具体说法）。"
            f"标记大小为程序的置信度（{sure[0]} 至 {sure[1]}）；行内高低没有含义，只为避免重叠。",
        ),
        footer=say(
            "Figures and names are put into one notation first, so a mere difference of notation is not listed. Readers"
            f" found {n_read} places: they confirm {right} of what is listed (precision), and {reached} of"
            f" what they found is listed (recall); by kind: {by_reading}.",
            f"数字和名称先统一写法，仅写法不同的不列出。审读者共找到 {n_read} 处：列出的分歧有 {right} 得到"
            f"审读者证实（精确率），审读者找到的有 {reached} 被列出（召回率）；分类别依次为：{by_reading}。",
        ),
        height=54 * len(groups) + 20,
        left=120,
        alt=say(
            "Marks along the course of each conversation where its two renderings disagree, by kind.",
            "沿各场对话的进程，按类别标出两个版本的分歧之处。",
        ),
    )


def _show_value(kind: str, value: str) -> str:
    if not value:
        return say("nothing", "无")
    return name_value(value) if kind in ("omission", "speaker") else value
