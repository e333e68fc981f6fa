"""Ages and years at work (年龄与工龄): BAND of who began before sixteen. Pure.

Nobody under sixteen may be employed (劳动法第十五条).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from niangjia.statistics.check.figures import Finding
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.support import found

_YOUNGEST = 16
_AGE = re.compile(r"(?<!\d)(?P<age>\d{2})岁的?[一-鿿]")
_YEARS = re.compile(
    r"(?:干|工作|开|送|跑|站|扎根|从业|从事[一-鿿]{0,6}|服务|坚守)[一-鿿]{0,6}?(?:了|已)?(?:有|整整|近|已经)?(?P<years>\d{2})(?:多|余)?年|工龄(?P<long>\d{2})年|一干就是(?P<as>\d{2})年"
)
_FARTHEST = 70
_NEXT = re.compile(r"岁的?[一-鿿]")


def check(reading: Reading) -> Iterator[Finding]:
    """46 岁…在厂里干了 32 年: he began at fourteen."""
    for block in reading.page.prose:
        for age in _AGE.finditer(block.text):
            worked = _YEARS.search(block.text, age.end(), age.end() + _FARTHEST)
            if worked is None or _NEXT.search(block.text, age.end(), worked.start()):
                continue
            began = int(age["age"]) - int(worked["years"] or worked["long"] or worked["as"])
            if began < _YOUNGEST:
                yield found(
                    reading, "BAND",
                    f"{age['age']}岁、{worked.group()}:{began}岁就开始工作,"
                    f"不到法定的 {_YOUNGEST} 岁。请核对年龄和年数。",
                    [(block.start + m.start(), block.start + m.end()) for m in (age, worked)],
                )  # fmt: skip
