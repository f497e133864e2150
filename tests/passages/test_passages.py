"""Passages: how speech is cut, what is measured, and that the committed tables come from the documents."""

import shutil
import time
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import open_corpus
from analysis.corpus.folder import SHIPPED
from analysis.ground import storage
from analysis.ground.errors import AnalysisError
from analysis.passages.cutting import clean_text, cut_speech, find_turns
from analysis.passages.quoting import load_texts
from analysis.passages.stored import load_passages, measured_path, save_measured, stack_vectors
from analysis.passages.tokens import count_words, find_tokens, make_bag, read_bag
from analysis.reading import Span
from tests.making import measure


def test_the_committed_tables_are_what_the_documents_give(documents, passages, tmp_path, monkeypatch):
    """A copy of the corpus is measured from nothing but its documents, nothing kept from before."""
    monkeypatch.setattr(storage, "CACHE", tmp_path / "cache")
    monkeypatch.delenv("ANALYSIS_DOCUMENTS", raising=False)
    shutil.copytree(SHIPPED, tmp_path / "copy", ignore=shutil.ignore_patterns("measured"))
    assert {outcome.state for outcome in measure(open_corpus(tmp_path / "copy")).values()} == {"new"}
    corpus = open_corpus(tmp_path / "copy")
    made = corpus.measured
    vectors = ["vector", "tone_vector"]
    pd.testing.assert_frame_equal(made.drop(columns=vectors), passages.drop(columns=vectors))
    # Processors differ in the last places of numbers, and more after layers of whole numbers.
    for column, most in (("vector", 0.001), ("tone_vector", 0.004)):
        a, b = (np.stack(table[column].tolist()).astype(np.float64) for table in (made, passages))
        assert np.abs(a - b).max() <= most, column


def test_passages_are_words_of_one_speaker_in_order(passages):
    for _, group in passages.groupby("rendering"):
        assert (group["start"].to_numpy()[1:] >= group["end"].to_numpy()[:-1]).all()
        assert group["turn"].is_monotonic_increasing
        assert group["position"].is_monotonic_increasing
    assert (passages.groupby(["rendering", "turn"])["speaker"].nunique() == 1).all()
    assert np.allclose(np.linalg.norm(stack_vectors(passages), axis=1), 1, atol=2e-3)


def test_offsets_give_back_the_measured_words(corpus, documents, passages):
    texts = load_texts(corpus, passages, documents)
    assert [count_words(text) for text in texts] == passages["n_words"].tolist()
    assert [make_bag(find_tokens(text, corpus.words)) for text in texts] == passages["words"].tolist()


def test_scores_are_there_for_their_language_only(passages):
    chinese = passages["language"] == "zh"
    assert passages.loc[chinese, "snownlp"].notna().all()
    assert passages.loc[~chinese, "snownlp"].isna().all()
    assert passages.loc[~chinese, "vader"].notna().all()
    assert passages.loc[chinese, "vader"].isna().all()


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("第一行没有\n写完。", "第一行没有写完。"),
        ("a line broken\nby a converter", "a line broken by a converter"),
        ("用的是Hugging\nFace的模型", "用的是Hugging Face的模型"),
        ("前一段。\n\n \n后一段。", "前一段。后一段。"),
        ("_**强调**的话_", "强调的话"),
        ("snake_case stays", "snake_case stays"),
        ("a\r\nb", "a b"),
        ("Salt &amp; pepper, &#39;tis &quot;good&quot; &lt;3", 'Salt & pepper, \'tis "good" <3'),
        ("AT&T and R&D stay", "AT&T and R&D stay"),
        ("We began [00:12:34] at dusk (1:02) and [12:00.5] later", "We began at dusk and later"),
        (r"He said \[00:01:02\] so", "He said so"),
        ("At 12:30 we met (see page 3) [sic]", "At 12:30 we met (see page 3) [sic]"),
    ],
)
def test_lines_are_joined_as_each_language_wants(text, clean):
    assert clean_text(text) == clean


@pytest.mark.parametrize("blanks", ["\n" * 20_000, " " * 20_000 + "\n" + " " * 20_000, "\n \t" * 10_000])
def test_many_blank_lines_take_no_longer_than_other_text(blanks):
    begun = time.process_time()
    assert clean_text(f"bread{blanks}rain面{blanks}包") == "bread rain面包"
    assert time.process_time() - begun < 2


SENTENCE = st.sampled_from(
    ["我们谈谈面包。", "好吗?", "It costs 3.5 dollars a loaf. ", "真的！", "没有句号的话\n\n", "Mr. X said so.", "…… "]
)


@given(st.lists(SENTENCE, min_size=1, max_size=60).map("".join), st.integers(20, 120))
def test_cutting_keeps_every_visible_character_once_and_in_order(text, words):
    pieces = list(cut_speech(text, 0, len(text), words=words))
    assert "".join("".join(text[a:b].split()) for a, b in pieces) == "".join(text.split())
    assert all(a < b for a, b in pieces)
    assert all(first[1] <= second[0] for first, second in pairwise(pieces))


def test_passages_have_about_the_length_aimed_at(passages):
    turns = passages.groupby(["rendering", "turn"])["n_words"].transform("sum")
    # Corrections of who speaks cut passages where they begin and end.
    turn = passages["rendering"] + passages["turn"].astype(str)
    whole = ~turn.isin(turn[passages["speaker"] != passages["corrected_speaker"]])
    long_enough = passages[whole & (turns > 3 * np.where(passages["language"] == "zh", 100, 50))]
    chinese = long_enough[long_enough["language"] == "zh"]["n_words"]
    english = long_enough[long_enough["language"] == "en"]["n_words"]
    assert chinese.between(50, 180).mean() > 0.95
    assert english.between(25, 90).mean() > 0.95


def test_a_turn_outlives_a_heading_and_a_stage_direction_but_not_narration():
    spans = [
        Span(0, 1, "speech", "A"), Span(1, 2, "stage"), Span(2, 3, "speech", "A"), Span(3, 4, "heading"),
        Span(4, 5, "speech", "A"), Span(5, 6, "narration"), Span(6, 7, "speech", "A"), Span(7, 8, "speech", "B"),
    ]  # fmt: skip
    assert find_turns(spans)["turn"].tolist() == [1, 1, 1, 2, 3]


@pytest.fixture
def copied(tmp_path, tiny_folders):
    """A measured corpus of two documents, which a test may spoil."""
    return open_corpus(shutil.copytree(tiny_folders["two-talks"], tmp_path / "copied"))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda t: t.drop(columns="speaker"), "'speaker'"),
        (lambda t: t.assign(start=-1), "column 'start', row 0.*-1"),
        (lambda t: t.assign(position=1.5), "column 'position', row 0.*1.5"),
        (lambda t: t.assign(passage_id="same"), "'passage_id'"),
        (lambda t: t.assign(end=0), "end after start"),
        (lambda t: t.assign(words="bread:1 ale:2"), "word:count, sorted"),
    ],
)
def test_a_bad_table_is_refused_with_column_row_and_cure(change, told, copied):
    for rendering in copied.catalogue.renderings:
        table = pd.read_parquet(measured_path(copied, rendering))
        save_measured(copied, rendering, change(table))
    with pytest.raises(AnalysisError, match=told) as caught:
        load_passages(copied)
    assert "make corpus" in str(caught.value)


def test_tokens_keep_the_terms_of_the_field_whole(corpus):
    assert find_tokens("英伟达用CUDA做加速计算", corpus.words) == ["英伟达", "用", "cuda", "做", "加速计算"]
    assert find_tokens("The GPU's NVLink isn't new; Llama 3 is.", corpus.words) == [
        "the", "gpu's", "nvlink", "isn't", "new", "llama", "3", "is",
    ]  # fmt: skip


def test_a_bag_tells_counts_and_not_order(corpus):
    tokens = find_tokens("飞轮转动，飞轮加速，GPU 也在加速", corpus.words)
    assert make_bag(tokens) == make_bag(tokens[::-1])
    assert sorted(read_bag(make_bag(tokens))) == sorted(tokens)


@pytest.mark.parametrize(
    ("text", "language", "tokens"),
    [
        ("Die Äpfel kosten 3,50 Euro.", "de", ["die", "äpfel", "kosten", "3,50", "euro"]),
        ("¿Qué pasó en la bahía?", "es", ["qué", "pasó", "en", "la", "bahía"]),
        ("漁師は港でカメラを見た", "ja", ["漁師", "は", "港", "で", "カメラ", "を", "見", "た"]),
    ],
)
def test_words_of_other_languages_are_whole(text, language, tokens, corpus):
    assert [token for token in find_tokens(text, corpus.words, language=language) if token.strip()] == tokens
