"""Accounts: what was taken in of a document, as a row of the overview and as entries of the catalogue."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from analysis.intake.entries import write_entry
from analysis.intake.likeness import Match
from analysis.intake.overview import Doubt, tell_doubts
from analysis.intake.people import is_another_name
from analysis.intake.survey import Survey

# From this share of matching words on, two documents render one talk beyond much doubt.
_CLEARLY_SAME = 0.65


@dataclass
class Talk:
    """A conversation as it is known so far."""

    speakers: list[str]
    is_new: bool
    surveys: list["Taken"] = field(default_factory=list)


@dataclass(frozen=True)
class Taken:
    """A document that was taken in: its rendering's id, whom its names stand for, and what is doubtful of it."""

    survey: Survey
    rendering: str
    people: Mapping[str, str]
    doubts: Sequence[Doubt]
    rests_on: Sequence[str]


def list_doubts(survey: Survey, match: Match, people: Mapping[str, str]) -> list[Doubt]:
    """Return what is doubtful of a document: by itself, and in what it was taken for."""
    doubts = []
    if survey.reading.is_doubted and not survey.given:
        doubts.append(Doubt("who speaks", survey.reading.tell_doubt()))
    if match.conversation and match.share < _CLEARLY_SAME:
        doubts.append(Doubt("same talk", f"{match.share:.0%} of it matches what is known of {match.conversation}"))
    for name, person in people.items():
        other, share = match.people.get(name, ("", 0.0))
        if other == person and is_another_name(name, person):
            doubts.append(Doubt("same person", f"{name} is taken for {person}, who says {share:.0%} of the same words"))
    if survey.date is None:
        doubts.append(Doubt("date", "none found"))
    if survey.title_from == "file name":
        doubts.append(Doubt("title", "the file's name"))
    return doubts


def tell_places(survey: Survey) -> list[str]:
    """Return what the reading of a document, its title and its date rest on."""
    reading = survey.reading
    told = "as given" if survey.given else "; ".join([f"confidence {reading.confidence:.2f}", *reading.reasons])
    date = [f"date: {survey.date_from}"] if survey.date else []
    encoding = [] if survey.encoding == "utf-8" else [f"encoding {survey.encoding}: its bytes, or what it says itself"]
    return [f"layout: {told}", "language: its letters and words", f"title: {survey.title_from}", *date, *encoding]


def make_row(taken: Taken, name: str, talk: Talk) -> dict[str, object]:
    """Return a document's row of the overview."""
    survey = taken.survey
    first = talk.surveys[0].survey if talk.is_new else survey
    return tell_doubts(taken.doubts) | {
        "rendering": taken.rendering,
        "conversation": name,
        "title": first.title,
        "date": first.date.isoformat() if first.date else "",
        "language": survey.language,
        "layout": survey.reading.layout,
        "speakers": "; ".join(dict.fromkeys(taken.people.values())),
        "turns": survey.turns["turn"].nunique(),
        "words": int(survey.turns["n_words"].sum()),
        "file": survey.document.name,
        "rests_on": " | ".join(taken.rests_on),
        **survey.document.columns,
    }


def write_talk(name: str, talk: Talk) -> str:
    """Return the entry of a new conversation."""
    first = talk.surveys[0].survey
    entry: dict[str, object] = {"id": name, "title": first.title, "speakers": talk.speakers}
    if first.date:
        entry["date"] = first.date
    if first.document.columns:
        entry["columns"] = dict(first.document.columns)
    return write_entry("conversation", entry)


def write_rendering(talk: str, taken: Taken, labels: Mapping[str, str]) -> str:
    """Return the entry of a new rendering."""
    survey = taken.survey
    is_article = survey.reading.layout == "quotations"
    entry: dict[str, object] = {
        "id": taken.rendering,
        "conversation": talk,
        "language": survey.language,
        "form": "article" if is_article else "transcript",
        "text_kind": "press report" if is_article else "verbatim",
        "title": survey.title,
        "sha256": survey.sha256,
        "layout": survey.reading.layout,
    }
    if survey.encoding != "utf-8":
        entry["encoding"] = survey.encoding
    if labels:
        entry["labels"] = dict(labels)
    return write_entry("rendering", entry)
