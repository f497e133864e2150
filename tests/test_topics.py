"""Topics and themes: known answers, the same answers every time, and a loud stop when names no longer fit."""

import os
import re
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import adjusted_rand_score

from analysis import storage, validity
from analysis.assignment import assign_texts, assign_themes, decode_themes, measure_unassigned
from analysis.coding import load_theme_coding, place_coding
from analysis.description import measure_coherence
from analysis.embedding import embed_texts
from analysis.errors import AnalysisError
from analysis.settings import SETTINGS, load_settings
from analysis.storage import ROOT, write_atomic
from analysis.themes import THEMES_FILE, UNASSIGNED, load_themes
from analysis.tokens import find_tokens, make_bag
from analysis.topics import fit_topics, rank_words, smooth_vectors

BAKING = [
    ("en", "Knead the dough and let the yeast rise before you bake the bread."),
    ("en", "A hot oven gives the loaf of bread its crust."),
    ("en", "Flour, water, salt and yeast make a simple bread dough."),
    ("en", "The baker shapes each loaf and bakes it at dawn."),
    ("zh", "先揉面团，等酵母发酵，再把面包放进烤箱。"),
    ("zh", "烤箱够热，面包的外皮才会脆。"),
    ("zh", "面粉、水、盐和酵母就能做出面包。"),
    ("zh", "面包师清早把面团揉好，烤出第一炉面包。"),
]
FOOTBALL = [
    ("en", "The striker scored a goal in the last minute of the football match."),
    ("en", "The referee showed the goalkeeper a red card."),
    ("en", "Our football team lost the cup final on penalties."),
    ("en", "The coach trains the defenders before every match."),
    ("zh", "前锋在足球比赛的最后一分钟进了球。"),
    ("zh", "裁判给守门员出示了红牌。"),
    ("zh", "我们的球队在点球大战中输掉了决赛。"),
    ("zh", "教练在每场比赛前训练后卫。"),
]


@pytest.fixture(scope="module")
def small() -> pd.DataFrame:
    rows = [*BAKING, *FOOTBALL]
    vectors = embed_texts([text for _, text in rows])
    return pd.DataFrame(
        {
            "passage_id": [f"small:{number:02d}" for number in range(len(rows))],
            "conversation": "small",
            "rendering": [f"{language}-{number // 8}" for number, (language, _) in enumerate(rows)],
            "language": [language for language, _ in rows],
            "n_words": [len(find_tokens(text)) for _, text in rows],
            "words": [make_bag(find_tokens(text)) for _, text in rows],
            "vector": list(vectors),
        }
    )


@pytest.fixture(autouse=True)
def own_cache(tmp_path, monkeypatch):
    monkeypatch.setattr(storage, "CACHE", tmp_path / "cache")


def test_two_themes_in_two_languages_are_found(small):
    topics = fit_topics(small, n_topics=2)["topic"].tolist()
    assert topics[:8] == [topics[0]] * 8
    assert topics[8:] == [1 - topics[0]] * 8


def test_topic_words_are_told_by_language(small):
    words = rank_words(small, [0] * 8 + [1] * 8)
    best = words.groupby(["language", "topic"])["word"].agg(set)
    assert {"bread", "dough", "yeast"} <= best["en", 0]
    assert {"面包", "酵母"} <= best["zh", 0]
    assert {"match", "football"} <= best["en", 1]
    assert not best["zh", 1] & best["en", 1]


def test_every_passage_has_one_topic_and_the_largest_comes_first(passages):
    topics = fit_topics(passages)
    assert topics["passage_id"].tolist() == passages["passage_id"].tolist()
    sizes = topics["topic"].value_counts().sort_index()
    assert sizes.index.tolist() == list(range(SETTINGS.n_topics))
    assert sizes.is_monotonic_decreasing


def test_another_number_of_threads_gives_the_same_topics(passages, tmp_path):
    script = (
        "from analysis import storage; from pathlib import Path; import sys; storage.CACHE = Path(sys.argv[1]);"
        "from analysis.assignment import load_themed_passages as load;"
        "print(load()[['passage_id', 'topic', 'theme', 'x', 'y']].to_csv())"
    )
    seen = set()
    for threads in ("1", "2"):
        environment = {**os.environ, "OMP_NUM_THREADS": threads, "OPENBLAS_NUM_THREADS": threads}
        command = [sys.executable, "-c", script, str(tmp_path / threads)]
        seen.add(subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=True).stdout)
    assert len(seen) == 1


def test_the_order_of_conversations_does_not_change_the_topics(passages):
    turned = pd.concat([group for _, group in passages.groupby("rendering")][::-1], ignore_index=True)
    first = fit_topics(passages).set_index("passage_id")["topic"]
    second = fit_topics(turned).set_index("passage_id")["topic"].reindex(first.index)
    assert adjusted_rand_score(first, second) == 1.0


def test_the_last_bits_of_the_vectors_do_not_change_the_topics(passages):
    vectors = smooth_vectors(passages)
    noise = np.random.default_rng(0).normal(0, 1e-12, vectors.shape)
    assert np.array_equal(np.round(vectors + noise, 6), vectors)


def test_every_theme_is_used_and_named_in_both_languages(themed):
    loaded = load_themes()
    assert set(themed["theme"]) == set(loaded.ids())
    for language in ("en", "zh"):
        names = loaded.names(language)
        assert len(set(names.values())) == len(names)
    assert all(re.search("[\u4e00-\u9fff]{2}", name) for name in loaded.names("zh").values())


def test_themes_stop_the_analysis_when_the_model_has_moved_away_from_them(passages, tmp_path):
    text = THEMES_FILE.read_text("utf-8")
    theme = load_themes().themes[0]
    elsewhere = ", ".join(f'"{passage}"' for passage in load_themes().themes[1].anchors)
    swapped = text.replace(", ".join(f'"{passage}"' for passage in theme.anchors), elsewhere, 1)
    assert swapped != text
    moved = load_themes(write_atomic(tmp_path / "themes.toml", swapped))
    with pytest.raises(AnalysisError, match=rf"moved away from data/themes.toml.*{theme.id}.*themes-report"):
        assign_themes(passages, moved)


def test_renaming_a_theme_changes_no_passage(passages, tmp_path):
    text = THEMES_FILE.read_text("utf-8").replace(load_themes().themes[0].name_en, "Another name", 1)
    renamed = load_themes(write_atomic(tmp_path / "themes.toml", text))
    pd.testing.assert_frame_equal(assign_themes(passages, renamed), assign_themes(passages))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('id = "data"', 'id = "work"', "two themes have one id"),
        ("name_zh", "nom_zh", "not a table of themes"),
        ("seeds_en = [", "seeds_en = []\nother = [", "not a table of themes"),
    ],
)
def test_a_themes_file_that_does_not_fit_is_refused(old, new, told, tmp_path):
    text = THEMES_FILE.read_text("utf-8")
    assert old in text
    with pytest.raises(AnalysisError, match=told):
        load_themes(write_atomic(tmp_path / "themes.toml", text.replace(old, new, 1)))


def test_an_accuracy_is_less_sure_when_neighbours_are_right_together():
    right = np.repeat([1, 0, 1, 1, 0, 1, 1, 1], 20).astype(bool)
    alone = validity.measure_accuracy_interval(right, np.arange(160))
    together = validity.measure_accuracy_interval(right, np.repeat(np.arange(8), 20))
    assert together[0] < alone[0] < 0.75 < alone[1] < together[1]
    # The share of 160 independent trials: 1.96 standard errors of 0.034 on either side.
    assert alone == pytest.approx((0.683, 0.817), abs=0.015)
    assert np.isnan(validity.measure_accuracy_interval(right, np.zeros(160))).all()


def test_a_coding_follows_its_words_into_passages_of_another_length(passages):
    coding = load_theme_coding()
    placed = place_coding(coding, passages, columns=["theme"])
    pd.testing.assert_frame_equal(placed[["passage_id", "theme", "part"]], coding[["passage_id", "theme", "part"]])
    halves = passages.assign(end=(passages["start"] + passages["end"]) // 2)
    assert place_coding(coding, halves, columns=["theme"])["theme"].tolist() == coding["theme"].tolist()
    longer = passages[passages["rendering"] == "siggraph-zh"].iloc[:2]
    longer = longer.iloc[:1].assign(passage_id="other", end=longer["end"].iloc[1] + 1)
    longest = max((0, 1), key=lambda row: passages[passages["rendering"] == "siggraph-zh"]["n_words"].iloc[row])
    coded = coding.set_index("passage_id")["theme"]
    expected = coded[passages[passages["rendering"] == "siggraph-zh"]["passage_id"].iloc[longest]]
    assert place_coding(coding, longer, columns=["theme"])["theme"].tolist() == [expected]
    elsewhere = passages.iloc[:3].assign(rendering="another-en")
    assert place_coding(coding, elsewhere, columns=["theme"]).empty


def test_a_new_conversation_is_assigned_to_the_themes_that_are_there(passages):
    """What is known already mostly gets its theme again, and known passages keep theirs."""
    copied = passages[passages["rendering"] == "bg2-zh-b"].assign(conversation="new", rendering="new-zh")
    copied["passage_id"] = "new:" + copied["passage_id"]
    both = assign_themes(pd.concat([passages, copied], ignore_index=True)).set_index("passage_id")["theme"]
    again = both[copied["passage_id"]].to_numpy()
    before = both[copied["passage_id"].str.removeprefix("new:")].to_numpy()
    assert (again == before).mean() > 0.85
    assert (both[passages["passage_id"]].to_numpy() == assign_themes(passages)["theme"].to_numpy()).mean() > 0.95


def test_strange_talk_is_mostly_unassigned(passages, small):
    strange = small[small["language"] == "zh"].assign(conversation="strange", rendering="strange-zh")
    both = pd.concat([passages, strange], ignore_index=True)
    assigned = assign_themes(both).tail(len(strange))
    assert (assigned["theme"] == UNASSIGNED).mean() >= 0.5
    lost = strange["n_words"].to_numpy()[(assigned["theme"] == UNASSIGNED).to_numpy()].sum()
    shares = measure_unassigned(both)
    assert shares.to_dict() == {"strange": pytest.approx(lost / strange["n_words"].sum())}
    assert measure_unassigned(passages).empty


def test_new_texts_get_a_theme_a_confidence_and_a_runner_up():
    texts = [
        "Open-source models let every company build its own AI.",
        "政府机构应该怎样监管人工智能？",
        "Who would have thought that we could predict the weather with so little energy.",
    ]
    found = assign_texts(texts, ["en", "zh", "en"])
    assert found["theme"].tolist() == ["models", "safety", "energy"]
    assert found["confidence"].between(1 / 14, 1).all()
    assert (found["theme"] != found["runner_up"]).all()


def test_talk_stays_on_a_theme_until_another_is_clearly_nearer():
    scores = np.array([[1.0, 0.0], [0.4, 0.5], [1.0, 0.0], [0.0, 1.0], [0.0, 1.0]])
    decoded = decode_themes(scores, np.full(5, -1), np.array(["r"] * 5))
    assert decoded.tolist() == [0, 0, 0, 1, 1]
    apart = decode_themes(scores, np.full(5, -1), np.array(["a", "b", "c", "d", "d"]))
    assert apart.tolist() == [0, 1, 0, 1, 1]


def test_the_codings_are_whole_and_neighbours_never_straddle_the_split(passages):
    coding = load_theme_coding()
    assert coding["passage_id"].tolist() == passages["passage_id"].tolist()
    assert set(coding["theme"]) == set(load_themes().ids())
    agreed = coding["coder_a"] == coding["coder_b"]
    assert (coding.loc[agreed, "theme"] == coding.loc[agreed, "coder_a"]).all()
    part = coding.set_index("passage_id")["part"]
    rendering = passages["rendering"].to_numpy()
    for one, other, same in zip(part, part[1:], rendering[1:] == rendering[:-1], strict=False):
        assert not same or {one, other} != {"dev", "test"}
    links = validity.find_aligned(passages)
    for a, b in zip(links["passage_a"], links["passage_b"], strict=True):
        assert {part[a], part[b]} != {"dev", "test"}


def test_themes_agree_with_the_coding_on_the_test_part(passages):
    report = validity.report_themes(passages).set_index("figure")["value"]
    assert report["passages coded by hand"] >= 300
    assert report["number of topics"] <= 25
    assert report["nmi, test part"] >= 0.65
    assert report["unassigned, test part"] <= 0.08
    assert report["accuracy, test part"] >= 0.75
    assert report.filter(like="aligned passages").min() >= 0.8


def test_measures_of_validity_by_hand():
    topics, coded = np.array([0, 0, 1, 1, -1]), np.array(["a", "a", "b", "b", "b"])
    found = validity.measure_validity(topics, np.array(["a", "b", "b", "b", "b"]), coded)
    assert found["accuracy"] == 0.8
    assert found["unassigned"] == 0.2
    assert found["macro_f1"] == pytest.approx((2 / 3 + 6 / 7) / 2)
    same = validity.measure_validity(np.array([1, 1, 0, 0, 0]), coded, coded)
    assert same[["nmi", "ari", "accuracy"]].tolist() == pytest.approx([1, 1, 1])


def test_coherence_by_hand():
    bags = pd.Series(["a:1 b:1", "a:1 b:2", "c:1", "d:1"])
    assert measure_coherence(["a", "b"], bags) == pytest.approx(1.0)
    assert measure_coherence(["a", "c"], bags) == -1.0
    assert np.isnan(measure_coherence(["a"], bags))


def test_fewer_passages_than_topics_is_an_error(small):
    with pytest.raises(AnalysisError, match="lower n_topics"):
        fit_topics(small, n_topics=40)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [("n_topics = 24", "n_topics = 'many'", "n_topics is 'many'"), ("confidence", "confidenc", "'confidenc")],
)
def test_settings_that_do_not_fit_are_refused(old, new, told, tmp_path):
    text = (ROOT / "data" / "settings.toml").read_text("utf-8")
    with pytest.raises(AnalysisError, match=told):
        load_settings(write_atomic(tmp_path / "settings.toml", text.replace(old, new, 1)))
