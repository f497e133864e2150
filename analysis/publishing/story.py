"""Story: the front page: the finding, who spoke, what differs and how sure, the tone, and what versions made of it.

Each part is told from the corpus's own results, in a sentence or two; where evidence is missing the part is left out,
and the story starts with what is known.
"""

import html
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from analysis.charts.style import FEW, THIN, conversation_colour
from analysis.comparison.multiverse import find_firmest
from analysis.comparison.verdicts import FEWEST_EXCHANGES, take_judged
from analysis.corpus.folder import Corpus
from analysis.corpus.themes import UNASSIGNED
from analysis.ground.wording import join_words, list_some, percent, say
from analysis.publishing.answers import tell_warmest
from analysis.publishing.cards import Card, list_cards, render_cards
from analysis.publishing.comparison_answers import tell_differences

# So many themes of each conversation are in the opening picture, so many conversations, and so many cards.
_MOST_THEMES, _MOST_TALKS, _MOST_CARDS = 4, 6, 6


@dataclass(frozen=True)
class Results:
    """What the story is told from, as results.RESULTS has it: tables of the corpus as it is compared.

    differences may be empty, as ways, tone, disagreements and their report; disagreements: describe_disagreements.
    """

    shares: pd.DataFrame
    differences: pd.DataFrame
    ways: pd.DataFrame
    speech: pd.DataFrame
    tone: pd.DataFrame
    disagreements: pd.DataFrame
    report: pd.DataFrame


@dataclass(frozen=True)
class Part:
    """A part of the story: its heading, the answer (at most thirty words), a chart's name, and HTML besides."""

    heading: str
    answer: str
    chart: str = ""
    body: str = ""


def tell_finding(corpus: Corpus, results: Results) -> str:
    """Return what the front page opens with: the firmest difference, how many there are, or the largest theme.

    A difference opens it alone that holds in nearly all ways of asking, or that nobody asked otherwise about.
    """
    firmest = find_firmest(results.differences, results.ways) if len(results.differences) else None
    if firmest is not None and firmest.get("holds", True):
        theme, (one, high), (other, low) = _tell_sides(corpus, firmest)
        return say(
            f"{one} gives {high} of its words to {theme}, {other} {low}.",
            f"{one} 有 {high} 的话谈{theme}，{other} 只有 {low}。",
        )
    if firmest is not None:
        judged = take_judged(results.differences, "verdict_here")
        n, n_all = int(judged["here"].astype(bool).sum()), len(judged)
        return say(
            f"{n} of {n_all} differences of themes hold in these talks, none in every way of asking.",
            f"{n_all} 项主题差异中，有 {n} 项在这几场谈话中成立，没有一项在每种问法下都成立。",
        )
    named = results.shares[(results.shares["theme"] != UNASSIGNED) & (results.shares["share"] > 0)]
    enough = named[named["n_exchanges_whole"] >= FEWEST_EXCHANGES]
    named = enough if len(enough) else named
    if named.empty:
        n_talks = len(corpus.catalogue.conversations)
        return say(f"{n_talks} conversations, measured passage by passage.", f"{n_talks} 场对话，逐段测量。")
    top = named.loc[named["share"].idxmax()]
    where, theme = corpus.name_conversation(top["conversation"]), corpus.name_theme(top["theme"], inside=True)
    return say(
        f"{percent(top['share'])} of the words of {where} are on {theme}.",
        f"{where} 有 {percent(top['share'])} 的话谈{theme}。",
    )


def _tell_sides(corpus: Corpus, row: pd.Series) -> tuple[str, tuple[str, str], tuple[str, str]]:
    """The theme of a difference, and both conversations with its share of each, first where it is larger."""
    more, less = (row["conversation_a"], row["conversation_b"])[:: 1 if row["difference"] > 0 else -1]
    low, high = (percent(share) for share in sorted((row["share_a"], row["share_b"])))
    theme = corpus.name_theme(row["theme"], inside=True)
    return theme, (corpus.name_conversation(more), high), (corpus.name_conversation(less), low)


def tell_certainty(corpus: Corpus, results: Results) -> str:
    """Return how far the opening finding holds, and what cannot be said; "" where nothing was compared."""
    firmest = find_firmest(results.differences, results.ways) if len(results.differences) else None
    judged = take_judged(results.differences, "verdict")
    beyond = int(judged["beyond"].astype(bool).sum())
    if firmest is None:
        return ""
    held = ""
    if "n_here" in firmest and pd.notna(firmest["n_here"]):
        n, n_all = int(firmest["here_in"]), int(firmest["n_here"])
        if firmest["holds"]:
            held = say(f"It holds in {n} of {n_all} ways of asking. ", f"在 {n_all} 种问法中，有 {n} 种成立。")
        else:
            theme, (one, high), (other, low) = _tell_sides(corpus, firmest)
            held = say(
                f"Firmest is {theme}: {one} {high}, {other} {low}, in {n} of {n_all} ways. ",
                f"最稳固的是{theme}：{one} {high}，{other} {low}，在 {n_all} 种问法中成立 {n} 种。",
            )
    if beyond:
        return held + say(
            f"{beyond} such differences would be found in other talk of the kind too.",
            f"这样的差异中，有 {beyond} 项推及同类谈话也成立。",
        )
    return held + say(
        "It is about these talks as published; whether others would differ likewise cannot be told.",
        "这只是就这几场已发表的谈话而言；换成其他谈话是否也如此，无从判断。",
    )


def draw_opening(corpus: Corpus, results: Results, link: Callable[..., str]) -> str:
    """Return the opening picture as HTML: the largest themes of each conversation as bars, for any width.

    link: the address of the passages on a theme in a conversation. What has too few exchanges is grey.
    """
    shares = results.shares[results.shares["theme"] != UNASSIGNED]
    sizes = shares.groupby("conversation")["n_passages"].sum().sort_values(ascending=False, kind="stable")
    talks = corpus.order_conversations(sizes.index[:_MOST_TALKS])
    exchanges = shares.groupby("conversation")["n_exchanges_whole"].max()
    talks.sort(key=lambda name: exchanges[name] < FEWEST_EXCHANGES)
    most = float(shares.loc[shares["conversation"].isin(talks), "share"].max()) if talks else 1.0
    told = []
    for talk in talks:
        few = exchanges[talk] < FEWEST_EXCHANGES
        colour = THIN if few else conversation_colour(corpus, talk)
        rows = shares[(shares["conversation"] == talk) & (shares["share"] > 0)]
        items = "".join(
            f'<li><a href="{html.escape(link(themes=[row.theme], conversations=[talk]))}">'
            f"<span>{html.escape(corpus.name_theme(row.theme))}</span></a>"
            f'<i style="width:{max(1.0, 78 * row.share / most):.0f}%;background:{colour}"></i>'
            f"<b>{percent(row.share)}</b></li>"
            for row in rows.sort_values("share", ascending=False, kind="stable").head(_MOST_THEMES).itertuples()
        )
        note = say("too few exchanges to be judged", "问答太少，不作判断") if few else ""
        told.append(
            f'<section class="{"few" if few else ""}" style="border-color:{colour}">'
            f"<h3>{html.escape(corpus.name_conversation(talk))}</h3>"
            + (f'<p class="few">{note}</p>' if note else "")
            + f"<ol>{items}</ol></section>"
        )
    more = len(sizes) - len(talks)
    rest = f'<p class="quiet">{say(f"And {more} more.", f"另有 {more} 个。")}</p>' if more else ""
    caption = say("The largest themes, by share of the words", "占比最大的主题，按字词数计")
    body = f"<figcaption>{caption}</figcaption>{''.join(told)}{rest}"
    return f'<figure class="opening" aria-label="{caption}">{body}</figure>'


def tell_parts(corpus: Corpus, results: Results, *, link: Callable[..., str], versions: str) -> list[Part]:
    """Return the parts of the story after its opening, of those for which there is evidence.

    link: address of the explorer on what is chosen. versions: the page that lists every disagreement.
    """
    parts = [_tell_speech(corpus, results), _tell_differences(corpus, results), _tell_tone(corpus, results)]
    parts.append(_tell_versions(corpus, results, link=link, versions=versions))
    return [part for part in parts if part]


def _tell_speech(corpus: Corpus, results: Results) -> Part | None:
    """Who spoke how much, of conversations that are not too thin."""
    if corpus.view.hears_some or results.speech.empty:
        return None
    heading = say("Who spoke", "谁在说话")
    spoken = results.speech[results.speech["n_words"] > 0]
    full = spoken[
        (spoken["n_exchanges_whole"] >= FEWEST_EXCHANGES) & ~spoken["conversation"].isin(corpus.press_reports)
    ]
    spoken = full if len(full) else spoken
    mine = spoken[corpus.is_focus(spoken["speaker"])]
    if mine.empty:
        top = spoken.loc[spoken["share"].idxmax()]
        who, where = corpus.name_speaker(top["speaker"]), corpus.name_conversation(top["conversation"])
        answer = say(
            f"{who} has the largest share of any document's words: {percent(top['share'])}, at {where}.",
            f"在一篇文档中说得最多的是{who}：占 {where} 的 {percent(top['share'])}。",
        )
        return Part(heading, answer, "speech-shares")
    by_rendering = mine.groupby(["conversation", "rendering"])["share"].sum()
    low, high, who = percent(by_rendering.min()), percent(by_rendering.max()), corpus.name_focus()
    talks = corpus.order_conversations(mine["conversation"])
    where = join_words([corpus.name_conversation(talk) for talk in talks]) if len(talks) <= FEW else ""
    span = low if low == high else say(f"{low} to {high}", f"{low} 至 {high}")
    who = who if corpus.focus else say(f"The {who}", who)
    verb = "has" if corpus.focus else "have"
    at = (
        say(f" at {where}", f"在 {where} ")
        if where
        else say(f" in {len(talks)} conversations", f"在 {len(talks)} 场对话中")
    )
    answer = say(f"{who} {verb} {span} of the words{at}.", f"{who}{at}说了 {span} 的话。")
    return Part(heading, answer, "speech-shares")


def _tell_differences(corpus: Corpus, results: Results) -> Part | None:
    """What differs, in these talks and beyond them."""
    if results.differences.empty:
        if results.shares.empty:
            return None
        return Part(
            say("What it is about", "谈了什么"),
            say("There is nothing to compare it with yet: one conversation.", "只有一场对话，还没有可比较的。"),
            "theme-shares",
        )
    heading = say("What differs, and how sure that is", "差别在哪里，有多大把握")
    return Part(heading, tell_differences(results.differences).replace("**", ""), "theme-shares")


def _tell_tone(corpus: Corpus, results: Results) -> Part | None:
    """Who is warmest, as coded or, where nobody coded, as scored; only intervals that part set them apart."""
    enough = results.tone[results.tone["n_exchanges"] >= FEWEST_EXCHANGES]
    if len(enough.dropna(subset=["scored_mean"])) < 2:
        return None
    return Part(say("The tone", "语气"), tell_warmest(corpus, results.tone).replace("**", ""), "tone")


def _tell_versions(corpus: Corpus, results: Results, *, link: Callable[..., str], versions: str) -> Part | None:
    """What two versions made of one talk: the disagreements of most consequence as cards."""
    if results.disagreements.empty:
        return None
    cards: Sequence[Card] = list_cards(corpus, results.disagreements)
    n = len(results.disagreements)
    kinds = results.disagreements["kind"].value_counts()
    counts = {
        "figure": say("figures", "数字"), "name": say("names", "名称"), "speaker": say("speakers", "说话人"),
        "omission": say("omissions", "缺漏"),
    }  # fmt: skip
    listed = list_some([say(f"{kinds[k]} {word}", f"{word} {kinds[k]} 处") for k, word in counts.items() if k in kinds])
    answer = say(
        f"Who reads one version would quote something else than who reads the other in {n} places: {listed}.",
        f"只读其中一个版本的人，有 {n} 处会引得不同：{listed}。",
    )
    right = (
        results.report.set_index("kind")["precision"].get("all", float("nan")) if len(results.report) else float("nan")
    )
    answer += (
        say(f" Readers confirm {percent(right)}.", f"经人核对，{percent(right)} 属实。")
        if pd.notna(right)
        else say(" Nobody has checked them.", "尚无人核对。")
    )
    note = say(
        "Which version is right is not decided here: neither is the recording.",
        "哪个版本正确，这里不作裁断：它们都不是录音。",
    )
    every = say(f"All {n} places", f"全部 {n} 处")
    # One place is told once, however many figures stand in it.
    places = {tuple(side.passage for side in card.sides): card for card in cards[::-1]}
    front = [card for card in cards if places[tuple(side.passage for side in card.sides)] is card]
    body = (
        render_cards(corpus, front[:_MOST_CARDS], link=lambda places: link(passages=places))
        + f'<p>{note} <a href="{versions}">{every}</a></p>'
    )
    return Part(say("What two versions made of one talk", "同一场谈话，两个版本"), answer, "", body)


def render_story(
    corpus: Corpus, results: Results, *, charts: Mapping[str, str], link: Callable[..., str], versions: str
) -> str:
    """Return the front page's story as HTML. charts: by name, as pieces of the page; the others as tell_parts."""
    n_talks, n_versions = len(corpus.catalogue.conversations), len(corpus.catalogue.renderings)
    kicker = say(
        f"{n_talks} conversation{'s' * (n_talks != 1)}, {n_versions} published text{'s' * (n_versions != 1)}",
        f"{n_talks} 场对话，{n_versions} 篇发表的文本",
    )
    certainty = tell_certainty(corpus, results)
    told = [
        f'<p class="kicker">{kicker}</p><h1>{html.escape(corpus.title())}</h1>',
        f'<p class="finding answer-short">{html.escape(tell_finding(corpus, results))}</p>',
        f'<p class="certainty answer-short">{html.escape(certainty)}</p>' if certainty else "",
        draw_opening(corpus, results, link),
    ]
    for part in tell_parts(corpus, results, link=link, versions=versions):
        told.append(
            f'<h2>{html.escape(part.heading)}</h2><p class="answer-short">{html.escape(part.answer)}</p>'
            + charts.get(part.chart, "")
            + part.body
        )
    return "".join(told)
