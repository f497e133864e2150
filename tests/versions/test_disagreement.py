"""What two renderings disagree about: on three pairs written for the tests, with every disagreement in them listed."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.corpus.disagreements import KINDS, load_disagreements
from analysis.ground.errors import AnalysisError
from analysis.ground.storage import write_atomic
from analysis.ground.wording import set_language
from analysis.publishing.cards import show_cards
from analysis.versions.disagreement import describe_disagreements, find_disagreements, list_doubtful
from analysis.versions.validity import report_disagreements
from tests.making import make_corpus

RENDERINGS = Path(__file__).parent / "renderings"
PAIRS = {
    "ships": (("zh", "zh"), {"Host": ["主持人"], "Guest": ["林岳"]}),
    "chips": (("zh", "en"), {"Host": ["主持人", "Host"], "Guest": ["陈薇", "Chen Wei"]}),
    "health": (("en", "zh"), {"Host": ["Journalist", "记者"], "Guest": ["Amara Diallo", "阿玛拉·迪亚洛"]}),
}


@pytest.fixture
def read_pair(tmp_path):
    """Find the disagreements of two texts, or of the two renderings in a folder."""

    def find(name: str, languages: tuple[str, str], people: dict[str, list[str]], folder: Path = tmp_path):
        lines = []
        for person, aliases in people.items():
            lines += ["[[speaker]]", f'name = "{person}"', f'role = "{person.lower()}"', f"aliases = {aliases}"]
        lines += ["[[conversation]]", f'id = "{name}"', f'title = "{name}"', f"speakers = {list(people)}"]
        for side, language in zip("ab", languages, strict=True):
            lines += ["[[rendering]]", f'id = "{name}-{side}"', f'conversation = "{name}"', f'language = "{language}"']
            lines += ['text_kind = "edited"', f'sha256 = "{name}-{side}"']
        texts = {f"{name}-{side}": (folder / f"{name}-{side}.txt").read_bytes().decode("utf-8") for side in "ab"}
        return find_disagreements(make_corpus(tmp_path / f"corpus-{name}", "\n".join(lines), documents=texts))

    return find


def test_most_planted_disagreements_are_found_and_little_else(read_pair):
    reports = []
    for name, (languages, people) in PAIRS.items():
        found = read_pair(name, languages, people, RENDERINGS)
        truth = pd.read_csv(RENDERINGS / f"{name}.csv", keep_default_na=False)
        reports.append(report_disagreements(found, truth))
        for side in "ab":
            text = (RENDERINGS / f"{name}-{side}.txt").read_bytes().decode("utf-8")
            for row in found[found["kind"].isin(["figure", "name"]) & (found[f"value_{side}"] != "")].itertuples():
                place = text[getattr(row, f"start_{side}") : getattr(row, f"end_{side}")]
                assert " ".join(place.split()) == getattr(row, f"value_{side}")
    table = pd.concat(reports).set_index("kind")
    right = (table["precision"] * table["n_found"]).groupby(level=0).sum() / table["n_found"].groupby(level=0).sum()
    recall = table["recall_differs"].groupby(level=0).mean()
    assert right["all"] > 0.88
    assert right["figure"] > 0.85
    assert right["name"] > 0.85
    assert recall["figure"] > 0.85
    assert recall["name"] > 0.6
    assert recall["speaker"] == 1


TALK = {
    "a": "Host: What did the harbour cost?\n\nGuest: It cost 30 million dollars and took three years to build.\n\n"
    "Host: Who built it?\n\nGuest: Kestrel Marine built it with 1,200 workers, and half of them stayed.\n",
    "b": "主持人：港口花了多少钱？\n\n嘉宾：港口花了三亿美元，用了3年建成。\n\n"
    "主持人：谁建的？\n\n嘉宾：是Kestral Marine建的，有一千两百名工人，其中50%留了下来。\n",
}  # fmt: skip
PEOPLE = {"Host": ["Host", "主持人"], "Guest": ["Guest", "嘉宾"]}


def test_another_notation_is_not_reported_and_a_slip_is(read_pair, tmp_path):
    for side, text in TALK.items():
        write_atomic(tmp_path / f"port-{side}.txt", text)
    found = read_pair("port", ("en", "zh"), PEOPLE)
    told = found[found["kind"].isin(["figure", "name"])]  # four sentences do not show who says what
    assert told[["kind", "value_a", "value_b"]].values.tolist() == [
        ["figure", "30 million dollars", "三亿美元"],
        ["name", "Kestrel Marine", "Kestral Marine"],
    ]
    assert found["confidence"].between(0, 1).all()


def test_a_rendering_does_not_disagree_with_itself(read_pair, tmp_path):
    text = (RENDERINGS / "chips-b.txt").read_bytes()
    for side in "ab":
        write_atomic(tmp_path / f"twin-{side}.txt", text)
    assert read_pair("twin", ("en", "en"), {"Host": ["Host"], "Guest": ["Chen Wei"]}).empty


def test_what_is_left_out_is_counted_in_the_unit_of_its_language(corpus):
    table = corpus.disagreements.query("kind == 'omission'")
    languages = {rendering.id: rendering.language for rendering in corpus.catalogue.renderings}
    for row in table.itertuples():
        told, where = (row.value_a, row.rendering_a) if row.value_a else (row.value_b, row.rendering_b)
        assert told.split()[1] == {"en": "words", "zh": "characters"}[languages[where]], row
    assert len(table) > 9
    shown = show_cards(corpus, describe_disagreements(corpus, table, corpus.measured)).data
    assert " characters" in shown
    set_language("zh")
    shown = show_cards(corpus, describe_disagreements(corpus, table, corpus.measured)).data
    assert "25 字" in shown
    assert "characters" not in shown


def test_the_committed_table_is_of_use_without_the_documents(corpus):
    table = corpus.disagreements
    assert set(table["kind"]) == set(KINDS)
    assert table["confidence"].between(0, 1).all()
    sides = table[["value_a", "value_b"]].ne("").sum(axis=1)
    assert (sides[table["kind"] == "omission"] == 1).all()
    assert (sides[table["kind"] == "speaker"] == 2).all()
    assert (sides >= 1).all()
    known = {("3万亿美元", "30 trillion US dollars"), ("65亿美元", "650亿美元"), ("MRAW", "Mistral")}
    assert known <= set(zip(table["value_a"], table["value_b"], strict=True))
    # One figure, two notations: these stand side by side in the renderings and are none.
    assert not {("100,000倍", "十万倍"), ("100,000辆", "10万块"), ("32,000 名", "3.2万名")} & set(
        zip(table["value_a"], table["value_b"], strict=True)
    )
    assert len(list_doubtful(corpus)) == (table["kind"] == "speaker").sum()


def test_the_finds_are_those_of_readers(corpus):
    report = report_disagreements(corpus.disagreements, corpus.codings.disagreements).set_index("kind")
    assert report.loc["figure", "recall_differs"] >= 0.85
    assert report.loc["name", "recall_differs"] >= 0.7
    assert report.loc["all", "precision"] >= 0.85


def test_precision_and_recall_by_hand():
    columns = ["kind", "type", "start_a", "end_a", "value_a", "start_b", "end_b", "value_b"]
    read = pd.DataFrame(
        [
            ("figure", "differs", 10, 12, "3", 20, 22, "4"),
            ("figure", "one-sided", 50, 52, "9", 60, 60, ""),
            ("name", "differs", 80, 83, "Ann", 90, 94, "Anne"),
        ],
        columns=columns,
    )
    found = read.iloc[[0, 2]].drop(columns="type").assign(start_a=[11, 300], end_a=[12, 303], start_b=[500, 400])
    report = report_disagreements(found.assign(end_b=[501, 404]), read).set_index("kind")
    assert report.loc["figure", ["precision", "recall", "recall_differs"]].tolist() == [1, 0.5, 1]
    assert report.loc["name", ["precision", "recall"]].tolist() == [0, 0]
    assert report.loc["all", "precision"] == 0.5
    assert np.isnan(report_disagreements(found.head(0).assign(end_b=0), read)["precision"]).all()


def test_a_damaged_table_is_named_and_a_missing_one_is_empty(tmp_path):
    assert load_disagreements(tmp_path / "none.csv", ()).empty
    with pytest.raises(AnalysisError, match=r"other\.csv: the columns are a, b; expected kind, rendering_a"):
        load_disagreements(write_atomic(tmp_path / "other.csv", "a,b\n1,2\n"), ())
