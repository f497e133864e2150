"""Chart of a concordance: where along each rendering words come up, said or meant."""

import itertools

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from analysis.charts.fitting import (
    MOST_MARKS,
    choose_title,
    escape,
    frame_empty,
    label_person,
    name_language,
    rank_largest,
    tell_person,
    write_tenths,
)
from analysis.charts.frame import RENDERINGS, frame_figure
from analysis.charts.style import (
    MANY,
    SOME,
    THIN,
    choose_height,
    conversation_colour,
    cut_text,
    hover_words,
    lead_to,
    spread_points,
    tell_progress,
)
from analysis.comparison.verdicts import find_thin
from analysis.corpus.folder import Corpus
from analysis.corpus.view import by_talk
from analysis.ground.wording import list_some, say
from analysis.passages.search import read_query, write_term


def plot_concordance(corpus: Corpus, found: pd.DataFrame, passages: pd.DataFrame, *, query: str) -> go.Figure:
    """Return where along each rendering words come up, said or meant.

    found: find_passages. query: what was looked for. Of many renderings those are drawn in which something was found.
    """
    found, passages = by_talk(found), by_talk(passages)
    asked = cut_text(query, 60)
    terms = escape(list_some([write_term(term) for term in read_query(query, corpus.words)], most=8))
    places = passages.set_index("passage_id")[["rendering", "turn", "position"]]
    table = found.join(places, on="passage_id").sort_values("position", kind="stable")
    if table.empty:
        return frame_empty(
            corpus,
            title=say(
                f'"{asked}" is said nowhere, nor anything near to it', f"哪里都没有说到“{asked}”，也没有相近的话"
            ),
            why=say(f"nothing in {len(passages)} passages", f"{len(passages)} 个段落中没有"),
        )
    renderings = _choose_rows(corpus, table, passages)
    n_with_hit = table["rendering"].nunique()
    drawn = table[table["rendering"].isin(renderings)]
    # A word in every second passage is drawn here and there: a file has to stay small.
    drawn = drawn.iloc[:: -(-len(drawn) // MOST_MARKS)]
    drawn = drawn.assign(hover=hover_words(corpus, drawn, drawn["quotation"].tolist()))
    figure, thin = go.Figure(), find_thin(passages)
    asking = passages["speaker"].drop_duplicates().map(corpus.asks)
    roles = [role for role in (False, True) if (asking == role).any()]
    many = len(renderings) > SOME
    for match, asks in itertools.product(("words", "meaning"), roles):
        rows = drawn[(drawn["match"] == match) & (drawn["speaker"].map(corpus.asks) == asks)]
        symbol, outline = "diamond" if asks else "circle", {"color": "white", "width": 1}
        side = escape(cut_text(corpus.name_side(corpus.sides[asks]), 20))
        figure.add_scatter(
            x=rows["position"].round(4), mode="markers",
            y=spread_points(len(rows)) + [renderings.index(name) for name in rows["rendering"]],
            name=(say("said", "说到") if match == "words" else say("near in meaning", "意思相近"))
            + say(", ", "，") + side,
            marker={"size": 8 if many else 12, "symbol": symbol if match == "words" else f"{symbol}-open",
                    "line": outline if match == "words" else {"width": 2},
                    "color": [THIN if t in thin else conversation_colour(corpus, t) for t in rows["conversation"]]},
            meta=lead_to(passages=rows["passage_id"]),
            customdata=np.array(
                [
                    (r.passage_id, label_person(corpus, r.speaker, 40), escape(corpus.name_theme(r.theme)),
                     _tell_tone(r.tone), r.hover)
                    for r in rows.itertuples()
                ],
                dtype=object,
            ).reshape(len(rows), 5),
            hovertemplate=say(
                "<b>%{customdata[1]}</b>, %{customdata[0]}<br>theme %{customdata[2]}%{customdata[3]}",
                "<b>%{customdata[1]}</b>，%{customdata[0]}<br>主题：%{customdata[2]}%{customdata[3]}",
            )
            + "<br>%{customdata[4]}<extra></extra>",
        )  # fmt: skip
    labels = [escape(cut_text(name, 26)) for name in renderings]
    figure.update_yaxes(tickvals=list(range(len(renderings))), ticktext=labels, range=[-0.6, len(renderings) - 0.4])
    figure.update_xaxes(
        range=[-0.01, 1.01],
        tickformat=".0%",
        title=tell_progress(),
    )
    said = table[table["match"] == "words"]
    n_near = len(table) - len(said)
    seen = corpus.order_renderings(said["rendering"])
    found_in = say(f", found in {list_some(seen)}", f"，见于 {list_some(seen)}") if seen else ""
    answering, asking_side = _name_marks(corpus)
    marks = say(f"Circles: {answering}; diamonds: {asking_side}.", f"圆形为{answering}，菱形为{asking_side}；")
    return frame_figure(
        corpus,
        figure,
        title=_tell_found(corpus, said, asked),
        subtitle=say(
            f"Filled: said, in whole words{found_in}. Hollow: the {n_near} other passages nearest in"
            f" meaning{_tell_languages(passages)}. {marks} {len(passages)} passages looked"
            " through. Height within a row says nothing.",
            f"实心：说到的段落{found_in}。空心：其余段落中意思最接近的 {n_near} 个{_tell_languages(passages)}。"
            f"{marks}行内高低没有含义。共查找 {len(passages)} 个段落。",
        ),
        footer=_tell_rows(passages["rendering"].nunique(), n_with_hit, len(renderings)) if many else "",
        how=say(
            f"Looked for: {terms}. Of a term of several words each has to be said, and, in your own copies of the"
            " documents, in that order."
            " Meaning: cosine of multilingual vectors less the mean of their language. Two renderings of one"
            " conversation count separately. ",
            f"查找的词：{terms}。多个词的说法须每个词都出现；有文档副本时还须按此顺序。"
            "意思远近：多语言向量减去所属语种均值后的余弦。同一场对话的两个版本分别计数。",
        ),
        height=choose_height(len(renderings), usual=52) * len(renderings) + 20,
        basis=RENDERINGS,
        left=120 if max(map(len, labels)) <= 15 else 230,
        alt=say(
            f"Marks along each rendering where {asked} is said or meant.",
            f"沿各版本标出说到“{asked}”或意思相近之处。",
        ),
    )


def _choose_rows(corpus: Corpus, table: pd.DataFrame, passages: pd.DataFrame) -> list[str]:
    """The rows from below: all renderings or, of many, those with a mark, and of very many those with most."""
    everything = corpus.order_renderings(passages["rendering"])
    if len(everything) <= SOME:
        return everything[::-1]
    counts = table["rendering"].value_counts()
    with_mark = {name: int(counts[name]) for name in everything if name in counts.index}
    return corpus.order_renderings(rank_largest(with_mark, MANY))[::-1]


def _tell_rows(n_all: int, n_with_mark: int, n_drawn: int) -> str:
    """Which of many renderings have a row."""
    if n_drawn < n_with_mark:
        return say(
            f"Of {n_all} renderings {n_with_mark} have a mark; the {n_drawn} with most are drawn. ",
            f"{n_all} 个版本中有 {n_with_mark} 个有标记，只画标记最多的 {n_drawn} 个。",
        )
    return say(
        f"Drawn are the {n_drawn} of {n_all} renderings that have a mark. ",
        f"{n_all} 个版本中只画有标记的 {n_drawn} 个。",
    )


def _tell_tone(tone: float) -> str:
    number = write_tenths(tone).replace("-", "\N{MINUS SIGN}")
    return say(f", tone {number}", f"；语气 {number}") if np.isfinite(tone) else ""


def _name_marks(corpus: Corpus) -> tuple[str, str]:
    """What circles and diamonds stand for: one person who answers in all conversations, or a side."""
    answering, asking = corpus.sides
    one = say("the ", "") + corpus.name_side(answering) if corpus.focus and answering != "answering" else ""
    sides = one or corpus.name_side(answering, many=True), corpus.name_side(asking, many=True)
    return cut_text(sides[0], 30), cut_text(sides[1], 30)


def _tell_languages(passages: pd.DataFrame) -> str:
    codes = set(passages["language"])
    if len(codes) < 2:
        return ""
    if codes == {"en", "zh"}:
        return say(", in either language", "，不限中英文")
    return say(", in either language" if len(codes) == 2 else ", in any language", "，不限语言")


def _tell_found(corpus: Corpus, said: pd.DataFrame, asked: str) -> str:
    """In how many passages the words are said, in which languages, and by whom most."""
    n_said, told, by_whom = len(said), "", ""
    noun = "passage" if n_said == 1 else "passages"
    if n_said:
        counts = said["rendering"].map(lambda name: corpus.rendering(name).language).value_counts()
        who = said["speaker"].value_counts()
        part, name = who.iloc[0], tell_person(corpus, who.index[0])
        if len({r.language for r in corpus.catalogue.renderings}) == 1:
            told = ""
        elif len(counts) == 1:
            tongue = name_language(counts.index[0])
            told = say(f", only in {tongue}", f"，只见于{tongue}版本")
        else:
            told = say(", ", "，") + list_some([f"{n} {name_language(tongue)}" for tongue, n in counts.items()])
        by_whom = say(
            f"; {'all' if part == n_said > 1 else part} by {name}",
            f"；{'全部' if part == n_said > 1 else f'{part} 个'}出自{name}",
        )
    whole, short = (
        say(f'"{asked}" is said in {n_said} {noun}{more}', f"“{asked}”出现在 {n_said} 个段落中{more}")
        for more in (told + by_whom, by_whom)
    )
    return choose_title(whole, short)
