"""Every step of objections, appeals and grants: who may not, from where not, without what not.

``test_steps`` does the same for every step of a file. A step that is added to a life cycle and not
here fails ``test_no_step_is_left_out``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest

from niangjia.accounts.testing import Player
from niangjia.aid import rules, services
from niangjia.aid.models import Appeal, Grant, Objection
from niangjia.aid.rules.codes import AidType
from niangjia.aid.rules.grant_flow import GRANT
from niangjia.aid.services import GrantValues
from niangjia.aid.tests import files
from niangjia.aid.tests.world import World
from niangjia.kernel import clock
from niangjia.kernel.actor import ANONYMOUS
from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.kernel.workflow import Step, Workflow
from niangjia.ledger.tests import builders

pytestmark = pytest.mark.django_db

TEXT = "她家在县城还有一套出租的房子,去年刚装修。"
UNIT = {"chair", "township", "county", "county_second", "city", "city_second"}
TOWNSHIP = UNIT - {"chair"}
COUNTY = TOWNSHIP - {"township"}
CITY = {"city", "city_second"}
SOMEBODY = 999_999
"""Whoever accepted a dispute that is put where it is by hand."""


@dataclass(frozen=True)
class Hand:
    """Which service takes a step, who may, and what it says to whoever the case is about."""

    service: Callable[..., Any]
    may: set[str]
    own: str = ""


OBJECTION = {
    "accept": Hand(services.accept_objection, COUNTY, "您是当事人"),
    "decline": Hand(services.decline_objection, COUNTY, "您是当事人"),
    "uphold": Hand(services.find_objection_true, COUNTY, "您是当事人"),
    "dismiss": Hand(services.find_objection_untrue, COUNTY, "您是当事人"),
    "withdraw": Hand(services.withdraw_objection, UNIT, "本人或家人"),
}
APPEAL = {
    "accept": Hand(services.accept_appeal, CITY, "您是当事人"),
    "decline": Hand(services.decline_appeal, CITY, "您是当事人"),
    "uphold": Hand(services.grant_appeal, CITY, "您是当事人"),
    "dismiss": Hand(services.reject_appeal, CITY, "您是当事人"),
    "withdraw": Hand(services.withdraw_appeal, UNIT),
}
GRANTS = {
    "approve": Hand(
        lambda grant, *, reason, actor: services.approve_grant(grant, actor=actor),
        COUNTY,
        "本人或家人",
    ),
    "refuse": Hand(services.refuse_grant, COUNTY, "本人或家人"),
    "cancel": Hand(
        lambda grant, *, reason, actor: services.cancel_grant(grant, actor=actor), TOWNSHIP
    ),
}
CYCLES: list[tuple[Workflow, dict[str, Hand]]] = [
    (rules.OBJECTION, OBJECTION),
    (rules.APPEAL, APPEAL),
    (GRANT, GRANTS),
]
ENDED = {"aid_objection": "withdrawn", "aid_appeal": "withdrawn", "aid_grant": "refused"}
STEPS = [
    pytest.param(workflow, step, hands.get(step.code), id=f"{workflow.code}.{step.code}")
    for workflow, hands in CYCLES
    for step in workflow.steps
    if not step.automatic
]


def test_no_step_is_left_out() -> None:
    for workflow, hands in CYCLES:
        assert {step.code for step in workflow.steps if not step.automatic} == hands.keys()


def made(world: World, workflow: Workflow) -> Any:
    """An objection, an appeal, a grant, each only just begun."""
    tree, who = world.tree, world.who
    file = files.draft(tree, who)
    if workflow is GRANT:
        money = builders.money(tree, amount="100000", budget="80000")
        given = GrantValues(
            aid_type=AidType.LIVING, programme=money.programme, fund=money.fund,
            asked_amount=Decimal(5000), grounds="丈夫长期患病。",
        )  # fmt: skip
        return services.propose_grant(
            files.placed(file, "in_file"), given, actor=who.township.actor
        )
    if workflow is rules.APPEAL:
        file = files.placed(file, "refused", refused_on=clock.today())
        return services.file_appeal(file, text=TEXT, actor=who.chair.actor)
    file = files.placed(file, "notice", due_on=clock.today())
    return services.raise_objection(file, text=TEXT, actor=ANONYMOUS)


def at(subject: Objection | Appeal | Grant, state: str) -> Any:
    heard = {"accepted_by_id": SOMEBODY} if state in ("inquiry", "hearing") else {}
    type(subject).objects.filter(pk=subject.pk).update(status=state, **heard)
    return type(subject).objects.get(pk=subject.pk)


def holder(world: World, step: Step, hand: Hand) -> Player:
    """Somebody with the right who has had no hand in it."""
    name = "city_second" if "city_second" in hand.may and hand.may == CITY else "county_second"
    found: Player = getattr(world.who, name)
    return found


@pytest.mark.parametrize(("workflow", "step", "hand"), STEPS)
def test_a_step_is_refused_as_the_table_says(
    world: World, workflow: Workflow, step: Step, hand: Hand
) -> None:
    subject = made(world, workflow)
    actor = holder(world, step, hand).actor

    for name, player in vars(world.who).items():
        if name not in hand.may:
            with pytest.raises(NotVisible):
                hand.service(at(subject, step.source[0]), reason="情况如此", actor=player.actor)
    with pytest.raises(Blocked, match="当前状态是"):
        hand.service(at(subject, ENDED[workflow.code]), reason="情况如此", actor=actor)
    if step.needs_reason:
        with pytest.raises(Blocked, match="请写明原因"):
            hand.service(at(subject, step.source[0]), reason=" ", actor=actor)

    assert at(subject, step.source[0]).status == step.source[0]


@pytest.mark.parametrize(
    ("workflow", "step", "hand"), [one for one in STEPS if getattr(one.values[2], "own", "")]
)
def test_nobody_takes_a_step_in_her_own_or_her_familys_case(
    world: World, workflow: Workflow, step: Step, hand: Hand
) -> None:
    subject = at(made(world, workflow), step.source[0])
    cadre = holder(world, step, hand)
    person = subject.file.members.get(name="何大山").person or subject.file.person
    person.user = cadre.user
    person.save(update_fields=["user"])

    with pytest.raises(Blocked, match=hand.own):
        hand.service(at(subject, step.source[0]), reason="情况如此", actor=cadre.actor)

    assert at(subject, step.source[0]).status == step.source[0]


def test_what_the_system_does_nobody_does_by_hand(world: World) -> None:
    grant = made(world, GRANT)
    for step in GRANT.steps:
        if step.automatic:
            for player in vars(world.who).values():
                with pytest.raises(NotVisible):
                    GRANT.require(step.code, at(grant, "proposed"), player.actor)
