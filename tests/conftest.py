import os
import shutil
import time
from pathlib import Path

import pandas as pd
import plotly.graph_objects as go
import pytest
from filelock import FileLock

from analysis import open_corpus
from analysis.corpus.documents import document_path
from analysis.corpus.folder import SHIPPED
from analysis.ground.wording import set_language
from analysis.intake.measuring import measure_corpus
from analysis.results import OpenCorpus
from tests.charts.drawing import draw_figures

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome") or shutil.which("chromium-browser")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests of whole sites come first: they take longest, so that two workers come to their end together."""
    items.sort(key=lambda item: "share" not in getattr(item, "fixturenames", ()))


@pytest.fixture(autouse=True)
def english():
    """Every test begins in English."""
    set_language("en")


@pytest.fixture(scope="session")
def corpus() -> OpenCorpus:
    """The shipped corpus, opened once."""
    return open_corpus(SHIPPED)


@pytest.fixture(scope="session")
def documents(corpus: OpenCorpus) -> dict[str, str]:
    """The text of each rendering; tests that need it are skipped where the user has no copies."""
    paths = {r.id: document_path(corpus, r) for r in corpus.catalogue.renderings}
    if not all(path.exists() for path in paths.values()):
        pytest.skip("needs the documents: make documents FROM=folder")
    return {name: path.read_bytes().decode("utf-8") for name, path in paths.items()}


@pytest.fixture(scope="session")
def passages(corpus: OpenCorpus) -> pd.DataFrame:
    """The measured passages of the shipped corpus."""
    return corpus.measured


@pytest.fixture(scope="session")
def themed(corpus: OpenCorpus) -> pd.DataFrame:
    """The passages of the shipped corpus with theme and tone, also those from another occasion."""
    return corpus.everything


@pytest.fixture(scope="session")
def figures(corpus: OpenCorpus) -> dict[str, go.Figure]:
    """Every chart of the shipped corpus in English."""
    set_language("en")
    return draw_figures(corpus)


@pytest.fixture(scope="session")
def chinese_figures(corpus: OpenCorpus) -> dict[str, go.Figure]:
    """Every chart of the shipped corpus in Chinese."""
    set_language("zh")
    try:
        return draw_figures(corpus)
    finally:
        set_language("en")


TINY = ("two-talks", "eight-talks", "sixty-talks")


@pytest.fixture(scope="session")
def tiny_folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The three corpora written for the tests, measured: two English talks, eight Chinese ones, sixty mixed.

    The first of the processes that test at once measures them; each has a copy of its own.
    """
    own = tmp_path_factory.mktemp("corpora")
    shared = own.parent.parent if "PYTEST_XDIST_WORKER" in os.environ else own.parent
    folders = {}
    for name in TINY:
        measured = shared / "measured-corpora" / name
        with FileLock(shared / f"{name}.lock"):
            if not measured.exists():
                begun = shared / "begun-corpora" / name
                shutil.copytree(Path(__file__).parent / "corpora" / name, begun)
                for _ in measure_corpus(open_corpus(begun)):
                    pass
                measured.parent.mkdir(exist_ok=True)
                begun.rename(measured)
        folders[name] = own / name
        shutil.copytree(measured, folders[name])
    return folders


@pytest.fixture(scope="session")
def tiny(tiny_folders: dict[str, Path]) -> dict[str, OpenCorpus]:
    """Those corpora, opened."""
    return {name: open_corpus(folder) for name, folder in tiny_folders.items()}


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


def wait_until(page, expression: str, *, seconds: float = 30) -> None:
    """Wait until an expression is true in a page. Playwright's own way makes code of it there, which no page allows."""
    end = time.monotonic() + seconds
    while not page.evaluate(expression):
        assert time.monotonic() < end, f"not within {seconds} s: {expression}"
        page.wait_for_timeout(50)


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
