"""Shapes: how much a label looks like somebody who speaks, from its letters alone."""

import functools
import re

from analysis.reading.function_words import is_function_word
from analysis.reading.speakers import ROLES_ZH, SURNAMES, TITLE_ZH, is_han_name, is_role

HAN = re.compile("[\u4e00-\u9fff]")
# What nobody says: fields of forms, pages and films, in both scripts.
_FIELD = re.compile(
    r"(?:文章作者|作者|来源|來源|链接|鏈接|連結|关键词|關鍵詞|编辑|編輯|责任编辑|責任編輯|责编|責編|翻译|翻譯|校对|校對|注|编者按|編者按|编者注|編者注|译注"
    r"|字号|整理|编译|編譯|地点|地點|时间|時間|标题|標題|摘要|本文|时长|時長|出品|策划|策劃|监制|監製|日期|标签|標籤|分类|分類|撰文|文字|排版|设计|設計|制作|製作"
    r"|图|圖|图片|圖片|题图|封面|摄影|攝影|摄制|剪辑|字幕|字幕组|听译|时间轴|后期|压制|出处|原文|原题|公众号|微信|微博|邮箱|电话|地址|网址|网站|出版社|责任校对|统筹|統籌|实习生|實習生"
    r"|延伸閱讀|延伸阅读|相关阅读|相關閱讀|相关新闻|推荐阅读|下期预告|广告|廣告|分享|分享到|导语|導語|导读|導讀|小结|小結|总结|總結|目录|目錄|备注|備註|附件"
    r"|例如|比如|譬如|其中|问题是|结果|所以|因此|但是|另外|此外|总之|首先|其次|最后|即|即是|也就是说|换句话说|简单来说|提案人|連署人|连署人|附议人|附議人|(?:出席|列席|缺席|请假|請假|出列席)(?:委員|委员|人員|人员|官員|官员|代表|[單单]位|[機机][關关]|者)?|記錄|记录|纪录|決議|决议|決定|决定"
    r"|key points?|notes?|editor'?s? notes?|source|authors?|date|time|url|published|publisher|example|for example"
    r"|summary|p\.?s|tags?|filed under|related|read more|photos?|image|credits?|advertisement|sponsored|subscribe|share"
    r"|topics?|recording|audio|video|watch|download|updated|by|posted|categor(?:y|ies)|duration|location|listen|transcript"
    r"|transcribed by|transcription|speakers?|participants?|guests?|hosts?|attendees|present|presenters?|absent|regrets"
    r"|apologies|announcements?|chairs?|scribes?|agenda|minutes|action items?|actions?|resolution|title|subtitle|slides"
    r"|resources?|media"
    r"|links?|references?|contents|chapters?|episode|show notes|contact|email|website|twitter|phone|fax|subject"
    r"|from|to|cc|re"
    r"|subtitles?|captions?|channel|main|raw|variant|series|playlist|文章类别|类别|参考文献|参考资料|參考資料|参考|频道|頻道|主题"
    r"|主題|讲题|講題|page|tape|reel|disc|track|side|kind|language|format|id|name|names|place|venue|version"
    r"|status|licen[cs]e|copyright|edited by|produced by|producer"
    r"|question|answer|correction|warning|caution|tip|update|breaking|exclusive|opinion|analysis|review"
    r"|interview|part \w+)",
    re.IGNORECASE,
)
# So somebody opens a sentence that a colon parts.
_OPENING = re.compile(
    r"(?:for )?example|例如|比如|譬如|其中|问题是|结果|所以|因此|但是|另外|此外|总之|首先|其次|最后|即是?"
    r"|也就是说|换句话说|简单来说",
    re.IGNORECASE,
)
# Fields of a letter in small letters, in capitals rather somebody's initials.
_INITIALS = {"CC", "RE"}
# What joins two fields in one label: Date & Time.
_JOINED = re.compile(r"\s(?:&|/|and)\s|[&/、]")
_WORD = re.compile(r"[^\W\d_][\w'’.-]*+")
# A sentence begins so, and no name of several words does.
_OPENS = re.compile(
    r"(?!right (?:rev|hon))"
    r"(?:and|but|so|or|then|because|if|when|while|that|this|these|those|that[’']s|it[’']s|there|here|what|why|how|who|for"
    r"|as|with|from|to|not|only|just|even|like|also|maybe|well|now|yes|no|yeah|oh|okay|right|sure|exactly|in|on|at|of)"
    r"[.,!]?\s+\S",
    re.IGNORECASE,
)
# What programs for chats put behind a nickname: the way in which somebody came, or that somebody is away.
_NICK_TAIL = re.compile(r"(?<=\w)(?:\[\w{1,6}\]|[|`^]\w{0,6})$")
_PARTICLES = {"of", "de", "da", "do", "dos", "del", "della", "di", "du", "la", "le", "van", "von", "der", "den", "el",
              "al", "bin", "ibn", "the", "and", "y", "zu", "ten", "ter", "af", "for"}  # fmt: skip
_ID = re.compile(
    r"(?:speaker|spk|participant|respondent|interviewee|interviewer|voice|person|unidentified|unknown|male|female|caller"
    r"|student|member|witness|juror|user|agent|customer|channel|被访者|受访者|發言人|发言人|说话人|用户|嘉宾)[\s_#-]*+"
    r"(?:speaker|person|male|female|man|woman|voice|member)?[\s_#-]*+(?:\d{1,3}|[A-Z]|[一二三四五六七八九十])?"
    r"|(?:SPEAKER|SPK|P|R|I|S|INT|RES|M|F|IV|IE|IR)[_-]?\d{0,3}|[A-Z]{1,4}\d{0,2}",
    re.IGNORECASE,
)
_HONORIFIC = re.compile(
    r"(?:mr|mrs|ms|miss|mx|dr|prof|professor|sir|madam|dame|lord|lady|president|vice president|senator|sen"
    r"|representative"
    r"|rep|congress(?:man|woman)|chair(?:man|woman|person)?|madam chair|judge|justice|secretary|general|gen|colonel|col"
    r"|captain|capt|lieutenant|lt|major|admiral|governor|gov|mayor|minister|ambassador|director|administrator|commissioner"
    r"|delegate|hon|honou?rable|rev|reverend|father|sister|brother|king|queen|prince|princess|chancellor"
    r"|attorney general"
    r"|assembly(?:man|woman|member)|right reverend|the)\.?\s+\S",
    re.IGNORECASE,
)
_HEADING_WORDS = re.compile(
    r"\b(?:with|for|in|on|at|minutes?|questions?|answers?|story|part|chapter|episode|week|sync|action|notes?|series|update"
    r"|news|report|review|summary|agenda|background|introduction|intro|conclusion|abstract|contents?|remarks?|prepared"
    r"|participants?|discussion|overview|examination|testimony|statement|exhibit|appendix|transcript|about|how|why|what"
    r"|call|session|section|title|table|figure|page|volume|number|music|break|opening|closing|welcome|comments?|results?"
    r"|resolution|proposal|issue|motion|item|suspension|standing|orders?|motions?|bills?|debate|adjournment|business|petitions?|tabling|prayers?|key|takeaways?|resources?|links?|references?|timestamps?)\b",
    re.IGNORECASE,
)
_HAN_PROSE = re.compile(
    r"[的了吗嗎呢吧啊是在把被很就都也不没沒这這那哪我你您他她它们們几幾]|^第[一二三四五六七八九十\d]"
)
# A surname, the office, and the rest of the name behind it, as parliaments in Taiwan write them.
_OFFICE_INSIDE = re.compile(
    rf"[{SURNAMES}][\u4e00-\u9fff]{{0,5}}(?:委員|委员|[長长]|代表|教授|律師|律师|主任|[秘祕][書书]|[參参]事|[專专][員员]|主委|[檢检]察官)[\u4e00-\u9fff]{{1,2}}"
)
_ORDINAL = re.compile(
    r"^(?:第?[一二三四五六七八九十百\d]+[、.)）]?|\(?(?:[ivx]{2,}|\d+)[.)]?"
    r"|(?:\d+ ?(?:小时|小時|分钟|分鐘|分|秒|hours?|hrs?|min(?:ute)?s?|sec(?:ond)?s?|[hms])[ ,]{0,2})++)$",
    re.IGNORECASE,
)


def initials(name: str) -> str:
    """Return the initials of a name of several words, "" of one."""
    words = name.split()
    return "".join(word[0] for word in words) if len(words) > 1 else ""


@functools.lru_cache(maxsize=65536)
def is_field(name: str) -> bool:
    """Return whether a label is a field of a form, a note or a short reply, which nobody is called."""
    plain = name.strip(" *_#")
    if plain in _INITIALS:
        return False
    parts = _JOINED.split(plain)
    if len(parts) > 1:
        return all(map(is_field, parts))
    return not is_role(plain) and bool(is_function_word(plain) or _FIELD.fullmatch(plain) or _ORDINAL.fullmatch(plain))


def is_form_field(name: str) -> bool:
    """Return whether a label is a field of a form, and no reply or opening, which somebody says."""
    plain = name.strip(" *_#")
    return is_field(plain) and not is_function_word(plain) and not _OPENING.fullmatch(plain)


@functools.lru_cache(maxsize=65536)
def rate_shape(name: str) -> float:
    """Return how much a label looks like somebody: about 2 and more for who can be little else, below 0 for hardly."""
    plain = name.strip(" *_#")
    if not re.search(r"[^\W\d_]", plain) or "://" in plain or "@" in plain:
        return -4.0
    if is_field(plain):
        return -4.0
    if is_role(plain):
        return 2.0
    return _rate_han(plain) if HAN.search(plain) else _rate_latin(plain)


def _rate_han(name: str) -> float:
    n_letters = len(HAN.findall(name))
    if _HAN_PROSE.search(name) and not is_han_name(name):
        return -2.5
    if re.search(r"[，。、；！？]", name):
        return -3.0
    titled = TITLE_ZH.sub("", name).strip()
    if titled != name and (is_han_name(titled) or titled in SURNAMES) and titled:
        return 2.0
    if is_han_name(name):
        return 1.5
    if _OFFICE_INSIDE.fullmatch(name):
        return 2.0
    if ROLES_ZH.search(name):
        return 1.0
    if n_letters > 12:
        return -2.5
    return 0.3 if n_letters <= 4 else 0.0 if n_letters <= 8 else -0.6


def _rate_latin(name: str) -> float:
    if re.search(r"[?!;…]|\.\.", name) or (
        name.endswith(".") and not re.search(r"(?:\b[A-Z]|\b(?:Jr|Sr|Esq|St))\.$", name)
    ):
        return -4.0
    words = _WORD.findall(_NICK_TAIL.sub("", name))
    if not words or len(words) > 7:
        return -4.0
    if _OPENS.match(name):
        return -2.0
    if _ID.fullmatch(name):
        return 1.2 if re.fullmatch(r"[A-Za-z]{1,4}\d{0,2}", name) else 2.2
    if _HEADING_WORDS.search(name):
        return -0.8
    proper = [word for word in words if word.casefold() not in _PARTICLES]
    capital = [word for word in proper if word[0].isupper()]
    if _HONORIFIC.match(name) and len(capital) == len(proper):
        return 2.0
    if not proper or len(capital) < len(proper):
        return -0.3 if len(words) == 1 else -2.0
    if len(words) == 1:
        return 0.8 if len(name) > 2 else 0.4
    return 1.5 if len(words) <= 4 else 0.3


def rate_label(name: str, count: int) -> float:
    """Return how much a label that stands `count` times looks like somebody who speaks: above 0 rather than not."""
    return rate_shape(name) - 0.9 + (0.0, 0.0, 1.0, 1.5, 2.0, 2.0, 2.0, 2.0, 2.5)[min(count, 8)]
