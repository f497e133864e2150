"""The reader of interviews that set the questions in bold and label nobody."""

import re

from analysis.reading.scenery import Block, find_blocks, find_tail, mark_preamble
from analysis.reading.spans import Span
from analysis.reading.speakers import Roster, find_main_name
from analysis.reading.turns import mark_speech

INTERVIEWER, INTERVIEWEE = "interviewer", "interviewee"
_QUESTION = re.compile(r"^\s*(?:#{2,6}\s+(?=.*[?？]\W*$)|\*\*(?=.*[?？.。…!！][^\w]*\*\*\s*$))", re.DOTALL)


def read_questions(text: str, roster: Roster) -> list[Span]:
    """Return marks for questions in bold, said by the interviewer, and the answers below each."""
    blocks = list(find_blocks(text, 0, len(text)))
    asked = [number for number, block in enumerate(blocks) if _is_question(text, block)]
    if not _is_interview(blocks, asked) or not roster.people:
        return []
    people = list(dict.fromkeys(roster.people.values()))
    answering = next((person for person in people if person != INTERVIEWER), INTERVIEWEE)
    marks = mark_preamble(text, 0, blocks[asked[0]].start)
    tail = find_tail(text, blocks, first=asked[-1] + 2)
    if tail < len(blocks):
        marks.append(Span(blocks[tail].start, blocks[-1].end, "furniture"))
    for number, block in enumerate(blocks[asked[0] : tail], asked[0]):
        marks += mark_speech(text, block, INTERVIEWER if number in asked else answering, whole=number in asked)
    return marks


def guess_interviewee(text: str) -> Roster:
    """Return the interviewer, and the person whom the introduction names most."""
    blocks = list(find_blocks(text, 0, len(text)))
    asked = [number for number, block in enumerate(blocks) if _is_question(text, block)]
    if not _is_interview(blocks, asked):
        return Roster()
    named = find_main_name(text[: blocks[asked[0]].start])
    return Roster.of({named or INTERVIEWEE: [], INTERVIEWER: []}, closed=False)


def _is_question(text: str, block: Block) -> bool:
    return bool(_QUESTION.match(text[block.start : block.end]))


def _is_interview(blocks: list[Block], asked: list[int]) -> bool:
    """Three questions or more, each with an answer below it."""
    answered = sum(number + 1 < len(blocks) and number + 1 not in asked for number in asked)
    return len(asked) >= 3 and answered >= 0.8 * len(asked)
