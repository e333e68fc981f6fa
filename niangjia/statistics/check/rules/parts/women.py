"""More women than there are (女职工): LE, POP-CEIL. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from niangjia.statistics.check.figures import Finding, Severity
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.support import exceeds, largest, stated

_COVERED = re.compile(r"合同[^,#]{0,6}(?:覆盖|惠及|涉及)[^,#]{0,3}女职工#")
_SOME_OUTSIDE = Decimal("1.2")


def check(reading: Reading) -> Iterator[Finding]:
    """专项集体合同覆盖女职工 412 万人, 女会员 318 万人: contracts bind firms with a union."""
    women = next(iter(stated(reading, "members.women")), None)
    workers = largest(stated(reading, "workers.women"))
    for covered in reading.figures if women is not None or workers is not None else ():
        if covered.unit != "人" or not _COVERED.search(covered.context):
            continue
        if workers is not None and covered.low > workers.high:
            yield exceeds(
                reading, covered, workers, "专项集体合同覆盖的女职工不能多于女职工",
                severity=Severity.WARN,
            )  # fmt: skip
        elif women is not None and covered.low > women.high * _SOME_OUTSIDE:
            yield exceeds(
                reading, covered, women, "专项集体合同覆盖的女职工一般在建会单位,很少多于女会员",
                rule="POP-CEIL", severity=Severity.WARN,
            )  # fmt: skip
