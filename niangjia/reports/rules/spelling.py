"""Numbers in Chinese characters (中文数字): 3759 → 三千七百五十九. Pure."""

from __future__ import annotations

from decimal import Decimal

_DIGITS = "零一二三四五六七八九"
_PLACES = ("", "十", "百", "千")
_GROUPS = ("", "万", "亿", "万亿")


def spelled(number: Decimal) -> str:
    """Write a number below 10¹⁶ in characters; larger ones stay in figures."""
    if number < 0:
        return "负" + spelled(-number)
    text = f"{number:f}"
    whole, _, fraction = text.partition(".")
    if len(whole) > 16:
        return text
    fraction = fraction.rstrip("0")
    said = _whole(int(whole))
    return said + ("点" + "".join(_DIGITS[int(sign)] for sign in fraction) if fraction else "")


def _whole(number: int) -> str:
    if number == 0:
        return _DIGITS[0]
    groups: list[int] = []
    while number:
        number, group = divmod(number, 10_000)
        groups.append(group)
    said = ""
    for place in range(len(groups) - 1, -1, -1):
        group = groups[place]
        if not group:
            continue
        skipped = said and (group < 1000 or groups[place + 1 : place + 2] == [0])
        said += (_DIGITS[0] if skipped else "") + _group(group) + _unit(place, groups)
    return said[1:] if said.startswith("一十") else said


def _unit(place: int, groups: list[int]) -> str:
    """万亿 is said 亿 behind a group that follows it."""
    if place == 3 and groups[2]:
        return "万"
    return _GROUPS[place]


def _group(number: int) -> str:
    said, pending = "", False
    for place in (3, 2, 1, 0):
        digit = number // 10**place % 10
        if digit:
            said += (_DIGITS[0] if pending and said else "") + _DIGITS[digit] + _PLACES[place]
        pending = not digit
    return said
