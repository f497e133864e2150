"""Measure how far it goes: `python -m bench.scale [PASSAGES ...]`. CPU seconds and memory of each stage, by size.

Corpora of so many passages are made of the shipped measurements: talks of about 140 passages, each of exchanges drawn
from one rendering, its vectors moved a little, so that no two passages are alike. Each stage runs in a process of its
own, with one thread; growth is the exponent that the time grows with from one size to the next.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd

from analysis import open_corpus
from analysis.passages.stored import save_measured
from analysis.results import OpenCorpus

PER_TALK, MOVED = 140, 0.35
_STAGES = {
    "read measurements": "corpus.measured",
    "topics": "find_topics(corpus, corpus.measured)",
    "themes, map and tone": "corpus.passages",
    "theme shares": "corpus.make_table('theme_shares')",
    "theme differences": "corpus.make_table('theme_differences')",
    "distinctive words": "corpus.make_table('distinctive_words')",
    "explorer": "load_explorer_data(corpus, corpus.passages)",
}
# What a stage rests on is made before its clock starts.
_BEFORE = {
    "read measurements": "None",
    "topics": "corpus.measured",
    "themes, map and tone": "find_topics(corpus, corpus.measured)",
}
_RUN = """import json, resource, time
from analysis import open_corpus
from analysis.explorer.data import load_explorer_data
from analysis.themes.topics import find_topics
corpus = open_corpus({folder!r})
{before}
wall, start = time.perf_counter(), time.process_time()
{run}
print(json.dumps([time.process_time() - start, time.perf_counter() - wall,
    resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6]))
"""


def make_scaled(shipped: OpenCorpus, folder: Path, n_passages: int) -> None:
    """Write a corpus of about so many passages, measured, without documents."""
    generator = np.random.default_rng(0)
    sources = [rows.reset_index(drop=True) for _, rows in shipped.measured.groupby("rendering", sort=False)]
    entries = ['[[speaker]]\nname = "Ada Moss"\nrole = "guest"\n', '[[speaker]]\nname = "Ben Hart"\nrole = "host"\n']
    talks = []
    for number in range(max(1, round(n_passages / PER_TALK))):
        source = sources[number % len(sources)]
        exchanges = [rows for _, rows in source.groupby("exchange")]
        parts: list[pd.DataFrame] = []
        size = 0
        while size < PER_TALK:
            parts.append(exchanges[generator.integers(len(exchanges))].assign(exchange=len(parts) + 1))
            size += len(parts[-1])
        table = pd.concat(parts, ignore_index=True)
        name = f"talk-{number:05d}"
        asks = table["speaker"].map(shipped.asks)
        table["speaker"] = table["corrected_speaker"] = np.where(asks, "Ben Hart", "Ada Moss")
        table["turn"] = (table["speaker"] != table["speaker"].shift()).cumsum()
        table["rendering"] = table["conversation"] = name
        table["start"] = np.arange(len(table)) * 500
        table["end"] = table["start"] + 400
        table["position"] = (np.arange(len(table)) + 0.5) / len(table)
        place = table.groupby("turn").cumcount() + 1
        table["passage_id"] = [f"{name}:{turn:03d}.{at:02d}" for turn, at in zip(table["turn"], place, strict=True)]
        for column in ("vector", "tone_vector"):
            vectors = np.stack(table[column].tolist()).astype(np.float32)
            noise = generator.standard_normal(vectors.shape).astype(np.float32)
            vectors += MOVED * noise * np.linalg.norm(vectors, axis=1, keepdims=True) / np.sqrt(vectors.shape[1])
            table[column] = list((vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float16))
        year, language = 2000 + number % 20, str(table["language"].iloc[0])
        entries.append(
            f'[[conversation]]\nid = "{name}"\ntitle = "Talk {number}"\nspeakers = ["Ada Moss", "Ben Hart"]\n'
            f'columns = {{ show = "show {number % 12}", year = {year} }}\n'
            f'[[rendering]]\nid = "{name}"\nconversation = "{name}"\nlanguage = "{language}"\nsha256 = "{name}"\n'
        )
        talks.append((name, table))
    folder.mkdir(parents=True)
    (folder / "catalogue.toml").write_text("\n".join(entries), "utf-8")
    (folder / "settings.toml").write_text('compare_by = "show"\n', "utf-8")
    (folder / "themes.toml").write_bytes(shipped.themes_file.read_bytes())
    corpus = open_corpus(folder)
    for name, table in talks:
        save_measured(corpus, corpus.catalogue.rendering(name), table)


def measure(folder: Path, stage: str) -> list[float]:
    """Return CPU seconds, seconds and gigabytes of a stage in a fresh process; nan where it failed."""
    script = _RUN.format(folder=str(folder), before=_BEFORE.get(stage, "corpus.passages"), run=_STAGES[stage])
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        print(done.stderr[-400:], file=sys.stderr)
        return [float("nan")] * 3
    found: list[float] = json.loads(done.stdout.splitlines()[-1])
    return found


def main(sizes: list[int]) -> None:
    """Print a line a stage and size."""
    shipped = open_corpus()
    before: dict[str, tuple[int, float]] = {}
    with tempfile.TemporaryDirectory() as scratch:
        for size in sizes:
            folder = Path(scratch) / str(size)
            make_scaled(shipped, folder, size)
            for stage in _STAGES:
                cpu, wall, memory = measure(folder, stage)
                growth = ""
                if stage in before:
                    (other, time_then) = before[stage]
                    growth = f", growth {np.log(cpu / time_then) / np.log(size / other):.2f}"
                before[stage] = size, cpu
                told = f"{cpu:8.1f} s CPU {wall:8.1f} s {memory:5.1f} GB{growth}"
                print(f"{size:>9,} passages, {stage:<21} {told}", flush=True)


if __name__ == "__main__":
    main([int(argument) for argument in sys.argv[1:]] or [1_000, 10_000])
