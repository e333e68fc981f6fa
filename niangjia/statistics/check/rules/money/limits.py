"""Upper bounds that the text itself tells (文中写明的上限): CAP-HEAD, with DEC-SHIFT. Pure.

每人每次 2000 元以内…3260 名…支出 5868 万元: what each got is above what the same report says is the most. Also a single
payment above the most that anybody may get (最高可领 3 万元; 一笔 3.6 万元的补助).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from niangjia.statistics.check.figures import Figure, Finding, Severity
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.operands import between
from niangjia.statistics.check.rules.support import found, plain, shown, written
from niangjia.statistics.check.units import Measure, measure_of

_CAPPED = re.compile(
    r"每[名位人个][^,。;]{0,12}(?:不得?超过|不高于|上限(?:为|是)?|限额(?:为|是)?)(?:了)?$"
)
_EACH = re.compile(r"(?:每一?(?P<of>[人名位户份套])|人均)[^,;。\d]{0,16}$")
_UP_TO = re.compile(
    r"(?:不(?:得|能|应)?(?:超过|高于|多于|超出)了?|上限(?:为|是)?|限额(?:为|是)?|最高|最多|封顶(?:为)?|控制在)[^,;。\d]{0,6}$"
)
_WITHIN = re.compile(r"(?:的)?(?:以内|以下|之内|上限|封顶|为限|限额)")
_OFTEN = re.compile(r"每个?[月日天季周]|超出|未超|增|减|提高")
_HANDED = re.compile(r"领[到取]|发放|享受|收到|惠及")
_IN_ALL = re.compile(
    r"(?:发放|补助|补贴|支出|投入)[^,#]{0,6}(?:合计|共计|总额|共|累计|总计)?#|合计#|共#"
)
_SPENT = re.compile(r"支出|发放|投入|共|合计|总|开支|使用|花费|兑现|补贴|补助|价值|购买|采购")
_NO_TOTAL = re.compile(r"每|均|最|不超|以内|预算|其中|另|基金|收入|筹")
_YEARS = re.compile(r"年来|以来|累计|历年|[两二三四五六]年")
_OVER = Decimal("1.05")
_SHARED = re.compile(
    r"其余|差额|不足部分|自[筹付费]|(?:个人|单位|企业|财政)[^,。;]{0,4}(?:承担|负担|补足|配套)|配套|总费用|费用总"
)
"""Somebody else pays the rest of the total."""
_RAISED_TO = re.compile(r"(?:提高|增加|上调|调整|提升|扩大|升)(?:到|至|为)")
_LEAST_OF_BOUND = Decimal("0.1")
_SHIFTS = range(1, 5)

_KINDS = ("互助", "助学", "慰问", "救助", "理赔", "赔付", "奖励", "补助", "补贴", "帮扶", "津贴")
_LOOSE = frozenset({"补助", "补贴", "帮扶"})
"""Names of money that any aid may bear."""
_AT_MOST = re.compile(
    r"(?:同一|单|每|个人|一)[^,;。\d]{0,18}(?:最高|最多|不(?:得|能)?超过|上限|限额|封顶)[^,;。\d]{0,8}$|(?:封顶线?|最高限额|最高支付限额)(?:为|是)?$"
)
_ONE_PAYMENT = re.compile(r"(?:一笔|这笔|一次性(?:领|获|收|拿|得)[^,;。\d]{0,4})$")
_RECEIVED = re.compile(
    r"(?:领|拿|收|得|获)(?:到|得|取)?(?:了)?$|(?:报销|获赔|赔付|补助|送来|打来)(?:了|给[他她])?$"
)
_ONE_PERSON = re.compile(
    r"师傅|女士|先生|大姐|大哥|大叔|阿姨|(?<![一-鿿])[老小][一-鿿](?![一-鿿]{0,2}(?:企业|微))|[他她](?!们)"
)
_IN_ALL_OF_IT = re.compile(r"共|合计|[他她]们|每|各")
_SEVERAL = re.compile(r"累计|先后|[两二三四五]年|[两二三四五\d][次笔期]|连续")
_NO_GIFT = re.compile(r"捐|募|筹|众筹|拨付|下拨|划拨|投入|资金|经费|贷款")
_ANY_MOST = re.compile(r"最高|最多|封顶|不(?:得|能)?超过|上限|限额")
_FAR_ABOVE = 5
"""What is more times the bound is another thing."""


def check(reading: Reading) -> Iterator[Finding]:
    """Means and payments above what the text says is the most."""
    for cap in reading.figures:
        if is_bound(reading, cap) and not _OFTEN.search(_words_around(reading, cap)):
            yield from _of_sentence(reading, cap)
    yield from _above_stated_cap(reading)
    yield from _one_payment(reading)


def is_bound(reading: Reading, figure: Figure) -> bool:
    """Whether an amount for each is the most there may be: 每人每次 2000 元以内, 每户不超过 800 元."""
    if figure.unit != "元":
        return False
    clause = reading.clause_before(figure)
    each = _EACH.search(clause)
    behind = reading.page.text[figure.start : figure.end + 6]
    most = each and (_UP_TO.search(clause) or _WITHIN.search(behind))
    return bool(most)


def _of_sentence(reading: Reading, cap: Figure) -> Iterator[Finding]:
    """每人每次 2000 元以内…组织 3260 名…支出 5868 万元: heads and total in the sentence of the bound."""
    near = [
        f for f in reading.by_block[cap.block]
        if f is not cap and f.sentence == cap.sentence and f.start > cap.start
    ]  # fmt: skip
    of_homes = "户" in reading.clause_before(cap)
    kinds = {Measure.HOUSEHOLD} if of_homes else {Measure.PERSON, Measure.SERVICE}
    before = [
        f for f in reading.by_block[cap.block] if f.sentence == cap.sentence and f.start < cap.start
    ]
    heads = [f for f in near if measure_of(f.unit) in kinds and f.value > 1]
    heads = heads or [f for f in before if measure_of(f.unit) in kinds and f.value > 1]
    totals = [f for f in near if f.unit == "元" and f.value > cap.value]
    if len(heads) != 1 or len(totals) != 1:
        return
    clause, years = reading.clause_before(totals[0]), reading.sentence_before(totals[0])
    if _SHARED.search(reading.sentence_text(cap)):
        return
    if _SPENT.search(clause) and not _NO_TOTAL.search(clause) and not _YEARS.search(years):
        yield from _compared(reading, cap, heads[0], totals[0])


def _above_stated_cap(reading: Reading) -> Iterator[Finding]:
    """每名会员全年累计不得超过 300 元…4.7 万名会员领到电子券…发放金额合计 1.316 亿元: sentences later."""
    for group in reading.by_block.values():
        caps = [f for f in group if f.unit == "元" and _CAPPED.search(reading.sentence_before(f))]
        for cap in caps[:1]:
            after = [f for f in group if f.start > cap.start and f.sentence > cap.sentence]
            heads = next((f for f in after if f.unit == "人" and _HANDED.search(f.context)), None)
            paid = next(
                (f for f in after if f.unit == "元" and _IN_ALL.search(f.context) and f.magnitude),
                None,
            )
            if heads is not None and paid is not None and heads.value:
                yield from _compared(reading, cap, heads, paid)


def _compared(reading: Reading, cap: Figure, heads: Figure, paid: Figure) -> Iterator[Finding]:
    """A mean above the bound, and where its point may belong."""
    each = paid.low / heads.high
    if each <= cap.value * _OVER:
        return
    one = "每户" if heads.unit == "户" else "每人"
    yield found(
        reading, "CAP-HEAD",
        f"{paid.text}发给 {heads.text},平均{one} {plain(round(each))} 元,超过文中所说的上限 {cap.text}。"
        "请核对金额的小数点、单位和人数。",
        [paid, heads, cap],
    )  # fmt: skip
    fitting = (
        n for n in _SHIFTS
        if _LEAST_OF_BOUND * cap.value <= each.scaleb(-n) <= cap.value * _OVER
    )  # fmt: skip
    if (places := next(fitting, None)) is not None:
        likely = written(paid.value.scaleb(-places), "元")
        yield found(
            reading, "DEC-SHIFT",
            f"小数点可能错位:{shown(paid)} → {likely},平均{one} {plain(round(each.scaleb(-places)))} 元,"
            f"在上限 {cap.text}之内。仅供核对,不自动改数。",
            [paid, heads, cap], suggestion=likely,
        )  # fmt: skip


def _one_payment(reading: Reading) -> Iterator[Finding]:
    """同一职工最高可领 3 万元; 一笔 3.6 万元的互助补助: one got more than anybody may."""
    money = [f for f in reading.figures if f.unit == "元" and reading.in_text(f)]
    caps = [f for f in money if f.upper is None and _AT_MOST.search(reading.clause_before(f))]
    if not caps:
        return
    blocks = {cap.block for cap in caps}
    others = [f for f in money if f.block in blocks and f not in caps]
    caps += [f for f in others if _ANY_MOST.search(reading.clause_before(f))]
    caps += [f for one, f in pairwise(money) if one in caps and _is_raised(reading, one, f)]
    for paid in (f for f in money if f not in caps and _is_one_payment(reading, f)):
        own = _kinds(_words_around(reading, paid))
        alike = [cap for cap in caps if _of_one_aid(own, _kinds(_aid_of(reading, cap)))]
        most = max(alike, key=lambda cap: cap.high, default=None)
        if most is not None and most.high < paid.low <= most.high * _FAR_ABOVE:
            yield found(
                reading, "CAP-HEAD",
                f"一人一次得到 {paid.text},超过文中所说的最高额 {most.text}。"
                "请核对两个数;如是几次(几年)的合计或含其他补助,请写明。",
                [paid, most], severity=Severity.WARN,
            )  # fmt: skip


def _is_raised(reading: Reading, one: Figure, other: Figure) -> bool:
    """Whether a bound was changed, or goes on in a row: 最高补助由 2 万元提高到 5 万元; 最高 1 万元、3 万元."""
    said = between(reading, one, other)
    return bool(_RAISED_TO.match(said) or re.fullmatch("[、,和或至到]", said))


def _is_one_payment(reading: Reading, figure: Figure) -> bool:
    """一笔 3.6 万元的补助; 李师傅领到 3.6 万元互助金."""
    clause = reading.clause_before(figure)
    several = _IN_ALL_OF_IT.search(clause) or _SEVERAL.search(reading.sentence_before(figure))
    no_gift = _NO_GIFT.search(reading.sentence_before(figure) + _words_around(reading, figure))
    if figure.upper is not None or several or no_gift:
        return False
    if _ONE_PAYMENT.search(clause):
        return True
    counted = {Measure.PERSON, Measure.SERVICE, Measure.HOUSEHOLD}
    beside: Sequence[Figure] = [
        f for f in reading.by_block[figure.block]
        if f.segment == figure.segment and measure_of(f.unit) in counted and f.value > 1
    ]  # fmt: skip
    alone = _ONE_PERSON.search(reading.sentence_before(figure)) and not beside
    return bool(alone and _RECEIVED.search(clause))


def _words_around(reading: Reading, figure: Figure) -> str:
    """The clause of a figure, both sides."""
    after = reading.page.text[figure.end : figure.end + 16]
    return reading.clause_before(figure) + re.split("[,;。]", after)[0]


def _aid_of(reading: Reading, cap: Figure) -> str:
    """What a bound is about: its sentence and the one before."""
    start = reading.page.blocks[cap.block].start
    before = re.split("[。!?]", reading.page.text[start : cap.start])
    return "。".join(before[-2:]) + reading.page.text[cap.end : cap.end + 12]


def _kinds(words: str) -> frozenset[str]:
    return frozenset(kind for kind in _KINDS if kind in words)


def _of_one_aid(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two sets of names may mean one aid: the telling names decide, the loose ones where none is told."""
    telling = one - _LOOSE
    return telling <= other if telling else bool(one & other)
