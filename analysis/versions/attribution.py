"""Attribution: where renderings of one conversation disagree about who says something.

The documents' own attribution is what every table uses. `data/corrections.csv` holds what people
decided after looking, and any table can be made with it too.
"""

import numpy as np

from analysis.versions.alignment import Link
from analysis.versions.sentences import Sentence, SentencePair

# A sentence shorter than this says too little to know it again: "right", "thank you".
_FEWEST_WORDS = {"zh": 6, "en": 4}
# Two sentences that read less alike than this do not render the same words.
_LEAST_ALIKE = 0.35
# A sentence is known again from words of its own speaker within so many, if there are any such.
_NEARBY = 5


def find_doubts(pair: SentencePair, languages: tuple[str, str]) -> list[Link]:
    """Return where two renderings give the same words to different people.

    Returns: sentences of a and of b in order; as similarity the confidence (0 to 1): how much more alike
    the two places read than anything near by that both give to one speaker.
    Misleads when a translator merged a question and its answer: the words are then partly the
    one's and partly the other's.
    """
    a, b, alike = pair.a, pair.b, pair.alike
    fewest = [_FEWEST_WORDS[language] for language in languages]
    same = np.array([[one.speaker == other.speaker for other in b] for one in a])
    doubts = set()
    for link in pair.links:
        rows, columns = range(link.a, link.a_end), range(link.b, link.b_end)
        for i in rows:
            doubts.add((i, link.b + int(alike[i, link.b : link.b_end].argmax())))
        for j in columns:
            doubts.add((link.a + int(alike[link.a : link.a_end, j].argmax()), j))
    found = []
    for i, j in sorted(doubts):
        long_enough = a[i].n_words >= fewest[0] and b[j].n_words >= fewest[1]
        if same[i, j] or not long_enough or alike[i, j] < _LEAST_ALIKE:
            continue
        around_j, around_i = slice(max(0, j - _NEARBY), j + _NEARBY + 1), slice(max(0, i - _NEARBY), i + _NEARBY + 1)
        elsewhere = max(
            float(np.max(alike[i, around_j], where=same[i, around_j], initial=0)),
            float(np.max(alike[around_i, j], where=same[around_i, j], initial=0)),
        )
        if alike[i, j] > elsewhere:
            found.append(Link(i, i + 1, j, j + 1, float(np.clip((alike[i, j] - elsewhere) * 2, 0.01, 1))))
    return _merge(found, a, b)


def _merge(doubts: list[Link], a: list[Sentence], b: list[Sentence]) -> list[Link]:
    """Doubts that touch on one side and follow on the other, with the same two speakers, as one."""
    merged: list[Link] = []
    for doubt in doubts:
        last = merged[-1] if merged else None
        if (
            last
            and doubt.a <= last.a_end
            and last.b <= doubt.b <= last.b_end
            and (a[last.a].speaker, b[last.b].speaker) == (a[doubt.a].speaker, b[doubt.b].speaker)
        ):
            best = max(last.similarity, doubt.similarity)
            merged[-1] = Link(last.a, max(last.a_end, doubt.a_end), last.b, max(last.b_end, doubt.b_end), best)
        else:
            merged.append(doubt)
    return merged
