"""Interchange: a corpus with what was found in it, in the forms that other programs of the field read.

In: an open corpus. Out: frames of passages, utterances and codings, and files as ConvoKit, spreadsheets, maps and
BERTopic have them. May import: results and every wing that measures; nothing that draws.
"""

from analysis.interchange.export import FORMS, Exported, export
from analysis.interchange.frames import frame_codings, frame_passages, frame_utterances

__all__ = ["FORMS", "Exported", "export", "frame_codings", "frame_passages", "frame_utterances"]
