"""So many a day, a month, a year (日均、月均、年均): MUL of a pace against what it comes to. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from niangjia.statistics.check.figures import Figure, Finding, Precision
from niangjia.statistics.check.numerals import parse
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.operands import between
from niangjia.statistics.check.rules.sums.products import COUNTED, OFTEN, PERSONS
from niangjia.statistics.check.rules.support import by_sentence, found, half_digit, plain, written
from niangjia.statistics.check.units import Measure, measure_of

_SPAN = re.compile(r"(?P<years>[二两三四五六])年(?:来|间)?累计")
_SINCE = re.compile(r"自(?P<year>20\d{2})年(?:(?P<month>\d{1,2})月)?[^。;]{0,24}以来")
_OPENED = re.compile(r"(?:开放|运行|服务|营业|值守)(?P<days>\d{2,3})天")
_ROUGHLY = Decimal("0.95"), Decimal("1.05")
_YEARS = re.compile(r"(?P<years>[2-9]|10|[二两三四五六七八九十])年(?:来|间|累计|共|(?=,?每年))")
_IN_YEARS = re.compile(r",(?P<years>[2-9]|10|[两二三四五六七八九十])年(?!来)[^,。;]{0,10}$")
_TO_EACH = re.compile(r"(?:每[名人位户家个]|人均|户均)[^,;#]{0,12}#")
_MONTHLY = re.compile(r"月均|(?:每月|每个月|平均每月)(?=[一-鿿]{0,6}#)")
_A_YEAR = re.compile(r"全年|年(?:累计|度|服务|接待|办理)|一年来?[^,#]{0,6}#")
_MOST_MONTHS = Decimal("12.5")
"""Twelve, and what rounding of the mean may add."""
_NEAR = 30
_SAME_VERB = re.compile(r"(?:日均|平均每[天日])(?P<verb>[一-鿿]{2})[^,、。;\d]{0,6}$")
_OPEN_DAYS = Decimal("0.6")
_FEWEST_DAYS, _MOST_DAYS = 250, 366
"""Working days or all days of a year."""
_AT_MOST = re.compile(r"最[高多大]|高峰|峰值|[可能](?=接待|服务|提供|容纳)")


_A_HEAD_A_YEAR = re.compile(r"(?:每[人名位户份]|人均)[^,。;]{0,8}每年[^,。;]{0,12}$")
"""每人每年 50 元 is a price, not what each year brought."""


def check(reading: Reading) -> Iterator[Finding]:
    """Paces that do not come to what is told of them."""
    for group in by_sentence(reading):
        for one, other in pairwise(group):
            yield from _daily(reading, one, other)
            yield from _daily_since(reading, one, other)
            yield from _daily_since(reading, other, one)
            yield from _monthly(reading, one, other)
        for rank, each in enumerate(group):
            yield from _of_year(reading, group[:rank], each)
        yield from _yearly(reading, group)
        yield from _months_of_year(reading, group)


def _daily(reading: Reading, each: Figure, total: Figure) -> Iterator[Finding]:
    """日服务 230 万人次,全年 80 亿人次: a year has 365 days."""
    a_day = re.search(
        r"(?:日均|每[天日]|(?<![当今昨近节假生])日(?=服务|接待|运送|访问|办理))[^,、。;\d]{0,8}$",
        reading.words_before(each),
    )
    a_year = re.search(
        r"^[,、]?(?:全年|年均?|每年|一年)[^,。;\d]{0,12}$", reading.words_before(total)
    )
    same = each.unit == total.unit and measure_of(each.unit) in {*COUNTED, Measure.MONEY}
    if not a_day or not a_year or not same or not each.value or _AT_MOST.search(a_day.group()):
        return
    least = (each.low - half_digit(each)) * _FEWEST_DAYS
    most = (each.high + half_digit(each)) * _MOST_DAYS
    if total.high + half_digit(total) < least or total.low - half_digit(total) > most:
        yield found(
            reading, "MUL",
            f"每天 {each.text},一年约 {written(each.value * 365, each.unit)},写的是 {total.text}。请核对两个数。",
            [total, each],
        )  # fmt: skip


def _monthly(reading: Reading, total: Figure, each: Figure) -> Iterator[Finding]:
    """全年举办活动 48 场,平均每月 6 场."""
    monthly = re.fullmatch(r",(?:平均每月|月均)[^,。;\d]{0,6}", between(reading, total, each))
    yearly = re.search(r"全年[^,。;\d]{0,12}$", reading.words_before(total))
    if not monthly or not yearly or each.unit != total.unit or total.unit == "%":
        return
    right = total.value / 12
    if abs(right - each.value) > max(Decimal(1), right / 10) + half_digit(each):
        yield found(
            reading, "MUL",
            f"全年 {total.text},平均每月应为 {plain(round(right, 1))} {each.unit},写的是 {each.text}。请核对两个数。",
            [each, total],
        )  # fmt: skip


def _of_year(reading: Reading, before: Sequence[Figure], each: Figure) -> Iterator[Finding]:
    """2023 年共受理诉求 8640 件,增长 19.8%,日均受理 38.6 件: the same verb, and a whole year."""
    daily = _SAME_VERB.search(reading.words_before(each))
    if not daily or not each.value or measure_of(each.unit) not in COUNTED:
        return
    totals = [
        f for f in before
        if f.unit == each.unit and daily["verb"] in f.context and _is_of_year(f)
        and "日均" not in f.context and not re.match("比|较", f.context)
    ]  # fmt: skip
    if len(totals) != 1:
        return
    total, blur = totals[0], half_digit(each)
    least = (each.low - blur) * _FEWEST_DAYS * _ROUGHLY[0]
    most = (each.high + blur) * _MOST_DAYS * _ROUGHLY[1]
    if not least <= total.high + half_digit(total) or not total.low - half_digit(total) <= most:
        yield found(
            reading, "MUL",
            f"一年 {total.text},平均每天约 {plain(round(total.value / 365, 1))} {each.unit},写的是 {each.text}。"
            "请核对两个数。",
            [each, total],
        )  # fmt: skip


def _is_of_year(figure: Figure) -> bool:
    """Whether its time is one calendar year."""
    first, last = figure.period.start, figure.period.end
    return figure.context.startswith("全年") or (
        first[:4] == last[:4] and (first[4:], last[4:]) == ("-01-01", "-12-31")
    )


def _daily_since(reading: Reading, each: Figure, total: Figure) -> Iterator[Finding]:
    """五年累计阅读 1.9 亿次,日均 100 余万次; 自 2020 年 8 月…,日均 260 人次,累计 86 万人次."""
    if each.unit != total.unit or not each.value or measure_of(each.unit) not in COUNTED:
        return
    daily = re.search(r"(?:日均|平均每[天日])[^,、。;\d]{0,8}$", reading.words_before(each))
    opened = _OPENED.search(reading.sentence_before(total))
    in_all = opened or re.search(r"(?:累计|全年)[^,。;\d]{0,12}$", reading.words_before(total))
    if not daily or not in_all:
        return
    days = _days_told(reading, reading.sentence_before(max(each, total, key=lambda f: f.start)))
    fewest, most = days * _OPEN_DAYS, days * 2
    if days and not fewest <= total.value / each.value <= most:
        yield found(
            reading, "MUL",
            f"日均 {each.text},约 {days} 天应为 {written(round(each.value * days, -2), each.unit)},"
            f"写的是 {total.text}。请核对两个数。",
            [each, total],
        )  # fmt: skip


def _days_told(reading: Reading, words: str) -> int:
    """How many days a sentence speaks of: 五年累计, or since a month until the last year named."""
    years, since = _SPAN.search(words), _SINCE.search(words)
    if years:
        return int(parse(years["years"]) or 0) * 365
    opened = _OPENED.search(words)
    if opened:
        return int(opened["days"])
    if not since:
        return 365 if "全年" in words else 0
    begun = int(since["year"]) + Decimal(int(since["month"] or 1) - 1) / 12
    last = max(int(year) for year in re.findall(r"20\d{2}(?=年)", reading.page.text))
    published = reading.published
    ended = published.year + Decimal(published.month) / 12 if published else Decimal(last + 1)
    return int((ended - begun) * 365)


def _months_of_year(reading: Reading, group: Sequence[Figure]) -> Iterator[Finding]:
    """月均借阅 3200 人次,全年 38 万人次: a year has twelve months."""
    means = [f for f in group if _MONTHLY.search(f.context) and f.value and f.upper is None]
    means = [f for f in means if not _TO_EACH.search(f.context)]  # 每名劳模每月 300 元
    years = [f for f in group if _A_YEAR.search(f.context) and f not in means]
    for mean, year in ((m, y) for m in means for y in years):
        if mean.unit != year.unit or mean.unit == "%" or mean.start > year.end + _NEAR:
            continue
        if year.low > mean.high * _MOST_MONTHS or year.high < mean.low:
            yield found(
                reading, "MUL",
                f"一个月 {mean.text},全年却有 {year.text},合 {plain(round(year.value / mean.value))} 倍。"
                "请核对平均数和全年数的小数点、单位。",
                [year, mean],
            )  # fmt: skip


def _yearly(reading: Reading, group: Sequence[Figure]) -> Iterator[Finding]:
    """五年来,每年选树 10 名,累计选树 80 名."""
    for each, total in pairwise(group):
        before = reading.page.text[reading.page.blocks[each.block].start : each.start]
        clause = re.split(r"[。;]", before)[-1]
        between = reading.page.text[each.end : total.start]
        yield from _mean_year(reading, total, each, clause)
        in_all = re.search(r"(?:共|合计|总计|累计)[^,。;]{0,8}$", between)
        years = _IN_YEARS.match(between) or (
            (_YEARS.search(clause) or _YEARS.search(between)) if in_all else None
        )
        often = re.search(r"每个?(?P<of>月|季度|季)[^,。;]{0,12}$", clause)
        if (
            often
            and re.search(r"全年[^,。;]{0,10}$", between)
            and not re.search(r"其中|个月", clause)
        ):
            yield from _in_a_year(reading, each, total, often["of"])
        yearly = re.search(r"每年[^,。;]{0,12}$", clause)
        if not years or not yearly or _A_HEAD_A_YEAR.search(clause):
            continue
        number = parse(years["years"])
        exact = _whole(each, total) or (each.unit == "元" and "." not in each.number + total.number)
        if number is None or each.unit != total.unit or not exact:
            continue
        if number * each.value != total.value:
            yield found(
                reading, "MUL",
                f"{years['years']}年每年 {each.text},共应 {plain(number * each.value)} {total.unit},"
                f"写的是 {total.text}。请核对年数、每年的数和累计数。",
                [total, each], suggestion=f"{plain(number * each.value)} {total.unit}",
            )  # fmt: skip


def _mean_year(reading: Reading, mean: Figure, total: Figure, clause: str) -> Iterator[Finding]:
    """五年来累计培训 9.6 万人次,年均 2.4 万人次."""
    years = _YEARS.search(clause)
    said = re.search(r"(?:年均|平均每年|每年平均)[^,。;]{0,6}$", reading.words_before(mean))
    same = mean.unit == total.unit and measure_of(mean.unit) in {*COUNTED, Measure.MONEY}
    number = parse(years["years"]) if years and said and same else None
    if number is None or re.search(r"其中|目标|计划|力争", clause):
        return
    right = total.value / number
    exact = all(f.precision is Precision.EXACT and f.upper is None for f in (mean, total))
    blur = half_digit(total) / number + max(half_digit(mean), Decimal(1), mean.value / 50)
    if exact and abs(right - mean.value) > blur:
        yield found(
            reading, "MUL",
            f"{total.text}分 {plain(number)} 年,年均应为 {written(round(right, 1), mean.unit)},写的是 {mean.text}。"
            "请核对年数、累计数和年均数。",
            [mean, total], suggestion=written(round(right, 1), mean.unit),
        )  # fmt: skip


def _in_a_year(reading: Reading, each: Figure, total: Figure, of: str) -> Iterator[Finding]:
    """每月 2 场,全年 36 场."""
    same = each.unit == total.unit or {each.unit, total.unit} == PERSONS
    right = each.value * OFTEN[of]
    if same and _whole(each, total) and right != total.value:
        yield found(
            reading, "MUL",
            f"每{of} {each.text},全年应为 {plain(right)} {total.unit},写的是 {total.text}。"
            f"请核对两个数,或说明有几个{of}没有开展。",
            [total, each], suggestion=f"{plain(right)} {total.unit}",
        )  # fmt: skip


def _whole(*figures: Figure) -> bool:
    """Whether all are exact whole numbers without 万 or 亿."""
    return all(f.precision is Precision.EXACT and not f.magnitude for f in figures)
