"""Answers: the sentences that a notebook opens with, told from its tables, so that they cannot go stale."""

import pandas as pd

from analysis.catalogue import the_catalogue
from analysis.comparison import FEWEST_TURNS
from analysis.themes import UNASSIGNED, Themes, name_in_sentence

_KAPPA = "agreement of the two codings, Cohen's kappa"
_TITLES = {c.id: c.title for c in the_catalogue().conversations}


def _percent(share: float) -> str:
    return f"{share:.0%}".replace("%", " %")


def _join(items: list[str]) -> str:
    return items[0] if len(items) == 1 else ", ".join(items[:-1]) + " and " + items[-1]


def tell_speech(shares: pd.DataFrame, *, guest: str) -> str:
    """Return who spoke how much, as Markdown.

    shares: measure_shares with whole conversation, rendering and part speaker.
    """
    mine = shares[shares["speaker"] == guest]
    parts = []
    for conversation in (name for name in _TITLES if name in set(mine["conversation"])):
        rows = mine[mine["conversation"] == conversation]
        values = sorted({_percent(share) for share in rows["share"]})
        parts.append(f"{_TITLES[conversation]} **{' to '.join(values)}**")
    spread = mine.groupby("conversation")["share"].agg(lambda s: s.max() - s.min()).max()
    return (
        f"{guest}'s share of the words: {_join(parts)}. Two renderings of one conversation disagree about it by up"
        f" to {spread * 100:.0f} points. SIGGRAPH is known only from a press article, which chose what to quote."
    )


def tell_themes(topics: pd.DataFrame, themes: pd.DataFrame, report: pd.DataFrame) -> str:
    """Return how many topics and themes there are, which are largest and how far to trust them, as Markdown.

    topics: describe_topics. themes: describe_themes. report: report_themes, by figure.
    """
    largest = [
        f"{name_in_sentence(name)} ({_percent(share)})"
        for name, share in zip(themes["name_en"][:3], themes["share"][:3], strict=True)
    ]
    return (
        f"BERTopic finds **{(topics['topic'] >= 0).sum()} topics** in {topics['n_passages'].sum()} passages, and people"
        f" tell **{len(themes)} themes** apart in them; the largest are {_join(largest)}. On passages that chose"
        " nothing, the themes agree with a careful reader in"
        f" **{_percent(report.loc['accuracy, test part', 'value'])}** of cases; two readers agree in almost all (kappa"
        f" {report.loc[_KAPPA, 'value']:.2f})."
    )


def tell_tone(summary: pd.DataFrame, scorers: pd.DataFrame) -> str:
    """Return who speaks how warmly, and how far the score can be believed, as Markdown.

    summary: summarise_tone by conversation and speaker. scorers: compare_scorers.
    """
    known = summary[summary["n_turns"] >= FEWEST_TURNS].dropna(subset=["mean"]).sort_values("mean", ascending=False)
    told = [f"{row.speaker} in {_TITLES[row.conversation]} **{row.mean:.1f}**" for row in known.itertuples()]
    top, last = known.iloc[0], known.iloc[-1]
    claim = (
        f"{top['speaker']} ({_TITLES[top['conversation']]}) and {last['speaker']} ({_TITLES[last['conversation']]})"
        " are apart by more than their intervals."
        if top["ci_low"] > last["ci_high"]
        else "The intervals of the first and the last overlap."
    )
    agreement = scorers.set_index(["scorer", "language"])["spearman"]
    return (
        f"On a scale from -2 to 2 the averages are: {_join(told)}. {claim} The score ranks single passages as readers"
        f" do at a correlation of **{agreement['tone', 'both']:.2f}**, SnowNLP at **{agreement['snownlp', 'zh']:.2f}**;"
        " so averages here are corrected by passages coded by hand, and SnowNLP's numbers must not be quoted."
    )


def tell_comparison(differences: pd.DataFrame, noise: pd.DataFrame, themes: Themes) -> str:
    """Return which differences between conversations are larger than interval and noise, as Markdown.

    differences: compare_conversations of themes. noise: measure_noise of themes.
    """
    names = themes.names()
    clear = differences[differences["clears"] & (differences["theme"] != UNASSIGNED)].copy()
    clear["size"] = clear["difference"].abs()
    told = []
    for row in clear.sort_values("size", ascending=False).drop_duplicates("theme").head(3).itertuples():
        more, less = (row.conversation_a, row.conversation_b)[:: 1 if row.difference > 0 else -1]
        high, low = max(row.share_a, row.share_b), min(row.share_a, row.share_b)
        told.append(
            f"{name_in_sentence(names[row.theme])} ({_TITLES[more]} {_percent(high)}, {_TITLES[less]} {_percent(low)})"
        )
    return (
        f"**{len(clear)} of {len(differences)}** differences in theme shares between two conversations are larger than"
        f" their interval and the noise floor. The largest: {_join(told) if told else 'none'}. The noise floor, the"
        f" distance between two renderings of one conversation, is {noise['noise'].max() * 100:.1f} points of share at"
        " the most."
    )
