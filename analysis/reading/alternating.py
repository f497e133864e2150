"""Alternating: the field whose values come and go as speakers do and look like people, whatever it is called."""

import itertools
from collections import Counter
from collections.abc import Iterator, Sequence

from analysis.reading.function_words import is_function_word
from analysis.reading.given_names import is_given
from analysis.reading.json_tree import Node, read_value
from analysis.reading.shapes import rate_shape
from analysis.reading.speakers import is_role

# So many records tell which field it is; it is no further from the words than so many objects, and no deeper in one
# beside them, each of so many fields.
_SAMPLE, _FARTHEST, _DEEPEST, _MOST_FIELDS = 400, 4, 2, 40
# Nearly every record has the field; most of what stands in it is the name of somebody, or what a person is called.
_NEARLY_ALL, _MOSTLY, _LIKE_A_NAME = 0.8, 0.6, 1.2
_FEWEST_RECORDS, _LONGEST_NAME = 4, 60
# Of the words of running text so many are little ones; of names hardly any.
_FEWEST_WORDS, _LITTLE = 20, 0.15

_Place = tuple[int, str]


def find_alternating(text: str, leaves: Sequence[Node]) -> list[Node | None]:
    """Return who speaks in each leaf, by the field around it that names people in turn; all None where none does."""
    sample = [dict(_find_fields(leaf)) for leaf in leaves[:_SAMPLE]]
    places = Counter(place for fields in sample for place in fields)
    best: tuple[float, _Place] | None = None
    for place, count in places.items():
        if len(sample) < _FEWEST_RECORDS or count < _NEARLY_ALL * len(sample):
            continue
        values = [read_value(text, fields[place]).strip() for fields in sample if place in fields]
        if (likely := _rate(values)) and (best is None or likely > best[0]):
            best = (likely, place)
    if best is None:
        return [None] * len(leaves)
    return [dict(_find_fields(leaf)).get(best[1]) for leaf in leaves]


def are_words(text: str, leaves: Sequence[Node]) -> bool:
    """Return whether values are the words of running text one by one, though their field is called as names are."""
    values = [read_value(text, leaf) for leaf in leaves[:_SAMPLE]]
    little = sum(is_function_word(value) for value in values)
    return len(values) >= _FEWEST_WORDS and little >= _LITTLE * len(values)


def _find_fields(leaf: Node) -> Iterator[tuple[_Place, Node]]:
    """Yield the values beside a leaf, around it and in objects there, each with how many objects away, and its path."""
    level, inner, node = 0, leaf, leaf.parent
    while node is not None and level < _FARTHEST:
        if node.kind == "{":
            for child in node.below[:_MOST_FIELDS]:
                if child is not inner:
                    yield from (((level, path), value) for path, value in _find_values(child, _DEEPEST))
            level += 1
        inner, node = node, node.parent


def _find_values(node: Node, depth: int) -> Iterator[tuple[str, Node]]:
    """Yield the short words that a value is, or that an object holds, with the path to each."""
    if node.is_words and node.end - node.start <= _LONGEST_NAME:
        yield node.key, node
    elif node.kind == "{" and depth > 0:
        for child in node.below[:_MOST_FIELDS]:
            yield from ((f"{node.key}.{path}", value) for path, value in _find_values(child, depth - 1))


def _rate(values: Sequence[str]) -> float:
    """How much values are those of people who speak in turn: 0 where hardly any looks like one, or none comes again."""
    counts = Counter(values)
    turns = [value for value, _ in itertools.groupby(values)]
    if len(counts) < 2 or len(turns) <= len(counts) or 2 * len(counts) > len(values) + 1:
        return 0.0
    likely = sum(map(_is_somebody, values)) / len(values)
    return likely if likely >= _MOSTLY else 0.0


def _is_somebody(value: str) -> bool:
    """Whether a value is somebody's name, a role or a number with a letter: what is all in small letters is a role."""
    if is_given(value) or is_role(value):
        return True
    return rate_shape(value) >= _LIKE_A_NAME and not (value.islower() and value.isalpha() and value.isascii())
