"""Incoming: conversations as ConvoKit and tables keep them, made into documents without losing a character."""

import datetime
import json
import pickle
from pathlib import Path

import pandas as pd
import pytest

from analysis.ground.errors import AnalysisError
from analysis.intake import talk_tables
from analysis.intake.gathering import gather_documents
from analysis.intake.incoming import (
    Incoming,
    read_convokit,
    read_frame_of_talks,
    read_table_of_talks,
    tells_convokit,
    tells_talks,
)
from analysis.passages.cutting import find_turns
from analysis.reading import read_document

# (conversation, speaker, text): every character that has a meaning somewhere is in one of them.
SAID = [
    ("mill/1", "u1", "How long has the mill stood here, and who built it?"),
    ("mill/1", "u2", 'My aunt says "since the flood" \u2014 and she kept the books.\nNobody has found an older page.'),
    ("mill/1", "u1", "[{]} is no mark of millers, is it? 50 % of them, \\n and a\ttab."),
    ("mill/1", "u2", '{"said": "as a joke", "by": "us"}'),
    ("../../ferry", "u3", "渡船每天早上六点出发，雾大的时候就等一等。"),
    ("../../ferry", "u2", "雾散了吗？我在岸上等了一个小时。\U0001f6a2"),
    ("../../ferry", "u3", "散了，现在可以上船。"),
    ("bees", "u4", "The hives are quiet in the rain, so we read."),
    ("bees", "u1", "What do you read to bees?"),
    ("bees", "u4", "Almanacs.\u2028They *do* not mind_at_all [00:12] &amp; hum (softly)."),
]
SPEAKERS = {
    "u1": {"name": "Ines Calder", "role": "host", "age": 41},
    "u2": {"name": "Tom Wray", "role": "guest", "towns": ["Holm", "Wick"]},
    "u3": {"name": "苏禾", "role": "guest"},
    "u4": {"name": "Bo Marsh", "role": "guest", "age": 63},
}
CONVERSATIONS = {
    "mill/1": {"title": "The mill", "date": "2021-05-04", "outlet": "radio", "year made": 2021, "language": "en"},
    "../../ferry": {"title": "Fog", "date": "2022-11-30", "outlet": "print", "live": True, "tree": "<##bin{0}&&@**>"},
    "bees": {"title": "Rain", "outlet": "radio", "tags": ["rain", "bees"], "summary": "long " * 60},
}


def write_convokit(folder: Path, *, old: bool = False) -> Path:
    folder.mkdir(parents=True)
    last: dict[str, str] = {}
    lines = []
    for number, (talk, speaker, text) in enumerate(SAID):
        meta = {"score": number / 2, "words": f"no words {number}", "parsed": [[1, 2]]}
        if number == 3:
            meta["vector"] = "<##bin{0}&&@**>"
        lines.append(
            {
                "id": f"utt-{number}",
                "root" if old else "conversation_id": talk,
                "text": text,
                "user" if old else "speaker": speaker,
                "meta": meta,
                "reply-to": last.get(talk),
                "timestamp": None if talk == "bees" else number,
            }
        )
        last[talk] = f"utt-{number}"
    write = json.dumps(lines) if old else "".join(json.dumps(line) + "\n" for line in lines)
    (folder / ("utterances.json" if old else "utterances.jsonl")).write_text(write)
    people = SPEAKERS if old else {name: {"meta": meta, "vectors": []} for name, meta in SPEAKERS.items()}
    (folder / ("users.json" if old else "speakers.json")).write_text(json.dumps(people))
    talks = {name: {"meta": meta, "vectors": []} for name, meta in CONVERSATIONS.items()}
    (folder / "conversations.json").write_text(json.dumps(talks))
    (folder / "corpus.json").write_text("{}")
    (folder / "index.json").write_text("{}")
    return folder


def read_turns(incoming: Incoming) -> list[tuple[str, str]]:
    """Who says what as the project reads it, turn by turn."""
    text = incoming.content.decode("utf-8")
    reading = read_document(text, name=incoming.name, roster=incoming.roster)
    assert (reading.layout, reading.is_doubted) == ("json", False)
    return [
        (turn["speaker"].iloc[0], reading.source.take_words(turn["start"].iloc[0], turn["end"].iloc[-1]).rstrip("\n"))
        for _, turn in find_turns(reading.spans).groupby("turn")
    ]


def expect(talk: str) -> list[tuple[str, str]]:
    return [(SPEAKERS[speaker]["name"], text) for name, speaker, text in SAID if name == talk]


@pytest.mark.parametrize("old", [False, True])
def test_a_convokit_corpus_is_read_to_the_character(old, tmp_path):
    folder = write_convokit(tmp_path / "corpus", old=old)
    assert tells_convokit(folder)
    incoming = read_convokit(folder)
    assert [read_turns(one) for one in incoming] == [expect(talk) for talk in CONVERSATIONS]


def test_what_convokit_knows_of_conversations_and_people_is_kept(tmp_path):
    mill, ferry, bees = read_convokit(write_convokit(tmp_path / "corpus"))
    assert (mill.title, mill.date) == ("The mill", datetime.date(2021, 5, 4))
    assert mill.columns == {"outlet": "radio", "year_made": 2021, "given_language": "en"}
    assert ferry.columns == {"outlet": "print", "live": True}
    assert mill.roles == {"Ines Calder": "host", "Tom Wray": "guest"}
    assert mill.people == {"Ines Calder": {"age": 41}, "Tom Wray": {}}
    assert (bees.title, bees.date, bees.columns) == ("Rain", None, {"outlet": "radio"})
    records = json.loads(mill.content)
    assert records[1]["time"] == 1
    assert records[1]["speaker"] == "Tom Wray"
    assert records[1]["meta"] == {
        "utterance_id": "utt-1", "reply_to": "utt-0", "person_id": "u2", "score": 0.5, "meta_words": "no words 1"
    }  # fmt: skip


def test_what_is_left_out_is_said_and_no_pickle_is_read(tmp_path):
    folder = write_convokit(tmp_path / "corpus")

    class Trap:
        def __reduce__(self):
            return Path.touch, (tmp_path / "sprung",)

    (folder / "vector-bin.p").write_bytes(pickle.dumps([Trap()]))
    mill, ferry, bees = read_convokit(folder)
    assert any("parsed" in note and "vector (kept in a pickle)" in note for note in mill.notes)
    assert any("tree (kept in a pickle)" in note for note in ferry.notes)
    assert any("towns" in note for note in mill.notes)
    assert any("tags, summary" in note for note in bees.notes)
    assert b"##bin" not in mill.content
    assert not (tmp_path / "sprung").exists()
    for name in ("utterances.jsonl", "talks.csv"):
        (folder / name).unlink(missing_ok=True)
    (folder / "utterances.bin").write_bytes(pickle.dumps([Trap()]))
    assert not tells_convokit(folder)
    assert not tells_talks(folder / "utterances.bin")
    with pytest.raises(AnalysisError, match=r"no utterances\.jsonl.*can run code and are not read"):
        read_convokit(folder)
    with pytest.raises(AnalysisError, match="is a pickle"):
        read_table_of_talks(folder / "utterances.bin")
    assert not (tmp_path / "sprung").exists()


def test_names_of_files_hold_no_path_and_do_not_repeat(tmp_path):
    names = [one.name for one in read_convokit(write_convokit(tmp_path / "corpus"))]
    assert names == ["00001-mill-1.json", "00002-ferry.json", "00003-bees.json"]


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("utterances.jsonl", b'{"id": 1, "speaker": "u1", "text": "a", "conversation_id": "c"}\n{"id": 2,', "line 2"),
        ("utterances.jsonl", b'{"id": 1, "speaker": "u1", "text": "a", "conversation_id": "c"}\n7\n', "line 2"),
        ("utterances.jsonl", b"\n\n" + b"[" * 200_000, "line 3"),
        ("utterances.jsonl", b'{"id": ' + b"9" * 9_000 + b"}", "line 1"),
        ("utterances.jsonl", b'{"text": "\xff"}', "line 1: byte 11 is no UTF-8"),
        ("utterances.jsonl", b'{"text": "a", "speaker": "u1"}', "line 1: the utterance names no conversation"),
        ("utterances.jsonl", b'{"text": 5, "conversation_id": "c"}', "line 1: the text of the utterance is '5'"),
        ("utterances.jsonl", b'{"text": "' + b"a" * 20_000_001 + b'"}', "line 1: it is longer than"),
        ("speakers.json", b'{"u1": 4}', "speakers.json: expected a table of speakers"),
        ("conversations.json", b"{\n{", "conversations.json, line 2"),
    ],
)
def test_a_damaged_corpus_gives_one_sentence_with_file_and_line(name, content, told, tmp_path):
    folder = write_convokit(tmp_path / "corpus")
    (folder / name).write_bytes(content)
    with pytest.raises(AnalysisError) as caught:
        read_convokit(folder)
    assert name in str(caught.value)
    assert told in str(caught.value)
    assert "\n" not in str(caught.value)


def test_no_link_is_followed(tmp_path):
    folder = write_convokit(tmp_path / "corpus")
    moved = (folder / "utterances.jsonl").rename(tmp_path / "elsewhere.jsonl")
    (folder / "utterances.jsonl").symlink_to(moved)
    assert not tells_convokit(folder)
    with pytest.raises(AnalysisError, match="is not followed"):
        read_convokit(folder)


def test_utterances_are_in_the_order_of_their_times(tmp_path):
    folder = write_convokit(tmp_path / "corpus")
    lines = (folder / "utterances.jsonl").read_text().splitlines(keepends=True)
    (folder / "utterances.jsonl").write_text("".join([*lines[3::-1], *lines[4:]]))
    assert read_turns(read_convokit(folder)[0]) == expect("mill/1")


def make_frame() -> pd.DataFrame:
    rows = [
        {
            "Episode ID": talk,
            "Speaker": SPEAKERS[speaker]["name"],
            "Text": text,
            "start": number * 1.5,
            "role": SPEAKERS[speaker]["role"],
            "outlet": CONVERSATIONS[talk]["outlet"],
            "date": CONVERSATIONS[talk].get("date"),
            "title": CONVERSATIONS[talk]["title"],
            "mood": "calm" if number % 2 else None,
        }
        for number, (talk, speaker, text) in enumerate(SAID)
    ]
    return pd.DataFrame(rows)


@pytest.mark.parametrize("form", ["csv", "tsv", "semicolon", "parquet", "jsonl", "json", "frame"])
def test_a_table_of_conversations_is_read_to_the_character(form, tmp_path):
    frame, path = make_frame(), tmp_path / "table"  # without a suffix: its structure tells
    if form in ("csv", "tsv", "semicolon"):
        path.write_text(frame.to_csv(index=False, sep={"csv": ",", "tsv": "\t", "semicolon": ";"}[form]), "utf-8")
    elif form == "parquet":
        frame.to_parquet(path)
    elif form != "frame":
        path.write_text(frame.to_json(orient="records", lines=form == "jsonl", force_ascii=False), "utf-8")
    assert form == "frame" or tells_talks(path)
    incoming = read_frame_of_talks(frame) if form == "frame" else read_table_of_talks(path)
    assert [read_turns(one) for one in incoming] == [expect(talk) for talk in CONVERSATIONS]
    mill = incoming[0]
    assert (mill.title, mill.date) == ("The mill", datetime.date(2021, 5, 4))
    assert mill.columns == {"outlet": "radio"}
    assert mill.roles == {"Ines Calder": "host", "Tom Wray": "guest"}
    records = json.loads(mill.content)
    assert (float(records[1]["time"]), records[1]["meta"]["mood"]) == (1.5, "calm")


@pytest.mark.parametrize("form", ["utf-8-sig", "gb18030", "utf-16", "json"])
def test_a_table_in_chinese_is_known_by_its_columns_however_it_is_kept(form, tmp_path):
    lines = [
        "渡船每天早上六点出发，雾大的时候就等一等，我们都习惯了。",
        "那么你们在雾里等过多久？",
        "有一次等到中午，大家就在船上吃饭。",
    ]
    rows = [(f"第{n // 6}场", ("苏禾", "段川")[n % 2], f"{lines[n % 3]}（{n}）") for n in range(60)]
    frame, path = pd.DataFrame(rows, columns=["场次", "说话人", "内容"]), tmp_path / "table"
    text = frame.to_json(orient="records", force_ascii=False) if form == "json" else frame.to_csv(index=False)
    path.write_bytes(text.encode("utf-8" if form == "json" else form))
    assert tells_talks(path)
    incoming = read_table_of_talks(path)
    assert [one.name for one in incoming][:2] == ["00001-第0场.json", "00002-第1场.json"]
    assert [turn for one in incoming for turn in read_turns(one)] == [(who, text) for _, who, text in rows]


def test_a_table_in_a_folder_is_read_once(tmp_path, monkeypatch):
    make_frame().to_csv(tmp_path / "talks.csv", index=False)
    read, real = [], talk_tables.read_rows
    monkeypatch.setattr(talk_tables, "read_rows", lambda path: read.append(path) or real(path))
    documents, left = gather_documents(tmp_path)
    assert (len(documents), left) == (len(read_table_of_talks(tmp_path / "talks.csv")), [])
    assert len(read) == 2


def test_one_conversation_in_a_table_is_no_table_of_talks(tmp_path):
    frame = make_frame()
    path = tmp_path / "one.csv"
    frame[frame["Episode ID"] == "bees"].to_csv(path, index=False)
    assert not tells_talks(path)
    frame.drop(columns="Episode ID").to_csv(path, index=False)
    assert not tells_talks(path)
    path.write_text("Ann: Is it warm?\n\nBen: It is mild, and the session was long.\n")
    assert not tells_talks(path)
    with pytest.raises(AnalysisError, match="expected columns of conversation, speaker and text"):
        read_table_of_talks(path)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("episode,speaker,text\na,Ann,hi\na,Ben,well, no\n", "line 3: it has 4 fields, the head has 3"),
        ('episode,speaker,text\na,Ann,"hi\na,Ben,no\n', "this is no table"),
        ('{"episode": "a", "speaker": "Ann", "text": "hi"}\n{"episode": \n', "line 2: this is no valid JSON"),
        ("episode,speaker,text\na,Ann,hi\n,Ben,no\n", "record 2 does not say which conversation"),
    ],
)
def test_a_damaged_table_gives_one_sentence_with_the_line(content, told, tmp_path):
    path = tmp_path / "table.csv"
    path.write_text(content)
    with pytest.raises(AnalysisError) as caught:
        read_table_of_talks(path)
    assert told in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_damaged_parquet_table_gives_one_sentence(tmp_path):
    path = tmp_path / "table.parquet"
    make_frame().to_parquet(path)
    content = path.read_bytes()
    for damaged in (b"PAR1 and no more", content[:900] + content[950:], content[: len(content) // 2]):
        path.write_bytes(damaged)
        assert not tells_talks(path)
        with pytest.raises(AnalysisError, match="no sound Parquet table") as caught:
            read_table_of_talks(path)
        assert "\n" not in str(caught.value)


def test_a_file_without_a_table_is_none(tmp_path):
    path = tmp_path / "table"
    for content in (
        b"",
        b"\n \n",
        b"PK\x03\x04 zip",
        b"%PDF-1.4 episode,speaker,text",
        bytes(range(256)) * 30,
        b"[1, 2]",
    ):
        path.write_bytes(content)
        assert not tells_talks(path)
        with pytest.raises(AnalysisError) as caught:
            read_table_of_talks(path)
        assert "\n" not in str(caught.value)
    assert not tells_talks(tmp_path)
    assert not tells_convokit(path)


def test_damage_further_down_does_not_hide_what_a_table_is(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text(make_frame()[["Episode ID", "Speaker", "Text"]].to_csv(index=False) + "bees,Bo,a,b\n", "utf-8")
    assert tells_talks(path)


def test_fields_that_hold_more_than_what_is_said_do_not_pass_for_it():
    said = [("a", "Ann", "Yes."), ("a", "Ben", "No."), ("b", "Ann", "Why?"), ("b", "Ben", "So.")]
    frame = pd.DataFrame(said, columns=["conversation_id", "speaker", "text"])
    notes = [f"This long note number {n} was written by whoever kept the table." for n in range(4)]
    frame = frame.assign(note=notes, display=["x", "y", "z", "w"], speaker_name=["Zoe", "Kim", "Zoe", "Kim"])
    for one in read_frame_of_talks(frame.drop(columns="speaker_name")):
        assert [text for _, text in read_turns(one)] in (["Yes.", "No."], ["Why?", "So."])
        assert any("note" in note for note in one.notes)


def test_people_whom_readers_would_take_for_one_are_told_apart():
    rows = [("a", "Ann", "It rains."), ("a", "ANN", "It does."), ("a", "7", "It will."), ("b", "Ann", "Still?")]
    first, _ = read_frame_of_talks(pd.DataFrame(rows, columns=["episode", "speaker", "text"]))
    assert [who for who, _ in read_turns(first)] == ["Ann", "ANN (2)", "Speaker 7"]


def test_the_day_is_that_of_the_first_record_where_time_is_that_of_the_world(tmp_path):
    rows = [("a", "Ann", "It rains.", 1_600_000_000), ("a", "Ben", "It does.", 1_600_000_060)]
    (one,) = read_frame_of_talks(pd.DataFrame(rows, columns=["episode", "speaker", "text", "timestamp"]))
    assert one.date == datetime.date(2020, 9, 13)
    assert "its date is that of its first record" in one.notes
