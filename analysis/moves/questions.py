"""Questions: the sentences that ask, and how: openly, for yes or no, or by a tag."""

import re
from collections.abc import Iterator

from analysis.passages.cutting import split_sentences

OPEN, CLOSED, TAG = "open", "closed", "tag"
KINDS = (OPEN, CLOSED, TAG)

_CLOSING, _OPENING = '"”’」』)）】\\]', '"“‘「『'
_MARKED = re.compile(rf"[?？]+[!！…]*[{_CLOSING}\s]*$")

# English: what may stand before the head of a clause, and the heads.
_AUXILIARY = (
    "do|does|did|is|are|was|were|am|will|would|can|could|should|shall|have|has|had|don't|doesn't|didn't|isn't|aren't"
    "|wasn't|weren't|won't|wouldn't|can't|couldn't|shouldn't|haven't|hasn't|hadn't"
)
_SUBJECT = (
    "i|you|we|they|he|she|it|there|this|that|these|those|the|a|an|your|our|my|their|his|her|its|people|anyone|anybody"
    "|someone|everyone|any|some|all|most|both|one"
)
_BEFORE = r"(?:^|[,;:…]\s|\.{2,3}\s|-{1,2}\s|\b(?:and|or|but|so|then|because|like|well|also|just|now|yeah|okay)\s)"
_HEAD = re.compile(
    rf"{_BEFORE}(?:"
    r"(?P<wh>(?:(?:in|at|on|for|to|from|by|of|with|about|since|until)\s)?(?:what|why|how|who|whom|whose|which)\b(?:'s|'re)?"
    rf"|(?:when|where)(?:'s|'re|\s(?:{_AUXILIARY})\b))"
    rf"|(?P<polar>(?:{_AUXILIARY})\s(?:not\s)?(?:(?:{_SUBJECT})\b|[a-z]+\s))"
    r")"
)
_TAIL = re.compile(
    r"(?:(?:^|[,;.…-]\s?)(?:right|correct|yes|no|yeah|yep|okay|ok|huh|eh|hm{1,3}|true|really|you know|you see|agreed)"
    rf"|[,;.…-]\s?(?:{_AUXILIARY})(?:\snot)?\s(?:i|you|we|they|he|she|it|there|that))(?:,\s[a-z]+)?[?]+[\s\"”’)]*$"
)
_LEAD = r"(?:(?:so|and|but|well|now|okay|ok|yeah|yes|please|maybe|just|then|first)[,\s]{1,2}){0,4}"
_WISH = (
    rf"(?:^|[,;.]\s(?:and|but|so|please)\s){_LEAD}(?:(?:tell|give|remind|teach|show)\s(?:me|us)\b(?![,:])"
    r"|help\s(?:me|us)\sunderstand|share\s(?:with\sus|the|your|some|a)\b"
    r"|talk\s(?:to\s(?:me|us)\s)?(?:a\s(?:little|bit)\s(?:bit\s)?)?about|walk\s(?:me|us)\b|explain\b|describe\b"
    r"|introduce\syourself)"
)
_REQUEST = re.compile(
    r"\b(?:can|could|would|will|may|might|want to|like to|like you to|love you to|ask you to)\s"
    r"(?:(?:you|i|we|please|just|maybe|briefly|also|perhaps|mind|ask|have|get|quickly|kindly)\s){0,4}"
    r"(?:tell|telling|talk|talking|share|sharing|explain|explaining|describe|describing|walk|walking|speak|speaking|say"
    r"|give|giving|provide|elaborate|expand|unpack|compare|summari[sz]e|introduce|introducing|outline|paint|take)\b"
    rf"|{_WISH}"
)
# Without a question mark a request is one where it begins so.
_UNMARKED_REQUEST = re.compile(rf"{_WISH}|^{_LEAD}(?:can|could|would|will)\syou\b")
_EN_TOLD = re.compile(
    rf"\basked\b(?:\s[a-z']{{1,20}}){{0,2}}[,:]?\s(?:what|why|how|who|when|where|which|whether|if|{_AUXILIARY})\b"
)
_UNMARKED = re.compile(
    r"^(?:(?:so|and|but|well|now|okay|ok|yeah|then)[,\s]{1,2}){0,3}(?:"
    r"(?:what|why|how|who|where|when)\s(?:(?:else|exactly|kind of|sort of|about)\s)?"
    r"(?:do|does|did|are|is|were|was|will|would|can|could|should|have)\s(?:you|we|they|he|she|it|your)\b"
    r"|(?:do|did|are|can|could|would|will|have)\syou\b)"
)

# Chinese: words that ask, and what makes them ask nothing.
_ZH_CLAUSE = re.compile(r"[^，,；;：:、—…]+")
_ZH_TAG = re.compile(
    r"^(?:你知道|知道|明白|懂|对|是|好|行|可以|不是|没错|是这样|同意|你说)?(?:吗|吧|么)$"
    r"|^(?:对不对|是不是|好不好|不对吗|不是这样吗|难道不是吗|哈|嗯|对|是)$"
)
_ZH_POLAR = re.compile(
    r"吗$|(?<![什怎要那这多])么$|是否|能否|可否|会否|(?P<one>[是有能会要行对好可])[不没](?P=one)|有没有|愿不愿|可不可以|愿意不|没有$|难道"
)
_ZH_OPEN = re.compile(
    r"什么|怎么|怎样|怎麽|为何|如何|为啥|干嘛|哪|谁|多少|几[个年次时家种倍点位天月成]|多(?:大|久|远|长|高|快|重要|强|深|少|难|好|宽|广)"
    r"|何[时处以]|啥|咋|何为"
)
_ZH_REQUEST = re.compile(
    r"谈一?谈|讲一?讲|说一?说|聊一?聊|介绍|分享|解释|描述|比较|说明|展开|告诉|阐述|总结|回顾|举个?例|[给供].{0,8}建议"
)
_ZH_ADDRESSED = re.compile(
    r"(?:请|能否|能不能|可否|可不可以|可以|能|麻烦|希望|想请|想听)?[^，,]{0,4}(?:你|您|各位|大家|两位)|^请|想请|请"
)
_ZH_OURS = re.compile(
    r"^(?:那|那么|所以|首先|现在|接下来|好|好的|然后)?(?:先)?(?:让|来)?(?:我们|咱们|我)(?:想|来|先|再|要|也|就)?"
)
_ZH_CHOICE = re.compile(r"(?<!^)还是(?!会|要|需要|得|能|可以|想|很|非常|挺|比较|有[点些])|^(?:还是|或者|抑或)")
_ZH_UNMARKED = re.compile(
    rf"吗[。.!！{_CLOSING}\s]*$|(?:什么|怎么|如何|哪|谁|多少|为何)[^。.]{{0,24}}呢[。.{_CLOSING}\s]*$"
)
_ZH_TOLD = re.compile(
    r"(?:曾|当时|就|还|常|总|有人|他|她|他们|有时)[^，,：:。]{0,12}问(?:过|了|道|我|你)?[^，,：:。]{0,8}[：:]"
    r"|问(?:过|了)[^，,：:。]{0,10}[：:]"
)


def find_questions(text: str, language: str) -> Iterator[tuple[int, int, str]]:
    """Yield the questions of a text in English or Chinese, in order: start, end and kind of each sentence that asks.

    text: the words of one passage, cleaned. A sentence asks that has a question mark or, without one, the form of a
    question or of a request to tell something. Its kind is that of the last thing it asks: open (asks for what no yes
    or no answers; requests to tell are open too), closed (for yes or no, or for one of what it names: choices were too
    rare to measure how well they are told), or tag (a question put behind a statement: "right?"). Questions that are
    only told, in quotation marks within the talk or after somebody "asked:", are none. In other languages nothing is
    yielded. Kinds as in Stivers and Enfield (2010), who call closed ones polar and open ones content questions.
    Misleads where a transcript has no marks, and for rhetorical questions, which are questions here.
    """
    classify = {"en": _classify_english, "zh": _classify_chinese}.get(language)
    if classify is None:
        return
    for start, end in split_sentences(text, 0, len(text)):
        sentence = text[start:end].strip()
        if _is_told(text, start, end):
            continue
        kind = classify(sentence)
        if kind:
            yield start, start + len(text[start:end].rstrip()), kind


def _is_told(text: str, start: int, end: int) -> bool:
    """Whether a question is only told: its mark stands within quotation marks that open within the passage, and not at
    its beginning, as those around a whole speech do, or somebody "asked:".
    """
    sentence = text[start:end]
    if _ZH_TOLD.search(sentence) or _EN_TOLD.search(sentence.casefold()):
        return True
    place = start + max(sentence.rfind("?"), sentence.rfind("？"))
    if place < start:
        return False
    before = text[1:place]
    return before.count('"') % 2 == 1 or any(before.rfind(a) > before.rfind(b) for a, b in ("“”", "「」", "『』"))


def _classify_english(sentence: str) -> str:
    plain = " ".join(sentence.replace("’", "'").casefold().split())
    marked = _MARKED.search(plain) is not None
    if _REQUEST.search(plain) and (marked or not plain.startswith(("i ", "we ", "i'", "they ", "he ", "she "))):
        wish = marked or _UNMARKED_REQUEST.search(plain) is not None
        return OPEN if wish else ""
    if not marked:
        if plain.endswith("!") or not _UNMARKED.search(plain):
            return ""
    elif _TAIL.search(plain):
        return TAG
    heads = list(_HEAD.finditer(plain))
    if heads and heads[-1]["wh"]:
        return OPEN
    if not heads and re.search(r"\b(?:what|why|how|who|which)\?", plain):
        return OPEN
    return CLOSED


def _classify_chinese(sentence: str) -> str:
    marked = _MARKED.search(sentence) is not None
    plain = re.sub(rf"[?？。.!！…{_CLOSING}{_OPENING}\s]+$", "", sentence)
    clauses = [clause.strip() for clause in _ZH_CLAUSE.findall(plain)]
    if not clauses:
        return ""
    if not marked:
        request = any(clause.startswith("请") and _ZH_REQUEST.search(clause) for clause in clauses)
        if request:
            return OPEN
        if not _ZH_UNMARKED.search(sentence):
            return ""
    if _ZH_TAG.match(clauses[-1]) and (len(clauses) > 1 or len(clauses[-1]) < 4):
        return TAG
    for clause in reversed(clauses):
        if _ZH_REQUEST.search(clause) and _ZH_ADDRESSED.search(clause) and not _ZH_OURS.match(clause):
            return OPEN
        if _ZH_POLAR.search(clause) or _ZH_CHOICE.search(clause):
            return CLOSED
        if _ZH_OPEN.search(clause):
            return OPEN
    return CLOSED if marked else ""
