"""Word documents: what of a .docx file is its text, who speaks in it, and what is refused."""

import io
import zipfile

import pytest

from analysis.ground.errors import AnalysisError
from analysis.ground.storage import decode_document
from analysis.reading import read_document
from tests.word_files import make_docx, paragraph, run, table

ROWS = [
    ("Nora", "Is the kettle on?"),
    ("Otis", "It is."),
    ("Nora", "Then pour, please."),
    ("Otis", "In a moment."),
]


def text_of(*body: str) -> str:
    text, encoding = decode_document(make_docx(*body), name="tea.docx")
    assert encoding == "docx"
    return text


def turns(*body: str) -> list[tuple[str | None, str]]:
    """Speaker and words of each turn, whose spans are seen to cover the text exactly."""
    text = text_of(*body)
    reading = read_document(text, name="tea.docx")
    assert "".join(text[span.start : span.end] for span in reading.spans) == text
    found: list[tuple[str | None, int, int]] = []
    for span in reading.spans:
        if span.kind == "speech":
            start = found.pop()[1] if found and found[-1][0] == span.speaker else span.start
            found.append((span.speaker, start, span.end))
    return [(who, " ".join(reading.source.take_words(a, b).split())) for who, a, b in found]


TITLE = paragraph("Tea at noon", style="Titel")
BODIES = {
    "a colon": [f"{who}: {words}" for who, words in ROWS],
    "a bold label": [paragraph(run(f"{who}:", bold=True), run(f" {words}")) for who, words in ROWS],
    "a bold name, its colon plain": [paragraph(run(who, bold=True), run(f": {words}")) for who, words in ROWS],
    "a bold label in pieces": [
        paragraph(run(who[:2], bold=True), run(f"{who[2:]}: ", bold=True), run(words)) for who, words in ROWS
    ],
    "a label in a style": [paragraph(run(f"{who}: ", style="Fett"), run(words)) for who, words in ROWS],
    "a bold name of its own paragraph": [
        block for who, words in ROWS for block in (paragraph(run(who, bold=True)), paragraph(words))
    ],
    "a name of its own paragraph": [block for who, words in ROWS for block in (paragraph(who), paragraph(words))],
    "a name of its own line": [paragraph(run(f"{who}\n{words}")) for who, words in ROWS],
    "a name and a time": [
        block
        for n, (who, words) in enumerate(ROWS)
        for block in (paragraph(f"{who}  00:0{n}:12"), paragraph(words), "<w:p/>")
    ],
    "headings": [block for who, words in ROWS for block in (paragraph(who, style="2"), paragraph(words))],
    "a tab": [paragraph(f"{who}:\t{words}") for who, words in ROWS],
    "a table": [table(*ROWS)],
    "a table with a head": [table(("Speaker", "Text"), *ROWS)],
    "a table with times": [table(*((f"00:0{n}", who, words) for n, (who, words) in enumerate(ROWS)))],
    "a table with numbers": [table(*((str(n), f"{who}:", words) for n, (who, words) in enumerate(ROWS, 1)))],
    "a frame of one cell": [table(("".join(paragraph(f"{who}: {words}") for who, words in ROWS),))],
}


@pytest.mark.parametrize("kind", BODIES)
@pytest.mark.parametrize("title", [[], [TITLE]], ids=["plain", "titled"])
def test_one_conversation_in_every_manner(kind: str, title: list[str]) -> None:
    assert turns(*title, *BODIES[kind]) == ROWS


def test_headings_items_and_tables_are_those_of_markdown() -> None:
    text = text_of(
        TITLE,
        paragraph("Arrivals", style="1"),
        paragraph("one goat", numbering=1),
        paragraph("first the goat", numbering=2),
        table(("boat", "time"), ("Ida | II", "noon")),
        paragraph(run("Nora:", bold=True), run(" It is "), run("so", bold=True), run(" late.")),
        "<w:p/>",
        paragraph(run("She left.\nHe stayed.")),
    )
    assert text.split("\n\n") == [
        "# Tea at noon",
        "# Arrivals",
        "- one goat",
        "first the goat",
        "| boat | time |\n| Ida \\| II | noon |",
        "**Nora:** It is so late.",
        "She left.\nHe stayed.\n",
    ]


def test_a_bar_within_a_cell_parts_no_cells() -> None:
    said = [*ROWS[:-1], ("Otis", "The lamp | the rope.")]
    assert turns(table(*said))[-1] == ("Otis", "The lamp \\| the rope.")


def test_a_speaker_whose_cell_reaches_over_two_rows_says_both() -> None:
    def cell(words: str, merge: str = "") -> str:
        return f"<w:tc><w:tcPr>{merge}</w:tcPr>{paragraph(words)}</w:tc>"

    rows = [
        cell("Speaker") + cell("Text"),
        cell("Nora", '<w:vMerge w:val="restart"/>') + cell("Is the kettle on?"),
        cell("", "<w:vMerge/>") + cell("I am cold."),
        cell("Otis") + cell("It is."),
        cell("Nora") + cell("Good."),
    ]
    found = turns("<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in rows) + "</w:tbl>")
    assert found == [("Nora", "Is the kettle on? I am cold."), ("Otis", "It is."), ("Nora", "Good.")]


def test_what_was_inserted_is_said_and_what_was_deleted_is_not() -> None:
    tracked = f"<w:ins>{run('Nobody saw the goat.')}</w:ins><w:del><w:r><w:delText>Mist.</w:delText></w:r></w:del>"
    framed = f"<w:sdt><w:sdtContent>{paragraph('Otis: Not even I.')}</w:sdtContent></w:sdt>"
    found = turns(paragraph("Nora: ", tracked), framed, "Nora: And you, Otis?", "Otis: I slept.")
    assert found[:2] == [("Nora", "Nobody saw the goat."), ("Otis", "Not even I.")]


def test_characters_beyond_the_common_ones_stay() -> None:
    assert turns("苏禾：船到了吗？🐐", "段川：还没有 & <再等>。", "苏禾：好。", "段川：好。")[:2] == [
        ("苏禾", "船到了吗？🐐"),
        ("段川", "还没有 & <再等>。"),
    ]


def cut(content: bytes) -> bytes:
    return content[: len(content) // 2]


def spoil(content: bytes) -> bytes:
    return content.replace(b"PK\x01\x02", b"PK\x01\x03")


def zip_of(**files: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


GOOD = make_docx(*BODIES["a colon"])
BOMB = '<!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><w:styles>&b;</w:styles>'


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (cut(GOOD), "damaged"),
        (spoil(GOOD), "damaged"),
        (make_docx("<w:p><w:unclosed></w:p>"), "damaged"),
        (make_docx("Nora: On?", styles=BOMB), "damaged"),
        (make_docx("Nora: On?", styles=BOMB.encode("utf-16").decode("utf-16")), "damaged"),
        (make_docx("<w:p>" * 5_000 + "</w:p>" * 5_000), "damaged"),
        (zip_of(**{"word/styles.xml": b"<w/>"}), "damaged"),
        (make_docx("Nora: On?", numbering=" " * 21_000_000), "more than 20 MB"),
        (zip_of(**{"talk.txt": b"Nora: On?"}), "ZIP file and no Word document"),
        (make_docx("<w:p/>"), "has no text"),
        (b"%PDF-1.7\nNora", "a PDF; save it as .docx"),
        (b"{\\rtf1 Nora", "RTF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 Nora", "old Word document"),
    ],
    ids=lambda value: value[:20] if isinstance(value, str) else "",
)
def test_what_cannot_be_read_is_refused_in_one_sentence(content: bytes, told: str) -> None:
    with pytest.raises(AnalysisError, match=f"^tea.docx: .*{told}") as caught:
        decode_document(content, name="tea.docx")
    assert "\n" not in str(caught.value)
