"""Persons who look alike, and tags."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from niangjia.accounts.testing import Cast, Tree
from niangjia.kernel import clock
from niangjia.kernel.actor import SYSTEM
from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.kernel.indicators import evaluate
from niangjia.kernel.models import Entry
from niangjia.members import queries, services
from niangjia.members.models import DuplicatePair, Membership, Person, Tag
from niangjia.members.rules.lifecycle import TagKind
from niangjia.members.tests.making import facts_of, member_of

pytestmark = pytest.mark.django_db


def test_same_name_and_birth_are_queued_at_the_union_above_both(tree: Tree) -> None:
    first = member_of(tree.union, number=1)
    second = member_of(tree.neighbour_union, number=2)

    pair = DuplicatePair.objects.get()

    assert (pair.first_id, pair.second_id) == (first.person_id, second.person_id)
    assert (pair.union_id, pair.why) == (tree.city.pk, "姓名、出生日期相同")


def test_same_name_and_phone_are_queued(tree: Tree) -> None:
    member_of(tree.union, number=1, phone="13800001111")
    member_of(tree.union, number=2, phone="13800001111", born_on=date(1991, 1, 1))

    assert DuplicatePair.objects.get().why == "姓名、手机号码相同"


def test_a_shared_phone_alone_is_no_ground(tree: Tree) -> None:
    member_of(tree.union, "张丽华", number=1, phone="13800001111")
    member_of(tree.union, "王建国", number=2, phone="13800001111")

    assert DuplicatePair.objects.count() == 0


def test_merging_moves_everything_and_remembers_what(tree: Tree, cast: Cast) -> None:
    old = member_of(tree.union, number=1)
    services.set_tag(
        old, kind=TagKind.MODEL, code="省级", on=date(2021, 1, 1), source="表彰文件", actor=SYSTEM
    )
    services.resign(old, on=date(2022, 1, 1), actor=SYSTEM)
    new = member_of(tree.union, number=2, on=date(2023, 1, 1))
    pair = DuplicatePair.objects.get()

    services.merge(pair, keep="second", reason="旧证号登记错误", actor=cast.chair_sun.actor)

    assert list(queries.episodes(new.person_id)) == [new, old]
    assert [t.kind for t in queries.tags(new.person_id)] == ["model"]
    gone = Person.objects.get(pk=old.person_id)
    assert gone.merged_into_id == new.person_id
    assert queries.person_by_document(facts_of(number=1).identity, 1) == new.person
    entry = Entry.objects.get(verb="members.merge")
    assert entry.changes["memberships"] == [gone.pk, str([old.pk])]


def test_merged_she_was_verified_when_either_was(tree: Tree, cast: Cast) -> None:
    old = member_of(tree.union, number=1)
    known = {"verified_level": 4, "verified_on": date(2021, 3, 1)}
    Person.objects.filter(pk=old.person_id).update(**known)
    services.resign(old, on=date(2022, 1, 1), actor=SYSTEM)
    new = member_of(tree.union, number=2, on=date(2023, 1, 1))
    known = {"verified_level": 2, "verified_on": date(2024, 3, 1)}
    Person.objects.filter(pk=new.person_id).update(**known)
    pair = DuplicatePair.objects.get()

    services.merge(pair, keep="second", reason="旧证号登记错误", actor=cast.chair_sun.actor)

    person = Person.objects.get(pk=new.person_id)
    assert (person.verified_level, person.verified_on) == (4, date(2021, 3, 1))
    days = Membership.objects.order_by("joined_on").values_list("verified_from", flat=True)
    assert list(days) == [date(2021, 3, 1), date(2023, 1, 1)]
    changes = Entry.objects.get(verb="members.merge").changes
    assert changes["verified_on"] == ["2024-03-01", "2021-03-01"]


def test_merged_she_has_a_tag_on_the_days_of_either(tree: Tree, cast: Cast) -> None:
    """Both were migrant workers for a time; once it was entered by mistake."""
    old = member_of(tree.union, number=1, on=date(2015, 1, 1))
    new_on = date(2023, 1, 1)
    migrant: dict[str, Any] = {"kind": TagKind.MIGRANT, "source": "本人申报", "actor": SYSTEM}
    services.set_tag(old, on=date(2016, 1, 1), **migrant)
    services.resign(old, on=date(2022, 1, 1), actor=SYSTEM)
    new = member_of(tree.union, number=2, on=new_on)
    for on, until in ((date(2014, 1, 1), date(2014, 1, 1)), (date(2018, 1, 1), date(2020, 1, 1))):
        services.set_tag(new, on=on, **migrant)
        tag = Tag.objects.get(person=new.person_id, valid__upper_inf=True)
        services.clear_tag(new, tag_id=tag.pk, on=until, reason="更正", actor=SYSTEM)

    services.merge(
        DuplicatePair.objects.get(), keep="second", reason="同一人", actor=cast.chair_sun.actor
    )

    days = [(t.valid.lower, t.valid.upper) for t in queries.tags(new.person_id) if t.valid]
    assert sorted(days) == [
        (date(2016, 1, 1), date(2018, 1, 1)),
        (date(2018, 1, 1), date(2020, 1, 1)),
        (date(2020, 1, 1), None),
    ]
    for day, number in ((date(2015, 6, 1), 0), (date(2017, 6, 1), 1), (date(2019, 6, 1), 1),
                        (date(2021, 6, 1), 1), (date(2022, 6, 1), 0), (new_on, 1)):  # fmt: skip
        found = evaluate(["members.migrant"], tree.county.pk, on=day)["members.migrant"]
        assert found.value == number
    changes = Entry.objects.get(verb="members.merge").changes
    added = Tag.objects.filter(
        person=new.person_id, valid__startswith__in=[date(2016, 1, 1), date(2020, 1, 1)]
    )
    assert changes["tags_added"] == [old.person_id, str(sorted(added.values_list("pk", flat=True)))]


def test_members_on_the_same_day_are_not_merged(tree: Tree, cast: Cast) -> None:
    member_of(tree.union, number=1)
    member_of(tree.union, number=2)
    pair = DuplicatePair.objects.get()

    with pytest.raises(Blocked, match="在时间上重叠"):
        services.merge(pair, keep="first", reason="同一人", actor=cast.chair_sun.actor)

    pair.refresh_from_db()
    assert pair.status == "open"
    assert Person.objects.filter(merged_into=None).count() == 2


def test_a_pair_across_counties_is_the_citys(tree: Tree, cast: Cast) -> None:
    member_of(tree.union, number=1)
    member_of(tree.neighbour_union, number=2)
    pair = DuplicatePair.objects.get()

    for who in (cast.county_zhao, cast.neighbour_qian, cast.chair_sun, cast.stranger):
        with pytest.raises(NotVisible):
            services.dismiss_pair(pair, actor=who.actor)
    services.dismiss_pair(pair, actor=cast.city_wang.actor)

    pair.refresh_from_db()
    assert pair.status == "dismissed"


def test_a_decided_pair_is_not_queued_again(tree: Tree) -> None:
    first = member_of(tree.union, number=1)
    member_of(tree.union, number=2)
    services.dismiss_pair(DuplicatePair.objects.get(), actor=SYSTEM)

    services.queue_many([first.person_id])

    assert [p.status for p in DuplicatePair.objects.all()] == ["dismissed"]


def test_tag_is_set_and_cleared_with_dates(tree: Tree, cast: Cast) -> None:
    member = member_of(tree.union)
    actor = cast.chair_sun.actor

    services.set_tag(
        member, kind=TagKind.MIGRANT, on=date(2024, 1, 1), source="本人申报", actor=actor
    )
    tag = Tag.objects.get()
    services.clear_tag(
        member, tag_id=tag.pk, on=date(2025, 1, 1), reason="已在城镇落户", actor=actor
    )

    assert queries.live_tags([member.person_id], date(2024, 12, 31)).count() == 1
    assert queries.live_tags([member.person_id], date(2025, 1, 1)).count() == 0


def test_the_same_tag_twice_is_refused(tree: Tree) -> None:
    member = member_of(tree.union)
    services.set_tag(
        member, kind=TagKind.MIGRANT, on=date(2024, 1, 1), source="本人申报", actor=SYSTEM
    )

    with pytest.raises(Blocked, match="已有同一标签"):
        services.set_tag(
            member, kind=TagKind.MIGRANT, on=date(2024, 2, 1), source="名册", actor=SYSTEM
        )


def test_a_group_comes_from_the_list(tree: Tree) -> None:
    member = member_of(tree.union)

    with pytest.raises(Blocked, match="须从目录中选择"):
        services.set_tag(
            member,
            kind=TagKind.NEW_FORM,
            code="security_guard",
            on=clock.today(),
            source="本人申报",
            actor=SYSTEM,
        )


@pytest.mark.parametrize("who", ["neighbour_qian", "worker_chen", "stranger"])
def test_others_cannot_tag(tree: Tree, cast: Cast, who: str) -> None:
    member = member_of(tree.union)

    with pytest.raises(NotVisible):
        services.set_tag(
            member,
            kind=TagKind.MIGRANT,
            on=date(2024, 1, 1),
            source="x",
            actor=getattr(cast, who).actor,
        )

    assert Tag.objects.count() == 0


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("张丽华", [1]),
        ("张", [1]),
        ("zhang", [1]),
        ("ZLH", [1]),
        ("13800000002", [2]),
        ("李", [2]),
        ("l", [2]),
        ("丽华", []),
        ("13800000009", []),
        ("", [1, 2]),
    ],
)
def test_search_goes_by_the_shape_of_the_text(tree: Tree, text: str, found: list[int]) -> None:
    rows = {
        1: member_of(tree.union, "张丽华", number=1),
        2: member_of(tree.union, "李建国", number=2),
    }

    result = queries.find_members(Membership.objects.all(), text)

    assert list(result.order_by("pk")) == [rows[number] for number in found]


def test_search_by_document_in_any_case(tree: Tree) -> None:
    member = member_of(tree.union)
    number = facts_of().identity

    assert list(queries.find_members(Membership.objects.all(), f" {number.lower()} ")) == [member]


def test_scope_is_a_join_the_planner_can_use(tree: Tree, cast: Cast) -> None:
    """One OR over another table made the list of one union walk all memberships (8 ms → 2 s)."""
    rows = Membership.objects.visible_to(cast.chair_sun.actor, "members.view")

    assert " OR " not in str(rows.query)


def test_a_worker_sees_her_own_membership_alone(tree: Tree, cast: Cast) -> None:
    own, _ = member_of(tree.union, number=1), member_of(tree.union, "李四妹", number=2)
    own.person.user = cast.worker_chen.user
    own.person.save(update_fields=["user"])

    seen = Membership.objects.visible_to(cast.worker_chen.actor, "members.view")

    assert list(seen) == [own]
