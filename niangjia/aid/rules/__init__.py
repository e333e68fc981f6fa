"""Rules of aid (困难职工帮扶): who is helped, with how much, by which steps. Pure.

Household → ``validation.problems`` → ``facts.measure`` → ``eligibility.decide`` → ``amounts.allow``;
the life cycle is ``flow.HOUSEHOLD_FILE``. Nothing here touches a database.
"""

from __future__ import annotations

from niangjia.aid.rules.amounts import Allowed, AmountSet, Granted, MedicalCosts, Request, allow
from niangjia.aid.rules.conditions import Local
from niangjia.aid.rules.disputes import APPEAL, OBJECTION, OPEN_OBJECTIONS, no_hand_in_file
from niangjia.aid.rules.eligibility import Decision, Parameters, RuleSet, decide, replay
from niangjia.aid.rules.facts import Facts, measure
from niangjia.aid.rules.flow import (
    ACTIVE,
    APPLY,
    APPROVE,
    CHECK,
    COUNTY,
    EDITABLE,
    ENTRY,
    FILED,
    HOUSEHOLD_FILE,
    REVIEW,
)
from niangjia.aid.rules.guards import FileFacts, not_own_case
from niangjia.aid.rules.household import Household
from niangjia.aid.rules.simulation import Scenario, Simulation, Subject, simulate
from niangjia.aid.rules.terms import PARAMETERS, Parameter
from niangjia.aid.rules.validation import Problem, is_complete, problems

__all__ = [
    "ACTIVE",
    "APPEAL",
    "APPLY",
    "APPROVE",
    "CHECK",
    "COUNTY",
    "EDITABLE",
    "ENTRY",
    "FILED",
    "HOUSEHOLD_FILE",
    "OBJECTION",
    "OPEN_OBJECTIONS",
    "PARAMETERS",
    "REVIEW",
    "Allowed",
    "AmountSet",
    "Decision",
    "Facts",
    "FileFacts",
    "Granted",
    "Household",
    "Local",
    "MedicalCosts",
    "Parameter",
    "Parameters",
    "Problem",
    "Request",
    "RuleSet",
    "Scenario",
    "Simulation",
    "Subject",
    "allow",
    "decide",
    "is_complete",
    "measure",
    "no_hand_in_file",
    "not_own_case",
    "problems",
    "replay",
    "simulate",
]
