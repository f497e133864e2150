"""The explorer in a notebook cell: what is chosen there is at hand in Python."""

from typing import Any

import anywidget
import pandas as pd
import traitlets

from analysis.corpus.folder import Corpus
from analysis.explorer.data import load_explorer_data
from analysis.explorer.page import load_script, load_style
from analysis.ground.wording import the_language
from analysis.passages.quoting import load_quotations

_MODULE = """
export default {
  async render({ model, el }) {
    const root = document.createElement("div");
    root.className = "explorer";
    el.append(root);
    const waiting = new Map();
    model.on("msg:custom", ({ part }, buffers) => {
      const { buffer, byteOffset, byteLength } = buffers[0];
      waiting.get(part)?.(new Uint8Array(buffer, byteOffset, byteLength));
    });
    const explorer = mountExplorer(root, model.get("meta"), {
      language: model.get("language"), address: model.get("view"), headline: "p",
      load: (part) => new Promise((resolve) => { waiting.set(part, resolve); model.send({ part }); }),
      onChoose(ids, address) {
        model.set("chosen", ids);
        model.set("view", address);
        model.save_changes();
      },
    });
    model.on("change:view", () => explorer.setAddress(model.get("view")));
    await explorer.ready;
  },
};
"""


class Explorer(anywidget.AnyWidget):
    """The explorer of the passages of a corpus that are given.

    view: what is chosen, as in the page's address; it can be set. chosen: the ids of the passages listed.
    """

    _esm = f"{load_script()}\n{_MODULE}"
    _css = load_style()
    meta = traitlets.Dict().tag(sync=True)
    language = traitlets.Unicode().tag(sync=True)
    view = traitlets.Unicode("").tag(sync=True)
    chosen = traitlets.List(traitlets.Unicode()).tag(sync=True)

    def __init__(self, corpus: Corpus, passages: pd.DataFrame, **options: Any) -> None:
        self._table = passages
        self._data = load_explorer_data(corpus, passages, quotations=load_quotations(corpus, passages))
        super().__init__(meta=self._data.meta, language=the_language(), **options)
        self.on_msg(self._hand_over)
        self.chosen = self.chosen or self._table["passage_id"].tolist()

    def _hand_over(self, _: Any, content: dict[str, Any], __: list[Any]) -> None:
        """Send a part of the data, which the view asks for when it needs it."""
        part = str(content.get("part"))
        if part in self._data.parts:
            self.send({"part": part}, buffers=[self._data.parts[part]])

    @property
    def passages(self) -> pd.DataFrame:
        """The passages listed, in the order of the list: the rows of the table given."""
        return self._table.set_index("passage_id", drop=False).loc[self.chosen].reset_index(drop=True)
