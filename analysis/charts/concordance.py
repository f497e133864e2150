"""Chart of a concordance: where along each rendering words come up, said or meant."""

import itertools

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from analysis.catalogue import the_catalogue
from analysis.charts.frame import frame_figure
from analysis.charts.style import conversation_colour, hover_words, spread_points, tell_progress
from analysis.language import join_words, name_speaker, name_theme, say


def plot_concordance(found: pd.DataFrame, passages: pd.DataFrame, *, query: str) -> go.Figure:
    """Return where along each rendering words come up, said or meant.

    found: find_passages. query: what was looked for.
    """
    places = passages.set_index("passage_id")[["rendering", "turn", "position"]]
    table = found.join(places, on="passage_id").sort_values("position", kind="stable")
    table["hover"] = hover_words(table, table["quotation"].tolist())
    renderings = [r.id for r in the_catalogue().renderings if r.id in set(passages["rendering"])][::-1]
    table["role"] = table["speaker"].map(the_catalogue().roles())
    figure = go.Figure()
    for match, role in itertools.product(("words", "meaning"), ("guest", "host")):
        rows = table[(table["match"] == match) & (table["role"] == role)]
        symbol, outline = "circle" if role == "guest" else "diamond", {"color": "white", "width": 1}
        figure.add_scatter(
            x=rows["position"], mode="markers",
            y=spread_points(len(rows)) + [renderings.index(name) for name in rows["rendering"]],
            name=(say("as written", "原词") if match == "words" else say("near in meaning", "意思相近"))
            + (say(", guest", "，嘉宾") if role == "guest" else say(", host", "，主持人")),
            marker={"size": 12, "symbol": symbol if match == "words" else f"{symbol}-open",
                    "line": outline if match == "words" else {"width": 2},
                    "color": [conversation_colour(name) for name in rows["conversation"]]},
            customdata=np.array(
                [
                    (r.passage_id, name_speaker(r.speaker), name_theme(r.theme),
                     f"{r.tone:.1f}".replace("-", "\N{MINUS SIGN}"), r.hover)
                    for r in rows.itertuples()
                ],
                dtype=object,
            ).reshape(len(rows), 5),
            hovertemplate=say(
                "<b>%{customdata[1]}</b>, %{customdata[0]}<br>theme %{customdata[2]}, tone %{customdata[3]}",
                "<b>%{customdata[1]}</b>，%{customdata[0]}<br>主题：%{customdata[2]}；语气 %{customdata[3]}",
            )
            + "<br>%{customdata[4]}<extra></extra>",
        )  # fmt: skip
    figure.update_yaxes(tickvals=list(range(len(renderings))), ticktext=renderings, range=[-0.6, len(renderings) - 0.4])
    figure.update_xaxes(
        range=[-0.01, 1.01],
        tickformat=".0%",
        title=tell_progress(),
    )
    said = table[table["match"] == "words"]
    n_near, n_said, told = len(table) - len(said), len(said), ""
    noun = "passage" if n_said == 1 else "passages"
    if n_said:
        counts = said["rendering"].map({r.id: r.language for r in the_catalogue().renderings}).value_counts()
        tongues = {"zh": say("Chinese", "中文"), "en": say("English", "英文")}
        who = said["speaker"].value_counts()
        part, name = who.iloc[0], name_speaker(who.index[0])
        if len(counts) == 1:
            tongue = tongues[counts.index[0]]
            told = say(f", only in {tongue}", f"，只见于{tongue}版本")
        else:
            told = say(", ", "，") + join_words([f"{n} {tongues[tongue]}" for tongue, n in counts.items()])
        told += say(
            f"; {'all' if part == n_said > 1 else part} by {name}",
            f"；{'全部' if part == n_said > 1 else f'{part} 个'}出自{name}",
        )
    seen = [name for name in renderings[::-1] if name in set(said["rendering"])]
    found_in = say(f", found in {join_words(seen)}", f"，见于 {join_words(seen)}") if seen else ""
    return frame_figure(
        figure,
        title=say(
            f'"{query}" is said in {n_said} {noun}{told}',
            f"“{query}”出现在 {n_said} 个段落中{told}",
        ),
        subtitle=say(
            f"Filled: the words, looked for as written{found_in}. Hollow: the {n_near} other passages nearest in"
            f" meaning, in either language. Circles: the guest; diamonds: hosts. {len(passages)} passages looked"
            " through. Height within a row says nothing.",
            f"实心：按原样查找的词{found_in}。空心：其余段落中意思最接近的 {n_near} 个，不限中英文。"
            f"圆形为嘉宾，菱形为主持人；行内高低没有含义。共查找 {len(passages)} 个段落。",
        ),
        footer=say(
            "As written: as it stands in your own copies of the documents or, without them, each of its words in any"
            " order. Meaning: cosine of multilingual vectors less the mean of their language. Two renderings of one"
            " conversation count separately.",
            "“按原样”指在您的文档副本中原样出现；没有副本时，指段落含有其中每个词，不论先后。"
            "意思远近：多语言向量减去所属语种均值后的余弦。同一场对话的两个版本分别计数。",
        ),
        height=52 * len(renderings) + 20,
        left=120,
        alt=say(
            f"Marks along each rendering where {query} is said or meant.",
            f"沿各版本标出说到“{query}”或意思相近之处。",
        ),
    )
