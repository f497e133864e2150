"""Pieces: a text as the pieces of words that the encoder reads, each with its place."""

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.sentiment.encoder_file import ModelFile

_SPACE = "\u2581"
# By how much less likely a character that is in no piece is than the least likely piece.
_UNKNOWN = 10.0


@dataclass(frozen=True)
class Piece:
    """A piece: its number in the model, and where in the text the characters that it stands for begin and end."""

    number: int
    start: int
    end: int


def split_pieces(text: str, model: ModelFile) -> list[Piece]:
    """Return the pieces of a text that are together the likeliest.

    A text begins with a space, and a space belongs to the piece behind it. Source: unigram language model (Kudo 2018,
    Subword Regularization), by Viterbi's search.
    """
    characters, places = _normalise(text, model)
    length, ends = len(characters), [0]
    for character in characters:
        ends.append(ends[-1] + len(character))
    letters, values, get = b"".join(characters), model.values, model.pieces.get
    lowest = model.lowest - _UNKNOWN
    best = [0.0] + [float("-inf")] * length
    came_from, numbers = [0] * (length + 1), [model.unknown] * (length + 1)
    for first in range(length):
        start, before = ends[first], best[first]
        for after in range(first + 1, min(length, first + model.longest) + 1):
            number = get(letters[start : ends[after]])
            if number is not None and number != model.unknown:
                value = before + values[number]
                if value > best[after]:
                    best[after], came_from[after], numbers[after] = value, first, number
        if before + lowest > best[first + 1]:
            best[first + 1], came_from[first + 1], numbers[first + 1] = before + lowest, first, model.unknown
    return _trace(came_from, numbers, places)


def _trace(came_from: Sequence[int], numbers: Sequence[int], places: Sequence[int]) -> list[Piece]:
    found, after = [], len(came_from) - 1
    while after:
        first = came_from[after]
        found.append(Piece(numbers[after], max(0, places[first]), places[after - 1] + 1))
        after = first
    return found[::-1]


def _normalise(text: str, model: ModelFile) -> tuple[list[bytes], list[int]]:
    """The characters that are read, in UTF-8, and for each the place of the one in the text that it comes from."""
    characters, places = [_SPACE], [-1]
    for place, character in enumerate(text):
        for one in model.changes.get(ord(character), character):
            read = _SPACE if one == " " else one
            if read != _SPACE or one == _SPACE or characters[-1] != _SPACE:
                characters.append(read)
                places.append(place)
    return [character.encode("utf-8") for character in characters], places
