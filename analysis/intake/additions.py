"""Additions: documents of the user's into a corpus's catalogue, with what was understood and how sure that is."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from analysis.corpus.catalogue import Catalogue, find_free_id, load_catalogue, make_slug, parse_catalogue
from analysis.corpus.folder import CATALOGUE_FILE, find_folder
from analysis.corpus.settings import Settings, load_settings
from analysis.ground.errors import AnalysisError
from analysis.ground.storage import is_id, is_there, place_in, read_text, write_atomic
from analysis.intake.accounts import Taken, Talk, list_doubts, make_row, tell_places, write_rendering, write_talk
from analysis.intake.entries import write_entry, write_text
from analysis.intake.likeness import KnownWords, Match
from analysis.intake.overview import (
    DOCUMENTS_FILE,
    PEOPLE_COLUMNS,
    PEOPLE_FILE,
    SURE,
    Doubt,
    read_overview,
    save_overview,
    tell_doubts,
)
from analysis.intake.people import People, is_unnamed, pool_roles
from analysis.intake.survey import Survey, describe_survey
from analysis.reading import Roster, normalise_name

# A voice of another rendering is whoever says so large a share of the same words.
_SAME_VOICE = 0.6
_NOBODY_ELSES = "its words are nobody else's here"
_HEAD = """# The catalogue: which conversations there are, who speaks in them, and in which published renderings.
# [[speaker]] name, role (a free word: guest, host, chair, witness), aliases; [[conversation]] id, title, date,
# speakers, columns (what else to compare by); [[rendering]] id, conversation, language, sha256, ... More keys: see
# data/README.md of the project.
"""


@dataclass(frozen=True)
class Draft:
    """A corpus that documents are being added to: its folder, its catalogue and the catalogue's text."""

    folder: Path
    text: str
    catalogue: Catalogue
    settings: Settings


@dataclass(frozen=True)
class Plan:
    """What adding documents would write: the catalogue's text, the documents by rendering, and what was understood.

    documents, people: rows of the two tables of the overview. summaries: of each document, in lines.
    """

    draft: Draft
    text: str
    contents: Mapping[str, bytes]
    documents: pd.DataFrame
    people: pd.DataFrame
    summaries: Sequence[str]


def open_or_begin(path: Path | None) -> Draft:
    """Return the corpus in a folder as one that can be added to; of a folder that has no catalogue yet, an empty one.

    Errors: AnalysisError where the catalogue is not sound, or of the old shape.
    """
    if path is not None and not is_there(path / CATALOGUE_FILE) and not is_there(path / "documents.toml"):
        folder = path.absolute()
        text = f"{_HEAD}\n[corpus]\ntitle = {write_text(folder.name.replace('-', ' '))}\n"
        return Draft(folder, text, Catalogue([], [], []), load_settings(folder / "settings.toml"))
    folder = find_folder(path)
    catalogue_path = folder / CATALOGUE_FILE
    return Draft(
        folder, read_text(catalogue_path), load_catalogue(catalogue_path), load_settings(folder / "settings.toml")
    )


class Planner:
    """Takes documents in, one after the other, and tells at the end what adding them all would write."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        catalogue = draft.catalogue
        self._known = catalogue.roles()
        self._people = People(catalogue.speakers)
        self._words = KnownWords.of(draft.folder, catalogue)
        self._talks = {c.id: Talk(list(c.speakers), is_new=False) for c in catalogue.conversations}
        self._renderings = {r.id for r in catalogue.renderings}
        self._digests = {r.sha256: r.id for r in catalogue.renderings}
        self._spellings: dict[str, dict[str, str]] = {}
        self._columns: dict[str, dict[str, str | int | float | bool]] = {}
        self._titles: set[str] = set()
        self._everybody = {*self._known, *(person for talk in self._talks.values() for person in talk.speakers)}

    def take(
        self,
        survey: Survey,
        *,
        conversation: str | None = None,
        rendering: str | None = None,
        given: Collection[str] = (),
    ) -> None:
        """Take a document in.

        conversation: id of one that is known, which the document must render, or of a new one; where not given, the
        words tell whether they are those of a known one. rendering: id of the new rendering. given: people whom the
        user names. Errors: AnalysisError for a document that is catalogued already, ids that are taken or cannot be a
        file's name, and a document that renders another conversation than the one named; then nothing is taken in.
        """
        path = survey.document.name
        if known := self._digests.get(survey.sha256):
            raise AnalysisError(f"{path}: this document is in the catalogue already, as {known}; nothing was changed.")
        survey = self._tell_apart(survey)
        talk, match, rests_on = self._choose_talk(survey, conversation)
        name = rendering or find_free_id(f"{talk}-{survey.language}", self._renderings)
        for identifier in (talk, name):
            if not is_id(identifier):
                raise AnalysisError(f"the id {identifier!r} cannot be a file's name; use letters, digits and hyphens.")
        if name in self._renderings:
            raise AnalysisError(f"there is a rendering {name!r} already; give this one another id with --rendering.")
        people = self._match_people(survey, talk, match, given)
        found = self._talks.setdefault(talk, Talk([], is_new=True))
        for spelling, person in people.items():
            self._columns.setdefault(person, {}).update(survey.document.people.get(spelling, {}))
        for spelling, person in people.items():
            if person not in self._known and not (is_unnamed(spelling) and person != spelling):
                self._people.add(person, spelling)
                if spelling != person:
                    self._spellings.setdefault(person, {})[spelling] = person
        if found.is_new:
            found.speakers = list(dict.fromkeys([*found.speakers, *people.values()]))
            self._everybody.update(people.values())
        found.surveys.append(
            Taken(survey, name, people, list_doubts(survey, match, people), [*tell_places(survey), *rests_on])
        )
        self._titles.add(survey.title)
        self._renderings.add(name)
        self._digests[survey.sha256] = name
        self._words.add(talk, survey.vectors, [people[voice] for voice in survey.voices])

    def _tell_apart(self, survey: Survey) -> Survey:
        """The document, with its folder in a title that is but its file's name and that another has too."""
        path = Path(survey.document.name)
        if survey.title_from != "file name" or survey.title not in self._titles or not path.parent.name:
            return survey
        return replace(survey, title=f"{path.parent.name}: {survey.title}")

    def _choose_talk(self, survey: Survey, conversation: str | None) -> tuple[str, Match, list[str]]:
        """The id of the conversation that a document renders, a known one only where its words are; and why."""
        path = survey.document.name
        match = self._words.find(survey.vectors, survey.voices)
        same = match.conversation
        told = f"{match.share:.0%} of it matches what is known of {same}" if same else _NOBODY_ELSES
        if conversation in self._talks and conversation != same:
            raise AnalysisError(
                f"{path}: its words are not those of {conversation!r} ({told}). Another episode is another"
                " conversation: leave --conversation out, or give a new id with it."
            )
        if conversation:
            return conversation, match, ["conversation: as given"]
        if same:
            return same, match, [f"conversation: the same talk published again: {told}"]
        name = find_free_id(make_slug(survey.title) or make_slug(Path(path).stem) or "talk", self._talks)
        return name, match, [f"conversation: a conversation of its own: {told}"]

    def _match_people(self, survey: Survey, talk: str, match: Match, given: Collection[str]) -> dict[str, str]:
        """Each name that the document uses, and the person that it stands for: one who is given or known, or itself.

        A label that names nobody, such as "Host", is another person in another talk; in another rendering of one talk a
        name that nobody there has is whoever says the same words.
        """
        found = self._talks.get(talk)
        if not found:
            return {name: self._find_person(name, talk, given) for name in survey.names}
        inside = People(s for s in self._draft.catalogue.speakers if s.name in found.speakers)
        for person in found.speakers:
            for spelling in (person, *self._spellings.get(person, ())):
                inside.add(person, spelling)
        people = {name: inside.find(name)[0] for name in survey.names}
        taken = {person for person in people.values() if person in found.speakers}
        for name, person in people.items():
            other, share = match.people.get(name, ("", 0.0))
            if person not in found.speakers and other not in taken and share >= _SAME_VOICE:
                people[name] = other
                taken.add(other)
        if strangers := [name for name, person in people.items() if person not in found.speakers]:
            raise AnalysisError(
                f"{survey.document.name}: {', '.join(strangers)}: not among the speakers of {talk!r}"
                f" ({', '.join(found.speakers)}); say who is meant with"
                f" --label {write_text(strangers[0] + '=' + found.speakers[0])}."
            )
        return people

    def _find_person(self, name: str, talk: str, given: Collection[str]) -> str:
        """The person whom a name stands for in a new talk."""
        person, sure, _ = self._people.find(name)
        if name in given and sure != SURE:
            return name
        if is_unnamed(name) and name not in given and person in self._everybody:
            return find_free_id(f"{name} ({talk})", self._everybody)
        return person

    def finish(self) -> Plan:
        """Return what adding all that was taken in would write. Errors: AnalysisError where it would not be sound."""
        self._join_regulars()
        taken = [(name, talk, each) for name, talk in self._talks.items() for each in talk.surveys]
        roles = self._find_roles()
        rows = pd.DataFrame([make_row(each, name, talk) for name, talk, each in taken], dtype=object).fillna("")
        written: set[str] = set()
        text = self._draft.text.rstrip() + "\n"
        for name, talk in self._talks.items():
            for number, each in enumerate(talk.surveys):
                if talk.is_new and number == 0:
                    new = [p for p in talk.speakers if p not in self._known and p not in written]
                    written |= set(new)
                    text += "".join(self._write_person(person, roles[person][0]) for person in new)
                    text += write_talk(name, talk)
                text += write_rendering(name, each, self._find_labels(each))
        parse_catalogue(text, name=str(self._draft.folder / CATALOGUE_FILE))
        summaries = [describe_survey(each.survey, each.people, each.rests_on[-1]) for _, _, each in taken]
        contents = {each.rendering: each.survey.document.content for _, _, each in taken}
        return Plan(self._draft, text, contents, rows, self._list_people(taken, roles), summaries)

    def _join_regulars(self) -> None:
        """Take first names for the people of the show that they stand for; each document then says so, as a doubt."""
        new = [talk for talk in self._talks.values() if talk.is_new]
        regulars = self._people.find_regulars([talk.speakers for talk in new])
        for name in set(regulars) & set(self._known):
            del regulars[name]
        for talk in new:
            joined = {name: regulars[name] for name in talk.speakers if name in regulars}
            if not joined:
                continue
            talk.speakers = [joined.get(name, name) for name in talk.speakers]
            told = [
                Doubt("same person", f"{name} is taken for {person}, who alone is called so and speaks in other talks")
                for name, person in joined.items()
            ]
            talk.surveys = [
                replace(
                    each, people={n: joined.get(p, p) for n, p in each.people.items()}, doubts=[*each.doubts, *told]
                )
                for each in talk.surveys
            ]

    def _find_roles(self) -> dict[str, tuple[str, str, str]]:
        """The role of each person of the new talks, how sure it is, and what it rests on."""
        told = {
            each.people.get(name, name): role
            for talk in self._talks.values()
            for each in talk.surveys
            for name, role in each.survey.document.roles.items()
        }
        talks = [
            talk.surveys[0].survey.turns.assign(
                speaker=lambda rows, taken=talk.surveys[0]: rows["speaker"].map(taken.people)
            )
            for talk in self._talks.values()
            if talk.is_new
        ]
        asking = self._draft.settings.asking_roles
        listed = self._find_listed()
        known = {**{name: role for name, (role, _, _) in listed.items()}, **told, **self._known}
        roles = pool_roles(talks, asking, known, listed)
        return roles | listed | {name: (role, SURE, "as given") for name, role in told.items()}

    def _find_listed(self) -> dict[str, tuple[str, str, str]]:
        """Of whom most documents in which he speaks say a role: that, how sure it is, and what it rests on."""
        surveys = [each for talk in self._talks.values() for each in talk.surveys]
        n_talks = Counter(person for each in surveys for person in set(each.people.values()))
        counts: dict[str, Counter[str]] = {}
        for each in surveys:
            for name, role in each.survey.roles.items():
                counts.setdefault(each.people.get(name, name), Counter())[role] += 1
        usual = {person: (*roles.most_common(1)[0], n_talks[person]) for person, roles in counts.items()}
        return {
            person: (role, "likely", f"listed as {role} in {n} of {n_all} documents")
            for person, (role, n, n_all) in usual.items()
            if 2 * n > n_all and person not in self._known
        }

    def _write_person(self, person: str, role: str) -> str:
        entry: dict[str, object] = {"name": person, "role": role, "aliases": list(self._spellings.get(person, ()))}
        if columns := self._columns.get(person):
            entry["columns"] = columns
        return write_entry("speaker", entry)

    def _find_labels(self, taken: Taken) -> dict[str, str]:
        """What the document alone calls its people: spellings that the catalogue would not resolve."""
        speakers = set(taken.people.values())
        known = {s.name: s.aliases for s in self._draft.catalogue.speakers if s.name in speakers}
        listed = Roster.of({person: [*known.get(person, ()), *self._spellings.get(person, ())] for person in speakers})
        spellings = {s: taken.people[p] for s, p in taken.survey.reading.roster.people.items() if p in taken.people}
        spellings |= {
            name: person
            for name, person in taken.people.items()
            if name != person and normalise_name(name) not in spellings
        }
        return {label: person for label, person in spellings.items() if listed.resolve(label) != person}

    def _list_people(
        self, taken: Sequence[tuple[str, Talk, Taken]], roles: Mapping[str, tuple[str, str, str]]
    ) -> pd.DataFrame:
        """The rows of the people who speak in what was taken in."""
        said = pd.concat(
            [
                each.survey.turns.assign(speaker=each.survey.turns["speaker"].map(each.people), conversation=name)
                for name, _, each in taken
            ]
            or [pd.DataFrame(columns=["speaker", "conversation", "turn", "n_words"])]
        )
        rows = []
        for person, mine in said.groupby("speaker", sort=False):
            role, sure, rests_on = roles.get(str(person), (self._known.get(str(person), ""), SURE, "the catalogue"))
            doubts = [Doubt("role", f"{role}, {rests_on}")] if sure == "a guess" else []
            if namesakes := self._people.find_namesakes(str(person)):
                doubts.append(Doubt("same person", f"perhaps {' or '.join(namesakes[:3])}"))
            spellings = list(self._spellings.get(str(person), ()))
            rows.append(
                tell_doubts(doubts)
                | {
                    "name": person,
                    "same_as": "",
                    "role": role,
                    "name_zh": "",
                    "spellings": "; ".join(spellings),
                    "conversations": mine["conversation"].nunique(),
                    "turns": len(mine[["conversation", "turn"]].drop_duplicates()),
                    "words": int(mine["n_words"].sum()),
                    "rests_on": f"role: {rests_on}",
                }
            )
        return pd.DataFrame(rows, columns=[*PEOPLE_COLUMNS])


def save_plan(plan: Plan) -> None:
    """Write the documents to their places, then the tables of what was understood, and the catalogue at the end.

    Only what the catalogue names is in the corpus: a run that is broken off before has put nothing in, and can be done
    again.
    """
    folder, known = plan.draft.folder, plan.draft.catalogue
    after = parse_catalogue(plan.text, name=str(folder / CATALOGUE_FILE))
    for rendering, content in plan.contents.items():
        write_atomic(place_in(folder / "documents", after.rendering(rendering).file), content)
    for file, rows, key, names in (
        (DOCUMENTS_FILE, plan.documents, "rendering", [rendering.id for rendering in known.renderings]),
        (PEOPLE_FILE, plan.people, "name", [speaker.name for speaker in known.speakers]),
    ):
        before = read_overview(folder, file)
        save_overview(folder, file, _join(before[before[key].isin(names)], rows.astype(str), key))
    write_atomic(folder / CATALOGUE_FILE, plan.text)


def _join(before: pd.DataFrame, new: pd.DataFrame, key: str) -> pd.DataFrame:
    """The rows of before and new; of one that both have, the counts together, and all else as it was."""
    before, both = before.reset_index(drop=True), new[key].isin(before[key])
    for row in new[both].to_dict("records"):
        place = before[key] == row[key]
        for column in ("conversations", "turns", "words"):
            if column in row:
                before.loc[place, column] = str(int(before.loc[place, column].iloc[0]) + int(row[column]))
    return pd.concat([before, new[~both]], ignore_index=True).fillna("")
