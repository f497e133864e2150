"""Speakers: which name in a document is which person."""

import functools
import logging
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

# What people are called behind their names, in both scripts.
TITLE_ZH = re.compile(
    r"(?:先生|女士|小姐|太太|教授|博士|医生|醫生|大夫|律师|律師|法官|老师|老師|校长|校長|院长|院長|总裁|總裁|总经理|總經理|经理|經理"
    r"|董事长|董事長|理事长|理事長|创始人|創始人|主任|主编|主編|主席|记者|記者|编辑|編輯|导演|導演|工程师|工程師|研究员|研究員|院士"
    r"|首席\S{0,6}官|议员|議員|议长|議長|委员|委員|代表|部长|部長|局长|局長|司长|司長|处长|處長|市长|市長|县长|縣長|总理|總理|总统|總統"
    r"|特首|书记|書記|秘书长|秘書長|司令|大使|发言人|發言人|将军|將軍|CEO|CTO|CFO|COO)$"
)
# The hundred or so commonest, in both scripts.
SURNAMES = (
    "游詹洪施骆麦毕翁米戚聂焦穆欧卓蓝甘涂季裴白傅沙阮单鲍庄温"
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾萧田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范"
    "汪廖石金贾韦夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向汤葛岳柯汲俞章鲁柳"
    "張劉陳楊黃趙吳孫馬羅鄭許韓馮鄧蕭蔣葉蘇呂盧鍾譚陸賈韋鄒閻龍賀顧龔萬錢嚴湯魯"
)
# The letters and characters before questions, and before answers.
ASKS, ANSWERS = frozenset("Q问問"), frozenset("A答")
ROLES = ("嘉宾", "嘉賓", "主持人", "主讲人", "主講人", "演讲人", "演講人", "记者", "記者", "主播", "主席", "采访者",
         "受访者", "host", "guest", "moderator", "interviewer", "interviewee", "speaker", "chair", "co-host",
         "presenter")  # fmt: skip
ROLES_ZH = re.compile(
    r"主持|记者|記者|嘉宾|嘉賓|听众|觀眾|观众|聽眾|主播|采访|採訪|訪問者|受访|受訪|本刊|众人|眾人|队员|学员|學員|提问|提問|旁白|发言人|發言人|网友|網友|教练"
    r"|教練|老师|老師|主席|与会|與會|现场|現場|学生|學生|读者|讀者|委员|委員|法官|律师|律師|证人|證人|审判长|原告|被告|翻译员|工作人员|编剧|导演"
)
_ROLE = re.compile(
    r"(?:the )?(?:audience(?: member| question)?|callers?|(?:co-?)?hosts?|guests?|moderator|narrator|announcer"
    r"|question(?:er)?"
    r"|man|woman|voice|students?|teacher|tutor|reporters?|journalist|interviewers?|interviewees?|crowd|operator|chair"
    r"|chair(?:man|woman|person)|(?:madam |mr\.? )?(?:chair(?:man|woman|person)?|president|speaker)"
    r"|presiding officer|presenter"
    r"|court|judge|clerk|witness|bailiff|reporter|jury|foreperson|defendant|plaintiff|counsel|prosecutor|staff|panel|all|both"
    r"|group|everyone|many voices|members?|hon\.? members?|some hon\.? members|an hon\.? member|participant"
    r"|patient|doctor"
    r"|nurse|therapist|client|customer|agent|user|assistant|human|bot|q|a|int|res|unknown"
    r"|unidentified(?: \w+)?(?: #?\d+)?"
    r"|unknown speaker|speaker|editor|translator|interpreter|问|答|問|甲|乙|丙|記|记)(?: ?[#-]?\d{1,2})?",
    re.IGNORECASE,
)
# Who was there, in the head of minutes: a field, and nobody.
_PRESENT = re.compile(
    r"(?:出席|列席|缺席|请假|請假|与会|與會)(?:委員|委员|人員|人员|官員|官员|代表|[單单]位|[機机][關关]|者)?"
)
# Words with a capital that are no part of a person's name.
_NO_NAMES = re.compile(
    r"\b(?:The|An?|In|On|At|By|For|And|But|Or|Of|Our|We|It|He|She|They|This|That|When|What|Why|How|Where|Who|With|Today"
    r"|Interview|Transcript|Podcast|Show|Summit|Conference|University|Company|Inc|News|Times|Post|(?:Jan|Febr)uary|March"
    r"|April|May|June|July|August|(?:Sept|Nov|Dec)ember|October|\w+day|New|York|San|Francisco|United|States|Photo"
    r"|Updated|Published|Written|Edited)\b"
)
# Characters that nobody sees: they part no name from itself.
_UNSEEN = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad]")
# Chinese characters with blanks between them, as gazettes set short words to one width.
_SPACED = re.compile("[\u4e00-\u9fff](?: [\u4e00-\u9fff]){1,3}")
# An introduction has named its people within so many characters.
_NAMED_WITHIN = 20_000
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
FORMS_OF_ADDRESS = {
    "师傅",
    "老师",
    "先生",
    "女士",
    "阿姨",
    "大爷",
    "大妈",
    "奶奶",
    "爷爷",
    "教授",
    "经理",
    "師傅",
    "老師",
}
# "founder and CEO Lin": a title, then a surname and one or two characters more.
_HAN_TITLED = re.compile(
    r"^.*(?:创始人|合伙人|总裁|经理|教授|主任|博士|董事长|院长|校长|主编|首席\S{1,4}官|CEO|CTO|CFO|COO)\s*(["
    + SURNAMES
    + r"][\u4e00-\u9fff]{1,2})$"
)
# What stands behind a comma is no title where somebody does something in it.
_NO_TITLE = re.compile(
    r"\b(?:I|we|you|he|she|it|they|is|are|was|were|have|has|had|will|would|can|could|do|did|not|this|that|let|my|your)\b",
    re.IGNORECASE,
)


def is_role(name: str) -> bool:
    """Return whether a label is a role that people have in a conversation, and no name."""
    plain = name.strip(" *_#.")
    if _PRESENT.fullmatch(plain):
        return False
    return bool(_ROLE.fullmatch(plain)) or (
        len(plain) <= 6 and bool(ROLES_ZH.search(plain)) and not is_han_name(plain[:3])
    )


@functools.lru_cache(maxsize=1 << 19)
def normalise_name(name: str) -> str:
    """Return a name as it is compared: one space between words, composed letters, no marks at its ends, lower case."""
    plain = _UNSEEN.sub("", unicodedata.normalize("NFC", name))
    joined = re.sub(r"(?<=\b[A-Za-z]\.)\s+(?=[A-Za-z]\.)", "", plain)
    return re.sub(r"\s+", " ", joined).strip(" \t*_#>-–—:：,，.").casefold()


def bare_name(name: str) -> str:
    """Return a name without what a label adds to it: unseen characters, marks of emphasis, a title after a comma."""
    bare = re.sub(r"\s+", " ", _UNSEEN.sub("", name)).strip(" \t*_#>-–—:：,，")
    if _SPACED.fullmatch(bare):
        bare = bare.replace(" ", "")
    if titled := _HAN_TITLED.match(bare):
        return titled[1]
    head, comma, title = bare.partition(", ")
    if (
        comma
        and not re.search("[\u4e00-\u9fff]", head)
        and len(head.split()) <= 4
        and len(title.split()) <= 9
        and not _NO_TITLE.search(title)
    ):
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
        for role in ROLES:
            rest = wanted.removeprefix(role).strip()
            if rest != wanted and rest in self.people:
                return self.people[rest]
        return None

    def spellings(self) -> list[str]:
        """Return all spellings, longest first, so that a full name is found before its part."""
        return sorted(self.people, key=lambda name: (-len(name), name))


def find_names(text: str) -> Counter[str]:
    """Return the names of people in a text, and how often each stands there.

    In Latin letters two or three words with capitals, in Chinese what jieba tags as a name. Of a long text only the
    beginning is looked at.
    """
    text = text[:_NAMED_WITHIN]
    latin = re.findall(r"(?<![.\w])(?:[A-Z][\w'’-]+ (?:[A-Z]\. )?[A-Z][\w'’-]+(?: [A-Z][\w'’-]+)?)", text)
    names = Counter(name for name in latin if not _NO_NAMES.search(name))
    if re.search("[\u4e00-\u9fff]", text):
        import jieba.posseg

        jieba.setLogLevel(logging.WARNING)
        found = Counter(_find_han_names([(word, flag) for word, flag in jieba.posseg.cut(text)]))
        for name, count in found.items():
            names[_complete_han_name(text, name, count)] += count
    return names


def find_main_name(text: str) -> str | None:
    """Return whom an introduction names above all, None where nobody stands out.

    A name with a word before it ("Architect Jane Roe") is the name that stands alone elsewhere.
    """
    names = find_names(text)
    totals: Counter[str] = Counter()
    for longer, n in names.items():
        totals.update({longer[k:]: n for k in range(len(longer)) if longer[k:] in names})
    ranked = sorted(totals, key=lambda name: (-totals[name], len(name), name))
    rivals = [name for name in ranked[1:] if not name.endswith(ranked[0])]
    clear = ranked and (not rivals or totals[ranked[0]] > totals[rivals[0]])
    return ranked[0] if clear else None


def is_han_name(name: str) -> bool:
    """Whether Chinese characters look like a person's name: a surname first, or a form of address."""
    return 2 <= len(name) <= 4 and (
        name[0] in SURNAMES or name[:2] in _DOUBLE_SURNAMES or name[0] in "小老阿" or name[-2:] in FORMS_OF_ADDRESS
    )


def is_common_han(name: str) -> bool:
    """Whether a Chinese label is made of words of the dictionary, none of them a person's name."""
    import jieba.posseg

    jieba.setLogLevel(logging.WARNING)
    if is_han_name(name) or is_role(name):
        return False
    words = list(jieba.posseg.cut(name))
    return all(len(word) > 1 and word in jieba.dt.FREQ and not flag.startswith("nr") for word, flag in words)


def _find_han_names(tagged: list[tuple[str, str]]) -> Iterator[str]:
    """Yield names of two to four characters; a double surname or a form of address is part of one."""
    before = ""
    for word, flag in tagged:
        if flag.startswith("nr"):
            name = (
                before + word if before in _DOUBLE_SURNAMES or (len(before) == 1 and word in FORMS_OF_ADDRESS) else word
            )
            if 2 <= len(name) <= 5 and name not in FORMS_OF_ADDRESS:
                yield name
        elif word in FORMS_OF_ADDRESS and len(before) == 1:
            yield before + word
        before = word


def _complete_han_name(text: str, name: str, count: int) -> str:
    """A name of two characters with the one that always stands before it, where that can be its rare surname."""
    if len(name) != 2 or count < 2 or name[0] in SURNAMES:
        return name
    before = {text[match.start() - 1 : match.start()] for match in re.finditer(re.escape(name), text)}
    surname = before.pop() if len(before) == 1 else ""
    return surname + name if "\u4e00" <= surname <= "\u9fff" and surname not in "的是和与跟对向把被叫" else name
