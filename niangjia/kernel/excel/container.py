"""What kind of file it really is, and whether it may be unpacked: judged by content, never by name.

An .xlsx is a ZIP of XML parts. Every part is unpacked once as a stream, so the sizes are the true
ones and not those the archive claims; on the way each sheet is searched for formulas and for
filled cells so far out that the reader, which keeps a dense grid, would run out of memory.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from niangjia.kernel.errors import Blocked

MAX_FILE_BYTES = 50 * 1024 * 1024
MAX_UNPACKED_BYTES = 800 * 1024 * 1024
MAX_RATIO = 150
_RATIO_MATTERS_FROM = 20 * 1024 * 1024
MAX_PARTS = 2000
MAX_ROWS = 300_000
MAX_COLUMNS = 78
_CHUNK = 1 << 20
_OVERLAP = 4096

_SAVE_AS = "请用Excel或WPS打开后另存为“Excel工作簿(*.xlsx)”,再重新上传。"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

# Attribute r of a row or cell beyond column BZ (78) or row 300,000.
_FAR = rb"(?:[A-Z]{3,}|[C-Z][A-Z]\d|[A-Z]*(?:\d{7}|[3-9]\d{5}))"
_MAYBE_FAR = re.compile(rb"r\s*=\s*[\"']" + _FAR)  # begins with a letter: twice as fast
_FAR_VALUE = re.compile(
    rb"<(?:\w+:)?c\s[^>]*?\br\s*=\s*[\"']" + _FAR + rb"\w*[\"'][^>]*>\s*<(?:\w+:)?(?:v|is|f)[\s>]"
)
_FORMULA = re.compile(rb"<f[\s/>]")
_PREFIXED_FORMULA = re.compile(rb":f[\s/>]")


class UnusableFile(Blocked):
    """The file as a whole cannot be read. The Chinese message says what to do."""


@dataclass
class Part:
    """What the scan learned of one part of the archive."""

    name: str
    has_formulas: bool = False
    is_too_wide: bool = False


@dataclass(frozen=True)
class Container:
    """A checked .xlsx file."""

    path: Path
    parts: dict[str, Part] = field(default_factory=dict)


def inspect(path: Path) -> Container:
    """Check size, kind and contents. Raises UnusableFile."""
    size = path.stat().st_size
    if size == 0:
        raise UnusableFile("文件是空的(0字节),可能没有传完。请重新选择文件上传。")
    if size > MAX_FILE_BYTES:
        raise UnusableFile(
            f"文件有{size / 1024 / 1024:.0f}MB,超过50MB上限。请删去图片和多余的表,或拆成几份上传。"
        )
    with path.open("rb") as file:
        _check_kind(file)
        try:
            with zipfile.ZipFile(file) as archive:
                entries = archive.infolist()
                _check_parts(entries)
                parts = _scan(file, entries)
        except (zipfile.BadZipFile, zlib.error, ValueError, OSError, EOFError) as error:
            raise UnusableFile(f"文件已损坏,无法打开。{_SAVE_AS}") from error
    return Container(path, parts)


def _check_kind(file: BinaryIO) -> None:
    head = file.read(512)
    file.seek(0)
    if head.startswith(_OLE):
        is_encrypted = "EncryptedPackage".encode("utf-16-le") in file.read()
        if is_encrypted:
            raise UnusableFile(
                "文件设有打开密码,无法读取。请打开后在“文件—信息—保护工作簿”中取消密码,保存后重新上传。"
            )
        raise UnusableFile(f"这是旧版.xls文件,无法可靠读取。{_SAVE_AS}")
    if head.startswith(b"PK\x03\x04"):
        return
    if head.lstrip()[:1] == b"<":
        raise UnusableFile(f"这是网页或XML文件,不是Excel工作簿。{_SAVE_AS}")
    if head.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff")):
        raise UnusableFile("这是PDF或图片,不是Excel工作簿。请上传填好的.xlsx表格。")
    if b"\0" not in head:
        raise UnusableFile(f"这是文本文件(如.csv),证件号码在其中容易丢失末位。{_SAVE_AS}")
    raise UnusableFile(f"无法识别的文件类型,需要.xlsx表格。{_SAVE_AS}")


def _check_parts(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MAX_PARTS:
        raise UnusableFile(f"文件内部有{len(entries)}个部件,不像正常的表格,已拒绝打开。{_SAVE_AS}")
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise UnusableFile(f"文件是加密的压缩包,无法读取。{_SAVE_AS}")
    names = {entry.filename for entry in entries}
    if len(names) != len(entries):
        raise UnusableFile(f"文件内部有重名部件,不像正常的表格,已拒绝打开。{_SAVE_AS}")
    if "xl/workbook.xml" not in names:
        if "xl/workbook.bin" in names:
            raise UnusableFile(f"这是.xlsb二进制工作簿,无法可靠读取。{_SAVE_AS}")
        if "word/document.xml" in names:
            raise UnusableFile("这是Word文档,不是Excel工作簿。请上传填好的.xlsx表格。")
        raise UnusableFile(f"这不是Excel工作簿(可能是压缩包或其他文档)。{_SAVE_AS}")
    if sum(entry.file_size for entry in entries) > MAX_UNPACKED_BYTES:
        raise _bomb()


def _bomb() -> UnusableFile:
    return UnusableFile(
        "文件解压后异常庞大,不像正常的表格,已拒绝打开。请把数据复制到新的工作簿中保存后重新上传。"
    )


def _scan(file: BinaryIO, entries: list[zipfile.ZipInfo]) -> dict[str, Part]:
    """Unpack every part once, bounded, and look into the sheets."""
    parts: dict[str, Part] = {}
    total = 0
    for entry in entries:
        part = parts[entry.filename] = Part(entry.filename)
        is_sheet = entry.filename.startswith("xl/worksheets/") and entry.filename.endswith(".xml")
        size = 0
        tail = b""
        for chunk in unpack(file, entry):
            size += len(chunk)
            if total + size > MAX_UNPACKED_BYTES:
                raise _bomb()
            if size > _RATIO_MATTERS_FROM and size > MAX_RATIO * max(entry.compress_size, 1):
                raise _bomb()
            if not tail and b"<!DOCTYPE" in chunk[:_OVERLAP]:
                raise UnusableFile(f"文件内部含有不允许的声明,已拒绝打开。{_SAVE_AS}")
            if is_sheet:
                _look(part, tail + chunk)
            tail = chunk[-_OVERLAP:]
        total += size
    return parts


def _look(part: Part, text: bytes) -> None:
    if not part.has_formulas:
        found = _FORMULA.search(text) or _PREFIXED_FORMULA.search(text)
        part.has_formulas = found is not None
    if not part.is_too_wide and _MAYBE_FAR.search(text):
        part.is_too_wide = _FAR_VALUE.search(text) is not None


def unpack(file: BinaryIO, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """The true contents of a part, in chunks of at most 1 MB; sizes in its header are not trusted.

    Raises UnusableFile, zlib.error, EOFError.
    """
    file.seek(entry.header_offset)
    header = file.read(30)
    if len(header) < 30 or header[:4] != b"PK\x03\x04":
        raise zipfile.BadZipFile("bad local header")
    file.seek(int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little"), 1)
    left = entry.compress_size
    if entry.compress_type == zipfile.ZIP_STORED:
        while left > 0:
            chunk = file.read(min(_CHUNK, left))
            if not chunk:
                raise EOFError
            left -= len(chunk)
            yield chunk
        return
    if entry.compress_type != zipfile.ZIP_DEFLATED:
        raise UnusableFile(f"文件使用了少见的压缩方式,无法读取。{_SAVE_AS}")
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    while left > 0 and not inflate.eof:
        packed = file.read(min(_CHUNK // 8, left))
        if not packed:
            raise EOFError
        left -= len(packed)
        while packed and not inflate.eof:
            yield inflate.decompress(packed, _CHUNK)
            packed = inflate.unconsumed_tail
    yield inflate.flush()
