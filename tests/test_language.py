"""Two languages: a reader of either one finds nothing that is left in the other."""

import re

import nbformat
import pandas as pd
import pytest

from analysis import answers, coding
from analysis.assignment import load_themed_passages
from analysis.charts.export import list_texts
from analysis.comparison import compare_conversations, measure_noise, measure_shares
from analysis.concordance import find_passages
from analysis.description import describe_themes, describe_topics
from analysis.disagreement import describe_disagreements, load_disagreements
from analysis.display import show_table
from analysis.errors import AnalysisError
from analysis.execution import find_notebooks, translate_notebook
from analysis.language import join_words, name_theme, percent, say, set_language
from analysis.results import make_result
from analysis.sentiment import summary
from analysis.sentiment.correction import add_tone
from analysis.sentiment.validity import compare_scorers
from analysis.themes import load_themes
from analysis.topics import fit_topics
from analysis.validity import report_alignment, report_disagreements, report_themes
from analysis.versions import align_renderings

# What a Chinese text rightly has in Latin letters: names, identifiers, units of statistics.
NAMES = {
    "Databricks", "BG", "SIGGRAPH", "BERTopic", "SnowNLP", "VADER", "AI", "Jaccard", "Benjamini", "Hochberg", "Cohen",
    "Monroe", "Colaresi", "Quinn", "Dirichlet", "Gallagher", "Webb", "Nadaraya", "Watson", "Jensen", "Shannon", "UMAP",
    "HDBSCAN", "TF", "IDF", "USE", "E", "NMI", "ARI", "kappa", "Ward", "Spearman", "F", "flywheel", "open", "source",
    "n", "q", "p", "h", "s", "Python", "A", "B",
}  # fmt: skip
IDENTIFIER = re.compile(r"\b(?:databricks|bg2|siggraph)-(?:zh|en)(?:-[ab])?(?::[\d.]+)?")
TAG = re.compile(r"<[^>]*>|%\{[^}]*\}|&\w+;|[dD]3?\[.*?\]")
SMALL = re.compile(r"<span class='other'[^>]*>.*?</span>")  # the other language's name of a theme, under the first


def latin(text: str) -> set[str]:
    return set(re.findall(r"[A-Za-zÀ-ÿ]+", TAG.sub(" ", IDENTIFIER.sub(" ", SMALL.sub(" ", text))))) - NAMES


def han(text: str) -> str:
    return "".join(re.findall(r"[\u4e00-\u9fff]+", TAG.sub(" ", SMALL.sub(" ", text))))


@pytest.fixture(scope="module")
def data_words(themed) -> tuple[set[str], set[str]]:
    """Words that are data: of charts of words and topics, and values of disagreements; English ones and others."""
    shown = set()
    for name in ("distinctive_words", "distinctive_words_by_speaker"):
        shown |= set(make_result(name, corrected=False)["word"])
    for table in summary.shift_words_by_conversation(add_tone(themed)).values():
        shown |= set(table["word"])
    topics = make_result("topics", corrected=False)
    shown |= {word for column in ("words_zh", "words_en") for cell in topics[column] for word in cell.split()}
    disagreements = load_disagreements()
    shown |= {*disagreements["value_a"], *disagreements["value_b"]}
    return {word for text in shown for word in re.findall("[A-Za-z]+", text)}, {t for t in shown if han(t)}


def test_a_chinese_chart_has_no_english_left(chinese_figures, data_words):
    english, _ = data_words
    gists = {w for text in pd.read_csv("data/gists.csv")["gist_zh"] for w in re.findall("[A-Za-z]+", text)}
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


def tables(themed) -> dict[str, pd.DataFrame]:
    """Every table that a notebook shows, by a name, without its columns of words and quotations."""
    passages, toned = load_themed_passages(), add_tone(load_themed_passages())
    names = (
        "doubtful_attributions", "tone", "speech_shares", "theme_differences", "side_differences", "uptakes", "noise",
        "tone_differences", "alignment_report", "disagreements_report", "themes_report", "tone_report", "tone_errors",
    )  # fmt: skip
    found = {name: make_result(name, corrected=False) for name in names}
    found["renderings"] = make_result("renderings", corrected=False).drop(
        columns=["publisher", "title", "url", "sha256"]
    )
    found["trials"] = pd.read_csv(coding.CODING / "trials.csv")
    found["tone-trials"] = pd.read_csv(coding.CODING / "tone-trials.csv")
    found["ends"] = summary.find_ends(toned)
    found["disagreements"] = describe_disagreements(load_disagreements(), passages)
    found["found"] = find_passages(toned, "flywheel")
    kept_out = ["quotation", "quotation_a", "quotation_b", "value_a", "value_b", "attitude_words", "first", "layout"]
    return {name: table.drop(columns=[c for c in kept_out if c in table]) for name, table in found.items()}


def test_a_table_is_shown_in_words_of_the_language(themed):
    shown = tables(themed)
    set_language("zh")
    left = {}
    for name, table in shown.items():
        words = show_table(table).data
        cells = {*words.columns, *(str(v) for c in words for v in words[c] if isinstance(v, str))}
        bad = {cell for cell in cells if latin(cell)}
        left |= {name: bad} if bad else {}
    assert left == {}
    set_language("en")
    for name, table in shown.items():
        words = show_table(table).data
        assert not any("_" in column for column in words.columns), (name, list(words.columns))
        assert not any(han(str(v)) for c in words for v in words[c]), name


def test_answers_are_told_in_both_languages(passages, themed):
    parts = [theme.id for theme in load_themes().themes]
    toned = add_tone(themed)
    speech = measure_shares(themed, whole=["conversation", "rendering"], part="speaker")
    themes, topics = describe_themes(themed, load_themes()), describe_topics(passages, fit_topics(passages))
    report = report_themes(passages).set_index("figure")
    tone, scorers = summary.summarise_tone(toned, by=["conversation", "speaker"]), compare_scorers(themed)
    differences = compare_conversations(themed, part="theme", parts=parts)
    noise = measure_noise(themed, part="theme", parts=parts)
    alignment = report_alignment(align_renderings(themed), coding.load_alignment_readings())
    disagreements = load_disagreements()
    found = report_disagreements(disagreements, coding.load_disagreement_readings())
    tells = {
        "speech": lambda: answers.tell_speech(speech, guest="Jensen Huang"),
        "themes": lambda: answers.tell_themes(topics, themes, report),
        "tone": lambda: answers.tell_tone(tone, scorers),
        "comparison": lambda: answers.tell_comparison(
            differences, noise, make_result("tone_differences", corrected=False)
        ),
        "versions": lambda: answers.tell_versions(alignment, noise),
        "disagreements": lambda: answers.tell_disagreements(disagreements, found),
        "concordance": lambda: answers.tell_concordance(find_passages(toned, "flywheel"), "flywheel"),
        "passages": lambda: answers.tell_passages(themed),
        "no passages": lambda: answers.tell_passages(themed.head(0)),
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


def test_small_words_follow_the_language():
    assert (say("yes", "是"), join_words(["a", "b", "c"]), percent(0.123), percent(0.001)) == (
        "yes", "a, b and c", "12%", "under 1%")  # fmt: skip
    set_language("zh")
    assert (say("yes", "是"), join_words(["甲", "乙", "丙"]), percent(0.123), percent(0.001)) == (
        "是", "甲、乙和丙", "12%", "不到 1%")  # fmt: skip
    assert name_theme("data", inside=True) == f"“{load_themes().names('zh')['data']}”"
