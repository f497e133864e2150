"""Forms: what kind of file a text is, by its structure and not by its name."""

from dataclasses import replace

from analysis.ground.errors import AnalysisError
from analysis.reading.markup import open_markup
from analysis.reading.pages import open_pages
from analysis.reading.records import open_json
from analysis.reading.sources import Source, open_characters
from analysis.reading.subtitles import open_subtitles
from analysis.reading.tables import open_table
from analysis.reading.talkbank import open_talkbank

FORMS = ("json", "table", "subtitles", "tei", "talkbank")
# Layouts of prose, for which a form that says itself who speaks is not looked at.
PROSE = ("labels", "questions", "talk", "quotations")
# A conversation of days has fewer lines, and its page fewer tags.
_MOST_LINES, _MOST_TAGS = 100_000, 400_000
_TOO_MANY = (
    "it has {found:,} {kind}, more than {most:,}, which no conversation has; cut it into conversations and read each by"
    " itself."
)


def open_source(text: str, layout: str | None = None) -> Source:
    """Return a document as it is read: JSON, subtitles, markup or a table by their own rules, else plain text.

    layout: how the user says it is set; None where that is to be found out.
    Errors: AnalysisError where the form is clear, but what it holds is not.
    """
    for open_form in (open_json, _refuse_masses, open_talkbank, open_subtitles, open_markup, open_table):
        source = open_form(text)
        if source and not (source.names_somebody and layout in PROSE):
            return source
    source = open_characters(text) or Source("plain", text)
    pages = open_pages(source.text)
    return source.nest(pages) if pages else source


def open_held(source: Source) -> Source:
    """Return the source that the words of records are which name nobody: a page, or prose that may name people itself.

    source: JSON or a table.
    """
    page = open_markup(source.text) or open_characters(source.text)
    return replace(source.nest(page), form=source.form) if page else replace(source, records=())


def _refuse_masses(text: str) -> None:
    """Refuse a text of more lines, or of more tags, than a conversation has.

    Errors: AnalysisError with their number.
    """
    n_tags = text.count("<")
    if n_tags > _MOST_TAGS:
        raise AnalysisError(_TOO_MANY.format(found=n_tags, kind="angle brackets", most=_MOST_TAGS))
    if text.count("\n") + text.count("\r") + text.count("\f") <= _MOST_LINES:
        return
    n_lines = sum(1 for line in text.splitlines() if line and not line.isspace())
    if n_lines > _MOST_LINES:
        raise AnalysisError(_TOO_MANY.format(found=n_lines, kind="lines", most=_MOST_LINES))
