"""Two languages: a reader of either one finds nothing that is left in the other."""

import re

import nbformat
import pandas as pd
import pytest

from analysis.charts.export import list_texts
from analysis.comparison import differences
from analysis.comparison.concordance import find_passages
from analysis.comparison.shares import measure_noise
from analysis.ground.errors import AnalysisError
from analysis.ground.storage import COMMON
from analysis.ground.wording import join_words, list_some, percent, say, set_language
from analysis.publishing import answers, comparison_answers, version_answers
from analysis.publishing.display import show_table
from analysis.publishing.execution import find_notebooks, translate_notebook
from analysis.sentiment import summary
from analysis.themes.description import describe_themes
from analysis.versions.disagreement import describe_disagreements
from analysis.versions.validity import report_disagreements

# What a Chinese text rightly has in Latin letters: names, identifiers, units of statistics.
NAMES = {
    "Databricks", "BG", "SIGGRAPH", "BERTopic", "SnowNLP", "VADER", "AI", "Jaccard", "Benjamini", "Hochberg", "Cohen",
    "Monroe", "Colaresi", "Quinn", "Dirichlet", "Gallagher", "Webb", "Nadaraya", "Watson", "Jensen", "Shannon", "UMAP",
    "HDBSCAN", "TF", "IDF", "USE", "E", "NMI", "ARI", "kappa", "Ward", "Spearman", "F", "flywheel", "open", "source",
    "n", "q", "p", "h", "s", "Python", "A", "B", "visualize", "hierarchy", "CSV",
}  # fmt: skip
IDENTIFIER = re.compile(r"\b(?:databricks|bg2|siggraph)-(?:zh|en)(?:-[ab])?(?::[\d.]+)?")
TAG = re.compile(r"<[^>]*>|%\{[^}]*\}|&\w+;|[dD]3?\[.*?\]")
SMALL = re.compile(r"<span class='other'[^>]*>.*?</span>")  # the other language's name of a theme, under the first


def latin(text: str) -> set[str]:
    return set(re.findall(r"[A-Za-zÀ-ÿ]+", TAG.sub(" ", IDENTIFIER.sub(" ", SMALL.sub(" ", text))))) - NAMES


def han(text: str) -> str:
    return "".join(re.findall(r"[\u4e00-\u9fff]+", TAG.sub(" ", SMALL.sub(" ", text))))


@pytest.fixture(scope="module")
def data_words(corpus) -> tuple[set[str], set[str]]:
    """Words that are data: of charts of words, topics, names, and values of disagreements; English ones and others."""
    shown = set(corpus.make_table("mentions")["thing"])
    for name in ("distinctive_words", "distinctive_words_by_speaker"):
        shown |= set(corpus.make_table(name)["word"])
    for table in summary.shift_words_by_conversation(corpus, corpus.everything).values():
        shown |= set(table["word"])
    topics = corpus.make_table("topics")
    shown |= {word for column in ("words_zh", "words_en") for cell in topics[column] for word in cell.split()}
    disagreements = corpus.disagreements
    shown |= {*disagreements["value_a"], *disagreements["value_b"]}
    return {word for text in shown for word in re.findall("[A-Za-z]+", text)}, {t for t in shown if han(t)}


def test_a_chinese_chart_has_no_english_left(corpus, chinese_figures, data_words):
    english, _ = data_words
    gists = {w for text in corpus.gists["gist_zh"] for w in re.findall("[A-Za-z]+", text)}
    left = {
        (name, text): words
        for name, figure in chinese_figures.items()
        for text in list_texts(figure)
        if "window.ran" not in text and (words := latin(text) - english - gists)
    }
    assert left == {}


def test_an_english_chart_has_no_chinese_left(figures, data_words):
    _, chinese = data_words
    left = {
        (name, text)
        for name, figure in figures.items()
        for text in list_texts(figure)
        if (found := han(text)) and not any(found in han(word) or han(word) in found for word in chinese)
    }
    assert left == set()


def test_both_languages_show_the_same_data(figures, chinese_figures):
    for name, figure in figures.items():
        for one, other in zip(figure.data, chinese_figures[name].data, strict=True):
            for axis in ("x", "y", "z", "base"):
                values = [getattr(trace, axis, None) for trace in (one, other)]
                if values[0] is not None and not any(isinstance(v, str) for v in values[0]):
                    assert str(list(values[0])) == str(list(values[1])), (name, axis)


def tables(corpus) -> dict[str, pd.DataFrame]:
    """Every table that a notebook shows, by a name, without its columns of words and quotations."""
    names = (
        "doubtful_attributions", "tone", "speech_shares", "theme_differences", "side_differences", "uptakes", "noise",
        "tone_differences", "alignment_report", "disagreements_report", "themes_report", "tone_report", "tone_errors",
        "tone_silenced", "unassigned",
    )  # fmt: skip
    found = {name: corpus.make_table(name) for name in names}
    found["tone_silenced"] = found["tone_silenced"].drop(columns="word")
    found["renderings"] = corpus.make_table("renderings").drop(columns=["publisher", "title", "url", "sha256"])
    found["trials"] = corpus.codings.trials
    found["tone-trials"] = pd.read_csv(COMMON / "tone" / "trials.csv")
    found["ends"] = summary.find_ends(corpus.passages)
    found["disagreements"] = describe_disagreements(corpus, corpus.disagreements, corpus.passages)
    found["found"] = find_passages(corpus, corpus.passages, "flywheel")
    kept_out = ["quotation", "quotation_a", "quotation_b", "value_a", "value_b", "attitude_words", "first", "layout"]
    return {name: table.drop(columns=[c for c in kept_out if c in table]) for name, table in found.items()}


def test_a_table_is_shown_in_words_of_the_language(corpus):
    shown = tables(corpus)
    set_language("zh")
    left = {}
    for name, table in shown.items():
        words = show_table(corpus, table).data
        cells = {*words.columns, *(str(v) for c in words for v in words[c] if isinstance(v, str))}
        bad = {cell for cell in cells if latin(cell)}
        left |= {name: bad} if bad else {}
    assert left == {}
    set_language("en")
    for name, table in shown.items():
        words = show_table(corpus, table).data
        assert not any("_" in column for column in words.columns), (name, list(words.columns))
        assert not any(han(str(v)) for c in words for v in words[c]), name


def test_answers_are_told_in_both_languages(corpus):
    passages = corpus.passages
    speech, report = corpus.make_table("speech_shares"), corpus.make_table("themes_report").set_index("figure")
    themes, topics = describe_themes(corpus, passages), corpus.make_table("topics")
    tone = summary.summarise_tone(corpus, passages, by=["conversation", "speaker"])
    scorers = corpus.make_table("tone_scorers")
    gaps = differences.compare_conversations(corpus, passages, part="theme", parts=corpus.themes.ids())
    noise = measure_noise(corpus, passages, part="theme", parts=corpus.themes.ids())
    disagreements = corpus.disagreements
    found = report_disagreements(disagreements, corpus.codings.disagreements)
    tells = {
        "corpus": lambda: answers.tell_corpus(corpus, corpus.left_out),
        "speech": lambda: answers.tell_speech(corpus, speech),
        "themes": lambda: answers.tell_themes(corpus, topics, themes, report),
        "tone": lambda: answers.tell_tone(corpus, passages, tone, scorers),
        "comparison": lambda: comparison_answers.tell_comparison(
            corpus, gaps, noise, corpus.make_table("tone_differences")
        ),
        "versions": lambda: version_answers.tell_versions(
            corpus, corpus.make_table("alignment"), corpus.make_table("alignment_report"), noise
        ),
        "disagreements": lambda: version_answers.tell_disagreements(corpus, disagreements, found),
        "concordance": lambda: answers.tell_concordance(
            corpus, find_passages(corpus, passages, "flywheel"), "flywheel"
        ),
        "passages": lambda: answers.tell_passages(corpus, passages),
        "no passages": lambda: answers.tell_passages(corpus, passages.head(0)),
    }
    for name, tell in tells.items():
        set_language("en")
        english = tell()
        set_language("zh")
        chinese = tell()
        quoted = {w for text in disagreements["value_b"] for w in re.findall("[A-Za-z]+", text)}
        assert not latin(chinese) - quoted, (name, chinese)
        assert name == "disagreements" or not han(english), (name, english)
        numbers = [re.findall(r"\d+(?:\.\d+)?(?= ?%)", text) for text in (english, chinese)]
        assert sorted(numbers[0]) == sorted(numbers[1]), name


@pytest.mark.parametrize("path", find_notebooks(), ids=lambda path: path.stem)
def test_a_notebook_has_its_prose_in_both_languages(path):
    notebook = nbformat.read(path, as_version=4)
    chinese = translate_notebook(notebook, "zh")
    for one, other in zip(notebook.cells, chinese.cells, strict=True):
        if one.cell_type == "markdown":
            assert not han(one.source)
            assert not latin(re.sub(r"`[^`]*`", "", other.source)) - {
                "JupyterLab",
                "Huang",
                "Universal",
                "Sentence",
                "Encoder",
                "README",
            }, other.source
            assert one.source.count("\n- ") == other.source.count("\n- ")
            assert re.findall("^#+ ", one.source, re.M) == re.findall("^#+ ", other.source, re.M)
            assert sorted(re.findall(r"`[^`]*`", one.source)) == sorted(re.findall(r"`[^`]*`", other.source))
    sources = ["\n".join(c.source for c in n.cells if c.cell_type == "code") for n in (notebook, chinese)]
    assert sources[0].replace('LANGUAGE = "en"', 'LANGUAGE = "zh"') == sources[1] != sources[0]


def test_a_notebook_without_chinese_or_switch_is_refused():
    cells = [nbformat.v4.new_markdown_cell("# Why?")]
    with pytest.raises(AnalysisError, match="cell 0 has no Chinese"):
        translate_notebook(nbformat.v4.new_notebook(cells=cells), "zh")
    with pytest.raises(AnalysisError, match='LANGUAGE = "en"'):
        translate_notebook(nbformat.v4.new_notebook(cells=[]), "zh")


def test_an_unknown_language_is_refused():
    with pytest.raises(AnalysisError, match="'de'"):
        set_language("de")


def test_small_words_follow_the_language(corpus):
    assert (say("yes", "是"), join_words(["a", "b", "c"]), percent(0.123), percent(0.001)) == (
        "yes", "a, b and c", "12%", "under 1%")  # fmt: skip
    set_language("zh")
    assert (say("yes", "是"), join_words(["甲", "乙", "丙"]), percent(0.123), percent(0.001)) == (
        "是", "甲、乙和丙", "12%", "不到 1%")  # fmt: skip
    assert list_some(["甲", "乙", "丙", "丁", "戊"]) == "甲、乙、丙等 5 个"
    assert corpus.name_theme("data", inside=True) == f"“{corpus.themes.names('zh')['data']}”"


def test_remarks_have_both_languages_and_stand_where_notebooks_ask_for_them(corpus):
    asked = set()
    for path in find_notebooks():
        for cell in nbformat.read(path, as_version=4).cells:
            asked |= set(re.findall(r'show_remark\(corpus, "([\w-]+)", "([\w-]+)"\)', cell.source))
    assert set(corpus.remarks) == asked
    for place, wordings in corpus.remarks.items():
        assert set(wordings) == {"en", "zh"}, place
        assert not han(wordings["en"]), place
        assert han(wordings["zh"]), place
