"""Shares of a whole (占比、…率): RATE-REC, UNIT-PT, SUM of shares. Pure.

A share is a percentage whose own words say 占, 比重 or …率. Its part and its whole are looked for
in a fixed order of nearness (`_CLAIMS`); the first that applies is held against the print.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from niangjia.statistics.check.figures import Figure, Finding, Precision
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.operands import (
    agrees,
    between,
    differs,
    in_sight,
    is_count,
    pairs,
    words_before,
)
from niangjia.statistics.check.rules.rates import named, nearby
from niangjia.statistics.check.rules.rates.bases import judge
from niangjia.statistics.check.rules.rates.nearby import OPINION
from niangjia.statistics.check.rules.rates.portions import Share
from niangjia.statistics.check.rules.rates.shared import in_order
from niangjia.statistics.check.rules.rates.wholes import is_one_slip, whole_of
from niangjia.statistics.check.rules.support import by_sentence, counting, found
from niangjia.statistics.check.units import Measure, measure_of

_CHANGE = re.compile(
    r"增|降|提高|提升|上升|同比|环比|涨|减少|高于|低于|超出|[较比](?:上|去|前|年|\d|全)|目标|提前|优惠|折|利率|税率|(?<!缴)费率"
)
_RATE = re.compile(
    r"(?:率|进度|覆盖面|[参入建签收][保会订制缴]面|满意度|知晓度)(?:分别)?(?:已|均)?(?:达到?|为|是|在|约|近|超过?|稳定在|保持在|[:])*$"
)
_OF_PEOPLE = re.compile(
    r"(?:占|(?:面|率)(?:已)?(?:达到?|为|占))[^,。;]{0,8}(?:会员|职工|人)(?:总数|总人数|总量|数)?的?$"
)
_OF_HEADS = re.compile(r"的|[^,。;\d]{0,6}(?:中|里|当中)(?:,)?(?:已?有)?(?:约|近|超过?)?")
_HEAD_OF = re.compile(r"[^,。;\d]{1,10}(?:中|里|当中),")
_AMONG = re.compile(r"[^,。;\d]*?(?:中(?![央心国小学层级华型专])|里|当中),?(?:已?有|共有)?")
_WITHIN = re.compile(r"(?:中|里|当中|之中)(?:,)?(?:已)?(?:有|约有|近)?$")
_THAT_IS = re.compile(
    r"[^,。;\d]{0,14},?[^,。;\d]{0,4}(?:共|计|即|约|达|有|为|人数|\()[^,。;\d]{0,4}$|、(?:近|约)?"
)
_OTHERS = re.compile(r",?(?:目前|现|另)?(?:仍|尚|剩余|剩下|还)有?[^,。;\d]{0,10}$")
_FULL = re.compile(
    r"应|需|受理|接收|接听|来电|培训|申领|申请|发放|总数|报名|现有|共有|收到|接到|建档|在册|参|排查|征集|计划|预算|目标|任务|配套|下达|筹集|收到|到账|拨入"
)
_DONE = re.compile(
    r"已|成功|实际|完成|办结|激活|通过|实现|签|化解|结案|合格|脱困|获|取得|整改|采纳|支出|执行|到位|结业|录用|落实|按时|按期|胜诉|入会|就业|调成|实[一-鿿]"
)
_PLAN = re.compile(r"预算|概算|计划|目标|任务|指标")
_OF_IT = re.compile(rf"\)?(?:(?:{_PLAN.pattern})[^,。;\d]{{0,3}})?的")
_OF_PLAN = re.compile(
    rf"(?:完成|达到|占|为|是)[^,。;\d]{{0,8}}(?:{_PLAN.pattern})[^,。;\d]{{0,6}}的?(?:约|近|超)?$"
    r"|(?:完成|达成|执行)(?:率|比例)(?:达到?|为|约|近|超过?)*$"
)
_OF_MONEY = re.compile(
    r"(?:执行|到位|支出|完成|使用|返还|拨付|兑现|收缴|上缴|发放|下拨|留成)(?:率|进度)|占|预算|计划"
)
_EVERYBODY = {"人": r"职工|会员|工人|员工", "家": r"企业|单位|工会", "个": r"企业|单位|工会"}
"""Unit → of whom all may be told in the sentence before."""
_BODIES = frozenset({Measure.BODY, Measure.ITEM})
_CHANGE_OF = re.compile(r"(?:多|少|净增|减少|增加)(?:了)?$")
_SHORT, _CLOSE, _NEAREST = 18, 4, 3
_ALL = 100


@dataclass(frozen=True)
class Claim:
    """A percentage with the part and the whole it is said to be of."""

    rate: Figure
    part: Figure
    whole: Figure
    sure: bool = False  # the words join the three: other pairs in sight do not excuse it


def check(reading: Reading) -> Iterator[Finding]:
    """What is said to be a share of something, against the two numbers."""
    told = in_order(reading)
    yield from (f for f in _against_numbers(reading) if f.evidence[0].start not in told)


def _against_numbers(reading: Reading) -> Iterator[Finding]:
    judged = judge(reading)
    yield from judged.findings
    for group in by_sentence(reading):
        for rank, rate in enumerate(group):
            if rate.unit == "%" and rate.start not in judged.settled:
                alone = _alone(reading, judged.lone.get(rate.start), judged.parts)
                yield from _share(reading, group, rank, alone)
        yield from _joined(reading, group)
    yield from nearby.slipped(reading, judged.settled)
    yield from named.told_apart(reading, judged.settled)


def _share(
    reading: Reading, group: Sequence[Figure], rank: int, alone: Claim | None
) -> Iterator[Finding]:
    rate, words = group[rank], words_before(reading, group[rank])
    if _CHANGE.search(re.split(r"[,;]", words)[-1]) and not (
        _OF_PLAN.search(words) or _OF_IT.fullmatch(words)
    ):
        return
    of = reading.places.get(rate.parent) if rate.parent is not None else None
    if of is not None and of.unit == "%":
        return  # 占 73.5%,其中血脂异常占 33.5%: a part of a rate
    part = group[rank - 1] if rank else None
    visits = part is not None and measure_of(part.unit) is Measure.SERVICE
    if part is not None and visits and _OF_PEOPLE.search(words):
        yield found(
            reading, "UNIT-PT",
            f"“{part.text}{words.strip()}{rate.text}”:人次不能与人数相除。请补报不重复的人数。", [rate, part],
        )  # fmt: skip
        return
    yield from _visits_of_heads(reading, group, rank, words)
    if part is not None and OPINION.search(words) and not re.search("满意|评价|测评", part.context):
        return  # 办结 1251 件,满意率 99.2%
    claim = _claimed(reading, group, rank, words, _FIRST)
    claim = claim or alone or _claimed(reading, group, rank, words, _THEN)
    if claim is None or not claim.whole.value:
        return
    part, whole = claim.part, claim.whole
    if re.search("均", words_before(reading, part)[-_CLOSE:]):
        return  # 人次均 1800 元,赔付金额占保费的…: a mean is no part
    if measure_of(part.unit) is Measure.SERVICE and measure_of(whole.unit) is Measure.PERSON:
        yield found(
            reading, "UNIT-PT",
            f"“{part.text}占{whole.text}的{rate.text}”:人次不能与人数相除。请补报不重复的人数。",
            [rate, part, whole],
        )  # fmt: skip
        return
    if (not claim.sure and _explained(reading, claim)) or _is_of_named(group, claim, words):
        return
    right = part.value * 100 / whole.value
    yield from differs(reading, rate, right, f"{part.text} ÷ {whole.text} ", (part, whole))


def _is_of_named(group: Sequence[Figure], claim: Claim, words: str) -> bool:
    """专职 686 人、兼职 3574 人,专职占 16.1%: the part is named again."""
    if _PLAN.search(claim.whole.context) and any(
        agrees(claim.rate, f.value * 100 / claim.whole.value, (f,))
        for f in group
        if f.start < claim.part.start and f.unit == claim.part.unit
    ):
        return True  # 新建 23 个,累计 211 个,新建数完成任务 40 个的 57.5%
    named = re.search(r"[,、]([一-鿿]{2})[一-鿿]{0,4}占$", words)
    return named is not None and any(
        named[1] in f.context and agrees(claim.rate, f.value * 100 / claim.whole.value, (f,))
        for f in group
        if f.start < claim.rate.start and f.unit == claim.part.unit
    )


def _visits_of_heads(
    reading: Reading, group: Sequence[Figure], rank: int, words: str
) -> Iterator[Finding]:
    """救助 1652 人次,救助面达到在档 1480 人的 111.6%: what was divided shows in the quotient."""
    rate, whole = group[rank], group[rank - 1]
    if rank < 2 or measure_of(whole.unit) is not Measure.PERSON or not _OF_HEADS.fullmatch(words):
        return
    for visits in group[max(0, rank - _NEAREST - 1) : rank - 1]:
        parts = visits, whole
        told = measure_of(visits.unit) is Measure.SERVICE and whole.value
        if told and agrees(rate, visits.value * 100 / whole.value, parts):
            yield found(
                reading, "UNIT-PT",
                f"“{visits.text}”÷“{whole.text}”得“{rate.text}”:人次不能与人数相除。请补报不重复的人数。",
                [rate, *parts],
            )  # fmt: skip


def _explained(reading: Reading, claim: Claim) -> bool:
    """Whether two other numbers in sight give the percentage; the claim upside down does not count."""
    rate, part, whole = claim.rate, claim.part, claim.whole
    sight = [f for f in in_sight(reading, rate) if f.segment <= rate.segment]
    near = {
        f.start
        for f in sight
        if is_count(f) and f.start < rate.start and f.sentence == rate.sentence
    }
    last = set(sorted(near)[-_CLOSE:])
    return any(
        agrees(rate, a.value * 100 / b.value, (a, b))
        for a, b in pairs(sight)
        if (a.start == part.start or b.start == whole.start or {a.start, b.start} <= last)
        and (a.start, b.start) != (whole.start, part.start)
    )


def _three(reading: Reading, group: Sequence[Figure], rank: int, words: str) -> Claim | None:
    """3126 件,占总量 8236 件的 38%; 在全部 82 万会员中占 45%; 占建会企业(3900 家)的 80%."""
    if rank < 2:
        return None
    part, whole, rate = group[rank - 2 : rank + 1]
    first = between(reading, part, whole)
    said = re.search(r"占", first + words) or (
        re.match(r"[^,。;]*,?(?:为|是|相当于)[^,。;]{1,12}$", first) and words == "的"
    )
    near = (
        len(words) <= _SHORT and len(first) <= 2 * _SHORT and not re.search(r"[。;]", first + words)
    )
    joined = re.match(
        r"的|\)的|[^,。;]{0,8}(?:中|里)[^,。;]{0,4}占|职工的|会员的|工会的|企业的", words
    )
    visits = measure_of(part.unit) is Measure.SERVICE and measure_of(whole.unit) is Measure.PERSON
    apart = {measure_of(part.unit), measure_of(whole.unit)} <= _BODIES and first.startswith(",占")
    if _CHANGE_OF.search(words_before(reading, part)):
        return None  # 新建数比上届多 462 个,为规划 2000 个的 115.9%
    if said and near and joined and (part.unit == whole.unit or visits or apart):
        return Claim(rate, part, whole, sure=True)
    return None


def _of_plan(reading: Reading, group: Sequence[Figure], rank: int, words: str) -> Claim | None:
    """任务 600 家,完成 720 家,完成率 120%; 2.6 万人,完成目标(2.5 万人)的 104%."""
    of_it = _OF_IT.fullmatch(words)
    said = _OF_PLAN.search(words) or of_it or "超额" in words
    if rank < 2 or not said or "平均" in words:
        return None
    one, other = group[rank - 2 : rank]
    first = between(reading, one, other)
    beyond = re.search(r"超额(?:完成)?[^,。;\d]{0,6}$", words)
    planned = [bool(_PLAN.search(words_before(reading, f) + f.context)) for f in (one, other)]
    changed = _CHANGE.search(first.replace("目标", ""))
    if one.unit != other.unit or not is_count(one) or "。" in first or changed:
        return None
    if beyond and planned[0] and other.value > one.value:
        return Claim(group[rank], replace(other, value=other.value - one.value), one, sure=True)
    if of_it:
        told = re.search(r"(?:占|完成|达到)[^,。;]{0,14}\(?$", first)
        told = told if told and _PLAN.search(told.group() + words) else None
        return Claim(group[rank], one, other, sure=True) if told else None
    if planned[0] and not (planned[1] and "完成" not in first and "实" not in first):
        return Claim(group[rank], other, one)
    return None


def _alone(reading: Reading, share: Share | None, parts: frozenset[int]) -> Claim | None:
    """农民工会员 260 万人,占会员总数的 37%: the whole is looked for near and far."""
    whole = whole_of(reading, share, parts) if share is not None else None
    return Claim(share.rate, share.part, whole, sure=True) if share and whole else None


def _among(reading: Reading, group: Sequence[Figure], rank: int, words: str) -> Claim | None:
    """1.26 万名困难职工中有 68% 实现了脱困,共 8600 人."""
    if not rank or rank + 1 >= len(group) or not _WITHIN.search(words) or len(words) > _SHORT:
        return None
    whole, rate, part = group[rank - 1 : rank + 2]
    told = _THAT_IS.fullmatch(between(reading, rate, part))
    same = whole.unit == part.unit and part.value <= whole.value and is_count(part)
    return Claim(rate, part, whole, sure=True) if told and same else None


def _spelt_out(reading: Reading, group: Sequence[Figure], rank: int, words: str) -> Claim | None:
    """占比为 48%,即 50 万会员中有 24 万…: the share first, then what it is of."""
    if rank + 2 >= len(group) or not re.search(r"占|比|率", words):
        return None
    rate, whole, part = group[rank : rank + 3]
    told = re.match(r"[^,。;\d]{0,8},(?:即|也就是)", between(reading, rate, whole))
    among = re.match(r"[^,。;\d]{0,8}(?:中|里),?(?:已?有)?", between(reading, whole, part))
    if told and among and whole.unit == part.unit and is_count(part):
        return Claim(rate, part, whole, sure=True)
    return None


def _named_rate(reading: Reading, group: Sequence[Figure], rank: int, words: str) -> Claim | None:
    """受理 63 件、调解成功 40 件、成功率 63.5%: what the rate is called names the part."""
    rate = group[rank]
    clause = re.split(r"[,;、(]", words)[-1]
    if not _RATE.search(clause) or not rank or nearby.OF_EACH.search(clause):
        return None
    if rate.precision is Precision.AT_LEAST and clause == words:
        return None  # 9 个省覆盖率达到 80% 以上: so many have it
    stem = re.split(r"率|进度|面|度", clause)[-2][-2:]
    before = [f for f in group[:rank] if is_count(f)]
    if not before or before[-1] is not group[rank - 1] or before[-1].segment != rate.segment:
        return None
    part = before[-1]
    if measure_of(part.unit) is Measure.MONEY and not _OF_MONEY.search(clause):
        return None
    wholes = [f for f in before[:-1] if f.unit == part.unit and f.value and f.parent is None]
    spoken = bool(stem) and all(sign in part.context for sign in stem)
    if len(before) > 1 and before[-2].unit == part.unit and before[-2].segment == part.segment:
        two = _of_two(reading, rate, before[-2], part, stem)
        return two or _one_slip_off(reading, rate, part, adjacent=True)
    larger = [f for f in wholes if f.value > part.value and (spoken or _FULL.search(f.context))]
    told = spoken and re.match(rf"#?(?:已经?|其中|共|累计)?(?:取得|获得)?{stem[:1]}", part.context)
    if (
        len(larger) == 1
        and spoken
        and (told or _FULL.search(larger[0].context))
        and rate.value != 100
    ):
        return Claim(rate, part, larger[0])
    heads = [f for f in wholes if _HEAD_OF.match(reading.page.text[f.end : f.end + 16])]
    if len(heads) == 1 and len(wholes) > 1 and heads[0].value > part.value:
        return Claim(rate, part, heads[0])  # 96 个工会中,90 个…,率;84 个…,率
    elsewhere = None if wholes or rate.value == 100 else _of_everybody(reading, rate, part, stem)
    named = spoken or bool(_DONE.search(part.context))
    claim = elsewhere or _with_next(reading, group, rank, part, named)
    return claim or (_one_slip_off(reading, rate, part, adjacent=False) if named else None)


def _one_slip_off(reading: Reading, rate: Figure, part: Figure, *, adjacent: bool) -> Claim | None:
    """行政村 218 个,建立村工会 205 个,组建率 90.4%: one mistyped digit makes the three agree."""
    share = Share(part, rate, None)
    wholes = [
        f for f in in_sight(reading, rate)
        if f.unit == part.unit and f.start < part.start and f.value >= part.value
        and f.precision is Precision.EXACT is part.precision and (f.sentence == rate.sentence or not adjacent)
    ][:_NEAREST]  # fmt: skip
    after = [f for f in reading.by_block[rate.block] if f.sentence == rate.sentence + 1]
    wholes += [f for f in after if f.unit == part.unit and f.value >= part.value and not adjacent][
        :1
    ]
    if rate.value == _ALL or any(share.fits(whole) for whole in wholes):
        return None
    return next((Claim(rate, part, w) for w in wholes if is_one_slip(share, w)), None)


def _of_two(reading: Reading, rate: Figure, one: Figure, other: Figure, stem: str) -> Claim | None:
    """The two numbers right before a rate, whichever is the whole."""
    apart = between(reading, one, other)
    if "%" in apart:
        return None  # a rate of its own lies between
    if "、" in apart and "," not in apart and not _FULL.search(one.context + other.context):
        return None  # 21 个街道工会、8 个系统工会全部换届,换届率 100 %: two parts of one list
    if one.parent not in {None, other.start} and one.value < other.value:
        return None  # 新增会员 17 万人,其中骑手 7 万人,会员总数 239 万人: a part of something else
    whole, part = sorted((one, other), key=lambda figure: figure.value, reverse=True)
    spoken = bool(stem) and all(sign in part.context for sign in stem)
    full = _FULL.search(whole.context)
    if whole is other and not full:
        return None
    among = part.parent == whole.start or _AMONG.match(apart)
    related = spoken or among or (full and _DONE.search(part.context))
    every = re.search(r"全部|均已|都已|年均|平均", whole.context)
    exact = whole.precision is Precision.EXACT is part.precision
    return Claim(rate, part, whole) if related and exact and (among or not every) else None


def _of_everybody(reading: Reading, rate: Figure, part: Figure, stem: str) -> Claim | None:
    """会员 820 人。参加互助保障 804 人,参保率 98%: the whole is in the sentence before."""
    wholes = [
        f for f in in_sight(reading, rate)
        if f.sentence == rate.sentence - 1 and f.unit == part.unit and f.value > part.value
    ]  # fmt: skip
    everybody = [f for f in wholes if re.search(_EVERYBODY.get(part.unit, "$^"), f.context)]
    spoken = bool(stem) and all(sign in part.context for sign in stem)
    return Claim(rate, part, everybody[0]) if len(everybody) == 1 and spoken else None


def _with_next(
    reading: Reading, group: Sequence[Figure], rank: int, part: Figure, named: bool
) -> Claim | None:
    """建制企业 2318 个,建制率 88%,建会企业共 2634 个: the whole is named last."""
    if rank + 1 >= len(group) or not named:
        return None
    rate, whole = group[rank : rank + 2]
    after = between(reading, rate, whole)
    if part.unit == whole.unit and _OTHERS.fullmatch(after):
        return Claim(rate, part, replace(whole, value=whole.value + part.value))
    total = re.match(
        r",[^,。;\d]{0,10}(?:共有|总数|总共|共|应[建签换参])|\((?:年初|全年)?(?:预算|计划|应|总数|共)",
        after,
    )
    if part.unit != whole.unit or part.value > whole.value:
        return None
    return Claim(rate, part, whole) if total else None


_Find = Callable[[Reading, Sequence[Figure], int, str], Claim | None]
_FIRST: tuple[_Find, ...] = (_three, _of_plan)
_THEN: tuple[_Find, ...] = (_among, _spelt_out, _named_rate)


def _claimed(
    reading: Reading, group: Sequence[Figure], rank: int, words: str, ways: Sequence[_Find]
) -> Claim | None:
    """The first claim that applies."""
    return next((c for find in ways if (c := find(reading, group, rank, words))), None)


def _joined(reading: Reading, group: Sequence[Figure]) -> Iterator[Finding]:
    """全市职工 50 万人,会员 40 万人,入会率 92%."""
    members = counting(group, "members.total")
    near = [f for f in reading.by_block[group[0].block] if 0 <= group[0].sentence - f.sentence <= 1]
    workers = counting(group, "workers.total") or counting(near, "workers.total")
    rates = [f for f in group if f.unit == "%" and f.label.endswith("入会率")]
    if len(workers) == len(members) == len(rates) == 1 and workers[0].value:
        right = members[0].value * 100 / workers[0].value
        words = f"会员 {members[0].text} ÷ 职工 {workers[0].text} "
        yield from differs(reading, rates[0], right, words, (members[0], workers[0]))
