"""Passages: how speech is cut, what is measured, and that the committed table comes from the documents."""

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.catalogue import the_catalogue
from analysis.errors import AnalysisError
from analysis.passages import (
    PASSAGES_FILE,
    clean_text,
    cut_speech,
    find_turns,
    load_passages,
    load_texts,
    make_passages,
    save_passages,
    stack_vectors,
)
from analysis.reading import Span
from analysis.tokens import count_words, find_tokens, load_stop_words, make_bag, read_bag


def test_the_committed_table_is_what_the_documents_give(documents, passages):
    made = make_passages(the_catalogue())
    pd.testing.assert_frame_equal(made.drop(columns="vector"), passages.drop(columns="vector"))
    # Processors differ in the last place of a number in half precision.
    a, b = stack_vectors(made), stack_vectors(passages)
    assert np.all(np.abs(a - b) <= np.spacing(np.abs(b).astype(np.float16)).astype(np.float64))


def test_passages_are_words_of_one_speaker_in_order(passages):
    for _, group in passages.groupby("rendering"):
        assert (group["start"].to_numpy()[1:] >= group["end"].to_numpy()[:-1]).all()
        assert group["turn"].is_monotonic_increasing
        assert group["position"].is_monotonic_increasing
    assert (passages.groupby(["rendering", "turn"])["speaker"].nunique() == 1).all()
    assert np.allclose(np.linalg.norm(stack_vectors(passages), axis=1), 1, atol=2e-3)


def test_offsets_give_back_the_measured_words(documents, passages):
    texts = load_texts(passages, documents)
    assert [count_words(text) for text in texts] == passages["n_words"].tolist()
    assert [make_bag(find_tokens(text)) for text in texts] == passages["words"].tolist()


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
    ],
)
def test_lines_are_joined_as_each_language_wants(text, clean):
    assert clean_text(text) == clean


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


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda t: t.drop(columns="speaker"), "'speaker'"),
        (lambda t: t.assign(language="fr"), "column 'language', row 0.*'fr'"),
        (lambda t: t.assign(passage_id="same"), "'passage_id'"),
        (lambda t: t.assign(end=0), "end after start"),
    ],
)
def test_a_bad_table_is_refused_with_column_row_and_cure(change, told, passages, tmp_path):
    path = tmp_path / "passages.parquet"
    save_passages(change(passages.copy()), path)
    with pytest.raises(AnalysisError, match=told) as caught:
        load_passages(path)
    assert "make corpus" in str(caught.value)


def test_a_damaged_or_missing_table_is_refused(tmp_path):
    with pytest.raises(AnalysisError, match="missing"):
        load_passages(tmp_path / "none.parquet")
    damaged = tmp_path / "passages.parquet"
    damaged.write_bytes(PASSAGES_FILE.read_bytes()[:1000])
    with pytest.raises(AnalysisError, match="no parquet table"):
        load_passages(damaged)


def test_tokens_keep_the_terms_of_the_field_whole():
    assert find_tokens("英伟达用CUDA做加速计算") == ["英伟达", "用", "cuda", "做", "加速计算"]
    assert find_tokens("The GPU's NVLink isn't new; Llama 3 is.") == [
        "the", "gpu's", "nvlink", "isn't", "new", "llama", "3", "is",
    ]  # fmt: skip


def test_a_bag_tells_counts_and_not_order():
    tokens = find_tokens("飞轮转动，飞轮加速，GPU 也在加速")
    assert make_bag(tokens) == make_bag(tokens[::-1])
    assert sorted(read_bag(make_bag(tokens))) == sorted(tokens)


def test_stop_words_are_there_in_both_languages_and_spare_the_themes():
    assert {"the", "and"} <= load_stop_words("en")
    assert {"的", "我们"} <= load_stop_words("zh")
    assert not {"飞轮", "推理", "监管"} & load_stop_words("zh")
    assert not {"energy", "data", "model"} & load_stop_words("en")
