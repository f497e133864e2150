"""The five documents, read as a careful person reads them. Needs the user's copies."""

import json

import pytest

from analysis.__main__ import main
from analysis.corpus.documents import document_path
from analysis.passages.cutting import find_turns
from analysis.reading import read_document


@pytest.fixture(scope="module")
def spans(corpus, documents):
    catalogue = corpus.catalogue
    return {
        r.id: read_document(documents[r.id], name=r.id, roster=catalogue.roster(r)).spans for r in catalogue.renderings
    }


def visible(text: str) -> int:
    return sum(not character.isspace() for character in text)


def count(spans, text) -> dict[str, int]:
    totals: dict[str, int] = {}
    for span in spans:
        key = span.speaker or span.kind
        totals[key] = totals.get(key, 0) + visible(text[span.start : span.end])
    return totals


# Visible characters by speaker, or by kind for what nobody says; found by reading the documents.
EXPECTED = {
    "databricks-zh": {
        "Ali Ghodsi": 1609,
        "Jensen Huang": 4922,
        "furniture": 1967,
        "heading": 59,
        "label": 484,
        "narration": 308,
        "stage": 20,
    },
    "databricks-en": {
        "Ali Ghodsi": 4520,
        "Jensen Huang": 12200,
        "furniture": 65,
        "heading": 263,
        "label": 226,
        "narration": 2477,
    },
    "bg2-zh-a": {
        "BG2 hosts": 5051,
        "Jensen Huang": 12192,
        "furniture": 235,
        "heading": 151,
        "label": 336,
        "narration": 1780,
        "repeat": 8266,
    },
    "bg2-zh-b": {
        "BG2 hosts": 4639,
        "Jensen Huang": 13231,
        "furniture": 1903,
        "heading": 419,
        "label": 518,
        "narration": 809,
        "stage": 6,
    },
    "siggraph-zh": {"Jensen Huang": 667, "Mark Zuckerberg": 1509, "furniture": 59, "heading": 60, "narration": 4214},
}


@pytest.mark.parametrize("rendering", EXPECTED)
def test_who_says_how_much(rendering, documents, spans):
    assert count(spans[rendering], documents[rendering]) == EXPECTED[rendering]


def test_the_second_paste_is_one_repeat_between_two_pieces_of_one_turn(spans):
    kinds = [(s.start, s.end, s.kind, s.speaker) for s in spans["bg2-zh-a"]]
    assert [row[:2] for row in kinds if row[2] == "repeat"] == [(2269, 2400), (14183, 22741)]  # a teaser, the paste
    place = next(number for number, row in enumerate(kinds) if row[0] == 14183)
    assert kinds[place - 1][2:] == kinds[place + 1][2:] == ("speech", "Jensen Huang")
    turns = find_turns(spans["bg2-zh-a"]).set_index("end")["turn"]
    assert turns[14183] == turns[kinds[place + 1][1]]


@pytest.mark.parametrize(
    ("rendering", "offset", "speaker"),
    [
        ("databricks-zh", 4450, "Ali Ghodsi"),  # behind a colon too many
        ("databricks-zh", 7960, "Ali Ghodsi"),  # behind the name again
        ("databricks-en", 13700, "Ali Ghodsi"),
        ("databricks-en", 13760, "Jensen Huang"),  # a label inside the paragraph
        ("databricks-en", 5960, None),  # a heading between turns
        ("bg2-zh-a", 2300, None),  # a teaser of what comes later
        ("bg2-zh-a", 2000, None),  # the editor's summary
        ("bg2-zh-b", 1566, "Jensen Huang"),  # a role before the name
        ("bg2-zh-b", 2100, "Jensen Huang"),  # four asterisks around the label
        ("bg2-zh-b", 8626, None),  # laughter
        ("bg2-zh-b", 1400, None),  # the video's time line
        ("siggraph-zh", 700, "Jensen Huang"),
        ("siggraph-zh", 600, "Mark Zuckerberg"),
        ("siggraph-zh", 930, "Mark Zuckerberg"),
        ("siggraph-zh", 2500, "Mark Zuckerberg"),  # fifth paragraph of one quotation
        ("siggraph-zh", 3000, "Jensen Huang"),
        ("siggraph-zh", 3500, None),  # a product described by the paper
    ],
)
def test_delicate_places(rendering, offset, speaker, spans):
    span = next(s for s in spans[rendering] if s.start <= offset < s.end)
    assert span.speaker == speaker


def test_read_without_a_catalogue_entry_finds_the_same_turns(documents, spans):
    for rendering in ("databricks-zh", "databricks-en", "bg2-zh-a", "bg2-zh-b"):
        guessed = read_document(documents[rendering], name=rendering).spans
        assert [(s.start, s.end, s.kind) for s in guessed] == [(s.start, s.end, s.kind) for s in spans[rendering]]


def test_the_command_line_prints_spans_and_turns(corpus, documents, capsys):
    rendering = corpus.catalogue.renderings[0]
    path = str(document_path(corpus, rendering))
    assert main(["read", path]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert list(rows[0]) == ["start", "end", "kind", "speaker"]
    assert rows[-1]["end"] == len(documents[rendering.id])
    assert main(["read", "--turns", path]) == 0
    turns = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {turn["speaker"] for turn in turns} == {"Ali Ghodsi", "Jensen Huang"}
    assert all(turn["text"].strip() and "\n" not in turn["text"] for turn in turns)
