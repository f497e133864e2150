"""Corpus: one folder that says everything about itself, opened once and handed on.

In: the folder's files (catalogue, settings, themes, gists, corrections, codings, remarks, words, measurements).
Out: tables and names. May import: ground and reading.
"""
