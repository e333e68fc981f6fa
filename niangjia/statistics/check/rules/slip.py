"""One slip of the pen (一笔之差): a digit mistyped, dropped or doubled, two swapped, the point moved. Pure.

How much such a likeness proves depends on how many numbers lie within a slip: there are few swaps and shifts of a
number (``STRONG``), and many with one other digit (``WEAK``).
"""

from __future__ import annotations

import re
from decimal import Decimal
from enum import IntEnum
from functools import lru_cache
from itertools import combinations, takewhile
from operator import eq, ne

from niangjia.statistics.check.figures import Figure

_SHIFTS = (-4, -3, -2, -1, 1, 2, 3, 4)
LEAST_DIGITS = 3
"""Of shorter numbers half of all others are one slip away."""
_PLAIN = re.compile(r"[\d,]+(?:\.\d+)?")
_LONGEST = 10
_TELLING = 4


def has_slipped(figure: Figure, right: Decimal) -> bool:
    """Whether a printed number of three digits or more is one slip of the pen away from another value."""
    return len(digits_of(figure)) >= LEAST_DIGITS and slip_of(figure, right) is not Slip.NONE


def one_slip(printed: str, wanted: str, least: int = LEAST_DIGITS) -> bool:
    """Whether two strings of digits are one mistyped, swapped, dropped or doubled digit apart."""
    if abs(len(printed) - len(wanted)) > 1:
        return False
    if len(printed) == len(wanted):
        wrong = sum(map(ne, printed, wanted))
        swapped = wrong == 2 and sorted(printed) == sorted(wanted)
        return len(printed) >= least and (wrong == 1 or swapped)
    longer, shorter = sorted((printed, wanted), key=len, reverse=True)
    if len(shorter) < least:
        return False
    same = sum(takewhile(bool, map(eq, longer, shorter)))
    return longer[same + 1 :] == shorter[same:]


@lru_cache(maxsize=1 << 14)
def printed_digits(number: str) -> str:
    """The digits of a number without signs between them; asked of one number by the thousand."""
    return re.sub(r"\D", "", number)


@lru_cache(maxsize=1 << 14)
def shadows(number: str) -> frozenset[str]:
    """What a slip leaves of a number: two that are one slip, or only noughts, apart share one of them."""
    digits = printed_digits(number)
    places = range(len(digits))
    left = {f"{digits[:n]}{sign}{digits[n + 1 :]}" for n in places for sign in ("", "?")}
    return frozenset({digits, digits.strip("0"), "".join(sorted(digits)), *left})


def digits_of(figure: Figure) -> str:
    """The digits of a figure as printed, without signs between them and leading zeros; none of 三百."""
    return printed_digits(figure.number).lstrip("0")


def telling_digits(figure: Figure) -> str:
    """Its digits without the zeros it ends with: from a round number any other may be a slip."""
    return printed_digits(figure.number).strip("0")


class Slip(IntEnum):
    """How likely one number is the other mistyped."""

    NONE = 0
    WEAK = 1
    STRONG = 2


def slip_of(figure: Figure, right: Decimal, slack: Decimal = Decimal(0)) -> Slip:
    """The slip by which ``figure`` is printed for a value within ``slack`` of ``right``."""
    if right <= 0 or not _PLAIN.fullmatch(figure.number) or not figure.value:
        return Slip.NONE
    digits = re.sub(r"[,.]", "", figure.number).lstrip("0")
    if not 0 < len(digits) <= _LONGEST:
        return Slip.NONE
    scale = figure.value / int(digits)
    wanted, near = right / scale, slack / scale
    if scale != 1:
        near = max(near, Decimal("0.5"))
    if abs(int(digits) - wanted) <= near:
        return Slip.NONE
    if any(abs(value - wanted) <= near for value in (*_swapped(digits), *_shorter(digits))):
        return Slip.STRONG
    if any(_is_shifted(int(digits), wanted, slack / scale, places) for places in _SHIFTS):
        return Slip.STRONG
    return _other_digit(digits, wanted, near)


def _swapped(digits: str) -> list[int]:
    """The numbers with two digits in each other's place."""
    numbers = []
    for one, other in combinations(range(len(digits)), 2):
        signs = list(digits)
        signs[one], signs[other] = signs[other], signs[one]
        if signs[0] != "0":
            numbers.append(int("".join(signs)))
    return numbers


def _shorter(digits: str) -> list[int]:
    """The numbers with one digit less: one was typed too many."""
    if len(digits) < _TELLING:
        return []
    shorter = [digits[:place] + digits[place + 1 :] for place in range(len(digits))]
    return [int(number) for number in shorter if len(number) > 1 and number[0] != "0"]


def _is_shifted(number: int, wanted: Decimal, near: Decimal, places: int) -> bool:
    """Whether the point moved; moving it blurs nothing, so only the others' rounding counts."""
    moved = Decimal(number).scaleb(places)
    return abs(moved - wanted) <= min(near, moved / 200)


def _other_digit(digits: str, wanted: Decimal, near: Decimal) -> Slip:
    """One digit mistyped, or one forgotten (``STRONG`` when it was a double one)."""
    gap = wanted - int(digits)
    for place, sign in enumerate(reversed(digits)):
        step = round(gap.scaleb(-place))
        typed = 0 <= int(sign) + step <= 9 and step
        leads = place == len(digits) - 1 and int(sign) + step == 0
        if typed and not leads and abs(gap - Decimal(step).scaleb(place)) <= near:
            return Slip.WEAK
    longer = str(int(wanted.to_integral_value()))
    if len(longer) == len(digits) + 1 and near <= 1:
        for place, sign in enumerate(longer):
            if longer[:place] + longer[place + 1 :] == digits:
                doubled = sign in longer[max(0, place - 1) : place] + longer[place + 1 : place + 2]
                return Slip.STRONG if doubled else Slip.WEAK
    return Slip.NONE
