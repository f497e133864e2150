"""Vocabulary of saying, in English: verbs of saying, and the little words around their subjects."""

import re
from collections.abc import Iterator

from analysis.reading.function_words import OPENERS, is_contraction


def _words(words: str) -> frozenset[str]:
    return frozenset(words.split())


def _inflect(verb: str) -> Iterator[str]:
    stem = verb.removesuffix("e")
    yield from (verb, verb + "s", stem + "ed", stem + "ing")


_REGULAR = (
    "ask add explain note argue joke stress answer recall admit insist warn quip concede remark shout observe"
    " declare claim acknowledge announce comment conclude confirm deny suggest tweet post testify respond whisper yell"
    " exclaim murmur mutter agree recount lament complain predict propose promise maintain assert allege reveal"
    " wonder urge pledge emphasize emphasise reiterate counter continue reply cry sigh laugh express offer demand call"
    " describe report advise remember point interject contend caution boast object opine start chuckle grin nod smile"
    " gush mention protest repeat retort scoff sum vow volunteer"
)
_OTHERS = (
    "said says say saying told tells tell telling wrote writes write writing thought thinks think began begins went"
    " goes put puts stated stating swore swears cries cried replied replies denies denied testified testifies spoke"
)
LOOSE = _words("call describe point put puts goes went start began begins nod offer smile grin laugh sum")
LOOSE |= {
    "calls",
    "describes",
    "points",
    "offers",
    "smiles",
    "nods",
    "grins",
    "laughs",
    "starts",
    "started",
    "called",
    "described",
    "pointed",
    "nodded",
    "offered",
    "smiled",
    "grinned",
    "laughed",
}
# Verbs as they stand behind I, we, they, or an auxiliary.
BASES = _words(_REGULAR) | {"say", "tell", "write", "think", "begin", "go", "swear", "cry", "reply", "deny"}
# Words for many that end in no s.
PLURALS = {"you", "people", "police", "men", "women", "children", "to"}
VERBS = {form for verb in _words(_REGULAR) for form in _inflect(verb)} | _words(_OTHERS)
VERBS |= {"quipped", "quipping", "admitted", "admitting", "conceded", "putting"}
# What only something written does, and what that is.
WRITTEN = {"states", "reads", "read"}
DOCUMENTS = _words(
    "report statement letter document memo filing complaint lawsuit study paper indictment affidavit sign signs note"
    " email message post tweet order ruling article notice petition resolution guideline guidelines policy website page"
    " banner banners placard placards headline bill law release transcript announcement advisory caption"
)
PREPOSITIONS = _words(
    "of in on at for from with to by about after before during into over under near behind since until through"
    " against among between without within toward towards like than despite amid upon per via"
)
RELATIVES = _words("who whom whose which that as when while where because if although though whether and or but")
DETERMINERS = _words("a an the his her my our their its one another this some many several two three other")
POSSESSIVES = {"his", "her", "my", "our", "their"}
# What is no speech behind these is a title, a name or an example.
NAMED = re.compile(
    r"\b(?:such as|titled|entitled|(?:is|are|was|were|be|been|so-)called|known as|named|dubbed)[,:]?\s*$"
)
# With these a noun begins.
ARTICLES = {"a", "an", "the", "its", "whose", "this", "no", "any", "every", "each"}
AUXILIARIES = _words("was were been being is are be")
SOMEBODY = {"i", "we", "another", "others", "some", "many", "one", "both", "someone", "everyone", "most", "all"}
PERSONAL = {"he", "she", "they"}
NO_SUBJECTS = {"it", "this", "that", "which", "what", "there", "these", "those", "you", "nobody", "nothing"}
ADVERBS = _words(
    "also then later now once often simply still again never always even just has have had would will did does do"
    " not can could might may must should first soon ever already too further himself herself recently quickly both"
    " all once went on"
)
DAYS = _words(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august"
    " september october november december mon tue tues wed thu thurs fri sat sun jan feb mar apr aug sept oct nov dec"
)
# What else stands first in a sentence, with a capital because of that.
_LEADS = _words(
    "some many most several another both each every all asked speaking earlier afterwards afterward eventually recently"
    " outside inside separately previously"
)
_NO_NAMES = OPENERS | DAYS | _LEADS
PARTICLES = _words("de van von der den bin ibn al el la le di da du dos del ten ter")


def owns(word: str) -> bool:
    """Whether a word is a possessive."""
    return word.lower().endswith(("'s", "’s", "s'", "s’"))


def opens(word: str) -> bool:
    """Whether a word has its capital from the sentence that begins with it, or is a day's, and begins no name."""
    return word.lower() in _NO_NAMES or is_contraction(word)
