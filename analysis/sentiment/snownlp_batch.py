"""SnowNLP's own scores, equal to the last bit, for many texts at once.

Nearly all of SnowNLP's time goes into segmentation: a Viterbi search over the places b, m, e, s
(begin, middle, end, single) of each character in its word, which asks for the same probabilities
again and again. Here each is found once for the whole batch, and the search takes each step for
all runs of characters together. The order of additions, the choice between ties and the way with
unknown characters are SnowNLP's, so the scores are too.
"""

import functools
import gc
import itertools
import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

_PLACES = "bmes"
_BEFORE = "\0"  # stands for what is before a run, where SnowNLP has one state, not four
_State = tuple[str, str]


def score_snownlp(texts: Sequence[str]) -> list[float]:
    """Return what `snownlp.sentiment.classify` gives for each text: probability, 0 to 1.

    Source: SnowNLP 0.12.3, character-based generative segmentation (Wang, Zong and Su 2009) and
    naive Bayes. Misleads wherever score_texts says so: only the speed is other.
    """
    normal, seg, sentiment = _load()
    pieces = [[piece.strip() for piece in seg.re_zh.split(text)] for text in texts]
    runs = sorted({piece for row in pieces for piece in row if seg.re_zh.match(piece)}, key=len, reverse=True)
    words_of = dict(zip(runs, _segment(runs, seg.segger.segger), strict=True))
    words = [[word for piece in row for word in words_of.get(piece, piece.split())] for row in pieces]
    return _classify([[word for word in row if word not in normal.stop] for row in words], sentiment.classifier)


@functools.cache
def _load() -> tuple[Any, Any, Any]:
    """The parts of SnowNLP. It makes millions of tuples, which Python, not told, would look through again and again."""
    collects = gc.isenabled()
    gc.disable()
    try:
        from snownlp import normal, seg, sentiment
    finally:
        gc.freeze()
        if collects:
            gc.enable()
    return normal, seg, sentiment


def _classify(rows: Sequence[Sequence[str]], model: Any) -> list[float]:
    """Naive Bayes, summed in SnowNLP's order, the logarithm of each word found once."""
    bayes = model.classifier
    kinds = list(bayes.d)
    prior = {kind: math.log(bayes.d[kind].getsum()) - math.log(bayes.total) for kind in kinds}
    known: dict[str, dict[str, float]] = {kind: {} for kind in kinds}
    scores = []
    for row in rows:
        sums = {}
        for kind in kinds:
            logs, total = known[kind], prior[kind]
            for word in row:
                if word not in logs:
                    logs[word] = math.log(bayes.d[kind].freq(word))
                total += logs[word]
            sums[kind] = total
        scores.append(_probability(sums))
    return scores


def _probability(sums: Mapping[str, float]) -> float:
    best, probability = "", 0.0
    for kind in sums:
        try:
            now = 1 / sum(math.exp(sums[other] - sums[kind]) for other in sums)
        except OverflowError:
            now = 0.0
        if now > probability:
            best, probability = kind, now
    return probability if best == "pos" else 1 - probability


def _segment(runs: Sequence[str], model: Any) -> list[list[str]]:
    """The words of each run; runs in order of length, the longest first."""
    if not runs:
        return []
    steps = _find_steps(runs, model)
    lengths = np.array([len(run) for run in runs])
    # Axes: run, place of the character before, place of this one. Before a run only the first is real.
    value = np.full((len(runs), 4, 4), -np.inf)
    value[:, 0, 0] = 0.0
    came_from = np.zeros((len(steps), len(runs), 4, 4), dtype=np.int8)
    last = np.zeros(len(runs), dtype=np.int64)
    for number, (logs, known) in enumerate(steps):
        running = len(logs)
        ways = value[:running, :, :, None] + logs
        best = ways.argmax(axis=1)
        # At a character that its model lacks SnowNLP keeps the last of the ways, not the best.
        kept = 3 if number > 1 else 0
        best[~known] = kept
        now = np.take_along_axis(ways, best[:, None], axis=1)[:, 0]
        now[~known] = value[:running][~known, kept, :, None]
        came_from[number, :running] = best
        value = now
        ends = np.flatnonzero(lengths[:running] == number + 1)
        last[ends] = value[ends].transpose(0, 2, 1).reshape(len(ends), 16).argmax(axis=1)
    return [_join(run, _trace(came_from[:, row], int(last[row]), len(run))) for row, run in enumerate(runs)]


def _trace(came_from: np.ndarray, last: int, length: int) -> list[int]:
    now, before = divmod(last, 4)
    places = []
    for step in range(length - 1, -1, -1):
        places.append(now)
        now, before = before, int(came_from[step, before, now])
    return places[::-1]


def _join(run: str, places: Sequence[int]) -> list[str]:
    words, word = [], ""
    for character, place in zip(run, places, strict=True):
        if place == _PLACES.index("e"):
            words.append(word + character)
            word = ""
        elif place == _PLACES.index("m"):
            word += character
        else:
            if word:
                words.append(word)
            word = character
    return [*words, word] if word else words


def _states(character: str) -> list[_State]:
    return [("", "BOS")] if character == _BEFORE else [(character, place) for place in _PLACES]


def _find_steps(runs: Sequence[str], model: Any) -> list[tuple[np.ndarray, np.ndarray]]:
    """For each step the runs that are so long: log probabilities, shape (runs, 4, 4, 4), and whether known."""
    padded = [_BEFORE * 2 + run for run in runs]
    number_of: dict[str, int] = {}
    places = []
    for step in range(len(runs[0])):
        long_enough = itertools.takewhile(lambda text, step=step: len(text) >= step + 3, padded)  # type: ignore[misc]
        places.append([number_of.setdefault(text[step : step + 3], len(number_of)) for text in long_enough])
    logs, known = _find_logs(list(number_of), model)
    return [(logs[row], known[row]) for row in places]


def _find_logs(trigrams: Sequence[str], model: Any) -> tuple[np.ndarray, np.ndarray]:
    """Log probability of each trigram's last state after the two before: shape (trigrams, 4, 4, 4)."""
    states = {character: _states(character) for trigram in trigrams for character in trigram}
    pairs: dict[str, tuple[np.ndarray, list[tuple[int, int]]]] = {}
    for pair in {trigram[i : i + 2] for trigram in trigrams for i in (0, 1)}:
        counts, found = np.zeros((4, 4)), []
        for i, one_state in enumerate(states[pair[0]]):
            for j, next_state in enumerate(states[pair[1]]):
                if count := model.bi.d.get((one_state, next_state)):
                    counts[i, j] = count
                    found.append((i, j))
        pairs[pair] = counts, found
    single = {
        character: [model.uni.d.get(state, 0) for state in mine] + [0] * (4 - len(mine))
        for character, mine in states.items()
    }
    three = np.zeros((len(trigrams), 4, 4, 4))
    for number, text in enumerate(trigrams):
        a, b, c = list(text)
        # A trigram can only occur where both of its pairs do, which leaves few to look up.
        for (i, j), (k, last) in itertools.product(pairs[a + b][1], pairs[b + c][1]):
            if j == k:
                three[number, i, j, last] = model.tri.d.get((states[a][i], states[b][j], states[c][last]), 0)
    one = np.array([single[trigram[2]] for trigram in trigrams], dtype=np.float64)
    middle = np.array([single[trigram[1]] for trigram in trigrams], dtype=np.float64)[:, :, None]
    first_two = np.stack([pairs[trigram[:2]][0] for trigram in trigrams])[..., None]
    last_two = np.stack([pairs[trigram[1:]][0] for trigram in trigrams])
    with np.errstate(divide="ignore", invalid="ignore"):
        of_two = np.where(middle == 0, 0.0, model.l2 * last_two / middle)
        of_three = np.where(first_two == 0, 0.0, model.l3 * three / first_two)
    of_one = model.l1 * (one / model.uni.total)
    # Most sums have one part that is not zero, so few logarithms are to be found.
    logs = np.broadcast_to(_find_log(of_one)[:, None, None, :], three.shape).copy()
    n, second, third = np.nonzero(of_two)
    logs[n, :, second, third] = _find_log(of_one[n, third] + of_two[n, second, third])[:, None]
    n, first, second, third = np.nonzero(of_three)
    total = of_one[n, third] + of_two[n, second, third] + of_three[n, first, second, third]
    logs[n, first, second, third] = _find_log(total)
    return logs, np.asarray((one > 0).any(axis=1))


def _find_log(values: np.ndarray) -> np.ndarray:
    """The logarithm as Python finds it, which numpy's may differ from in the last bit; of zero, minus infinity."""
    logs = [math.log(value) if value else -math.inf for value in values.ravel().tolist()]
    return np.array(logs, dtype=np.float64).reshape(values.shape)
