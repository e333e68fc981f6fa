"""Tables of trade-union organisation (工会组织)."""

from __future__ import annotations

from niangjia.unions.models.certificates import LegalCertificate, StandardCheck
from niangjia.unions.models.committees import Officer, Term
from niangjia.unions.models.keeping import PastKeeper
from niangjia.unions.models.profile import UnionProfile
from niangjia.unions.models.regions import Region
from niangjia.unions.models.tree import Affiliation, Succession, TreePath, Union

__all__ = [
    "Affiliation",
    "LegalCertificate",
    "Officer",
    "PastKeeper",
    "Region",
    "StandardCheck",
    "Succession",
    "Term",
    "TreePath",
    "Union",
    "UnionProfile",
]
