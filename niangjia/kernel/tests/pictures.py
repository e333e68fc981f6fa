"""Small real pictures and PDFs, made byte by byte (no imaging library)."""

from __future__ import annotations

import struct
import zlib
from base64 import b64decode
from io import BytesIO

from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

_JPEG = b64decode(
    "/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//////////////////////////////////////////////////////////////////////////////"
    "////////wgALCAABAAEBAREA/8QAFBABAAAAAAAAAAAAAAAAAAAAAP/aAAgBAQABPxA="
)
"""A baseline picture of one grey pixel: JFIF head, quantisation, frame, Huffman, one scan, no end."""


def jpeg(*, exif: bytes = b"", comment: bytes = b"", width: int = 1, height: int = 1) -> bytes:
    """A JPEG; ``exif`` is a TIFF block, the size is only what the frame says."""
    body = _JPEG[2:]
    place = body.index(b"\xff\xc2") + 5
    body = body[:place] + struct.pack(">HH", height, width) + body[place + 4 :]
    extra = b""
    if exif:
        extra += b"\xff\xe1" + struct.pack(">H", len(exif) + 8) + b"Exif\0\0" + exif
    if comment:
        extra += b"\xff\xfe" + struct.pack(">H", len(comment) + 2) + comment
    return b"\xff\xd8" + extra + body + b"\xff\xd9"


def tiff(*, orientation: int = 0, has_place: bool = False) -> bytes:
    """An Exif block with a turn and the place where the picture was taken."""
    entries = []
    if orientation:
        entries.append(struct.pack("<HHIHH", 0x0112, 3, 1, orientation, 0))
    if has_place:
        entries.append(struct.pack("<HHII", 0x8825, 4, 1, 26))
    return b"II*\0" + struct.pack("<IH", 8, len(entries)) + b"".join(entries) + bytes(64)


def png(
    width: int = 2,
    height: int = 2,
    *,
    shade: int = 128,
    extra: bytes = b"",
    rows: int | None = None,
) -> bytes:
    """A grey PNG; ``rows`` other than the height makes it lie about itself."""
    drawn = (b"\0" + bytes([shade]) * width) * (height if rows is None else rows)
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + extra
        + chunk(b"IDAT", zlib.compress(drawn))
        + chunk(b"IEND", b"")
    )


def chunk(kind: bytes, body: bytes) -> bytes:
    """A PNG chunk with its check sum."""
    return struct.pack(">I4s", len(body), kind) + body + struct.pack(">I", zlib.crc32(kind + body))


def pdf(pages: int = 1, *, password: str = "", script: str = "") -> bytes:
    """A PDF of empty pages."""
    writer, out = PdfWriter(), BytesIO()
    for _ in range(pages):
        writer.add_blank_page(200, 200)
    if script:
        action = DictionaryObject({NameObject("/S"): NameObject("/JavaScript")})
        action[NameObject("/JS")] = TextStringObject(script)
        writer.root_object[NameObject("/OpenAction")] = action
    if password:
        writer.encrypt(password)
    writer.write(out)
    return out.getvalue()
