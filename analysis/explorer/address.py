"""The address of the explorer on exactly some passages, for a chart's marks to lead to."""

import itertools
from collections.abc import Iterable, Sequence
from urllib.parse import urlencode

EXPLORER_FILE = "explorer.html"


def address(
    *,
    conversations: Sequence[str] = (),
    speakers: Sequence[str] = (),
    themes: Sequence[str] = (),
    tone: tuple[float, float] | None = None,
    query: str = "",
    passages: Iterable[str] = (),
    opened: str = "",
    order: str = "place",
    language: str = "en",
    up: str = "",
) -> str:
    """Return the address of the explorer on what is chosen: a link of a page, as `../explorer.html#themes=energy`.

    conversations, speakers, themes: ids; of groups, where these are compared, their names. tone: from, to, within -2
    and 2. query: words as they would be looked for. passages: ids (`talk-a:012.02`), to which the list is then
    confined; with many of them an address of some thousand characters, which browsers bear. opened: the passage to be
    read. order: place, warm or cool. language: en or zh. up: the way from the page to the site's folder, "../" or "".
    All that is given has to fit a passage; nothing given is every passage. What the explorer does not know is left out.
    """
    parts: dict[str, str] = {}
    for key, ids in (("conversations", conversations), ("speakers", speakers), ("themes", themes)):
        if ids:
            parts[key] = "|".join(ids)
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
    if language != "en":
        parts["lang"] = language
    return f"{up}{EXPLORER_FILE}" + (f"#{urlencode(parts, safe=':,')}" if parts else "")


def _pack(passages: Iterable[str]) -> str:
    """Ids with the name of each rendering written once: a:001.01,001.02|b:003.01."""
    split = [name.rpartition(":") for name in dict.fromkeys(passages)]
    runs = itertools.groupby(split, key=lambda part: part[0])
    return "|".join(f"{rendering}:{','.join(place for _, _, place in run)}" for rendering, run in runs)
