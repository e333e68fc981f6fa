"""Tables of the aid work (困难职工帮扶), one module per subject."""

from __future__ import annotations

from niangjia.aid.models.decisions import Appeal, Decision, Objection
from niangjia.aid.models.drafts import ApplicationDraft
from niangjia.aid.models.files import HouseholdFile
from niangjia.aid.models.grants import Grant
from niangjia.aid.models.keepers import FileKeeper
from niangjia.aid.models.lines import Accident, ExpenditureLine, Home, IncomeLine, OutsideAid
from niangjia.aid.models.members import HouseholdMember
from niangjia.aid.models.papers import Attachment, Authorisation, Visit
from niangjia.aid.models.plans import Measure, MeasureNote
from niangjia.aid.models.signatures import Signature

__all__ = [
    "Accident",
    "Appeal",
    "ApplicationDraft",
    "Attachment",
    "Authorisation",
    "Decision",
    "ExpenditureLine",
    "FileKeeper",
    "Grant",
    "Home",
    "HouseholdFile",
    "HouseholdMember",
    "IncomeLine",
    "Measure",
    "MeasureNote",
    "Objection",
    "OutsideAid",
    "Signature",
    "Visit",
]
