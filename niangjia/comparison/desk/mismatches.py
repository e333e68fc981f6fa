"""比对核实: what a person has to look into, with the evidence field by field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.http import HttpRequest

from niangjia.comparison import forms, queries, rules, services
from niangjia.comparison.linkage import explain
from niangjia.comparison.models import Answer, Mismatch
from niangjia.kernel.actor import Actor
from niangjia.web.desk import (
    Choice,
    Computed,
    Day,
    Desk,
    Facts,
    Group,
    Link,
    Preset,
    Related,
    Status,
    Tab,
    Text,
    Timeline,
    UnionSubtree,
    register,
)
from niangjia.web.desk.declare import Due

_TONES = {"open": "wait", "closed": "ok", "lapsed": "off"}


def _ours(task: Mismatch) -> str:
    return rules.label_of(task.data_kind, task.ours) if task.data_kind else ""


def _theirs(task: Mismatch) -> str:
    if not task.data_kind:
        return ""
    if task.status == rules.TaskStatus.LAPSED or task.person.gone_at:
        return "(已清除)"
    return rules.label_of(task.data_kind, task.theirs) if task.theirs else "未查到此人"


def _why(task: Mismatch) -> str:
    match = queries.match_of(task)
    if match is None:
        return ""
    return explain.sentence(match.fields) or match.get_kind_display()


def _evidence(task: Mismatch, actor: Actor, request: HttpRequest) -> dict[str, Any]:
    match = queries.match_of(task)
    parts = match.fields if match is not None else []
    return {
        "match": match,
        "parts": explain.shown(parts),
        "base": explain.base(match.weight, parts) if match and match.weight else "",
        "rows": queries.beside(task.person, services.theirs_of(match)) if match else [],
        "is_open": task.status == rules.TaskStatus.OPEN,
        "limits": explain.limits(),
        "measured": explain.measured(),
    }


def _answers(task: Mismatch, actor: Actor) -> Any:
    return queries.answers_of(task)


def _answer_label(answer: Answer) -> str:
    return rules.label_of(answer.kind, answer.theirs) if answer.theirs else "—"


@register
class MismatchDesk(Desk):
    """比对核实."""

    slug = "mismatches"
    model = Mismatch
    title = "比对核实"
    noun = "核实事项"
    menu = ("帮扶", 31)
    area = "comparison"
    related = ("person", "union", "exchange")
    detail_related = ("person__person", "match", "answer")
    columns = (
        Link("person__name", "姓名"),
        Text("task_kind"),
        Text("data_kind"),
        Computed("本方登记", _ours),
        Computed("对方数据", _theirs),
        Text("exchange__authority", "比对部门"),
        Text("union"),
        Status("status", tones=_TONES),
        Day("due_on"),
    )
    card = ("person__name", "data_kind", "status", "due_on")
    filters = (
        Choice("status"),
        Choice("task_kind"),
        Choice("data_kind"),
        UnionSubtree("union"),
        Preset("overdue", "超过办理期限", queries.overdue),
    )
    search = staticmethod(queries.find_mismatches)
    search_hint = "姓名或批次编号"
    in_global_search = False
    list_intro = "对方数据与档案不一致、或疑似同一人的,逐项核实并写明依据。"
    empty_hint = "没有需要核实的事项。导入答复后,不一致的会列在这里。"
    can_create = False
    can_edit = False
    workflow = rules.TASK
    verbs: ClassVar[Any] = {"close": services.close_mismatch}
    step_forms: ClassVar[Any] = {"close": forms.OutcomeForm}
    tabs: ClassVar[Any] = (
        Facts(
            Group(
                "事项",
                Text("person__name", "姓名"),
                "task_kind",
                "data_kind",
                Computed("本方登记", _ours),
                Computed("对方数据", _theirs),
                "due_on",
            ),
            Group(
                "来源",
                Text("exchange", "比对批次"),
                Text("exchange__purpose", "比对用途"),
                "union",
                Computed("认出依据", _why),
            ),
            Group("结论", "outcome", "note"),
        ),
        Tab("evidence", "怎样认出", "comparison/evidence.html", _evidence),
        Related(
            "此人全部结果",
            _answers,
            (
                "kind",
                Status("result", tones={"match": "ok", "mismatch": "warn", "not_found": "off"}),
                Computed("对方数据", _answer_label),
            ),
            code="answers",
            empty="还没有结果:先判断是否同一人。",
        ),
        Timeline(),
    )

    def derive(self, dues: Sequence[Due]) -> Mapping[int, str]:
        """Where the validity of the exchange ends before the term."""
        found = queries.expiring(Mismatch, (due.pk for due in dues))
        return {pk: rules.expiry_in_words(on) for pk, on in found.items()}
