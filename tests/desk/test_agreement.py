"""Agreement: the coefficients are those of published worked examples, and intervals and partings are the passages'."""

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import cohen_kappa_score

from analysis.desk.agreement import gather_codes, list_parted, measure_agreement, report_agreement


def lay(*rows: str) -> np.ndarray:
    """Coders' codes, one string a coder, a sign a passage; a point where there is none."""
    return np.array([[None if sign == "." else sign for sign in row] for row in rows], dtype=object).T


def as_numbers(values: np.ndarray) -> np.ndarray:
    return pd.DataFrame(values).apply(pd.to_numeric).to_numpy(dtype=np.float64)


def test_alpha_of_two_coders_is_krippendorffs():
    # Computing Krippendorff's alpha-reliability (2011), example A, two values: 0.095; B, five names: 0.692.
    binary = lay("0100000010", "1110010000")
    assert measure_agreement(binary, interval=False)["alpha"][0] == pytest.approx(0.095, abs=5e-4)
    names = lay("aabbdcccedda", "babbbccceddd")
    assert measure_agreement(names, interval=False)["alpha"][0] == pytest.approx(0.692, abs=5e-4)


def test_alpha_of_four_coders_with_gaps_is_krippendorffs():
    # The same, example C: nominal 0.743, interval 0.849.
    values = lay("123321412...", "1233224125.3", ".3332342251.", "12332441251.")
    assert measure_agreement(values, interval=False)["alpha"][0] == pytest.approx(0.743, abs=5e-4)
    assert measure_agreement(as_numbers(values), interval=True)["alpha"][0] == pytest.approx(0.849, abs=5e-4)


def test_ac1_is_gwets_where_kappa_is_below_chance():
    # Gwet, Kappa statistic is not satisfactory for assessing the extent of agreement between raters (2002):
    # 118 and 2 of 125 agree or not; kappa -0.0234, AC1 0.9408.
    values = lay("a" * 118 + "a" * 5 + "b" * 2, "a" * 118 + "b" * 5 + "a" * 2)
    found = measure_agreement(values, interval=False)
    assert found["kappa"][0] == pytest.approx(-0.0234, abs=5e-5)
    assert found["ac1"][0] == pytest.approx(0.9408, abs=5e-5)
    assert found["share_equal"][0] == pytest.approx(0.944)


def test_kappa_is_that_of_scikit_learn_with_and_without_weights():
    generator = np.random.default_rng(3)
    a = generator.integers(-2, 3, 60)
    b = np.clip(a + generator.integers(-1, 2, 60), -2, 2)
    names = np.stack([a, b], axis=1).astype(str).astype(object)
    assert measure_agreement(names, interval=False)["kappa"][0] == pytest.approx(cohen_kappa_score(a, b))
    numbers = np.stack([a, b], axis=1).astype(np.float64)
    weighted = measure_agreement(numbers, interval=True)["kappa"][0]
    assert weighted == pytest.approx(cohen_kappa_score(a, b, weights="quadratic"))


def test_a_bootstrap_sample_is_the_measure_of_the_passages_drawn():
    values = lay("aabbcabcab", "abbbcaacab")
    counts = np.array([[2, 0, 1, 1, 1, 2, 1, 0, 1, 1]])
    drawn = np.repeat(values, counts[0], axis=0)
    fast = measure_agreement(values, interval=False, counts=counts)
    slow = measure_agreement(drawn, interval=False)
    for measure, value in slow.items():
        assert fast[measure][0] == pytest.approx(value[0]), measure


def codes(**given: str) -> dict[str, pd.DataFrame]:
    """By coder: theme and tone of passages p0, p1, ..., each as a letter and a number; "-" where nothing is given."""
    frames = {}
    for name, told in given.items():
        pairs = [each.split("/") for each in told.split()]
        frames[name] = pd.DataFrame(
            {
                "passage_id": [f"p{n}" for n in range(len(pairs))],
                "theme": [theme.strip("-") for theme, _ in pairs],
                "tone": [tone if tone != "x" else "" for _, tone in pairs],
                "unsure": "",
            }
        )
    return frames


def test_coders_part_on_another_theme_or_a_tone_two_points_apart(drawn):
    given = gather_codes(drawn, codes(ann="a/0 a/1 b/-1 a/0 -/x", ben="a/0 a/2 b/1 b/0 a/0"))
    parted = list_parted(given).set_index("passage_id")
    assert list(parted.index) == ["p2", "p3"]
    assert parted.loc["p2", "tone"] == "ann: -1, ben: 1"
    assert parted.loc["p3", "theme"] == "ann: a, ben: b"


def test_who_read_a_third_time_where_two_part_is_no_third_coder(drawn):
    given = codes(ann="a/0 a/0 a/0 a/0 b/0", ben="a/0 a/0 a/0 a/0 a/0", cleo="b/0")
    assert list(gather_codes(drawn, given)) == ["ann", "ben"]
    busy = codes(ann="a/0 a/0 a/0 a/0 b/0", ben="a/0 a/0 a/0 a/0 a/0", cleo="b/0 a/0 a/0")
    assert list(gather_codes(drawn, busy)) == ["ann", "ben", "cleo"]


def test_agreement_is_told_in_all_and_by_language_with_an_interval_around_it(drawn):
    ann, ben = "a/0 b/1 a/-1 b/0 a/1 b/2 a/0 b/-2", "a/0 b/1 b/-1 b/1 a/1 a/2 a/0 b/-1"
    languages = pd.Series({f"p{n}": "en" if n < 4 else "zh" for n in range(8)})
    table = report_agreement(drawn, gather_codes(drawn, codes(ann=ann, ben=ben)), languages)
    assert set(table["language"]) == {"all", "en", "zh"}
    whole = table.query("what == 'theme' and language == 'all'").set_index("measure")
    assert whole.loc["share_equal", "value"] == pytest.approx(6 / 8)
    assert whole.loc["kappa", "value"] == pytest.approx(0.5)
    assert (whole["low"] < whole["value"]).all()
    assert (whole["value"] < whole["high"]).all()
    assert set(table["n_coders"]) == {2}
    assert table.query("what == 'theme' and language == 'zh'")["n_passages"].tolist() == [4] * 4


def test_a_corpus_without_the_desk_has_the_agreement_of_its_coding(corpus):
    table = corpus.make_table("coding_agreement").set_index(["what", "language", "measure"])["value"]
    coding = corpus.codings.themes
    assert table["theme", "all", "share_equal"] == pytest.approx((coding["coder_a"] == coding["coder_b"]).mean())
    assert table["theme", "all", "kappa"] == pytest.approx(cohen_kappa_score(coding["coder_a"], coding["coder_b"]))
