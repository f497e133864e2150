"""Charts: plotly figures in one house style. Only this wing knows plotly.

In: tables and a corpus's names. Out: figures with title, source and alternative text, and their files.
May import: every wing below, none that publishes.
"""

from analysis.charts.answers import plot_answers
from analysis.charts.bertopic import frame_bertopic
from analysis.charts.concordance import plot_concordance
from analysis.charts.course import plot_course
from analysis.charts.differences import plot_differences
from analysis.charts.distinctive import plot_distinctive
from analysis.charts.export import save_figure, shrink_picture, start_notebook
from analysis.charts.heatmap import plot_theme_heatmap
from analysis.charts.hedging import plot_hedges
from analysis.charts.mentions import plot_mentions
from analysis.charts.questions import plot_questions
from analysis.charts.scorers import plot_scorers
from analysis.charts.speech import plot_speech
from analysis.charts.themes import order_themes, plot_renderings, plot_theme_shares
from analysis.charts.tone import plot_tone
from analysis.charts.topics import plot_map
from analysis.charts.trends import plot_trends
from analysis.charts.versions import plot_alignment, plot_disagreements
from analysis.charts.views import Views, join_views
from analysis.charts.words import plot_word_shift

__all__ = [
    "Views",
    "frame_bertopic",
    "join_views",
    "order_themes",
    "plot_alignment",
    "plot_answers",
    "plot_concordance",
    "plot_course",
    "plot_differences",
    "plot_disagreements",
    "plot_distinctive",
    "plot_hedges",
    "plot_map",
    "plot_mentions",
    "plot_questions",
    "plot_renderings",
    "plot_scorers",
    "plot_speech",
    "plot_theme_heatmap",
    "plot_theme_shares",
    "plot_tone",
    "plot_trends",
    "plot_word_shift",
    "save_figure",
    "shrink_picture",
    "start_notebook",
]
