"""Speeches: transcripts in TEI and other XML that name the speaker in an element of its own."""

import re
from collections.abc import Sequence
from dataclasses import replace

from analysis.reading.parsing import INLINE, Positioned
from analysis.reading.sources import Record, Source

_SPOKEN = re.compile(r"<(?:u|sp|turn|speech|membercontribution)\b[^<>]*>|<speaker>", re.IGNORECASE)
_COLON = re.compile(r"\s*+[:：]\s*+(?=\S)")
_SPEECHES = ("u", "sp", "turn", "speech", "membercontribution")
# Elements of a transcript that tell what happens or who speaks.
_TOLD = ("stage", "note", "desc", "summary", "fw", "col")
_LABELS = ("speaker", "persname", "from", "member")
_WHO = ("who", "speaker", "name", "nick", "user", "by")


def open_speeches(text: str) -> Source | None:
    """Return the source that a transcript of speeches is; None where not at least two of them are somebody's."""
    if len(_SPOKEN.findall(text)) < 2:
        return None
    speeches = _Speeches(text)
    speeches.feed(text)
    speeches.close()
    if sum(bool(record.who) for record in speeches.records) < 2:
        return None
    return speeches.view.close("tei", records=speeches.records, labels=speeches.labels)


class _Speeches(Positioned):
    """Who says what in a transcript whose elements say so: TEI's u and sp, a recogniser's Turn."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.records: list[Record] = []
        self.labels: list[tuple[int, int]] = []
        self._names: dict[str, str] = {}
        self._who: list[str] = []
        self._inside = ""
        self._person = self._announced = ""
        self._apart = True

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        fields = {name.rpartition(":")[2]: value or "" for name, value in attrs}
        if tag in ("person", "speaker", "tlcperson") and "id" in fields and not self._who:
            self._person = fields["id"]
            if name := fields.get("name") or fields.get("showas"):
                self._names[self._person] = name
            return
        self._apart = self._apart or tag not in INLINE
        if tag in _TOLD:
            self.dropped.append(tag)
            return
        if self.drop(tag):
            self._inside = tag if tag == "persname" else self._inside
            return
        if tag in _SPEECHES:
            who = next((fields[key] for key in _WHO if fields.get(key)), "").lstrip("#")
            self._who.append(who or self._announced)
        elif tag in _LABELS:
            self._inside = tag

    def handle_endtag(self, tag: str) -> None:
        self._apart = self._apart or tag not in INLINE
        if tag in _LABELS:
            self._inside = ""
        if self.undrop(tag):
            return
        if tag in _SPEECHES and self._who:
            self._who.pop()

    def handle_data(self, data: str) -> None:
        if self._inside == "persname" and self._person and data.strip():
            self._names.setdefault(self._person, " ".join(data.split()))
        super().handle_data(data)

    def take(self, start: int, end: int) -> None:
        words = self.text[start:end]
        if not words.strip() and self.records and not self._apart and not self._inside:
            self.view.take(start, end)
            self.records[-1] = replace(self.records[-1], end=self.view.length)
        if words.strip() and self._inside == "member":
            self._announced = words.strip().rstrip(".:：")
            self.labels.append((start, end))
            return
        if not words.strip() or not self._who:
            return
        if self._inside in ("speaker", "from"):
            self._who[-1] = self._who[-1] or words.strip().rstrip(".:：")
            self.labels.append((start, end))
            return
        who = self._names.get(self._who[-1], self._who[-1])
        same = bool(self.records) and self.records[-1].who == who
        if same and not self._apart:
            begin = self.records.pop().start
        else:
            if mark := _COLON.match(self.text, start, end):
                self.labels.append((start, mark.end()))
                start = mark.end()
            if self.records:
                self.view.insert("\n" if same else "\n\n", start)
            begin = self.view.length
        self.view.take_html(start, end)
        self.records.append(Record(begin, self.view.length, who))
        self._apart = False
