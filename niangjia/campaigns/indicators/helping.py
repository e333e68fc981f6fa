"""Indicators of aid given (帮扶指标): money, attendance (人次), persons (人数), of all and of each brand."""

from __future__ import annotations

from ibis import Deferred, _

from niangjia.aid.rules.codes import AidType
from niangjia.campaigns.indicators.facts import (
    CATEGORY,
    FORM,
    GOODS_GIVEN,
    HELPED,
    KIND,
    LEVEL,
    MONEY,
    PAYER,
    SOURCE,
)
from niangjia.campaigns.rules import FOUR_SEASONS, WINTER, GoodsKind
from niangjia.kernel.indicators import Counter, Dimension, Unit, flow
from niangjia.ledger.rules import ProgrammeKind

_OWNER = "权益保障部"
_BASIS = "困难职工帮扶工作有关规定;中央财政专项帮扶资金使用管理办法(总工发)"
_PAID = "期内(含首尾两日)"
_NOT = "筹集、预算和下拨未发的不算,退回、撤销的不算。"


def _of(*kinds: ProgrammeKind) -> Deferred:
    return _.kind.isin([kind.value for kind in kinds])


_STUDY = (_.use == AidType.STUDY.value) | _of(ProgrammeKind.AUTUMN)
_LIVING = (_.use == AidType.LIVING.value) | _of(ProgrammeKind.LIVING)
_ILLNESS = (_.use == AidType.MEDICAL.value) | _of(ProgrammeKind.ILLNESS, ProgrammeKind.CANCER)


def _money(
    code: str,
    name: str,
    where: Deferred,
    words: str,
    *aliases: str,
    by: tuple[Dimension, ...] = (SOURCE,),
) -> Counter:
    """Yuan paid or handed over, goods at purchase price."""
    return flow(
        code,
        name,
        unit=Unit.YUAN,
        fact=MONEY,
        on="given_on",
        where=where,
        amount="fen",
        by=by,
        aliases=aliases,
        words=f"{_PAID}{words},{_NOT}",
        basis=_BASIS,
        owner=_OWNER,
    )


def _attendance(code: str, name: str, where: Deferred, words: str, *aliases: str) -> Counter:
    """人次: a grant or named delivery one, a head count its number."""
    return flow(
        code,
        name,
        unit=Unit.ATTENDANCE,
        fact=HELPED,
        on="given_on",
        where=where,
        amount="attendance",
        aliases=aliases,
        words=f"{_PAID}{words}。一次发放算一人次,会员和非会员都算;不记名发放按登记的人数。",
        basis=_BASIS,
        owner=_OWNER,
    )


def _people(code: str, name: str, where: Deferred, words: str, *aliases: str) -> Counter:
    """人数: persons known by name, each once."""
    return flow(
        code,
        name,
        unit=Unit.PERSON,
        fact=HELPED,
        on="given_on",
        where=where & _.person_id.notnull(),
        distinct="person_id",
        aliases=aliases,
        words=f"{_PAID}{words},每人只算一次;不记名发放的、没有核实身份的非会员不算。",
        basis=_BASIS,
        owner=_OWNER,
    )


# --- All help to workers in difficulty -------------------------------------------------------

AID_MONEY = flow(
    "aid.money",
    "帮扶资金",
    unit=Unit.YUAN,
    fact=MONEY,
    on="given_on",
    where=_.is_in_file,
    amount="fen",
    by=(SOURCE, PAYER, CATEGORY, LEVEL, KIND, FORM),
    aliases=("困难职工帮扶资金", "帮扶救助资金", "帮扶金额"),
    words=f"{_PAID}向在档困难职工实际发放的金额,实物按采购价;{_NOT}一笔只属一个项目。",
    basis=_BASIS,
    owner=_OWNER,
)
ATTENDANCE = flow(
    "aid.attendance",
    "帮扶人次",
    unit=Unit.ATTENDANCE,
    fact=HELPED,
    on="given_on",
    where=_.is_grant | _.is_in_file,
    amount="attendance",
    by=(CATEGORY, KIND),
    aliases=("帮扶救助人次", "救助困难职工人次"),
    words=f"{_PAID}得到帮扶救助的人次,一次发放算一次;含未建档职工的临时救助,"
    "不含向未建档职工的普遍慰问。",
    basis=_BASIS,
    owner=_OWNER,
)
HELPED_PEOPLE = _people(
    "aid.people_helped",
    "帮扶救助人数",
    _.is_grant | _.is_in_file,
    "得到帮扶救助的人",
    "帮扶人数",
    "救助困难职工人数",
)

# --- 四季送 and the other brands --------------------------------------------------------------

FOUR_SEASONS_ATTENDANCE = _attendance(
    "aid.four_seasons_attendance",
    "“四季送”惠及人次",
    _of(*FOUR_SEASONS),
    "春送岗位、夏送清凉、金秋助学、冬送温暖(含两节慰问)服务的人次",
    "四季送人次",
    "四季送",
)
FOUR_SEASONS_PEOPLE = _people(
    "aid.four_seasons_people",
    "“四季送”惠及人数",
    _of(*FOUR_SEASONS),
    "春送岗位、夏送清凉、金秋助学、冬送温暖(含两节慰问)惠及的人",
    "四季送人数",
)
FOUR_SEASONS_MONEY = _money(
    "aid.money_four_seasons",
    "“四季送”资金",
    _of(*FOUR_SEASONS),
    "“四季送”(含两节慰问)实际发放的金额,实物按采购价",
    "四季送金额",
    "四季送投入",
    by=(SOURCE, PAYER, FORM),
)
TWO_FESTIVALS_ATTENDANCE = _attendance(
    "aid.two_festivals_attendance",
    "“两节”送温暖慰问人次",
    _of(*WINTER),
    "元旦春节慰问(冬送温暖)的人次",
    "两节送温暖人次",
    "两节慰问",
)
TWO_FESTIVALS_MONEY = _money(
    "aid.two_festivals_amount",
    "“两节”送温暖资金",
    _of(*WINTER),
    "元旦春节慰问(冬送温暖)实际发放的金额,实物按采购价",
    "两节送温暖资金",
)
MAY_DAY_ATTENDANCE = _attendance(
    "aid.may_day_attendance",
    "“五一”慰问人次",
    _of(ProgrammeKind.MAY_DAY),
    "“五一”期间慰问的人次",
    "五一慰问",
)
MAY_DAY_MONEY = _money(
    "aid.may_day_amount",
    "“五一”慰问资金",
    _of(ProgrammeKind.MAY_DAY),
    "“五一”期间慰问实际发放的金额,实物按采购价",
    "五一慰问金",
)
STUDY_ATTENDANCE = _attendance(
    "aid.study_attendance",
    "金秋助学人次",
    _STUDY,
    "得到金秋助学(子女助学)资助的人次,不重复救助",
    "助学人次",
    "金秋助学",
)
STUDY_MONEY = _money(
    "aid.study_amount",
    "金秋助学资金",
    _STUDY,
    "金秋助学(子女助学)实际发放的金额,实物按采购价",
    "助学金",
    "助学资金",
)
FESTIVAL_AND_STUDY_MONEY = _money(
    "aid.festival_and_study_amount",
    "送温暖和金秋助学资金合计",
    _STUDY | _of(*WINTER),
    "“两节”送温暖和金秋助学实际发放的金额,实物按采购价",
    "两节送温暖金秋助学资金",
)
COOL_ATTENDANCE = _attendance(
    "aid.cool_attendance",
    "夏送清凉人次",
    _of(ProgrammeKind.SUMMER),
    "高温慰问的职工人次",
    "送清凉人次",
    "高温慰问",
)
COOL_MONEY = _money(
    "aid.cool_amount",
    "夏送清凉资金",
    _of(ProgrammeKind.SUMMER),
    "高温慰问实际发放的金额,实物按采购价",
    "送清凉资金",
)
LIVING_ATTENDANCE = _attendance(
    "aid.living_attendance", "生活救助人次", _LIVING, "得到生活救助的人次", "生活救助"
)
LIVING_MONEY = _money(
    "aid.living_amount", "生活救助资金", _LIVING, "生活救助实际发放的金额", "生活救助金"
)
ILLNESS_ATTENDANCE = _attendance(
    "aid.illness_attendance",
    "大病救助人次",
    _ILLNESS,
    "得到医疗(大病)救助的人次,含关“癌”行动,互助赔付不算",
    "大病救助",
    "重大疾病救助",
    "医疗救助人次",
)
ILLNESS_MONEY = _money(
    "aid.illness_amount",
    "大病救助资金",
    _ILLNESS,
    "医疗(大病)救助实际发放的金额,含关“癌”行动,互助赔付不算",
    "大病救助金",
    "医疗救助资金",
)
CANCER_ATTENDANCE = _attendance(
    "aid.cancer_attendance",
    "关“癌”行动救助人次",
    _of(ProgrammeKind.CANCER),
    "关“癌”行动救助的人次,含在大病救助中",
    "关癌行动",
    "癌症救助",
)
CANCER_MONEY = _money(
    "aid.cancer_amount",
    "关“癌”行动救助资金",
    _of(ProgrammeKind.CANCER),
    "关“癌”行动实际发放的金额,含在大病救助中",
    "关癌行动资金",
)
JOURNEY_ATTENDANCE = _attendance(
    "aid.journey_attendance",
    "农民工“温暖回家路”惠及人次",
    _of(ProgrammeKind.WAY_HOME),
    "得到返乡大礼包、车票或补贴的农民工人次",
    "温暖回家路",
    "平安返乡",
)
JOURNEY_GIFTS = flow(
    "aid.journey_gifts",
    "农民工返乡大礼包",
    unit=Unit.COPY,
    fact=GOODS_GIVEN,
    on="given_on",
    where=_of(ProgrammeKind.WAY_HOME) & (_.goods_kind == GoodsKind.GIFT_PACK.value),
    amount="quantity",
    aliases=("大礼包",),
    words=f"{_PAID}在“温暖回家路”活动中发放的返乡大礼包,撤回的不算。",
    basis=_BASIS,
    owner=_OWNER,
)
JOURNEY_MONEY = _money(
    "aid.journey_amount",
    "农民工返岗交通补贴",
    _of(ProgrammeKind.WAY_HOME) & _.is_cash,
    "农民工返乡返岗交通补贴实际发放的金额,车票、礼包等实物不算",
    "返岗交通补贴",
    "交通补贴",
)
