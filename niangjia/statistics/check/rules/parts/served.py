"""More served than there are, told anywhere in a text (服务的多于现有的): LE, POP-CEIL. Pure.

What is done for a group (体检, 慰问, 筛查, 配送) is done for those the report says there are, in whatever order and
however many paragraphs apart the two are told. Over several years the same people come again: then 人次 was written
as 人. What one work gave to a group is within what it gave to all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from niangjia.statistics.check.figures import Finding, Severity
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.operands import is_local
from niangjia.statistics.check.rules.parts.told import (
    COMPARED,
    DONE,
    WORKERS,
    YEAR,
    Told,
    told,
)
from niangjia.statistics.check.rules.support import (
    HONOUR,
    exceeds,
    found,
    is_aimed_at,
    of_two_levels,
    shown,
)
from niangjia.statistics.check.rules.times.scope import at_one_place
from niangjia.statistics.check.units import Measure, measure_of

_SHORTEST = 3
_MOST = 60
_COUNTED = frozenset({Measure.PERSON, Measure.BODY, Measure.HOUSEHOLD})
_DONE_TO = rf"(?:免费|进行|接受|领取|领到|送|发|开展|提供|办理|配|建|{DONE.pattern})"
_FOR = re.compile(
    rf"^(?:{DONE.pattern}|分?[一二两三四五六七八九十]*[期批轮]|为|给|向|对|让|使|免费|分批|集中|送|配送|发|组成|帮助)+"
)
_RIGHT_OF = re.compile(rf"(?:都|均|全部|分批|先后)*(?:{_DONE_TO}|$)")
_AND_OTHERS = re.compile(r"[^,。;]{2,12}?(?:[、和及与]|以及)(?!谐)")
"""慰问 1260 名环卫工人、快递员: of several groups together."""
_LISTED = re.compile(r"[一-鿿]{2}(?:[、和及与]|以及)[一-鿿]+$")
_ANYBODY = re.compile(
    r"(?:基层|广大)?(?:职工|会员|企业|单位|人员|群众|干部|居民|市民|家庭|工会|组织|劳动者|员工|法人单位)"
)
"""Of these others than the report's own may be served, and other rules weigh them."""
_IN_AND_OUT = re.compile(r"困难|贫困|致困|失业|患|求职|待业|新|伤|受|应|未|离职")
"""Groups that people join and leave within a year: more were helped than are on the list today."""
_MOVING = re.compile(r"骑手|快递|外卖|送餐|司机|农民工|家政|保安|学徒|实习|大学生|新就业")
"""Groups whose people change so fast that years of them are more than a year's."""
_LEVEL = re.compile(r"全([国省市县区州镇乡])")
_ON_LIST = re.compile(r"^在[册岗职]")
_OUTER = re.compile("全国|全省|跨省|外地|来自")
_CASES = (
    (re.compile("法律援助|受援"), re.compile(r"(?:受援|获援)(?:职工|人员|人数|群众|人)?")),
    (re.compile("疗休养|疗养"), re.compile(r"(?:参疗|组织|安排)?(?:职工)?(?:参加)?疗休?养(?:职工|人数)?")),
)  # fmt: skip
"""Works that a report counts once: its words, and how all whom it served are called."""
_ALL_OF = re.compile(r"(?:广大)?(?:职工|人员|群众|劳动者)")


def check(reading: Reading) -> Iterator[Finding]:
    """Groups and things of which more are served than there are; groups above all that a work served."""
    everything = [one for one in told(reading) if measure_of(one.figure.unit) in _COUNTED]
    stocks: dict[tuple[str, str], list[Told]] = {}
    for one in everything:
        noun = _stock_of(everything, one)
        if noun:
            stocks.setdefault((one.figure.unit, noun), []).append(one)
    nouns = sorted({noun for _, noun in stocks}, key=len, reverse=True)[:_MOST]
    for part in everything:
        noun = next((noun for noun in nouns if _is_done_for(part, noun)), "")
        wholes = stocks.get((part.figure.unit, noun), [])
        if wholes and all(_is_beyond(reading, part, whole) for whole in wholes):
            yield from _told_apart(reading, part, wholes[-1], noun)
    yield from _of_one_work(reading, everything)


def _stock_of(everything: Sequence[Told], one: Told) -> str:
    """The group a number says there are of (现有市级以上劳模 1386 名); empty where it says something else."""
    noun = _ON_LIST.sub("", one.name)
    plainly = not (one.left and one.right) and one.is_stock and not one.is_dependent
    if not plainly or COMPARED.search(one.clause) or DONE.search(noun) or _ANYBODY.fullmatch(noun):
        return ""
    if len(noun) < (2 if HONOUR.search(noun) else _SHORTEST):
        return ""
    if one.among is not None and not _is_of_stock(everything, one):
        return ""
    return noun


def _is_of_stock(everything: Sequence[Told], one: Told) -> bool:
    """会员 96.8 万人,其中女会员 41.2 万人; not 会员…,其中女职工 (those of them only), nor 培训…,其中女职工."""
    start = one.among[0] if one.among else 0
    before = [
        other for other in everything
        if other.figure.block == one.figure.block and other.figure.sentence == one.figure.sentence
        and other.figure.start < start and other.figure.parent is None
    ]  # fmt: skip
    if not before or not before[-1].is_stock or DONE.search(before[-1].left):
        return False
    return "会员" not in before[-1].name or "会员" in one.name


def _is_done_for(part: Told, noun: str) -> bool:
    """组织市级以上劳模 1452 名参加体检; 为 46.8 万名女会员开展筛查: the whole group and what was done for it."""
    if part.is_stock or part.is_new or COMPARED.search(part.clause) or part.figure.parent:
        return False
    if _LISTED.search(part.clause):
        return False
    if part.left == noun:
        return bool(part.right) and bool(_RIGHT_OF.match(part.right))
    if part.left.endswith(noun):
        leads = _FOR.fullmatch(part.left.removesuffix(noun))
        return bool(leads) and bool(_RIGHT_OF.match(part.right))
    for_them = not part.left or _FOR.fullmatch(part.left) or part.left in {"州县", "市县", "县区"}
    if not for_them or not part.right.startswith(noun):
        return False
    rest = part.right.removeprefix(noun)
    if _AND_OTHERS.match(part.figure.context.partition("#")[2]):
        return False
    return bool(_RIGHT_OF.match(rest)) and bool(rest or DONE.search(part.clause))


def _is_beyond(reading: Reading, part: Told, whole: Told) -> bool:
    """Whether more are served than there are, of one place and no time that the stock says nothing of."""
    one, other = part.figure, whole.figure
    if one.low <= other.high or is_aimed_at(reading, one) or is_aimed_at(reading, other):
        return False
    if of_two_levels(one.context, other.context) or _OUTER.search(part.before):
        return False
    years = [{year for year in told.years if year.isdigit()} for told in (part, whole)]
    if all(years) and not years[0] & years[1] and part.time <= YEAR:
        return False
    return _at_one_place(reading, part, whole)


def _at_one_place(reading: Reading, part: Told, whole: Told) -> bool:
    """Whether both are of one place; 全县共有…, 全市为… are of two."""
    levels = {tuple(_LEVEL.findall(one.before)[-1:]) for one in (part, whole)} - {()}
    return (
        len(levels) < 2
        and not is_local(reading, whole.figure, part.figure)
        and at_one_place(reading, whole.figure, part.figure)
    )


def _told_apart(reading: Reading, part: Told, whole: Told, noun: str) -> Iterator[Finding]:
    """LE within a year; POP-CEIL where several years are counted together."""
    one, other = part.figure, whole.figure
    if part.time <= YEAR and not _IN_AND_OUT.search(noun):
        yield exceeds(
            reading, one, other, "现有的总数已经写明,服务的不能更多", severity=Severity.WARN
        )
    elif part.time > YEAR and not _IN_AND_OUT.search(noun) and not _MOVING.search(noun):
        person = measure_of(one.unit) is Measure.PERSON
        if person:
            yield found(
                reading, "POP-CEIL",
                f"“{one.label}”{shown(one)},多于现有的“{other.label}”{shown(other)}。几年累计的像是人次,写成了人数。"
                "请核对;如为次数,请用“人次”,并另报不重复的人数。",
                [one, other],
            )  # fmt: skip


def _of_one_work(reading: Reading, everything: Sequence[Told]) -> Iterator[Finding]:
    """受援职工 1064 人…为 1187 名农民工提供法律援助: a group above all whom the same work served."""
    for work, served in _CASES:
        named = [one for one in everything if work.search(_said(one)) and one.time <= YEAR]
        wholes = [
            one for one in named
            if served.fullmatch(one.left or one.right) or _served_all(one, work)
        ]  # fmt: skip
        for part in named if wholes else ():
            group = WORKERS.match(part.right) or WORKERS.search(part.left)
            within = group and not _ALL_OF.fullmatch(group.group()) and part not in wholes
            if not within or COMPARED.search(part.clause) or part.figure.parent:
                continue
            above = [whole for whole in wholes if _is_above(reading, part, whole)]
            if len(above) == len(wholes):
                yield exceeds(
                    reading, part.figure, above[-1].figure,
                    "其中一类人的数不能大于这项工作服务的全部人数", severity=Severity.WARN,
                )  # fmt: skip
                break


def _said(one: Told) -> str:
    """What its sentence says up to it and behind it."""
    return one.before + one.figure.context.partition("#")[2]


def _served_all(one: Told, work: re.Pattern[str]) -> bool:
    """为 1064 名职工提供法律援助: the people are named as nobody in particular."""
    people = _ALL_OF.match(one.right)
    return people is not None and bool(work.search(one.right[people.end() :]))


def _is_above(reading: Reading, part: Told, whole: Told) -> bool:
    one, other = part.figure, whole.figure
    years = [{year for year in told.years if year.isdigit()} for told in (part, whole)]
    return (
        one.unit == other.unit
        and one.low > other.high
        and whole.body != 1
        and not (all(years) and years[0] != years[1])
        and not COMPARED.search(whole.clause)
        and whole.figure.parent is None
        and not _OUTER.search(part.before)
        and _at_one_place(reading, part, whole)
    )
