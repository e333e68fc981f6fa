"""What is done for a stated stock (存量与其中的): LE. Pure.

全市在册劳模 1260 人,走访劳模 1340 人; 行政村 320 个,建立村工会 326 个: the second is of the first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from niangjia.statistics.check.figures import Figure, Finding, Precision, Severity
from niangjia.statistics.check.layout import BlockKind
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.operands import CLUB, between, is_count, words_before
from niangjia.statistics.check.rules.support import by_sentence, found, shown

_STOCK = re.compile(
    r"(?:全[市县区州镇乡校院厂司]|现有|共有|在[册档]|登记|(?:下|所|管)辖|建有|拥有)[^,。;]{0,12}$"
)
_HEAD = re.compile(r"[一-鿿]{2}(?=(?:\([^()]{1,6}\))?(?:共|已|达到?|有|为|约|总数)*$)")
_DONE_FOR = re.compile(
    r"评出|评选|命名|走访|慰问|看望|帮扶|救助|体检|疗养|疗休养|培训|轮训|覆盖|享受|参加|参与|资助|服务|为|给|(?<!定)向|(?<!相)对|发放|组织|签订|配备|投保|建档"
)
_PLACES = re.compile(r"(乡镇|镇街|街道|行政村|村|社区|园区|企业|机关|学校|医院|车间|班组|分公司)")
_SET_UP = re.compile(r"(?:建立|组建|成立|设立|建成|建起|配备|设置|建有)[^,。;]{0,10}$")
_SHARED = re.compile(
    r"^[,、;](?:已|其中|现|均|共|目前)*(?:入会|加入工会|建会|参保|签约|换届|达标|注册|认证|持证|建制)(?:的|职工|会员|人数|有|共|达)*$"
)
_FOUNDED = re.compile(r"(?:组建|建立|成立)(?:了|基层)?工会(?:组织)?(?:共|达)?$")
_ITS_NUMBER = re.compile(
    r"^(?P<verb>[体参受获报入培救慰][一-鿿])(?:职工)?(?:总)?人数(?:为|达到?|共)?$"
)
"""800 名骑手参加体检,体检人数 869 人: one count told twice."""
_APART = re.compile(
    r"历年|累计|新增|上年|去年|全国|全省|同比|以来|次$|目标|任务|预计|拟|计划|力争|近.年|多个|分会|小组|联合"
)


def check(reading: Reading) -> Iterator[Finding]:
    """Every part of a stated stock that exceeds it, within a sentence."""
    for group in by_sentence(reading):
        if reading.page.blocks[group[0].block].kind is not BlockKind.TEXT:
            continue
        for stock, part in pairwise(group):
            if (
                not is_count(part)
                or stock.unit != part.unit
                or part.low <= stock.high
                or part.parent is not None
            ):
                continue
            if stock.precision is not Precision.EXACT or _APART.search(
                stock.context + part.context
            ):
                continue
            said = re.split(r"[,;]", between(reading, stock, part))[0]
            if _of_stock(words_before(reading, stock), words_before(reading, part), said):
                yield _beyond(reading, stock, part)


def _of_stock(stock: str, part: str, earlier: str) -> bool:
    """Whether the words say that something is done for, or set up in, what was counted before."""
    if part.startswith("、"):
        return False  # the next of a list
    clause = re.split(r"[,;、]", part)[-1]
    noun, own = _HEAD.search(stock), _HEAD.search(clause)
    same = noun and own and noun.group() == own.group()
    counted = _ITS_NUMBER.search(clause)
    if counted and re.search(rf"{counted['verb']}[^,。;]{{0,6}}$", earlier):
        return True
    if same and re.search(r"实际|真正|最终", clause):
        return True
    if not _STOCK.search(stock) or CLUB.search(stock):
        return False
    if _SHARED.search(part) and "," not in part[1:]:
        return True
    if _FOUNDED.search(clause) and re.search(r"(?:企业|单位|公司)[共有达为]*$", stock):
        return True
    if same and _DONE_FOR.search(clause):
        return True
    places = _PLACES.findall(re.split(r"[,;]", stock)[-1])
    kept = _SET_UP.search(clause)
    return bool(
        places and kept and re.search(rf"{places[-1].removeprefix('行政')}级?工会", kept.group())
    )


def _beyond(reading: Reading, stock: Figure, part: Figure) -> Finding:
    return found(
        reading, "LE",
        f"“{part.label}”{shown(part)},大于“{stock.label}”{shown(stock)}。"
        "后者是全部,其中的一部分不能更多。请核对两个数,或说明口径。",
        [part, stock], severity=Severity.WARN,
    )  # fmt: skip
