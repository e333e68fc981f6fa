"""`niangjia demo`: build the demo federation once; see docs/areas/figures.md for its sizes."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection

from niangjia.accounts.demo import cast_text, create_cast, existing_cast
from niangjia.accounts.models import User
from niangjia.aid.demo import build as build_aid
from niangjia.aid.demo.granting import grant_some
from niangjia.campaigns.demo import build as build_campaigns
from niangjia.employers.demo import build as build_employers
from niangjia.establishment.demo import build as build_establishments
from niangjia.kernel import clock, journal
from niangjia.kernel.actor import SYSTEM
from niangjia.kernel.models import Entry
from niangjia.ledger import demo as ledger
from niangjia.members.demo.building import Employers
from niangjia.members.demo.building import build as build_members
from niangjia.members.demo.living import build as build_living
from niangjia.members.models import Card, Membership, Person, Tag
from niangjia.reports.demo import build as build_reports
from niangjia.site.models import Installation
from niangjia.site.start import migrate
from niangjia.statistics.demo import build as build_closings
from niangjia.statistics.demo import make_plans
from niangjia.unions.demo.building import build as build_unions
from niangjia.unions.demo.building import plan as draw_plan
from niangjia.unions.demo.scale import SCALES, Scale
from niangjia.unions.models import Union
from niangjia.unions.rules import UnionType

EXIT_DONE, EXIT_UNUSABLE = 0, 2
CITY = "5117"  # 达州市总工会, around which the cast stands
CHAIR = "jiceng-zhuxi"
_BEGUN, _BUILT = "demo.begin", "demo.build"


def run(args: argparse.Namespace) -> int:
    """Build the demo of ``args.scale``; nothing when there is one already, or while one is built."""
    with _alone() as is_alone:
        if not is_alone:
            sys.stderr.write("另一个窗口正在生成演示数据,请等它完成后再试。\n")
            return EXIT_UNUSABLE
        if getattr(args, "reset", False) and not _reset():
            return EXIT_UNUSABLE
        if Union.objects.exists():
            return _explain_existing()
        _build(SCALES[args.scale])
        return EXIT_DONE


@contextmanager
def _alone() -> Iterator[bool]:
    """Whether no other process builds a demo here, and none can meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtext('niangjia demo'))")
        (is_alone,) = cursor.fetchone()
    try:
        yield bool(is_alone)
    finally:
        if is_alone:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(hashtext('niangjia demo'))")


def _build(scale: Scale) -> None:
    """Each room in turn, in transactions of its own; the journal marks begin and end."""
    began = time.monotonic()

    def say(text: str) -> None:
        sys.stderr.write(f"[{time.monotonic() - began:5.1f} 秒] {text}\n")
        sys.stderr.flush()

    with connection.cursor() as cursor:  # a power cut may cost the demo: it is built again
        cursor.execute("SET synchronous_commit = off")
    here = Installation.objects.get()
    journal.record(_BEGUN, here, actor=SYSTEM, summary=f"开始生成演示数据({scale.code})")
    plan = draw_plan(scale, clock.today())
    keys = build_unions(plan, say)
    root = Union.objects.get(code=scale.root)
    employers = Employers(*build_employers(plan, keys, say))
    build_members(plan, keys, employers, say)
    create_cast(Union.objects.get(code=CITY))
    say("演示账号已建立")
    if scale.is_small:
        _bring_to_life(root, say)
    journal.record(_BUILT, here, actor=SYSTEM, summary=f"演示数据({scale.code})已生成")
    with connection.cursor() as cursor:  # lets counting skip the rows themselves
        for table in (Person, Membership, Tag, Card):
            cursor.execute(f"VACUUM {connection.ops.quote_name(table._meta.db_table)}")
    say("演示数据已生成")


def _bring_to_life(root: Union, say: Callable[[str], None]) -> None:
    """Work in progress around the chair of the cast; money, households and campaigns; plans, reports."""
    own = User.objects.select_related("union").get(username=CHAIR).union
    if own is None:
        return
    standing = Union.objects.filter(
        path__startswith=root.path, union_type=UnionType.GRASSROOTS, closed_on=None
    ).exclude(pk=own.pk)
    nearest = standing.filter(code__gt=own.code).order_by("code")
    build_living(own, nearest[0], standing.filter(is_catch_all=True).order_by("code")[0], say)
    build_establishments(root, say)
    ledger.build(root, say)
    build_aid(root, say)
    grant_some(say)
    build_campaigns(own, say)
    ledger.pay_out(root, say)
    build_closings(root, say)
    make_plans(root, say)
    build_reports(root, say)


def is_half_built() -> bool:
    """Whether a demo was begun and not finished: nobody has worked with it yet."""
    marks = set(Entry.objects.filter(verb__in=(_BEGUN, _BUILT)).values_list("verb", flat=True))
    return marks == {_BEGUN} and Union.objects.exists()


def accounts_text() -> str:
    """The demo accounts, if this is a demo."""
    accounts = existing_cast()
    return f"{cast_text(accounts)}\n" if accounts else ""


def _explain_existing() -> int:
    """Never a second federation beside the first."""
    if Entry.objects.filter(verb=_BUILT).exists():
        sys.stderr.write("演示数据已经存在,没有重复生成。\n")
        return EXIT_DONE
    if is_half_built():
        sys.stderr.write(
            "上次生成演示数据时中断,数据不完整。请运行 niangjia demo --reset 清空后重新生成。\n"
        )
    else:
        sys.stderr.write("数据库里已有正式数据,不能生成演示数据。请另用一个 NIANGJIA_HOME。\n")
    return EXIT_UNUSABLE


def _reset() -> bool:
    """Empty a demo installation; any other is left alone."""
    if Union.objects.exists() and not Entry.objects.filter(verb=_BEGUN).exists():
        sys.stderr.write("这里不是演示数据,不能清空。\n")
        return False
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")
    migrate()
    return True
