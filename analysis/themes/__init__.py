"""Themes: what passages are about, found by BERTopic and told apart by people's phrases.

In: measured passages and a corpus's themes. Out: topic, theme and place of each passage, descriptions, validity.
May import: ground, corpus and passages. Only topics.py imports bertopic.
"""
