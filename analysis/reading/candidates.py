"""Candidates: everything in a text that may be a label, by the look of its line alone; which are, labels decides."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from analysis.reading.scenery import STAGE
from analysis.reading.speakers import bare_name
from analysis.reading.stamps import BETWEEN, DATE, STAMP, TIME

# How a label is set off from what is said: by a colon, by a full stop as in hearings, as Q. and A., in brackets, by a
# bar, a dash or a tab, on a line of its own, or with a colon in the middle of a paragraph.
Style = Literal["colon", "stop", "letter", "bracket", "bar", "dash", "tab", "own", "inside"]

_DECORATION = re.compile(
    r"(?:[ \t\u3000\ufeff\u200b\u200e]++|<(?:a|span|font)\b[^<>\n]{0,200}>[#¶]?|</(?:a|span|font)>"
    r"|>|\*{2,6}(?=[ \t])|\#{1,6}(?!\w)|\#{1,6}(?=[\u4e00-\u9fff])|[-–—*+•](?=[ \t])"
    r"|[■□●○◆◇▪►▶·☆★◎※]|\d{1,3}[.)、．](?=[ \t]|[\u4e00-\u9fff])"
    r"|\d{1,3}(?=[ \t]{2}))*+"
)
_BULLET = re.compile(r"[-*+•] ")
_EMPHASIS = re.compile(r"[*_]{1,4}(?=[^\s*_])|[*_]{4}")
_NOTE = re.compile(r"[(（【\[]([^)）】\]\n]{1,12})[)）】\]][ ]?(?=[^\s:：(（])")
_VOICE = re.compile(r"<v[ \t]+([^<>\n]{1,60})>")
_LINK = re.compile(r"\[([^\]\n]{1,60})\]\([^()\s]{1,300}\)")
_LETTER = re.compile(
    r"(?P<name>[QA]|Question|Answer)\s?\d{0,3}[*_]{0,4}(?:\.[*_]{0,4}(?=[ \t\xa0\r]|$)|(?=[ \t\xa0]{2,8}\S)|(?=\t))"
    r"|(?P<asks>Q)(?=[ \xa0][A-Z\"“‘'])"
)
_CAPITALS = r"[A-Z][A-Z'’.-]+"
_STOP = re.compile(
    rf"""(?P<name>
        (?:(?:Mr|Mrs|Ms|Miss|Dr|Prof|Sen|Rep|Gov|Gen|Hon|MR|MRS|MS|MISS|DR)\.?|Senator|Representative|Congress(?:man|woman)
          |(?:Vice[ ])?Chair(?:man|woman|person)?|Secretary|Judge|Justice|General|Admiral|Colonel|Captain|Governor|Mayor
          |Director|President|Professor|Commissioner|Ambassador|Delegate|Sir|Lord|Lady|The)
          (?:[ ](?:[A-Z]\.|[A-Z][\w'’-]+|of|de|la|van|von|der|pro[ ]tem(?:pore)?)){{1,4}}
        | (?!(?:MR|MRS|MS|MISS|DR|HON|SEN|REP|NO|ST|VS)\.|(?:[A-Z]\.){{2,4}}[ ][A-Z][a-z])
          {_CAPITALS}(?:[ ](?:[A-Z]\.|{_CAPITALS}|OF)){{0,4}}
        | Staff | Voice | Voices
    )(?<![ ][A-Z])(?:[ ]\([^()\n]{{1,40}}\))?\.(?=[ ]{{1,2}}[A-Z0-9"“'\[(¿¡]|[ ]*[—–-]{{2}})""",
    re.VERBOSE,
)
_BRACKET = re.compile(
    r"\\?(?P<open>[\[【<〔{])(?P<name>(?<=<)[^<>\n]{1,50}|[^\[\]【】<>〔〕{}\n]{1,50})\\?[\]】>〕}](?!\()"
)
_SET_OFF = re.compile(
    r"(?P<name>[^\s｜|—–\t-][^｜|—–\t\n]{0,39}?)(?P<mark>[ ]?[｜|][ ]?|[ ]?(?:—|―|–|--)[ ]?|[ ]-[ ]|\t+)(?=\S)"
)
# A name before a time in brackets, with what is said behind it; and what programs for calls put around the name.
_BEFORE_TIME = re.compile(
    rf"(?P<name>[^\s:：\[(][^:：\[(\n]{{0,39}}?)[*_]{{0,4}}[ ]{{1,3}}(?=[\[(]){TIME.pattern}[ ]{{0,2}}[*_]{{0,4}}(?=\S)"
)
_SENT = re.compile(r"From\s{1,3}(?P<name>\S.{0,50}?)(?:\s{1,3}to\s{1,3}\S.{0,50})?")
# A dash that closes a name is doubled by a stop in some records: what stands behind it is said.
_TRAILED = re.compile(r"\.\s?[-–—]")
# A full stop behind a word of a name in capitals, before its colon.
_STOPPED = re.compile(r"(?<=[A-Z]{3})\.$")
_LONGEST_LEAD = 100
# Below a name may stand its title, under a line of dashes, a rule, or the time.
_TITLE = re.compile(
    r"[ \t]*\r?\n[ \t]*(?:(?:--|—|–)[ \t]*\r?\n[^\r\n]{1,100}|[-=_*~—]{5,200}[ \t]*(?=\r?\n)"
    rf"|(?:\r?\n[ \t]*){{0,5}}{TIME.pattern}[ \t]*(?=\r?\n))"
)
_ENDS = re.compile(r"[。！？!?；;“”\"「」『』【】\[\]()]|[a-z]{4}\.\s|\.{3}|…|[，。]$")
_GROUP = re.compile(r"[ \t]*(?:[(（\[]([^()（）\[\]\n]{1,60})[)）\]])$")
_HTML = re.compile(
    r"[/!?].*|.*=.*|(?:p|br|hr|b|i|u|em|strong|span|div|a|sup|sub|small|big|code|pre|img|figure|figcaption|ul|ol|li|dl|dt|dd|table"
    r"|tr|td|th|tbody|thead|h[1-6]|blockquote|script|style|details|summary|center|font|tei|body|html|head|title|cite|time)/?",
    re.IGNORECASE,
)
_TAG = re.compile(r"</?[A-Za-z][^<>\n]{0,20}>")
_INSIDE = re.compile(
    r"(?<=[。！？!?…”」）).])[ ]?(?P<shouted>(?:HON|MR|MRS|MS|DR)\. [A-Z][A-Z .'’-]{1,40})\.[ ]?[-–—][ ]"
    r"|(?<=[。！？!?…”」）).])[ ]?(?P<name>[\u4e00-\u9fff·]{2,6}"
    r"|[A-Z][\w'’.-]{1,20}(?: [A-Z][\w'’.-]{1,20}){0,2})[ ]?[:：](?![“\"「//])"
)

# A name in bold that ends a line, right behind a sentence: what it says stands below.
_GLUED = re.compile(r"(?<=[。！？!?”」.…])\*\*(?P<name>[^\s*][^*\n]{0,40})\*\*$")


@dataclass(frozen=True, slots=True)
class _Lead:
    """Where a line begins, where its name may, and where it ends; and what stands before the name."""

    begin: int
    position: int
    end: int
    traits: dict[str, object]

    def make(self, style: Style, name: str, end: int, *, extra: tuple[str, ...] = (), **more: object) -> "Candidate":
        """Return a candidate that ends at `end`."""
        traits: dict[str, object] = {
            **self.traits,
            **{key: value or bool(self.traits.get(key)) for key, value in more.items()},
        }
        return Candidate(self.begin, end, bare_name(name), style, extra, line_end=self.end, **traits)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Candidate:
    """What may be a label: its place, the name in it, and how it is set.

    extra: what stands in brackets behind the name. bold: whether it is emphasised, opened by marks in front of it.
    whole: whether the emphasis goes on over what is said. heading: level of a Markdown heading, 0 for none. listed:
    whether it is an item of a list. timed: whether a time stands beside it, or a title below. ruled: whether a rule
    stands below it. note: a short remark in
    brackets before it. line_end: where its line ends.
    """

    start: int
    end: int
    name: str
    style: Style
    extra: tuple[str, ...] = ()
    bold: bool = False
    whole: bool = False
    heading: int = 0
    listed: bool = False
    timed: bool = False
    ruled: bool = False
    note: str = ""
    line_end: int = 0


def find_candidates(text: str) -> list[Candidate]:
    """Return all that may be labels, in order; of one line perhaps several, which do not agree."""
    found: list[Candidate] = []
    for match in re.finditer(r"[^\r\n\x0b\x0c\u2028\u2029]+", text):
        line = match.group()
        if not line.isspace():
            start = match.start() + len(line) - len(line.lstrip())
            found += _look_at_line(text, start, match.start() + len(line.rstrip()))
    return _join_titles(text, found)


def _join_titles(text: str, found: list[Candidate]) -> list[Candidate]:
    """The candidates, those on lines of their own with the title that stands below them, under a line of dashes."""
    joined: list[Candidate] = []
    position = 0
    for candidate in found:
        title = _TITLE.match(text, candidate.line_end) if candidate.style == "own" else None
        if candidate.start >= position:
            end = title.end() if title else candidate.end
            joined.append(
                replace(
                    candidate,
                    end=end,
                    line_end=max(end, candidate.line_end),
                    timed=candidate.timed or title is not None,
                    ruled=title is not None,
                )
            )
            position = title.end() if title else position
    return joined


def _look_at_line(text: str, start: int, end: int) -> Iterator[Candidate]:
    position = _DECORATION.match(text, start, end).end()  # type: ignore[union-attr]
    traits: dict[str, object] = {
        "heading": text.count("#", start, position), "listed": _BULLET.match(text, start, end) is not None
    }  # fmt: skip
    stamp = STAMP.match(text, position, end) or TIME.match(text, position, end)
    if stamp:
        position = _skip(text, stamp.end(), end, " \t\u3000-–—,，|·:")
    emphasis = _EMPHASIS.match(text, position, end)
    position = emphasis.end() if emphasis else position
    traits |= {"bold": bool(emphasis), "timed": bool(stamp)}
    bracketed = _BRACKET.match(text, position, end) if not _VOICE.match(text, position, end) else None
    found = _read_bracket(text, _Lead(start, position, end, traits), bracketed) if bracketed else None
    if found:
        yield found
        if text[found.start : found.end].find("<") >= 0:
            return
    note = _NOTE.match(text, position, end)
    if note and not note[1].strip().isdigit():
        position = _skip(text, note.end(), end, " ")
        traits = traits | {"note": note[1]}
    if not stamp and (inner := TIME.match(text, position, end)):
        position = _skip(text, inner.end(), end, " \t-–—*_")
        traits = traits | {"timed": True}
    if position >= end:
        return
    lead = _Lead(start, position, end, traits)
    leads = list(_read_lead(text, lead))
    yield from leads
    if not leads and not found:
        yield from _find_own_line(text, lead)
    yield from _look_inside(text, position, end)


def _look_inside(text: str, start: int, end: int) -> Iterator[Candidate]:
    """Names behind the end of a sentence: with a colon in the middle of a paragraph, or in bold at its end."""
    if text.startswith("**", end - 2) and (glued := _GLUED.search(text[max(start, end - _LONGEST_LEAD) : end])):
        begin = end - len(glued.group())
        if begin > start:
            yield Candidate(begin, end, bare_name(glued["name"]), "own", bold=True, line_end=end)
    for match in _INSIDE.finditer(text, start, end):
        if match.start() > start:
            left = match.start() + len(match.group()) - len(match.group().lstrip())
            yield Candidate(left, match.end(), bare_name(match["name"] or match["shouted"]), "inside", line_end=end)


def _skip(text: str, position: int, end: int, marks: str) -> int:
    while position < end and text[position] in marks:
        position += 1
    return position


def _read_lead(text: str, lead: _Lead) -> Iterator[Candidate]:
    """What stands at the head of a line as a label, with what is said behind it or on the next line."""
    position, end = lead.position, lead.end
    limit = min(end, position + _LONGEST_LEAD)
    if voice := _VOICE.match(text, position, end):
        yield lead.make("bracket", voice[1], voice.end())
        return
    if letter := _LETTER.match(text, position, end):
        yield lead.make("letter", letter["name"] or letter["asks"], letter.end())
        return
    if timed := _BEFORE_TIME.match(text, position, end):
        yield lead.make("bracket", timed["name"], timed.end(), timed=True)
        return
    if stop := _STOP.match(text, position, limit):
        yield lead.make("stop", stop["name"], stop.end())
    colon, set_off = _find_colon(text, position, end), _SET_OFF.match(text, position, limit)
    if set_off and colon and colon < set_off.start("mark"):
        set_off = None
    if colon and not (set_off and "\t" in set_off["mark"]):
        yield from _read_colon(text, lead, colon)
    if set_off:
        yield from _read_set_off(text, lead, set_off)


def _read_set_off(text: str, lead: _Lead, match: re.Match[str]) -> Iterator[Candidate]:
    """A name before a bar, a tab or a dash; behind a dash its title may stand, and what is said on the next line."""
    mark = match["mark"].strip(" ")
    style: Style = "bar" if mark in ("｜", "|") else "tab" if "\t" in mark else "dash"
    name, extra, timed = _clean(match["name"])
    only_time = STAMP.match(text, match.end(), lead.end) or TIME.match(text, match.end(), lead.end)
    if not name or _ENDS.search(name) or (only_time and only_time.end() == lead.end):
        return
    yield lead.make(style, name, match.end(), extra=extra, timed=timed)
    line = text[lead.position : lead.end]
    if style == "dash" and len(line) <= _LONGEST_LEAD and not re.search(r"[.!?。！？]\W*$", line):
        yield lead.make("own", name, lead.end, extra=extra, timed=timed)


def _read_bracket(text: str, lead: _Lead, match: re.Match[str]) -> Candidate | None:
    name, end = match["name"].strip().strip("\\"), lead.end
    is_tag = match["open"] == "<" and (_HTML.fullmatch(match["name"]) or _is_closed(text, name, match.end()))
    if is_tag or STAGE.fullmatch(f"[{name}]") or not name or name[0].isdigit():
        return None
    stop = _skip(text, match.end(), end, "*_")
    inner = TIME.match(text, _skip(text, stop, end, " \t"), end)
    stop = inner.end() if inner else stop
    return lead.make("bracket", name, _skip(text, stop, min(end, stop + 3), " :：*_"), timed=bool(inner))


def _is_closed(text: str, name: str, place: int) -> bool:
    """Whether an element of a name is closed behind a place, as no name of somebody is."""
    places = _find_closing_tags(text).get(name, ())
    number = bisect_left(places, place)
    return number < len(places) and places[number] + len(name) + 3 <= place + 100_000


@lru_cache(maxsize=1)
def _find_closing_tags(text: str) -> Mapping[str, Sequence[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for match in re.finditer(r"</([^<>\n]{1,50})>", text):
        found[match[1]].append(match.start())
    return found


def _find_colon(text: str, position: int, end: int) -> int | None:
    """Where the colon of a lead stands, None where it has none that could end a name."""
    limit = min(end, position + _LONGEST_LEAD)
    link = _LINK.match(text, position, end)
    here = link.end() if link else position
    while here < limit:
        places = [place for mark in ":：" if (place := text.find(mark, here, limit)) >= 0]
        if not places:
            return None
        place = min(places)
        clock = text[place + 1 : place + 2].isdigit() and text[place - 1 : place].isdigit()
        if not clock and not text.startswith("//", place + 1):
            return place
        here = place + 1
    return None


def _read_colon(text: str, lead: _Lead, colon: int) -> Iterator[Candidate]:
    position, end = lead.position, lead.end
    name, extra, timed = _clean(text[position:colon])
    sent = _SENT.fullmatch(name) if lead.traits["timed"] else None
    name = sent["name"] if sent else _STOPPED.sub("", name)
    if not name or _ENDS.search(name) or len(name) > 60:
        return
    stop = colon + 1
    closed = _skip(text, stop, min(end, stop + 4), "*_")
    bold = bool(lead.traits["bold"])
    whole = bold and closed == stop and not re.search(r"[*_]", text[position:colon])
    stop = closed if bold or closed == end else stop
    inner = TIME.match(text, _skip(text, stop, end, " \t*_"), end)
    if inner and text[inner.end() : inner.end() + 1] in ("", " ", "\n", "\r", "*", "_", "\t"):
        stop, timed = _skip(text, inner.end(), min(end, inner.end() + 4), "*_"), True
    yield lead.make("colon", name, _skip(text, stop, end, ":："), extra=extra, timed=timed, whole=whole)


def _find_own_line(text: str, lead: _Lead) -> Iterator[Candidate]:
    line = text[lead.position : lead.end]
    name, extra, timed = _clean(line) if len(line) <= _LONGEST_LEAD else ("", (), False)
    if name and not _ENDS.search(name) and not STAGE.fullmatch(line):
        yield lead.make("own", name, lead.end, extra=extra, timed=timed)


def _clean(words: str) -> tuple[str, tuple[str, ...], bool]:
    """A name without marks, links, tags, times and remarks in brackets; those remarks; and whether a time was there."""
    words = _LINK.sub(r"\1", words)
    words = re.sub(r"[*_]{1,4}(?=\W|$)|(?<!\w)[*_]{1,4}|\(\)", "", _TAG.sub("", words)).strip(" \t\u3000|·-–—")
    extra: list[str] = []
    timed = False
    for _ in range(4):
        tail = (
            re.search(rf"(?:^|[\s(（\[|·,，-])((?:{DATE}{BETWEEN})?{TIME.pattern})$", words)
            if words[-1:].isdigit() or words[-1:] in ")）]>}mM"
            else None
        )
        if tail:
            timed, words = True, words[: tail.start(1)].rstrip(" \t\u3000|·-–—,，(（[")
        elif group := _GROUP.search(words):
            extra.insert(0, group[1].strip())
            words = words[: group.start()].rstrip()
        else:
            break
    return bare_name(_TRAILED.split(words, maxsplit=1)[0]), tuple(extra), timed
