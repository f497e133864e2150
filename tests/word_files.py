"""Word documents that tests make: the parts that a .docx file must have, around a body of their own."""

import io
import zipfile
from html import escape

_SPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_STYLES = "".join(
    f'<w:style w:type="{kind}" w:styleId="{style}"><w:name w:val="{name}"/></w:style>'
    for kind, style, name in (
        ("paragraph", "Titel", "Title"),
        ("paragraph", "1", "heading 1"),
        ("paragraph", "2", "heading 2"),
        ("character", "Fett", "Strong"),
    )
)
_LEVELS = "".join(
    f'<w:abstractNum w:abstractNumId="{n}"><w:lvl w:ilvl="0"><w:numFmt w:val="{kind}"/></w:lvl></w:abstractNum>'
    f'<w:num w:numId="{n}"><w:abstractNumId w:val="{n}"/></w:num>'
    for n, kind in ((1, "bullet"), (2, "decimal"))
)


def run(words: str, *, bold: bool = False, style: str = "") -> str:
    """A run of one manner; an end of a line is a break in it, a tab a tab."""
    pieces = escape(words, quote=False).replace("\n", "</w:t><w:br/><w:t>").replace("\t", "</w:t><w:tab/><w:t>")
    manner = f'<w:rStyle w:val="{style}"/>' * bool(style) + "<w:b/>" * bold
    return f"<w:r><w:rPr>{manner}</w:rPr><w:t>{pieces}</w:t></w:r>".replace("<w:t>", '<w:t xml:space="preserve">')


def paragraph(*runs: str, style: str = "", numbering: int = 0) -> str:
    """A paragraph of runs, or of plain words; numbering: 1 for an item with a dot, 2 for one with a number."""
    manner = f'<w:pStyle w:val="{style}"/>' * bool(style)
    manner += f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{numbering}"/></w:numPr>' * bool(numbering)
    words = "".join(one if one.startswith("<") else run(one) for one in runs)
    return f"<w:p><w:pPr>{manner}</w:pPr>{words}</w:p>"


def table(*rows: tuple[str, ...]) -> str:
    """A table; a cell that is no XML is a paragraph of words."""
    cells = [["".join(c if c.startswith("<") else paragraph(c) for c in [cell]) for cell in row] for row in rows]
    lines = ("".join(f"<w:tc>{cell}</w:tc>" for cell in row) for row in cells)
    return "<w:tbl>" + "".join(f"<w:tr>{line}</w:tr>" for line in lines) + "</w:tbl>"


def make_docx(*body: str, **parts: str) -> bytes:
    """The bytes of a .docx file with this body; parts: others of its folder word/, by the name without its ending."""
    text = "".join(block if block.startswith("<") else paragraph(block) for block in body)
    types = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    target = f'<Relationship Id="r1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/>'
    files = {
        "[Content_Types].xml": f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">{types}</Types>',
        "_rels/.rels": f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{target}</Relationships>',
        "word/document.xml": f"{_HEAD}<w:document {_SPACES}><w:body>{text}</w:body></w:document>",
        "word/styles.xml": f"{_HEAD}<w:styles {_SPACES}>{_STYLES}</w:styles>",
        "word/numbering.xml": f"{_HEAD}<w:numbering {_SPACES}>{_LEVELS}</w:numbering>",
        **{f"word/{name}.xml": words for name, words in parts.items()},
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, words in files.items():
            archive.writestr(zipfile.ZipInfo(name, (2024, 5, 6, 7, 8, 10)), words, zipfile.ZIP_DEFLATED)
    return packed.getvalue()
