"""Themes and tone of published conversations, speaker by speaker, and how sure one can be."""

__version__ = "0.1.0"
