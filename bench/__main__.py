"""Measure: `make bench`. Prints one line per measurement."""

import gc
import resource
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from analysis import open_corpus
from analysis.corpus.coding import load_written
from analysis.ground import storage
from analysis.reading import read_document
from analysis.themes.topics import find_topics
from bench import explorer, tone


def seconds(run: Callable[[], object]) -> float:
    """Return the best time of three runs, in seconds."""
    best = float("inf")
    for _ in range(3):
        gc.collect()
        start = time.perf_counter()
        run()
        best = min(best, time.perf_counter() - start)
    return best


def transcript(megabytes: float) -> str:
    """Return a labelled transcript of about so many megabytes in UTF-8, no two turns alike."""
    turns: list[str] = []
    size = 0
    while size < megabytes * 1e6:
        number = len(turns)
        sentences = "".join(f"第{number * 31 + i}件事要从第{number * 17 % 1000 + i}页说起。" for i in range(12))
        turns.append(f"{'甲乙'[number % 2]}某：{sentences}\n\n")
        size += len(turns[-1].encode("utf-8"))
    return "".join(turns)


def article(megabytes: float) -> str:
    """Return an article whose quotation marks are all left open."""
    paragraphs = int(megabytes * 1e6 / 120)
    return "".join(f"林涛第{i}次来。他表示，“第{i}件事还没有说完，要从头说起。\n\n" for i in range(paragraphs))


def bench_reading() -> None:
    """Reading takes time in proportion to the length, also of documents made to be slow."""
    for name, make, size in (("labelled transcript", transcript, 1), ("article of unclosed quotations", article, 0.15)):
        small, large = make(size), make(4 * size)
        first = seconds(lambda text=small: read_document(text, name="bench").spans)  # type: ignore[misc]
        second = seconds(lambda text=large: read_document(text, name="bench").spans)  # type: ignore[misc]
        rate = len(large.encode("utf-8")) / 1e6 / second
        print(f"reading, {name}: {rate:.1f} MB/s; four times the length takes {second / first:.1f} times as long")


def bench_cache() -> None:
    """A second run does not fit the topics again."""
    corpus = open_corpus()
    passages = corpus.measured
    with tempfile.TemporaryDirectory() as folder:
        storage.CACHE = Path(folder)
        start = time.perf_counter()
        find_topics(corpus, passages)
        cold = time.perf_counter() - start
        warm = seconds(lambda: find_topics(corpus, passages))
    print(f"topics of {len(passages)} passages: {cold:.1f} s, from the cache {cold / warm:.0f} times faster")


def bench_snownlp() -> None:
    """SnowNLP's own scores for many texts at once, against one call for each."""
    from snownlp import SnowNLP

    from analysis.sentiment.snownlp_batch import score_snownlp

    texts = load_written().query("language == 'zh'")["text"].tolist()
    start = time.perf_counter()
    plain = [SnowNLP(text).sentiments for text in texts]
    one_by_one = time.perf_counter() - start
    batch = seconds(lambda: score_snownlp(texts))
    same = score_snownlp(texts) == plain
    print(
        f"SnowNLP, {len(texts)} texts: {one_by_one:.1f} s one by one, {one_by_one / batch:.0f} times faster at once;",
        end=" ",
    )
    print("every score is equal to the last bit" if same else "THE SCORES DIFFER")


def bench_adding() -> None:
    """Adding one document measures one: against measuring the whole corpus, and against a second run."""
    from analysis.intake.measuring import measure_corpus

    tiny = Path(__file__).parent.parent / "tests" / "corpora" / "eight-talks"
    with tempfile.TemporaryDirectory() as scratch:
        storage.CACHE = Path(scratch) / "cache"
        folder = Path(scratch) / "corpus"
        shutil.copytree(tiny, folder)
        start = time.perf_counter()
        n_documents = len(list(measure_corpus(open_corpus(folder))))
        whole = time.perf_counter() - start
        (folder / "measured" / "cha-zh.parquet").unlink()
        shutil.rmtree(storage.CACHE)
        start = time.perf_counter()
        list(measure_corpus(open_corpus(folder)))
        one = time.perf_counter() - start
        again = seconds(lambda: list(measure_corpus(open_corpus(folder))))
    print(
        f"measuring {n_documents} documents: {whole:.1f} s; one of them added anew {one / whole:.2f} of that, nothing"
        f" new {again / whole:.3f}"
    )


if __name__ == "__main__":
    explorer.main()
    bench_reading()
    bench_cache()
    bench_adding()
    bench_snownlp()
    tone.main()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory: {peak:.0f} MB")
