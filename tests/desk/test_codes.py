"""Codes: what a stranger hands over is read with care, what is wrong is told with its line, and one store keeps it."""

import pytest

from analysis import open_corpus
from analysis.desk.codes import check_coder, coder_file, list_coders, load_codes, read_codes, take_codes
from analysis.desk.sample import load_sample
from analysis.ground.errors import AnalysisError


@pytest.fixture
def sample(drawn):
    return load_sample(drawn, drawn.measured)


@pytest.fixture
def handed(drawn, sample, write_codes, tmp_path):
    """A corpus, its sample, and a good file of all its codes that nobody took yet."""
    return drawn, sample, write_codes("ann").rename(tmp_path / "handed.csv")


def test_what_is_taken_is_kept_and_taken_again_changes_nothing(drawn, sample, write_codes, tmp_path):
    path = write_codes("ann", lambda number: ("weather", 1), numbers=range(5)).rename(tmp_path / "handed.csv")
    merged = take_codes(drawn, path, sample)
    assert (merged.n_new, merged.n_changed, merged.n_same, merged.n_coded) == (5, 0, 0, 5)
    assert merged.path == coder_file(drawn, "ann")
    again = take_codes(drawn, path, sample)
    assert (again.n_new, again.n_changed, again.n_same, again.n_coded) == (0, 0, 5, 5)
    assert list_coders(drawn) == ["ann"]


def test_later_codes_take_the_place_of_earlier_ones_and_the_others_stay(drawn, sample, write_codes, tmp_path):
    later = write_codes("ann", lambda number: ("boats", -2), numbers=[1, 7]).rename(tmp_path / "later.csv")
    write_codes("ann", lambda number: ("weather", 1), numbers=range(5))
    merged = take_codes(drawn, later, sample)
    assert (merged.n_new, merged.n_changed, merged.n_coded) == (1, 1, 6)
    codes = load_codes(drawn, "ann", sample).set_index("passage_id").loc[sample["passage_id"].iloc[[0, 1, 7]]]
    assert codes["theme"].tolist() == ["weather", "boats", "boats"]
    assert codes["tone"].tolist() == ["1", "-2", "-2"]


def test_what_is_taken_back_is_no_code_any_more(drawn, sample, write_codes, tmp_path):
    undone = write_codes("ann", lambda number: ("", ""), numbers=[2]).rename(tmp_path / "undone.csv")
    write_codes("ann", numbers=range(3))
    assert take_codes(drawn, undone, sample).n_coded == 2
    assert sample["passage_id"].iloc[2] not in set(load_codes(drawn, "ann", sample)["passage_id"])


def test_a_file_is_read_as_a_spreadsheet_saves_it(drawn, sample, write_codes, tmp_path):
    text = write_codes("ann", lambda number: ("hives", "1")).read_text("utf-8")
    path = tmp_path / "sheet.csv"
    path.write_bytes(b"\xef\xbb\xbf" + text.replace(",1,", ",1.0,").replace(",", ";").replace("\n", "\r\n").encode())
    codes = read_codes(drawn, path, sample)
    assert set(codes["tone"]) == {"1"}
    assert len(codes) == 12


@pytest.mark.parametrize(
    ("column", "value", "told"),
    [
        ("passage_id", "ferry-en:999.01", "line 3: 'ferry-en:999.01' is no passage that was drawn; take that line out"),
        ("passage_id", "../../etc/passwd", "line 3: '../../etc/passwd' is no passage that was drawn"),
        ("start", "1", "line 3: .* lies from .* in its document; make the page anew"),
        (
            "theme",
            "<script>",
            "line 3: theme is '<script>'; expected nothing, hives, .*, unassigned; correct that line",
        ),
        ("theme", "Hives", "line 3: theme is 'Hives'"),
        ("tone", "3", "line 3: tone is '3'; expected nothing, -2, -1, 0, 1, 2; correct that line"),
        ("tone", "1.5", "line 3: tone is '1.5'"),
        ("tone", "nan", "line 3: tone is 'nan'"),
        ("tone", "=1+1", r"line 3: tone is '=1\+1'"),
        ("unsure", "perhaps", "line 3: unsure is 'perhaps'; expected nothing, unsure"),
        ("coder", "ben", "line 3: the coder is 'ben', and not 'ann'"),
        ("coder", "../x", "line 3: the coder is"),
    ],
)
def test_a_wrong_line_is_named_with_its_cure_and_nothing_is_taken(column, value, told, handed):
    drawn, sample, path = handed
    lines = path.read_text("utf-8").splitlines()
    cells = lines[2].split(",")
    cells[lines[0].split(",").index(column)] = value
    path.write_text("\n".join([*lines[:2], ",".join(cells), *lines[3:]]), "utf-8")
    with pytest.raises(AnalysisError, match=told):
        take_codes(drawn, path, sample)
    assert list_coders(drawn) == []


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "empty"),
        (b"coder,passage_id\nann,x\n", "the column 'start' is missing"),
        (b"coder,passage_id,start,end,theme,tone,unsure\n", "there are no codes in it yet"),
        (b"\x00\x01\x02\xff\xfe", "file is"),
        (b'coder,passage_id,start,end,theme,tone,unsure\n"ann', "this is no table"),
    ],
)
def test_what_is_no_file_of_codes_is_refused(content, told, drawn, sample, tmp_path):
    path = tmp_path / "any.csv"
    path.write_bytes(content)
    with pytest.raises(AnalysisError, match=told):
        take_codes(drawn, path, sample)
    with pytest.raises(AnalysisError, match="no such file"):
        take_codes(drawn, tmp_path / "none.csv", sample)


def test_a_passage_given_twice_is_refused(drawn, sample, write_codes, tmp_path):
    path = write_codes("ann").rename(tmp_path / "twice.csv")
    path.write_text(path.read_text("utf-8") + path.read_text("utf-8").splitlines()[4] + "\n", "utf-8")
    with pytest.raises(AnalysisError, match=r"line 14: .* comes a second time; keep one of the two lines"):
        take_codes(drawn, path, sample)


@pytest.mark.parametrize("name", ["", "a b", "../ann", "a/b", "ann.csv", "x" * 41, "ann\n"])
def test_a_coder_has_one_plain_word_for_a_name(name):
    if name.strip() == "ann":
        assert check_coder(name) == "ann"
        return
    with pytest.raises(AnalysisError, match="is no name for a coder"):
        check_coder(name)
    assert check_coder("Ann_安-2") == "ann_安-2"


def test_themes_that_are_not_written_yet_cannot_be_coded(drawn, sample, write_codes):
    path = write_codes("ann")
    drawn.themes_file.unlink()
    with pytest.raises(AnalysisError, match="not written yet; run `make corpus` first"):
        read_codes(open_corpus(drawn.folder), path, sample)
