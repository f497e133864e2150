"""Sections: in a letter of several sections only the one that holds an interview is talk."""

from tests.reading.test_kinds import spoken, turns

PROSE = "The river rose in the night and took two of the boats that lay below the weir, as in most years. " * 3
LETTER = (
    f"# The river letter\n\n## The week\n\n{PROSE}\n\n## A talk at the weir\n\nWe met Ann Fell.\n\n"
    "Q: When did you last oil the gate?\n\nA: In spring, and I will again.\n\nQ: Is it yours?\n\nA: No.\n\n"
    "I only keep the key.\n\n### What else she told\n\nThe key is heavy.\n\n"
)


def test_the_section_behind_the_one_with_the_talk_is_nobody_s():
    text = LETTER + f"## Other news\n\n{PROSE}\n\n1. A bridge was painted.\n\n## Books\n\nA good one on weirs.\n"
    assert "The key is heavy." in spoken(text)
    assert "The river rose" not in spoken(text)
    assert "bridge" not in spoken(text)
    assert "weirs" not in spoken(text)


def test_chapters_of_a_talk_are_the_talk():
    text = LETTER + (
        f"## The gate\n\nQ: And the gate?\n\nA: It is oak.\n\n## The weir\n\n{PROSE}\n\n## The boats\n\n{PROSE}\n"
    )
    assert "The river rose" in spoken(text)


def test_chapters_without_anything_before_them_are_the_talk():
    text = f"## Gate\n\nAnn: It is oak.\n\nTom: How old?\n\nAnn: Older than I.\n\nTom: Yes.\n\n## Weir\n\n{PROSE}\n"
    assert [who for who, _ in turns(text)] == ["Ann", "Tom", "Ann", "Tom"]
    assert "The river rose" in spoken(text)
