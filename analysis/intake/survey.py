"""Survey: one document by itself: what it says, who says it, and its language, title and date as it has them."""

import datetime
import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.corpus.settings import Settings
from analysis.ground.languages import guess_language, has_spaces
from analysis.ground.storage import decode_document
from analysis.intake.incoming import Incoming
from analysis.intake.likeness import embed_document
from analysis.intake.people import name_role
from analysis.intake.prefaces import find_date, find_title
from analysis.passages.cutting import clean_text, find_turns
from analysis.passages.tokens import count_words
from analysis.reading import Reading, Roster, read_document

_SAMPLE, _SHOWN = 3, 60
# So many characters of what is said tell its language.
_ENOUGH = 40_000


@dataclass(frozen=True)
class Survey:
    """A document as it was understood by itself.

    given: whether its layout was. title_from, date_from: where each was found. turns: one row a piece of speech: turn,
    speaker (as the document has it), words, n_words. vectors, voices: of each passage, (passages, dimensions), and who
    says it.
    """

    document: Incoming
    text: str
    encoding: str
    reading: Reading
    given: bool
    language: str
    title: str
    title_from: str
    date: datetime.date | None
    date_from: str
    turns: pd.DataFrame
    vectors: np.ndarray
    voices: Sequence[str]

    @property
    def sha256(self) -> str:
        """What its file is recognised by."""
        return hashlib.sha256(self.document.content).hexdigest()

    @property
    def names(self) -> list[str]:
        """The names of those who speak, in the order in which they begin."""
        return list(dict.fromkeys(self.turns["speaker"]))

    @property
    def roles(self) -> dict[str, str]:
        """The roles of those who speak, of whom the document itself says one."""
        listed = {self.reading.roster.resolve(name): name_role(said) for name, said in self.reading.cast.items()}
        return {name: role for name in self.names if (role := listed.get(name))}


def survey_document(
    document: Incoming, settings: Settings, *, roster: Roster | None = None, layout: str | None = None
) -> Survey:
    """Return what a document says by itself. roster, layout: given where they are not to be guessed.

    Errors: AnalysisError where it cannot be decoded or read.
    """
    path = Path(document.name)
    text, encoding = decode_document(document.content, name=document.name)
    reading = read_document(text, name=document.name, roster=roster, layout=layout)
    title, title_from = (document.title, "as given") if document.title else find_title(text, path)
    date, date_from = (document.date, "as given") if document.date else find_date(text, path)
    turns = find_turns(reading.spans)
    words = [clean_text(reading.source.take_words(a, b)) for a, b in zip(turns["start"], turns["end"], strict=True)]
    turns = turns[["turn", "speaker"]].assign(words=words, n_words=[count_words(each) for each in words])
    language = guess_language(" ".join(words)[:_ENOUGH])
    vectors, voices = embed_document(reading, language, settings)
    return Survey(
        document=document, text=text, encoding=encoding, reading=reading, given=layout is not None, language=language,
        title=title, title_from=title_from, date=date, date_from=date_from, turns=turns, vectors=vectors, voices=voices,
    )  # fmt: skip


def describe_survey(survey: Survey, people: Mapping[str, str], taken_for: str) -> str:
    """Return what was understood of a document, as lines.

    people: whom each name in it stands for. taken_for: which conversation it was taken for, and why.
    """
    characters: Counter[str] = Counter()
    for span in survey.reading.spans:
        characters[span.kind] += sum(not character.isspace() for character in survey.text[span.start : span.end])
    total, turns = sum(characters.values()), survey.turns
    unit = "words" if has_spaces(survey.language) else "characters"
    lines = [
        f"{Path(survey.document.name).name}: layout {survey.reading.layout}; language: {survey.language};"
        f" {turns['turn'].nunique()} turns; {turns['n_words'].sum():,} {unit}",
        taken_for,
        "characters: " + ", ".join(f"{kind} {count / total:.0%}" for kind, count in characters.most_common()),
    ]
    for name, group in turns.groupby("speaker", sort=False):
        person = people[str(name)]
        taken = "" if person == name else f" (taken for {person})"
        lines.append(f"speaker: {name}{taken}, {group['turn'].nunique()} turns")
    return "\n".join([*lines, *_list_first(turns)])


def _list_first(turns: pd.DataFrame) -> Sequence[str]:
    """How the first turns begin."""
    first = turns[turns["turn"] <= _SAMPLE].drop_duplicates("turn")
    return [
        f"  {row.speaker}: {row.words[:_SHOWN]}{'...' if len(row.words) > _SHOWN else ''}" for row in first.itertuples()
    ]
