"""The numbers of lists (序号): one left out or used twice, an item or a heading without its text. Pure.

一要…二要…四要: NUM-LIST; (2)…(5): TXT-CUT; 3、劳资纠纷: and at once 4、…: HEAD-BODY.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from niangjia.statistics.check.figures import Finding
from niangjia.statistics.check.layout import Block, BlockKind
from niangjia.statistics.check.numerals import parse
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.support import found

_NUMBERED = tuple(
    re.compile(form)
    for form in (
        r"([一二三四五六七八九十]{1,2})[要是](?=[一-鿿])",
        r"[(]([一二三四五六七八九十]{1,2})[)]",
        r"([一二三四五六七八九十]{1,2})、",
    )
)
_INNER = re.compile(r"(?:^|(?<=[。;!:]))\s*[(]\s*(\d{1,2})\s*[)](?=\s*[一-鿿“《])")
"""(1), (2) at the head of a paragraph or a sentence; 如表(2)所示 is none."""
_OUTER = re.compile(
    r"\s*(?:[一二三四五六七八九十]{1,3}、|[(][一二三四五六七八九十]{1,3}[)]|\d{1,2}\s*[.、](?!\d)|第[一二三四五六七八九十\d]+[章节条部])"
)
_HEADING = re.compile(
    r"\s*(?:(?P<plain>\d{1,2})\s*[.、](?!\d)|(?P<round>[(][一二三四五六七八九十\d]{1,3}[)])|(?P<han>[一二三四五六七八九十]{1,3})、)(?P<name>[^。;]{2,18})"
)
_LONGEST_JUMP, _BODY, _SIBLINGS = 4, 30, 2


def check(reading: Reading) -> Iterator[Finding]:
    """Gaps and repetitions in numbering, headings that nothing follows."""
    yield from _gaps(reading)
    yield from _inner_gaps(reading)
    yield from _empty(reading)


def _gaps(reading: Reading) -> Iterator[Finding]:
    """一要…二要…三要…五要: a number left out, or a paragraph lost."""
    for form in _NUMBERED:
        before, since = 0, list[str]()
        for block in reading.page.blocks:
            mark = form.match(block.text)
            number = int(parse(mark[1]) or 0) if mark else 0
            if mark:  # else only gathered: a long text may have no list at all
                inside = [int(parse(m[1]) or 0) for m in form.finditer("".join(since))]
                before += before + 1 in inside  # joined lines of a PDF
                since = []
            since.append(block.text)
            if mark and number == before > 1:
                yield found(
                    reading, "NUM-LIST", f"“{mark.group()}”用了两次。请核对序号。",
                    [(block.start, block.start + mark.end())],
                )  # fmt: skip
            if mark and before and number == before + 2:
                yield found(
                    reading, "NUM-LIST",
                    f"“{mark.group()}”前面是第 {before} 项,少了第 {before + 1} 项。请核对序号,或是否漏了一段。",
                    [(block.start, block.start + mark.end())],
                )  # fmt: skip
            before = number or before


def _inner_gaps(reading: Reading) -> Iterator[Finding]:
    """6.…:(2)…;(5)…: the items of one point, some of them lost."""
    marks: list[tuple[int, int, int]] = []
    is_opened = False
    for block in reading.page.blocks:
        if _OUTER.match(block.text):
            yield from _lost(reading, marks, is_opened=is_opened)
            marks, is_opened = [], True
        for mark in _INNER.finditer(block.text):
            number = int(mark[1])
            if number == 1 or (marks and number <= marks[-1][0]):
                yield from _lost(reading, marks, is_opened=is_opened)
                marks = []
            place = block.start + mark.start()
            marks.append((number, place, block.start + mark.end()))
    yield from _lost(reading, marks, is_opened=is_opened)


def _lost(
    reading: Reading, marks: Sequence[tuple[int, int, int]], *, is_opened: bool
) -> Iterator[Finding]:
    """The numbers that a list of two and more leaves out; its first ones only below a point of its own."""
    if len(marks) < 2:
        return
    told = [number for number, _, _ in marks]
    first = 1 if is_opened else told[0]
    lost = [number for number in range(first, told[-1]) if number not in told]
    jumps = [later - earlier for earlier, later in pairwise([first - 1, *told])]
    if lost and max(jumps) <= _LONGEST_JUMP:
        names = "".join(f"({number})" for number in lost)
        yield found(
            reading, "TXT-CUT", f"序号中少了{names}。请核对序号,或是否漏了几项。",
            [(start, end) for _, start, end in marks],
        )  # fmt: skip


def _empty(reading: Reading) -> Iterator[Finding]:
    """3、劳资纠纷: and 4、工伤事故: at once behind it, where its neighbours have a text."""
    blocks = reading.page.blocks
    headed = [(block, match) for block in blocks if (match := _HEADING.fullmatch(block.text))]
    for block, match in headed:
        following = blocks[block.index + 1 : block.index + 2]
        if not following or not _is_next(match, following[0]):
            continue
        open_ended = block.text.rstrip().endswith(":")
        if open_ended or _have_bodies(blocks, match, headed):
            yield found(
                reading, "HEAD-BODY", f"“{block.text.strip()}”下面没有内容,接着就是下一项。请补上,或核对是否漏了段落。",
                [(block.start, block.end)],
            )  # fmt: skip


def _form(match: re.Match[str]) -> str:
    return next(name for name in ("plain", "round", "han") if match[name])


def _number(match: re.Match[str]) -> int:
    return int(parse(match[_form(match)].strip("()")) or 0)


def _is_next(match: re.Match[str], block: Block) -> bool:
    """Whether a block opens with the next number of the same form."""
    after = _HEADING.match(block.text)
    if after is None or _form(match) != _form(after):
        return False
    return _number(after) == _number(match) + 1


def _have_bodies(
    blocks: Sequence[Block], match: re.Match[str], headed: Sequence[tuple[Block, re.Match[str]]]
) -> bool:
    """Whether two and more headings of its form are followed by a paragraph, and it alone is not."""
    alike = [(block, other) for block, other in headed if _form(other) == _form(match)]
    bodies = [
        following[0].kind is BlockKind.TEXT and len(following[0].text) >= _BODY
        and not _OUTER.match(following[0].text)
        for block, _ in alike
        if (following := blocks[block.index + 1 : block.index + 2])
    ]  # fmt: skip
    return sum(bodies) >= _SIBLINGS and bodies.count(False) == 1
