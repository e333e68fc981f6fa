"""Indicators of emergency relief (应急帮扶): raised, budgeted, allotted and spent are four figures."""

from __future__ import annotations

from datetime import date

from ibis import _

from niangjia.campaigns.indicators.facts import (
    FORM,
    GOODS_GIVEN,
    HELPED,
    MONEY,
    SOURCE,
)
from niangjia.campaigns.rules import GoodsKind, ReliefStage, ServiceKind
from niangjia.kernel.indicators import Change, Fact, Unit, earlier, fact, flow, held_on, kept
from niangjia.ledger.rules import ProgrammeKind

_RECORD = ("campaigns.campaign", "record_id")
_ROW = {"record_id": "int64", "union_id": "int64", "done_on": "date"}

RELIEF = fact(
    "fact_relief_money",
    columns={**_ROW, "stage": "string", "fen": "int64"},
    sql="""
        SELECT m.campaign_id AS record_id, m.union_id, m."on" AS done_on, m.stage,
               (m.amount * 100)::bigint AS fen
        FROM campaigns_reliefmoney m WHERE m.withdrawn_on IS NULL
    """,
    record=_RECORD,
)

_KEPT = f"JOIN {kept('campaigns_campaign', 'campaigns_campaignkeeper')} k ON k.record_id = c.id"


def _budgets(code: str, union: str, joins: str) -> Fact:
    return fact(
        code,
        columns={**_ROW, "kind": "string", "fen": "int64"},
        sql=f"""
        SELECT c.id AS record_id, {union}, b.decided_on AS done_on, r.kind,
               (b.amount * 100)::bigint AS fen
        FROM campaigns_budgetline b JOIN campaigns_campaign c ON c.id = b.campaign_id {joins}
             JOIN ledger_programme r ON r.id = c.programme_id
        WHERE c.status <> 'cancelled'
        """,  # noqa: S608 - SQL of ours
        record=_RECORD,
    )


# At the union that ran the campaign when it decided; before: that runs it now.
BUDGETS = _budgets("fact_campaign_budget", "k.union_id", f"{_KEPT} AND {held_on('b.decided_on')}")
_BUDGETS_1 = _budgets("fact_campaign_budget_1", "c.union_id", "")

SERVICES = fact(
    "fact_campaign_service",
    columns={
        **_ROW,
        "kind": "string",
        "programme_kind": "string",
        "head_count": "int64",
        "one": "int64",
        "employer_id": "int64",
    },
    sql="""
        SELECT s.campaign_id AS record_id, s.union_id, s."on" AS done_on, s.kind,
               r.kind AS programme_kind, s.head_count::bigint AS head_count, 1::bigint AS one,
               s.employer_id
        FROM campaigns_servicerecord s JOIN campaigns_campaign c ON c.id = s.campaign_id
             JOIN ledger_programme r ON r.id = c.programme_id
        WHERE s.withdrawn_on IS NULL
    """,
    record=_RECORD,
    things={"employer_id": "employers.employer"},
)

_OWNER = "办公室"
_BASIS = "突发事件应对法;工会应对疫情等突发事件有关文件"
_PAID = "期内(含首尾两日)"
_EMERGENCY = ProgrammeKind.EMERGENCY.value
_IN_EMERGENCY = _.kind == _EMERGENCY
_SERVED = _.programme_kind == _EMERGENCY

RAISED = flow(
    "emergency.raised_amount",
    "筹集应急资金",
    unit=Unit.YUAN,
    fact=RELIEF,
    on="done_on",
    where=_.stage == ReliefStage.RAISED.value,
    amount="fen",
    aliases=("筹集防疫资金",),
    words=f"{_PAID}在应急活动中登记筹集的资金,下拨、预算和支出另计。",
    basis=_BASIS,
    owner=_OWNER,
)
BUDGET = flow(
    "emergency.budget_amount",
    "应急专项预算",
    unit=Unit.YUAN,
    fact=BUDGETS,
    on="done_on",
    where=_IN_EMERGENCY,
    amount="fen",
    aliases=("防疫专项预算", "预算安排"),
    words=f"{_PAID}为应急活动安排的预算,支出另计;取消的活动不算。",
    basis=_BASIS,
    owner=_OWNER,
    version=2,
    changes=(
        Change(
            2,
            date(2026, 11, 22),
            _OWNER,
            "第 1 版计在现在主办活动的工会名下,工会合并、撤销后以前的数都变了;改为计在决定预算那天主办的工会名下。"
            "此前已经移交的活动没有记录原主办工会,仍计在现在的工会名下。",
        ),
    ),
)
earlier(
    BUDGET,
    1,
    fact=_BUDGETS_1,
    where=BUDGET.where,
    words=f"{BUDGET.words}计在现在主办的工会名下。",
)
ALLOTTED = flow(
    "emergency.allotted_amount",
    "下拨应急资金",
    unit=Unit.YUAN,
    fact=RELIEF,
    on="done_on",
    where=_.stage == ReliefStage.ALLOTTED.value,
    amount="fen",
    aliases=("筹集下拨", "下拨防疫经费"),
    words=f"{_PAID}在应急活动中登记下拨下级工会的资金,支出另计。",
    basis=_BASIS,
    owner=_OWNER,
)
SPENT = flow(
    "emergency.spent_amount",
    "应急慰问支出",
    unit=Unit.YUAN,
    fact=MONEY,
    on="given_on",
    where=_IN_EMERGENCY,
    amount="fen",
    by=(SOURCE, FORM),
    aliases=("防疫支出", "疫情慰问资金"),
    words=f"{_PAID}应急活动中银行付到的慰问金和发放的物资(按采购价),退回、撤销的不算。",
    basis=_BASIS,
    owner=_OWNER,
)
PEOPLE = flow(
    "emergency.people",
    "应急慰问职工",
    unit=Unit.PERSON,
    fact=HELPED,
    on="given_on",
    where=_IN_EMERGENCY & _.person_id.notnull(),
    distinct="person_id",
    aliases=("慰问一线职工", "慰问援鄂队员", "疫情慰问职工"),
    words=f"{_PAID}应急活动中慰问的一线职工,每人只算一次;不记名发放的不算。",
    basis=_BASIS,
    owner=_OWNER,
)
ATTENDANCE = flow(
    "emergency.attendance",
    "应急慰问人次",
    unit=Unit.ATTENDANCE,
    fact=HELPED,
    on="given_on",
    where=_IN_EMERGENCY,
    amount="attendance",
    aliases=("疫情慰问人次",),
    words=f"{_PAID}应急慰问的人次,一次发放算一人次,不记名发放按登记的人数。",
    basis=_BASIS,
    owner=_OWNER,
)
MASKS = flow(
    "emergency.masks",
    "发放口罩",
    unit=Unit.PIECE,
    fact=GOODS_GIVEN,
    on="given_on",
    where=_IN_EMERGENCY & (_.goods_kind == GoodsKind.MASK.value),
    amount="quantity",
    aliases=("口罩",),
    words=f"{_PAID}应急活动中发放的口罩(物资以“个”计),撤回的不算。",
    basis=_BASIS,
    owner=_OWNER,
)
MEASURES = flow(
    "emergency.measures",
    "应急帮扶措施",
    unit=Unit.ENTRY,
    fact=SERVICES,
    on="done_on",
    where=_SERVED & (_.kind == ServiceKind.MEASURE.value),
    amount="one",
    aliases=("工作措施", "30条措施"),
    words=f"{_PAID}应急活动中登记出台的应急帮扶、复工复产措施,一条一记。",
    basis=_BASIS,
    owner=_OWNER,
)
PSYCHOLOGY = flow(
    "emergency.psychology",
    "应急心理服务人次",
    unit=Unit.ATTENDANCE,
    fact=SERVICES,
    on="done_on",
    where=_SERVED & (_.kind == ServiceKind.PSYCHOLOGY.value),
    amount="head_count",
    aliases=("心理援助",),
    words=f"{_PAID}应急活动中登记的心理援助服务人次。",
    basis=_BASIS,
    owner=_OWNER,
)
GUIDED = flow(
    "emergency.employment_guided",
    "复工用工指导企业",
    unit=Unit.ORGANISATION,
    fact=SERVICES,
    on="done_on",
    where=_SERVED & (_.kind == ServiceKind.GUIDANCE.value),
    distinct="employer_id",
    aliases=("劳动用工指导", "复工复产企业"),
    words=f"{_PAID}应急活动中得到用工指导、复工帮助的用人单位,每家只算一次。",
    basis=_BASIS,
    owner=_OWNER,
)
AID_PSYCHOLOGY = flow(
    "aid.psychology_attendance",
    "心理关怀服务人次",
    unit=Unit.ATTENDANCE,
    fact=SERVICES,
    on="done_on",
    where=_.kind == ServiceKind.PSYCHOLOGY.value,
    amount="head_count",
    aliases=("心理服务", "心理关爱"),
    words=f"{_PAID}各类帮扶活动中登记的心理咨询、讲座等服务人次,含应急活动中的。",
    basis=_BASIS,
    owner=_OWNER,
)
VOLUNTEERS = flow(
    "emergency.volunteers",
    "应急志愿者",
    unit=Unit.PERSON,
    fact=SERVICES,
    on="done_on",
    where=_SERVED & (_.kind == ServiceKind.VOLUNTEER.value),
    amount="head_count",
    aliases=("志愿者", "战斗员"),
    words=f"{_PAID}应急活动中登记的新增志愿者人数;同一人多次参加,只在第一次登记。",
    basis=_BASIS,
    owner=_OWNER,
)
TRAINED = flow(
    "emergency.trained",
    "应急培训人数",
    unit=Unit.PERSON,
    fact=SERVICES,
    on="done_on",
    where=_SERVED & (_.kind == ServiceKind.TRAINING.value),
    amount="head_count",
    aliases=("援鄂队员培训",),
    words=f"{_PAID}应急活动中登记的受训人数,按每次培训新增的人数相加。",
    basis=_BASIS,
    owner=_OWNER,
)
