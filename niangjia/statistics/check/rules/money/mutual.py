"""Mutual aid (互助保障): claims per hundred, money per claim, money per participation, MUT-BAND. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from niangjia.statistics.check.figures import Figure, Finding, Precision
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.support import by_block, found, half_digit, plain, written
from niangjia.statistics.check.units import Measure, measure_of

CLAIM_RATE = (Decimal(1), Decimal(10))
CLAIM_RATE_OF_PERSONS = Decimal(14)
"""Persons paid per hundred persons insured; visits may reach half as much again as the band."""
PAID_PER_COLLECTED = Decimal("1.05")
PAYOUT = (Decimal(300), Decimal(5000))
PAID_PER_JOINED = Decimal(300)
_FEES = re.compile(
    r"(?:收取|归集|收缴|缴纳|筹集|(?:共|累计)收到)[^,#。]{0,8}#|(?:互助费|会费|保费|缴费)[^,#]{0,4}#"
)
_INSURED = 8
"""A sum insured against grave illness is paid at once: 10,000 to 40,000 yuan."""
_INSURANCE = re.compile(r"保险|理赔|重大疾病|特殊疾病|特病|特疾|特种|重疾|大病|身故|安康|癌|意外")
_MUTUAL = re.compile(
    r"(?<!困难)互助(?!会|储金|基金|组|社)|互助会[^。]*(?:给付|赔付|理赔)|职工保障|保障计划|参保"
)
"""The grant of a hardship fund (困难互助会) is no pay-out."""
_FEE_OF_EACH = re.compile(
    r"(?:费|缴|标准|收取)[^,#]{0,8}每人(?:每年)?[^,#]{0,4}#|每人每年[缴交][^,#]{0,4}#"
)
_FEES_IN_ALL = re.compile(
    r"(?:收|归集|收缴|收取|筹集)(?:到|取|缴)?[^,#。]{0,4}(?:互助金|互助费|保费|会费|资金)[^,#]{0,3}#"
)
_NOT_ALL = re.compile("[比较]|增|新|其中|计划|目标|去年|上年")
_FEES_SLACK = Decimal("0.02")
_COLLECTED_OF_MANY = 10_000
_FIRST_YEAR = "2005"
"""Of years before it nothing is held against today's money."""
_PEOPLE = frozenset({Measure.PERSON, Measure.SERVICE})
_CLAIMS = re.compile(
    r"(?:受助|补助|赔付|给付|理赔|报销|获赔|支付|受益|互助金)[^,#]{0,10}#|#[^,#]{0,8}(?:受助|赔付|给付|理赔|获赔|患病|发放|支付|补助|报销)|[为向给][^,#]{0,4}#"
)
_HELPED = re.compile("受助|补助|赔付|给付|理赔|报销|获赔|支付|受益|患病|互助金")
_JOINED = re.compile(
    r"(?:参加|参与|参保|参互|入保|投保|续保|覆盖)[^,#]{0,8}#|#[^,#]{0,8}(?:参加|参与|参保|投保|加入)"
)
_PAID = re.compile(
    r"(?:互助金|理赔金|保障金|补助金?|赔付|给付|理赔|赔款|发放|支付|报销)[^,#]{0,10}#|金额[^,#]{0,4}#"
)
_RATE = re.compile(r"每[人份户]|人均|#/|最高|最低|上限|不超过|限额")
"""A price per head or a ceiling, no total."""
_ANOTHER_FUND = re.compile(
    r"保费|缴费|收取|筹集|结余|上缴|救助|帮扶|慰问|困难|奖|手续费|管理费|财政|政府|医保"
)
_AFTER, _BESIDE, _FEE_NEAR = 3, 16, 3
_TOOK_PART = re.compile(r"参加|参保|参互|入保|投保|续保|加入|入会")
_GOT = re.compile(r"补助|获补|受助|受益|报销|给付|赔付|理赔|获赔|领到|领取|得到")
_GAVE = re.compile(r"补助|支付|支出|发放|给付|赔付|理赔|报销|互助金|金额")
_OTHER_WORK = re.compile(r"培训|竞赛|比赛|活动|运动会|体检|疗[休养]|捐|宣讲|课")
_ANOTHER_TIME = re.compile(r"年来|以来|累计|历年|\d年|[今去上当]年|全年|年度|上半年|本期|目前")
_FEE_OF_A_HEAD = re.compile(
    r"每[人名位][^,#]{0,8}(?:[缴交]|费)[^,#]{0,6}#|(?:[缴交]|费|标准)[^,#]{0,8}每[人名位][^,#]{0,6}#"
    r"|每[人名位](?:职工)?每年[^,#]{0,3}#[^,#]{0,4}(?:缴|[交会保]费|标准)"
)
_PAID_BY_OTHERS = re.compile(
    r"(?:单位|工会|财政|企业|行政|政府)[^,。;]{0,8}(?:补贴|补助|配套|承担|资助|缴纳|出资)|配套|补足|弥补|历年结余|滚存|投资收益|利息|免费[^,。;]{0,8}(?:参|投)"
)
_OTHER_MONEY = re.compile(r"保费|缴费|收取|筹集|结余|上缴|每[人份]|人均|救助金|帮扶|慰问")


def check(reading: Reading) -> Iterator[Finding]:
    """Paragraphs on mutual aid, and what single places or years tell in or behind them."""
    for group in by_block(reading):
        yield from _of_row(reading, group)
        text = reading.block_text(group[0])
        if _MUTUAL.search(text):
            yield from _mutual(reading, group)
            yield from _collected(reading, group)
            yield from _fees(reading, group)
        if _MUTUAL.search(text) or _follows_mutual(reading, group[0].block):
            yield from _in_rows_of_three(reading, group)


def _first(
    reading: Reading, group: Sequence[Figure], code: str, pattern: re.Pattern[str]
) -> Figure | None:
    """The first figure that counts ``code``, by its concept, else by its words in a mutual sentence."""
    known = next((figure for figure in group if figure.has(code)), None)
    money = code == "mutual.paid"
    return known or next(
        (
            f for f in group
            if (f.unit == "元" if money else measure_of(f.unit) in _PEOPLE)
            and pattern.search(f.context) and _MUTUAL.search(reading.sentence_text(f))
            and not (money and _OTHER_MONEY.search(f.context))
        ),
        None,
    )  # fmt: skip


def _paid_from(group: Sequence[Figure], claims: Figure | None) -> list[Figure]:
    """What may have been paid, nearest to the heads first; fees collected are not paid."""
    left = [f for f in group if not _FEES.search(f.context)]
    if claims is None:
        return left
    return sorted(left, key=lambda f: (f.segment != claims.segment, f.start < claims.start))


def _of_row(reading: Reading, group: Sequence[Figure]) -> Iterator[Finding]:
    """A row with 18200 参加 and 21500 补助人次: more were paid than ever joined."""
    table = reading.in_table(group[0])
    people = [f for f in group if table and measure_of(f.unit) in _PEOPLE]
    joined = [
        f for f in people if re.search(r"(?:参加|参保|入保|投保)(?:人数|人次|职工)?数?$", f.label)
    ]
    paid = [f for f in people if re.search(r"(?:补助|受助|给付|赔付|理赔)(?:人数|人次)$", f.label)]
    if len(joined) == len(paid) == 1 and paid[0].low > joined[0].high:
        yield _more_than_joined(reading, joined[0], paid[0])


def _mutual(reading: Reading, group: Sequence[Figure]) -> Iterator[Finding]:
    joined = _first(reading, group, "mutual.joined", _JOINED)
    claims = _first(reading, [f for f in group if f is not joined], "mutual.claims", _CLAIMS)
    paid = _first(reading, _paid_from(group, claims), "mutual.paid", _PAID)
    if claims is None or not claims.value or _are_in_row(reading, joined, claims):
        return
    if joined is not None and joined.value and _in_one(reading, joined, claims):
        yield _more_than_joined(reading, joined, claims)
    if joined is not None and (joined.value < claims.value or not joined.value):
        joined = None
    complaints = [
        *_of_rate(reading, joined, claims),
        *_of_money(reading, joined, claims, paid),
    ]
    if complaints:
        yield found(
            reading, "MUT-BAND",
            f"互助保障:{';'.join(complaints)}。请核对参加人次、受助人次和金额。",
            [figure for figure in (claims, joined, paid) if figure is not None],
        )  # fmt: skip


def _follows_mutual(reading: Reading, block: int) -> bool:
    """Whether one of the paragraphs right before speaks of mutual aid."""
    return any(_MUTUAL.search(b.text) for b in reading.page.blocks[max(0, block - _AFTER) : block])


def _in_rows_of_three(reading: Reading, group: Sequence[Figure]) -> Iterator[Finding]:
    """3.1 万名职工参加,当期补助 6230 人次,支付 206 万元: the numbers of one place, side by side."""
    for joined, claims, paid in zip(group, group[1:], group[2:], strict=False):
        people = {measure_of(joined.unit), measure_of(claims.unit)} <= _PEOPLE
        if not people or paid.unit != "元" or joined.segment != paid.segment:
            continue
        words = [reading.page.text[a.end : b.start] for a, b in ((joined, claims), (claims, paid))]
        said = [_own_words(reading, figure) for figure in (joined, claims, paid)]
        told = _TOOK_PART.search(said[0]) and _GOT.search(said[1]) and _GAVE.search(said[2])
        if not told or any(len(between) > _BESIDE for between in words) or not claims.value:
            continue
        other = any(_OTHER_MONEY.search(part) for part in said) or claims.value > joined.value
        sentence = reading.sentence_text(claims)
        other |= bool(_OTHER_WORK.search(sentence) and not _MUTUAL.search(sentence))
        if other or _INSURANCE.search(reading.sentence_text(claims)):
            continue
        complaints = [
            *_of_rate(reading, joined, claims),
            *_of_money(reading, joined, claims, paid),
        ]
        if complaints:
            yield found(
                reading, "MUT-BAND",
                f"互助保障:{joined.text}参加,{claims.text}、{paid.text},{';'.join(complaints)}。"
                "请核对参加人次、受助人次和金额。",
                [claims, joined, paid],
            )  # fmt: skip


def _own_words(reading: Reading, figure: Figure) -> str:
    """Its clause since the figure before, # for the number, and what follows up to the next sign."""
    behind = re.split(r"[,、;。\d]", reading.page.text[figure.end : figure.end + 14])[0]
    return f"{reading.clause_before(figure)}#{behind}"


def _are_in_row(reading: Reading, joined: Figure | None, claims: Figure) -> bool:
    """参保职工分别为 24.1 万人、27.3 万人: years of one number."""
    if joined is None or (joined.block, joined.sentence) != (claims.block, claims.sentence):
        return False
    named = re.search(r"([^,。;]*)分别[为是有达]*$", reading.sentence_before(joined))
    return named is not None and not _HELPED.search(named[1])


def _in_one(reading: Reading, joined: Figure, claims: Figure) -> bool:
    """Whether one sentence tells first who took part, then more that were helped."""
    near = joined.segment == claims.segment and joined.start < claims.start
    told = _JOINED.search(joined.context) and not re.search(r"今年|本期|新增|第", joined.context)
    visits = measure_of(joined.unit) is Measure.SERVICE or joined.unit == claims.unit
    since = re.search(r"年来|以来", reading.sentence_text(joined))
    beyond = near and told and visits and claims.low > joined.high
    return bool(beyond and (since or _one_time(reading, joined, claims)))


def _more_than_joined(reading: Reading, joined: Figure, claims: Figure) -> Finding:
    return found(
        reading, "MUT-BAND",
        f"互助保障:“{claims.label}”{claims.text},多于“{joined.label}”{joined.text}"
        "(受助一般占参加的 1% 至 10%)。请核对两个数。",
        [claims, joined],
    )  # fmt: skip


def _fees(reading: Reading, group: Sequence[Figure]) -> Iterator[Finding]:
    """参保职工 36.5 万人…。每人每年缴 80 元,全年共收互助金 3285 万元: the heads stand in the sentence before."""
    money = [f for f in group if f.unit == "元"]
    prices = [f for f in money if _FEE_OF_EACH.search(f.context)]
    totals = [f for f in money if _FEES_IN_ALL.search(f.context) and not _RATE.search(f.context)]
    heads = [
        f for f in group
        if f.unit == "人" and _JOINED.search(f.context) and not _NOT_ALL.search(f.context)
    ]  # fmt: skip
    if not len(prices) == len(totals) == len(heads) == 1:
        return
    price, total, joined = prices[0], totals[0], heads[0]
    exact = all(f.precision is Precision.EXACT and f.upper is None for f in (price, total, joined))
    near = joined.sentence + 1 == price.sentence and 0 <= total.sentence - price.sentence <= 1
    if exact and near:
        right, blur = price.value * joined.value, price.value * half_digit(joined)
        if abs(right - total.value) > blur + half_digit(total) + right * _FEES_SLACK:
            yield found(
                reading, "MUL",
                f"{joined.text},每人 {price.text},应收 {written(right, '元')},写的是 {total.text}。"
                "请核对人数、标准和总额。",
                [total, price, joined], suggestion=written(right, "元"),
            )  # fmt: skip


def _collected(reading: Reading, group: Sequence[Figure]) -> Iterator[Finding]:
    """收取互助费 1116 万元,给付 3906 万元: one sentence, one time, far more paid than collected."""
    totals = [
        f
        for f in group
        if f.unit == "元"
        and f.value >= _COLLECTED_OF_MANY
        and _FEES.search(f.context)
        and not _RATE.search(f.context)
    ]
    for one in totals:
        for paid in group:
            together = paid.sentence == one.sentence and paid.start > one.start
            if not together or not _is_paid_out(reading, paid):
                continue
            paid_otherwise = re.search("补贴|结余|统筹|补足|不足部分", reading.sentence_text(paid))
            if paid_otherwise or re.search("结余|弥补|补足", reading.block_text(paid)):
                continue
            mutual = [f for f in totals if f is one or _MUTUAL.search(reading.sentence_text(f))]
            fees = [f for f in mutual if f.start < paid.start]
            taken = sum((f.high for f in fees), Decimal(0))
            if paid.low > taken * PAID_PER_COLLECTED and _one_time(reading, one, paid):
                yield found(
                    reading, "MUT-BAND",
                    f"互助保障:给付 {paid.text},是收取 {'、'.join(f.text for f in fees)}的 "
                    f"{plain(round(paid.value / taken, 1))} 倍。"
                    "请核对两个数的起止时间和单位;如动用历年结余,请注明。",
                    [paid, *reversed(fees)],
                )  # fmt: skip
                break


def _is_paid_out(reading: Reading, paid: Figure) -> bool:
    """给付 or 报销医疗补助 of the mutual aid; not its fees, nor what hardship funds give."""
    if paid.unit != "元" or _FEES.search(paid.context) or _RATE.search(paid.context):
        return False
    told = _PAID.search(paid.context) and not _ANOTHER_FUND.search(paid.context)
    return paid.has("mutual.paid") or bool(told and _MUTUAL.search(reading.sentence_text(paid)))


def _of_rate(reading: Reading, joined: Figure | None, claims: Figure) -> Iterator[str]:
    if joined is None or not _one_time(reading, joined, claims):
        return
    rate = claims.value * 100 / joined.value
    insured = _INSURANCE.search(reading.sentence_text(claims))
    low = Decimal(0) if insured else CLAIM_RATE[0] / 2
    persons = joined.unit == claims.unit == "人"
    high = CLAIM_RATE_OF_PERSONS if persons else CLAIM_RATE[1] * Decimal("1.5")
    if not low <= rate <= high:
        yield f"受助率 {plain(round(rate, 2))}%(常见 1% 至 10%)"


def _of_money(
    reading: Reading, joined: Figure | None, claims: Figure, paid: Figure | None
) -> Iterator[str]:
    if paid is None or "" < paid.period.end[:4] < _FIRST_YEAR:
        return
    insured = _INSURANCE.search(reading.sentence_text(claims))
    each = paid.value / claims.value
    if not PAYOUT[0] / 2 <= each <= PAYOUT[1] * (_INSURED if insured else 2):
        yield f"人均给付 {plain(round(each, 0 if each > 1 else 2))} 元(常见 300 至 5000 元)"
    if joined is None:
        return
    fee, asked = paid.value / joined.value, None
    one_time = _one_time(reading, joined, paid)
    if one_time or _goes_on(reading, joined, paid):
        asked = _fee_told(reading, joined)
    if one_time and fee > PAID_PER_JOINED:
        yield f"每次参保给付 {plain(round(fee))} 元,高于缴费"
    elif asked is not None and fee > asked.value * PAID_PER_COLLECTED:
        collected = written(asked.value * joined.value, "元")
        yield (
            f"按每人 {asked.text}只收 {collected},却给付 {paid.text}"
            f"(每次参保 {plain(round(fee, 1))} 元);如有单位补助、历年结余补足,请注明"
        )


def _goes_on(reading: Reading, joined: Figure, paid: Figure) -> bool:
    """Whether the time of those who joined goes on to what was paid: 五年累计 214 万人次参加,发放 1.6 亿元."""
    between = reading.page.text[joined.end : paid.start]
    return (
        joined.start < paid.start
        and joined.segment == paid.segment
        and joined.block == paid.block
        and not _ANOTHER_TIME.search(between)
    )


def _fee_told(reading: Reading, joined: Figure) -> Figure | None:
    """The highest fee a head pays, where the paragraphs around tell one; none where others pay, too."""
    near = range(joined.block - _FEE_NEAR, joined.block + _FEE_NEAR + 1)
    around = "。".join(_on_mutual_aid(b.text) for b in reading.page.blocks if b.index in near)
    if _PAID_BY_OTHERS.search(around) or measure_of(joined.unit) not in _PEOPLE:
        return None
    fees = [
        f for block in near for f in reading.by_block.get(block, ())
        if f.unit == "元" and _FEE_OF_A_HEAD.search(_fee_words(reading, f))
    ]  # fmt: skip
    levels = re.search(r"[两二三四五多][档份种]|档次|每份|每档|[0-9一二三四五]份", around)
    return None if levels else max(fees, key=lambda fee: fee.high, default=None)


def _on_mutual_aid(paragraph: str) -> str:
    """The sentences of a paragraph that speak of mutual aid, each with the one behind it."""
    sentences = ["", *re.split("[。!?]", paragraph)]
    return "。".join(own for before, own in pairwise(sentences) if _MUTUAL.search(before + own))


def _fee_words(reading: Reading, fee: Figure) -> str:
    return f"{reading.clause_before(fee)}#{reading.page.text[fee.end : fee.end + 8]}"


def _one_time(reading: Reading, joined: Figure, paid: Figure) -> bool:
    """Whether both are of one time: payments of years are not held against one year's members."""
    told = [
        bool(
            re.search(
                r"累计|年来|以来|历年|[二三四五六]年",
                re.split("[,;]", reading.sentence_before(f))[-1],
            )
        )
        for f in (joined, paid)
    ]
    return told[0] == told[1] or "年来" in reading.sentence_text(joined)
