"""Reading: a document to spans that say who said what. Only this wing knows forms and layouts.

In: the text of a document. Out: spans, a partition of it, with how sure the reading is. May import: ground.
What form the file has comes first; of prose every reader proposes a reading, and the most plausible is taken.
"""

from analysis.reading.document import DOUBTED, LAYOUTS, Reading, read_document
from analysis.reading.forms import open_source
from analysis.reading.sources import Source
from analysis.reading.spans import KINDS, Kind, Span
from analysis.reading.speakers import Roster, is_role, normalise_name

__all__ = [
    "DOUBTED", "KINDS", "LAYOUTS", "Kind", "Reading", "Roster", "Source", "Span", "is_role", "normalise_name",
    "open_source", "read_document",
]  # fmt: skip
