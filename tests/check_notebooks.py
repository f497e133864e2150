"""Every notebook, in both languages, on the corpora that were written for the tests; `make check-rest` runs it."""

import pytest

from analysis.publishing.execution import execute_all, find_notebooks
from tests.conftest import TINY


@pytest.mark.parametrize("name", TINY)
def test_every_notebook_runs_on_any_corpus(name, tiny, tmp_path):
    done = list(execute_all(tiny[name], figures=tmp_path, quote=True, endings=("csv",)))
    assert [failure for executed in done for failure in executed.failures] == []
    assert sorted({executed.name for executed in done}) == [path.name for path in find_notebooks()]
    assert len(done) == 2 * len(find_notebooks())
    assert len(list(tmp_path.glob("*.csv"))) >= 15
