"""The reader of interviews that label nobody: questions in bold or headings, or plain ones in turn with answers."""

import re

from analysis.reading.scenery import Block, find_blocks, find_tail, mark_preamble
from analysis.reading.spans import Span
from analysis.reading.speakers import Roster, find_main_name
from analysis.reading.turns import mark_speech

INTERVIEWER, INTERVIEWEE = "interviewer", "interviewee"
_ASKS = re.compile(r"[?？]|^>", re.MULTILINE)
_LABELLED = re.compile(r"[\s#*_>]{0,60}[^\s:：?？][^:：?？\n]{0,24}[:：]")
_QUESTION = re.compile(r"\s*+(?:(?P<heading>#{2,6}\s+)|\*\*|(?P<quoted>>\s{0,60}[^\n]{2,80}$))")
# Of an interview without any marks there have to be so many questions, none of them longer.
_FEWEST_PLAIN, _LONGEST_QUESTION = 4, 600
# So many of the headings of an interview ask, where questions are headings.
_HEADING, _MOSTLY_ASK = re.compile(r"#{2,6}\s"), 0.6
_MINE = re.compile(r"\b(?:I|I[’']\w+|my|me|we|our|us)\b|[我咱俺]", re.IGNORECASE)
# A question in a heading ends with one of the first, one in bold with one of the second.
_IN_HEADING, _IN_BOLD = set("?？"), set("?？.。…!！")


def read_questions(text: str, front: int, roster: Roster | None) -> tuple[list[Span], Roster]:
    """Return marks for questions, said by the interviewer, and the answers below each, with who they are.

    front: where the front matter ends.
    """
    blocks = list(find_blocks(text, front, len(text)))
    asked = [number for number, block in enumerate(blocks) if _is_question(text, block)]
    if not _is_interview(text, blocks, asked):
        asked = _find_plain(text, blocks)
    if not asked:
        return [], Roster()
    asking = set(asked)
    named = find_main_name(text[front : blocks[asked[0]].start])
    people = roster or Roster.of({named or INTERVIEWEE: [], INTERVIEWER: []}, closed=False)
    answering = next((person for person in people.people.values() if person != INTERVIEWER), INTERVIEWEE)
    marks = mark_preamble(text, front, blocks[asked[0]].start)
    tail = find_tail(text, blocks, first=asked[-1] + 2)
    if tail < len(blocks):
        marks.append(Span(blocks[tail].start, blocks[-1].end, "furniture"))
    for number, block in enumerate(blocks[asked[0] : tail], asked[0]):
        marks += mark_speech(text, block, INTERVIEWER if number in asking else answering, whole=number in asking)
    return marks, people


def _is_question(text: str, block: Block) -> bool:
    """Whether a paragraph is a question in bold or a heading, and no name stands before it."""
    words = text[block.start : block.end]
    opening = _QUESTION.match(words)
    if not opening or _LABELLED.match(words):
        return False
    if opening["quoted"]:
        return True
    last = words.rstrip()
    if not opening["heading"]:
        if not last.endswith("**") or len(last) - 2 < opening.end():
            return False
        last = last[:-2]
    end = len(last)
    while end > opening.end() and not (last[end - 1].isalnum() or last[end - 1] == "_"):
        end -= 1
    return not (_IN_HEADING if opening["heading"] else _IN_BOLD).isdisjoint(last[end:])


def _find_plain(text: str, blocks: list[Block]) -> list[int]:
    """The paragraphs that only ask, where most of a text is such questions and answers in the first person in turn."""
    ends = [text[block.start : block.end].rstrip(" \t*_”」\"'") for block in blocks]
    asked = [
        number
        for number, words in enumerate(ends)
        if words.endswith(("?", "？")) and len(words) <= _LONGEST_QUESTION and not _LABELLED.match(words)
    ]
    asked = [number for number in asked if number + 1 < len(blocks) and number + 1 not in set(asked)]
    if len(asked) < _FEWEST_PLAIN or 2 * len(asked) < 0.6 * (asked[-1] + 2 - asked[0]):
        return []
    answers = [text[blocks[number + 1].start : blocks[number + 1].end] for number in asked]
    mine = sum(bool(_MINE.search(words)) for words in answers)
    quoted = sum(words.lstrip().startswith(("“", '"', "「", "『")) for words in answers)
    return asked if mine >= 0.6 * len(answers) and quoted < 0.3 * len(answers) else []


def _is_interview(text: str, blocks: list[Block], asked: list[int]) -> bool:
    """Three questions or more, most of them asked as such, each with an answer below it."""
    asking = set(asked)
    answered = sum(number + 1 < len(blocks) and number + 1 not in asking for number in asked)
    asks = sum(bool(_ASKS.search(text, blocks[number].start, blocks[number].end)) for number in asked)
    headings = sum(bool(_HEADING.match(text, block.start)) for block in blocks)
    in_headings = sum(bool(_HEADING.match(text, blocks[number].start)) for number in asked)
    if in_headings < _MOSTLY_ASK * headings and 2 * in_headings > len(asked):
        return False
    return len(asked) >= 3 and answered >= 0.8 * len(asked) and asks >= 0.5 * len(asked)
