"""Indicators of committees, officers and certificates (换届、干部、法人资格指标)."""

from __future__ import annotations

from datetime import date

from ibis import _

from niangjia.kernel.indicators import (
    Change,
    Dimension,
    Unit,
    earlier,
    earlier_rate,
    fact,
    flow,
    rate,
    stock,
)
from niangjia.unions.rules import Committee, EmploymentMode

# Somebody who holds several offices of one union at a time is counted in the one entered first:
# officers are kept by name, not by identity number. An office counts on the days on which none of
# those entered before it lasts, so that whoever leaves one of two is still an officer in the other. Where
# that is not on all its days, the database keeps on which it is (migration 0005). One that counts on no day,
# or in several stretches, which follow, has a row without a beginning: were such left out by a condition,
# PostgreSQL would not look rows up by union.
OFFICERS = fact(
    "fact_officer",
    columns={
        "record_id": "int64",
        "union_id": "int64",
        "from_on": "date",
        "until_on": "date",
        "mode": "string",
        "gender": "int16",
    },
    sql="""
        SELECT id AS record_id, union_id,
               CASE WHEN counted_days IS NULL THEN from_on
                    WHEN NOT is_interrupted THEN lower(counted_days) END AS from_on,
               CASE WHEN counted_days IS NULL THEN until_on ELSE upper(counted_days) END AS until_on,
               mode, gender
        FROM unions_officer
        UNION ALL
        SELECT o.id, o.union_id, lower(own.days), upper(own.days), o.mode, o.gender
        FROM unions_officer o CROSS JOIN LATERAL unnest(o.counted_days) AS own (days)
        WHERE o.is_interrupted
    """,
    record=("unions.officer", "record_id"),
)

TERMS = fact(
    "fact_term",
    columns={
        "record_id": "int64",
        "union_id": "int64",
        "committee": "string",
        "starts_on": "date",
        "expires_on": "date",
        "closed_on": "date",
        "is_in_time": "boolean",
    },
    sql="""
        SELECT id AS record_id, union_id, committee, starts_on, expires_on, closed_on,
               COALESCE(closed_on <= expires_on, false) AS is_in_time
        FROM unions_term
    """,
    record=("unions.term", "record_id"),
)

# A committee whose union ended before falls due no more; renewed is one that the next was elected after.
DUE_TERMS = fact(
    "fact_term_due",
    columns={
        "record_id": "int64",
        "union_id": "int64",
        "committee": "string",
        "expires_on": "date",
        "is_in_time": "boolean",
    },
    sql="""
        SELECT t.id AS record_id, t.union_id, t.committee, t.expires_on,
               EXISTS (
                   SELECT FROM unions_term n
                   WHERE n.union_id = t.union_id AND n.committee = t.committee
                     AND n.number > t.number AND n.starts_on <= t.expires_on
               ) AS is_in_time
        FROM unions_term t JOIN unions_union u ON u.id = t.union_id
        WHERE u.closed_on IS NULL OR u.closed_on > t.expires_on
    """,
    record=("unions.term", "record_id"),
)

CERTIFICATES = fact(
    "fact_certificate",
    columns={
        "record_id": "int64",
        "union_id": "int64",
        "issued_on": "date",
        "closed_on": "date",
    },
    sql="""
        SELECT id AS record_id, union_id, issued_on, LEAST(revoked_on, valid_until + 1) AS closed_on
        FROM unions_legalcertificate
    """,
    record=("unions.legalcertificate", "record_id"),
)

_OWNER = "组织部"
_CADRES = "工会法(2021修正)第十四条;工会统计调查制度:专职、兼职工会工作人员"
_TERMS = "工会法(2021修正)第十六条;工会基层组织选举工作条例(总工发〔2016〕27号)"
_LEGAL = "基层工会法人登记管理办法(总工办发〔2020〕20号)"
_ONCE = "同一工会里同名的人兼几职只算一次"
_BY_GENDER = (Dimension("gender", "性别", "gender", {1: "男", 2: "女"}),)
_MODES: dict[int | str | bool, str] = {mode.value: mode.label for mode in EmploymentMode}

CADRES = stock(
    "officers.total",
    "工会干部",
    unit=Unit.PERSON,
    fact=OFFICERS,
    opened="from_on",
    closed="until_on",
    aliases=("工会干部人数", "工会工作人员"),
    words=f"期末在任的工会委员会、经审委员会、女职工委员会成员,{_ONCE}。",
    basis=_CADRES,
    owner=_OWNER,
    by=(*_BY_GENDER, Dimension("mode", "任职方式", "mode", _MODES)),
)

FULL_TIME = stock(
    "officers.full_time",
    "专职工会干部",
    unit=Unit.PERSON,
    fact=OFFICERS,
    opened="from_on",
    closed="until_on",
    where=_.mode == EmploymentMode.FULL_TIME.value,
    aliases=("专职干部", "专职工会工作人员"),
    words=f"期末在任的专职工会干部,{_ONCE}。",
    basis=_CADRES,
    owner=_OWNER,
    by=_BY_GENDER,
)

PART_TIME = stock(
    "officers.part_time",
    "兼职工会干部",
    unit=Unit.PERSON,
    fact=OFFICERS,
    opened="from_on",
    closed="until_on",
    where=_.mode == EmploymentMode.PART_TIME.value,
    aliases=("兼职干部", "兼职工会工作人员"),
    words=f"期末在任的兼职工会干部,{_ONCE}。",
    basis=_CADRES,
    owner=_OWNER,
    by=_BY_GENDER,
)

_DUE_CHANGES = (
    Change(
        2,
        date(2026, 11, 22),
        _OWNER,
        "第 1 版把届满前已注销的工会也算作到期、并算作按期换届;提前终止而没有选出下一届的也算作按期换届。"
        "改为注销的不算到期,选出下一届的才算换届。",
    ),
)
TERMS_DUE = flow(
    "terms.due",
    "到期应换届的委员会",
    unit=Unit.PIECE,
    fact=DUE_TERMS,
    on="expires_on",
    where=_.committee == Committee.UNION.value,
    aliases=("应换届工会", "到期换届"),
    words="期内(含首尾两日)届满的工会委员会,批准延期的按延期后的日期;届满前工会已注销的不算,"
    "经审、女职工委员会不另计。",
    basis=_TERMS,
    owner=_OWNER,
    version=2,
    changes=_DUE_CHANGES,
)
_TERMS_DUE_1 = earlier(
    TERMS_DUE,
    1,
    fact=TERMS,
    where=TERMS_DUE.where,
    words="期内(含首尾两日)届满的工会委员会,批准延期的按延期后的日期;届满前工会已注销的也算,"
    "经审、女职工委员会不另计。",
)

TERMS_IN_TIME = flow(
    "terms.renewed_in_time",
    "按期换届的委员会",
    unit=Unit.PIECE,
    fact=DUE_TERMS,
    on="expires_on",
    where=(_.committee == Committee.UNION.value) & _.is_in_time,
    aliases=("按期换届", "按期换届工会"),
    words="期内(含首尾两日)届满的工会委员会中,届满日或之前已选出下一届的;提前终止而没有选出下一届的不算。",
    basis=_TERMS,
    owner=_OWNER,
    version=2,
    changes=_DUE_CHANGES,
)
_TERMS_IN_TIME_1 = earlier(
    TERMS_IN_TIME,
    1,
    fact=TERMS,
    where=TERMS_IN_TIME.where,
    words="期内(含首尾两日)届满的工会委员会中,届满日或之前已结束的,换届、提前终止或工会注销都算。",
)

TERMS_RATE = rate(
    "terms.in_time_rate",
    "换届按期率",
    TERMS_IN_TIME,
    TERMS_DUE,
    aliases=("按期换届率", "换届率"),
    words="分子:期内届满并已按期换届的工会委员会;分母:期内届满的工会委员会。",
    basis=_TERMS,
    owner=_OWNER,
    version=2,
    changes=_DUE_CHANGES,
)
earlier_rate(
    TERMS_RATE,
    1,
    _TERMS_IN_TIME_1,
    _TERMS_DUE_1,
    words="分子:期内届满、届满日或之前已结束的工会委员会;分母:期内届满的工会委员会,含已注销的工会。",
)

AUDIT_COMMITTEES = stock(
    "terms.audit_committees",
    "经费审查委员会",
    unit=Unit.PIECE,
    fact=TERMS,
    opened="starts_on",
    closed="closed_on",
    where=_.committee == Committee.AUDIT.value,
    aliases=("经审会", "经审组织", "经审委员会"),
    words="期末在任的工会经费审查委员会,届满未换届的仍算。",
    basis="工会法(2021修正)第四十五条",
    owner=_OWNER,
)

WOMEN_COMMITTEES = stock(
    "terms.women_committees",
    "女职工委员会",
    unit=Unit.PIECE,
    fact=TERMS,
    opened="starts_on",
    closed="closed_on",
    where=_.committee == Committee.WOMEN.value,
    aliases=("女职工组织", "女职工委员会数"),
    words="期末在任的工会女职工委员会,届满未换届的仍算;只设女职工委员的不算。",
    basis="工会法(2021修正)第十一条",
    owner=_OWNER,
)

LEGAL_PERSONS = stock(
    "unions.legal_persons",
    "法人登记工会",
    unit=Unit.ORGANISATION,
    fact=CERTIFICATES,
    opened="issued_on",
    closed="closed_on",
    aliases=("法人资格工会", "工会法人"),
    words="期末法人资格证书在有效期内的基层工会,过期、注销的不算。",
    basis=_LEGAL,
    owner=_OWNER,
)
