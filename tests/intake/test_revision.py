"""Revision: what a user corrected in the table of guesses goes into the catalogue, or nothing does."""

import datetime

import pandas as pd
import pytest

from analysis.__main__ import main
from analysis.corpus.catalogue import load_catalogue
from tests.intake.test_additions import BEES, FERRY


@pytest.fixture
def added(tmp_path, capsys):
    """A corpus of two talks as `add` wrote it, with a comment of the user's in its catalogue."""
    folder = tmp_path / "added"
    assert main(["--corpus", str(folder), "add", str(BEES), str(FERRY)]) == 0
    path = folder / "catalogue.toml"
    path.write_text("# mine\n" + path.read_text("utf-8"), "utf-8")
    capsys.readouterr()
    return folder


def correct(folder, *rows: tuple[str, str, str, str]) -> None:
    """Set the value of rows of the table of guesses, or add them."""
    path = folder / "guesses.csv"
    table = pd.read_csv(path, dtype=str, keep_default_na=False).set_index(["entry", "id", "key"])
    for entry, name, key, value in rows:
        table.loc[(entry, name, key), ["value", "sure", "rests_on"]] = [value, "sure", "me"]
    table.reset_index().to_csv(path, index=False)


def revise(folder) -> int:
    return main(["--corpus", str(folder), "revise"])


def test_what_was_corrected_is_written_and_all_else_stays(added, capsys):
    before = load_catalogue(added / "catalogue.toml")
    correct(
        added,
        ("conversation", "ferry-en", "title", 'The "old" ferry'),
        ("conversation", "ferry-en", "date", "2023-02-17"),
        ("speaker", "Anders Pike", "role", "witness"),
    )
    assert revise(added) == 0
    capsys.readouterr()
    after = load_catalogue(added / "catalogue.toml")
    assert after.conversation("ferry-en").title == 'The "old" ferry'
    assert after.conversation("ferry-en").date == datetime.date(2023, 2, 17)
    assert after.roles() == before.roles() | {"Anders Pike": "witness"}
    assert after.conversations[0] == before.conversations[0]
    assert after.renderings == before.renderings
    text = (added / "catalogue.toml").read_text("utf-8")
    assert text.startswith("# mine\n")
    assert revise(added) == 0
    assert (added / "catalogue.toml").read_text("utf-8") == text


def test_two_who_are_one_become_one(added):
    correct(added, ("speaker", "Ines Calloway", "same as", "Leona Marsh"))
    assert revise(added) == 0
    catalogue = load_catalogue(added / "catalogue.toml")
    assert [s.name for s in catalogue.speakers] == ["Ines Calloway", "Tobias Wren", "Anders Pike"]
    assert set(catalogue.conversation("ferry-en").speakers) == {"Ines Calloway", "Anders Pike"}
    assert catalogue.roster(catalogue.rendering("ferry-en-en")).resolve("Leona Marsh") == "Ines Calloway"
    assert main(["--corpus", str(added), "corpus"]) == 0


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (("conversation", "nowhere", "title", "x"), "the catalogue has no conversation 'nowhere'; correct the id"),
        (("conversation", "ferry-en", "date", "last spring"), "'last spring' is no date; write it as 2024-06-12"),
        (("conversation", "ferry-en", "id", "evil"), "'id' of a conversation is set in"),
        (("rendering", "ferry-en-en", "language", "English"), "the language is 'English'"),
        (("speaker", "Anders Pike", "role", ""), "lacks the key 'role'"),
    ],
)
def test_a_row_that_does_not_fit_is_refused_and_nothing_is_written(row, told, added, capsys):
    correct(added, ("conversation", "beekeeper-en", "title", "Corrected"), row)
    before = (added / "catalogue.toml").read_bytes()
    assert revise(added) == 2
    assert told in capsys.readouterr().err
    assert (added / "catalogue.toml").read_bytes() == before
    assert not (added / ".trial.toml").exists()
