"""Results: a corpus with every table that the stages make of it, each by its name."""

import copy
import dataclasses
import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.comparison import differences, initiative, shares, trends
from analysis.comparison.distinctive import rank_distinctive
from analysis.comparison.multiverse import survey_ways
from analysis.comparison.pooling import pool_differences
from analysis.corpus.folder import Corpus, find_documents_folder, find_folder
from analysis.corpus.reader import load_checks
from analysis.corpus.themes import UNASSIGNED, Themes
from analysis.corpus.view import CONVERSATION, by_talk
from analysis.desk import gain, report, tables
from analysis.desk.sample import load_sample
from analysis.ground.errors import AnalysisError
from analysis.moves import asking, hedging, speaking_of
from analysis.moves.stored import load_moves
from analysis.moves.validity import report_moves
from analysis.passages.quoting import load_quotations
from analysis.passages.stored import find_left_out, load_passages
from analysis.sentiment import SCORERS, summary
from analysis.sentiment.correction import add_tone
from analysis.sentiment.validity import compare_scorers, find_worst_errors, report_tone
from analysis.themes.assignment import assign_themes, find_borderline, measure_unassigned
from analysis.themes.coded import add_codes
from analysis.themes.description import describe_themes, describe_topics
from analysis.themes.proposal import propose_themes
from analysis.themes.topics import find_topics, fit_model, rank_words
from analysis.themes.validity import measure_stability, report_themes
from analysis.versions.disagreement import list_doubtful
from analysis.versions.renderings import align_renderings
from analysis.versions.validity import report_aligned_themes, report_alignment, report_disagreements

ALL_THEMES = "all themes"


class OpenCorpus(Corpus):
    """A corpus as notebooks and commands use it: its files, and the tables made of them, each made once.

    corrected: whether speakers are who corrections.csv says; greetings: whether greetings, welcomes and thanks have a
    tone; by default as the settings say.
    """

    def __init__(
        self, folder: Path, documents: Path | None, *, corrected: bool | None = None, greetings: bool | None = None
    ) -> None:
        super().__init__(folder, documents)
        if greetings is not None:
            self.settings = dataclasses.replace(self.settings, tone_greetings=greetings)
        self.corrected = self.settings.use_corrections if corrected is None else corrected
        self._tables: dict[str, pd.DataFrame] = {}

    @functools.cached_property
    def measured(self) -> pd.DataFrame:
        """The measured passages, also what an article quotes from another occasion (schema: PASSAGES)."""
        return load_passages(self, corrected=self.corrected)

    @functools.cached_property
    def passages(self) -> pd.DataFrame:
        """One row per passage: where it stands, who speaks, topic, theme, place on the map and tone.

        What an article quotes from another occasion is not among them: it belongs to no total of the conversation.
        """
        everything = self.everything
        return self._see(everything[~everything["elsewhere"]].reset_index(drop=True))

    def _see(self, passages: pd.DataFrame) -> pd.DataFrame:
        """The passages as the view has them, with what only all of them can tell."""
        if self.view.hears_some:
            passages = passages.assign(prompted=initiative.mark_prompted(self, passages))
        return self.view.see(passages)

    def compare(self, by: str | Sequence[str] | None = None, *, only: Mapping[str, Any] | None = None) -> "OpenCorpus":
        """Return the corpus seen another way: tables, charts and notebooks work on it as on any other.

        by: what is compared: conversation, speaker, role or any column of the catalogue; several are crossed. only:
        what alone counts, such as {"role": "guest"}. What is not given stays as it is. Nothing is measured anew.
        Errors: AnalysisError naming a column or a value that is not there, and those that are.
        """
        other = copy.copy(self)
        other._tables = {}
        for name in ("passages", "groups", "_groups_of"):  # all that hangs on the view
            other.__dict__.pop(name, None)
        by = (list(self.view.by) or CONVERSATION) if by is None else by
        kept = {name: list(values) for name, (_, values) in self.view.only.items()}
        other.view = self.look(by=by, only=kept if only is None else only)
        return other

    @property
    def talks(self) -> pd.DataFrame:
        """The passages by conversation, whatever is compared: for what is about single renderings."""
        return by_talk(self.passages)

    @functools.cached_property
    def groups(self) -> list[str]:
        """What is compared, in order: the ids of the conversations, or the groups that anything was said in."""
        if not self.view.by:
            return super().groups
        return self.order_conversations(self.passages["conversation"])

    @functools.cached_property
    def everything(self) -> pd.DataFrame:
        """The passages with what an article quotes from another occasion."""
        themed = self.measured.merge(assign_themes(self, self.measured), on="passage_id", validate="1:1")
        return add_tone(self, add_codes(self, themed))

    @functools.cached_property
    def themes(self) -> Themes:
        """The themes of the corpus's file or, where there is none, those that are proposed."""
        return super().themes if self.has_themes else propose_themes(self, self.measured)

    @functools.cached_property
    def topic_model(self) -> Any:
        """The fitted BERTopic model; its documents are the bags of words of the measured passages, in their order."""
        return fit_model(self, self.measured)

    @functools.cached_property
    def stability(self) -> tuple[pd.Series, pd.DataFrame]:
        """How far topics and themes stay when passages change, all together and theme by theme."""
        return measure_stability(self, self.measured)

    @functools.cached_property
    def moves(self) -> pd.DataFrame:
        """Where somebody asks, hedges, assents, names somebody or states a figure (schema: MOVES)."""
        return load_moves(self)

    @functools.cached_property
    def left_out(self) -> pd.DataFrame:
        """The renderings that could not be measured, and why: one row each: rendering, reason."""
        return find_left_out(self)

    def list_themes(self) -> list[str]:
        """Return the ids of the themes and, where some passages have none, "unassigned" last."""
        missing = [UNASSIGNED] if (self.passages["theme"] == UNASSIGNED).any() else []
        return [*self.themes.ids(), *missing]

    def quote(self, passages: pd.DataFrame) -> list[str]:
        """Return the words of each passage, "" where the user has no copy of its document."""
        return load_quotations(self, passages)

    def make_table(self, name: str) -> pd.DataFrame:
        """Return a table of the corpus by its name. Errors: AnalysisError naming the tables there are."""
        wanted = name.strip().lower().replace(" ", "_").replace("-", "_")
        if wanted not in RESULTS:
            raise AnalysisError(f"there is no table {name!r}; the tables are {', '.join(RESULTS)}.")
        if wanted not in self._tables:
            self._tables[wanted] = RESULTS[wanted][1](self)
        return self._tables[wanted].copy()


def open_corpus(
    path: Path | str | None = None, *, corrected: bool | None = None, greetings: bool | None = None
) -> OpenCorpus:
    """Open a corpus, once; what works on it is handed what this returns.

    path: its folder; by default the one that ANALYSIS_CORPUS names, or the shipped one. corrected, greetings: see
    OpenCorpus.
    Errors: AnalysisError where there is no corpus, or one of the old shape.
    """
    folder = find_folder(path)
    key = folder, find_documents_folder(folder), corrected, greetings
    if key in _kept:
        return _kept[key]
    opened = OpenCorpus(key[0], key[1], corrected=corrected, greetings=greetings)
    if _keeping:
        _kept[key] = opened
    return opened


# The corpora that this process keeps open, where it does.
_kept: dict[tuple[Path, Path | None, bool | None, bool | None], OpenCorpus] = {}
_keeping: list[bool] = []


def keep_open() -> None:
    """Open each corpus once from now on in this process, for a run in which none of its files changes.

    Misleads where somebody edits a file of a corpus meanwhile: the change is not seen.
    """
    _keeping[:] = [True]


def add_quotations(corpus: OpenCorpus, table: pd.DataFrame) -> pd.DataFrame:
    """Return the table with the words of each passage that it names, from the user's own copies of the documents.

    Columns of passage ids, passage_id and typical, are followed by quotation; several passages'
    words stand one to a line. Errors: AnalysisError where the table names no passages.
    """
    named = [column for column in ("passage_id", "typical") if column in table]
    if not named:
        raise AnalysisError("this table names no passages, so there is nothing to quote; leave out --quote.")
    passages = corpus.measured
    words = dict(zip(passages["passage_id"], corpus.quote(passages), strict=True))
    ids = table[named[0]].str.split(" ")
    return table.assign(quotation=["\n".join(words.get(passage, "") for passage in row).strip() for row in ids])


_Table = Callable[[OpenCorpus], pd.DataFrame]


def _topics(corpus: OpenCorpus) -> pd.DataFrame:
    """Made without the themes' names, so that it can be looked at when they no longer fit."""
    return describe_topics(corpus, corpus.measured, find_topics(corpus, corpus.measured))


def _themes(corpus: OpenCorpus) -> pd.DataFrame:
    return describe_themes(corpus, corpus.passages).merge(corpus.stability[1], on="theme")


def _themes_report(corpus: OpenCorpus) -> pd.DataFrame:
    report = report_themes(corpus, corpus.measured, corpus.stability[0])
    aligned = report_aligned_themes(corpus.everything.assign(theme=corpus.everything["theme_model"]))
    n_before = int(report["figure"].str.contains("shuffled").to_numpy().argmax())
    return pd.concat([report[:n_before], aligned, report[n_before:]], ignore_index=True)


def _choose(corpus: OpenCorpus, by: list[str]) -> pd.DataFrame:
    """The passages as they are compared or, of single renderings, by conversation."""
    return corpus.talks if "rendering" in by else corpus.passages


def _share(whole: list[str], part: str) -> _Table:
    return lambda corpus: shares.measure_shares(corpus, _choose(corpus, whole), whole=whole, part=part)


def _tone(by: list[str]) -> _Table:
    return lambda corpus: summary.summarise_tone(corpus, _choose(corpus, by), by=by)


def _tone_words(corpus: OpenCorpus) -> pd.DataFrame:
    shifts = summary.shift_words_by_conversation(corpus, corpus.passages)
    tables = [table.assign(conversation=name) for name, table in shifts.items()]
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=["word", "conversation"])


def _answers(corpus: OpenCorpus) -> pd.DataFrame:
    """What those say who answer."""
    return corpus.passages[~corpus.passages["speaker"].map(corpus.asks)]


def _unprompted(corpus: OpenCorpus) -> pd.DataFrame:
    mine = _answers(corpus)
    own = mine[~initiative.mark_prompted(corpus, corpus.passages)[mine.index]]
    return differences.compare_conversations(corpus, own, part="theme", parts=corpus.themes.ids())


def _speech_differences(corpus: OpenCorpus) -> pd.DataFrame:
    sided = corpus.passages.assign(side=corpus.take_sides(corpus.passages["speaker"]))
    return differences.compare_conversations(corpus, sided, part="side")


def _tone_differences(corpus: OpenCorpus) -> pd.DataFrame:
    toned = _answers(corpus).dropna(subset=["corrected_tone"])
    both = pd.concat([toned.assign(theme=ALL_THEMES), toned], ignore_index=True)
    parts = [ALL_THEMES, *corpus.themes.ids()]
    return differences.compare_conversations(corpus, both, part="theme", parts=parts, value="corrected_tone")


def _sentiment(by: list[str]) -> _Table:
    return lambda corpus: pd.concat(
        [summary.summarise_scores(corpus, _choose(corpus, by), by=by, scorer=scorer) for scorer in SCORERS],
        ignore_index=True,
    )


def _unassigned(corpus: OpenCorpus) -> pd.DataFrame:
    return measure_unassigned(corpus, corpus.passages).rename("share_unassigned").reset_index()


def _silenced(corpus: OpenCorpus) -> pd.DataFrame:
    codes = pd.Series(corpus.passages["theme"]).astype("category").cat.codes
    words = rank_words(corpus.passages, codes.tolist())
    return summary.propose_silenced(corpus.passages, words["word"].tolist())


def _conversations(corpus: OpenCorpus) -> pd.DataFrame:
    rows = [
        {"id": c.id, "title": c.title, "date": c.date, "speakers": ", ".join(c.speakers), **c.columns}
        for c in corpus.catalogue.conversations
    ]
    return pd.DataFrame(rows)


def _answers_to_questions(corpus: OpenCorpus) -> pd.DataFrame:
    """By conversation, whatever is compared; none where only some of those who speak count."""
    heard = corpus.talks.head(0) if corpus.view.hears_some else corpus.talks
    return asking.list_answers(corpus, heard, corpus.moves)


RESULTS: Mapping[str, tuple[str, _Table]] = {
    "passages": (
        "one row per passage: where it stands, who speaks, topic, theme, tone, raw scores",
        lambda corpus: corpus.view.see(corpus.everything).drop(columns=["vector", "tone_vector", "attitude"]),
    ),
    "topics": ("one row per topic: size, words in each language, typical passages", _topics),
    "themes": (
        "one row per theme: names, size, words in each language, coherence, stability",
        _themes,
    ),
    "borderline": (
        "passages that hardly differ between their theme and another",
        lambda corpus: find_borderline(corpus, corpus.everything),
    ),
    "theme_coding": ("one row per passage: its theme as coded by hand, twice", lambda corpus: corpus.codings.themes),
    "themes_report": ("how far the themes agree with readings by hand", _themes_report),
    "coding_sample": (
        "one row per passage that was drawn to be coded: its stratum, and how probable it was to be drawn",
        lambda corpus: load_sample(corpus, corpus.measured),
    ),
    "coding_agreement": (
        "how far the coders agree, on themes and tone, by language, with intervals",
        lambda corpus: tables.make_agreement(corpus, corpus.measured),
    ),
    "coding_parted": (
        "one row per passage on which the coders part, with what each gave",
        lambda corpus: tables.make_parted(corpus, corpus.measured),
    ),
    "coding_report": (
        "how right the machine is on what was drawn and coded, and its shares and means put right by that",
        lambda corpus: report.report_codes(corpus, corpus.measured),
    ),
    "reader_checks": (
        "the seven checks of the reader that the settings name, on themes and on tone",
        load_checks,
    ),
    "coding_gain": (
        "what codes buy: errors of shares and means by how many passages of a talk are coded",
        lambda _: gain.load_gain(),
    ),
    "conversations": ("one row per conversation, as catalogued, with what else it can be compared by", _conversations),
    "renderings": (
        "one row per rendering, as catalogued",
        lambda corpus: pd.DataFrame(map(asdict, corpus.catalogue.renderings)).drop(columns=["labels", "encoding"]),
    ),
    "left_out": ("one row per rendering that is not measured, and why", lambda corpus: corpus.left_out),
    "speech_shares": (
        "share of each rendering's words by speaker",
        _share(["conversation", "rendering"], "speaker"),
    ),
    "theme_shares": ("share of each conversation's words by theme", _share(["conversation"], "theme")),
    "theme_shares_by_rendering": (
        "share of each rendering's words by theme",
        _share(["conversation", "rendering"], "theme"),
    ),
    "theme_shares_by_speaker": (
        "share of each speaker's words in a conversation by theme",
        _share(["conversation", "speaker"], "theme"),
    ),
    "unassigned": ("share of each conversation's words that fits no theme", _unassigned),
    "theme_differences": (
        "difference of theme shares between each two conversations, with interval and noise",
        lambda corpus: differences.compare_conversations(
            corpus, corpus.passages, part="theme", parts=corpus.themes.ids()
        ),
    ),
    "theme_differences_pooled": (
        "the same beyond these talks by a hierarchical model, which draws in what little is known of",
        lambda corpus: pool_differences(
            corpus.settings, corpus.make_table("theme_differences"), pair=["conversation_a", "conversation_b"]
        ),
    ),
    "multiverse": (
        "in how many ways of asking each difference of themes holds, here and beyond these talks",
        lambda corpus: survey_ways(corpus, corpus.passages),
    ),
    "theme_differences_unprompted": (
        "the same of what those say who answer on themes that nobody who asks brought up in that exchange",
        _unprompted,
    ),
    "side_differences": (
        "difference of who answers and who asks in each conversation in each theme's share of their words",
        lambda corpus: differences.compare_sides(corpus, corpus.passages, part="theme", parts=corpus.themes.ids()),
    ),
    "speech_differences": (
        "difference between each two conversations in how much each side speaks",
        _speech_differences,
    ),
    "tone_differences": (
        "difference of the tone of those who answer between each two conversations, by theme and overall",
        _tone_differences,
    ),
    "dated": (
        "what each conversation with a date has of each theme, and its tone, by date",
        lambda corpus: trends.measure_dated(corpus, corpus.talks, parts=corpus.themes.ids()),
    ),
    "trends": (
        "by how much each theme's share, and the tone, rises or falls in a year, with interval",
        lambda corpus: trends.find_trends(corpus, corpus.talks, parts=corpus.themes.ids()),
    ),
    "noise": (
        "distance of two renderings of one conversation in each theme's share, and the noise floor",
        lambda corpus: shares.measure_noise(corpus, corpus.passages, part="theme", parts=corpus.themes.ids()),
    ),
    "uptakes": (
        "how often what one speaker raises is taken up by the next, in each rendering that was coded, by theme",
        lambda corpus: initiative.count_uptakes(corpus.passages),
    ),
    "distinctive_words": (
        "the words that set each conversation apart from the others, with interval",
        lambda corpus: rank_distinctive(corpus, corpus.passages, by="conversation"),
    ),
    "distinctive_words_by_speaker": (
        "the words that set each speaker apart from the others, with interval",
        lambda corpus: rank_distinctive(corpus, corpus.passages, by="speaker"),
    ),
    "stretches": (
        "one row per run of passages on one theme, and who began it",
        lambda corpus: initiative.find_stretches(corpus.passages),
    ),
    "raised": (
        "how often each speaker began a stretch on each theme",
        lambda corpus: initiative.count_raised(initiative.find_stretches(corpus.passages)),
    ),
    "questions": (
        "in which share of their turns each speaker asks, by kind of question, with interval and noise",
        lambda corpus: asking.measure_questions(corpus, corpus.passages, corpus.moves),
    ),
    "answers": (
        "what each kind of question gets, by language: length, tone and theme of the answers, with interval and noise",
        lambda corpus: asking.measure_answers(corpus, _answers_to_questions(corpus)),
    ),
    "exchanges": (
        "one row per answer: what was asked, and how long, warm and on the theme it is",
        _answers_to_questions,
    ),
    "hedges": (
        "how many hedges and short assents each speaker has in a thousand words, by language, with interval and noise",
        lambda corpus: hedging.measure_hedges(corpus, corpus.passages, corpus.moves),
    ),
    "names": (
        "one row per name that somebody says: who, where, and of what",
        lambda corpus: speaking_of.list_names(corpus.passages, corpus.moves),
    ),
    "figures": (
        "one row per figure that somebody states: who, where, its value and unit",
        lambda corpus: speaking_of.list_figures(corpus.passages, corpus.moves),
    ),
    "mentions": (
        "who speaks of whom and what: counts, the passages, and the tone of these passages",
        lambda corpus: speaking_of.count_mentions(corpus, corpus.passages, corpus.moves),
    ),
    "moves_report": (
        "how far questions, hedges and assents agree with a coding by reading, by kind and language",
        lambda corpus: report_moves(corpus.codings, corpus.measured, corpus.moves),
    ),
    "tone": (
        "tone by conversation, rendering and speaker: averages as scored and as corrected, with intervals",
        _tone(["conversation", "rendering", "speaker"]),
    ),
    "tone_by_speaker": ("the same by conversation and speaker", _tone(["conversation", "speaker"])),
    "tone_by_theme": ("the same by conversation, speaker and theme", _tone(["conversation", "speaker", "theme"])),
    "tone_words": ("one row per conversation and word: what it adds to its two sides sounding unlike", _tone_words),
    "tone_silenced": ("attitude words that are rather subjects of this corpus, proposed to be silenced", _silenced),
    "tone_coding": ("one row per passage: its tone as coded by hand, twice", lambda corpus: corpus.codings.tone),
    "tone_scorers": (
        "one row per scorer and language: how far it agrees with the coding, on the test part",
        lambda corpus: compare_scorers(corpus, corpus.measured),
    ),
    "tone_errors": (
        "the ten worst errors of the test part",
        lambda corpus: find_worst_errors(corpus, corpus.measured),
    ),
    "tone_report": (
        "how far the tone agrees with readings by hand",
        lambda corpus: report_tone(corpus, corpus.measured),
    ),
    "sentiment": (
        "raw scores by conversation, rendering and speaker",
        _sentiment(["conversation", "rendering", "speaker"]),
    ),
    "sentiment_by_theme": ("raw scores by conversation and theme", _sentiment(["conversation", "theme"])),
    "alignment": (
        "which passages of two renderings of one conversation say the same, and which have no counterpart",
        lambda corpus: align_renderings(corpus.talks),
    ),
    "alignment_report": (
        "how readers judged these links, and the passages left over",
        lambda corpus: report_alignment(align_renderings(corpus.talks), corpus.codings.alignment),
    ),
    "disagreements": (
        "what two renderings of one conversation disagree about: figures, names, speakers, what is left out",
        lambda corpus: corpus.disagreements,
    ),
    "disagreements_report": (
        "how far these disagreements are those that readers found",
        lambda corpus: report_disagreements(corpus.disagreements, corpus.codings.disagreements),
    ),
    "doubtful_attributions": (
        "places where two renderings give the same words to different people",
        list_doubtful,
    ),
    "corrections": ("who is corrected to say what, and why", lambda corpus: corpus.corrections),
}
