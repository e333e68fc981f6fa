"""Establishing a union (建会): the life cycle and its conditions. Pure.

Source: 工会法 art. 10-16; 工会基层组织选举工作条例; domain 01 §1.3.
"""

from __future__ import annotations

from niangjia.establishment.rules.codes import (
    ATTEMPTS_AN_HOUR,
    EDITABLE_STATES,
    NOTICE,
    OPEN_STATES,
    PARAMETERS,
    EmployerTie,
    EstablishmentStatus,
    Parameter,
)
from niangjia.establishment.rules.conditions import (
    COMMITTEE_FROM,
    PREPARATORY,
    TERMS,
    CandidateFacts,
    Facts,
    UnitFacts,
    candidates_needed,
    is_elected,
    is_quorate,
)
from niangjia.establishment.rules.flow import ESTABLISHMENT

__all__ = [
    "ATTEMPTS_AN_HOUR",
    "COMMITTEE_FROM",
    "EDITABLE_STATES",
    "ESTABLISHMENT",
    "NOTICE",
    "OPEN_STATES",
    "PARAMETERS",
    "PREPARATORY",
    "TERMS",
    "CandidateFacts",
    "EmployerTie",
    "EstablishmentStatus",
    "Facts",
    "Parameter",
    "UnitFacts",
    "candidates_needed",
    "is_elected",
    "is_quorate",
]
