"""Rates that no whole number gives (比率与人数对不上): RATE-REC. Pure.

Of 40 trainees 37 or 38 have a certificate: 92.5 or 95 %, never 93.7 %. The base is the only number of its unit in
the sentence of the rate or, if that has none, in the sentence before; where the numerator is printed, too, shares.py
speaks.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from niangjia.statistics.check.figures import Figure, Finding, Precision, Severity
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.operands import tolerance
from niangjia.statistics.check.rules.rates.portions import CHANGE
from niangjia.statistics.check.rules.support import found, plain
from niangjia.statistics.check.units import Measure, measure_of

_OF_PEOPLE = r"取证|持证|就业|上岗|结业|毕业|出勤|到课|到岗|到会|出席|录用|返岗"
_OF_CASES = r"整改|办结|结案|回复|答复|调解|化解|履行|履约|兑现|回应|采纳|复工|销号|转化|办理|落实"
_OUTCOME = rf"{_OF_PEOPLE}|{_OF_CASES}|合格|通过|及格|优良|优秀|获奖|验收|达标|成功|脱困|解困"
_RATE = re.compile(
    rf"[^,。;#]{{0,8}}(?:{_OUTCOME})率(?:也|均|都|已|高)?(?:为|是|达到?|约|:)*$"
    r"|(?:其中)?(?P<some>[一-鿿]{2,8}?)(?:占比?|所占比例)(?:为|是|达到?)*$"
)
_OTHER_BASE = re.compile(
    r"平均|综合|总体|全[省市县区州国]|历年|累计|各[^,。;]{0,4}率|满意|占[全总其]|总数|其他"
)
_DONE = re.compile(
    rf"(?:取得|获得?|考取|拿到|持有|实现|已|成功|完成|{_OUTCOME})[^,。;#]{{0,8}}#"
    rf"|#[^,。;#]{{0,2}}(?:取得|获|考取|拿到|持有|实现|通过|已|成功|合格|就业|上岗|全部)"
)
_PEOPLE = frozenset({Measure.PERSON, Measure.HOUSEHOLD})
_THINGS = frozenset({Measure.ITEM, Measure.BODY, Measure.HOUSEHOLD})
_TAUGHT = frozenset({"节", "批", "种", "类", "门", "款"})
_LEAST, _MOST = 2, 1000


def check(reading: Reading) -> Iterator[Finding]:
    """招收学员 40 名,取证率 93.7%."""
    for rate in reading.figures:
        clause = reading.clause_before(rate)
        told = _RATE.search(clause) if rate.unit == "%" and reading.in_text(rate) else None
        exact = rate.precision is Precision.EXACT and rate.upper is None and 0 < rate.value < 100
        if not told or not exact or CHANGE.search(clause) or _OTHER_BASE.search(clause):
            continue
        people = told["some"] or re.search(rf"(?:{_OF_PEOPLE})率", clause)
        things = re.search(rf"(?:{_OF_CASES})[^,。;]{{0,4}}率", clause)
        kinds = _PEOPLE if people else _THINGS if things else _PEOPLE | _THINGS
        bases = _bases(reading, rate, kinds)
        if not bases or any(_gives(base.value, rate) for base in bases):
            continue
        base = bases[-1]
        low, high = (
            (base.value * rate.value / 100).to_integral_value(way)
            for way in (ROUND_FLOOR, ROUND_CEILING)
        )
        near = "或".join(
            f"{plain(count)} {base.unit}({plain(round(count * 100 / base.value, 2))}%)"
            for count in (low, high)
        )
        yield found(
            reading, "RATE-REC",
            f"“{rate.label}”{rate.text},总数 {base.text}:{base.unit}是整数,只能是 {near}。请核对比率和总数。",
            [rate, base], severity=Severity.ERROR,
        )  # fmt: skip


def _bases(reading: Reading, rate: Figure, kinds: frozenset[Measure]) -> list[Figure]:
    """What the rate may be of, all of unlike units; none where two are of one or one is an outcome itself."""
    for back in (0, 1):
        near = [
            f for f in reading.by_block[rate.block]
            if f.sentence == rate.sentence - back and f.start < rate.start
        ]  # fmt: skip
        counted = [f for f in near if measure_of(f.unit) in kinds and f.unit not in _TAUGHT]
        told = Counter(f.unit for f in counted)
        usable = all(
            not f.magnitude and f.precision is Precision.EXACT and f.upper is None
            and _LEAST <= f.value < _MOST and not _DONE.search(f.context)
            for f in counted
        )  # fmt: skip
        if counted:
            return counted if usable and max(told.values()) == 1 else []
        if any(measure_of(f.unit) is Measure.SERVICE for f in near):
            return []
    return []


def _gives(base: Decimal, rate: Figure) -> bool:
    """Whether some whole number is this share of a base, as exactly as it is printed."""
    slack = tolerance(rate)
    low = ((rate.value - slack) * base / 100).to_integral_value(ROUND_CEILING)
    return low <= (rate.value + slack) * base / 100
