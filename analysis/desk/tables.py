"""Tables: what the desk has to say of a corpus, as results and commands show it."""

import pandas as pd

from analysis.corpus.folder import Corpus
from analysis.desk.agreement import gather_codes, list_parted, report_agreement
from analysis.desk.codes import load_all_codes
from analysis.desk.sample import load_sample


def make_agreement(corpus: Corpus, passages: pd.DataFrame) -> pd.DataFrame:
    """Return how far the coders of a corpus agree: see report_agreement."""
    coders = gather_codes(corpus, load_all_codes(corpus, load_sample(corpus, passages)))
    return report_agreement(corpus, coders, passages.set_index("passage_id")["language"])


def make_parted(corpus: Corpus, passages: pd.DataFrame) -> pd.DataFrame:
    """Return where they part: see list_parted."""
    return list_parted(gather_codes(corpus, load_all_codes(corpus, load_sample(corpus, passages))))
