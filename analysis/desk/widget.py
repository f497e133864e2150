"""The desk in a notebook's cell: every answer is written to the coder's file before the next passage is coded."""

from collections.abc import Mapping
from typing import Any

import anywidget
import pandas as pd
import traitlets

from analysis.corpus.folder import Corpus
from analysis.desk.agreement import gather_codes, list_parted
from analysis.desk.cards import make_cards
from analysis.desk.codes import COLUMNS, check_coder, load_all_codes, load_codes, merge_codes
from analysis.desk.page import load_script, load_style
from analysis.desk.sample import load_sample
from analysis.ground.errors import AnalysisError
from analysis.ground.wording import say

# JupyterLab has shortcuts of one letter, which must not be heard while somebody codes.
_MODULE = """
export default {
  render({ model, el }) {
    const root = document.createElement("div");
    root.tabIndex = 0;
    root.setAttribute("data-lm-suppress-shortcuts", "true");
    el.append(root);
    const desk = mountDesk(root, model.get("data"), {
      codes: model.get("data").codes,
      file: false,
      keep(codes, id) {
        model.set("answer", { id, code: codes[id], number: (model.get("answer").number ?? 0) + 1 });
        model.save_changes();
        return "…";
      },
    });
    model.on("change:told", () => desk.say(model.get("told")));
    root.addEventListener("click", () => root.focus({ preventScroll: true }));
  },
};
"""


class Desk(anywidget.AnyWidget):
    """The desk of one coder. answer: the last one given, which is saved; told: what became of it."""

    _esm = f"{load_script()}\n{_MODULE}"
    _css = load_style()
    data = traitlets.Dict().tag(sync=True)
    answer = traitlets.Dict().tag(sync=True)
    told = traitlets.Unicode("").tag(sync=True)

    def __init__(self, corpus: Corpus, passages: pd.DataFrame, *, coder: str, parted: bool = False) -> None:
        self._corpus, self._coder = corpus, check_coder(coder)
        self._sample = load_sample(corpus, passages)
        codes = load_codes(corpus, coder, self._sample)
        others = load_all_codes(corpus, self._sample, but=self._coder)
        only = list_parted(gather_codes(corpus, others))["passage_id"].tolist() if parted else None
        super().__init__(data=make_cards(corpus, passages, self._sample, coder=coder, codes=codes, only=only))

    @traitlets.observe("answer")
    def _save(self, change: Mapping[str, Any]) -> None:
        answer = change["new"]
        row = self._sample[self._sample["passage_id"] == answer["id"]][["passage_id", "start", "end"]]
        theme, tone, unsure = answer["code"]
        codes = row.assign(coder=self._coder, theme=theme, tone=tone, unsure=unsure).astype(str)[list(COLUMNS)]
        try:
            merged = merge_codes(self._corpus, self._coder, codes, self._sample)
            number = answer["number"]
            self.told = say(f"answer {number} is saved in {merged.path}", f"第 {number} 次作答已存入 {merged.path}")
        except (AnalysisError, OSError) as error:
            self.told = say(f"NOT SAVED: {error}", f"未能保存：{error}")
