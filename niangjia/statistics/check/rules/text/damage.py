"""Damage from lay-out (版面损坏): TXT-CUT, FIG-UNIT, QUOTE. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from niangjia.statistics.check.figures import Finding
from niangjia.statistics.check.layout import Block, BlockKind, Page
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.support import found

_CLOSED = re.compile(r"[。!?…:;.~][”’\"』」)》】]*$")
_SIGNED = re.compile(
    r"(?:\d{4}年\d{1,2}月\d{1,2}日|(?:总工会|办公室|委员会|编辑部)|[(](?:来源|记者|作者|文/|供稿|通讯员|摄影).*|(?:记者|通讯员|图片|图)[^,。]{0,20}|摄)$"
)
_SHORTEST = 14
_PAIRS = (("“", "”"), ("‘", "’"), ("(", ")"), ("《", "》"), ("【", "】"), ("「", "」"))


def check(reading: Reading) -> Iterator[Finding]:
    """Sentences cut off, numbers parted from their units, brackets left open."""
    for figure in reading.figures:
        if figure.unit_missing:
            told = f"下文似为“{figure.unit}”" if figure.unit not in {"", "?"} else "未找到单位"
            yield found(
                reading, "FIG-UNIT",
                f"数字“{figure.text}”在段末,没有单位({told}):段落被拆开了。请对照原件核对这个数的单位和内容。",
                [figure], suggestion=f"{figure.text}{figure.unit}" if figure.unit != "?" else None,
            )  # fmt: skip
    damaged = 0
    for block in reading.page.blocks:
        if is_cut(reading.page, block):
            damaged += 1
            yield found(
                reading, "TXT-CUT",
                f"这一段以“{block.text[-8:]}”结束,没有句末标点:句子可能被截断或版面拼接错位。请对照原件。",
                [(max(block.start, block.end - 12), block.end)],
            )  # fmt: skip
    if not damaged:
        uneven = [
            pair for pair in _PAIRS
            if reading.page.text.count(pair[0]) != reading.page.text.count(pair[1])
        ]  # fmt: skip
        for block in reading.page.prose:
            yield from _quotes(reading, block, uneven)


def is_cut(page: Page, block: Block) -> bool:
    """Whether a block of running text stops in mid-sentence."""
    text = block.text.rstrip()
    if block.kind is not BlockKind.TEXT or len(text) < _SHORTEST or _CLOSED.search(text):
        return False
    if _SIGNED.search(text) or text.endswith(("”", "》", ")", "】", "|")):
        return False
    if not re.search(r"[,。;]", text):
        following = page.blocks[block.index + 1 : block.index + 2]
        return bool(following) and following[0].kind is BlockKind.TEXT and len(text) > 40
    return True


def _quotes(reading: Reading, block: Block, pairs: Sequence[tuple[str, str]]) -> Iterator[Finding]:
    """A quotation mark or bracket without its partner, in a text that is otherwise whole.

    ``pairs`` are those uneven in the whole text: a quotation may run over paragraphs.
    """
    for opening, closing in pairs:
        if opening == "(" and re.search(
            r"(?:^|[,。;:])[\d一二三四五六七八九十]{1,3}\)", block.text
        ):
            continue
        if block.text.count(opening) != block.text.count(closing):
            at = block.text.find(opening if opening in block.text else closing)
            yield found(
                reading, "QUOTE",
                f"“{opening}”与“{closing}”数目不等,引用或括注可能缺一半。请对照原件。",
                [(block.start + at, min(block.start + at + 8, block.end))],
            )  # fmt: skip
