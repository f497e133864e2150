"""The command line: `python -m analysis COMMAND`."""

import argparse
import datetime
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from analysis.errors import AnalysisError


def _read(arguments: argparse.Namespace) -> None:
    from analysis.catalogue import the_catalogue
    from analysis.passages import clean_text, find_turns
    from analysis.reading import LAYOUTS, guess_language, read_document
    from analysis.storage import decode_text, read_bytes

    content = read_bytes(arguments.file)
    text = decode_text(content, name=str(arguments.file))
    rendering = the_catalogue().by_digest(content)
    if rendering:
        roster, layout = the_catalogue().roster(rendering), rendering.layout or None
        print(f"read as {rendering.id} of the catalogue", file=sys.stderr)
    else:
        roster, layout = None, arguments.layout
    reading = read_document(text, name=str(arguments.file), roster=roster, layout=layout)
    spans = reading.spans
    if not rendering:
        speakers = ", ".join(sorted({span.speaker for span in spans if span.speaker}))
        guess = f"layout {reading.layout}, language {guess_language(text)}, speakers {speakers}"
        print(f"not in the catalogue; guessed: {guess}", file=sys.stderr)
    if not arguments.turns:
        for span in spans:
            row = asdict(span)
            if not row.pop("elsewhere"):
                print(json.dumps(row, ensure_ascii=False))
            else:
                print(json.dumps({**row, "elsewhere": True}, ensure_ascii=False))
        return
    decode = LAYOUTS[reading.layout].decode
    for _, turn in find_turns(spans).groupby("turn"):
        pieces = [decode(text[start:end]) for start, end in zip(turn["start"], turn["end"], strict=True)]
        row = {"speaker": turn["speaker"].iloc[0], "text": clean_text("\n".join(pieces))}
        print(json.dumps(row, ensure_ascii=False))


def _add(arguments: argparse.Namespace) -> None:
    from analysis.intake import plan_addition, save_addition

    labels = dict(label.partition("=")[::2] for label in arguments.label)
    addition = plan_addition(
        arguments.file,
        conversation=arguments.conversation,
        rendering=arguments.rendering,
        labels=labels,
        date=arguments.date,
    )
    print(addition.summary)
    if arguments.dry_run:
        print("nothing was written")
        return
    for path in save_addition(addition):
        print(path)
    print(
        f"Now read the entry {addition.rendering!r} at the end of data/documents.toml and correct title, publisher,"
        " dates, text_kind, roles and names there; where the layout was mistaken, set `layout` to one of those that"
        " `read --help` names. Then: make corpus, make."
    )


def _documents(arguments: argparse.Namespace) -> None:
    from analysis.catalogue import find_documents, the_catalogue

    for path in find_documents(arguments.folder, the_catalogue()):
        print(path)


def _corpus(arguments: argparse.Namespace) -> None:
    from analysis.assignment import measure_unassigned
    from analysis.catalogue import the_catalogue
    from analysis.disagreement import DISAGREEMENTS_FILE, find_disagreements
    from analysis.passages import make_passages, save_passages
    from analysis.storage import write_table

    passages = make_passages(the_catalogue())
    disagreements = find_disagreements(the_catalogue())
    print(f"{save_passages(passages)}: {len(passages)} passages")
    print(f"{write_table(DISAGREEMENTS_FILE, disagreements)}: {len(disagreements)} disagreements of renderings")
    for conversation, share in measure_unassigned(passages).items():
        print(f"{conversation}: {share:.0%} of its words fit none of the themes that are there")


def _table(arguments: argparse.Namespace) -> None:
    from analysis.results import add_quotations, make_result
    from analysis.settings import SETTINGS

    table = make_result(arguments.name, corrected=arguments.corrected or SETTINGS.use_corrections)
    if arguments.quote:
        table = add_quotations(table)
    table.to_csv(sys.stdout, index=False, lineterminator="\n")


def _read_texts(path: Path) -> list[tuple[str, str]]:
    """The texts of a file of JSON lines, each with its language, guessed where not given."""
    from analysis.reading import guess_language
    from analysis.storage import decode_text, read_bytes

    rows = []
    for number, line in enumerate(decode_text(read_bytes(path), name=str(path)).split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            text = str(row["text"])
            language = str(row.get("language") or guess_language(text))
        except (json.JSONDecodeError, KeyError, TypeError, AttributeError):
            raise AnalysisError(
                f'{path}: line {number} is no JSON object with "text"; write one for each text,'
                ' such as {"text": "..."}.'
            ) from None
        if language not in ("en", "zh"):
            raise AnalysisError(f'{path}: line {number} has the language {language!r}; expected "en" or "zh".')
        rows.append((text, language))
    return rows


def _themes(arguments: argparse.Namespace) -> None:
    from analysis.assignment import assign_texts

    rows = _read_texts(arguments.file)
    found = assign_texts([text for text, _ in rows], [language for _, language in rows])
    for row in found.to_dict("records"):
        print(json.dumps(row, ensure_ascii=False))


def _sentiment(arguments: argparse.Namespace) -> None:
    from analysis.passages import load_passages
    from analysis.sentiment.explanation import explain_texts

    rows = _read_texts(arguments.file)
    texts, languages = [text for text, _ in rows], [language for _, language in rows]
    for row in explain_texts(texts, languages, passages=load_passages(), n_words=arguments.words):
        print(json.dumps(row, ensure_ascii=False), flush=True)


def _find(arguments: argparse.Namespace) -> None:
    from analysis.assignment import load_themed_passages
    from analysis.concordance import find_passages
    from analysis.sentiment.correction import add_tone

    passages = add_tone(load_themed_passages(everything=True))
    table = find_passages(passages, " ".join(arguments.words), n_near=arguments.near)
    table.to_csv(sys.stdout, index=False, lineterminator="\n")


def _tone_vectors(arguments: argparse.Namespace) -> None:
    from analysis.sentiment.tone import VECTORS_FILE, make_written_vectors
    from analysis.storage import write_table

    table = make_written_vectors()
    print(f"{write_table(VECTORS_FILE, table)}: vectors of {len(table)} texts")


def _report(arguments: argparse.Namespace) -> None:
    from analysis.passages import load_passages
    from analysis.validity import report_themes

    report_themes(load_passages()).to_csv(sys.stdout, index=False, float_format="%.3f", lineterminator="\n")


def _tone_report(arguments: argparse.Namespace) -> None:
    from analysis.passages import load_passages
    from analysis.sentiment.validity import report_tone

    report_tone(load_passages()).to_csv(sys.stdout, index=False, float_format="%.3f", lineterminator="\n")


def _figures(arguments: argparse.Namespace) -> None:
    from analysis.charts.export import explain_no_pictures
    from analysis.pages import make_site, save_gallery
    from analysis.storage import FIGURES

    if missing := explain_no_pictures():
        print(missing, file=sys.stderr)
    notebooks = make_site(FIGURES, with_documents=True)
    save_gallery(FIGURES, notebooks)
    n_charts = len(list(FIGURES.glob("*.csv")))
    print(f"{len(notebooks) // 2} notebooks and {n_charts} charts, in English and Chinese. Look at:")
    print(f"  {FIGURES / 'index.html'}   the pages, in a browser (Chinese: zh/index.html)")
    print(f"  {FIGURES}   the charts as HTML, PNG, SVG, PDF and CSV; README.md shows them all")
    print("  make explore   the explorer, in a browser")
    print("  make lab       the notebooks themselves, in JupyterLab")
    print("  make share     a folder and a zip to send to someone")


def _explore(arguments: argparse.Namespace) -> None:
    import webbrowser

    from analysis.pages import save_explorer
    from analysis.storage import FIGURES

    address = save_explorer(FIGURES, with_documents=True).as_uri() + f"#lang={arguments.language}"
    print(address)
    if not arguments.no_browser and not webbrowser.open(address):
        print("no browser was found here; open that address in one.", file=sys.stderr)


def _share(arguments: argparse.Namespace) -> None:
    from analysis.charts.export import explain_no_pictures
    from analysis.pages import make_share

    if missing := explain_no_pictures():
        print(missing, file=sys.stderr)
    folder, archive = make_share(with_documents=arguments.quote)
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    print(f"{folder / 'index.html'}   {size / 1e6:.1f} MB in all")
    print(f"{archive}   {archive.stat().st_size / 1e6:.1f} MB, the same in one file")
    if not arguments.quote:
        print("It has none of the documents' words; they are their authors'. To quote them: make share QUOTE=yes")


def _notebooks(arguments: argparse.Namespace) -> None:
    from analysis.execution import refresh_notebooks

    for path in refresh_notebooks():
        print(path)


def _make_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m analysis",
        description="Themes and tone of published conversations, speaker by speaker.",
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    read = commands.add_parser("read", help="print who says what in one document, as JSON lines")
    read.add_argument("file", type=Path)
    read.add_argument("--turns", action="store_true", help="print speaker and text of each turn, not the spans")
    read.add_argument(
        "--layout",
        help="json, table, subtitles, labels, questions, talk or quotations; otherwise found by looking",
    )
    read.set_defaults(run=_read)

    table = commands.add_parser("table", help="print a table of the project as CSV")
    table.add_argument("name", help="passages, topics, themes, ...; a wrong name lists them all")
    table.add_argument(
        "--corrected", action="store_true", help="let data/corrections.csv say who speaks, not the documents"
    )
    table.add_argument(
        "--quote", action="store_true", help="give the words of the passages named, from your own copies"
    )
    table.set_defaults(run=_table)

    add = commands.add_parser("add", help="add a document to the catalogue, and show what was understood of it")
    add.add_argument("file", type=Path)
    add.add_argument("--conversation", required=True, help="id of the conversation that it renders, new or known")
    add.add_argument("--rendering", help="id of the new rendering; conversation and language where not given")
    add.add_argument("--label", action="append", default=[], metavar="NAME=SPEAKER", help="whom a name stands for")
    add.add_argument(
        "--date", type=datetime.date.fromisoformat, default=datetime.date.today(), help="when it took place, 2024-06-12"
    )
    add.add_argument("--dry-run", action="store_true", help="show what was understood, write nothing")
    add.set_defaults(run=_add)

    documents = commands.add_parser("documents", help="copy the documents from a folder to data/documents")
    documents.add_argument("folder", type=Path)
    documents.set_defaults(run=_documents)

    corpus = commands.add_parser("corpus", help="make data/passages.parquet from the documents")
    corpus.set_defaults(run=_corpus)

    themes = commands.add_parser("themes", help="print the theme of each text in a file of JSON lines")
    themes.add_argument("file", type=Path)
    themes.set_defaults(run=_themes)

    sentiment = commands.add_parser("sentiment", help="print the tone of each text in a file of JSON lines, and why")
    sentiment.add_argument("file", type=Path)
    sentiment.add_argument("--words", type=int, default=5, help="how many words to name that moved the score, or 0")
    sentiment.set_defaults(run=_sentiment)

    find = commands.add_parser("find", help="print who says something where, by its words and by its meaning, as CSV")
    find.add_argument("words", nargs="+", help="in either language")
    find.add_argument("--near", type=int, default=10, help="how many passages near in meaning to add")
    find.set_defaults(run=_find)

    vectors = commands.add_parser("tone-vectors", help="measure data/coding/tone-written.csv anew, after a change")
    vectors.set_defaults(run=_tone_vectors)

    report = commands.add_parser("themes-report", help="print how far the themes agree with readings by hand")
    report.set_defaults(run=_report)

    tone_report = commands.add_parser("tone-report", help="print how far the tone agrees with readings by hand")
    tone_report.set_defaults(run=_tone_report)

    figures = commands.add_parser("figures", help="run every notebook; write the charts and the pages")
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
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; return its exit status: 0, or 2 with one sentence on what is wrong."""
    arguments = _make_parser().parse_args(argv)
    try:
        arguments.run(arguments)
    except AnalysisError as error:
        print(f"analysis: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        sys.stderr.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
