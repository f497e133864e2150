"""Answers: the sentences that a notebook opens with, told from its tables, so that they cannot go stale."""

import pandas as pd

from analysis.catalogue import the_catalogue
from analysis.comparison import FEWEST_TURNS, TOO_FEW
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


def tell_comparison(differences: pd.DataFrame, noise: pd.DataFrame, tone: pd.DataFrame, themes: Themes) -> str:
    """Return which differences between conversations a sceptic has to accept, as Markdown.

    differences: compare_conversations of themes. noise: measure_noise of themes. tone: compare_conversations
    of the guest's tone, with a row for all themes.
    """
    names = themes.names()
    judged = differences[differences["verdict"] != TOO_FEW]
    clear = judged[judged["clears"] & (judged["theme"] != UNASSIGNED)].sort_values(
        "difference", key=abs, ascending=False
    )
    told = []
    for row in clear.itertuples():
        more, less = (row.conversation_a, row.conversation_b)[:: 1 if row.difference > 0 else -1]
        high, low = max(row.share_a, row.share_b), min(row.share_a, row.share_b)
        told.append(
            f"{name_in_sentence(names[row.theme])} ({_TITLES[more]} {_percent(high)}, {_TITLES[less]} {_percent(low)})"
        )
    compared, known = (
        {_TITLES[name] for column in ("conversation_a", "conversation_b") for name in table[column]}
        for table in (differences, judged)
    )
    warmth = tone[(tone["theme"] == "all themes") & tone["clears"]]
    warmer = [
        f"{_TITLES[(r.conversation_a, r.conversation_b)[r.difference < 0]]} than in"
        f" {_TITLES[(r.conversation_a, r.conversation_b)[r.difference > 0]]} ({abs(r.difference):.1f} steps)"
        for r in warmth.itertuples()
    ]
    unknown = _join(sorted(compared - known)) if compared - known else ""
    return (
        f"**{len(clear)} of {len(judged)}** differences in theme shares hold against interval, noise and the number of"
        f" comparisons: {_join(told) if told else 'none'}."
        + (f" On the scale of tone the guest is warmer at {_join(warmer)}." if warmer else "")
        + f" Two renderings of one conversation differ by up to {noise['noise'].max() * 100:.1f} points of share, and a"
        f" difference has to be {judged['detectable'].median() * 100:.0f} points for conversations of this length to"
        " show it" + (f"; {unknown}, known from too few exchanges, cannot be judged." if unknown else ".")
    )


def tell_versions(report: pd.DataFrame, noise: pd.DataFrame, themes: Themes) -> str:
    """Return how well the renderings are set side by side and how far they lie apart, as Markdown.

    report: report_alignment. noise: measure_noise of themes.
    """
    links = report[report["what"] == "links"]
    parts = [f"{_TITLES[r.conversation]} **{_percent(r.share_right)}** of {r.n_read}" for r in links.itertuples()]
    widest = noise.sort_values("noise").iloc[-1]
    return (
        f"Readers found the links between passages right for {_join(parts)}. The same talk, published twice, differs"
        f" by up to **{widest['noise'] * 100:.1f} points** in the share of a theme"
        f" ({name_in_sentence(themes.names()[widest['theme']])}, {_TITLES[widest['conversation']]}) and by"
        f" {noise['noise'].median() * 100:.1f} points in the middle: that is the floor which any difference between"
        " conversations has to exceed."
    )


def tell_disagreements(table: pd.DataFrame, report: pd.DataFrame) -> str:
    """Return how much two renderings disagree, with the widest figures, and how far to trust the finds, as Markdown.

    table: load_disagreements. report: report_disagreements.
    """
    counts = table["kind"].value_counts()
    surest = table[(table["kind"] == "figure") & (table["value_a"] != "") & (table["value_b"] != "")]
    surest = surest.sort_values("confidence", ascending=False, kind="stable").drop_duplicates("value_a").head(3)
    told = [f"{r.value_a} against {r.value_b}" for r in surest.itertuples()]
    by_kind = report.set_index("kind")
    return (
        f"In **{len(table)} places** a reader of one rendering would quote something else than a reader of the other:"
        f" {counts.get('figure', 0)} figures, {counts.get('name', 0)} names, {counts.get('speaker', 0)} speakers and"
        f" {counts.get('omission', 0)} statements left out; among them {_join(told)}. Of all that is listed readers"
        f" found **{_percent(by_kind.loc['all', 'precision'])}** too, and of what they found to differ,"
        f" {_percent(by_kind.loc['figure', 'recall_differs'])} of the figures and"
        f" {_percent(by_kind.loc['name', 'recall_differs'])} of the names are listed."
    )


def tell_concordance(found: pd.DataFrame, query: str) -> str:
    """Return who says words, and how often, as Markdown. found: find_passages."""
    said = found[found["match"] == "words"]
    counts = said.groupby(["conversation", "speaker"]).size().sort_values(ascending=False, kind="stable")
    told = [f"{speaker} at {_TITLES[conversation]} {n}" for (conversation, speaker), n in counts.items()]
    return (
        f'**{len(said)} passages** of all renderings say "{query}"'
        + (f": {_join(told)}." if told else ".")
        + f" Another {len(found) - len(said)} that come nearest in meaning, in either language, are listed below them."
    )
