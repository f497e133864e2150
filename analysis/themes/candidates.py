"""Candidates: runs of words in texts that a reader would take for the name of a thing."""

import itertools
import logging
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from analysis.ground.languages import has_spaces, join_stop_words, simplify

_WORD = re.compile(r"[^\W\d_](?:[^\W_]|['’&+-](?=[^\W_]))*\+*")
_LONGEST = 3
# In English what stands behind these is a thing, and behind those a deed.
_ARTICLES = frozenset({"a", "an", "the", "this", "my", "your", "our", "their", "its", "his", "her"})
_BEFORE_A_THING = _ARTICLES.union(
    (
        "that",
        "these",
        "those",
        "any",
        "no",
        "some",
        "of",
        "in",
        "on",
        "for",
        "about",
        "with",
        "from",
        "by",
        "into",
        "as",
    )
)
_BEFORE_A_DEED = frozenset({"i", "you", "he", "she", "we", "they", "it", "who"}).union(
    ("to", "can", "could", "will", "would", "should", "may", "might", "must", "do", "don't", "not")
)
# "I'm", "you're", "the president's" name nothing.
_SHORTENED = re.compile(r"['’](?:m|re|ll|ve|d|t|s)$", re.IGNORECASE)
_OWNED = ("'s", "’s")
_ADVERB = re.compile(r"(?!(?:al|anoma|assemb|butterf|fami|jel|monopo|ol|re|sup)ly$)[a-z]{3,}ly$")
_NOUNS = ("n", "vn", "eng")
# So often at least a word that is the name of a thing stands as one, and one with a capital ends what is named: others
# only tell more of things. Of what begins with -ing so many places follow an article, or it is a deed. What goes on in
# one way so often is a piece of a phrase.
_AS_A_THING, _ENDS, _WITH_ARTICLE, _IN_ONE_WAY = 0.12, 0.35, 0.2, 0.7


@dataclass(frozen=True)
class _Word:
    """A word of a text with the words right beside it, "" where there are none or more than a space is between."""

    text: str
    before: str
    after: str
    begins: bool


@dataclass
class _Use:
    """How often a phrase is used: in all, as a thing, at an end, with an article, with a capital, and beside what."""

    n: int = 0
    n_things: int = 0
    n_ends: int = 0
    n_capital: int = 0
    n_articles: int = 0
    beside: Counter[tuple[str, str]] = field(default_factory=Counter)


def find_candidates(texts: Sequence[str], language: str, names: Collection[str]) -> list[dict[str, Counter[str]]]:
    """Return of each text the phrases that may name something, each with the forms in which it is written there.

    texts: of one language. names: of the people who speak, which are no phrases. In Chinese they are runs of nouns
    (jieba's parts of speech); in languages with spaces runs of one to three words between function words. In English
    all texts together tell what is a thing: not what mostly stands before the thing itself, nor behind those who act.
    """
    finder = _Finder(language, join_stop_words({language}), names)
    if has_spaces(language):
        words = [_list_words(text) for text in texts]
        finder.learn_things(words)
        pairs = [list(finder.find_spaced(mine)) for mine in words]
    else:
        pairs = [list(finder.find_han(text)) for text in texts]
    whole = {key for key in finder.uses if finder.is_whole(key)}
    found: list[dict[str, Counter[str]]] = []
    for mine in pairs:
        forms: dict[str, Counter[str]] = defaultdict(Counter)
        for key, form in mine:
            if key in whole:
                one = key.removesuffix("s") if language == "en" else key
                forms[one if one in whole else key][form] += 1
        found.append(forms)
    return found


def _list_words(text: str) -> list[_Word]:
    """The words of a text in a language with spaces."""
    matches = list(_WORD.finditer(text))
    spaced = [text[one.end() : other.start()] == " " for one, other in itertools.pairwise(matches)]
    return [
        _Word(
            match.group(),
            matches[n - 1].group().casefold() if n and spaced[n - 1] else "",
            matches[n + 1].group().casefold() if n < len(spaced) and spaced[n] else "",
            not (n and spaced[n - 1]),
        )
        for n, match in enumerate(matches)
    ]


@dataclass
class _Finder:
    """What finds phrases in the texts of one language, and keeps how each is used."""

    language: str
    stop: Collection[str]
    names: Collection[str]
    uses: dict[str, _Use] = field(default_factory=lambda: defaultdict(_Use))
    things: Collection[str] = frozenset()

    def learn_things(self, texts: Sequence[Sequence[_Word]]) -> None:
        """Find the English function words that are used as things are, behind an article: "the way", "a lot"."""
        seen, told = Counter[str](), Counter[str]()
        for word in itertools.chain.from_iterable(texts if self.language == "en" else ()):
            if word.before and word.text.casefold() in self.stop:
                seen[word.text.casefold()] += 1
                told[word.text.casefold()] += word.before in _ARTICLES
        self.things = frozenset(key for key in seen if told[key] >= _WITH_ARTICLE * seen[key])

    def find_spaced(self, words: Sequence[_Word]) -> Iterator[tuple[str, str]]:
        """Runs of up to three content words that may name something where they stand."""
        for first, word in enumerate(words):
            run: list[str] = []
            for number in range(first, min(first + _LONGEST, len(words))):
                last = words[number]
                if (number > first and last.begins) or not self._is_content(last.text.casefold()):
                    break
                run.append(last.text)
                form = " ".join(run)
                self._note(self.uses[form.casefold()], word, last)
                if len(run) == 1 and len(form) < 4 and not form.isupper():
                    continue
                if self.language != "en" or self._stands_as_thing(word, run):
                    yield form.casefold(), form if not word.begins or form[1:2].isupper() else form.casefold()

    def _is_content(self, word: str) -> bool:
        """Whether a word in small letters can be in a phrase."""
        return len(word) > 1 and not (word in self.stop or word in self.names or _SHORTENED.search(word))

    def _stands_as_thing(self, word: _Word, run: Sequence[str]) -> bool:
        """Whether an English run that begins with a word may name a thing there."""
        if word.before in _BEFORE_A_DEED:
            return False
        plain = word.text.islower() or (word.begins and not word.text[1:2].isupper())
        if len(run) > 1 or not plain:
            return True
        return word.before in (_ARTICLES if word.text.endswith("ing") else _BEFORE_A_THING) or self._owns(word.before)

    def _owns(self, word: str) -> bool:
        """Whether a word says whose something is: "the president's", and not "it's"."""
        return word.endswith(_OWNED) and word.replace("’", "'") not in self.stop

    def _note(self, use: _Use, first: _Word, last: _Word) -> None:
        """Keep how a run is used in one place."""
        ends = not last.after or (last.after in self.stop and last.after not in self.things)
        use.n += 1
        use.n_ends += ends
        use.n_things += ends and (first.before in _BEFORE_A_THING or self._owns(first.before))
        use.n_articles += first.before in _ARTICLES
        use.n_capital += not first.begins and not first.text.islower()
        use.beside.update(
            (side, word) for side, word in (("before", first.before), ("after", last.after)) if self._is_content(word)
        )

    def is_whole(self, key: str) -> bool:
        """Return whether a phrase is one by itself, and in English a thing, as all texts use it."""
        use, words = self.uses[key], key.split()
        most = max(use.beside.values(), default=0)
        if most > 1 and most >= _IN_ONE_WAY * use.n:
            return False
        if self.language != "en":
            return True
        if any(map(_ADVERB.match, words)):
            return False
        if len(words) > 1 and words[0].endswith("ing") and use.n_articles < _WITH_ARTICLE * use.n:
            return False
        last = self.uses[words[-1]]
        if 2 * last.n_capital > last.n:
            return len(words) > 1 or use.n_ends >= _ENDS * use.n
        if len(words) > 1 and use.n_articles >= _WITH_ARTICLE * use.n:
            return True
        return any(one.n_things >= _AS_A_THING * one.n for one in (use, last))

    def find_han(self, text: str) -> Iterator[tuple[str, str]]:
        """Runs of nouns of two to eight characters, one phrase in simplified characters or not."""
        import jieba
        import jieba.posseg

        jieba.setLogLevel(logging.WARNING)
        plain = simplify(text) if self.language == "zh" else text
        written = text if len(plain) == len(text) else plain
        nouns, starts, place = [], [], 0
        for pair in jieba.posseg.cut(plain):
            if pair.word != " ":  # Letters stand apart from characters, or not.
                small = pair.word.casefold()
                named = pair.flag.startswith(_NOUNS) and small not in self.stop and small not in self.names
                nouns.append(pair.word if named else "")
                starts.append(place)
            place += len(pair.word)
        for first, start in enumerate(starts):
            for number in range(first, min(first + _LONGEST, len(nouns))):
                if not nouns[number]:
                    break
                end = starts[number] + len(nouns[number])
                run = "".join(nouns[first : number + 1])
                run = plain[start:end] if run.isascii() else run
                if 2 <= len(run) <= 8 or (run.isascii() and len(run) > 1):
                    use = self.uses[run.casefold()]
                    use.n += 1
                    before, after = nouns[first - 1] if first else "", "".join(nouns[number + 1 : number + 2])
                    use.beside.update((side, word) for side, word in (("before", before), ("after", after)) if word)
                    yield run.casefold(), written[start:end]
