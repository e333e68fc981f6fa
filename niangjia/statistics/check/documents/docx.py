"""Word documents (.docx): paragraphs and tables of word/document.xml. Pure.

Read with the standard library alone: the zip is measured before it is unpacked, and a document
type declaration (the door of XML bombs) is refused.
"""

from __future__ import annotations

import zipfile
from io import BytesIO
from xml.parsers import expat

from niangjia.statistics.check.documents.refusal import Unreadable

LARGEST_PART = 60 * 1024 * 1024
LARGEST_WHOLE = 400 * 1024 * 1024
_MAIN = "word/document.xml"
_BOMB = 200  # no honest XML packs 200 : 1 beyond a megabyte
NOT_TEXT = {"Fallback", "delText", "instrText", "moveFrom"}


class _Body:
    """Walks the XML; text outside tables by paragraph, inside by row with tabs."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.line: list[str] = []
        self.rows: list[list[str]] = []  # open tables: the cells of the current row
        self.outer: list[list[str]] = []  # what the cell around an inner table has said so far
        self.silent = 0
        self.is_text = False

    def start(self, name: str, _: dict[str, str]) -> None:
        """Open an element."""
        match _local(name):
            case "t":
                self.is_text = True
            case "tab":
                self._say(" ")
            case "br" | "cr":
                self._say(" " if self.rows else "\n")
            case "noBreakHyphen":
                self._say("-")
            case "tr":
                self.rows.append([])
                self.outer.append(self.line)
                self.line = []
            case local if local in NOT_TEXT:
                self.silent += 1

    def end(self, name: str) -> None:
        """Close an element."""
        match _local(name):
            case "t":
                self.is_text = False
            case "p":
                self._paragraph()
            case "tc" if self.rows:
                self.rows[-1].append("".join(self.line).strip())
                self.line = []
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
        if self.rows:
            self.line.append(" ")
            return
        self.lines.append("".join(self.line))
        self.line = []

    def _row(self, cells: list[str]) -> None:
        self.line = self.outer.pop()
        if self.rows:
            self.line.append(" ".join(cells) + " ")
        else:
            self.lines.append("\t".join(cells))


def text_of(data: bytes) -> str:
    """The text of a Word document. Raises Unreadable."""
    body = _Body()
    parser = expat.ParserCreate()
    parser.StartElementHandler = body.start
    parser.EndElementHandler = body.end
    parser.CharacterDataHandler = body.text
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.buffer_text = True
    try:
        parser.Parse(_main_part(data), True)
    except expat.ExpatError as error:
        raise Unreadable(
            "Word 文件已损坏,正文无法解析。请在 Word 或 WPS 中打开后另存为 .docx。"
        ) from error
    text = "\n".join(body.lines) + "\n"
    if not text.strip() and _has_pictures(data):
        raise Unreadable(
            "Word 文件里只有图片没有文字,可能是扫描件。请先做文字识别(OCR),或提交可以选中文字的版本。"
        )
    return text


def _has_pictures(data: bytes) -> bool:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return any(name.startswith("word/media/") for name in archive.namelist())


def _main_part(data: bytes) -> bytes:
    """word/document.xml, after its size has been checked."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            info = archive.getinfo(_MAIN)
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


def _refuse_doctype(*_: object) -> None:
    raise Unreadable(
        "Word 文件含有不允许的 XML 声明,已拒绝读取。请在 Word 或 WPS 中另存为新的 .docx。"
    )


def _local(name: str) -> str:
    """The element's name without its prefix."""
    return name.rpartition(":")[2]
