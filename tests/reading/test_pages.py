"""Printed pages: numbers before lines, heads and numbers of pages, which nobody says."""

import textwrap

import pytest

from analysis.reading import read_document
from tests.reading.test_kinds import turns

THINGS = ["ferry", "pier", "lamp", "rope", "bell", "crane", "barge", "gull", "anchor", "tide", "net", "mast"]
NAMES = ["CHAIR DUNMORE", "ADA QUILL"]


def say(number: int) -> str:
    """A few sentences that are said nowhere else."""
    thing, other = THINGS[number % len(THINGS)], THINGS[(5 * number + 3) % len(THINGS)]
    return (
        f"What I know of the {thing} I know from my aunt, who kept {number + 2} of them behind the {other} and told"
        f" nobody.  When the harbour board asked her for a {other}, she gave them a {thing} and {number + 50} nails."
    )


def type_pages(said: list[tuple[str, str]]) -> str:
    """What is said as it is typed: a number before each line, an empty line between two, the page's number above."""
    lines = []
    for name, words in said:
        first, *more = textwrap.wrap(f"{name}:  {words}", 48, fix_sentence_endings=True)
        lines += [f"       {first}", *more]
    pages = []
    for page, begin in enumerate(range(0, len(lines), 10), 1):
        numbered = [f"{number:8}      {line}" for number, line in enumerate(lines[begin : begin + 10], 1)]
        pages.append("\n\n".join([f"{'':60}{page}", *numbered]))
    return "\n\n\n\n".join(pages) + "\n"


def test_numbered_lines_are_joined_to_what_each_person_says():
    said = [(NAMES[number % 2], say(number)) for number in range(10)]
    heard = turns(type_pages(said))
    assert [name for name, _ in heard] == [name for name, _ in said]
    for number, (_, words) in enumerate(said[:-1]):
        numbers = {str(n) for n in range(1, 11)}
        assert [word for word in heard[number][1].split() if word not in numbers] == [
            word for word in words.split() if word not in numbers
        ]


def test_somebody_who_speaks_once_is_heard_where_the_line_breaks_off_behind_the_name():
    said = [(NAMES[number % 2], say(number)) for number in range(8)]
    said.insert(5, ("HARBORMASTER PELL", "Thank you, Madam, and all of you, for asking me about the boats again."))
    text = type_pages(said)
    assert "HARBORMASTER PELL:  Thank you, Madam, and all of\n" in text
    assert [name for name, _ in turns(text)] == [name for name, _ in said]


def print_pages(said: list[tuple[str, str]]) -> str:
    """What is said, in lines of one width, each page ended within a sentence by its head and its number."""
    lines = []
    for name, words in said:
        lines += [*textwrap.wrap(f"{name}: {words}", 90), ""]
    broken = []
    for number, line in enumerate(lines):
        broken.append(line)
        if number % 8 == 1:
            broken += ["", "Harbour Board, minutes of the fourth of May", "", str(31 + number // 8), ""]
    return "\n".join(broken) + "\n"


def test_heads_and_numbers_of_pages_are_cut_out_of_a_sentence():
    said = [("Dunmore" if number % 2 else "Pell", say(number) + " " + say(number + 40)) for number in range(14)]
    text = print_pages(said)
    reading = read_document(text, name="test")
    assert text.count("Harbour Board,") > 5
    for span in reading.spans:
        if "Harbour Board," in text[span.start : span.end]:
            assert span.kind == "furniture"
    heard = turns(text)
    assert [name for name, _ in heard] == [name for name, _ in said]
    assert heard[2][1].split() == said[2][1].split()


@pytest.mark.parametrize("number", ["{}", "0{}", "Chapter {}"])
def test_numbers_of_chapters_are_no_pages(number):
    chapters = [
        f"\n\n{number.format(place)}\n\nDunmore: {say(place)}\n\nPell: {say(place + 20)} {say(place + 40)}\n"
        for place in range(1, 6)
    ]
    assert read_document("The Harbour" + "".join(chapters), name="test").source.is_plain
