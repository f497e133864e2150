"""Cutting: speech into passages, the units of analysis: one to a few sentences of one speaker."""

import html
import itertools
import re
from collections.abc import Collection, Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd

from analysis.corpus.catalogue import Rendering
from analysis.corpus.folder import Corpus
from analysis.passages.tokens import count_words
from analysis.reading import Reading, Span, read_document

_SENTENCE = re.compile(
    r"""(?:[^。！？!?…\n.]|\.(?!\s|["”’)]*\s|$)|\n(?!\s*\n))*
        (?:[。！？!?…]+|\.(?=["”’)]*(?:\s|$))|\n\s*\n|$)["”’」』)）]*\s*""",
    re.VERBOSE,
)
_CJK = "\u3000-\u303f\u4e00-\u9fff\uff00-\uffef“”‘’…"
# Between Chinese characters, or beside one, a break of lines is none. Each run of blanks is looked at once.
_BREAK, _BESIDE = re.compile(r"(?<!\s)\s*\n\s*"), re.compile(f"[{_CJK}]")
_MARKUP = re.compile(r"\*{1,4}|(?<![A-Za-z0-9])_+|_+(?![A-Za-z0-9])|^>\s?", re.MULTILINE)
# A time of the recording in brackets, which a converter may have escaped, is not said.
_TIME = re.compile(r"\\?[\[(]\s?(?:\d{1,2}:)?\d{1,2}:\d{2}(?:[.,]\d{1,3})?\s?\\?[\])]")


def clean_text(text: str) -> str:
    """Return a document's words as one line for people and models.

    Markdown's marks and times in brackets go, characters that stand as HTML's names are themselves again; lines that
    a converter broke are joined, in Chinese without a space.
    """
    plain = html.unescape(text) if "&" in text else text
    bare = _MARKUP.sub("", _TIME.sub(" ", plain)).replace("\r", "")
    return re.sub(r"\s+", " ", _BREAK.sub(_join, bare)).strip()


def _join(match: re.Match[str]) -> str:
    around = match.string[max(0, match.start() - 1) : match.start()] + match.string[match.end() : match.end() + 1]
    return "" if _BESIDE.search(around) else "\n"


def find_turns(spans: Sequence[Span]) -> pd.DataFrame:
    """Return speech with its turn: one row per span of speech; columns start, end, speaker, turn, elsewhere.

    A turn is consecutive speech of one speaker; headings, stage directions and labels do not end
    it, an article's narration does.
    """
    rows, turn, last = [], 0, None
    for span in spans:
        if span.kind == "speech":
            turn += span.speaker != last
            last = span.speaker
            rows.append((span.start, span.end, span.speaker, turn, span.elsewhere))
        elif span.kind == "narration":
            last = None
    return pd.DataFrame(rows, columns=["start", "end", "speaker", "turn", "elsewhere"])


def number_exchanges(speakers: Sequence[str], hosts: Collection[str]) -> list[int]:
    """Return the number of the exchange that each turn belongs to, from 1: a question with its answer.

    speakers: of the turns of a rendering, in order. An exchange begins where a host speaks after somebody
    who is none; without hosts, with every second turn.
    """
    if not set(speakers) & set(hosts):
        return [turn // 2 + 1 for turn in range(len(speakers))]
    numbers: list[int] = []
    for turn, speaker in enumerate(speakers):
        begins = turn > 0 and speaker in hosts and speakers[turn - 1] not in hosts
        numbers.append((numbers[-1] if numbers else 1) + begins)
    return numbers


def split_sentences(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the sentences of a piece of text; the end of a paragraph ends one too."""
    return [(m.start(), m.end()) for m in _SENTENCE.finditer(text, start, end) if m.group().strip()]


def read_rendering(corpus: Corpus, rendering: Rendering, text: str) -> Reading:
    """Return the reading of a rendering's document, its people being those of the catalogue."""
    roster, layout = corpus.catalogue.roster(rendering), rendering.layout or None
    return read_document(text, name=rendering.id, roster=roster, layout=layout)


def find_pieces(reading: Reading) -> pd.DataFrame:
    """Return speech in the pieces that passages are cut from: as find_turns, with view_start and view_end.

    These count characters of what is read, the view, while start and end count those of the document. Of plain text a
    piece is a span; where a form parts the words of a turn, as subtitles and records of words do, it is the turn as far
    as nothing else stands between.
    """
    turns, source = find_turns(reading.spans), reading.source
    places = [source.find_view(row.start, row.end) for row in turns.itertuples()]
    turns = turns.assign(view_start=[a for a, _ in places], view_end=[b for _, b in places])
    if source.is_plain or turns.empty:
        return turns
    before = turns["view_end"].shift(fill_value=0)
    gaps = pd.Series([source.text[a:b].strip() != "" for a, b in zip(before, turns["view_start"], strict=True)])
    new = (turns["turn"] != turns["turn"].shift()) | (turns["elsewhere"] != turns["elsewhere"].shift()) | gaps
    joined = turns.groupby(new.cumsum()).agg(
        start=("start", "first"),
        end=("end", "last"),
        speaker=("speaker", "first"),
        turn=("turn", "first"),
        elsewhere=("elsewhere", "first"),
        view_start=("view_start", "first"),
        view_end=("view_end", "last"),
    )
    return joined.reset_index(drop=True)


def cut_speech(text: str, start: int, end: int, *, words: int) -> Iterator[tuple[int, int]]:
    """Yield the passages of a piece of speech: whole sentences, of about so many words each.

    They are cut as evenly as sentences allow; the end of a paragraph is preferred.
    """
    sentences = split_sentences(text, start, end)
    if not sentences:
        return
    lengths = np.cumsum([count_words(text[a:b]) for a, b in sentences])
    pieces = max(1, round(lengths[-1] / words))
    bonus = [words / 5 if "\n" in text[b - 2 : b] or text[a:b].endswith("\n") else 0 for a, b in sentences]
    cuts = {int(np.argmin(np.abs(lengths - lengths[-1] * piece / pieces) - bonus)) for piece in range(1, pieces)}
    bounds = sorted({-1, *cuts, len(sentences) - 1})
    for before, last in itertools.pairwise(bounds):
        a, b = sentences[before + 1][0], sentences[last][1]
        piece = text[a:b]
        yield a + len(piece) - len(piece.lstrip()), a + len(piece.rstrip())


def cut_rendering(corpus: Corpus, rendering: Rendering, text: str) -> pd.DataFrame:
    """Return where the passages of a rendering are: the columns of PASSAGES up to n_words, one row per passage.

    text: its document. Errors: AnalysisError where it is not understood.
    """
    reading = read_rendering(corpus, rendering, text)
    source, spans = reading.source, reading.spans
    hosts = {name for name in corpus.catalogue.roles() if corpus.asks(name)}
    settings, corrections = corpus.settings, corpus.corrections
    words = settings.aim_at(rendering.language)
    mine = corrections[corrections["rendering"] == rendering.id]
    rows = []
    for piece in find_pieces(reading).itertuples(index=False):
        for left, right, speaker in _split_by_corrections(piece, mine):
            for a, b in cut_speech(source.text, *source.find_view(left, right), words=words):
                if n_words := count_words(clean_text(source.text[a:b])):
                    start, end = source.find_stretch(a, b)
                    rows.append((piece.speaker, speaker, piece.elsewhere, piece.turn, start, end, n_words))
    columns = ["speaker", "corrected_speaker", "elsewhere", "turn", "start", "end", "n_words"]
    table = pd.DataFrame(rows, columns=columns)
    place = table.groupby("turn").cumcount() + 1
    ids = [f"{rendering.id}:{turn:03d}.{n:02d}" for turn, n in zip(table["turn"], place, strict=True)]
    middle = table["n_words"].cumsum() - table["n_words"] / 2
    table.insert(0, "passage_id", ids)
    table.insert(1, "conversation", rendering.conversation)
    table.insert(2, "rendering", rendering.id)
    table.insert(3, "language", rendering.language)
    turns = table.drop_duplicates("turn")
    exchanges = dict(zip(turns["turn"], number_exchanges(turns["speaker"].tolist(), hosts), strict=True))
    headings = [span.start for span in spans if span.kind == "heading" and span.end > table["start"].min()]
    chapter = np.searchsorted(headings, table["start"].to_numpy())
    table.insert(8, "exchange", table["turn"].map(exchanges))
    table.insert(9, "chapter", chapter.astype(np.int64))
    table.insert(12, "position", (middle / table["n_words"].sum()).round(6))
    return table


def _split_by_corrections(span: Any, corrections: pd.DataFrame) -> Iterator[tuple[int, int, str]]:
    """The pieces of a span of speech that corrections make, each with the speaker it then has."""
    position = span.start
    if corrections.empty:
        yield span.start, span.end, span.speaker
        return
    inside = corrections[(corrections["start"] < span.end) & (corrections["end"] > span.start)].sort_values("start")
    for correction in inside.itertuples(index=False):
        start, end = max(span.start, correction.start), min(span.end, correction.end)
        if start > position:
            yield position, start, span.speaker
        yield start, end, correction.speaker
        position = end
    if position < span.end:
        yield position, span.end, span.speaker
