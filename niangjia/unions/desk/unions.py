"""Unions (工会): list, page, and everything that is done to one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from niangjia.kernel.actor import Actor
from niangjia.unions import forms, queries, services
from niangjia.unions.desk import tabs
from niangjia.unions.models import Union
from niangjia.unions.rules import UnionStatus, UnionTrait
from niangjia.web.desk import (
    Act,
    Choice,
    Column,
    Computed,
    DateRange,
    Day,
    Desk,
    Facts,
    FlagFilter,
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

TONES = {
    UnionStatus.NORMAL: "ok",
    UnionStatus.PREPARING: "wait",
    UnionStatus.LOCKED: "warn",
    UnionStatus.CLOSED: "off",
}


def _closed(union: Union) -> bool:
    return not union.is_open


def _cannot_be_dissolved(union: Union) -> bool:
    return not union.is_open or union.parent_id is None


def _preview(
    service: Callable[..., list[str]],
) -> Callable[[Any, Actor, dict[str, Any]], list[str]]:
    return lambda union, actor, cleaned: service(union, actor=actor, **cleaned)


def _merge(union: Union, *, actor: Actor, others: list[Union], **given: Any) -> Union:
    return services.merge([union, *others], actor=actor, **given)


def _preview_merge(union: Union, actor: Actor, cleaned: dict[str, Any]) -> list[str]:
    given = {name: value for name, value in cleaned.items() if name != "others"}
    return services.preview_merge([union, *cleaned["others"]], actor=actor, **given)


def _part(cleaned: dict[str, Any]) -> services.Part:
    return services.Part(
        cleaned["name"],
        employer_ids=tuple(cleaned["employers"]),
        children=tuple(cleaned["children"]),
        approval_number=cleaned["approval_number"],
        region=cleaned["region"],
    )


def _split(union: Union, *, actor: Actor, on: date, reason: str, **part: Any) -> list[Union]:
    return services.split(union, parts=[_part(part)], on=on, reason=reason, actor=actor)


def _preview_split(union: Union, actor: Actor, cleaned: dict[str, Any]) -> list[str]:
    on, reason = cleaned["on"], cleaned["reason"]
    return services.preview_split(union, parts=[_part(cleaned)], on=on, reason=reason, actor=actor)


def _due(days: int) -> Preset:
    return Preset(
        f"due{days}", f"{days}天内届满", lambda rows: queries.unions_due(rows, within=days)
    )


def _traits(union: Union) -> str:
    return "、".join(UnionTrait(code).label for code in union.profile.traits)


def _hints(union: Union) -> str:
    return "\n".join(queries.code_warnings(union.credit_code, union.union_type))


def _profile_group(title: str, names: tuple[str, ...]) -> Group:
    fields: list[str | Column] = [f"profile__{name}" for name in names if name != "traits"]
    if "traits" in names:
        fields.insert(0, Computed("类别标签", _traits))
    return Group(title, *fields)


REORGANISE = (
    Act("move", "划转", "unions.reorganise", services.move, form=forms.MoveForm, above=True,
        hidden_when=_cannot_be_dissolved, preview=_preview(services.preview_move), may_leave=True),
    Act("merge", "并入其他工会", "unions.reorganise", _merge, form=forms.MergeForm, above=True,
        hidden_when=_cannot_be_dissolved, preview=_preview_merge, danger=True),
    Act("split", "分立", "unions.reorganise", _split, form=forms.SplitForm, above=True,
        hidden_when=_cannot_be_dissolved, preview=_preview_split),
    Act("close", "撤销", "unions.reorganise", services.close, form=forms.CloseForm, above=True,
        hidden_when=_cannot_be_dissolved, preview=_preview(services.preview_close), danger=True),
    Act("freeze", "锁定", "unions.reorganise", services.freeze, above=True, needs_reason=True,
        hidden_when=lambda union: union.status != UnionStatus.NORMAL, danger=True,
        help="锁定后不再接收新会员,原有会员不受影响。"),
    Act("unfreeze", "解锁", "unions.reorganise", services.unfreeze, above=True, needs_reason=True,
        hidden_when=lambda union: union.status != UnionStatus.LOCKED),
)  # fmt: skip

KEEP = (
    Act("start_term", "登记换届", "unions.edit", services.start_term, form=forms.TermForm,
        hidden_when=_closed, help="登记新的一届;上一届及其委员同日结束任期。"),
    Act("appoint_officer", "登记任职", "unions.edit", services.appoint_officer,
        form=forms.AppointForm, hidden_when=_closed),
    Act("register_certificate", "登记法人证书", "unions.edit", services.register_certificate,
        form=forms.CertificateForm, hidden_when=_closed),
    Act("check_items", "规范化检查", "unions.edit", services.check_items, form=forms.CheckForm,
        above=True, hidden_when=_closed, help="由上级工会检查。未勾选的项目记为未达标。"),
)  # fmt: skip


@register
class UnionDesk(Desk):
    """工会."""

    slug = "unions"
    model = Union
    title = "工会"
    menu = ("组织", 10)
    area = "unions"
    ref = "code"
    related = ("parent",)
    detail_related = ("region", "profile")
    columns = (
        Link("name"),
        Text("code"),
        Text("parent__name", "上级工会"),
        Text("level"),
        Text("org_type"),
        Status("status", tones=TONES),
        Day("founded_on"),
    )
    card = ("name", "status", "level")
    filters = (
        UnionSubtree(""),
        Choice("union_type"),
        Choice("level"),
        Choice("org_type"),
        Choice("status"),
        Choice("industry"),
        DateRange("founded_on"),
        FlagFilter("is_catch_all"),
        FlagFilter("profile__shows_sign"),
        FlagFilter("profile__chair_shows_identity"),
        Preset("overdue", "换届超期", queries.unions_overdue),
        Preset("due", "临近换届", queries.unions_due),
        _due(30),
        _due(90),
        _due(180),
        Preset("no_term", "未登记届次", queries.unions_without_term),
        Preset("certificate", "法人证书待换证", queries.unions_with_certificate_due),
    )
    search = staticmethod(queries.search_unions)
    search_hint = "名称、拼音首字母、工会编码或统一社会信用代码"
    order = ("code",)
    form = forms.UnionForm
    acts = (*KEEP, *REORGANISE)
    tabs = (
        Facts(
            Group("基本信息", "name", "short_name", "code", "parent", "region", "level",
                  "union_type", "org_type", "org_form", "is_catch_all", Computed("提示", _hints)),
            Group("建会与登记", "founding_mode", "founded_on", "approval_number", "credit_code",
                  "unit_type", "industry", "closed_on", "close_reason"),
            *(_profile_group(title, names) for title, names in forms.PROFILE_GROUPS),
        ),
        Tab("warnings", "提醒", "unions/warnings.html", tabs.warnings),
        Related("届次", tabs.terms, tabs.TERM_COLUMNS, link="terms", add_act="start_term",
                code="terms", empty="还没有登记届次。选举并批复后,请登记本届任期。"),
        Related("三委与干部", tabs.officers, tabs.OFFICER_COLUMNS, link="officers",
                add_act="appoint_officer", code="officers", empty="还没有登记工会干部。"),
        Related("法人资格", tabs.certificates, tabs.CERTIFICATE_COLUMNS, link="certificates",
                add_act="register_certificate", code="certificates",
                empty="还没有登记法人资格证书。"),
        Tab("place", "隶属与沿革", "unions/place.html", tabs.place),
        Related("下级工会", tabs.children, tabs.CHILD_COLUMNS, link="unions", code="children",
                more=lambda union: f"/unions/?under={union.code}", empty="没有下级工会。"),
        Tab("checklist", "规范化建设", "unions/checklist.html", tabs.checklist),
        Tab("join", "入会码", "unions/join.html", tabs.join_code),
        Timeline(),
    )  # fmt: skip
    empty_hint = "先从上往下登记各级工会,再登记基层工会;也可以由单位在网上申请建会。"
