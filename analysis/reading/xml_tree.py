"""XML as a tree: elements and attributes as the fields that JSON has, each with its place in the text."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from analysis.reading.json_tree import MARKUP, Node, walk
from analysis.reading.parsing import Positioned

_WITHIN = {"a", "b", "br", "em", "emph", "font", "hi", "i", "lb", "span", "strong", "sub", "sup"}
# An element within so many others is no transcript's.
_DEEPEST = 200


def parse_xml(text: str) -> Node:
    """Return the elements as a tree; what recurs beside its like hangs in a list, so that it counts as a record."""
    parser = _Elements(text)
    parser.feed(text)
    parser.close()
    return parser.finish()


class _Elements(Positioned):
    """Elements as they open and close; those within a line are a part of its words."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._root = self._here_in = Node("{", "", 0, len(text), None)
        self._depth = 0
        self._run: tuple[int, int] | None = None

    def finish(self) -> Node:
        """Return the root, when all was fed."""
        self._flush()
        _gather(self._root)
        return self._root

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        tag = _drop_prefix(tag)
        if tag in _WITHIN or self._depth >= _DEEPEST:
            return
        self._flush()
        at = self.here()
        node = Node("{", tag, at, len(self.text), self._here_in)
        self._here_in.below.append(node)
        source = self.get_starttag_text() or ""
        position = 0
        for name, value in attrs:
            place = source.find(value, source.lower().find(name, position) + len(name)) if value else -1
            if value and place >= 0:
                start, position = at + place, place + len(value)
                node.below.append(Node(MARKUP, _drop_prefix(name), start, start + len(value), node))
        self._here_in, self._depth = node, self._depth + 1

    def handle_endtag(self, tag: str) -> None:
        tag = _drop_prefix(tag)
        if tag in _WITHIN:
            return
        self._flush()
        node: Node | None = self._here_in
        while node is not None and node.key != tag:
            node = node.parent
        while node is not None and node.parent is not None and self._here_in is not node.parent:
            self._here_in.end = self.here()
            self._here_in, self._depth = self._here_in.parent or self._root, self._depth - 1

    def take(self, start: int, end: int) -> None:
        """Add text to the words that run on."""
        if self.text[start:end].strip():
            self._run = (self._run[0] if self._run else start, end)

    def _flush(self) -> None:
        """End the words that run on: they are a field of the element around them, by its name."""
        if self._run:
            key = self._here_in.key
            self._here_in.below.append(Node(MARKUP, key, *self._run, self._here_in))
        self._run = None


def _drop_prefix(name: str) -> str:
    """A name without the prefix of its name space."""
    return name.rpartition(":")[2]


def _gather(root: Node) -> None:
    """Hang elements that recur beside their like in a list, and let what holds words alone be these words."""
    elements = [node for node in walk(root) if node.kind == "{"]
    recurring = {
        (node.key, key)
        for node in elements
        for key, count in Counter(child.key for child in node.below).items()
        if count > 1
    }
    for node in elements:
        lists: dict[str, Node] = {}
        below, node.below = [_plain(child) for child in node.below], []
        for child in below:
            if (node.key, child.key) not in recurring:
                node.below.append(child)
                continue
            if child.key not in lists:
                lists[child.key] = Node("[", child.key, child.start, child.end, node)
                node.below.append(lists[child.key])
            lists[child.key].below.append(child)
            lists[child.key].end, child.parent = child.end, lists[child.key]


def _plain(node: Node) -> Node:
    """An element, or its words where it holds nothing else."""
    only = node.below[0] if len(node.below) == 1 and node.kind == "{" else None
    return replace(only, parent=node.parent) if only and only.kind == MARKUP and only.key == node.key else node
