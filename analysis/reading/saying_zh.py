"""Saying, in Chinese of either script: who is the subject of a verb of saying in a clause of an article."""

import logging
import re
from functools import lru_cache

from analysis.ground.languages import simplify
from analysis.reading.saying import Saying, Subject
from analysis.reading.speakers import SURNAMES as COMMON_SURNAMES

SURNAMES = COMMON_SURNAMES + "窦竇倪瞿滕殷岑闵閔覃佟宫宮商祝屈项項祖巩鞏褚卫衛辛管祁喻裘娄婁柴桑寿壽边邊强盛岑颜顏麥樊霍虞支咎卞齐齊"

_MANY = (
    "表示|说道|说到|问道|笑道|喊道|叫道|写道|答道|指出|强调|认为|提到|提出|反问|追问|回答|回应|补充|解释|透露|坦言|直言|谈到|谈及"
    "|调侃|感叹|感慨|炮轰|承认|坦承|介绍|宣布|总结|告诉|抱怨|回忆|呼吁|建议|批评|质疑|警告|提醒|重申|声称|宣称|笑言|戏言|断言|预测"
    "|主张|反驳|否认|澄清|控诉|评价|形容|嘱咐|叮嘱|吐槽|留言|发文|撰文|发帖|忆述|直指|直斥|明言|续称|续指|坦白|慨叹|讲述|分析称"
    "|写下|言论|相信|直呼|表态|推测|猜测|描述|附和|安慰|劝说|质问|询问|自嘲|打趣|感谢|期待|希望|坚称|辩称|自称|声明|申明|反映|倾诉|诉说"
    "|交代|觉得|记得|指责|劝告|安抚|喊话|发声|表明|呼喊|惊呼|感慨|叹道|骂道|续说|反复说|点评|评论|提问|发问|答复|批|讽|嘆|斥"
    "|覺得|記得|指責|勸告|喊話|表明|說道|說到|問道|寫道|強調|認為|反問|追問|回應|補充|解釋|談到|談及|調侃|感嘆|承認|坦承|介紹|宣布|宣佈|總結|告訴|回憶|呼籲|建議"
    "|批評|質疑|重申|聲稱|宣稱|戲言|預測|主張|反駁|否認|控訴|評價|囑咐|叮囑|留言|憶述|續稱|續指|慨嘆|講述|分析稱|寫下|描述|質問|詢問"
    "|自稱|聲明|反映|嘆道|罵道|評論|提問|發問|答覆|透露|續說|表態|直斥|相信|希望|期待|感謝"
)
_LOOSE = set("相信 希望 期待 感谢 感謝 描述 评论 評論 介绍 介紹 言论 反映 建议 建議 批 讽 斥 提出 总结 總結".split())
_ONE = (
    r"(?<![小学据听来胡传學據聽來傳话話])[说說](?![法服客辞辭教谎謊书書])|(?<![名职简俗号被堪统据对職簡號統據對])[称稱](?![为作之号呼赞職職為號讚赞得])"
    r"|(?<![访顾疑学慰訪顧學])[问問](?![题世卷责答題責卷])|(?<![手戒])指(?![数标导挥定望控责纹數標導揮責紋甲])"
    r"|(?<![演听聽])[讲講](?![座台述话解究师師話])|喊(?![叫声聲])|(?<![回解应對对])答(?![案应應题題])|道(?=[：:，,“「\"])|叹|劝(?=[：:])|骂(?=[：:])"
)
VERB = re.compile(f"(?:{_MANY}|{_ONE})")
_CUT = re.compile(r"[，,；;：:。！？!?\0“”「」]")
_PRONOUN = re.compile(r"(?:他们|她们|他們|她們|[他她])(?!人)")
_AUTHOR = re.compile(r"^(?:我们?|我們|笔者|筆者)(?!国|國|市|省|县|校|院|司)")
_TO = re.compile(r"(?<=.)(?:面?对(?!方|手)着?|面?對(?!方|手)著?|向|跟|与|與|和|同|给|給|告诉|告訴|接受|答|回复|回覆)")
_TO_FIRST = re.compile(r"^(?:相比|比起|相较|相較|作为|作為|对(?!方|手)|對(?!方|手)|向|跟|与|與|同|给|給|在|据|據|随着|隨著|关于|關於|谈到|談到|谈及|談及|当|當|从|從|由于|由於|为了|為了|被|把|至于|至於|除了|针对|針對|按照|根据|根據|说到|說到)")
_ADVERBS = re.compile(
    r"(?:又|也|还|還|则|則|都|再|就|便|续|續|并|並|却|卻|曾经|曾經|曾|仍然|仍|亦|只|直|更|才|最后|最後|后来|後來|随后|隨後|接着|接著|继续|繼續"
    r"|笑着|笑著|笑了笑|笑|哭着|哭著|同时|同時|当时|當時|当日|當日|进一步|進一步|再次|多次|一再|反复|公开|公開|明确|明確|也是|均|一直|经常|經常|常常|常|总|總"
    r"|立刻|立即|马上|馬上|随即|隨即|不禁|忍不住|坦率|首先|此前|之前|事后|事後|近日|今天|昨天|日前|透过|透過|通过|連忙|连忙|主动|主動|特别|特別|如此|这样|這樣|可以|会|會|要|是|所|对此|對此|一句|只是|轻声|輕聲|大声|大聲|小声|小聲|在微博上?|在会上|有些激动的|[^，,。的]{1,6}地)+$"
)
_LEADS = re.compile(
    r"^(?:但是|但|而且|而|不过|不過|然而|同时|同時|随后|隨後|对此|對此|当时|當時|之后|之後|此外|另外|后来|後來|于是|於是|接着|接著|最后|最後|其中|因此|所以|如今|今天|昨天|近日|日前|昨日|今日|不久|其实|其實|原来|原來|甚至|可是|只有|连|連|就连|就連|例如|比如|有一次|有次|有时|有時|这时|這時|此时|此時|首先|其次|再者|至于|另一边|一旁|一旁的|记得|記得|听完|聽完|不料|谁知|并|並|又|也|还|還|正如|就像|如|让|讓|像|被)+"
)
# Where or when somebody says something: 在…中, 在…后.
_PLACE = re.compile(r"(?<![现现正实存現實])在(?:[^的]*+$|[^，,]*+(?<=[中时時后後前里裡上下间間天日年月会會])$)")
# In whose view something is: 在…看来, 按…的话说.
_VIEW = re.compile(
    r"(?:在|按照|按|依|用)(?P<who>[^，,。的]{1,20}?)(?:看来|看來|眼中|眼里|眼裡|的(?:话|話|说法|說法|理解|看法|观点|觀點|描述|印象|记忆|記憶))"
)
_BRACKETS = re.compile(r"（[^（）]{0,60}）|\([^()]{0,60}\)")
_KIN = (
    r"(?:母亲|母親|父亲|父親|妈妈|媽媽|爸爸|爸|妈|媽|妻子|太太|丈夫|先生|儿子|兒子|女儿|女兒|奶奶|爷爷|爺爺|哥哥|弟弟|姐姐|妹妹|叔叔|家人|家属|家屬"
    r"|律师|律師|同事|同学|同學|朋友|邻居|鄰居|秘书|秘書|助理|经纪人|經紀人|徒弟|老师|老師|学生|學生|团队|團隊|发言人|發言人|们|們)"
)
_LATIN = re.compile(r"[A-Z][\w.'’-]*(?:[ ·•][A-Z][\w.'’-]*)*")
_FOREIGN = re.compile(r"[\u4e00-\u9fff]{1,6}(?:[·•‧・．][\u4e00-\u9fffA-Z.]{1,8})+")
_TITLE_TAIL = re.compile(r"(?:先生|女士|小姐|教授|博士|老师|老師|师傅|師傅|阿姨|大爷|大妈|奶奶|爷爷|总|總|姐|哥|叔|伯)$")
# With these characters foreign names are written.
_FOREIGN_CHARACTERS = set(
    "阿埃艾安昂奥巴贝本比彼伯布查茨达戴德迪蒂丁杜多厄恩尔菲费弗夫福盖格哈海赫霍基加杰金卡凯考科克肯库拉莱兰劳雷里利丽林卢鲁路罗洛马麦曼梅门米莫姆"
    "穆纳奈内尼诺帕佩皮普奇乔切琼萨塞桑森沙舍史斯苏索塔泰特图托瓦万维温沃乌西希夏谢休雅亚扬耶伊因扎詹兹佐妮娜莉丝珍莎琳蕾妲娅黛薇"
)
_HAN = re.compile(r"[\u4e00-\u9fff]")
_LONGEST_NAME = 4


def find_sayings(clause: str, names: re.Pattern[str] | None = None) -> list[Saying]:
    """Return the verbs of saying of a clause that have a subject before them in it, in order.

    names: finds the spellings of people who are known; others are taken for people too.
    """
    plain = _BRACKETS.sub(lambda match: " " * len(match.group()), clause)
    sayings = []
    for match in VERB.finditer(plain):
        ahead = _LEADS.sub("", _ADVERBS.sub("", _CUT.split(plain[: match.start()])[-1].strip()))
        goes_on = bool(sayings) and not ahead
        subject = sayings[-1].subject if goes_on else _subject_before(plain[: match.start()], names)
        if subject is not None:
            sayings.append(Saying(subject, match.start(), match.end(), match.group() in _LOOSE))
    if not sayings and (view := _VIEW.search(plain)):
        subject = _read_phrase(view["who"], names)
        if subject is not None:
            sayings.append(Saying(subject, view.start("who"), view.end(), loose=True))
    return sayings


def find_subject(clause: str, names: re.Pattern[str] | None = None) -> Subject | None:
    """Return the person with whom a sentence begins, known by name or as a pronoun."""
    for chunk in _CUT.split(clause):
        if _TO_FIRST.match(chunk.strip()):
            continue
        subject = _known_subject(_LEADS.sub("", chunk.strip()), names)
        if subject is not None:
            return subject
    return None


def _subject_before(words: str, names: re.Pattern[str] | None) -> Subject | None:
    """The subject of a verb, from what its sentence says before it."""
    chunks = [chunk.strip() for chunk in _CUT.split(words)]
    subject = _read_phrase(chunks[-1], names)
    if subject is not None:
        return subject
    rest = _LEADS.sub("", _ADVERBS.sub("", chunks[-1]))
    if _TO_FIRST.match(chunks[-1]) and len(chunks) == 1:
        return None
    for chunk in chunks[:-1]:
        found = _read_phrase(chunk, names)
        if found is not None and found.kind != "role":
            return found
    return _read_phrase(chunks[-2], names) if len(chunks) > 1 and not rest else None


def _read_phrase(chunk: str, names: re.Pattern[str] | None) -> Subject | None:
    """Who does what a piece between commas tells: somebody known, else the noun phrase at its head."""
    phrase = _LEADS.sub("", chunk)
    known = _known_subject(phrase, names)
    if known is not None:
        return known
    if _TO_FIRST.match(phrase) and "的" not in phrase:
        return None
    phrase = _strip(phrase)
    return _parse_phrase(phrase) if phrase else None


def _strip(phrase: str) -> str:
    """A phrase without whom its verb addresses and without the adverbs at its end."""
    if addressed := _TO.search(phrase):
        phrase = phrase[: addressed.start()]
    if (place := _PLACE.search(phrase)) and place.start() >= 2:
        phrase = phrase[: place.start()]
    return _ADVERBS.sub("", re.sub(r"[的地]$", "", phrase.strip())).strip()


def _known_subject(phrase: str, names: re.Pattern[str] | None) -> Subject | None:
    if author := _AUTHOR.match(phrase):
        return Subject("role", author.group())
    mentions = [(match, "name") for match in names.finditer(phrase)] if names else []
    mentions += [(match, "pronoun") for match in _PRONOUN.finditer(phrase)]
    mentions.sort(key=lambda pair: (pair[0].start(), -pair[0].end()))
    addressed = False
    for match, kind in mentions:
        before, after = phrase[: match.start()], phrase[match.end() :]
        if re.search(r"(?:对|對|向|跟|与|與|和|同|给|給|告诉|告訴|问|問|被|把|让|讓|称|稱|据|據)$", before):
            addressed = addressed or not re.search(r"[与與和同跟]$", before)
            continue
        if addressed and "的" not in before:
            continue
        if re.match(r"的(?!$)", after) and not _is_adverbial(after):
            if (owner_named := re.match(rf"的[^的，,]{{0,6}}?{_KIN}(?=[\u4e00-\u9fff]{{2}})", after)) and not _more(mentions, match):
                further = _read_phrase(after[owner_named.end() :], None)
                if further is not None and further.kind == "name":
                    return further
            if kind == "name" and (owned := re.match(rf"的[^的，,]{{0,6}}?{_KIN}", after)) and not _more(mentions, match):
                return Subject("role", match.group() + owned.group())
            if kind == "pronoun" and (owned := re.match(rf"的?{_KIN}", after)) and not _more(mentions, match):
                return Subject("role", match.group() + owned.group())
            continue
        if kin := re.match(_KIN, after):
            if not _TITLE_TAIL.search(kin.group()) and not _more(mentions, match):
                return Subject("role", match.group() + kin.group())
        return Subject("name" if kind == "name" else "pronoun", match.group())
    return None


def _more(mentions: list[tuple[re.Match[str], str]], match: re.Match[str]) -> bool:
    return any(other.start() >= match.end() and kind == "name" for other, kind in mentions)


def _is_adverbial(after: str) -> bool:
    """Whether a 的 behind a name belongs to a verb: it stands at the end of the phrase."""
    return after.rstrip().endswith("的") and after.count("的") == 1


@lru_cache(maxsize=20_000)
def _parse_phrase(phrase: str) -> Subject | None:
    """Who a noun phrase is that no known name stands in: a name behind its titles, or a role."""
    if foreign := _FOREIGN.search(phrase):
        return Subject("name", foreign.group())
    if not _HAN.search(phrase) or (re.match(r"[A-Z]", phrase) and not re.search(r"[\u4e00-\u9fff]{2}", phrase)):
        latin = _LATIN.search(phrase)
        return Subject("name", latin.group()) if latin and not phrase[: latin.start()].strip() else None
    tokens = _tag(phrase[-40:])
    head, start = _find_head(tokens)
    if not head:
        return None
    name = _find_name(head, tokens[start + len(head) :])
    if name and not re.search("[他她我你它们們]", name):
        return Subject("name", name)
    words = "".join(word for word, _ in head)
    if latin := _LATIN.fullmatch(words):
        return Subject("name", latin.group())
    owner = _find_owner(tokens[:start])
    return Subject("role", owner + words) if _may_speak(head) else None


def _tag(phrase: str) -> list[tuple[str, str]]:
    """The words of a phrase with jieba's tags, told on simplified characters, given as they are written."""
    import jieba.posseg

    jieba.setLogLevel(logging.WARNING)
    simple = simplify(phrase)
    if len(simple) != len(phrase):
        simple = phrase
    tokens, position = [], 0
    for word, flag in jieba.posseg.cut(simple):
        tokens.append((phrase[position : position + len(word)], flag))
        position += len(word)
    return tokens


def _find_head(tokens: list[tuple[str, str]]) -> tuple[list[tuple[str, str]], int]:
    """The words of a noun phrase behind its last 的, up to what is no noun, and the number of the first."""
    begin = 0
    for number, (word, _) in enumerate(tokens[:-1]):
        if word == "的":
            begin = number + 1
    while begin < len(tokens) and tokens[begin][1][0] in "cdtufwx" and not _is_latin(tokens[begin][0]):
        begin += 1
    stop = begin
    while stop < len(tokens) and (tokens[stop][1][0] in "nmqljirabzsgxet" or tokens[stop][1] in ("vn", "eng", "zg", "ng")):
        stop += 1
    return tokens[begin:stop], begin


def _is_latin(word: str) -> bool:
    return bool(re.match("[A-Za-z]", word))


def _find_name(head: list[tuple[str, str]], rest: list[tuple[str, str]]) -> str | None:
    """The name at the end of a noun phrase: a surname and what follows, or what its titles leave over."""
    for number, (word, flag) in enumerate(head):
        tail = "".join(word for word, _ in head[number:])
        if number + 1 < len(head) and len(word) > 1 and not flag.startswith("nr") and word[0] not in SURNAMES:
            continue
        surname = simplify(word[0]) in SURNAMES or word[0] in SURNAMES
        if flag.startswith("nr") and word not in ("师傅", "師傅", "老师", "老師", "祝福") and len(tail) <= 8:
            return _join_name(head[number:], rest)
        if surname and 2 <= len(tail) <= _LONGEST_NAME and (len(word) == 1 or len(tail) == len(word)) and flag[0] != "n":
            return tail
        if surname and len(word) == 1 and 2 <= len(tail) <= _LONGEST_NAME:
            return tail
    left = [word for word, _ in [*head, *rest]]
    while left and len(left[0]) > 1:
        del left[0]
    over = "".join(left)
    titled = len(left) < len(head) + len(rest)
    if titled and 2 <= len(over) <= 3 and (all(len(word) == 1 for word in left) or over[0] in SURNAMES):
        return over
    if titled and 2 <= len(over) <= 6 and not set(over) - _FOREIGN_CHARACTERS:
        return over
    if len(head) > 1 and 2 <= len(head[-1][0]) <= 6 and not set(simplify(head[-1][0])) - _FOREIGN_CHARACTERS:
        return head[-1][0]
    whole = "".join(word for word, _ in head)
    return whole if 2 <= len(whole) <= 3 and re.search("[姐哥叔伯总總]$", whole) and len(head) > 1 else None


def _join_name(head: list[tuple[str, str]], rest: list[tuple[str, str]]) -> str:
    """A name that jieba cut in pieces, its form of address with it."""
    name = head[0][0]
    for word, flag in head[1:]:
        titled = bool(_TITLE_TAIL.search(word))
        if len(name) + len(word) > (6 if titled else _LONGEST_NAME):
            break
        if len(name) > 1 and not titled and not flag.startswith("nr"):
            break
        name += word
    if len(name) == 1 and rest and len(rest[0][0]) <= 2:
        name += rest[0][0]
    return name


def _find_owner(tokens: list[tuple[str, str]]) -> str:
    """Whose somebody is, as written before the head: 刘小军的 in 刘小军的母亲."""
    if len(tokens) >= 2 and tokens[-1][0] == "的" and tokens[-2][1].startswith("nr") and len(tokens[-2][0]) > 1:
        return tokens[-2][0] + "的"
    return ""


def _may_speak(head: list[tuple[str, str]]) -> bool:
    """Whether a noun phrase is somebody or a body that speaks, not a time, a number or a pronoun for a thing."""
    word, flag = head[-1]
    if len(word) == 4 and flag[0] in "il":
        return False
    if flag[0] in "tmrqabs" and word not in ("对方", "對方", "大家", "本人", "自己", "有人", "谁", "有的人"):
        return False
    return len("".join(word for word, _ in head)) >= 2
