"""Versions: two renderings of one conversation side by side.

In: passages and documents. Out: what corresponds, and where figures, names, speakers and statements disagree.
May import: ground, reading, corpus, passages, themes and sentiment.
"""
