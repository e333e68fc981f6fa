"""Named reads of aid (困难职工帮扶), one module per subject."""

from __future__ import annotations

from niangjia.aid.models.reading import (
    area_of,
    household_of,
    last_decision,
    live_authorisations,
    places_of,
    problems_of,
    unit_of,
)
from niangjia.aid.queries.deadlines import Term, derivations, term_of
from niangjia.aid.queries.escalation import escalated
from niangjia.aid.queries.files import (
    active_file_of,
    as_applicant,
    below_standard_on,
    due_for_recheck,
    file_on_notice,
    find_files,
    in_file,
    is_own,
    latest_ended_file,
    masked_name,
    members_of,
    overdue,
    own_files,
    persons_by_document,
    service_card,
    title,
    trial,
    with_ended_notice,
)
from niangjia.aid.queries.phone import signing_phone
from niangjia.aid.queries.policies import Amounts, amounts_at, parameters_at
from niangjia.aid.queries.signing import is_authorisation_open, is_promise_open, signatures_of

__all__ = [
    "Amounts",
    "Term",
    "active_file_of",
    "amounts_at",
    "area_of",
    "as_applicant",
    "below_standard_on",
    "derivations",
    "due_for_recheck",
    "escalated",
    "file_on_notice",
    "find_files",
    "household_of",
    "in_file",
    "is_authorisation_open",
    "is_own",
    "is_promise_open",
    "last_decision",
    "latest_ended_file",
    "live_authorisations",
    "masked_name",
    "members_of",
    "overdue",
    "own_files",
    "parameters_at",
    "persons_by_document",
    "places_of",
    "problems_of",
    "service_card",
    "signatures_of",
    "signing_phone",
    "term_of",
    "title",
    "trial",
    "unit_of",
    "with_ended_notice",
]
