"""Topics and themes: known answers, the same answers every time, and a loud stop when names no longer fit."""

import os
import re
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import adjusted_rand_score

from analysis import storage, themes
from analysis.embedding import embed_texts
from analysis.errors import AnalysisError
from analysis.settings import SETTINGS, load_settings
from analysis.storage import ROOT, write_atomic
from analysis.themes import THEMES_FILE, UNASSIGNED, assign_themes, load_themes, match_topics
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
        "from analysis.themes import load_themed_passages as load;"
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


def test_every_topic_has_a_theme_with_a_name_in_both_languages(themed):
    loaded = load_themes()
    assert set(themed["theme"]) == {theme.id for theme in loaded.themes}
    for language in ("en", "zh"):
        names = loaded.names(language)
        assert len(set(names.values())) == len(names)
    assert all(re.search("[\u4e00-\u9fff]{2}", name) for name in loaded.names("zh").values())


def test_names_stop_the_analysis_when_the_topics_have_moved(passages):
    loaded = load_themes()
    topics = fit_topics(passages)
    anchor = loaded.themes[0].anchors[0][0]
    moved = topics.copy()
    home = moved.loc[moved["passage_id"] == anchor, "topic"].item()
    moved.loc[moved["passage_id"] == anchor, "topic"] = (home + 1) % SETTINGS.n_topics
    with pytest.raises(AnalysisError, match=r"moved away from data/themes.toml.*table topics"):
        match_topics(moved, loaded)
    extra = topics.copy()
    extra.loc[extra["passage_id"] == "bg2-zh-a:003.01", "topic"] = 99
    with pytest.raises(AnalysisError, match="topic 99 has no name"):
        match_topics(extra, loaded)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("n_topics = 24", "n_topics = 30", "n_topics = 30"),
        ('id = "data"', 'id = "work"', "two themes have one id"),
        ("name_zh", "nom_zh", "not a table of themes"),
    ],
)
def test_a_themes_file_that_does_not_fit_is_refused(old, new, told, tmp_path):
    text = THEMES_FILE.read_text("utf-8")
    assert old in text
    with pytest.raises(AnalysisError, match=told):
        load_themes(write_atomic(tmp_path / "themes.toml", text.replace(old, new, 1)))


def test_a_new_conversation_is_assigned_to_the_topics_that_are_there(passages):
    """What is known already gets its theme again, and what has nothing to do with any gets none."""
    copied = passages[passages["rendering"] == "bg2-zh-b"].assign(conversation="new", rendering="new-zh")
    copied["passage_id"] = "new:" + copied["passage_id"]
    both = assign_themes(pd.concat([passages, copied], ignore_index=True)).set_index("passage_id")["theme"]
    again = both[copied["passage_id"]].to_numpy()
    before = both[copied["passage_id"].str.removeprefix("new:")].to_numpy()
    assert (again == before).mean() > 0.85
    assert both[passages["passage_id"]].tolist() == assign_themes(passages)["theme"].tolist()


def test_strange_talk_is_mostly_unassigned(passages, small):
    strange = small[small["language"] == "zh"].assign(conversation="strange", rendering="strange-zh")
    both = pd.concat([passages, strange], ignore_index=True)
    assigned = themes.assign_themes(both).tail(len(strange))
    assert (assigned["theme"] == UNASSIGNED).mean() >= 0.5


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
