"""One number in two places (同一个数写了两次): DUP-FIG, UNIT-PT. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from niangjia.statistics.check.figures import Figure
from niangjia.statistics.check.layout import BlockKind
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.operands import is_count
from niangjia.statistics.check.rules.questions.question import Place, Question
from niangjia.statistics.check.rules.slip import telling_digits
from niangjia.statistics.check.rules.support import bigrams
from niangjia.statistics.check.units import Measure, measure_of

_TELLING, _LONG = 3, 4
_MOST = 12
_HEAD = 4
_MANY, _ALIKE = 10_000, 4


def ask(reading: Reading) -> Iterator[Question]:
    """Told again in another sentence; 12.8 万人 here and 12.8 万人次 there."""
    same: dict[Decimal, list[Figure]] = defaultdict(list)
    titles = _titles(reading)
    for figure in reading.figures:
        kind = reading.page.blocks[figure.block].kind
        telling = len(telling_digits(figure)) >= _TELLING or figure.value >= _MANY
        if is_count(figure) and kind is BlockKind.TEXT and telling and figure.block not in titles:
            same[figure.value].append(figure)
    again: list[Place] = []
    other_unit: list[Place] = []
    for figures in same.values():
        first = figures[0]
        for figure in figures[1:_MOST]:
            apart = (first.block, first.sentence) != (figure.block, figure.sentence)
            if apart and first.unit == figure.unit and _is_alike(first, figure):
                again += [first, figure]
            elif len(telling_digits(figure)) > 1 and {
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
        "UNIT-PT", ":同一个数,一处是人,一处是人次。可能一个抄自另一个,请核对。",
        list(dict.fromkeys(other_unit)), least=2,
    )  # fmt: skip


def _titles(reading: Reading) -> set[int]:
    """The lines above the first whole sentence: a headline tells what the text says again."""
    texts = [block.text for block in reading.page.blocks[:_HEAD]]
    whole = next((rank for rank, text in enumerate(texts) if "。" in text), 0)
    return set(range(whole))


def _is_alike(one: Figure, other: Figure) -> bool:
    shared = {pair for pair in bigrams(one.context) & bigrams(other.context) if "#" not in pair}
    digits = len(telling_digits(one))
    return len(shared) >= (1 if digits >= _LONG else 2 if digits >= _TELLING else _ALIKE)
