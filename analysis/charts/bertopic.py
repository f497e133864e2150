"""BERTopic's own charts, in the frame of the house."""

import plotly.graph_objects as go

from analysis.charts.frame import EVERYTHING, frame_figure
from analysis.corpus.folder import Corpus
from analysis.ground.wording import say

_LEAST_HEIGHT = 260


def frame_bertopic(corpus: Corpus, figure: go.Figure, *, method: str) -> go.Figure:
    """Return a figure of BERTopic's with a title, a source and an alternative text, and otherwise as BERTopic draws it.

    method: of BERTopic's model, which drew it, such as visualize_hierarchy.
    """
    own = go.Figure(figure)
    own.update_layout(title=None, width=None, showlegend=False, annotations=[])
    title = say(f"BERTopic's own {method}, of the same topics", f"BERTopic 自带的 {method}，所画为同一批话题")
    return frame_figure(
        corpus,
        own,
        title=title,
        subtitle=say(
            "Topics as BERTopic names them: their number and three words.", "话题按 BERTopic 的叫法：编号加三个词。"
        ),
        footer=say("Drawn by BERTopic, not by this project. ", "由 BERTopic 绘制，非本项目所绘。"),
        height=max(_LEAST_HEIGHT, int(own.layout.height or _LEAST_HEIGHT)),
        left=210,
        alt=title,
        basis=EVERYTHING,
    )
