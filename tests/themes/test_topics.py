"""Topics and themes: known answers, the same answers every time, and a loud stop when names no longer fit."""

import os
import re
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import adjusted_rand_score

from analysis.corpus.coding import place_coding
from analysis.corpus.folder import SHIPPED
from analysis.corpus.settings import DEFAULTS, load_settings
from analysis.corpus.themes import UNASSIGNED, load_themes
from analysis.ground import storage
from analysis.ground.errors import AnalysisError
from analysis.ground.storage import ROOT, write_atomic
from analysis.passages.embedding import embed_texts
from analysis.passages.tokens import find_tokens, make_bag
from analysis.themes import validity
from analysis.themes.assignment import assign_texts, assign_themes, decode_themes, measure_unassigned
from analysis.themes.description import measure_coherence
from analysis.themes.topics import choose_number, find_topics, rank_words, smooth_vectors
from analysis.versions.validity import find_aligned
from tests.making import with_settings

THEMES_FILE = SHIPPED / "themes.toml"
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
def small(corpus) -> pd.DataFrame:
    rows = [*BAKING, *FOOTBALL]
    vectors = embed_texts([text for _, text in rows])
    return pd.DataFrame(
        {
            "passage_id": [f"small:{number:02d}" for number in range(len(rows))],
            "conversation": "small",
            "rendering": [f"{language}-{number // 8}" for number, (language, _) in enumerate(rows)],
            "language": [language for language, _ in rows],
            "n_words": [len(find_tokens(text, corpus.words)) for _, text in rows],
            "words": [make_bag(find_tokens(text, corpus.words)) for _, text in rows],
            "vector": list(vectors),
        }
    )


@pytest.fixture(autouse=True)
def own_cache(tmp_path, monkeypatch):
    monkeypatch.setattr(storage, "CACHE", tmp_path / "cache")


def test_two_themes_in_two_languages_are_found(corpus, small):
    topics = find_topics(with_settings(corpus, n_topics=2), small)["topic"].tolist()
    assert topics[:8] == [topics[0]] * 8
    assert topics[8:] == [1 - topics[0]] * 8


def test_topic_words_are_told_by_language(small):
    words = rank_words(small, [0] * 8 + [1] * 8)
    best = words.groupby(["language", "topic"])["word"].agg(set)
    assert {"bread", "dough", "yeast"} <= best["en", 0]
    assert {"面包", "酵母"} <= best["zh", 0]
    assert {"match", "football"} <= best["en", 1]
    assert not best["zh", 1] & best["en", 1]


def test_every_passage_has_one_topic_and_the_largest_comes_first(corpus, passages):
    topics = find_topics(corpus, passages)
    assert topics["passage_id"].tolist() == passages["passage_id"].tolist()
    sizes = topics["topic"].value_counts().sort_index()
    assert sizes.index.tolist() == list(range(corpus.settings.n_topics))
    assert sizes.is_monotonic_decreasing


def test_another_number_of_threads_gives_the_same_topics(tmp_path):
    script = (
        "from analysis.ground import storage; from pathlib import Path; import sys; storage.CACHE = Path(sys.argv[1]);"
        "from analysis import open_corpus; from analysis.corpus.folder import SHIPPED;"
        "from analysis.themes.assignment import assign_themes; corpus = open_corpus(SHIPPED);"
        "print(assign_themes(corpus, corpus.measured)[['passage_id', 'topic', 'theme', 'x', 'y']].to_csv())"
    )
    seen = set()
    for threads in ("1", "2"):
        environment = {**os.environ, "OMP_NUM_THREADS": threads, "OPENBLAS_NUM_THREADS": threads}
        command = [sys.executable, "-c", script, str(tmp_path / threads)]
        seen.add(subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=True).stdout)
    assert len(seen) == 1


def test_the_order_of_conversations_does_not_change_the_topics(corpus, passages):
    turned = pd.concat([group for _, group in passages.groupby("rendering")][::-1], ignore_index=True)
    first = find_topics(corpus, passages).set_index("passage_id")["topic"]
    second = find_topics(corpus, turned).set_index("passage_id")["topic"].reindex(first.index)
    assert adjusted_rand_score(first, second) == 1.0


def test_the_last_bits_of_the_vectors_do_not_change_the_topics(corpus, passages):
    vectors = smooth_vectors(corpus, passages)
    noise = np.random.default_rng(0).normal(0, 1e-12, vectors.shape)
    assert np.array_equal(np.round(vectors + noise, 6), vectors)


def test_every_theme_is_used_and_named_in_both_languages(corpus, themed):
    loaded = corpus.themes
    assert set(themed["theme"]) - {UNASSIGNED} == set(loaded.ids())
    for language in ("en", "zh"):
        names = loaded.names(language)
        assert len(set(names.values())) == len(names)
    assert all(re.search("[\u4e00-\u9fff]{2}", name) for name in loaded.names("zh").values())


def test_themes_stop_the_analysis_when_the_model_has_moved_away_from_them(corpus, passages, tmp_path):
    text = THEMES_FILE.read_text("utf-8")
    theme = corpus.themes.themes[0]
    elsewhere = ", ".join(f'"{passage}"' for passage in corpus.themes.themes[1].anchors)
    swapped = text.replace(", ".join(f'"{passage}"' for passage in theme.anchors), elsewhere, 1)
    assert swapped != text
    moved = load_themes(write_atomic(tmp_path / "themes.toml", swapped))
    assert len(assign_themes(corpus, passages, themes=moved, check_anchors=False)) == len(passages)
    with pytest.raises(AnalysisError, match=rf"moved away from .*huang-2024/themes.toml.*{theme.id}.*themes-report"):
        assign_themes(corpus, passages, themes=moved)


def test_renaming_a_theme_changes_no_passage(corpus, passages, tmp_path):
    text = THEMES_FILE.read_text("utf-8").replace(corpus.themes.themes[0].names["en"], "Another name", 1)
    renamed = load_themes(write_atomic(tmp_path / "themes.toml", text))
    pd.testing.assert_frame_equal(assign_themes(corpus, passages, themes=renamed), assign_themes(corpus, passages))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('id = "data"', 'id = "work"', "two themes have one id"),
        ("name_zh", "nom_zh", r"number 1 \(work\) has the unknown key 'nom_zh'; the keys are id, name_en"),
        ("seeds_en = [", "seeds_en = []\nother = [", r"\(work\) has the unknown key 'other'"),
        ('name_en = "Agents, jobs and productivity"', "name_en = 3", "name_en is 3; expected a text"),
        ('"digital employees and agents",', "7,", "seeds_en is .*; expected a list of texts"),
        ('id = "work"', 'id = "unassigned"', "one is called 'unassigned'"),
        ('id = "work"', "", "number 1 has no id"),
        ("[[theme]]", "[[themes]]", "no table of themes"),
        ('id = "work"', 'id = "work', "not valid TOML"),
    ],
)
def test_a_themes_file_that_does_not_fit_is_refused(old, new, told, tmp_path):
    text = "[[theme]]" + THEMES_FILE.read_text("utf-8").partition("\n[[theme]]")[2]
    assert old in text
    with pytest.raises(AnalysisError, match=told):
        load_themes(write_atomic(tmp_path / "themes.toml", text.replace(old, new, 1)))


@pytest.mark.parametrize(
    ("line", "told"), [('name_de = "Brot"', "has no seeds; write a few"), ('seeds_de = ["Brot backen"]', "has no name")]
)
def test_a_theme_needs_a_name_and_phrases_in_some_language(line, told, tmp_path):
    with pytest.raises(AnalysisError, match=told):
        load_themes(write_atomic(tmp_path / "themes.toml", f'[[theme]]\nid = "bread"\n{line}\n'))


def test_one_language_is_enough_for_a_theme(tmp_path):
    text = '[[theme]]\nid = "bread"\nname_de = "Brot"\nseeds_de = ["Brot backen"]\n'
    themes = load_themes(write_atomic(tmp_path / "themes.toml", text))
    assert themes.names("zh") == {"bread": "Brot", UNASSIGNED: "未归类"}


def test_an_accuracy_is_less_sure_when_neighbours_are_right_together(corpus):
    right = np.repeat([1, 0, 1, 1, 0, 1, 1, 1], 20).astype(bool)
    alone = validity.measure_accuracy_interval(corpus, right, np.arange(160))
    together = validity.measure_accuracy_interval(corpus, right, np.repeat(np.arange(8), 20))
    assert together[0] < alone[0] < 0.75 < alone[1] < together[1]
    # The share of 160 independent trials: 1.96 standard errors of 0.034 on either side.
    assert alone == pytest.approx((0.683, 0.817), abs=0.015)
    assert np.isnan(validity.measure_accuracy_interval(corpus, right, np.zeros(160))).all()


def test_a_coding_follows_its_words_into_passages_of_another_length(corpus, passages):
    coding = corpus.codings.themes
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


def test_a_new_conversation_gets_its_own_themes_and_moves_no_other(corpus, passages):
    """A copy of a rendering gets exactly the themes of the original, and what was known keeps its own."""
    copied = passages[passages["rendering"] == "bg2-zh-b"].assign(conversation="new", rendering="new-zh")
    copied["passage_id"] = "new:" + copied["passage_id"]
    both = assign_themes(corpus, pd.concat([passages, copied], ignore_index=True)).set_index("passage_id")["theme"]
    again = both[copied["passage_id"]].tolist()
    assert again == both[copied["passage_id"].str.removeprefix("new:")].tolist()
    assert both[passages["passage_id"]].tolist() == assign_themes(corpus, passages)["theme"].tolist()


def test_strange_talk_is_mostly_unassigned(corpus, passages, tiny):
    strange = tiny["two-talks"].measured.assign(conversation="strange")
    both = pd.concat([passages, strange], ignore_index=True)
    assigned = assign_themes(corpus, both)
    mine = (assigned["theme"] == UNASSIGNED).to_numpy()[-len(strange) :]
    assert mine.mean() >= 0.5
    shares = measure_unassigned(corpus, both.assign(theme=assigned["theme"]))
    lost = strange["n_words"].to_numpy()[mine].sum()
    assert shares["strange"] == pytest.approx(lost / strange["n_words"].sum())
    assert list(shares.index) == ["databricks", "bg2", "siggraph", "strange"]
    assert shares[:3].max() < 0.08


def test_new_texts_get_a_theme_a_confidence_and_a_runner_up(corpus):
    texts = [
        "Open-source models let every company build its own AI.",
        "政府机构应该怎样监管人工智能？",
        "Who would have thought that we could predict the weather with so little energy.",
    ]
    found = assign_texts(corpus, corpus.measured, texts, ["en", "zh", "en"])
    assert found["theme"].tolist() == ["models", "safety", "energy"]
    assert found["confidence"].between(1 / 14, 1).all()
    assert (found["theme"] != found["runner_up"]).all()


def test_talk_stays_on_a_theme_until_another_is_clearly_nearer(corpus):
    scores = np.array([[1.0, 0.0], [0.4, 0.5], [1.0, 0.0], [0.0, 1.0], [0.0, 1.0]])
    assert decode_themes(corpus, scores).tolist() == [0, 0, 0, 1, 1]
    assert decode_themes(with_settings(corpus, stay_bonus=0.0), scores).tolist() == [0, 1, 0, 1, 1]


def test_the_codings_are_whole_and_neighbours_never_straddle_the_split(corpus, passages):
    coding = corpus.codings.themes
    assert coding["passage_id"].tolist() == passages["passage_id"].tolist()
    assert set(coding["theme"]) == set(corpus.themes.ids())
    agreed = coding["coder_a"] == coding["coder_b"]
    assert (coding.loc[agreed, "theme"] == coding.loc[agreed, "coder_a"]).all()
    part = coding.set_index("passage_id")["part"]
    rendering = passages["rendering"].to_numpy()
    for one, other, same in zip(part, part[1:], rendering[1:] == rendering[:-1], strict=False):
        assert not same or {one, other} != {"dev", "test"}
    links = find_aligned(passages)
    for a, b in zip(links["passage_a"], links["passage_b"], strict=True):
        assert {part[a], part[b]} != {"dev", "test"}


def test_themes_agree_with_the_coding_on_the_test_part(corpus):
    """The floors are a little below what is reached: 0.742, and 0.70 and 0.81 for the aligned passages.

    0.75, and 0.80 for the aligned passages, were reached before, when the mean that is taken from the vectors was that
    of this very corpus and a topic's mean counted half; now nothing hangs on what else is in a corpus.
    """
    report = corpus.make_table("themes_report").set_index("figure")["value"]
    assert report["passages coded by hand"] >= 300
    assert report["number of topics"] <= 25
    assert report["nmi, test part"] >= 0.65
    assert report["unassigned, test part"] <= 0.08
    assert report["accuracy, dev part"] >= 0.82
    assert report["accuracy, test part"] >= 0.72
    assert report["aligned passages with the same theme, databricks-zh / databricks-en"] >= 0.66
    assert report["aligned passages with the same theme, bg2-zh-a / bg2-zh-b"] >= 0.78
    for what in ("topics", "themes"):
        assert report[f"mean ARI of {what}, 20 shuffled orders of the renderings"] >= 0.85
    assert report["mean ARI of themes, 20 runs without a tenth of the turns"] >= 0.85


def test_measures_of_validity_by_hand():
    topics, coded = np.array([0, 0, 1, 1, -1]), np.array(["a", "a", "b", "b", "b"])
    found = validity.measure_validity(topics, np.array(["a", "b", "b", "b", "b"]), coded)
    assert found["accuracy"] == 0.8
    assert found["unassigned"] == 0
    assert found["macro_f1"] == pytest.approx((2 / 3 + 6 / 7) / 2)
    lost = validity.measure_validity(topics, np.array(["a", "b", "b", "b", UNASSIGNED]), coded)
    assert lost[["accuracy", "unassigned"]].tolist() == pytest.approx([0.6, 0.2])
    same = validity.measure_validity(np.array([1, 1, 0, 0, 0]), coded, coded)
    assert same[["nmi", "ari", "accuracy"]].tolist() == pytest.approx([1, 1, 1])


def test_coherence_by_hand():
    bags = ["ab", "ab", "c", "d"]
    assert measure_coherence(["a", "b"], bags) == pytest.approx(1.0)
    assert measure_coherence(["a", "c"], bags) == -1.0
    assert np.isnan(measure_coherence(["a"], bags))


def test_fewer_passages_than_topics_is_an_error(corpus, small):
    with pytest.raises(AnalysisError, match="lower n_topics"):
        find_topics(with_settings(corpus, n_topics=40), small)
    with pytest.raises(AnalysisError, match=r"2 passages are too few .*add documents"):
        find_topics(with_settings(corpus, n_topics=0), small.head(2))


def test_the_number_of_topics_follows_the_number_of_passages(corpus):
    plain = with_settings(corpus, n_topics=0)
    assert [choose_number(plain, n) for n in (3, 100, 500, 1_000_000)] == [2, 10, 22, 40]
    assert choose_number(corpus, 500) == 24


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("n_topics = 'many'", "n_topics is 'many'"),
        ("n_topics = true", "n_topics is True"),
        ("confidenc = 0.9", "the key 'confidenc' is unknown; the keys are embedding_model"),
        ('asking_roles = "host"', "asking_roles is 'host'"),
        ("confidence = ", "not valid TOML"),
    ],
)
def test_settings_that_do_not_fit_are_refused(line, told, tmp_path):
    with pytest.raises(AnalysisError, match=told):
        load_settings(write_atomic(tmp_path / "settings.toml", line + "\n"))


def test_a_corpus_says_only_what_it_changes(tmp_path):
    changed = load_settings(write_atomic(tmp_path / "settings.toml", "confidence = 0.8\n"))
    assert changed.confidence == 0.8
    assert load_settings(tmp_path / "none.toml") == load_settings(DEFAULTS)
