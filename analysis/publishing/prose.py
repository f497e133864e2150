"""Prose: the project's own sentences as Markdown, in which words that are not ours stay words."""

import functools
import re
from collections.abc import Callable
from typing import ParamSpec

import mistune

# What our sentences are marked with: emphasis, and the names of commands and settings.
_OURS = re.compile(r"(\*\*|(?<!`)`\w[\w .-]*`(?!`))")
# What makes links, pictures, tags, code or emphasis of a text, and what notebooks take for an address by itself.
_SIGNS = re.compile(
    r"[\\`*\[\]<>&~]|(?<!\w)_|_(?!\w)|:(?=//)|(?<=www)\.|@|(?<=javascript):|(?<=mailto):", re.IGNORECASE
)
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_NO_RULES = ("link", "auto_link", "auto_email", "inline_html", "ref_link", "raw_html")
_Told = ParamSpec("_Told")


def escape_markdown(text: str) -> str:
    """Return a text, on one line, as Markdown that shows it as it stands, without links, pictures, tags or emphasis."""
    return _SIGNS.sub(r"\\\g<0>", " ".join(text.split()))


def keep_prose(markdown: str) -> str:
    """Return sentences as Markdown in which nothing but bold words and the names of commands is marked up."""
    parts = _OURS.split(markdown)
    return "".join(part if number % 2 else _SIGNS.sub(r"\\\g<0>", part) for number, part in enumerate(parts))


def as_prose(tell: Callable[_Told, str]) -> Callable[_Told, str]:
    """Have a function that tells something as Markdown go through keep_prose."""

    @functools.wraps(tell)
    def told(*args: _Told.args, **kwargs: _Told.kwargs) -> str:
        return keep_prose(tell(*args, **kwargs))

    return told


def tell_plainly(markdown: str) -> str:
    """Return sentences of keep_prose as plain text."""
    return _ESCAPED.sub(r"\1", markdown.replace("**", ""))


def render_prose(markdown: str) -> str:
    """Return Markdown as HTML that has no link, picture or tag, whatever the Markdown says."""
    return str(_renderer()(markdown))


@functools.cache
def _renderer() -> mistune.Markdown:
    renderer = mistune.create_markdown(escape=True)
    for rules in (renderer.inline.rules, renderer.block.rules):
        rules[:] = [rule for rule in rules if rule not in _NO_RULES]
    return renderer
