"""Repeats: text that stands in a document twice: pasted again, or shown ahead as a teaser."""

import re
from functools import lru_cache
from itertools import pairwise

# A run must be this long to be an accident of pasting: speakers do repeat a phrase, or a slogan,
# but nobody says the same four hundred characters twice to the letter.
SHORTEST_REPEAT = 400
_SEED = 64
_NEAR = 12
_FARTHEST = 2_000
# Passages of one conversation share up to a quarter of their pairs of words by chance.
_SAID_AGAIN, _FEWEST_PAIRS = 0.4, 12
_SENTENCE_ENDS = '。！？.!?…”"』」'


def find_repeats(text: str) -> list[tuple[int, int]]:
    """Return the pieces of `text`, as (start, end), that repeat an earlier piece to the letter.

    White space is not compared. The cut is put where the rest reads on, at the end of a sentence.
    """
    offsets = [i for i, character in enumerate(text) if not character.isspace()]
    dense = "".join(text[i] for i in offsets)
    offsets.append(len(text))
    return [(offsets[start], offsets[end]) for start, end in _runs(dense)]


def is_said_again(piece: str, text: str) -> bool:
    """Whether a piece of talk comes again in `text` in much the same words, as after a teaser.

    Compared are pairs of neighbouring words, in windows twice as long as the piece; a Chinese
    character is a word.
    """
    words = _words(piece)
    pairs = set(pairwise(words))
    if len(pairs) < _FEWEST_PAIRS:
        return False
    step, size = max(1, len(words) // 4), 2 * len(words) - 1
    shared = [(place, pair) for place, pair in enumerate(_pairs_of(text)) if pair in pairs]
    first = last = 0
    for begin in range(0, shared[-1][0] + 1 if shared else 0, step):
        while shared[first][0] < begin:
            first += 1
        while last < len(shared) and shared[last][0] < begin + size:
            last += 1
        if last - first >= _SAID_AGAIN * len(pairs):
            window = {pair for _, pair in shared[first:last]}
            if len(window) >= _SAID_AGAIN * len(pairs):
                return True
    return False


@lru_cache(maxsize=1)
def _pairs_of(text: str) -> list[tuple[str, str]]:
    return list(pairwise(_words(text)))


def _words(text: str) -> list[str]:
    return re.findall(r"[\u4e00-\u9fff]|[a-z0-9]+", text.casefold())


def _runs(dense: str) -> list[tuple[int, int]]:
    seeds: dict[str, int] = {}
    found: list[tuple[int, int]] = []
    position, done = 0, 0
    while position <= len(dense) - _SEED:
        first = seeds.get(dense[position : position + _SEED])
        if first is None:
            # Seeds at every eighth place find each long run, in an eighth of the room.
            if position % 8 == 0:
                seeds[dense[position : position + _SEED]] = position
            position += 1
            continue
        start, end = _extend(dense, first, position, done)
        if end - start < SHORTEST_REPEAT:
            position = max(position + 1, end - _SEED + 1)
            continue
        start, end = _settle(dense, start, end)
        found.append((start, end))
        position = done = end
    return found


def _extend(dense: str, first: int, second: int, floor: int) -> tuple[int, int]:
    """The longest run around `second` that is the same around `first`, not reaching below floor."""
    distance = second - first
    start, end = second, second
    while start > max(floor, distance) and dense[start - 1] == dense[start - 1 - distance]:
        start -= 1
    while end < min(len(dense), start + distance) and dense[end] == dense[end - distance]:
        end += 1
    return start, end


def _settle(dense: str, start: int, end: int) -> tuple[int, int]:
    """Move a cut, within what does not change the rest or by a few characters, to sentence ends."""
    slide = 0
    while dense[start + slide - 1] not in _SENTENCE_ENDS:
        if slide > _FARTHEST or end + slide >= len(dense) or dense[start + slide] != dense[end + slide]:
            slide = 0
            break
        slide += 1
    start, end = start + slide, end + slide
    if dense[start - 1] not in _SENTENCE_ENDS:
        start = next((k + 1 for k in range(start, start + _NEAR) if dense[k] in _SENTENCE_ENDS), start)
    if end < len(dense) and dense[end - 1] not in _SENTENCE_ENDS:
        end = next((k for k in range(end, end - _NEAR, -1) if dense[k - 1] in _SENTENCE_ENDS), end)
    return start, end
