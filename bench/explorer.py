"""The explorer in a real browser at four sizes: first picture, answers to choices, memory, weight of the data.

Run with `python -m bench.explorer`. Measurements of the shipped corpus are repeated with a little chance in each; all
words are made up. Nothing of it is kept.
"""

import base64
import itertools
import json
import os
import shutil
import statistics
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from analysis import open_corpus
from analysis.explorer.data import TEXTS_AT_ONCE, ExplorerData, load_explorer_data
from analysis.explorer.packing import compress, pack_columns, pack_lists, shorten_vectors, write_json
from analysis.explorer.page import save_page
from analysis.passages.embedding import free_vectors
from analysis.results import OpenCorpus

SIZES = 518, 5_180, 20_720, 100_000
# A version has so many passages, a turn two, and a passage so many of the made-up words.
_IN_VERSION, _IN_TURN, _WORDS, _VOCABULARY = 104, 2, 40, 20_000
_N_GROUPS, _N_SPEAKERS = 5, 40
_SYLLABLES = ("ba", "de", "ki", "lo", "mu", "na", "pe", "ri", "so", "tu", "va", "ze")
_ANSWER = """async ({ action, seen }) => {
    const start = performance.now();
    const before = document.querySelector(seen).textContent;
    (0, eval)(action);
    while (document.querySelector(seen).textContent === before && performance.now() - start < 20000)
        await new Promise((resolve) => setTimeout(resolve));
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    return performance.now() - start;
}"""
# What the page's own thread worked, in seconds: it tells the explorer's part on a machine that others keep busy.
_WORKED = "TaskDuration"
_SEARCH = (
    "(() => {{ const s = document.querySelector('input[type=search]'); s.value = '{}';"
    " s.dispatchEvent(new Event('input')) }})()"
)
_CLICK = "document.querySelectorAll('.x-filters fieldset input[type=checkbox]')[{}].click()"
ACTIONS = {
    "a conversation": (_CLICK.format(1), ".x-status"),
    "a second one": (_CLICK.format(2), ".x-status"),
    "a theme": (_CLICK.format(_N_GROUPS + _N_SPEAKERS + 3), ".x-status"),
    "clear": ("document.querySelector('.x-filters > button').click()", ".x-status"),
    "tone": (
        "(() => { const s = document.querySelector('input[type=range]'); s.value = 0.9;"
        " s.dispatchEvent(new Event('input')) })()",
        ".x-status",
    ),
    "clear again": ("document.querySelector('.x-filters > button').click()", ".x-status"),
    "first search": (_SEARCH.format("bababaki"), ".x-status"),
    "second search": (_SEARCH.format("babadeki"), ".x-status"),
    "no search": (_SEARCH.format(""), ".x-status"),
    "a passage": ("document.querySelector('.x-items button').click()", ".x-reading"),
}


def make_words(n: int) -> list[str]:
    """Return so many made-up words."""
    return ["".join(parts) for parts in itertools.islice(itertools.product(_SYLLABLES, repeat=4), n)]


def enlarge(corpus: OpenCorpus, n: int) -> ExplorerData:
    """Return data of the explorer with so many passages: the measurements of a corpus again and again."""
    rng = np.random.default_rng(0)
    passages = corpus.passages
    meta = load_explorer_data(corpus, passages).meta | {"quoted": True}
    rows = np.arange(n) % len(passages)
    again = passages.iloc[rows].reset_index(drop=True)
    version, turn = np.arange(n) // _IN_VERSION, np.arange(n) // _IN_TURN
    n_versions, n_turns = int(version[-1]) + 1, int(turn[-1]) + 1
    themes = list(dict.fromkeys(passages["theme"]))
    spot = again[["x", "y"]].to_numpy() + rng.normal(0, 0.8, (n, 2))
    low, size = spot.min(axis=0), float(np.ptp(spot, axis=0).max())
    scaled = np.round((spot - low) / size * 65535).astype("u2")
    tone = np.clip(again["tone"].to_numpy() + rng.normal(0, 0.2, n), -2, 2)
    meta |= {
        "map": {"low": low.tolist(), "size": size},
        "conversations": [
            {"id": f"g{k}", "name": _name(f"Group {k}"), "colour": colour}
            for k, colour in enumerate(("#d55e00", "#0072b2", "#009e73", "#cc79a7", "#e69f00"))
        ],
        "speakers": [
            {"id": f"s{k}", "name": _name(f"Speaker {k}"), "colour": "#1f2933", "side": k % 2}
            for k in range(_N_SPEAKERS)
        ],
        "sides": [_name("guests"), _name("hosts")],
        "themes": [{"id": theme, "name": _name(theme)} for theme in themes],
        "talks": [f"t{k}" for k in range(n_versions)],
        "renderings": [
            {"id": f"v{k:04d}", "conversation": f"t{k}", "talk": k, "language": "zh" if k % 2 else "en"}
            for k in range(n_versions)
        ],
        "columns": [
            {"id": "year", "name": _name("year"), "of": "talk", "codes": [k % 20 for k in range(n_versions)],
             "values": [{"id": str(2000 + k), "name": _name(str(2000 + k))} for k in range(20)]},
        ],
        "landmarks": [
            {"x": float(spot[mine, 0].mean()), "y": float(spot[mine, 1].mean()), "level": 0, "theme": theme}
            for theme in themes
            for mine in [np.flatnonzero(again["theme"] == theme)]
            if len(mine)
        ],
    }  # fmt: skip
    none = np.full(n_turns, -1, dtype="i4")
    hundredths = {key: np.round(np.clip(tone + d, -2, 2) * 100).astype("i2") for key, d in _TONES.items()}
    turns = np.arange(n_turns)
    core = {
        "x": scaled[:, 0], "y": scaled[:, 1], "theme": again["theme"].map(themes.index).to_numpy(dtype="u2"),
        "turn": turn.astype("u4"), "number": (np.arange(n) % _IN_TURN + 1).astype("u2"),
        "n_words": again["n_words"].to_numpy(dtype="u2"), **hundredths, "flags": np.zeros(n, dtype="u1"),
        "turn_rendering": version[turns * _IN_TURN].astype("u2"), "turn_number": (turns + 1).astype("u4"),
        "turn_speaker": (turns % _N_SPEAKERS).astype("u2"),
        "turn_group": (version[turns * _IN_TURN] % _N_GROUPS).astype("u2"),
        "turn_asked_from": none, "turn_asked_to": none, "turn_answer_from": none, "turn_answer_to": none,
        "same_a": np.zeros(0, dtype="u4"), "same_b": np.zeros(0, dtype="u4"),
    }  # fmt: skip
    vectors = free_vectors(corpus, passages)[rows] + rng.normal(0, 0.01, (n, 1))
    return ExplorerData(
        meta, {"core": pack_columns(core), "vectors": compress(shorten_vectors(vectors).tobytes())} | _write(rng, n)
    )


def _name(text: str) -> dict[str, str]:
    return {"en": text, "zh": text}


_TONES = {"tone": 0.0, "tone_low": -0.9, "tone_high": 0.9}


def _write(rng: np.random.Generator, n: int) -> dict[str, bytes]:
    """Made-up words of each passage, as a search and a reader need them."""
    vocabulary = make_words(_VOCABULARY)
    drawn = np.minimum(rng.zipf(1.3, (n, _WORDS)) - 1, _VOCABULARY - 1)
    order = np.argsort(drawn, axis=None, kind="stable")
    flat, owner = drawn.ravel()[order], order // _WORDS
    cuts = np.searchsorted(flat, np.arange(1, _VOCABULARY))
    packed, begins = pack_lists([np.unique(mine) for mine in np.split(owner, cuts)])
    told = np.frombuffer(write_json({"vocabulary": vocabulary, "concepts": [], "variants": ["", ""]}), dtype="u1")
    parts = {"words": pack_columns({"texts": told, "begins": begins, "passages": packed})}
    for k, first in enumerate(range(0, n, TEXTS_AT_ONCE)):
        texts = [" ".join(vocabulary[word] for word in row) for row in drawn[first : first + TEXTS_AT_ONCE]]
        a, b = first // _IN_TURN, (first + len(texts) - 1) // _IN_TURN + 1
        gists = [" ".join(vocabulary[word] for word in drawn[turn * _IN_TURN][:12]) for turn in range(a, b)]
        parts[f"texts-{k}"] = compress(write_json({"turn": a, "gists": {"en": gists, "zh": gists}, "words": texts}))
    return parts


def measure_memory() -> float:
    """Return what the largest page of a browser that this process started holds in memory, in MB."""
    parents: dict[int, int] = {}
    sizes: dict[int, float] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            status = dict(line.split(":", 1) for line in (folder / "status").read_text().splitlines() if ":" in line)
            parents[int(folder.name)] = int(status["PPid"])
            if b"--type=renderer" in (folder / "cmdline").read_bytes():
                sizes[int(folder.name)] = int(status["VmRSS"].split()[0]) / 1024
        except (OSError, KeyError):
            continue
    return max(size for pid, size in sizes.items() if os.getpid() in _climb(pid, parents))


def _read_work(meter: Any) -> float:
    metrics = meter.send("Performance.getMetrics")["metrics"]
    return float(next(metric["value"] for metric in metrics if metric["name"] == _WORKED))


def _climb(pid: int, parents: dict[int, int]) -> list[int]:
    found = [pid]
    while found[-1] in parents:
        found.append(parents[found[-1]])
    return found


def keep_nearest(corpus: OpenCorpus) -> float:
    """Return the share of each passage's ten nearest by whole vectors that are so by the short ones too."""
    vectors = free_vectors(corpus, corpus.passages)
    short = shorten_vectors(vectors).astype(float)
    short /= np.linalg.norm(short, axis=1, keepdims=True)
    ranked = [np.argsort(-(each @ each.T) + 9 * np.eye(len(each)), axis=1)[:, :10] for each in (vectors, short)]
    return statistics.mean(len(set(a) & set(b)) / 10 for a, b in zip(*ranked, strict=True))


def main() -> None:
    """Print a line for each size."""
    from playwright.sync_api import sync_playwright

    corpus = open_corpus()
    print(f"of the ten nearest {keep_nearest(corpus):.2f} stay in {len(corpus.passages)} passages")
    with sync_playwright() as playwright:
        for n in SIZES:
            data = enlarge(corpus, n)
            with tempfile.TemporaryDirectory() as folder:
                page = save_page(data, Path(folder))
                browser = playwright.chromium.launch(
                    executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
                )
                firsts = []
                for _ in range(3):
                    tab = browser.new_page(viewport={"width": 1280, "height": 860})
                    tab.goto(page.as_uri())
                    tab.wait_for_selector("#explorer[data-ready]", timeout=60_000)
                    firsts.append(tab.evaluate("performance.now()"))
                    if len(firsts) < 3:
                        tab.close()
                begun = measure_memory()
                meter = tab.context.new_cdp_session(tab)
                meter.send("Performance.enable", {"timeDomain": "threadTicks"})
                times: dict[str, list[tuple[float, float]]] = {}
                for _ in range(3):
                    for name, (action, seen) in ACTIONS.items():
                        before = _read_work(meter)
                        passed = tab.evaluate(_ANSWER, {"action": action, "seen": seen})
                        times.setdefault(name, []).append((passed, 1000 * (_read_work(meter) - before)))
                    tab.keyboard.press("Escape")
                used = measure_memory()
                browser.close()
            first = sum(len(base64.b64encode(data.parts[key])) for key in ("core", "texts-0"))
            weight = sum(len(base64.b64encode(part)) for part in data.parts.values()) + len(json.dumps(data.meta))
            print(
                f"{n:>7,} passages: first picture {statistics.median(firsts) / 1000:.2f} s; "
                + ", ".join(
                    "{} {:.0f} ms ({:.0f} of work)".format(
                        name,
                        *(runs[0] if name == "first search" else map(statistics.median, zip(*runs, strict=True))),
                    )
                    for name, runs in times.items()
                )
                + f"; memory {begun:.0f} MB, after use {used:.0f} MB; {weight / n:.0f} bytes a passage,"
                f" {(first + len(json.dumps(data.meta))) / 1e6:.2f} MB before anything is chosen",
                flush=True,
            )


if __name__ == "__main__":
    main()
