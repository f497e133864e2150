"""Literals: values as programs in JavaScript write them, turned into JSON with the way back to each character."""

import re

from analysis.reading.sources import Source, View

_COMMENT = r"//[^\n]*+|/\*(?:[^*]|\*(?!/))*+\*/"
_TOKEN = re.compile(
    rf"""(?P<skip>\s++|{_COMMENT})|(?P<double>"(?:[^"\\\n]++|\\.)*+")
      |(?P<single>'(?:[^'\\\n]++|\\.)*+'|`(?:[^`\\$]++|\\.|\$(?!\{{))*+`)
      |(?P<mark>[{{}}\[\],:])|(?P<number>-?(?:\d++(?:\.\d*+)?|\.\d++)(?:[eE][+-]?\d++)?)(?![\w$])
      |(?P<name>[A-Za-z_$\u4e00-\u9fff][\w$]*+)""",
    re.VERBOSE | re.DOTALL,
)
# What stands within single marks and may not stand so within double ones.
_INNER = re.compile(r"\\['`\n]|\"|\n|\t|\\(?![\"\\/bfnrtu])")
_NULLS = {"undefined": "null", "NaN": "null", "Infinity": "null", "true": "true", "false": "false", "null": "null"}
_CLOSERS = {"{": "}", "[": "]"}
_DEEPEST = 200


def open_literal(text: str, start: int) -> tuple[Source, int] | None:
    """Return the source, in JSON, of the object or list that begins at a place, and where it ends; None for none.

    Names of fields may stand without marks, words within single ones, and a comma behind the last value.
    """
    view = View(text)
    open_marks: list[str] = []
    pending: tuple[int, int] | None = None
    position = start
    while match := _TOKEN.match(text, position):
        token, kind, position = match.group(), match.lastgroup, match.end()
        if kind == "skip":
            continue
        if pending and token not in ("}", "]"):
            view.take(*pending)
        pending = None
        if token == ",":
            pending = match.span()
        elif kind == "mark":
            if token in _CLOSERS:
                open_marks.append(_CLOSERS[token])
            elif token != ":" and (not open_marks or open_marks.pop() != token):
                return None
            view.take(*match.span())
        elif kind == "single":
            _take_words(view, match)
        elif kind == "number":
            view.stand(_write_number(token), *match.span())
        elif kind == "name" and token not in _NULLS:
            view.stand(f'"{token}"', *match.span())
        else:
            view.stand(_NULLS.get(token, token), *match.span()) if kind == "name" else view.take(*match.span())
        if not open_marks:
            return view.close("json"), position
        if len(open_marks) > _DEEPEST:
            return None
    return None


def _take_words(view: View, match: re.Match[str]) -> None:
    """Add a string within single marks as one within double ones."""
    view.stand('"', match.start(), match.start() + 1)
    place = match.start() + 1
    for inner in _INNER.finditer(view.document, place, match.end() - 1):
        view.take(place, inner.start())
        view.stand(_escape(inner.group()), *inner.span())
        place = inner.end()
    view.take(place, match.end() - 1)
    view.stand('"', match.end() - 1, match.end())


def _escape(mark: str) -> str:
    """How JSON writes what a literal of JavaScript may hold as it is, or escapes in its own way."""
    return {"\\'": "'", "\\`": "`", "\\\n": "", '"': '\\"', "\n": "\\n", "\t": "\\t"}.get(mark, "")


def _write_number(number: str) -> str:
    """A number with digits on both sides of its point."""
    whole, point, rest = number.partition(".")
    if not point:
        return number
    return f"{whole if whole.strip('-') else whole + '0'}.{rest if rest[:1].isdigit() else '0' + rest}"
