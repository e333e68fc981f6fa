"""Finding a union by what somebody types: code, letters of its pinyin, or part of its name."""

from __future__ import annotations

import re

from django.db.models import Q, QuerySet

from niangjia.kernel.actor import SYSTEM, Actor
from niangjia.unions import rules
from niangjia.unions.models import LegalCertificate, Officer, Region, Union
from niangjia.unions.rules import OrgType, UnionStatus, UnionType

_CODE = re.compile(r"[0-9]{2,}(-[0-9]*)?")
_CREDIT_CODE = re.compile(r"[0-9A-HJ-NPQRTUWXY]{18}")
_LETTERS = re.compile(r"[A-Za-z]+")


def search_unions(rows: QuerySet[Union], text: str) -> QuerySet[Union]:
    """Rows that match the text, routed by its shape.

    18 characters → credit code; digits → code prefix; letters → pinyin or initials prefix;
    anything else → part of the name (trigram index from three characters on).
    """
    text = text.strip()
    if not text:
        return rows
    if _CREDIT_CODE.fullmatch(text.upper()):
        return rows.filter(credit_code=text.upper())
    if _CODE.fullmatch(text):
        return rows.filter(code__startswith=text)
    if _LETTERS.fullmatch(text):
        lowered = text.lower()
        return rows.filter(Q(initials__startswith=lowered) | Q(pinyin__startswith=lowered))
    return rows.filter(name__contains=text)


def find_unions(
    text: str,
    *,
    under: Union | None = None,
    level: str | None = None,
    limit: int = 20,
    actor: Actor = SYSTEM,
    permission: str = "unions.view",
) -> QuerySet[Union]:
    """The first ``limit`` open unions the actor may see that match, higher levels first.

    ``level`` is grassroots, township, county, city or province (the last four: federations).
    Raises KeyError for another level.
    """
    rows = Union.objects.visible_to(actor, permission).exclude(status=UnionStatus.CLOSED)
    if under is not None:
        rows = rows.filter(path__startswith=under.path)
    if level == "grassroots":
        rows = rows.filter(union_type=UnionType.GRASSROOTS).exclude(org_type=OrgType.BRANCH)
    elif level is not None:
        rows = rows.filter(union_type=UnionType.TERRITORIAL, level=rules.FIND_LEVELS[level])
    return search_unions(rows, text).order_by("level", "code")[:limit]


def find_regions(text: str, *, under: str = "", limit: int = 20) -> QuerySet[Region]:
    """Divisions by code prefix or beginning of the name, higher levels first."""
    rows = Region.objects.filter(code__startswith=under) if under else Region.objects.all()
    text = text.strip()
    if text:
        rows = (
            rows.filter(code__startswith=text)
            if text.isdigit()
            else rows.filter(name__startswith=text)
        )
    return rows.select_related("parent").order_by("level", "code")[:limit]


def search_officers(rows: QuerySet[Officer], text: str) -> QuerySet[Officer]:
    """Rows whose name begins with the text."""
    return rows.filter(name__startswith=text.strip())


def search_certificates(rows: QuerySet[LegalCertificate], text: str) -> QuerySet[LegalCertificate]:
    """Rows whose number begins with the text."""
    return rows.filter(number__startswith=text.strip())
