"""Indicators of members (会员指标). Facts hold ids, dates and codes, nothing of the person else."""

from __future__ import annotations

from datetime import date

from ibis import _

from niangjia.kernel.ids import Gender
from niangjia.kernel.indicators import (
    Change,
    Dimension,
    Elsewhere,
    Tally,
    Unit,
    earlier,
    earlier_rate,
    fact,
    flow,
    rate,
    stock,
)
from niangjia.members.rules.groups import Group8, NewForm4
from niangjia.members.rules.lifecycle import (
    VERIFIED_LEVEL,
    EntryKind,
    EventKind,
    EventReason,
    TagKind,
    VerifiedLevel,
)

# One row per episode. Nobody is a member twice on any day (constraint membership_one_at_a_time),
# so episodes on a day are persons. Gender and the level of verification are today's; a verified
# member is one from ``verified_from`` (migration 0009: 9999-12-31 when never, ``left_on`` when only
# after she had left, so that nobody is one on a day on which she was not both).
EPISODES = fact(
    "fact_membership",
    columns={
        "record_id": "int64",
        "union_id": "int64",
        "joined_on": "date",
        "left_on": "date",
        "entry_kind": "string",
        "exit_kind": "int16",
        "exit_reason": "int16",
        "gender": "int16",
        "verified_level": "int16",
        "verified_from": "date",
    },
    sql="""
        SELECT id AS record_id, union_id, joined_on, left_on, entry_kind, exit_kind, exit_reason,
               gender, verified_level, verified_from
        FROM members_membership
    """,
    record=("members.membership", "record_id"),
    tally=Tally(
        "members_membership_tally",
        days=("joined_on", "left_on", "verified_from"),
        keys=("entry_kind", "exit_kind", "exit_reason", "gender", "verified_level"),
    ),
)

# One row per episode and tag while both hold, so a figure of any past day uses the tags of then.
# ``leads``: of several codes of a kind on the same days, the one that stands for the person. The
# database keeps the rows ready (migration 0006).
TAGGED = fact(
    "fact_tagged_membership",
    columns={
        "union_id": "int64",
        "person_id": "int64",
        "kind": "string",
        "code": "string",
        "gender": "int16",
        "opened_on": "date",
        "closed_on": "date",
        "recruited_on": "date",
        "leads": "boolean",
    },
    sql="""
        SELECT union_id, person_id, kind, code, gender, opened_on, closed_on, recruited_on, leads
        FROM members_tagged
    """,
    record=("members.person", "person_id"),
    things={"person_id": "members.person"},
    tally=Tally(
        "members_tagged_tally",
        days=("opened_on", "closed_on"),
        keys=("kind", "gender"),
        only="leads",
        distinct="person_id",
    ),
)

# Gender and level of verification are of the person as registered now, the rest is of the episode or tag.
_GENDER = Dimension("gender", "性别", "gender", {1: "男", 2: "女"})
_VERIFIED = Dimension(
    "verified", "现在的实名认证级别", "verified_level", {int(v): v.label for v in VerifiedLevel}
)
_ENTRY = Dimension("entry", "进入方式", "entry_kind", {e.value: e.label for e in EntryKind})
_REASON = Dimension("reason", "离会原因", "exit_reason", {int(r): r.label for r in EventReason})
_NEW_FORM = Dimension(
    "group", "新就业形态群体", "code", {g.value: g.label for g in NewForm4}, overlaps=True
)
_GROUP8 = Dimension("group", "八大群体", "code", {g.value: g.label for g in Group8}, overlaps=True)
# Who is a migrant worker when, tags say. All of them are members: TAGGED has nobody else.
_TAG = Dimension(
    "tag",
    "群体",
    "kind",
    {k.value: k.label for k in (TagKind.MIGRANT, TagKind.NEW_FORM, TagKind.GROUP8)},
    overlaps=True,
    elsewhere=Elsewhere(
        TAGGED, "person_id", opened="opened_on", closed="closed_on", on="recruited_on"
    ),
)

_OWNER = "组织部"
_BASIS = "工会会员会籍管理办法(2016)"
_MEMBERSHIP_LEFT = (_.exit_kind.isnull() | (_.exit_kind != int(EventKind.TRANSFER_OUT))) & (
    _.exit_reason.isnull() | (_.exit_reason != int(EventReason.UNION_REORGANISED))
)

TOTAL = stock(
    "members.total",
    "工会会员",
    unit=Unit.PERSON,
    fact=EPISODES,
    opened="joined_on",
    closed="left_on",
    aliases=("会员数", "会员人数", "会员总数", "工会会员总数", "会员"),
    words="期末有会籍的人,每人只算一次;保留会籍的仍有会籍,计入;转会在途的算在转出工会。",
    basis=_BASIS,
    owner=_OWNER,
    by=(
        _GENDER,
        _VERIFIED,
        _ENTRY,
        _TAG,
    ),
)

JOINED = flow(
    "members.joined",
    "新发展会员",
    unit=Unit.PERSON,
    fact=EPISODES,
    on="joined_on",
    where=_.entry_kind == EntryKind.JOIN.value,
    aliases=("新会员", "新会员数", "新增会员", "发展会员"),
    words="期内(含首尾两日)入会的人,后来离开的也算;转入和工会合并、分立带来的不算。",
    basis=_BASIS,
    owner=_OWNER,
    by=(
        _GENDER,
        _VERIFIED,
        _TAG,
    ),
)

LEFT = flow(
    "members.left",
    "离会会员",
    unit=Unit.PERSON,
    fact=EPISODES,
    on="left_on",
    where=_MEMBERSHIP_LEFT,
    aliases=("减少会员", "退会除名"),
    words="期内(含首尾两日)会籍终止的人:退会、自动退会、除名、死亡;转出和工会调整不算。",
    basis=_BASIS,
    owner=_OWNER,
    by=(
        _GENDER,
        _REASON,
    ),
)

WOMEN = stock(
    "members.women",
    "女会员",
    unit=Unit.PERSON,
    fact=EPISODES,
    opened="joined_on",
    closed="left_on",
    where=_.gender == int(Gender.FEMALE),
    aliases=("女性会员", "女会员数"),
    words="期末会员中登记性别为女的人。",
    basis="工会统计调查制度:会员人数(#女)",
    owner=_OWNER,
    by=(
        _VERIFIED,
        _ENTRY,
    ),
)

MIGRANT = stock(
    "members.migrant",
    "农民工会员",
    unit=Unit.PERSON,
    fact=TAGGED,
    opened="opened_on",
    closed="closed_on",
    where=_.kind == TagKind.MIGRANT.value,
    distinct="person_id",
    aliases=("农民工会员数", "进城务工会员"),
    words="期末会员中当日有农民工标签的人,每人只算一次。",
    basis="工会统计调查制度:会员人数(#农民工)",
    owner=_OWNER,
    by=(_GENDER,),
)

NEW_FORM = stock(
    "members.new_form",
    "新就业形态会员",
    unit=Unit.PERSON,
    fact=TAGGED,
    opened="opened_on",
    closed="closed_on",
    where=_.kind == TagKind.NEW_FORM.value,
    distinct="person_id",
    aliases=("新就业形态劳动者会员", "新业态会员"),
    words="期末会员中当日有新就业形态标签(货车司机、网约车司机、快递员、外卖配送员)的人,兼有几种只算一次。",
    basis="新就业形态劳动者入会集中行动(2021-2022)",
    owner=_OWNER,
    by=(
        _NEW_FORM,
        _GENDER,
    ),
)

GROUP8 = stock(
    "members.group8",
    "八大群体会员",
    unit=Unit.PERSON,
    fact=TAGGED,
    opened="opened_on",
    closed="closed_on",
    where=_.kind == TagKind.GROUP8.value,
    distinct="person_id",
    aliases=("八大群体工会会员", "八大群体会员数"),
    words="期末会员中当日有八大群体标签(货车司机、快递员、护工护理员、家政服务员、商场信息员、网约送餐员、"
    "房产中介员、保安员)的人,兼有几种只算一次。",
    basis="推进货车司机等群体入会工作方案(2018)",
    owner=_OWNER,
    by=(_GROUP8, _GENDER),
)

JOINED_MIGRANT = flow(
    "members.joined_migrant",
    "新发展农民工会员",
    unit=Unit.PERSON,
    fact=TAGGED,
    on="recruited_on",
    where=_.kind == TagKind.MIGRANT.value,
    distinct="person_id",
    aliases=("新增农民工会员", "发展农民工会员"),
    words="期内(含首尾两日)入会、入会当日有农民工标签的人,每人只算一次;转入和工会调整带来的不算。",
    basis=_BASIS,
    owner=_OWNER,
    by=(_GENDER,),
)

JOINED_NEW_FORM = flow(
    "members.joined_new_form",
    "新发展新就业形态会员",
    unit=Unit.PERSON,
    fact=TAGGED,
    on="recruited_on",
    where=_.kind == TagKind.NEW_FORM.value,
    distinct="person_id",
    aliases=("新增新就业形态会员", "发展新就业形态劳动者入会"),
    words="期内(含首尾两日)入会、入会当日有新就业形态标签的人,每人只算一次;转入和工会调整带来的不算。",
    basis="新就业形态劳动者入会集中行动(2021-2022)",
    owner=_OWNER,
    by=(_NEW_FORM, _GENDER),
)

_VERIFIED_CHANGES = (
    Change(
        2,
        date(2026, 11, 22),
        _OWNER,
        "第 1 版按现在的认证级别,昨天才核实的人在几年前的数字里也算已核实;"
        "改为到期末那天已核实的才算。以前没有记录核实日期的,按工会核验的登记日期,"
        "没有的按此人登记入库的日期,所以入库以前各日的数字偏小。",
    ),
)
VERIFIED = stock(
    "members.verified",
    "实名认证会员",
    unit=Unit.PERSON,
    fact=EPISODES,
    opened="verified_from",
    closed="left_on",
    aliases=("实名会员",),
    words="期末会员中当日身份已核实的人:姓名证件核验(2级)、人脸核验(3级)或工会线下核验(4级);"
    "只有手机号(0级)或证件格式正确(1级)的不算。从第一次核实之日(实名认证日期)起算;"
    "批量入库、没有记录核实日期的,从登记入库之日起算。",
    basis="总工办发〔2017〕14号(会员实名制)",
    owner=_OWNER,
    by=(
        _GENDER,
        _VERIFIED,
    ),
    version=2,
    changes=_VERIFIED_CHANGES,
)
_VERIFIED_1 = earlier(
    VERIFIED,
    1,
    opened="joined_on",
    where=_.verified_level >= int(VERIFIED_LEVEL),
    words="期末会员中身份已核实(2级以上)的人。认证级别按现在的登记。",
)

VERIFIED_RATE = rate(
    "members.verified_rate",
    "实名认证率",
    VERIFIED,
    TOTAL,
    aliases=("实名率", "实名制完整率", "实名认证比例"),
    words="分子:期末会员中当日身份已核实(2级以上)的人;分母:期末会员。",
    basis="总工办发〔2017〕14号(会员实名制)",
    owner=_OWNER,
    version=2,
    changes=_VERIFIED_CHANGES,
)
earlier_rate(
    VERIFIED_RATE,
    1,
    _VERIFIED_1,
    TOTAL,
    words="分子:期末会员中身份已核实(2级以上)的人,认证级别按现在的登记;分母:期末会员。",
)
