"""Works of a season told in a report that ends before it (时令): PERIOD. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from niangjia.statistics.check.figures import Finding
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.parts.told import told
from niangjia.statistics.check.rules.support import found

_ENDS = (
    (re.compile(r"第?一季度|1[—–~至到-]3月"), 3),
    (re.compile(r"上半年|1[—–~至到-]6月|半年"), 6),
)
"""How a title says that a report ends with this month."""
_SEASONS = (
    (re.compile(r"金秋(?:助学|圆梦)|圆梦大学"), 7, "高考录取在七月以后"),
    (re.compile(r"送清凉|高温慰问|防暑降温"), 4, "高温天气在入夏以后"),
    (re.compile(r"双节|中秋|国庆"), 9, "中秋、国庆在九月以后"),
)
"""Work, the first month it can be done in, and why."""
_OTHER_TIME = re.compile(
    r"去年|上年|往年|历年|累计|[年]来|20\d{2}年|将|计划|拟|准备|筹备|启动|预[算留]|目标|方案"
)
_GIVEN = re.compile(r"资助|发放|救助|补助|慰问|送[去出上]|助学金")
_TITLES = 3


def check(reading: Reading) -> Iterator[Finding]:
    """What was given or done in a season that the report does not reach."""
    titles = " ".join(
        block.text for block in reading.page.blocks[:_TITLES] if "。" not in block.text
    )
    last = next((month for words, month in _ENDS if words.search(titles)), None)
    for one in told(reading) if last is not None else ():
        said = ",".join(re.split("[,;]", one.before)[-2:])
        for work, first, why in _SEASONS:
            named = work.search(said)
            given = _GIVEN.search(one.clause) and not _OTHER_TIME.search(one.before)
            if last is not None and first > last and named and given:
                yield found(
                    reading, "PERIOD",
                    f"“{named.group()}”{one.figure.text}写在截至 {last} 月的报告里,可是{why}。"
                    "可能是上年的数或全年的计划,请核对。",
                    [one.figure],
                )  # fmt: skip
                break
