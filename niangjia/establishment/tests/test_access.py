"""Who may take which step; what is left when somebody may not; two at once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from niangjia.accounts.rules import Role
from niangjia.accounts.testing import Cast, Player, Tree, build_cast, build_tree, player
from niangjia.establishment import services
from niangjia.establishment.models import Establishment
from niangjia.establishment.rules import ESTABLISHMENT
from niangjia.establishment.tests import builders
from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.kernel.models import Entry, Transition
from niangjia.unions.models import Union

Maker = Callable[[Tree, Player, Player], Establishment]
Take = Callable[[Establishment, Any], Any]


def plain(name: str) -> Take:
    return lambda found, actor: getattr(services, name)(found, actor=actor)


def reasoned(name: str) -> Take:
    return lambda found, actor: getattr(services, name)(found, reason="写明原因", actor=actor)


def _in_inquiry(tree: Tree, clerk: Player, approver: Player) -> Establishment:
    found = builders.on_notice(tree, clerk, approver)
    return services.object_to(found, reason="职工反映", actor=approver.actor)


# Step → (an application for which it is due, how to take it)
DUE: dict[str, tuple[Maker, Take]] = {
    "submit": (lambda t, c, _: builders.draft(t, c), plain("submit")),
    "approve_preparation": (
        lambda t, c, _: builders.submitted(t, c),
        lambda found, actor: services.approve_preparation(
            found, preparation_number="7号", actor=actor
        ),
    ),
    "give_back": (lambda t, c, _: builders.submitted(t, c), reasoned("give_back")),
    "refuse": (lambda t, c, _: builders.submitted(t, c), reasoned("refuse")),
    "nominate": (builders.with_candidates, plain("nominate")),
    "object": (builders.on_notice, reasoned("object_to")),
    "dismiss_objection": (_in_inquiry, reasoned("dismiss_objection")),
    "uphold_objection": (_in_inquiry, reasoned("uphold_objection")),
    "report_election": (builders.elected, plain("report_election")),
    "return_election": (builders.reported, reasoned("return_election")),
    "establish": (
        builders.reported,
        lambda found, actor: services.establish(found, approval_number="9号", actor=actor),
    ),
    "withdraw": (builders.preparing, reasoned("withdraw")),
}
OUTSIDERS = ("neighbour_qian", "chair_sun", "worker_chen", "stranger")


def counts() -> tuple[int, int, int]:
    return Transition.objects.count(), Entry.objects.count(), Union.objects.count()


def test_every_step_with_a_button_is_in_the_table() -> None:
    assert DUE.keys() == {step.code for step in ESTABLISHMENT.steps if not step.automatic}


@pytest.mark.parametrize("code", DUE)
def test_outsiders_take_no_step_and_change_nothing(tree: Tree, cast: Cast, code: str) -> None:
    make, take = DUE[code]
    found = make(tree, builders.clerk(tree), cast.county_zhao)
    status, before = found.status, counts()

    for name in OUTSIDERS:
        with pytest.raises(NotVisible):
            take(found, getattr(cast, name).actor)

    found.refresh_from_db()
    assert (found.status, counts()) == (status, before)


@pytest.mark.parametrize("code", DUE)
def test_cadre_above_takes_the_step_once(tree: Tree, cast: Cast, code: str) -> None:
    make, take = DUE[code]
    found = make(tree, builders.clerk(tree), cast.county_zhao)

    take(found, cast.city_wang.actor)

    found.refresh_from_db()
    assert found.status == ESTABLISHMENT.step(code).target
    with pytest.raises(Blocked):
        take(found, cast.city_wang.actor)


@pytest.mark.parametrize("code", [s.code for s in ESTABLISHMENT.steps if s.needs_reason])
def test_step_without_reason_is_refused(tree: Tree, cast: Cast, code: str) -> None:
    make, _ = DUE[code]
    found = make(tree, builders.clerk(tree), cast.county_zhao)
    status = found.status
    name = "object_to" if code == "object" else code

    with pytest.raises(Blocked, match="请写明原因"):
        getattr(services, name)(found, reason=" ", actor=cast.city_wang.actor)

    found.refresh_from_db()
    assert found.status == status


@pytest.mark.parametrize("code", ["approve_preparation", "refuse", "establish"])
def test_approval_waits_for_the_second_factor(tree: Tree, cast: Cast, code: str) -> None:
    make, take = DUE[code]
    found = make(tree, builders.clerk(tree), cast.county_zhao)

    with pytest.raises(NotVisible):
        take(found, cast.city_wang.plain_actor)

    found.refresh_from_db()
    assert found.status in ESTABLISHMENT.step(code).source


def test_leader_approves_but_does_not_review(tree: Tree, cast: Cast) -> None:
    leader = player("zhen-zhang", "镇长", tree.township, Role.LEADER)
    found = builders.submitted(tree, builders.clerk(tree))

    with pytest.raises(NotVisible):
        services.give_back(found, reason="材料不全", actor=leader.actor)
    found = services.approve_preparation(found, preparation_number="7号", actor=leader.actor)

    assert found.status == "preparing"


@pytest.mark.django_db(transaction=True)
def test_two_approvals_at_once_make_one_union(transactional_db: None) -> None:
    tree = build_tree()
    cast = build_cast(tree)
    found = builders.reported(tree, builders.clerk(tree), cast.county_zhao)
    before = Union.objects.count()
    actors = [cast.county_zhao.actor, cast.city_wang.actor]
    gate = threading.Barrier(2)
    outcomes: list[str] = []

    def approve(index: int) -> None:
        gate.wait()
        try:
            services.establish(found, approval_number=f"{index}号", actor=actors[index])
            outcomes.append("made")
        except Blocked as refusal:
            outcomes.append(refusal.reason)
        finally:
            connection.close()

    threads = [threading.Thread(target=approve, args=(index,)) for index in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)

    assert sorted(outcomes) == [
        "made",
        "不能办理“批复成立”:当前状态是“已建会”,可能已被他人处理。请刷新页面后再看。",
    ]
    assert Union.objects.count() == before + 1
