"""The command line: `python -m analysis COMMAND`."""

import argparse
import contextlib
import datetime
import json
import os
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.desk import commands as desk
from analysis.ground.alone import work_alone
from analysis.ground.errors import AnalysisError
from analysis.ground.running import run_command

if TYPE_CHECKING:
    from analysis.intake.incoming import Incoming
    from analysis.reading import Reading, Roster, Span
    from analysis.results import OpenCorpus

_MOST_COUNTED = 10_000
# Of so many documents at the most what was understood of each is shown at length.
_MOST_SUMMARIES = 3
# Commands of which one at a time works in a corpus.
_WRITING = {
    "new", "add", "revise", "documents", "corpus", "convert", "theme", "figures", "share", "notebooks", "code draw",
    "code take", "code settle", "code check",
}  # fmt: skip
# The exit status where something was left out or failed, and all the rest was done.
NOT_ALL = 3


def _open(arguments: argparse.Namespace) -> "OpenCorpus":
    from analysis.corpus.reader import tell_reader
    from analysis.results import open_corpus

    corpus = open_corpus(arguments.corpus, corrected=getattr(arguments, "corrected", False) or None)
    if told := tell_reader(corpus):
        print(*told, sep="\n", file=sys.stderr)
    return corpus


def _read(arguments: argparse.Namespace) -> int:
    from analysis.corpus.folder import CATALOGUE_FILE, Corpus, find_folder
    from analysis.ground.languages import guess_language
    from analysis.ground.storage import call_encoding, decode_document, read_bytes
    from analysis.reading import read_document

    content = read_bytes(arguments.file)
    text, encoding = decode_document(content, name=str(arguments.file))
    corpus = Corpus(find_folder(arguments.corpus), None)
    rendering = corpus.catalogue.by_digest(content)
    roster, layout = _name_people(arguments), arguments.layout
    if rendering:
        roster, layout = corpus.catalogue.roster(rendering), rendering.layout or None
        print(f"read as {rendering.id} of {corpus.folder / CATALOGUE_FILE}", file=sys.stderr)
    reading = read_document(text, name=str(arguments.file), roster=roster, layout=layout)
    spans = reading.spans
    if not rendering:
        speakers = ", ".join(sorted({span.speaker for span in spans if span.speaker}))
        guess = f"layout {reading.layout}, language {guess_language(text)}, speakers {speakers}"
        told = "" if encoding == "utf-8" else f", encoding {encoding} ({call_encoding(encoding)})"
        print(f"not in the catalogue; guessed: {guess}{told}", file=sys.stderr)
    for row in _list_turns(reading) if arguments.turns else map(_describe_span, spans):
        print(json.dumps(row, ensure_ascii=False))
    if reading.is_doubted and not rendering:
        print(f"doubtful: {reading.tell_doubt()}", file=sys.stderr)
        return NOT_ALL
    return 0


def _name_people(arguments: argparse.Namespace) -> "Roster | None":
    """The people whom the user names on the command line, by --speaker and --label."""
    from analysis.reading import Roster

    if wrong := [label for label in arguments.label if not all(label.partition("=")[::2])]:
        raise AnalysisError(f"--label {wrong[0]!r} is not of the form NAME=SPEAKER; write for example Host='Ann Poe'.")
    spellings: dict[str, list[str]] = {name: [] for name in arguments.speaker}
    for label in arguments.label:
        name, _, person = label.partition("=")
        spellings.setdefault(person, []).append(name)
    return Roster.of(spellings, closed=bool(arguments.speaker)) if spellings else None


def _list_turns(reading: "Reading") -> Iterator[dict[str, object]]:
    from analysis.passages.cutting import clean_text, find_turns

    for _, turn in find_turns(reading.spans).groupby("turn"):
        pieces = [reading.source.take_words(a, b) for a, b in zip(turn["start"], turn["end"], strict=True)]
        yield {"speaker": turn["speaker"].iloc[0], "text": clean_text("\n".join(pieces))}


def _describe_span(span: "Span") -> dict[str, object]:
    row = asdict(span)
    return row if row["elsewhere"] else {key: value for key, value in row.items() if key != "elsewhere"}


def _new(arguments: argparse.Namespace) -> int:
    from analysis.corpus.folder import CATALOGUE_FILE
    from analysis.ground.storage import is_there
    from analysis.intake.gathering import gather_documents
    from analysis.publishing.first_look import FILE, save_first_look

    arguments.corpus = arguments.folder
    if is_there(arguments.folder / CATALOGUE_FILE):
        told = f"{arguments.folder}: there is a corpus already; put more into it with `add`"
        if not is_there(arguments.folder / FILE) and not arguments.dry_run:
            told += f", or look at {save_first_look(_open(arguments))}"  # a run that was broken off has not written it
        raise AnalysisError(f"{told}.")
    documents, left = gather_documents(arguments.source, arguments.column)
    status = _plan(arguments, documents, left)
    if not arguments.dry_run:
        print(f"{save_first_look(_open(arguments))}   a first look, in a browser")
    return status


def _add(arguments: argparse.Namespace) -> int:
    from analysis.intake.gathering import take_files

    documents, left = take_files(arguments.file, arguments.column)
    return _plan(arguments, documents, left)


def _plan(arguments: argparse.Namespace, documents: "Sequence[Incoming]", left: list[str]) -> int:
    """Take documents into a corpus, show what was understood, and write it unless that is not wanted."""
    from analysis.ground.progress import track
    from analysis.intake import overview
    from analysis.intake.additions import Planner, open_or_begin, save_plan
    from analysis.intake.gathering import with_facts
    from analysis.intake.survey import survey_document

    draft, roster = open_or_begin(arguments.corpus), _name_people(arguments)
    planner, n_taken = Planner(draft), 0
    for document in track(documents, "reading documents"):
        try:
            told = with_facts(document, date=arguments.date)
            known = roster or (told.roster if told.people else None)
            survey = survey_document(told, draft.settings, roster=known, layout=arguments.layout)
            given = set(roster.people.values()) if roster else set()
            planner.take(survey, conversation=arguments.conversation, rendering=arguments.rendering, given=given)
            n_taken += 1
        except AnalysisError as error:
            left.append(str(error))
    if n_taken:
        plan = planner.finish()
        if n_taken <= _MOST_SUMMARIES:
            print("\n".join(plan.summaries))
        print("What was understood, what is doubtful first:")
        print(overview.list_documents(plan.documents), overview.list_people(plan.people), sep="\n\n")
        if gains := overview.list_gains(plan.documents, plan.people):
            print("\nWorth bettering, what gains most first:", *(f"  {gain}" for gain in gains), sep="\n")
        if arguments.dry_run:
            print("nothing was written")
        else:
            save_plan(plan)
            files = f"{overview.DOCUMENTS_FILE} and {overview.PEOPLE_FILE}"
            print(
                f"Written to {draft.folder}: {n_taken} document(s). Nothing has to be answered: run `make"
                f" CORPUS={draft.folder}`. To better what stands first, edit {files} there and run `revise`."
            )
    for reason in left:
        print(f"left out: {reason}", file=sys.stderr)
    if not n_taken:
        raise AnalysisError(f"none of {len(left)} file(s) could be added.")
    return 0


def _revise(arguments: argparse.Namespace) -> None:
    from analysis.corpus.folder import find_folder
    from analysis.intake.revision import revise_catalogue

    changes = revise_catalogue(find_folder(arguments.corpus))
    print("\n".join(changes) or "nothing in the tables differs from the catalogue")


def _documents(arguments: argparse.Namespace) -> None:
    from analysis.corpus.documents import find_documents

    for path in find_documents(_open(arguments), arguments.folder):
        print(path)


def _corpus(arguments: argparse.Namespace) -> int:
    from analysis.corpus.disagreements import KINDS
    from analysis.ground.storage import write_table
    from analysis.intake.measuring import CHANGED, KEPT, LEFT_OUT, NEW, measure_corpus
    from analysis.versions.disagreement import find_disagreements

    corpus = _open(arguments)
    jobs = arguments.jobs or os.cpu_count() or 1
    outcomes = list(measure_corpus(corpus, scheduler=arguments.scheduler, jobs=jobs))
    counts = {state: sum(outcome.state == state for outcome in outcomes) for state in (NEW, CHANGED, KEPT, LEFT_OUT)}
    if any(outcome.state != LEFT_OUT for outcome in outcomes):
        _keep_proposal(corpus)
    print(f"{corpus.folder}: " + ", ".join(f"{n} {state}" for state, n in counts.items() if n or state != LEFT_OUT))
    for outcome in outcomes:
        if outcome.state == LEFT_OUT:
            print(f"left out: {outcome.reason}", file=sys.stderr)
    path = corpus.folder / "disagreements.csv"
    if counts[NEW] + counts[CHANGED] and _is_published_twice(corpus):
        table = find_disagreements(corpus)
        n_kinds = ", ".join(f"{(table['kind'] == kind).sum()} {kind}" for kind in KINDS)
        print(f"{write_table(path, table)}: {len(table)} disagreements of renderings ({n_kinds})")
    _keep_cuts(corpus)
    print(f"{len(corpus.measured)} passages")
    for conversation, share in corpus.make_table("unassigned").itertuples(index=False):
        if share > corpus.settings.most_unassigned:
            print(f"{conversation}: {share:.0%} of its words fit none of the themes; nothing is judged of it.")
    silenced = corpus.make_table("tone_silenced")
    if len(silenced) and corpus.codings.tone.empty:
        words = ", ".join(silenced["word"].head(5))
        print(f"Words that praise or blame and may be a subject here: {words} (`table tone_silenced`).")
    return NOT_ALL if counts[LEFT_OUT] else 0


def _keep_proposal(corpus: "OpenCorpus") -> None:
    """Write the themes that are proposed where nobody wrote any, so that they keep their names from then on."""
    from analysis.corpus.themes import save_themes

    if not corpus.has_themes:
        print(f"{save_themes(corpus.themes_file, corpus.themes)}: {len(corpus.themes.themes)} themes are proposed")


def _keep_cuts(corpus: "OpenCorpus") -> None:
    """Measure how themes come out in shorter and longer passages, of as many conversations as are compared in pairs."""
    from analysis.comparison.differences import MOST_PAIRED
    from analysis.ground.storage import write_table
    from analysis.intake.recutting import measure_cuts
    from analysis.passages.cuts import LENGTHS, load_cuts

    if not 1 < corpus.measured["conversation"].nunique() <= MOST_PAIRED or len(load_cuts(corpus)):
        return
    table = measure_cuts(corpus, corpus.measured)
    if table is not None:
        lengths = " and ".join(map(str, LENGTHS))
        print(f"{write_table(corpus.folder / 'cuts.csv', table)}: themes in passages of {lengths} characters")


def _is_published_twice(corpus: "OpenCorpus") -> bool:
    conversations = [rendering.conversation for rendering in corpus.catalogue.renderings]
    return len(set(conversations)) < len(conversations)


def _convert(arguments: argparse.Namespace) -> None:
    from analysis.intake.conversion import convert_folder

    for line in convert_folder(arguments.folder):
        print(line)
    print(f"Now: python -m analysis --corpus {arguments.folder} corpus")


def _table(arguments: argparse.Namespace) -> None:
    from analysis.ground.cells import print_cells
    from analysis.results import add_quotations

    corpus = _open(arguments)
    if arguments.by or arguments.only:
        corpus = corpus.compare(arguments.by or None, only=_read_filters(arguments.only) or None)
    table = corpus.make_table(arguments.name)
    if arguments.quote:
        table = add_quotations(corpus, table)
    print_cells(corpus.head_groups(table))


def _read_filters(told: Sequence[str]) -> dict[str, list[str]]:
    """The filters that the user names, by column, each with its values."""
    filters: dict[str, list[str]] = {}
    for each in told:
        column, equals, value = each.partition("=")
        if not (column.strip() and equals and value.strip()):
            raise AnalysisError(f"--only {each!r} is not of the form COLUMN=VALUE; write for example role=guest.")
        filters.setdefault(column.strip(), []).append(value.strip())
    return filters


def _read_texts(path: Path) -> list[tuple[str, str]]:
    """The texts of a file of JSON lines, each with its language, guessed where not given."""
    from analysis.ground.languages import guess_language, is_language
    from analysis.ground.storage import decode_text, read_bytes

    rows = []
    for number, line in enumerate(decode_text(read_bytes(path), name=str(path)).split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            row = None
        if not isinstance(row, dict) or not isinstance(row.get("text"), str):
            raise AnalysisError(
                f'{path}: line {number} is no JSON object with a text as "text"; write one for each text,'
                ' such as {"text": "..."}.'
            )
        # Half a sign, as some programs leave it behind, is none.
        text = row["text"].encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        language = str(row.get("language") or guess_language(text))
        if not is_language(language):
            raise AnalysisError(f'{path}: line {number} has the language {language!r}; expected a code such as "en".')
        rows.append((text, language))
    return rows


def _themes(arguments: argparse.Namespace) -> None:
    from analysis.themes.assignment import assign_texts

    rows = _read_texts(arguments.file)
    corpus = _open(arguments)
    found = assign_texts(corpus, corpus.measured, [text for text, _ in rows], [language for _, language in rows])
    for row in found.to_dict("records"):
        print(json.dumps(row, ensure_ascii=False))


def _theme(arguments: argparse.Namespace) -> None:
    from analysis.ground.cells import print_cells

    """Edit the themes: show what an edit moves and, where that is wanted, do it."""
    from analysis.ground.chat import is_local
    from analysis.themes import editing

    corpus = _open(arguments)
    about = corpus, corpus.measured
    if arguments.edit == "rename":
        edit = editing.rename_theme(*about, arguments.theme, arguments.name, language=arguments.language)
    elif arguments.edit == "seed":
        edit = editing.add_seeds(*about, arguments.theme, arguments.phrase, language=arguments.language)
    elif arguments.edit == "merge":
        edit = editing.merge_themes(*about, arguments.theme)
    elif arguments.edit == "split":
        edit = editing.split_theme(*about, arguments.theme)
    elif arguments.edit == "drop":
        edit = editing.drop_theme(*about, arguments.theme)
    elif arguments.edit == "name":
        leaves = "" if is_local(corpus.settings.name_server) else ", which is not this machine"
        print(f"asking {corpus.settings.name_server}{leaves}; typical passages of each theme go there", file=sys.stderr)
        edit, kept = editing.name_by_model(*about)
        if kept:
            print(f"no name was taken from it for {', '.join(kept)}", file=sys.stderr)
    else:
        edit = editing.add_suggested(*about)
    known = {theme.id: theme for theme in corpus.themes.themes}
    for theme in edit.themes.themes:
        if known.get(theme.id) != theme:
            print(f"{theme.id}: {' / '.join(theme.names.values())}")
    print(f"{edit.moves['n_passages'].sum()} of {len(corpus.measured)} passages move:")
    print_cells(edit.moves, digits=3)
    print(f"written to {edit.save()}" if arguments.write else "nothing was written; --write does it")


def _sentiment(arguments: argparse.Namespace) -> None:
    from analysis.corpus.folder import Corpus, find_folder
    from analysis.sentiment.explanation import explain_texts

    # What is measured of the corpus is not needed, only its words.
    rows, corpus = _read_texts(arguments.file), Corpus(find_folder(arguments.corpus), None)
    texts, languages = [text for text, _ in rows], [language for _, language in rows]
    for row in explain_texts(corpus, texts, languages, n_words=arguments.words):
        print(json.dumps(row, ensure_ascii=False), flush=True)


def _find(arguments: argparse.Namespace) -> None:
    from analysis.comparison.concordance import find_passages
    from analysis.ground.cells import print_cells

    corpus = _open(arguments)
    passages = corpus.view.see(corpus.everything)
    table = find_passages(corpus, passages, " ".join(arguments.words), n_near=arguments.near)
    print_cells(corpus.head_groups(table))


def _tone_vectors(arguments: argparse.Namespace) -> None:
    from analysis.ground.storage import write_marked, write_table
    from analysis.sentiment.tone import (
        SCORER_FILE,
        TRANSFER_FILE,
        VECTORS_FILE,
        fit_scorer,
        make_written_vectors,
        measure_transfer,
    )

    table = make_written_vectors()
    path = write_marked(VECTORS_FILE, table, name="made_by", mark="python -m analysis tone-vectors")
    print(f"{path}: vectors of {len(table)} texts")
    weights = fit_scorer().to_table()
    print(f"{write_table(SCORER_FILE, weights)}: {len(weights)} weights of the scorer")
    corpus = _open(arguments)
    transfer = measure_transfer(corpus, corpus.measured)
    print(f"{write_table(TRANSFER_FILE, transfer)}: errors in {len(transfer)} groups of coded passages")


def _export(arguments: argparse.Namespace) -> int:
    from analysis.interchange import export

    written = export(_open(arguments), arguments.form, arguments.out)
    print(f"{written.path}: {written.content}")
    if missing := written.tell_missing():
        print(missing, file=sys.stderr)
        return NOT_ALL
    return 0


def _code(arguments: argparse.Namespace) -> int:
    corpus = _open(arguments)
    return int(arguments.action(corpus, corpus.measured, arguments))


def _report(arguments: argparse.Namespace) -> None:
    from analysis.ground.cells import print_cells

    table = _open(arguments).make_table("themes_report")
    print_cells(table, digits=3)


def _tone_report(arguments: argparse.Namespace) -> None:
    from analysis.ground.cells import print_cells

    table = _open(arguments).make_table("tone_report")
    print_cells(table, digits=3)


def _figures(arguments: argparse.Namespace) -> int:
    from analysis.charts.export import explain_no_pictures
    from analysis.corpus.folder import SHIPPED
    from analysis.ground.storage import write_atomic
    from analysis.intake.measuring import has_to_be_measured
    from analysis.publishing.execution import find_other_notebooks
    from analysis.publishing.pages import make_site, save_gallery

    corpus, status = _open(arguments), 0
    if has_to_be_measured(corpus):
        status, corpus = _corpus(arguments), _open(arguments)
    _keep_proposal(corpus)
    begun = time.time()
    if missing := explain_no_pictures():
        print(missing, file=sys.stderr)
    for path in find_other_notebooks():
        print(f"{path.name}: no page is made of it, since its name does not begin with a number.", file=sys.stderr)
    site = make_site(corpus, corpus.figures)
    save_gallery(corpus, corpus.figures, site.notebooks)
    folder, option = corpus.figures, "" if corpus.folder == SHIPPED else f" CORPUS={corpus.folder}"
    n_charts = len(list(folder.glob("*.csv")))
    print(f"{len(site.notebooks) // 2} notebooks and {n_charts} charts, in English and Chinese. Look at:")
    print(f"  {folder / 'index.html'}   the pages, in a browser (Chinese: zh/index.html)")
    print(f"  {folder}   the charts as HTML, PNG, SVG, PDF and CSV; README.md shows them all")
    print(f"  make explore{option}   the explorer, in a browser")
    print(f"  make lab{option}       the notebooks themselves, in JupyterLab")
    print(f"  make share{option}     a folder and a zip to send to someone")
    status = _tell_failures(site.failures) or status
    if not status:
        # What is edited while notebooks run is newer than this mark, so that make does it again.
        os.utime(write_atomic(corpus.home / "build" / "figures.done", ""), (begun, begun))
    return status


def _tell_failures(failures: Sequence[str]) -> int:
    """Name what failed, and return the exit status."""
    for failure in failures:
        print(f"failed: {failure}", file=sys.stderr)
    return NOT_ALL if failures else 0


def _explore(arguments: argparse.Namespace) -> None:
    import webbrowser

    from analysis.publishing.pages import save_explorer

    corpus = _open(arguments)
    address = save_explorer(corpus, corpus.figures, quote=True).as_uri() + f"#lang={arguments.language}"
    print(address)
    if not arguments.no_browser and not webbrowser.open(address):
        print("no browser was found here; open that address in one.", file=sys.stderr)


def _share(arguments: argparse.Namespace) -> int:
    from analysis.charts.export import explain_no_pictures
    from analysis.publishing.pages import make_share

    if missing := explain_no_pictures():
        print(missing, file=sys.stderr)
    folder, archive, failures = make_share(_open(arguments), quote=arguments.quote)
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    print(f"{folder / 'index.html'}   {size / 1e6:.1f} MB in all")
    print(f"{archive}   {archive.stat().st_size / 1e6:.1f} MB, the same in one file")
    if not arguments.quote:
        print("It has none of the documents' words; they are their authors'. To quote them: make share QUOTE=yes")
    return _tell_failures(failures)


def _notebooks(arguments: argparse.Namespace) -> int:
    from analysis.publishing.execution import refresh_notebooks

    paths, failures = refresh_notebooks(_open(arguments))
    for path in paths:
        print(path)
    return _tell_failures(failures)


def _drawing(arguments: argparse.Namespace) -> None:
    from analysis.publishing.drawing import save_drawing

    print(save_drawing())


def _make_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m analysis",
        description="Themes and tone of published conversations, speaker by speaker.",
        epilog="Exit status: 0; 2 with one sentence on what is wrong; 3 where what is named at the end was left out or"
        " is doubtful; 70 where something went wrong that was not foreseen, with the file that has the details.",
    )
    parser.add_argument("--corpus", type=_path, metavar="FOLDER", help="the corpus; by default the shipped one")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    read = commands.add_parser("read", help="print who says what in one document, as JSON lines")
    read.add_argument("file", type=_path)
    read.add_argument("--turns", action="store_true", help="print speaker and text of each turn, not the spans")
    _add_hints(read)
    read.set_defaults(run=_read)

    table = commands.add_parser("table", help="print a table of the project as CSV")
    table.add_argument("name", help="passages, topics, themes, ...; a wrong name lists them all")
    table.add_argument(
        "--corrected", action="store_true", help="let the corpus's corrections.csv say who speaks, not the documents"
    )
    table.add_argument(
        "--by", default="", help="what to compare: conversation, speaker, role, year or a column; by default as set"
    )
    table.add_argument(
        "--only", action="append", default=[], metavar="COLUMN=VALUE", help="what alone counts, such as role=guest"
    )
    table.add_argument(
        "--quote", action="store_true", help="give the words of the passages named, from your own copies"
    )
    table.set_defaults(run=_table)

    new = commands.add_parser("new", help="begin a corpus with all documents of a folder and its subfolders")
    new.add_argument("folder", type=_path, help="the corpus's, which must have no catalogue yet")
    new.add_argument("--from", dest="source", type=_path, required=True, metavar="DIR", help="where the documents are")
    _add_intake(new)
    new.set_defaults(run=_new)

    add = commands.add_parser("add", help="add documents to the corpus, and show what was understood of them")
    add.add_argument("file", type=_path, nargs="+", help="documents, or folders of them")
    _add_intake(add)
    add.set_defaults(run=_add)

    revise = commands.add_parser(
        "revise", help="put what you corrected in documents.csv and people.csv into the catalogue"
    )
    revise.set_defaults(run=_revise)

    documents = commands.add_parser("documents", help="copy the documents from a folder to the corpus")
    documents.add_argument("folder", type=_path)
    documents.set_defaults(run=_documents)

    corpus = commands.add_parser("corpus", help="measure the documents that are new or changed")
    _add_spreading(corpus)
    corpus.set_defaults(run=_corpus)

    convert = commands.add_parser("convert", help="make a corpus of a folder of the shape that corpora had before")
    convert.add_argument("folder", type=_path)
    convert.set_defaults(run=_convert)

    themes = commands.add_parser("themes", help="print the theme of each text in a file of JSON lines")
    themes.add_argument("file", type=_path)
    themes.set_defaults(run=_themes)

    theme = commands.add_parser("theme", help="edit the themes; shows what an edit moves before it is done")
    theme.set_defaults(run=_theme)
    edits = theme.add_subparsers(dest="edit", required=True, metavar="EDIT")
    for name, told in (
        ("rename", "call a theme otherwise"),
        ("seed", "add phrases that say what a theme is about"),
        ("merge", "make several themes one"),
        ("split", "make a theme two"),
        ("drop", "take a theme out"),
        ("suggest", "add themes for what fits none"),
        ("name", "have a language model name them, on the server of the settings"),
    ):
        edit = edits.add_parser(name, help=told)
        if name not in ("suggest", "name"):
            edit.add_argument("theme", nargs="+" if name == "merge" else None, help="its id, or its name")
        if name == "rename":
            edit.add_argument("name")
        if name == "seed":
            edit.add_argument("phrase", nargs="+")
        if name in ("rename", "seed"):
            edit.add_argument("--language", default="en", help="of the name or the phrases")
        edit.add_argument("--write", action="store_true", help="do it")

    sentiment = commands.add_parser("sentiment", help="print the tone of each text in a file of JSON lines, and why")
    sentiment.add_argument("file", type=_path)
    sentiment.add_argument("--words", type=_count, default=5, help="how many words to name that moved the score, or 0")
    sentiment.set_defaults(run=_sentiment)

    find = commands.add_parser("find", help="print who says something where, by its words and by its meaning, as CSV")
    find.add_argument("words", nargs="+", help="in any language")
    find.add_argument("--near", type=_count, default=10, help="how many passages near in meaning to add")
    find.set_defaults(run=_find)

    export = commands.add_parser("export", help="write the corpus in a form that other programs of the field read")
    export.add_argument("form", help="convokit, csv, parquet, bertopic or codings")
    export.add_argument("out", type=_path, help="the file to write or, of convokit and bertopic, a new folder")
    export.add_argument(
        "--corrected", action="store_true", help="let the corpus's corrections.csv say who speaks, not the documents"
    )
    export.set_defaults(run=_export)

    vectors = commands.add_parser("tone-vectors", help="measure data/common/tone anew, after a change")
    vectors.set_defaults(run=_tone_vectors)

    code = commands.add_parser(
        "code", help="the coding desk: draw passages, code them blind, settle, and see what it buys"
    )
    desk.add_actions(code)
    code.set_defaults(run=_code)

    report = commands.add_parser("themes-report", help="print how far the themes agree with readings by hand")
    report.set_defaults(run=_report)

    tone_report = commands.add_parser("tone-report", help="print how far the tone agrees with readings by hand")
    tone_report.set_defaults(run=_tone_report)

    figures = commands.add_parser("figures", help="measure what is new, run every notebook; write charts and pages")
    _add_spreading(figures)
    figures.set_defaults(run=_figures)

    explore = commands.add_parser("explore", help="open the explorer in a browser")
    explore.add_argument("--language", choices=["en", "zh"], default="en")
    explore.add_argument("--no-browser", action="store_true", help="only write it, and print its address")
    explore.set_defaults(run=_explore)

    share = commands.add_parser("share", help="write a folder and a zip to send to someone, into share/")
    share.add_argument("--quote", action="store_true", help="let them quote the documents, which are their authors'")
    share.set_defaults(run=_share)

    notebooks = commands.add_parser("notebooks", help="run every notebook without the documents, for git")
    notebooks.set_defaults(run=_notebooks)

    drawing = commands.add_parser("drawing", help="draw the house anew from its imports, in analysis/README.md")
    drawing.set_defaults(run=_drawing)
    return parser


def _add_spreading(command: argparse.ArgumentParser) -> None:
    """Let a command that measures documents do so by several processes, or on a cluster."""
    command.add_argument("--scheduler", default="", metavar="ADDRESS", help="of a Dask cluster that measures them")
    command.add_argument(
        "--jobs", type=_count, default=0, metavar="N", help="processes at the most; by default one a core"
    )


def _count(told: str) -> int:
    """A number of things as the user writes it."""
    if not told.isdecimal() or len(told) > 6 or int(told) > _MOST_COUNTED:
        raise argparse.ArgumentTypeError(f"{told!r} is no whole number from 0 to {_MOST_COUNTED}")
    return int(told)


def _path(told: str) -> Path:
    """A file or folder as the user names it."""
    if not told.strip() or "\0" in told:
        raise argparse.ArgumentTypeError(f"{told!r} is no name of a file or folder")
    return Path(told)


def _add_intake(command: argparse.ArgumentParser) -> None:
    """What a user can say of documents that are added."""
    command.add_argument("--conversation", help="id of the conversation, new or known; by default made from the title")
    command.add_argument("--rendering", help="id of the new rendering; conversation and language where not given")
    _add_hints(command)
    command.add_argument(
        "--date", type=datetime.date.fromisoformat, help="when it took place, 2024-06-12, if not found"
    )
    command.add_argument(
        "--column", action="append", default=[], metavar="NAME", help="what a level of subfolders is called, in order"
    )
    command.add_argument("--dry-run", action="store_true", help="show what was understood, write nothing")


def _add_hints(command: argparse.ArgumentParser) -> None:
    """What a user can say of a document, which wins over what would be guessed."""
    command.add_argument(
        "--layout",
        help="json, table, subtitles, tei, labels, questions, talk, quotations, or monologue for one speaker whom"
        " nobody names; otherwise found by looking",
    )
    command.add_argument("--label", action="append", default=[], metavar="NAME=SPEAKER", help="whom a name stands for")
    command.add_argument("--speaker", action="append", default=[], metavar="NAME", help="who alone speaks in it")


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; return its exit status.

    0; 2 where one sentence says what is wrong; 3 where something is left out; 70 where something was not foreseen, and
    the details are in a file; 130 where the user stopped it.
    """
    arguments = _make_parser().parse_args(argv)
    return run_command(lambda: _run(arguments))


def _run(arguments: argparse.Namespace) -> int:
    with work_alone(_find_home(arguments)) if _writes(arguments) else contextlib.nullcontext():
        return int(arguments.run(arguments) or 0)


def _writes(arguments: argparse.Namespace) -> bool:
    """Whether a command changes the corpus, or what is made of it."""
    named = f"code {arguments.what}" if arguments.command == "code" else arguments.command
    return named in _WRITING and getattr(arguments, "write", True) and not getattr(arguments, "dry_run", False)


def _find_home(arguments: argparse.Namespace) -> Path:
    """The folder of the corpus that a command changes, which need not be there yet."""
    from analysis.corpus.folder import find_folder

    if arguments.command in ("new", "convert"):
        return Path(arguments.folder).absolute()
    begins = arguments.command == "add" and arguments.corpus is not None
    return Path(arguments.corpus).absolute() if begins else find_folder(arguments.corpus)


if __name__ == "__main__":
    sys.exit(main())
