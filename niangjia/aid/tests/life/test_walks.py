"""Whatever cadres do in whatever order, a file stays whole (by hypothesis)."""

from __future__ import annotations

from contextlib import suppress
from itertools import pairwise

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from niangjia.aid import queries, rules, services
from niangjia.aid.models import HouseholdFile
from niangjia.aid.rules import codes
from niangjia.aid.tests import files
from niangjia.aid.tests.world import World
from niangjia.kernel import notices
from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import Blocked
from niangjia.kernel.journal import transitions_of

pytestmark = pytest.mark.django_db

EXTRA = {
    "propose_exit": {"exit_reason": "job"},
    "propose_removal": {"removal_reason": "not_eligible"},
}
DISPUTES = {"object", "appeal", "uphold_appeal", "dismiss_appeal"}
BEGINNINGS = [
    codes.FileStatus.SUBMITTED,
    codes.FileStatus.TOWNSHIP,
    codes.FileStatus.COUNTY,
    codes.FileStatus.RECHECK,
    codes.FileStatus.IN_FILE,
    codes.FileStatus.EXITED,
]


@settings(max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    beginning=st.sampled_from(BEGINNINGS),
    choices=st.lists(st.tuples(st.integers(0, 5), st.integers(0, 9)), min_size=3, max_size=10),
)
def test_a_file_stays_whole(
    world: World, beginning: codes.FileStatus, choices: list[tuple[int, int]]
) -> None:
    with transaction.atomic():
        file = files.placed(files.draft(world.tree, world.who), beginning)
        prepare(world, file)
        cadres = [player.actor for player in vars(world.who).values()]
        for who, which in choices:
            file = files.fresh(file)
            take_some(file, cadres[who], which)
            look(files.fresh(file))
        transaction.set_rollback(True)


def prepare(world: World, file: HouseholdFile) -> None:
    """As much as can be done beforehand, so that steps are refused for their order alone."""
    files.compared(file)
    if file.status == codes.FileStatus.SUBMITTED:
        files.visited(file, world.who)
    with suppress(Blocked):
        services.decide(file, actor=world.who.county.actor)
    with suppress(Blocked):
        files.planned(file, world.who.county.actor)


def take_some(file: HouseholdFile, actor: Actor, which: int) -> None:
    """One of the buttons this cadre has, if she has any."""
    options = [
        one.step
        for one in rules.HOUSEHOLD_FILE.options(file, actor)
        if one.step.code not in DISPUTES
    ]
    if not options:
        return
    step = options[which % len(options)]
    before = files.values(file)
    refusal = step.refusal(file, actor, "情况如此")
    service = getattr(services, step.code)
    said = None
    try:
        service(file, reason="情况如此", actor=actor, **EXTRA.get(step.code, {}))
    except Blocked as blocked:
        said = blocked.reason

    assert said == refusal  # what the button said is what the service says
    if said is None:
        assert files.fresh(file).status == step.target
    else:
        assert files.values(file) == before


def look(file: HouseholdFile) -> None:
    """What holds in every state."""
    steps = list(transitions_of(file))
    assert all(b.source == a.target for a, b in pairwise(steps[1:]))
    is_active = file.status in rules.ACTIVE
    assert set(file.members.values_list("is_active", flat=True)) == {is_active}
    term = queries.term_of(file)
    if len(steps) > 2:
        assert file.due_on == (term.on if term else None)
    hands = [file.submitted_by_id, file.checked_by_id, file.endorsed_by_id, file.proposed_by_id]
    assert file.approved_by_id is None or file.approved_by_id not in hands
    if rules.HOUSEHOLD_FILE.is_final(file.status):
        assert file.ended_on is not None
    on_notice = (codes.FileStatus.NOTICE, codes.FileStatus.INQUIRY, codes.FileStatus.TOWNSHIP)
    if file.status not in (*on_notice, codes.FileStatus.COMPARISON):
        assert not notices.of(file).filter(withdrawn_at=None).exists()
