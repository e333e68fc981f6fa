"""A written report as a file: Word or HTML."""

from __future__ import annotations

from niangjia.reports.rules.document import Document

FILE_KINDS = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "text/html; charset=utf-8",
}


def file_of(kind: str, document: Document, base: str = "") -> bytes:
    """The document as ``docx`` or ``html``; ``base`` is the system's address, for links."""
    if kind == "html":
        from niangjia.reports.writing.html import whole  # beside its sibling, loaded when asked

        return whole(document, base).encode()
    from niangjia.reports.writing.docx import to_docx  # loads python-docx, a third of a second

    return to_docx(document)
