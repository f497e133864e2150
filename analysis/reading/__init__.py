"""Reading: a document to spans that say who said what. Only this wing knows forms and layouts.

In: the text of a document. Out: spans, a partition of it, with how sure the reading is. May import: ground.
What form the file has comes first; of prose every reader proposes a reading, and the most plausible is taken.
"""

from analysis.reading.document import DOUBTED, LAYOUTS, Reading, read_document
from analysis.reading.forms import open_source
from analysis.reading.front_matter import find_front_matter
from analysis.reading.sources import Source, name_speaker
from analysis.reading.spans import KINDS, Kind, Span
from analysis.reading.speakers import Roster, is_role, normalise_name
from analysis.reading.tables import find_named_columns
from analysis.reading.vocabulary import NOBODY, WORD_FIELDS, is_speaker_field, plain_key

__all__ = [
    "DOUBTED", "KINDS", "LAYOUTS", "NOBODY", "WORD_FIELDS", "Kind", "Reading", "Roster", "Source", "Span",
    "find_front_matter", "find_named_columns", "is_role", "is_speaker_field", "name_speaker", "normalise_name",
    "open_source", "plain_key", "read_document",
]  # fmt: skip
