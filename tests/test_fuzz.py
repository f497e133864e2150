"""Fuzzing: whatever is put in, what comes out is sound, or one sentence. `make fuzz` does the same for long.

ANALYSIS_FUZZ says how many inputs each test makes up; without it they are few, and the same each time.
"""

import json
import math
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.__main__ import _read_texts
from analysis.corpus import columns
from analysis.corpus.catalogue import Catalogue, parse_catalogue
from analysis.corpus.csvfiles import read_csv, read_sheet
from analysis.corpus.settings import load_settings
from analysis.corpus.themes import parse_themes, write_themes
from analysis.ground.errors import AnalysisError
from analysis.ground.storage import decode_document, write_atomic
from analysis.reading import read_document
from analysis.versions.numerals import find_numerals
from analysis.versions.quantities import find_quantities

_MANY = os.environ.get("ANALYSIS_FUZZ")
fuzzed = settings(
    max_examples=int(_MANY or 60),
    derandomize=not _MANY,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.filter_too_much],
)
CORPORA = Path(__file__).parent / "corpora"
CATALOGUE = (CORPORA / "two-talks" / "catalogue.toml").read_text("utf-8")
THEMES = (CORPORA / "two-talks" / "themes.toml").read_text("utf-8")
# Pieces that readers look at: names, labels, times, quotations, marks of forms; and signs that lead astray.
PIECES = st.sampled_from(
    ["Ann Poe:", "Ben Loe:", "**Ann:**", "Q:", "A.", "安：", "主持人：", "\n", "\n\n", "\r\n", "<v Ann>", "</v>",
     "00:01:02,500 --> 00:01:04,000", "WEBVTT", "1\n", "“", "”", '"', "「", "」", "'", " said Ann Poe.", "他说：", "# ",
     "> ", "| ", "- ", "[link](http://a.b/c)", "<p>", "<html>", "&amp;", '{"speaker": "Ann", "text": "', '"}', "[", "]",
     "speaker,text\n", "\t", ",", ";", "\ufeff", "\u200b", "\u202e", "\u2028", "\x00", "\x85", "e\u0301", "😡", "ＡＢ",
     "\ud83d", "We baked bread.", "我们烤面包。", "It rained, and then", "9" * 50, "----", "...", "(laughs)", "【"]
)  # fmt: skip
TEXTS = st.lists(PIECES | st.text(max_size=12), max_size=40).map("".join)


ENCODED = st.tuples(TEXTS, st.sampled_from(["gb18030", "utf-16", "big5", "cp1252"])).map(
    lambda both: both[0].encode(both[1], "replace")
)


@fuzzed
@given(TEXTS)
def test_a_reading_parts_every_text_without_a_character_lost_or_doubled(text):
    try:
        reading = read_document(text, name="fuzzed")
    except AnalysisError as error:
        assert "fuzzed" in str(error)
        return
    places = [(span.start, span.end) for span in reading.spans]
    assert all(start < end for start, end in places)
    assert [start for start, _ in places] == [0, *(end for _, end in places)][: len(places)]
    assert not places or places[-1][1] == len(text)


@fuzzed
@given(st.binary(max_size=300) | ENCODED)
def test_any_bytes_are_a_text_or_one_sentence(content):
    try:
        text, encoding = decode_document(content, name="fuzzed")
    except AnalysisError as error:
        assert str(error).startswith("fuzzed")
        return
    assert isinstance(text, str)
    assert encoding


FIGURES = st.sampled_from(
    ["1", "2,", "3.", "10", "百", "万", "亿", "千", "两", "半", "多", "three", "hundred", "million", "and a half", "%",
     "GB", "years", "年", "第", "零", "〇", "壹", "½", "10^9", "1e400", "-", "—", "to", "到", "几", "十", "x"]
)  # fmt: skip
NUMBERS = st.lists(FIGURES | st.text(max_size=3), max_size=14)


@fuzzed
@given(NUMBERS.map("".join) | NUMBERS.map(" ".join))
def test_figures_lie_within_the_text_and_in_order(text):
    found = find_quantities(text)
    for figure in [*found, *find_numerals(text)]:
        assert 0 <= figure.start < figure.end <= len(text)
    assert [f.start for f in found] == sorted(f.start for f in found)
    assert not any(math.isnan(value) for figure in found for value in figure.values)


def spoil(text, places, pieces):
    """A text with pieces put in, and taken out, at some places."""
    for place, piece in zip(places, pieces, strict=False):
        at = place % (len(text) + 1)
        text = text[:at] + piece + text[at + (place % 7) :]
    return text


SPOILT = st.tuples(st.lists(st.integers(0, 10**6), min_size=1, max_size=5), st.lists(
    st.sampled_from(['"', "'", "[", "]", "=", "\n", "#", "[[rendering]]\n", 'id = "../evil"\n', "1", "true", "{}", "."])
    | st.text(max_size=5), min_size=1, max_size=5))  # fmt: skip


@fuzzed
@given(SPOILT)
def test_a_catalogue_is_read_or_refused_in_one_sentence(spoilt):
    try:
        assert isinstance(parse_catalogue(spoil(CATALOGUE, *spoilt), name="fuzzed.toml"), Catalogue)
    except AnalysisError as error:
        assert "fuzzed.toml" in str(error)


@fuzzed
@given(SPOILT)
def test_themes_are_read_and_written_the_same_or_refused(spoilt):
    try:
        themes = parse_themes(spoil(THEMES, *spoilt), "fuzzed.toml")
    except AnalysisError as error:
        assert "fuzzed.toml" in str(error)
        return
    assert parse_themes(write_themes(themes), "again") == themes


KEYS = st.sampled_from(["n_topics", "confidence", "only", "reader", "neighbours", "odd"])
SETTINGS = st.dictionaries(KEYS, st.integers() | st.floats() | st.text(max_size=4) | st.booleans(), max_size=3)


@fuzzed
@given(SETTINGS)
def test_settings_are_read_or_refused(tmp_path, values):
    lines = "\n".join(f"{key} = {json.dumps(value)}" for key, value in values.items())
    path = write_atomic(tmp_path / "settings.toml", "#\n" + lines.replace("Infinity", "inf").replace("NaN", "nan"))
    try:
        assert 0.5 <= load_settings(path).confidence <= 0.999
    except AnalysisError as error:
        assert "settings.toml" in str(error)


SHEET = columns.Sheet(
    {"id": columns.text(), "n": columns.whole(0, 9), "x": columns.number(0, 1, empty=True)}, key=["id"]
)
CELLS = st.sampled_from(["a", "b", "1", "0.5", "", '"', '""', "=1", "nan", "1e9", "\x85"]) | st.text(max_size=4)
ROWS = st.lists(st.lists(CELLS, max_size=4).map(",".join), max_size=6).map("\n".join)


@fuzzed
@given(ROWS)
def test_a_table_is_as_its_sheet_says_or_refused(tmp_path, rows):
    path = write_atomic(tmp_path / "fuzzed.csv", "id,n,x\n" + rows)
    for read in (lambda: read_csv(path, SHEET), lambda: read_sheet(path, ["id"])):
        try:
            table = read()
        except AnalysisError as error:
            assert "fuzzed.csv" in str(error)
            continue
        assert "id" in table
        assert all(isinstance(value, str) for value in table["id"])
    assert path.exists()


VALUES = st.recursive(
    st.none() | st.integers() | st.text(max_size=5) | st.just("\ud83d"), lambda inner: st.lists(inner, max_size=3)
)


@fuzzed
@given(st.lists(st.fixed_dictionaries({}, optional={"text": VALUES, "language": VALUES}), max_size=4), TEXTS)
def test_json_lines_are_texts_with_a_language_or_refused(tmp_path, rows, more):
    lines = [json.dumps(row) for row in rows]
    path = write_atomic(tmp_path / "fuzzed.jsonl", "\n".join([*lines, more if len(rows) % 2 else ""]) + "\n \n#")
    try:
        found = _read_texts(path)
    except AnalysisError as error:
        assert "fuzzed.jsonl" in str(error)
        return
    for text, language in found:
        assert text.encode("utf-8")
        assert language


@pytest.mark.parametrize("content", ["[" * 5_000, 'x = "' + "a" * 10, "x = " + "{a = " * 2_000, "x = " + "9" * 5_000])
def test_toml_that_is_deep_or_has_no_end_is_refused(content):
    with pytest.raises(AnalysisError, match="not valid TOML"):
        parse_catalogue(content, name="deep.toml")
