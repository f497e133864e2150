"""Mentions: who names whom and what how often, as a table of numbers in colour."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from analysis.charts.fitting import (
    choose_title,
    escape,
    frame_empty,
    label_person,
    label_talk,
    tell_person,
    tell_talk,
    write_tenths,
)
from analysis.charts.frame import VIEW, frame_figure
from analysis.charts.rates import tell_unfound
from analysis.charts.style import (
    MOST_UPRIGHT,
    SEQUENTIAL,
    SOME,
    UNJUDGED,
    cut_text,
    shorten,
    tell_capped,
    tell_press_reports,
)
from analysis.comparison.verdicts import FEWEST_EXCHANGES
from analysis.corpus.folder import Corpus
from analysis.ground.wording import say
from analysis.moves.speaking_of import name_thing
from analysis.passages.runs import count_exchanges

# So many names have a row.
_MOST_NAMES = 20
# So many passages are listed on hovering.
_LISTED = 6
_Group = tuple[str, str]


def plot_mentions(corpus: Corpus, mentions: pd.DataFrame, passages: pd.DataFrame) -> go.Figure:
    """Return how often each speaker names whom and what, the names most said on top; a cell has the counts.

    mentions: count_mentions of passages. Of a conversation published twice a cell has what each rendering counts.
    """
    if mentions.empty:
        return frame_empty(
            corpus,
            title=say("No known names were found", "没有找到已知的名称"),
            why=say("No name of the lists is said, or nothing was looked for.", "没有说到名单上的名称，或尚未查找。"),
            footer=tell_unfound(corpus, names=True),
        )
    groups, n_groups = _choose_groups(corpus, mentions)
    enough = {group: n >= FEWEST_EXCHANGES for group, n in _count(passages).items()}
    cells = {(r.thing, r.conversation, r.speaker): r for r in mentions.itertuples()}
    totals = mentions.groupby("thing")["n_mentions"].sum()
    things = sorted(totals.index, key=lambda thing: (-totals[thing], thing))[:_MOST_NAMES]
    grid = np.array([[_count_cell(cells.get((thing, *group))) for group in groups] for thing in things[::-1]])
    judged = np.array([[enough.get(group, False) for group in groups]])
    figure = go.Figure()
    for is_judged in (False, True):
        shown = (judged == is_judged) & (grid > 0)
        figure.add_heatmap(
            z=np.where(shown, grid, np.nan), x=["/".join(group) for group in groups], y=things[::-1],
            zmin=0, zmax=max(float(np.max(np.where(judged, grid, 0))), 1.0), showscale=False, xgap=2, ygap=2,
            colorscale=SEQUENTIAL if is_judged else UNJUDGED, texttemplate="%{text}", hoverongaps=False,
            text=[[_print_cell(cells.get((t, *g))) if s else "" for g, s in zip(groups, row, strict=True)]
                  for t, row in zip(things[::-1], shown, strict=True)],
            customdata=[[_tell_cell(corpus, cells.get((t, *g)), t, g) for g in groups] for t in things[::-1]],
            meta={"leads": [[_lead(cells.get((t, *g))) for g in groups] for t in things[::-1]]},
            hovertemplate="%{customdata}<extra></extra>",
        )  # fmt: skip
    upright = len(groups) <= MOST_UPRIGHT
    figure.update_xaxes(
        side="bottom", showgrid=False, type="category", tickangle=0 if upright else -35,
        tickvals=["/".join(group) for group in groups], ticktext=[_label(corpus, g, upright=upright) for g in groups],
    )  # fmt: skip
    figure.update_yaxes(
        showgrid=False,
        type="category",
        tickvals=things,
        ticktext=[shorten(name_thing(corpus, thing), 24) for thing in things],
    )
    figure.update_layout(showlegend=False)
    return frame_figure(
        corpus,
        figure,
        title=_tell_most(corpus, mentions, enough),
        subtitle=say(
            "How often each speaker says a name, in either script, of companies, products, places and people."
            " Two numbers: what two renderings of the talk count.",
            "每位说话人说到各名称（公司、产品、地点和人物）的次数，中英文合并计。两个数字：同一场两个版本各自的计数。",
        ),
        footer=say(
            f"What is said of a name is not a stance to it. Grey: fewer than {FEWEST_EXCHANGES} exchanges. ",
            f"提到谁，并不表示对其态度。灰色：问答不足 {FEWEST_EXCHANGES} 个。",
        )
        + tell_capped(len(things), len(totals)),
        how=say(
            "Names are those of the lists and of the people who speak; whoever is only called he or she is not"
            " counted. ",
            "只计名单和说话人的名称，只用代词指称的不计。",
        )
        + tell_capped(len(groups), n_groups)
        + tell_unfound(corpus, names=True)
        + tell_press_reports(corpus),
        height=26 * len(things) + 20,
        left=150,
        room_below=30 if upright else 80,
        alt=say(
            "Table of numbers in colour: how often each speaker says each name.",
            "热力图（标有数值）：每位说话人说到各名称的次数。",
        ),
        basis=VIEW,
    )


def _choose_groups(corpus: Corpus, mentions: pd.DataFrame) -> tuple[list[_Group], int]:
    """The columns: each speaker in each conversation, who answers first, of very many those who name most; and of how
    many.
    """
    sizes = mentions.groupby(["conversation", "speaker"])["n_mentions"].sum()
    largest = set(sizes.sort_values(ascending=False, kind="stable").index[:SOME])
    every = [
        (talk, str(speaker))
        for talk in corpus.order_conversations(mentions["conversation"])
        for speaker in sorted(mentions.loc[mentions["conversation"] == talk, "speaker"].unique(), key=corpus.asks)
    ]
    return [group for group in every if group in largest], len(every)


def _count(passages: pd.DataFrame) -> dict[_Group, int]:
    """How many exchanges each speaker in each conversation, or group, has."""
    return {
        (str(talk), str(speaker)): int(n)
        for speaker, group in passages.groupby("speaker")
        for talk, n in count_exchanges(group).items()
    }


def _count_cell(row: object) -> float:
    return 0.0 if row is None else float(row.n_mentions)  # type: ignore[attr-defined]


def _print_cell(row: object) -> str:
    """What stands in a cell: what each of two renderings counts, or how often."""
    least, most, n = row.least, row.most, row.n_mentions  # type: ignore[attr-defined]
    if np.isfinite(least) and least != most:
        return f"{least:.0f}–{most:.0f}"
    return f"{n:.0f}" if n >= 1 else say("under 1", "不到 1")


def _lead(row: object) -> dict[str, list[str]]:
    """Which passages a cell stands for, as lead_to has them."""
    return {} if row is None else {"passages": row.passage_id.split(" ")}  # type: ignore[attr-defined]


def _tell_cell(corpus: Corpus, row: object, thing: str, group: _Group) -> str:
    """What hovering says of a cell."""
    who, where = label_person(corpus, group[1], 40), escape(corpus.name_conversation(group[0]))
    told = f"<b>{escape(name_thing(corpus, thing))}</b><br>{who}{say(', ', '，')}{where}"
    if row is None:
        return told
    n_passages, n_exchanges = row.n_passages, row.n_exchanges  # type: ignore[attr-defined]
    tone, ids = row.tone_of_passages, row.passage_id.split(" ")  # type: ignore[attr-defined]
    told += say(
        f"<br>{_print_cell(row)} times, {n_passages} passages of all renderings, {n_exchanges} exchanges",
        f"<br>{_print_cell(row)} 次，各版本共 {n_passages} 个段落，{n_exchanges} 个问答",
    )
    if np.isfinite(tone):
        number = write_tenths(tone).replace("-", "\N{MINUS SIGN}")
        told += say(
            f"<br>tone of passages that mention it {number}, which is no stance to it",
            f"<br>提到它的段落语气 {number}，不等于对它的态度",
        )
    more = say(" and more", " 等") if len(ids) > _LISTED else ""
    return f"{told}<br>{escape(' '.join(ids[:_LISTED]))}{more}"


def _label(corpus: Corpus, group: _Group, *, upright: bool) -> str:
    name, talk = label_person(corpus, group[1], 20), label_talk(corpus, group[0], 16)
    return f"<b>{say(name.replace(' ', '<br>', 1), name)}</b><br>{talk}" if upright else f"{name}<br><i>{talk}</i>"


def _tell_most(corpus: Corpus, mentions: pd.DataFrame, enough: dict[_Group, bool]) -> str:
    """The finding: which name is said most, and by whom, of those with exchanges enough."""
    keys: Sequence[_Group] = list(zip(mentions["conversation"], mentions["speaker"], strict=True))
    known = mentions[[enough.get(key, False) for key in keys]]
    if known.empty:
        return say("No speaker has enough exchanges to compare names", "没有哪位说话人的问答多到足以比较")
    totals = known.groupby("thing")["n_mentions"].sum()
    thing = min(totals.index, key=lambda one: (-totals[one], one))
    rows = known[known["thing"] == thing].sort_values("n_mentions", ascending=False, kind="stable")
    parts = [
        say(
            f"{tell_person(corpus, r.speaker)} at {tell_talk(corpus, r.conversation)} {_print_cell(r)} times",
            f"{tell_person(corpus, r.speaker)}在 {tell_talk(corpus, r.conversation)} 中 {_print_cell(r)} 次",
        )
        for r in rows.itertuples()
    ]
    name = cut_text(name_thing(corpus, thing), 24)
    told = say(f"{name} is named most", f"{name}被提到最多")
    both = say(f"{told}: by {', by '.join(parts[:2])}", f"{told}：{'，'.join(parts[:2])}")
    return choose_title(both, say(f"{told}: by {parts[0]}", f"{told}：{parts[0]}"), told)
