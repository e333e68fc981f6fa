"""Appointing and dismissing: who may, what the database refuses, what it gives."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test.utils import CaptureQueriesContext

from niangjia.accounts import queries, services
from niangjia.accounts.models import Post
from niangjia.accounts.rules import Role
from niangjia.accounts.testing import Cast, Tree, player
from niangjia.kernel import clock
from niangjia.kernel.actor import ANONYMOUS, SYSTEM
from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.kernel.models import Entry


def test_actor_holds_the_posts_rights_at_its_union(tree: Tree, cast: Cast) -> None:
    actor = cast.county_zhao.actor

    assert actor.name == "县赵"
    assert actor.label == "县赵(渠县总工会组织)"
    assert actor.roots("unions.view") == (tree.county.path,)
    assert actor.may("accounts.appoint", tree.union.path)
    assert not actor.may("unions.view", tree.neighbour.path)


def test_actor_is_read_in_one_query(cast: Cast) -> None:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        queries.actor_of(cast.county_zhao.user.pk, second_factor=True)

    assert len(captured) == 1


def test_actor_without_second_factor_lacks_sensitive_rights(cast: Cast) -> None:
    actor = cast.county_zhao.plain_actor

    assert actor.may("members.view")
    assert not actor.may("members.reveal")
    assert not actor.may("accounts.appoint")


def test_nobody_comes_of_a_missing_or_closed_account(cast: Cast) -> None:
    user = cast.county_zhao.user
    services.deactivate(user, reason="调离", actor=SYSTEM)

    assert queries.actor_of(user.pk, second_factor=True) == ANONYMOUS
    assert queries.actor_of(0) == ANONYMOUS


def test_post_holds_only_in_its_time(tree: Tree, cast: Cast) -> None:
    user = cast.stranger.user
    services.appoint(
        user,
        tree.county,
        Role.AID,
        from_on=date(2026, 3, 1),
        until_on=date(2026, 3, 31),
        actor=SYSTEM,
    )

    for day, holds in (
        ("2026-02-28", False),
        ("2026-03-01", True),
        ("2026-03-31", True),
        ("2026-04-01", False),
    ):
        with time_machine.travel(f"{day}T12:00:00+08:00", tick=False):
            assert queries.actor_of(user.pk).may("members.view") is holds, day


APPOINTERS = {
    "province_li": True,
    "city_wang": True,
    "county_zhao": True,
    "neighbour_qian": False,
    "chair_sun": False,
    "worker_chen": False,
    "stranger": False,
}


@pytest.mark.parametrize("who", APPOINTERS)
def test_only_cadres_at_or_above_appoint(tree: Tree, cast: Cast, who: str) -> None:
    newcomer = player("xin-ren", "新人", tree.county, None)
    actor = getattr(cast, who).actor

    if APPOINTERS[who]:
        post = services.appoint(newcomer.user, tree.township, Role.AID, actor=actor)
        assert post.title == "临巴镇总工会帮扶"
        assert post.appointed_by_id == actor.user_id
    else:
        with pytest.raises(NotVisible):
            services.appoint(newcomer.user, tree.township, Role.AID, actor=actor)
        assert not Post.objects.filter(user=newcomer.user).exists()


def test_cadre_without_second_factor_appoints_nobody(tree: Tree, cast: Cast) -> None:
    newcomer = player("xin-ren", "新人", tree.county, None)

    with pytest.raises(NotVisible):
        services.appoint(newcomer.user, tree.township, Role.AID, actor=cast.county_zhao.plain_actor)

    assert not Post.objects.filter(user=newcomer.user).exists()


def test_cadre_does_not_appoint_a_stranger_of_the_next_county(tree: Tree, cast: Cast) -> None:
    with pytest.raises(NotVisible):
        services.appoint(
            cast.neighbour_qian.user, tree.county, Role.AID, actor=cast.county_zhao.actor
        )


def test_cadre_does_not_appoint_an_administrator(tree: Tree, cast: Cast) -> None:
    newcomer = player("xin-ren", "新人", tree.county, None)

    with pytest.raises(Blocked) as refusal:
        services.appoint(
            newcomer.user, tree.county, Role.SYSTEM_ADMIN, actor=cast.county_zhao.actor
        )

    assert refusal.value.field == "role"
    assert refusal.value.reason.startswith("不能任命“系统管理员”")
    assert not Post.objects.filter(user=newcomer.user).exists()


def test_nobody_appoints_herself(tree: Tree, cast: Cast) -> None:
    zhao = cast.county_zhao

    with pytest.raises(Blocked, match="不能任命自己"):
        services.appoint(zhao.user, tree.county, Role.LEADER, actor=zhao.actor)

    assert zhao.user.posts.count() == 1


def test_same_post_twice_is_refused(tree: Tree, cast: Cast) -> None:
    with pytest.raises(Blocked, match="已有“组织”任职"):
        services.appoint(cast.county_zhao.user, tree.county, Role.ORGANISATION, actor=SYSTEM)


def test_administrator_gets_no_business_post(tree: Tree) -> None:
    admin = player("guan-li", "管理员", tree.county, Role.SYSTEM_ADMIN)

    with pytest.raises(Blocked, match="三员分立"):
        services.appoint(admin.user, tree.county, Role.ORGANISATION, actor=SYSTEM)

    assert admin.user.posts.count() == 1


def test_database_keeps_the_administrators_apart(tree: Tree) -> None:
    admin = player("guan-li", "管理员", tree.county, Role.SYSTEM_ADMIN)

    with pytest.raises(IntegrityError, match="post_administrators_apart"), transaction.atomic():
        Post.objects.create(
            user=admin.user,
            union=tree.county,
            role=Role.SECURITY_ADMIN,
            valid=DateRange(clock.today(), None),
        )


def test_business_posts_may_be_held_together(tree: Tree, cast: Cast) -> None:
    services.appoint(cast.county_zhao.user, tree.county, Role.FINANCE, actor=SYSTEM)

    assert [g.role for g in cast.county_zhao.actor.grants] == ["organisation", "finance"]


def test_dismissal_works_at_once_and_stays_on_record(tree: Tree, cast: Cast) -> None:
    post = cast.county_zhao.user.posts.get()

    services.dismiss(post, reason="轮岗到市总工会", actor=cast.city_wang.actor)

    post.refresh_from_db()
    assert cast.county_zhao.actor.grants == ()
    assert post.dismissed_at is not None
    assert post.dismiss_reason == "轮岗到市总工会"
    entry = Entry.objects.filter(verb="accounts.dismiss").get()
    assert entry.summary == "免去县赵在渠县总工会的“组织”任职"
    assert entry.union_id == tree.county.pk


def test_dismissed_cadre_can_be_appointed_again_the_same_day(tree: Tree, cast: Cast) -> None:
    post = cast.county_zhao.user.posts.get()
    services.dismiss(post, reason="误操作", actor=SYSTEM)

    services.appoint(cast.county_zhao.user, tree.county, Role.ORGANISATION, actor=SYSTEM)

    assert cast.county_zhao.actor.may("members.view", tree.union.path)


@pytest.mark.parametrize("who", ["neighbour_qian", "chair_sun", "worker_chen", "stranger"])
def test_dismissal_is_refused_to_others(cast: Cast, who: str) -> None:
    post = cast.county_zhao.user.posts.get()

    with pytest.raises(NotVisible):
        services.dismiss(post, reason="越权", actor=getattr(cast, who).actor)

    post.refresh_from_db()
    assert post.dismissed_at is None


def test_dismissal_needs_a_reason_and_another_person(cast: Cast) -> None:
    post = cast.county_zhao.user.posts.get()

    with pytest.raises(Blocked, match="请写明原因"):
        services.dismiss(post, reason=" ", actor=cast.city_wang.actor)
    with pytest.raises(Blocked, match="不能免去自己"):
        services.dismiss(post, reason="辞任", actor=cast.county_zhao.actor)

    assert cast.county_zhao.actor.may("members.view")


def test_period_and_state_are_told_in_words(tree: Tree, cast: Cast) -> None:
    today = clock.today()
    post = services.appoint(
        cast.stranger.user,
        tree.county,
        Role.AID,
        from_on=today + timedelta(days=1),
        until_on=today + timedelta(days=30),
        actor=SYSTEM,
    )
    post.refresh_from_db()

    assert (
        queries.period_text(post) == f"{today + timedelta(days=1)} 至 {today + timedelta(days=30)}"
    )
    assert queries.post_state(post) == "未到任"
