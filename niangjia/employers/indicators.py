"""Indicators of employers and their workers (用人单位指标): who has a union, and who has not.

An employer stands at the federation that kept its file on the day (主管工会, by territory), with or
without a union, so that numerator and denominator of 建会率 cover the same ground. Workers of unionised
units stand at the union that covers the unit, where its members stand too.
"""

from __future__ import annotations

from datetime import date

from ibis import _

from niangjia.employers import rules
from niangjia.kernel.indicators import (
    Change,
    Dimension,
    Unit,
    earlier,
    earlier_rate,
    fact,
    kept,
    rate,
    stock,
)
from niangjia.unions.rules import Industry, OrgType, UnitType

# Coverage and head count with the days on which both hold; an employer has one of each a day.
# The first head count also answers for the days before it. The overlap is written out: of ``&&`` the
# planner expects one row in two hundred and looks up each employer by itself.
_COUNTED = """
    SELECT h.employer_id, h.worker_count, h.women_worker_count,
           CASE WHEN other.has_earlier THEN h.counted_on END AS from_on, other.until_on
    FROM employers_headcount h CROSS JOIN LATERAL (
        SELECT bool_or(o.counted_on < h.counted_on) AS has_earlier,
               min(o.counted_on) FILTER (WHERE o.counted_on > h.counted_on) AS until_on
        FROM employers_headcount o WHERE o.employer_id = h.employer_id
    ) AS other
"""
_OF_EMPLOYER = {
    "record_id": "int64",
    "union_id": "int64",
    "opened_on": "date",
    "closed_on": "date",
    "is_public": "boolean",
    "unit_type": "int16",
    "industry": "string",
}
_RECORD = ("employers.employer", "record_id")
# A row for each keeper, with the days on which it began and ended.
_EMPLOYER = kept(
    "employers_employer", "employers_employerkeeper",
    "registered_on", "closed_on", "is_public", "unit_type", "industry",
)  # fmt: skip

EMPLOYERS = fact(
    "fact_employer",
    columns=_OF_EMPLOYER,
    sql=f"""
        SELECT e.record_id, e.union_id, e.is_public, e.unit_type, e.industry,
               GREATEST(e.registered_on, e.from_on) AS opened_on,
               LEAST(e.closed_on, e.until_on) AS closed_on
        FROM {_EMPLOYER} e
    """,  # noqa: S608 - SQL of ours
    record=_RECORD,
)
_EMPLOYERS_1 = fact(
    "fact_employer_1",
    columns=_OF_EMPLOYER,
    sql="""
        SELECT id AS record_id, union_id, registered_on AS opened_on, closed_on, is_public,
               unit_type, industry
        FROM employers_employer
    """,
    record=_RECORD,
)

UNIONISED = fact(
    "fact_unionised_employer",
    columns=_OF_EMPLOYER,
    sql=f"""
        SELECT e.record_id, e.union_id, e.is_public, e.unit_type, e.industry,
               GREATEST(lower(c.valid), e.registered_on, e.from_on) AS opened_on,
               LEAST(upper(c.valid), e.closed_on, e.until_on) AS closed_on
        FROM employers_coverage c JOIN {_EMPLOYER} e ON e.record_id = c.employer_id
    """,  # noqa: S608 - SQL of ours
    record=_RECORD,
)
_UNIONISED_1 = fact(
    "fact_unionised_employer_1",
    columns=_OF_EMPLOYER,
    sql="""
        SELECT e.id AS record_id, e.union_id, e.is_public, e.unit_type, e.industry,
               GREATEST(lower(c.valid), e.registered_on) AS opened_on,
               LEAST(upper(c.valid), e.closed_on) AS closed_on
        FROM employers_coverage c JOIN employers_employer e ON e.id = c.employer_id
    """,
    record=_RECORD,
)

COVERED = fact(
    "fact_coverage",
    columns={
        "record_id": "int64",
        "union_id": "int64",
        "opened_on": "date",
        "closed_on": "date",
        "org_type": "int16",
    },
    sql="""
        SELECT c.employer_id AS record_id, c.union_id, u.org_type,
               COALESCE(lower(c.valid), e.registered_on) AS opened_on,
               LEAST(upper(c.valid), e.closed_on) AS closed_on
        FROM employers_coverage c
        JOIN employers_employer e ON e.id = c.employer_id
        JOIN unions_union u ON u.id = c.union_id
    """,
    record=_RECORD,
)

_OF_WORKERS = {**_OF_EMPLOYER, "worker_count": "int64", "women_worker_count": "int64"}

WORKERS = fact(
    "fact_headcount",
    columns=_OF_WORKERS,
    sql=f"""
        SELECT e.record_id, e.union_id, e.is_public, e.unit_type, e.industry,
               h.worker_count, h.women_worker_count,
               GREATEST(h.from_on, e.registered_on, e.from_on) AS opened_on,
               LEAST(h.until_on, e.closed_on, e.until_on) AS closed_on
        FROM ({_COUNTED}) h JOIN {_EMPLOYER} e ON e.record_id = h.employer_id
    """,  # noqa: S608 - SQL of ours
    record=_RECORD,
)
_WORKERS_1 = fact(
    "fact_headcount_1",
    columns=_OF_WORKERS,
    sql=f"""
        SELECT e.id AS record_id, e.union_id, e.is_public, e.unit_type, e.industry,
               h.worker_count, h.women_worker_count,
               GREATEST(h.from_on, e.registered_on) AS opened_on,
               LEAST(h.until_on, e.closed_on) AS closed_on
        FROM ({_COUNTED}) h JOIN employers_employer e ON e.id = h.employer_id
    """,  # noqa: S608 - SQL of ours
    record=_RECORD,
)


def _covered_headcounts(whose: str) -> str:
    """Headcounts while a union covers the employer, counted at the union in that column."""
    return f"""
        SELECT e.id AS record_id, {whose}, e.is_public, e.unit_type, e.industry,
               h.worker_count, h.women_worker_count,
               GREATEST(h.from_on, lower(c.valid), e.registered_on) AS opened_on,
               LEAST(h.until_on, upper(c.valid), e.closed_on) AS closed_on
        FROM ({_COUNTED}) h
        JOIN employers_employer e ON e.id = h.employer_id
        JOIN employers_coverage c ON c.employer_id = e.id
         AND COALESCE(lower(c.valid) < h.until_on, true)
         AND COALESCE(h.from_on < upper(c.valid), true)
    """  # noqa: S608 - SQL of ours


COVERED_WORKERS = fact(
    "fact_covered_headcount",
    columns=_OF_WORKERS,
    sql=_covered_headcounts("c.union_id"),
    record=_RECORD,
)

LARGE_UNIONISED = fact(
    "fact_unionised_headcount",
    columns=_OF_WORKERS,
    sql=f"""
        SELECT e.record_id, e.union_id, e.is_public, e.unit_type, e.industry,
               h.worker_count, h.women_worker_count,
               GREATEST(h.from_on, lower(c.valid), e.registered_on, e.from_on) AS opened_on,
               LEAST(h.until_on, upper(c.valid), e.closed_on, e.until_on) AS closed_on
        FROM ({_COUNTED}) h
        JOIN {_EMPLOYER} e ON e.record_id = h.employer_id
        JOIN employers_coverage c ON c.employer_id = h.employer_id
         AND COALESCE(lower(c.valid) < h.until_on, true)
         AND COALESCE(h.from_on < upper(c.valid), true)
    """,  # noqa: S608 - SQL of ours
    record=_RECORD,
)
_LARGE_UNIONISED_1 = fact(
    "fact_unionised_headcount_1",
    columns=_OF_WORKERS,
    sql=_covered_headcounts("e.union_id"),
    record=_RECORD,
)

# As registered now.
_BY = (
    Dimension("ownership", "所有制", "is_public", {True: "公有制", False: "非公有制"}),
    Dimension("unit_type", "单位性质", "unit_type", {int(t): t.label for t in UnitType}),
    Dimension("industry", "行业", "industry", {t.value: t.label for t in Industry}),
)
_NOT_ENTERPRISES = [int(UnitType.INSTITUTION), int(UnitType.GOVERNMENT)]
_IS_LARGE = (_.worker_count >= rules.HUNDRED) & _.unit_type.notin(_NOT_ENTERPRISES)
_OWNER = "组织部"
_BASIS = "工会法(2021修正)第十一条;工会统计调查制度"
_CHANGES = (
    Change(
        2,
        date(2026, 11, 22),
        _OWNER,
        "第 1 版把单位计在现在的主管工会名下,主管工会合并、撤销或更换后,它和接收方以前各日的数都变了;"
        "改为计在当日的主管工会名下。此前已经移交的单位没有记录原主管工会,仍计在现在的主管工会名下。",
    ),
)

TOTAL = stock(
    "employers.total",
    "用人单位",
    unit=Unit.ORGANISATION,
    fact=EMPLOYERS,
    aliases=("应建会单位", "法人单位", "用人单位数"),
    words="期末登记在册、未注销的用人单位,按当日的主管工会;不论是否建会。",
    by=_BY,
    opened="opened_on",
    closed="closed_on",
    basis=_BASIS,
    owner=_OWNER,
    version=2,
    changes=_CHANGES,
)

WITH_UNION = stock(
    "employers.unionised",
    "建会单位",
    unit=Unit.ORGANISATION,
    fact=UNIONISED,
    aliases=("已建会单位", "建会企业", "覆盖单位数", "建会单位数", "已建会企业"),
    words="期末登记在册的用人单位中,自己建有基层工会或被联合基层工会覆盖的,每个单位只算一次;按当日的主管工会。",
    by=_BY,
    opened="opened_on",
    closed="closed_on",
    basis=_BASIS,
    owner=_OWNER,
    version=2,
    changes=_CHANGES,
)

UNIONISED_RATE = rate(
    "employers.unionised_rate",
    "建会率",
    WITH_UNION,
    TOTAL,
    aliases=("组建率", "单位建会率", "工会组建率"),
    words="分子:期末建会单位;分母:期末登记在册的用人单位。职代会、厂务公开的建制率不是建会率。",
    basis=_BASIS,
    owner=_OWNER,
    version=2,
    changes=_CHANGES,
)

IN_JOINT_UNIONS = stock(
    "employers.in_joint_unions",
    "联合基层工会涵盖单位",
    unit=Unit.ORGANISATION,
    fact=COVERED,
    where=_.org_type == int(OrgType.JOINT),
    aliases=("联合工会涵盖单位数", "涵盖单位", "涵盖单位数"),
    words="期末被联合基层工会覆盖的用人单位,按覆盖它的工会;独立建会的不算。",
    opened="opened_on",
    closed="closed_on",
    basis=_BASIS,
    owner=_OWNER,
)

LARGE = stock(
    "employers.large",
    "百人以上企业",
    unit=Unit.ORGANISATION,
    fact=WORKERS,
    where=_IS_LARGE,
    aliases=("百人以上单位", "100人以上企业"),
    words="期末登记在册、职工100人以上的企业和社会组织,机关事业单位不算;人数按当日最近一次登记,按当日的主管工会。",
    by=_BY,
    opened="opened_on",
    closed="closed_on",
    basis=_BASIS,
    owner=_OWNER,
    version=2,
    changes=_CHANGES,
)

LARGE_WITH_UNION = stock(
    "employers.large_unionised",
    "百人以上企业已建会",
    unit=Unit.ORGANISATION,
    fact=LARGE_UNIONISED,
    where=_IS_LARGE,
    aliases=("百人以上企业建会", "百人以上建会企业"),
    words="期末职工100人以上的企业和社会组织中已建会的,机关事业单位不算;按当日的主管工会。",
    by=_BY,
    opened="opened_on",
    closed="closed_on",
    basis=_BASIS,
    owner=_OWNER,
    version=2,
    changes=_CHANGES,
)

LARGE_RATE = rate(
    "employers.large_unionised_rate",
    "百人以上企业建会率",
    LARGE_WITH_UNION,
    LARGE,
    aliases=("百人以上企业建会完成率", "动态清零"),
    words="分子:已建会的百人以上企业;分母:百人以上企业。",
    basis="百人以上企业建会专项行动有关文件",
    owner=_OWNER,
    version=2,
    changes=_CHANGES,
)

ALL_WORKERS = stock(
    "workers.total",
    "单位职工",
    unit=Unit.PERSON,
    fact=WORKERS,
    amount="worker_count",
    aliases=("职工人数", "职工总数", "单位职工人数"),
    words="期末登记在册的用人单位的职工人数之和,按当日最近一次登记;按当日的主管工会。",
    by=_BY,
    opened="opened_on",
    closed="closed_on",
    basis=_BASIS,
    owner=_OWNER,
    version=2,
    changes=_CHANGES,
)

WOMEN_WORKERS = stock(
    "workers.women",
    "女职工",
    unit=Unit.PERSON,
    fact=WORKERS,
    amount="women_worker_count",
    aliases=("女职工人数", "女职工总数"),
    words="期末登记在册的用人单位的女职工人数之和,按当日最近一次登记;按当日的主管工会。",
    by=_BY,
    opened="opened_on",
    closed="closed_on",
    basis=_BASIS,
    owner=_OWNER,
    version=2,
    changes=_CHANGES,
)

WORKERS_WITH_UNION = stock(
    "workers.unionised",
    "建会单位职工",
    unit=Unit.PERSON,
    fact=COVERED_WORKERS,
    amount="worker_count",
    aliases=("建会单位职工人数", "已建会单位职工"),
    words="期末建会单位的职工人数之和,按当日最近一次登记;按覆盖该单位的工会。",
    by=_BY,
    opened="opened_on",
    closed="closed_on",
    basis=_BASIS,
    owner=_OWNER,
)

_BEFORE = {
    now: earlier(
        now,
        1,
        fact=fact_then,
        where=now.where,
        words=now.words.replace("当日的主管工会", "现在的主管工会"),
    )
    for now, fact_then in (
        (TOTAL, _EMPLOYERS_1),
        (WITH_UNION, _UNIONISED_1),
        (LARGE, _WORKERS_1),
        (LARGE_WITH_UNION, _LARGE_UNIONISED_1),
        (ALL_WORKERS, _WORKERS_1),
        (WOMEN_WORKERS, _WORKERS_1),
    )
}
for _share, _top, _bottom in (
    (UNIONISED_RATE, WITH_UNION, TOTAL),
    (LARGE_RATE, LARGE_WITH_UNION, LARGE),
):
    earlier_rate(_share, 1, _BEFORE[_top], _BEFORE[_bottom], words=_share.words)
