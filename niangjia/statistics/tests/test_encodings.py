"""Encodings of text files: what cannot be read names its line, and nothing is read as nonsense."""

from __future__ import annotations

import pytest

from niangjia.statistics.check.documents import Unreadable, read_bytes

LINES = [
    "全市新建工会350家,发展会员2.6万人。",
    "开展培训12场,参加1250人次。",
    "走访慰问职工3200人。",
]
TEXT = "\n".join(LINES)
UTF8, GB = TEXT.encode(), TEXT.encode("gb18030")


def mixed(*encodings: str) -> bytes:
    """The lines, each in its own encoding."""
    return b"\n".join(line.encode(name) for line, name in zip(LINES, encodings, strict=True))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (mixed("utf-8", "gb18030", "utf-8"), "第 2 行像是 GB18030"),
        (mixed("gb18030", "utf-8", "gb18030"), "第 2 行像是 UTF-8"),
        (UTF8.replace("培训".encode(), b"\xff\xfe"), "第 2 行“开展”之后有字读不出来"),
        (UTF8[:-1], "第 3 行“…访慰问职工3200人”之后"),
        (GB[:-1], "第 3 行“…访慰问职工3200人”之后"),
        (TEXT.encode("utf-16") + b"\0", "第 3 行“…慰问职工3200人。”之后"),
        (("全市新建工会\n3" + "\0" * 5).encode(), "第 2 行“3”之后有控制符,共 5 个"),
        ("我市农民工工资支付情况".encode().replace(b"\xe8", b"\x8a", 1), "第 1 行"),
    ],
)
def test_what_cannot_be_decoded_names_its_line(data: bytes, words: str) -> None:
    with pytest.raises(Unreadable, match=words):
        read_bytes(data)


@pytest.mark.parametrize("declared", ["iso-8859-1", "windows-1252", "utf-16", "gb2312", "utf-8"])
@pytest.mark.parametrize("real", ["utf-8", "gb18030"])
def test_a_page_that_declares_another_encoding_is_read_as_it_is(declared: str, real: str) -> None:
    page = f'<html><head><meta charset="{declared}"></head><body><p>{TEXT}</p></body></html>'

    assert LINES[0] in read_bytes(page.encode(real))


def test_utf_32_with_its_mark() -> None:
    assert read_bytes(TEXT.encode("utf-32")) == TEXT
