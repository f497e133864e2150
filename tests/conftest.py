import shutil
from pathlib import Path

import pandas as pd
import plotly.graph_objects as go
import pytest

from analysis.assignment import assign_themes
from analysis.catalogue import document_path, the_catalogue
from analysis.language import set_language
from analysis.passages import load_passages
from tests.drawing import draw_figures

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome") or shutil.which("chromium-browser")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip


@pytest.fixture(autouse=True)
def english():
    """Every test begins in English."""
    set_language("en")


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
def figures(themed: pd.DataFrame) -> dict[str, go.Figure]:
    """Every chart in English."""
    set_language("en")
    return draw_figures(themed)


@pytest.fixture(scope="session")
def chinese_figures(themed: pd.DataFrame) -> dict[str, go.Figure]:
    """Every chart in Chinese."""
    set_language("zh")
    try:
        return draw_figures(themed)
    finally:
        set_language("en")


@pytest.fixture(scope="session")
def chromium() -> Path:
    if not CHROMIUM:
        pytest.skip("needs Chromium: apt-get install chromium")
    return Path(CHROMIUM)


@pytest.fixture(scope="session")
def browser(chromium):
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=str(chromium), args=FLAGS)
        yield launched
        launched.close()


@pytest.fixture
def page(browser):
    """A page whose every request beyond its own files is refused and remembered, with what went wrong."""
    opened = browser.new_page(viewport={"width": 1280, "height": 900}, accept_downloads=True)
    opened.wrong = []
    opened.on("console", lambda message: opened.wrong.append(message.text) if message.type == "error" else None)
    opened.on("pageerror", lambda error: opened.wrong.append(str(error)))

    def refuse(route):
        opened.wrong.append(f"asked for {route.request.url}")
        route.abort()

    opened.route(lambda url: not url.startswith(("file:", "data:", "blob:")), refuse)
    yield opened
    opened.close()
