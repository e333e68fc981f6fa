"""Indicators of household files (困难职工档案指标): who is in file, entered, exited, compared, visited.

What happened to a file is read from its steps (``kernel.Transition``), which are only added: so a
past day has the files and the categories of then, and an exit stays one after a relapse. Money is
counted by the ledger and by campaigns, where grants and deliveries meet.
"""

from __future__ import annotations

from datetime import date

from ibis import _

from niangjia.aid.indicators.facts import (
    COMPARED,
    COMPARED_1,
    STAYS,
    STAYS_1,
    STEPS,
    STEPS_1,
    VISITS,
    VISITS_1,
)
from niangjia.aid.rules.codes import Category, Cause, FileLevel, VisitKind
from niangjia.kernel.indicators import (
    Change,
    Dimension,
    Unit,
    earlier,
    earlier_rate,
    flow,
    rate,
    stock,
)

CATEGORY = Dimension("category", "困难类别", "category", {c.value: c.label for c in Category})
LEVEL = Dimension("file_level", "建档标准", "file_level", {v.value: v.label for v in FileLevel})
_CAUSE = Dimension("cause", "主要致困原因", "main_cause", {c.value: c.label for c in Cause})

OWNER = "权益保障部"
BASIS = "困难职工帮扶工作有关规定;中央财政专项帮扶资金使用管理办法(总工发)"
_CHANGES = (
    Change(
        2,
        date(2026, 11, 22),
        OWNER,
        "第 1 版把档案计在现在办理它的工会名下,工会合并、分立、撤销后,它和接收方以前各日的数都变了;"
        "改为计在当日办理的工会名下。建档、脱困、返困、比对、走访按困难类别和建档标准分组时,"
        "第 1 版按现在的认定,改为按当时有效的认定。此前已经移交的档案没有记录原办理工会,仍计在现在的工会名下。",
    ),
)

HOUSEHOLDS = stock(
    "aid.households",
    "在档困难职工户",
    unit=Unit.HOUSEHOLD,
    fact=STAYS,
    opened="opened_on",
    closed="closed_on",
    by=(CATEGORY, LEVEL, _CAUSE),
    aliases=("困难职工家庭", "建档困难职工户数", "困难职工户"),
    words="期末在档的困难职工家庭,一户一档;年度复核、待批准转档、待确认脱困或退档的仍在档。",
    basis=BASIS,
    owner=OWNER,
    version=2,
    changes=_CHANGES,
)

PEOPLE = stock(
    "aid.people",
    "在档困难职工家庭人口",
    unit=Unit.PERSON,
    fact=STAYS,
    opened="opened_on",
    closed="closed_on",
    amount="people_count",
    by=(CATEGORY, LEVEL),
    aliases=("困难职工家庭人口",),
    words="期末在档困难职工家庭的全部成员(含职工本人);家庭成员按现在的登记。",
    basis=BASIS,
    owner=OWNER,
    version=2,
    changes=_CHANGES,
)

DEEP = stock(
    "aid.deep",
    "深度困难职工户",
    unit=Unit.HOUSEHOLD,
    fact=STAYS,
    opened="opened_on",
    closed="closed_on",
    where=_.category == Category.DEEP.value,
    by=(LEVEL,),
    aliases=("深度困难户",),
    words="期末在档的深度困难户,按当日有效的认定。",
    basis=BASIS,
    owner=OWNER,
    version=2,
    changes=_CHANGES,
)

RELATIVE = stock(
    "aid.relative",
    "相对困难职工户",
    unit=Unit.HOUSEHOLD,
    fact=STAYS,
    opened="opened_on",
    closed="closed_on",
    where=_.category == Category.RELATIVE.value,
    by=(LEVEL,),
    aliases=("相对困难户",),
    words="期末在档的相对困难户,按当日有效的认定。",
    basis=BASIS,
    owner=OWNER,
    version=2,
    changes=_CHANGES,
)

ACCIDENTAL = stock(
    "aid.accidental",
    "意外致困职工户",
    unit=Unit.HOUSEHOLD,
    fact=STAYS,
    opened="opened_on",
    closed="closed_on",
    where=_.category == Category.ACCIDENTAL.value,
    by=(LEVEL,),
    aliases=("意外致困户",),
    words="期末在档的意外致困户,按当日有效的认定。",
    basis=BASIS,
    owner=OWNER,
    version=2,
    changes=_CHANGES,
)

OPENED = flow(
    "aid.files_opened",
    "新建困难职工档案",
    unit=Unit.HOUSEHOLD,
    fact=STEPS,
    on="done_on",
    where=_.step == "approve",
    distinct="record_id",
    by=(CATEGORY, LEVEL),
    aliases=("新建档", "新增建档"),
    words="期内(含首尾两日)批准建档的户,返困后重新建档的也算;转档不算;一户只算一次。",
    basis=BASIS,
    owner=OWNER,
    version=2,
    changes=_CHANGES,
)

EXITED = flow(
    "aid.exited",
    "解困脱困职工户",
    unit=Unit.HOUSEHOLD,
    fact=STEPS,
    on="done_on",
    where=_.step == "confirm_exit",
    distinct="record_id",
    by=(CATEGORY, LEVEL),
    aliases=("脱困户数", "城市困难职工解困脱困", "解困脱困"),
    words="期内(含首尾两日)确认脱困的户,以后返困的也算;转档、退档和注销的不算;一户只算一次。",
    basis=BASIS,
    owner=OWNER,
    version=2,
    changes=_CHANGES,
)

RELAPSED = flow(
    "aid.relapsed",
    "返困职工户",
    unit=Unit.HOUSEHOLD,
    fact=STEPS,
    on="done_on",
    where=_.step == "refile",
    distinct="record_id",
    by=(CATEGORY, LEVEL),
    aliases=("返困户数", "返困户"),
    words="期内(含首尾两日)经县级核实返困属实、重新核实建档的户;报告后核实不属实的不算;一户只算一次。",
    basis=BASIS,
    owner=OWNER,
    version=2,
    changes=_CHANGES,
)

EXITED_AND_BACK = flow(
    "aid.exited_and_back",
    "脱困后又返困的户",
    unit=Unit.HOUSEHOLD,
    fact=STEPS,
    on="done_on",
    where=(_.step == "confirm_exit") & _.is_relapsed,
    distinct="record_id",
    by=(CATEGORY, LEVEL),
    aliases=("脱困返困户",),
    words="期内(含首尾两日)确认脱困的户中,以后返困属实或结案后又重新建档的户,到统计时为止;一户只算一次。",
    basis=BASIS,
    owner=OWNER,
    version=2,
    changes=_CHANGES,
)

RELAPSE_RATE = rate(
    "aid.relapse_rate",
    "返困率",
    EXITED_AND_BACK,
    EXITED,
    words="期内脱困的户中,到统计时为止又返困的占多少;回访期未满的,比率还会变化。",
    basis=BASIS,
    aliases=("脱困返困率",),
    owner=OWNER,
    version=2,
    changes=_CHANGES,
)

VERIFIED = flow(
    "aid.verified_with_civil_affairs",
    "与民政部门比对",
    unit=Unit.HOUSEHOLD,
    fact=COMPARED,
    on="done_on",
    distinct="record_id",
    by=(CATEGORY, LEVEL),
    aliases=("民政比对",),
    words="期内(含首尾两日)取得低保、特困或低收入比对结果的已建档户,一户比对几次算一次。",
    basis="全国总工会、民政部关于困难职工家庭数据比对的通知(2022)",
    owner=OWNER,
    version=2,
    changes=_CHANGES,
)

VISITED = flow(
    "aid.visits",
    "结对帮扶走访",
    unit=Unit.ATTENDANCE,
    fact=VISITS,
    on="done_on",
    where=_.kind == VisitKind.PAIRED.value,
    amount="visitor_count",
    by=(CATEGORY,),
    aliases=("结对走访", "干部结对包扶"),
    words="期内(含首尾两日)干部走访结对困难职工的人次:每次走访的每名干部算一人次;入户核实、脱困回访不算。",
    basis=BASIS,
    owner=OWNER,
    version=2,
    changes=_CHANGES,
)

PAIRED = stock(
    "aid.paired_households",
    "结对帮扶困难职工户",
    unit=Unit.HOUSEHOLD,
    fact=STAYS,
    opened="opened_on",
    closed="closed_on",
    where=_.is_paired,
    by=(CATEGORY, LEVEL),
    aliases=("结对困难户",),
    words="期末在档、有干部结对包扶的困难职工户;结对干部按现在的登记。",
    basis=BASIS,
    owner=OWNER,
    version=2,
    changes=_CHANGES,
)

_FACTS_1 = {
    now.code: before
    for now, before in (
        (STAYS, STAYS_1),
        (STEPS, STEPS_1),
        (COMPARED, COMPARED_1),
        (VISITS, VISITS_1),
    )
}
_BEFORE = {
    now: earlier(
        now,
        1,
        fact=_FACTS_1[now.fact.code],
        where=now.where,
        words=f"{now.words}计在现在办理的工会名下。",
    )
    for now in (
        HOUSEHOLDS,
        PEOPLE,
        DEEP,
        RELATIVE,
        ACCIDENTAL,
        OPENED,
        EXITED,
        RELAPSED,
        EXITED_AND_BACK,
        VERIFIED,
        VISITED,
        PAIRED,
    )
}
earlier_rate(RELAPSE_RATE, 1, _BEFORE[EXITED_AND_BACK], _BEFORE[EXITED], words=RELAPSE_RATE.words)
