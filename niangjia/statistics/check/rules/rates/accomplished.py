"""What is said to be done, beside a rate of less than all (完成的说法与完成率): RATE-REC. Pure.

圆满完成年度建会任务。…完成任务的 85%; 各项指标全部完成, and one at 93 %; 任务过半, and one at 43 %. The claim stands
in the clause of the rate, near it in its paragraph, or above it; it speaks of all tasks or of what the rate is of.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from niangjia.statistics.check.figures import Figure, Finding, Precision
from niangjia.statistics.check.layout import BlockKind
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.parts.told import in_order
from niangjia.statistics.check.rules.support import bigrams, found

PLAN = r"预算|计划|目标|任务|指标|下达"
_WHOLLY = r"(?:圆满|全面|全部|胜利|顺利|超额|提前|如期|按期|按时|悉数|均已?|都已?|保质保量|高质量|100%|百分之百)"
_DONE = r"(?:完成|实现|达成|收官|达标|兑现)"
_CLAIM = re.compile(
    rf"(?P<half>(?:{PLAN}|工作)(?:全部|均|都|全面)*实现(?:了)?[“‘]?(?:时间过半|双过半|任务过半))"
    rf"|(?:{PLAN}|工作|实事|项目)[^,。;\d]{{0,3}}?(?:{_WHOLLY})+(?:超额)?{_DONE}"
    rf"|(?:{_WHOLLY})+{_DONE}(?:了)?(?P<what>[^,。;:!?\d]{{0,22}}?)(?:{PLAN}|实事|工作)(?![会人者室站])(?P<of>[^,。;]{{0,4}}的(?=\d))?"
)
_SHARE_OF_PLAN = re.compile(
    rf"(?:完成|为|占|达到?|实现)(?:了)?[^,。;:]{{0,14}}?(?:{PLAN})[^,。;:]{{0,6}}(?:的|为|达)?(?:近|约|超过?)?$"
    r"|(?:任务|计划|目标|指标)?(?:完成|达成)(?:率|进度|比例)(?:已|达到?|为|约|近|只有|仅)*$"
)
_NOT_SO = re.compile(
    r"未|没有|力争|确保|争取|努力|保证|为(?!止)|将|要|有望|预计|必须|若|如果|推动|促进|基本|其中|部分|个别|有的|另|除|或|\d[家个项户]|[县区市镇乡局]、|考核|奖励"
)
_PART_OF_TIME = re.compile(
    r"[上前]半年|季度|[去上前]年|上[一]?月|当月|月度|[\d一二三四五六七八九十]月(?!底)|序时|进度|阶段|半年"
)
_SO_FAR = re.compile(
    r"曾|较|同期|[去上]年|支出|第[一二三四]年|过半|序时|阶段|上半年|季度|\d月份?(?!底|末)|半年"
)
_PLACE = re.compile(r"[一-鿿]{1,3}(?<![全各本我])(?:[县区镇乡](?!级)|街道)")
_GENERAL = re.compile(
    rf"{PLAN}|{_WHOLLY}|{_DONE}|工作|实事|项目|项|各|民生|为民|惠民|全年|年度|年初|今年|本年|上级|全[省市县区]|[省市县]总|工会|制定|确定|既定|下[达发]|主要|年|[的了和任务数]"
)
_KIN = (("协商", "合同|协议"), ("建会|组建", "工会|建会"), ("入会|会员", "会员|入会"), ("经费|会费|收缴", "经费|会费"),
        ("普惠", "服务"), ("帮扶|解困", "困难|脱困"), ("互助|保障", "参保|投保|续保"))  # fmt: skip
_FULL, _HALF = 100, 50
_NEAR, _BEHIND, _NOUN = 200, 60, 2
_BARE = re.compile(
    r"建成|建立|实际|完成|只|仅|占|达到?|[为共数]|\d[\d.]*[万亿]?[余多]?[一-鿿]?|[^一-鿿]"
)


@dataclass(frozen=True)
class _Claim:
    start: int
    end: int
    text: str
    clause: str
    block: int
    is_half: bool
    joined: bool  # 全面完成任务的82%: the rate belongs to it

    @property
    def topic(self) -> str:
        """What it is said of; empty where of all."""
        return re.sub(r"[^一-鿿]", "", _GENERAL.sub("", self.clause))


def check(reading: Reading) -> Iterator[Finding]:
    """Rates of plans below what is said to be done."""
    rates = [f for f in reading.figures if f.unit == "%" and _is_of_plan(reading, f)]
    short = [f for f in rates if f.high < _FULL]
    claims = list(_claims(reading)) if short else []
    for rate in short:
        near = [claim for claim in claims if _speaks_of(reading, claim, rate, rates)]
        if near:
            claim = min(near, key=lambda claim: abs(claim.start - rate.start))
            least = "一半" if claim.is_half else " 100%"
            yield found(
                reading, "RATE-REC",
                f"写的是“{claim.text}”,这里完成的比例却是“{rate.text}”,不到{least}。请核对说法和比例。",
                [rate, (claim.start, claim.end)],
            )  # fmt: skip


def _claims(reading: Reading) -> Iterator[_Claim]:
    for block in reading.page.blocks:
        if block.kind is BlockKind.TABLE:
            continue
        for match in _CLAIM.finditer(block.text):
            before = re.split(r"[。;!?]", block.text[: match.start()])[-1]
            clause = re.split(r"[,:]", before)[-1]
            told = match.end() if not match["of"] else match.end() - len(match["of"])
            some = _NOT_SO.search(clause + (match["what"] or ""))
            if some or (not match["half"] and _PART_OF_TIME.search(before + match.group())):
                continue
            yield _Claim(
                block.start + match.start(), block.start + told, block.text[match.start() : told],
                clause + match.group(), block.index, bool(match["half"]), bool(match["of"]),
            )  # fmt: skip


def _is_of_plan(reading: Reading, rate: Figure) -> bool:
    """完成年度目标 2900 家的 43%; 为计划 80 间的 95%; 完成率为 91%."""
    words = re.sub(r"\d[\d.]*[万亿]?[余多]?[一-鿿]?(?=的)|\d", "", reading.sentence_before(rate))
    return bool(_SHARE_OF_PLAN.search(words))


def _speaks_of(reading: Reading, claim: _Claim, rate: Figure, rates: Sequence[Figure]) -> bool:
    """Whether a claim stands near a rate, and is of it or of all."""
    apart = rate.start - claim.end
    ahead = -_BEHIND < rate.end - claim.start < 0 and rate.block == claim.block
    if claim.joined:
        return 0 <= apart <= 4 and rate.precision is Precision.EXACT
    if claim.is_half:
        return rate.high < _HALF
    if not (0 <= apart < _NEAR or ahead) or rate.block - claim.block > 1:
        return False
    said = reading.sentence_before(rate)
    if _SO_FAR.search(said) or set(_PLACE.findall(said)) != set(_PLACE.findall(claim.clause)):
        return False
    around = [f for f in rates if abs(f.block - rate.block) <= 1 and f is not rate]
    if "超额" in claim.text and any(f.value >= _FULL for f in around):
        return False
    topic = claim.topic
    if len(topic) < _NOUN:
        return True
    own = reading.page.text[claim.end : rate.start] if apart >= 0 else said
    return (
        len(_BARE.sub("", _GENERAL.sub("", own)))
        < _NOUN  # 书屋任务如期完成:建成 43 家,为计划的 86%
        or bool(bigrams(topic) & bigrams(own))
        or in_order(topic, own)
        or any(re.search(one, topic) and re.search(other, own) for one, other in _KIN)
    )
