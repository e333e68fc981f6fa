"""Members go along when unions are merged, split or closed, counted once throughout."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from niangjia.accounts.testing import Cast, Tree
from niangjia.kernel import clock
from niangjia.kernel.actor import SYSTEM
from niangjia.kernel.errors import Blocked
from niangjia.kernel.indicators import evaluate
from niangjia.members import queries, services
from niangjia.members.models import Card, Conflict, JoinApplication, Membership, MembershipEvent
from niangjia.members.rules.lifecycle import EventKind, EventReason
from niangjia.members.services import transfer
from niangjia.members.services.joining import Work, apply_to_join
from niangjia.members.tests.making import facts_of, member_of
from niangjia.unions import services as unions
from niangjia.unions.models import Union

pytestmark = pytest.mark.django_db
ON = date(2024, 7, 1)
REASON = "渠工〔2024〕9号"


def members_on(day: date) -> int:
    return Membership.objects.filter(joined_on__lte=day).exclude(left_on__lte=day).count()


def value(code: str, union: Union, **asked: Any) -> object:
    return evaluate([code], union.pk, **asked)[code].value


def test_merging_moves_everybody_the_same_day(tree: Tree, cast: Cast) -> None:
    first, second = (member_of(tree.union, number=n) for n in (1, 2))
    services.retain(second, on=date(2023, 1, 1), cause=EventReason.RETIRED, actor=SYSTEM)
    card = services.apply_card(first, bank="工商银行", on=date(2024, 1, 1), actor=SYSTEM)

    lines = unions.preview_merge(
        [tree.union], into=tree.other_union, on=ON, reason=REASON, actor=cast.county_zhao.actor
    )
    unions.merge(
        [tree.union], into=tree.other_union, on=ON, reason=REASON, actor=cast.county_zhao.actor
    )

    assert "会员2人(其中保留会籍1人)转到“临巴建材厂工会委员会”,会籍连续,会员服务卡随转。" in lines
    rows = Membership.objects.filter(union=tree.other_union, left_on=None).order_by("person_id")
    assert [(m.person_id, m.joined_on, m.status, m.entry_kind) for m in rows] == [
        (first.person_id, ON, "active", "reorganisation"),
        (second.person_id, ON, "retained", "reorganisation"),
    ]
    assert [members_on(day) for day in (date(2024, 6, 30), ON)] == [2, 2]
    events = MembershipEvent.objects.filter(reason=EventReason.UNION_REORGANISED)
    assert sorted(events.values_list("kind", flat=True)) == [
        EventKind.TRANSFER_IN,
        EventKind.TRANSFER_IN,
        EventKind.TRANSFER_OUT,
        EventKind.TRANSFER_OUT,
    ]
    assert Card.objects.get(pk=card.pk).union_id == tree.other_union.pk


def test_closing_without_a_target_keeps_membership_above(tree: Tree, cast: Cast) -> None:
    member = member_of(tree.union)

    unions.close(tree.union, on=ON, reason=REASON, actor=cast.county_zhao.actor)

    kept = queries.open_membership(member.person_id)
    assert kept is not None
    assert (kept.union_id, kept.status, kept.retained_on) == (tree.township.pk, "retained", ON)
    assert members_on(ON) == 1


def test_a_member_who_joined_later_stops_it_and_nothing_moves(tree: Tree, cast: Cast) -> None:
    member_of(tree.union, on=date(2024, 8, 1))

    with pytest.raises(Blocked, match="有1名会员的会籍起始或保留日期晚于2024-07-01"):
        unions.merge(
            [tree.union], into=tree.other_union, on=ON, reason=REASON, actor=cast.county_zhao.actor
        )

    assert Membership.objects.filter(union=tree.union, left_on=None).count() == 1


def test_who_left_since_a_past_day_left_the_receiver(tree: Tree) -> None:
    left, gone, before = (member_of(tree.union, number=n) for n in (1, 2, 3))
    card = services.apply_card(left, bank="工商银行", on=date(2024, 8, 1), actor=SYSTEM)
    services.resign(before, on=ON, actor=SYSTEM)
    services.resign(left, on=date(2024, 9, 1), reason="另谋职业", actor=SYSTEM)
    moved_card = services.apply_card(gone, bank="工商银行", on=date(2024, 8, 1), actor=SYSTEM)
    going = services.request_transfer(gone, tree.neighbour_union, reason="", actor=SYSTEM)
    transfer.accept(going, actor=SYSTEM)
    plan: dict[str, Any] = {"into": tree.other_union, "on": ON, "reason": REASON, "actor": SYSTEM}

    lines = unions.preview_merge([tree.union], **plan)
    unions.merge([tree.union], **plan)

    told = "2024-07-01以后离开的2人,自这天起到离开时的会籍改记在“临巴建材厂工会委员会”。"
    assert told in lines
    assert "没有在册会员需要转移。" in lines
    day, year = {"on": date(2024, 8, 20)}, {"start": ON, "end": date(2024, 12, 31)}
    assert value("members.total", tree.union, **day) == 0
    assert value("members.total", tree.other_union, **day) == 2
    assert value("members.left", tree.union, **year) == 1
    assert value("members.left", tree.other_union, **year) == 1
    assert value("cards.applied", tree.union, **year) == 0
    assert value("cards.applied", tree.other_union, **year) == 2
    assert Card.objects.get(pk=card.pk).union == tree.other_union
    assert Card.objects.get(pk=moved_card.pk).union == tree.neighbour_union
    last = Membership.objects.get(person=left.person_id, union=tree.other_union)
    assert (last.left_on, last.exit_kind, last.status) == (date(2024, 9, 1), 6, "ended")
    assert [e.kind for e in last.events.order_by("on")] == [
        EventKind.TRANSFER_IN,
        EventKind.RESIGN,
    ]


def test_closed_without_a_target_who_left_since_was_kept_above(tree: Tree) -> None:
    left = member_of(tree.union)
    services.resign(left, on=date(2024, 9, 1), actor=SYSTEM)

    unions.close(tree.union, on=ON, reason=REASON, actor=SYSTEM)

    last = Membership.objects.get(person=left.person_id, union=tree.township)
    assert (last.status, last.retained_on, last.left_on) == ("ended", ON, date(2024, 9, 1))


def test_who_joined_and_left_since_stops_it_too(tree: Tree) -> None:
    services.resign(member_of(tree.union, on=date(2024, 8, 1)), on=date(2024, 9, 1), actor=SYSTEM)

    with pytest.raises(Blocked, match="有1名会员的会籍起始或保留日期晚于2024-07-01"):
        unions.close(tree.union, on=ON, reason=REASON, actor=SYSTEM)

    assert Membership.objects.get().union == tree.union


def test_what_was_under_way_follows_or_ends(tree: Tree, cast: Cast) -> None:
    leaving = member_of(tree.union, number=1)
    going = services.request_transfer(leaving, tree.neighbour_union, reason="", actor=SYSTEM)
    coming = services.request_transfer(
        member_of(tree.neighbour_union, "李四妹", number=2), tree.union, reason="", actor=SYSTEM
    )
    wanted = services.admit_or_ticket(
        facts_of(number=1), tree.neighbour_union, on=clock.today(), actor=SYSTEM
    )
    application = apply_to_join(facts_of("王五", number=3), tree.union, work=Work(), consents=True)

    unions.merge(
        [tree.union], into=tree.other_union, on=ON, reason=REASON, actor=cast.county_zhao.actor
    )

    going.refresh_from_db()
    coming.refresh_from_db()
    assert (going.status, coming.status) == ("withdrawn", "withdrawn")
    ticket = Conflict.objects.get(pk=wanted.pk)
    assert ticket.membership.union_id == tree.other_union.pk
    assert JoinApplication.objects.get(pk=application.pk).union_id == tree.other_union.pk


def test_applications_to_a_closed_union_end_with_the_reason(tree: Tree, cast: Cast) -> None:
    application = apply_to_join(facts_of(), tree.union, work=Work(), consents=True)

    unions.close(tree.union, on=ON, reason=REASON, actor=cast.county_zhao.actor)

    application.refresh_from_db()
    assert application.status == "refused"
