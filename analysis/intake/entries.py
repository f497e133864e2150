"""Entries: what stands in a catalogue, written as TOML."""

from collections.abc import Mapping

import tomlkit


def write_entry(name: str, values: Mapping[str, object]) -> str:
    """Return an entry of a catalogue: its table's name in two brackets, and a line for each key."""
    table = tomlkit.table()
    for key, value in values.items():
        table.add(key, make_inline(value) if isinstance(value, dict) else value)
    entries = tomlkit.aot()
    entries.append(table)
    return "\n" + tomlkit.dumps({name: entries})


def make_inline(values: Mapping[str, object]) -> tomlkit.items.InlineTable:
    """Return a table as it is written on one line."""
    inline = tomlkit.inline_table()
    inline.update(values)
    return inline


def write_text(text: str) -> str:
    """Return a text as TOML writes it."""
    return tomlkit.item(text).as_string()
