"""Settling: what two agree on is taken, a third reads the rest, and what stood in the coding stays as it is written."""

import pytest

from analysis import open_corpus
from analysis.desk.codes import load_codes
from analysis.desk.sample import load_sample
from analysis.desk.settling import choose_pair, save_settled, settle
from analysis.ground.errors import AnalysisError


def settle_two(corpus, third: str = ""):
    sample = load_sample(corpus, corpus.measured)
    ann, ben = (load_codes(corpus, name, sample) for name in ("ann", "ben"))
    return settle([ann, ben], load_codes(corpus, third, sample) if third else ann[:0], sample)


@pytest.fixture
def parted(drawn, write_codes):
    """Two coders who part on the themes of passages 2 and 5 and, by two points, on the tone of passage 7."""
    write_codes("ann", lambda number: ("hives", 1))
    write_codes("ben", lambda number: ("boats" if number in (2, 5) else "hives", {7: -1, 8: 0}.get(number, 1)))
    return drawn


def test_what_both_gave_is_taken_and_near_tones_are_averaged(parted):
    settled = settle_two(parted)
    ids = load_sample(parted, parted.measured)["passage_id"]
    assert settled.waiting == [ids[2], ids[5], ids[7]]
    themes, tone = settled.themes.set_index("passage_id"), settled.tone.set_index("passage_id")
    assert themes.loc[ids[0], ["coder_a", "coder_b", "theme", "part"]].tolist() == ["hives", "hives", "hives", "drawn"]
    assert tone.loc[ids[0], ["coder_a", "coder_b", "score"]].tolist() == [1, 1, 1.0]
    assert tone.loc[ids[8], ["coder_a", "coder_b", "score"]].tolist() == [1, 0, 0.5]


def test_nothing_is_written_while_a_passage_waits_for_a_third_reading(parted):
    with pytest.raises(AnalysisError, match=r"3 passages wait for a third reading, .* --parted"):
        save_settled(parted, settle_two(parted))
    assert not (parted.folder / "coding" / "themes.csv").exists()


def test_a_third_reading_settles_where_two_part_and_nowhere_else(parted, write_codes):
    write_codes("cleo", lambda number: ("weather", -2), numbers=[0, 2, 5, 7])
    save_settled(parted, settle_two(parted, "cleo"))
    codings = open_corpus(parted.folder).codings
    ids = load_sample(parted, parted.measured)["passage_id"]
    themes, scores = codings.themes.set_index("passage_id")["theme"], codings.tone.set_index("passage_id")["score"]
    assert themes.loc[[ids[0], ids[2], ids[5], ids[7]]].tolist() == ["hives", "weather", "weather", "hives"]
    assert scores.loc[[ids[0], ids[2], ids[7]]].tolist() == [1.0, 1.0, -2.0]
    assert set(codings.themes["part"]) == set(codings.tone["part"]) == {"drawn"}


def test_rows_that_are_there_stay_as_they_are_written(drawn, write_codes):
    sample = load_sample(drawn, drawn.measured)
    others = drawn.measured[~drawn.measured["passage_id"].isin(sample["passage_id"])]
    first, last, known = others.iloc[0], others.iloc[-1], sample.iloc[4]
    place = [f"{row['passage_id']},{row['start']},{row['end']}" for row in (first, known, last)]
    told = {
        "themes.csv": ("hives,honey,honey,dev", "boats,boats,boats,test", "boats,boats,boats,border"),
        "tone.csv": ("2,1,1.50,dev", "-1,-1,-1.0,test", "0,0,0,border"),
    }
    rows = {name: [f"{a},{b}" for a, b in zip(place, codes, strict=True)] for name, codes in told.items()}
    for name, value in (("themes.csv", "theme"), ("tone.csv", "score")):
        text = "\n".join([f"passage_id,start,end,coder_a,coder_b,{value},part", *rows[name]]) + "\n"
        (drawn.folder / "coding" / name).write_text(text, "utf-8")
    write_codes("ann")
    write_codes("ben")
    written = save_settled(drawn, settle_two(drawn))
    assert sorted(written.values()) == [11, 11]
    for name, kept in rows.items():
        lines = (drawn.folder / "coding" / name).read_text("utf-8").splitlines()
        assert set(kept) <= set(lines)
        assert len(lines) == 1 + 3 + 11
        # In the order of the documents, as codings stand.
        order = [line.split(",")[0] for line in lines[1:]]
        assert order == [name for name in drawn.measured["passage_id"] if name in set(order)]


def test_settling_again_takes_what_was_changed_and_leaves_no_second_row(drawn, write_codes):
    for name in ("ann", "ben"):
        write_codes(name)
    save_settled(drawn, settle_two(drawn))
    for name in ("ann", "ben"):
        write_codes(name, lambda number: ("weather", 2), numbers=range(6))
    save_settled(drawn, settle_two(drawn))
    themes = open_corpus(drawn.folder).codings.themes
    assert len(themes) == 12
    assert themes["theme"].tolist() == ["weather"] * 6 + ["hives"] * 6


def test_the_two_are_those_there_are_or_those_named():
    assert choose_pair(["ann", "ben"]) == ("ann", "ben")
    assert choose_pair(["ann", "ben", "cleo"], third="ben") == ("ann", "cleo")
    assert choose_pair(["ann", "ben", "cleo"], named=["cleo", "ann"]) == ("cleo", "ann")
    for coders, named, third, told in (
        (["ann"], (), "", "there are 1 .ann.; let a second one code"),
        (["ann", "ben", "cleo"], (), "", "there are 3"),
        (["ann", "ben"], (), "dora", "nobody called 'dora' coded anything; those who did are ann, ben"),
        ([], (), "", "there are 0 .none."),
    ):
        with pytest.raises(AnalysisError, match=told):
            choose_pair(coders, named=named, third=third)
