"""Indicators of household files (困难职工档案指标): who is in file, entered, exited, compared, visited.

What happened to a file is read from its steps (``kernel.Transition``), which are only added: so a
past day has the files and the categories of then, and an exit stays one after a relapse. Money is
counted by the ledger and by campaigns, where grants and deliveries meet.
"""

from __future__ import annotations

from ibis import _

from niangjia.aid.rules import FILED
from niangjia.aid.rules.codes import Category, Cause, FileLevel, VisitKind
from niangjia.comparison.rules.codes import ThirdPartyKind
from niangjia.kernel.indicators import Dimension, Unit, fact, flow, rate, stock

_FILED = ", ".join(f"'{status.value}'" for status in FILED)
_CIVIL_AFFAIRS = ", ".join(
    f"'{kind.value}'"
    for kind in (
        ThirdPartyKind.ALLOWANCE,
        ThirdPartyKind.EXTREME_POVERTY,
        ThirdPartyKind.LOW_INCOME,
    )
)
_STEPS = "t.object_label = 'aid.householdfile' AND t.workflow = 'aid_file'"
_DAY = "(t.at AT TIME ZONE 'Asia/Shanghai')::date"
_RECORD = ("aid.householdfile", "record_id")
_THINGS = {"record_id": "aid.householdfile"}

# One row per stay in a state that counts as in file; two of them never overlap. Category and level
# are of the decision that the last approval went by. Family and paired cadre are as registered now.
STAYS = fact(
    "fact_aid_stay",
    columns={
        "record_id": "int64",
        "union_id": "int64",
        "opened_on": "date",
        "closed_on": "date",
        "category": "string",
        "file_level": "string",
        "main_cause": "string",
        "people_count": "int64",
        "is_paired": "boolean",
    },
    sql=f"""
        SELECT f.id AS record_id, f.union_id, s.opened_on, s.closed_on,
               COALESCE(d.category, f.category) AS category,
               COALESCE(d.file_level, f.file_level) AS file_level, f.main_cause,
               (SELECT count(*) FROM aid_householdmember m WHERE m.file_id = f.id) AS people_count,
               f.paired_cadre <> '' AS is_paired
        FROM (
            SELECT t.object_id, t.target, {_DAY} AS opened_on,
                   lead({_DAY}) OVER own AS closed_on,
                   max(CASE WHEN t.step IN ('approve', 'approve_change') THEN t.at END)
                   OVER (own ROWS UNBOUNDED PRECEDING) AS approved_at
            FROM kernel_transition t WHERE {_STEPS}
            WINDOW own AS (PARTITION BY t.object_id ORDER BY t.id)
        ) s
        JOIN aid_householdfile f ON f.id = s.object_id
        LEFT JOIN LATERAL (
            SELECT category, file_level FROM aid_decision
            WHERE file_id = f.id AND category <> '' AND at <= s.approved_at ORDER BY id DESC LIMIT 1
        ) d ON true
        WHERE s.target IN ({_FILED}) AND s.opened_on IS DISTINCT FROM s.closed_on
    """,  # noqa: S608 - SQL of ours
    record=_RECORD,
)

_OF_FILE = {
    "record_id": "int64",
    "union_id": "int64",
    "done_on": "date",
    "category": "string",
    "file_level": "string",
}

STEPS = fact(
    "fact_aid_step",
    columns={**_OF_FILE, "step": "string", "is_relapsed": "boolean"},
    sql=f"""
        SELECT f.id AS record_id, f.union_id, {_DAY} AS done_on, f.category, f.file_level, t.step,
               t.step = 'confirm_exit' AND (
                   EXISTS (
                       SELECT 1 FROM kernel_transition r
                       WHERE r.object_label = t.object_label AND r.object_id = t.object_id
                             AND r.workflow = t.workflow AND r.step = 'refile' AND r.id > t.id
                   ) OR EXISTS (
                       SELECT 1 FROM aid_householdfile g
                       WHERE g.previous_id = f.id AND g.filed_on IS NOT NULL
                   )
               ) AS is_relapsed
        FROM kernel_transition t JOIN aid_householdfile f ON f.id = t.object_id
        WHERE {_STEPS} AND t.step IN ('approve', 'confirm_exit', 'refile')
    """,  # noqa: S608 - as above
    record=_RECORD,
    things=_THINGS,
)

COMPARED = fact(
    "fact_aid_compared",
    columns=_OF_FILE,
    sql=f"""
        SELECT f.id AS record_id, f.union_id, (a.created_at AT TIME ZONE 'Asia/Shanghai')::date AS done_on,
               f.category, f.file_level
        FROM comparison_answer a
        JOIN comparison_exchangeperson p ON p.id = a.person_id
        JOIN aid_householdfile f ON f.id = p.subject_id
        WHERE p.subject_label = 'aid.householdfile' AND a.kind IN ({_CIVIL_AFFAIRS})
              AND f.filed_on IS NOT NULL
    """,  # noqa: S608 - as above
    record=_RECORD,
    things=_THINGS,
)

VISITS = fact(
    "fact_aid_visit",
    columns={**_OF_FILE, "kind": "string", "visitor_count": "int64"},
    sql="""
        SELECT f.id AS record_id, f.union_id, v."on" AS done_on, f.category, f.file_level, v.kind,
               cardinality(v.visitors) AS visitor_count
        FROM aid_visit v JOIN aid_householdfile f ON f.id = v.file_id
    """,
    record=_RECORD,
)

CATEGORY = Dimension("category", "困难类别", "category", {c.value: c.label for c in Category})
LEVEL = Dimension("file_level", "建档标准", "file_level", {v.value: v.label for v in FileLevel})
_CAUSE = Dimension("cause", "主要致困原因", "main_cause", {c.value: c.label for c in Cause})

OWNER = "权益保障部"
BASIS = "困难职工帮扶工作有关规定;中央财政专项帮扶资金使用管理办法(总工发)"

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
)
