"""What a percentage is said to be of (占比的分子与分母): claims of a sentence, nearest first. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from niangjia.statistics.check.figures import Figure, Precision
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.operands import (
    between,
    in_sight,
    is_count,
)
from niangjia.statistics.check.rules.rates import nearby
from niangjia.statistics.check.rules.rates.portions import CHANGE, Share
from niangjia.statistics.check.rules.rates.wholes import is_one_slip
from niangjia.statistics.check.units import Measure, measure_of

_RATE = re.compile(
    r"(?:率|进度|覆盖面|[参入建签收][保会订制缴]面|满意度|知晓度)(?:分别)?(?:已|均)?(?:达到?|为|是|在|约|近|超过?|稳定在|保持在|[:])*$"
)
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
PLAN = re.compile(r"预算|概算|计划|目标|任务|指标")
OF_IT = re.compile(rf"\)?(?:(?:{PLAN.pattern})[^,。;\d]{{0,3}})?的")
OF_PLAN = re.compile(
    rf"(?:完成|达到|占|为|是)[^,。;\d]{{0,8}}(?:{PLAN.pattern})[^,。;\d]{{0,6}}的?(?:约|近|超)?$"
    r"|(?:完成|达成|执行)(?:率|比例)(?:达到?|为|约|近|超过?)*$"
)
_OF_MONEY = re.compile(
    r"(?:执行|到位|支出|完成|使用|返还|拨付|兑现|收缴|上缴|发放|下拨|留成)(?:率|进度)|占|预算|计划"
)
_EVERYBODY = {"人": r"职工|会员|工人|员工", "家": r"企业|单位|工会", "个": r"企业|单位|工会"}
"""Unit → of whom all may be told in the sentence before."""
_NOUN_OF = re.compile(r"[^,。;、\d中里]{2,8}的")  # 占全市 210 万就业人员的
_BODIES = frozenset({Measure.BODY, Measure.ITEM})
_CHANGE_OF = re.compile(r"(?:多|少|净增|减少|增加)(?:了)?$")
_SHORT, CLOSE, NEAREST = 18, 4, 3
_ALL = 100


@dataclass(frozen=True)
class Claim:
    """A percentage with the part and the whole it is said to be of."""

    rate: Figure
    part: Figure
    whole: Figure
    sure: bool = False  # the words join the three: other pairs in sight do not excuse it


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
    joined = re.match(r"的|\)的|[^,。;]{0,8}[中里][^,。;]{0,4}占|(?:职工|会员|工会|企业)的", words)
    visits = measure_of(part.unit) is Measure.SERVICE and measure_of(whole.unit) is Measure.PERSON
    apart = {measure_of(part.unit), measure_of(whole.unit)} <= _BODIES and first.startswith(",占")
    if _CHANGE_OF.search(reading.words_before(part)):
        return None  # 新建数比上届多 462 个,为规划 2000 个的 115.9%
    joined = joined or (re.search(r"占[^,。;]{0,4}$", first) and _NOUN_OF.fullmatch(words))
    if said and near and joined and (part.unit == whole.unit or visits or apart):
        return Claim(rate, part, whole, sure=True)
    return None


def _of_plan(reading: Reading, group: Sequence[Figure], rank: int, words: str) -> Claim | None:
    """任务 600 家,完成 720 家,完成率 120%; 2.6 万人,完成目标(2.5 万人)的 104%."""
    of_it = OF_IT.fullmatch(words)
    said = OF_PLAN.search(words) or of_it or "超额" in words
    if rank < 2 or not said or "平均" in words:
        return None
    one, other = group[rank - 2 : rank]
    first = between(reading, one, other)
    beyond = re.search(r"超额(?:完成)?[^,。;\d]{0,6}$", words)
    planned = [bool(PLAN.search(reading.words_before(f) + f.context)) for f in (one, other)]
    changed = CHANGE.search(first.replace("目标", ""))
    if one.unit != other.unit or not is_count(one) or "。" in first or changed:
        return None
    if beyond and planned[0] and other.value > one.value:
        return Claim(group[rank], replace(other, value=other.value - one.value), one, sure=True)
    if of_it:
        told = re.search(r"(?:占|完成|达到)[^,。;]{0,14}\(?$", first)
        told = told if told and PLAN.search(told.group() + words) else None
        return Claim(group[rank], one, other, sure=True) if told else None
    if planned[0] and not (planned[1] and "完成" not in first and "实" not in first):
        return Claim(group[rank], other, one)
    return None


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
    ][:NEAREST]  # fmt: skip
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
_JOINED: tuple[_Find, ...] = (_three, _of_plan)
_NAMED: tuple[_Find, ...] = (_among, _spelt_out, _named_rate)


def claimed(
    reading: Reading, group: Sequence[Figure], rank: int, words: str, alone: Claim | None
) -> Claim | None:
    """The first claim that applies: words that join the three, the share ``alone``, the name of the rate."""
    for ways in (_JOINED, _NAMED):
        claim = next((c for find in ways if (c := find(reading, group, rank, words))), None)
        if claim or (ways is _JOINED and alone):
            return claim or alone
    return None
