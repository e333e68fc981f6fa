"""The register of published figures (已公布数据): what printed words allow. Pure.

40.3万 says 402,500 to 403,500; 40.3万余 says 403,000 to 404,000; 近20万 says 180,000 to 200,000;
3759家 says 3,759. A later figure contradicts a published one when it lies outside.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from niangjia.kernel.choices import TextCode
from niangjia.statistics.check.figures import Precision as Read
from niangjia.statistics.check.numerals import (
    MAGNITUDES,
    NUMBER,
    parse,
    precision_of,
    value_of,
)

_NUMBER = re.compile(NUMBER)
_NEARLY = Decimal("0.9")  # 近 is said from nine tenths on


class Precision(TextCode):
    """精度: how exactly a figure is given."""

    EXACT = "exact", "准确"
    AT_LEAST = "at_least", "余、以上"
    BELOW = "below", "近、不足"
    ABOUT = "about", "约"


class Reckoned(TextCode):
    """类别: a figure as counted, or reckoned from two; names as in ``rules.document.Role``."""

    VALUE = "value", "数值"
    CHANGE = "change", "增减量"
    CHANGE_RATE = "change_rate", "增减幅度"
    SHARE = "share", "占比"


_OF_READ = {
    Read.EXACT: Precision.EXACT,
    Read.AT_LEAST: Precision.AT_LEAST,
    Read.BELOW: Precision.BELOW,
    Read.ABOUT: Precision.ABOUT,
}


@dataclass(frozen=True)
class Printed:
    """A printed number: its value multiplied out, and what its words allow."""

    value: Decimal
    low: Decimal
    high: Decimal
    precision: Precision

    @property
    def width(self) -> Decimal:
        """How much it leaves open."""
        return self.high - self.low

    def allows(self, value: Decimal) -> bool:
        """Whether a value is the same as far as the words tell."""
        return self.low <= value <= self.high


def printed(said: str) -> Printed | None:
    """What 40.3万余人 says; None when there is no number in it."""
    match = _NUMBER.search(said)
    if match is None:
        return None
    value = value_of(match)
    if value is None:
        return None
    before, after = said[: match.start()], said[match.end() :]
    precision = _OF_READ[precision_of(match, before, after)]
    step = _last_digit(match)
    round_step = step if match["magnitude"] else max(step, _trailing(value))
    match precision:
        case Precision.AT_LEAST:
            low, high = value, value + round_step
        case Precision.BELOW:
            low, high = min(value - round_step, value * _NEARLY), value
        case Precision.ABOUT:
            low, high = value - round_step, value + round_step
        case Precision.EXACT:
            is_rounded = step != 1 or after.startswith("%")
            low, high = (value - step / 2, value + step / 2) if is_rounded else (value, value)
    return Printed(value, max(low, Decimal(0)), high, precision)


def printed_change(said: str, value: Decimal) -> Printed:
    """What 增长11.11%, 减少300人, 降低2.1个百分点 or 持平 says of a signed value.

    The direction is the value's own: the words follow its sign. 持平 says exactly nothing.
    """
    read = printed(said.replace("个百分点", "%"))
    if read is None or not value:
        return Printed(value, value, value, Precision.EXACT)
    if value > 0:
        return read
    return Printed(-read.value, -read.high, -read.low, read.precision)


def _trailing(value: Decimal) -> Decimal:
    """What the last digit that is no zero is worth: 100 of 6800."""
    if not value:
        return Decimal(1)
    exponent = value.normalize().as_tuple().exponent
    return Decimal(1).scaleb(exponent) if isinstance(exponent, int) else Decimal(1)


def _last_digit(match: re.Match[str]) -> Decimal:
    """What one of the last printed digit is worth: 1000 of 40.3万."""
    magnitude = match["magnitude"] or ""
    digits = match["first"]
    if match["third"]:
        return Decimal(1)
    if match["second"]:
        magnitude, digits = match["second_magnitude"] or "", match["second"]
    first = parse(digits)
    exponent = first.as_tuple().exponent if first is not None else 0
    decimals = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    return Decimal(MAGNITUDES[magnitude]).scaleb(-decimals)


def plain_number(value: Decimal | None) -> str:
    """3,759 and 96.82: thousands apart, no trailing zeros; — for none."""
    if value is None:
        return "—"
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
