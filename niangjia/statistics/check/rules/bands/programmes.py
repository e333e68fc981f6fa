"""What one mostly costs or brings (各项工作人均、户均、站均常见范围): the bands as data. Pure.

The bounds are wide on purpose: below them the magnitude 万 was lost, above them a point moved or 亿 stands for 万. What
may be given to a head by regulation is in money/caps.py, money won back in arrears.py, mutual aid in money/mutual.py.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from niangjia.statistics.check.figures import Figure, Finding
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.support import found, plain, written


@dataclass(frozen=True)
class Programme:
    """The words that name it, the yuan for each, and where the band comes from."""

    words: re.Pattern[str]
    low: Decimal
    high: Decimal
    basis: str
    is_goods: bool = False  # its upper bound holds only where nothing else is given with it


def _of(words: str, low: str, high: str, basis: str, *, goods: bool = False) -> Programme:
    return Programme(re.compile(words), Decimal(low), Decimal(high), basis, goods)


PER_HEAD = (
    _of(r"疗休养|疗养(?!院)|休养(?!所)", "50", "10000",
        "各地疗休养每人每次多在 2000 至 5000 元(杭州不超过 5 天、2000 元)"),
    _of(r"体检|健康检查|筛查|普查|两癌”?(?:免费|专项)?检", "3", "5000",
        "职工体检、“两癌”筛查每人多在 100 至 1500 元"),
    _of(r"春秋?游|秋游", "10", "2000", "春秋游每人每天多不超过 200 元"),
    _of(r"金秋助学|助学(?!贷款)|圆梦大学|学子", "50", "20000", "金秋助学每人多在 1000 至 8000 元"),
    _of(r"求学圆梦|学历提升|提升学历|学费", "50", "30000", "求学圆梦、学历提升每人多在 500 至 5000 元"),
    _of(r"技能(?:提升|晋级|等级)?补贴|技能补助|(?:取|持)证补贴|晋级补贴", "50", "20000",
        "技能提升补贴按等级每人多在 1000 至 3000 元"),
    _of(r"培训[^,。;#]{0,6}(?:补贴|经费|资金|费|补助)|技能培训|免费培训|就业培训|轮训|培养工程", "2", "30000",
        "技能培训每人多在 300 至 5000 元"),
    _of(r"送温暖|两节”?(?:送|慰问|走访)|元旦春节|困难(?:职工|家庭|农民工)[^,。;#]{0,6}(?:慰问|走访)"
        r"|(?:慰问|走访)困难(?:职工|家庭|农民工)", "2", "15000",
        "送温暖每户多在 300 至 3000 元"),
    _of(r"慰问[^,。;#]{0,8}(?:生病|住院|生育|退休|结婚)", "20", "15000",
        "生病住院、生育、退休慰问每人多在 200 至 2000 元"),
    _of(r"(?:生活|医疗|大病|临时|困难|助学)救助|困难帮扶|帮扶(?:资金|救助|金)|解困|脱困", "5", "100000",
        "困难职工帮扶每户每年多在 1000 至 20000 元"),
    _of(r"(?:慰问|走访)[^,。;#]{0,10}(?:劳模|劳动模范|先进|工匠)|(?:劳模|劳动模范)[^,。;#]{0,10}(?:慰问|补助|津贴|帮扶|荣誉)",
        "10", "100000", "劳模慰问、困难补助每人多在 500 至 20000 元"),
    _of(r"小额(?:担保)?贷款|创业贷款|贴息贷款|助业贷款", "500", "3000000", "个人创业贷款每人(户)多在 5 万至 30 万元"),
    _of(r"(?<!小额)(?<!创业)(?<!助业)(?<!贴息)(?<!担保)贷款|融资|担保(?!贷款)|授信|信贷", "500", "20000000",
        "企业贷款每户多在 10 万至 500 万元"),
    _of(r"保费|会费|(?:筹集|归集|缴纳|募集)[^,#]{0,4}互助金", "0.5", "5000", "会费、互助金每人每年多在 50 至 500 元"),
    _of(r"优惠|让利|满减|减免|折扣|立减", "0.5", "10000", "工会卡、会员日优惠每人次多在 5 至 300 元"),
    _of(r"托管班?|托育", "20", "20000", "爱心托管班每名孩子多在 200 至 2000 元"),
    _of(r"观影|电影票", "1", "1000", "观影每人每年多不超过 150 至 300 元", goods=True),
    _of(r"生日", "5", "1000", "生日慰问每人每年多在 200 至 500 元", goods=True),
    _of(r"(?:节|新春|年货|福利)[^。;]*(?:包|慰问品)|月饼|粽子|慰问[^,。;#、]{0,2}包|物资包|保温杯|暖宝宝", "1", "1000",
        "节日礼包每份多在 100 至 500 元", goods=True),
    _of(r"礼包|健康包|爱心包|清凉[^,。;#、]{0,2}(?:包|饮品|用品|物品|物资|食品)"
        r"|防暑(?:降温)?[^,。;#、]{0,2}(?:包|饮品|[用药物]品|物资)"
        r"|毛巾|藿香|防晒|袖套|风油精|绿豆|凉茶|矿泉水", "1", "400",
        "礼包和防暑用品每份多在 30 至 260 元", goods=True),
    _of(r"交通补贴|路费|车票|餐费|误餐|清凉(?!包)|防暑|年夜饭|米面油|红包|消费券|慰问品", "1", "8000",
        "车票、餐费和慰问物资每人多在 20 至 2000 元", goods=True),
)  # fmt: skip
"""Money of a programme for each person, visit or household."""

IN_KIND = tuple(p for p in PER_HEAD if p.is_goods and p.high <= 1000)
"""Small goods, by the things themselves: of a list of them none makes it dearer."""

PER_SITE = (
    _of(r"书屋|图书角|图书室|阅读点", "200", "2000000", "职工书屋每家多在 5000 至 10 万元"),
    _of(r"托管班|托育", "500", "1000000", "爱心托管班补助每个多在 1 万至 5 万元"),
    _of(r"母婴|妈妈小屋|爱心小屋", "200", "500000", "母婴室每间多在 3000 至 5 万元"),
    _of(r"驿站|服务站点?|爱心驿家|劳动者港湾|职工之家|职工小家", "200", "5000000",
        "户外劳动者站点和职工之家每个多在 5000 至 30 万元"),
    _of(r"工作室|创新基地", "500", "5000000", "创新工作室补助每个多在 1 万至 20 万元"),
)  # fmt: skip
"""Money for each site that it built, fitted out or subsidised."""

PER_RESULT = (
    _of(r"建议|金点子|五小|小革新|小发明|小改造|小设计", "10", "5000000",
        "采纳的建议和“五小”成果每项效益多在几千元至几十万元"),
    _of(r"攻关|革新|成果|技改|专利|创新项目|课题", "100", "100000000",
        "技术攻关、创新成果每项效益多在几万元至几百万元"),
)  # fmt: skip
"""Money won or saved by each result."""

BOOKS_PER_LIBRARY = _of(
    r"书屋|图书角|图书室|阅读点", "10", "50000", "职工书屋每家藏书多在 500 至 5000 册"
)

CHILDREN_PER_CLASS = _of("托管班|托育", "2", "150", "爱心托管班一期多收 20 至 60 名孩子")


def fitting(programmes: Sequence[Programme], words: str) -> Programme | None:
    """The programme that words name; of several the widest band, for the money may be of all."""
    named = [programme for programme in programmes if programme.words.search(words)]
    if not named:
        return None
    return Programme(
        named[0].words, min(p.low for p in named), max(p.high for p in named), named[0].basis,
        any(p.is_goods for p in named),
    )  # fmt: skip


def words_from(reading: Reading, one: Figure, other: Figure, start: int) -> str:
    """The words of one segment from a place to the end of the later figure's clause, # for the two."""
    first, second = sorted((one, other), key=lambda figure: figure.start)
    text, block = reading.page.text, reading.page.blocks[second.block]
    lead = re.split(r"[。;]", text[start : first.start])[-1]
    tail = re.split(r"[,;。、]", text[second.end : block.end])[0]
    return f"{lead}#{text[first.end : second.start]}#{tail}"


def too_far(
    reading: Reading, over: Figure, under: Figure, one: str, named: Programme | None
) -> Finding:
    """A mean outside its band, with the band's reason where it is of a named programme."""
    mean = over.value / under.value
    each = plain(round(mean, 2 if mean > 1 else 4))
    reason = f",{named.basis}" if named else ",不合常理"
    tenth = named is not None and named.is_goods and named.low <= mean / 10 <= named.high < mean
    return found(
        reading, "BAND",
        f"{over.text}、{under.text},平均每{one} {each} {over.unit}{reason}。"
        "数可能错写、漏写“万”或“亿”,请核对两个数的单位和小数点。",
        [over, under], suggestion=written(over.value / 10, over.unit) if tenth else None,
    )  # fmt: skip
