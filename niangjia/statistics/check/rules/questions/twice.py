"""One number in two places (同一个数写了两次): DUP-FIG, UNIT-PT. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations

from niangjia.statistics.check.figures import Figure
from niangjia.statistics.check.layout import BlockKind
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.operands import is_count
from niangjia.statistics.check.rules.questions.question import Place, Question
from niangjia.statistics.check.rules.slip import telling_digits
from niangjia.statistics.check.rules.support import bigrams
from niangjia.statistics.check.rules.text.duplicates import ABSTRACT
from niangjia.statistics.check.units import Measure, measure_of

_TELLING, _LONG = 3, 4
_MOST = 12
_HEAD = 4
_EACH = re.compile(r"每|[人户年]均|各(?:奖|补|给|拨)")
_APART = re.compile(r"国|省|市|县|区|级|新|女|男|其中|示范|重点|优秀|企业|会$|工会|第[一二三四五]")
_MANY, _ALIKE = 10_000, 4


def ask(reading: Reading) -> Iterator[Question]:
    """Told again in another sentence; 12.8 万人 here and 12.8 万人次 there."""
    same: dict[Decimal, list[Figure]] = defaultdict(list)
    titles = _titles(reading)
    for figure in reading.figures:
        kind = reading.page.blocks[figure.block].kind
        telling = len(telling_digits(figure)) >= _TELLING or figure.value >= _MANY
        each = _EACH.search(figure.context)
        prose = kind is BlockKind.TEXT and figure.block not in titles
        if is_count(figure) and prose and telling and not each:
            same[figure.value].append(figure)
    again: list[Place] = []
    other_unit: list[Place] = []
    for figures in same.values():
        first = figures[0]
        for figure in figures[1:_MOST]:
            apart = (first.block, first.sentence) != (figure.block, figure.sentence)
            if apart and first.unit == figure.unit and _is_alike(first, figure):
                again += [first, figure]
            elif _is_one_number(first, figure) and {
                measure_of(f.unit) for f in (first, figure)
            } == {Measure.PERSON, Measure.SERVICE}:
                other_unit += [first, figure]
    yield Question(
        "DUP-FIG",
        ":同一个数在文中写了不止一次。汇总、录入时只能计一次。",
        list(dict.fromkeys(again)),
        least=2,
    )
    yield Question(
        "DUP-FIG",
        ":名称相近,数不同。请核对两处是否同一类;不是同一类的,请写明区别。",
        list(dict.fromkeys(_of_one_kind(reading))), least=2,
    )  # fmt: skip
    yield Question(
        "UNIT-PT", ":同一个数,一处是人,一处是人次。可能一个抄自另一个,请核对。",
        list(dict.fromkeys(other_unit)), least=2,
    )  # fmt: skip


def _titles(reading: Reading) -> set[int]:
    """The lines above the first whole sentence and an abstract: they tell what the text says again."""
    texts = [block.text for block in reading.page.blocks[:_HEAD]]
    whole = next((rank for rank, text in enumerate(texts) if "。" in text), 0)
    abstracts = {block.index for block in reading.page.blocks[:_HEAD] if ABSTRACT.match(block.text)}
    return {*range(whole), *abstracts}


def _of_one_kind(reading: Reading) -> Iterator[Figure]:
    """农副业基地 9 个…农副产品生产基地 47 个: one paragraph, names that begin and end alike, two numbers."""
    for group in reading.by_block.values():
        named = [(f, _kind(f)) for f in group if measure_of(f.unit) is Measure.BODY]
        for (one, name), (other, again) in combinations(named, 2):
            apart = one.sentence != other.sentence and one.unit == other.unit
            alike = name and name[:2] == again[:2] and name[-2:] == again[-2:]
            if apart and alike and name != again and one.value != other.value:
                yield from (one, other)


def _kind(figure: Figure) -> str:
    """The name of what is counted, without what is said of it; none where a level or a sort tells it apart."""
    left, _, right = figure.context.partition("#")
    name = re.split("的", right or left)[-1]
    return name if re.fullmatch("[一-鿿]{4,10}", name) and not _APART.search(name) else ""


def _is_one_number(one: Figure, other: Figure) -> bool:
    """Whether a number is long enough to be no chance, or of a thing called alike."""
    digits = len(telling_digits(one))
    shared = {pair for pair in bigrams(one.context) & bigrams(other.context) if "#" not in pair}
    return digits >= _TELLING or (digits > 1 and bool(shared))


def _is_alike(one: Figure, other: Figure) -> bool:
    shared = {pair for pair in bigrams(one.context) & bigrams(other.context) if "#" not in pair}
    digits = len(telling_digits(one))
    if digits == 1 and one.precision is not other.precision:
        return False  # 每年 1 万家, 上万家
    return len(shared) >= (1 if digits >= _LONG else 2 if digits >= _TELLING else _ALIKE)
