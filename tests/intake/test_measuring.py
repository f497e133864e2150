"""Measuring: a document at a time, kept until something it was measured from has changed."""

import shutil

import numpy as np
import pandas as pd
import pytest

from analysis import open_corpus
from analysis.__main__ import main
from analysis.results import OpenCorpus
from tests.making import make_corpus, measure, write_catalogue

LAMP = (
    "Ada Finch: How do you keep the lamp burning in a storm?\n\n"
    "Ole Brandt: I trim the wick at dusk, and then I sit beside it until the wind drops.\n\n"
    "Ada Finch: Does nobody help you with it?\n\n"
    "Ole Brandt: My sister brings soup on Sundays, and she counts the ships with me.\n"
)
ORCHARD = (
    "Ada Finch: What did the frost do to the pears this year?\n\n"
    "Ole Brandt: It took half of them in one night, and we made cider of the rest.\n\n"
    "Ada Finch: Will there be pears next autumn?\n\n"
    "Ole Brandt: If the bees come back to the trees in May, there will be more than we can carry.\n"
)
MILL = LAMP.replace("lamp", "mill").replace("wick", "sails").replace("ships", "sacks")
PEOPLE = {"Ada Finch": "host", "Ole Brandt": "guest"}


@pytest.fixture
def begin(tmp_path):
    """Write the same corpus again, with what has changed."""

    def write(people=PEOPLE, catalogue="", files=None, **talks: str) -> OpenCorpus:
        names = {name: list(PEOPLE) for name in talks}
        texts = {f"{name}-en": text for name, text in talks.items()}
        return make_corpus(
            tmp_path / "corpus", write_catalogue(people, names) + catalogue, documents=texts, files=files
        )

    return write


def states(corpus: OpenCorpus) -> dict[str, str]:
    return {name: outcome.state for name, outcome in measure(corpus).items()}


def look(corpus: OpenCorpus) -> dict[str, tuple[int, bytes]]:
    return {path.name: (path.stat().st_mtime_ns, path.read_bytes()) for path in corpus.measured_folder.iterdir()}


def test_what_is_measured_is_kept_and_its_files_are_not_touched(begin):
    corpus = begin(lamp=LAMP, orchard=ORCHARD)
    assert states(corpus) == {"lamp-en": "new", "orchard-en": "new"}
    before = look(corpus)
    assert states(corpus) == {"lamp-en": "kept", "orchard-en": "kept"}
    assert states(begin(lamp=LAMP, orchard=ORCHARD)) == {"lamp-en": "kept", "orchard-en": "kept"}
    assert look(corpus) == before


def test_one_entry_that_changed_is_measured_anew_and_no_other(begin):
    corpus = begin(lamp=LAMP, orchard=ORCHARD)
    measure(corpus)
    before = look(corpus)
    # The last entry of the catalogue is that of the orchard.
    changed = begin(catalogue='labels = { "Brandt" = "Ole Brandt" }\n', lamp=LAMP, orchard=ORCHARD)
    assert states(changed) == {"lamp-en": "kept", "orchard-en": "changed"}
    after = look(changed)
    assert after["lamp-en.parquet"] == before["lamp-en.parquet"]


def test_one_document_that_changed_is_measured_anew_and_no_other(begin):
    measure(begin(lamp=LAMP, orchard=ORCHARD))
    changed = begin(lamp=LAMP.replace("soup", "bread"), orchard=ORCHARD)
    assert states(changed) == {"lamp-en": "changed", "orchard-en": "kept"}
    assert "bread:1" in " ".join(open_corpus(changed.folder).measured["words"])


def test_what_is_added_is_measured_and_leaves_the_others_as_they_are(begin):
    corpus = begin(lamp=LAMP, orchard=ORCHARD)
    measure(corpus)
    before = look(corpus)
    more = begin(lamp=LAMP, orchard=ORCHARD, mill=MILL)
    assert states(more) == {"lamp-en": "kept", "orchard-en": "kept", "mill-en": "new"}
    after = look(more)
    assert {name: after[name] for name in before} == before


def test_a_newcomer_moves_nothing_that_is_measured(begin):
    """A talk with somebody whom the catalogue did not know is added; the others do not hang on who that is."""
    corpus = begin(lamp=LAMP, orchard=ORCHARD)
    measure(corpus)
    before = look(corpus)
    entry = '[[speaker]]\nname = "Sunday Okafor"\nrole = "guest"\n'
    more = begin(catalogue=entry, lamp=LAMP, orchard=ORCHARD)
    assert states(more) == {"lamp-en": "kept", "orchard-en": "kept"}
    assert look(more) == before


def test_a_document_that_goes_leaves_its_measurements(begin):
    corpus = begin(lamp=LAMP, orchard=ORCHARD)
    measure(corpus)
    before = look(corpus)
    (corpus.folder / "documents" / "lamp-en.txt").unlink()
    assert states(corpus) == {"lamp-en": "kept", "orchard-en": "kept"}
    assert look(corpus) == before
    reopened = open_corpus(corpus.folder)
    assert set(reopened.passages["rendering"]) == {"lamp-en", "orchard-en"}
    quoted = pd.Series(reopened.quote(reopened.passages))
    assert (quoted == "").equals((reopened.passages["rendering"] == "lamp-en").reset_index(drop=True))


def test_what_the_catalogue_no_longer_has_is_removed(begin):
    measure(begin(lamp=LAMP, orchard=ORCHARD))
    corpus = begin(lamp=LAMP)
    assert states(corpus) == {"lamp-en": "kept"}
    assert [path.name for path in corpus.measured_folder.iterdir()] == ["lamp-en.parquet"]


def test_a_document_that_cannot_be_read_stops_nothing(begin, capsys):
    corpus = begin(lamp=LAMP, orchard=ORCHARD, mill="Plain prose in which nobody speaks, of a mill by a river.\n")
    (corpus.folder / "documents" / "orchard-en.txt").unlink()
    outcomes = measure(corpus)
    assert {name: outcome.state for name, outcome in outcomes.items()} == {
        "lamp-en": "new", "orchard-en": "left out", "mill-en": "left out",
    }  # fmt: skip
    assert "is not there; bring it with" in outcomes["orchard-en"].reason
    assert "nobody speaks in it" in outcomes["mill-en"].reason
    table = open_corpus(corpus.folder).make_table("left_out")
    assert table["rendering"].tolist() == ["orchard-en", "mill-en"]
    assert main(["--corpus", str(corpus.folder), "corpus"]) == 3
    printed = capsys.readouterr()
    assert "0 new, 0 changed, 1 kept, 2 left out" in printed.out
    assert printed.err.count("left out: ") == 2
    assert states(begin(lamp=LAMP, orchard=ORCHARD, mill=MILL)) == {
        "lamp-en": "kept",
        "orchard-en": "new",
        "mill-en": "new",
    }
    assert open_corpus(corpus.folder).make_table("left_out").empty


def test_traditional_characters_are_measured_as_simplified_ones(tiny):
    """What is said in a talk set in traditional characters has the words of its simplified copy."""
    talks = tiny["eight-talks"]
    words = " ".join(talks.measured.loc[talks.measured["rendering"] == "cha-zh", "words"])
    assert "这" in words
    assert not set("這們說裡") & set(words)
    quoted = " ".join(talks.quote(talks.measured[talks.measured["rendering"] == "cha-zh"]))
    assert "這" in quoted


def test_a_talk_in_another_language_has_vectors_and_no_tone(tiny):
    german = tiny["sixty-talks"].measured.query("language == 'de'")
    assert (german["attitude_words"] == "").all()
    assert all(not np.any(vector) for vector in german["tone_vector"])
    assert all(0.99 < np.linalg.norm(vector.astype(float)) < 1.01 for vector in german["vector"])


def test_two_corpora_never_mix(tiny_folders, tmp_path):
    """Measurements that came with a copied folder and are of no rendering here are not read."""
    folder = shutil.copytree(tiny_folders["two-talks"], tmp_path / "mixed")
    shutil.copy(tiny_folders["eight-talks"] / "measured" / "cha-zh.parquet", folder / "measured")
    assert set(open_corpus(folder).passages["rendering"]) == {"beekeeper-en", "ferry-en"}
    assert set(states(open_corpus(folder)).values()) == {"kept"}
    assert not (folder / "measured" / "cha-zh.parquet").exists()
