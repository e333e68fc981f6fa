"""Membership episodes: admitting, keeping, leaving, joining again."""

from __future__ import annotations

from datetime import date

import pytest

from niangjia.accounts.testing import Cast, Tree
from niangjia.kernel import clock
from niangjia.kernel.actor import SYSTEM
from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.kernel.models import Entry
from niangjia.members import queries, services
from niangjia.members.models import Conflict, Membership, MembershipEvent, Person
from niangjia.members.rules.lifecycle import EventKind, EventReason, MembershipStatus
from niangjia.members.tests.making import JOINED_ON, facts_of, member_of

pytestmark = pytest.mark.django_db


def kinds_of(membership: Membership) -> list[int]:
    rows = MembershipEvent.objects.filter(membership=membership).order_by("id")
    return list(rows.values_list("kind", flat=True))


def test_cadre_admits_a_member_with_event_and_journal(tree: Tree, cast: Cast) -> None:
    membership = services.admit(
        facts_of("曾丽华"),
        tree.union,
        on=JOINED_ON,
        actor=cast.chair_sun.actor,
        group="courier",
        is_migrant=True,
    )

    person = membership.person
    assert (person.name, person.pinyin, person.initials) == ("曾丽华", "zenglihua", "zlh")
    assert (person.gender, person.born_on) == (2, date(1990, 3, 1))
    assert (membership.status, membership.joined_on, membership.left_on) == (
        "active",
        JOINED_ON,
        None,
    )
    assert kinds_of(membership) == [EventKind.JOIN]
    assert [(t.kind, t.code) for t in queries.live_tags([person.pk], JOINED_ON)] == [
        ("group8", "courier"),
        ("migrant", ""),
        ("new_form", "courier"),
    ]
    entry = Entry.objects.get(verb="members.join")
    assert (entry.union_id, entry.summary) == (tree.union.pk, "曾丽华加入渠江纺织厂工会委员会")


def test_identity_and_phone_are_sealed_and_not_in_the_journal(tree: Tree) -> None:
    facts = facts_of()

    membership = member_of(tree.union)

    assert facts.identity.encode() not in bytes(membership.person.identity_sealed)
    told = "".join(f"{e.summary}{e.changes}{e.reason}" for e in Entry.objects.all())
    assert facts.identity not in told
    assert facts.phone not in told


@pytest.mark.parametrize("who", ["neighbour_qian", "worker_chen", "stranger"])
def test_others_cannot_admit_and_nothing_changes(tree: Tree, cast: Cast, who: str) -> None:
    with pytest.raises(NotVisible):
        services.admit(facts_of(), tree.union, on=JOINED_ON, actor=getattr(cast, who).actor)

    assert Person.objects.count() == 0
    assert Membership.objects.count() == 0


@pytest.mark.parametrize("who", ["province_li", "city_wang", "county_zhao", "chair_sun"])
def test_own_and_higher_cadres_admit(tree: Tree, cast: Cast, who: str) -> None:
    services.admit(facts_of(), tree.union, on=JOINED_ON, actor=getattr(cast, who).actor)

    assert Membership.objects.filter(union=tree.union, left_on=None).count() == 1


def test_a_formal_member_is_not_admitted_again(tree: Tree) -> None:
    member_of(tree.union)

    with pytest.raises(Blocked, match="已是“渠江纺织厂工会委员会”的会员"):
        member_of(tree.union)


def test_a_member_elsewhere_leaves_a_ticket_instead_of_an_error(tree: Tree, cast: Cast) -> None:
    current = member_of(tree.union)

    outcome = services.admit_or_ticket(
        facts_of(), tree.neighbour_union, on=clock.today(), actor=cast.neighbour_qian.actor
    )

    assert isinstance(outcome, Conflict)
    assert (outcome.membership_id, outcome.union_id, outcome.status, outcome.source) == (
        current.pk,
        tree.neighbour_union.pk,
        "open",
        "admit",
    )
    assert Membership.objects.count() == 1


def test_the_second_attempt_finds_the_same_ticket(tree: Tree) -> None:
    member_of(tree.union)
    first = services.admit_or_ticket(facts_of(), tree.other_union, on=clock.today(), actor=SYSTEM)

    second = services.admit_or_ticket(facts_of(), tree.other_union, on=clock.today(), actor=SYSTEM)

    assert first == second
    assert Conflict.objects.count() == 1


def test_another_name_under_a_known_number_is_refused_without_telling_it(tree: Tree) -> None:
    member_of(tree.union, "张丽华")

    with pytest.raises(Blocked) as refusal:
        member_of(tree.other_union, "李秀英")

    assert "姓名与所填不一致" in refusal.value.reason
    assert "张丽华" not in refusal.value.reason


def test_nobody_under_sixteen_is_admitted(tree: Tree) -> None:
    with pytest.raises(Blocked, match="未满16周岁"):
        member_of(tree.union, born_on=date(2012, 1, 1), on=clock.today())

    assert Person.objects.count() == 0


def test_federations_do_not_take_members_themselves(tree: Tree) -> None:
    with pytest.raises(Blocked, match="不是基层工会"):
        member_of(tree.county)


def test_a_day_ahead_is_refused(tree: Tree) -> None:
    with pytest.raises(Blocked, match="在今天之后"):
        member_of(tree.union, on=date(2099, 1, 1))


def test_retained_membership_keeps_the_episode_and_loses_the_vote(tree: Tree, cast: Cast) -> None:
    membership = member_of(tree.union)

    kept = services.retain(
        membership,
        on=date(2024, 1, 2),
        cause=EventReason.UNEMPLOYED,
        actor=cast.chair_sun.actor,
    )

    assert (kept.status, kept.retained_on, kept.left_on) == ("retained", date(2024, 1, 2), None)
    assert kinds_of(kept) == [EventKind.JOIN, EventKind.RETAIN]
    assert list(queries.active_members(tree.union)) == []

    services.resume(kept, on=date(2024, 3, 4), actor=cast.chair_sun.actor)
    assert [m.pk for m in queries.active_members(tree.union)] == [membership.pk]
    assert kinds_of(kept) == [EventKind.JOIN, EventKind.RETAIN, EventKind.RESUME]


def test_retaining_needs_a_reason_of_the_rules(tree: Tree) -> None:
    membership = member_of(tree.union)

    with pytest.raises(Blocked, match="请选择保留会籍的原因"):
        services.retain(
            membership, on=date(2024, 1, 2), cause=EventReason.OWN_REQUEST, actor=SYSTEM
        )

    membership.refresh_from_db()
    assert membership.status == MembershipStatus.ACTIVE


def test_resigning_ends_the_episode(tree: Tree, cast: Cast) -> None:
    membership = member_of(tree.union)

    left = services.resign(membership, on=date(2025, 2, 3), actor=cast.chair_sun.actor)

    assert (left.status, left.left_on, left.exit_kind, left.exit_reason) == (
        "ended",
        date(2025, 2, 3),
        EventKind.RESIGN,
        EventReason.OWN_REQUEST,
    )
    assert queries.open_membership(left.person_id) is None


def test_a_change_before_the_last_one_is_refused(tree: Tree) -> None:
    membership = member_of(tree.union)
    services.retain(membership, on=date(2024, 1, 2), cause=EventReason.RETIRED, actor=SYSTEM)

    with pytest.raises(Blocked, match="早于会籍起始或上次变化的日期2024-01-02"):
        services.resign(membership, on=date(2023, 1, 1), actor=SYSTEM)


def test_expulsion_needs_a_decision(tree: Tree, cast: Cast) -> None:
    membership = member_of(tree.union)
    actor = cast.chair_sun.actor

    with pytest.raises(Blocked, match="讨论决定"):
        services.expel(membership, on=date(2025, 1, 1), decision=" ", reason="判刑", actor=actor)
    services.expel(
        membership, on=date(2025, 1, 1), decision="渠纺工〔2025〕1号", reason="判刑", actor=actor
    )

    membership.refresh_from_db()
    assert (membership.status, membership.exit_kind) == ("ended", EventKind.EXPEL)


def test_auto_quit_needs_six_months(tree: Tree) -> None:
    membership = member_of(tree.union)

    with pytest.raises(Blocked, match="不满6个月"):
        services.auto_quit(
            membership,
            on=date(2025, 6, 29),
            last_active_on=date(2024, 12, 30),
            reason="经教育",
            actor=SYSTEM,
        )
    services.auto_quit(
        membership,
        on=date(2025, 6, 30),
        last_active_on=date(2024, 12, 30),
        reason="经教育",
        actor=SYSTEM,
    )

    membership.refresh_from_db()
    assert membership.exit_reason == EventReason.AUTO_QUIT


def test_death_ends_membership_and_forbids_another(tree: Tree) -> None:
    membership = member_of(tree.union)

    services.close_deceased(membership, on=date(2025, 5, 5), actor=SYSTEM)

    assert Person.objects.get().died_on == date(2025, 5, 5)
    membership.refresh_from_db()
    with pytest.raises(Blocked, match="已登记死亡"):
        services.rejoin(membership, on=date(2025, 6, 6), actor=SYSTEM)


def test_rejoining_opens_a_new_episode(tree: Tree, cast: Cast) -> None:
    membership = member_of(tree.union)
    left = services.resign(membership, on=date(2023, 2, 3), actor=SYSTEM)

    with pytest.raises(Blocked, match="早于上一段会籍的结束日期2023-02-03"):
        services.rejoin(left, on=date(2023, 2, 2), actor=cast.chair_sun.actor)
    again = services.rejoin(left, on=date(2023, 2, 3), actor=cast.chair_sun.actor)

    assert again.pk != membership.pk
    assert [m.joined_on for m in queries.episodes(membership.person_id)] == [
        date(2023, 2, 3),
        JOINED_ON,
    ]


@pytest.mark.parametrize("who", ["neighbour_qian", "worker_chen", "stranger"])
@pytest.mark.parametrize("verb", ["resign", "close_deceased", "resume"])
def test_others_cannot_change_a_membership(tree: Tree, cast: Cast, who: str, verb: str) -> None:
    membership = member_of(tree.union)

    with pytest.raises(NotVisible):
        getattr(services, verb)(membership, on=date(2025, 1, 1), actor=getattr(cast, who).actor)

    membership.refresh_from_db()
    assert membership.status == MembershipStatus.ACTIVE
    assert kinds_of(membership) == [EventKind.JOIN]


def test_facts_are_edited_with_old_and_new_in_the_journal(tree: Tree, cast: Cast) -> None:
    membership = member_of(tree.union)

    services.edit_person(
        membership,
        name="张丽花",
        phone="13900001111",
        education=20,
        actor=cast.chair_sun.actor,
    )

    person = Person.objects.get()
    assert (person.name, person.pinyin, person.education) == ("张丽花", "zhanglihua", 20)
    assert bytes(person.phone_blind or b"") == queries.phone_blind("13900001111")
    entry = Entry.objects.get(verb="members.edit_person")
    assert entry.changes["name"] == ["张丽华", "张丽花"]
    assert "13900001111" not in str(entry.changes)


def test_correcting_a_number_to_somebody_elses_is_refused(tree: Tree) -> None:
    mine, other = member_of(tree.union, number=1), member_of(tree.union, "李四妹", number=2)

    with pytest.raises(Blocked, match="已登记在另一个人名下"):
        services.correct_identity(
            mine, identity=facts_of(number=2).identity, reason="登记错误", actor=SYSTEM
        )

    assert queries.person_by_document(facts_of(number=2).identity, 1) == other.person
