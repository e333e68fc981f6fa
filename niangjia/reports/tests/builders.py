"""Reports for the tests of this area, made through services."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from niangjia.accounts.testing import Player, Tree
from niangjia.kernel.actor import SYSTEM, Actor
from niangjia.kernel.models import Entry
from niangjia.reports import services
from niangjia.reports.models import (
    PublishedFigure,
    Report,
    ReportFigure,
    ReportNote,
    ReportTemplate,
    ReportText,
    TemplateVersion,
)
from niangjia.unions.models import Union
from niangjia.unions.rules import OrgForm, OrgType, UnionLevel, UnionType
from niangjia.unions.services import create_union

OUTSIDERS = ("neighbour_qian", "worker_chen", "stranger")
BEGIN, END = date(2020, 1, 1), date(2020, 12, 31)
TEXT = """标题:{{工会名称}}{{期间}}工作报告
# 组织建设
全县新建工会{{unions.founded}},期末有基层工会{{unions.total}}。
"""


def template_of(union: Union, text: str = TEXT, title: str = "年度工作报告") -> ReportTemplate:
    """A template that the union keeps."""
    return services.create_template(union, title, "work", text, actor=SYSTEM)


def draft(tree: Tree, text: str = TEXT, **values: Any) -> Report:
    """A draft of the county about 2020."""
    union = values.pop("union", tree.county)
    return services.create_report(
        template_of(union, text),
        union,
        values.pop("begin", BEGIN),
        values.pop("end", END),
        actor=values.pop("actor", SYSTEM),
    )


def frozen(tree: Tree, freezer: Player, text: str = TEXT, **values: Any) -> Report:
    """A frozen report of the county about 2020."""
    return services.freeze(draft(tree, text, **values), actor=freezer.actor)


def found(tree: Tree, number: int, on: date = date(2020, 6, 1)) -> Union:
    """One more grass-roots union of the county's township: the records change."""
    return create_union(
        code=f"511725102-1{number:03}",
        name=f"临巴新厂{number}工会委员会",
        region=tree.township.region,
        parent=tree.township,
        level=UnionLevel.UNIT,
        union_type=UnionType.GRASSROOTS,
        org_type=OrgType.INDEPENDENT,
        org_form=OrgForm.COMMITTEE,
        founded_on=on,
        actor=SYSTEM,
    )


def everything() -> tuple[object, ...]:
    """What must stand still when a service refuses."""
    return (
        list(Report.objects.order_by("pk").values()),
        list(ReportFigure.objects.order_by("pk").values()),
        PublishedFigure.objects.count(),
        ReportText.objects.count(),
        ReportNote.objects.count(),
        TemplateVersion.objects.count(),
        Entry.objects.count(),
    )


def values_of(report: Report) -> dict[str, int]:
    return {figure.code: int(figure.value or 0) for figure in report.figures.all()}


def verbs_on(report: Report, actor: Actor) -> list[Callable[[], object]]:
    """Everything that may be done with a draft."""
    return [
        partial(services.edit_report, report, title="改", body="改", actor=actor),
        partial(services.refresh, report, actor=actor),
        partial(services.set_period, report, begin=BEGIN, end=END, actor=actor),
        partial(services.freeze, report, actor=actor),
        partial(services.drop, report, reason="不要了", actor=actor),
    ]


def outside(**values: Any) -> services.Outside:
    given: dict[str, Any] = {
        "said": "40.3万余人",
        "label": "会员",
        "unit": "人",
        "document": "达州日报:渠县工会五年",
        "document_on": END,
        "code": "members.total",
        "on": END,
    }
    return services.Outside(**{**given, **values})
