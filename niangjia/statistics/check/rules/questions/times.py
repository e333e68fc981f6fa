"""When and since when (何时、从何时起): PERIOD, STOCK-FLOW. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from niangjia.statistics.check.layout import Block, BlockKind, sentences
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.parts.told import EVER, YEAR, Told, told
from niangjia.statistics.check.rules.questions.question import Place, Question
from niangjia.statistics.check.rules.times.flows import growths

_SPAN = re.compile(
    r"(?:过去|近|这|最近)?(?<!\d)[一二三四五六七八九十两几\d]{1,3}年(?:多)?(?:来|间|里(?!程))|近年来|近几年|多年来|历年来?"
    r"|(?:自)?(?:19|20)\d{2}年(?:\d{1,2}月)?以来|(?:成立|建立|启动|实施|开展|换届)以来"
)
_SAME = re.compile(r"过去|最近|近(?=[一二三四五六七八九十两几\d])|这|来$|间$|里$|^自")
_LOOSE = re.compile(r"近年|近几年|几年|多年|历年")
_DAYS = re.compile(
    r"近日|日前|昨[日天]|今[日天]|截至目前|目前|去年|今年|前年|本月|上月|(?<!\d)(?<!年)\d{1,2}月\d{1,2}日(?![至到—-])"
)
_WORDS = re.compile(_DAYS.pattern.partition("|(?<!")[0])
_NEAR_DAYS = re.compile(r"[今去]年[春夏秋冬][天季]?|近日|日前|昨[日天]|如今|今年起|从今年|上月")
_DATED = re.compile(r"(?:19|20)\d{2}年")
_STOCK = re.compile(r"(?<!发展)(?:基层工会|工会组织|会员)#|互助|参与$")
_OFTEN = 2
_OTHERS = 2
_MANIFOLD = 3
_EVER = re.compile(r"累计|历年|历届")
_SINCE = re.compile(
    r"以来|[年月日]来|期间|自(?:19|20)\d{2}|(?<!截[至止])(?:19|20)\d{2}年|今年|全年|去年|当年|本年|上半年|季度|[春夏秋冬]季|\d年来|自\d{1,2}月"
)


def ask(reading: Reading) -> Iterator[Question]:
    """Which day, which years, since when."""
    yield from _undated(reading)
    spans: dict[str, list[Place]] = {}
    for block in reading.page.blocks:
        if block.kind is BlockKind.TEXT:
            for match in _SPAN.finditer(block.text):
                if not _tells_a_number(reading, block, match.start()):
                    continue
                name = _SAME.sub("", match.group())
                spans.setdefault(name, []).append(
                    (block.start + match.start(), block.start + match.end())
                )
    loose = any(_LOOSE.search(name) for name in spans)
    nameless = reading.published is None and not _DATED.search(reading.page.text)
    if len(spans) > 1 or (reading.figures and (loose or nameless)):
        yield Question(
            "PERIOD",
            ":这些数说的不是同一段时间,或没有写明起止。请写明各数从哪一年到哪一年,不同期间的数不要相加或比较。",
            [place for places in spans.values() for place in places],
        )
    everything = told(reading)
    yield Question(
        "STOCK-FLOW", ":几年里翻了几番,口径或统计范围可能变了。请说明增加的是新建、并入还是改变统计口径。",
        [
            figure for old, new in growths(reading, everything)
            if new.figure.value >= old.figure.value * _MANIFOLD for figure in (old.figure, new.figure)
        ],
    )  # fmt: skip
    ever = [
        one.figure
        for _, sentence in groupby(everything, key=lambda o: (o.figure.block, o.figure.sentence))
        for one, others in _each_with_the_others(list(sentence))
        if _is_unbounded(one) or _is_odd_one(one, others)
    ]
    yield Question(
        "STOCK-FLOW",
        ":没有写明从何时起算,是期末累计还是期内新增。请写明起始时间,不要与当年数相加。",
        ever,
    )


def _undated(reading: Reading) -> Iterator[Question]:
    """近日, 1月11日: of which year? Asked where the text names no day of publication, and hardly a year."""
    if reading.published is not None or not reading.figures:
        return
    years = len(_DATED.findall(reading.page.text))
    days = _DAYS if not years else _WORDS if years <= _OFTEN else _NEAR_DAYS
    places: list[Place] = [
        (block.start + match.start(), block.start + match.end())
        for block in reading.page.blocks
        if block.kind is BlockKind.TEXT
        for match in days.finditer(block.text)
    ]
    yield Question(
        "PERIOD",
        ":要知道发布日期才能确定是哪一年、哪一天。请给出发布日期,或在文中写明年份。",
        places,
    )


def _tells_a_number(reading: Reading, block: Block, at: int) -> bool:
    """Whether the sentence of a place has a figure."""
    for start, end in sentences(block.text):
        if start <= at < end:
            figures = reading.by_block.get(block.index, ())
            return any(start <= figure.start - block.start < end for figure in figures)
    return False


def _is_unbounded(one: Told) -> bool:
    ever = _EVER.search(one.clause) and one.time == EVER
    since = _SINCE.search(one.earlier + one.before)
    return bool(ever) and not since and not _STOCK.search(one.figure.context)


def _each_with_the_others(sentence: Sequence[Told]) -> Iterator[tuple[Told, Sequence[Told]]]:
    for rank, one in enumerate(sentence):
        yield one, [*sentence[:rank], *sentence[rank + 1 :]]


def _is_odd_one(one: Told, others: Sequence[Told]) -> bool:
    """累计 of one figure in a sentence about one year: is it the year's, or all there ever was?"""
    alone = len(others) >= _OTHERS and not any("累计" in other.clause for other in others)
    told = re.search("累计", one.clause) and not _SINCE.search(one.clause)
    return alone and bool(told) and 0 < one.time <= YEAR
