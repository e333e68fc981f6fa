"""Neighbours in too round a proportion (恰好成倍): RATIO-EXACT. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations, pairwise

from niangjia.statistics.check.figures import Figure, Precision
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.operands import is_count
from niangjia.statistics.check.rules.questions.question import Place, Question
from niangjia.statistics.check.rules.support import bigrams, by_sentence

_TELLING, _TWICE = 2, 2
_EQUAL = 3
_OF_ALL = re.compile(r"全部|全都|均|悉数|[这该]#|上述|整改|办结|完成")
_NEW = re.compile(r"新|总数|增加|现有|共有")
_WORDS = re.compile("[一-鿿]{2}")
_LARGEST_RATE = 10_000
"""Yuan for each that are given at one rate; more to so many in round figures is another number's."""
_MANY, _SOME = 1000, 100
_ACTED = re.compile(r"咨询|解答|参与|接待|答题|参加|观看|服务")
_GIVEN_EACH = re.compile(r"礼包|慰问|物资|每人|领取|问卷|试卷|选票|签")
_PLAIN = frozenset({"1", "2", "3", "4", "5", "6", "8", "12", "15", "25"})


def ask(reading: Reading) -> Iterator[Question]:
    """Halves and tenths that stand side by side."""
    places: list[Place] = []
    for group in by_sentence(reading):
        if reading.in_text(group[0]):
            for one, other in pairwise(group):
                if _is_round(one, other) and not _is_told_rate(reading, one, other):
                    places += [one, other]
                if _is_copied(one, other) or _is_all_back(one, other):
                    places += [one, other]
            for one, other in combinations(group, 2):
                if _is_equal(one, other) or _is_half(one, other):
                    places += [one, other]
    yield Question(
        "RATIO-EXACT", ":这些数恰好相等或成整倍数。真实数据很少这样整齐,可能一个由另一个推算而来,请核对原始记录。",
        list(dict.fromkeys(places)), least=2,
    )  # fmt: skip


def _is_round(one: Figure, other: Figure) -> bool:
    if not (is_count(one) and is_count(other) and one.value and other.value):
        return False
    if one.unit == other.unit and {one.precision, other.precision} != {Precision.EXACT}:
        return False  # 2400 万元, 240 余万元
    low, high = sorted((one.value, other.value))
    ratio = high / low
    if one.unit != other.unit and "元" in {one.unit, other.unit} and ratio < _LARGEST_RATE:
        return False  # so many heads at so much a head
    digits = [_digits(f) for f in (one, other)]
    if digits[0] == digits[1]:
        return len(digits[0]) >= _TELLING and digits[0] not in _PLAIN and ratio >= Decimal(10)
    if ratio == _TWICE and not _PLAIN.isdisjoint(digits):
        return False  # 15 and 30: small round numbers are often so
    told = max(map(len, digits)) >= _EQUAL
    return one.unit == other.unit and ratio == _TWICE and told


def _is_told_rate(reading: Reading, one: Figure, other: Figure) -> bool:
    """26 人领到 26 万元, and 1 万元 for each is told in the paragraph."""
    low, high = sorted((one.value, other.value))
    near = reading.by_block[one.block]
    return {one.unit, other.unit} != {one.unit} and any(
        f.unit == "元" and f.value * low == high for f in near if f is not one and f is not other
    )


def _is_equal(one: Figure, other: Figure) -> bool:
    """奖章 134 个…先锋号 134 个: three digits that two things share."""
    if one.unit != other.unit or one.value != other.value or not is_count(one):
        return False
    again = _OF_ALL.search(other.context) or (
        _NEW.findall(one.context) == _NEW.findall(other.context)
        and any(_WORDS.fullmatch(pair) for pair in bigrams(one.context) & bigrams(other.context))
    )
    return len(_digits(one)) >= _EQUAL and one.label != other.label and not again


def _is_copied(one: Figure, other: Figure) -> bool:
    """资料 7400 份,解答咨询 7400 人次: nobody got one each, and still they are as many."""
    units = {one.unit, other.unit}
    things, heads = units & {"份", "册", "张", "条", "件"}, units & {"人", "人次"}
    given = _GIVEN_EACH.search(other.context) or _GIVEN_EACH.search(one.context)
    acted = any(f.unit in heads and _ACTED.search(f.context) for f in (one, other))
    equal = one.value == other.value >= _MANY and len(_digits(one)) >= _TELLING
    return bool(equal and things and heads and acted and not given)


def _is_all_back(one: Figure, other: Figure) -> bool:
    """发放问卷 5000 份,回收有效问卷 5000 份: every sheet came back, and not one was spoilt."""
    equal = one.unit == other.unit and one.value == other.value >= _SOME
    return equal and "问卷" in one.context and bool(re.search("回收|有效", other.context))


def _is_half(one: Figure, other: Figure) -> bool:
    """会员 264 万人…农民工会员 132 万人: exactly half, to three digits."""
    low, high = sorted((one.value, other.value))
    if one.unit != other.unit or high != low * 2 or not is_count(one):
        return False
    return min(len(_digits(one)), len(_digits(other))) >= _EQUAL


def _digits(figure: Figure) -> str:
    return "".join(map(str, figure.value.normalize().as_tuple().digits))
