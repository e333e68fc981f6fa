"""Two numbers a slip of the pen apart (一笔之差), and how alike their clauses must then be. Pure.

The longer the number, the less likeness is asked for: of long numbers few lie within a slip of each other.
"""

from __future__ import annotations

from niangjia.statistics.check.figures import Figure, Precision
from niangjia.statistics.check.rules.slip import (
    LEAST_DIGITS,
    one_slip,
    printed_digits,
    shadows,
    telling_digits,
)

ALIKE_BY_DIGITS = {2: 0.85, 3: 0.48, 4: 0.25}
"""How alike the clauses must be, by the digits of the longer number."""
NEVER = 2.0


def may_be_slip(one: Figure, other: Figure) -> bool:
    """Whether two numbers are worth a closer look: of most pairs what slips leave tells that they are not."""
    return one.magnitude != other.magnitude or not shadows(one.number).isdisjoint(
        shadows(other.number)
    )


def likeness_asked(one: Figure, other: Figure) -> float:
    """How alike clauses must be whose numbers stand a slip apart; above 1 where they do not."""
    digits = printed_digits(one.number), printed_digits(other.number)
    heads = digits[0].strip("0"), digits[1].strip("0")
    same = one.magnitude == other.magnitude
    if same and heads[0] == heads[1] and _moved(one, other):
        return ALIKE_BY_DIGITS.get(
            len(heads[0]), NEVER if len(heads[0]) < 2 else ALIKE_BY_DIGITS[4]
        )
    if not same and min(map(len, heads)) > 1 and _moved(one, other):
        return ALIKE_BY_DIGITS[3]
    if same and "." in one.number and _lost_decimal(one.number, other.number):
        return ALIKE_BY_DIGITS[3]
    if not one_slip(digits[0], digits[1], least=2):
        return NEVER
    if len({f.value / (int(n or 0) or 1) for f, n in zip((one, other), digits, strict=True)}) > 1:
        return NEVER
    swapped = sorted(digits[0]) == sorted(digits[1])
    wrong = [n for n, signs in enumerate(zip(*digits, strict=False)) if len(set(signs)) > 1]
    common = len(digits[0]) == len(digits[1]) and wrong[-1] - wrong[0] < 2
    kept = digits if swapped else heads
    length = max(map(len, kept)) if min(map(len, kept)) > (1 if swapped else 2) else 0
    least = 2 if swapped else 3
    if length < least:
        return NEVER
    if len(digits[0]) != len(digits[1]) and one.precision is other.precision is Precision.EXACT:
        length = min(length, LEAST_DIGITS)  # 退休教职工 126 人, 参检教职工 1526 人
    return ALIKE_BY_DIGITS.get(length, 0 if common else ALIKE_BY_DIGITS[4])


def _lost_decimal(one: str, other: str) -> bool:
    """14.28 and 14.8: a digit behind the point was dropped, not the last."""
    if "." not in one or "." not in other:
        return False
    (whole, _, decimals), (same, _, fewer) = (
        number.partition(".") for number in sorted((one, other), key=len, reverse=True)
    )
    kept = len(decimals) == len(fewer) + 1 > 1 and decimals.endswith(fewer)
    return whole == same and kept and len(whole) > 1


def cut_short(headline: Figure, figure: Figure) -> bool:
    """Whether a headline's number is a slip away from another, which may be finer (6.3万, 63796)."""
    digits = printed_digits(headline.number)
    scale = headline.value / (int(digits or 0) or 1)
    if len(digits) < 2 or scale <= 0 or not figure.value:
        return False
    if len(telling_digits(headline)) > 1 and _moved(headline, figure):
        return True
    return one_slip(digits, str(int(figure.value / scale)), least=2)


def _moved(one: Figure, other: Figure) -> bool:
    """Whether the point of one has moved: the same first digits, ten or more times the other."""
    heads = [telling_digits(f) for f in (one, other)]
    alike = all(heads) and (heads[0].startswith(heads[1]) or heads[1].startswith(heads[0]))
    low, high = sorted((one.value, other.value))
    return alike and any(abs(low.scaleb(places) - high) * 10 <= high for places in (1, 2, 3, 4))
