"""Passages: the units of analysis, cut from speech, counted, turned into vectors, and drawn anew for intervals.

In: spans and a corpus. Out: tables with one row a passage; samples of them.
May import: ground, reading and corpus.
"""
