"""困难职工档案: the list, the file with its tabs, and every step of its life."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.http import HttpRequest

from niangjia.aid import queries, rules, services
from niangjia.aid.desk import acts, household, papers
from niangjia.aid.desk.grants import HAD, PROPOSE
from niangjia.aid.forms import files as forms
from niangjia.aid.models import Decision, HouseholdFile
from niangjia.aid.models.reading import title_of
from niangjia.aid.queries import desk as pages
from niangjia.aid.rules import adopting, notice
from niangjia.aid.rules.codes import FileStatus
from niangjia.kernel import clock, ids, notices, privacy
from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import Blocked
from niangjia.web.desk import (
    Choice,
    Computed,
    DateRange,
    Day,
    Desk,
    Due,
    Facts,
    Flag,
    Group,
    Link,
    Masked,
    Preset,
    Related,
    Status,
    Tab,
    Text,
    Timeline,
    UnionSubtree,
    register,
)
from niangjia.web.desk.columns import MASKS

privacy.LABELS.update(
    {
        "bank_account": "银行账号",
        "address": "居住地址",
        "disease": "疾病",
        "other_contact": "其他联系方式",
    }
)
MASKS["bank_account"] = ids.mask_card
TONES = {
    FileStatus.IN_FILE: "ok",
    FileStatus.RETURNED: "warn",
    FileStatus.INQUIRY: "warn",
    FileStatus.APPEALED: "warn",
    FileStatus.REFUSED: "bad",
}


# --- Tabs -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Judged:
    """A kept decision as shown; ``again`` what a replay of it says: "" not asked."""

    row: Decision
    title: str
    again: str


def _decisions(file: HouseholdFile, actor: Actor, request: HttpRequest) -> dict[str, Any]:
    """Tab 认定: what the rules say now, and every decision that is kept."""
    wanted = request.GET.get("replay", "")
    kept = [
        Judged(
            one,
            title_of(one.category, one.file_level),
            _again(one) if str(one.pk) == wanted else "",
        )
        for one in file.decisions.order_by("-pk")
    ]
    trial, refusal = None, ""
    try:
        trial = queries.trial(file, file.scope_path, clock.today())
    except Blocked as blocked:
        refusal = blocked.reason
    marks = [adopting.mark_text(one) for one in trial.unconfirmed] if trial else []
    return {"obj": file, "kept": kept, "trial": trial, "marks": marks, "refusal": refusal}


def _again(decision: Decision) -> str:
    """A replay from the stored facts and parameters, compared line by line."""
    try:
        found = services.replay(decision)
    except ValueError as error:
        return str(error)
    same = (
        list(found.trace) == decision.trace
        and (found.category or "") == decision.category
        and (found.file_level or "") == decision.file_level
    )
    return (
        "复算一致:结论和每一步都与当时相同。" if same else "复算结果与当时不同,请告诉系统管理员。"
    )


def _notice(file: HouseholdFile, actor: Actor, request: HttpRequest) -> dict[str, Any]:
    """Tab 公示: what everybody would read, or reads."""
    line, refusal = "", ""
    if file.status in (FileStatus.SUBMITTED, FileStatus.CHECKED):
        try:
            found = queries.trial(file, file.scope_path, clock.today())
            if found.category is None:
                refusal = "按现行标准初步测算不符合条件,不能公示。"
            else:
                entry = notice.Entry(file.person.name, queries.unit_of(file), found.category)
                refusal = notice.refusal(entry) or ""
                line = "" if refusal else notice.public_line(entry)
        except Blocked as blocked:
            refusal = blocked.reason
    return {"obj": file, "shown": notices.of(file), "line": line, "refusal": refusal}


def _plan(file: HouseholdFile, actor: Actor, request: HttpRequest) -> dict[str, Any]:
    """Tab 计划措施."""
    measures = file.measures.order_by("pk").prefetch_related("notes")
    return {"obj": file, "measures": measures}


def _disputes(file: HouseholdFile, actor: Actor, request: HttpRequest) -> dict[str, Any]:
    """Tab 异议申诉."""
    return {
        "obj": file,
        "objections": file.objections.order_by("-pk"),
        "appeals": file.appeals.order_by("-pk"),
    }


def _visits(file: HouseholdFile, actor: Actor) -> Iterable[Any]:
    return file.visits.order_by("-on", "-pk")


def _grants(file: HouseholdFile, actor: Actor) -> Iterable[Any]:
    return file.grants.select_related("programme", "fund").order_by("-pk")


def _comparison(file: HouseholdFile, actor: Actor, request: HttpRequest) -> dict[str, Any]:
    """Tab 比对: authorisations, state, and mismatches."""
    return {
        "obj": file,
        "exchanges": pages.exchanges_of(file),
        "may_open": actor.may("comparison.view", file.scope_path),
        "authorisations": file.authorisations.order_by("-pk"),
        "state": pages.comparison_state(file),
        "mismatches": pages.mismatches_of(file),
    }


def _due(file: HouseholdFile) -> str:
    """The deadline and how it was found."""
    term = queries.term_of(file)
    return f"{term.on} {term.what}({term.why})" if term else ""


# --- Steps ----------------------------------------------------------------------------------


def _approve(file: HouseholdFile, *, actor: Actor, seen: bool = True) -> HouseholdFile:
    return services.approve(file, actor=actor)


_STEPS: dict[str, Callable[..., Any]] = {
    step.code: getattr(services, step.code)
    for step in rules.HOUSEHOLD_FILE.steps
    if not step.automatic and hasattr(services, step.code)
}


@register
class FileDesk(Desk):
    """困难职工档案."""

    slug = "aid"
    model = HouseholdFile
    title = "困难职工档案"
    noun = "档案"
    menu = ("帮扶", 10)
    area = "aid"
    related = ("person", "union")
    detail_related = ("township", "county", "city", "previous")
    columns = (
        Link("person__name", "职工"),
        Text("number"),
        Text("union"),
        Status("status", tones=TONES),
        Text("category"),
        Text("file_level"),
        Text("main_cause"),
        Day("due_on"),
    )
    card = ("person__name", "union", "status", "due_on")
    filters = (
        Choice("status"),
        Choice("category"),
        Choice("file_level"),
        Choice("main_cause"),
        UnionSubtree("union"),
        DateRange("due_on"),
        Preset("in_file", "在档", queries.in_file),
        Preset("overdue", "超过办理期限", queries.overdue),
        Preset("escalated", "已提请督办", queries.escalated),
    )
    search = staticmethod(queries.find_files)
    search_hint = "姓名、证件号码或档案编号"
    list_intro = "申请 → 入户核实 → 单位公示 → 乡镇(街道)复核 → 县级比对、审核 → 市级审批 → 在档 → 年度复核。"
    empty_hint = "还没有困难职工档案。可以替职工建档,也可以请职工用手机申请。"
    form = forms.StartForm
    create_permission = "aid.apply"
    can_edit = False
    workflow = rules.HOUSEHOLD_FILE
    verbs: ClassVar[Any] = {**_STEPS, "approve": _approve}
    step_forms: ClassVar[Any] = {
        "approve": forms.ApprovalForm,
        "propose_exit": forms.ExitForm,
        "propose_removal": forms.RemovalForm,
        "record_death": forms.DeathForm,
        "move_away": forms.MoveForm,
    }
    acts = (*acts.ACTS, PROPOSE)
    tabs: ClassVar[Any] = (
        Facts(
            Group(
                "档案",
                "number",
                "union",
                "status",
                Computed("办理期限", _due),
                "category",
                "file_level",
                "main_cause",
                Computed("次要致困原因", household.causes_of),
                "cause_note",
                "submitted_on",
                "filed_on",
                "rechecked_on",
                "exited_on",
                "exit_reason",
                "removal_reason",
                Flag("is_confirmed"),
                Computed("原档案", lambda file: file.previous and file.previous.number),
            ),
            Group(
                "职工",
                Text("person__name", "姓名"),
                "identity",
                "work_unit",
                "unit_type",
                "industry",
                "enterprise_state",
                "started_work_on",
                "contract_from_on",
                "contract_until_on",
                "labour_months",
                "registration",
                "registration_place",
                "lives_in_city",
                Masked("phone"),
                Masked("other_contact"),
                Masked("address"),
                "postcode",
                Masked("bank_account"),
                "bank_name",
                "bank_branch",
                Computed("会员服务卡", lambda file: queries.service_card(file.person)),
                "paired_cadre",
            ),
            Group(
                "办理单位",
                Computed("乡镇(街道)复核", lambda file: file.township),
                Computed("县级审核", lambda file: file.county),
                Computed("市级审批", lambda file: file.city),
            ),
            title="概况",
        ),
        Tab("household", "户情", "aid/desk/household.html", household.context),
        Tab("papers", "材料", "aid/desk/papers.html", papers.context),
        Tab("decisions", "认定", "aid/desk/decisions.html", _decisions),
        Related(
            "走访",
            _visits,
            (
                "on",
                "kind",
                Computed("走访人员", lambda one: "、".join(one.visitors)),
                "findings",
                "is_true",
            ),
            add_act="record_visit",
            code="visits",
            empty="还没有走访记录。入户核实、结对走访和脱困回访都登记在这里。",
        ),
        Tab("notice", "公示", "aid/desk/notice.html", _notice),
        Tab("comparison", "比对", "aid/desk/comparison.html", _comparison),
        Tab("plan", "计划措施", "aid/desk/plan.html", _plan),
        HAD,
        Related(
            "救助发放",
            _grants,
            ("number", "aid_type", "programme", "asked_amount", "amount", "status", "paid_on"),
            link="grants",
            code="grants",
            empty="还没有提出救助。",
        ),
        Tab("disputes", "异议申诉", "aid/desk/disputes.html", _disputes),
        Timeline("流转"),
    )
    reveals = ("phone", "other_contact", "address", "bank_account")
    urls = (*household.URLS, *papers.URLS)

    def derive(self, dues: Sequence[Due]) -> Mapping[int, str]:
        """Re-check, follow-ups and notice: no step sets these days."""
        return queries.derivations({due.pk: due.on for due in dues})
