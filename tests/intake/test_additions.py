"""Adding documents: what is understood of them and written, what is refused, and that a dry run writes nothing."""

import datetime
import re
import shutil
from pathlib import Path

import pandas as pd
import pytest

from analysis import open_corpus
from analysis.__main__ import main
from analysis.corpus.catalogue import load_catalogue
from analysis.corpus.folder import SHIPPED
from tests.making import cut_shipped
from tests.word_files import make_docx

TRANSCRIPTS = Path(__file__).parent.parent / "reading" / "transcripts"
CORPORA = Path(__file__).parent.parent / "corpora"
BEES = CORPORA / "two-talks" / "documents" / "beekeeper-en.txt"
FERRY = CORPORA / "two-talks" / "documents" / "ferry-en.txt"


@pytest.fixture
def own(tmp_path, tiny_folders) -> Path:
    """A measured corpus of two talks, which a user may change."""
    return shutil.copytree(tiny_folders["two-talks"], tmp_path / "own")


@pytest.fixture
def run(capsys):
    def run(folder: Path, *arguments: str) -> tuple[int, str, str]:
        status = main(["--corpus", str(folder), *arguments])
        return status, *capsys.readouterr()

    return run


def everything(folder: Path) -> dict[str, bytes]:
    """What stands in a folder, but for the empty file by which a run holds it."""
    kept = (path for path in folder.rglob("*") if path.is_file() and path.name != ".lock")
    return {str(path.relative_to(folder)): path.read_bytes() for path in kept}


@pytest.mark.parametrize(
    "name",
    [
        "a01a_beekeeping_podcast.txt",
        "a17b_speakers_map_zh.json",
        "a15a_salvage.srt",
        "b22_museum_app.csv",
        "b16_news_zh_metro.txt",
    ],
)
def test_adding_a_conversation_takes_one_command(name, own, run):
    status, out, err = run(own, "add", str(TRANSCRIPTS / name), "--conversation", "mine", "--date", "2025-03-01")
    assert status == 0, err
    assert "layout " in out
    assert "speaker: " in out
    assert "Nothing has to be answered: run `make" in out
    added = load_catalogue(own / "catalogue.toml")
    rendering = added.renderings[-1]
    assert rendering.conversation == "mine"
    assert added.conversation("mine").date == datetime.date(2025, 3, 1)
    copy = own / "documents" / f"{rendering.id}.txt"
    assert copy.read_bytes() == (TRANSCRIPTS / name).read_bytes()
    status, out, err = run(own, "read", "--turns", str(copy))
    assert status == 0
    assert f"read as {rendering.id}" in err
    status, out, err = run(own, "add", str(TRANSCRIPTS / name), "--conversation", "mine")
    assert status == 2
    assert "in the catalogue already" in err


def test_a_corpus_is_begun_where_there_is_none(tmp_path, run):
    folder = tmp_path / "sea-talks"
    status, out, err = run(folder, "add", str(BEES), str(FERRY))
    assert status == 0, err
    assert "2 document(s)" in out
    catalogue = load_catalogue(folder / "catalogue.toml")
    assert catalogue.about.title == "sea talks"
    assert [c.id for c in catalogue.conversations] == ["beekeeper-en", "ferry-en"]
    assert [r.id for r in catalogue.renderings] == ["beekeeper-en-en", "ferry-en-en"]
    assert all(c.date is None for c in catalogue.conversations)
    roles = catalogue.roles()
    assert roles == {"Ines Calloway": "host", "Tobias Wren": "guest", "Leona Marsh": "host", "Anders Pike": "guest"}
    documents = pd.read_csv(folder / "documents.csv", keep_default_na=False)
    assert set(documents["rendering"]) == {"beekeeper-en-en", "ferry-en-en"}
    assert documents["date"].tolist() == ["", ""]
    assert documents["look_at"].str.contains("date: none found", regex=False).all()
    assert documents["layout"].tolist() == ["labels", "labels"]
    people = pd.read_csv(folder / "people.csv", keep_default_na=False)
    assert dict(zip(people["name"], people["role"], strict=True)) == roles
    status, out, err = run(folder, "corpus")
    assert status == 0, err
    assert "2 new, 0 changed, 0 kept" in out
    assert open_corpus(folder).make_table("speech_shares")["conversation"].nunique() == 2


def test_what_a_document_says_of_itself_is_taken_over(tmp_path, run):
    text = '---\ntitle: "Nineteen years: across the sound"\ndate: 2023-02-17\n---\n\n' + FERRY.read_text("utf-8")
    document = tmp_path / "whatever.md"
    document.write_text(text, "utf-8")
    status, _out, err = run(tmp_path / "new", "add", str(document))
    assert status == 0, err
    (conversation,) = load_catalogue(tmp_path / "new" / "catalogue.toml").conversations
    assert conversation.id == "nineteen-years-across-the-sound"
    assert conversation.title == "Nineteen years: across the sound"
    assert conversation.date == datetime.date(2023, 2, 17)
    assert set(conversation.speakers) == {"Leona Marsh", "Anders Pike"}


def test_a_dry_run_writes_nothing(own, run, tmp_path):
    before = everything(own)
    status, out, err = run(own, "add", str(TRANSCRIPTS / "a01a_beekeeping_podcast.txt"), "--dry-run")
    assert status == 0
    assert "nothing was written" in out
    assert "What was understood, what is doubtful first:" in out
    assert everything(own) == before
    status, out, err = run(tmp_path / "nowhere", "add", str(BEES), "--dry-run")
    assert status == 0, err
    assert not (tmp_path / "nowhere").exists()


def edit(path: Path) -> str:
    """The ferry talk as another house publishes it: other labels, other words here and there."""
    text = path.read_text("utf-8").replace("Leona Marsh:", "MARSH:").replace("Anders Pike:", "PIKE:")
    for old, new in (
        (" really ", " "),
        (" the boat", " the ship"),
        (" I think ", " I would say "),
        (" very ", " quite "),
    ):
        text = text.replace(old, new)
    return text


def test_a_second_rendering_is_known_by_its_words(own, run, tmp_path):
    document = tmp_path / "published-elsewhere.txt"
    document.write_text(edit(FERRY), "utf-8")
    labels = ["--label", "MARSH=Leona Marsh", "--label", "PIKE=Anders Pike"]
    status, out, err = run(own, "add", str(document), *labels)
    assert status == 0, err
    assert "the same talk published again" in out
    catalogue = load_catalogue(own / "catalogue.toml")
    assert catalogue.renderings[-1].conversation == "ferry"
    assert catalogue.renderings[-1].id == "ferry-en-2"
    assert len(catalogue.conversations) == 2
    assert len(catalogue.speakers) == 4
    assert run(own, "corpus")[0] == 0
    assert len(open_corpus(own).make_table("alignment")) > 5


def test_in_another_rendering_a_name_is_whoever_says_the_same_words(own, run, tmp_path):
    document = tmp_path / "published-elsewhere.txt"
    document.write_text(edit(FERRY).replace("MARSH:", "QUIGLEY:"), "utf-8")
    status, out, err = run(own, "add", str(document))
    assert status == 0, err
    assert re.search("same person: QUIGLEY is taken for Leona Marsh, who says [0-9]+% of the same words", out)
    catalogue = load_catalogue(own / "catalogue.toml")
    assert catalogue.renderings[-1].labels == {"quigley": "Leona Marsh", "pike": "Anders Pike"}
    assert len(catalogue.speakers) == 4
    documents = pd.read_csv(own / "documents.csv", keep_default_na=False)
    assert documents["sure"].tolist() == ["a guess"]


def test_strangers_in_a_known_conversation_are_asked_for(own, run, tmp_path):
    """A third voice says what nobody of the known rendering says."""
    document = tmp_path / "published-elsewhere.txt"
    notes = "\nQUIGLEY: My name is Quigley, and I keep the accounts of a bakery three valleys away from any water.\n"
    document.write_text(edit(FERRY) + notes * 2, "utf-8")
    before = everything(own)
    status, _out, err = run(own, "add", str(document))
    assert status == 2
    assert "--label" in err
    assert everything(own) == before


def test_a_translation_is_known_by_its_words(tmp_path, run, documents):
    """One rendering is in Chinese; the English one is added to a corpus that has the Chinese one alone."""
    corpus = cut_shipped(tmp_path / "cut", ["databricks"])
    text = (corpus.folder / "catalogue.toml").read_text("utf-8")
    english = text.index('[[rendering]]\nid = "databricks-en"')
    (corpus.folder / "catalogue.toml").write_text(text[:english], "utf-8")
    (corpus.folder / "measured" / "databricks-en.parquet").unlink()
    (corpus.folder / "corrections.csv").unlink()
    status, out, err = run(
        corpus.folder,
        "add",
        str(SHIPPED / "documents" / "databricks-en.txt"),
        "--label",
        "Host=Ali Ghodsi",
        "--dry-run",
    )
    assert status == 0, err
    assert "the same talk published again" in out


def test_a_second_episode_is_a_conversation_of_its_own(own, run):
    status, out, err = run(own, "add", str(TRANSCRIPTS / "a01a_beekeeping_podcast.txt"))
    assert status == 0, err
    assert "a conversation of its own" in out
    assert len(load_catalogue(own / "catalogue.toml").conversations) == 3


def test_a_second_episode_under_the_id_of_the_first_is_refused_with_a_hint(own, run):
    before = everything(own)
    status, _out, err = run(own, "add", str(TRANSCRIPTS / "a01a_beekeeping_podcast.txt"), "--conversation", "ferry")
    assert status == 2
    assert "its words are not those of 'ferry'" in err
    assert "Another episode is another conversation: leave --conversation out" in err
    assert everything(own) == before


@pytest.mark.parametrize("option", ["--conversation", "--rendering"])
def test_an_id_that_leads_out_of_the_folder_is_refused(option, own, run):
    before = everything(own.parent)
    status, _, err = run(own, "add", str(TRANSCRIPTS / "a01a_beekeeping_podcast.txt"), option, "../evil")
    assert status == 2
    assert "the id '../evil' cannot be a file's name" in err
    assert everything(own.parent) == before


def test_one_bad_file_does_not_keep_the_others_out(own, run, tmp_path):
    prose = tmp_path / "prose.txt"
    prose.write_text("Plain prose in which nobody speaks, of a mill by a river.\n", "utf-8")
    status, out, err = run(own, "add", str(prose), str(TRANSCRIPTS / "a01a_beekeeping_podcast.txt"))
    assert status == 0
    assert "1 document(s)" in out
    assert err.startswith("left out: ")
    assert "nobody speaks in it" in err
    status, _, err = run(own, "add", str(prose))
    assert status == 2
    assert "none of 1 file(s) could be added" in err


def test_one_person_of_two_episodes_is_one(own, run, tmp_path):
    """Written with a degree and an initial in one episode and without in the other; a namesake stays another."""
    talk = FERRY.read_text("utf-8").replace("Leona Marsh", "Mireille Reece").replace("Anders Pike", "Hector Reece")
    before = BEES.read_text("utf-8").replace("Tobias Wren", "Mireille B. Reece, PsyD")
    for name, text in (("one.txt", before), ("two.txt", talk)):
        (tmp_path / name).write_text(text, "utf-8")
    status, out, err = run(tmp_path / "new", "add", str(tmp_path / "one.txt"), str(tmp_path / "two.txt"))
    assert status == 0, err
    assert "taken for Mireille B. Reece" in out
    catalogue = load_catalogue(tmp_path / "new" / "catalogue.toml")
    assert [s.name for s in catalogue.speakers] == ["Ines Calloway", "Mireille B. Reece", "Hector Reece"]
    assert set(catalogue.conversations[1].speakers) == {"Mireille B. Reece", "Hector Reece"}
    assert run(tmp_path / "new", "corpus")[0] == 0
    spoken = open_corpus(tmp_path / "new").passages
    assert set(spoken["speaker"]) == {"Ines Calloway", "Mireille B. Reece", "Hector Reece"}


def test_a_first_name_that_comes_back_is_the_one_of_the_show_who_has_it(tmp_path, run):
    """Named in full in three episodes and by her first name in two; a guest of another first name stays himself."""
    voices = [("Ines Calloway", "Tobias Wren"), ("Ines Calloway", "Ada Moss"), ("Ines Calloway", "Tobias")]
    voices += [("Ines", "Cora Bell"), ("Ines", "Dov Stern")]
    talks = sorted((CORPORA / "sixty-talks" / "documents").glob("*-en.txt"))
    talks = [path for path in talks if path.read_text("utf-8").startswith("**")]
    for path, (host, guest) in zip(talks, voices, strict=False):
        text = path.read_text("utf-8")
        first, second, *_ = list(dict.fromkeys(re.findall(r"^\*\*(.+?):\*\*", text, flags=re.MULTILINE)))
        text = text.replace(f"**{first}:", f"**{host}:").replace(f"**{second}:", f"**{guest}:")
        (tmp_path / path.name).write_text(text, "utf-8")
    files = [str(path) for path in sorted(tmp_path.glob("*.txt"))]
    status, out, err = run(tmp_path / "new", "add", *files)
    assert status == 0, err
    catalogue = load_catalogue(tmp_path / "new" / "catalogue.toml")
    spoken = [set(talk.speakers) for talk in catalogue.conversations]
    meant = [("Ines Calloway", guest) for _, guest in voices]
    assert len(spoken) == len(meant)
    assert all(set(pair) <= names for pair, names in zip(meant, spoken, strict=True)), spoken
    assert "Ines" not in {speaker.name for speaker in catalogue.speakers}
    assert "Ines is taken for Ines Calloway" in out
    assert run(tmp_path / "new", "corpus")[0] == 0
    passages = open_corpus(tmp_path / "new").passages
    assert passages.groupby("conversation")["speaker"].agg(set).map(lambda names: "Ines Calloway" in names).sum() == 5


def test_an_added_conversation_is_analysed_with_the_others(own, run):
    assert run(own, "add", str(TRANSCRIPTS / "a01a_beekeeping_podcast.txt"), "--conversation", "bees")[0] == 0
    status, _out, err = run(own, "corpus")
    assert status == 0, err
    table = open_corpus(own).make_table("theme_shares")
    assert table.groupby("conversation")["share"].sum().round(9).to_dict() == {"beekeeper": 1, "bees": 1, "ferry": 1}


def test_a_word_document_is_kept_as_it_is_and_read_the_same_everywhere(tmp_path, run):
    """Of one talk, saved as text and as a Word document, the same is measured, quoted and found again."""
    blocks = [block for block in BEES.read_text("utf-8").split("\n") if block.strip()]
    document = tmp_path / "talk.docx"
    document.write_bytes(make_docx(*blocks))
    said = {}
    for name, path in (("text", BEES), ("word", document)):
        folder = tmp_path / name
        status, _out, err = run(folder, "add", str(path), "--conversation", "bees")
        assert status == 0, err
        assert run(folder, "corpus")[0] == 0
        corpus = open_corpus(folder)
        said[name] = [*zip(corpus.passages["speaker"], corpus.quote(corpus.passages), strict=True)]
    assert said["word"] == said["text"]
    (rendering,) = load_catalogue(folder / "catalogue.toml").renderings
    copy = folder / "documents" / "bees-en.docx"
    assert (rendering.encoding, copy.read_bytes()) == ("docx", document.read_bytes())
    copy.unlink()
    assert run(folder, "documents", str(tmp_path))[0] == 0
    assert copy.read_bytes() == document.read_bytes()
