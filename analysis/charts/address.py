"""The address of the explorer on exactly some passages, for a chart's marks to lead to."""

import itertools
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from analysis.ground.wording import the_language

EXPLORER_FILE = "explorer.html"


def address(
    *,
    conversations: Sequence[str] = (),
    speakers: Sequence[str] = (),
    themes: Sequence[str] = (),
    renderings: Sequence[str] = (),
    columns: Mapping[str, Sequence[str]] | None = None,
    tone: tuple[float, float] | None = None,
    query: str = "",
    passages: Iterable[str] = (),
    opened: str = "",
    order: str = "place",
    colour: str = "",
    language: str = "en",
    up: str = "",
) -> str:
    """Return the address of the explorer on what is chosen: a link of a page, as `../explorer.html#themes=energy`.

    conversations, speakers, themes, renderings: ids; of groups, where these are compared, their names. columns: values
    of others of the catalogue's, as {"language": ["en"]}. tone: from, to, within -2 and 2. query: words as they would
    be looked for.
    passages: ids (`talk-a:012.02`), to which the list is then confined; with many of them an address of some thousand
    characters, which browsers bear. opened: the passage to be read. order: place, warm or cool. colour: themes,
    conversations, speakers, tone or, of a column, is.NAME. language: en or zh. up: the way from the page to the site's
    folder, "../" or "".
    All that is given has to fit a passage; nothing given is every passage. What the explorer does not know is left out.
    """
    parts: dict[str, str] = {}
    chosen = {"conversations": conversations, "speakers": speakers, "themes": themes, "renderings": renderings}
    parts |= {key: "|".join(ids) for key, ids in chosen.items() if ids}
    parts |= {f"is.{name}": "|".join(values) for name, values in (columns or {}).items() if values}
    if tone is not None:
        parts["tone"] = "|".join(f"{end:g}" for end in tone)
    if query:
        parts["query"] = query
    if packed := _pack(passages):
        parts["passages"] = packed
    if opened:
        parts["open"] = opened
    if order != "place":
        parts["order"] = order
    if colour:
        parts["colour"] = colour
    if language != "en":
        parts["lang"] = language
    return f"{up}{EXPLORER_FILE}" + (f"#{urlencode(parts, safe=':,')}" if parts else "")


def _pack(passages: Iterable[str]) -> str:
    """Ids with the name of each rendering written once: a:001.01,001.02|b:003.01."""
    split = [name.rpartition(":") for name in dict.fromkeys(passages)]
    runs = itertools.groupby(split, key=lambda part: part[0])
    return "|".join(f"{rendering}:{','.join(place for _, _, place in run)}" for rendering, run in runs)


def link_leads(leads: Any, *, up: str) -> Any:
    """Return addresses in place of what marks stand for (see lead_to), in lists as they are; "" for nothing.

    up: the way from the page to the site's folder.
    """
    if isinstance(leads, list):
        return [link_leads(lead, up=up) for lead in leads]
    query, *_ = leads.get("queries", [""])
    kept = {key: value for key, value in leads.items() if key != "queries"}
    return address(**kept, query=query, language=the_language(), up=up) if any(leads.values()) else ""
