"""Disagreement: where a reader of one rendering would quote something else than a reader of the other.

Figures and names are compared where sentences render the same words (analysis.versions.sentences), once they
are normalised (analysis.versions.quantities, analysis.versions.spellings), so that another notation is no disagreement.
"""

import itertools
import re
from collections.abc import Iterator

import numpy as np
import pandas as pd

from analysis.corpus.disagreements import DISAGREEMENTS, KINDS
from analysis.corpus.documents import has_document, load_present_documents
from analysis.corpus.folder import Corpus
from analysis.corpus.words import Words
from analysis.ground.languages import WITH_TONE, has_spaces
from analysis.passages.cutting import clean_text
from analysis.reading import Roster
from analysis.versions.attribution import find_doubts
from analysis.versions.matching import Difference, compare_figures, compare_names
from analysis.versions.sentences import Sentence, SentencePair, pair_sentences

# A sentence is left out that has no counterpart and reads less alike than this to all around its place, as a share
# of how alike sentences read that are linked one to one.
_UNLIKE = 0.4
_AROUND = 8
# So many characters are quoted on either side of a place.
_CONTEXT = 60
_HEADING_MARK = re.compile(r"^#+\s*", re.MULTILINE)
_INSIDE_WORD = re.compile("[A-Za-z0-9]{2}")
# What is left out has to say something: so many words at the least.
_FEWEST_WORDS = {"zh": 15, "en": 10}

_Row = tuple[str, tuple[int, int, str], tuple[int, int, str], float]


def find_disagreements(corpus: Corpus) -> pd.DataFrame:
    """Return where two renderings of one conversation disagree about what was said.

    Returns: one row per place, in the order of the talk: kind (figure, name, speaker or omission), and for
    each of two renderings a and b its id, start and end (characters of the document) and value there:
    the figure or name as it stands, the speaker, or how many words or characters are left out; "" on the side
    that has none, where start and end are those of the sentences compared or of the gap.
    confidence (0 to 1) is by kind of find what reading found of such finds, less where the sentences
    read less alike. Needs the documents.
    Misleads where a rendering puts sentences in another order: what was moved far counts as left out.
    """
    rows = []
    catalogue = corpus.catalogue
    for conversation in catalogue.conversations:
        renderings = [r for r in catalogue.renderings if r.conversation == conversation.id and has_document(corpus, r)]
        # Figures, names and what is left out are known in the two languages that this project is validated in.
        renderings = [r for r in renderings if r.language in WITH_TONE]
        for first, second in itertools.combinations(renderings, 2):
            pair, languages = pair_sentences(corpus, first.id, second.id), (first.language, second.language)
            rosters = catalogue.roster(first), catalogue.roster(second)
            found = list(_list_rows(pair, languages, rosters, corpus.words))
            found.sort(key=lambda row: (row[1][0], row[2][0], KINDS.index(row[0])))
            rows += [(kind, first.id, *a, second.id, *b, round(sure, 2)) for kind, a, b, sure in found]
    return pd.DataFrame(rows, columns=list(DISAGREEMENTS.columns))


def list_doubtful(corpus: Corpus) -> pd.DataFrame:
    """Return where two renderings give the same words to different people.

    Returns: one row per place: conversation, and for each of two renderings a and b its id, start and
    end (characters of the document) and the speaker there; confidence (see find_doubts).
    """
    table = corpus.disagreements
    conversations = {r.id: r.conversation for r in corpus.catalogue.renderings}
    rows = table[table["kind"] == "speaker"].rename(columns={"value_a": "speaker_a", "value_b": "speaker_b"})
    rows = rows.drop(columns="kind").reset_index(drop=True)
    rows.insert(0, "conversation", rows["rendering_a"].map(conversations))
    return rows


def describe_disagreements(corpus: Corpus, table: pd.DataFrame, passages: pd.DataFrame) -> pd.DataFrame:
    """Return the table with the passage of each place and the words around it.

    Returns: the columns of table, passage_a, passage_b (the passage in which the place lies or before
    which it stands), quotation_a and quotation_b (from the user's own copies, "" without them). Errors:
    AnalysisError where a copy is not the catalogue's document.
    """
    documents = load_present_documents(corpus)
    described = table.copy()
    for side in ("a", "b"):
        ids, quotations = [], []
        for name, start, end in table[[f"rendering_{side}", f"start_{side}", f"end_{side}"]].itertuples(index=False):
            mine = passages[passages["rendering"] == name]
            ids.append(mine["passage_id"].iloc[min(int((mine["end"] <= start).sum()), len(mine) - 1)])
            text = documents.get(name, "")
            quotations.append(_quote(text, start, end) if text else "")
        described[f"passage_{side}"], described[f"quotation_{side}"] = ids, quotations
    return described


def _quote(text: str, start: int, end: int) -> str:
    """A place with some words around it, cut between words."""
    left, right = max(0, start - _CONTEXT), min(len(text), end + _CONTEXT)
    while left < start and _INSIDE_WORD.fullmatch(text[left - 1 : left + 1]):
        left += 1
    while right > end and _INSIDE_WORD.fullmatch(text[right - 1 : right + 1]):
        right -= 1
    return (
        ("… " if left else "")
        + clean_text(_HEADING_MARK.sub("", text[left:right]))
        + (" …" if right < len(text) else "")
    )


def _list_rows(
    pair: SentencePair, languages: tuple[str, str], rosters: tuple[Roster, Roster], words: Words
) -> Iterator[_Row]:
    usual = _find_usual(pair)

    def is_speaker(name: str) -> bool:
        return any(roster.resolve(name) for roster in rosters)

    figures, names = compare_figures(pair), compare_names(pair, languages, is_speaker, words)
    for kind, differences in (("figure", figures), ("name", names)):
        for difference in differences:
            likeness = min(1.0, difference.link.similarity / usual)
            a, b = (_find_value(pair, difference, side) for side in ("a", "b"))
            yield kind, a, b, difference.confidence * (0.5 + likeness / 2)
    for doubt in find_doubts(pair, languages):
        a, b = (
            (side[first].start, side[last - 1].end, side[first].speaker)
            for side, first, last in ((pair.a, doubt.a, doubt.a_end), (pair.b, doubt.b, doubt.b_end))
        )
        yield "speaker", a, b, doubt.similarity
    yield from _find_omissions(pair, languages, usual)


def _find_usual(pair: SentencePair) -> float:
    """How alike sentences of these renderings read that are linked one to one."""
    single = [link.similarity for link in pair.links if link.a_end - link.a == 1 == link.b_end - link.b]
    return float(np.median(single)) if single else 1.0


def _find_value(pair: SentencePair, difference: Difference, side: str) -> tuple[int, int, str]:  # type: ignore[type-arg]
    """Where a figure or name stands, and as what; where there is none, the sentences that lack it."""
    sentences: list[Sentence] = getattr(pair, side)
    place = getattr(difference, side)
    if place is None:
        first, last = getattr(difference.link, side), getattr(difference.link, f"{side}_end")
        if first == last:
            gap = sentences[first - 1].end if first else sentences[0].start
            return gap, gap, ""
        return sentences[first].start, sentences[last - 1].end, ""
    sentence = sentences[place.sentence]
    value = clean_text(sentence.words[place.item.start : place.item.end])
    return *sentence.place(place.item.start, place.item.end), value


def _find_omissions(pair: SentencePair, languages: tuple[str, str], usual: float) -> Iterator[_Row]:
    """Runs of sentences without counterpart that say what the other rendering has nowhere around."""
    sides = (
        (pair.a, pair.b, pair.alike, [(k.a, k.a_end, k.b_end) for k in pair.links]),
        (pair.b, pair.a, pair.alike.T, [(k.b, k.b_end, k.a_end) for k in pair.links]),
    )
    linked = [{i for first, last, _ in side[3] for i in range(first, last)} for side in sides]
    for number, (mine, theirs, alike, links) in enumerate(sides):
        gaps = [next((end for _, last, end in links[::-1] if last <= i), 0) for i in range(len(mine))]
        most = [alike[i, max(0, gap - _AROUND) : gap + _AROUND].max(initial=0.0) for i, gap in enumerate(gaps)]
        missing = [i not in linked[number] and most[i] < _UNLIKE * usual for i in range(len(mine))]
        for run in _find_runs(missing):
            n_words, gap = sum(mine[i].n_words for i in run), gaps[run[0]]
            # Where the other side has something without counterpart too, it may be this in other words.
            told_otherwise = gap < len(theirs) and gap not in linked[1 - number]
            if n_words < _FEWEST_WORDS[languages[number]] or told_otherwise:
                continue
            place = theirs[gap - 1].end if gap else theirs[0].start
            unit = "words" if has_spaces(languages[number]) else "characters"
            told, untold = (mine[run[0]].start, mine[run[-1]].end, f"{n_words} {unit}"), (place, place, "")
            sure = 1 - float(np.mean([most[i] for i in run])) / usual
            yield "omission", *((untold, told) if number else (told, untold)), sure


def _find_runs(marks: list[bool]) -> Iterator[list[int]]:
    run: list[int] = []
    for number, mark in enumerate([*marks, False]):
        if mark:
            run.append(number)
        elif run:
            yield run
            run = []
