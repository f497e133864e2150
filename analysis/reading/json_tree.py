"""JSON as a tree: values with their places, taken out of the strings and statements that some wrap them in."""

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from analysis.reading.literals import open_literal
from analysis.reading.sources import TAG, Source, View
from analysis.reading.vocabulary import plain_key

_TOKEN = re.compile(r'"(?:[^"\\]++|\\.)*+"|[{}\[\],:]|-?\d++(?:\.\d++)?(?:[eE][+-]?\d++)?|true|false|null', re.DOTALL)
_STRING = re.compile(r'("(?:[^"\\]++|\\.)*+")(\s*+:)?', re.DOTALL)
_DECODER = json.JSONDecoder(strict=False)
_READER = json.JSONDecoder(parse_int=str, parse_float=str)
# A string that holds JSON of its own, with records and not just a list in brackets.
_HOLDS = re.compile(r'"\s*+(?:\[\s*+)?\{(?:[^{}]|\\.){0,3}(?:\\[ntr"]|\})')
_DEEPEST = 4
# The kind of words in which there may be tags and names of characters.
MARKUP = "<"
_COMMENT = r"//[^\n]*+|/\*(?:[^*]|\*(?!/))*+\*/"
# How a program gives JSON a name, or hands it on.
_STATEMENT = re.compile(
    rf"\ufeff?(?:\s++|{_COMMENT}|[\"']use strict[\"'];?)*+"
    r"(?:export\s++default\b|(?:(?:export\s++)?(?:const|let|var)\s++)?(?:[\w$]{1,80}\.){0,5}[\w$]{1,80}"
    r"(?:\s*+:\s*+[\w$<>\[\],| ]{1,80}?)?\s*+(?:=|\())\s*+(?=[\[{])"
)
# A literal that is all of a file.
_BARE = re.compile(rf"\ufeff?(?:\s++|{_COMMENT})*+(?=[\[{{])")
_STATEMENT_ENDS = re.compile(
    rf"(?:\s++|[;)]|{_COMMENT}|as\s++const\b|(?:export\s++default|module\.exports\s*+=)\s*+[\w$]++)*+"
)


@dataclass(slots=True)
class Node:
    """A value: its kind, its place, and where it hangs.

    kind: { or [, " for words, 0 for a number, < for words of markup, n for none of these.

    named: where its key stands, if it has one of its own.
    """

    kind: str
    key: str
    start: int
    end: int
    parent: "Node | None"
    named: tuple[int, int] | None = None
    below: "list[Node]" = field(default_factory=list)

    @property
    def is_scalar(self) -> bool:
        """Whether it is words or a number."""
        return self.kind in ('"', "0", MARKUP)

    @property
    def is_words(self) -> bool:
        """Whether it is words."""
        return self.kind in ('"', MARKUP)

    def fields(self) -> "dict[str, Node]":
        """Return what hangs on it by the plain form of the keys."""
        return {plain_key(child.key): child for child in self.below}


def unwrap_json(text: str) -> Source | None:
    """Return the source whose view is the JSON that a text is or holds; None where it holds none.

    A text may be JSON, a line of JSON for each record, or a literal of JavaScript, also in one statement that gives it
    a name. Strings in it that are JSON themselves are, in the view, what they hold.
    """
    source = Source("plain", text)
    if not _is_json(text):
        statement = _STATEMENT.match(text) or _BARE.match(text)
        literal = open_literal(text, statement.end()) if statement else None
        if not literal or not _STATEMENT_ENDS.fullmatch(text, literal[1]) or not _is_json(literal[0].text):
            return None
        source = literal[0]
    for _ in range(_DEEPEST):
        held = [match.span(1) for match in _STRING.finditer(source.text) if not match[2] and _holds_json(match[1])]
        if not held:
            break
        view, position = View(source.text), 0
        for start, end in held:
            view.take(position, start)
            view.take_json(start + 1, end - 1)
            position = end
        view.take(position, len(source.text))
        source = source.nest(view.close("json"))
    return source


def _holds_json(string: str) -> bool:
    return bool(_HOLDS.match(string)) and _is_json(str(_DECODER.decode(string)))


def _is_json(text: str) -> bool:
    stripped = text.lstrip("\ufeff").strip()
    if stripped[:1] not in ("{", "["):
        return False
    try:
        _READER.decode(stripped)
    except json.JSONDecodeError:
        try:
            lines = [line for line in stripped.splitlines() if line.strip()]
            return all(isinstance(_READER.decode(line.strip()), (dict, list)) for line in lines)
        except (json.JSONDecodeError, RecursionError):
            return False
    except RecursionError:
        return False
    return True


def parse_json(text: str) -> Node:
    """Return the values as a tree, each with its place; several lines of JSON hang side by side in a list, the root."""
    root = Node("[", "", 0, len(text), None)
    here, key, named = root, "", None
    for match in _TOKEN.finditer(text):
        token = match.group()
        if token in "{[":
            node = Node(token, key or here.key, match.start(), len(text), here, named)
            here.below.append(node)
            here, key, named = node, "", None
        elif token in "}]":
            here.end = match.end()
            here, key, named = here.parent or root, "", None
        elif token == ",":
            key, named = "", None
        elif token != ":":
            if here.kind == "{" and not key:
                key, named = _DECODER.decode(token) or " ", match.span()
            else:
                kind = '"' if token[0] == '"' else "n" if token[0].isalpha() else "0"
                here.below.append(Node(kind, key or here.key, match.start(), match.end(), here, named))
    if len(root.below) != 1:
        return root
    root.below[0].parent = None
    return root.below[0]


def walk(node: Node) -> Iterator[Node]:
    """Yield a node and all below it, in their order."""
    stack = [node]
    while stack:
        one = stack.pop()
        yield one
        stack += reversed(one.below)


def read_value(text: str, node: Node) -> str:
    """Return the words of a string, or a number as it is written."""
    raw = text[node.start : node.end]
    if node.kind == MARKUP:
        return " ".join(html.unescape(TAG.sub(" ", raw)).split())
    if node.kind != '"':
        return raw
    return str(_DECODER.decode(raw)).encode("utf-8", "replace").decode("utf-8")
