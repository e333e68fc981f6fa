"""When and since when (何时、从何时起): PERIOD, STOCK-FLOW. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from niangjia.statistics.check.layout import Block, BlockKind, sentences
from niangjia.statistics.check.numerals import parse
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.parts.told import told
from niangjia.statistics.check.rules.questions.question import Place, Question
from niangjia.statistics.check.rules.times.flows import growths
from niangjia.statistics.check.rules.times.periods import is_of_named_year, relative

_SPAN = re.compile(
    r"(?:过去|近|这|最近)?(?<!\d)[一二三四五六七八九十两几\d]{1,3}年(?:多)?(?:来|间|里(?!程))|近年来|近几年|多年来|历年来?(?![来之最新])"
    r"|(?:自)?(?:19|20)\d{2}年(?:\d{1,2}月)?以来|(?:成立|建立|启动|实施|开展|换届)以来"
)
_SAME = re.compile(r"过去|最近|近(?=[一二三四五六七八九十两几\d])|这|来$|间$|里$|^自")
_LENGTH = re.compile(r"([一二三四五六七八九十两\d]{1,3})年")
_SINCE_YEAR = re.compile(r"((?:19|20)\d{2})年")
_OPENED = re.compile(r"[一-鿿]{2}以")
_LOOSE = re.compile(r"近年|近几年|几年|多年|历年")
_DAYS = re.compile(
    r"近日|日(?<!\d日)前|昨[日天]|今[日天]|截至目前|目前|去年|今年|前年|本月|上月|(?<!\d)(?<!年)\d{1,2}月\d{1,2}日(?![至到—-])|(?<![去今前明]年)(?<![今明]年的)(?:上半年|第?[一二三四]季度|[上本]季度)"
)
_WORDS = re.compile(_DAYS.pattern.partition("|(?<!")[0])
_NEAR_DAYS = re.compile(
    r"[今去]年(?:[春夏秋冬][天季]|[春夏秋冬](?=[,、末初])|春节)|近日|日(?<!\d日)前|昨[日天]|今年起|从今年|上月"
)
_DATED = re.compile(r"(?:19|20)\d{2}年")
_TITLED = re.compile(
    r"((?:19|20)\d{2})年[^,。]{0,24}(?:总结|报告|通报|简报|情况|汇报|综述|公报|回顾|小结|纪实)"
)
_TITLES = 3
_OFTEN = 2
_MANIFOLD = 3
_FOLLOWERS = re.compile("关注|粉丝|公众号|微信|用户|点击|阅读量")
"""Who follows a channel: from few to many in a few years."""
_A_STANDARD = re.compile(r"标准(?!化)|每[人户生名位家次件场月年天]|[人户生月]均")


def ask(reading: Reading) -> Iterator[Question]:
    """Which day, which years, since when."""
    undated = _undated(reading)
    yield undated
    spans: dict[str, list[tuple[int, int]]] = {}
    for block in reading.page.blocks:
        if block.kind is BlockKind.TEXT:
            for match in _SPAN.finditer(block.text):
                if not _tells_a_number(reading, block, match.start()):
                    continue
                name = _SAME.sub("", match.group())
                spans.setdefault(name, []).append(
                    (block.start + match.start(), block.start + match.end())
                )
    spans = _apart(reading, spans)
    loose = any(_LOOSE.search(name) for name in spans)
    nameless = reading.published is None and not _DATED.search(reading.page.text)
    if len(spans) > 1:
        yield Question(
            "PERIOD",
            ":这些数说的不是同一段时间,或没有写明起止。请写明各数从哪一年到哪一年,不同期间的数不要相加或比较。",
            [place for places in spans.values() for place in places],
        )
    elif reading.figures and (loose or (nameless and not undated.places)):
        yield Question(
            "PERIOD", ":没有写明起止。请写明从哪一年到哪一年。",
            [place for places in spans.values() for place in places[:1]],
        )  # fmt: skip
    yield Question(
        "STOCK-FLOW", ":几年里翻了几番,口径或统计范围可能变了。请说明增加的是新建、并入还是改变统计口径。",
        [
            figure for old, new in growths(reading, told(reading))
            if new.figure.value >= old.figure.value * _MANIFOLD and not _A_STANDARD.search(old.clause)
            and not _FOLLOWERS.search(old.clause)
            for figure in (old.figure, new.figure)
        ],
    )  # fmt: skip


def _apart(
    reading: Reading, spans: dict[str, list[tuple[int, int]]]
) -> dict[str, list[tuple[int, int]]]:
    """The spans of years by name, without those that another name tells, too.

    自 2002 年以来 and 三年来 in a text of 2005 are one; what an act opened (开展以来) has its years beside it.
    """
    lengths = {int(told) for name in spans if (told := _told_years(name)) is not None}
    last = max((int(year[:4]) for year in _DATED.findall(reading.page.text)), default=0)
    last = reading.published.year if reading.published else last
    kept = {}
    for name, places in spans.items():
        since = _SINCE_YEAR.search(name)
        same = since and any(abs(last - int(since[1]) - years) <= 1 for years in lengths)
        opened = _OPENED.fullmatch(name) and len(spans) > 1
        if not same and not opened:
            kept[name] = places
    return {} if all(_SINCE_YEAR.search(name) for name in kept) else kept


def _told_years(name: str) -> Decimal | None:
    """How many years 五年 or 10年 are; None for 近年 and 2019年以来."""
    told = _LENGTH.match(name)
    return parse(told[1]) if told else None


def _undated(reading: Reading) -> Question:
    """近日, 1月11日: of which year? Asked where the text names no day of publication, and hardly a year."""
    years = len(_DATED.findall(reading.page.text))
    days = _DAYS if not years else _WORDS if years <= _OFTEN else _NEAR_DAYS
    unknown = reading.published is None and reading.figures and not any(relative(reading))
    unknown = unknown and not _is_of_titled_year(reading)
    places: list[Place] = [
        (block.start + match.start(), block.start + match.end())
        for block in reading.page.blocks
        if unknown and block.kind is BlockKind.TEXT
        for match in days.finditer(block.text)
        if not is_of_named_year(reading.page.text, block.start + match.start())
    ]
    return Question(
        "PERIOD",
        ":要知道发布日期才能确定是哪一年、哪一天。请给出发布日期,或在文中写明年份。",
        places,
    )


def _is_of_titled_year(reading: Reading) -> bool:
    """Whether the title says of which year a report is (2024年上半年工作总结), and the text names none after it."""
    titles = [block.text for block in reading.page.blocks[:_TITLES] if "。" not in block.text]
    titled = [match[1] for title in titles if (match := _TITLED.search(title))]
    return bool(titled) and max(titled) == max(y[:4] for y in _DATED.findall(reading.page.text))


def _tells_a_number(reading: Reading, block: Block, at: int) -> bool:
    """Whether the sentence of a place has a figure."""
    for start, end in sentences(block.text):
        if start <= at < end:
            figures = reading.by_block.get(block.index, ())
            return any(start <= figure.start - block.start < end for figure in figures)
    return False
