"""Files when the tree changes: they follow their union, and their reviewers follow the tree."""

from __future__ import annotations

from datetime import timedelta

import pytest

from niangjia.aid import services
from niangjia.aid.models import HouseholdFile
from niangjia.aid.tests import files
from niangjia.aid.tests.world import World
from niangjia.employers.tests.test_services import employer
from niangjia.kernel import clock
from niangjia.kernel.actor import SYSTEM
from niangjia.members.models import Membership
from niangjia.members.tests.making import member_of
from niangjia.unions import services as unions

pytestmark = pytest.mark.django_db


def test_a_union_moved_to_another_county_takes_its_reviewers_there(world: World) -> None:
    file = files.placed(files.draft(world.tree, world.who), "county")

    unions.move(
        world.tree.union, to=world.tree.neighbour_township, on=clock.today(), reason="区划调整",
        actor=SYSTEM,
    )  # fmt: skip

    file = files.fresh(file)
    assert (file.township, file.county, file.city) == (
        world.tree.neighbour_township,
        world.tree.neighbour,
        world.tree.city,
    )
    assert file.county_path == file.county.path
    assert [todo.title for todo in files.todos(world.who.neighbour)] == ["陈小妹"]
    assert not files.todos(world.who.county)


def test_files_of_a_merged_union_go_to_the_receiver(world: World) -> None:
    file = files.placed(files.draft(world.tree, world.who), "in_file")
    merged, into = [world.tree.union], world.tree.other_union
    on, reason = clock.today(), "两厂合并"

    lines = unions.preview_merge(merged, into=into, on=on, reason=reason, actor=SYSTEM)
    unions.merge(merged, into=into, on=on, reason=reason, actor=SYSTEM)

    assert "困难职工档案1份改由“临巴建材厂工会委员会”办理。" in lines
    assert files.fresh(file).union == world.tree.other_union
    visible = HouseholdFile.objects.visible_to(world.who.chair.actor, "aid.view")
    assert not visible.exists()


def test_at_a_split_files_follow_the_members_who_go(world: World) -> None:
    union = world.tree.union
    one = employer(world.tree.township, "一厂")
    going, staying = member_of(union, "周一", 11), member_of(union, "周二", 12)
    Membership.objects.filter(pk=going.pk).update(employer=one)
    mine = services.start_file(going.person, union, actor=world.who.chair.actor)
    other = services.start_file(staying.person, union, actor=world.who.chair.actor)
    parts = [unions.Part("一厂工会委员会", employer_ids=(one.pk,))]
    on, reason = clock.today(), "人数增加,单独建会"

    lines = unions.preview_split(union, parts=parts, on=on, reason=reason, actor=SYSTEM)
    [new] = unions.split(union, parts=parts, on=on, reason=reason, actor=SYSTEM)

    assert "困难职工档案1份改由“一厂工会委员会”办理。" in lines
    assert (files.fresh(mine).union, files.fresh(other).union) == (new, union)
    assert files.fresh(mine).township == world.tree.township


def test_what_waits_stands_on_the_workbench_of_who_may_act(world: World) -> None:
    file = files.submitted(world.tree, world.who)

    seen = {name for name, player in vars(world.who).items() if files.todos(player)}

    assert seen == {"chair", "township", "county", "county_second", "city", "city_second"}
    assert {name for name in seen if files.todos(getattr(world.who, name))[0].is_own} == {"chair"}
    (todo,) = files.todos(world.who.chair)
    assert (todo.due_on, todo.url) == (file.due_on, f"/aid/{file.public_id}/")
    assert "入户核实属实" in todo.derivation
    HouseholdFile.objects.filter(pk=file.pk).update(due_on=clock.today() - timedelta(days=1))
    (todo,) = files.todos(world.who.township)
    assert (todo.term, todo.tone) == ("已超期1天", "bad")
    services.escalate_overdue(clock.today())
    assert set(files.told(world.who)) >= {"township", "city"}
    assert files.todos(world.who.township) == []  # told above, it stands there once
