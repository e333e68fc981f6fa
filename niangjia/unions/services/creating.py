"""Entering a union in the tree: one by one, or a whole federation at once."""

from __future__ import annotations

import secrets
from datetime import date

from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange

from niangjia.kernel import ids, journal, pinyin
from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.kernel.findings import Severity
from niangjia.kernel.verbs import lock, verb
from niangjia.unions import rules
from niangjia.unions.models import Affiliation, Region, Union, UnionProfile
from niangjia.unions.rules import AffiliationKind, FoundingMode, UnionStatus, UnionType
from niangjia.unions.services.access import hold_tree, require
from niangjia.unions.services.edges import begin_paths

_JOIN_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"


@verb
def create_union(
    *,
    name: str,
    region: Region,
    parent: Union | None,
    level: int,
    union_type: int,
    org_type: int | None,
    org_form: int,
    founded_on: date | None,
    actor: Actor,
    code: str = "",
    founding_mode: int = FoundingMode.OFFLINE,
    approval_number: str = "",
    credit_code: str = "",
    unit_type: int | None = None,
    industry: str = "",
    short_name: str = "",
    status: int = UnionStatus.NORMAL,
    is_catch_all: bool = False,
    counting_kind: str = AffiliationKind.TERRITORIAL,
) -> Union:
    """Enter a union (建立工会) below ``parent`` with its counting affiliation, path and profile.

    Without ``code`` a territorial federation takes its region's code, any other union the next
    number below the nearest federation. The top of the tree (``parent`` None) is the system's.
    Raises Blocked (field named), NotVisible.
    """
    hold_tree(exclusive=False)
    parent = _lock_parent(parent, actor)
    _check_place(union_type, org_type, parent)
    check_credit_code(credit_code, union_type)
    spelt = pinyin.of_text(name)
    pk = next_ids(1)[0]
    union = Union(
        pk=pk,
        code=code or _new_code(union_type, region, parent),
        name=name.strip(),
        short_name=short_name,
        pinyin=spelt.full[:300],
        initials=spelt.initials[:100],
        region=region,
        parent=parent,
        path=f"{parent.path if parent else '/'}{pk}/",
        level=level,
        union_type=union_type,
        org_type=org_type,
        org_form=org_form,
        status=status,
        founding_mode=founding_mode,
        founded_on=founded_on,
        approval_number=approval_number,
        credit_code=credit_code,
        unit_type=unit_type,
        industry=industry,
        is_catch_all=is_catch_all,
        join_code=new_join_code() if union_type == UnionType.GRASSROOTS else None,
    )
    _check_unused(union)
    union.save(force_insert=True)
    UnionProfile.objects.create(union=union)
    begin_paths([union.pk])
    if parent:
        Affiliation.objects.create(
            union=union,
            parent=parent,
            kind=counting_kind,
            is_counting=True,
            valid=DateRange(founded_on, None),
        )
    journal.record("unions.create", union, actor=actor, summary=f"登记工会“{union.name}”")
    return union


def check_credit_code(code: str, union_type: int) -> None:
    """Raises Blocked for a code that cannot be right; the 81 prefix is only a warning."""
    if not code:
        return
    is_union = union_type == UnionType.GRASSROOTS
    for problem in ids.check_credit_code(code, is_union=is_union):
        if problem.severity is Severity.ERROR:
            raise Blocked(problem.message, field="credit_code")


def next_ids(count: int) -> list[int]:
    """So many fresh primary keys: the path needs the key before the row is there."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('unions_union', 'id'))"
            " FROM generate_series(1, %s)",
            [count],
        )
        return [row[0] for row in cursor.fetchall()]


def new_join_code() -> str:
    """A code for the joining QR (入会码) that cannot be guessed from another one."""
    return "".join(secrets.choice(_JOIN_ALPHABET) for _ in range(10))


def last_code(stem: str) -> str | None:
    """The highest code below the stem, or None. Longer codes are higher: 10000 follows 9999."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT code FROM unions_union WHERE code LIKE %s"
            " ORDER BY length(code) DESC, code DESC LIMIT 1",
            [f"{stem}-%"],
        )
        row = cursor.fetchone()
    return row[0] if row else None


def _lock_parent(parent: Union | None, actor: Actor) -> Union | None:
    if parent is None:
        if not actor.is_system:
            raise NotVisible
        return None
    parent = lock(Union, parent.pk)
    require(actor, "unions.edit", parent)
    return parent


def _check_place(union_type: int, org_type: int | None, parent: Union | None) -> None:
    if parent is None:
        return
    refused = rules.parent_refusal(
        union_type=union_type,
        org_type=org_type,
        parent_type=parent.union_type,
        parent_org_type=parent.org_type,
        parent_status=parent.status,
        parent_name=parent.name,
    )
    if refused:
        raise Blocked(refused, field="parent")


def _new_code(union_type: int, region: Region, parent: Union | None) -> str:
    if union_type == UnionType.TERRITORIAL:
        return region.code
    stem = rules.code_stem(parent.code) if parent else region.code
    with connection.cursor() as cursor:  # two unions below one stem must not take one number
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('union code'), hashtext(%s))", [stem])
    return rules.next_code(stem, last_code(stem))


def _check_unused(union: Union) -> None:
    """Say in words what the unique constraints would refuse; they still decide between two at once."""
    if Union.objects.filter(code=union.code).exists():
        if union.union_type == UnionType.TERRITORIAL and union.code == union.region_id:
            raise Blocked(
                f"{union.region.name}已有地方工会(编码{union.code}),不能重复建立。", field="region"
            )
        raise Blocked(f"工会编码{union.code}已被使用。请留空,由系统编号。", field="code")
    check_credit_code_unused(union)


def check_credit_code_unused(union: Union) -> None:
    """Raises Blocked when another union holds the credit code."""
    if not union.credit_code:
        return
    holder = Union.objects.filter(credit_code=union.credit_code).exclude(pk=union.pk).first()
    if holder:
        raise Blocked(
            f"统一社会信用代码{union.credit_code}已登记在“{holder.name}”({holder.code})名下。"
            "请核对证书;如对方填错,请联系其上级工会更正。",
            field="credit_code",
        )
