"""Glossary: the terms that stay on the pages, explained where they first stand, on hovering, focus or touch."""

import html
import itertools
import re

from analysis.ground.wording import say

_TAG = re.compile(r"(<[^>]*>)")
# In these nothing is explained: what leads somewhere, is code, or is a heading; and where prose begins.
_CLOSED = {
    "a",
    "button",
    "code",
    "dfn",
    "h1",
    "h2",
    "h3",
    "h4",
    "pre",
    "script",
    "select",
    "style",
    "summary",
    "td",
    "th",
}
_NAME = re.compile(r"</?([a-z0-9]+)")


def list_terms() -> dict[str, str]:
    """Return each term in the language chosen, and what it means in a sentence."""
    return {
        say("rendering", "版本"): say(
            "One published version of a conversation; the same talk may have been published several times.",
            "一场对话的一个发表版本；同一场对话可能发表过几次。",
        ),
        say("passage", "段落"): say(
            "One to a few sentences of one speaker: the unit that is counted and compared.",
            "同一说话人的一到几句话，是计数和比较的单位。",
        ),
        say("exchange", "问答"): say(
            "A question, or a remark of who asks, with the answer to it.", "提问的一方说的话，连同对它的回答。"
        ),
        say("theme", "主题"): say(
            "What a passage is about, by a name that people, or the program, gave.",
            "段落所谈的内容，名称由人或程序给定。",
        ),
        say("topic", "话题"): say(
            "A group of passages with like words, which the program finds by itself.",
            "程序自行找出的一组用词相近的段落。",
        ),
        say("interval", "区间"): say(
            "How far a number may lie off; what it reckons with stands under each chart.",
            "数值可能的出入；算进了什么，见各图下方的说明。",
        ),
        say("stretch", "连续段"): say("A run of neighbouring passages on one theme.", "主题相同的一串相邻段落。"),
        say("noise floor", "噪声基线"): say(
            "How far two publications of the same words lie apart; a smaller difference says nothing.",
            "同样的话两次发表相差多远；比它小的差异说明不了什么。",
        ),
        say("coded", "编码"): say(
            "Read by people, who gave each passage a theme or a tone by written rules.",
            "由人阅读，按成文规则给每个段落定主题或语气。",
        ),
        say("log odds", "对数几率"): say(
            "How much more often one side says a word than the others; 0 is equally often.",
            "一方比其他各方更常说某个词的程度；0 为一样常说。",
        ),
    }


def explain_terms(page: str) -> str:
    """Return a piece of a page with each term explained where it first stands in its prose."""
    missing, numbers, depth, done = list_terms(), itertools.count(1), 0, []
    for piece in _TAG.split(page):
        if piece.startswith("<"):
            name = _NAME.match(piece)
            if name and name[1] in _CLOSED and not piece.endswith("/>"):
                depth += -1 if piece.startswith("</") else 1
            done.append(piece)
            continue
        explained = depth == 0 and missing and piece.strip()
        done.append(_explain(piece, missing, numbers) if explained else piece)
    return "".join(done)


def _explain(text: str, missing: dict[str, str], numbers: "itertools.count[int]") -> str:
    """A text with each missing term in it explained once; those found are no longer missing."""
    names = sorted(missing, key=len, reverse=True)
    pattern = re.compile(say(r"\b({})s?\b", "({})").format("|".join(map(re.escape, names))))

    def mark(match: re.Match[str]) -> str:
        told = missing.pop(match[1], "")
        if not told:
            return match[0]
        tip = f"term-{next(numbers)}"
        return (
            f'<dfn tabindex="0" aria-describedby="{tip}">{match[0]}'
            f'<span class="tip" role="tooltip" id="{tip}">{html.escape(told)}</span></dfn>'
        )

    return pattern.sub(mark, text)
