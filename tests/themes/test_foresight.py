"""What edits would move, counted beforehand, is what they move."""

from analysis import open_corpus
from analysis.__main__ import main
from analysis.themes import editing, foresight
from analysis.themes.foresight import foresee_moves
from analysis.themes.validity import measure_theme_stability


def tell(moves):
    return {(r.theme_before, r.theme_after): r.n_passages for r in moves.itertuples()}


def test_every_count_is_what_the_edit_does(own):
    assert main(["--corpus", str(own), "corpus"]) == 0
    corpus = open_corpus(own)
    ids = corpus.themes.ids()
    table, pairs = foresee_moves(corpus, corpus.measured, corpus.themes)
    assert len(pairs) == len(ids) * (len(ids) - 1) // 2
    assert table["n_passages"].sum() > 0
    for theme, other in [(ids[0], ""), (ids[1], ""), pairs[0], pairs[-1]]:
        told = tell(table[(table["theme"] == theme) & (table["merged_with"] == other)])
        done = (
            editing.merge_themes(corpus, corpus.measured, [theme, other])
            if other
            else editing.drop_theme(corpus, corpus.measured, theme)
        )
        assert told == tell(done.moves)


def test_of_a_large_corpus_the_nearest_pairs_are_counted(own, monkeypatch):
    corpus = open_corpus(own)
    n, every = len(corpus.themes.ids()), foresee_moves(corpus, corpus.measured, corpus.themes)[1]
    monkeypatch.setattr(foresight, "_MOST_DECODED", (n + 2) * len(corpus.measured))
    table, pairs = foresee_moves(corpus, corpus.measured, corpus.themes)
    assert pairs == every[:2]
    assert set(table["merged_with"]) <= {"", *(other for _, other in pairs)}


def test_a_theme_of_its_own_talk_is_stable(tiny):
    corpus = tiny["two-talks"]
    table = measure_theme_stability(corpus, corpus.measured, corpus.themes)
    assert table["theme"].tolist() == corpus.themes.ids()
    assert table["stability"].dropna().between(0, 1).all()
    assert table["stability"].max() > 0.6
