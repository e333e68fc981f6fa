"""Rates (比率): RATE-CEIL, RATE-REC, FK-COVER. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from niangjia.statistics.check.figures import Figure, Finding, Precision
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.support import (
    by_sentence,
    counting,
    found,
    half_digit,
    measured,
    plain,
    stated,
    workers_or_members,
    written,
)
from niangjia.statistics.check.units import Measure, measure_of

_BOUNDED = re.compile(r"率|覆盖面|覆盖|占|比例|比重|满意度")
_UNBOUNDED = re.compile(
    r"增长|增速|增幅|提高|提升|上升|上涨|同比|环比|完成率|达成率|超额|收益率|利润率|回报|计划的|任务的|目标的|翻"
)
_PARTICIPATION = re.compile(r"(?:参与|参加|参赛|覆盖|受益)率")
_RECOMPUTED = re.compile(
    r"(?:成功|办结|结案|调解|签订|建会|入会|激活|就业|达标|合格|发放|办理|化解|通过|参赛|脱困|参保|换届|获奖|获证|取证|使用|利用|返还|拨付|兑现"
    r"|整改|采纳|落实|覆盖|组建|建制|参训|录用|签约|转化|结业|回访|检查|筛查|到位|执行)率"
)
_DENOMINATOR = re.compile(
    r"应|需|受理|接收|接听|来电|培训|申领|申请|发放|总数|报名|现有|共有|收到|接到|应建|建档|参赛|参加|参训|参与|排查|征集|计划|预算"
)
_NUMERATOR = re.compile(
    r"已|成功|实际|完成|办结|激活|通过|实现|签订|化解|结案|合格|脱困|获奖|取得|整改|采纳|支出|到位|结业|录用|落实"
)
_OF_MONEY = re.compile(r"(?:执行|到位|支出|完成|使用|返还|拨付|兑现)率$")
_COMPARED = re.compile(
    r"(?:比|较)(?:上年|去年|前年|上年度|\d{4}年)(?:同期)?(?:的)?[^,;。增减多少升降]{0,6}$"
)
_CHANGED_BY = re.compile(r"(?:增加|增长|净增|多|上升|减少|下降|增收|多收|减收|少|减|增)(?:了)?$")
_ROSE = re.compile(
    r"(?:增加|增长|提高|上升|提升|发展|扩大|扩展|拓展|壮大|跃升|攀升|增|升)(?:到|至|为)"
)
_FELL = re.compile(r"(?:下降|减少|降低|压减|降|减)(?:到|至|为)")
_GROWTH = re.compile(
    r"(?:增长|增幅|提高|上升|提升|下降|降幅|减少|净增|增加|翻)(?:了|达|为|约|近|超过?)*$"
)
_TIMES_OF = re.compile(r",?(?:是|为|达到?|相当于)(?:\d{4}年底?|上年|去年|前年)?[^,。;\d]{0,8}")
_PLAN = "(?:预算|计划|目标|任务|指标)"
_PLAN_BEFORE = re.compile(rf",?(?:占|完成|达到)[^,。;\d]{{0,6}}{_PLAN}[^,。;\d]{{0,4}}\(?")
_OF_PLAN = re.compile(
    rf",?(?:为|占|是)?(?:完成|达到)?(?:年度|全年|年初)?{_PLAN}{{1,2}}数?的(?:约|近|超)?"
)
_TIMES = re.compile(r"(?:是|为|达到?|相当于)[^,。;]{0,8}$")
_LONGEST, _SHORT = 16, 8
_FAR_APART = 2
_GAP_OF_COLLECTION = 10


def check(reading: Reading) -> Iterator[Finding]:
    """Rates above all, rates against their numbers, rates without a common base."""
    for figure in measured(reading.figures, Measure.RATE):
        yield from _ceiling(reading, figure)
    for group in by_sentence(reading):
        yield from _implied_base(reading, group)
        yield from _recomputed(reading, group)
        yield from _of_named_whole(reading, group)
        yield from _of_plan(reading, group)
        yield from _rate_between(reading, group)
        yield from _growth(reading, group)
        yield from _than_before(reading, group)
        yield from _by_and_percent(reading, group)
    yield from _collection(reading)


def _ceiling(reading: Reading, rate: Figure) -> Iterator[Finding]:
    words = rate.context.partition("#")[0] + rate.label
    if rate.low > 100 and _BOUNDED.search(words) and not _UNBOUNDED.search(rate.context):
        yield found(
            reading, "RATE-CEIL",
            f"“{rate.label}”{rate.text},超过 100%。比率的分子是分母的一部分,不能超过 100%,请核对。",
            [rate],
        )  # fmt: skip


def _implied_base(reading: Reading, group: Sequence[Figure]) -> Iterator[Finding]:
    """28 万 participants at 72 % are a base of 38.9 万: is that the base used elsewhere?"""
    rates = [
        r
        for r in measured(group, Measure.RATE)
        if "职工" in r.label and _PARTICIPATION.search(r.label)
    ]
    people = [p for p in counting(group, "contest.people") if p.block == group[0].block]
    everybody = workers_or_members(reading) if rates and people else None
    if everybody is None or not rates[0].value:
        return
    base = people[0].value * 100 / rates[0].value
    low, high = sorted((base, everybody.value))
    if low and high / low > _FAR_APART and everybody not in people:
        yield found(
            reading, "RATE-REC",
            f"{people[0].text}参加、{rates[0].label}{rates[0].text},"
            f"分母应约 {written(round(base, -3), '人')};而同一篇里职工数是"
            f"{written(everybody.value, '人')}("
            f"{plain(round(people[0].value * 100 / everybody.value, 1))}%)。分母不一致,"
            "请写明各比率的分子、分母和范围。",
            [rates[0], people[0], everybody],
        )  # fmt: skip


def _recomputed(reading: Reading, group: Sequence[Figure]) -> Iterator[Finding]:
    """受理 63 件、调解成功 40 件、成功率 80 %: the three must agree."""
    for rate in measured(group, Measure.RATE):
        if not _RECOMPUTED.search(rate.label) or rate.unit != "%":
            continue
        earlier = [
            figure for figure in group
            if figure.segment == rate.segment and figure.start < rate.start
            and measure_of(figure.unit) not in {Measure.RATE, Measure.POINTS, None}
            and (measure_of(figure.unit) is not Measure.MONEY or _OF_MONEY.search(rate.label))
        ]  # fmt: skip
        earlier = earlier[-2:]
        if len(earlier) != 2 or earlier[0].unit != earlier[1].unit:
            continue
        between = reading.page.text[earlier[0].end : earlier[1].start]
        if re.search(r"[、和]", between) and not re.search(r",", between):
            continue  # 21 个街道工会、8 个系统工会全部换届,换届率 100 %: two parts of one list
        whole, part = sorted(earlier, key=lambda figure: figure.value, reverse=True)
        stem = rate.label[-3:-1] if rate.label.endswith("率") else ""
        first = whole.start < part.start or _DENOMINATOR.search(whole.context)
        named = bool(stem) and stem in part.context and first
        related = named or (_DENOMINATOR.search(whole.context) and _NUMERATOR.search(part.context))
        exact = all(figure.precision is Precision.EXACT for figure in earlier)
        every = re.search(r"全部|均已|都已", whole.context)  # 837 家全部签订: no whole of the next
        if not related or not exact or every or not whole.value or _fits_another(group, rate, part):
            continue
        computed = part.value * 100 / whole.value
        if abs(computed - rate.value) > tolerance(rate):
            yield found(
                reading, "RATE-REC",
                f"“{rate.label}”写的是 {rate.text},按 {part.text} ÷ {whole.text} 应为 {plain(round(computed, 2))}%。"
                "请核对,或写明分子、分母。",
                [rate, part, whole], suggestion=f"{plain(round(computed, 2))}%",
            )  # fmt: skip


def _of_named_whole(reading: Reading, group: Sequence[Figure]) -> Iterator[Finding]:
    """培训职工 4.6 万人,其中…;3.1 万人取得证书,取证率 67.4 %: the whole stands further off."""
    for part, rate in pairwise(group):
        stem = rate.label[-3:-1]
        if rate.unit != "%" or not rate.label.endswith("率") or rate.segment != part.segment:
            continue
        if part.unit == "%":
            continue
        told = rate.value != 100 and re.match(rf"#?(?:已经?|其中|共){stem}", part.context)
        known = _RECOMPUTED.search(rate.label) and all(sign in part.context for sign in stem)
        wholes = [
            whole for whole in group
            if whole.start < part.start and whole.unit == part.unit and whole.value > part.value
            and whole.parent is None and (told or _DENOMINATOR.search(whole.context))
        ]  # fmt: skip
        if not (told or known) or len(wholes) != 1 or _fits_another(group, rate, part):
            continue
        if known and group[group.index(part) - 1] is wholes[0]:
            continue  # neighbours are _recomputed's
        right = part.value * 100 / wholes[0].value
        words = f"{part.text} ÷ {wholes[0].text} "
        yield from differs(reading, rate, right, words, (part, wholes[0]))


def _of_plan(reading: Reading, group: Sequence[Figure]) -> Iterator[Finding]:
    """预算收入 2360 万元,实际完成 2478 万元,完成预算的 105 %; 2.6 万人,完成目标(2.5 万人)的 104 %."""
    text = reading.page.text
    for one, other, rate in zip(group, group[1:], group[2:], strict=False):
        first, second = text[one.end : other.start], text[other.end : rate.start]
        planned = re.search(_PLAN, one.context) and not re.search(_PLAN, other.context)
        if rate.unit != "%" or one.unit != other.unit:
            continue
        if planned and _OF_PLAN.fullmatch(second):
            plan, done = one, other
        elif _PLAN_BEFORE.fullmatch(first) and second in {"的", ")的"}:
            plan, done = other, one
        else:
            continue
        if plan.value:
            right = done.value * 100 / plan.value
            yield from differs(reading, rate, right, f"{done.text} ÷ {plan.text} ", (done, plan))


def _fits_another(group: Sequence[Figure], rate: Figure, part: Figure) -> bool:
    """Whether an earlier whole gives the rate: 培训 100 人,取证 80 人,就业 70 人,就业率 70 %."""
    wholes = [f for f in group if f.start < part.start and f.unit == part.unit and f.value]
    return any(
        abs(part.value * 100 / whole.value - rate.value) <= tolerance(rate) for whole in wholes
    )


def _rate_between(reading: Reading, group: Sequence[Figure]) -> Iterator[Finding]:
    """建制企业 2318 个,建制率 88 %,建会企业共 2634 个: the whole is named last."""
    for part, rate, whole in zip(group, group[1:], group[2:], strict=False):
        stem = rate.label[-3:-1]
        rated = rate.label.endswith("率") and _RECOMPUTED.search(rate.label)
        spoken = bool(stem) and all(sign in part.context for sign in stem)  # 建立协商制度: 建制率
        named = rated and (spoken or _NUMERATOR.search(part.context))
        after = reading.page.text[rate.end : whole.start]
        total = re.match(
            r",[^,。;\d]{0,10}(?:共有|总数|总共|共|应[建签换参])|\((?:年初|全年)?(?:预算|计划|应|总数|共)",
            after,
        )
        if rate.unit != "%" or not named or not total or part.unit != whole.unit:
            continue
        if whole.value and part.value <= whole.value:
            right = part.value * 100 / whole.value
            yield from differs(reading, rate, right, f"{part.text} ÷ {whole.text} ", (part, whole))


def tolerance(rate: Figure) -> Decimal:
    decimals = len(rate.number.partition(".")[2])
    exact = Decimal(1).scaleb(-decimals) if rate.number[:1].isdigit() else Decimal(5)
    return exact * (1 if rate.precision is Precision.EXACT else 5)


def _growth(reading: Reading, group: Sequence[Figure]) -> Iterator[Finding]:
    """由 A 增加到 B,增长 C."""
    for old, new, change in zip(group, group[1:], group[2:], strict=False):
        rise = reading.page.text[old.end : new.start]
        words = reading.page.text[new.end : change.start]
        moved = _ROSE.search(rise) or _FELL.search(rise)
        times = change.unit == "倍" and _TIMES.search(words)
        if not moved or old.unit != new.unit or not old.value:
            continue
        if not times and not _GROWTH.search(words):
            continue
        if "均" in words:
            continue  # 年均增长 is not the growth of the whole time
        if change.unit == "%" and old.unit == "%":
            continue  # 百分点 and 百分比 are told apart by people
        if change.unit == "%":
            right, shown = abs(new.value - old.value) * 100 / old.value, change.value
            slack = tolerance(change) + Decimal("0.1") * (
                shown if change.precision is not Precision.EXACT else 0
            )
        elif times or (change.unit == "倍" and "番" in change.text):
            right, shown, slack = new.value / old.value, change.value, change.value / 10
        elif change.unit == "倍":  # 增长 1.5 倍, often said for 1.5 times as many
            ratio = new.value / old.value
            right = min((ratio, ratio - 1), key=lambda each: abs(each - change.value))
            shown, slack = change.value, change.value / 10
        elif change.unit in {old.unit, "个百分点"}:
            right, shown, slack = abs(new.value - old.value), change.value, abs(change.value) / 20
        else:
            continue
        if old.precision is not Precision.EXACT or new.precision is not Precision.EXACT:
            slack += right / 10
        if abs(right - shown) > slack:
            unit = "倍" if change.unit == "倍" else change.unit
            yield found(
                reading, "RATE-REC",
                f"由 {old.text} 到 {new.text},变化应为 {plain(round(right, 2))}{unit},"
                f"写的是“{change.text}”。请核对三个数。",
                [change, old, new], suggestion=f"{plain(round(right, 2))}{unit}",
            )  # fmt: skip


def _collection(reading: Reading) -> Iterator[Finding]:
    """Records collected: members cannot be far more complete than their unions."""
    wanted = ("records.union", "unions.total", "records.member", "members.total")
    first = [next(iter(stated(reading, code)), None) for code in wanted]
    got_unions, unions, got_members, members = first
    if got_unions is None or unions is None or got_members is None or members is None:
        return
    if not unions.value or not members.value:
        return
    union_rate = got_unions.value * 100 / unions.value
    member_rate = got_members.value * 100 / members.value
    if member_rate - union_rate > _GAP_OF_COLLECTION:
        yield found(
            reading, "FK-COVER",
            f"组织信息采集率 {plain(round(union_rate, 1))}%,会员信息采集率却有 {plain(round(member_rate, 1))}%。"
            "每条会员信息都应有所属工会,请核对未入库工会的会员挂在哪里,或基层工会数是否含覆盖单位。",
            [got_members, got_unions, unions, members],
        )  # fmt: skip


def differs(
    reading: Reading, rate: Figure, right: Decimal, words: str, places: Sequence[Figure]
) -> Iterator[Finding]:
    """RATE-REC when a printed percentage is not what its numbers give."""
    loose = any(f.precision is not Precision.EXACT for f in places)
    slack = tolerance(rate) + (right / 10 if loose else _blur(right, places))
    if abs(right - rate.value) > slack:
        yield found(
            reading, "RATE-REC",
            f"{words}应为 {plain(round(right, 2))}%,写的是“{rate.text}”。请核对各数,或写明分子、分母。",
            [rate, *places], suggestion=f"{plain(round(right, 2))}%",
        )  # fmt: skip


def _blur(right: Decimal, places: Sequence[Figure]) -> Decimal:
    """How far rounding of the printed numbers may move their ratio."""
    return sum((abs(right) * half_digit(f) / f.value for f in places if f.value), Decimal(0))


def _than_before(reading: Reading, group: Sequence[Figure]) -> Iterator[Finding]:
    """2.4 亿元,比上年的 2 亿元增长 12%."""
    for new, old, change in zip(group, group[1:], group[2:], strict=False):
        between = reading.page.text[new.end : old.start]
        words = reading.page.text[old.end : change.start]
        if new.unit != old.unit or not old.value or new.unit == "%":
            continue
        if change.unit == "倍" and words == "的" and _TIMES_OF.fullmatch(between):
            if abs(new.value / old.value - change.value) > max(change.value / 10, Decimal("0.1")):
                yield _not_so_many(reading, change, new, old)
            continue
        if change.unit != "%":
            continue
        if _COMPARED.search(between) and _GROWTH.search(words):
            right = abs(new.value - old.value) * 100 / old.value
            yield from differs(
                reading, change, right, f"由 {old.text} 到 {new.text},变化", (new, old)
            )


def _not_so_many(reading: Reading, change: Figure, new: Figure, old: Figure) -> Finding:
    """7860 万元,是 2018 年 5240 万元的 2.5 倍."""
    right = f"{plain(round(new.value / old.value, 2))} 倍"
    return found(
        reading, "RATE-REC",
        f"{new.text} 是 {old.text} 的 {right},写的是“{change.text}”。请核对三个数。",
        [change, new, old], suggestion=right,
    )  # fmt: skip


def _by_and_percent(reading: Reading, group: Sequence[Figure]) -> Iterator[Finding]:
    """326 家,同比增加 41 家,增长 14.4%: the base is 285."""
    for new, delta, change in zip(group, group[1:], group[2:], strict=False):
        first = reading.page.text[new.end : delta.start]
        second = reading.page.text[delta.end : change.start]
        if change.unit != "%" or new.unit != delta.unit or new.unit == "%" or "各" in first:
            continue
        if (
            not _CHANGED_BY.search(first)
            or not re.search(r"比|较|净", first)
            or len(first) > _LONGEST
        ):
            continue
        if not _GROWTH.search(second) or len(second) > _SHORT:
            continue
        fell = bool(re.search(r"减|少|降", first))
        base = new.value + delta.value if fell else new.value - delta.value
        if base > 0:
            right = delta.value * 100 / base
            words = f"{new.text}、变化 {delta.text},变化率"
            yield from differs(reading, change, right, words, (new, delta))
