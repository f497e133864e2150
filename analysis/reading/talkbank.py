"""CHAT: transcripts as the TalkBank archives keep them, a main line for each utterance and tiers of notes below it.

Source: MacWhinney, The CHILDES Project, and the CHAT manual. A main line is `*CODE:` and a tab; what begins with a tab
goes on; `%` opens a tier about the line above, `@` a header. The header @Participants says who the codes are.
"""

import re

from analysis.reading.sources import Record, Source, View

_BEGINS = re.compile(r"\ufeff?@(?:UTF8|Begin|Loc|PID|Font|Window)\b")
_TIER = re.compile(
    r"^(?P<mark>[@*%])(?P<name>[^:\t\r\n]{1,40}):?[ \t]*(?P<words>[^\r\n]*(?:\r?\n\t[^\r\n]*)*)", re.MULTILINE
)
# A time in milliseconds between two marks, and codes of the transcription: what is heard is the rest.
_CODES = re.compile(
    r"\x15[^\x15\n]{0,40}\x15|\[[^\]\n]{0,200}\]|&[=~+-]?\w+(?::\w+)*|\+[<,\"/.!?^]+|\(\.{1,3}\)|\(\d+\.\d*\)"
    r"|\d{1,9}_\d{1,9}|(?<=\s)#+(?=\s)|[‡„⌈⌉⌊⌋↑↓→↗↘∆∇°]"
)
_CODED = re.compile(r"[A-Z][A-Z0-9]{1,7}")


def open_talkbank(text: str) -> Source | None:
    """Return the source that a CHAT file is, its utterances with the participants who say them; None of another."""
    if not _BEGINS.match(text.lstrip()):
        return None
    names: dict[str, str] = {}
    view = View(text)
    records: list[Record] = []
    labels: list[tuple[int, int]] = []
    for tier in _TIER.finditer(text):
        if tier["mark"] == "@" and tier["name"] == "Participants":
            names = _read_participants(tier["words"])
        if tier["mark"] != "*":
            continue
        labels.append((tier.start(), tier.start("words")))
        who = names.get(tier["name"].strip(), tier["name"].strip())
        begin = _take(view, tier, same=bool(records) and records[-1].who == who, first=not records)
        if view.length > begin:
            records.append(Record(begin, view.length, who))
    return view.close("talkbank", records=records, labels=labels) if records else None


def _take(view: View, tier: re.Match[str], *, same: bool, first: bool) -> int:
    """Add what is heard of an utterance; return where it begins in the view."""
    pieces, position = [], tier.start("words")
    for code in _CODES.finditer(view.document, tier.start("words"), tier.end("words")):
        pieces.append((position, code.start()))
        position = code.end()
    pieces.append((position, tier.end("words")))
    spoken = [(start, end) for start, end in pieces if re.search(r"\w", view.document[start:end])]
    if spoken and not first:
        view.insert("\n" if same else "\n\n", spoken[0][0])
    begin = view.length
    for start, end in spoken:
        words = view.document[start:end]
        view.take(start + len(words) - len(words.lstrip()), end)
    return begin


def _read_participants(words: str) -> dict[str, str]:
    """Who the codes are: the name that stands behind a code, or the role behind that where there is none."""
    names: dict[str, str] = {}
    for entry in words.split(","):
        code, *more = entry.split()[:3] or [""]
        if _CODED.fullmatch(code):
            called = more[0].replace("_", " ") if len(more) > 1 and len(more[0]) > 1 else code
            names[code] = called
    return names
