"""Which papers of a file are signed (签署), and which wait for the worker's hand."""

from __future__ import annotations

from django.db.models import QuerySet

from niangjia.aid import rules
from niangjia.aid.models import HouseholdFile, Signature
from niangjia.aid.models.reading import live_authorisations
from niangjia.kernel import clock


def is_promise_open(file: HouseholdFile) -> bool:
    """Whether the promise is still to be signed: before submission alone."""
    return file.committed_at is None and file.status in rules.EDITABLE


def is_authorisation_open(file: HouseholdFile) -> bool:
    """Whether nothing is authorised today."""
    return not live_authorisations(file, clock.today()).exists()


def signatures_of(file: HouseholdFile) -> QuerySet[Signature]:
    """What she signed on the phone, newest first."""
    return file.signatures.order_by("-pk")
