"""Naming: names and descriptions of themes by a language model, on a server with the common chat interface.

Nothing is asked unless the user says so: the passages that a model reads go to the server whose address stands in the
settings (`name_server`), which is on the user's own machine unless the settings allow another one.
"""

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from analysis.corpus.folder import Corpus
from analysis.corpus.themes import Theme, Themes
from analysis.ground.chat import call, open_chat
from analysis.ground.errors import AnalysisError
from analysis.ground.languages import NAMES
from analysis.passages.quoting import load_quotations
from analysis.themes.topics import ask_chat_model

_SHOWN, _LONGEST_PASSAGE, _LONGEST_NAME, _LONGEST_DESCRIPTION = 8, 600, 60, 240
_PROMPT = """These passages of conversations are about one theme; its key phrases are: [KEYWORDS].

[DOCUMENTS]

Answer in {language} with two lines and nothing else. First line: a name for the theme of two to five words, as a
heading would have it. Second line: one sentence that says what it is about."""


def name_themes(corpus: Corpus, passages: pd.DataFrame, themes: Themes) -> tuple[Themes, list[str]]:
    """Return themes with names and descriptions by a language model, and the ids of those that kept their own.

    The model reads the key phrases and the most typical passages of each theme, by BERTopic's own representation class
    for chat models; an answer that is no name (too long, empty) is not taken. passages: of the whole corpus. Errors:
    AnalysisError where no server is set, the package openai is missing, the documents are, or the server fails.
    """
    settings = corpus.settings
    if not settings.name_server or not settings.name_model:
        raise AnalysisError(
            "no server is set: write name_server (the address of a chat interface, such as http://localhost:8000/v1)"
            " and name_model into the corpus's settings.toml."
        )
    texts = dict(zip(passages["passage_id"], load_quotations(corpus, passages), strict=True))
    named, kept = [], []
    for theme in themes.themes:
        shown = [texts[name][:_LONGEST_PASSAGE] for name in (*theme.examples, *theme.anchors) if texts.get(name)][
            :_SHOWN
        ]
        if not shown:
            raise AnalysisError(
                f"the model names themes by their typical passages, and no document of those of {theme.id!r} is there;"
                " bring them with `make documents FROM=folder`."
            )
        found = theme
        for language in theme.names:
            answer = _ask(corpus, theme, shown, language)
            if name := _read_name(answer):
                names = {**found.names, language: name}
                descriptions = {**found.descriptions, language: _read_description(answer)}
                told = {key: value for key, value in descriptions.items() if value}
                found = replace(found, names=names, descriptions=told)
        named.append(found)
        if found.names == theme.names:
            kept.append(theme.id)
    return Themes(named, proposed=True), kept


def _ask(corpus: Corpus, theme: Theme, shown: Sequence[str], language: str) -> str:
    """What the model answers about one theme."""
    settings = corpus.settings
    client = open_chat(settings.name_server, allow_remote=settings.allow_remote)
    prompt = _PROMPT.format(language=NAMES.get(language, (language,))[0])
    phrases = theme.seeds.get(language, [*theme.names.values()])
    return call(settings.name_server, lambda: ask_chat_model(client, settings.name_model, prompt, phrases, shown))


def _read_name(answer: str) -> str:
    """The name in an answer, "" where there is none."""
    lines = [line.strip(" \t*#\"'“”`-") for line in answer.splitlines() if line.strip()]
    name = " ".join(lines[0].split()) if lines else ""
    return name if 0 < len(name) <= _LONGEST_NAME else ""


def _read_description(answer: str) -> str:
    """The description in an answer, "" where there is none."""
    lines = [line.strip(" \t*#\"'“”`-") for line in answer.splitlines() if line.strip()]
    return " ".join(lines[1].split())[:_LONGEST_DESCRIPTION] if len(lines) > 1 else ""
