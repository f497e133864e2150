"""Cards: what a coder sees: each passage, the talk around it and the codebook, and nothing that anybody said of it."""

from collections.abc import Collection, Mapping
from typing import Any

import numpy as np
import pandas as pd

from analysis.corpus.folder import Corpus
from analysis.corpus.themes import UNASSIGNED, choose_wording
from analysis.desk.codes import TONES, UNSURE, check_coder, list_codes
from analysis.desk.gain import load_gain, tell_gain
from analysis.ground.errors import AnalysisError
from analysis.ground.storage import COMMON, digest, is_there, read_text
from analysis.ground.wording import say, the_language
from analysis.passages.quoting import load_quotations

# So many passages before one and behind it are shown with it.
_BEFORE, _BEHIND = 3, 1


def make_cards(
    corpus: Corpus,
    passages: pd.DataFrame,
    sample: pd.DataFrame,
    *,
    coder: str,
    codes: pd.DataFrame,
    only: Collection[str] | None = None,
) -> dict[str, Any]:
    """Return all that the desk shows to one coder, as JSON will have it.

    passages: measured. sample: load_sample. codes: what this coder gave before. only: ids of passages, for a third
    reading of these. The passages come in an order that is random and the coder's own. Neither a machine's theme or
    tone nor another coder's is in it. Errors: AnalysisError where nothing is drawn, or words of a passage are missing.
    """
    coder = check_coder(coder)
    chosen = sample[sample["passage_id"].isin(only)] if only is not None else sample
    if chosen.empty:
        raise AnalysisError(
            "there is nothing to code: no passages are drawn yet; run `code draw` first."
            if sample.empty
            else "there is nothing to read a third time: no two coders part on a passage."
        )
    texts = dict(zip(passages["passage_id"], load_quotations(corpus, passages), strict=True))
    if missing := sorted({name.split(":")[0] for name in chosen["passage_id"] if not texts[name]}):
        raise AnalysisError(
            f"{missing[0]}: the document is not there, and nobody can code what cannot be read; put it in place with"
            " `make documents FROM=folder`."
        )
    cards = [_make_card(corpus, around, texts) for around in list_around(passages, chosen)]
    given = codes[codes["passage_id"].isin(chosen["passage_id"])].set_index("passage_id")[["theme", "tone", "unsure"]]
    return {
        # Under this a browser keeps the answers: of this corpus and this coder, also when more is drawn.
        "key": f"desk/{digest(str(corpus.folder))[:16]}/{coder}",
        "coder": coder,
        "language": the_language(),
        "cards": sorted(cards, key=lambda card: digest(coder, card["id"])),
        "codes": {name: [row.theme, row.tone, row.unsure] for name, row in given.iterrows()},
        "themes": [_describe_theme(corpus, theme) for theme in list_codes(corpus)],
        "tones": [{"id": tone, "name": name} for tone, name in zip(TONES, _name_tones(), strict=True)],
        "unsure": UNSURE,
        "books": _load_books(corpus),
        "gain": tell_gain(load_gain()),
        "words": _choose_words(),
    }


def list_around(passages: pd.DataFrame, chosen: pd.DataFrame) -> list[tuple[pd.DataFrame, pd.Series, pd.DataFrame]]:
    """Return each chosen passage with three before it and one behind it in its document, or as many as there are."""
    found, wanted = [], set(chosen["passage_id"])
    for _, document in passages.groupby("rendering", sort=False):
        ordered = document.sort_values("start", kind="stable")
        for place in np.flatnonzero(ordered["passage_id"].isin(wanted)):
            before, behind = (
                ordered.iloc[max(0, place - _BEFORE) : place],
                ordered.iloc[place + 1 : place + 1 + _BEHIND],
            )
            found.append((before, ordered.iloc[place], behind))
    return found


def _make_card(
    corpus: Corpus, around: tuple[pd.DataFrame, pd.Series, pd.DataFrame], texts: Mapping[str, str]
) -> dict[str, Any]:
    before, passage, behind = around

    def show(row: Any) -> list[str]:
        return [corpus.name_speaker(row.speaker), texts[row.passage_id]]

    return {
        "id": passage["passage_id"],
        "start": int(passage["start"]),
        "end": int(passage["end"]),
        "language": passage["language"],
        "said": show(passage),
        "before": [show(row) for row in before.itertuples()],
        "behind": [show(row) for row in behind.itertuples()],
    }


def _describe_theme(corpus: Corpus, theme: str) -> dict[str, Any]:
    if theme == UNASSIGNED:
        return {"id": theme, "name": say("none of these", "都不是"), "description": "", "seeds": []}
    found = next(each for each in corpus.themes.themes if each.id == theme)
    return {
        "id": theme,
        "name": choose_wording(found.names, the_language()),
        "description": choose_wording(found.descriptions, the_language()),
        "seeds": found.seeds.get(the_language()) or next(iter(found.seeds.values()), []),
    }


def _name_tones() -> list[str]:
    return [
        say("anger, alarm", "愤怒、警惕"),
        say("critical", "批评"),
        say("facts", "陈述"),
        say("warm", "赞许"),
        say("enthusiasm", "热情"),
    ]


def _load_books(corpus: Corpus) -> list[dict[str, str]]:
    """The codebooks in words, of themes where somebody wrote one, and of tone."""
    books = {
        say("The codebook of themes", "主题编码手册"): corpus.folder / "coding" / "themes.md",
        say("The codebook of tone", "语气编码手册"): COMMON / "tone" / "codebook.md",
    }
    return [{"title": title, "text": read_text(path)} for title, path in books.items() if is_there(path)]


def _choose_words() -> dict[str, str]:
    """What the desk says, in the language chosen."""
    return {
        "theme": say("Theme", "主题"),
        "tone": say("Tone", "语气"),
        "unsure": say("unsure", "不确定"),
        "undo": say("undo", "撤销"),
        "back": say("back", "上一段"),
        "on": say("on", "下一段"),
        "hand": say("hand over", "导出"),
        "hide": say("hide who speaks", "隐藏说话人"),
        "of": say("{} of {} coded", "已编码 {} / {}"),
        "book": say("Codebook", "编码手册"),
        "seeds": say("such as", "例如"),
        "gain": say("What codes buy", "编码的收益"),
        "someone": say("somebody", "某人"),
        "other": say("another", "另一人"),
        "done": say(
            "All is coded. Hand it over: the file goes to whoever runs `code take FILE`.",
            "全部编码完毕。请导出文件，交给运行 `code take FILE` 的人。",
        ),
        "saved": say("every answer is saved in this browser", "每次作答都保存在此浏览器中"),
        "unsaved": say(
            "this browser keeps nothing: hand over before you close the page",
            "此浏览器无法保存：关闭页面前请先导出",
        ),
        "how": say(
            "Code the passage in black, by the talk around it, as the codebook says. Once theme and tone are given the"
            " next one comes; mark what you are unsure of first. There is no skipping: what is hard counts as much.",
            "请依据上下文与编码手册，为黑色段落编码。主题与语气都给出后自动进入下一段；若不确定，请先标记。"
            "不能跳过：难判断的段落同样重要。",
        ),
        "keys": say(
            "letters: theme · 1 to 5: tone · . unsure · Backspace undo · ← → back and on",
            "字母：主题 · 1 至 5：语气 · . 不确定 · Backspace 撤销 · ← → 前后",
        ),
    }
