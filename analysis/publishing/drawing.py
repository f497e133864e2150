"""Drawing: the house as it stands, made from the imports, so that it cannot go stale."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from analysis.ground.errors import AnalysisError
from analysis.ground.storage import ROOT, write_atomic

# The wings in the order of the way of the data: each may import those before it, none that come after.
WINGS = (
    "ground", "reading", "corpus", "passages", "themes", "sentiment", "comparison", "versions", "moves", "desk",
    "results", "intake", "interchange", "charts", "explorer", "publishing", "command line",
)  # fmt: skip
HOUSE = ROOT / "analysis"
README = HOUSE / "README.md"
_BEGIN, _END = "<!-- drawing: made by `make drawing` -->", "<!-- end of drawing -->"


def find_wing(module: str) -> str:
    """Return the wing that a module belongs to, by its dotted name."""
    parts = module.split(".")
    if len(parts) < 2 or parts[1] in ("__main__", "__init__"):
        return "command line"
    return parts[1]


def list_imports() -> Iterator[tuple[str, str]]:
    """Yield each module of the project and a module of the project that it imports, wherever in its text."""
    for path in sorted(HOUSE.rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        module = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "analysis":
                whole = (f"{node.module}.{alias.name}" for alias in node.names)
                yield from ((module, name if _is_module(name) else str(node.module)) for name in whole)
            elif isinstance(node, ast.Import):
                yield from ((module, a.name) for a in node.names if a.name.split(".")[0] == "analysis")


def _is_module(name: str) -> bool:
    path = ROOT / Path(*name.split("."))
    return path.with_suffix(".py").exists() or (path / "__init__.py").exists()


def find_upward_imports() -> list[tuple[str, str]]:
    """Return the imports that run back up: a module and one of a wing that comes after its own."""
    floors = {wing: floor for floor, wing in enumerate(WINGS)}
    return [
        (a, b) for a, b in list_imports() if a != b and floors[find_wing(a)] < floors[find_wing(b)] and a != "analysis"
    ]


def draw_house() -> str:
    """Return the wings, the rooms in each, and who imports whom, as a Mermaid diagram."""
    rooms: dict[str, list[str]] = {wing: [] for wing in WINGS}
    for path in sorted(HOUSE.rglob("*.py")):
        parts = path.relative_to(HOUSE).with_suffix("").parts
        if parts[-1] != "__init__":
            rooms[find_wing(".".join(("analysis", *parts)))].append(parts[-1])
    links = {(find_wing(a), find_wing(b)) for a, b in list_imports() if a != "analysis"}
    links = {(a, b) for a, b in links if a != b}
    # An arrow that two others already imply says nothing new.
    shown = sorted(
        (WINGS.index(a), WINGS.index(b))
        for a, b in links
        if not any((a, c) in links and (c, b) in links for c in WINGS)
    )
    lines = ["```mermaid", "flowchart BT"]
    for number, wing in enumerate(WINGS):
        inside = ", ".join(room for room in rooms[wing] if room != wing)
        label = f"<b>{wing}</b>" + (f"<br>{_fold(inside)}" if inside else "")
        lines.append(f'    w{number}["{label}"]')
    lines += [f"    w{a} --> w{b}" for a, b in shown]
    return "\n".join([*lines, "```"])


def _fold(names: str, width: int = 46) -> str:
    """A list of names in lines of about so many letters."""
    return re.sub(rf"(.{{{width}}}\S*?,) ", r"\1<br>", names)


def save_drawing() -> Path:
    """Put the drawing into the house's README; return its path. Errors: AnalysisError where its place is not marked."""
    text = README.read_text("utf-8")
    if _BEGIN not in text or _END not in text:
        raise AnalysisError(f"{README}: the place of the drawing is not marked; bring the file back with git.")
    return write_atomic(README, place_drawing(text))


def place_drawing(text: str) -> str:
    """Return the README's text with the drawing as it is now."""
    before, rest = text.split(_BEGIN, 1)
    return f"{before}{_BEGIN}\n{draw_house()}\n{_END}{rest.split(_END, 1)[1]}"
