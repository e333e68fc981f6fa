"""Verbs of establishing a union (建会), in the order of the procedure."""

from __future__ import annotations

from niangjia.establishment.services.applying import (
    ApplicationValues,
    UnitValues,
    add_unit,
    apply_for,
    apply_from_phone,
    edit,
    give_back,
    refuse,
    remove_unit,
    submit,
    withdraw,
)
from niangjia.establishment.services.founding import (
    Founded,
    establish,
    report_election,
    return_election,
)
from niangjia.establishment.services.preparing import (
    add_candidate,
    add_preparatory_member,
    approve_preparation,
    dismiss_objection,
    end_notice,
    end_notices,
    nominate,
    object_to,
    remove_candidate,
    remove_preparatory_member,
    uphold_objection,
)

__all__ = [
    "ApplicationValues",
    "Founded",
    "UnitValues",
    "add_candidate",
    "add_preparatory_member",
    "add_unit",
    "apply_for",
    "apply_from_phone",
    "approve_preparation",
    "dismiss_objection",
    "edit",
    "end_notice",
    "end_notices",
    "establish",
    "give_back",
    "nominate",
    "object_to",
    "refuse",
    "remove_candidate",
    "remove_preparatory_member",
    "remove_unit",
    "report_election",
    "return_election",
    "submit",
    "uphold_objection",
    "withdraw",
]
