"""Charts of tone: who speaks how warmly, when, of what, and which words make the difference."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from analysis.catalogue import the_catalogue
from analysis.charts.style import (
    FEWEST_TURNS,
    INK,
    QUIET,
    add_menu,
    conversation_colour,
    conversation_title,
    draw_interval,
    frame_figure,
    guess_order,
    interval_note,
    label_speaker_rows,
    label_theme_rows,
    list_speakers,
    raise_panel_titles,
    speaker_colour,
    spread_points,
    wrap_quotation,
)
from analysis.sentiment.tone import HIGH, LOW, NEUTRAL
from analysis.themes import load_themes, name_in_sentence

_SCALE = "from -2, anger or alarm, over 0, facts, to 2, enthusiasm"
_SMOOTHING = 0.05
_FEWEST_FOR_LINE = 8


def _hover(rows: pd.DataFrame) -> np.ndarray:
    quotations = [wrap_quotation(text) for text in rows["words_of"]]
    return np.stack([rows["passage_id"], rows["tone_low"], rows["tone_high"], quotations], axis=1)


_HOVER = "%{customdata[0]}<br>tone %{POINT:.2f} (%{customdata[1]:.1f} to %{customdata[2]:.1f})<br>%{customdata[3]}"


def plot_tone(passages: pd.DataFrame, summary: pd.DataFrame, *, quotations: list[str] | None = None) -> go.Figure:
    """Return the tone of every passage by conversation and speaker, with the corrected mean and its interval.

    summary: summarise_tone by conversation and speaker.
    """
    table = passages.assign(words_of=quotations or "")
    groups = list_speakers(table)
    indexed = summary.set_index(["conversation", "speaker"]).loc[groups]
    figure, notes = go.Figure(), []
    for number, ((conversation, speaker), row) in enumerate(zip(groups, indexed.itertuples(), strict=True)):
        rows = table[(table["conversation"] == conversation) & (table["speaker"] == speaker)]
        colour = speaker_colour(speaker)
        figure.add_scatter(
            x=rows["tone"], y=number + spread_points(len(rows)) - 0.1, mode="markers",
            name=f"{speaker}, {conversation}",
            marker={"color": colour, "size": 6, "opacity": 0.4}, customdata=_hover(rows),
            hovertemplate=f"<b>{speaker}</b>, {_HOVER.replace('POINT', 'x')}<extra></extra>",
        )  # fmt: skip
        enough = row.n_turns >= FEWEST_TURNS
        if enough and np.isfinite(row.mean):
            clear = row.ci_low > NEUTRAL or row.ci_high < NEUTRAL
            middle, low, high = (pd.Series([value]) for value in (row.mean, row.ci_low, row.ci_high))
            figure.add_scatter(
                x=middle, y=[number + 0.33], mode="markers", error_x=draw_interval(middle, low, high, colour=INK),
                marker={
                    "symbol": "diamond", "size": 10, "line": {"color": INK, "width": 2},
                    "color": INK if clear else "white",
                },
                hovertemplate=f"corrected mean {row.mean:.2f} ({row.ci_low:.2f} to {row.ci_high:.2f})"
                f"<br>as scored: mean {row.scored_mean:.2f}, median {row.median:.2f}"
                f" ({row.median_low:.2f} to {row.median_high:.2f})<extra></extra>",
            )  # fmt: skip
            figure.add_annotation(
                x=row.mean, y=number + 0.33, text=f"{row.mean:.1f}", showarrow=False, yshift=14, font={"size": 12}
            )
        notes.append(f"n = {row.n_passages}" if enough else f"n = {row.n_passages}, too few turns for a mean")
    label_speaker_rows(figure, groups, notes)
    figure.add_vline(x=NEUTRAL, line={"color": QUIET, "dash": "dot", "width": 1})
    figure.update_layout(showlegend=False)
    figure.update_xaxes(range=[LOW - 0.06, HIGH + 0.06], title="tone")
    framed = frame_figure(
        figure,
        title=_tell_warmest(indexed[indexed["n_turns"] >= FEWEST_TURNS].dropna(subset=["mean"])),
        subtitle=f"Tone of each passage ({_SCALE}); diamonds: means, corrected by the coding by hand. Hollow: the"
        f" interval includes 0. {len(table)} passages.",
        footer=interval_note(),
        height=80 * len(groups) + 20,
        left=150,
        alt="Strips of the tone of each passage by speaker and conversation, with corrected means.",
    )
    framed.update_layout(margin={"r": 105})
    return framed


def _tell_warmest(indexed: pd.DataFrame) -> str:
    """What can be said of the warmest and the coolest speaker: only what their intervals bear."""
    (top_talk, top), (low_talk, low) = indexed["mean"].idxmax(), indexed["mean"].idxmin()
    first, last = indexed.loc[(top_talk, top)], indexed.loc[(low_talk, low)]
    if first["ci_low"] > last["ci_high"]:
        return (
            f"{top} speaks most warmly ({conversation_title(top_talk)}, {first['mean']:.1f} on average); {low}"
            f" least ({conversation_title(low_talk)}, {last['mean']:.1f})"
        )
    return f"Nobody's tone is clearly apart: means from {last['mean']:.1f} to {first['mean']:.1f}, intervals overlap"


def smooth_tone(position: np.ndarray, tone: np.ndarray, *, at: np.ndarray, width: float = _SMOOTHING) -> np.ndarray:
    """Return the local mean of tone at places of a talk, Gaussian weights: Nadaraya (1964), Watson (1964)."""
    weights = np.exp(-0.5 * ((at[:, None] - position[None, :]) / width) ** 2)
    smooth: np.ndarray = (weights @ tone) / weights.sum(axis=1)
    return smooth


def plot_tone_course(passages: pd.DataFrame, *, quotations: list[str] | None = None) -> go.Figure:
    """Return the tone along each rendering: a point per passage, a smooth line per speaker.

    One rendering is shown; a menu changes to the others.
    """
    table = passages.assign(words_of=quotations or "")
    renderings = [r.id for r in the_catalogue().renderings if r.id in set(table["rendering"])]
    first = table.groupby("rendering")["n_words"].sum().idxmax()
    figure, owners = go.Figure(), []
    levels: list[float] = []
    for rendering in renderings:
        group = table[table["rendering"] == rendering]
        for speaker in sorted(group["speaker"].unique()):
            rows, colour = group[group["speaker"] == speaker], speaker_colour(str(speaker))
            shown = rendering == first
            figure.add_scatter(
                x=rows["position"], y=rows["tone"], mode="markers", name=f"{speaker}", visible=shown, showlegend=False,
                marker={"color": colour, "size": 6, "opacity": 0.35}, customdata=_hover(rows),
                hovertemplate=f"<b>{speaker}</b>, {_HOVER.replace('POINT', 'y')}<extra></extra>",
            )  # fmt: skip
            owners.append(rendering)
            if len(rows) >= _FEWEST_FOR_LINE:
                at = np.linspace(rows["position"].min(), rows["position"].max(), 120)
                smooth = smooth_tone(rows["position"].to_numpy(), rows["tone"].to_numpy(), at=at)
                figure.add_scatter(
                    x=at, y=smooth.round(3), mode="lines", name=str(speaker), visible=shown,
                    line={"color": colour, "width": 3}, hoverinfo="skip",
                )  # fmt: skip
                owners.append(rendering)
                levels += smooth.tolist() if shown else []
    add_menu(figure, {name: [owner == name for owner in owners] for name in renderings}, shown=first)
    figure.add_hline(y=NEUTRAL, line={"color": QUIET, "dash": "dot", "width": 1})
    figure.update_xaxes(range=[0, 1], tickformat=".0%", title="share of the rendering's words spoken so far")
    figure.update_yaxes(range=[LOW - 0.06, HIGH + 0.06], tickvals=[-2, -1, 0, 1, 2])
    talk = conversation_title(table.loc[table["rendering"] == first, "conversation"].iloc[0])
    return frame_figure(
        figure,
        title=f"In {talk} the speakers' tone moves between {min(levels):.1f} and {max(levels):.1f}; single passages"
        " spread far wider",
        subtitle=f"Tone of the passages of {first} ({_SCALE}), in order. Lines: local mean of each speaker with"
        f" {_FEWEST_FOR_LINE} passages or more. The menu shows the other renderings.",
        footer=f"Tone as scored; the lines smooth over about {_SMOOTHING * 2:.0%} of the talk to either side. A single"
        " passage's interval is wide, see the hovers.",
        height=420,
        left=44,
        alt="Tone along one rendering, a point for each passage and a smooth line for each speaker.",
    )


def plot_tone_by_theme(summary: pd.DataFrame, *, themes: Sequence[str], guest: str) -> go.Figure:
    """Return the corrected mean tone of each theme: a panel for the guest, one for the hosts, by conversation.

    summary: summarise_tone by conversation, speaker and theme. themes: those to show; the warmest comes first.
    """
    panels = {guest: summary["speaker"] == guest, "hosts": summary["speaker"] != guest}
    enough = summary[(summary["n_turns"] >= FEWEST_TURNS) & summary["mean"].notna() & summary["theme"].isin(themes)]
    warmth = enough.groupby("theme")["mean"].mean()
    order = [*warmth.sort_values(ascending=False).index, *(theme for theme in themes if theme not in warmth.index)]
    figure = make_subplots(cols=2, shared_yaxes=True, horizontal_spacing=0.05, subplot_titles=list(panels))
    for column, chosen in enumerate(panels.values(), 1):
        table = enough[chosen.loc[enough.index]]
        conversations = guess_order(summary["conversation"].tolist())
        for theme in set(order) - set(table["theme"]):
            figure.add_annotation(
                x=NEUTRAL, y=len(order) - 1 - order.index(theme), text="too few turns", showarrow=False, xanchor="left",
                xshift=6, font={"size": 11, "color": QUIET}, row=1, col=column,
            )  # fmt: skip
        for number, conversation in enumerate(conversations):
            rows = table[table["conversation"] == conversation]
            colour = conversation_colour(conversation)
            clear = (rows["ci_low"] > NEUTRAL) | (rows["ci_high"] < NEUTRAL)
            shift = (len(conversations) - 1) / 2 - number
            figure.add_scatter(
                row=1, col=column, x=rows["mean"], mode="markers",
                y=[len(order) - 1 - order.index(theme) + shift * 0.24 for theme in rows["theme"]],
                name=conversation_title(conversation), legendgroup=conversation, showlegend=False,
                marker={
                    "size": 9, "color": [colour if c else "white" for c in clear], "line": {"color": colour, "width": 2}
                },
                error_x=draw_interval(rows["mean"], rows["ci_low"], rows["ci_high"], colour=colour),
                customdata=rows[["speaker", "theme", "n_passages", "n_turns", "scored_mean"]].to_numpy(),
                hovertemplate="<b>%{customdata[0]}</b>, %{customdata[1]}<br>corrected mean %{x:.2f}, as scored"
                " %{customdata[4]:.2f}<br>%{customdata[2]} passages in %{customdata[3]} turns<extra></extra>",
            )  # fmt: skip
            if column == 1:
                # The legend would take the first mark, which may be hollow.
                figure.add_scatter(
                    x=[None], y=[None], mode="markers", name=conversation_title(conversation), legendgroup=conversation,
                    marker={"size": 9, "color": colour}, row=1, col=column,
                )  # fmt: skip
        figure.add_vline(x=NEUTRAL, line={"color": QUIET, "dash": "dot", "width": 1}, row=1, col=column)
    figure.update_xaxes(range=[-1.3, HIGH + 0.06], tickvals=[-1, 0, 1, 2])
    label_theme_rows(figure, order)
    framed = frame_figure(
        figure,
        title=_tell_themes(enough[enough["speaker"] == guest], guest),
        subtitle=f"Mean tone ({_SCALE}) of the passages on each theme, corrected by the coding by hand. Hollow: the"
        f" interval includes 0. Under {FEWEST_TURNS} turns: no mark. {len(enough)} means.",
        footer=interval_note(),
        height=44 * len(order) + 20,
        left=228,
        alt="Corrected mean tone by theme and conversation, the guest and the hosts side by side.",
    )
    return raise_panel_titles(framed, len(panels))


def _tell_themes(rows: pd.DataFrame, guest: str) -> str:
    """What can be said of the guest's warmest and coolest theme: only what their intervals bear."""
    if rows.empty:
        return "Too few turns on any theme to tell its tone"
    names = {theme: name_in_sentence(name) for theme, name in load_themes().names().items()}
    warm, cool = rows.loc[rows["mean"].idxmax()], rows.loc[rows["mean"].idxmin()]
    if warm["ci_low"] > cool["ci_high"]:
        return (
            f"{guest} is warmest on {names[warm['theme']]} ({warm['mean']:.1f}) and coolest on {names[cool['theme']]}"
            f" ({cool['mean']:.1f})"
        )
    return (
        f"{guest}'s themes cannot be told apart in tone for sure: from {cool['mean']:.1f} to {warm['mean']:.1f},"
        " intervals overlap"
    )


def plot_word_shift(
    shifts: Mapping[str, pd.DataFrame], sides: Mapping[str, tuple[str, str]], *, n_words: int = 16
) -> go.Figure:
    """Return the words that make two speakers differ in praise and blame, conversation by conversation.

    shifts: by conversation, shift_words of its guest and its host. sides: by conversation, the names of
    the two. One conversation is shown; a menu changes to the others.
    """
    figure = go.Figure()
    shown = max(shifts, key=lambda name: abs(shifts[name]["contribution"].sum()))
    for conversation, table in shifts.items():
        one, other = sides[conversation]
        rows = table.head(n_words).iloc[::-1]
        colours = [speaker_colour(one if value > 0 else other) for value in rows["contribution"]]
        figure.add_bar(
            orientation="h", x=rows["contribution"], y=rows["word"], visible=conversation == shown, showlegend=False,
            marker={"color": colours}, name=conversation,
            customdata=np.stack([rows["value"], rows["rate_one"], rows["rate_other"]], axis=1),
            hovertemplate=f"<b>%{{y}}</b>, value %{{customdata[0]:.2f}}<br>{one}: %{{customdata[1]:.1f}} times in a"
            f" hundred passages<br>{other}: %{{customdata[2]:.1f}}<extra></extra>",
        )  # fmt: skip
    add_menu(
        figure,
        {conversation_title(name): [name == other for other in shifts] for name in shifts},
        shown=conversation_title(shown),
    )
    (one, other), gap = sides[shown], float(shifts[shown]["contribution"].sum())
    more, less = (one, other) if gap > 0 else (other, one)
    top = shifts[shown].loc[np.sign(shifts[shown]["contribution"]) == np.sign(gap), "word"].head(3)
    told = ", ".join(f'"{word}"' for word in top)
    figure.add_vline(x=0, line={"color": QUIET, "width": 1})
    figure.update_xaxes(title=f"to the right: more praise, or less blame, from {one}")
    figure.update_yaxes(type="category")
    return frame_figure(
        figure,
        title=f"{more} praises more than {less} ({conversation_title(shown)}, by {abs(gap):.1f} a passage): {told}",
        subtitle="What each word adds to the difference in praise less blame per passage, coloured by the speaker whom"
        " it makes the warmer; both languages, renderings together. The menu shows the other conversations.",
        footer="Word shift after Gallagher et al. (2021) on the project's list of attitude words, with negation and"
        " degree. Words explain a part of the tone only.",
        height=24 * n_words + 60,
        left=176,
        alt="Bars of the words that make one speaker sound warmer than the other.",
    )
