"""Packing: columns and texts as compact binary parts, which the explorer unpacks (store.js)."""

import json
import zlib
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

_ALIGN = 8


def pack_columns(columns: Mapping[str, np.ndarray]) -> bytes:
    """Return one-dimensional arrays as one compressed part.

    Its head, after four bytes that tell how long that is, is JSON: name, type (as numpy writes it, "u2"), and how many.
    Then stand the numbers, little-endian, each column at a multiple of eight bytes.
    """
    columns = {name: np.ascontiguousarray(values) for name, values in columns.items()}
    head = json.dumps([[name, values.dtype.str[1:], len(values)] for name, values in columns.items()]).encode()
    pieces = [len(head).to_bytes(4, "little") + head]
    for values in columns.values():
        pieces += [values.astype(values.dtype.newbyteorder("<")).tobytes()]
    return compress(b"".join(piece + b"\0" * (-len(piece) % _ALIGN) for piece in pieces))


def write_json(value: Any) -> bytes:
    """Return anything that JSON can write as bytes."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def compress(content: bytes) -> bytes:
    """Return bytes in the raw deflate format, which browsers read."""
    packer = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(content) + packer.flush()


def pack_lists(lists: Sequence[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Return rising whole numbers, list by list, as bytes: the differences, seven bits a byte, and where each begins.

    A byte of 128 or more goes on in the next one. Returns: bytes (u1), and the places (u4) of the lists and the end.
    """
    lengths = np.array([len(each) for each in lists], dtype=np.int64)
    everything = np.concatenate([*lists, np.zeros(0, dtype=np.int64)]).astype(np.int64)
    begins = np.cumsum(lengths) - lengths
    steps = np.diff(everything, prepend=0)
    steps[begins[lengths > 0]] = everything[begins[lengths > 0]]
    n_bytes = np.ones(len(steps), dtype=np.int64)
    for power in (7, 14, 21, 28):
        n_bytes += steps >= 1 << power
    ends = np.cumsum(n_bytes)
    packed = np.zeros(int(ends[-1]) if len(ends) else 0, dtype=np.uint8)
    for n in range(5):
        rows = np.flatnonzero(n_bytes > n)
        more = np.where(n_bytes[rows] > n + 1, 128, 0)
        packed[ends[rows] - n_bytes[rows] + n] = ((steps[rows] >> (7 * n)) & 127) | more
    places = np.concatenate([[0], ends])[np.concatenate([[0], np.cumsum(lengths)])]
    return packed, places.astype("u4")


def shorten_vectors(vectors: np.ndarray, *, n_dimensions: int = 64, most: int = 20_000) -> np.ndarray:
    """Return vectors of unit length as a few whole numbers each (i1), of which dot products rank as cosines do.

    vectors: shape (passages, dimensions). Returns: shape (passages, at most n_dimensions). Source: principal components
    about the origin; of more than `most` passages those of an even sample. Of the ten nearest by the whole vectors 8 to
    9 stay (bench/explorer.py).
    """
    sample = vectors[np.unique(np.linspace(0, len(vectors) - 1, min(len(vectors), most)).astype(int))]
    _, axes = np.linalg.eigh(sample.T @ sample)
    short = vectors @ axes[:, ::-1][:, :n_dimensions]
    longest = np.abs(short).max() if short.size else 0
    return np.round(short * (127 / (longest or 1))).astype(np.int8)
