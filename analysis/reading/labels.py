"""The reader of labelled transcripts: a name before what each person says.

Candidates come from the look of lines; which of them are labels the whole text decides: what recurs, alternates, looks
like somebody, is named elsewhere, and has words behind it that somebody can say.
"""

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from analysis.reading.candidates import Candidate, Style, find_candidates
from analysis.reading.merging import merge_names
from analysis.reading.people import Known
from analysis.reading.scenery import find_blocks, is_furniture
from analysis.reading.shapes import HAN, is_field, rate_shape
from analysis.reading.speakers import Roster, find_main_name, is_role, normalise_name
from analysis.reading.turns import Label

_PREVIEW = re.compile(r"前言|预告|片头|引子|导语|精彩|preface|preview|teaser|cold open|highlight", re.IGNORECASE)
_ASKS, _ANSWERS = {"Q", "问", "問"}, {"A", "答"}
_NUMBERED = (
    (
        re.compile(
            r"(?:第?[一二三四五六七八九十\d]{1,3})?(?:个|個)?(?:问题?|提问|問題?|提問)\s?[一二三四五六七八九十\d]{0,3}"
        ),
        "问",
    ),
    (re.compile(r"(?:第?[一二三四五六七八九十\d]{1,3})?(?:回)?答\s?[一二三四五六七八九十\d]{0,3}"), "答"),
    (re.compile(r"(?:Q|Question)\s?#?\d{0,3}", re.IGNORECASE), "Q"),
    (re.compile(r"(?:A|Answer)\s?#?\d{0,3}", re.IGNORECASE), "A"),
)
_LETTERED = re.compile(r"([A-Z])\.\d{1,4}")
_VERB = re.compile(
    r"(?P<name>.{2,6}?)(?:笑着|笑|追|反|插|接|继续|繼續|再|又|则|點頭)*(?:问道|問道|回答|答道|说道|說道|问|答|说|道|問|說|称|稱|指|表示|認為|认为|強調|强调)"
)
_EXAMINES = re.compile(
    r"(?:DIRECT |CROSS.?|REDIRECT |RECROSS )?(?:EXAMINATION )?BY (?P<name>(?:MR|MS|MRS|DR)\.? .+)", re.IGNORECASE
)
_SWORN = re.compile(
    r"^[ \t\d]*(?P<name>[A-Z][A-Z .'’-]{3,40}),?[ \t]*\r?\n(?:[^\r\n]*\r?\n){0,2}?[^\r\n]*(?:called as a|sworn|affirmed)",
    re.MULTILINE,
)
_TIMED = re.compile(r"\W*\d{1,2}:\d\d")
_WORDS = re.compile(r"(?<![^\S\r\n])[^\S\r\n]*+\S[^\r\n]*+")
_URL = re.compile(r"^\W{0,40}(?:https?://|www\.|[^\s@]++@[^\s.]++\.\S|[\d\s./:-]+$)")
_SENTENCE = re.compile(r"[.。！？!?…][\"”’」』)）*_]*$|[，,;；—-]$")
_RECURS = (0.0, 0.0, 0.9, 1.4, 1.8, 1.8, 2.0, 2.0, 2.3)
_STYLE_PRIOR: Mapping[Style, float] = {
    "colon": 0.0, "stop": 0.0, "letter": 0.3, "bracket": -0.3, "bar": -0.3, "dash": -0.9, "tab": -0.3, "own": -0.9,
    "inside": -0.8,
}  # fmt: skip
ACCEPTED = 0.75
# So many characters tell whether somebody says them.
_LONG_ENOUGH = 500
# A paragraph of so many people is no conversation.
_MOST_INSIDE = 10_000
# A name has no more words.
_MOST_WORDS = 8
# So many characters are searched for mentions of names; a text with more names than that allows mentions none.
_MOST_SEARCHED = 1_000_000_000
# Patterns of more names than this are slow.
_FEW_NAMES = 100
# Where labels open most paragraphs, each of them is the likelier to be one.
_BEHIND = set("。！？!?”」")
_DENSE, _UNIFORM, _DENSE_STYLES = 0.9, 1.5, ("colon", "stop", "letter", "bracket", "bar")


@dataclass(frozen=True, slots=True)
class _Name:
    """A name as a label of one style: its candidates, and how much it looks like somebody who speaks."""

    name: str
    candidates: Sequence[Candidate]
    rating: float


@dataclass(frozen=True)
class Labelling:
    """The labels of a text in order, who each name stands for, and how much the names look like people, by name.

    asks_alone: whether only questions are labelled, in bold, and the answers stand below them.
    """

    labels: Sequence[Label]
    roster: Roster
    ratings: Mapping[str, float]
    asks_alone: bool = False


def find_labels(text: str, known: Known, roster: Roster | None = None) -> Labelling:
    """Return the labels of a text, none where it is not labelled.

    known: who the document says its people are. roster: spellings from the catalogue, which alone then count; labels of
    others are found as well, so that a stranger does not speak as somebody else.
    """
    candidates = _Document(text, known).candidates
    candidates = _unify(candidates, known)
    names = _rate_names(text, candidates, known, roster)
    chosen = _choose_styles(names)
    kept = _in_order(candidate for name in chosen for candidate in name.candidates)
    kept = _drop_unlike(text, kept, {name.name: name for name in chosen}, known, roster)
    named = {candidate.name for candidate in kept}
    ratings = {name.name: name.rating for name in chosen if name.name in named}
    if any(candidate.style == "colon" for candidate in kept):
        kept = _add_inside(text, kept)
    if not kept:
        return Labelling([], roster or Roster(), {})
    labels = _examine(text, [_make_label(candidate) for candidate in kept], known)
    people = roster or _guess_people(text, labels, known)
    alone = _asks_alone(text, kept)
    return Labelling(labels, people, ratings, alone)


class _Document:
    """The candidates of a text but those in its front matter, its legends and its headline."""

    def __init__(self, text: str, known: Known) -> None:
        closed = [(0, known.front), *known.legends]
        opened = max(end for _, end in closed)
        headline = _find_headline(text, known.front)
        self.candidates = [
            candidate
            for candidate in find_candidates(text)
            if not (candidate.start < opened and any(start <= candidate.start < end for start, end in closed))
            and not (headline[0] <= candidate.start < headline[1])
        ]


def _find_headline(text: str, front: int) -> tuple[int, int]:
    """The title's line: the first, where it is a heading, or stands over a line with date or by-line."""
    lines = _WORDS.finditer(text, front)
    first = next(lines, None)
    if first is None:
        return (0, 0)
    following = [match.group() for _, match in zip(range(3), lines, strict=False)]
    dated = any(is_furniture(line) and not _TIMED.match(line) and not _is_labelled(line) for line in following)
    if re.match(r"\s{0,3}#(?!#)\s", first.group()) or (dated and not _TIMED.match(first.group())):
        return (first.start(), first.end())
    return (0, 0)


def _is_labelled(line: str) -> bool:
    """Whether somebody may be speaking in a line: it has a colon behind what is no field's name."""
    label = re.match(r"\W*([^:：\n]{1,30})[:：](?!\d)", line)
    return label is not None and not is_field(label[1])


def _unify(candidates: Sequence[Candidate], known: Known) -> list[Candidate]:
    """The candidates under the names that they mean: numbered questions are questions, a verb is no part of a name."""
    spoken = Counter(match["name"] for c in candidates if (match := _VERB.fullmatch(c.name)) and HAN.search(c.name))
    spoken.update(c.name for c in candidates if c.name in spoken)
    unified = []
    for candidate in candidates:
        name = candidate.name
        for pattern, plain in _NUMBERED:
            if pattern.fullmatch(name):
                name = plain
        if lettered := _LETTERED.fullmatch(name):
            name = lettered[1]
        verb = _VERB.fullmatch(name)
        if (
            verb
            and HAN.search(name)
            and (spoken[verb["name"]] > 1 or verb["name"] in known.people)
            and not is_role(name)
        ):
            name = verb["name"]
        if candidate.extra and (person := _find_person(name, candidate.extra)):
            name = person
        unified.append(replace(candidate, name=name))
    return unified


def _find_person(name: str, extra: Sequence[str]) -> str | None:
    """Who speaks where a label is an office and the person stands in brackets behind it."""
    inside = re.sub(r"(?:代|代理|暂代|acting)$", "", extra[0]).strip()
    if HAN.search(inside):
        is_person = len(inside) <= 4 and not is_role(inside) and rate_shape(inside) > 0
    else:
        is_person = len(inside.split()) in (2, 3, 4) and rate_shape(inside) >= 1.5
    office = (
        is_role(name)
        or bool(re.match(r"(?:the|madam|mr\.?) ", name, re.IGNORECASE))
        or name.endswith(("長", "长", "官", "司"))
    )
    return inside if office and (is_person or re.search(r"代$", extra[0])) else None


def _rate_names(text: str, candidates: Sequence[Candidate], known: Known, roster: Roster | None) -> list[_Name]:
    by_style: dict[Style, dict[str, list[Candidate]]] = defaultdict(lambda: defaultdict(list))
    for candidate in candidates:
        if candidate.name and (rate_shape(candidate.name) > -2 or (roster and roster.resolve(candidate.name))):
            by_style[candidate.style][_key(candidate.name)].append(candidate)
    if len(by_style["inside"]) > _MOST_INSIDE:
        del by_style["inside"]
    said = _find_said(text, candidates)
    dense = _find_dense(text, by_style)
    everywhere = _find_uniform(text, by_style)
    searched = text if len(text) * sum(map(len, by_style.values())) <= _MOST_SEARCHED else ""
    rated = []
    for style, names in list(by_style.items()):
        order = sorted((c for group in names.values() for c in group), key=lambda c: c.start)
        following = {id(a): _key(b.name) for a, b in zip(order, order[1:], strict=False)}
        families = _count_families(names)
        for key, group in names.items():
            spelling = Counter(c.name for c in group).most_common(1)[0][0]
            family = families[key] + (len(by_style["inside"].get(key, ())) if style != "inside" else 0)
            is_dense = style in dense and rate_shape(spelling) > -0.5
            uniform = _UNIFORM if style in everywhere and rate_shape(spelling) > -2 else 0.0
            rating = (
                _rate(searched, style, spelling, group, said, following, key, known, roster, family, is_dense) + uniform
            )
            rated.append(_Name(spelling, [replace(c, name=spelling) for c in group], rating))
    return rated


def _find_dense(text: str, by_style: Mapping[Style, Mapping[str, Sequence[Candidate]]]) -> set[Style]:
    """The styles whose candidates open most of the paragraphs between the first of them and the last."""
    blocks = [block.start for block in find_blocks(text, 0, len(text))]
    dense: set[Style] = set()
    for style, names in by_style.items():
        starts = {c.start for name, group in names.items() if rate_shape(name) > -0.5 for c in group}
        opened = [number for number, start in enumerate(blocks) if start in starts]
        if style in _DENSE_STYLES and len(opened) > 1 and len(opened) >= 0.6 * (opened[-1] + 1 - opened[0]):
            dense.add(style)
    return dense


def _find_uniform(text: str, by_style: Mapping[Style, Mapping[str, Sequence[Candidate]]]) -> set[Style]:
    """The styles that nearly every line has, as those of a chat: what stands so once is somebody as well."""
    n_lines = sum(bool(line.strip()) for line in text.splitlines())
    found: set[Style] = set()
    for style, names in by_style.items():
        counts = {name: len(group) for name, group in names.items()}
        n_labels = sum(counts.values())
        if style in ("tab", "bracket", "colon", "stop") and n_labels >= 0.7 * n_lines and len(counts) <= n_labels / 3:
            found.add(style)
    return found


def _key(name: str) -> str:
    return normalise_name(name)


def _count_families(names: Mapping[str, Sequence[Candidate]]) -> dict[str, int]:
    """How many labels there are of each name together with its parts: a full name once, and then the surname alone."""
    words = {key: frozenset(key.split()) for key in names}
    own: Counter[frozenset[str]] = Counter()
    for key, group in names.items():
        own[words[key]] += len(group)
    parts = {mine: _find_parts(mine) & own.keys() for mine in own}
    wider: Counter[frozenset[str]] = Counter()
    for mine, found in parts.items():
        wider.update({part: own[mine] for part in found if part != mine})
    longer: dict[str, list[str]] = {key: [] for key in names}
    for key in names:
        if (initials := _initials(key)) in longer:
            longer[initials].append(key)
    families: dict[str, int] = {}
    for key, mine in words.items():
        if HAN.search(key) or not mine:
            families[key] = len(names[key])
            continue
        short = [other for other in (_initials(key), *longer[key]) if other in names]
        apart = [other for other in short if not (words[other] <= mine or words[other] >= mine)]
        families[key] = sum(own[part] for part in parts[mine]) + wider[mine] + sum(len(names[o]) for o in apart)
    return families


def _find_parts(words: frozenset[str]) -> set[frozenset[str]]:
    """All that some of the words make, the whole among them; of many words no more than two together."""
    sizes = range(len(words) + 1) if len(words) <= _MOST_WORDS else (0, 1, 2, len(words))
    return {frozenset(part) for size in sizes for part in combinations(words, size)}


def _initials(key: str) -> str:
    words = key.split()
    return "".join(word[0] for word in words) if len(words) > 1 else ""


def _rate(
    text: str,
    style: Style,
    name: str,
    group: Sequence[Candidate],
    said: Mapping[int, str],
    following: Mapping[int, str],
    key: str,
    known: Known,
    roster: Roster | None,
    family: int,
    dense: bool,
) -> float:
    count = len(group)
    rating = rate_shape(name) + _RECURS[min(max(count, family), 8)] + _STYLE_PRIOR[style] - 0.9 + _DENSE * dense
    if roster and roster.resolve(name):
        return rating + 6
    if known.knows(name):
        rating += 2.5
    elif len(key) > 1 and key in known.hints:
        rating += 0.8
    words = [said.get(candidate.start, "") for candidate in group]
    spoken = sum(_is_said(line) for line in words) / count
    wordy = any(len(re.findall(r"[\u4e00-\u9fff]|[^\W\u4e00-\u9fff]+", line)) > 4 for line in words)
    rating += 0.3 if spoken >= 0.6 else -0.8 if spoken > 0 else -1.0 if wordy or dense else -2.5
    if sum(bool(_URL.match(line)) for line in words) > count / 2:
        rating -= 3
    again = sum(following.get(id(candidate)) == key for candidate in group) / count
    rating += -0.8 if again > 0.7 and count > 2 else 0.3 if count > 1 and again < 0.5 else 0
    if sum(c.timed for c in group) > count / 2:
        rating += 0.9 if style == "own" else 0.5
    if sum(c.bold or c.heading > 1 for c in group) > count / 2:
        rating += 0.4
    mentions = text.count(name) - count if len(name) > 2 and (HAN.search(name) or " " in name) else 0
    return rating + (0.5 if mentions > 0 else 0)


def _find_said(text: str, candidates: Sequence[Candidate]) -> dict[int, str]:
    """What stands behind each candidate: the rest of its line, or the next line unless that is all label itself."""
    whole = {c.start for c in candidates if c.end >= c.line_end}
    line_starts = {c.start: c for c in candidates}
    said: dict[int, str] = {}
    for candidate in candidates:
        rest = _shorten(text, candidate.end, candidate.line_end).strip(" *_\t")
        if not rest:
            match = re.compile(r"\s*").match(text, candidate.line_end)
            place = match.end() if match else len(text)
            if not (
                place in whole
                and place in line_starts
                and rate_shape(line_starts[place].name) > -2
                and line_starts[place].style != "own"
            ):
                rest = text[place : place + 240].split("\n", 1)[0].strip()
                if (
                    place in whole
                    and line_starts.get(place) is not None
                    and line_starts[place].style == "own"
                    and rate_shape(rest) >= 1.2
                ):
                    rest = ""
        said[candidate.start] = rest
    return said


def _shorten(text: str, start: int, end: int) -> str:
    """The words of a piece, of a very long one only its beginning and its end."""
    half = _LONG_ENOUGH // 2
    return text[start:end] if end - start <= _LONG_ENOUGH else text[start : start + half] + text[end - half : end]


def _is_said(words: str) -> bool:
    """Whether words are such as somebody says: a sentence or its beginning, no value of a field."""
    words = re.sub(r"[\[(（【][^\[\]()（）【】]*[\])）】]$", "", words).strip()
    if not words or _URL.match(words):
        return False
    letters = len(re.findall(r"\w", words))
    return bool(_SENTENCE.search(words)) or letters >= (14 if HAN.search(words) else 45)


def _choose_styles(names: Sequence[_Name]) -> list[_Name]:
    """The accepted names of the style that the document uses most, and of others that go with it."""
    accepted: dict[Style, list[_Name]] = defaultdict(list)
    for name in names:
        if name.rating >= ACCEPTED:
            accepted[name.candidates[0].style].append(name)
    if accepted["colon"]:
        accepted["colon"] += [name for name in accepted.pop("inside", []) if len(name.candidates) > 1]
    strength = {style: _weigh(style, group) for style, group in accepted.items()}
    if not strength or max(strength.values()) <= 0:
        return []
    primary = max(strength, key=lambda style: strength[style])
    chosen = list(accepted[primary])
    mine = {_key(name.name) for name in chosen}
    for style, group in accepted.items():
        if style == primary:
            continue
        shared = [name for name in group if _key(name.name) in mine]
        rivals = primary == "own" or style == "own"
        for name in group:
            sure = name.rating >= ACCEPTED + (1.5 if rivals else 0.5) and (len(name.candidates) > 1 or not rivals)
            if _key(name.name) in mine or (sure and strength[style] > 0 and (bool(shared) or not rivals)):
                chosen.append(name)
    return chosen


def _weigh(style: Style, group: Sequence[_Name]) -> float:
    """How much the accepted names of a style amount to; nothing where they cannot be a conversation's."""
    n_labels = sum(len(name.candidates) for name in group)
    repeated = [name for name in group if len(name.candidates) > 1]
    sure = [name for name in group if name.rating >= ACCEPTED + 1.5]
    timed = sum(c.timed or c.heading > 0 for name in group for c in name.candidates) > n_labels / 2
    if n_labels < 2 or (len(group) < 2 and n_labels < 3 and not sure):
        return 0.0
    if style in ("own", "dash", "inside") and not timed and (len(repeated) < 2 or n_labels < 4) and len(sure) < 2:
        return 0.0
    return sum(min(name.rating, 4.0) * len(name.candidates) ** 0.7 for name in group)


def _in_order(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Candidates by their place; of two that overlap, the one that begins first, or is longer."""
    kept: list[Candidate] = []
    for candidate in sorted(candidates, key=lambda c: (c.start, -c.end)):
        if not kept or candidate.start >= kept[-1].end:
            kept.append(candidate)
    return kept


def _drop_unlike(
    text: str, kept: Sequence[Candidate], names: Mapping[str, _Name], known: Known, roster: Roster | None
) -> list[Candidate]:
    """The candidates without those that stand once and are not set as the others are, or stand before all of them."""
    repeated = [c for c in kept if len(names[c.name].candidates) > 1]
    if len(repeated) < 4:
        return list(kept)
    first = repeated[0].start
    often = {_key(c.name) for c in repeated}
    traits = {
        trait: sum(bool(getattr(c, trait)) for c in repeated) / len(repeated) for trait in ("bold", "timed", "heading")
    }
    dropped = set()
    for candidate in kept:
        name = names[candidate.name]
        if (
            len(name.candidates) > 1
            or _initials(_key(name.name)) in often
            or (roster and roster.resolve(candidate.name))
            or known.knows(candidate.name)
        ):
            continue
        unlike = sum(share > 0.9 and not getattr(candidate, trait) for trait, share in traits.items())
        unlike += sum(share < 0.1 and bool(getattr(candidate, trait)) for trait, share in traits.items())
        rating = name.rating - 1.2 * unlike - (0.5 if candidate.start < first else 0)
        if rating < ACCEPTED:
            dropped.add(candidate.start)
    return [candidate for candidate in kept if candidate.start not in dropped]


def _add_inside(text: str, kept: Sequence[Candidate]) -> list[Candidate]:
    """The labels with those that stand inside paragraphs, behind a blank or a sentence's end, under a label's name."""
    if not kept:
        return []
    starts = [candidate.start for candidate in kept]
    more = []
    for start, end, name in _find_named_inside(text, {c.name for c in kept}):
        number = bisect_right(starts, start) - 1
        if number >= 0 and kept[number].end <= start:
            more.append(Candidate(start, end, name, "inside"))
    return _in_order([*kept, *more])


def _find_named_inside(text: str, names: Collection[str]) -> Iterator[tuple[int, int, str]]:
    """Yield where a name with its colon stands behind a blank or a sentence's end."""
    if len(names) <= _FEW_NAMES:
        either = "|".join(re.escape(name) for name in sorted(names, key=lambda name: (-len(name), name)))
        inside = re.compile(rf"(?:(?<=[^\S\r\n])|(?<=[。！？!?”」]))(?P<name>{either})[ ]?[:：]")
        yield from ((match.start(), match.end(), match["name"]) for match in inside.finditer(text))
        return
    lengths = sorted({len(name) for name in names}, reverse=True)
    for match in re.finditer(r"(?<=\S)[ ]?[:：]", text):
        for length in lengths:
            start = match.start() - length
            before = text[start - 1 : start] if start > 0 else ""
            name = text[start : match.start()]
            if (before in _BEHIND or (before.isspace() and before not in "\r\n")) and name in names:
                yield start, match.end(), name
                break


def _make_label(candidate: Candidate) -> Label:
    return Label(candidate.start, candidate.end, candidate.name, bool(_PREVIEW.search(candidate.note)))


def _examine(text: str, labels: Sequence[Label], known: Known) -> list[Label]:
    """In a court Q. is whoever examines and A. who was sworn last; BY MS. X: says who examines from there on."""
    if not any(_EXAMINES.fullmatch(label.name) for label in labels):
        return list(labels)
    sworn = [(match.start(), " ".join(match["name"].title().split())) for match in _SWORN.finditer(text)]
    asking, told = "", []
    for label in labels:
        if examines := _EXAMINES.fullmatch(label.name):
            asking = examines["name"]
            told.append(replace(label, name=asking))
            continue
        before = [name for _, name in sworn[: bisect_left(sworn, (label.start, ""))][-1:]]
        if label.name in _ASKS and asking:
            told.append(replace(label, name=asking))
        elif (label.name in _ANSWERS or label.name.upper() == "THE WITNESS") and before:
            told.append(replace(label, name=before[-1]))
        else:
            told.append(label)
    return told


def _guess_people(text: str, labels: Sequence[Label], known: Known) -> Roster:
    """Whom the labels' names stand for: spellings of one person are one, a short form is whom the document says."""
    counts = Counter(label.name for label in labels)
    keys = {_key(name) for name in counts}
    full = [person for person in known.named if keys & {_initials(_key(person)), _key(person).split()[0]}]
    people = merge_names(counts, [*known.people, *known.short.values(), *full])
    renamed: dict[str, list[str]] = {}
    for person, spellings in people.items():
        renamed.setdefault(_name_person(text, person, spellings, people, labels, known), []).extend(spellings)
    return Roster.of(renamed, closed=False)


def _name_person(
    text: str,
    person: str,
    spellings: Sequence[str],
    people: Mapping[str, object],
    labels: Sequence[Label],
    known: Known,
) -> str:
    for spelling in [person, *spellings]:
        if spelling in known.short:
            return known.short[spelling]
    if person in _ANSWERS and _ASKS & people.keys() and all(n in _ASKS | _ANSWERS or is_role(n) for n in people):
        alone = [
            name
            for name, role in known.people.items()
            if not re.search(r"host|主持|interviewer|采访", role, re.IGNORECASE)
        ]
        return alone[0] if len(alone) == 1 else find_main_name(text[known.front : labels[0].start]) or person
    return person


def _asks_alone(text: str, kept: Sequence[Candidate]) -> bool:
    """Whether the labels are one questioner's, bold to the end of their paragraph, with plain answers below each."""
    if len({candidate.name for candidate in kept}) > 1 or len(kept) < 3:
        return False
    bold = sum(
        candidate.whole and text[candidate.end : candidate.line_end].rstrip().endswith(("**", "__"))
        for candidate in kept
    )
    return bold >= 0.8 * len(kept)
