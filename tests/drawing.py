"""Every chart of the project, drawn as the notebooks draw it, for tests that look at all of them."""

import pandas as pd
import plotly.graph_objects as go

from analysis import charts, results
from analysis.coding import load_alignment_readings, load_disagreement_readings
from analysis.comparison import compare_conversations, measure_noise, measure_shares
from analysis.concordance import find_passages
from analysis.disagreement import describe_disagreements, load_disagreements
from analysis.distinctive import rank_distinctive
from analysis.initiative import count_raised, find_stretches
from analysis.language import say
from analysis.sentiment import SCORERS
from analysis.sentiment.correction import add_tone
from analysis.sentiment.summary import name_sides, shift_words_by_conversation, summarise_scores, summarise_tone
from analysis.sentiment.validity import compare_scorers
from analysis.themes import load_themes
from analysis.validity import report_alignment, report_disagreements
from analysis.versions import align_renderings

GUEST = "Jensen Huang"
HOSTILE = "<script>window.ran = 1</script><img src=x onerror='window.ran = 1'>"


def draw_figures(themed: pd.DataFrame) -> dict[str, go.Figure]:
    """Return the charts by name; where they quote, the words are a script."""
    parts = [theme.id for theme in load_themes().themes]
    shares = measure_shares(themed, whole=["conversation"], part="theme", parts=parts)
    order = charts.order_themes(shares)
    differences = compare_conversations(themed, part="theme", parts=parts)
    noise = measure_noise(themed, part="theme", parts=parts)
    by_rendering = measure_shares(themed, whole=["conversation", "rendering"], part="theme", parts=parts)
    by_speaker = measure_shares(themed, whole=["conversation", "speaker"], part="theme", parts=parts)
    speech = measure_shares(themed, whole=["conversation", "rendering"], part="speaker")
    toned = add_tone(themed)
    tone = summarise_tone(toned, by=["conversation", "speaker"])
    shifts = shift_words_by_conversation(toned)
    alignment = align_renderings(themed)
    everybody = say("all speakers", "全部说话人")
    n_passages = themed["language"].value_counts().to_dict()
    figures = {
        "speech-shares": charts.plot_speech_shares(speech, guest=GUEST),
        "turns": charts.plot_turns(themed),
        "theme-shares": charts.plot_theme_shares(
            {everybody: shares}, {everybody: differences}, noise=noise, order=order, n_passages=len(themed)
        ),
        "themes-by-conversation": charts.plot_theme_heatmap(shares, order=order),
        "flow": charts.plot_flow(themed),
        "themes-by-speaker": charts.plot_theme_heatmap(by_speaker, order=order),
        "hierarchy": charts.plot_hierarchy(
            themed, results.make_result("themes", corrected=False), results.make_result("topics", corrected=False)
        ),
        "map": charts.plot_map(themed, quotations=[HOSTILE] * len(themed)),
        "renderings": charts.plot_renderings(by_rendering, order=order),
        "course": charts.plot_course(themed, order=order),
        "raised": charts.plot_raised(count_raised(find_stretches(themed)), order=order, guest=GUEST),
        "theme-differences": charts.plot_differences(differences),
        "alignment": charts.plot_alignment(alignment, themed, report_alignment(alignment, load_alignment_readings())),
        "disagreements": charts.plot_disagreements(
            describe_disagreements(load_disagreements(), themed).assign(quotation_a=HOSTILE, quotation_b=HOSTILE),
            themed,
            report=report_disagreements(load_disagreements(), load_disagreement_readings()),
        ),
        "concordance": charts.plot_concordance(
            find_passages(toned, "flywheel").assign(quotation=HOSTILE), toned, query="flywheel"
        ),
        "distinctive-words": charts.plot_distinctive(
            rank_distinctive(themed, by="conversation"), by="conversation", n_passages=n_passages
        ),
        "distinctive-words-by-speaker": charts.plot_distinctive(
            rank_distinctive(themed, by="speaker"), by="speaker", n_passages=n_passages
        ),
        "tone": charts.plot_tone(toned, tone, quotations=[HOSTILE] * len(toned)),
        "tone-course": charts.plot_tone_course(toned),
        "tone-by-theme": charts.plot_tone_by_theme(
            summarise_tone(toned, by=["conversation", "speaker", "theme"]), themes=parts, guest=GUEST
        ),
        "tone-words": charts.plot_word_shift(shifts, {name: name_sides(toned, name) for name in shifts}),
        "tone-scorers": charts.plot_scorers(compare_scorers(themed), n_passages=221, agreement=0.93),
    }
    for scorer in SCORERS:
        summary = summarise_scores(themed, by=["conversation", "speaker"], scorer=scorer)
        figures[f"scores-{scorer}"] = charts.plot_scores(themed, summary, scorer=scorer)
    return figures
