"""The steps of a file through the services: the whole way, then every step of the table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import time_machine

from niangjia.accounts.testing import Player
from niangjia.aid import rules, services
from niangjia.aid.models import HouseholdFile
from niangjia.aid.rules import codes
from niangjia.aid.tests import files
from niangjia.aid.tests.world import World
from niangjia.kernel import clock
from niangjia.kernel.actor import SYSTEM, Actor
from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.kernel.journal import transitions_of
from niangjia.kernel.workflow import Step

pytestmark = pytest.mark.django_db

S = codes.FileStatus
Take = Callable[..., HouseholdFile]
THROUGH_DISPUTES = {"object", "appeal", "uphold_appeal", "dismiss_appeal"}
"""Steps that follow from an objection or an appeal; test_disputing takes them."""
STEPS = [step for step in rules.HOUSEHOLD_FILE.steps if step.code not in THROUGH_DISPUTES]
BY_HAND = [step for step in STEPS if not step.automatic]
EXTRA: dict[str, dict[str, Any]] = {
    "propose_exit": {"exit_reason": codes.ExitReason.JOB},
    "propose_removal": {"removal_reason": codes.RemovalReason.NOT_ELIGIBLE},
}


def take(code: str, file: HouseholdFile, actor: Actor, reason: str = "情况如此") -> HouseholdFile:
    """The service that takes the step of that code."""
    service: Take = getattr(services, code)
    return service(file, reason=reason, actor=actor, **EXTRA.get(code, {}))


def opened(world: World) -> HouseholdFile:
    """Only just opened: who has no right is refused before anything in it is looked at."""
    return services.start_file(files.worker(), world.tree.union, actor=world.who.chair.actor)


def holder(world: World, step: Step) -> Player:
    """A cadre with the step's right who has had no hand in the file yet."""
    return {
        rules.APPLY: world.who.chair,
        rules.CHECK: world.who.chair,
        rules.REVIEW: world.who.township,
        rules.COUNTY: world.who.county,
        rules.APPROVE: world.who.city,
    }[step.permission]


# --- The whole way ------------------------------------------------------------------------


def test_a_file_comes_into_file_and_leaves_it(world: World) -> None:
    tree, who = world.tree, world.who
    with time_machine.travel("2026-03-02T10:00:00+08:00", tick=True):
        file = files.in_file(tree, who)
        assert (file.status, file.category, file.file_level) == ("in_file", "deep", "national")
        assert (file.filed_on, file.due_on) == (date(2026, 3, 2), date(2027, 3, 2))
        services.note_progress(file.measures.get(), "已发放", "done", actor=who.chair.actor)
        HouseholdFile.objects.filter(pk=file.pk).update(filed_on=date(2025, 9, 2))
        services.record_recovery(file, is_cause_gone=True, months_above=6, actor=who.chair.actor)
        services.propose_exit(file, exit_reason="recovered", actor=who.chair.actor)
        file = services.confirm_exit(file, actor=who.city.actor)
        assert (file.status, file.exited_on) == ("exited", date(2026, 3, 2))
        assert file.due_on == date(2026, 9, 17)  # 15 days after the six months

    for day, code, state in (
        ("2026-09-02", "follow_up", "followed"),
        ("2027-03-02", "close", "closed"),
    ):
        with time_machine.travel(f"{day}T10:00:00+08:00", tick=True):
            services.record_visit(
                file, kind="follow_up", on=clock.today(), visitors=["李委员"],
                findings="收入稳定", actor=who.chair.actor,
            )  # fmt: skip
            file = take(code, file, who.chair.actor)
            assert file.status == state

    assert file.ended_on == date(2027, 3, 2)
    assert [one.step for one in transitions_of(file)] == [
        "start", "submit", "check", "publish", "end_notice", "endorse", "compare", "propose",
        "approve", "propose_exit", "confirm_exit", "follow_up", "close",
    ]  # fmt: skip


def test_each_service_takes_the_step_of_its_name() -> None:
    missing = [s.code for s in rules.HOUSEHOLD_FILE.steps if not hasattr(services, s.code)]

    assert set(missing) == THROUGH_DISPUTES


# --- Every step of the table --------------------------------------------------------------


@pytest.mark.parametrize("step", BY_HAND, ids=lambda step: step.code)
def test_whoever_has_no_right_cannot_take_the_step(world: World, step: Step) -> None:
    file = files.placed(opened(world), step.source[0])
    before = files.values(file)
    may = {
        rules.APPLY: {"chair", "township", "county", "county_second", "city", "city_second"},
        rules.CHECK: {"chair", "township", "county", "county_second", "city", "city_second"},
        rules.REVIEW: {"township", "county", "county_second", "city", "city_second"},
        rules.COUNTY: {"county", "county_second", "city", "city_second"},
        rules.APPROVE: {"city", "city_second"},
    }[step.permission]

    for name, player in vars(world.who).items():
        if name in may:
            continue
        with pytest.raises(NotVisible):
            take(step.code, file, player.actor)

    assert files.values(file) == before


@pytest.mark.parametrize(
    "step", [one for one in BY_HAND if one.needs_reason], ids=lambda step: step.code
)
def test_a_step_against_the_course_needs_its_reason(world: World, step: Step) -> None:
    file = files.placed(opened(world), step.source[0])
    before = files.values(file)

    with pytest.raises(Blocked, match="请写明原因"):
        take(step.code, file, holder(world, step).actor, reason=" ")

    assert files.values(file) == before


@pytest.mark.parametrize(
    "step", [one for one in BY_HAND if one.permission != rules.APPLY], ids=lambda step: step.code
)
def test_nobody_takes_a_step_in_her_own_or_her_familys_case(world: World, step: Step) -> None:
    cadre = holder(world, step)
    person = files.worker("何大山", 7, user=cadre)
    given = files.entry()
    spouse = replace(given.members[1], identity_number=files.number(7), born_on=None)
    file = services.write_household(
        opened(world),
        replace(given, members=(given.members[0], spouse)),
        actor=world.who.chair.actor,
    )
    file = files.placed(file, step.source[0])
    before = files.values(file)
    assert file.members.get(person=person).relation == "spouse"

    with pytest.raises(Blocked, match="本人或家人的档案"):
        take(step.code, file, cadre.actor)

    assert files.values(file) == before


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.code)
def test_a_step_is_refused_from_any_other_state(world: World, step: Step) -> None:
    other = next(state for state in S if state not in step.source)
    file = files.placed(opened(world), other)
    before = files.values(file)
    actor = SYSTEM if step.automatic else holder(world, step).actor

    with pytest.raises(Blocked, match="当前状态是"):
        take(step.code, file, actor)

    assert files.values(file) == before
