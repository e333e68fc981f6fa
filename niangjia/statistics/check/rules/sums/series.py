"""Totals of periods, and of counts told with their money (分期、成对的分项): SUM. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from niangjia.statistics.check.figures import Figure, Finding
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.operands import between, differs
from niangjia.statistics.check.rules.sums.adding import adds_up, made
from niangjia.statistics.check.rules.sums.items import NEARLY, alike_units
from niangjia.statistics.check.rules.support import bigrams

_YEARS_OF = re.compile(
    r"(?P<first>20\d{2})年?[至到—–~-]+(?P<last>20\d{2})年(?:[^,。;]{0,4},)?(?P<name>[^,。;\d]{2,16}?)(?:分别|依次)(?:为|是|有|达到?|约)*$"
)
_GREW = re.compile(
    r",(?:[^,。;\d年均]{0,4}[\d一二三四五六七八九十]年(?:间|来)?)?(?:累计|总共|共)?(?:增长|增加|提高|上升|增幅)(?:了|达到?|为)*"
)
_IN_ALL = re.compile(
    r"[,。;]?[\d一二三四五六七八九十]年(?:间|来)?(?:累计|合计|共计|总计|共)(?P<name>[^,。;\d]{2,10})"
    r"|[^。\d]*(?:[\d.]+%)?。[\d一二三四五六七八九十]年(?:间|来)?(?:累计|合计|共计|总计|共)(?P<name2>[^,。;\d]{2,10})"
)
_NTH = re.compile(r"第([一二三四五六七八九十])(?:期|批|次|轮|季度|阶段|场)[^,。;]{0,10}$")


def check(reading: Reading) -> Iterator[Finding]:
    """Totals that their periods, or their pairs, do not give."""
    yield from _numbered(reading)
    yield from _in_pairs(reading)
    yield from _of_years(reading)


def _of_years(reading: Reading) -> Iterator[Finding]:
    """2018 年至 2022 年,参保职工分别为 24.1 万人、…、36.5 万人,五年间增长 61.5%。五年累计参保 142.6 万人次."""
    for figures in reading.by_block.values():
        for rank, first in enumerate(figures):
            named = _YEARS_OF.search(reading.sentence_before(first))
            years = int(named["last"]) - int(named["first"]) + 1 if named else 0
            row = figures[rank : rank + years]
            if years < 3 or len(row) < years or any(f.unit != first.unit for f in row):
                continue
            if any(between(reading, *two) != "、" for two in pairwise(row)) or not first.value:
                continue
            yield from _said_of_row(
                reading, row, figures[rank + years :], named["name"] if named else ""
            )


def _said_of_row(
    reading: Reading, row: Sequence[Figure], after: Sequence[Figure], name: str
) -> Iterator[Finding]:
    old, new = row[0], row[-1]
    for figure in after[:2]:
        said = between(reading, new, figure)
        if figure.unit == "%" and _GREW.fullmatch(said):
            right = (new.value - old.value) * 100 / old.value
            words = f"由 {old.text} 到 {new.text},变化"
            yield from differs(reading, figure, abs(right), words, (old, new))
        elif (alike_units(figure, new) or {figure.unit, new.unit} == {"人", "人次"}) and (
            in_all := _IN_ALL.fullmatch(said)
        ):
            told = bigrams(name) & bigrams(
                in_all["name"] or in_all["name2"]
            ) and figure.value > max(f.value for f in row)
            if told and not adds_up(figure, row):
                yield made(reading, figure, row)


def _numbered(reading: Reading) -> Iterator[Finding]:
    """累计 46.5 万人次。第一期 14 万人,第二期 15 万人,第三期 18 万人: the periods of a total."""
    for figures in reading.by_block.values():
        runs = [f for f in figures if _NTH.search(reading.words_before(f))]
        marks = [(_NTH.search(reading.words_before(f)) or [""])[1] for f in runs]
        if len(runs) < 2 or set(marks) != set("一二三四五六七八九十"[: len(runs)]):
            continue
        earlier = [
            f for f in figures[: figures.index(runs[0])]
            if alike_units(f, runs[0]) and re.search(r"累计|共|总|合计", reading.sentence_text(f))
        ]  # fmt: skip
        if len(earlier) > 1:  # 累计参加 47 万人次,累计为 1 万人次发放…: the one of like words
            heard = bigrams(runs[0].context[2:])
            earlier = [f for f in earlier if any(pair in f.context for pair in heard - {"期#"})]
        total = earlier[0] if len(earlier) == 1 else None
        if total is None or runs[0].sentence - total.sentence > 1 or adds_up(total, runs):
            continue
        if all(alike_units(total, part) for part in runs):
            amount = sum((part.value for part in runs), Decimal(0))
            if amount > total.high or abs(amount - total.value) <= total.value * NEARLY:
                yield made(reading, total, runs)


def _in_pairs(reading: Reading) -> Iterator[Finding]:
    """620 人次、93 万元。其中住院 500 人次、75 万元,大病 80 人次、16 万元…: counts with their money."""
    for figures in reading.by_block.values():
        for rank in range(len(figures) - 5):
            heads = figures[rank : rank + 2]
            rest = figures[rank + 2 :]
            length = (
                next((n for n, f in enumerate(rest) if f.unit != heads[n % 2].unit), len(rest))
                // 2
                * 2
            )
            opened = re.search(r"其中|分别|[(:]", between(reading, heads[1], rest[0]))
            listed = between(reading, *heads) in {"、", ","} and heads[0].unit != heads[1].unit
            if (
                not opened
                or not listed
                or length < 4
                or rest[length - 1].sentence != rest[0].sentence
            ):
                continue
            for place, total in enumerate(heads):
                parts = rest[place:length:2]
                amount = sum((part.value for part in parts), Decimal(0))
                near = abs(amount - total.value) <= total.value * NEARLY
                if near and not adds_up(total, parts):
                    yield made(reading, total, parts)
