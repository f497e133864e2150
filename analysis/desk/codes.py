"""Codes: what each coder gave the passages that were drawn, one file a coder, read as if a stranger had written it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from analysis.corpus.csvfiles import read_sheet
from analysis.corpus.folder import Corpus
from analysis.corpus.themes import UNASSIGNED
from analysis.ground.errors import AnalysisError
from analysis.ground.storage import write_table

COLUMNS = ("coder", "passage_id", "start", "end", "theme", "tone", "unsure")
TONES = ("-2", "-1", "0", "1", "2")
UNSURE = "unsure"
_NAME = re.compile(r"[\w-]{1,40}")
_PREFIX = "coder-"
_MOST_BYTES = 20_000_000


@dataclass(frozen=True)
class Merged:
    """What came of taking codes: where they were written, how many passages are new, changed, the same, and all."""

    path: Path
    n_new: int
    n_changed: int
    n_same: int
    n_coded: int


def check_coder(name: str) -> str:
    """Return a coder's name as files have it. Errors: AnalysisError for one that is no plain word."""
    found = name.strip().casefold()
    if not _NAME.fullmatch(found):
        raise AnalysisError(
            f"{name!r} is no name for a coder; take one word of letters, digits, - and _, at most 40, such as ann."
        )
    return found


def coder_file(corpus: Corpus, coder: str) -> Path:
    """Return where a coder's codes are kept."""
    return corpus.folder / "coding" / f"{_PREFIX}{check_coder(coder)}.csv"


def list_coders(corpus: Corpus) -> list[str]:
    """Return the names of those who coded something, in order."""
    paths = sorted((corpus.folder / "coding").glob(f"{_PREFIX}*.csv"))
    return [path.stem.removeprefix(_PREFIX) for path in paths]


def list_codes(corpus: Corpus) -> list[str]:
    """Return what a theme can be coded as: the ids of the themes, and "unassigned".

    Errors: AnalysisError where the themes are proposed anew each time, so that codes would lose what they name.
    """
    if not corpus.has_themes:
        raise AnalysisError(f"{corpus.themes_file}: the themes are not written yet; run `make corpus` first.")
    return [*corpus.themes.ids(), UNASSIGNED]


def load_codes(corpus: Corpus, coder: str, sample: pd.DataFrame) -> pd.DataFrame:
    """Return what a coder gave: one row per passage, without rows where the coder has no file.

    sample: load_sample. Columns: coder, passage_id, start, end, theme ("" where not given yet), tone (-2 to 2, or ""),
    unsure ("unsure" or ""), all as texts. Errors: see read_codes.
    """
    path = coder_file(corpus, coder)
    if not path.exists():
        return pd.DataFrame(columns=list(COLUMNS), dtype=str)
    return read_codes(corpus, path, sample, coder=check_coder(coder))


def read_codes(corpus: Corpus, path: Path, sample: pd.DataFrame, *, coder: str = "") -> pd.DataFrame:
    """Return the codes in a file of one coder, as load_codes gives them; it may be as a spreadsheet saved it.

    coder: who it must be of, by default anybody. Errors: AnalysisError naming the line and the cure for a passage that
    was not drawn, lies elsewhere or comes twice, a theme or a tone that there is not, or a second coder.
    """
    if path.exists() and path.stat().st_size > _MOST_BYTES:
        raise AnalysisError(f"{path}: it has more than {_MOST_BYTES // 1_000_000} MB; no file of codes has.")
    if not path.exists():
        raise AnalysisError(f"{path}: there is no such file; name the one that the page handed over.")
    table = read_sheet(path, COLUMNS)[list(COLUMNS)].map(str.strip)
    table["coder"] = table["coder"].str.casefold()
    table["unsure"] = table["unsure"].str.casefold()
    table["tone"] = table["tone"].str.replace(r"^\+?(-?[0-2])(?:[.,]0+)?$", r"\1", regex=True)
    places = {row.passage_id: (str(row.start), str(row.end)) for row in sample.itertuples()}
    allowed = {"theme": ["", *list_codes(corpus)], "tone": ["", *TONES], "unsure": ["", UNSURE]}
    coder, seen = coder or (str(table["coder"].iloc[0]) if len(table) else ""), set[str]()
    for line, row in enumerate(table.to_dict("records"), 2):
        if wrong := _find_fault(row, coder, places, allowed, seen):
            raise AnalysisError(f"{path}, line {line}: {wrong}.")
        seen.add(row["passage_id"])
    return table


def _find_fault(
    row: Mapping[str, str],
    coder: str,
    places: Mapping[str, tuple[str, str]],
    allowed: Mapping[str, list[str]],
    seen: set[str],
) -> str:
    """What is wrong with a row and how it is put right, "" where nothing is."""
    passage = row["passage_id"]
    if row["coder"] != coder or not _NAME.fullmatch(coder):
        return (
            f"the coder is {row['coder'][:60]!r}, and not {coder[:60]!r}; keep each coder's codes in a file of one word"
        )
    if passage not in places:
        return (
            f"{passage[:60]!r} is no passage that was drawn; take that line out, or bring back the sample of this page"
        )
    if passage in seen:
        return f"{passage} comes a second time; keep one of the two lines"
    if (row["start"], row["end"]) != places[passage]:
        return f"{passage} lies from {' to '.join(places[passage])} in its document; make the page anew"
    for column, values in allowed.items():
        if row[column] not in values:
            told = ", ".join(value or "nothing" for value in values)
            return f"{column} is {row[column][:60]!r}; expected {told}; correct that line"
    return ""


def merge_codes(corpus: Corpus, coder: str, codes: pd.DataFrame, sample: pd.DataFrame) -> Merged:
    """Put codes into a coder's file: each takes the place of what that passage had, and all others stay.

    codes: as read_codes gives them; one without theme and tone takes back what was given. The file is written whole or
    not at all.
    """
    given = codes.set_index("passage_id")[["theme", "tone", "unsure"]]
    before = load_codes(corpus, coder, sample).set_index("passage_id")[["theme", "tone", "unsure"]]
    after = pd.concat([before.drop(index=given.index, errors="ignore"), given])
    after = after[(after != "").any(axis=1)]
    table = sample[["passage_id", "start", "end"]].merge(after.reset_index(), on="passage_id")
    path = write_table(coder_file(corpus, coder), table.assign(coder=check_coder(coder))[list(COLUMNS)])
    shared = given.index.intersection(before.index)
    n_changed = int((given.loc[shared] != before.loc[shared]).any(axis=1).sum())
    n_coded = int(((after["theme"] != "") & (after["tone"] != "")).sum())
    return Merged(path, len(given) - len(shared), n_changed, len(shared) - n_changed, n_coded)


def take_codes(corpus: Corpus, path: Path, sample: pd.DataFrame) -> Merged:
    """Put the codes of a file that the page handed over into its coder's. Errors: see read_codes."""
    codes = read_codes(corpus, path, sample)
    if codes.empty:
        raise AnalysisError(f"{path}: there are no codes in it yet.")
    return merge_codes(corpus, codes["coder"].iloc[0], codes, sample)


def load_all_codes(corpus: Corpus, sample: pd.DataFrame, *, but: str = "") -> dict[str, pd.DataFrame]:
    """Return what each coder gave, by name, but for one."""
    return {name: load_codes(corpus, name, sample) for name in list_coders(corpus) if name != but}
