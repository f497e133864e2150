"""Moves: what people do in a conversation: ask, answer, hedge, assent, name things and state figures.

In: the words of passages, cut from the documents, and their speakers, themes and tone. Out: where each move stands,
stored beside the measured passages, and tables of them by speaker and conversation.
May import: themes, sentiment, comparison, versions and the wings below them, none of desk, charts or publishing.
"""
