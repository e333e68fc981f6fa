"""Finding the figures of a block: number, magnitude, unit and place. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from niangjia.statistics.check import numerals, units
from niangjia.statistics.check.figures import Precision
from niangjia.statistics.check.layout import Block, BlockKind, Page
from niangjia.statistics.check.reading.exclusions import excluded_spans, is_mean_age

_SPACE = r"[  ]{0,2}"
_TOKEN = re.compile(
    rf"(?<![\d.廿卅]){numerals.NUMBER}{_SPACE}(?:(?P<rate>%|‰)|(?P<unit>{units.UNIT})(?P<money>元)?)?"
    rf"(?P<tail>以上|左右|上下|之多|有余|余|多(?![种样元方项次]))?"
)
_RANGE = re.compile(
    rf"(?<![\d.])(?P<low>{numerals.ARABIC}|[一二两三四五六七八九十]{{1,3}}){_SPACE}(?P<low_magnitude>[百千万亿])?"
    rf"(?P<low_unit>%|元)?{_SPACE}(?:[—–~-]{{1,2}}|至|到){_SPACE}(?={numerals.ARABIC}|[一二两三四五六七八九十])"
)
_SORTS = r"[一-鿿]{0,4}?(?:功能|群体|板块|模块|特点)(?:[,。;、:!?)]|$)"
"""What 六大, 七项 or 四个 are counted of; before another noun (八大群体会员) they belong to its name."""
_PERCENT_WORDS = re.compile(
    rf"(?P<per>百|千)分之(?P<n>{numerals.ARABIC}|{numerals.CHINESE}|百)(?!点)"
    rf"|(?P<below>[二三四五六七八九十百]{{1,3}}|\d+)分之(?P<above>[一二两三四五六七八九十]{{1,3}}|\d+)"
    r"|(?<![\d./-])(?P<top>[1-9])/(?P<bottom>[2-9]|10)(?![\d./-])"
    r"|(?P<bound>(?<=[近逾约占达])|(?<=超过)|(?<=[不仅]足))?(?P<tenths>[一二两三四五六七八九1-9])成(?P<half>半|[一二三四五六七八九])?"
    r"(?(bound)(?![立为果绩功效就型品熟交才分长]|员(?!工))|(?=[以的多左,。;、!?)为是在职会企工受参)]|员工|$|达|单|用|农))"
    r"|(?:(?<=[超逾破])|(?<=(?<![附最])近)|(?<=(?<![通经不度走])过)|(?<=(?<![网线会路街身成千之以])上)|(?<=(?<![节签合预])约))"
    rf"(?P<bare>[百千]?[万亿])(?P<counter>{units.COUNT_UNIT})(?!(?<=人)(?:规模)?的?(?:企业|单位|集团|大会|县|乡|镇|村|园区))"
    rf"|(?<![第\d一二三四五六七八九十百])(?P<sorts>[二三四五六七八九十])大(?={_SORTS})"
    r"|翻(?:了)?(?P<doublings>[一两二三四])?番"
)
_SCALE = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
_CONCRETE = re.compile(
    r"(?:[一-鿿]{0,4}?)(?:村|乡镇|镇街|镇|节日|部门|街道|社区|县|市州|区县|企业|单位|工会|项目|基地|工作室|站|示范点|园区|培训班|"
    r"[代办事务理系络]办?处|分?会场|赛区|考点|网点|门店|车间|班组|食堂|窗口|[支大]队|班次|代表队|招聘会|中心|书屋|分会|小组|协会|运动会|比赛|大赛|讲座|职工|劳模|会员|人员|案件|家庭)"
)
_HELD = re.compile(r"(?:先后|累计|连续|共|共计|总计|已|举办|举行|召开|开展|组织)[一-鿿]{0,3}$")
_EVENT = re.compile(r"(?:会|活动|讲座|演出|培训|培训班|比赛|竞赛|座谈|宣讲|检查|慰问)$")
_ALL_OF_THEM = re.compile(
    r"[,。;!?、)]|$|的(?!确)|还|都|均|全部|分别|先后|各|获|荣获|入选|当选|被|参加|受|考取|报名"
)
"""What follows 五人 where persons are counted; 三人篮球 and 二人转 are names."""
_SOME_TENS = re.compile(r"(?<![总人户件员工会额个])数$")
_UNITLESS = re.compile(
    r"(?:达到?|为|是|共有?|共计|合计|总计|累计|突破|超过?|近|逾|约|至|到|有|增至|总数|人数|金额|数|[一-鿿](?:会员|职工|资金|经费|工会))\s*$"
)
_END = re.compile(
    r"\s*(?:[,。;、!?)]|$|(?:增加|增长|发展|提高|扩大|上升|下降|减少|增|降)(?:到|至|为|了?\d))"
)
_CHANGED = re.compile(
    r"[,;、](?:(?:近|过去)?[一二三四五六七八九十两几\d]{1,3}年(?:来|间|内)?|(?:同比|[比较]?(?:[去上]年|年初|换届|五年)[一-鿿]{0,3}))?"
    r"(?:共|累计|又|再)?(?:净增[加长]?|增[加长]|新增|减少)(?:了|近|约|逾|超过?)?"
)
"""Between a stock and the change said of it."""
_OF_LEVEL = re.compile(r"(?:[国省部市县区]级|示范性?)的?$")
_HEADS = re.compile(
    r"(?:职工|农民工|会员|工人|劳模|户外劳动者)(?:[,。;、!?)]|$|(?:免费|集中)?(?:体检|疗休养|疗养)|送|发放|提供|参加|参与|参赛|享受|受益|获|走[进上]|办理|入会|投保)"
)
"""Who is counted without a measure word (为9000职工送清凉); 100职工书屋 and 500职工运动会 are none."""
_NO_COUNT = re.compile(r"[^一-鿿,。;、:]|[第号年月日届度级版层楼]")
_TURNOVER = re.compile(
    r"(?:销售额?|产值|营业额|营收|利税|纳税|税收|资产|投资|收入|注册资[金本])(?:总?额|规模)?(?:在|达到?|超过?)?$"
)
"""What a firm is measured by: 销售 500 万以上企业 are yuan, not firms."""
_BLANK = re.compile(r"[ \u00a0]+[一-鿿]")
_NAMED_BEFORE = 32
"""How far before a number its noun may stand (会员由2016年的12万增加到2020年的20万)."""
_JOINED = re.compile(r"\s*(?:、|以及|和|及|与)\s*")
_POINTS = re.compile(
    rf"(?:(?:、|,|和|及|与)\s*{numerals.ARABIC}\s*个){{0,6}}(?:、|,|和|及|与)\s*{numerals.ARABIC}\s*个百分点"
)
_SHARED_OUT = re.compile(r"分别[^,。;#]{0,6}(?:\d[\d.万亿]*\s*、\s*)*$")
_INCLUSIVE = re.compile(r"(?:以[上下]|及以[上下])?[一-鿿]{0,6}[(]含(?:本数)?")
_PEOPLE = re.compile(
    r"(?!代表[团队处])[^,。;:、()\d]{0,18}(?<!集体和)(?<!集体、)(?:个人|获得者|获奖者|劳模|劳动模范|先进工作者|工匠|代表|奖章(?=[中里当]))(?:当中|之中|中|里)?,[^。;]*"
)


@dataclass(frozen=True)
class Number:
    """A number with its unit, as ranges in the squeezed text."""

    start: int
    end: int
    value: Decimal
    unit: str
    digits: str
    magnitude: str
    precision: Precision
    upper: Decimal | None = None
    unit_missing: bool = False
    written: str = ""  # the unit as printed, where its noun says that something else is counted


@dataclass(frozen=True)
class Rhetorical:
    """A vague number (数千, 百余, 千万): its range of possible values and its place."""

    start: int
    end: int
    low: Decimal
    high: Decimal


def numbers(page: Page, block: Block) -> Iterator[Number]:
    """The figures of a block, in order."""
    taken = [0] * len(block.text)  # of each sign in which no figure is read, where that ends
    for start, end in excluded_spans(block):
        _take(taken, start, end)
    last: Number | None = None
    for special in _specials(block):
        start, end = special.start - block.start, special.end - block.start
        if not any(taken[start:end]):
            _take(taken, start, end)
            yield special
    position = 0
    while match := _TOKEN.search(block.text, position):
        position = match.end()
        if past := max(taken[match.start() : match.end("first")]):
            position = max(match.start() + 1, past)
            continue
        number = _read_range(page, block, match) or _read(page, block, match, last)
        if number is not None and last is not None and _is_bound_again(block, number, last):
            position = max(position, number.end - block.start)
            continue
        if number is None:
            position = (
                match.start() + 1 if match["first"][0] in numerals.DIGITS else match.end("first")
            )
        else:
            position = max(position, number.end - block.start)
            last = number
            yield number


def with_heads(found: Sequence[Number], page: Page) -> list[Number]:
    """41 个…获奖个人中,来自民营企业的 14 名: persons counted by 个, where their parts are by 名."""
    read: list[Number] = []
    for rank, number in enumerate(found):
        part = next((n for n in found[rank + 1 : rank + 4] if n.unit != "%"), number)
        listed = number.unit == "个" and units.measure_of(part.unit) is units.Measure.PERSON
        heads = listed and _PEOPLE.fullmatch(page.text[number.end : part.start])
        read.append(replace(number, unit="人", written=number.unit) if heads else number)
    return read


def _read_range(page: Page, block: Block, match: re.Match[str]) -> Number | None:
    """300—500元, 5%至8%, 2至3万人: one figure with two ends."""
    opening = _RANGE.match(block.text, match.start())
    closing = _TOKEN.match(block.text, opening.end()) if opening else None
    if opening is None or closing is None or re.search(r"[由从]$", block.text[: match.start()]):
        return None
    upper = _read(page, block, closing)
    low = numerals.parse(opening["low"])
    if upper is None or low is None or (opening["low_unit"] or upper.unit) != upper.unit:
        return None
    scaled = low * numerals.MAGNITUDES[opening["low_magnitude"] or upper.magnitude]
    shared = not opening["low_magnitude"] and low < upper.value <= scaled
    low = low if shared else scaled  # 3000到4万元; 5万元至5000元 are two
    low = _in_yuan_or_percent(low, upper.unit)
    if low >= upper.value:
        return None
    start = block.start + match.start()
    return replace(upper, start=start, value=low, upper=upper.value, digits=opening["low"])


def rhetorical(block: Block) -> Iterator[Rhetorical]:
    """The vague numbers of a block that stand before a countable noun or a unit."""
    pattern = (
        r"(?<![\d一二两三四五六七八九十百千万亿第余多几])(?P<pre>数以|成|数|几|好几|上|近|逾"
        rf"|超过|超|过|约)?(?P<scale>[百千万亿]{{1,2}}"
        rf"|十(?=[余多]?[万亿名家个]))(?P<post>[余多])?{_SPACE}(?P<unit>{units.COUNT_UNIT}"
        r"|职工|工人|群众|会员|劳动者|市民|企业)"
    )
    for match in re.finditer(pattern, block.text):
        scale = Decimal(1)
        for sign in match["scale"]:
            scale *= _SCALE[sign]
        pre = match["pre"] or ""
        low = scale * (2 if pre in {"数", "几", "好几"} else 1)
        high = scale * 10 if pre in {"数", "几", "好几", "数以"} else scale * 2
        if pre in {"近", "约"}:
            low, high = scale * Decimal("0.8"), scale
        yield Rhetorical(block.start + match.start(), block.start + match.end(), low, high)


def _is_bound_again(block: Block, number: Number, last: Number) -> bool:
    """20 人以上(含 20 人): the bound is told, not another number."""
    between = block.text[last.end - block.start : number.start - block.start]
    return _INCLUSIVE.fullmatch(between) is not None and number.value == last.value


def _take(taken: list[int], start: int, end: int) -> None:
    for at in range(start, end):
        taken[at] = max(taken[at], end)


def _read(
    page: Page, block: Block, match: re.Match[str], last: Number | None = None
) -> Number | None:
    """The figure a token is, or None where it is none; ``last`` is the figure before it."""
    value, upper = numerals.value_of(match), None
    if value is None:
        value, upper = numerals.two_of(match)
    if value is None:
        return None
    before, after = block.text[: match.start()], block.text[match.end() :]
    unit = match["rate"] or match["unit"] or ""
    missing = False
    if unit == "个" and _POINTS.match(after):
        unit = "个百分点"  # 4个、3个、2个百分点
    if match["money"] and units.measure_of(unit) is not units.Measure.MONEY:
        return None
    is_arabic = match["first"][0].isdigit()
    if not unit:
        found, missing = _unit_of_bare(page, block, match, last)
        if found is None:
            return None
        unit = found
    if unit == "岁" and not is_mean_age(block.text, match.start()):
        return None
    told = match["rate"] or match["unit"] or not unit  # else its noun told the unit
    if not is_arabic and told and not _counts(match, before, after, value):
        return None
    if match["tail"] in {"余", "多"} and not unit:
        return None
    end = next((match.end(name) for name in ("unit", "rate") if match[name]), _bare_end(match))
    return Number(
        start=block.start + match.start(),
        end=block.start + end,
        value=_in_yuan_or_percent(value, unit),
        unit=unit,
        digits=match["first"],
        magnitude=match["magnitude"] or "",
        precision=numerals.precision_of(match, before, match["tail"] or after),
        upper=upper,
        unit_missing=missing,
    )


def _bare_end(match: re.Match[str]) -> int:
    groups = ("first", "fuzzy", "magnitude", "second", "second_magnitude", "third", "fuzzy_after")
    return max(match.end(name) for name in groups)


def _in_yuan_or_percent(value: Decimal, unit: str) -> Decimal:
    return value / 10 if unit == "‰" else value


def _counts(match: re.Match[str], before: str, after: str, value: Decimal) -> bool:
    """Whether a Chinese numeral counts things rather than belongs to a phrase (三个转变)."""
    unit = match["unit"] or match["rate"] or ""
    if len(match["first"]) > 1 and all(sign in numerals.DIGITS for sign in match["first"]):
        return False
    if before.endswith(("第", "前", "每", "几", "首", "上", "成", "近几")) or not unit:
        return False
    if match["first"] in numerals.SMALL and _SOME_TENS.search(before):
        return False  # 数十万人; not 职工总数二十万人, 总数十万人
    if match["magnitude"] or (len(match["first"]) > 1 and value >= 11):
        return units.measure_of(unit) is not None
    if match["first"][0] in "一十壹拾" and value != 10:
        return False
    if before.endswith(("“", "‘", "《", "、")) or re.match(r"[”’]", after):
        return False
    if unit in {"次", "届", "场", "期"}:
        return bool(_HELD.search(before) or (_EVENT.search(before) and _END.match(after)))
    if unit == "名" or (unit == "人" and _ALL_OF_THEM.match(after) and before[-1:] >= "一"):
        return not re.search(r"[这那哪各任全几一排列居]$", before)
    if (
        (unit in {"户", "件"} or _OF_LEVEL.search(before))
        and _END.match(after)
        and before[-1:] >= "一"
    ):
        return not re.search(r"[这那哪各任全几一]$", before)
    counted = _CONCRETE.match(after)
    if unit in {"个", "项"}:
        counted = re.match(_SORTS, after) or (counted if unit == "个" else None)
    if unit in {"个", "项", "家", "户", "所", "名", "人", "位", "座", "处", "支", "件"}:
        return bool(counted) and not re.search(r"[这那哪各任全]$", before)
    return unit == "元"


def _unit_of_bare(
    page: Page, block: Block, match: re.Match[str], last: Number | None
) -> tuple[str | None, bool]:
    """The unit of a number that has none (None: it is no figure), and whether it was cut off.

    Told by the noun after it (2万余职工), before it (会员总数达 12万), by the figure it is a change of
    (620万人,净增88万), or by the block after it.
    """
    before, after = block.text[: match.start()], block.text[_bare_end(match) :]
    if not match["first"][0].isdigit():  # 二十多万职工; 百万职工 is rhetoric
        exact = len(match["first"]) > 1 and match["first"].strip("十百千")  # 六十八万职工
        many = match["magnitude"] and (match["fuzzy"] or exact) and before[-1:] not in set("第每“")
        return (units.following_unit(after) or None if many else None), False
    big = bool(match["magnitude"] or match["fuzzy_after"])
    shared = _unit_of_next(block.text, _bare_end(match))
    rates = shared in {"%", "个百分点"} and "." in match["first"]
    if shared and (big or rates or _SHARED_OUT.search(before)):
        return shared, False
    if not after.strip() and block.kind is BlockKind.TEXT and len(block.text) > 20:
        return _unit_after_cut(page, block), True
    if not _END.match(after):
        noun = units.following_unit(after) if big else ""
        noun = "元" if noun and _TURNOVER.search(before) else noun
        direct = re.match(r"\s*(?:村|乡镇|乡|镇|县|企业|市|省)(?![一-鿿]?级)", after)
        if direct and before[-1:] not in "、,。“" and len(match["first"]) < 4:
            noun = noun or "个"
        heads = _HEADS.match(after) and not _NO_COUNT.search(before[-1:])
        if heads and len(match["first"]) > 1 and "." not in match["first"]:
            noun = noun or "人"
        if not noun and big and _BLANK.match(after):
            noun = units.implied_unit(before[-_NAMED_BEFORE:])
        return noun or None, False
    implied = units.implied_unit(before[-_NAMED_BEFORE:])
    if implied and (_UNITLESS.search(before) or big or len(match["first"]) >= 3):
        return implied, False
    if last is not None and units.measure_of(last.unit) in units.WHOLE:
        between = block.text[last.end - block.start : match.start()]
        if _CHANGED.fullmatch(between):
            return last.unit, False
    return ("" if match["magnitude"] else None), False


def _unit_of_next(text: str, end: int) -> str:
    """The unit a number shares with the next of its list (5000多万和600多万妇女; 3、5、8家), or ""."""
    joined = _JOINED.match(text, end)
    following = _TOKEN.match(text, joined.end()) if joined else None
    if following is None or not following["first"][0].isdigit():
        return ""
    unit = following["rate"] or following["unit"] or ""
    return unit or units.following_unit(text[_bare_end(following) :]) or _unit_of_next(
        text, _bare_end(following)
    )  # fmt: skip


def _unit_after_cut(page: Page, block: Block) -> str:
    for later in page.blocks[block.index + 1 : block.index + 4]:
        found = re.match(rf"{units.UNIT}(?=[一-鿿])", later.text)
        if found and found.group() != "人":
            return found.group()
    return "?"


def _specials(block: Block) -> Iterator[Number]:
    """百分之九十, 九成, 三分之二, 翻番, 近千万册."""
    for match in _PERCENT_WORDS.finditer(block.text):
        found = _special_value(match)
        if found is None:
            continue
        value, unit = found
        before, after = block.text[: match.start()], block.text[match.end() :]
        yield Number(
            start=block.start + match.start(), end=block.start + match.end(), value=value,
            unit=unit, digits=match.group(), magnitude="",
            precision=_special_precision(before, after, bare=bool(match["bare"])),
        )  # fmt: skip


def _special_precision(before: str, after: str, *, bare: bool) -> Precision:
    if bare and before.endswith(("上", "过")):
        return Precision.AT_LEAST  # 上百万人次, 过亿元
    token = re.match(numerals.NUMBER, "1")
    if token is None:
        raise AssertionError
    return numerals.precision_of(token, before, after)


def _special_value(match: re.Match[str]) -> tuple[Decimal, str] | None:
    if match["per"]:
        number = Decimal(100) if match["n"] == "百" else numerals.parse(match["n"])
        if number is None:
            return None
        return (number if match["per"] == "百" else number / 10), "%"
    if match["below"]:
        below, above = numerals.parse(match["below"]), numerals.parse(match["above"])
        if not below or above is None:
            return None
        return (above * 100 / below).quantize(Decimal("0.01")), "%"
    if match["top"]:
        above, below = Decimal(match["top"]), Decimal(match["bottom"])
        return ((above * 100 / below).quantize(Decimal("0.01")), "%") if above < below else None
    if match["tenths"]:
        half = match["half"] or ""
        extra = 5 if half == "半" else numerals.DIGITS.get(half, 0)
        tenths = numerals.parse(match["tenths"]) or Decimal(0)
        return tenths * 10 + extra, "%"
    if match["sorts"]:
        return numerals.parse(match["sorts"]) or Decimal(0), "大"  # no measure: part of no sum
    if match["bare"]:
        return Decimal(numerals.MAGNITUDES[match["bare"]]), match["counter"]
    times = numerals.DIGITS.get(match["doublings"] or "一", 1)
    return Decimal(2**times), "倍"
