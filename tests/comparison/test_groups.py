"""Comparing by anything: groups of conversations and of people, what is drawn, and how far a claim reaches."""

import numpy as np
import pandas as pd
import pytest

from analysis.comparison.differences import compare_conversations, compare_sides
from analysis.comparison.distinctive import rank_distinctive
from analysis.comparison.initiative import count_raised, count_uptakes, find_stretches, mark_prompted
from analysis.comparison.shares import measure_noise, measure_shares
from analysis.comparison.trends import FALLS, RISES, find_trends, measure_dated
from analysis.comparison.verdicts import TOO_FEW_TALKS, UNSURE
from analysis.corpus.view import by_talk
from analysis.passages.sampling import CONVERSATIONS, EXCHANGES
from analysis.sentiment.summary import summarise_tone
from tests.comparison.test_comparison import make_talk
from tests.making import make_corpus, write_catalogue

PEOPLE = {"Ann": "guest", "Bob": "guest", "Hal": "host"}
TALKS = [f"t{n:02d}" for n in range(24)]


@pytest.fixture(scope="module")
def shows(tmp_path_factory):
    """Twenty-four conversations: twelve of the show north and twelve of south, one a year each from 2000 on."""
    lines = []
    for line in write_catalogue(PEOPLE, {name: list(PEOPLE) for name in TALKS}).splitlines():
        lines.append(line)
        if line.startswith('id = "t') and not line.endswith('-en"'):
            number = int(line.removeprefix('id = "t').removesuffix('"'))
            lines += [
                f'columns = {{ show = "{"north" if number < 12 else "south"}" }}',
                f"date = {2000 + number}-07-01",
            ]
    return make_corpus(tmp_path_factory.mktemp("shows"), "\n".join(lines) + "\n")


def talk(name: str, rendering: str, bread: float, *, n: int = 20, speaker: str = "Ann") -> list:
    """A conversation of so many turns of ten words; the share of them on bread stands at its beginning."""
    return [(name, rendering, speaker, turn, "bread" if turn < bread * n else "sport", 10) for turn in range(n)]


def see(corpus, rows: list, by: str = "show", **only: object) -> pd.DataFrame:
    return corpus.look(by=by, only=only).see(make_talk(rows))


def test_a_group_of_one_conversation_is_that_conversation(shows):
    rows = talk("t00", "a", 0.2) + talk("t00", "b", 0.3) + talk("t12", "c", 0.7)
    alone = compare_conversations(shows, make_talk(rows), part="theme")
    grouped = compare_conversations(shows, see(shows, rows), part="theme")
    assert grouped["unit"].tolist() == [EXCHANGES] * 2
    numbers = ["share_a", "share_b", "difference", "noise"]
    assert np.allclose(grouped[numbers], alone[numbers])
    assert grouped["verdict"].tolist() == alone["verdict"].tolist()


def test_a_conversation_weighs_as_many_passages_as_it_has_whatever_its_renderings(shows):
    rows = talk("t00", "a", 0.2, n=10) + talk("t00", "b", 0.4, n=10) + talk("t01", "c", 1.0, n=30)
    shares = measure_shares(shows, see(shows, rows), whole=["conversation"], part="theme").set_index("theme")["share"]
    assert shares["bread"] == pytest.approx((10 * 0.3 + 30 * 1.0) / 40)


def test_whole_conversations_are_drawn_from_eleven_on_each_side_only(shows):
    def units(n_north: int, n_south: int) -> set[str]:
        names = TALKS[:n_north] + TALKS[12 : 12 + n_south]
        rows = [row for number, name in enumerate(names) for row in talk(name, name, 0.2 + 0.02 * number)]
        return set(compare_conversations(shows, see(shows, rows), part="theme")["unit"])

    assert units(11, 11) == {CONVERSATIONS}
    assert units(12, 10) == {EXCHANGES}
    assert units(2, 12) == {EXCHANGES}


@pytest.mark.parametrize(("n_having", "holds"), [(12, True), (8, True), (2, False)])
def test_what_no_conversation_of_a_group_has_differs_where_chance_would_hardly_part_them_so(shows, n_having, holds):
    """None of twelve speaks of it, and of the twelve others so many do."""
    rows = [row for n, name in enumerate(TALKS) for row in talk(name, name, 0.3 if 12 <= n < 12 + n_having else 0.0)]
    bread = compare_conversations(shows, see(shows, rows), part="theme").set_index("theme").loc["bread"]
    assert bread["unit"] == CONVERSATIONS
    assert (bread["q_value"] < 0.05) == holds
    assert (bread["p_value"] > 0.2) == (not holds)


def test_of_groups_by_chance_hardly_any_difference_holds(shows):
    """Each conversation is on one of eight themes alone, and its group has nothing to do with it."""
    generator = np.random.default_rng(3)
    n_held = 0
    for _ in range(20):
        themes = generator.integers(0, 8, size=len(TALKS))
        rows = [
            (name, name, "Ann", turn, f"theme-{theme}", 10)
            for name, theme in zip(TALKS, themes, strict=True)
            for turn in range(12)
        ]
        n_held += int(compare_conversations(shows, see(shows, rows), part="theme")["beyond"].any())
    assert n_held <= 3


def test_conversations_of_one_kind_that_differ_widen_what_is_claimed_of_others_like_them(shows):
    """Each conversation is on one thing alone: its exchanges are certain, and another one could be on either."""
    rows = [row for number, name in enumerate(TALKS) for row in talk(name, name, float(number % 2), n=30)]
    seen = see(shows, rows)
    difference = compare_conversations(shows, seen, part="theme").set_index("theme").loc["bread"]
    assert difference["ci_low"] < -0.3
    assert difference["ci_high"] > 0.3
    few = compare_conversations(shows, see(shows, [r for r in rows if r[0] not in ("t00", "t01")]), part="theme")
    inside = few.set_index("theme").loc["bread"]
    assert inside["ci_high"] - inside["ci_low"] < (difference["ci_high"] - difference["ci_low"]) / 3


def test_an_interval_over_conversations_covers_what_they_come_from(shows):
    generator = np.random.default_rng(5)
    hits, n_trials = 0, 60
    for _ in range(n_trials):
        shares = generator.beta(2, 4, size=12)
        rows = [row for name, share in zip(TALKS, shares, strict=False) for row in talk(name, name, share, n=25)]
        table = measure_shares(shows, see(shows, rows), whole=["conversation"], part="theme", parts=["bread", "sport"])
        bread = table.set_index("theme").loc["bread"]
        assert bread["unit"] == CONVERSATIONS
        hits += bread["ci_low"] <= 1 / 3 + 0.02 <= bread["ci_high"]
    assert hits / n_trials >= 0.85


def test_roles_that_share_conversations_are_drawn_together(shows):
    """Whatever the guest answers the host has asked: their shares move together, and their difference does not."""
    rows = [
        ("t00", "a", who, turn, "bread" if turn % 3 else "sport", 10) for turn in range(30) for who in ("Hal", "Ann")
    ]
    seen = see(shows, rows, by="role")
    assert sorted(seen["conversation"].unique()) == ["guest", "host"]
    table = compare_conversations(shows, seen, part="theme")
    assert np.allclose(table[["difference", "ci_low", "ci_high"]], 0)


def test_a_language_that_one_rendering_has_is_not_lost(tmp_path):
    catalogue = write_catalogue(PEOPLE, {"t": list(PEOPLE)})
    more = '[[rendering]]\nid = "t-de"\nconversation = "t"\nlanguage = "de"\nsha256 = "x"\n'
    corpus = make_corpus(tmp_path, catalogue + more)
    seen = see(corpus, talk("t", "t-en", 0.2) + talk("t", "t-de", 0.6), by="language")
    table = compare_conversations(corpus, seen, part="theme").set_index("theme")
    assert table.loc["bread", "difference"] == pytest.approx(0.4)


def test_the_noise_stays_that_of_two_renderings_of_one_conversation(shows):
    rows = talk("t00", "a", 0.2) + talk("t00", "b", 0.5) + talk("t01", "c", 0.9)
    noise = measure_noise(shows, see(shows, rows), part="theme").set_index("theme")
    assert noise.loc["bread", "noise"] == pytest.approx(0.3)
    assert noise.loc["bread", "conversation"] == "t00"


def test_the_two_sides_are_compared_within_each_group(shows):
    rows = [
        row
        for number, name in enumerate(TALKS)
        for row in talk(name, name, 0.8 + 0.1 * (number % 2)) + talk(name, name, 0.2, speaker="Hal")
    ]
    sides = compare_sides(shows, see(shows, rows), part="theme").set_index(["conversation", "theme"])
    assert sides["difference"].round(6).to_dict() == {
        ("north", "bread"): 0.65, ("north", "sport"): -0.65, ("south", "bread"): 0.65, ("south", "sport"): -0.65,
    }  # fmt: skip
    assert set(sides["unit"]) == {CONVERSATIONS}
    assert compare_sides(shows, see(shows, rows, by="role"), part="theme").empty


def test_tone_is_averaged_over_groups(shows):
    rows = [row for name in TALKS[:3] for row in talk(name, name, 0.5)]
    toned = see(shows, rows).assign(tone=lambda t: (t["talk"] == "t00") * 1.0, corrected_tone=np.nan)
    table = summarise_tone(shows, toned, by=["conversation"])
    assert table["conversation"].tolist() == ["north"]
    assert table["scored_mean"].iloc[0] == pytest.approx(1 / 3)
    assert table["unit"].tolist() == [EXCHANGES]


def test_words_set_groups_apart(shows):
    rows = [row for name in (*TALKS[:2], *TALKS[12:14]) for row in talk(name, name, 0.5)]
    seen = see(shows, rows).assign(language="en")
    seen["words"] = np.where(seen["conversation"] == "north", "rye:1", "goal:1")
    odds = rank_distinctive(shows, seen, by="conversation").set_index(["conversation", "word"])["log_odds"]
    assert odds["north", "rye"] > 0 > odds["north", "goal"]


def test_who_raises_a_theme_is_not_told_of_one_side_alone_and_by_conversation_of_roles(shows):
    rows = [
        ("t00", "a", "Hal", 1, "bread", 10), ("t00", "a", "Ann", 2, "bread", 10), ("t00", "a", "Ann", 2, "sport", 10),
    ]  # fmt: skip
    stretches = find_stretches(see(shows, rows, by="role"))
    assert stretches[["conversation", "theme", "speaker"]].to_numpy().tolist() == [
        ["t00", "bread", "Hal"], ["t00", "sport", "Ann"],
    ]  # fmt: skip
    whole = make_talk(rows).assign(exchange=1)
    guests = shows.look(by="", only={"role": "guest"}).see(whole.assign(prompted=mark_prompted(shows, whole)))
    assert mark_prompted(shows, guests).tolist() == [True, False]
    assert count_raised(find_stretches(guests)).empty
    assert count_uptakes(guests).empty


def test_conversations_come_back_whatever_is_compared(shows):
    rows = make_talk(talk("t00", "a", 0.5) + talk("t12", "b", 0.5))
    pd.testing.assert_frame_equal(by_talk(shows.look(by="show", only={}).see(rows)), rows)


def with_tone(rows: list, tone: dict[str, float]) -> pd.DataFrame:
    table = make_talk(rows)
    return table.assign(tone=table["conversation"].map(tone), corrected_tone=np.nan)


def test_a_trend_by_hand(shows):
    rows = [row for number, name in enumerate(TALKS) for row in talk(name, name, 0.1 + 0.03 * number, n=100)]
    passages = with_tone(rows, {name: 1 - 0.05 * number for number, name in enumerate(TALKS)})
    trends = find_trends(shows, passages, parts=["bread", "sport"]).set_index(["measure", "theme"])
    assert trends["per_year"].to_numpy() == pytest.approx([0.03, -0.03, -0.05], rel=0.01)
    assert trends["verdict"].tolist() == [RISES, FALLS, FALLS]
    assert set(trends["unit"]) == {CONVERSATIONS}
    dated = measure_dated(shows, passages, parts=["bread", "sport"])
    assert dated.groupby(["measure", "theme"]).size().tolist() == [24, 24, 24]
    assert (dated["ci_low"] <= dated["value"]).all()


def test_of_a_few_conversations_a_trend_is_not_judged_and_of_two_dates_there_is_none(shows):
    rows = [row for number, name in enumerate(TALKS[:3]) for row in talk(name, name, 0.2 * number)]
    passages = with_tone(rows, dict.fromkeys(TALKS, 0.0))
    few = find_trends(shows, passages, parts=["bread"])
    assert set(few["unit"]) == {EXCHANGES}
    assert set(few["verdict"]) == {TOO_FEW_TALKS}
    assert few["q_value"].isna().all()
    assert few["per_year"].iloc[0] == pytest.approx(0.2, rel=0.01)
    two = passages[passages["conversation"] != "t02"]
    assert find_trends(shows, two, parts=["bread"]).empty


def test_conversations_that_scatter_have_no_trend(shows):
    """Exchange by exchange each is certain; as a sample of conversations they say nothing of the years."""
    generator = np.random.default_rng(3)
    rows = [row for name in TALKS for row in talk(name, name, generator.uniform(), n=100)]
    trend = find_trends(shows, with_tone(rows, dict.fromkeys(TALKS, 0.0)), parts=["bread"]).iloc[0]
    assert trend["verdict"] == UNSURE
    assert trend["ci_low"] < 0 < trend["ci_high"]
