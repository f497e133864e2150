"""The corpus: one folder, several at a time, and what a user is told where it is no corpus or half of one."""

import shutil

import pandas as pd
import pytest

from analysis import open_corpus
from analysis.__main__ import main
from analysis.corpus.folder import SHIPPED
from analysis.corpus.settings import DEFAULTS
from analysis.ground.errors import AnalysisError
from analysis.ground.storage import COMMON, write_atomic
from analysis.ground.wording import set_language
from analysis.passages.tokens import find_tokens
from analysis.sentiment.names import mask_names
from tests.making import make_corpus, measure, write_catalogue

TALK = (
    "Ada Finch: How do you keep the lamp burning in a storm?\n\n"
    "Ole Brandt: I trim the wick at dusk, and then I sit beside it until the wind drops.\n\n"
    "Ada Finch: Does nobody help you with it?\n\n"
    "Ole Brandt: My sister brings soup on Sundays, and she counts the ships with me.\n"
)
PEOPLE = {"Ada Finch": "host", "Ole Brandt": "keeper"}


def test_two_corpora_open_at_once_keep_their_own(corpus, tiny):
    """Each is asked in turn, so that what one leaves behind would be seen in the other."""
    bees, talks = tiny["two-talks"], tiny["sixty-talks"]
    for _ in range(2):
        assert bees.list_themes()[:2] == ["hives", "honey"]
        assert corpus.list_themes()[:2] == ["work", "models"]
        assert talks.name_theme("harvest") == "Harvest and fields"
        assert bees.name_theme("hives") == "Hives and bees"
        assert corpus.name_speaker("Ali Ghodsi") == "Ali Ghodsi"
        assert [c.settings.n_topics for c in (corpus, bees, corpus)] == [24, 0, 24]
        assert corpus.title() == "Themes and tone of three conversations with Jensen Huang"
        assert bees.title() == "Two talks about work outdoors"
        assert [c.focus for c in (bees, corpus, talks)] == ["", "Jensen Huang", ""]
        assert "加速计算" in find_tokens("我们做加速计算", corpus.words)
        assert "加速计算" not in find_tokens("我们做加速计算", bees.words)
        assert mask_names("Tobias Wren spoke", bees.words) == "this person spoke"
        assert mask_names("Tobias Wren spoke", corpus.words) == "Tobias Wren spoke"
        assert set(bees.passages["conversation"]) == {"beekeeper", "ferry"}
        assert set(corpus.passages["conversation"]) == {"databricks", "bg2", "siggraph"}
    set_language("zh")
    assert corpus.name_speaker("Ali Ghodsi") == "阿里·戈德西"
    assert bees.name_speaker("Tobias Wren") == "Tobias Wren"
    assert talks.name_theme("harvest") == "收成与田地"


def test_the_settings_of_one_corpus_are_not_those_of_another(tmp_path):
    catalogue = write_catalogue(PEOPLE, {"lamp": list(PEOPLE)})
    one = make_corpus(tmp_path / "one", catalogue, files={"settings.toml": 'asking_roles = ["keeper"]\n'})
    other = make_corpus(tmp_path / "other", catalogue)
    assert (one.asks("Ole Brandt"), one.asks("Ada Finch")) == (True, False)
    assert (other.asks("Ole Brandt"), other.asks("Ada Finch")) == (False, True)


@pytest.fixture
def half(tmp_path, tiny_folders):
    """A copy of a measured corpus, which a test may spoil."""
    return shutil.copytree(tiny_folders["two-talks"], tmp_path / "half")


def spoil(folder, how):
    if how == "no folder":
        shutil.rmtree(folder)
    elif how == "no catalogue":
        (folder / "catalogue.toml").unlink()
    elif how == "old shape":
        (folder / "catalogue.toml").rename(folder / "documents.toml")
    elif how == "not measured":
        shutil.rmtree(folder / "measured")
    elif how == "another version":
        path = folder / "measured" / "ferry-en.parquet"
        table = pd.read_parquet(path)
        table.attrs = {"measured_from": "what another version wrote"}
        table.to_parquet(path)
    elif how == "another entry":
        path = folder / "catalogue.toml"
        text = path.read_text("utf-8").rstrip()  # the entry of ferry-en is the last one
        path.write_text(f'{text}\nlabels = {{ "Pike" = "Anders Pike" }}\n', "utf-8")
    elif how == "other words":
        write_atomic(folder / "words" / "attitude-en.csv", "word,kind,value\ncold,attitude,0\n")
    elif how == "damaged":
        path = folder / "measured" / "ferry-en.parquet"
        path.write_bytes(path.read_bytes()[:1000])


SPOILT = [
    ("no folder", "there is no such folder; name that of a corpus"),
    ("no catalogue", r"there is no catalogue.toml in it.*half of one was copied.* add FILE"),
    ("old shape", r"is of the old shape; convert it with `python -m analysis convert "),
    ("not measured", "none of its 2 documents is measured; run `make corpus`"),
    ("another version", r"ferry-en.parquet: it was measured by another version.*run `make corpus`"),
    ("another entry", r"ferry-en.parquet: .*the entry of ferry-en.* have changed since; run `make corpus`"),
    ("other words", r"beekeeper-en.parquet: .*the words have changed since; run `make corpus`"),
    ("damaged", r"ferry-en.parquet: this is no parquet table .*run `make corpus`"),
]


@pytest.mark.parametrize(("how", "told"), SPOILT)
def test_what_is_no_whole_corpus_is_refused_with_the_cure(how, told, half, capsys):
    spoil(half, how)
    with pytest.raises(AnalysisError, match=told):
        open_corpus(half).make_table("passages")
    assert main(["--corpus", str(half), "table", "passages"]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.count("\n") == 1
    assert "Traceback" not in printed.err


@pytest.mark.parametrize("how", ["not measured", "another version", "another entry", "other words", "damaged"])
def test_the_cure_cures(how, half, capsys):
    spoil(half, how)
    assert main(["--corpus", str(half), "corpus"]) == 0
    assert main(["--corpus", str(half), "table", "passages"]) == 0
    assert "ferry-en:" in capsys.readouterr().out


def test_a_corpus_is_named_by_the_environment_too(tiny_folders, monkeypatch):
    monkeypatch.setenv("ANALYSIS_CORPUS", str(tiny_folders["eight-talks"]))
    assert open_corpus().title() == "八场日常谈话"
    assert open_corpus(SHIPPED).focus == "Jensen Huang"


def test_what_is_made_of_a_corpus_is_written_into_its_folder(tiny, corpus):
    assert tiny["two-talks"].figures == tiny["two-talks"].folder / "figures"
    assert corpus.figures.parent == corpus.folder.parent.parent


OLD_CATALOGUE = """[[speaker]]
name = "Ada Finch"
role = "host"
name_zh = "艾达"
aliases = ["Ada Finch"]

[[speaker]]
name = "Ole Brandt"
role = "guest"
name_zh = "奥勒"
aliases = ["Ole Brandt", "Brandt"]

[[conversation]]
id = "lamp"
title = "The lamp"
title_zh = "灯"
occasion = "On the rock"
occasion_zh = "礁石上"
date = 2021-04-05
speakers = ["Ada Finch", "Ole Brandt"]

[[rendering]]
id = "lamp-en"
conversation = "lamp"
language = "en"
form = "transcript"
text_kind = "verbatim"
title = "The lamp"
publisher = "Made up"
published = 2021-04-06
sha256 = "lamp-en"
"""
OLD_SETTINGS = """embedding_model = "use-multilingual-v3"
passage_words_zh = 100
passage_words_en = 35
n_topics = 3
neighbours = 4
least_fit_quantile = 0.05
confidence = 0.95
"""


def test_a_folder_of_the_old_shape_becomes_a_corpus(tmp_path, capsys):
    folder = tmp_path / "old"
    make_corpus(folder, OLD_CATALOGUE, documents={"lamp-en": TALK * 3})
    (folder / "catalogue.toml").rename(folder / "documents.toml")
    write_atomic(folder / "settings.toml", OLD_SETTINGS)
    write_atomic(folder / "passages.parquet", b"measured long ago")
    shared = "attitude-en.csv"
    write_atomic(folder / "words" / shared, (COMMON / "words" / shared).read_bytes())
    write_atomic(folder / "words" / "names.csv", "name,kind\nLantern Trust,organisation\n")

    assert main(["convert", str(folder)]) == 0
    told = capsys.readouterr().out
    assert f"python -m analysis --corpus {folder} corpus" in told
    assert "passages.parquet: removed" in told
    assert not (folder / "documents.toml").exists()
    assert not (folder / "words" / shared).exists()
    corpus = open_corpus(folder)
    assert (corpus.settings.passage_words, corpus.settings.n_topics) == (35, 3)
    assert corpus.settings.passage_characters == 100
    assert mask_names("Lantern Trust paid", corpus.words) == "the company paid"
    assert {outcome.state for outcome in measure(corpus).values()} == {"new"}
    assert set(open_corpus(folder).passages["speaker"]) == {"Ada Finch", "Ole Brandt"}

    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert main(["convert", str(folder)]) == 2
    assert "nothing was done" in capsys.readouterr().err
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def test_the_defaults_name_every_setting_and_a_corpus_says_only_what_it_changes(corpus):
    told = (SHIPPED / "settings.toml").read_text("utf-8")
    assert [line.split()[0] for line in told.splitlines() if "=" in line] == ["n_topics"]
    assert all(f"\n{name} = " in DEFAULTS.read_text("utf-8") for name in vars(corpus.settings))
