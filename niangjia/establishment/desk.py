"""Pages of establishing a union (建会): list, application, steps, to-dos."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, ClassVar

from niangjia.establishment import forms, queries, rules, services
from niangjia.establishment.models import ApplyingUnit, Establishment
from niangjia.establishment.rules import EstablishmentStatus
from niangjia.establishment.services import UnitValues
from niangjia.kernel.actor import Actor
from niangjia.unions.rules import post_label
from niangjia.web.desk import (
    Act,
    Choice,
    Computed,
    DateRange,
    Day,
    Desk,
    Facts,
    Group,
    Link,
    Masked,
    Number,
    Preset,
    Related,
    Status,
    Text,
    Timeline,
    UnionSubtree,
    register,
)
from niangjia.web.desk.writing import Told


def _only_in(*states: str) -> Callable[[Establishment], bool]:
    """Hide an act outside these states."""
    return lambda establishment: establishment.status not in states


def _correct(establishment: Establishment, *, actor: Actor, **cleaned: Any) -> Establishment:
    return services.edit(establishment, forms.application_values(cleaned), actor=actor)


def _add_unit(establishment: Establishment, *, actor: Actor, **cleaned: Any) -> Establishment:
    unit: UnitValues = forms.unit_values(cleaned)
    return services.add_unit(establishment, unit, actor=actor)


def _remove_unit(establishment: Establishment, *, unit_id: int, actor: Actor) -> Establishment:
    return services.remove_unit(establishment, unit_id, actor=actor)


def _remove_member(establishment: Establishment, *, member_id: int, actor: Actor) -> Establishment:
    return services.remove_preparatory_member(establishment, member_id, actor=actor)


def _remove_candidate(
    establishment: Establishment, *, candidate_id: int, actor: Actor
) -> Establishment:
    return services.remove_candidate(establishment, candidate_id, actor=actor)


def _establish(establishment: Establishment, *, approval_number: str, actor: Actor) -> Told:
    founded = services.establish(establishment, approval_number=approval_number, actor=actor)
    text = (
        f"“{founded.union.name}”已成立,工会编码 {founded.union.code}。\n"
        f"主席{founded.chair.name}的用户名是 {founded.chair.username},"
        f"临时密码是 {founded.password} 。\n请用可靠方式告知本人;首次登录须修改密码。"
    )
    return Told(founded.establishment, text)


def _units(establishment: Establishment, actor: Actor) -> Iterable[ApplyingUnit]:
    return establishment.units.order_by("pk")


def _members(establishment: Establishment, actor: Actor) -> Iterable[Any]:
    return queries.preparatory_of(establishment)


def _candidates(establishment: Establishment, actor: Actor) -> Iterable[Any]:
    return queries.candidates_of(establishment)


_EDITABLE = _only_in(*rules.EDITABLE_STATES)
_PREPARING = _only_in(EstablishmentStatus.PREPARING)
_ELECTING = _only_in(EstablishmentStatus.NOTICE_DONE)


def _act(
    code: str,
    label: str,
    service: Callable[..., Any],
    form: Any,
    hidden_when: Callable[[Establishment], bool],
) -> Act:
    return Act(code, label, "establishment.apply", service, form=form, hidden_when=hidden_when)


@register
class EstablishmentDesk(Desk):
    """建会."""

    slug = "establishments"
    model = Establishment
    title = "建会"
    noun = "建会申请"
    menu = ("组织", 40)
    area = "establishment"
    related = ("union", "region")
    columns = (
        Link("union_name"),
        Text("number"),
        Text("union"),
        Status("status"),
        Number("worker_count", unit="人"),
        Number("member_count", unit="人"),
        Day("submitted_on"),
        Day("due_on"),
    )
    card = ("union_name", "status", "due_on")
    filters = (
        Choice("status"),
        UnionSubtree("union"),
        DateRange("submitted_on"),
        Preset("overdue", "超过办理期限", queries.overdue),
    )
    search = staticmethod(queries.find_establishments)
    search_hint = "申请编号、拟建工会名称或单位信用代码"
    list_intro = "请示 → 批复筹建 → 推荐候选人并公示7天 → 选举 → 上报 → 批复成立。"
    empty_hint = "还没有建会申请。可以替单位新增,也可以请单位联系人用手机申请。"
    form = forms.EstablishmentForm
    create_permission = "establishment.apply"
    workflow = rules.ESTABLISHMENT
    verbs: ClassVar[Any] = {
        "submit": services.submit,
        "approve_preparation": services.approve_preparation,
        "give_back": services.give_back,
        "refuse": services.refuse,
        "nominate": services.nominate,
        "object": services.object_to,
        "dismiss_objection": services.dismiss_objection,
        "uphold_objection": services.uphold_objection,
        "report_election": services.report_election,
        "return_election": services.return_election,
        "establish": _establish,
        "withdraw": services.withdraw,
    }
    step_forms: ClassVar[Any] = {
        "approve_preparation": forms.PreparationNumberForm,
        "establish": forms.ApprovalNumberForm,
    }
    can_edit = False  # only a draft or a returned one may be changed: the act below
    acts = (
        _act("correct", "修改申请", _correct, forms.EstablishmentForm, _EDITABLE),
        _act("add_unit", "添加单位", _add_unit, forms.UnitForm, _EDITABLE),
        _act("remove_unit", "移除单位", _remove_unit, forms.UnitChoiceForm, _EDITABLE),
        _act(
            "add_member",
            "增加筹备组成员",
            services.add_preparatory_member,
            forms.MemberForm,
            _PREPARING,
        ),
        _act("remove_member", "移除筹备组成员", _remove_member, forms.MemberChoiceForm, _PREPARING),
        _act("set_seats", "填写委员名额", services.set_seats, forms.SeatsForm, _PREPARING),
        _act(
            "add_candidate", "增加候选人", services.add_candidate, forms.CandidateForm, _PREPARING
        ),
        _act(
            "remove_candidate",
            "移除候选人",
            _remove_candidate,
            forms.CandidateChoiceForm,
            _PREPARING,
        ),
        _act(
            "enter_election",
            "填写选举结果",
            services.enter_election,
            forms.ElectionForm,
            _ELECTING,
        ),
    )
    tabs: ClassVar[Any] = (
        Facts(
            Group(
                "申请",
                "number",
                "union_name",
                "union",
                "region",
                "org_type",
                "mode",
                "term_years",
                Number("worker_count", unit="人"),
                Number("member_count", unit="人"),
                Number("women_count", unit="人"),
            ),
            Group("联系", "contact_name", Masked("phone", "联系电话")),
            Group(
                "办理",
                "submitted_on",
                "preparation_number",
                Number("seat_count", unit="人"),
                "notice_ends_on",
                "election_on",
                Number("due_count", unit="人"),
                Number("present_count", unit="人"),
                "approval_number",
                "result",
                "due_on",
            ),
        ),
        Related(
            "用人单位",
            _units,
            ("name", "credit_code", "unit_type", "industry", Number("worker_count", unit="人")),
            add_act="add_unit",
            code="units",
        ),
        Related(
            "筹备组",
            _members,
            ("name", "position", "is_head"),
            add_act="add_member",
            code="members",
            empty="还没有筹备组成员。批复同意筹建后,由3至5人组成。",
        ),
        Related(
            "候选人",
            _candidates,
            (
                "name",
                "committee",
                Computed("拟任职务", lambda one: post_label(one.committee, one.post)),
                "is_woman",
                "position",
                "tie",
                Number("vote_count", unit="票"),
            ),
            add_act="add_candidate",
            code="candidates",
            empty="还没有候选人。批复同意筹建后,经民主推荐产生。",
        ),
        Timeline(),
    )
    reveals = ("phone",)
