"""Leaving out: a conversation keeps its themes whatever else is in its corpus, and other talk gets none of them."""

import shutil

import pytest

from analysis import open_corpus
from analysis.corpus.folder import SHIPPED
from analysis.corpus.themes import UNASSIGNED
from tests.making import cut_shipped

TALKS = ("databricks", "bg2", "siggraph")


@pytest.fixture(scope="module")
def apart(tmp_path_factory):
    """Each shipped conversation as the only one of a corpus, and the two others as another."""
    folder = tmp_path_factory.mktemp("apart")
    return {
        name: (
            cut_shipped(folder / f"only-{name}", [name]),
            cut_shipped(folder / f"without-{name}", [other for other in TALKS if other != name]),
        )
        for name in TALKS
    }


@pytest.mark.parametrize("name", TALKS)
def test_a_conversation_alone_keeps_what_it_is_about(name, apart, corpus):
    alone = apart[name][0].passages
    assert set(alone["conversation"]) == {name}
    told = alone["n_words"][alone["theme"] != UNASSIGNED].sum() / alone["n_words"].sum()
    assert told >= 0.8
    coded = corpus.codings.themes.set_index("passage_id")["theme"].reindex(alone["passage_id"]).to_numpy()
    assert (alone["theme"].to_numpy() == coded).mean() >= 0.65


@pytest.mark.parametrize("name", TALKS)
def test_nothing_moves_when_a_conversation_is_added_or_left_out(name, apart, corpus):
    whole = corpus.everything.set_index("passage_id")["theme_model"]
    for part in apart[name]:
        themes = part.everything.set_index("passage_id")["theme_model"]
        assert len(themes) > 0
        assert themes.to_dict() == whole[themes.index].to_dict()


def test_talk_of_other_things_fits_none_of_the_themes(tiny_folders, tmp_path):
    folder = shutil.copytree(tiny_folders["two-talks"], tmp_path / "two-talks")
    shutil.copy(SHIPPED / "themes.toml", folder / "themes.toml")
    table = open_corpus(folder).passages
    assert table["n_words"][table["theme"] == UNASSIGNED].sum() / table["n_words"].sum() > 0.5
