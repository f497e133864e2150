"""Function words: pronouns, contractions, interjections and what opens a sentence, which nobody is called."""

import functools
import re


def _words(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Pronouns, articles, conjunctions, prepositions and adverbs of English with which sentences open. Such as are surnames
# or first names as well (An, Will, May), and how whoever writes down a chat calls himself in it (Me), are not here.
OPENERS = _words(
    "i we you he she it they us him them his her its our their my your mine yours ours theirs myself himself herself"
    " this that these those there here who whom whose which what whatever when whenever where wherever why how whether"
    " the a not no yes only just even also too either neither"
    " and but or nor so yet still then while as if although though because since after before until unless whereas"
    " in on at for from with by to of about into like among during under over despite unlike without within through"
    " towards upon against between behind beyond across according"
    " now once again ever never always often sometimes soon later today tomorrow yesterday meanwhile however instead"
    " indeed finally perhaps maybe really anyway thus therefore hence besides moreover otherwise first last next second"
    " is are was were be been being am has have had does did would could should must"
)
# What people say alone or first, which is no answer to who they are.
_REPLIES = _words(
    "yeah yep yup nope right exactly okay ok sure well oh ah um uh er erm hmm hm mhm mm mm-hmm mmhmm aha wow hey hi"
    " hello bye goodbye please sorry thanks thank absolutely totally correct true great good nice cool perfect awesome"
    " course let's let’s one two three third"
)
_CONTRACTION = re.compile(
    r"(?:i|you|we|they|he|she|it|this|that|there|here|who|what|where|how)['’](?:m|ve|ll|d|re|s)|[a-z]{2,6}n['’]t"
)
_CHINESE = re.compile(
    r"(?:[我你您他她它咱](?:[们們]|自己)?|自己|大家|[这這那](?:[个個些里裡么麼样樣]|[时時]候?|[样樣]的[话話])?"
    r"|什[么麼]|[为為]什[么麼]|怎[么麼][样樣]?|[谁誰]"
    r"|然[后後]|所以|因[为為此]|但是?|可是|不[过過]|而且|[并並]且?|如果|[虽雖]然|其[实實]|[当當]然|或者?|[还還]有|以及|以后|以後|于是|於是"
    r"|同[时時]|接[着著]|[后後][来來]|另外|此外|首先|其次|最[后後]|[总總]之|例如|比如|譬如"
    r"|[嗯啊哦哎唉喂噢呃哈好对對是](?:的|吧|啊|呀|了)?|[谢謝]{2}|没有|沒有|不是|就是)"
)
_TOKEN = re.compile(r"[^\s,]+")


def is_contraction(word: str) -> bool:
    """Return whether a word is a pronoun run together with its verb, as "I've", or a verb with "not"."""
    return bool(_CONTRACTION.fullmatch(word.lower()))


@functools.lru_cache(maxsize=65536)
def is_function_word(name: str) -> bool:
    """Return whether a label is nothing but such words; one letter, or two capitals, are rather initials."""
    plain = name.strip(" \t*_#.,!?…。，！？")
    if plain.isascii() and (len(plain) == 1 or (len(plain) == 2 and plain.isupper())):
        return False
    plain = plain.lower()
    if _CHINESE.fullmatch(plain):
        return True
    words = _TOKEN.findall(plain)
    return bool(words) and all(
        word in OPENERS or word in _REPLIES or is_contraction(word) for word in (each.strip(".!?…") for each in words)
    )
