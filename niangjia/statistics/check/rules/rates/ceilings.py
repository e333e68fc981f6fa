"""Rates (比率): RATE-CEIL, RATE-REC. Pure.

全覆盖 is a rate of 100 %: beside two counts or a rate that give less, one of them is wrong (`_claims_all`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from niangjia.statistics.check.figures import Figure, Finding, Precision, Severity
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.operands import agrees, between, is_count
from niangjia.statistics.check.rules.support import (
    bigrams,
    by_sentence,
    counting,
    found,
    measured,
    plain,
    workers_or_members,
    written,
)
from niangjia.statistics.check.units import Measure

_BOUNDED = re.compile(r"率|覆盖面|覆盖|占|比例|比重|满意度")
_UNBOUNDED = re.compile(
    r"增长|增速|增幅|提高|提升|上升|上涨|同比|环比|完成率|达成率|超额|去年|上年|同期|收益率|利润率|回报|计划的|任务的|目标的|翻"
)
_RAISED_TO = re.compile(r"(?:提高|提升|上升|增长|上涨)(?:到|至)")
_DUE = re.compile(r"(?:整改|问题|隐患|办理|督办|销号|答复|换届|采集)[^,#]{0,4}(?:完成|达成)率")
"""Of things due no more than all can be done; of a plan more can."""
_MOST_JOINED = 98
_JOINED = re.compile(r"(?:职工|工会|会员|工人|企业)?入会率(?:已经?)?[达为到是]*$")
_OF_FEW = re.compile(r"公司|集团|医院|学校|力争|目标|确保|以上|不低于|计划|比|提高|提升")
_COLLECTED = re.compile(r"(?:收缴|上缴|解缴|拨缴|征收)率")
_PARTICIPATION = re.compile(r"(?:参与|参加|参赛|覆盖|受益)率")
_FAR_APART = 2
_OF_PLAN = re.compile(r"计划|任务|目标|规划|预算|指标")
_CLAIM = re.compile(
    r"(?P<all>全(?:面)?覆盖|全员覆盖|无一(?:遗漏|例外|缺席|掉队)|一个(?:不|也不|都不)[落漏少]|百分之百|实现(?:了)?应[一-鿿]尽[一-鿿])"
    r"|(?P<each>全部|全都|均已?|都已?|悉数)(?=[一-鿿]{2})"
)
"""Words that say of all that it is done; 全部 and 均 need the name of the whole before them."""
_NOT_SO = re.compile(
    r"力争|确保|争取|将|推[动进行]|力求|目标|计划|逐步|基本|前实现|要|拟|努力|未|尚|还|向|有望|接近|稳步|加快|除|外|率先突破|任务|这些|上述|其中"
)
_AMONG = re.compile(
    r"已|其中|[中里]有|[中里],?$|有$|,(?:目前|现)?有|完成|实际|实现|现有|目前$|[中里],[^,]{2,16}的$"
    r"|(?:走访|慰问|看望|救助|帮扶|体检|筛查|培训|轮训|覆盖|检查|巡查|回访|换届|建档|办结|整改|参加|参保|开展|签订)[一-鿿]{0,6}$"
)
_ANEW = re.compile(r"新|今年|年内|另|还|尚|未|减|撤|余|不|剩|以上")
_SUBJECT = re.compile(r"实现|达到|做到|率先|目前|已经?|均|的|了|在全[国省市县]|,")
_LEFT = re.compile(r"继续(?:留档|帮扶|在档)|仍(?:在档|未)|尚未|未(?:能|完成|脱困)")
_CLEARED = re.compile("(?:完成|实现)[^,。;]{0,24}[“‘]?清零")
_JOINED_AID = re.compile(r"(?:参加|参与|加入|投保)[^,;]*(?:互助|保障|保险)")
"""参加了互助保障,参保率…: what the rate is named for."""
_WHO = re.compile(r"职工|会员|工会|企业|单位|组织")
_VERB = 4
_ALL, _NOUN = 100, 3
_NEAR = 34
_NEARLY = Decimal("99.5")
_MOST_SHORT = Decimal(2)
"""All of what is more than half done may be meant; of a tenth it is another all."""


def check(reading: Reading) -> Iterator[Finding]:
    """Rates above all, rates against their numbers, rates without a common base."""
    for figure in measured(reading.figures, Measure.RATE):
        yield from _ceiling(reading, figure)
    for group in by_sentence(reading):
        yield from _implied_base(reading, group)
        yield from _each_above(reading, group)
        yield from _not_all(reading, group)
        yield from _cleared(reading, group)
        yield from _hundred(reading, group)
        if reading.in_text(group[0]):
            yield from _claims_all(reading, group)


def _ceiling(reading: Reading, rate: Figure) -> Iterator[Finding]:
    words = rate.context.partition("#")[0] + rate.label
    words += _of_list(reading, rate) if rate.low > 100 else ""
    if _MOST_JOINED < rate.value < 100:
        yield from _nearly_all(reading, rate)
    told = _DUE.sub("率", _RAISED_TO.sub("", rate.context))
    if rate.low > 100 and _is_of_plan(reading, rate):
        return
    if rate.low <= 100 or not _BOUNDED.search(words) or _UNBOUNDED.search(told):
        return
    if _COLLECTED.search(words) and not re.search(r"应[收缴]", reading.sentence_text(rate)):
        yield found(
            reading, "RATE-CEIL",
            f"“{rate.label}”{rate.text},超过 100%。如是按年初计划(任务)计算,请改称“完成率”或写明“完成计划的…”;"
            "如是按应收数计算,不能超过 100%,请核对。",
            [rate], severity=Severity.WARN,
        )  # fmt: skip
        return
    yield found(
        reading, "RATE-CEIL",
        f"“{rate.label}”{rate.text},超过 100%。比率的分子是分母的一部分,不能超过 100%,请核对。",
        [rate],
    )  # fmt: skip


def _nearly_all(reading: Reading, rate: Figure) -> Iterator[Finding]:
    """入会率 99.6 % of a whole place: the workers may be the members, rounded."""
    sentence = reading.sentence_text(rate)
    told = _JOINED.search(rate.context.partition("#")[0]) and not _OF_FEW.search(sentence)
    if told and reading.in_text(rate) and not _is_reckoned(reading, rate):
        yield found(
            reading, "RATE-CEIL",
            f"“{rate.label}”{rate.text},接近 100%。职工数可能由会员数取整而来,"
            "请写明分子、分母和职工数的口径(建会单位职工或全部职工)。",
            [rate], severity=Severity.WARN,
        )  # fmt: skip


def _is_reckoned(reading: Reading, rate: Figure) -> bool:
    """职工 231400 人,会员 228300 人,入会率 98.7%: both are printed to the last digit, and give the rate."""
    counts = [
        f for f in reading.by_block[rate.block]
        if f.sentence == rate.sentence and f.start < rate.start and is_count(f)
    ]  # fmt: skip
    whole, part = counts[-2:] if len(counts) > 1 else (None, None)
    if whole is None or part is None or whole.unit != part.unit or not whole.value:
        return False
    full = all(f.precision is Precision.EXACT and not f.magnitude for f in (whole, part))
    return full and agrees(rate, part.value * 100 / whole.value, (part, whole))


def _of_list(reading: Reading, rate: Figure) -> str:
    """What a list of places and rates is of: 建会率分别为:甲 91.3%、乙 104.2%."""
    sentence = reading.sentence_before(rate)
    opening = re.match(
        r"[^。;]*?(?:率|占比|比重|比例|覆盖面)(?:分别)?(?:为|是|达到?)?[:,]?[^,:\d]{0,10}(?=\d|$)",
        sentence,
    )
    listed = opening and ";" not in sentence
    return opening.group() if opening and listed else ""


def _is_of_plan(reading: Reading, rate: Figure) -> bool:
    """完成年度计划 1000 项的 112.4 %: the plan stands with the number the rate is of."""
    before = [f for f in reading.by_block[rate.block] if f.end <= rate.start][-1:]
    near = before and reading.words_before(rate) == "的"
    return bool(near and _OF_PLAN.search(reading.words_before(before[0])[-_NEAR:]))


def _claims_all(reading: Reading, group: Sequence[Figure]) -> Iterator[Finding]:
    """15 个乡镇中 14 个建了驿站,实现全覆盖; 建会率 93%,实现全覆盖."""
    block = reading.page.blocks[group[0].block]
    sentence = reading.sentence_text(group[0])
    offset = block.start + block.text.find(sentence)
    for claim in _CLAIM.finditer(sentence):
        at = offset + claim.start()
        clause = re.split(r"[,;:]", sentence[: claim.start()])[-1]
        own = re.split(r"[,;]", sentence[claim.end() :])[0]
        later = _rate_after(reading, group, at + len(claim.group()), own) if claim["each"] else None
        each_time = _NOT_SO.search(clause + own[:4]) or clause.endswith(("年", "月", "次", "期"))
        if later is not None and not each_time:
            yield found(
                reading, "RATE-REC",
                f"说“{claim.group()}{own}”,“{later.label}”却只有 {later.text}。不到 100% 不能称全部,请核对;"
                "如两处所指不同(如前面是工会,比率按人数),请写明比率的分子、分母。",
                [later],
            )  # fmt: skip
            return
        before = [f for f in group if f.end <= at - len(clause)]
        told = before and len(before) == len([f for f in group if f.end <= at])
        apart = reading.page.text[before[-1].end : at - len(clause)] if told else ";"
        if ";" in apart or len(apart) > _NEAR or _NOT_SO.search(clause + own[:4]):
            continue
        done = bool(re.match(r"完成|建成|到位|落实|办结|结束|达标", own))
        whole = _whole_of_claim(reading, before, clause, is_each=bool(claim["each"]), is_done=done)
        rate = before[-1]
        if whole is not None:
            share = plain(round(rate.value * 100 / whole.value, 1))
            yield found(
                reading, "RATE-REC",
                f"{whole.text}中写的是 {rate.text}({share}%),却说“{claim.group()}”。不到 100% 不能称全部,请核对。",
                [rate, whole],
            )  # fmt: skip
            return
        if not claim["each"] and _is_rate_of(reading, rate, clause, apart):
            yield found(
                reading, "RATE-REC",
                f"“{rate.label}”{rate.text},却说“{claim.group()}”。不到 100% 不能称全部,请核对比率和说法。",
                [rate],
            )  # fmt: skip
            return


def _rate_after(reading: Reading, group: Sequence[Figure], at: int, own: str) -> Figure | None:
    """全部完成实名认证,认证率 96.3%: the rate right behind the claim, named by its words."""
    rate = next((f for f in group if f.start > at), None)
    if rate is None or rate.unit != "%" or rate.value >= _NEARLY:
        return None
    said = reading.page.text[at + len(own) : rate.start]
    named = re.fullmatch(r",(?!.*(?:满意|好评|合格|优良))([^,。;\d]{2,10})率(?:达到?|为|约)?", said)
    aid = named and named[1].endswith("参保") and _JOINED_AID.search(own)
    done = _WHO.sub("", named[1]) if named else ""
    return rate if named and (_shares(done, own) or aid) else None


def _not_all(reading: Reading, group: Sequence[Figure]) -> Iterator[Finding]:
    """3274 户全部解困脱困,其中 3061 户退档,213 户继续留档: some are left."""
    for rank, whole in enumerate(group):
        after = reading.page.text[whole.end : whole.end + _NEAR].split(",")[0]
        if not re.match(r"[^,。;\d]{0,10}(?:全部|均|都)[^,。;\d]{2,}", after):
            continue
        for rest in group[rank + 1 :]:
            left = _LEFT.search(re.split("[,。;]", reading.page.text[rest.end : rest.end + 30])[0])
            if left and rest.unit == whole.unit and rest.value < whole.value:
                yield found(
                    reading, "RATE-REC",
                    f"{whole.text}说“{after[-8:]}”,却有 {rest.text}“{left.group()}”。不到全部不能称全部,请核对。",
                    [whole, rest],
                )  # fmt: skip


def _cleared(reading: Reading, group: Sequence[Figure]) -> Iterator[Finding]:
    """建会“清零”,应建 219 家,已建 212 家: seven are left."""
    if not _CLEARED.search(reading.sentence_text(group[0])):
        return
    for due, done in pairwise(group):
        first, second = (reading.words_before(f)[-_VERB:] for f in (due, done))
        told = re.search(r"应[建换签办缴改][一-鿿]{0,2}$", first) and "已" in second
        if told and due.unit == done.unit and done.high < due.low:
            yield found(
                reading, "RATE-REC",
                f"说“清零”,应办 {due.text},已办 {done.text}。请核对。", [done, due],
            )  # fmt: skip


def _each_above(reading: Reading, group: Sequence[Figure]) -> Iterator[Finding]:
    """建制率均保持在 90% 以上,其中…非公有制企业 88.4%: one of them is below."""
    for rank, least in enumerate(group):
        words = reading.words_before(least)
        after = reading.page.text[least.end : least.end + 2]
        each = (
            least.unit == "%" and "均" in words and (after == "以上" or least.text.endswith("以上"))
        )
        if not each or "年均" in words:
            continue
        for other in group[rank + 1 :]:
            named = "其中" in between(reading, least, other)
            if other.unit == "%" and named and other.high < least.value:
                yield found(
                    reading, "RATE-REC",
                    f"前面说均在 {least.text}以上,“{other.label}”却只有 {other.text}。请核对,或去掉“均”。",
                    [other, least],
                )  # fmt: skip


def _hundred(reading: Reading, group: Sequence[Figure]) -> Iterator[Finding]:
    """103 个县级工会…,102 个县级工会通过验收,覆盖率 100%: all but one."""
    for rank, rate in enumerate(group):
        if rate.unit != "%" or rate.value != _ALL or rate.precision is not Precision.EXACT:
            continue
        part = group[rank - 1] if rank else rate
        noun = part.context.partition("#")[2][:_NOUN]
        named = len(noun) == _NOUN and re.search(r"率(?:达到?|为)?$", reading.words_before(rate))
        for whole in reversed(group[: rank - 1] if named and is_count(part) else []):
            alike = whole.unit == part.unit and whole.context.partition("#")[2].startswith(noun)
            if alike and part.high < whole.low < part.high * _MOST_SHORT:
                yield found(
                    reading, "RATE-REC",
                    f"{whole.text}中是 {part.text},却写 {rate.text}。请核对三个数。",
                    [rate, part, whole],
                )  # fmt: skip
                break


def _whole_of_claim(
    reading: Reading, before: Sequence[Figure], clause: str, *, is_each: bool, is_done: bool
) -> Figure | None:
    """The number of all, when the last two before the claim are all and fewer that are done."""
    if len(before) < 2:
        return None
    whole, part = before[-2:]
    apart = between(reading, whole, part)
    alike = whole.unit == part.unit and is_count(part) and whole.segment == part.segment
    exact = whole.precision is Precision.EXACT is part.precision
    if not alike or not exact or not part.value < whole.value < part.value * _MOST_SHORT:
        return None
    if len(apart) > _NEAR or not _AMONG.search(apart) or _ANEW.search(apart):
        return None
    if _shares(clause, apart.partition("其中")[2]):
        return None  # 其中一线职工 1210 人,一线职工全覆盖: all of the part
    noun = re.match(r"[一-鿿]{2,8}", whole.context.partition("#")[2])
    said = reading.page.text[whole.end : part.end + _NEAR].partition(clause)[0] if clause else ""
    if is_each:
        named = noun and _shares(clause, noun.group())
        return whole if named or (is_done and _shares(clause, said)) else None
    said = reading.sentence_text(part).partition(clause)[0] if clause else ""
    return whole if not _SUBJECT.sub("", clause) or _shares(clause, said) else None


def _is_rate_of(reading: Reading, rate: Figure, clause: str, apart: str) -> bool:
    """Whether a rate below all is told right before the claim, of the same thing."""
    words = reading.words_before(rate)
    if rate.unit != "%" or rate.precision is not Precision.EXACT or rate.value >= _NEARLY:
        return False
    subject = _SUBJECT.sub("", clause)
    told = re.search(r"率|覆盖面|覆盖", re.split(r"[,;]", words)[-1])
    return bool(told and apart in {"", ","} and not _UNBOUNDED.search(words) and not subject)


def _shares(one: str, other: str) -> bool:
    """Whether two wordings share a pair of signs."""
    return any(pair in other for pair in bigrams(one))


def _implied_base(reading: Reading, group: Sequence[Figure]) -> Iterator[Finding]:
    """28 万 participants at 72 % are a base of 38.9 万: is that the base used elsewhere?"""
    rates = [
        r
        for r in measured(group, Measure.RATE)
        if "职工" in r.label and _PARTICIPATION.search(r.label)
    ]
    people = [p for p in counting(group, "contest.people") if p.block == group[0].block]
    told = [f for f in group if people and f.unit == people[0].unit and f.value > people[0].value]
    everybody = workers_or_members(reading) if rates and people and not told else None
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
