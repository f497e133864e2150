"""Beside: what the clauses before and behind a quotation make of it, in both languages."""

import re
from collections.abc import Sequence

from analysis.reading.clauses import Clause
from analysis.reading.hearing import Heard, Narration
from analysis.reading.quotation_marks import Quotation
from analysis.reading.quoted_words import ENOUGH, count_words, ends_clause, is_long
from analysis.reading.saying import Saying
from analysis.reading.shapes import HAN
from analysis.reading.vocabulary_zh import THINKS

COLON = re.compile(r"[:：]\s*$")
ENDS = "。！？!?….｡"
MARKS = " \t\r\n“”‘’「」『』«»\"＂'`"
BREAKS_OFF = ",，、—–-"
_POINTS = ("", "\n", "。", "，", "、", ".", ",", ";", "；", "！", "？")
# Between a verb of saying and its quotation stand an object or a time, in so many words or characters.
_FEW_WORDS, _FEW_CHARACTERS = 7, 12
# So many words, or characters, tell to whom somebody speaks.
_TELLS, _FEW_TOLD = re.compile("told|tells|告[诉訴]"), 4
_COMMAS, _LONGEST_OBJECT = re.compile("[，,；;：:。！？]"), 8


class Beside:
    """An article's text and narration, asked what a clause says of the quotation beside it."""

    def __init__(self, text: str, narration: Narration) -> None:
        """narration: of the same text."""
        self._text = text
        self._narration = narration

    def says_much(self, opening: Clause) -> bool:
        """Return whether a clause before a quotation is more than a conjunction."""
        words = self._narration.say(opening)
        return count_words(words) > 1 or bool(self._narration.listen(opening) or COLON.search(words))

    def runs_on(self, quotation: Quotation, inner: str) -> bool:
        """Return whether the words behind a quotation go on as if it were one of them."""
        following = self._text[quotation.end : quotation.end + 2].lstrip(" ")[:1]
        return inner[-1:] not in ENDS + BREAKS_OFF and following.isalpha() and not following.isupper()

    def is_sentence(self, quotation: Quotation, inner: str, opening: Clause | None) -> bool:
        """Return whether a quotation is a sentence or a clause of its own: by its own marks, or by those around it."""
        if inner[-1:] in ENDS:
            embedded = opening is not None and not ends_clause(self._narration.say(opening))
            return is_long(inner, 5, 8) if embedded else is_long(inner, 2, 3)
        following = self._text[quotation.end : quotation.end + 3].lstrip("*_ ")[:1]
        if opening is None:
            return following in _POINTS[2:] and is_long(inner, 4, 7)
        return ends_clause(self._narration.say(opening)) and following in _POINTS and is_long(inner, 4, 7)

    def introduces(self, opening: Clause, heard: Sequence[Heard]) -> bool:
        """Return whether a clause announces the quotation that follows it."""
        words = self._narration.say(opening)
        if COLON.search(words):
            return True
        if not heard:
            return False
        rest = words[heard[-1].saying.end :]
        units = count_words(rest)
        few = _FEW_CHARACTERS if HAN.search(words) else _FEW_WORDS
        if heard[-1].saying.loose and not rest.rstrip().endswith((",", "，")):
            return False
        whole = not re.search("[，,]", rest.strip(" ，,"))
        return (units <= few and whole and rest.rstrip().endswith((",", "，"))) or units == 0

    def describes(self, quotation: Quotation, inner: str, words: str) -> bool:
        """Return whether a quotation is what, in Chinese, the noun right behind its mark is called: “……”店员."""
        ends = inner[-1:] in ENDS + BREAKS_OFF
        return bool(HAN.search(words)) and not ends and self._text[quotation.end : quotation.end + 1].isalnum()

    def owns(self, opening: Clause) -> bool:
        """Return whether a quotation is, in Chinese, what something before it has: 自称可防封的「卫士」."""
        return self._narration.say(opening).endswith("的")

    def is_apart(self, quotation: Quotation, closing: Clause, saying: Saying) -> bool:
        """Return whether a point behind a quotation's mark ends its sentence, so that another tells something else.

        A sentence that only says who spoke, or to whom, belongs to the quotation all the same.
        """
        words = self._narration.say(closing)
        verb, rest = words[saying.start : saying.end], words[saying.end :].strip(ENDS + MARKS + BREAKS_OFF)
        told = _TELLS.fullmatch(verb) is not None and count_words(rest) <= _FEW_TOLD
        between = self._text[quotation.end : closing.start]
        return bool(rest) and not told and any(mark in between for mark in ENDS)

    def follows(self, quotation: Quotation, closing: Clause) -> bool:
        """Return whether a clause stands behind a quotation in the same paragraph."""
        return "\n" not in self._text[quotation.end : closing.start]

    def attributes(self, inner: str, words: str, saying: Saying) -> bool:
        """Return whether a verb of saying behind a quotation belongs to it, not to a sentence of its own."""
        ahead = words[: saying.start]
        if HAN.search(words):
            # What a body does to something, in a sentence of its own, is not how it said what stands before.
            told = _COMMAS.split(words[saying.end :])[0] if inner[-1:] in ENDS else ""
            acts = saying.subject.kind == "role" and count_words(told) > _LONGEST_OBJECT
            return len(re.findall("[，,；;]", ahead)) <= 1 and len(ahead) <= 60 and not acts
        starts_anew = words[:1].isupper() and bool(re.search(r"[^.]\.['’]?$", inner))
        return not starts_anew and count_words(ahead) <= 25

    def is_thought(self, closing: Clause) -> bool:
        """Return whether the clause behind a quotation says, in Chinese, that somebody thinks it."""
        words = self._narration.say(closing)
        return bool(HAN.search(words)) and bool(THINKS.match(words)) and not self._narration.listen(closing)

    def quotes(self, saying: Saying, inner: str, sentence: bool) -> bool:
        """Return whether a verb of saying in the sentence before quotes these words, not a term."""
        if saying.loose:
            return is_long(inner, 6, ENOUGH)
        return sentence or is_long(inner, 4, 8)
