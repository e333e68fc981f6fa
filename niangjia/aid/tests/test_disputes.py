"""Objections to a notice and appeals against a decision: who decides them, and with what."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from niangjia.aid.rules.disputes import APPEAL, OBJECTION
from niangjia.aid.tests.cadres import CHAIR, CITY, COUNTY, NEIGHBOUR, UNIT, WANG, ZHAO
from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.kernel.workflow import Workflow


@dataclass
class Dispute:
    """An objection or appeal as the guards see it."""

    status: str
    findings: str = "已入户核实。"
    maker_user_ids: frozenset[int] = frozenset()
    scope_path: str = UNIT
    county_path: str = COUNTY
    city_path: str = CITY


@pytest.mark.parametrize(
    ("workflow", "first", "actor"),
    [(OBJECTION, "raised", ZHAO), (APPEAL, "submitted", WANG)],
    ids=["objection", "appeal"],
)
def test_a_dispute_is_accepted_and_decided(workflow: Workflow, first: str, actor: Actor) -> None:
    begun = workflow.require("accept", Dispute(first), actor)

    for code in ("uphold", "dismiss"):
        assert workflow.is_final(
            workflow.require(code, Dispute(begun.target), actor, reason="查实").target
        )
        with pytest.raises(Blocked, match="还没有填写调查情况"):
            workflow.require(code, Dispute(begun.target, findings=" "), actor, reason="查实")


@pytest.mark.parametrize("workflow", [OBJECTION, APPEAL], ids=lambda w: w.code)
def test_who_had_a_hand_in_the_file_decides_no_dispute(workflow: Workflow) -> None:
    for code in ("accept", "decline", "uphold", "dismiss"):
        one = Dispute(workflow.step(code).source[0], maker_user_ids=frozenset({40}))
        with pytest.raises(Blocked, match="您是当事人,或已经办理过这份档案"):
            workflow.require(code, one, WANG, reason="原因")


@pytest.mark.parametrize("workflow", [OBJECTION, APPEAL], ids=lambda w: w.code)
def test_the_unit_and_strangers_decide_no_dispute(workflow: Workflow) -> None:
    for code in ("accept", "decline", "uphold", "dismiss"):
        for actor in (CHAIR, NEIGHBOUR):
            with pytest.raises(NotVisible):
                workflow.require(code, Dispute(workflow.step(code).source[0]), actor, reason="原因")
