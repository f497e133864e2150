"""A corpus from a folder of files: what is looked at, what tells documents apart, who is one person over all."""

import re
import shutil

import pandas as pd
import pytest

from analysis.__main__ import main
from analysis.corpus.catalogue import load_catalogue
from analysis.corpus.csvfiles import read_sheet, write_sheet
from analysis.intake.gathering import gather_documents
from analysis.intake.overview import DOCUMENT_COLUMNS, Doubt, list_gains, tell_doubts
from tests.intake.test_additions import BEES, FERRY

TALKS = FERRY.parent.parent.parent / "sixty-talks" / "documents"


def talk(host: str, guest: str, number: str) -> str:
    """One of the small talks, between two others."""
    text = (TALKS / f"talk-{number}-en.txt").read_text("utf-8")
    first, second = dict.fromkeys(re.findall(r"^\**(\w[\w .]+):", text, re.MULTILINE))
    return text.replace(f"{first}:", f"{host}:").replace(f"{second}:", f"{guest}:")


def lay(folder, **files: str) -> None:
    for name, text in files.items():
        path = folder / name.replace("__", "/").replace("_txt", ".txt")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


@pytest.fixture
def shows(tmp_path):
    """Two shows of two episodes each; one host in two spellings, a host of each show whom nobody names, a picture."""
    folder = tmp_path / "shows"
    lay(
        folder,
        harbour__one_txt=talk("Orla Devane", "Tobias Wren", "01"),
        harbour__two_txt=talk("Dr. Orla B. Devane", "Ines Marsh", "11"),
        orchard__one_txt=talk("Host", "Leona Marsh", "10"),
        orchard__two_txt=talk("Host", "Anders Pike", "17"),
        orchard__notes_txt="A list of things to buy before the frost comes, and no talk at all.\n",
    )
    (folder / "orchard" / "photo.jpg").write_bytes(b"\xff\xd8\xff")
    (folder / ".hidden.txt").write_text("Host: Nothing.\n", "utf-8")
    return folder


def test_a_folder_of_files_becomes_a_corpus_without_a_question(shows, tmp_path, capsys):
    folder = tmp_path / "corpus"
    assert main(["new", str(folder), "--from", str(shows)]) == 0
    out, err = capsys.readouterr()
    assert "Nothing has to be answered" in out
    assert "1 file(s) of other kinds were not looked at (1 .jpg)" in err
    assert "notes.txt: nobody speaks in it" in err
    catalogue = load_catalogue(folder / "catalogue.toml")
    assert [dict(c.columns) for c in catalogue.conversations] == [{"folder": "harbour"}] * 2 + [
        {"folder": "orchard"}
    ] * 2
    assert catalogue.roles() == {
        "Orla Devane": "host", "Tobias Wren": "guest", "Ines Marsh": "guest", "Host": "host", "Leona Marsh": "guest",
        "Host (orchard-two)": "host", "Anders Pike": "guest",
    }  # fmt: skip
    assert catalogue.conversations[3].speakers == ["Host (orchard-two)", "Anders Pike"]
    assert catalogue.renderings[3].labels == {"host": "Host (orchard-two)"}
    assert main(["--corpus", str(folder), "corpus"]) == 0
    documents = read_sheet(folder / "documents.csv", DOCUMENT_COLUMNS)
    assert documents["folder"].value_counts().to_dict() == {"harbour": 2, "orchard": 2}
    assert main(["new", str(folder), "--from", str(shows)]) == 2
    assert "there is a corpus already" in capsys.readouterr().err


def test_a_level_of_folders_can_be_named_and_years_name_themselves(tmp_path):
    lay(tmp_path, a__2021__x_txt="x", a__2022__y_txt="y", b__2021__z_txt="z")
    documents, left = gather_documents(tmp_path, ["show"])
    assert left == []
    assert [dict(d.columns) for d in documents] == [
        {"show": "a", "year": "2021"},
        {"show": "a", "year": "2022"},
        {"show": "b", "year": "2021"},
    ]


def test_the_words_that_files_begin_with_tell_series_apart(tmp_path):
    lay(tmp_path, **{f"{show}-{n}_txt": "x" for show in ("salt-road", "night-shift") for n in (1, 2, 3)})
    documents, _ = gather_documents(tmp_path)
    assert [d.columns["series"] for d in documents] == ["night-shift"] * 3 + ["salt-road"] * 3
    lay(tmp_path / "other", **{f"{word}_txt": "x" for word in ("herring", "pears", "wasps")})
    assert all(not d.columns for d in gather_documents(tmp_path / "other")[0])


def test_links_are_not_followed(tmp_path):
    lay(tmp_path, docs__one_txt="Ada: Hello.", secret_txt="Ada: No.")
    (tmp_path / "docs" / "link.txt").symlink_to(tmp_path / "secret.txt")
    assert [d.name for d in gather_documents(tmp_path / "docs")[0]] == ["one.txt"]


def test_two_renderings_in_one_folder_are_one_talk(tmp_path, capsys):
    folder = tmp_path / "files"
    folder.mkdir()
    shutil.copy(FERRY, folder / "a.txt")
    shutil.copy(BEES, folder / "b.txt")
    text = FERRY.read_text("utf-8").replace("Leona Marsh:", "HOST:").replace(" the boat", " the ship")
    (folder / "c.txt").write_text(text, "utf-8")
    assert main(["new", str(tmp_path / "corpus"), "--from", str(folder)]) == 0
    catalogue = load_catalogue(tmp_path / "corpus" / "catalogue.toml")
    assert [r.conversation for r in catalogue.renderings] == ["a", "a", "b"]
    assert catalogue.renderings[1].labels == {"host": "Leona Marsh"}
    assert "HOST is taken for Leona Marsh" in capsys.readouterr().out


def test_what_concerns_most_words_and_decides_most_is_bettered_first():
    def rows(key, *entries):
        return pd.DataFrame([tell_doubts(doubts) | {key: name, "words": words} for name, words, doubts in entries])

    documents = rows(
        "rendering",
        ("a", 900, [Doubt("date", "none found")]),
        ("b", 100, [Doubt("who speaks", "labels look like replies"), Doubt("date", "none found")]),
    )
    people = rows("name", ("Ole", 500, [Doubt("role", "guest")]), ("Ada", 500, []))
    assert documents["sure"].tolist() == ["likely", "a guess"]
    told = list_gains(documents, people)
    assert [each.split(" (")[0] for each in told] == ["role", "date", "who speaks"]
    assert "100% of the words; a, b; in documents.csv" in told[1]


def test_what_a_spreadsheet_would_run_is_written_as_text(tmp_path):
    table = pd.DataFrame({"name": ["=HYPERLINK(1)", "@user", "plain"], "role": ["-", "guest", "'quoted"]})
    write_sheet(tmp_path / "people.csv", table)
    assert b"'=HYPERLINK" in (tmp_path / "people.csv").read_bytes()
    pd.testing.assert_frame_equal(read_sheet(tmp_path / "people.csv", ["name"]), table)


def test_whom_the_documents_list_as_hosts_are_hosts(tmp_path, capsys):
    """Whoever else puts the questions; and front matter in TOML gives titles."""
    front = '+++\ntitle = "Night {}"\nhosts = ["Tobias Wren"]\n+++\n\n'
    files = {f"talk{n}_txt": front.format(n) + talk("Orla Devane", "Tobias Wren", n) for n in ("01", "11")}
    lay(tmp_path / "files", **files)
    assert main(["new", str(tmp_path / "corpus"), "--from", str(tmp_path / "files")]) == 0
    catalogue = load_catalogue(tmp_path / "corpus" / "catalogue.toml")
    assert {speaker.name: speaker.role for speaker in catalogue.speakers}["Tobias Wren"] == "host"
    assert {conversation.title for conversation in catalogue.conversations} == {"Night 01", "Night 11"}
    assert "listed as host in 2 of 2 documents" in (tmp_path / "corpus" / "people.csv").read_text("utf-8")
