"""Frames: what was said and what was found in it, one row a passage, an utterance or a coded passage."""

import datetime
from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from analysis.corpus.catalogue import Conversation, Speaker
from analysis.corpus.documents import has_document, load_document
from analysis.ground.errors import AnalysisError
from analysis.ground.languages import has_spaces
from analysis.passages.stored import stack_vectors
from analysis.reading import Source, open_source
from analysis.results import OpenCorpus

# Forms that keep what is said as it was said, without marks of their own in it.
_RECORDS = ("json", "table")
_BY = {"theme": "theme", "tone": "score"}


def frame_passages(corpus: OpenCorpus) -> pd.DataFrame:
    """Return every measured passage with its words, who says it, and what was found in it.

    Returns: one row per passage, also those that an article quotes from another occasion (elsewhere): passage_id,
    conversation, rendering, title, date, language, speaker, role, turn, exchange, elsewhere, n_words, text (from the
    user's own copies, "" where there is none), theme, theme_name, topic, tone (-2 to 2) with tone_low and tone_high, x
    and y (place on the map), vector (a list of numbers), then the catalogue's columns of conversations and of people.
    Errors: AnalysisError where a copy is not the catalogue's document.
    """
    passages = corpus.everything.reset_index(drop=True)
    talks = {c.id: c for c in corpus.catalogue.conversations}
    people = {s.name: s for s in corpus.catalogue.speakers}
    of, by = passages["conversation"].map(talks), passages["speaker"].map(people)
    frame = pd.DataFrame(
        {
            "passage_id": passages["passage_id"],
            "conversation": passages["conversation"],
            "rendering": passages["rendering"],
            "title": [talk.title for talk in of],
            "date": pd.to_datetime(pd.Series([talk.date for talk in of], dtype=object)),
            "language": passages["language"],
            "speaker": passages["speaker"],
            "role": [person.role for person in by],
            **{name: passages[name] for name in ("turn", "exchange", "elsewhere", "n_words")},
            "text": corpus.quote(passages),
            "theme": passages["theme"],
            "theme_name": _name_themes(corpus, passages["theme"]),
            **{name: passages[name] for name in ("topic", "tone", "tone_low", "tone_high", "x", "y")},
            "vector": list(stack_vectors(passages).astype("float32")),
        }
    )
    return frame.assign(**_list_columns(frame.columns, list(of), list(by)))


def _list_columns(
    taken: Iterable[str], talks: Sequence[Conversation], people: Sequence[Speaker]
) -> dict[str, Sequence[object]]:
    """What the catalogue says of the conversation and each speaker of rows; a name that is taken gets a word more."""
    found: dict[str, Sequence[object]] = {}
    for kind, entries in (("conversation", talks), ("speaker", people)):
        for name in dict.fromkeys(name for entry in entries for name in entry.columns):
            free = f"{kind}_{name}" if name in {*taken, *found} else name
            found[free] = _agree([entry.columns.get(name) for entry in entries])
    return found


def _agree(values: Sequence[object]) -> Sequence[object]:
    """Values of one kind, as a table holds them: where they are of several, all as text."""
    kinds = {type(value) for value in values if value is not None}
    if kinds == {datetime.date}:
        return list(pd.to_datetime(pd.Series(values, dtype=object)))
    if len(kinds) > 1 and not kinds <= {int, float}:
        return [None if value is None else str(value) for value in values]
    return values


def _name_themes(corpus: OpenCorpus, themes: Iterable[str]) -> list[str]:
    """What each theme is called in the language that is set."""
    wanted = list(themes)
    names = {theme: corpus.name_theme(theme) for theme in dict.fromkeys(wanted)}
    return [names[theme] for theme in wanted]


def frame_utterances(corpus: OpenCorpus) -> pd.DataFrame:
    """Return every turn with its words, who says it, and what was found in its passages.

    Returns: one row per turn, in order: id, conversation, rendering, language, speaker, turn, exchange, elsewhere,
    n_words, passages (how many), themes (words by theme, as a table), theme (the one with most words), theme_name, tone
    (the mean by words, NaN where none was scored), text. Of records it is their text to the character; of other
    documents the words of passages, joined as their language does. What has no word in it is no turn.
    """
    passages = corpus.everything.reset_index(drop=True)
    passages = passages.assign(text=corpus.quote(passages))
    sources = _open_records(corpus, passages["rendering"].unique())
    keys = ["rendering", "turn", "speaker", "elsewhere"]
    runs = (passages[keys] != passages[keys].shift()).any(axis=1).cumsum()
    rows, seen = [], set()
    for _, run in passages.groupby(runs, sort=False):
        first = run.iloc[0]
        # Where corrections.csv cuts a turn in two, each part is an utterance of its own.
        name = f"{first['rendering']}:{first['turn']:03d}"
        name = first["passage_id"] if name in seen else name
        seen.add(name)
        words: Mapping[str, int] = run.groupby("theme", sort=False)["n_words"].sum().to_dict()
        scored = run.dropna(subset="tone")
        weights = scored["n_words"].sum()
        rows.append(
            {
                "id": name,
                **{key: first[key] for key in ("conversation", "rendering", "language", "speaker")},
                **{key: first[key].item() for key in ("turn", "exchange", "elsewhere")},
                "n_words": int(run["n_words"].sum()),
                "passages": len(run),
                "themes": {theme: int(n) for theme, n in words.items()},
                "theme": max(words, key=lambda theme: words[theme]),
                "tone": round(float((scored["tone"] * scored["n_words"]).sum() / weights), 3) if weights else None,
                "text": _join_text(run, sources.get(first["rendering"])),
            }
        )
    frame = pd.DataFrame(rows)
    frame.insert(frame.columns.get_loc("theme") + 1, "theme_name", _name_themes(corpus, frame["theme"]))
    return frame.astype({"tone": "float64"})


def _open_records(corpus: OpenCorpus, renderings: Iterable[str]) -> dict[str, Source]:
    """The documents that are there and keep what is said as records, by rendering."""
    entries = [corpus.rendering(name) for name in renderings]
    sources = {
        r.id: open_source(load_document(corpus, r), r.layout or None) for r in entries if has_document(corpus, r)
    }
    return {name: source for name, source in sources.items() if source.form in _RECORDS and source.names_somebody}


def _join_text(run: pd.DataFrame, source: Source | None) -> str:
    """The text of the passages of a turn. source: their document, where it keeps records."""
    if source is not None:
        return source.take_words(run["start"].iloc[0], run["end"].iloc[-1]).strip()
    return (" " if has_spaces(run["language"].iloc[0]) else "").join(run["text"]).strip()


def frame_codings(corpus: OpenCorpus) -> pd.DataFrame:
    """Return the passages that were coded by hand, each with what every coder gave it.

    Returns: one row per coded passage: passage_id, rendering, start, end, part, text ("" without the document), then of
    what was coded theme_coder_a, theme_coder_b and theme (the third reading where they differ), tone_coder_a,
    tone_coder_b and tone (their mean). Errors: AnalysisError where nobody coded anything.
    """
    place = ["passage_id", "start", "end", "part"]
    tables = {"theme": corpus.codings.themes, "tone": corpus.codings.tone}
    named = [
        table.rename(columns={"coder_a": f"{kind}_coder_a", "coder_b": f"{kind}_coder_b", _BY[kind]: kind})
        for kind, table in tables.items()
        if not table.empty
    ]
    if not named:
        raise AnalysisError(
            f"{corpus.codings.folder}: nobody has coded a passage of this corpus; codings are in themes.csv and"
            " tone.csv there."
        )
    joined = named[0] if len(named) == 1 else named[0].merge(named[1], on=place, how="outer", sort=False)
    joined.insert(1, "rendering", joined["passage_id"].str.split(":").str[0])
    known = joined["rendering"].isin([rendering.id for rendering in corpus.catalogue.renderings])
    joined = joined[known].reset_index(drop=True)
    joined.insert(joined.columns.get_loc("part") + 1, "text", corpus.quote(joined))
    return joined[[*place[:1], "rendering", *place[1:], *[c for c in joined if c not in (*place, "rendering")]]]
