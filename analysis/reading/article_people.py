"""Article people: whom a news article names, each with the spellings that stand for the person."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from analysis.ground.languages import simplify
from analysis.reading.cast import Cast
from analysis.reading.clauses import Clause, find_paragraph_clauses
from analysis.reading.function_words import is_function_word
from analysis.reading.given_names import find_gender
from analysis.reading.hearing import LONGEST_CLAUSE, find_sayings
from analysis.reading.merging import merge_names
from analysis.reading.namesakes import merge_foreign, merge_latin, part_namesakes
from analysis.reading.noun_phrases_zh import trim_foreign
from analysis.reading.quotation_marks import Quotation
from analysis.reading.scenery import Block, ends_sentence
from analysis.reading.shapes import HAN
from analysis.reading.speakers import FORMS_OF_ADDRESS, Roster, find_names, is_han_name
from analysis.reading.vocabulary_en import DETERMINERS, PREPOSITIONS, RELATIVES, VERBS, opens
from analysis.reading.vocabulary_people import bare_name, is_body
from analysis.reading.vocabulary_zh import SURNAMES

_HAN_NAME = re.compile("[\u4e00-\u9fff·]+")
_WORD = r"(?:(?:Mrs?|M[sx]|Dr|Prof|Rep|Sen|Gov|Lt|Col|Gen|Sgt|Capt|St|[A-Z])\.|[A-Z](?:[\w'’-]|\.(?=\w))*+)"
_RUN = re.compile(rf"(?<![.\w]){_WORD}(?: {_WORD}){{1,5}}")
_TITLED = re.compile(r"\b(?:Mrs?|M[sx]|Dr|Prof|Rep|Sen|Gov)\. ([A-Z][\w'’-]*+)(?! [A-Z])")
# A foreign name with how it is written in its own letters behind it, which tells where it ends.
_GLOSSED = re.compile(
    r"(?P<name>[\u4e00-\u9fff]{1,14}(?:[·•‧][\u4e00-\u9fff-]{1,10}){1,3})\s?[（(](?=[A-Z][\w.'’ -]{2,40}[)）])"
)
_PRESENTED = re.compile(r"(?:, (?:who|whose|an?|the|\d+|his|her|their|now|then)\b)| \(\d")
_OWNER = re.compile(r"^.*(?:['’]s|[sS]['’])\s+|['’]s?$")
# Second characters with which two make no name: what a surname alone does.
_NO_GIVEN_NAMES = set("曾又也还還则則续續指称稱说說再就便表补補认認坦听聽问問回的是在和了")
# An article has named its people within so many characters of narration.
_NAMED_WITHIN = 30_000
# A name without a surname is believed when it comes so often.
_OFTEN = 4
# jieba's count of a word, from which it is one that everybody uses.
_COMMON_FROM = 300
_RARE_BELOW = 20
_BETWEEN_CLAUSES = set("，。！？；\n,;")
_MOST_PEOPLE = 400
# What stands before a place, what behind somebody's name shows that it is none, and what stands behind a place.
_WHERE, _NOT_BY = (
    "(?:(?<![现正实存現實])在|从|從|到|去|回|往|抵[达達]|[离離][开開])",
    "(?![看眼心家处處那身手口面旁]|的[带帶领領指帮幫陪影支推手家身眼心要建])",
)
_OF_PLACE, _LONGEST_PLACE = "(?:市|省|县|縣|官方|警方|[当當]地|地[区區]|境[内內]|火?[车車]站|机场|機場)", 3


def find_people(words: str, blocks: Sequence[Block], quotations: Sequence[Quotation]) -> Roster:
    """Return the people of an article: who says something in it by name, and whom else its sentences name.

    words: the text with its quotations blanked.
    """
    named = _find_named(words, blocks)
    cast = Cast(Roster.of({name: [] for name in named if HAN.search(name)}, closed=False))
    said: Counter[str] = Counter()
    for items in find_paragraph_clauses(words, blocks, quotations):
        for item in items:
            if isinstance(item, Clause):
                clause = words[max(item.start, item.end - LONGEST_CLAUSE) : item.end].replace("\0", " ")
                subjects = (saying.subject for saying in find_sayings(clause, cast))
                said.update(subject.words for subject in subjects if subject.kind == "name")
    named.update(_complete(said, words))
    said = Counter({name: n for name, n in said.items() if not is_function_word(name)})
    glossed = _find_glossed(words)
    named = Counter({name: n for name, n in named.items() if not _is_cut_off(name, glossed)}) + glossed
    said = Counter({name: n for name, n in said.items() if not _is_cut_off(name, glossed)})
    named = Counter({name: count for name, count in named.items() if name in said or not _is_nickname(name)})
    everybody = Counter({name: count for name, count in (said + named).items() if not _is_place(name, words)})
    names = Counter(dict(everybody.most_common(_MOST_PEOPLE)))
    for short in [name for name in names if len(name) == 2 and HAN.match(name)]:
        whole = [name for name in said if len(name) == 3 and (name.startswith(short) or name.endswith(short))]
        if len(whole) == 1 and short not in said:
            names[whole[0]] += names.pop(short)
    han = merge_foreign(merge_names(Counter({name: count for name, count in names.items() if HAN.search(name)})))
    part_namesakes(words, han)
    for name in glossed:
        if name in han:
            han[name] += [part for part in name.split("·") if len(part) > 1 and part not in han]
    latin = merge_latin(name for name in names if not HAN.search(name))
    return Roster.of({**han, **latin}, closed=False)


def _find_named(words: str, blocks: Sequence[Block]) -> Counter[str]:
    """The names of people in the sentences of the narration, headlines left out."""
    sentences = [words[block.start : block.end] for block in blocks]
    prose = "\n".join(words for words in sentences if ends_sentence(words) or "\0" in words)[:_NAMED_WITHIN]
    named = _find_latin_names(prose)
    if HAN.search(prose):
        for name, count in _find_han_names(prose).items():
            shaped = (
                is_han_name(name)
                and not _is_phrase(name)
                and (name[-2:] not in FORMS_OF_ADDRESS or name[0] in SURNAMES)
                and not _is_trade(name)
                and not set(name[1:]) & _NO_GIVEN_NAMES
                and name[0] not in "的了是和在"
            )
            if "·" in name or (shaped and not _is_common(name)):
                named[name] += count
        named.update(_find_often(prose))
    return named


def _find_glossed(words: str) -> Counter[str]:
    """Foreign names in Chinese with their own letters in brackets behind them, whole."""
    found: Counter[str] = Counter()
    for match in _GLOSSED.finditer(words[:_NAMED_WITHIN]):
        first, _, rest = match["name"].replace("•", "·").replace("‧", "·").partition("·")
        head = trim_foreign(f"{first}·{rest}").partition("·")[0]
        found[f"{head}·{rest}"] += 1
    return found


def _is_cut_off(name: str, glossed: Iterable[str]) -> bool:
    """Whether a name is a piece of a whole one, with other ends than its parts have."""
    return any(name in whole and name != whole and name not in whole.split("·") for whole in glossed) or any(
        whole in name and name != whole for whole in glossed
    )


def _is_nickname(name: str) -> bool:
    """Whether a Chinese name without a surname has no other shape of a person's: a thing's may look so, too."""
    return bool(HAN.search(name)) and "·" not in name and name[0] not in SURNAMES and not is_han_name(name)


def _is_trade(name: str) -> bool:
    """Whether what looks like a form of address says what an old or a young person does: 老船工."""
    return len(name) > 2 and name[0] in "老小" and name[1] not in SURNAMES and not re.search("[姐哥叔伯姨爷爺]$", name)


def _find_often(prose: str) -> Counter[str]:
    """Rare words that begin clauses again and again: names without a surname."""
    import jieba

    before, total, beginning = "，", Counter[str](), Counter[str]()
    for word in jieba.cut(simplify(prose)):
        if 2 <= len(word) <= 3 and _HAN_NAME.fullmatch(word):
            total[word] += 1
            beginning[word] += before in _BETWEEN_CLAUSES
        before = word
    return Counter(
        {
            word: count
            for word, count in total.items()
            if count >= _OFTEN
            and beginning[word] >= _OFTEN // 2
            and jieba.dt.FREQ.get(word, 0) < _RARE_BELOW
            and word in prose
        }
    )


def _complete(said: Iterable[str], words: str) -> Iterator[str]:
    """Yield the whole names of those who say something by their surname alone."""
    alone = {name for name in said if name.isascii() and " " not in name}
    for _, _, name in _find_runs(words[:_NAMED_WITHIN]):
        if name.split()[-1] in alone:
            yield name


def _find_runs(prose: str) -> Iterator[tuple[re.Match[str], Sequence[str], str]]:
    """Yield two or three words with capitals that are no body's name: with titles before them, and without."""
    for match in _RUN.finditer(prose):
        words = match.group().split(" ")
        while words and (opens(words[0]) or words[0].lower() in VERBS):
            del words[0]
        name = bare_name(_OWNER.sub("", " ".join(words)))
        if 2 <= len(name.split()) <= 3 and not name.isupper() and not is_body(name):
            yield match, words, name


def _find_latin_names(prose: str) -> Counter[str]:
    """Names that stand as those of people do, without the titles before them."""
    names: Counter[str] = Counter()
    likely: set[str] = set()
    for match, words, name in _find_runs(prose):
        names[name] += 1
        if _stands_as_person(prose[max(0, match.start() - 30) : match.start()], words, prose[match.end() :][:12]):
            likely.add(name)
    full = Counter({name: count for name, count in names.items() if name in likely})
    return full + Counter(_OWNER.sub("", match.group()) for match in _TITLED.finditer(prose))


def _stands_as_person(before: str, words: Sequence[str], after: str) -> bool:
    """Whether a name stands as a person's does: behind a title or an office, before an age or what somebody is."""
    name = " ".join(words)
    if bare_name(name) != name or find_gender(name):
        return True
    office = re.search(r"([a-z]+) $", before)
    if office and office[1] not in PREPOSITIONS | RELATIVES | DETERMINERS | {"the"} | VERBS:
        return not office[1].endswith(("ed", "ing")) or bool(_PRESENTED.match(after))
    return bool(_PRESENTED.match(after))


def _is_place(name: str, words: str) -> bool:
    """Whether what looks like a Chinese name stands mostly as a place does: behind 在 or 从, before 市 or 官方."""
    if not HAN.search(name) or "·" in name or not 2 <= len(name) <= _LONGEST_PLACE:
        return False
    placed = re.findall(f"{_WHERE}{name}{_NOT_BY}|{name}{_OF_PLACE}", words)
    return 2 * len(placed) > words.count(name)


def _is_phrase(name: str) -> bool:
    """Whether four characters that look like a name are two words of two."""
    import jieba.posseg

    tags = [jieba.posseg.dt.word_tag_tab.get(simplify(half), "nr") for half in (name[:2], name[2:])]
    return len(name) == 4 and not any(tag.startswith("nr") for tag in tags)


def _is_common(name: str) -> bool:
    """Whether two characters that look like a name are a common word."""
    import jieba.posseg

    simple = simplify(name)
    plain = not jieba.posseg.dt.word_tag_tab.get(simple, "nr").startswith("nr")
    return len(name) == 2 and (plain or jieba.dt.FREQ.get(simple, 0) > _COMMON_FROM)


def _find_han_names(prose: str) -> Counter[str]:
    """Names as they are written, told in Chinese on simplified characters."""
    simple = simplify(prose)
    if len(simple) != len(prose):
        simple = prose
    names: Counter[str] = Counter()
    for name, count in find_names(simple).items():
        place = simple.find(name)
        if place >= 0 and _HAN_NAME.fullmatch(name):
            names[trim_foreign(prose[place : place + len(name)])] += count
    return names
