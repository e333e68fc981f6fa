"""Demo reports: a frozen half-year report and the draft of the next one, through services."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from niangjia.kernel import clock
from niangjia.kernel.actor import SYSTEM
from niangjia.reports import queries, services
from niangjia.reports.models import Report, ReportTemplate
from niangjia.statistics.rules.periods import Period, PeriodKind, containing, previous
from niangjia.unions.models import Union

Say = Callable[[str], None]
TITLE = "半年工作情况"
TEXT = """标题：{{工会名称}}{{期间}}工作情况
# 组织建设
截至{{止}}，全市共有基层工会{{unions.total}}，其中{{期间}}新建{{unions.founded}}。
# 会员队伍
现有工会会员{{members.total | 万余}}，其中女会员{{members.women}}，农民工会员{{members.migrant}}。\
{{期间}}新发展会员{{members.joined}}，离会{{members.left}}。
表：会员最多的十个下级工会
| 单位 | 基层工会（家） | 会员（人） | 新发展会员（人） |
| --- | ---: | ---: | ---: |
{% 下级 按 members.total 前 10 %}
| {{名称}} | {{unions.total | 数}} | {{members.total | 数}} | {{members.joined | 数}} |
{% 完 %}
"""


def build(union: Union, say: Say) -> None:
    """Install the shipped templates; write about the last two half-years of a city."""
    services.ensure_shipped()
    template = services.create_template(union, TITLE, "work", TEXT, actor=SYSTEM)
    last = previous(containing(PeriodKind.HALF_YEAR, clock.today()))
    report = _write(template, union, previous(last))
    written = queries.write_report(report, actor=SYSTEM)
    explained = {doubt.key: "演示数据,已核对" for doubt in queries.doubts(report, written)}
    services.freeze(report, explanations=explained, actor=SYSTEM)
    _write(template, union, last)
    _outside(union, last.end)
    say("报告 2 份:一份已定稿,一份草稿")


def _write(template: ReportTemplate, union: Union, period: Period) -> Report:
    return services.create_report(template, union, period.start, period.end, actor=SYSTEM)


def _outside(union: Union, day: date) -> None:
    """What a newspaper said of the draft's last day: less than the records tell."""
    services.publish(
        union,
        services.Outside(
            said="近6万人",
            label="",
            unit="",
            document="达州日报:全市工会工作综述",
            document_on=day,
            code="members.total",
            on=day,
        ),
        actor=SYSTEM,
    )
