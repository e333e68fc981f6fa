"""Plain text (.txt): UTF-8, UTF-16 with or without a mark, GB18030. Pure."""

from __future__ import annotations

import codecs
import re

from niangjia.statistics.check.documents.refusal import Unreadable

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MOST_CONTROL = 0.01
_USUAL = re.compile("[\t\n\r -~\u2010-\u203b\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
_MOSTLY = 0.95
_COMMON = re.compile("[的一是不了在人有我他這为為年工會会員员和全市縣县職职萬万元上中大及與与]")


def text_of(data: bytes) -> str:
    """Decode a text file; line ends become \\n. Raises Unreadable."""
    text = decode(data)
    control = sum(sign < " " and sign not in "\t\n\r\x0b\x0c" for sign in text)
    if control > len(text) * _MOST_CONTROL:
        raise Unreadable("这不是文本文件。请提交 .txt、.docx、.html 或 .pdf。")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def decode(data: bytes, declared: str = "") -> str:
    """Bytes to text: by mark, as declared, UTF-8, GB18030. Raises Unreadable."""
    encodings = [name for mark, name in _MARKS if data.startswith(mark)]
    encodings += [declared] if declared else []
    unmarked = [] if encodings else _wide(data)
    traditional = [] if encodings or unmarked else _traditional(data)
    for encoding in [*encodings, *unmarked, "utf-8", *traditional, "gb18030"]:
        try:
            return data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    raise Unreadable("文字编码无法识别。请用记事本或 WPS 另存为 UTF-8 编码的文本后再试。")


def _traditional(data: bytes) -> list[str]:
    """Big5 where the bytes read as it give common words, and read as GB18030 rare signs."""
    sample = data[:20000]
    told = [sample.decode(name, errors="replace") for name in ("big5", "gb18030")]
    common = [len(_COMMON.findall(text)) * 2 - text.count("\ufffd") for text in told]
    return ["big5"] if common[0] > common[1] and common[0] > 0 else []


def _wide(data: bytes) -> list[str]:
    """UTF-16 without a mark: zero bytes, and read so nearly every sign is a usual one."""
    if b"\0" not in data[:4096] or len(data) % 2:
        return []
    for encoding in ("utf-16-le", "utf-16-be"):
        text = data[:4096].decode(encoding, errors="replace")
        if len(_USUAL.findall(text)) >= len(text) * _MOSTLY:
            return [encoding]
    return []
