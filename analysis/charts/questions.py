"""Questions: how often each speaker asks, and how."""

import pandas as pd
import plotly.graph_objects as go

from analysis.charts.rates import Rated, draw_rates, frame_unfound, tell_ends
from analysis.corpus.folder import Corpus
from analysis.ground.wording import percent, say
from analysis.moves.asking import ANY
from analysis.moves.questions import CLOSED, OPEN, TAG


def plot_questions(corpus: Corpus, questions: pd.DataFrame) -> go.Figure:
    """Return in which share of their turns each speaker asks; a menu has the kinds. questions: measure_questions."""
    if questions.empty:
        return frame_unfound(corpus)
    entries = []
    for kind, (asks, label) in _name_kinds().items():
        rows = questions[questions["kind"] == kind].rename(columns={"share_of_turns": "value"})
        rows = rows.assign(n=[say(f"{n} turns", f"{n} 个话轮") for n in rows["n_turns"]])
        asking = rows[rows["asking"]] if rows["asking"].any() else rows
        entries.append(
            Rated(
                label,
                rows,
                tell_ends(
                    corpus,
                    asking,
                    say(f" {asks} in {{}} of their turns", f"的话轮有 {{}} {asks}"),
                    say(" in {}", "为 {}"),
                    percent,
                ),
                say(
                    f"Share of each speaker's turns with {label.lower()}, {int(rows['n_turns'].sum())} turns."
                    " Dot: mean of the renderings; bar: what each of two renderings has.",
                    f"每位说话人的话轮中含有{label}的比例，共 {int(rows['n_turns'].sum())} 个话轮。"
                    "圆点：各版本均值；灰条：两个版本各自的值。",
                ),
            )
        )
    return draw_rates(
        corpus,
        entries,
        how=say(
            "Questions are told by punctuation and form; who edits joins or cuts turns, which moves these shares. ",
            "问题按标点和句式识别；编辑会合并或拆分话轮，占比随之变动。",
        ),
        axis=say("share of turns", "话轮占比"),
        tickformat=".0%",
        write=percent,
        alt=say("Share of each speaker's turns in which something is asked.", "点图：每位说话人提问的话轮占比。"),
    )


def _name_kinds() -> dict[str, tuple[str, str]]:
    """Each kind of question: what who puts it does, and what it is called."""
    return {
        ANY: (say("ask", "在提问"), say("A question", "问题")),
        OPEN: (say("ask an open question", "提出开放式问题"), say("An open question", "开放式问题")),
        CLOSED: (say("ask a closed question", "提出封闭式问题"), say("A closed question", "封闭式问题")),
        TAG: (say("put a tag behind what they say", "带附加问"), say("A tag", "附加问")),
    }
