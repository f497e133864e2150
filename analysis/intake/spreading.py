"""Spreading: the documents of a corpus measured by many processes, on this machine or on a cluster, through Dask."""

import contextlib
import functools
import uuid
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.corpus.catalogue import Rendering
from analysis.corpus.documents import document_path, has_document
from analysis.corpus.folder import Corpus
from analysis.ground.errors import AnalysisError
from analysis.passages.stored import describe_inputs, measured_path

if TYPE_CHECKING:
    from distributed import Client, Future

# How many bytes of documents are worth a process of their own: it has to load the models first.
_WORTH = 50_000
_PATIENCE = 20  # seconds that a scheduler has to answer
_Measure = Callable[[Corpus, Rendering], tuple[str, str]]


@contextlib.contextmanager
def find_workers(
    corpus: Corpus, pending: Sequence[Rendering], *, scheduler: str = "", jobs: int = 1
) -> "Iterator[Client | None]":
    """Give a client of Dask that measures documents: of a cluster, or of processes of this machine that end with it.

    pending: the renderings that are to be measured. scheduler: the address of a cluster's scheduler, such as
    tcp://10.0.0.1:8786; its workers need this project at the same version, and the corpus's folder at the same place.
    jobs: without one, how many processes at the most; each has one thread, and as many bytes of documents as are worth
    it. Gives None where one process is enough. Errors: AnalysisError where no scheduler answers.
    """
    if scheduler:
        from distributed import Client

        try:
            client = Client(scheduler, timeout=_PATIENCE, set_as_default=False)
        except (OSError, TimeoutError, ValueError) as error:
            raise AnalysisError(f"no Dask scheduler answers at {scheduler}: {error}") from None
        with client:
            yield client
        return
    n_bytes = sum(document_path(corpus, r).stat().st_size for r in pending if has_document(corpus, r))
    n_workers = min(jobs, len(pending), n_bytes // _WORTH)
    if n_workers < 2:
        yield None
        return
    from distributed import Client, LocalCluster

    with (
        LocalCluster(
            n_workers=n_workers, threads_per_worker=1, host="127.0.0.1", dashboard_address=None, silence_logs=50
        ) as cluster,
        Client(cluster, set_as_default=False) as client,
    ):
        yield client


def measure_spread(
    client: "Client", corpus: Corpus, pending: Sequence[Rendering], measure: _Measure
) -> Iterator[tuple[Rendering, str, str]]:
    """Yield each rendering as it is measured, with what measure told of it: its state, and why it failed or "".

    A worker that dies costs only what it was about: another one takes that up, a few times at the most. A document that
    ends its process when it is measured alone too is left out, and the others are measured.
    """
    from distributed import KilledWorker, as_completed

    folder, documents = str(corpus.folder), str(corpus.documents or "")
    run = functools.partial(_measure_one, folder=folder, documents=documents, run=uuid.uuid4().hex, measure=measure)
    futures = client.map(run, pending, pure=False, key="measure")
    renderings = {future.key: rendering for future, rendering in zip(futures, pending, strict=True)}
    suspects = []
    for future in as_completed(futures, loop=client.loop):
        rendering = renderings[future.key]
        if isinstance(future.exception(), KilledWorker):
            suspects.append(rendering)
        else:
            yield rendering, *_tell(corpus, rendering, future)
    # What was about when processes died need not be what killed them: each once more, by itself.
    for rendering in suspects:
        future = client.submit(run, rendering, pure=False)
        yield rendering, *_tell(corpus, rendering, future)


def _tell(corpus: Corpus, rendering: Rendering, future: "Future") -> tuple[str, str]:
    """What came of a rendering that was measured elsewhere: its state, and why it cannot be used or ""."""
    error = future.exception()
    if error is not None:
        died = type(error).__name__ == "KilledWorker"
        return "", f"{rendering.id}: {'measuring it ends its process, each time.' if died else error}"
    state, reason, mark = future.result()
    return state, reason or _check(corpus, rendering, mark)


def _measure_one(
    rendering: Rendering, *, folder: str, documents: str, run: str, measure: _Measure
) -> tuple[str, str, str]:
    """What a worker does with one rendering; also the mark of what it was measured from there."""
    corpus = _open(folder, documents, run)
    return *measure(corpus, rendering), describe_inputs(corpus, rendering)


@functools.lru_cache(maxsize=1)
def _open(folder: str, documents: str, run: str) -> Corpus:
    """The corpus, opened once by each worker in each run: between runs its files may change."""
    return Corpus(Path(folder), Path(documents) if documents else None)


def _check(corpus: Corpus, rendering: Rendering, mark: str) -> str:
    """Why what a worker says it measured cannot be used here, "" where it can."""
    if mark != describe_inputs(corpus, rendering):
        return f"{rendering.id}: the worker that measured it has other versions of packages or other files than here."
    if not measured_path(corpus, rendering).exists():
        return f"{rendering.id}: the worker that measured it wrote elsewhere than to {corpus.measured_folder} here."
    return ""
