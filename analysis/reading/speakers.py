"""Speakers: which name in a document is which person."""

import logging
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

# The hundred or so commonest, in both scripts.
SURNAMES = (
    "游詹洪施骆麦毕翁米戚聂焦穆欧卓蓝甘涂季裴白傅沙阮单鲍庄温"
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾萧田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范"
    "汪廖石金贾韦夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向汤葛岳柯汲俞章鲁柳"
    "張劉陳楊黃趙吳孫馬羅鄭許韓馮鄧蕭蔣葉蘇呂盧鍾譚陸賈韋鄒閻龍賀顧龔萬錢嚴湯魯"
)
_ROLES = ("嘉宾", "主持人", "主讲人", "演讲人", "记者", "主播", "host", "guest", "moderator", "interviewer", "speaker")
# Words with a capital that are no part of a person's name.
_NO_NAMES = re.compile(
    r"\b(?:The|An?|In|On|At|By|For|And|But|Or|Of|Our|We|It|He|She|They|This|That|When|What|Why|How|Where|Who|With|Today"
    r"|Interview|Transcript|Podcast|Show|Summit|Conference|University|Company|Inc|News|Times|Post|(?:Jan|Febr)uary|March"
    r"|April|May|June|July|August|(?:Sept|Nov|Dec)ember|October|\w+day|New|York|San|Francisco|United|States|Photo"
    r"|Updated|Published|Written|Edited)\b"
)
_DOUBLE_SURNAMES = {
    "欧阳",
    "上官",
    "司马",
    "诸葛",
    "东方",
    "皇甫",
    "尉迟",
    "公孙",
    "慕容",
    "令狐",
    "司徒",
    "申屠",
    "歐陽",
    "司馬",
    "諸葛",
}
_ADDRESS = {"师傅", "老师", "先生", "女士", "阿姨", "大爷", "大妈", "奶奶", "爷爷", "教授", "经理", "師傅", "老師"}
_HAN_TITLE = re.compile(
    r"(?:先生|女士|小姐|教授|博士|老师|总裁|总经理|经理|董事长|创始人|主任|院长|校长|部长|首席\S{0,6}官|主编|记者"
    r"|CEO|CTO|CFO|COO)$"
)
# "founder and CEO Lin": a title, then a surname and one or two characters more.
_HAN_TITLED = re.compile(
    r"^.*(?:创始人|合伙人|总裁|经理|教授|主任|博士|董事长|院长|校长|主编|首席\S{1,4}官|CEO|CTO|CFO|COO)\s*(["
    + SURNAMES
    + r"][\u4e00-\u9fff]{1,2})$"
)
_LATIN_TITLE = re.compile(r"^(?:mr|mrs|ms|dr|prof|professor|sir|president|senator)\.?\s+(?=\S)", re.IGNORECASE)


def normalise_name(name: str) -> str:
    """Return a name as it is compared: one space between words, no marks at its ends, lower case."""
    return re.sub(r"\s+", " ", name).strip(" \t*_#>-–—:：,，.").casefold()


def bare_name(name: str) -> str:
    """Return a name without what a label adds to it: marks of emphasis, and a title after a comma."""
    bare = re.sub(r"\s+", " ", name).strip(" \t*_#>-–—:：")
    if titled := _HAN_TITLED.match(bare):
        return titled[1]
    head, comma, title = bare.partition(", ")
    if comma and not re.search("[\u4e00-\u9fff]", head) and len(head.split()) <= 4 and len(title.split()) <= 9:
        return head
    return bare


@dataclass(frozen=True)
class Roster:
    """The people of a document: every spelling of a name, and the person it stands for.

    closed: whether the spellings were given (by the catalogue), so that nobody else may speak.
    """

    people: Mapping[str, str] = field(default_factory=dict)
    closed: bool = False

    @classmethod
    def of(cls, spellings: Mapping[str, Iterable[str]], *, closed: bool = True) -> "Roster":
        """Return a roster from each person's spellings; the person's own name is one of them."""
        people = {}
        for person, names in spellings.items():
            for name in (person, *names):
                people[normalise_name(name)] = person
        return cls(people, closed)

    def resolve(self, name: str) -> str | None:
        """Return the person that a name stands for, with a role put before it or not, or None."""
        wanted = normalise_name(name)
        if wanted in self.people:
            return self.people[wanted]
        for role in _ROLES:
            rest = wanted.removeprefix(role).strip()
            if rest != wanted and rest in self.people:
                return self.people[rest]
        return None

    def spellings(self) -> list[str]:
        """Return all spellings, longest first, so that a full name is found before its part."""
        return sorted(self.people, key=lambda name: (-len(name), name))


def merge_names(counts: Counter[str]) -> dict[str, list[str]]:
    """Return people with their spellings, guessed from the names that label a document's turns.

    A name that is part of another (a surname alone, initials, a name without its title) is the
    same person where it can be only one; the person is called by the fullest spelling without a
    title.
    """
    people: dict[str, list[str]] = {}
    for name in sorted(counts, key=lambda name: (_is_titled(name), -len(normalise_name(name)), -counts[name], name)):
        owners = [person for person in people if _same_person(name, person)]
        if len(owners) == 1:
            people[owners[0]].append(name)
        else:
            people[name] = [name]
    return people


def find_names(text: str) -> Counter[str]:
    """Return the names of people in a text, and how often each stands there.

    In Latin letters two or three words with capitals, in Chinese what jieba tags as a name.
    """
    latin = re.findall(r"(?<![.\w])(?:[A-Z][\w'’-]+ (?:[A-Z]\. )?[A-Z][\w'’-]+(?: [A-Z][\w'’-]+)?)", text)
    names = Counter(name for name in latin if not _NO_NAMES.search(name))
    if re.search("[\u4e00-\u9fff]", text):
        import jieba.posseg

        jieba.setLogLevel(logging.WARNING)
        names.update(_find_han_names([(word, flag) for word, flag in jieba.posseg.cut(text)]))
    return names


def find_main_name(text: str) -> str | None:
    """Return whom an introduction names above all, None where nobody stands out.

    A name with a word before it ("Architect Jane Roe") is the name that stands alone elsewhere.
    """
    names = find_names(text)
    totals = Counter({name: sum(n for longer, n in names.items() if longer.endswith(name)) for name in names})
    ranked = sorted(totals, key=lambda name: (-totals[name], len(name), name))
    rivals = [name for name in ranked[1:] if not name.endswith(ranked[0])]
    clear = ranked and (not rivals or totals[ranked[0]] > totals[rivals[0]])
    return ranked[0] if clear else None


def is_han_name(name: str) -> bool:
    """Whether Chinese characters look like a person's name: a surname first, or a form of address."""
    return 2 <= len(name) <= 4 and (
        name[0] in SURNAMES or name[:2] in _DOUBLE_SURNAMES or name[0] in "小老阿" or name[-2:] in _ADDRESS
    )


def _find_han_names(tagged: list[tuple[str, str]]) -> Iterator[str]:
    """Yield names of two to four characters; a double surname or a form of address is part of one."""
    before = ""
    for word, flag in tagged:
        if flag.startswith("nr"):
            name = before + word if before in _DOUBLE_SURNAMES or (len(before) == 1 and word in _ADDRESS) else word
            if 2 <= len(name) <= 5 and name not in _ADDRESS:
                yield name
        elif word in _ADDRESS and len(before) == 1:
            yield before + word
        before = word


def _is_titled(name: str) -> bool:
    with_role = any(name.casefold().startswith(role) and name.casefold() != role for role in _ROLES)
    return with_role or bool(_HAN_TITLE.search(name) or _LATIN_TITLE.search(name))


def _same_person(name: str, other: str) -> bool:
    a, b = normalise_name(name), normalise_name(other)
    if a == b:
        return True
    if re.search("[\u4e00-\u9fff]", a + b):
        short, long = sorted((a, b), key=len)
        if len(a) == 1 and a in SURNAMES and b.startswith(a):
            return True
        plain = _HAN_TITLE.sub("", a)
        if plain != a and plain and b.startswith(plain):
            return True
        added = long.removesuffix(short)
        return long.endswith(short) and bool(added.strip() in _ROLES or _HAN_TITLE.search(added.upper()))
    words_a, words_b = (re.findall(r"\w+", _LATIN_TITLE.sub("", words)) for words in (a, b))
    if not words_a or not words_b or any(word.isdigit() for word in words_a + words_b):
        return False
    initials = "".join(word[0] for word in words_b)
    return set(words_a) <= set(words_b) or (len(words_b) > 1 and "".join(words_a) == initials)
