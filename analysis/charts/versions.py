"""Charts of versions: two renderings side by side, and where they disagree."""

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from analysis.catalogue import the_catalogue
from analysis.charts.style import (
    add_menu,
    conversation_colour,
    conversation_title,
    frame_figure,
    guess_order,
    wrap_quotation,
)
from analysis.disagreement import KINDS

_SHADES = ((0.7, "#12486f"), (0.5, "#5e97bf"), (-1.0, "#c6d9e8"))
_KIND_NAMES = {"figure": "figures", "name": "names", "speaker": "who says it", "omission": "left out"}


def plot_alignment(alignment: pd.DataFrame, passages: pd.DataFrame, report: pd.DataFrame) -> go.Figure:
    """Return two renderings of a conversation as strips, with a line from each passage to its counterpart.

    alignment: align_renderings of the passages. report: report_alignment. One conversation is shown; a menu
    changes to the others.
    """
    places, widths = _place_passages(passages)
    figure, owners = go.Figure(), []
    conversations = guess_order(alignment["conversation"].tolist())
    for conversation in conversations:
        rows = alignment[alignment["conversation"] == conversation]
        linked = rows[(rows["passages_a"] != "") & (rows["passages_b"] != "")]
        lower = np.inf
        for least, colour in _SHADES:
            chosen = linked[(linked["similarity"] >= least) & (linked["similarity"] < lower)]
            xs: list[float | None] = []
            ys: list[float | None] = []
            for row in chosen.itertuples():
                xs += [_middle(row.passages_a, places), _middle(row.passages_b, places), None]
                ys += [0.92, 0.08, None]
            label = f"likeness {least} and more" if least > 0 else f"below {_SHADES[1][0]}"
            figure.add_scatter(
                x=xs, y=ys, mode="lines", name=label, line={"color": colour, "width": 1.6}, hoverinfo="skip",
                visible=conversation == conversations[0],
            )  # fmt: skip
            owners.append(conversation)
            lower = least
        for side, height in (("a", 1.0), ("b", 0.0)):
            ids = [name for cell in rows[f"passages_{side}"] for name in cell.split()]
            alone = {n for cell in rows.loc[rows["similarity"].isna(), f"passages_{side}"] for n in cell.split()}
            figure.add_bar(
                orientation="h",
                x=[widths[name] for name in ids],
                base=[places[name] - widths[name] / 2 for name in ids],
                y=[height] * len(ids),
                width=0.12,
                showlegend=False,
                visible=conversation == conversations[0],
                marker={
                    "color": ["#d55e00" if name in alone else "#52606d" for name in ids],
                    "line": {"color": "white", "width": 0.5},
                },
                customdata=[[name, "no counterpart" if name in alone else "has a counterpart"] for name in ids],
                hovertemplate="<b>%{customdata[0]}</b><br>%{customdata[1]}<extra></extra>",
            )
            owners.append(conversation)
    titles = {name: conversation_title(name) for name in conversations}
    add_menu(
        figure,
        {titles[name]: [owner == name for owner in owners] for name in conversations},
        shown=titles[conversations[0]],
    )
    figure.update_layout(barmode="overlay")
    figure.update_xaxes(range=[0, 1], tickformat=".0%", title="share of the rendering's words spoken so far")
    figure.update_yaxes(tickvals=[0, 1], ticktext=["second<br>rendering", "first<br>rendering"], range=[-0.15, 1.15])
    links = alignment.dropna(subset=["similarity"])
    n_alone = len(alignment) - len(links)
    names = "; ".join(
        f"{titles[c]}: {g['rendering_a'].iloc[0]} over {g['rendering_b'].iloc[0]}"
        for c, g in alignment.groupby("conversation", sort=False)
    )
    return frame_figure(
        figure,
        title=f"{len(links)} links set the renderings side by side; {n_alone} passages are left over",
        subtitle=f"Passages of two renderings as wide as their share of the words ({names}). Lines join what renders"
        " the same words; orange: none was found.",
        footer="Dynamic programming over the likeness of passages, many to many, in order. Read by hand: "
        + "; ".join(
            f"{titles[r.conversation]} {r.right} of {r.n_read} {r.what} right, {r.partly} partly"
            for r in report.itertuples()
        )
        + ".",
        height=330,
        left=96,
        alt="Two strips of passages with lines from each to its counterpart in the other rendering.",
    )


def _place_passages(passages: pd.DataFrame) -> tuple[dict[str, float], dict[str, float]]:
    """The middle of each passage along its rendering and its width, as shares of the rendering's words."""
    words = passages["n_words"] / passages.groupby("rendering")["n_words"].transform("sum")
    end = words.groupby(passages["rendering"]).cumsum()
    names = passages["passage_id"]
    return dict(zip(names, end - words / 2, strict=True)), dict(zip(names, words, strict=True))


def _middle(names: str, places: dict[str, float]) -> float:
    return float(np.mean([places[name] for name in names.split()]))


def plot_disagreements(disagreements: pd.DataFrame, passages: pd.DataFrame) -> go.Figure:
    """Return where along the talk two renderings disagree, a row for each conversation and kind.

    disagreements: describe_disagreements.
    """
    conversations = {r.id: r.conversation for r in the_catalogue().renderings}
    table = disagreements.assign(
        conversation=disagreements["rendering_a"].map(conversations),
        position=disagreements["passage_a"].map(passages.set_index("passage_id")["position"]),
    )
    groups = [(c, kind) for c in guess_order(table["conversation"].tolist()) for kind in KINDS][::-1]
    figure, counts = go.Figure(), []
    for number, (conversation, kind) in enumerate(groups):
        rows = table[(table["conversation"] == conversation) & (table["kind"] == kind)]
        counts.append(len(rows))
        colour = conversation_colour(conversation)
        figure.add_scatter(
            x=rows["position"], y=[number] * len(rows), mode="markers", showlegend=False, cliponaxis=False,
            marker={"size": 6 + 9 * rows["confidence"], "color": colour, "opacity": 0.75,
                    "line": {"color": "white", "width": 1}},
            customdata=np.array(
                [
                    (r.rendering_a, r.value_a or "nothing", r.rendering_b, r.value_b or "nothing",
                     f"{r.confidence:.2f}", wrap_quotation(r.quotation_a), wrap_quotation(r.quotation_b))
                    for r in rows.itertuples()
                ],
                dtype=object,
            ).reshape(len(rows), 7),
            hovertemplate="<b>%{customdata[1]}</b> (%{customdata[0]})<br><b>%{customdata[3]}</b> (%{customdata[2]})"
            "<br>confidence %{customdata[4]}<br>%{customdata[5]}<br>%{customdata[6]}<extra></extra>",
        )  # fmt: skip
    labels = [f"{_KIND_NAMES[kind]} <b>{n}</b><br><i>{conversation_title(c)}</i>"
              for (c, kind), n in zip(groups, counts, strict=True)]  # fmt: skip
    figure.update_yaxes(tickvals=list(range(len(groups))), ticktext=labels, range=[-0.6, len(groups) - 0.4])
    figure.update_xaxes(range=[-0.01, 1.01], tickformat=".0%", title="how far into the first rendering")
    first = conversation_title(groups[-1][0])
    by_kind = disagreements["kind"].value_counts()
    both = int(((disagreements["value_a"] != "") & (disagreements["value_b"] != "")).sum())
    return frame_figure(
        figure,
        title=f"Two renderings of the same talk disagree in {len(table)} places: {by_kind.get('figure', 0)} figures,"
        f" {by_kind.get('name', 0)} names",
        subtitle=f"Each mark is a place where a reader of one rendering would quote something else ({both} where both"
        f" have a value); larger: more confident. {first} first.",
        footer="Figures and names are normalised, so that another notation is none. Against readings by hand: see"
        " the table of precision and recall.",
        height=46 * len(groups) + 20,
        left=120,
        alt="Marks along the course of each conversation where its two renderings disagree, by kind.",
    )


def plot_concordance(found: pd.DataFrame, passages: pd.DataFrame, *, query: str) -> go.Figure:
    """Return where along each rendering words come up, said or meant.

    found: find_passages. query: what was looked for.
    """
    places = passages.set_index("passage_id")[["rendering", "position"]]
    table = found.join(places, on="passage_id")
    renderings = [r.id for r in the_catalogue().renderings if r.id in set(passages["rendering"])][::-1]
    figure = go.Figure()
    for match, symbol in (("words", "circle"), ("meaning", "circle-open")):
        rows = table[table["match"] == match]
        outline = {"color": "white"} if match == "words" else {}
        figure.add_scatter(
            x=rows["position"], y=[renderings.index(name) for name in rows["rendering"]], mode="markers",
            name={"words": "said in these words", "meaning": "near in meaning"}[match],
            marker={"size": 12, "symbol": symbol, "line": {"width": 1 if match == "words" else 2, **outline},
                    "color": [conversation_colour(name) for name in rows["conversation"]]},
            customdata=np.array(
                [
                    (r.passage_id, r.speaker, r.theme, f"{r.tone:.1f}", wrap_quotation(r.quotation))
                    for r in rows.itertuples()
                ],
                dtype=object,
            ).reshape(len(rows), 5),
            hovertemplate="<b>%{customdata[1]}</b>, %{customdata[0]}<br>theme %{customdata[2]}, tone %{customdata[3]}"
            "<br>%{customdata[4]}<extra></extra>",
        )  # fmt: skip
    figure.update_yaxes(tickvals=list(range(len(renderings))), ticktext=renderings, range=[-0.6, len(renderings) - 0.4])
    figure.update_xaxes(range=[-0.01, 1.01], tickformat=".0%", title="share of the rendering's words spoken so far")
    said = table[table["match"] == "words"]
    who = said["speaker"].value_counts()
    leader = f", {who.iloc[0]} of them by {who.index[0]}" if len(who) else ""
    return frame_figure(
        figure,
        title=f'"{query}" is said in {len(said)} passages{leader}',
        subtitle=f"Passages that say it (filled), and the {len(table) - len(said)} that come nearest in meaning, in"
        " either language (hollow), along each rendering.",
        footer="Said: as it stands in your own copies of the documents, or, without them, by the words of the passage"
        " in any order. Meaning: cosine of multilingual vectors freed of their language.",
        height=52 * len(renderings) + 20,
        left=120,
        alt=f"Marks along each rendering where {query} is said or meant.",
    )
