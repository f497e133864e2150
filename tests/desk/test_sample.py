"""The draw: every passage of a stratum is as likely as any other, also once more are drawn, and what is coded stays."""

import numpy as np
import pandas as pd
import pytest

from analysis.desk.sample import SAMPLE, allocate, count_needed, draw_sample, load_sample, name_strata, save_sample
from analysis.ground.errors import AnalysisError

NOTHING = SAMPLE.empty()


def talk(speakers: dict[str, int], *, rendering: str = "walk-en", conversation: str = "walk") -> pd.DataFrame:
    names = [name for name, n in speakers.items() for _ in range(n)]
    numbers = range(1, len(names) + 1)
    return pd.DataFrame(
        {
            "passage_id": [f"{rendering}:{n:03d}.01" for n in numbers],
            "conversation": conversation,
            "rendering": rendering,
            "speaker": names,
            "elsewhere": False,
            "start": [100 * n for n in numbers],
            "end": [100 * n + 90 for n in numbers],
        }
    )


WALK = talk({"Ada": 30, "Bo": 8, "Cy": 3, "Di": 2})


RUNS = 1500


def frequencies(draw) -> pd.DataFrame:
    """How often each passage is drawn of so many walks, alike but for their names, each of which is drawn by itself."""
    walks = pd.concat(
        [
            WALK.assign(
                passage_id=[f"walk{number}-en:{place:03d}.01" for place in range(len(WALK))],
                conversation=f"walk{number}",
                rendering=f"walk{number}-en",
            )
            for number in range(RUNS)
        ],
        ignore_index=True,
    )
    sample = draw(walks)
    places = sample["passage_id"].str.extract(r":(\d+)")[0].astype(int)
    told = sample["probability"].groupby(places)
    assert (told.max() == told.min()).all()
    return pd.DataFrame({"drawn": places.value_counts().sort_index() / RUNS, "told": told.first()})


@pytest.mark.parametrize(
    "draw",
    [
        lambda walks: draw_sample(walks, n=12, seed=7, earlier=NOTHING),
        lambda walks: draw_sample(walks, n=20, seed=7, earlier=draw_sample(walks, n=12, seed=7, earlier=NOTHING)),
        lambda walks: draw_sample(walks, n=20, seed=-7, earlier=draw_sample(walks, n=12, seed=7, earlier=NOTHING)),
    ],
    ids=["drawn", "enlarged", "enlarged with another seed"],
)
def test_each_passage_is_drawn_as_often_as_is_said(draw):
    found = frequencies(draw)
    assert len(found) == len(WALK)
    noise = (found["told"] * (1 - found["told"]) / RUNS) ** 0.5
    assert ((found["drawn"] - found["told"]).abs() < 4.5 * noise).all()
    # Under another reading, that all passages are alike, Bo's are drawn more often than that.
    assert found["told"].nunique() > 1


def test_there_is_one_of_each_stratum_and_the_rest_is_in_proportion():
    sample = draw_sample(WALK, n=12, seed=5, earlier=NOTHING)
    # Cy and Di have too few passages to be a stratum each.
    assert sample["stratum"].value_counts().to_dict() == {
        "walk-en/Ada": 7,
        "walk-en/Bo": 3,
        "walk-en/*": 2,
    }
    assert len(sample) == 12
    assert sample.groupby("stratum")["probability"].first()["walk-en/Ada"] == pytest.approx(7 / 30, abs=1e-6)
    assert allocate(np.array([100, 1, 1]), 5).tolist() == [3, 1, 1]
    assert allocate(np.array([40, 40, 20]), 10).sum() == 10
    assert allocate(np.array([4, 3]), 100).tolist() == [4, 3]
    assert allocate(np.array([4, 3, 9]), 1).tolist() == [1, 1, 1]


def test_of_few_drawn_among_many_speakers_the_strata_are_the_renderings():
    many = talk({f"Speaker {letter}": 6 for letter in "abcdefgh"})
    assert set(draw_sample(many, n=10, seed=0, earlier=NOTHING)["stratum"]) == {"walk-en"}
    assert len(set(draw_sample(many, n=16, seed=0, earlier=NOTHING)["stratum"])) == 8
    small = draw_sample(many, n=10, seed=0, earlier=NOTHING)
    assert set(draw_sample(many, n=30, seed=0, earlier=small)["stratum"]) == {"walk-en"}


@pytest.mark.parametrize("n", [5, 12])
def test_every_passage_has_the_stratum_that_it_would_be_drawn_in(n):
    sample = draw_sample(WALK, n=n, seed=0, earlier=NOTHING)
    strata = name_strata(WALK, sample)
    drawn = strata[WALK["passage_id"].isin(sample["passage_id"])]
    assert drawn.tolist() == sample["stratum"].tolist()
    assert strata.map(strata.value_counts())[drawn.index].tolist() == sample["n_stratum"].tolist()
    assert set(strata) == set(sample["stratum"])


def test_a_larger_draw_keeps_what_was_drawn_and_a_smaller_one_takes_nothing_away():
    small = draw_sample(WALK, n=12, seed=1, earlier=NOTHING)
    large = draw_sample(WALK, n=25, seed=9, earlier=small)
    assert set(small["passage_id"]) < set(large["passage_id"])
    assert len(large) == 25
    assert draw_sample(WALK, n=3, seed=2, earlier=small).equals(small)


def test_a_new_talk_is_drawn_beside_what_was_drawn_and_what_is_quoted_from_elsewhere_never():
    small = draw_sample(WALK, n=12, seed=1, earlier=NOTHING)
    swim = talk({"Eva": 9, "Flo": 9}, rendering="swim-en", conversation="swim")
    swim.loc[:3, "elsewhere"] = True
    both = draw_sample(pd.concat([WALK, swim], ignore_index=True), n={"walk": 12, "swim": 14}, seed=1, earlier=small)
    assert both[:12].equals(small)
    assert len(both) == 12 + 14
    assert not set(both["passage_id"]) & set(swim["passage_id"][:4])


def test_how_many_are_needed_is_what_the_tables_of_krejcie_and_morgan_say():
    # Determining sample size for research activities (1970): a share of a half, to 5 points, 95 %.
    told = {n: count_needed(n, spread=0.5, half_width=0.05, confidence=0.95) for n in (100, 200, 1000)}
    assert told == {100: 80, 200: 132, 1000: 278}
    assert count_needed(20, spread=0.5, half_width=0.001, confidence=0.95) == 20


def test_a_sample_of_passages_that_are_cut_otherwise_now_is_refused(tiny_corpus):
    corpus = tiny_corpus
    save_sample(corpus, draw_sample(corpus.measured, n=6, seed=0, earlier=NOTHING))
    assert len(load_sample(corpus, corpus.measured)) == 12
    moved = corpus.measured.assign(end=corpus.measured["end"] + 1)
    with pytest.raises(AnalysisError, match=r"line 2: .* is no longer a passage in that place; bring back"):
        load_sample(corpus, moved)
