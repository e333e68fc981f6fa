"""Files when the tree changes: they follow their union, and their reviewers follow the tree."""

from __future__ import annotations

from datetime import timedelta

import pytest

from niangjia.aid import services
from niangjia.aid.models import HouseholdFile
from niangjia.aid.tests import files
from niangjia.aid.tests.world import World
from niangjia.kernel import clock
from niangjia.kernel.actor import SYSTEM
from niangjia.unions import services as unions
from niangjia.web.desk.workbench import waiting

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
    todos, _ = waiting(world.who.neighbour.actor, clock.today())
    assert [todo.title for todo in todos] == ["陈小妹"]
    assert not waiting(world.who.county.actor, clock.today())[0]


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


def test_what_waits_stands_on_the_workbench_of_who_may_act(world: World) -> None:
    file = files.submitted(world.tree, world.who)

    seen = {
        name for name, player in vars(world.who).items() if waiting(player.actor, clock.today())[0]
    }

    assert seen == {"chair", "township", "county", "county_second", "city", "city_second"}
    (todo,), _ = waiting(world.who.chair.actor, clock.today())
    assert (todo.due_on, todo.url) == (file.due_on, f"/aid/{file.public_id}/")
    HouseholdFile.objects.filter(pk=file.pk).update(due_on=clock.today() - timedelta(days=1))
    services.escalate_overdue(clock.today())
    (todo,), _ = waiting(world.who.township.actor, clock.today())
    assert (todo.term, todo.tone) == ("已超期1天", "bad")
