"""Plain text (.txt): UTF-8, UTF-16 with or without a mark, GB18030, Big5. Pure."""

from __future__ import annotations

import codecs
import re

from niangjia.statistics.check.documents.refusal import Unreadable

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = {"gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030", "big5": "big5"}
_MOST_CONTROL = 0.01
_USUAL = re.compile("[\t\n\r -~\u2010-\u203b\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
_MOSTLY = 0.95
_COMMON = re.compile("[的一是不了在人有我他這为為年工會会員员和全市縣县職职萬万元上中大及與与]")
_CONTROL = re.compile("[\0-\x08\x0e-\x1f]")
_LOST = "\ufffd"
_MOST_NAMED, _WORDS = 3, 10


def text_of(data: bytes) -> str:
    """Decode a text file; line ends become \\n. Raises Unreadable."""
    text = decode(data)
    control = _CONTROL.findall(text)
    if len(control) > len(text) * _MOST_CONTROL:
        raise Unreadable(
            f"这不是文本文件:{_place(text, _CONTROL)}有控制符,共 {len(control)} 个。"
            "请提交 .txt、.docx、.html 或 .pdf。"
        )
    return text.replace("\r\n", "\n").replace("\r", "\n")


def decode(data: bytes, declared: str = "") -> str:
    """Bytes to text: by mark, UTF-8, as declared, Big5, GB18030. Raises Unreadable with the place."""
    encodings = [name for mark, name in _MARKS if data.startswith(mark)][:1] or _wide(data)
    if not encodings:
        named = [_DECLARED[declared]] if declared in _DECLARED else _traditional(data)
        encodings = ["utf-8", *named, "gb18030"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding == "gb18030":
            _refuse_mixed(data)
            _refuse_nonsense(data, text)
        return text
    if "gb18030" in encodings:
        _refuse_mixed(data)
    told = (data.decode(name, errors="replace") for name in encodings)
    raise Unreadable(_unread(max(told, key=_sense)))


def _refuse_mixed(data: bytes) -> None:
    """UTF-8 and GB18030 in one file: read as one, the lines of the other are nonsense."""
    lines = list(enumerate(data.split(b"\n"), start=1))
    utf8 = [n for n, line in lines if _is_utf8(line)]
    known = set(utf8)
    other = [n for n, line in lines if n not in known and not line.isascii() and _is_gb(line)]
    if utf8 and other:
        few, name = (utf8, "UTF-8") if len(utf8) <= len(other) else (other, "GB18030")
        raise Unreadable(
            f"文件里混有两种文字编码:{_lines(few)}像是 {name},与其余的行不同。"
            "请用记事本或 WPS 打开,重新录入乱码的行,另存为 UTF-8 编码后再试。"
        )


def _is_utf8(line: bytes) -> bool:
    """Whether a line has Chinese signs in UTF-8 and nothing else."""
    try:
        text = line.decode()
    except UnicodeDecodeError:
        return False
    return not text.isascii() and len(_USUAL.findall(text)) == len(text)


def _is_gb(line: bytes) -> bool:
    """Whether a line reads better as GB18030 than as UTF-8 that is damaged."""
    gb18030, utf8 = (line.decode(name, errors="replace") for name in ("gb18030", "utf-8"))
    return _sense(gb18030) > _sense(utf8)


def _refuse_nonsense(data: bytes, text: str) -> None:
    """Broken UTF-8 often reads as rare signs of GB18030, and nobody would see that they are wrong."""
    utf8 = data.decode("utf-8", errors="replace")
    if _sense(utf8) > _sense(text):
        raise Unreadable(_unread(utf8))


def _unread(text: str) -> str:
    """What is told of a text with lost signs: the lines, and the words before the first."""
    lost = [n for n, line in enumerate(text.split("\n"), start=1) if _LOST in line]
    more = f"(共 {len(lost)} 行读不出:{_lines(lost)})" if len(lost) > 1 else ""
    return (
        f"文字编码无法识别:{_place(text, re.compile(_LOST))}有字读不出来{more},文件可能混有两种编码,"
        "或没有复制完整。请用记事本或 WPS 打开,改正这里,另存为 UTF-8 编码后再试。"
    )


def _place(text: str, wanted: re.Pattern[str]) -> str:
    """第 3 行“发展会员”之后: where a sign first stands."""
    found = wanted.search(text)
    before = text[: found.start()] if found else text
    line, words = before.count("\n") + 1, before.rpartition("\n")[2].strip("\ufeff \r\t")
    if len(_USUAL.findall(words)) < len(words):
        return f"第 {line} 行"
    opening = "…" if len(words) > _WORDS else ""
    return f"第 {line} 行“{opening}{words[-_WORDS:]}”之后" if words else f"第 {line} 行开头"


def _lines(numbers: list[int]) -> str:
    """第 3、5、9 行等."""
    named = "、".join(str(number) for number in numbers[:_MOST_NAMED])
    return f"第 {named} 行" + ("等" if len(numbers) > _MOST_NAMED else "")


def _sense(text: str) -> int:
    """How much a text reads like Chinese: common signs against lost ones."""
    return len(_COMMON.findall(text)) * 2 - text.count(_LOST)


def _traditional(data: bytes) -> list[str]:
    """Big5 where the bytes read as it give common words, and read as GB18030 rare signs."""
    sense = [_sense(data[:20000].decode(name, errors="replace")) for name in ("big5", "gb18030")]
    return ["big5"] if sense[0] > max(sense[1], 0) else []


def _wide(data: bytes) -> list[str]:
    """UTF-16 without a mark: zero bytes, and read so nearly every sign is a usual one."""
    if b"\0" not in data[:4096]:
        return []
    for encoding in ("utf-16-le", "utf-16-be"):
        text = data[:4096].decode(encoding, errors="replace")
        if len(_USUAL.findall(text)) >= len(text) * _MOSTLY:
            return [encoding]
    return []
