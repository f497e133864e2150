"""Forms: what kind of file a text is, by its structure and not by its name."""

from analysis.ground.errors import AnalysisError
from analysis.reading.markup import open_markup
from analysis.reading.numbered import open_numbered
from analysis.reading.records import open_json
from analysis.reading.sources import Source
from analysis.reading.subtitles import open_subtitles
from analysis.reading.tables import open_table

FORMS = ("json", "table", "subtitles", "tei")
# Layouts of prose, for which a form that says itself who speaks is not looked at.
PROSE = ("labels", "questions", "talk", "quotations")
# A conversation of days has fewer lines.
_MOST_LINES = 250_000


def open_source(text: str, layout: str | None = None) -> Source:
    """Return a document as it is read: JSON, subtitles, markup or a table by their own rules, else plain text.

    layout: how the user says it is set; None where that is to be found out.
    Errors: AnalysisError where the form is clear, but what it holds is not.
    """
    for open_form in (open_json, _count_lines, open_subtitles, open_markup, open_table, open_numbered):
        source = open_form(text)
        if source and not (source.records and layout in PROSE):
            return source
    return Source("plain", text)


def _count_lines(text: str) -> None:
    """Refuse a text of more lines than a conversation has.

    Errors: AnalysisError with their number.
    """
    if text.count("\n") + text.count("\r") + text.count("\f") <= _MOST_LINES:
        return
    n_lines = sum(1 for line in text.splitlines() if line and not line.isspace())
    if n_lines > _MOST_LINES:
        raise AnalysisError(
            f"it has {n_lines:,} lines, more than {_MOST_LINES:,}, which no conversation has; cut it into conversations"
            " and read each by itself."
        )
