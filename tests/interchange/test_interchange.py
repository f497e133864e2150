"""Interchange: what others open is what the corpus has, to the character, and nothing is written over."""

import json
import sys

import pandas as pd
import pyarrow as pa
import pyarrow.parquet
import pytest

from analysis import open_corpus
from analysis.__main__ import main
from analysis.ground.cells import disarm
from analysis.ground.errors import AnalysisError
from analysis.intake.additions import Planner, open_or_begin, save_plan
from analysis.intake.incoming import read_convokit, read_table_of_talks, tells_convokit, tells_talks
from analysis.intake.measuring import measure_corpus
from analysis.intake.survey import survey_document
from analysis.interchange import FORMS, export, frame_codings, frame_passages, frame_utterances
from analysis.results import OpenCorpus
from tests.intake.test_incoming import SAID, read_turns, write_convokit

TINY = ("two-talks", "eight-talks")


@pytest.fixture
def wordless(tiny_folders) -> OpenCorpus:
    """A corpus of which the user has no documents."""
    return OpenCorpus(tiny_folders["two-talks"], None)


@pytest.mark.parametrize("name", TINY)
def test_a_corpus_that_goes_out_as_convokit_comes_in_with_the_same_turns(name, tiny, tmp_path):
    corpus = tiny[name]
    export(corpus, "convokit", tmp_path / "out")
    assert tells_convokit(tmp_path / "out")
    incoming = read_convokit(tmp_path / "out")
    said = frame_utterances(corpus)
    expected = [list(zip(t["speaker"], t["text"], strict=True)) for _, t in said.groupby("rendering", sort=False)]
    assert [read_turns(one) for one in incoming] == expected
    talks = corpus.catalogue.conversations
    assert [(one.title, one.date) for one in incoming] == [(talk.title, talk.date) for talk in talks]
    roles = corpus.catalogue.roles()
    assert all(
        one.roles == {who: roles[who] for who, _ in turns} for one, turns in zip(incoming, expected, strict=True)
    )


def test_a_convokit_corpus_comes_in_and_goes_out_with_all_that_was_said(tmp_path):
    draft = open_or_begin(tmp_path / "corpus")
    planner = Planner(draft)
    before = read_convokit(write_convokit(tmp_path / "in"))
    for one in before:
        planner.take(survey_document(one, draft.settings), conversation=None, rendering=None, given=set())
    save_plan(planner.finish())
    for _ in measure_corpus(open_corpus(tmp_path / "corpus")):
        pass
    export(open_corpus(tmp_path / "corpus"), "convokit", tmp_path / "out")
    after = read_convokit(tmp_path / "out")
    lines = (tmp_path / "out" / "utterances.jsonl").read_text().splitlines()
    assert [json.loads(line)["text"] for line in lines] == [text for _, _, text in SAID]
    assert [read_turns(one) for one in after] == [read_turns(one) for one in before]
    assert [(one.title, one.date, one.roles) for one in after] == [(one.title, one.date, one.roles) for one in before]
    assert all(one.columns.items() <= other.columns.items() for one, other in zip(before, after, strict=True))


@pytest.mark.parametrize("name", TINY)
def test_utterances_have_every_word_of_the_passages_once(name, tiny):
    corpus = tiny[name]
    passages, said = corpus.everything, frame_utterances(corpus)
    quoted = "".join("".join(corpus.quote(passages)).split())
    assert "".join("".join(said["text"]).split()) == quoted
    assert said["id"].is_unique
    assert said["passages"].sum() == len(passages)
    themes: dict[str, int] = {}
    for row in said.to_dict("records"):
        assert sum(row["themes"].values()) == row["n_words"]
        assert row["themes"][row["theme"]] == max(row["themes"].values())
        for theme, n_words in row["themes"].items():
            themes[theme] = themes.get(theme, 0) + n_words
    assert themes == passages.groupby("theme")["n_words"].sum().to_dict()
    scored = passages.dropna(subset="tone")
    mean = (scored["tone"] * scored["n_words"]).sum() / scored["n_words"].sum()
    assert (said["tone"] * said["n_words"]).sum() / said["n_words"].sum() == pytest.approx(mean, abs=0.001)


def test_the_folder_is_of_the_form_that_convokit_opens(tiny, tmp_path):
    corpus = tiny["two-talks"]
    written = export(corpus, "convokit", tmp_path / "out")
    assert written.tell_missing() == ""
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names == {"utterances.jsonl", "speakers.json", "conversations.json", "corpus.json", "index.json"}
    utterances = [json.loads(line) for line in (tmp_path / "out" / "utterances.jsonl").read_text("ascii").splitlines()]
    before: dict[str, str | None] = {}
    for utterance in utterances:
        keys = "id conversation_id text speaker meta reply-to timestamp vectors"
        assert list(utterance) == keys.split()
        assert utterance["reply-to"] == before.get(utterance["conversation_id"])
        before[utterance["conversation_id"]] = utterance["id"]
    first = [utterance["timestamp"] for utterance in utterances if utterance["conversation_id"] == "ferry-en"]
    assert first == list(range(1, len(first) + 1))
    index = json.loads((tmp_path / "out" / "index.json").read_text())
    assert set(index) == {
        "utterances-index", "speakers-index", "conversations-index", "overall-index", "version", "vectors"
    }  # fmt: skip
    assert index["utterances-index"]["themes"] == ["<class 'dict'>"]
    assert index["utterances-index"].keys() == utterances[0]["meta"].keys()
    speakers = json.loads((tmp_path / "out" / "speakers.json").read_text())
    assert speakers["Tobias Wren"]["meta"] == {"role": "guest", "aliases": []}
    talks = json.loads((tmp_path / "out" / "conversations.json").read_text())
    assert talks["ferry-en"]["meta"]["conversation"] == "ferry"
    assert talks["ferry-en"]["meta"]["date"] == "2023-02-17"


def test_without_the_documents_convokit_gets_nothing_and_tables_say_so(wordless, tmp_path):
    with pytest.raises(AnalysisError, match="the documents of beekeeper-en and ferry-en are not there"):
        export(wordless, "convokit", tmp_path / "out")
    assert not (tmp_path / "out").exists()
    written = export(wordless, "parquet", tmp_path / "out.parquet")
    assert list(written.without_words) == ["beekeeper-en", "ferry-en"]
    assert (pd.read_parquet(tmp_path / "out.parquet")["text"] == "").all()


def test_on_the_command_line_missing_words_are_said_with_status_3(tiny_folders, tmp_path, capsys, monkeypatch):
    folder, out = str(tiny_folders["two-talks"]), tmp_path / "out.csv"
    assert main(["--corpus", folder, "export", "csv", str(out)]) == 0
    assert "56 passages as CSV" in capsys.readouterr().out
    monkeypatch.setenv("ANALYSIS_DOCUMENTS", "")
    assert main(["--corpus", folder, "export", "csv", str(out)]) == 3
    assert "without words, since the documents are not there" in capsys.readouterr().err


def test_parquet_has_what_maps_of_embeddings_ask_for(tiny, tmp_path):
    corpus = tiny["two-talks"]
    export(corpus, "parquet", tmp_path / "out.parquet")
    table = pyarrow.parquet.read_table(tmp_path / "out.parquet")
    kinds = {field.name: field.type for field in table.schema}
    assert pa.types.is_list(kinds["vector"])
    assert kinds["vector"].value_type == pa.float32()
    assert (kinds["x"], kinds["y"]) == (pa.float64(), pa.float64())
    assert all(pa.types.is_string(kinds[c]) or pa.types.is_large_string(kinds[c]) for c in ("text", "theme_name"))
    assert pa.types.is_timestamp(kinds["date"])
    frame = table.to_pandas()
    assert frame["text"].tolist() == corpus.quote(corpus.everything)
    assert frame[["x", "y"]].notna().all().all()
    assert set(frame["theme_name"]) <= set(corpus.themes.names("en").values())
    assert {len(vector) for vector in frame["vector"]} == {512}


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_tables_that_go_out_come_in_with_one_document_a_rendering(form, tiny, tmp_path):
    corpus = tiny["two-talks"]
    export(corpus, form, tmp_path / "out")
    assert tells_talks(tmp_path / "out")
    incoming = read_table_of_talks(tmp_path / "out")
    assert [one.title for one in incoming] == ["The beekeeper", "The ferry captain"]
    assert [one.date for one in incoming] == [talk.date for talk in corpus.catalogue.conversations]
    said = [(record["speaker"], record["text"]) for one in incoming for record in json.loads(one.content)]
    passages = corpus.everything
    assert said == list(zip(passages["speaker"], corpus.quote(passages), strict=True))


def test_what_the_catalogue_has_of_talks_and_people_stands_in_columns_of_its_own(tiny):
    corpus = open_corpus(tiny["sixty-talks"].folder)
    talk, person = corpus.catalogue.conversations[0], corpus.catalogue.speakers[0]
    talk.columns["tone"], talk.columns["outlet"], person.columns["outlet"] = "loud", 7, "radio"
    corpus.catalogue.conversations[1].columns["outlet"] = "print"
    frame = frame_passages(corpus)
    mine = frame[frame["conversation"] == talk.id]
    assert set(mine["conversation_tone"]) == {"loud"}
    assert frame["tone"].dtype == "float64"
    assert set(frame[frame["speaker"] == person.name]["speaker_outlet"]) == {"radio"}
    assert set(frame["outlet"].dropna()) == {"7", "print"}
    frame.to_parquet(None)  # a column of numbers and texts would be refused


def test_no_cell_is_run_by_a_spreadsheet():
    cells = ["=1+1", "+49", "-- well", "@all", "\tx", "＝1", "fine", "a=b", ""]
    frame = pd.DataFrame({"=head": cells, "number": [-1.5] * len(cells), "mixed": [-1, None, "=x", *cells[:6]]})
    safe = disarm(frame)
    assert safe.columns.tolist() == ["'=head", "number", "mixed"]
    assert safe["'=head"].tolist() == ["'=1+1", "'+49", "'-- well", "'@all", "'\tx", "'＝1", "fine", "a=b", ""]
    assert safe["number"].tolist() == [-1.5] * len(cells)
    assert safe["mixed"].tolist()[:3] == [-1, None, "'=x"]


def test_the_csv_is_guarded(tiny, tmp_path, monkeypatch):
    corpus = open_corpus(tiny["two-talks"].folder)
    monkeypatch.setattr(corpus, "quote", lambda passages: ["=cmd()"] * len(passages))
    export(corpus, "csv", tmp_path / "out.csv")
    assert set(pd.read_csv(tmp_path / "out.csv")["text"]) == {"'=cmd()"}


def test_the_saved_topics_are_those_of_the_corpus_and_no_pickle(tiny, tmp_path):
    pytest.importorskip("safetensors")
    from bertopic import BERTopic

    model = tiny["two-talks"].topic_model
    export(tiny["two-talks"], "bertopic", tmp_path / "out")
    assert {path.suffix for path in (tmp_path / "out").iterdir()} == {".json", ".safetensors"}
    loaded = BERTopic.load(str(tmp_path / "out"))
    assert loaded.topics_ == model.topics_
    assert loaded.topic_sizes_ == dict(model.topic_sizes_)
    for topic in set(model.topics_):
        assert [word for word, _ in loaded.get_topic(topic)] == [word for word, _ in model.get_topic(topic)]
    assert (loaded.c_tf_idf_ != model.c_tf_idf_).nnz == 0


def test_saving_topics_says_what_it_needs(tiny, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "safetensors", None)
    with pytest.raises(AnalysisError, match="pip install safetensors"):
        export(tiny["two-talks"], "bertopic", tmp_path / "out")


def test_codings_have_what_every_coder_gave(corpus, tmp_path):
    written = export(corpus, "codings", tmp_path / "out.csv")
    assert "519 passages" in written.content
    table = pd.read_csv(tmp_path / "out.csv", keep_default_na=False)
    themes, tone = corpus.codings.themes, corpus.codings.tone
    joined = table.set_index("passage_id").loc[themes["passage_id"]]
    assert joined["theme_coder_b"].tolist() == themes["coder_b"].tolist()
    assert joined["theme"].tolist() == themes["theme"].tolist()
    assert (joined.loc[tone["passage_id"], "tone"].to_numpy() == tone["score"].to_numpy()).all()
    assert frame_codings(corpus)["text"].tolist() == corpus.quote(frame_codings(corpus))


def test_a_corpus_that_nobody_coded_has_no_codings_to_export(tiny, tmp_path):
    with pytest.raises(AnalysisError, match="nobody has coded"):
        export(tiny["two-talks"], "codings", tmp_path / "out.csv")
    assert not (tmp_path / "out.csv").exists()


def test_words_of_passages_are_joined_as_their_language_does(corpus, monkeypatch):
    monkeypatch.setattr(corpus, "quote", lambda passages: passages["passage_id"].tolist())
    said = frame_utterances(corpus)
    passages = corpus.everything[~corpus.everything["elsewhere"]]
    texts = said[~said["elsewhere"]].set_index(["rendering", "turn"])["text"]
    for language, joint in (("en", " "), ("zh", "")):
        turns = passages[passages["language"] == language].groupby(["rendering", "turn"])["passage_id"]
        expected = {key: joint.join(ids) for key, ids in turns if len(ids) > 1}
        assert expected
        assert texts.loc[list(expected)].to_dict() == expected


def test_parts_of_a_turn_that_corrections_give_to_others_are_utterances_of_their_own(corpus):
    said = frame_utterances(corpus)
    assert len(said) == len(corpus.everything.drop_duplicates(["rendering", "turn", "elsewhere"]))
    corrected = frame_utterances(open_corpus(corpus.folder, corrected=True))
    assert corrected["id"].is_unique
    assert len(corrected) > len(said)


@pytest.mark.parametrize("form", FORMS)
def test_nothing_of_the_users_is_written_over(form, tiny, tmp_path):
    (tmp_path / "notes.txt").write_text("mine")
    place = tmp_path / "notes.txt" if form in ("convokit", "bertopic") else tmp_path
    with pytest.raises(AnalysisError, match="this is a f"):
        export(tiny["two-talks"], form, place)
    if form in ("convokit", "bertopic"):
        with pytest.raises(AnalysisError, match=r"something else in this folder \(notes\.txt\)"):
            export(tiny["two-talks"], form, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_an_unknown_form_is_told_with_those_there_are(tiny_folders, tmp_path, capsys):
    assert main(["--corpus", str(tiny_folders["two-talks"]), "export", "spss", str(tmp_path / "out")]) == 2
    assert "there is no form 'spss'; the forms are convokit, csv, parquet, bertopic, codings" in capsys.readouterr().err
