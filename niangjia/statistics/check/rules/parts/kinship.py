"""How one count is a part of another by what they are told to count (名目之间的包含): no text, only words. Pure."""

from __future__ import annotations

import re
from functools import lru_cache

from niangjia.statistics.check.figures import Precision
from niangjia.statistics.check.rules.parts.told import (
    DONE,
    WORKERS,
    YEAR,
    YEARS,
    Told,
    in_order,
    likeness,
    plain,
)
from niangjia.statistics.check.rules.support import HONOUR, OCCASION
from niangjia.statistics.check.units import Measure, measure_of

_TAIL = 2
_SIZED = re.compile("[人岁年]?以[上下内]")
_NEAR, _FAR, _LONG, _HALF = 2, 3, 6, 0.5
_NOT_WITHIN = re.compile(
    r"非(?!公)|应(?!急|届|用|聘)|未|不|外(?!来)|家属|子女|亲属|退休|群众|居民|市民|观众|学生|社会|其他|另|除|覆盖|惠及|服务|涉及|辐射|带动|吸引|影响|受益|补贴|奖金|经费|资金|费|次$|地区|[省市县区镇乡](?!级|域|以上|属)|办事?处|公司|集团"
)
"""What does not make a part of something when it stands before its name."""
_ONE_SIGN = "女男高新"
_LEVELS = "县市省国"
_LEVEL = re.compile(r"(?:全国|全省)?([县市省国])[级家]?级?((?:及?以上)?)(.{2,})")
_BUILT = re.compile(r"^(?:全[国省])?(?:建成?)?(?:工会)?(?=[一-鿿]{2})")
_DONE_FOR = re.compile(rf"^(?:{DONE.pattern}|为|给)+")
_WITH_UNION = re.compile(
    r"(?:乡镇|镇街|街道|(?<=行政)村|社区|园区|机关|学校|医院|车间|班组|(?P<firm>企业|单位|公司))$"
)
_SAID = re.compile(rf"{DONE.pattern}|达标|规范|入会|换届|备案|合格")
_LEVELLED = re.compile(r"[省市县]级|全省|全市")
_RATE = re.compile("率(?!达标)")
_TOWNS = re.compile("乡镇|镇|街道|社区|县|区|村")
_PLACES = "乡镇区县州市省国"
_ALL_OF = re.compile(rf"全(?P<level>[{_PLACES}])")
_PLACE = re.compile(rf"[^{_PLACES}]{{1,4}}?(?P<level>[{_PLACES}])(?!级|域|总)")
GROWN = re.compile(
    r"(?:使|全[省市县区州]|目前|现)*(?:总数?|总量|总人数|累计|总计)[一-鿿]{0,3}?(?:已|达到?|为|突破|超过?|增至|升至)*"
)


_OUTCOMES = (
    ("人", r"再就业|(?:帮助|介绍|安置|实现|促进|推荐|扶持|帮扶|成功|转移)[^,。;]{0,16}(?:就业|上岗)"
        r"|就业(?:人[数员])?[^,。;]{0,4}#",
        r"意向|岗位|意愿|求职|培训[^,]{0,6}#|创业|大学生|毕业生|残疾|退役|人社|部门|政府"),
    ("元", r"[追讨要]回|追缴|追索|追讨", r"应|欠缴|经费|判决|人社|部门|法院|监察"),
)  # fmt: skip
"""What comes of the work, in whatever words: unit, words, and what is something else or of some only."""
_GROUPS = re.compile(rf"{WORKERS.pattern}|困难|贫困|妇女")


def outcome_of(one: Told) -> str:
    """The words for what came of the work it counts; empty where it counts something else."""
    return _outcome(one.figure.unit, f"{one.clause}#{one.right}")


@lru_cache(maxsize=1 << 12)
def _outcome(unit: str, said: str) -> str:
    for of, words, other in _OUTCOMES:
        if of == unit and re.search(words, said) and not re.search(other, said):
            return words
    return ""


def is_same_outcome(part: Told, whole: Told) -> bool:
    """帮助 1900 名失业人员就业; 全市工会…帮助就业 1200 人: the wider one names no group of its own."""
    outcome = outcome_of(part)
    if not outcome or outcome != outcome_of(whole) or (whole.body == 1 and part.body != 1):
        return False
    groups = _GROUPS.findall(whole.clause + whole.right)
    return all(group in part.clause + part.right for group in groups)


def is_kind_of(part: Told, whole: Told, least: int) -> bool:
    """Whether one name is the other with something in front or in between (农民工会员 of 会员)."""
    narrow, wide = part.name, _BUILT.sub("", whole.name) if whole.is_stock else whole.name
    if len(wide) < least or len(narrow) <= len(wide) or narrow[-_TAIL:] != wide[-_TAIL:]:
        return False
    if whole.left.startswith(("全国", "全省")) and _LEVELLED.match(part.left):
        return False  # 全国劳模 38 人、省级劳模 317 人
    if _RATE.search(narrow + wide):
        return False  # 21 个省的覆盖率达到九成
    if part.figure.start == whole.figure.parent or _is_sum_of(part, wide):
        return False
    if not _campaigns(whole) <= _campaigns(part):
        return False  # “送温暖”慰问职工…“夏送清凉”慰问一线职工
    if whole.is_new and not part.is_new:
        return False
    if _SIZED.search(narrow) and re.search(r"\d[人岁年]?$", whole.clause.removesuffix(whole.name)):
        return False  # 8人以下企业 411 家,21-50人企业 45 家: neighbouring classes
    if measure_of(part.figure.unit) in {Measure.MONEY, Measure.QUANTITY} or not in_order(
        wide, narrow
    ):
        return False
    if bool(part.right) != bool(whole.right) and not (len(whole.right) > 1 or len(part.right) > 1):
        return False
    more = narrow.replace(wide, "", 1) if wide in narrow else _rest(wide, narrow)
    one_sign = len(more) == 1 and more not in _ONE_SIGN
    return not one_sign and not _NOT_WITHIN.search(more)


def _is_sum_of(part: Told, wide: str) -> bool:
    """高级工、技师 1286 人; 满意和比较满意 815 份, 比较满意 287 份; 1260 名环卫工人、快递员: kinds together."""
    if re.match(r"[一-鿿]{2,8}、[一-鿿]{2}", part.figure.context.partition("#")[2]):
        return True
    joined = re.search(r"[一-鿿]{2,}[、和及与][一-鿿]{2,}$", part.clause.strip("“”的合共计"))
    kinds = re.split("[、和及与]", joined.group()) if joined else []
    return any(kind.endswith(wide) for kind in kinds)


def _campaigns(one: Told) -> frozenset[str]:
    """The occasions its own part of the sentence names."""
    return frozenset(OCCASION.findall(re.split(";", one.before)[-1] + one.right))


def is_level_of(part: Told, whole: Told) -> bool:
    """省级帮扶中心 of 县级以上帮扶中心."""
    levels = [_LEVEL.fullmatch(one.name) for one in (part, whole)]
    if not all(levels):
        return False
    (own, above, noun), (least, open_ended, wider) = (match.groups() for match in levels if match)
    rank = _LEVELS.index(own) - _LEVELS.index(least)
    return (
        noun.endswith(wider[-_FAR:])
        and bool(open_ended)
        and (rank > 0 or (rank == 0 and not above))
    )


def is_new_of(part: Told, whole: Told) -> bool:
    """新建档案 520 份 of a stock of 档案; 新入会骑手 of all 骑手 that have joined."""
    thing = part.name.replace("新", "", 1)
    if not part.is_new or measure_of(part.figure.unit) is Measure.MONEY or whole.is_new:
        return False
    if not whole.is_stock and (
        DONE.search(whole.clause)
        or whole.time
        or not whole.name.endswith(thing)
        or (whole.figure.block, whole.figure.sentence) != (part.figure.block, part.figure.sentence)
    ):
        return False
    named = len(thing) >= _FAR and whole.name.endswith(thing) and not _NOT_WITHIN.search(thing)
    return named or (len(thing) >= _NEAR and whole.right.startswith(thing))


def _rest(wide: str, narrow: str) -> str:
    """What one name has more than the other."""
    left, place = "", 0
    for sign in narrow:
        if place < len(wide) and sign == wide[place]:
            place += 1
        else:
            left += sign
    return left


def is_of_place(part: Told, whole: Told) -> bool:
    """全省会员 1260 万人…南川市会员 2100 万人: a place named within the wider one."""
    wide = _ALL_OF.search(whole.before)
    place = _PLACE.match(plain(part.clause.lstrip("仅单"))) if wide else None
    if not wide or not place or _ALL_OF.search(part.clause):
        return False
    if HONOUR.search(part.name):
        return False  # 全国五一劳动奖章 5 名,自治区 24 名: levels of an honour, not places
    if _TOWNS.match(whole.right):
        return False  # 9 个乡镇仅有 13 个
    if _PLACES.index(place["level"]) >= _PLACES.index(wide["level"]):
        return False
    names = [_ALL_OF.sub("", one.name) for one in (part, whole)]
    rest = names[0].lstrip("仅单").replace(place.group(), "", 1)
    only = part.clause.startswith("仅") and rest in {"", "就", "一地"}
    return bool(names[1]) and (only or rest == names[1])


def is_same_sort(part: Told, whole: Told) -> bool:
    """Whether what was given in one year and in all is called alike: by its last signs or by its verb."""
    half = likeness(part.name, whole.name) >= _HALF
    return (
        half
        or part.left[-_FAR:] == whole.left[-_FAR:]
        or (part.figure.unit == "元" and part.left[:_TAIL] == whole.left[:_TAIL])
    )


def is_of_stock(part: Told, whole: Told) -> bool:
    """驿站总数达 12 家…为 21 家驿站拨款."""
    noun = part.right
    if not whole.is_stock or whole.figure.precision is not Precision.EXACT:
        return False
    if _is_said_of(part, whole):
        return same_time(part, whole)
    if part.is_stock and not (part.left == "" and noun.removeprefix(whole.left) != noun != ""):
        return False
    grown = bool(GROWN.fullmatch(whole.clause))
    least = _TAIL if re.search("全[国省市县区州]", whole.clause) else _FAR
    shared = next(
        (
            noun[:n]
            for n in range(len(noun), least - 1, -1)
            if whole.left.endswith(noun[:n]) or (grown and noun[:n] in whole.left)
        ),
        "",
    )
    return bool(shared) and same_time(part, whole) and not _NOT_WITHIN.search(part.left)


def _is_said_of(part: Told, whole: Told) -> bool:
    """共有村工会 286 个,村工会规范化达标 314 个: the whole name, then what was done."""
    more = part.left.removeprefix(whole.left)
    named = len(whole.left) >= _FAR and not whole.right and more != part.left
    return named and bool(_SAID.search(more)) and not _NOT_WITHIN.search(more)


def is_done_for(part: Told, whole: Told) -> bool:
    """全市在册劳模 1260 人,走访慰问劳模 1340 人; 骑手 800 人,2412 名骑手…; 800 名骑手参加体检,体检人数 869 人."""
    if whole.right:
        return "人数" in part.clause and len(part.left) > 1 and whole.right.endswith(part.left)
    thing = _DONE_FOR.sub("", part.left)
    for_all = len(thing) > 1 and thing != part.left and whole.left.endswith(thing)
    if whole.is_stock and for_all and not part.right:
        return same_time(part, whole) and "联合" not in part.before
    return not part.left and len(whole.left) >= _FAR and part.right.startswith(whole.left)


def is_union_of(part: Told, whole: Told) -> bool:
    """行政村 186 个,组建村级工会 195 个; 全镇企业 142 家,组建工会 148 家."""
    place = _WITH_UNION.search(whole.left)
    if not place or not whole.is_whole or whole.right or part.right:
        return False
    own = f"(?:{place.group()})?" if place["firm"] else place.group()
    return bool(re.match(f"(?:新|配备)?{own}级?工会(?!小组|分会)", part.left))


def is_for_group(part: Told, whole: Told) -> bool:
    """现有女职工 1.42 万人…组织女职工筛查,参检 1.53 万人: the sentence names whom it is for."""
    group = whole.left
    named = whole.is_stock and not whole.right and not part.right and WORKERS.fullmatch(group)
    lead = part.before.removesuffix(part.clause)
    return bool(
        named and group in lead and re.match("参|受|惠及|接受|享受", part.left)
    ) and not re.search(r"\d|家属|群众|子女", lead)


def same_time(part: Told, whole: Told) -> bool:
    """Whether the narrower one is of no longer time."""
    if whole.is_stock:
        return part.time <= YEAR or part.is_stock
    if part.figure.sentence == whole.figure.sentence and part.figure.block == whole.figure.block:
        return part.time <= whole.time
    return part.time == whole.time or (part.time in {0, YEAR} and whole.time in {0, YEAR, YEARS})
