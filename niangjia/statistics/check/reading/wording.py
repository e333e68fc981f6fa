"""The wording around a figure (上下文): label and context; who did it and at which stage. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from niangjia.statistics.check import units
from niangjia.statistics.check.reading.numbers import Number

_BORDER = re.compile(r"[,;:。!?()\n]|——")
_BLANK = re.compile(r"\s+")
_JOIN = re.compile(r"(?:以及|和|及|(?<!参)与|并|、|暨)")
_ASIDE = re.compile(r"\(([^()\d]{1,14})\)")
_LEADING = re.compile(
    r"^(?:\d{1,2}[、.](?!\d)|[一二三四五六七八九十]{1,3}[、是](?=\s?[一-鿿]{2})|\([一二三四五六七八九十]{1,3}\)|[①-⑳●■◆▲△□○☆★※•·*#>-]|以及|其中|其(?![他它余])|和|及|与|并|共计|共|总共|累计|先后|已经|已|还|又|近?[一二三四五六七八九十\d]+年来|目前|全年|截至目前|了|[、\s”])+"
)
_TRAILING = re.compile(
    r"(?:累计|总计|共计|合计|共|总数达|达到|达|为|约|近|不?超过|超|逾|突破|是|有|均|分别|(?:由|从)(?:\d{4}年底?的?|上年(?:同期)?的?)?|已|等|不足|保持在|对|为|[\s“])+$"
)
_MOVED = (
    r"(?:增长|增加|发展|上升|提高|提升|扩大|扩展|拓展|壮大|跃升|攀升|下降|减少|降低|压减|(?:动态)?调整|增|升|降|减)"
    r"(?:到|至|为)(?:了)?"
)
MOVED = re.compile(_MOVED)
"""增长到, 减少至: between an old and a new figure."""
_NO_NOUN = re.compile(rf"^(?:和|及|以及|与|并|、|,|的$|等|”|{_MOVED}$)")
_PREDICATE = re.compile(
    r"(?<=[一-鿿]{2})(?:将(?!军)|中(?:仍|尚|还|有)|仍|继续|听党话|同心|携手|砥砺|踔厉|在推进|基础上|凭(?!证)|遍布|成为|享受到|走出|让|正在?(?=[一-鿿]{2})).*"
)
"""What is said of those a number counts: 467 个基层工会中仍有少数…, 14.8 万个基层工会将继续…."""
_NEXT_VERB = re.compile(
    r"(?<=[一-鿿]{2})(?:已经?|全部|均|共|成功|累计)?(?:整改|建会|建立|签订|办结|完成|实现|获得?|达到|覆盖|投入|发放)$"
    r"|^(?:已经?|全部|均|共|成功)?(?:整改|建会|办结|采纳)$"
)
"""54 个问题已整改 52 个, 23 家建会 22 家: what was done belongs to the next number."""
_ITS_NOUN = re.compile(r"(?<=[一-鿿]{2})(?:提前|陆续|发放|领取|掌握)|(?<=单位)、|(?<=企业)、")
"""Where the noun behind a number ends: 123 万职工提前发放…, 1500 多家企事业单位、百余个项目."""
_NOTE = re.compile(r"^〈[^〉]*〉$")
"""5053 人(市直);…: what stands alone behind a number is a note, no name."""
NEW_SUBJECT = re.compile(
    r"(?:各级工会|全[省市县区州][一-鿿]{0,6}?)(?:现有|共有|拥有|建有|设有|已建)[一-鿿]{2,14}"
)
"""会员 512300 人各级工会共有干部 380 人: a full stop was lost."""
_BEYOND = re.compile(r"^(?:以上|以内|左右|上下|之多)的?")
_LONGEST = 24
_HALF_BEFORE = re.compile(r"^[^()]*\)(?=.)|^[^“”]*”(?=..)")
_HALF_BEHIND = re.compile(r"(?<=..)\([^)]*$|(?<=.{20})“[^”]{0,3}$")
_STAGES = (
    ("筹集", r"筹集|筹资|筹措|募集|争取|引进|协调资金|募捐"),
    ("预算", r"预算|计划(?:投入|安排)|拟(?:投入|安排)"),
    ("下拨", r"下拨|拨付|划拨|拨款|安排(?:专项)?(?:资金|经费)"),
    ("支出", r"支出|投入|使用|列支|开支|返还"),
    ("发放", r"发放|发出|慰问|救助|资助|补助|支付"),
)
_ORGANISATION = re.compile(
    r"(?:(?<![一-鿿])(?!其中|由|与|和|对)[一-鿿]{2,4}|(?<=[与和由经对])[一-鿿]{2,3}|)(?:省|市|州|县|区|镇)总工会|中华全国总工会|省总(?=工会|机关|财务|本级|,)|全总"
    r"|全(?:省|市|县|区|州|系统)(?:各级)?(?:工会(?:系统|组织)?)?|全国各级工会|我(?:省|市|县|区|州)|(?<![一-鿿])[一-鿿]{2,12}(?:联合工会|工会联合会|集团工会|公司工会)|市县两级工会|各级工会(?:组织)?"
)


def around(text: str, number: Number, others: Sequence[Number], offset: int) -> tuple[str, str]:
    """The clause before and after a number, up to the next border or figure.

    ``text`` is the block, ``offset`` its start; ``others`` are the figures of the block in order.
    """
    following = next((o for o in others if o.start == number.end), None)
    if following is not None:  # 360户1273名困难职工: both count the same
        left = around(text, number, [o for o in others if o is not following], offset)[0]
        return left, around(text, following, others, offset)[1]
    text = _ASIDE.sub(r"〈\1〉", text)  # a bracket without figures belongs to its noun
    start, end = number.start - offset, number.end - offset
    left_limit = max((o.end - offset for o in others if o.end <= number.start), default=0)
    right_limit = min(
        (o.start - offset for o in others if o.start >= number.end), default=len(text)
    )
    borders = [match.end() for match in _BORDER.finditer(text, left_limit, start)]
    left = text[max([left_limit, *borders]) : start]
    left = left[:-1] if number.digits[0] in "百千万亿" and left.endswith(("上", "过")) else left
    border = _BORDER.search(text, end, right_limit)
    if text[end : end + 1].isspace() and units.implied_unit(left[-_LONGEST:]):
        border = _BLANK.match(text, end)  # 会员总数达3亿 农民工…
    right = text[end : border.start() if border else right_limit]
    if not borders and left_limit and number.unit != "元":
        left = _JOIN.split(left)[-1] if _JOIN.search(left) else left
    if border is None and right_limit < len(text):
        joins = list(_JOIN.finditer(right))
        right = right[: joins[-1].start()] if joins else _NEXT_VERB.sub("", right)
    lost = border is None and right_limit < len(text) and NEW_SUBJECT.fullmatch(right)
    other = right.startswith(("之外", "以外")) or (left and (_NOTE.match(right) or lost))
    right = "" if other else _PREDICATE.sub("", right)
    return left.replace("〈", "(").replace("〉", ")"), right.replace("〈", "(").replace("〉", ")")


def bare(left: str) -> str:
    """The noun at the end of the clause before a figure, fillers removed."""
    noun = _TRAILING.sub("", left.strip())
    moved = list(MOVED.finditer(noun))
    if moved and moved[-1].end() == len(noun) and moved[-1].start():
        noun = _TRAILING.sub("", noun[: moved[-1].start()])
    return _LEADING.sub("", noun).strip()


def label(left: str, right: str, previous: str, *, is_amount: bool) -> str:
    """What a figure counts, in the report's own words (≤ 24 signs)."""
    return whole(_words_of(left, right, previous, is_amount=is_amount))


def whole(words: str) -> str:
    """Words cut out of a sentence, without the half of a bracket or quotation they begin or end in."""
    words = _HALF_BEHIND.sub("", _HALF_BEFORE.sub("", words))
    return words if "(" in words else words.rstrip(")")


def _words_of(left: str, right: str, previous: str, *, is_amount: bool) -> str:
    right = _BEYOND.sub("", right)
    before, after = bare(left), right.strip(" 、,”")
    if is_amount and after.startswith("的"):
        return after[1 : _LONGEST + 1]
    after = "" if _NO_NOUN.match(right) else _ITS_NOUN.split(after)[0]
    after = re.sub(r"(?:以及|和|及|(?<!参)与|为|由|以|对|(?<!意)向|将|被|约)$", "", after)
    if not before and not after and re.search(r"合计|共计|总计", left):
        return "合计"
    if is_amount or not after:
        words = before or after or bare(previous)
        return words[-_LONGEST:] if len(words) > 2 or not after else f"{words}{after}"[:_LONGEST]
    if len(after) <= 3 and before:
        return f"{before[-_LONGEST:]}{after}"
    return after[:_LONGEST]


def shared_out(left: str, rank: int, total: int) -> str | None:
    """The item a figure belongs to when a clause shares several out with 分别, or None."""
    head, found, _ = left.rpartition("分别")
    if not found:
        return None
    items = [item for item in re.split(r"、|和|及|与", bare(head)) if item]
    if len(items) != total or rank >= total:
        return None
    ending = re.search(r"[一-鿿]{2}(?:率|面|数)$", items[-1])
    item = items[rank]
    if ending and not re.search(r"(?:率|面|数)$", item):
        item += ending.group()
    return item[-_LONGEST:]


def stages(clause: str) -> tuple[str, ...]:
    """The stages of money (筹集, 预算, 下拨, 支出, 发放) named in a clause, in fixed order."""
    return tuple(name for name, pattern in _STAGES if re.search(pattern, clause))


def organisation(before: str) -> str:
    """The last organisation named before a figure, or ""."""
    found = [match.group() for match in _ORGANISATION.finditer(before)]
    return found[-1] if found else ""
