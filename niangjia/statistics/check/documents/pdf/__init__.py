"""PDF files: the text of each page; scans and locked files are refused. Pure."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Iterator, Sequence
from itertools import groupby

from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfminer.pdfpage import PDFPage
from pdfminer.psexceptions import PSException

from niangjia.statistics.check.documents.pdf.glyphs import DAMAGED, Placed, Reader, pages_of
from niangjia.statistics.check.documents.pdf.lines import (
    lines_of,
    over_pages,
    running_heads,
    without_notes,
)
from niangjia.statistics.check.documents.pdf.paragraphs import unwrapped
from niangjia.statistics.check.documents.pdf.unpacking import Damaged, TooLarge
from niangjia.statistics.check.documents.refusal import NOT_READ, Unreadable
from niangjia.statistics.check.layout import RADICALS

MOST_PAGES = 1000
_LONGEST_SECONDS = 300
_LOCKED = "PDF 文件已加密。请取消密码后再试。"
_DAMAGED = "PDF 文件已损坏,无法读取。请重新导出 PDF,或提交 .docx。"
_BROKEN = (
    Damaged, PSException, ValueError, KeyError, TypeError, AttributeError, IndexError, OSError,
    NotImplementedError, AssertionError, ArithmeticError,
)  # fmt: skip
"""pdfminer surfaces malformed objects as almost any of these."""
_NUMBERED = re.compile(r"^\[?(\d{1,2})\]?\s*(?=\D)", re.M)
_FEWEST_SIGNS = 10
_MOST_DAMAGED = 0.2

logging.getLogger("pdfminer").setLevel(logging.ERROR)


def text_of(data: bytes) -> str:
    """The text of a PDF. Raises Unreadable, naming the page where there is one to name."""
    pages = list(_pages(data))
    signs = "".join(line.text for page in pages for line in page)
    if len(re.sub(r"\s", "", signs)) < _FEWEST_SIGNS:
        raise Unreadable(
            f"PDF 共 {len(pages)} 页,都没有文字,可能是扫描件。请先做文字识别(OCR),或提交 .docx。"
        )
    if signs.count(DAMAGED) > _MOST_DAMAGED * len(signs):
        raise Unreadable(
            "PDF 没有写明所用字体的文字编码，只能看不能读。请提交 .docx，或先做文字识别（OCR）。"
        )
    running = running_heads([[line.text for line in page] for page in pages])
    parts: list[str] = []
    kept, notes = without_notes([lines_of(page, running) for page in pages])
    numbered = zip(range(1, len(pages) + 1), kept, strict=True)
    for is_blank, together in groupby(numbered, lambda page: not pages[page[0] - 1]):
        numbers, held = zip(*together, strict=True)
        parts.append(_missing(numbers) if is_blank else unwrapped(over_pages(held)))
    parts.append(_NUMBERED.sub(r"脚注 \1:", unwrapped(notes)))
    return "\n".join(part for part in parts if part).translate(RADICALS) + "\n"


def _missing(numbers: Sequence[int]) -> str:
    """Stands in the text where pages without text are, so that nobody takes them for checked."""
    said = f"第{numbers[0]}页" if len(numbers) == 1 else f"第{numbers[0]}页至第{numbers[-1]}页"
    return f"{NOT_READ}{said}没有文字,可能是扫描件,其中的数字没有核对〕"


def _pages(data: bytes) -> Iterator[list[Placed]]:
    """The lines of each page, within a time limit."""
    pages, reader = _opened(data), Reader()
    count = len(pages)
    started = time.monotonic()
    for number, page in enumerate(pages):
        if time.monotonic() - started > _LONGEST_SECONDS:
            raise Unreadable(
                f"PDF 读到第 {number + 1} 页(共 {count} 页)已用 {_LONGEST_SECONDS} 秒,停止读取。"
                "请只提交报告正文,或另存为 .docx。"
            )
        try:
            yield reader.lines_of(page)
        except TooLarge as error:
            raise Unreadable(
                f"PDF 第 {number + 1} 页解压后过大，已拒绝读取。请重新导出 PDF，或提交 .docx。"
            ) from error
        except (*_BROKEN, RecursionError) as error:
            raise Unreadable(
                f"PDF 第 {number + 1} 页已损坏,无法读取。请重新导出 PDF,或提交 .docx。"
            ) from error


def _opened(data: bytes) -> list[PDFPage]:
    try:
        pages = pages_of(data)
    except PDFPasswordIncorrect as error:
        raise Unreadable(_LOCKED) from error
    except (RecursionError, TooLarge) as error:
        raise Unreadable("PDF 文件结构异常,已拒绝读取。请重新导出 PDF 后再试。") from error
    except _BROKEN as error:
        raise Unreadable(_DAMAGED) from error
    if not pages:
        raise Unreadable(_DAMAGED)
    count = len(pages)
    if count > MOST_PAGES:
        raise Unreadable(
            f"PDF 有 {count} 页,超过 {MOST_PAGES} 页。请只提交报告正文,或拆成几个文件。"
        )
    return pages
