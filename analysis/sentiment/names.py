"""Names: who and what a text speaks of, put out of sight, so that no name carries tone."""

import functools
import re

from analysis.corpus.words import NAME_KINDS, Words

# What a name becomes, after Latin letters and after Chinese characters, and what is treated like one.
_NEUTRAL = {
    ("organisation", "latin"): "the company",
    ("organisation", "han"): "该公司",
    ("person", "latin"): "this person",
    ("person", "han"): "此人",
}
_PLAIN = {
    "organisation": r"(?:the|this|that|our|my|your|their|its) (?:company|firm|vendor|corporation)\b"
    r"|(?:这家|那家|该|本|某|某家|一家|这个|那个|我们|你们|他们|我们的|你们的|他们的)(?:公司|企业)",
    "person": r"(?:this|that|the) (?:person|man|woman|gentleman|speaker|guest|host|executive|founder|CEO)\b"
    r"|\b(?:someone|somebody)\b|(?:这个人|那个人|某个人|某人|这位先生|这位女士|这位嘉宾|此人|该人士)",
}
# Vectors take "she" for something else than "he"; tone must not.
_PRONOUNS = {"she": "he", "her": "his", "hers": "his", "herself": "himself", "她": "他"}
_HAN = re.compile("[\u4e00-\u9fff]")
_EXCHANGED = {
    noun: _NEUTRAL["person" if kind == "organisation" else "organisation", script]
    for (kind, script), noun in _NEUTRAL.items()
}
_NOUN = re.compile("|".join(_EXCHANGED))


_PRONOUN = re.compile(r"\b(?:she|hers?|herself)\b|她", re.IGNORECASE)


@functools.cache
def _pattern(words: Words) -> re.Pattern[str]:
    names: dict[str, list[str]] = {kind: [name for k, name in words.names if k == kind] for kind in NAME_KINDS}
    alternatives = []
    for kind, listed in names.items():
        latin = sorted((name for name in listed if not _HAN.search(name)), key=len, reverse=True)
        han = sorted((name for name in listed if _HAN.search(name)), key=len, reverse=True)
        listed_names = (
            rf"(?<![A-Za-z0-9])(?:{'|'.join(map(re.escape, latin))})(?![A-Za-z0-9])|{'|'.join(map(re.escape, han))}"
        )
        alternatives.append(f"(?P<{kind}>{listed_names}|(?i:{_PLAIN[kind]}))")
    return re.compile("|".join(alternatives))


def mask_names(text: str, words: Words) -> str:
    """Return the text with each name of a company, product or person in place of a neutral noun.

    The names are those of the words given; plain words for a company or person are treated
    like names. A noun is chosen by the script around it, so that 英伟达 and NVIDIA in a Chinese
    sentence become one and the same. Women and men are made alike too. Misleads where a name is not
    in the list.
    """
    script = "han" if len(_HAN.findall(text)) > len(text) / 8 else "latin"
    masked = _pattern(words).sub(lambda match: _NEUTRAL[match.lastgroup or "", script], text)
    return _PRONOUN.sub(lambda match: _PRONOUNS[match.group().lower()], masked)


def swap_names(text: str, words: Words) -> str:
    """Return the text with each name in place of another one of its kind and script, always the same one.

    What reads the tone of a text should read the same in both. Misleads where a name is not in the list.
    """
    return _pattern(words).sub(lambda match: _find_others(words).get(match.group(), match.group()), text)


@functools.cache
def _find_others(words: Words) -> dict[str, str]:
    """For each name that one which lies half the list away, so that spellings of one name are not swapped."""
    others: dict[str, str] = {}
    for kind in NAME_KINDS:
        for is_han in (False, True):
            listed = sorted(
                {name for k, name in words.names if k == kind and bool(_HAN.search(name)) == is_han}, key=str.casefold
            )
            half = len(listed) // 2
            others.update(zip(listed, [*listed[half:], *listed[:half]], strict=True))
    return others


def exchange_kinds(masked: str) -> str:
    """Return a text whose names are masked with the noun of a person for that of a company, and the other way round."""
    return _NOUN.sub(lambda match: _EXCHANGED[match.group()], masked)
