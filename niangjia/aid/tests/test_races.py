"""What commits: two people at once, of whom one is told why; background work that runs twice."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from threading import Barrier

import pytest
from django.db import connection

from niangjia.aid import services, tasks
from niangjia.aid.models import Grant, HouseholdFile, HouseholdMember
from niangjia.aid.rules.codes import AidType
from niangjia.aid.services import GrantValues
from niangjia.aid.tests import files
from niangjia.aid.tests.world import World, build_world
from niangjia.kernel import clock
from niangjia.kernel.actor import ANONYMOUS
from niangjia.kernel.errors import Blocked
from niangjia.kernel.journal import transitions_of
from niangjia.ledger.models import Reservation
from niangjia.ledger.tests import builders

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def committed(transactional_db: None) -> World:
    return build_world()


def at_once(*works: Callable[[], object]) -> list[str]:
    """Run the works in threads that start together; the reasons of those refused."""
    barrier = Barrier(len(works))

    def run(work: Callable[[], object]) -> str:
        try:
            barrier.wait(timeout=10)
            work()
        except Blocked as refusal:
            return refusal.reason
        else:
            return ""
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        futures = [pool.submit(run, work) for work in works]
        return [reason for one in futures if (reason := one.result(timeout=60))]


def test_two_approvals_at_once_approve_once(committed: World) -> None:
    who = committed.who
    file = files.at_city(committed.tree, who)

    reasons = at_once(
        lambda: services.approve(file, actor=who.city.actor),
        lambda: services.approve(file, actor=who.city_second.actor),
    )

    assert reasons == ["不能办理“批准建档”:当前状态是“在档”,可能已被他人处理。请刷新页面后再看。"]
    assert transitions_of(file).filter(step="approve").count() == 1


def test_two_grants_approved_at_once_stay_below_the_year_s_ceiling(committed: World) -> None:
    who = committed.who
    file = files.in_file(committed.tree, who)
    money = builders.money(committed.tree, amount="100000", budget="80000")

    def proposed(amount: str) -> Grant:
        values = GrantValues(
            AidType.LIVING, money.programme, money.fund, Decimal(amount), "丈夫长期患病。"
        )
        return services.propose_grant(file, values, actor=who.county.actor)

    first, second = proposed("8000"), proposed("7000")  # 12,744 a year

    reasons = at_once(
        lambda: services.approve_grant(first, actor=who.county_second.actor),
        lambda: services.approve_grant(second, actor=who.city.actor),
    )

    assert len(reasons) == 1
    assert "按规定还可以给" in reasons[0]
    assert Grant.objects.filter(status="approved").count() == 1
    assert Reservation.objects.count() == 1


def test_one_family_member_in_two_files_at_once_stands_in_one(committed: World) -> None:
    who = committed.who
    made = [
        services.start_file(files.worker(name, order), committed.tree.union, actor=who.chair.actor)
        for name, order in (("陈小妹", 1), ("李四妹", 2))
    ]

    def write(file: HouseholdFile, order: int) -> None:
        given = files.entry(order)
        worker = replace(given.members[0], name=file.person.name)
        found = replace(given, members=(worker, given.members[1]))
        services.write_household(file, found, actor=who.chair.actor)

    reasons = at_once(lambda: write(made[0], 1), lambda: write(made[1], 2))

    assert reasons == ["家庭成员中有人已在另一份有效档案中,不能重复建档。请先核对那份档案。"]
    assert HouseholdMember.objects.filter(name="何大山").count() == 1


def test_an_objection_at_the_very_end_of_the_notice_is_heard_or_refused(
    committed: World,
) -> None:
    who = committed.who
    file = files.on_notice(committed.tree, who)
    HouseholdFile.objects.filter(pk=file.pk).update(due_on=clock.today() - timedelta(days=1))

    reasons = at_once(
        lambda: services.end_notice(file),
        lambda: services.raise_objection(
            file, text="她家在县城还有一套出租的房子。", actor=ANONYMOUS
        ),
    )

    state = files.fresh(file).status
    assert (state, file.objections.count()) in {("township", 0), ("inquiry", 1)}
    assert len(reasons) == 1


def test_the_background_work_runs_twice_without_harm(committed: World) -> None:
    notice = files.placed(
        files.on_notice(committed.tree, committed.who), "notice", due_on="2020-01-01"
    )
    person = files.worker("李四妹", 2)
    late = services.start_file(person, committed.tree.union, actor=committed.who.chair.actor)
    late = files.placed(late, "in_file", due_on="2020-01-01")

    for _ in range(2):
        tasks.close_notices(0)
        tasks.keep_terms(0)

    assert files.fresh(notice).status == "township"
    assert files.fresh(late).status == "recheck"
