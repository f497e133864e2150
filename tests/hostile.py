"""Hostile: a corpus of which every field of every file is markup that would load, run or lead somewhere."""

import csv
import io
import itertools
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import tomlkit

from analysis import open_corpus
from analysis.results import OpenCorpus
from tests.making import make_corpus, measure

# Each kind has the number of its field, so that what runs or is asked for says where it came from.
_KINDS = (
    "<img src=http://f{n}.test/ onerror=window.ran={n}>",
    "![i](http://f{n}.test/)",
    "<a href=http://f{n}.test/>a</a>",
    "[l](javascript:window.ran={n})",
    "</script><script>window.ran={n}</script>",
    "\"><svg onload=window.ran={n}>'",
    "</title></style><iframe src=http://f{n}.test/></iframe>",
    "<b style=background:url(http://f{n}.test/)>b</b>",
    "<http://f{n}.test/> http://f{n}.test/ www.f{n}.test",
    "{{{{7*7}}}} %{{x}} $\\href{{http://f{n}.test/}}{{x}}$",
)
OF_THEIRS = re.compile(r"\bf\d+\.test\b")
_DOCUMENTS = Path(__file__).parent / "corpora" / "two-talks" / "documents"
_RENDERINGS = {"beekeeper-a": "beekeeper", "beekeeper-b": "beekeeper", "ferry-a": "ferry"}
_NAMES = {"beekeeper": ("Ines Calloway", "Tobias Wren"), "ferry": ("Leona Marsh", "Anders Pike")}
_THEMES = {
    "hives": ("opening a hive in spring", "a healthy colony of bees", "being stung by bees"),
    "honey": ("jars of dark and pale honey", "a stall on the market", "a fair price for a jar"),
    "weather": ("frost and a north wind", "heavy rain all day", "a long dry summer"),
    "boats": ("the engines of the ferry", "losing power at sea", "the hull and the bow door"),
    "crowd": ("angry passengers at the ramp", "the office cancels a sailing", "complaints about delays"),
}


class Fields:
    """Hostile texts, one for each field that is asked for, each beginning with another kind of markup."""

    def __init__(self) -> None:
        self._numbers: Iterator[int] = itertools.count(1)

    def __call__(self, ending: str = "") -> str:
        """Return the text of another field; ending: what makes it tell apart, or be of use."""
        number = next(self._numbers)
        kinds = (*_KINDS[number % len(_KINDS) :], *_KINDS)[:3]
        return " ".join([*(kind.format(n=number) for kind in kinds), ending]).strip()


def make_hostile(folder: Path) -> OpenCorpus:
    """Write the corpus into a folder, measured: two versions of one talk, and another one; return it."""
    field = Fields()
    people = {name: field(name) for names in _NAMES.values() for name in names}
    documents = {name: _spoil((_DOCUMENTS / f"{talk}-en.txt").read_text("utf-8"), field) for name, talk in
                 _RENDERINGS.items()}  # fmt: skip
    documents["beekeeper-b"] = documents["beekeeper-b"].replace("nine colonies", "nineteen colonies")
    corpus = make_corpus(
        folder, tomlkit.dumps(_catalogue(field, people)), documents=documents, files=_files(field, people)
    )
    measure(corpus)
    for path, rows in _tables(field, open_corpus(folder)).items():
        _write(folder / path, rows)
    measure(open_corpus(folder))  # with the correction
    return open_corpus(folder)


def _spoil(text: str, field: Fields) -> str:
    """A document in which every third turn says something hostile too."""
    turns = text.split("\n\n")
    return "\n\n".join(f"{turn} {field()}" if number % 3 == 1 else turn for number, turn in enumerate(turns))


def _catalogue(field: Fields, people: Mapping[str, str]) -> dict[str, Any]:
    asks = {names[0] for names in _NAMES.values()}
    return {
        "corpus": {"title": field(), "title_zh": field(), "query": "the", "focus": []},
        "speaker": [
            {
                "name": name, "name_zh": field(), "role": "host" if label in asks else field("guest"),
                "aliases": [label, field()], "columns": {field("of people"): field()},
            }
            for label, name in people.items()
        ],
        "conversation": [
            {
                "id": talk, "title": field(), "title_zh": field(), "occasion": field(), "occasion_zh": field(),
                "speakers": [people[name] for name in names], "columns": {"<i>by": field(talk), field("also"): field()},
            }
            for talk, names in _NAMES.items()
        ],
        "rendering": [
            {
                "id": rendering, "conversation": talk, "language": "en", "sha256": rendering, "title": field(),
                "publisher": field(), "url": url, "form": field(), "labels": {field(): people[_NAMES[talk][1]]},
            }
            for (rendering, talk), url in zip(
                _RENDERINGS.items(),
                ("javascript:window.ran=9001", "data:text/html,<script>window.ran=9002</script>", field()),
                strict=True,
            )
        ],
    }  # fmt: skip


def _files(field: Fields, people: Mapping[str, str]) -> dict[str, str]:
    """What is there before measuring, by path."""
    themes = [
        {
            "id": theme, "name_en": field(theme), "name_zh": field(theme), "description_en": field(),
            "description_zh": field(), "seeds_en": [*seeds, field(seeds[0])],
        }
        for theme, seeds in _THEMES.items()
    ]  # fmt: skip
    notebooks = ("1-who-spoke", "2-which-themes", "3-which-tone", "4-how-they-compare", "9-how-it-was-measured")
    parts = ("limits", "map", "shares", "coding")
    remarks = {name: {part: {"en": field(), "zh": field()} for part in parts} for name in notebooks}
    return {
        "settings.toml": 'compare_by = "<i>by"\nbootstrap_samples = 100\n',
        "themes.toml": tomlkit.dumps({"theme": themes}),
        "remarks.toml": tomlkit.dumps(remarks),
        "coding/themes.md": f"# {field()}\n\n{field()}\n",
        "words/terms-zh.txt": f"{field('蜂箱').lower()[1:]}\n",
        "words/names.csv": _sheet([{"name": field(), "kind": "person"}]),
        "words/spellings.csv": _sheet([{"thing": field("bees"), "spellings": "bees|the bees"}]),
        "words/glosses.csv": _sheet([{"zh": field("蜂"), "en": "honey"}]),
        "words/concepts.csv": _sheet([{"spellings": f"weather|{field('天气').replace('|', '')}"}]),
        "words/attitude-en.csv": _sheet([{"word": "gentle", "kind": "attitude", "value": 1.5}]),
    }


def _tables(field: Fields, corpus: OpenCorpus) -> dict[str, list[dict[str, Any]]]:
    """What people write about passages that are measured, by path: rows of tables."""
    passages = corpus.measured
    turns = passages.drop_duplicates(["rendering", "turn"])
    first = {name: rows.iloc[2] for name, rows in passages.groupby("rendering")}
    a, b = first["beekeeper-a"], first["beekeeper-b"]
    parted = [
        {
            "kind": kind,
            "rendering_a": a["rendering"], "start_a": a["start"], "end_a": a["end"], "value_a": field(),
            "rendering_b": b["rendering"], "start_b": b["start"], "end_b": b["end"], "value_b": field(),
        }
        for kind in ("figure", "name", "speaker", "omission")
    ]  # fmt: skip
    coded = passages.groupby("rendering").head(12)
    themes = [*_THEMES]
    return {
        "gists.csv": [
            {"rendering": row.rendering, "turn": row.turn, "gist_en": field(), "gist_zh": field()}
            for row in turns.itertuples()
        ],
        "disagreements.csv": [{**row, "confidence": 0.9} for row in parted],
        "corrections.csv": [
            {"rendering": a["rendering"], "start": a["start"], "end": a["end"], "speaker": a["speaker"],
             "reason": field()}
        ],
        "coding/themes.csv": [
            {"passage_id": row.passage_id, "start": row.start, "end": row.end, "coder_a": themes[n % 5],
             "coder_b": themes[n % 4], "theme": themes[n % 5], "part": ("dev", "test")[n % 2]}
            for n, row in enumerate(coded.itertuples())
        ],
        "coding/tone.csv": [
            {"passage_id": row.passage_id, "start": row.start, "end": row.end, "coder_a": n % 3, "coder_b": n % 3,
             "score": n % 3, "part": ("dev", "test")[n % 2]}
            for n, row in enumerate(coded.itertuples())
        ],
        "coding/disagreements.csv": [
            {"kind": row["kind"], "type": "differs", **row, "readers": 2, "certainty": "sure"} for row in parted
        ],
        "coding/trials.csv": [
            {"what": field(), "design": field(), "nmi_dev": 0.5, "nmi_test": 0.5, "ari_test": 0.5,
             "unassigned_test": 0.1, "accuracy_dev": 0.5, "accuracy_test": 0.5, "macro_f1_test": 0.5, "kept": "yes"}
        ],
    }  # fmt: skip


def _sheet(rows: list[dict[str, Any]]) -> str:
    told = io.StringIO()
    writer = csv.DictWriter(told, [*rows[0]], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return told.getvalue()


def _write(path: Path, rows: list[dict[str, Any]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(_sheet(rows), "utf-8")
