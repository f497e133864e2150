"""Hedging: how often each speaker leaves open what they say, and how often they only assent."""

import pandas as pd
import plotly.graph_objects as go

from analysis.charts.fitting import name_language
from analysis.charts.rates import Rated, draw_rates, frame_unfound, tell_ends
from analysis.corpus.folder import Corpus
from analysis.ground.languages import has_spaces
from analysis.ground.wording import say
from analysis.moves.stored import ASSENT, HEDGE


def plot_hedges(corpus: Corpus, hedges: pd.DataFrame) -> go.Figure:
    """Return how often each speaker hedges, or only assents; a menu has both, in each language by itself.

    hedges: measure_hedges.
    """
    if hedges.empty:
        return frame_unfound(corpus)
    entries = []
    sizes = hedges.groupby("language")["n_words"].sum().sort_values(ascending=False, kind="stable")
    for move in (HEDGE, ASSENT):
        for language in sizes.index:
            rows = hedges[(hedges["move"] == move) & (hedges["language"] == language)]
            rows = rows.rename(columns={"per_thousand": "value"})
            unit = say("words", "词") if has_spaces(language) else say("characters", "字")
            does = say("hedges", "用模糊限制语") if move == HEDGE else say("only assents", "简短附和")
            noun = say("Hedges", "模糊限制语") if move == HEDGE else say("Short assents", "简短附和")
            entries.append(
                Rated(
                    f"{noun}{say(', ', '，')}{name_language(language)}" if len(sizes) > 1 else noun,
                    rows.assign(n=[say(f"{n:,} {unit}", f"{n:,} {unit}") for n in rows["n_words"]]),
                    tell_ends(
                        corpus,
                        rows,
                        say(f" {does} {{}} times in a thousand {unit}", f"每千{unit}{does} {{}} 次"),
                        say(" {}", "为 {} 次"),
                        _write_rate,
                        placed=True,
                    ),
                    say(
                        f"{noun} in a thousand {unit} of each speaker ({name_language(language)})."
                        " Dot: mean of the renderings; bar: what each of two in this language has.",
                        f"每位说话人每千{unit}的{noun}（{name_language(language)}）。"
                        "圆点：各版本均值；灰条：该语言两个版本各自的值。",
                    ),
                )
            )
    return draw_rates(
        corpus,
        entries,
        how=say(
            "Counted by a list of set phrases, each language by its own: figures of two languages say nothing beside"
            " each other. Editors leave out short assents. ",
            "按各语言自己的词表计数，两种语言的数值不可相比。简短附和常被编辑删去。",
        ),
        axis=say("in a thousand", "每千字词"),
        tickformat="",
        write=_write_rate,
        alt=say("How often each speaker hedges or assents.", "点图：每位说话人使用模糊限制语或附和的频率。"),
    )


def _write_rate(value: float) -> str:
    return f"{value:.1f}"
