"""Passages: the units of analysis. One to a few sentences of one speaker, measured, not quoted."""

import io
import itertools
import re
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analysis.catalogue import Catalogue, Rendering, load_document, load_present_documents, the_catalogue
from analysis.embedding import embed_texts
from analysis.errors import AnalysisError
from analysis.reading import LAYOUTS, Span, read_document
from analysis.sentiment import score_texts
from analysis.sentiment.attitude import list_attitudes, measure_attitudes
from analysis.sentiment.encoder import encode_texts
from analysis.settings import SETTINGS
from analysis.storage import DATA, decode_text, read_bytes, write_table
from analysis.tables import PASSAGES, check_table
from analysis.tokens import count_words, find_tokens, make_bag

PASSAGES_FILE = DATA / "passages.parquet"
CORRECTIONS_FILE = DATA / "corrections.csv"
_SENTENCE = re.compile(
    r"""(?:[^。！？!?…\n.]|\.(?!\s|["”’)]*\s|$)|\n(?!\s*\n))*
        (?:[。！？!?…]+|\.(?=["”’)]*(?:\s|$))|\n\s*\n|$)["”’」』)）]*\s*""",
    re.VERBOSE,
)
_CJK = "\u3000-\u303f\u4e00-\u9fff\uff00-\uffef“”‘’…"
_JOIN = re.compile(rf"(?<=[{_CJK}])\s*\n\s*|\s*\n\s*(?=[{_CJK}])")
_MARKUP = re.compile(r"\*{1,4}|(?<![A-Za-z0-9])_+|_+(?![A-Za-z0-9])|^>\s?", re.MULTILINE)


def clean_text(text: str) -> str:
    """Return a document's words as one line for people and models.

    Markdown's marks go; lines that a converter broke are joined, in Chinese without a space.
    """
    joined = _JOIN.sub("", _MARKUP.sub("", text).replace("\r", ""))
    return re.sub(r"\s+", " ", joined).strip()


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


def read_rendering(text: str, rendering: Rendering, catalogue: Catalogue) -> list[Span]:
    """Return the spans of a rendering's document, its people being those of the catalogue."""
    roster, layout = catalogue.roster(rendering), rendering.layout or None
    return read_document(text, name=rendering.id, roster=roster, layout=layout).spans


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


def make_passages(catalogue: Catalogue) -> pd.DataFrame:
    """Return the table of passages, made from the documents of all renderings (schema: PASSAGES).

    Errors: AnalysisError where a document is missing, changed or not understood.
    """
    documents = {rendering.id: load_document(rendering) for rendering in catalogue.renderings}
    corrections = load_corrections(catalogue)
    hosts = {name for name, role in catalogue.roles().items() if role == "host"}
    parts = [_cut_rendering(documents[r.id], r, catalogue, corrections, hosts) for r in catalogue.renderings]
    table = pd.concat(parts, ignore_index=True)
    texts = load_texts(table, documents)
    table["words"] = [make_bag(find_tokens(text)) for text in texts]
    for scorer in ("snownlp", "vader"):
        table[scorer] = score_texts(texts, table["language"], scorer=scorer)
    table["attitude_words"] = [list_attitudes(text) for text in texts]
    table["attitude"] = list(measure_attitudes(texts).astype(np.float32))
    table["vector"] = list(embed_texts(texts))
    table["tone_vector"] = list(encode_texts(texts))
    return check_table(table, PASSAGES, name="passages", cure="this is a fault of the project, please report it")


def _cut_rendering(
    text: str, rendering: Rendering, catalogue: Catalogue, corrections: pd.DataFrame, hosts: Collection[str]
) -> pd.DataFrame:
    spans = read_rendering(text, rendering, catalogue)
    words = SETTINGS.passage_words_zh if rendering.language == "zh" else SETTINGS.passage_words_en
    mine = corrections[corrections["rendering"] == rendering.id]
    rows = []
    for span in find_turns(spans).itertuples(index=False):
        for left, right, speaker in _split_by_corrections(span, mine):
            for start, end in cut_speech(text, left, right, words=words):
                if n_words := count_words(clean_text(text[start:end])):
                    rows.append((span.speaker, speaker, span.elsewhere, span.turn, start, end, n_words))
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
    inside = corrections[(corrections["start"] < span.end) & (corrections["end"] > span.start)].sort_values("start")
    for correction in inside.itertuples(index=False):
        start, end = max(span.start, correction.start), min(span.end, correction.end)
        if start > position:
            yield position, start, span.speaker
        yield start, end, correction.speaker
        position = end
    if position < span.end:
        yield position, span.end, span.speaker


def load_texts(passages: pd.DataFrame, documents: dict[str, str] | None = None) -> list[str]:
    """Return the words of each passage, cut from the user's documents.

    documents: texts by rendering; read from data/documents where not given. Errors: AnalysisError
    where a document is missing or changed.
    """
    wanted = set(passages["rendering"])
    renderings = {r.id: r for r in the_catalogue().renderings if r.id in wanted}
    if documents is None:
        documents = {name: load_document(rendering) for name, rendering in renderings.items()}
    decode = {name: LAYOUTS[r.layout or "labels"].decode for name, r in renderings.items()}
    columns = zip(passages["rendering"], passages["start"], passages["end"], strict=True)
    return [clean_text(decode[rendering](documents[rendering][start:end])) for rendering, start, end in columns]


def load_quotations(passages: pd.DataFrame) -> list[str]:
    """Return the words of each passage, "" where the user has no copy of its document.

    Errors: AnalysisError where a copy is not the catalogue's document.
    """
    documents = load_present_documents()
    present = passages["rendering"].isin(documents.keys())
    quotations = pd.Series("", index=passages.index)
    quotations[present] = load_texts(passages[present], documents)
    return quotations.tolist()


def load_passages(path: Path = PASSAGES_FILE, *, corrected: bool = SETTINGS.use_corrections) -> pd.DataFrame:
    """Return the committed table of passages (schema: PASSAGES).

    corrected: whether `speaker` is who data/corrections.csv says, and not who the document says.
    Errors: AnalysisError where the file is missing, damaged or of another shape.
    """
    try:
        table = pd.read_parquet(path)
    except FileNotFoundError:
        raise AnalysisError(f"{path}: the table is missing; bring it back with git, or run `make corpus`.") from None
    except (OSError, ValueError) as error:
        raise AnalysisError(f"{path}: this is no parquet table ({error}); run `make corpus`.") from None
    table = check_table(table, PASSAGES, name=str(path), cure="run `make corpus`")
    return table.assign(speaker=table["corrected_speaker"]) if corrected else table


def load_corrections(catalogue: Catalogue, path: Path = CORRECTIONS_FILE) -> pd.DataFrame:
    """Return who is corrected to say what: one row per piece: rendering, start, end, speaker, reason.

    Errors: AnalysisError naming the row for a rendering or speaker that the catalogue lacks, or
    pieces that are empty or overlap.
    """
    columns = ["rendering", "start", "end", "speaker", "reason"]
    try:
        table = pd.read_csv(io.StringIO(decode_text(read_bytes(path), name=str(path))))
    except (pd.errors.ParserError, ValueError) as error:
        raise AnalysisError(f"{path}: this is no table ({error}); correct that line.") from None
    if table.columns.tolist() != columns:
        raise AnalysisError(f"{path}: the columns are {', '.join(table.columns)}; expected {', '.join(columns)}.")
    conversations = {c.id: c for c in catalogue.conversations}
    speakers = {r.id: conversations[r.conversation].speakers for r in catalogue.renderings}
    last: dict[str, int] = {}
    for line, row in enumerate(table.sort_values(["rendering", "start"]).itertuples(index=False), 2):
        where = f"{path}: the correction of {row.rendering} at {row.start}"
        if row.rendering not in speakers:
            raise AnalysisError(f"{where}: there is no such rendering in data/documents.toml.")
        if row.speaker not in speakers[row.rendering]:
            raise AnalysisError(f"{where}: {row.speaker!r} does not speak in it; take a name from data/documents.toml.")
        if not last.get(row.rendering, 0) <= row.start < row.end:
            raise AnalysisError(f"{where}: it is empty or overlaps another; correct start and end (line {line}).")
        last[row.rendering] = row.end
    return table


def stack_vectors(passages: pd.DataFrame) -> np.ndarray:
    """Return the vectors of a table as float64, shape (passages, dimensions)."""
    return np.stack(passages["vector"].tolist()).astype(np.float64)


def save_passages(table: pd.DataFrame, path: Path = PASSAGES_FILE) -> Path:
    """Write the table of passages and return its path."""
    return write_table(path, table)
