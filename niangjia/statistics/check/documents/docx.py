"""Word documents (.docx): paragraphs, tables and text boxes, then notes and page heads. Pure.

Read with the standard library alone: the zip is measured before it is unpacked, and a document
type declaration (the door of XML bombs) is refused.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from xml.parsers import expat

from niangjia.statistics.check.documents.cells import BREAK, row_of, spanned
from niangjia.statistics.check.documents.refusal import Unreadable

LARGEST_PART = 60 * 1024 * 1024
LARGEST_WHOLE = 400 * 1024 * 1024
_MAIN = "word/document.xml"
_OTHER_MAIN = re.compile(r"word/document\d+\.xml")
_BOMB = 200  # no honest XML packs 200 : 1 beyond a megabyte
NOT_TEXT = {"Fallback", "delText", "instrText", "moveFrom"}
_ASIDES = (
    (re.compile(r"word/footnotes\.xml"), "脚注"), (re.compile(r"word/endnotes\.xml"), "尾注"),
    (re.compile(r"word/header\d*\.xml"), "页眉"), (re.compile(r"word/footer\d*\.xml"), "页脚"),
)  # fmt: skip
OFF = {"0", "false", "off"}
ASIDE = re.compile(r"^(?:脚注|尾注|页眉|页脚)(?: \d+)?:", re.M)
"""How a line begins that stands outside the text in Word; such lines come last."""
_NO_NOTE = {"separator", "continuationSeparator", "continuationNotice"}


class _Body:
    """Walks the XML; text outside tables by paragraph, inside by row with tabs."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.line: list[str] = []
        self.rows: list[list[str]] = []  # open tables: the cells of the current row
        self.outer: list[list[str]] = []  # what the cell around an inner table has said so far
        self.span: str | None = None  # columns of the current cell
        self.silent = 0
        self.is_text = self.is_rule = self.in_paragraph_style = False
        self.runs: list[bool] = []  # open runs: whether their text is hidden (隐藏文字)
        self.boxed: list[str] = []  # what text boxes in the paragraph say, told after it
        self.around: list[tuple[list[str], list[str], list[list[str]], list[str]]] = []
        self.notes: list[int] = []  # the line each note begins with

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Open an element."""
        match _local(name):
            case "footnote" | "endnote":
                kinds = {value for key, value in attributes.items() if _local(key) == "type"}
                self.is_rule = not kinds.isdisjoint(_NO_NOTE)
                self.silent += self.is_rule
                self.notes.append(len(self.lines))
            case "t":
                self.is_text = True
            case "txbxContent":
                self.around.append((self.lines, self.line, self.rows, self.boxed))
                self.lines, self.line, self.rows, self.boxed = [], [], [], []
            case "vanish" if self.runs and not self.in_paragraph_style and not self.runs[-1]:
                self.runs[-1] = _is_on(attributes)
                self.silent += self.runs[-1]
            case "tab":
                self._say(" ")
            case "br" | "cr":
                self._say(" " if self.rows else "\n")
            case "noBreakHyphen":
                self._say("-")
            case local if local in NOT_TEXT:
                self.silent += 1
            case local:
                self._open(local, attributes)

    def _open(self, name: str, attributes: dict[str, str]) -> None:
        """What others stand in: rows, their cells, runs and the style of paragraphs."""
        match name:
            case "tr":
                self.rows.append([])
                self.outer.append(self.line)
                self.line = []
            case "gridSpan" if self.rows:
                self.span = _value(attributes)
            case "gridBefore" if self.rows:
                self.rows[-1].extend(spanned("", _value(attributes)))
            case "r":
                self.runs.append(False)
            case "pPr":
                self.in_paragraph_style = True

    def end(self, name: str) -> None:
        """Close an element."""
        match _local(name):
            case "t":
                self.is_text = False
            case "r" if self.runs:
                self.silent -= self.runs.pop()
            case "pPr":
                self.in_paragraph_style = False
            case "footnote" | "endnote":
                self.silent -= self.is_rule
                self.is_rule = False
            case "p":
                self._paragraph()
            case "txbxContent":
                told = self.lines
                self.lines, self.line, self.rows, self.boxed = self.around.pop()
                self.boxed += told
            case "tc" if self.rows:
                self.rows[-1].extend(spanned("".join(self.line).strip(), self.span))
                self.line, self.span = [], None
            case "tr" if self.rows:
                self._row(self.rows.pop())
            case local if local in NOT_TEXT:
                self.silent -= 1

    def text(self, data: str) -> None:
        """Text of a run."""
        if self.is_text:
            self._say(data)

    def _say(self, data: str) -> None:
        if not self.silent:
            self.line.append(data)

    def _paragraph(self) -> None:
        boxed, self.boxed = self.boxed, []
        if self.rows:
            self.line += [BREAK, *(f"{line}{BREAK}" for line in boxed)]
            return
        self.lines += ["".join(self.line), *boxed]
        self.line = []

    def _row(self, cells: list[str]) -> None:
        self.line = self.outer.pop()
        if self.rows:
            self.line.append(" ".join(cells) + BREAK)
        else:
            self.lines.append(row_of(cells))


def text_of(data: bytes) -> str:
    """The text of a Word document; notes and page heads follow as lines of their own. Raises Unreadable."""
    text = "\n".join(_parsed(_main_part(data)).lines) + "\n"
    text += "".join(f"{line}\n" for line in _asides(data))
    if not text.strip() and _has_pictures(data):
        raise Unreadable(
            "Word 文件里只有图片没有文字,可能是扫描件。请先做文字识别(OCR),或提交可以选中文字的版本。"
        )
    return text


def _parsed(content: bytes) -> _Body:
    body = _Body()
    parser = expat.ParserCreate()
    parser.StartElementHandler = body.start
    parser.EndElementHandler = body.end
    parser.CharacterDataHandler = body.text
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.buffer_text = True
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise Unreadable(
            "Word 文件已损坏,正文无法解析。请在 Word 或 WPS 中打开后另存为 .docx。"
        ) from error
    return body


def _asides(data: bytes) -> Iterator[str]:
    """脚注 1:…, 尾注 1:…, 页眉:… where they say a number; a page head that is repeated once."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        names = sorted(archive.namelist())
    said: set[str] = set()
    for pattern, mark in _ASIDES:
        for name in names:
            if not pattern.fullmatch(name):
                continue
            body = _parsed(_main_part(data, name))
            number = 0
            for rank, line in enumerate(body.lines):
                number += rank in body.notes and bool(line.strip())
                words = line.strip()
                if words and words not in said and any(sign.isdigit() for sign in words):
                    said.add(words)
                    yield f"{mark} {number}:{words}" if body.notes else f"{mark}:{words}"


def _has_pictures(data: bytes) -> bool:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return any(name.startswith("word/media/") for name in archive.namelist())


def _main_part(data: bytes, name: str = _MAIN) -> bytes:
    """word/document.xml or another part, after its size has been checked."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            info = archive.getinfo(_named(archive, name))
            if info.flag_bits & 1:
                raise Unreadable("Word 文件已加密。请取消密码后再试。")
            packed = max(info.compress_size, 1)
            bomb = info.file_size > 1024 * 1024 and info.file_size > packed * _BOMB
            everything = sum(part.file_size for part in archive.infolist())
            if info.file_size > LARGEST_PART or bomb or everything > LARGEST_WHOLE:
                raise Unreadable(
                    "Word 文件解压后过大,可能有问题,已拒绝读取。请另存为新的 .docx 后再试。"
                )
            with archive.open(info) as part:
                content = part.read(LARGEST_PART + 1)
    except KeyError:
        raise Unreadable(
            "这个压缩包不是 Word 文档(.docx)。表格请复制到 Word,或另存为 .html、.pdf 后再试。"
        ) from None
    except (
        zipfile.BadZipFile,
        EOFError,
        OSError,
        NotImplementedError,
        RuntimeError,
        ValueError,
    ) as error:
        raise Unreadable(
            "Word 文件已损坏,无法打开。请在 Word 或 WPS 中打开后另存为 .docx。"
        ) from error
    if len(content) > LARGEST_PART:
        raise Unreadable("Word 文件解压后过大,已拒绝读取。请另存为新的 .docx 后再试。")
    return content


def _named(archive: zipfile.ZipFile, name: str) -> str:
    """The part's own name: some programs call the main one word/document2.xml."""
    others = (other for other in archive.namelist() if _OTHER_MAIN.fullmatch(other))
    return next(others, name) if name == _MAIN and _MAIN not in archive.namelist() else name


def _refuse_doctype(*_: object) -> None:
    raise Unreadable(
        "Word 文件含有不允许的 XML 声明,已拒绝读取。请在 Word 或 WPS 中另存为新的 .docx。"
    )


def _value(attributes: dict[str, str]) -> str | None:
    return next((value for key, value in attributes.items() if _local(key) == "val"), None)


def _is_on(attributes: dict[str, str]) -> bool:
    """Whether a switch of a run's style is on: it is unless it says no."""
    return _value(attributes) not in OFF


def _local(name: str) -> str:
    """The element's name without its prefix."""
    return name.rpartition(":")[2]
