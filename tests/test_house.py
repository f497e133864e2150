"""The house: no import runs back up, every wing says what it is, and no code knows the shipped corpus."""

import ast
import re
import tomllib

import pytest

from analysis.corpus.folder import SHIPPED
from analysis.ground.storage import COMMON, NOTEBOOKS, ROOT
from analysis.publishing.drawing import (
    HOUSE,
    README,
    WINGS,
    find_upward_imports,
    find_wing,
    list_imports,
    place_drawing,
)

WITH_ROOMS = [wing for wing in WINGS if (HOUSE / wing).is_dir()]


def test_no_import_runs_back_up():
    assert find_upward_imports() == []


def test_an_import_that_ran_up_would_be_found(tmp_path, monkeypatch):
    from analysis.publishing import drawing

    (tmp_path / "analysis" / "ground").mkdir(parents=True)
    (tmp_path / "analysis" / "charts").mkdir()
    (tmp_path / "analysis" / "charts" / "style.py").write_text("")
    (tmp_path / "analysis" / "ground" / "errors.py").write_text("def f():\n    from analysis.charts import style\n")
    monkeypatch.setattr(drawing, "ROOT", tmp_path)
    monkeypatch.setattr(drawing, "HOUSE", tmp_path / "analysis")
    assert drawing.find_upward_imports() == [("analysis.ground.errors", "analysis.charts.style")]


def test_every_folder_is_a_wing():
    folders = {path.name for path in HOUSE.iterdir() if path.is_dir() and path.name != "__pycache__"}
    assert folders == set(WITH_ROOMS)
    assert {find_wing(module) for module, _ in list_imports()} <= {*WINGS}


@pytest.mark.parametrize("wing", WITH_ROOMS)
def test_a_wing_says_what_comes_in_what_goes_out_and_what_it_may_import(wing):
    preface = ast.get_docstring(ast.parse((HOUSE / wing / "__init__.py").read_text("utf-8"))) or ""
    assert preface.startswith(f"{wing.capitalize()}:")
    assert "In:" in preface
    assert "Out:" in preface
    assert "May import:" in preface


def test_the_drawing_is_of_the_house_as_it_is():
    text = README.read_text("utf-8")
    assert text == place_drawing(text), "run `make drawing`"


@pytest.mark.parametrize(
    ("package", "rooms"),
    [
        ("bertopic", {"themes/topics.py"}),
        ("plotly", {"charts/", "publishing/pages.py"}),  # pages only copy plotly.js beside them
        ("snownlp", {"sentiment/"}),
        ("vaderSentiment", {"sentiment/"}),
        ("opencc", {"ground/languages.py"}),
        ("mammoth", {"ground/word_documents.py"}),
    ],
)
def test_one_room_knows_each_package(package, rooms):
    users = set()
    for path in HOUSE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            if any(name.split(".")[0] == package for name in names):
                users.add(path.relative_to(HOUSE).as_posix())
    assert users
    assert all(any(user.startswith(room) for room in rooms) for user in users), users


def shipped_ids() -> list[str]:
    """Every id of a conversation, rendering, person or theme of the shipped corpus that is no ordinary word."""
    catalogue = tomllib.loads((SHIPPED / "catalogue.toml").read_text("utf-8"))
    themes = tomllib.loads((SHIPPED / "themes.toml").read_text("utf-8"))
    ids = [c["id"] for c in catalogue["conversation"]] + [r["id"] for r in catalogue["rendering"]]
    ids += [s["name"] for s in catalogue["speaker"]] + [s["name_zh"] for s in catalogue["speaker"]]
    return ids + [theme["id"] for theme in themes["theme"]]


def texts_of_code() -> dict[str, str]:
    """The code, the sources of the notebooks, and what belongs to the languages, by name."""
    import nbformat

    found = {str(p.relative_to(ROOT)): p.read_text("utf-8") for p in (*HOUSE.rglob("*.py"), *HOUSE.rglob("*.js"))}
    found |= {str(p.relative_to(ROOT)): p.read_text("utf-8") for p in (ROOT / "bench").rglob("*.py")}
    for path in NOTEBOOKS.glob("*.ipynb"):
        cells = nbformat.read(path, as_version=4).cells
        found[path.name] = "\n".join(cell.source + cell.metadata.get("zh", "") for cell in cells)
    found |= {
        str(p.relative_to(ROOT)): p.read_text("utf-8")
        for p in (COMMON / "words").glob("*.csv")
        if "names" not in p.name
    }
    return found


def test_no_code_knows_the_shipped_corpus():
    guilty = []
    for name, text in texts_of_code().items():
        for identifier in shipped_ids():
            # A theme's id may be an ordinary word: then it counts only where code names it as a text of its own.
            plain = identifier.isascii() and identifier.isalpha() and identifier.islower() and len(identifier) < 12
            pattern = rf"[\"']{re.escape(identifier)}[\"']" if plain else re.escape(identifier)
            guilty += [(name, match.group()) for match in re.finditer(pattern, text)]
    # "data" and "models" are words of programs too.
    ordinary = {'"data"', "'data'", '"models"', '"work"', '"personal"', '"energy"'}
    assert [found for found in guilty if found[1] not in ordinary] == []


def test_no_function_reads_a_corpus_from_a_global():
    for path in HOUSE.rglob("*.py"):
        if path.name in ("results.py", "__main__.py", "__init__.py"):
            continue
        text = path.read_text("utf-8")
        assert "open_corpus(" not in text, path
        assert not re.search(r"^[A-Za-z_]+ = (?:load_catalogue|load_settings|load_themes)\(", text, re.MULTILINE), path
