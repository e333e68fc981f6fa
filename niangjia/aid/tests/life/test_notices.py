"""The public notice of a household file."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from niangjia.aid import queries, services
from niangjia.aid.models import HouseholdFile
from niangjia.aid.tests import files
from niangjia.aid.tests.world import World
from niangjia.kernel import clock, notices, policy
from niangjia.kernel.actor import SYSTEM
from niangjia.kernel.errors import Blocked, NotVisible

pytestmark = pytest.mark.django_db


def test_the_notice_shows_masked_name_unit_and_category_for_seven_days(world: World) -> None:
    file = files.on_notice(world.tree, world.who)

    notice = notices.of(file).get()

    assert notice.lines == ["陈**  渠江纺织厂  深度困难"]
    assert notice.ends_on - notice.starts_on == timedelta(days=7)
    assert file.due_on == notice.ends_on
    assert (file.category, file.file_level) == ("deep", "national")
    assert queries.file_on_notice(notice.public_id) == file
    shown = f"{notice.title}{notice.lines}{notice.contact}"
    for secret in ("陈小妹", files.number(1), "6222", "疾病", "肝"):
        assert secret not in shown


def test_the_days_of_the_notice_are_the_countys(world: World) -> None:
    policy.adopt(
        "aid.notice", path=world.tree.county.path, from_on=clock.today(), params={"days": 5},
        basis="本县规定", actor=SYSTEM,
    )  # fmt: skip

    file = files.on_notice(world.tree, world.who)

    assert file.due_on == clock.today() + timedelta(days=5)


def test_a_household_that_does_not_qualify_is_not_shown(world: World) -> None:
    file = files.visited(files.submitted(world.tree, world.who), world.who)
    HouseholdFile.objects.filter(pk=file.pk).update(owns_business=True)
    services.check(file, actor=world.who.chair.actor)

    with pytest.raises(Blocked, match="初步认定不符合条件\\(自有商铺或雇人经营\\),不能公示"):
        services.publish(file, actor=world.who.chair.actor)

    assert not notices.of(file).exists()


def test_a_notice_ends_by_itself_after_its_last_day(world: World) -> None:
    file = files.on_notice(world.tree, world.who)
    last = file.due_on
    assert last is not None

    with time_machine.travel(f"{last}T23:00:00+08:00", tick=True):
        assert services.end_notices(clock.today()) == 0
        with pytest.raises(Blocked, match="还没有期满"):
            services.end_notice(file)
    with time_machine.travel(f"{last + timedelta(days=1)}T00:30:00+08:00", tick=True):
        assert services.end_notices(clock.today()) == 1
        assert services.end_notices(clock.today()) == 0

    assert files.fresh(file).status == "township"
    with pytest.raises(NotVisible):
        services.end_notice(file, actor=world.who.city.actor)
