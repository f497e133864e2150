"""Themes that nobody wrote: what they are called, what they rest on, and what editing them moves."""

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import normalized_mutual_info_score

from analysis import open_corpus
from analysis.__main__ import main
from analysis.corpus.coding import place_coding
from analysis.corpus.themes import Theme, Themes, load_themes, save_themes
from analysis.ground import storage
from analysis.ground.errors import AnalysisError
from analysis.publishing import pages
from analysis.themes import editing, proposal
from analysis.themes.assignment import find_fitting, guide_themes
from analysis.themes.candidates import find_candidates
from analysis.themes.phrases import Phrase, rank_phrases
from analysis.themes.proposal import propose_themes
from analysis.themes.titling import choose_titles, join_title
from analysis.themes.topics import make_clusterer

BREAD = [
    "We knead the sourdough starter at dawn.",
    "The sourdough starter needs flour and a warm kitchen.",
    "My oven burns wood, and the crust of the sourdough is dark.",
    "I usually feed the sourdough starter twice.",
]
DOES = ("rises", "sinks", "rests")
BOATS = [
    "The fishing boat left the harbour before the storm.",
    "A storm is no reason to leave a fishing boat alone.",
    "They painted the fishing boat in the harbour.",
    "We usually wait in the harbour.",
]


def rank(texts, groups, **options):
    middles = np.zeros((2, 512))
    settings = {"language": "en", "names": set(), "model": "use-multilingual-v3"} | options
    return {
        g: [p.text for p in found] for g, found in rank_phrases(texts, np.array(groups), middles, **settings).items()
    }


def test_a_theme_is_called_by_what_sets_it_apart_and_reads_as_the_name_of_a_thing():
    found = rank(BREAD + BOATS, [0] * 4 + [1] * 4)
    assert found[0][0] == "sourdough starter"
    assert found[1][0] == "fishing boat"
    assert "harbour" in found[1]
    said = {word for phrases in found.values() for phrase in phrases for word in phrase.split()}
    assert not said & {"usually", "we", "the", "knead", "needs"}


def test_words_that_are_run_together_name_no_theme():
    texts = [f"The boat’s keel is oak, and for what you’re asking I’m sorry, {n}." for n in range(4)]
    said = rank([*BREAD, *texts], [0] * 4 + [1] * 4)[1]
    assert "keel" in said
    assert not any("’" in phrase for phrase in said)


def test_no_theme_is_called_by_who_speaks():
    texts = [text.replace("fishing boat", "Marlowe") for text in BOATS]
    assert any("Marlowe" in phrase for phrase in rank(BREAD + texts, [0] * 4 + [1] * 4)[1])
    assert not any("Marlowe" in phrase for phrase in rank(BREAD + texts, [0] * 4 + [1] * 4, names={"marlowe"})[1])


def test_an_anecdote_names_no_theme():
    """What only passages at a theme's edge have names it no more than what all themes have."""
    texts = [f"The sourdough starter {does}, and the neighbour hums at {n}." for n in range(3) for does in DOES]
    texts += ["An uncle hid the trombone.", "I found the trombone in the dough."]
    texts += [f"The fishing boat sails, and the neighbour hums at {n}." for n in range(10)]
    groups, central = [0] * 11 + [1] * 10, np.array([True] * 9 + [False] * 2 + [True] * 10)
    assert any("trombone" in phrase for phrase in rank(texts, groups)[0])
    said = rank(texts, groups, central=central)[0]
    assert said[0] == "sourdough starter"
    assert not any("trombone" in phrase or "neighbour" in phrase for phrase in said)


def spoken_of(texts, language="en"):
    return {key for found in find_candidates(texts, language, set()) for key in found}


def test_what_only_tells_more_of_things_names_none():
    texts = [f"The nuclear plant is in the valley, and the plant is quiet at {n}." for n in range(3)]
    assert {"plant", "nuclear plant", "valley"} <= spoken_of(texts)
    assert "nuclear" not in spoken_of(texts)
    assert "interesting" not in spoken_of(
        ["An interesting thing, and the thing is big.", "The thing is interesting.", "How interesting!"]
    )


def test_a_deed_and_a_piece_of_a_phrase_name_nothing():
    texts = ["They talk of lowering costs, of the mining company.", "With lowering costs, the mining company grew."] * 2
    assert "mining company" in spoken_of(texts)
    assert not spoken_of(texts) & {"lowering costs", "mining"}
    assert "truly grateful crowd" not in spoken_of(["For the truly grateful crowd."] * 2)
    piece = spoken_of(["We saw the Polar Star Express.", "He missed the Polar Star Express."])
    assert "polar star express" in piece
    assert not piece & {"polar star", "star express"}


def test_one_thing_and_several_of_it_are_one_phrase():
    found = find_candidates(["A hive in the garden.", "The hives in the garden.", "With the hives."], "en", set())
    assert found[2]["hive"] == {"hives": 1}


def test_in_chinese_letters_and_characters_are_one_phrase_with_a_space_or_without():
    found = find_candidates(["他们买了GPU集群。", "他们买了 GPU 集群。", "他們買了 GPU 集群。"], "zh", set())
    assert all("gpu集群" in each for each in found)
    assert "gpu 集群" not in spoken_of(["他们买了 GPU 集群。"], "zh")


def phrase(text, score, vector=(1, 0), places=(), **more):
    return Phrase(text, len(places), score, vector=np.array(vector, dtype=float), places=frozenset(places), **more)


def test_a_name_has_a_second_phrase_only_where_it_fits_as_well_and_stands_beside_the_first():
    sleep = phrase("sleep", 4.0, places=(1, 2, 3))
    dreams, far = phrase("dreams", 3.0, places=(2, 3, 4)), phrase("weekend", 1.0, places=(2, 3, 4))
    apart, others = phrase("beds", 3.5, places=(4, 5, 6)), phrase("brains", 3.5, places=(1, 2, 3), own=False)
    (title,) = choose_titles([{"en": [sleep, apart, others, dreams, far]}])
    assert [each.text for each in title["en"]] == ["sleep", "dreams"]
    assert [each.text for each in choose_titles([{"en": [sleep, apart, others, far]}])[0]["en"]] == ["sleep"]
    assert join_title(title["en"], "en") == "Sleep and dreams"
    assert join_title(title["en"], "zh") == "Sleep与dreams"


def test_the_names_of_a_theme_say_one_thing_in_both_languages():
    chinese = [phrase("计算机", 4.0, (1, 0)), phrase("渔船", 3.6, (0, 1))]
    english = [phrase("harbour wall", 2.0, (0.6, 0.5)), phrase("fishing boat", 1.9, (0, 1))]
    (title,) = choose_titles([{"zh": chinese, "en": english}])
    assert (title["zh"][0].text, title["en"][0].text) == ("渔船", "fishing boat")


def test_no_two_themes_are_called_alike():
    titles = choose_titles([{"en": [phrase("bread", 2.0), phrase("oven", 1.0)]}, {"en": [phrase("bread", 3.0)]}])
    assert [title["en"][0].text for title in titles] == ["oven", "bread"]


def test_in_chinese_a_theme_is_called_by_its_nouns():
    texts = ["我们用面粉和酵母做面包。", "面包要用面粉，烤箱要热。", "渔船回到港口，风很大。", "港口里有很多渔船。"]
    found = rank(texts, [0, 0, 1, 1], language="zh")
    assert found[0][0] in ("面粉", "面包")
    assert set(found[1][:2]) == {"渔船", "港口"}


def test_without_the_documents_a_theme_is_called_by_its_words():
    found = rank([["sourdough", "flour"], ["sourdough", "oven"], ["boat", "storm"], ["boat", "harbour"]], [0, 0, 1, 1])
    assert (found[0][0], found[1][0]) == ("sourdough", "boat")


def test_themes_of_the_shipped_corpus_are_found_without_a_hand(corpus):
    """The bound is the issue's; what was measured when the design was chosen is 0.62."""
    themes = propose_themes(corpus, corpus.measured)
    assert 8 <= len(themes.themes) <= 16
    coded = place_coding(corpus.codings.themes, corpus.measured, columns=["theme"])
    found = pd.Series(guide_themes(corpus, corpus.measured, themes), index=corpus.measured["passage_id"])
    assert normalized_mutual_info_score(coded["theme"], found[coded["passage_id"]]) >= 0.60
    assert all(len(theme.examples) >= 3 and theme.seeds and theme.names for theme in themes.themes)
    assert len(set(themes.ids())) == len(themes.themes)


def test_talk_of_something_else_fits_no_proposed_theme(corpus, tiny):
    themes = propose_themes(corpus, corpus.measured)
    foreign = tiny["two-talks"].measured
    both = pd.concat([corpus.measured, foreign], ignore_index=True)
    fits = find_fitting(corpus, both, themes)
    assert fits[: len(corpus.measured)].mean() > 0.99
    assert fits[len(corpus.measured) :].mean() < 0.2


def test_measuring_writes_themes_that_stay_as_they_are_when_documents_come(own, tmp_path, capsys):
    assert main(["--corpus", str(own), "corpus"]) == 0
    assert "themes are proposed" in capsys.readouterr().out
    first = load_themes(own / "themes.toml")
    assert first.proposed
    document = tmp_path / "more.txt"
    document.write_text("Ada Bell: What is new in the mill?\n\nOle Finn: The wheel turns again.\n\n" * 3, "utf-8")
    assert main(["--corpus", str(own), "add", str(document)]) == 0
    assert main(["--corpus", str(own), "corpus"]) == 0
    assert load_themes(own / "themes.toml") == first


def test_a_proposal_is_made_once_of_the_same_and_anew_of_something_else(own, tmp_path, monkeypatch):
    monkeypatch.setattr(storage, "CACHE", tmp_path / "cache")
    corpus = open_corpus(own)
    made = []
    real = proposal.describe_groups
    monkeypatch.setattr(proposal, "describe_groups", lambda *told: made.append(1) or real(*told))
    first = propose_themes(corpus, corpus.measured)
    assert propose_themes(open_corpus(own), corpus.measured) == first
    assert len(made) == 1
    fewer = corpus.measured[: len(corpus.measured) * 2 // 3].reset_index(drop=True)
    assert propose_themes(corpus, fewer) != first
    (own / "settings.toml").write_text("n_topics = 3\n", "utf-8")
    propose_themes(open_corpus(own), corpus.measured)
    next((own / "documents").iterdir()).unlink()
    propose_themes(open_corpus(own), corpus.measured)
    assert len(made) == 4


def test_making_the_site_writes_the_proposal_that_is_missing(own, monkeypatch, capsys):
    monkeypatch.setattr(pages, "make_site", lambda corpus, folder: (_ for _ in ()).throw(AnalysisError("far enough")))
    assert main(["--corpus", str(own), "figures"]) == 2
    assert "themes are proposed" in capsys.readouterr().out
    assert load_themes(own / "themes.toml").proposed


def test_themes_are_read_as_they_were_written(tmp_path):
    themes = Themes(
        [
            Theme(
                "hives",
                {"en": 'The "old" hives', "zh": "蜂箱"},
                {"en": "Of bees."},
                {"en": ["queen bee"]},
                ["a:001.01"],
            ),
            Theme("boats", {"zh": "船"}, examples=["a:002.01", "a:003.01"]),
        ],
        proposed=True,
    )
    assert load_themes(save_themes(tmp_path / "themes.toml", themes)) == themes


def test_examples_that_are_gone_are_named(own):
    save_themes(own / "themes.toml", Themes([Theme("lost", {"en": "Lost"}, examples=["nowhere:001.01"])]))
    with pytest.raises(AnalysisError, match="none of the examples of 'lost' is a passage any more"):
        open_corpus(own).make_table("theme_shares")


@pytest.fixture
def edited(own):
    assert main(["--corpus", str(own), "corpus"]) == 0
    return open_corpus(own)


def count(corpus, themes):
    found = guide_themes(corpus, corpus.measured, themes)
    return {theme: int((found == number).sum()) for number, theme in enumerate(themes.ids())}


def test_what_an_edit_moves_is_told_before_it_is_done(edited):
    before = (edited.folder / "themes.toml").read_bytes()
    a, b = edited.themes.ids()[:2]
    sizes = count(edited, edited.themes)
    edit = editing.merge_themes(edited, edited.measured, [a, b])
    assert edit.themes.ids() == [name for name in edited.themes.ids() if name != b]
    told = edit.moves.set_index(["theme_before", "theme_after"])["n_passages"]
    assert told[b, a] > sizes[b] / 2
    assert (edited.folder / "themes.toml").read_bytes() == before
    edit.save()
    after = open_corpus(edited.folder)
    assert count(after, after.themes) == count(edited, edit.themes)


def test_a_theme_can_be_renamed_split_dropped_and_given_phrases(edited):
    first, *others = edited.themes.ids()
    renamed = editing.rename_theme(edited, edited.measured, first, "The sea", language="en")
    assert (renamed.themes.names("en")[first], len(renamed.moves)) == ("The sea", 0)
    dropped = editing.drop_theme(edited, edited.measured, first)
    assert dropped.themes.ids() == others
    assert set(dropped.moves["theme_before"]) >= {first}
    split = editing.split_theme(edited, edited.measured, first)
    assert len(split.themes.themes) == len(others) + 2
    seeded = editing.add_seeds(edited, edited.measured, others[0], ["the crossing by ferry"], language="en")
    assert seeded.themes.themes[1].seeds["en"][-1] == "the crossing by ferry"
    with pytest.raises(AnalysisError, match="there is no theme 'nonsense'; the themes are"):
        editing.drop_theme(edited, edited.measured, "nonsense")
    with pytest.raises(AnalysisError, match="no new one is suggested"):
        editing.add_suggested(edited, edited.measured)


def test_what_fits_no_theme_is_gathered_as_new_ones(edited):
    about = [Theme("bees", {"en": "Bees"}, seeds={"en": ["a hive of honey bees"]})]
    save_themes(edited.themes_file, Themes(about))
    corpus = open_corpus(edited.folder)
    unassigned = (corpus.passages["theme"] == "unassigned").sum()
    edit = editing.add_suggested(corpus, corpus.measured)
    edit.save()
    after = open_corpus(edited.folder)
    assert after.themes.ids()[0] == about[0].id
    assert (after.passages["theme"] == "unassigned").sum() < unassigned / 2


def test_the_command_line_edits_themes(edited, capsys):
    first = edited.themes.ids()[0]
    capsys.readouterr()
    arguments = ["--corpus", str(edited.folder), "theme", "rename", first, "The sea"]
    assert main(arguments) == 0
    assert "nothing was written; --write does it" in capsys.readouterr().out
    assert load_themes(edited.themes_file) == edited.themes
    assert main([*arguments, "--write"]) == 0
    assert load_themes(edited.themes_file).names("en")[first] == "The sea"


def test_of_many_vectors_a_sample_is_clustered_and_the_others_follow(monkeypatch):
    generator = np.random.default_rng(0)
    middles = generator.normal(size=(5, 16))
    vectors = np.repeat(middles, 60, axis=0) + generator.normal(scale=0.1, size=(300, 16))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    whole = make_clusterer(5).fit_predict(vectors)
    monkeypatch.setattr("analysis.themes.topics._MOST_CLUSTERED", 100)
    sampled = make_clusterer(5).fit_predict(vectors)
    assert len(sampled) == 300
    assert normalized_mutual_info_score(whole, sampled) == pytest.approx(1)
