"""Indicators of plans (目标与重点工作指标): items of issued plans, those that fell due, those reached.

An item counts once, at the union that has to reach it; its parts (分解) are not counted again.
Whether and when an item was reached is as counted last: nightly, when issued and when closed.
"""

from __future__ import annotations

from ibis import _

from niangjia.kernel.indicators import Dimension, Unit, fact, flow, rate, stock
from niangjia.statistics.rules.plans import Initiative, PlanKind

_DAY = "(t.at AT TIME ZONE 'Asia/Shanghai')::date"
_RECORD = ("statistics.target", "record_id")
_MEASURABLE = "i.indicator <> '' AND i.value IS NOT NULL AND i.due_on IS NOT NULL"

# One row per stay of an item in an issued plan, read from the plan's steps, which are only added:
# a plan taken back (收回修改) and issued again is there twice, an item added between only then.
ITEMS = fact(
    "fact_plan_item",
    columns={
        "record_id": "int64",
        "union_id": "int64",
        "opened_on": "date",
        "closed_on": "date",
        "kind": "string",
        "initiative": "string",
        "is_measurable": "boolean",
    },
    sql=f"""
        SELECT i.id AS record_id, i.union_id, s.opened_on, s.closed_on, p.kind, p.initiative,
               {_MEASURABLE} AS is_measurable
        FROM (
            SELECT t.object_id, t.target, t.at, {_DAY} AS opened_on, lead({_DAY}) OVER own AS closed_on
            FROM kernel_transition t
            WHERE t.object_label = 'statistics.plan' AND t.workflow = 'statistics.plan'
            WINDOW own AS (PARTITION BY t.object_id ORDER BY t.id)
        ) s
        JOIN statistics_plan p ON p.id = s.object_id
        JOIN statistics_target i ON i.plan_id = p.id AND i.whole_id IS NULL AND i.created_at <= s.at
        WHERE s.target = 'issued' AND s.opened_on IS DISTINCT FROM s.closed_on
    """,  # noqa: S608 - SQL of ours
    record=_RECORD,
)

# One row per item that can be measured, of plans that are issued or closed. ``ended_on`` is never:
# what was reached stays reached until a count finds it otherwise.
RESULTS = fact(
    "fact_plan_result",
    columns={
        "record_id": "int64",
        "union_id": "int64",
        "due_on": "date",
        "reached_on": "date",
        "ended_on": "date",
        "is_in_time": "boolean",
        "kind": "string",
        "initiative": "string",
    },
    sql=f"""
        SELECT i.id AS record_id, i.union_id, i.due_on, i.reached_on, NULL::date AS ended_on,
               COALESCE(i.reached_on <= i.due_on, false) AS is_in_time, p.kind, p.initiative
        FROM statistics_target i JOIN statistics_plan p ON p.id = i.plan_id
        WHERE i.whole_id IS NULL AND p.status IN ('issued', 'closed') AND {_MEASURABLE}
    """,  # noqa: S608 - as above
    record=_RECORD,
)

_KIND = Dimension("kind", "计划类别", "kind", {k.value: k.label for k in PlanKind})
_INITIATIVE = Dimension(
    "initiative", "所属专项", "initiative", {one.value: one.label for one in Initiative}
)
_MEASURED = Dimension(
    "measurable", "能否考核", "is_measurable", {True: "可考核", False: "文字要求"}
)
_BY = (_KIND, _INITIATIVE)

_OWNER = "办公室"
_BASIS = "工会重点工作督查、目标考核有关规定"
_PERIOD = "期内(含首尾两日)"
_SIX = _.initiative == Initiative.SIX_HUNDREDS.value
_REFORM = _.initiative == Initiative.REFORM.value
_COUNTED = "按最近一次统计(每晚一次)"
_WITHOUT = "没有指标、目标值或完成时限的事项判断不了是否完成,不算"

TASKS = stock(
    "plans.tasks",
    "重点工作任务",
    unit=Unit.PIECE,
    fact=ITEMS,
    opened="opened_on",
    closed="closed_on",
    by=(*_BY, _MEASURED),
    aliases=("重点任务", "工作任务"),
    words="期末已下达、尚未结束的计划里的事项,含文字要求;从下达算起,收回修改、撤销、结束定分的不算。"
    "分解给下级的仍算一项,在承担工会。",
    basis=_BASIS,
    owner=_OWNER,
)

TASKS_DONE = flow(
    "plans.tasks_done",
    "完成重点工作任务",
    unit=Unit.PIECE,
    fact=RESULTS,
    on="reached_on",
    where=_.is_in_time,
    by=_BY,
    aliases=("任务完成",),
    words=f"{_PERIOD}达到目标值、且在完成时限之内的计划事项,{_COUNTED};逾期才达到的、"
    f"后来又不达标的、撤销或收回修改的不算。{_WITHOUT}。",
    basis=_BASIS,
    owner=_OWNER,
)

TASKS_DUE = flow(
    "plans.tasks_due",
    "到期重点工作任务",
    unit=Unit.PIECE,
    fact=RESULTS,
    on="due_on",
    by=_BY,
    aliases=("到期任务",),
    words=f"{_PERIOD}到完成时限的计划事项,完成与否都算;撤销或收回修改的不算。{_WITHOUT}。",
    basis=_BASIS,
    owner=_OWNER,
)

TASKS_IN_TIME = flow(
    "plans.tasks_in_time",
    "到期任务中按期完成的",
    unit=Unit.PIECE,
    fact=RESULTS,
    on="due_on",
    where=_.is_in_time,
    by=_BY,
    aliases=("按期完成任务", "按期完成的重点工作任务"),
    words=f"{_PERIOD}到完成时限的计划事项中,在时限之内达到目标值的,{_COUNTED};不论在哪一天达到。{_WITHOUT}。",
    basis=_BASIS,
    owner=_OWNER,
)

TASK_SHARE = rate(
    "plans.task_share",
    "重点工作完成率",
    TASKS_IN_TIME,
    TASKS_DUE,
    aliases=("任务完成率",),
    words="分子:期内到期任务中按期完成的;分母:期内到期的任务。没有到期的任务时没有数值。",
    basis=_BASIS,
    owner=_OWNER,
)

SIX_HUNDREDS = stock(
    "plans.six_hundreds",
    "“六百计划”完成项目",
    unit=Unit.PIECE,
    fact=RESULTS,
    opened="reached_on",
    closed="ended_on",
    where=_SIX,
    aliases=("六百计划",),
    words=f"期末“六百计划”(计划的所属专项)中已达标的项目,逾期达标的也算,{_COUNTED};六个分项各按其指标。"
    "计划结束后仍算,撤销或收回修改的不算。",
    basis=_BASIS,
    owner=_OWNER,
)

REFORM_TASKS = stock(
    "plans.reform_tasks",
    "产业工人队伍建设改革任务",
    unit=Unit.PIECE,
    fact=ITEMS,
    opened="opened_on",
    closed="closed_on",
    where=_REFORM,
    by=(_MEASURED,),
    aliases=("产改任务",),
    words="期末已下达、尚未结束的产业工人队伍建设改革计划(计划的所属专项)里的事项,含文字要求;"
    "收回修改、撤销、结束定分的不算。",
    basis=_BASIS,
    owner=_OWNER,
)

REFORM_DONE = flow(
    "plans.reform_done",
    "完成产改任务",
    unit=Unit.PIECE,
    fact=RESULTS,
    on="reached_on",
    where=_REFORM,
    aliases=("产改完成",),
    words=f"{_PERIOD}达到目标值的产业工人队伍建设改革计划事项,逾期达到的也算,{_COUNTED}。{_WITHOUT}。",
    basis=_BASIS,
    owner=_OWNER,
)
