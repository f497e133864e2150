"""Intake: documents into a corpus: adding, measuring one at a time, converting folders of the old shape.

In: documents and a corpus. Out: catalogue entries and the corpus's measurements.
May import: every wing that measures; nothing that draws.
"""
