"""Part and whole (部分与整体): LE, SUBSET, RATE-CEIL of members, POP-CEIL. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from niangjia.statistics.check.figures import Figure, Finding, Severity
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.support import (
    by_sentence,
    counting,
    found,
    is_city_report,
    plain,
    workers_or_members,
    written,
)
from niangjia.statistics.check.units import Measure, measure_of


@dataclass(frozen=True)
class Order:
    """``child`` cannot exceed ``parent``."""

    child: str
    parent: str
    words: str
    rule: str = "LE"
    severity: Severity = Severity.ERROR
    whole_text: bool = False


ORDERS = (
    Order("cards.activated", "cards.issued", "激活的卡不能多于发放的卡", whole_text=True),
    Order("cards.issued", "cards.applied", "发放的卡不能多于申领的卡", whole_text=True),
    Order("cards.issued", "members.total", "会员卡不能多于会员", whole_text=True),
    Order("cases.closed", "cases.accepted", "办结、调解成功的案件不能多于受理的案件"),
    Order("pairs.matched", "pairs.met", "牵手成功的不能多于牵线的"),
    Order("members.women", "members.total", "女会员不能多于会员", whole_text=True),
    Order("members.migrant", "members.total", "农民工会员不能多于会员", whole_text=True),
    Order("members.new_form", "members.total", "新就业形态会员不能多于会员", whole_text=True),
    Order("workers.women", "workers.total", "女职工不能多于职工", whole_text=True),
    Order("members.joined", "members.total", "新发展会员多于会员总数,除非期内流失更多",
          severity=Severity.WARN, whole_text=True),
    Order("unions.founded", "unions.total", "新组建工会多于工会总数,除非期内撤销更多",
          severity=Severity.WARN, whole_text=True),
    Order("patents", "inventions", "专利多于发明创造:专利还包括实用新型和外观设计时才可能",
          "SUBSET", Severity.WARN),
)  # fmt: skip
_NEARLY_ALL = Decimal(98)


def check(reading: Reading) -> Iterator[Finding]:
    """Every part that exceeds its whole."""
    yield from _declared(reading)
    yield from _of_which(reading)
    yield from _members_of_workers(reading)
    yield from _population(reading)


def _declared(reading: Reading) -> Iterator[Finding]:
    for order in ORDERS:
        groups = [list(reading.figures)] if order.whole_text else by_sentence(reading)
        for group in groups:
            for child in counting(group, order.child):
                parents = [
                    parent
                    for parent in counting(group, order.parent)
                    if parent is not child and _comparable(child, parent)
                ]
                if parents and all(child.low > parent.high for parent in parents):
                    yield found(
                        reading, order.rule,
                        f"“{child.label}”{written(child.value, child.unit)},大于“{parents[0].label}”"
                        f"{written(parents[0].value, parents[0].unit)}。{order.words}。请核对两个数,或说明口径。",
                        [child, parents[0]], severity=order.severity,
                    )  # fmt: skip


def _comparable(child: Figure, parent: Figure) -> bool:
    loose = {Measure.ITEM, Measure.BODY, Measure.PERSON}
    measures = {measure_of(child.unit), measure_of(parent.unit)}
    same_level = not child.organisation or not parent.organisation or (
        child.organisation[-1:] == parent.organisation[-1:]
        or child.organisation[:2] == parent.organisation[:2]
    )  # fmt: skip
    national = "全国" in child.context or "全国" in parent.context
    return (
        not national
        and (len(measures) == 1 or measures <= loose)
        and (same_level or child.block == parent.block)
    )


def _of_which(reading: Reading) -> Iterator[Finding]:
    """其中: a part said to belong to a total."""
    places = {figure.start: figure for figure in reading.figures}
    for child in reading.figures:
        parent = places.get(child.parent) if child.parent is not None else None
        if parent and child.low > parent.high:
            yield found(
                reading, "LE",
                f"“其中{child.label}”{written(child.value, child.unit)},大于总数“{parent.label}”"
                f"{written(parent.value, parent.unit)}。其中的一项不能大于总数,请核对两个数。",
                [child, parent],
            )  # fmt: skip


def _members_of_workers(reading: Reading) -> Iterator[Finding]:
    """Members against workers: more than all is impossible, nearly all is suspicious."""
    for members in counting(reading.figures, "members.total")[:1]:
        for workers in counting(reading.figures, "workers.total")[:1]:
            if not workers.value:
                continue
            rate = members.value * 100 / workers.value
            if members.low > workers.high:
                words, severity = "会员不能多于职工", Severity.ERROR
            elif rate > _NEARLY_ALL:
                words = "入会率接近 100%,职工数可能是由会员数取整而来"
                severity = Severity.WARN
            else:
                continue
            yield found(
                reading, "RATE-CEIL",
                f"会员 {written(members.value, '人')},职工 {written(workers.value, '人')},"
                f"入会率约 {plain(round(rate, 1))}%:"
                f"{words}。请写明职工数的口径(建会单位职工或全部职工)。",
                [workers, members], severity=severity,
            )  # fmt: skip


def _population(reading: Reading) -> Iterator[Finding]:
    """千万职工 in a city; more persons served than there are workers."""
    if is_city_report(reading):
        for vague in reading.vagues:
            masses = vague.text.lstrip("上近数超").startswith(("千万", "亿万"))
            people = ("职工", "工人", "会员", "劳动者")
            if masses and (vague.text.endswith(people) or vague.after.startswith(people)):
                yield found(
                    reading, "POP-CEIL",
                    f"“{vague.text}”是修辞,不是统计数:本地职工到不了这个数量级。已不计入数据,建议改为“广大职工”。",
                    [(vague.start, vague.end)],
                )  # fmt: skip
    total = workers_or_members(reading)
    if total is None or not total.has("workers.total", "members.total"):
        return
    for figure in reading.figures:
        about_workers = "职工" in figure.context or "会员" in figure.context
        if measure_of(figure.unit) is not Measure.PERSON or not about_workers:
            continue
        if figure.low > total.high * Decimal("1.2") and "全国" not in reading.sentence_text(figure):
            yield found(
                reading, "POP-CEIL",
                f"“{figure.label}”{written(figure.value, '人')},多于{total.label}{written(total.value, '人')}。"
                "受益人数不能多于职工总数;如为服务次数,请用“人次”。",
                [figure, total],
            )  # fmt: skip
