"""What an uploaded paper really is: JPEG, PNG or PDF by content, never by name. Pure.

Pictures are walked through to their end without being drawn, so a huge one costs no memory; what they
carry beside the picture is left out: where and with what it was taken, comments, and anything behind
its end. Only how to turn the picture stays. Sources: ITU-T T.81 annex B, Exif 2.3 §4.6, PNG (ISO/IEC
15948) §5 and §10, ISO 32000-1 §7.5.
"""

from __future__ import annotations

import logging
import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import NameObject

from niangjia.kernel.errors import Blocked

JPEG, PNG, PDF = "image/jpeg", "image/png", "application/pdf"
EXTENSIONS = {JPEG: ".jpg", PNG: ".png", PDF: ".pdf"}
MOST_PIXELS = 64_000_000
"""More is no photo of a paper: drawn, it takes 256 MB of whoever opens it."""
LONGEST_SIDE = 30_000
MOST_PAGES = 300

logging.getLogger("pypdf").setLevel(logging.ERROR)


@dataclass(frozen=True)
class Examined:
    """A paper as it may be kept. ``had_place``: the place where it was taken was left out."""

    media_type: str
    content: bytes
    width: int = 0
    height: int = 0
    had_place: bool = False


def examine(content: bytes) -> Examined:
    """The real type of a file, and its content as it may be kept. Raises Blocked."""
    if not content:
        raise Blocked("这个文件是空的(0字节)。请重新拍照或选择文件。")
    try:
        if content.startswith(b"\xff\xd8\xff"):
            return _jpeg(content)
        if content.startswith(_PNG_HEAD):
            return _png(content)
        if b"%PDF-" in content[:1024]:
            return _pdf(content)
    except (struct.error, IndexError, zlib.error):
        raise Blocked(_BROKEN) from None
    if content[4:12] in (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypmsf1", b"ftyphevc"):
        raise Blocked(
            "这是HEIC格式的照片,多数电脑打不开。请在手机“设置-相机-格式”中选“兼容性最佳”后重拍,或截图后上传。"
        )
    raise Blocked(
        "这个文件不是照片,也不是PDF(看的是文件内容,不是文件名)。请上传JPG、PNG照片或PDF。"
    )


_BROKEN = "照片不完整或已损坏,打不开。请重新拍照或重新上传。"


def _check_size(width: int, height: int) -> None:
    if not width or not height:
        raise Blocked(_BROKEN)
    if width * height > MOST_PIXELS or max(width, height) > LONGEST_SIDE:
        raise Blocked(
            f"照片有{width}×{height}像素,超过{MOST_PIXELS // 10_000}万像素,不能上传。"
            "请把手机相机调到普通清晰度后重拍。"
        )


# --- JPEG ---------------------------------------------------------------------------------

_FRAMES = (0xC0, 0xC1, 0xC2)
"""Baseline, extended, progressive: what browsers draw."""
_OTHER_FRAMES = (0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF)
_TABLES = (0xC4, 0xDB, 0xDD, 0xE0, 0xEE)
"""Huffman and quantisation tables, restart interval, JFIF head, Adobe's colour transform."""
_SCAN, _END, _EXIF, _PROFILE = 0xDA, 0xD9, 0xE1, 0xE2
_NEXT_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_ORIENTATION, _GPS = 0x0112, 0x8825


def _jpeg(content: bytes) -> Examined:
    kept, place = [b"\xff\xd8"], 2
    width = height = turned = 0
    had_place = has_scan = False
    while True:
        marker, start, end = _segment(content, place)
        body = content[start:end]
        if marker == _END:
            break
        if marker in _OTHER_FRAMES:
            raise Blocked("这种JPEG编码多数电脑打不开。请另存为普通JPG后上传。")
        if marker in _FRAMES:
            height, width = struct.unpack(">HH", body[1:5])
            _check_size(width, height)
        if marker == _EXIF and body.startswith(b"Exif\0\0"):
            turned, gps = _exif(body[6:])
            had_place = had_place or gps
        is_profile = marker == _PROFILE and body.startswith(b"ICC_PROFILE\0")
        if marker in _FRAMES or marker in _TABLES or is_profile:
            kept.append(content[start - 4 : end])
        place = end
        if marker == _SCAN:
            found = _NEXT_MARKER.search(content, end)
            if found is None or not width:
                raise Blocked(_BROKEN)
            has_scan, place = True, found.start()
            kept.append(content[start - 4 : place])
    if not has_scan:
        raise Blocked(_BROKEN)
    kept[1:1] = [_orientation(turned)] if turned > 1 else []
    return Examined(JPEG, b"".join((*kept, b"\xff\xd9")), width, height, had_place)


def _segment(content: bytes, place: int) -> tuple[int, int, int]:
    """Marker at ``place``, start and end of its body. Raises Blocked, IndexError, struct.error."""
    if content[place] != 0xFF:
        raise Blocked(_BROKEN)
    while content[place + 1] == 0xFF:  # fill bytes
        place += 1
    marker = content[place + 1]
    if marker == _END:
        return marker, place + 2, place + 2
    (length,) = struct.unpack_from(">H", content, place + 2)
    end = place + 2 + length
    if length < 2 or end > len(content) or marker < 0xC0:
        raise Blocked(_BROKEN)
    return marker, place + 4, end


def _exif(tiff: bytes) -> tuple[int, bool]:
    """Orientation (0: not told) and whether a place is in it; a broken block says nothing."""
    try:
        order = {b"II": "<", b"MM": ">"}[tiff[:2]]
        (at,) = struct.unpack_from(f"{order}I", tiff, 4)
        (count,) = struct.unpack_from(f"{order}H", tiff, at)
        entries = [
            struct.unpack_from(f"{order}HHIH", tiff, at + 2 + 12 * n)
            for n in range(min(count, 500))
        ]
    except (KeyError, struct.error):
        return 0, False
    told = {tag: value for tag, _kind, _count, value in entries}
    turned = told.get(_ORIENTATION, 0)
    return (turned if 1 < turned <= 8 else 0), _GPS in told


def _orientation(turned: int) -> bytes:
    """An Exif block that tells how to turn the picture, and nothing else."""
    tiff = b"MM\0*" + struct.pack(">IHHHIHHI", 8, 1, _ORIENTATION, 3, 1, turned, 0, 0)
    body = b"Exif\0\0" + tiff
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body


# --- PNG ----------------------------------------------------------------------------------

_PNG_HEAD = b"\x89PNG\r\n\x1a\n"
_PICTURE_CHUNKS = (
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"pHYs", b"bKGD",
)  # fmt: skip
_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}


def _png(content: bytes) -> Examined:
    chunks = list(_chunks(content))
    if not chunks or chunks[0][0] != b"IHDR" or chunks[-1][0] != b"IEND":
        raise Blocked(_BROKEN)
    width, height, depth, colour, _, _, interlaced = struct.unpack(">IIBBBBB", chunks[0][1])
    _check_size(width, height)
    if colour not in _CHANNELS or depth not in (1, 2, 4, 8, 16):
        raise Blocked(_BROKEN)
    row = (width * depth * _CHANNELS[colour] + 7) // 8 + 1
    drawn = _inflated(
        b"".join(body for kind, body, _ in chunks if kind == b"IDAT"), 2 * row * height
    )
    if drawn < row * height and not interlaced:
        raise Blocked(_BROKEN)
    kept = b"".join(raw for kind, _, raw in chunks if kind in _PICTURE_CHUNKS)
    had_place = any(kind == b"eXIf" and _exif(body)[1] for kind, body, _ in chunks)
    return Examined(PNG, _PNG_HEAD + kept, width, height, had_place)


def _chunks(content: bytes) -> Iterator[tuple[bytes, bytes, bytes]]:
    """Kind, body and raw bytes of each chunk up to the end of the picture."""
    place = len(_PNG_HEAD)
    while True:
        length, kind = struct.unpack_from(">I4s", content, place)
        end = place + 12 + length
        body = content[place + 8 : end - 4]
        (crc,) = struct.unpack_from(">I", content, end - 4)
        if crc != zlib.crc32(kind + body):
            raise Blocked(_BROKEN)
        yield kind, body, content[place:end]
        if kind == b"IEND":
            return
        place = end


def _inflated(packed: bytes, most: int) -> int:
    """How many bytes it unpacks to, piece by piece. Raises Blocked past ``most`` or when cut off."""
    unpacker, done, rest = zlib.decompressobj(), 0, packed
    while not unpacker.eof:
        piece = unpacker.decompress(rest, 1 << 20)
        rest = unpacker.unconsumed_tail
        done += len(piece)
        if done > most or (not piece and not rest and not unpacker.eof):
            raise Blocked(_BROKEN)
    return done


# --- PDF ----------------------------------------------------------------------------------

_UNREADABLE = (
    PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, OSError,
    NotImplementedError, AssertionError, ArithmeticError, RecursionError,
)  # fmt: skip
"""pypdf surfaces malformed objects as almost any of these."""
_ACTIVE_NAMES = frozenset(
    {"/JavaScript", "/JS", "/Launch", "/EmbeddedFile", "/EmbeddedFiles", "/RichMedia", "/XFA"}
)
_DEEPEST = 50


def _pdf(content: bytes) -> Examined:
    try:
        reader = PdfReader(BytesIO(content))
        is_locked = reader.is_encrypted
        pages = 0 if is_locked else len(reader.pages)
        is_active = not is_locked and any(_is_active(one) for one in _objects(reader))
    except _UNREADABLE as error:
        raise Blocked("PDF已损坏,打不开。请重新导出PDF,或拍照后上传。") from error
    if is_locked:
        raise Blocked("PDF加了密码,审核的人打不开。请取消密码后再上传。")
    if is_active:
        raise Blocked("这份PDF带有脚本或内嵌文件,不能上传。请打印成新的PDF,或拍照后上传。")
    if not 0 < pages <= MOST_PAGES:
        raise Blocked(f"PDF有{pages}页,应为1至{MOST_PAGES}页。请只上传需要的几页。")
    return Examined(PDF, content)


def _objects(reader: PdfReader) -> Iterator[object]:
    """Every object of the document, also those packed into a stream, as they are parsed."""
    numbers = {number for table in reader.xref.values() for number in table}
    for number in numbers | reader.xref_objStm.keys():
        yield reader.get_object(number)


def _is_active(found: object, depth: int = 0) -> bool:
    """Whether it does something when opened. Names are read, so no other spelling hides them."""
    if depth > _DEEPEST:
        raise RecursionError
    if isinstance(found, dict):
        return any(_is_active(one, depth + 1) for pair in found.items() for one in pair)
    if isinstance(found, list):
        return any(_is_active(one, depth + 1) for one in found)
    return isinstance(found, NameObject) and found in _ACTIVE_NAMES
