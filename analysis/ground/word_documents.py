"""Word documents: the text of a .docx file in the manner of Markdown, in which its characters are counted."""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from analysis.ground.errors import AnalysisError

# What every ZIP file begins with, and so every .docx.
MAGIC = b"PK\x03\x04"
PACKAGE = "mammoth"
# In bytes of XML; the transcript of a day's talk has a tenth of it.
_MOST_XML = 20_000_000
_HEADING = re.compile(r"heading ?([1-6])", re.IGNORECASE)
_TITLES = {"title", "subtitle"}

# A piece of a line: its text, and whether it is bold.
_Piece = tuple[str, bool]


def extract_text(content: bytes, *, name: str) -> str:
    """Return the text of a .docx file: its paragraphs in their order, a blank line between them.

    A heading has Markdown's signs, an item of a list without numbers its dash; bold words that begin a line stand
    between `**`, as labels do; a table has a line a row, with bars around its cells. Deletions that are tracked,
    headers, footers, notes, comments and pictures are left out.
    Errors: AnalysisError for a file that is damaged, no Word document, or larger than any transcript.
    """
    try:
        _check_parts(content, name)
        text = "\n\n".join(_write_blocks(_parse(content).children))
    except AnalysisError:
        raise
    except Exception as error:
        # Of a damaged file any part may be missing, and each fails in a way of its own.
        raise AnalysisError(
            f"{name}: the Word document is damaged; open it in a word processor and save it as .docx again."
        ) from error
    if not text.strip():
        raise AnalysisError(f"{name}: the Word document has no text; one that is all pictures has to be typed out.")
    return text + "\n"


def _check_parts(content: bytes, name: str) -> None:
    """Refuse what is no Word document, and what would fill the memory, before anything in it is parsed."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        parts = [part for part in packed.infolist() if part.filename.lower().endswith((".xml", ".rels"))]
        if not any(part.filename.startswith("word/") for part in parts):
            raise AnalysisError(f"{name}: this is a ZIP file and no Word document; unpack it and name one document.")
        # Of a part no more is ever unpacked than its entry announces.
        if sum(part.file_size for part in parts) > _MOST_XML:
            raise AnalysisError(
                f"{name}: the Word document unpacks to more than {_MOST_XML // 1_000_000} MB of text and layout, which"
                " no conversation has; cut it into conversations and read each by itself."
            )
        # The format allows no declarations; they are a way to multiply entities.
        if any(b"<!DOCTYPE" in packed.read(part).replace(b"\0", b"") for part in parts):
            raise ValueError("a declaration in a part of the document")


def _parse(content: bytes) -> Any:
    """The document as mammoth has it."""
    import mammoth

    found: list[Any] = []

    def keep(document: Any) -> Any:
        found.append(document)
        return document.copy(children=[], comments=[])

    mammoth.convert_to_html(
        io.BytesIO(content), transform_document=keep, include_embedded_style_map=False, external_file_access=False
    )
    return found[0]


def _write_blocks(elements: Iterable[Any]) -> Iterator[str]:
    """The text of each paragraph and table among elements that has any."""
    from mammoth import documents

    for element in elements:
        if isinstance(element, documents.Paragraph):
            if block := _write_paragraph(element):
                yield block
        elif isinstance(element, documents.Table):
            yield from _write_table(element)
        else:
            yield from _write_blocks(getattr(element, "children", ()))


def _write_paragraph(paragraph: Any) -> str:
    style = paragraph.style_name or paragraph.style_id or ""
    lines = [line for line in _list_lines(paragraph) if "".join(words for words, _ in line).strip()]
    if level := 1 if style.lower() in _TITLES else int(match[1]) if (match := _HEADING.fullmatch(style)) else 0:
        return "\n".join(f"{'#' * level} {_join(line).strip()}" for line in lines)
    mark = "- " if paragraph.numbering and not paragraph.numbering.is_ordered and lines else ""
    return mark + "\n".join(_write_line(line) for line in lines)


def _list_lines(paragraph: Any) -> list[list[_Piece]]:
    """The pieces of each line of a paragraph, parted where it has breaks."""
    lines: list[list[_Piece]] = [[]]
    for words, bold in _list_pieces(paragraph, bold=False):
        first, *rest = words.split("\n")
        lines[-1].append((first, bold))
        lines += [[(piece, bold)] for piece in rest]
    return lines


def _list_pieces(element: Any, *, bold: bool) -> Iterator[_Piece]:
    from mammoth import documents

    if isinstance(element, documents.Text):
        yield element.value, bold
    elif isinstance(element, documents.Tab):
        yield "\t", bold
    elif isinstance(element, documents.Break):
        yield "\n", bold
    else:
        if isinstance(element, documents.Run):
            bold = element.is_bold or (element.style_name or "").lower() == "strong"
        for child in getattr(element, "children", ()):
            yield from _list_pieces(child, bold=bold)


def _join(line: Sequence[_Piece]) -> str:
    return "".join(words for words, _ in line)


def _write_line(line: Sequence[_Piece]) -> str:
    """A line whose bold beginning stands between Markdown's signs, with its blanks outside of them."""
    n_bold = next((n for n, (words, bold) in enumerate(line) if not bold and words.strip()), len(line))
    while n_bold and not line[n_bold - 1][1]:
        n_bold -= 1
    lead, rest = _join(line[:n_bold]), _join(line[n_bold:])
    words = lead.strip()
    if not words:
        return (lead + rest).strip()
    return f"**{words}**{lead[len(lead.rstrip()) :]}{rest}".strip()


def _write_table(table: Any) -> Iterator[str]:
    """The rows of a table as lines; the paragraphs of one that has but one row or column, which is there for looks."""
    rows = [row.children for row in table.children]
    if len(rows) == 1 or all(len(row) == 1 for row in rows):
        for row in rows:
            yield from _write_blocks(row)
        return
    lines = ["| " + " | ".join(cells) + " |" for cells in _fill_rows(rows) if any(cells)]
    if lines:
        yield "\n".join(lines)


def _fill_rows(rows: Iterable[Sequence[Any]]) -> Iterator[list[str]]:
    """The texts of each row's cells, with empty ones where a cell reaches over several columns or rows."""
    reaching: dict[int, int] = {}
    for row in rows:
        cells: list[str] = []
        for cell in [*row, None]:
            while reaching.get(len(cells)):
                reaching[len(cells)] -= 1
                cells.append("")
            if cell is None:
                break
            columns = range(len(cells), len(cells) + min(cell.colspan, 100))
            reaching.update(dict.fromkeys(columns, cell.rowspan - 1))
            cells += [_write_cell(cell), *[""] * (len(columns) - 1)]
        yield cells


def _write_cell(cell: Any) -> str:
    """The words of all in a cell on one line, the bars among them escaped as Markdown has it."""
    words = " ".join("".join(words for words, _ in _list_pieces(child, bold=False)) for child in cell.children)
    return " ".join(words.split()).replace("|", "\\|")
