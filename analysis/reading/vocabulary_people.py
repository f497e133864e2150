"""Vocabulary of people, in both languages: titles and offices, kin, bodies, genders, and what tells them from names."""

import re

from analysis.reading.shapes import HAN
from analysis.reading.vocabulary_zh import DOCUMENT, SURNAMES


def _words(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Titles and offices that stand before a name.
RANKS = _words(
    "mr mrs ms mx dr prof sir dame lord lady sgt sergeant lt lieutenant col colonel gen general capt captain maj cmdr"
    " commander adm admiral spc cpl rep reps representative sen sens senator gov governor president mayor director"
    " spokesman spokeswoman spokesperson attorney minister chief officer sheriff judge justice detective professor"
    " secretary chairman chairwoman chair coach manager leader rev reverend pastor constable speaker whip ambassador"
    " congressman congresswoman councilman councilwoman councilor councillor commissioner chancellor premier strategist"
    " lawmaker candidate nominee treasurer comptroller prosecutor inspector superintendent principal bishop archbishop"
    " cardinal rabbi imam mp ceo cto cfo coo"
)
TITLES = re.compile(
    r"^(?:(?:mr|mrs|ms|mx|dr|prof|professor|sir|dame|lord|lady|president|senator|sen|rep|representative|gov|governor|mayor"
    r"|sheriff|judge|justice|captain|capt|lt|sgt|sergeant|col|colonel|gen|general|officer|chief|detective|coach|minister"
    r"|prime|secretary|chairman|chairwoman|chair|director|councilman|councilwoman|councillor|councilor|congressman"
    r"|congresswoman|attorney|rev|reverend|father|sister|brother|pastor|bishop|king|queen|prince|princess|chancellor"
    r"|commissioner|superintendent|principal|speaker|leader|whip|strategist|ambassador|house|senate|majority|minority|deputy|vice|former|district|state|foreign|defense|defence|ceo|cto|cfo|coo"
    r"|executive|manager|editor|analyst|spokesman|spokeswoman|spokesperson)\.?\s+)++(?=\S)"
)
HAN_TITLE = re.compile(
    r"(?:先生|女士|小姐|太太|教授|博士|医生|醫生|律师|律師|老师|老師|校长|校長|经理|經理|主任|议员|議員|局长|局長|司长|司長|总理|總理|总统|總統|主席|部长|部長|特首)$"
)
FEMALE = re.compile(r"^(?:ms|mrs|miss|dame|lady|councilwoman|congresswoman)\b|(?:女士|小姐|太太)$")
MALE = re.compile(r"^(?:mr|sir|lord|councilman|congressman)\b|先生$")
# Who writes the article, and asks in it.
ASKER = re.compile(r"[\u4e00-\u9fff]{0,6}[记記]者|[笔筆]者|作者|我们?|我們")
GENDERS = {"he": "m", "she": "f", "他": "m", "她": "f"}
_BODIES = re.compile(
    r"\b(?:company|government|ministry|department|agency|report|statement|council|court|university|association|office"
    r"|committee|party|union|group|inc|corp|ltd|post|times|news|institute|police|officials|study|paper|website)\b"
    r"|\b(?:cent(?:er|re)|hospital|college|school|museum|foundation|authority|network|coalition|alliance|commission"
    r"|bureau|administration|board|organi[sz]ation|federation|clinic|academy|programme?|project|services?|airport)$"
    r"|(?:公司|政府|局|部|委员会|委員會|中心|法院|大学|大學|报|報|网|網|社|协会|協會|集团|集團|[政港教省市县縣]府|教廷|朝廷|[法学學医醫]院|[厅廳处處]|方面|官方|警方|声明|報告|报告)$",
    re.IGNORECASE,
)
KIN = re.compile(
    r"(?P<female>\b(?:mother|daughter|wife|sister|grandmother|granddaughter|aunt|niece|woman|girl|mom|spokeswoman)$"
    r"|(?:母亲|母親|妈妈|媽媽|妻子|太太|女儿|女兒|奶奶|姐姐|妹妹|阿姨|女士|小姐)$)"
    r"|\b(?:father|son|husband|brother|grandfather|grandson|uncle|nephew|man|boy|dad|spokesman)$"
    r"|(?:父亲|父親|爸爸|丈夫|儿子|兒子|爷爷|爺爺|哥哥|弟弟|叔叔|先生)$"
)
# How words for somebody of a trade, or in an office, end.
_PERSONS = re.compile(
    r"(?:[eo]r|ist|man|woman|person|[eai]nt|ian|ee|yst|ary|ate|boss|chief|coach|judge|official|witness|friend|neighbou?r"
    r"|boy|girl|child|head|host|guest|guard|captain|mayor|nurse|clerk|priest|pilot|victim|[ai]can|crat|aide|lady|nominee"
    r"|tyrant|rival|pastor|king|queen|minister|general|whip)$"
)
# Words that end as those for somebody of a trade do, and are none.
_THINGS = _words(
    "paper newspaper letter order poster number center centre statement document comment agreement amendment argument"
    " department government parliament answer offer banner sticker chapter weather matter power water movement payment"
    " investment treatment settlement commitment announcement assessment advertisement summary commentary diary library"
    " military senate debate rate update date mandate event moment incident accident content error horror mirror floor"
    " door tower river winter summer dinner corner quarter border disaster computer register folder paragraph entry"
)
MANY = re.compile(
    r"^(?:some|many|several|others|critics|officials|[许許]多|一些|不少|很多|大家)|[们們]$|^[^A-Z]*[^s]s$"
)
SUFFIXES = {"jr", "sr", "ii", "iii", "iv"}


def is_body(name: str) -> bool:
    """Whether a name or a role is a body's, not a person's."""
    return bool(_BODIES.search(name))


def is_thing(name: str) -> bool:
    """Whether what says something is written, or in English a body or a group: who quotes it may mean nobody by it."""
    if HAN.search(name):
        return bool(DOCUMENT.search(name))
    head = name.rsplit(maxsplit=1)[-1].strip(".")
    if head[:1].isupper() or head in ("i", "we"):
        return is_body(name) or (head.isupper() and len(head) > 1)
    return not is_person(head) and not KIN.search(head)


def is_person(word: str) -> bool:
    """Whether a word in Latin letters tells what somebody is by trade, office or party."""
    plain = word.lower().strip(".")
    return bool(_PERSONS.search(plain)) and plain not in _THINGS and not _BODIES.search(plain)


def is_full_name(name: str) -> bool:
    """Whether a person's name has a surname and a first name."""
    if "·" in name or (HAN.search(name) and 2 <= len(name) <= 3 and name[0] in SURNAMES):
        return True
    words = bare_name(name).split()
    return len(words) > 1 and all(word[0].isupper() for word in (words[0], words[-1])) and not is_body(name)


def bare_name(name: str) -> str:
    """Return a name in Latin letters without its titles, unless nothing else is left of it."""
    words = name.split()
    for number in range(len(words) - 1, 0, -1):
        if words[number - 1].lower().strip(".") in RANKS:
            return " ".join(words[number:])
        office = words[number - 1]
        if office.isupper() and 2 <= len(office) <= 5 and "." not in office and len(words) - number > 1:
            return " ".join(words[number:])
    return name
