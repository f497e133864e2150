"""Comparison: what differs between conversations and speakers, and how sure that is.

In: themed passages. Out: shares, differences, initiative, distinctive words, concordances, with their intervals.
May import: ground, corpus, passages, themes and sentiment.
"""
