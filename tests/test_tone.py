"""Tone: sentences of known tone, what must not move a score, what no scorer may have seen."""

import itertools
import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.__main__ import main
from analysis.alignment import align_pieces
from analysis.coding import load_theme_coding, load_tone_coding, load_written, place_coding
from analysis.errors import AnalysisError
from analysis.sentiment import SCORERS, attitude, score_texts, summary, tone, validity
from analysis.sentiment.attitude import find_attitudes, list_attitudes
from analysis.sentiment.correction import add_tone, correct_scores
from analysis.sentiment.names import mask_names
from analysis.storage import write_atomic
from analysis.topics import free_vectors

WARM = [
    "这是我见过的最了不起的团队，非常感谢你们！",
    "I love what this team has built, it is absolutely wonderful. Thank you!",
]
FLAT = ["这台机器有七十二个处理器，用交换机连在一起。", "The rack holds seventy-two processors, joined by a switch."]
COOL = ["太糟糕了，他们骗了所有人，我非常愤怒。", "This is a disgrace, they lied to everybody and I am furious."]


@pytest.fixture(scope="module")
def scorer(passages) -> tone.ToneScorer:
    return tone.fit_scorer(tone.load_coded(passages))


@pytest.fixture(scope="module")
def toned(themed) -> pd.DataFrame:
    return add_tone(themed)


def score(scorer: tone.ToneScorer, texts: list[str]) -> np.ndarray:
    return scorer.score(tone.measure_texts(texts))


def test_sentences_of_known_tone_get_it_in_both_languages(scorer):
    warm, flat, cool = (score(scorer, texts) for texts in (WARM, FLAT, COOL))
    assert (warm > 1.2).all()
    assert (np.abs(flat) < 0.4).all()
    assert (cool < -1).all()


@pytest.mark.parametrize(
    ("less", "more"),
    [
        ("我们有问题。", "我们没有问题。"),
        ("I am not happy with the result.", "I am happy with the result."),
        ("虽然速度很快，但是客户都在抱怨。", "虽然客户有过抱怨，但是速度很快。"),
        ("It was cheap, but nobody can use it and people complain.", "It took a while, but people love it now."),
    ],
)
def test_negation_and_contrast_count(scorer, less, more):
    low, high = score(scorer, [less, more])
    assert low < high - 0.2


CARRIERS = {
    "en": [
        "{} has built a remarkable chip, and customers love it.",
        "We were disappointed by {}, the delivery was late again.",
        "{} announced the new system in March.",
        "The cluster that {} runs has 512 nodes.",
    ],
    "zh": [
        "{}的新产品非常出色，客户都很满意。",
        "{}又延期了，我们很失望。",
        "{}在三月发布了新系统。",
        "{}的数据中心有一万台服务器。",
    ],
}
NOUNS = {"en": ["the company", "this company", "the firm"], "zh": ["该公司", "这家公司", "公司"]}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_name_does_not_move_the_score(scorer, language):
    names = [
        "NVIDIA",
        "Databricks",
        "Meta",
        "Jensen",
        "Apple",
        *(["英伟达", "苹果", "黄仁勋"] if language == "zh" else []),
    ]
    for carrier in CARRIERS[language]:
        scores = score(scorer, [carrier.format(word) for word in names + NOUNS[language]])
        assert np.ptp(scores) < 0.1, carrier


def test_names_are_masked_whole_and_in_the_script_around_them():
    assert mask_names("NVIDIA and Meta met Jensen Huang") == "the company and the company met this person"
    assert mask_names("英伟达和 NVIDIA 说") == "该公司和 该公司 说"
    assert mask_names("Metadata, apple pie, 苹果") == "Metadata, apple pie, the company"
    assert mask_names("She said her team won") == mask_names("he said his team won")


@given(st.text(max_size=60))
@settings(max_examples=200, deadline=None)
def test_any_text_can_be_measured(text):
    found = find_attitudes(text)
    assert all(0 <= a.start < a.end <= len(text) and np.isfinite(a.value) for a in found)
    numbers = attitude.measure_attitudes([text])
    assert numbers.shape == (1, len(attitude.FEATURES))
    assert np.isfinite(numbers).all()


def test_attitude_words_are_found_with_what_bears_on_them():
    values = {a.word: round(a.value, 2) for a in find_attitudes("这很好，但是太贵了")}
    assert values["太贵"] < 0
    (plain,) = find_attitudes("It was terrible.")
    (negated,) = find_attitudes("It was not at all terrible.")
    assert plain.value < 0 < negated.value
    assert not find_attitudes("爆炸式增长")
    assert list_attitudes("The great and the awful") == "awful=-1.5|great=1"


def test_the_batch_gives_what_snownlp_gives():
    from snownlp import SnowNLP

    texts = [
        "这家公司的产品很好，我们没有问题。",
        "好",
        "龘龘在说 GPU 的事，abc 真糟糕！",
        "价格1000元",
        "质量太差了，再也不买",
    ]
    batch = score_texts(texts, ["zh"] * len(texts), scorer="snownlp")
    assert batch.tolist() == [SnowNLP(text).sentiments for text in texts]


@given(st.lists(st.text(alphabet="好坏的我们没有问题龘㐀 a。1，", max_size=25), max_size=6))
@settings(max_examples=60, deadline=None)
def test_the_batch_gives_what_snownlp_gives_for_any_text(texts):
    from snownlp import sentiment

    batch = score_texts(texts, ["zh"] * len(texts), scorer="snownlp")
    assert batch.tolist() == [sentiment.classify(text) for text in texts]


def test_raw_scores_stand_only_where_the_language_is_read():
    scores = score_texts(["great", "好"], ["en", "zh"], scorer="vader")
    assert np.isnan(scores[1])
    assert scores[0] > 0
    assert {s.language for s in SCORERS.values()} == {"en", "zh"}


def test_the_parts_are_those_of_the_themes_and_no_stretch_is_on_both_sides(passages):
    coding, themes = load_tone_coding(), load_theme_coding()
    assert coding[["passage_id", "start", "end", "part"]].equals(themes[["passage_id", "start", "end", "part"]])
    placed = place_coding(coding, passages, columns=["score"]).merge(passages, on="passage_id")
    assert (placed.groupby("stretch")["part"].nunique() == 1).all()
    for _, group in placed.groupby("rendering"):
        parts = group["part"].tolist()
        neighbours = set(itertools.pairwise(parts))
        assert not {("dev", "test"), ("test", "dev")} & neighbours


def test_passages_that_say_the_same_are_in_one_stretch(passages):
    """What one rendering teaches the scorer must not be asked of it in the other."""
    stretch = place_coding(load_tone_coding(), passages, columns=[]).set_index("passage_id")
    vectors = free_vectors(passages)
    crossing = total = 0
    for a, b in (("databricks-zh", "databricks-en"), ("bg2-zh-a", "bg2-zh-b")):
        sides = [np.flatnonzero(passages["rendering"] == name) for name in (a, b)]
        lengths = [passages["n_words"].to_numpy()[side].tolist() for side in sides]
        for link in align_pieces(vectors[sides[0]], vectors[sides[1]], *lengths):
            parts = {
                stretch.loc[passages["passage_id"].iloc[side[number]], "part"]
                for side, first, after in ((sides[0], link.a, link.a_end), (sides[1], link.b, link.b_end))
                for number in range(first, after)
            }
            total += 1
            crossing += {"dev", "test"} <= parts
    assert total > 120
    assert crossing == 0


def test_a_passage_is_scored_without_its_own_stretch(passages):
    coded = tone.load_coded(passages)
    held_out = tone.score_held_out(coded)
    stretch = coded.groups[coded.passages][0]
    turned = tone.Coded(
        coded.ids,
        coded.features,
        np.where(coded.groups == stretch, -coded.scores, coded.scores),
        coded.groups,
        coded.passages,
    )
    chosen = coded.groups == stretch
    assert np.array_equal(tone.score_held_out(turned)[chosen], held_out[chosen])
    assert not np.array_equal(tone.score_held_out(turned)[~chosen], held_out[~chosen])


def test_no_test_passage_is_learned_from(passages):
    parts = load_tone_coding().set_index("passage_id")["part"]
    learned = tone.load_coded(passages)
    assert set(parts.loc[learned.ids[learned.passages]]) == {"dev"}


def test_intervals_hold_as_many_scores_as_they_say(passages):
    report = validity.report_tone(passages).set_index("figure")["value"]
    assert 0.86 <= report["coded scores inside the interval, dev part"] <= 0.94
    assert 0.86 <= report["coded scores inside the interval, test part"] <= 0.96


def test_the_tone_agrees_with_readers_better_than_what_others_use(passages):
    table = validity.compare_scorers(passages).set_index(["scorer", "language"])
    ours = table.loc[("tone", "both")]
    assert ours["spearman_low"] > 0.4
    assert table.loc[("tone", "zh"), "spearman_low"] > table.loc[("snownlp", "zh"), "spearman_high"]
    assert table.loc[("tone", "zh"), "spearman"] > table.loc[("attitude_words", "zh"), "spearman"]
    assert (table["spearman"].dropna() <= 1).all()


def test_the_codings_are_whole_and_agree():
    for coding in (load_tone_coding(), load_written()):
        agreement = validity.measure_agreement(coding)
        assert agreement["kappa"] > 0.9
        assert np.allclose(coding["score"], (coding["coder_a"] + coding["coder_b"]) / 2)
    written = load_written()
    assert not written["text"].duplicated().any()
    assert written.groupby("language").size().min() > 500


def test_the_stored_vectors_are_those_of_the_written_texts():
    stored = pd.read_parquet(tone.VECTORS_FILE).set_index("text_id")["vector"]
    sample = load_written().iloc[::260]
    fresh = tone.encode_texts(sample["text"].tolist()).astype(float)
    kept = np.stack(stored.loc[sample["text_id"]].tolist()).astype(float)
    assert np.abs(fresh - kept).max() < 0.005


def test_a_biased_scorer_is_put_right_by_what_was_coded():
    """One side is scored half a step too warm; a third is coded; the corrected means tell the truth."""
    generator = np.random.default_rng(3)
    side = np.repeat(["a", "b"], 3000)
    truth = generator.normal(0.4, 0.7, 6000)
    scores = truth + generator.normal(0, 0.4, 6000) + np.where(side == "a", 0.5, 0.0)
    coded = np.where(generator.random(6000) < 0.33, truth, np.nan)
    corrected = correct_scores(scores, coded, side)
    raw_gap = scores[side == "a"].mean() - scores[side == "b"].mean()
    gap = corrected[side == "a"].mean() - corrected[side == "b"].mean()
    true_gap = truth[side == "a"].mean() - truth[side == "b"].mean()
    assert abs(raw_gap - true_gap) > 0.4
    assert abs(gap - true_gap) < 0.06


def test_a_stratum_without_coding_cannot_be_put_right():
    corrected = correct_scores(np.array([0.5, 1.0, 1.0]), np.array([0.0, np.nan, np.nan]), np.array(["a", "a", "b"]))
    assert np.isnan(corrected[2])
    assert corrected[:2].mean() == pytest.approx(0.75 - 0.5)


def test_a_summary_has_the_mean_of_the_renderings_and_both_averages(toned):
    table = summary.summarise_tone(toned, by=["conversation", "speaker"]).set_index(["conversation", "speaker"])
    row = table.loc[("databricks", "Ali Ghodsi")]
    mine = toned[(toned["conversation"] == "databricks") & (toned["speaker"] == "Ali Ghodsi")]
    assert row["mean"] == pytest.approx(mine.groupby("rendering")["coded_tone"].mean().mean())
    assert row["scored_mean"] == pytest.approx(mine.groupby("rendering")["tone"].mean().mean())
    assert row["ci_low"] < row["mean"] < row["ci_high"]


def test_the_words_of_a_shift_sum_to_the_difference(toned):
    one, other = toned["speaker"] == "Jensen Huang", toned["speaker"] == "Ali Ghodsi"
    table = summary.shift_words(toned, one=one, other=other)
    net = toned["attitude_words"].map(lambda words: sum(float(w.rpartition("=")[2]) for w in words.split("|") if w))
    assert table["contribution"].sum() == pytest.approx(net[one].mean() - net[other].mean())
    assert np.allclose(table["contribution"], table["by_rate"] + table["by_value"])
    assert table["contribution"].abs().round(9).is_monotonic_decreasing


def test_the_smooth_line_is_a_local_mean():
    from analysis.charts.tone_course import smooth_tone

    position, values = np.linspace(0, 1, 50), np.r_[np.zeros(25), np.ones(25)]
    smooth = smooth_tone(position, values, at=np.array([0.0, 0.5, 1.0]))
    assert smooth == pytest.approx([0.0, 0.5, 1.0], abs=0.02)


def test_the_command_prints_score_interval_raw_score_and_reasons(tmp_path, capsys):
    lines = [
        {"text": "We are thrilled, this is wonderful.", "language": "en"},
        {"text": "交货太慢，客户都在抱怨。"},
        {"text": "…", "language": "zh"},
        {"text": "broken \ud800 text"},
    ]
    path = write_atomic(tmp_path / "texts.jsonl", "\n".join(json.dumps(line) for line in lines))
    assert main(["sentiment", str(path)]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert len(rows) == 4
    assert rows[0]["score"] > 1
    assert rows[0]["low"] <= rows[0]["score"] <= rows[0]["high"] <= 2
    assert "vader" in rows[0]
    assert max(rows[0]["words"].values()) > 0.1
    assert rows[1]["score"] < -0.3
    assert rows[1]["language"] == "zh"
    assert 0 <= rows[1]["snownlp"] <= 1
    assert rows[2]["low"] is None


def test_a_wrong_line_of_texts_is_named(tmp_path, capsys):
    path = write_atomic(tmp_path / "texts.jsonl", '{"text": "ok"}\n{"text": "ok", "language": "fr"}\n')
    assert main(["sentiment", str(path)]) == 2
    assert "line 2" in capsys.readouterr().err


def test_a_score_outside_the_scale_is_named(tmp_path):
    content = "text_id,language,coder_a,coder_b,score,text\na,en,1,1,1,ok\nb,en,3,1,2,too much\n"
    with pytest.raises(AnalysisError, match="line 3: coder_a"):
        load_written(write_atomic(tmp_path / "written.csv", content))
