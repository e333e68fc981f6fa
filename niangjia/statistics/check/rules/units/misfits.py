"""Measures that a noun cannot have (单位与名词不符): FIG-UNIT. Pure.

Only nouns that are measured in one way alone stand in ``MISFITS``: 安全生产 6570 元, 建筑面积 3200 人.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from niangjia.statistics.check.figures import Finding
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.support import found

_REACHED = r"(?:已经|已|共|累计|总计|合计|达到|达|近|约|超过?|逾|突破|为|[:,\s])*$"
_MONEY = r"[万亿]?元"
MISFITS: tuple[tuple[str, str, str], ...] = (
    (
        r"(?:实现|连续|保持|累计)(?:无事故)?安全(?:生产|运行|行车|飞行|作业)",
        rf"{_MONEY}|[家户件]",
        "天、公里或小时",
    ),
    (r"(?:建筑|占地|使用|总)面积", rf"{_MONEY}|[人名户次件]|公里|千瓦", "平方米"),
    (r"(?:发|用|供|售)电量", r"公里|平方米|[人户名]", "千瓦时"),
    (r"(?:线路|管道|公路|铁路)(?:全长|总长|长度?|里程)", rf"{_MONEY}|KWH|千瓦时|度|吨|[人户]", "公里"),
    (r"(?:架设|敷设|巡检|检修|改造|新建)(?:输电|配电|供电|通信|高压|低压)?线路", r"KWH|千瓦时", "公里或条"),
    (r"平均年龄", rf"{_MONEY}|%|个|[人名天]", "岁"),
)  # fmt: skip
"""(words before the number, measures they cannot have, the one they have)."""
_FORMS = [
    (
        re.compile(rf"(?:{noun}){_REACHED}"),
        re.compile(rf"[万亿]?[余多]?(?:{wrong})", re.IGNORECASE),
        right,
    )
    for noun, wrong, right in MISFITS
]
_NUMBER = re.compile(r"(?<![\d.])\d+(?:\.\d+)?")
_BACK = 24
_PRICE = re.compile(r"每|/")


def check(reading: Reading) -> Iterator[Finding]:
    """Every number whose measure does not fit the noun right before it."""
    for block in reading.page.prose:
        for match in _NUMBER.finditer(block.text):
            near = block.text[max(0, match.start() - _BACK) : match.start()]
            before = re.split(r"[。;]", near)[-1]
            for noun, wrong, right in _FORMS:
                unit = wrong.match(block.text, match.end())
                if unit and (told := noun.search(before)) and not _PRICE.search(before):
                    at = (block.start + match.start(), block.start + unit.end())
                    yield found(
                        reading, "FIG-UNIT",
                        f"“{told.group()}{match.group()}{unit.group()}”单位与名词不符,应是{right}。请对照原件核对单位。",
                        [at],
                    )  # fmt: skip
