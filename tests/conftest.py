import shutil
from pathlib import Path

import pandas as pd
import pytest

from analysis.assignment import assign_themes
from analysis.catalogue import document_path, the_catalogue
from analysis.passages import load_passages

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome") or shutil.which("chromium-browser")


@pytest.fixture(scope="session")
def documents() -> dict[str, str]:
    """The text of each rendering; tests that need it are skipped where the user has no copies."""
    paths = {r.id: document_path(r) for r in the_catalogue().renderings}
    if not all(path.exists() for path in paths.values()):
        pytest.skip("needs the documents: make documents FROM=folder")
    return {name: path.read_bytes().decode("utf-8") for name, path in paths.items()}


@pytest.fixture(scope="session")
def passages() -> pd.DataFrame:
    return load_passages()


@pytest.fixture(scope="session")
def themed(passages: pd.DataFrame) -> pd.DataFrame:
    return passages.merge(assign_themes(passages), on="passage_id")


@pytest.fixture(scope="session")
def chromium() -> Path:
    if not CHROMIUM:
        pytest.skip("needs Chromium: apt-get install chromium")
    return Path(CHROMIUM)
