"""Applications to join: by phone, reviewed by the union, never telling a stranger anything."""

from __future__ import annotations

from typing import Any

import pytest

from niangjia.accounts.testing import Cast, Tree
from niangjia.kernel import clock
from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.members import queries, services
from niangjia.members.models import Conflict, JoinApplication, Membership, Person
from niangjia.members.services import joining
from niangjia.members.services.joining import Work, applicant, apply_to_join
from niangjia.members.tests.making import facts_of, member_of
from niangjia.unions.models import Union

pytestmark = pytest.mark.django_db
WORK = Work(employer_name="渠江纺织厂", occupation="挡车工", group="courier", is_migrant=True)


def application_to(union: Union, **values: Any) -> JoinApplication:
    return apply_to_join(facts_of(**values), union, work=WORK, consents=True)


def test_application_waits_with_a_deadline(tree: Tree) -> None:
    application = application_to(tree.union)

    assert application.status == "submitted"
    assert application.due_on == clock.add_working_days(clock.today(), 15)
    assert application.number.startswith(f"RH{clock.today():%y%m%d}-")
    assert application.consented_at is not None
    assert Person.objects.count() == 0


def test_without_consent_nothing_is_kept(tree: Tree) -> None:
    with pytest.raises(Blocked, match="同意个人信息告知"):
        apply_to_join(facts_of(), tree.union, work=WORK, consents=False)

    assert JoinApplication.objects.count() == 0


def test_approval_makes_a_member_with_tags(tree: Tree, cast: Cast) -> None:
    application = application_to(tree.union)

    done = joining.approve(application, actor=cast.chair_sun.actor)

    assert done.status == "approved"
    assert done.membership is not None
    assert (done.membership.union_id, done.membership.joined_on) == (
        tree.union.pk,
        clock.today(),
    )
    tags = queries.live_tags([done.membership.person_id], clock.today())
    assert [(t.kind, t.code) for t in tags] == [
        ("group8", "courier"),
        ("migrant", ""),
        ("new_form", "courier"),
    ]


def test_the_same_open_application_is_not_taken_twice(tree: Tree) -> None:
    application_to(tree.union)

    with pytest.raises(Blocked, match="正在办理的入会申请"):
        application_to(tree.other_union)

    assert JoinApplication.objects.count() == 1


def test_another_phone_cannot_block_a_worker(tree: Tree) -> None:
    application_to(tree.union, phone="13911112222")

    application_to(tree.union, phone="13933334444")

    assert JoinApplication.objects.count() == 2


def test_applying_tells_nothing_about_a_membership_elsewhere(tree: Tree) -> None:
    member_of(tree.neighbour_union)

    application = application_to(tree.union)

    assert application.status == "submitted"
    assert Conflict.objects.count() == 0


def test_approving_a_member_elsewhere_opens_a_ticket_and_holds(tree: Tree, cast: Cast) -> None:
    current = member_of(tree.neighbour_union)

    held = joining.approve(application_to(tree.union), actor=cast.chair_sun.actor)

    assert (held.status, held.membership) == ("conflict", None)
    ticket = Conflict.objects.get()
    assert (ticket.membership_id, ticket.application_id, ticket.source) == (
        current.pk,
        held.pk,
        "join",
    )
    assert Membership.objects.count() == 1


def test_held_application_ends_with_the_transfer(tree: Tree, cast: Cast) -> None:
    member_of(tree.neighbour_union)
    held = joining.approve(application_to(tree.union), actor=cast.chair_sun.actor)

    ticket = services.transfer_instead(Conflict.objects.get(), actor=cast.chair_sun.actor)
    assert ticket.transfer is not None
    services.confirm_transfer(ticket.transfer, actor=cast.neighbour_qian.actor)

    held.refresh_from_db()
    assert held.status == "approved"
    assert held.membership is not None
    assert held.membership.union_id == tree.union.pk


def test_refused_transfer_gives_the_application_back(tree: Tree, cast: Cast) -> None:
    member_of(tree.neighbour_union)
    held = joining.approve(application_to(tree.union), actor=cast.chair_sun.actor)
    ticket = services.transfer_instead(Conflict.objects.get(), actor=cast.chair_sun.actor)
    assert ticket.transfer is not None

    services.refuse_transfer(
        ticket.transfer, reason="仍在我单位工作", actor=cast.neighbour_qian.actor
    )

    held.refresh_from_db()
    assert held.status == "submitted"


def test_membership_ending_elsewhere_frees_the_application(tree: Tree, cast: Cast) -> None:
    current = member_of(tree.neighbour_union)
    held = joining.approve(application_to(tree.union), actor=cast.chair_sun.actor)

    services.resign(current, on=clock.today(), actor=cast.neighbour_qian.actor)

    held.refresh_from_db()
    assert (held.status, Conflict.objects.get().status) == ("submitted", "dismissed")
    assert joining.approve(held, actor=cast.chair_sun.actor).status == "approved"


def test_sent_back_corrected_and_handed_in_again(tree: Tree, cast: Cast) -> None:
    application = application_to(tree.union)
    back = joining.send_back(application, reason="单位名称不全", actor=cast.chair_sun.actor)
    assert (back.status, back.due_on) == ("returned", None)

    again = joining.resubmit(
        back, facts_of(), work=Work(employer_name="渠县渠江纺织厂"), actor=applicant(back)
    )

    assert (again.status, again.employer_name) == ("submitted", "渠县渠江纺织厂")
    assert again.due_on == clock.add_working_days(clock.today(), 15)


def test_applicant_withdraws(tree: Tree, cast: Cast) -> None:
    application = application_to(tree.union)

    assert joining.withdraw(application, actor=applicant(application)).status == "withdrawn"
    with pytest.raises(Blocked, match="当前状态是“已撤回”"):
        joining.approve(application, actor=cast.chair_sun.actor)


def test_applicant_of_another_union_cannot_touch_it(tree: Tree) -> None:
    mine = application_to(tree.union, number=1)
    other = application_to(tree.neighbour_union, number=2)

    with pytest.raises(NotVisible):
        joining.withdraw(mine, actor=applicant(other))


@pytest.mark.parametrize("who", ["neighbour_qian", "worker_chen", "stranger"])
@pytest.mark.parametrize("verb", ["approve", "send_back", "refuse", "withdraw"])
def test_others_cannot_decide(tree: Tree, cast: Cast, who: str, verb: str) -> None:
    application = application_to(tree.union)

    with pytest.raises(NotVisible):
        getattr(joining, verb)(application, reason="无", actor=getattr(cast, who).actor)

    application.refresh_from_db()
    assert application.status == "submitted"
    assert Membership.objects.count() == 0


def test_progress_needs_number_and_phone(tree: Tree) -> None:
    application = application_to(tree.union, phone="13812345678")

    assert queries.own_application(application.number.lower(), "5678") == application
    assert queries.own_application(application.number, "5679") is None
    assert queries.own_application("RH000000-ABCDEF", "5678") is None
    assert queries.own_application(application.number, "") is None


def test_catch_all_union_is_the_nearest(tree: Tree) -> None:
    assert queries.catch_all_union("511725102") == tree.catch_all
    assert queries.catch_all_union("511724101") is None
