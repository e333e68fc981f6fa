"""Handing households over to the comparison."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import pytest

from niangjia.accounts.testing import Player
from niangjia.aid import services
from niangjia.aid.models import HouseholdFile
from niangjia.aid.rules import person_codes
from niangjia.aid.services.comparing import waiting_for_comparison
from niangjia.aid.tests import files
from niangjia.aid.tests.world import World
from niangjia.comparison.models import ExchangePerson
from niangjia.comparison.rules import ThirdPartyKind
from niangjia.kernel import clock, policy
from niangjia.kernel.actor import SYSTEM
from niangjia.kernel.errors import Blocked, NotVisible

pytestmark = pytest.mark.django_db

WAGE = person_codes.IncomeKind.WAGE


def adopt(world: World, code: str, params: Mapping[str, object], from_on: date) -> None:
    policy.adopt(
        code, path=world.tree.county.path, from_on=from_on, params=params, basis="新文件",
        actor=SYSTEM,
    )  # fmt: skip


# --- Comparison ---------------------------------------------------------------------------


def ask(file: HouseholdFile, player: Player, *kinds: str) -> object:
    return services.request_comparison(
        [file],
        kinds=kinds,
        authority="渠县民政局",
        purpose="困难职工建档核对",
        expires_on=clock.today() + timedelta(days=30),
        actor=player.actor,
    )


def test_the_county_asks_about_whom_it_may(world: World) -> None:
    file = files.in_comparison(world.tree, world.who)

    ask(file, world.who.county, "allowance", "vehicle")

    rows = ExchangePerson.objects.order_by("line_no")
    assert [(one.name, one.subject_id) for one in rows] == [
        ("陈小妹", file.pk), ("何大山", file.pk), ("何小雨", file.pk),
    ]  # fmt: skip
    assert {one.authorised_until for one in rows} == {file.authorisations.get().until_on}
    with pytest.raises(Blocked, match="比对还没有返回结果"):
        services.compare(file, actor=world.who.county.actor)


def test_a_kind_that_is_not_authorised_is_not_asked(world: World) -> None:
    file = files.in_comparison(world.tree, world.who)

    with pytest.raises(Blocked, match=f"档案{file.number}没有授权核对房产"):
        ask(file, world.who.county, "allowance", "property")
    for player in (world.who.chair, world.who.township, world.who.neighbour):
        with pytest.raises(NotVisible):
            ask(file, player, "allowance")

    assert not ExchangePerson.objects.exists()


def test_who_waits_is_offered_to_a_new_exchange(world: World) -> None:
    files.in_comparison(world.tree, world.who)
    kinds = [ThirdPartyKind.ALLOWANCE]

    def offered(player: Player, *asked: ThirdPartyKind) -> list[str]:
        found = waiting_for_comparison(world.tree.county, asked or kinds, player.actor)
        return [one.name for one in found]

    assert offered(world.who.county) == ["陈小妹", "何大山", "何小雨"]
    assert offered(world.who.county, ThirdPartyKind.PROPERTY) == []  # nobody allowed that
    for player in (world.who.chair, world.who.neighbour, world.who.worker):
        assert offered(player) == []
    files.compared(HouseholdFile.objects.get())
    assert offered(world.who.county) == []


def test_a_spouse_of_whom_nothing_else_was_said_is_married(world: World) -> None:
    file = files.in_comparison(world.tree, world.who)
    file.authorisations.update(kinds=[ThirdPartyKind.MARRIAGE])
    file.members.update(marriage="")

    asked = waiting_for_comparison(
        world.tree.county, [ThirdPartyKind.MARRIAGE], world.who.county.actor
    )

    said = {one.name: one.ours.get(ThirdPartyKind.MARRIAGE) for one in asked}
    assert (said["陈小妹"], said["何大山"], said["何小雨"]) == (None, "married", "single")


def test_a_file_that_is_not_in_comparison_is_not_asked_about(world: World) -> None:
    file = files.submitted(world.tree, world.who)

    with pytest.raises(Blocked, match="当前是“待入户核实”,不能比对"):
        ask(file, world.who.county, "allowance")


def test_withdrawing_the_authorisation_empties_what_was_asked(world: World) -> None:
    file = files.in_comparison(world.tree, world.who)
    ask(file, world.who.county, "allowance")

    services.withdraw_authorisation(file.authorisations.get(), actor=world.who.chair.actor)

    assert not ExchangePerson.objects.filter(gone_at=None).exists()
    assert not ExchangePerson.objects.exclude(identity_sealed=None).exists()
