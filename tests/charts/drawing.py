"""Every chart of the project, drawn as the notebooks draw it, for tests that look at all of them."""

import plotly.graph_objects as go

from analysis import charts
from analysis.comparison import differences
from analysis.comparison.concordance import find_passages
from analysis.comparison.shares import measure_noise, measure_shares
from analysis.ground.wording import say
from analysis.publishing import answers
from analysis.results import OpenCorpus
from analysis.sentiment import summary
from analysis.versions.disagreement import describe_disagreements
from analysis.versions.validity import report_disagreements

HOSTILE = "<script>window.ran = 1</script><img src=x onerror='window.ran = 1'>"


def draw_figures(corpus: OpenCorpus) -> dict[str, go.Figure]:
    """Return the charts of a corpus by name, NAME-2 being a second view; where they quote, the words are a script."""
    passages, parts = corpus.passages, corpus.list_themes()
    shares = measure_shares(corpus, passages, whole=["conversation"], part="theme", parts=parts)
    order = charts.order_themes(shares)
    named = {"part": "theme", "parts": corpus.themes.ids()}
    gaps = differences.compare_conversations(corpus, passages, **named)
    noise = measure_noise(corpus, passages, **named)
    by_rendering, by_speaker = (
        measure_shares(corpus, passages, whole=["conversation", other], part="theme", parts=parts)
        for other in ("rendering", "speaker")
    )
    tone = summary.summarise_tone(corpus, passages, by=["conversation", "speaker"])
    shifts = summary.shift_words_by_conversation(corpus, passages)
    everybody = say("all speakers", "全部说话人")
    words = corpus.make_table("distinctive_words")
    query = corpus.catalogue.about.query or answers.choose_query(words)
    ways = corpus.make_table("multiverse")
    alignment, hostile = corpus.make_table("alignment"), [HOSTILE] * len(passages)
    found = describe_disagreements(corpus, corpus.disagreements, corpus.measured)
    return {
        "speech-shares": charts.plot_speech(corpus, corpus.make_table("speech_shares"), passages),
        "questions": charts.plot_questions(corpus, corpus.make_table("questions")),
        "answers": charts.plot_answers(corpus, corpus.make_table("answers")),
        "hedges": charts.plot_hedges(corpus, corpus.make_table("hedges")),
        "mentions": charts.plot_mentions(corpus, corpus.make_table("mentions"), passages),
        "theme-shares": charts.plot_theme_shares(
            corpus,
            {everybody: shares},
            {everybody: gaps},
            noise=noise,
            order=order,
            n_passages=len(passages),
            ways=ways,
        ),
        "themes-by-speaker": charts.plot_theme_heatmap(corpus, by_speaker, order=order),
        "map": charts.plot_map(corpus, passages, quotations=hostile),
        "renderings": charts.plot_renderings(corpus, by_rendering, order=order),
        "course": charts.plot_course(corpus, passages, order=order),
        "theme-shares-2": charts.plot_differences(corpus, gaps, ways=ways),
        "trends": charts.plot_trends(corpus, corpus.make_table("dated"), corpus.make_table("trends"), order=order),
        "alignment": charts.plot_alignment(corpus, alignment, passages, corpus.make_table("alignment_report")),
        "disagreements": charts.plot_disagreements(
            corpus,
            found.assign(quotation_a=HOSTILE, quotation_b=HOSTILE),
            corpus.measured,
            report=report_disagreements(found, corpus.codings.disagreements),
        ),
        "concordance": charts.plot_concordance(
            corpus, find_passages(corpus, passages, query).assign(quotation=HOSTILE), passages, query=query
        ),
        "distinctive-words": charts.plot_distinctive(corpus, words, passages),
        "tone": charts.plot_tone(corpus, passages, tone, quotations=hostile),
        "tone-words": charts.plot_word_shift(
            corpus, shifts, {name: summary.name_sides(corpus, passages, name) for name in shifts}, passages
        ),
        "tone-scorers": charts.plot_scorers(corpus, corpus.make_table("tone_scorers"), n_passages=221, agreement=0.93),
    }
