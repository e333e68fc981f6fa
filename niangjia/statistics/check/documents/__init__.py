"""Reading a report's text (读文件): .txt, .docx, .html, .pdf and pasted text. Pure.

What a file is, is told by its content, not by its name. Anything that cannot be read is refused
with `Unreadable`, whose message says in Chinese what is wrong and what to do.
"""

from __future__ import annotations

import re
from pathlib import Path

from niangjia.statistics.check.documents import docx, html, plain
from niangjia.statistics.check.documents.refusal import NOT_READ, Unreadable

__all__ = ["Unreadable", "kind_of", "not_read", "read_bytes", "read_file"]

LARGEST_FILE = 50 * 1024 * 1024
LONGEST_TEXT = 2_000_000
_HTML = re.compile(
    rb"^\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)?<(?:!doctype\s+html|html|head|body)", re.I | re.S
)
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*")
_PDF_PARTS = re.compile(rb"endobj|startxref|%%EOF")


def read_file(path: Path) -> str:
    """The text of a file. Raises Unreadable."""
    try:
        if not path.is_file():
            raise Unreadable(f"找不到文件 {path}。请检查文件名和路径。")
        if path.stat().st_size > LARGEST_FILE:
            raise Unreadable(f"文件 {path.name} 超过 50 MB。请只提交报告正文,或拆成几个文件。")
        data = path.read_bytes()
    except OSError as error:
        raise Unreadable(f"无法读取文件 {path}:{error.strerror}。请检查权限。") from error
    return read_bytes(data, path.name)


def read_bytes(data: bytes, name: str = "") -> str:
    """The text of a file's content. Raises Unreadable."""
    if len(data) > LARGEST_FILE:
        raise Unreadable("内容超过 50 MB。请只提交报告正文,或拆成几个文件。")
    if not data.strip():
        raise Unreadable("文件是空的。请检查是否选错了文件。")
    text = _text(data, name).replace("\0", "")
    if len(text) > LONGEST_TEXT:
        raise Unreadable(f"正文超过 {LONGEST_TEXT // 10_000} 万字。请拆成几个文件分别核对。")
    if not text.strip():
        raise Unreadable("文件里没有文字。请检查是否选错了文件,或换成带文字的版本。")
    return text


def not_read(text: str) -> list[str]:
    """What a text says of pages that could not be read (scans in a PDF)."""
    return [line for line in text.splitlines() if line.startswith(NOT_READ)]


def kind_of(data: bytes, name: str = "") -> str:
    """What a file is by its content: pdf, docx (any zip), html or txt."""
    if data.startswith(b"%PDF-") or b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(b"PK"):
        return "docx"
    is_page = _HTML.match(data[:4096]) or name.lower().endswith((".html", ".htm", ".xhtml"))
    return "html" if is_page else "txt"


def _text(data: bytes, name: str) -> str:
    if data.startswith(_OLD_OFFICE):
        raise Unreadable(
            "这是旧版 Word 或 WPS 文件(.doc、.wps)或加密的文档,无法读取。"
            "请在 Word 或 WPS 中取消密码,另存为 .docx 后再试。"
        )
    if data.startswith(b"{\\rtf"):
        raise Unreadable("这是 RTF 文件,无法读取。请在 Word 或 WPS 中另存为 .docx 后再试。")
    if data.startswith(_PICTURES) and b"\0" in data[:4096]:
        raise Unreadable("这是图片,没有文字。请先做文字识别(OCR),再提交 .docx 或文字。")
    if kind_of(data, name) == "txt" and _PDF_PARTS.search(data):
        raise Unreadable("PDF 文件已损坏,缺少开头。请重新导出 PDF,或提交 .docx。")
    kind = kind_of(data, name)
    if kind == "pdf":
        from niangjia.statistics.check.documents import pdf  # others do not wait for pdfminer

        return pdf.text_of(data)
    readers = {"docx": docx.text_of, "html": html.text_of, "txt": plain.text_of}
    return readers[kind](data)
