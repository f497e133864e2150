"""Stamps: how transcripts and chats write when something was said, before a name, behind it or below it. Patterns."""

import re

_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?"
_CLOCK = (
    r"(?:(?:[上下]午|凌晨|晚上|中午)\s?)?(?:\d{1,3}[:：]\d{2}(?:[:：]\d{2})?(?:[.,:：]\d{1,3})?(?:\s?[AaPp]\.?[Mm]\.?|Z)?"
    r"|(?:\d{1,2}h ?)?\d{1,3}m ?\d{1,2}(?:\.\d{1,3})?s(?: ?\d{1,3}ms)?)"
)
DATE = (
    r"(?:\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?|\d{1,2}[/.]\d{1,2}[/.]\d{2,4}|Today|Yesterday"
    rf"|\d{{1,2}}[- ]{_MONTH}[- ]\d{{2,4}}|{_MONTH} \d{{1,2}},? \d{{4}})"
)
# What stands between a date and the time of day.
BETWEEN = r"(?:[,，]\s?|T|\s(?:at\s)?|\s{0,2})"
TIME = re.compile(rf"(?:\\?[\[(（<{{]\s?)?{_CLOCK}(?:\s?(?:-->|[-–—~至])\s?{_CLOCK})?(?:\s?\\?[\])）>}}])?(?![\d%])")
STAMP = re.compile(rf"\[?{DATE}{BETWEEN}{_CLOCK}\]?(?:\s?[-–—])?")
