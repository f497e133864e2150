"""Tables: what columns each table of the project has, checked where one stage hands to the next."""

import pandas as pd
import pandera.pandas as pa
from pandera.errors import SchemaErrors

from analysis.ground.errors import AnalysisError

_SHARE = pa.Check.in_range(0, 1)
_COUNT = pa.Check.ge(0)


def _text(**options: object) -> pa.Column:
    return pa.Column(str, **options)


def _ends_after_start(table: pd.DataFrame) -> pd.Series:
    return table["end"] > table["start"]


def _bag_is_sorted(bags: pd.Series) -> pd.Series:
    return bags.map(lambda bag: bag.split() == sorted(set(bag.split())))


def _words_are_sorted(lists: pd.Series) -> pd.Series:
    return lists.map(lambda words: words.split("|") == sorted(words.split("|")))


# One row per passage, in the order of the catalogue and the document.
PASSAGES = pa.DataFrameSchema(
    {
        "passage_id": _text(unique=True),
        "conversation": _text(),
        "rendering": _text(),
        "language": _text(),  # ISO 639 code
        "speaker": _text(),  # as the document has it
        "corrected_speaker": _text(),  # as the corpus's corrections.csv has it
        "elsewhere": pa.Column("bool"),  # said on another occasion
        "turn": pa.Column("int64", pa.Check.ge(1)),  # number of the turn in the rendering
        "exchange": pa.Column("int64", pa.Check.ge(1)),  # number of the question with its answer
        "chapter": pa.Column("int64", _COUNT),  # headings before it within the talk; 0 where there are none
        "start": pa.Column("int64", _COUNT),  # characters of the document
        "end": pa.Column("int64", _COUNT),
        "position": pa.Column("float64", _SHARE),  # share of the rendering's speech before its middle
        "n_words": pa.Column("int64", _COUNT),  # a Chinese character counts as a word
        "words": _text(checks=pa.Check(_bag_is_sorted, error="word:count, sorted")),
        "snownlp": pa.Column("float64", _SHARE, nullable=True),  # Chinese only; raw, 0 to 1
        "vader": pa.Column("float64", pa.Check.in_range(-1, 1), nullable=True),  # English only; raw, -1 to 1
        "attitude_words": _text(checks=pa.Check(_words_are_sorted, error="word=value, sorted")),
        "attitude": pa.Column(object),  # 16 numbers, named in analysis.sentiment.attitude
        "vector": pa.Column(object),  # 512 numbers in half precision, length 1
        "tone_vector": pa.Column(object),  # 384 numbers in half precision, length 1
    },
    checks=pa.Check(_ends_after_start, error="end after start"),
    strict=True,
    ordered=True,
)

# One row per move: what somebody does at a place of a passage, beside it and not of its order in words.
MOVES = pa.DataFrameSchema(
    {
        "passage_id": _text(),
        "move": _text(checks=pa.Check.isin(["question", "hedge", "assent", "name", "figure"])),
        "kind": _text(),  # of question or of what is named; the unit of a figure
        "what": _text(),  # the phrase, the thing named, or the figure as it stands; of questions nothing
        "start": pa.Column("int64", _COUNT),  # characters of the passage's words, as they are quoted
        "end": pa.Column("int64", _COUNT),
        "value": pa.Column("float64"),  # of a figure, in its unit: the least that it may mean
        "value_high": pa.Column("float64"),  # the most
        "n_after": pa.Column("int64", _COUNT),  # words of the passage behind it
    },
    checks=pa.Check(_ends_after_start, error="end after start"),
    strict=True,
    ordered=True,
)

# One row per passage: what the model found for it.
ASSIGNMENTS = pa.DataFrameSchema(
    {
        "passage_id": _text(unique=True),
        "topic": pa.Column("int64", pa.Check.ge(-1)),  # -1: unassigned
        "theme": _text(),
        "x": pa.Column("float64"),  # place on the map; only distances mean something
        "y": pa.Column("float64"),
    },
    strict=True,
    ordered=True,
)

# One row per group and part: the share of the group's words that the part has.
SHARES = pa.DataFrameSchema(
    {
        "share": pa.Column("float64", _SHARE),
        "here_low": pa.Column("float64", _SHARE),
        "here_high": pa.Column("float64", _SHARE),
        "ci_low": pa.Column("float64", _SHARE, nullable=True),  # of one exchange alone nothing is known
        "ci_high": pa.Column("float64", _SHARE, nullable=True),
        "n_words": pa.Column("Int64", _COUNT, nullable=True),  # of several languages there is no such sum
        "n_turns": pa.Column("int64", _COUNT),
        "n_passages": pa.Column("int64", _COUNT),
    },
    strict=False,
)


def check_table(table: pd.DataFrame, schema: pa.DataFrameSchema, *, name: str, cure: str) -> pd.DataFrame:
    """Return the table if it fits the schema.

    Errors: AnalysisError naming the table, the first column and row that do not fit, and the cure.
    """
    try:
        return schema.validate(table, lazy=True)
    except SchemaErrors as errors:
        first = errors.failure_cases.iloc[0]
        row = "" if pd.isna(first["index"]) else f", row {first['index']}"
        column = first["column"] if isinstance(first["column"], str) else first["failure_case"]
        raise AnalysisError(
            f"{name}: column {column!r}{row} does not fit: found {first['failure_case']!r},"
            f" expected {first['check']}; {cure}."
        ) from None
