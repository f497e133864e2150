"""Vocabulary: what fields of records and tables are called, in the forms of recognisers, archives and spreadsheets."""

import re
from collections.abc import Collection, Mapping
from functools import lru_cache

_WORDS = (
    "display", "displaytext", "text", "utterance", "content", "transcript", "sentence", "finalsentence", "message",
    "body", "dialogue", "speech", "caption", "onebest", "line", "quote", "said", "txt", "punctuatedword", "punct",
    "words", "word", "token", "w", "value",
    "内容", "文本", "发言", "话语", "发言内容", "說話內容", "说话内容", "讲话内容", "文字", "對白", "对白", "原文",
)  # fmt: skip
# How fields that hold what is said are called, letters only, in lower case; of two, the one with the lower number.
WORD_FIELDS: Mapping[str, int] = {name: number for number, name in enumerate(_WORDS)}
# How fields are called that name who speaks, the plainest name first.
SPEAKER_FIELDS = (
    "speakername", "speaker", "participant", "participantname", "username", "author", "sender", "character", "spk",
    "speakerlabel", "speakerid", "speakertag", "spkid", "spkname", "participantid", "user", "who", "from",
    "interlocutor", "agent", "nickname", "nick", "persona", "rl", "name", "role",
    "发言人", "说话人", "讲话人", "讲者", "發言人", "說話人", "講者", "姓名", "角色", "人物",
)  # fmt: skip
# How fields are called that number a record or say when it was, besides those of its words and of who speaks.
TIME_FIELDS = {
    "id", "index", "turn", "turnid", "number", "time", "timestamp", "date", "start", "end", "begin", "starttime",
    "endtime", "duration", "序号", "时间", "日期",
}  # fmt: skip
# What a producer writes where nobody speaks.
NOBODY = {"none", "null", "nan", "n/a", "-", "--", "—", "无", "無", "没有", "沒有", "未知"}


@lru_cache(maxsize=4096)
def is_speaker_field(key: str) -> bool:
    """Return whether a field, by its plain name, says who speaks."""
    return key in SPEAKER_FIELDS or bool(re.fullmatch(r"(?:speaker|participant)(?:name|role|label|id|tag|number)", key))


def find_rank(key: str, known: Collection[str], parts: str) -> int | None:
    """Return how plainly a field, by its plain name, is one of the known ones, 0 the plainest; None where it is none.

    parts: what a longer name may contain of them, such as the utterance in utterancetext.
    """
    names = list(known)
    if key in names:
        return names.index(key)
    return len(names) if re.search(parts, key) and not re.search("id$|index|time|count|lang", key) else None


WORD_PARTS, SPEAKER_PARTS = "utterance|transcript|text|sentence|dialog", "speaker|participant|interlocutor"


@lru_cache(maxsize=4096)
def plain_key(key: str) -> str:
    """Return a field's name as it is compared: letters alone, in lower case."""
    return re.sub(r"[\W\d_]+", "", key).casefold()
