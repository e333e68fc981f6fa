"""Employers (用人单位): register, page, coverage, and the two working lists."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from niangjia.employers import forms, queries, rules, services
from niangjia.employers.models import Coverage, Employer
from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import Blocked
from niangjia.unions.models import Union
from niangjia.web.desk import (
    Act,
    Choice,
    Computed,
    DateRange,
    Day,
    Desk,
    Facts,
    FlagFilter,
    Group,
    Link,
    Number,
    Preset,
    Related,
    Text,
    Timeline,
    UnionSubtree,
    register,
    register_picker,
    register_tab,
)
from niangjia.web.desk.tabs import RELATED_CAP


def _closed(employer: Employer) -> bool:
    return employer.closed_on is not None


def _cover(employer: Employer, *, actor: Actor, union: Union, on: date) -> Coverage:
    return services.cover(union, employer, on=on, actor=actor)


def _uncover(employer: Employer, *, actor: Actor, on: date, reason: str) -> None:
    held = queries.coverage_of(employer)
    if held is None:
        raise Blocked("该单位现在没有工会覆盖。请刷新页面后再看。")
    services.uncover(held, on=on, reason=reason, actor=actor)


def _covering(employer: Employer, actor: Actor) -> QuerySet[Coverage]:
    return queries.coverages_of(employer)


@dataclass(frozen=True)
class Covered:
    """A covered employer on its union's page; ``page`` only where its file is in sight, too."""

    name: str
    worker_count: int
    since: date | None
    page: str


def _covered(union: Union, actor: Actor) -> list[Covered]:
    rows = queries.covered_by(union)[: RELATED_CAP + 1]
    return [_line(row, actor) for row in rows]


def _line(row: Coverage, actor: Actor) -> Covered:
    employer = row.employer
    in_sight = actor.may("employers.view", employer.union.path)
    page = f"/employers/{employer.public_id}/" if in_sight else ""
    return Covered(employer.name, employer.worker_count, row.valid.lower, page)


def _hints(employer: Employer) -> str:
    return rules.codes_warning(employer.credit_code) or ""


def _from(coverage: Coverage) -> date | None:
    day: date | None = coverage.valid.lower
    return day


def _until(coverage: Coverage) -> date | None:
    day: date | None = coverage.valid.upper
    return day


def _union_page(coverage: Coverage) -> str:
    return f"/unions/{coverage.union.code}/"


@register
class EmployerDesk(Desk):
    """用人单位."""

    slug = "employers"
    model = Employer
    title = "用人单位"
    menu = ("组织", 30)
    area = "employers"
    related = ("union", "region")
    columns = (
        Link("name"),
        Text("union__name", "主管工会"),
        Text("unit_type"),
        Text("industry"),
        Number("worker_count", unit="人"),
        Number("women_worker_count", unit="人"),
        Computed("工会", lambda row: getattr(row, "covered_by_name", "") or "未建会"),
    )
    card = ("name", "worker_count", "工会")
    filters = (
        UnionSubtree("union", "主管工会"),
        Choice("unit_type"),
        FlagFilter("is_public"),
        Choice("industry"),
        FlagFilter("is_platform"),
        FlagFilter("is_platform_partner"),
        DateRange("registered_on"),
        Preset("must", f"{rules.MUST_UNIONISE_FROM}人以上应建未建", queries.must_unionise),
        Preset("hundred", "百人以上未建会", queries.hundred_without_union),
        Preset("open", "在册", queries.open_employers),
    )
    search = staticmethod(queries.search_employers)
    search_hint = "名称、拼音首字母或统一社会信用代码"
    order = ("-worker_count", "-id")
    form = forms.EmployerForm
    acts = (
        Act("cover", "登记覆盖工会", "employers.edit", _cover, form=forms.CoverForm,
            hidden_when=_closed, primary=True),
        Act("uncover", "解除覆盖", "employers.edit", _uncover, form=forms.EndForm,
            hidden_when=_closed, danger=True),
        Act("close", "注销", "employers.edit", services.close_employer, form=forms.EndForm,
            hidden_when=_closed, danger=True),
    )  # fmt: skip
    tabs = (
        Facts(
            Group("基本信息", "name", "credit_code", Text("union__name", "主管工会"), "region",
                  "unit_type", "is_public", "industry", Computed("提示", _hints)),
            Group("职工", "worker_count", "women_worker_count", "counted_on"),
            Group("平台用工", "is_platform", "is_platform_partner"),
            Group("联系方式", "address", "contact_name", "contact_phone"),
            Group("登记", "registered_on", "closed_on", "close_reason"),
        ),
        Related("覆盖工会", _covering,
                (Text("union__name", "工会"), Computed("自", _from), Computed("至", _until)),
                link=_union_page, add_act="cover", code="coverage",
                empty="没有工会覆盖。25人以上的单位应当建立工会。"),
        Timeline(),
    )  # fmt: skip
    empty_hint = "先登记辖区内的用人单位,再看哪些应建未建。"

    def prepare(self, rows: list[Any], actor: Actor) -> None:
        """The name of the covering union for each row: one query."""
        names = queries.covering_names([row.pk for row in rows])
        for row in rows:
            row.covered_by_name = names.get(row.pk, "")


def _search(actor: Actor, permission: str, text: str, under: str, limit: int) -> Iterable[Employer]:
    rows = queries.open_employers(Employer.objects.visible_to(actor, permission))
    return queries.search_employers(rows, text).order_by("-worker_count", "-id")[:limit]


register_picker("employers", _search, model=Employer, key="public_id")
register_tab(
    "unions.union",
    Related(
        "涵盖单位",
        _covered,
        (
            Text("name", "单位名称"),
            Number("worker_count", "职工人数", unit="人"),
            Day("since", "自"),
        ),
        link=lambda covered: covered.page,
        code="employers",
        empty="没有登记涵盖的单位。在用人单位页面“登记覆盖工会”。",
    ),
)
