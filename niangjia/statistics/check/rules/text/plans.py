"""Plans and headings (计划与标题): PLAN-SMART, HEAD-BODY. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache, partial
from itertools import takewhile

from niangjia.statistics.check.figures import Finding
from niangjia.statistics.check.layout import Block, BlockKind, Page, is_listed
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.support import bigrams, found
from niangjia.statistics.check.rules.text.terms import HEADING_KEYS

_PLAN = re.compile(
    r"下一步|下步|今后|工作打算|工作思路|工作安排|工作计划|工作要点|展望|未来[一二三五]年|[这怎]么干|这样[干做]|努力方向|目标任务|20\d{2}年(?:的)?(?:主要|奋斗|预期|总体)?目标$|20\d{2}年(?:重点|主要)?(?:工作|任务)(?!报告|总结|情况|回顾|成效|通报|汇报|开展|会议|座谈|综述|概况|纪实|述评)"
    r"|(?<![和及与暨])20\d{2}年(?:的)?(?:主要)?(?:打算|设想|安排|计划|思路)$|^[^。]{0,4}(?:明年打算|下一?阶段)"
)
_YEAR_OF_WORK = re.compile(r"(20\d{2})年")
_AHEAD = re.compile(r"打算|计划|思路|要点|安排|下一?步|今后")
_TO_DO = re.compile(r"[这怎]么干$|这样[干做]$|怎么做$|看这里$")
_TITLES = 2
_DONE = re.compile(r"回顾|成效|成绩|完成情况|开展情况|工作情况|主要做法|工作总结|工作报告|取得")
_MEASURED = re.compile(r"\d|[“《]|[一二三四五六七八九十百]+(?:家|个|户|名|场|项|件)|年底前|全覆盖")
_LONGEST_BODY = 70
_REPEATED = 0.3
_SHORTEST_SECTION = 45
_SHOWN = 60
_LONGEST_OPENING = 26
_MOSTLY_REPEATED = 0.6
_CLOSING_WORDS = re.compile(r"同志们|各位|让我们|最后,")
_OPENED = re.compile(r"^(?:今后|未来|下一?步|新的一年)[^。]{0,40}[,。]")


@lru_cache(maxsize=1)
def plan_blocks(page: Page) -> frozenset[int]:
    """The paragraphs that speak of plans, not of results."""
    inside = False
    chosen: set[int] = set()
    for block in page.blocks:
        if _is_heading(block):
            goes_on = inside and bool(is_listed(block.text)) and not _DONE.search(block.text)
            inside = (bool(_PLAN.search(block.text)) and not _is_past(page, block)) or goes_on
        elif inside:
            chosen.add(block.index)
    return frozenset(chosen)


def _is_heading(block: Block) -> bool:
    """Headings, and the line that opens a plan though it has a comma: 2022年,工会这样干."""
    opens = len(block.text) <= _LONGEST_OPENING and _TO_DO.search(block.text)
    return (block.kind is BlockKind.HEADING and len(block.text) > 3) or bool(opens)


def _is_past(page: Page, block: Block) -> bool:
    """一、2025 年主要工作 in 2025 年工作总结及 2026 年工作打算: the year that is summed up."""
    year = _YEAR_OF_WORK.search(block.text)
    if year is None or _AHEAD.search(block.text):
        return False
    later = str(int(year[1]) + 1)
    others = [
        one.text for one in page.blocks if one.kind is BlockKind.HEADING or one.index < _TITLES
    ]
    return any(later in text and _PLAN.search(text) for text in others)


def _opened(page: Page) -> set[int]:
    """The numbered paragraphs after one that opens with 今后五年 or 下一步."""
    inside = False
    chosen: set[int] = set()
    for block in page.blocks:
        listed = bool(is_listed(block.text))
        if block.kind is BlockKind.HEADING or not (inside and listed):
            inside = bool(_OPENED.match(block.text)) or (inside and block.kind is BlockKind.TEXT)
        else:
            chosen.add(block.index)
    return chosen


def check(reading: Reading) -> Iterator[Finding]:
    """Plan items nobody can check; sections that do not speak of what their heading names."""
    yield from _vague_plans(reading)
    yield from _headings(reading)


def _vague_plans(reading: Reading) -> Iterator[Finding]:
    plans = plan_blocks(reading.page) | _opened(reading.page)
    vague = [
        block for block in reading.page.blocks
        if block.index in plans and is_listed(block.text) and _repeats_itself(block)
        and not _goes_on(reading.page, block)
    ]  # fmt: skip
    if vague:
        marks = "".join(mark.group().strip() for block in vague if (mark := is_listed(block.text)))
        yield found(
            reading, "PLAN-SMART",
            f"计划{marks}只是换词重复标题,没有对象、指标、数量和时间。请补充:做什么、做多少、何时完成、谁负责。",
            [(block.start, min(block.start + 20, block.end)) for block in vague],
        )  # fmt: skip


def _goes_on(page: Page, block: Block) -> bool:
    """Whether paragraphs of its own follow an item."""
    following = page.blocks[block.index + 1 : block.index + 2]
    return any(
        later.kind in {BlockKind.TEXT, BlockKind.TABLE}
        and not is_listed(later.text)
        and not _CLOSING_WORDS.match(later.text)
        for later in following
    )  # fmt: skip


def _repeats_itself(block: Block) -> bool:
    """Whether an item's text says little beyond its own heading."""
    heading, _, body = block.text.partition("。")
    share = _REPEATED
    if not body:  # one sentence: 加强某某工作,进一步加强…
        heading, _, body = block.text.partition(",")
        share = _MOSTLY_REPEATED
    mark = is_listed(heading)
    title = heading[mark.end() :] if mark else heading
    if not body or len(body) > _LONGEST_BODY or _MEASURED.search(body):
        return False
    pairs = _pairs(title)
    return bool(pairs) and len(pairs & _pairs(body)) >= share * len(pairs)


def _pairs(text: str) -> set[str]:
    return {pair for part in re.split(r"[^一-鿿]", text) for pair in bigrams(part)}


def _is_slogan(page: Page, rank: int) -> bool:
    """A heading without a number, between paragraphs (民主协商出实招)."""
    around = page.blocks[rank - 1 : rank + 2] if rank else ()
    return len(around) == 3 and around[0].kind is around[2].kind is BlockKind.TEXT


def _goes_with(later: Block, *, listed: bool) -> bool:
    """Whether a block still belongs to the section of a heading, numbered or not."""
    return later.kind is not BlockKind.HEADING or (listed and not is_listed(later.text))


def _sections(page: Page) -> Iterator[tuple[str, Block, str]]:
    """(heading, its block, text of the section); a heading may open its paragraph: (二)管好经费。…"""
    blocks = page.blocks
    for rank, block in enumerate(blocks):
        listed = bool(is_listed(block.text))
        opening, _, rest = block.text.partition("。")
        following = blocks[rank + 1 :]
        if block.kind is BlockKind.HEADING and (listed or _is_slogan(page, rank)):
            section = list(takewhile(partial(_goes_with, listed=listed), following))
            opening, rest = block.text, ""
        elif block.kind is BlockKind.TEXT and listed and rest and len(opening) <= _LONGEST_OPENING:
            section = list(
                takewhile(
                    lambda b: b.kind is not BlockKind.HEADING and not is_listed(b.text), following
                )
            )
        else:
            continue
        parts = (later.text for later in section if later.kind is not BlockKind.CAPTION)
        yield opening, block, rest + "".join(parts)


def _headings(reading: Reading) -> Iterator[Finding]:
    for title, block, body in _sections(reading.page):
        keys = [key for key in HEADING_KEYS if key in title]
        if len(body) < _SHORTEST_SECTION or not keys:
            continue
        if not any(re.search(HEADING_KEYS[key], body) for key in keys):
            stop = min(block.end, block.start + len(title) + 1)
            shown = [(stop, min(stop + _SHOWN, block.end))]
            if stop >= block.end:
                first = reading.page.blocks[block.index + 1]
                shown = [(first.start, min(first.start + _SHOWN, first.end))]
            yield found(
                reading, "HEAD-BODY",
                f"标题写“{'、'.join(keys)}”,这一节却没有相关内容。可能贴错了段落或漏了内容,请核对。",
                [(block.start, stop), *shown],
            )  # fmt: skip
