"""Whether parts come to a total, and the finding where they do not (相加): what all rules of sums share. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from niangjia.statistics.check.figures import Figure, Finding, Severity
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.support import found, half_digit, shown, written

WHOLES = (
    ("健在", "去世"), ("男", "女"), ("线上", "线下"), ("非公", "公有"), ("自建", "共建"), ("上解", "留成"),
    ("单独", "联合"), ("上半年", "下半年"), ("首次", "再次"),
)  # fmt: skip
"""Words that split a whole so that a list is complete without 其中."""
COMPLEMENTS = (
    *WHOLES, ("直接", "引进"), ("专职", "兼职"), ("城镇", "农村"), ("集体", "个人"), ("上级", "本级"), ("财政", "自筹"),
    ("单位", "个人"), ("独立", "联合"), ("省内", "省外"), ("市本级", "县"), ("现金", "实物"), ("新签", "续签"),
    ("国有", "民营"), ("单建", "联合"), ("单建", "联建"), ("独立", "联建"), ("主任", "委员"),
)  # fmt: skip
"""Words that split a whole into all its parts."""


def splits(parts: Sequence[Figure], pairs: Sequence[tuple[str, str]] = COMPLEMENTS) -> bool:
    """Whether the parts' names divide the whole completely."""
    if len(parts) != 2:
        return False
    names = [part.context.partition("#")[0] + part.label for part in parts]
    return any(
        one in here and other in there and one not in there
        for one, other in pairs
        for here, there in (names, reversed(names))
    )


def adds_up(total: Figure, parts: Sequence[Figure]) -> bool:
    """Within half the last printed digit of every number."""
    low = sum((part.low for part in parts), Decimal(0))
    high = sum((part.high for part in parts), Decimal(0))
    slack = sum((half_digit(part) for part in parts), half_digit(total))
    return low - slack <= total.high and total.low <= high + slack


def made(
    reading: Reading, total: Figure, parts: Sequence[Figure], severity: Severity = Severity.ERROR
) -> Finding:
    amount = sum((part.value for part in parts), Decimal(0))
    shifted = _slipped(total, parts)
    listed = " + ".join(shown(part) for part in parts)
    return found(
        reading, "SUM",
        f"“{total.label}”写的是 {shown(total)},"
        f"而所列各项相加 {listed} = {written(amount, total.unit)},"
        f"{'多出' if amount > total.value else '还差'}"
        f" {written(abs(amount - total.value), total.unit)}。请核对合计或漏列、重列的项。",
        [total, *parts], severity=severity,
        suggestion=shifted or f"如各项无误,合计应为 {written(amount, total.unit)}",
    )  # fmt: skip


def _slipped(total: Figure, parts: Sequence[Figure]) -> str | None:
    """The one figure that fits when its decimal point or its 万 is moved: 1491.46元 → 1491.46万元."""
    amount = sum((part.value for part in parts), Decimal(0))
    for figure, wanted in (
        (total, amount), *((part, total.value - amount + part.value) for part in parts)
    ):  # fmt: skip
        slack = sum(
            (half_digit(each) for each in (total, *parts) if each is not figure), Decimal(0)
        )
        for places in (-4, -3, -2, -1, 1, 2, 3, 4):
            moved = figure.value.scaleb(places)
            if wanted > 0 and abs(moved - wanted) <= max(slack, half_digit(figure).scaleb(places)):
                return f"{figure.text} → {written(moved, figure.unit)},则合计相符(可能移了小数点或漏写“万”)"
    return None
