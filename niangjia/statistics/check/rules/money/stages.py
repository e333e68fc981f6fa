"""Money (资金): MAG-STYLE, FUND-OVERLAP and stage. Pure."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from decimal import Decimal

from niangjia.statistics.check.figures import Figure, Finding, Precision, Severity
from niangjia.statistics.check.layout import BlockKind
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.parts.told import COMPARED, told
from niangjia.statistics.check.rules.support import (
    by_block,
    by_sentence,
    exceeds,
    found,
    written,
)
from niangjia.statistics.check.rules.text.plans import plan_blocks
from niangjia.statistics.check.units import Measure, measure_of

_SPENT = "下拨|拨付|划拨|发放|下发|投入|使用|支出|支付|兑付"
_TWO_STAGES = re.compile(
    r"(?:筹集|筹措|募集|争取|筹资|筹得|募得)(?:到位|资金|善款|款项|经费)?(?:并|、|和|及|与|后|且|,)*(?:及时|全部|已经?)?"
    rf"(?:{_SPENT}|预算|(?<=[并、和及与后且,])安排)[^,;。]{{0,14}}#|(?:预算|安排)(?:并|、|和|及)(?:支出|发放|投入)[^,]{{0,12}}#"
)
_BUDGET = re.compile(
    r"(?:(?<![公共整门政])预算(?![内外评收支执管编绩公改约])|(?:计划|拟|预计|预备)(?:投入|安排|使用|发放|支出|下拨|列支|拨付))[^,;#]{0,16}#"
)
_COMPARED = re.compile(
    r"(?:完成|比|较|占|超|控制|低于|高于|调整|压减|节约|达到?|相当于|突破|追加|编制|批复)[^,;#]{0,8}预算"
)
_HANDED_ON = re.compile(r"(?:下拨|拨付|划拨|发放|支付)[^,#]{0,6}#")
_ACTUAL = re.compile(r"支出|执行|实际|决算|使用|完成|到位")
_BUDGETED = re.compile(r"预算|安排|下达|到位|筹集|拨款")
_SPENT_OF_IT = re.compile(r"支出|使用|列支|发放|支付")
_LEFT_OVER = re.compile(r"结余|剩余|节余|(?:尚|还|仍)有|#[^,#]{0,4}(?:未|结转)")
_DRAWN_ON = re.compile(r"动用|弥补|不足部分|收支平衡|缺口|赤字|结余(?:资金)?(?:安排|列支|解决)")
"""Words by which a budget is told as a budget: how it is balanced."""
_RECEIVED_BY = frozenset({Measure.PERSON, Measure.HOUSEHOLD, Measure.SERVICE})
_NEEDY = re.compile(r"困难(?:职工|员工|会员|农民工|群众)")
_EACH_ONE = re.compile(r"[人户件次场单家日月年]均|平均")
_PRICE = re.compile(
    r"每|单价|票价|售价|定价|价格|标准|缴费|保费|缴纳|起付|最[低高]|不低于|不超过|从|由|至|到|增[加至]|提[高至]|时薪|日薪|月薪|工价|津贴|一元"
)
_TOTAL = re.compile(r"[金款费]$|资金|物资|补助|补贴|投入|支出|发放")
_TEN_THOUSAND = 10_000
_SPENT_BY_OFFICE = re.compile(r"投入|发放|筹集|拨付|下拨|补贴")
_FOR_EACH = re.compile(r"每|均|标准|最高|最低|单")
_DRIVEN = re.compile(r"带动|拉动|撬动")
_WORLDS_APART = 2000
_SCANTY = 5
"""Less than so many yuan each is no gift."""
_FUND = re.compile(r"[一-鿿]{4,10}(?:专项资金|基金|善款|捐款)")
_DONE_WITH = re.compile(rf"{_SPENT}|筹集|筹措|募集|筹得|募得|接收|上述|累计|各类|用于")
_THIS = re.compile(r"[这该]笔[^,。;]{0,6}资金")
_RAISED_FOR_AID = re.compile(r"(?:筹集|筹措)(?:各类)?(?:资金|款物|资金物资)[^,#]{0,3}#")
_FOR_VISITS = re.compile(
    r"#(?:全部)?用于[^,#]{0,14}(?:慰问|帮扶|救助|送温暖)"
    r"|(?:慰问|帮扶|救助|送温暖)(?:职工|活动|工作)?(?:共|累计)?(?:支出|投入|开支|花费)[^,#]{0,4}#"
)
_PUT_IN = re.compile(
    r"(?:投入|安排|设立|拨付|出资)[^,#]{0,6}(?:#[^,#]{0,6}(?:资金|经费)|(?:资金|经费)#)"
)
_GIVES = re.compile(
    r"[^,。;\d]{0,8},(?:共|累计)?为(?:\d+[余多]?[家个户名])?[^,。;\d]{2,12}(?:提供|发放|给予)"
)
_GIFT = re.compile(r"[^,。;#]{0,6}(?:贴息|补贴|补助|救助金|慰问金|助学金)")
_PURPOSE = re.compile("医疗|大病|助学|送温暖|送清凉|法律援助|助残|生活救助")
_CLOSE, _LISTED = 50, 8
_RAISED = re.compile(r"筹集|筹措|募集|筹得|募得|接收|筹资")
_OFFICE = re.compile(r"工会|政府|财政|公司|集团|部门|单位|社会")
_FAR_LARGER = 50
_NEAR_BLOCKS = 3
_ALIKE = Decimal("0.1")


def check(reading: Reading) -> Iterator[Finding]:
    """Style, stages and overlap."""
    unspent = plan_blocks(reading.page) | _of_budgets(reading)
    for group in by_block(reading):
        yield from _style(reading, group)
        yield from _lost_magnitude(reading, group)
        yield from _odd_one(reading, group)
        yield from _lost_ten_thousand(reading, group)
        if group[0].block not in unspent:
            yield from _stages(reading, group)
    for sentence in by_sentence(reading):
        yield from _unspent(reading, sentence)
        yield from _raised_twice(reading, sentence)
        yield from _above_fund(reading, sentence)
    yield from _overlap(reading)
    yield from _spent_above_raised(reading)


def _above_fund(reading: Reading, sentence: list[Figure]) -> Iterator[Finding]:
    """投入 150 万元专项资金,为 18 家企业提供 900 万元贴息补贴: what a fund gives is no more than the fund."""
    money = [figure for figure in sentence if figure.unit == "元"]
    for fund, given in itertools.pairwise(money):
        between = reading.page.text[fund.end : given.start]
        put_in = _PUT_IN.search(fund.context) and _GIVES.fullmatch(between)
        if put_in and _GIFT.match(given.context.partition("#")[2]) and given.low > fund.high:
            yield found(
                reading, "FUND-OVERLAP",
                f"投入的资金是 {fund.text},给出的却是 {given.text},多于所投入的。"
                "请核对,或写明其余的钱从哪里来(如是贷款金额,请写“贷款”)。",
                [given, fund],
            )  # fmt: skip


def _style(reading: Reading, group: list[Figure]) -> Iterator[Finding]:
    """214363万元 beside 亿元: a hundred million and more is written in 亿."""
    beside = any(figure.unit == "元" and "亿" in figure.magnitude for figure in group)
    if not beside and "亿" in reading.page.text:
        return  # the text knows 亿 and chose 万 for a paragraph: not slipped
    for figure in group:
        whole = figure.number.replace(",", "")
        in_prose = reading.in_text(figure)
        if (
            figure.unit == "元"
            and figure.magnitude == "万"
            and whole.isdigit()
            and len(whole) >= 5
            and in_prose
        ):
            other = "同段其他金额用“亿元”。" if beside else ""
            yield found(
                reading, "MAG-STYLE",
                f"{figure.text} 即 {written(figure.value, '元')}。{other}"
                "一亿以上一般写“亿元”,这样写可能是漏了小数点,请核对。",
                [figure],
            )  # fmt: skip


def _lost_magnitude(reading: Reading, group: list[Figure]) -> Iterator[Finding]:
    """发放救助金 11.8 元、慰问金 4.4 万元: tenths of a yuan, or hardly a yuan each, beside 万元."""
    money = [figure for figure in group if figure.unit == "元"]
    for figure in money:
        beside = [f for f in money if f.magnitude in {"万", "亿"} and f.sentence == figure.sentence]
        if figure.magnitude or not beside or figure.precision is not Precision.EXACT:
            continue
        words = _EACH_ONE.sub("每", reading.sentence_before(figure))
        clause, after = re.split(r"[,;、]", words)[-1], figure.context.partition("#")[2]
        if _PRICE.search(clause) or after.startswith(("/", "每", "的", "以", "标准", "一")):
            continue
        tenths = re.fullmatch(r"\d{1,4}\.\d", figure.number)
        heads = [
            f for f in group
            if f.end <= figure.start and f.segment == figure.segment
            and measure_of(f.unit) in _RECEIVED_BY
        ]  # fmt: skip
        scanty = heads and figure.value < heads[-1].value * _SCANTY and _TOTAL.search(clause)
        if tenths or scanty:
            yield found(
                reading, "MAG-STYLE",
                f"“{figure.label}”{figure.text},同句其他金额以“{beside[0].magnitude}元”计({beside[0].text})。"
                "可能漏写“万”,请核对。",
                [figure, beside[0]],
            )  # fmt: skip


def _lost_ten_thousand(reading: Reading, group: list[Figure]) -> Iterator[Finding]:
    """投入资金 1260 元,带动消费 8900 余万元: what an office spends beside what it sets going."""
    for one, other in itertools.pairwise([f for f in group if f.unit == "元"]):
        plain_yuan = not one.magnitude and one.value < _TEN_THOUSAND and one.text.endswith("元")
        spent = _SPENT_BY_OFFICE.search(one.context) and not _FOR_EACH.search(one.context)
        driven = other.magnitude and _DRIVEN.search(other.context)
        if plain_yuan and spent and driven and one.segment == other.segment:
            yield found(
                reading, "FIG-UNIT",
                f"“{one.label}”{one.text},却“{other.label}”{other.text}。前一个数可能漏写了“万”,请核对。",
                [one, other], suggestion=f"{one.number}万元",
            )  # fmt: skip


def _odd_one(reading: Reading, group: list[Figure]) -> Iterator[Finding]:
    """中央 1.52 万元、省级 0.86 亿元、本级 0.78 亿元: one item of a list in another magnitude."""
    for run in _listed_money(reading, group):
        for odd in run:
            others = [figure for figure in run if figure is not odd]
            magnitudes = {figure.magnitude for figure in others}
            if len(others) < 2 or len(magnitudes) > 1 or odd.magnitude in magnitudes:
                continue
            usual = sorted(figure.value for figure in others)[len(others) // 2]
            if odd.value and usual and max(odd.value / usual, usual / odd.value) > _WORLDS_APART:
                yield found(
                    reading, "MAG-STYLE",
                    f"并列各项都以“{others[0].magnitude}元”计,只有{odd.text}不同,相差数千倍。可能错写“万”“亿”,请核对。",
                    [odd, *others[:2]],
                )  # fmt: skip


def _listed_money(reading: Reading, group: list[Figure]) -> Iterator[list[Figure]]:
    """The amounts joined by 、 alone, one list after another."""
    run: list[Figure] = []
    for figure in group:
        between = reading.page.text[run[-1].end : figure.start] if run else ""
        if run and not (figure.unit == "元" and re.fullmatch(r"、[^、,;。:\d]{1,14}", between)):
            yield run
            run = []
        if figure.unit == "元":
            run.append(figure)
    yield run


def _stages(reading: Reading, group: list[Figure]) -> Iterator[Finding]:
    """One amount, one stage: raised, budgeted, allotted, spent and paid out differ."""
    for figure in group:
        if figure.unit != "元":
            continue
        left = figure.context.partition("#")[0]
        if _TWO_STAGES.search(f"{left}#"):
            yield found(
                reading, "FUND-OVERLAP",
                f"“{left}{figure.text}”一个金额写了两个阶段。筹集、预算、下拨、支出是四个不同的数,请分开填报。",
                [figure],
            )  # fmt: skip
        elif _is_budget(reading, group, figure):
            yield found(
                reading, "FUND-OVERLAP",
                f"“{figure.label}”{figure.text}是预算或计划数,写在工作成果里。请改报实际支出,或注明“预算”并另列支出。",
                [figure],
            )  # fmt: skip


def _is_budget(reading: Reading, group: list[Figure], figure: Figure) -> bool:
    """Whether an amount is planned, and no actual one stands beside it."""
    if not _BUDGET.search(figure.context) or _COMPARED.search(figure.context):
        return False
    if _DRAWN_ON.search(reading.sentence_text(figure)):
        return False
    beside = [
        f for f in group if f.unit == "元" and f.segment == figure.segment and f is not figure
    ]
    spent = any(_ACTUAL.search(f.context) and not _BUDGET.search(f.context) for f in beside)
    sentence = [f for f in group if f.unit == "元" and f.sentence == figure.sentence]
    spent |= any(re.search("实际支出|执行率", f.context) for f in sentence)
    spent |= any(_HANDED_ON.search(f.context) for f in beside if f.start > figure.start)
    return not spent and not _beside_rate(reading, group, figure)


def _unspent(reading: Reading, group: list[Figure]) -> Iterator[Finding]:
    """预算 240 万元,支出 240 万元,尚有 36.5 万元未执行: the budget stands where the payment should."""
    money = [f for f in group if f.unit == "元"]
    for budget, spent, left in zip(money, money[1:], money[2:], strict=False):
        told = _BUDGETED.search(budget.context) and _SPENT_OF_IT.search(spent.context)
        rest = _LEFT_OVER.search(left.context) and not _BUDGETED.search(spent.context)
        if told and rest and left.value and budget.value == spent.value:
            yield found(
                reading, "FUND-OVERLAP",
                f"预算 {budget.text},支出也是 {spent.text},却还有 {left.text}未支出。可能误把预算作支出,请核对。",
                [spent, budget, left],
            )  # fmt: skip


def _raised_twice(reading: Reading, group: list[Figure]) -> Iterator[Finding]:
    """筹资 3000 万元…,县总工会共筹资 11.4 万元: whose is the large one, and is the small one in it?"""
    for large, small in itertools.pairwise([f for f in group if f.unit == "元"]):
        between = reading.page.text[large.end : small.start]
        own = re.split(r"[,;]", between)[-1]
        raised = _RAISED.search(large.context) and _RAISED.search(own)
        whose = _OFFICE.search(reading.sentence_before(large))
        apart = re.search(r"其中|[去今上前]年|\d年|累计|每|[人户]均", between)
        many = small.value and large.value > small.value * _FAR_LARGER
        if raised and _OFFICE.search(own) and many and not whose and not apart:
            yield found(
                reading, "FUND-OVERLAP",
                f"同一句里先写“{large.label}”{large.text},没有写明是谁的,又写“{small.label}”{small.text}。"
                "请写明各是谁筹集的、后一个是否包含在前一个里。",
                [large, small],
            )  # fmt: skip


def _of_budgets(reading: Reading) -> frozenset[int]:
    """Tables, and what stands under a heading that speaks of a budget."""
    chosen, inside = set(), False
    for block in reading.page.blocks:
        if block.kind is BlockKind.HEADING:
            inside = bool(re.search(r"预算|决算", block.text))
        elif inside or block.kind is BlockKind.TABLE:
            chosen.add(block.index)
    return frozenset(chosen)


def _beside_rate(reading: Reading, group: list[Figure], budget: Figure) -> bool:
    """Whether the budget is only the base of a rate (执行率 90%(预算 100 万元); 完成预算 500 万元的 104%)."""
    return any(
        figure.segment == budget.segment
        and (
            re.search(r"(?:执行|完成|支出)率$", figure.label)
            or re.fullmatch(
                r"\)?的|[,(][^,。;\d]{0,6}(?:完成|执行|达|占)[^,。;\d]{0,8}",
                reading.page.text[budget.end : figure.start],
            )
        )
        for figure in group
    )


def _overlap(reading: Reading) -> Iterator[Finding]:
    """Two nearly equal aid amounts close together may count the same payments."""
    funds = [f for f in reading.figures if _is_of_aid(reading, f)]
    for one, other in itertools.pairwise(funds):
        near = 0 <= other.block - one.block <= _NEAR_BLOCKS
        exact = one.precision is other.precision is Precision.EXACT
        vague = abs(one.value - other.value) * _CLOSE <= one.value  # 1126.8 万, 1130 余万
        exact = exact or (vague and one.text != other.text)
        same = one.label == other.label or one.value == other.value  # PERIOD and DUP-FIG say it
        if not near or not exact or same or one.parent or other.parent:
            continue
        passed_on = "筹集" in one.stages and other.value <= one.value
        if other.start - one.end < _LISTED and "分别" in one.context + other.context:
            continue
        if passed_on and one.sentence == other.sentence and one.block == other.block:
            continue  # 筹集 1867 万元,发放 1792 万元: one purse at two stages
        if _apart(reading, one, other):
            continue
        if abs(one.value - other.value) <= max(one.value, other.value) * _ALIKE:
            yield found(
                reading, "FUND-OVERLAP",
                f"“{one.label}”{one.text}与“{other.label}”{other.text}几乎相等,可能有重复。每笔支出只应归一个项目、一个资金来源,"
                "请核对两个数是否包含同一笔钱。",
                [one, other],
            )  # fmt: skip


def _is_of_aid(reading: Reading, figure: Figure) -> bool:
    """Aid by its name, or what was raised to visit and help."""
    raised = figure.unit == "元" and _RAISED_FOR_AID.search(figure.context)
    visits = raised and re.search("走访|慰问|困难", reading.sentence_text(figure))
    used = figure.unit == "元" and _FOR_VISITS.search(figure.context)
    named = figure.has("aid.fund") or visits or used
    return bool(named) and not figure.has("mutual.paid", "vouchers")


def _spent_above_raised(reading: Reading) -> Iterator[Finding]:
    """筹集疫情防控专项资金 1280 万元…上述疫情防控专项资金已支出 1460 万元: one fund by its name, far apart."""
    raised: dict[str, Figure] = {}
    for one in told(reading):
        fund = _FUND.search(_DONE_WITH.sub("", one.left))
        here = f"这笔{one.figure.block}"
        if one.figure.unit != "元" or COMPARED.search(one.clause):
            continue
        if _RAISED.search(one.clause) and fund is not None:
            raised.setdefault(fund.group(), one.figure)
            raised[here] = one.figure
            continue
        source = raised.get(here if _THIS.search(one.clause) else fund.group() if fund else "")
        spent = _SPENT_OF_IT.search(one.clause) and source is not None
        if spent and source is not None and one.figure.low > source.high:
            yield exceeds(
                reading, one.figure, source, "支出的不能多于筹集的,除非动用以前的结余",
                severity=Severity.WARN,
            )  # fmt: skip


def _apart(reading: Reading, one: Figure, other: Figure) -> bool:
    """Whether each is of a purpose of its own (医疗救助, 送温暖) or paid to people of its own.

    户次 and 人次 tell of payments, not of people: the same who are in need may be in both.
    """
    purposes = [set(_PURPOSE.findall(figure.context)) for figure in (one, other)]
    if all(purposes) and purposes[0].isdisjoint(purposes[1]):
        return True
    receivers = [
        {
            (f.value, f.unit) for f in reading.by_block[figure.block]
            if f.segment == figure.segment and measure_of(f.unit) in _RECEIVED_BY
        }
        for figure in (one, other)
    ]  # fmt: skip
    visits = all(unit.endswith("次") for told in receivers for _, unit in told)
    needy = all(_NEEDY.search(reading.sentence_text(figure)) for figure in (one, other))
    if all(receivers) and visits and needy:
        return False
    return all(receivers) and receivers[0].isdisjoint(receivers[1])
