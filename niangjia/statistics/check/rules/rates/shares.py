"""Shares of a whole (占比、…率): RATE-REC, UNIT-PT, SUM of shares. Pure.

A share is a percentage whose own words say 占, 比重 or …率. Its part and its whole are looked for
in a fixed order of nearness (claims.py); the first that applies is held against the print.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from niangjia.statistics.check.figures import Figure, Finding, Precision
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.operands import (
    agrees,
    between,
    differs,
    in_sight,
    is_count,
    pairs,
)
from niangjia.statistics.check.rules.rates import named, nearby
from niangjia.statistics.check.rules.rates.bases import judge
from niangjia.statistics.check.rules.rates.claims import (
    CLOSE,
    NEAREST,
    OF_IT,
    OF_PLAN,
    PLAN,
    Claim,
    claimed,
)
from niangjia.statistics.check.rules.rates.nearby import OPINION, is_of_another_step
from niangjia.statistics.check.rules.rates.portions import CHANGE, Share
from niangjia.statistics.check.rules.rates.shared import in_order
from niangjia.statistics.check.rules.rates.wholes import whole_of
from niangjia.statistics.check.rules.support import by_sentence, counting, found, written
from niangjia.statistics.check.units import Measure, measure_of

_OF_PEOPLE = re.compile(
    r"(?:占|(?:面|率)(?:已)?(?:达到?|为|占))[^,。;]{0,8}(?:会员|职工|人)(?:总数|总人数|总量|数)?的?$"
)
_MOST_OF_ALL = re.compile(
    r"(?P<name>[一-鿿]{3,14}?)(?:的)?(?:占比|比重|比例|数量)(?:最[高大多低小少]),?(?:达到?|为|占|占比)?(?:约|近)?$"
)
_HEADED = re.compile(r"[^,。;\d]{0,12}(?:中|里|当中)(?:,|$)")
_SUCCESS = re.compile(r"(?:成功|牵手|配对|匹配)率")
_AMOUNT = re.compile(
    r"(?:[,、(]?(?:即|计|合计|共计|约)|[,、(](?:共|为|金额)?)(?:上[解缴交]|提取|留成|补助)?"
)
_SHARED = re.compile(r"留成|上解|上缴|上交|提取|按|比例|补助|配套|拨付|分成|返还|占")
_LATE_PAID = Decimal("0.03")
_OF_SIZE = re.compile(r"[\d百千]人(?:及)?以[上下]|规模以[上下]|规上")
_PART_OF = re.compile("(?<!完成)(?<!达成)(?<!执行)(?<!增长)率")
_OF_OTHERS = re.compile(r"失业率|恩格尔系数|通胀率|物价")
"""Rates of a whole place: those found work for are no part of them."""
_OF_HEADS = re.compile(r"的|[^,。;\d]{0,6}(?:中|里|当中)(?:,)?(?:已?有)?(?:约|近|超过?)?")


def check(reading: Reading) -> Iterator[Finding]:
    """What is said to be a share of something, against the two numbers."""
    told = in_order(reading)
    yield from (f for f in _against_numbers(reading) if f.evidence[0].start not in told)


def _against_numbers(reading: Reading) -> Iterator[Finding]:
    judged = judge(reading)
    yield from judged.findings
    for group in by_sentence(reading):
        for rank, rate in enumerate(group):
            impossible = rate.value > 100 and _PART_OF.search(rate.context)  # RATE-CEIL says it
            if rate.unit == "%" and rate.start not in judged.settled and not impossible:
                alone = _alone(reading, judged.lone.get(rate.start), judged.parts)
                yield from _share(reading, group, rank, alone)
        yield from _joined(reading, group)
    yield from nearby.slipped(reading, judged.settled)
    yield from named.told_apart(reading, judged.settled)


def _share(
    reading: Reading, group: Sequence[Figure], rank: int, alone: Claim | None
) -> Iterator[Finding]:
    rate, words = group[rank], reading.words_before(group[rank])
    if CHANGE.search(re.split(r"[,;]", words)[-1]) and not (
        OF_PLAN.search(words) or OF_IT.fullmatch(words)
    ):
        return
    if _OF_OTHERS.search(words):
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
    yield from _pairs_of_heads(reading, group, rate, words)
    yield from _amount_of(reading, group, rank, words)
    if part is not None and OPINION.search(words) and not re.search("满意|评价|测评", part.context):
        return  # 办结 1251 件,满意率 99.2%
    if part is not None and is_of_another_step(words, part):
        return
    claim = _named_again(reading, rate, words) or claimed(reading, group, rank, words, alone)
    if claim is None or not claim.whole.value:
        return
    part, whole = claim.part, claim.whole
    if re.search("均", reading.words_before(part)[-CLOSE:]):
        return  # 人次均 1800 元,赔付金额占保费的…: a mean is no part
    if measure_of(part.unit) is Measure.SERVICE and measure_of(whole.unit) is Measure.PERSON:
        yield found(
            reading, "UNIT-PT",
            f"“{part.text}占{whole.text}的{rate.text}”:人次不能与人数相除。请补报不重复的人数。",
            [rate, part, whole],
        )  # fmt: skip
        return
    both = part.value + whole.value
    if part in group and any(f.value == both and f.unit == part.unit for f in group[:rank]):
        return  # 接听 5316 次,答复 4785 次,转办 531 次: two parts of one whole
    if (not claim.sure and _explained(reading, claim)) or _is_of_named(group, claim, words):
        return
    if not claim.sure and _is_of_class(reading, claim):
        return
    right = part.value * 100 / whole.value
    yield from differs(reading, rate, right, f"{part.text} ÷ {whole.text} ", (part, whole))


def _is_of_class(reading: Reading, claim: Claim) -> bool:
    """工会 870 家…25 人以上企业建会 320 家,建会率 98%: the rate is of a class that nobody counted.

    要约书 480 份(百人以上 60 份、小微 420 份),续签率 95%: what shares its whole out is no part done of it.
    """
    part, whole = claim.part, claim.whole
    if _OF_SIZE.search(part.context) and not _OF_SIZE.search(whole.context):
        return whole.sentence != part.sentence and part.parent != whole.start
    parts = [f for f in reading.by_block[part.block] if f.parent == whole.start]
    shared_out = len(parts) > 1 and sum(f.value for f in parts) == whole.value
    stem = re.split(r"率|进度|面|度", re.split(r"[,;、(]", reading.words_before(claim.rate))[-1])
    return shared_out and part in parts and stem[0][-2:] not in part.context


def _is_of_named(group: Sequence[Figure], claim: Claim, words: str) -> bool:
    """专职 686 人、兼职 3574 人,专职占 16.1%: the part is named again."""
    if PLAN.search(claim.whole.context) and any(
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
    for visits in group[max(0, rank - NEAREST - 1) : rank - 1]:
        parts = visits, whole
        told = measure_of(visits.unit) is Measure.SERVICE and whole.value
        if told and agrees(rate, visits.value * 100 / whole.value, parts):
            yield found(
                reading, "UNIT-PT",
                f"“{visits.text}”÷“{whole.text}”得“{rate.text}”:人次不能与人数相除。请补报不重复的人数。",
                [rate, *parts],
            )  # fmt: skip


def _amount_of(
    reading: Reading, group: Sequence[Figure], rank: int, words: str
) -> Iterator[Finding]:
    """收缴经费 2400 万元,按规定上解 15%,计 460 万元: a share told with what it comes to."""
    rate, amount = group[rank], group[rank + 1] if rank + 1 < len(group) else None
    clause = re.split("[,;。]", words)[-1]
    if amount is None or not rate.value or not _SHARED.search(clause) or CHANGE.search(clause):
        return
    told = _AMOUNT.fullmatch(between(reading, rate, amount)) and is_count(amount)
    wholes = [
        f for f in group[:rank]
        if f.unit == amount.unit and f.value > amount.value and f.precision is Precision.EXACT
    ]  # fmt: skip
    if not told or not wholes or rate.precision is not Precision.EXACT:
        return
    by_rule = "占" not in clause  # 按规定上解 10%: the rate is exact, what it comes to may be late
    if not any(
        abs(f.value * rate.value / 100 - amount.value) <= amount.value * _LATE_PAID
        if by_rule else agrees(rate, amount.value * 100 / f.value, (amount, f))
        for f in wholes
    ):  # fmt: skip
        right = wholes[0].value * rate.value / 100
        yield found(
            reading, "RATE-REC",
            f"{wholes[0].text} 的 {rate.text} 应为 {written(right, amount.unit)},写的是 {amount.text}。"
            "请核对比例、基数和金额。",
            [amount, rate, wholes[0]], suggestion=written(right, amount.unit),
        )  # fmt: skip


def _named_again(reading: Reading, rate: Figure, words: str) -> Claim | None:
    """8640 件诉求中,报酬类 3426 件、…。报酬类诉求占比最高,达 45.6%: an item of the list before, by its name."""
    told = _MOST_OF_ALL.search(words)
    name = re.sub("^(?:其中|从类型看)", "", told["name"]) if told else ""
    before = [f for f in reading.by_block[rate.block] if f.start < rate.start and is_count(f)]
    lefts = {f.start: re.sub("^.*(?:其中|中)", "", f.context.partition("#")[0]) for f in before}
    named = [f for f in before if len(lefts[f.start]) > 2 and name.startswith(lefts[f.start])]
    if not name or len(named) != 1:
        return None
    part = named[0]
    wholes = [f for f in before if f.unit == part.unit and f.sentence == part.sentence]
    whole = next((f for f in wholes if f.value > part.value), None)
    headed = whole is not None and (
        part.parent == whole.start or _HEADED.match(whole.context.partition("#")[2])
    )
    return Claim(rate, part, whole, sure=True) if whole is not None and headed else None


def _pairs_of_heads(
    reading: Reading, group: Sequence[Figure], rate: Figure, words: str
) -> Iterator[Finding]:
    """参加 120 人,牵手 12 对,成功率 10%: two persons to each pair."""
    before = [f for f in group if f.start < rate.start]
    couples = [f for f in before if measure_of(f.unit) is Measure.PAIR]
    heads = [f for f in before if f.unit == "人" and couples and f.value > couples[-1].value]
    if couples and heads and _SUCCESS.search(words):
        parts = couples[-1], heads[-1]
        if agrees(rate, parts[0].value * 100 / parts[1].value, parts):
            yield found(
                reading, "UNIT-PT",
                f"“{parts[0].text}”÷“{parts[1].text}”得“{rate.text}”:一对是两人,对与人不能相除。请按人数或按对数重算。",
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
    last = set(sorted(near)[-CLOSE:])
    return any(
        agrees(rate, a.value * 100 / b.value, (a, b))
        for a, b in pairs(sight)
        if (a.start == part.start or b.start == whole.start or {a.start, b.start} <= last)
        and (a.start, b.start) != (whole.start, part.start)
    )


def _alone(reading: Reading, share: Share | None, parts: frozenset[int]) -> Claim | None:
    """农民工会员 260 万人,占会员总数的 37%: the whole is looked for near and far."""
    whole = whole_of(reading, share, parts) if share is not None else None
    return Claim(share.rate, share.part, whole, sure=True) if share and whole else None


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
