"""PDF files: the text of each page; scans and locked files are refused. Pure."""

from __future__ import annotations

import logging
import re
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from io import BytesIO
from itertools import groupby, zip_longest

from pypdf import PdfReader
from pypdf.errors import FileNotDecryptedError, PyPdfError

from niangjia.statistics.check.documents.grids import text_of_page
from niangjia.statistics.check.documents.refusal import Unreadable
from niangjia.statistics.check.layout import RADICALS, is_listed
from niangjia.statistics.check.lines import width_of
from niangjia.statistics.check.units import COUNT_UNIT, of_cell

MOST_PAGES = 1000
NOT_READ = "〔PDF "
_LONGEST_SECONDS = 300
_LOCKED = "PDF 文件已加密。请取消密码后再试。"
_BROKEN = (
    PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, OSError,
    NotImplementedError, AssertionError, ArithmeticError,
)  # fmt: skip
"""pypdf surfaces malformed objects as almost any of these."""
_PAGE_NUMBER = re.compile(
    r"^\s*(?:[—–\-·]+\s*)?(?:第\s*)?\d{1,4}(?:\s*/\s*\d{1,4})?(?:\s*页)?(?:\s*[—–\-·]+)?\s*$"
)
_FEWEST_SIGNS = 10
_CHINESE = "[\u2e80-\u2fdf\u3001-\u303f\u4e00-\u9fff\uf900-\ufaff\uff01-\uff65“”‘’—…·,;:!?()]"
_GAP = re.compile(f"(?<={_CHINESE}) +| +(?={_CHINESE})")
_LIST_NUMBER = re.compile(r"^(\d{1,2}) +(?=\D)")
_DIGITS = re.compile(r"\d+")
_CELL = re.compile(r"^[-—+]?[\d,.]*\d%?$|^[-—/]$")
_FEWEST_CELLS, _MOST_NAMES, _LONGEST_HEADER = 3, 5, 60
_YEAR = re.compile(r"(?:19|20)\d{2}")
_SPACED = re.compile("([年合总项单小地类名指科]) +([份计目位区别称标度])(?![一-鿿])")
_UNIT_CELL = re.compile(r"[((][^()()]{1,5}[))]$")
_BEFORE_UNIT = re.compile(r" +(?=[((][^()() ]{1,5}[))])")
_STOP = re.compile("[,。;!?,;]")
_SHORTEST_LINE = 30
_FILLED, _FULL = 0.86, 0.97
_ENDED = re.compile(r"[。!?…][”)]?$")
_CLOSED = re.compile(r"[。!?…:;!?:;][”)]?$")
_ALIKE = 0.05
_INDENT, _HALF = 4, 0.6
_COUNTED = re.compile(rf"\d[\d,.]*[万亿]?[余多]?(?:{COUNT_UNIT}|元|%)")
"""126 场…: a paragraph hardly ever begins so; the number goes on from the line before."""
_UNCLOSED = re.compile(r"[一-鿿”),、]$")

logging.getLogger("pypdf").setLevel(logging.ERROR)


def text_of(data: bytes) -> str:
    """The text of a PDF. Raises Unreadable, naming the page where there is one to name."""
    pages = list(_pages(data))
    if sum(len(re.sub(r"\s", "", page)) for page in pages) < _FEWEST_SIGNS:
        raise Unreadable(
            f"PDF 共 {len(pages)} 页,都没有文字,可能是扫描件。请先做文字识别(OCR),或提交 .docx。"
        )
    running = running_heads(pages)
    parts: list[str] = []
    for is_blank, together in groupby(enumerate(pages, 1), lambda page: not page[1].strip()):
        numbers, texts = zip(*together, strict=True)
        lines = _over_pages([lines_of(page, running) for page in texts])
        parts.append(_missing(numbers) if is_blank else unwrapped(lines))
    return "\n".join(part for part in parts if part).translate(RADICALS) + "\n"


def _over_pages(pages: Sequence[list[str]]) -> list[str]:
    """The lines of pages; a row of a table that a page break cuts is one row again."""
    lines: list[str] = []
    for page in pages:
        last = lines[-1].split("\t") if lines else []
        rest = page[0].split("\t") if page else []
        cut = [n for n, words in enumerate(rest) if words]
        same = len(rest) == len(last) > 1 and cut and cut[0]
        if same and all(last[n] and _UNCLOSED.search(last[n]) for n in cut):
            lines[-1] = "\t".join(a + b for a, b in zip(last, rest, strict=True))
            page = page[1:]
        lines += page
    return lines


def _missing(numbers: Sequence[int]) -> str:
    """Stands in the text where pages without text are, so that nobody takes them for checked."""
    said = f"第{numbers[0]}页" if len(numbers) == 1 else f"第{numbers[0]}页至第{numbers[-1]}页"
    return f"{NOT_READ}{said}没有文字,可能是扫描件,其中的数字没有核对〕"


def _pages(data: bytes) -> Iterator[str]:
    """The text of each page, within a time limit."""
    reader, count = _opened(data)
    started = time.monotonic()
    for number in range(count):
        if time.monotonic() - started > _LONGEST_SECONDS:
            raise Unreadable(
                f"PDF 读到第 {number + 1} 页(共 {count} 页)已用 {_LONGEST_SECONDS} 秒,停止读取。"
                "请只提交报告正文,或另存为 .docx。"
            )
        try:
            yield text_of_page(reader.pages[number])
        except FileNotDecryptedError as error:
            raise Unreadable(_LOCKED) from error
        except (*_BROKEN, RecursionError) as error:
            raise Unreadable(
                f"PDF 第 {number + 1} 页已损坏,无法读取。请重新导出 PDF,或提交 .docx。"
            ) from error


def _opened(data: bytes) -> tuple[PdfReader, int]:
    try:
        reader = PdfReader(BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise Unreadable(_LOCKED)
        count = len(reader.pages)
    except FileNotDecryptedError as error:
        raise Unreadable(_LOCKED) from error
    except Unreadable:
        raise
    except RecursionError as error:
        raise Unreadable("PDF 文件结构异常,已拒绝读取。请重新导出 PDF 后再试。") from error
    except _BROKEN as error:
        raise Unreadable("PDF 文件已损坏,无法读取。请重新导出 PDF,或提交 .docx。") from error
    if count > MOST_PAGES:
        raise Unreadable(
            f"PDF 有 {count} 页,超过 {MOST_PAGES} 页。请只提交报告正文,或拆成几个文件。"
        )
    return reader, count


def running_heads(pages: list[str]) -> set[str]:
    """Headers and footers: the same two first or last lines, digits apart, on most pages."""
    edges = Counter(
        line
        for page in pages
        for line in {
            _DIGITS.sub("", line)
            for line in (*page.strip().split("\n")[:2], *page.strip().split("\n")[-2:])
            if "\t" not in line and not (_STOP.search(line) and len(_DIGITS.findall(line)) > 2)
        }
    )
    return {line for line, count in edges.items() if count >= max(3, len(pages) // 2)}


def lines_of(page: str, running: set[str]) -> list[str]:
    """The lines of a page without its page number, without the gaps between Chinese signs."""
    lines = page.replace("\r\n", "\n").replace("\r", "\n").strip(" \n").split("\n")
    edge = {0, len(lines) - 1}
    while lines and _DIGITS.sub("", lines[0]) in running:
        lines.pop(0)
    while lines and _DIGITS.sub("", lines[-1]) in running:
        lines.pop()
    kept = [
        line if "\t" in line else line.strip()
        for place, line in enumerate(lines)
        if line.strip() and not (place in edge and _PAGE_NUMBER.match(line))
    ]
    told: list[str] = []
    for is_row, some in groupby(kept, lambda line: "\t" in line):
        own = list(some)
        told += [_GAP.sub("", line) for line in own] if is_row else _rows(own)
    return told


def _rows(lines: list[str]) -> list[str]:
    """Lines without the gaps between Chinese signs; rows of tables without lines become tabbed."""
    kept = _headed(lines)
    pairs = _of_years(kept)
    return [
        ("\t".join(line.split()) if place in pairs else _row(line, kept[place + 1 : place + 2]))
        or _GAP.sub("", _listed(line))
        for place, line in enumerate(kept)
    ]


def _headed(lines: list[str]) -> list[str]:
    """Lines whose column names are whole: 年 份, 会员 (万人), or the units on a line of their own."""
    joined: list[str] = []
    for line in lines:
        whole = _SPACED.sub(r"\1\2", line) if len(line) <= _LONGEST_HEADER else line
        units, names = whole.split(), joined[-1].split() if joined else []
        missing = len(names) - len(units)
        if all(_UNIT_CELL.match(cell) for cell in units) and len(units) > 1 and missing in {0, 1}:
            told = zip(names[missing:], units, strict=True)
            joined[-1] = " ".join([*names[:missing], *(name + unit for name, unit in told)])
            continue
        following = lines[len(joined) + 1 : len(joined) + 2]
        below = len(following[0].split()) if following else 0
        close = _BEFORE_UNIT.sub("", whole)
        joined.append(close if len(close.split()) == below else whole)
    return joined


def _of_years(lines: list[str]) -> set[int]:
    """The places of a table of two columns, years and one number, with its head and its total."""
    years = {
        place: int(cells[0][:4])
        for place, line in enumerate(lines)
        if len(cells := line.split()) == 2
        and _YEAR.fullmatch(cells[0].removesuffix("年"))
        and _CELL.match(cells[1])
    }
    rows = {
        p
        for p, year in years.items()
        if {years.get(p - 1), years.get(p + 1)} & {year - 1, year + 1}
    }
    edges = {p for row in rows for p in (row - 1, row + 1)} - rows
    return rows | {
        p for p in edges
        if 0 <= p < len(lines) and len(lines[p].split()) == 2 and not _STOP.search(lines[p])
    }  # fmt: skip


def _row(line: str, following: list[str]) -> str:
    """A row of a table as tabbed cells: a name and numbers, or the header right above such a row."""
    cells = line.split()
    if _is_row(cells):
        return "\t".join(cells)
    below = following[0].split() if following else []
    is_header = len(cells) == len(below) and _is_row(below) and len(line) <= _LONGEST_HEADER
    return "\t".join(cells) if is_header else ""


def _is_row(cells: list[str]) -> bool:
    numbers = [cell for cell in cells if _CELL.match(cell)]
    names = [cell for cell in cells if cell not in numbers]
    is_prose = any(_STOP.search(name) for name in names)
    of_year = not names and bool(_YEAR.fullmatch(cells[0])) and len(cells) >= _FEWEST_CELLS
    if of_year:
        return True  # 2021 1310 21.6 92.0
    if len(cells) < _FEWEST_CELLS or len(numbers) < 2 or is_prose or not names:
        return False
    has_unit = any(of_cell(name) for name in names)  # 代码 指标 单位 本期 上期 来源
    return len(names) <= (_MOST_NAMES if has_unit else 2)


def _listed(line: str) -> str:
    """Keep the gap after a list number from being closed."""
    return _LIST_NUMBER.sub("\\1\u3000", line) if is_listed(line) else line


def unwrapped(lines: list[str]) -> str:
    """Lines as paragraphs: a line that fills the page goes on in the next."""
    widths = sorted(width for line in lines if (width := width_of(line)) >= _SHORTEST_LINE)
    full = widths[int(len(widths) * 0.9)] if widths else 0
    often = Counter(round(width / 2) * 2 for width in widths)
    common = [width for width, count in often.items() if count >= max(4, len(widths) // 12)]
    text = ""
    opens = True
    for line, following in zip_longest(lines, lines[1:], fillvalue=""):
        needed = full * (_FULL if _ENDED.search(line) else _FILLED)
        is_row = "\t" in line or "\t" in following
        width = width_of(line)
        if opens and not _CLOSED.search(line) and not is_listed(line):
            width += _INDENT  # a paragraph's first line starts two signs further in
        usual = any(abs(width - each) <= _ALIKE * each for each in common)
        fills = width >= needed or (usual and not _CLOSED.search(line))
        fills |= width >= full * _HALF and bool(
            _COUNTED.match(following) and _UNCLOSED.search(line)
        )
        goes_on = full and not is_row and fills and not is_listed(following)
        text += line + ("" if goes_on else "\n")
        opens = not goes_on
    return text.rstrip("\n")
