"""Forms of trade-union organisation (工会组织)."""

from __future__ import annotations

from niangjia.unions.forms.committees import (
    AppointForm,
    CertificateForm,
    CheckForm,
    EndForm,
    ExtendForm,
    TermForm,
)
from niangjia.unions.forms.record import PROFILE_GROUPS, UnionForm
from niangjia.unions.forms.reorganising import CloseForm, MergeForm, MoveForm, SplitForm

__all__ = [
    "PROFILE_GROUPS",
    "AppointForm",
    "CertificateForm",
    "CheckForm",
    "CloseForm",
    "EndForm",
    "ExtendForm",
    "MergeForm",
    "MoveForm",
    "SplitForm",
    "TermForm",
    "UnionForm",
]
