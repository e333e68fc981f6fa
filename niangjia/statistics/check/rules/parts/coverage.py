"""Records collected (信息采集): members cannot be far more complete than their unions, FK-COVER. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from niangjia.statistics.check.figures import Figure, Finding
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.support import by_block, found, plain, stated

_GAP, _WIDE, _ALL = 10, 25, 100
_WOMEN_ORGANISED = re.compile(
    r"女(?:职工|工)(?:委员会|组织|委)[^。;]{0,24}(?:组建率|建制率|占(?:全部)?基层工会)"
)
_WOMEN_REACHED = re.compile(r"覆盖女(?:会员|职工)[^。;]*(?:占|覆盖[率面])")
_COLLECTED = re.compile(
    r"(?:采集|录入|入库|登记|完善|核实|建档|上线|入网|实名)[^,;。#]{0,6}(?:率|占|比例|比重|达|为|#)|信息[^,;。#]{0,6}率|占应[采录入登]"
)
_RECORDS = re.compile(r"信息|采集|录入|入库|归集|接入|档案|建档|上线")
_OF_PEOPLE = re.compile(r"会员|职工|劳动者|从业人员|参保人")
_OF_UNIONS = re.compile(
    r"工会组织|基层工会|组织信息|单位|企业|工会信息|工会[^,;。会员]{0,6}(?:入库|采集|录入|登记)"
)


def check(reading: Reading) -> Iterator[Finding]:
    """Rates of unions and of members in the data base, computed or printed side by side."""
    wanted = ("records.union", "unions.total", "records.member", "members.total")
    first = [next(iter(stated(reading, code)), None) for code in wanted]
    got_unions, unions, got_members, members = first
    if got_unions and unions and got_members and members and unions.value and members.value:
        places = [got_members, got_unions, unions, members]
        rates = got_unions.value * 100 / unions.value, got_members.value * 100 / members.value
        yield from _uneven(reading, *rates, places)
    for group in by_block(reading):
        yield from _of_women(reading, group)
        told = [(figure, kind) for figure in group if (kind := _kind(reading, figure))]
        for (one, kind), (other, other_kind) in pairwise(told):
            if kind != other_kind:
                of_unions, of_members = (one, other) if kind == "unions" else (other, one)
                places = [of_members, of_unions]
                yield from _uneven(reading, of_unions.value, of_members.value, places)


def _of_women(reading: Reading, group: Sequence[Figure]) -> Iterator[Finding]:
    """有女职工组织的基层工会占 51 %,覆盖女会员占 98.7 %: the other half of the unions would have hardly any women."""
    of_unions: Figure | None = None
    for rate in group:
        if rate.unit != "%" or rate.low > _ALL:
            continue
        own = ",".join(re.split("[,;]", reading.sentence_before(rate))[-2:])
        if (
            _WOMEN_REACHED.search(own)
            and of_unions is not None
            and rate.value - of_unions.value > _WIDE
        ):
            yield found(
                reading, "FK-COVER",
                f"建立女职工组织的基层工会占 {of_unions.text},覆盖的女会员却占 {rate.text}。"
                "没有女职工组织的工会里也有女会员,请核对两个比率的分子、分母。",
                [rate, of_unions],
            )  # fmt: skip
        elif _WOMEN_ORGANISED.search(own):
            of_unions = rate


def _kind(reading: Reading, rate: Figure) -> str:
    """What a printed rate of collection is of: unions, members, or neither."""
    if rate.unit != "%":
        return ""
    block = reading.page.blocks[rate.block]
    clauses = re.split(r"[,;。]", block.text[: rate.start - block.start])
    own = clauses[-1]
    of_records = own.startswith("占") and _RECORDS.search("".join(clauses[-2:-1]))
    if not of_records and not _COLLECTED.search(f"{own}#"):
        return ""
    for words in reversed(clauses[-3:]):
        if _OF_PEOPLE.search(words):
            return "members"
        if _OF_UNIONS.search(words):
            return "unions"
    return ""


def _uneven(
    reading: Reading, of_unions: Decimal, of_members: Decimal, places: Sequence[Figure]
) -> Iterator[Finding]:
    if of_members - of_unions > _GAP:
        yield found(
            reading, "FK-COVER",
            f"组织(单位)信息采集率 {plain(round(of_unions, 1))}%,人员信息采集率却有 {plain(round(of_members, 1))}%。"
            "每个人都应有所属的组织,请核对未入库单位的人挂在哪里,或单位数是否含覆盖单位。",
            places,
        )  # fmt: skip
