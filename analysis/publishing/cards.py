"""Cards: what two renderings of one conversation disagree about, both wordings side by side."""

import html
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from IPython.display import HTML

from analysis.corpus.disagreements import KINDS
from analysis.corpus.folder import Corpus
from analysis.corpus.labels import name_value
from analysis.ground.wording import list_some, say
from analysis.versions.restating import measure_gap, restate

# A figure that is at least so many times another one is another story.
_APART = 1.5


@dataclass(frozen=True)
class Side:
    """One rendering's part of a disagreement: its id, what stands there, how that reads, and the words around it."""

    rendering: str
    value: str
    reading: str
    quotation: str
    passage: str


@dataclass(frozen=True)
class Card:
    """A disagreement: its kind, both sides, how many times the larger figure the smaller one is, and how sure it is.

    n_places: in how many places it is found.
    """

    kind: str
    sides: tuple[Side, Side]
    gap: float
    confidence: float
    n_places: int

    @property
    def both(self) -> bool:
        """Whether both renderings have something there."""
        return all(side.value for side in self.sides)


def list_cards(corpus: Corpus, found: pd.DataFrame) -> list[Card]:
    """Return the disagreements as cards: those of most consequence first, each once.

    found: describe_disagreements; without the words around a place where its quotations are "". First come figures
    that lie farthest apart, then what both renderings have and call otherwise, then what one of them has alone.
    """
    cards = []
    keys = ["kind", "rendering_a", "rendering_b", "value_a", "value_b"]
    # What one rendering alone has, or gives to somebody else, is another thing in every place.
    alike = found["kind"].isin(["figure", "name"]) & (found["value_a"] != "") & (found["value_b"] != "")
    places = pd.Series(np.where(alike, -1, np.arange(len(found))), found.index)
    for _, rows in found.groupby([*keys, places], sort=False):
        row = rows.loc[rows["confidence"].idxmax()]
        sides = tuple(
            Side(
                row[f"rendering_{side}"],
                _name(corpus, row["kind"], row[f"value_{side}"]),
                _read(corpus, row["kind"], row[f"value_{side}"]),
                row[f"quotation_{side}"],
                row[f"passage_{side}"],
            )
            for side in "ab"
        )
        gap = measure_gap(row["value_a"], row["value_b"]) if row["kind"] == "figure" else math.nan
        cards.append(Card(row["kind"], (sides[0], sides[1]), gap, float(row["confidence"]), len(rows)))
    return sorted(cards, key=_rank)


def _rank(card: Card) -> tuple[bool, float, int, float]:
    apart = math.log(card.gap) if card.gap >= _APART else 0.0
    return not card.both, -apart * card.confidence, KINDS.index(card.kind), -card.confidence


def _name(corpus: Corpus, kind: str, value: str) -> str:
    if not value or kind in ("figure", "name"):
        return value
    return corpus.name_speaker(value) if kind == "speaker" else name_value(corpus, value)


def _read(corpus: Corpus, kind: str, value: str) -> str:
    """How a value reads in the language chosen, where that is not how it stands."""
    reading = restate(value) if kind == "figure" else corpus.gloss(value) if kind == "name" else ""
    return reading if reading.replace(",", "").casefold() != value.replace(",", "").casefold() else ""


def tell_card(corpus: Corpus, card: Card) -> str:
    """Return what a card is about, in a few words."""
    if card.gap >= _APART:
        times = f"{card.gap:,.0f}" if card.gap >= 3 else f"{card.gap:.1f}"
        return say(f"One figure is {times} times the other", f"一个数字是另一个的 {times} 倍")
    one_sided = {
        "figure": say("A figure that one version lacks", "有一个版本缺少这个数字"),
        "name": say("A name that one version lacks", "有一个版本缺少这个名称"),
        "omission": say("Left out in one version", "有一个版本没有这些话"),
    }
    two_sided = {
        "figure": say("Two figures for one thing", "同一件事，两个数字"),
        "name": say("Two names for one thing", "同一对象，两个名称"),
        "speaker": say("The same words, two people", "同样的话，归给两个人"),
        "omission": say("Left out in one version", "有一个版本没有这些话"),
    }
    return two_sided[card.kind] if card.both else one_sided.get(card.kind, two_sided[card.kind])


def show_cards(corpus: Corpus, found: pd.DataFrame) -> HTML:
    """Return the disagreements as cards for a notebook: see list_cards."""
    shown: HTML = HTML(render_cards(corpus, list_cards(corpus, found)))  # type: ignore[no-untyped-call]
    return shown


def render_cards(corpus: Corpus, cards: Sequence[Card], *, link: Callable[[Sequence[str]], str] | None = None) -> str:
    """Return cards as HTML, harmless whatever words they have. link: the address of some passages, where one leads."""
    style = (Path(__file__).parent / "cards.css").read_text("utf-8")
    return f'<style>{style}</style><ul class="cards">{"".join(_render_card(corpus, card, link) for card in cards)}</ul>'


def _render_card(corpus: Corpus, card: Card, link: Callable[[Sequence[str]], str] | None) -> str:
    nothing = say("nothing", "无")
    sides = ""
    for side in card.sides:
        entry = corpus.rendering(side.rendering)
        told = [name_value(corpus, entry.publisher) or side.rendering, name_value(corpus, entry.language)]
        quotation = f"<blockquote>{html.escape(side.quotation)}</blockquote>" if side.quotation else ""
        reading = f'<p class="reading">{say("that is", "即")} {html.escape(side.reading)}</p>' if side.reading else ""
        sides += (
            f'<div><p class="who">{html.escape(say(", ", "，").join(told))}</p>'
            f'<p class="value">{html.escape(side.value) or nothing}</p>{reading}{quotation}</div>'
        )
    places = [side.passage for side in card.sides]
    where = corpus.name_conversation(corpus.rendering(card.sides[0].rendering).conversation)
    many = say(f", in {card.n_places} places", f"，共 {card.n_places} 处") if card.n_places > 1 else ""
    named = html.escape(f"{where}{say(': ', '：')}{list_some(places)}{many}")
    lead = link(places) if link else ""
    shown = f'<a href="{html.escape(lead)}">{named}</a>' if lead else named
    sure = say(f"sure to {card.confidence:.0%}", f"把握 {card.confidence:.0%}")
    return (
        f'<li><p class="told">{html.escape(tell_card(corpus, card))}</p><div class="sides">{sides}</div>'
        f'<p class="where">{shown} · {sure}</p></li>'
    )
