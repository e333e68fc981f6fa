"""What the tabs of a union's page show."""

from __future__ import annotations

from typing import Any

import segno
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import mark_safe

from niangjia.kernel import clock
from niangjia.kernel.actor import Actor
from niangjia.unions import queries, rules
from niangjia.unions.models import LegalCertificate, Officer, Term, Union
from niangjia.web.desk import Computed, Day, Link, Status, Text

TERM_COLUMNS = (
    Link("__str__", "届次"),
    Text("years"),
    Day("starts_on"),
    Day("ends_on"),
    Day("extended_until"),
    Day("closed_on"),
    Text("election_form"),
    Text("approval_number"),
)
OFFICER_COLUMNS = (
    Link("name"),
    Text("committee"),
    Computed("职务", lambda o: rules.post_label(o.committee, o.post)),
    Text("mode"),
    Day("from_on"),
    Day("contract_ends_on"),
    Computed("合同依法延长至", queries.contract_extended_until),
)
CERTIFICATE_COLUMNS = (
    Link("number"),
    Text("legal_representative"),
    Day("issued_on"),
    Day("valid_until"),
    Day("revoked_on"),
)
CHILD_COLUMNS = (
    Link("name"),
    Text("code"),
    Text("level"),
    Text("org_type"),
    Status("status", tones={1: "ok", 3: "warn", 4: "wait"}),
    Day("founded_on"),
)


def terms(union: Union, actor: Actor) -> QuerySet[Term]:
    """Terms of the three committees."""
    return queries.terms_of(union)


def officers(union: Union, actor: Actor) -> QuerySet[Officer]:
    """Officers in office."""
    return queries.officers_of(union)


def certificates(union: Union, actor: Actor) -> QuerySet[LegalCertificate]:
    """Certificates of legal personality."""
    return queries.certificates_of(union)


def children(union: Union, actor: Actor) -> QuerySet[Union]:
    """Open unions directly below."""
    return queries.children(union)


def warnings(union: Union, actor: Actor, request: HttpRequest) -> dict[str, Any]:
    """What is unusual about the record; the number of members comes from its indicator."""
    from niangjia.kernel import (
        indicators,
    )  # loads Ibis, about a second: only when figures are asked

    figures = indicators.evaluate(["members.total"], union.pk, on=clock.today())
    return {
        "warnings": queries.warnings_of(union, members=int(figures["members.total"].value or 0))
    }


def place(union: Union, actor: Actor, request: HttpRequest) -> dict[str, Any]:
    """The way up, as far as the actor may see it, and what changed when."""
    line = queries.ancestors(union)
    return {
        "line": [(each, actor.may("unions.view", each.path)) for each in line],
        "below": queries.child_counts([union.pk]).get(union.pk, 0),
        "affiliations": queries.affiliations_of(union),
        "successions": queries.successions_of(union),
        "obj": union,
    }


def checklist(union: Union, actor: Actor, request: HttpRequest) -> dict[str, Any]:
    """The standardisation checklist with what the last check found."""
    lines = queries.checklist_of(union)
    met = {str(line.rule.item) for line in lines if line.is_met}
    return {"lines": lines, "summary": rules.met_count(met)}


def join_code(union: Union, actor: Actor, request: HttpRequest) -> dict[str, Any]:
    """The QR code that workers scan to join, and its address; none for federations."""
    if not union.join_code or not union.is_open:
        return {"address": "", "picture": ""}
    address = request.build_absolute_uri(f"/m/join/{union.join_code}/")
    drawn = segno.make(address, error="m").svg_inline(scale=6, svgclass="qr", lineclass=None)
    return {"address": address, "picture": mark_safe(drawn)}  # noqa: S308 - drawn by segno
