"""The map of passages: those that read alike lie close together."""

from collections.abc import Collection, Mapping, Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from analysis.charts.fitting import (
    escape,
    frame_choices,
    frame_empty,
    label_talk,
    name_language,
    tell_person,
    tell_talk,
)
from analysis.charts.frame import Choice
from analysis.charts.style import (
    FAINT,
    INK,
    ONE,
    SOME,
    THIN,
    WIDTH,
    conversation_colour,
    count_letters,
    cut_text,
    hover_words,
    lead_to,
    shorten,
    theme_hues,
)
from analysis.comparison.verdicts import find_thin
from analysis.corpus.folder import Corpus
from analysis.corpus.themes import UNASSIGNED
from analysis.ground.wording import join_words, list_some, say
from analysis.passages.embedding import free_vectors
from analysis.passages.lengths import weigh_passages
from analysis.themes.places import measure_neighbours

_MAP_HEIGHT, _MAP_PAD = 640, 0.06
# From so many marks on a browser draws them another way; of more than the most every so manieth is drawn.
_MANY_MARKS, _MOST_MARKS = 3000, 10_000
_MOST_PLACES = 15
_SYMBOLS = {"zh": ("circle", "circles", "圆点"), "en": ("diamond", "diamonds", "菱形")}
_OTHER_SYMBOLS = (
    ("square", "squares", "方块"),
    ("triangle-up", "triangles", "三角"),
    ("cross", "crosses", "十字"),
    ("star", "stars", "星形"),
)
_OTHERS = "/others"
# By how many neighbours a map is rated, and on how many passages at the most.
_NEIGHBOURS, _MOST_RATED = 10, 2000


def plot_map(corpus: Corpus, passages: pd.DataFrame, *, quotations: Sequence[str] | None = None) -> go.Figure:
    """Return the map of passages, coloured by conversation, with each theme's name where most of it lies.

    A menu shows one speaker's passages alone, of those who say most. Of more conversations than
    colours, the colours are the five largest themes. Of very many passages only some are drawn.
    """
    if passages.empty:
        return frame_empty(
            corpus, title=say("No passage is chosen", "没有选中任何段落"), why=say("nothing chosen", "没有选择")
        )
    quoted = [""] * len(passages) if quotations is None else list(quotations)
    everything = passages.assign(hover=hover_words(corpus, passages, quoted))
    table = _thin_out(everything)
    symbols = _choose_symbols(table["language"])
    named = _rank(corpus, table[table["theme"] != UNASSIGNED], "theme")
    by_theme = conversation_colour(corpus, table["conversation"].iloc[0]) == ONE
    hues = theme_hues(named) if by_theme else {}
    figure = go.Figure()
    listed = _list_speakers(corpus, everything)
    owners = _add_marks(corpus, figure, table, hues=hues, symbols=symbols, listed=set(listed))
    for theme, (x, y, shift) in _part_labels(corpus, table, named[:_MOST_PLACES]).items():
        figure.add_annotation(
            name="place", x=x, y=y, text=f"<b>{_name_place(corpus, theme)}</b>", showarrow=False, yanchor="bottom",
            yshift=shift, font={"size": 11, "color": INK}, bgcolor="rgba(255,255,255,0.5)", borderpad=0,
        )  # fmt: skip
    figure.update_layout(dragmode="zoom")
    figure.update_xaxes(showticklabels=False, showgrid=False, range=_pad_range(table["x"]))
    figure.update_yaxes(showticklabels=False, showgrid=False, range=_pad_range(table["y"]))
    rated = _rate_map(corpus, passages)
    drawn = (
        say(f" Drawn: {len(table):,} of them.", f"图中画出 {len(table):,} 个。") if len(table) < len(passages) else ""
    )
    read = _tell_reading(symbols, by_theme=by_theme) + drawn
    framed = frame_choices(
        corpus,
        figure,
        _list_choices(corpus, everything, owners, listed, read),
        footer=say("Only who lies near whom has a meaning. ", "图中只有远近有意义。"),
        how=say(
            f"Sentence vectors of each passage by itself, laid out by t-SNE. Only who lies near whom has a meaning"
            f"{rated}. A theme's name stands where most of it lies. ",
            f"各段落自身的句向量，用随机近邻嵌入排布。图中只有远近有意义{rated}。主题名称标在该主题最集中之处。",
        )
        + (
            say(
                f"Names of the {_MOST_PLACES} largest of {len(named)} themes. ",
                f"只标出 {len(named)} 个主题中最大的 {_MOST_PLACES} 个的名称。",
            )
            if len(named) > _MOST_PLACES
            else ""
        ),
        height=_MAP_HEIGHT,
        left=24,
        room_below=-30,
        alt=say(
            f"Map of all passages by likeness, coloured by {'theme' if by_theme else corpus.unit}, with the names of"
            " the themes.",
            f"地图：全部段落按内容远近排布，按{'主题' if by_theme else corpus.unit}着色，并标出主题名称。",
        ),
    )
    # Only nearness has a meaning, so a page keeps it as wide as high.
    framed.layout.meta = {**framed.layout.meta, "square": True}
    return framed


def _rate_map(corpus: Corpus, passages: pd.DataFrame) -> str:
    """How well the map keeps who is near to whom, as the end of a sentence; of very many passages measured on some."""
    rows = np.unique(np.linspace(0, len(passages) - 1, min(len(passages), _MOST_RATED)).astype(int))
    if len(rows) <= 2 * _NEIGHBOURS:
        return ""
    vectors = free_vectors(corpus, passages)[rows]
    trust, kept = measure_neighbours(vectors, passages[["x", "y"]].to_numpy()[rows], n=_NEIGHBOURS)
    return say(
        f", and not all of it: trustworthiness {trust:.2f}, continuity {kept:.2f} (1 is wholly kept, about 0.5 chance)",
        f"，而且并非全部可信：可信度 {trust:.2f}、连续性 {kept:.2f}（1 为完全保留，随机约为 0.5）",
    )


def _thin_out(table: pd.DataFrame) -> pd.DataFrame:
    """The passages that are drawn: all or, of very many, every so manieth."""
    if len(table) <= _MOST_MARKS:
        return table
    return table.iloc[np.linspace(0, len(table) - 1, _MOST_MARKS).astype(int)]


def _choose_symbols(languages: pd.Series) -> dict[str, tuple[str, str, str]]:
    """The mark of each language: its symbol, and what that is called in English and in Chinese."""
    there = sorted(map(str, languages.unique()), key=lambda code: (code not in _SYMBOLS, code != "zh", code))
    others = [code for code in there if code not in _SYMBOLS]
    spare = {code: _OTHER_SYMBOLS[number % len(_OTHER_SYMBOLS)] for number, code in enumerate(others)}
    if len(there) == 1:
        return {there[0]: _SYMBOLS["zh"]}
    return {code: _SYMBOLS.get(code) or spare[code] for code in there}


def _tell_reading(symbols: Mapping[str, tuple[str, str, str]], *, by_theme: bool) -> str:
    """How the map is read, as the end of a sentence that begins with the number of passages."""
    shapes = [
        say(f"{plural}: {name_language(code)}", f"{shape}：{name_language(code)}")
        for code, (_, plural, shape) in symbols.items()
    ]
    listed = say(", ", "，").join(shapes) if len(shapes) < 4 else list_some(shapes)
    languages = say(f", whatever their language ({listed})", f"，不论语言（{listed}）") if len(shapes) > 1 else ""
    colours = say(" Coloured: the five largest themes.", "着色：最大的五个主题。") if by_theme else ""
    return (
        say(f"; those that read alike lie close together{languages}.", f"；内容相近的靠在一起{languages}。") + colours
    )


def _list_speakers(corpus: Corpus, table: pd.DataFrame) -> list[str]:
    """The speakers that the menu has, by name: those with most words."""
    return sorted(_rank(corpus, table, "speaker")[:SOME])


def _rank(corpus: Corpus, table: pd.DataFrame, column: str) -> list[str]:
    """The values of a column, those of which most is said first."""
    sizes = weigh_passages(corpus, table).groupby(table[column]).sum()
    return [str(value) for value in sizes.sort_values(ascending=False, kind="stable").index]


def _add_marks(
    corpus: Corpus,
    figure: go.Figure,
    table: pd.DataFrame,
    *,
    hues: Mapping[str, str],
    symbols: Mapping[str, tuple[str, str, str]],
    listed: Collection[str],
) -> list[str]:
    """A trace for each speaker of each colour; returns whose passages each trace has.

    hues: of the themes that have one, none where the colours are the conversations'. listed: the speakers that have
    traces of their own.
    """
    owners: list[str] = []
    if hues:
        # What is faint is drawn first, beneath the others.
        kind = table["theme"].where(table["theme"].isin(list(hues)), _OTHERS)
        groups = [(_OTHERS, say("other themes", "其他主题"), FAINT)]
        groups += [(theme, _name_place(corpus, theme), colour) for theme, colour in list(hues.items())]
    else:
        kind, thin, few = table["conversation"], find_thin(table), say(" (too few exchanges)", "（问答太少）")
        groups = [
            (
                talk,
                label_talk(corpus, talk) + (few if talk in thin else ""),
                THIN if talk in thin else conversation_colour(corpus, talk),
            )
            for talk in corpus.order_conversations(table["conversation"])
        ]
    whose = table["speaker"].where(table["speaker"].isin(listed), _OTHERS)
    draw = figure.add_scatter if len(table) <= _MANY_MARKS else figure.add_scattergl
    for group, name, colour in groups:
        # Those who answer first, whose traces are in the legend: they are shown for more choices than who asks.
        for place, speaker in enumerate(
            sorted(whose[kind == group].unique(), key=lambda speaker: (corpus.asks(speaker), speaker))
        ):
            rows = table[(kind == group) & (whose == speaker)]
            draw(
                x=rows["x"],
                y=rows["y"],
                mode="markers",
                name=name,
                legendgroup=group,
                legendrank=1001 if group == _OTHERS else None,
                showlegend=place == 0,
                marker={
                    "size": 7 if len(table) <= _MANY_MARKS else 5,
                    "opacity": 0.65,
                    "color": colour,
                    "symbol": [symbols[language][0] for language in rows["language"]]
                    if len(symbols) > 1
                    else next(iter(symbols.values()))[0],
                    "line": {"width": 0.5 if len(table) <= _MANY_MARKS else 0, "color": "white"},
                },
                meta=lead_to(passages=rows["passage_id"]) if len(table) <= _MANY_MARKS else None,
                **_hover_marks(corpus, rows, brief=len(table) > _MANY_MARKS),
            )
            owners.append(speaker)
    return owners


def _hover_marks(corpus: Corpus, rows: pd.DataFrame, *, brief: bool) -> dict[str, object]:
    """What hovering shows of passages; brief: only which they are, so that the chart's file stays small."""
    if brief:
        return {"customdata": rows["passage_id"].tolist(), "hovertemplate": "%{customdata}<extra></extra>"}
    where = say(", turn", "，第"), say("", " 个话轮")
    return {
        "customdata": [
            [
                row.passage_id,
                escape(corpus.name_theme(row.theme)),
                row.turn,
                row.hover,
                f"<b>{escape(corpus.name_speaker(row.speaker))}</b>"
                f"{say(', ', '，')}{escape(corpus.name_conversation(row.conversation))}",
            ]
            for row in rows.itertuples()
        ],
        "hovertemplate": f"%{{customdata[4]}}{where[0]} %{{customdata[2]}}{where[1]}"
        "<br>%{customdata[1]}<br>%{customdata[0]}<br>%{customdata[3]}<extra></extra>",
    }


def _list_choices(
    corpus: Corpus, table: pd.DataFrame, owners: Sequence[str], listed: Sequence[str], read: str
) -> list[Choice]:
    """The menu: all speakers, and each of those that have traces of their own."""
    islands = table[table["topic"] >= 0]
    n_islands = islands["topic"].nunique()
    ranked = _rank(corpus, table[table["theme"] != UNASSIGNED], "theme")
    largest = [corpus.name_theme(theme, inside=True) for theme in ranked[:3]]
    choices = [
        Choice(
            label=say("All speakers", "全部说话人"),
            visible=[True] * len(owners),
            title=say(
                f"What was talked about, in {n_islands} topics: most is said on {join_words(largest)}",
                f"谈了什么：{n_islands} 个话题，话语最多的是{join_words(largest)}",
            )
            if largest
            else say("No words fit a theme", "没有话语属于任何主题"),
            subtitle=say(f"{len(table)} passages", f"{len(table)} 个段落") + read,
        )
    ]
    for speaker in listed:
        rows, name = table[table["speaker"] == speaker], tell_person(corpus, speaker, 36)
        talks = [tell_talk(corpus, c) for c in corpus.order_conversations(rows["conversation"])]
        where = join_words(talks) if len(talks) <= 4 else list_some(talks)
        n_here = rows.loc[rows["topic"] >= 0, "topic"].nunique()
        choices.append(
            Choice(
                label=cut_text(corpus.name_speaker(speaker), 36),
                visible=[owner == speaker for owner in owners],
                title=say(
                    f"The words of {name} lie in {n_here} of {n_islands} topics",
                    f"{name}的话语落在 {n_islands} 个话题中的 {n_here} 个",
                ),
                subtitle=say(
                    f"{len(rows)} passages of {name} at {where}, of {len(table)} in all",
                    f"{name}在 {where} 的 {len(rows)} 个段落（全部共 {len(table)} 个）",
                )
                + read,
            )
        )
    return choices


def _name_place(corpus: Corpus, theme: str) -> str:
    return shorten(corpus.name_theme(theme), 34)


def _pad_range(values: pd.Series) -> list[float]:
    width = np.ptp(values) or 1
    return [values.min() - _MAP_PAD * width, values.max() + _MAP_PAD * width]


def _part_labels(corpus: Corpus, table: pd.DataFrame, themes: Sequence[str]) -> dict[str, tuple[float, float, int]]:
    """Where each theme's name stands: x, y, and by how many pixels its foot is above that.

    It is above or under the half of the theme's passages that lie nearest to their middle, where it hides the fewest
    passages and no other name; a name for which there is no place is left out.
    """
    pad = 1 + 2 * _MAP_PAD
    unit_x = (WIDTH - 48) / (np.ptp(table["x"]) or 1) / pad
    unit_y = _MAP_HEIGHT / (np.ptp(table["y"]) or 1) / pad
    across, up = table["x"].to_numpy() * unit_x, table["y"].to_numpy() * unit_y
    left, right = _pad_range(table["x"])
    placed: list[tuple[float, float, float]] = []
    found = {}
    for theme, rows in table[table["theme"].isin(list(themes))].groupby("theme"):
        apart = np.hypot(rows["x"] - rows["x"].median(), rows["y"] - rows["y"].median())
        core = rows[apart <= apart.median()]
        half = 2.8 * count_letters(_name_place(corpus, str(theme)))
        best = (np.inf, 0.0, 0.0, 0)
        for x in core["x"].quantile([0.5, 0.25, 0.75, 0.0, 1.0]).clip(left + half / unit_x, right - half / unit_x):
            for y, shifts in ((core["y"].max(), range(6, 60)), (core["y"].min(), range(-24, -78, -1))):
                for shift in shifts:
                    middle, foot = x * unit_x, y * unit_y + shift
                    if any(abs(middle - x0) < 1.2 * (half + half0) and abs(foot - y0) < 18 for x0, y0, half0 in placed):
                        continue
                    beside, above = np.abs(across - middle) < half + 5, np.abs(up - foot - 9) < 12
                    cost = 40 * (beside & above).sum() + 2 * abs(shift) + abs(x - core["x"].median()) * unit_x / 4
                    best = min(best, (cost, x, y, shift))
        cost, x, y, shift = best
        if np.isfinite(cost):
            placed.append((x * unit_x, y * unit_y + shift, half))
            found[str(theme)] = (x, y, shift)
    return found
