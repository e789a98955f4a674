"""Reads documents: Word (.docx) and PDF with a text layer; each is one article."""

from __future__ import annotations

import hashlib
import io
import logging
import zipfile
from collections.abc import Iterator
from typing import Any

import regex

from .article import Article, RejectError, normalise
from .decode import check, too_large
from .extras import extra
from .fields import tidy
from .options import ReadOptions
from .unit import Unit

_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_INFLATED = 20
"""How many articles' sizes the parts of a Word file may have when they are unpacked."""

_ENDS = regex.compile(r"""[.!?:;…]["”’»)]*$""")
_BEGINS = regex.compile(r"\p{Ll}|[\d(%,]")


def parse_docx(unit: Unit, options: ReadOptions) -> Article:
    """Reads a Word file: paragraphs and tables in their order, a paragraph or a row a line.

    Headers, footers, footnotes and text boxes are not read.

    Raises:
        RejectError: damaged, too large when unpacked, or what ``check`` finds.
    """
    docx = extra("docx")
    with zipfile.ZipFile(io.BytesIO(unit.raw)) as parts:
        size = sum(info.file_size for info in parts.infolist())
    if size > _INFLATED * options.max_article_size:
        raise too_large(options, size)
    document = docx.Document(io.BytesIO(unit.raw))
    text = "\n".join(_blocks(document))
    return _article(unit, text, document.core_properties.title, _DOCX)


def _blocks(document: Any) -> Iterator[str]:
    for block in document.iter_inner_content():
        if hasattr(block, "rows"):
            for row in block.rows:
                cells = {id(cell._tc): cell.text.strip() for cell in row.cells}  # Merged: once.
                yield "\t".join(filter(None, cells.values()))
        else:
            yield block.text


def parse_pdf(unit: Unit, options: ReadOptions) -> Article:
    """Reads the text layer of a PDF; the lines of a paragraph are joined to one.

    Raises:
        RejectError: damaged, encrypted, a scan without text, or what ``check`` finds.
    """
    pypdf = extra("pypdf")
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # What it cannot read is a reject.
    reader = pypdf.PdfReader(io.BytesIO(unit.raw))
    if reader.is_encrypted and not reader.decrypt(""):
        raise RejectError("encrypted: save it without a password first")
    lines: list[str] = []
    for page in reader.pages:
        lines += normalise(page.extract_text()).splitlines()
    if not any(line.strip() for line in lines):
        raise RejectError("no text layer: run OCR first")
    title = reader.metadata.title if reader.metadata else None
    return _article(unit, "\n".join(_paragraphs(lines)), title, "application/pdf")


def _paragraphs(lines: list[str]) -> Iterator[str]:
    """Joins the lines of a page to paragraphs.

    A line goes on in the next one if it ends without a stop and the next does not begin as a
    paragraph does, with a capital letter; or if it is about as long as lines are here.
    """
    lengths = sorted(len(line) for line in lines if line.strip())
    full = 0.8 * lengths[int(0.9 * (len(lengths) - 1))]
    joined, previous = "", 0
    for line in (" ".join(line.split()) for line in lines):
        goes_on = not _ENDS.search(joined) and (_BEGINS.match(line) or previous >= full)
        if joined and line and goes_on:
            joined = f"{joined} {line}"
        else:
            if joined:
                yield joined
            joined = line
        previous = len(line)
    if joined:
        yield joined


def _article(unit: Unit, text: str, title: Any, media_type: str) -> Article:
    text = normalise(text).strip()
    check(text)
    # What a document says it is called is mostly what its template was called.
    title = tidy(title) if isinstance(title, str) else None
    begin = " ".join(text[:1000].split()).casefold()
    return Article(
        uri=unit.address,
        text=text,
        media_type=media_type,
        sha256=hashlib.sha256(unit.raw).hexdigest(),
        title=title if title and title.casefold() in begin else None,
        url=unit.url,
    )
