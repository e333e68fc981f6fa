"""A part of the year against the whole (上半年与全年): PERIOD. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

from niangjia.statistics.check.figures import Figure, Finding
from niangjia.statistics.check.layout import BlockKind
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.support import found
from niangjia.statistics.check.rules.text.plans import plan_blocks
from niangjia.statistics.check.units import Measure, measure_of

_SPANS = (("一季度", "第一季度"), ("上半年",), ("前三季度",), ("全年",))
"""Each holds all that stand before it."""
_TIME = re.compile(
    r"第?[一二三四]季度|[上下]半年|前三季度|全年|今年以来|去年|上年|\d{1,2}月|累计|同期|[一二三四五近]{1,2}年[来间]|以来|目前"
)
_FILLER = re.compile(r"累计|各类|已经?|共计?|合计|总计|总共|全[省市县区州]|[,、:]")
_NO_RESULT = re.compile(
    r"计划|目标|任务|力争|预计|同比|比上年|去年|上年|年均|月均|人均|平均|每|其中|完成"
)
_STOCKS = re.compile(r"总数|现有|共有|在岗|在册|在档|结余|余额|存量|达到")
_PLACE = re.compile(r"[一-鿿]{2}(?:省|市|县|区|镇|乡|街道|公司|集团|局)")
_SHORTEST = 4
_RATES = frozenset({Measure.RATE, Measure.POINTS, Measure.TIMES})


def check(reading: Reading) -> Iterator[Finding]:
    """上半年 38 场,全年 29 场: what a part of the year had, the whole year has."""
    plans = plan_blocks(reading.page)
    told: dict[tuple[str, ...], list[tuple[int, Figure]]] = defaultdict(list)
    for figure in reading.figures:
        prose = reading.page.blocks[figure.block].kind is BlockKind.TEXT
        if not prose or figure.block in plans or measure_of(figure.unit) in _RATES:
            continue
        start = reading.page.blocks[figure.block].start
        before = re.split(r"[。;!?]", reading.page.text[start : figure.start])[-1]
        rank, name = _span_of(before), _name_of(figure)
        if rank is None or len(name) < _SHORTEST or _NO_RESULT.search(before):
            continue
        years = "".join(re.findall(r"(?:19|20)\d{2}年", before))
        places = "".join(_PLACE.findall(_FILLER.sub("", _TIME.sub("", before))))
        told[name, figure.unit, years, places].append((rank, figure))
    for figures in told.values():
        for one, other in combinations(figures, 2):
            (rank, part), (wider, whole) = sorted((one, other), key=lambda pair: pair[0])
            if rank < wider and part.low > whole.high:
                yield found(
                    reading, "PERIOD",
                    f"“{part.label}”{part.text},多于包含这段时间的“{whole.label}”{whole.text}。"
                    "一段时间的数不能大于全期的累计数,请核对两个数,或写明起止时间和口径。",
                    [part, whole],
                )  # fmt: skip
                break


def _span_of(before: str) -> int | None:
    """The rank of the last time words in a sentence; ``None`` for any other time."""
    words = [word for word in _TIME.findall(before) if word != "累计"]
    return next((rank for rank, names in enumerate(_SPANS) if words and words[-1] in names), None)


def _name_of(figure: Figure) -> str:
    """What is counted, without time and filling words; empty for stocks."""
    left = figure.context.partition("#")[0]
    name = _FILLER.sub("", _TIME.sub("", left)).rstrip("为达了约近超有")
    return "" if _STOCKS.search(left) else name
