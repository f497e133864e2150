"""Revision: what a user corrected in the tables of documents and people goes into the catalogue, or nothing does."""

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


def correct(folder, file: str, name: str, *, sep: str = ",", **values: str) -> None:
    """Set values of the row of a document or a person, as a spreadsheet would."""
    path = folder / file
    key = "rendering" if file == "documents.csv" else "name"
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    for column, value in values.items():
        if column not in table:
            table[column] = ""
        table.loc[table[key] == name, column] = value
    table.to_csv(path, index=False, sep=sep)


def revise(folder) -> int:
    return main(["--corpus", str(folder), "revise"])


def test_what_was_corrected_is_written_and_all_else_stays(added, capsys):
    before = load_catalogue(added / "catalogue.toml")
    correct(added, "documents.csv", "ferry-en-en", title='The "old" ferry', date="2023-02-17")
    correct(added, "people.csv", "Anders Pike", role="witness")
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


def test_a_column_that_was_added_can_be_compared_by(added):
    """The table may come back from a spreadsheet that parts cells by semicolons."""
    correct(added, "documents.csv", "ferry-en-en", sep=";", outlet="radio")
    assert revise(added) == 0
    talks = {c.id: dict(c.columns) for c in load_catalogue(added / "catalogue.toml").conversations}
    assert talks == {"beekeeper-en": {}, "ferry-en": {"outlet": "radio"}}
    correct(added, "documents.csv", "ferry-en-en", outlet="")
    assert revise(added) == 0
    assert not any(c.columns for c in load_catalogue(added / "catalogue.toml").conversations)


def test_a_document_is_given_to_another_conversation_or_one_of_its_own(added):
    correct(added, "documents.csv", "ferry-en-en", conversation="beekeeper-en", title="beekeeper en")
    assert revise(added) == 0
    catalogue = load_catalogue(added / "catalogue.toml")
    (talk,) = catalogue.conversations
    assert [r.conversation for r in catalogue.renderings] == ["beekeeper-en", "beekeeper-en"]
    assert set(talk.speakers) == {"Ines Calloway", "Tobias Wren", "Leona Marsh", "Anders Pike"}
    correct(added, "documents.csv", "ferry-en-en", conversation="ferry", title="The ferry")
    assert revise(added) == 0
    catalogue = load_catalogue(added / "catalogue.toml")
    assert [(c.id, c.title) for c in catalogue.conversations] == [
        ("beekeeper-en", "beekeeper en"),
        ("ferry", "The ferry"),
    ]


def test_two_who_are_one_become_one(added):
    correct(added, "people.csv", "Leona Marsh", same_as="Ines Calloway")
    assert revise(added) == 0
    catalogue = load_catalogue(added / "catalogue.toml")
    assert [s.name for s in catalogue.speakers] == ["Ines Calloway", "Tobias Wren", "Anders Pike"]
    assert set(catalogue.conversation("ferry-en").speakers) == {"Ines Calloway", "Anders Pike"}
    assert catalogue.roster(catalogue.rendering("ferry-en-en")).resolve("Leona Marsh") == "Ines Calloway"
    assert revise(added) == 0
    assert main(["--corpus", str(added), "corpus"]) == 0


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (("ferry-en-en", {"rendering": "nowhere"}), "the catalogue has no rendering 'nowhere'; correct"),
        (("ferry-en-en", {"date": "last spring"}), "'last spring' is no date; write it as 2024-06-12"),
        (("ferry-en-en", {"conversation": "../evil"}), "the id '../evil' of a [[conversation]] cannot be"),
        (("ferry-en-en", {"language": "English"}), "the language is 'English'"),
        (("ferry-en-en", {"speaker": "radio"}), "which already means something else; rename it"),
        (("ferry-en-en", {"conversation": "beekeeper-en"}), "make it one"),
        (("Anders Pike", {"role": ""}), "has no name or no role"),
        (("Anders Pike", {"same_as": "Nobody"}), "the catalogue has no speaker 'Nobody'; correct it"),
        (("Anders Pike", {"same_as": "Anders Pike"}), "same_as is the name itself"),
    ],
)
def test_a_row_that_does_not_fit_is_refused_and_nothing_is_written(row, told, added, capsys):
    name, values = row
    file = "documents.csv" if name == "ferry-en-en" else "people.csv"
    correct(added, "documents.csv", "beekeeper-en-en", language="de")
    correct(added, file, name, **values)
    before = (added / "catalogue.toml").read_bytes()
    assert revise(added) == 2
    assert told in capsys.readouterr().err
    assert (added / "catalogue.toml").read_bytes() == before
