"""What is claimed to follow from the work (因果): CAUSAL. Pure.

A contest does not move the output of a province: growth of a whole economy is told beside, not as its effect.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from niangjia.statistics.check.figures import Finding
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.support import found

_WORK = r"竞赛|比武|建议|创新|技改|革新|五小|活动|帮扶|培训|集体协商|工会"
_ECONOMY = (
    r"全[省市县区州国](?:规上|规模以上)?(?:工业)?(?:增加值|总产值|生产总值|GDP|经济总量|税收|财政收入)"
    r"|地区生产总值"
)
_DRIVES = re.compile(
    rf"(?:{_WORK})[^。;]{{0,40}}?(?:带动|推动|促进|拉动|助推)(?:了)?[^。;,\d]{{0,8}}(?:{_ECONOMY})[^。;,\d]{{0,10}}\d[\d.]*%"
    rf"|(?:由于|得益于|受益于)[^。;,]{{0,10}}(?:{_WORK})[^。;,]{{0,14}},[^。;,\d]{{0,6}}(?:{_ECONOMY})[^。;,\d]{{0,10}}\d[\d.]*%"
)


def check(reading: Reading) -> Iterator[Finding]:
    """“五小”成果…带动全省规上工业增加值增长 6.8%."""
    for match in _DRIVES.finditer(reading.page.text):
        yield found(
            reading, "CAUSAL",
            f"“{match.group()[-24:]}”:全域的经济指标不能说成一项工会活动的结果。请分开写,或给出依据。",
            [match.span()],
        )  # fmt: skip
