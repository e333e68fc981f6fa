"""PDF files: the text of each page; scans and locked files are refused. Pure."""

from __future__ import annotations

import logging
import re
from io import BytesIO

from pypdf import PdfReader
from pypdf.errors import FileNotDecryptedError, PyPdfError

from niangjia.statistics.check.documents.refusal import Unreadable

MOST_PAGES = 1000
_PAGE_NUMBER = re.compile(
    r"^\s*(?:[—–\-·]+\s*)?(?:第\s*)?\d{1,4}(?:\s*/\s*\d{1,4})?(?:\s*页)?(?:\s*[—–\-·]+)?\s*$"
)
_FEWEST_SIGNS = 10

logging.getLogger("pypdf").setLevel(logging.ERROR)


def text_of(data: bytes) -> str:
    """The text of a PDF. Raises Unreadable."""
    try:
        reader = PdfReader(BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise Unreadable("PDF 文件已加密。请取消密码后再试。")
        if len(reader.pages) > MOST_PAGES:
            raise Unreadable(f"PDF 超过 {MOST_PAGES} 页。请只提交报告正文,或拆成几个文件。")
        pages = [page.extract_text() for page in reader.pages]
    except FileNotDecryptedError as error:
        raise Unreadable("PDF 文件已加密。请取消密码后再试。") from error
    except Unreadable:
        raise
    except RecursionError as error:
        raise Unreadable("PDF 文件结构异常,已拒绝读取。请重新导出 PDF 后再试。") from error
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, OSError,
            NotImplementedError, AssertionError, ArithmeticError) as error:  # fmt: skip
        # pypdf surfaces malformed objects as almost any of these
        raise Unreadable("PDF 文件已损坏,无法读取。请重新导出 PDF,或提交 .docx。") from error
    text = "\n".join(_without_page_number(page) for page in pages)
    if len(re.sub(r"\s", "", text)) < _FEWEST_SIGNS:
        raise Unreadable("PDF 里没有文字,可能是扫描件。请先做文字识别(OCR),或提交 .docx。")
    return text + "\n"


def _without_page_number(page: str) -> str:
    lines = page.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    edge = {0, len(lines) - 1}
    kept = [
        line.rstrip() for place, line in enumerate(lines)
        if not (place in edge and _PAGE_NUMBER.match(line))
    ]  # fmt: skip
    return "\n".join(kept).strip("\n")
