"""Whether the corpus that ANALYSIS_CORPUS names is sound: what `make test CORPUS=folder` runs, and nothing else."""

import pandas as pd
import pytest

from analysis import open_corpus
from analysis.corpus.documents import has_document, load_document
from analysis.passages.stored import is_measured
from analysis.results import RESULTS, OpenCorpus


@pytest.fixture(scope="session")
def mine() -> OpenCorpus:
    return open_corpus()


def test_every_document_at_hand_is_the_catalogues(mine):
    for rendering in mine.catalogue.renderings:
        if has_document(mine, rendering):
            load_document(mine, rendering)


def test_what_is_catalogued_is_measured_as_it_is_catalogued_now(mine):
    left_out = set(mine.left_out["rendering"])
    stale = [r.id for r in mine.catalogue.renderings if r.id not in left_out and not is_measured(mine, r)]
    assert stale == [], "run make corpus"
    assert left_out == set(), mine.left_out["reason"].tolist()


def test_gists_corrections_codings_remarks_and_themes_can_be_read(mine):
    assert mine.themes.ids()
    for table in (mine.gists, mine.corrections, mine.disagreements, mine.codings.themes, mine.codings.tone):
        assert isinstance(table, pd.DataFrame)
    assert {*mine.gists["rendering"]} <= {r.id for r in mine.catalogue.renderings}
    assert mine.remarks is not None


@pytest.mark.parametrize("name", RESULTS)
def test_every_table_can_be_made(mine, name):
    assert isinstance(mine.make_table(name), pd.DataFrame)


def test_most_of_every_conversation_fits_the_themes(mine):
    shares = mine.make_table("unassigned").set_index("conversation")["share_unassigned"]
    foreign = shares[shares > mine.settings.most_unassigned]
    assert foreign.empty, f"nothing is judged of {', '.join(foreign.index)}; add themes or seeds"
