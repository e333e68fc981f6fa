"""The election's result and the founding (选举结果, 批复成立)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from niangjia.accounts import services as account_services
from niangjia.accounts.models import User
from niangjia.accounts.rules import Role
from niangjia.employers import services as employer_services
from niangjia.employers.models import Employer
from niangjia.establishment import rules
from niangjia.establishment.models import ApplyingUnit, Candidate, Establishment
from niangjia.establishment.services.access import finish, hold, hold_for, note, step
from niangjia.kernel import clock, crypto
from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import Blocked
from niangjia.kernel.verbs import verb
from niangjia.unions import services as union_services
from niangjia.unions.models import Union
from niangjia.unions.rules import (
    Committee,
    OfficerPost,
    OrgForm,
    OrgType,
    UnionLevel,
    UnionType,
)

_AFTER_NOTICE = (rules.EstablishmentStatus.NOTICE_DONE,)
_HEADS = (OfficerPost.CHAIR, OfficerPost.ORGANISER)


@dataclass(frozen=True)
class Founded:
    """What a founding made: the application, the union, and the chair's account.

    ``password`` is temporary, shown to the approver once and stored nowhere in clear.
    """

    establishment: Establishment
    union: Union
    chair: User
    password: str


@verb
def enter_election(
    establishment: Establishment,
    *,
    election_on: date,
    due_count: int,
    present_count: int,
    votes: Mapping[int, int],
    actor: Actor,
) -> Establishment:
    """Enter the election's numbers and the votes by candidate id. Raises NotVisible or Blocked."""
    establishment = hold_for(establishment, actor, _AFTER_NOTICE, "填写选举结果")
    if election_on > clock.today():
        raise Blocked("选举日期还没有到。请在选举之后填写。", field="election_on")
    if present_count > due_count:
        raise Blocked("实到会人数不能多于应到会人数。", field="present_count")
    establishment.election_on = election_on
    establishment.due_count, establishment.present_count = due_count, present_count
    establishment.save(update_fields=["election_on", "due_count", "present_count", "updated_at"])
    for candidate in establishment.candidates.order_by("pk"):
        candidate.vote_count = votes.get(candidate.pk)
        candidate.save(update_fields=["vote_count", "updated_at"])
    summary = f"填写选举结果:应到会{due_count}人,实到会{present_count}人"
    return note(establishment, "enter_election", summary, actor=actor)


@verb
def report_election(
    establishment: Establishment, *, actor: Actor, reason: str = ""
) -> Establishment:
    """Report the election to the level above (上报选举结果). Raises NotVisible or Blocked."""
    return step(hold(establishment), "report_election", actor=actor)


@verb
def return_election(establishment: Establishment, *, reason: str, actor: Actor) -> Establishment:
    """Return the report for correction or a new election. Raises NotVisible or Blocked."""
    return step(hold(establishment), "return_election", actor=actor, reason=reason)


@verb
def establish(
    establishment: Establishment, *, approval_number: str, actor: Actor, reason: str = ""
) -> Founded:
    """Approve the founding (批复成立) and make all that follows from it.

    The union in the tree with its profile, what it covers, its terms and officers, and the
    chair's account and post. Raises NotVisible or Blocked; then nothing was made.
    """
    establishment = hold(establishment)
    taken = rules.ESTABLISHMENT.require("establish", establishment, actor, reason=reason)
    # The approver decides; the consequences need rights that belong to no approver's role.
    maker = actor.with_system_rights()
    number = approval_number.strip()
    union = _make_union(establishment, number, maker)
    _cover_units(establishment, union, maker)
    _seat_officers(establishment, union, number, maker)
    chair, password = _open_chair_account(establishment, union, maker)
    establishment.result, establishment.approval_number = union, number
    establishment.save(update_fields=["result", "approval_number", "updated_at"])
    establishment = finish(
        establishment,
        taken,
        actor=actor,
        reason=reason,
        summary=f"批复成立“{union.name}”(编码{union.code},{number})",
    )
    return Founded(establishment, union, chair, password)


def _make_union(establishment: Establishment, number: str, maker: Actor) -> Union:
    is_joint = establishment.org_type == OrgType.JOINT
    first = establishment.units.order_by("pk")[0]
    union = union_services.create_union(
        name=establishment.union_name,
        region=establishment.region,
        parent=establishment.union,
        level=UnionLevel.UNIT,
        union_type=UnionType.GRASSROOTS,
        org_type=establishment.org_type,
        org_form=OrgForm.JOINT_COMMITTEE if is_joint else OrgForm.COMMITTEE,
        founded_on=clock.today(),
        founding_mode=establishment.mode,
        approval_number=number,
        unit_type=None if is_joint else first.unit_type,
        industry="" if is_joint else first.industry,
        actor=maker,
    )
    profile = {
        "contact_name": establishment.contact_name,
        "worker_count": establishment.worker_count,
        "covered_unit_count": establishment.units.count(),
    }
    return union_services.edit_union(union, profile, actor=maker)


def _cover_units(establishment: Establishment, union: Union, maker: Actor) -> None:
    for unit in establishment.units.order_by("pk"):
        employer = unit.employer or _register(establishment, unit, maker)
        employer_services.cover(union, employer, on=clock.today(), actor=maker)
        unit.employer = employer
        unit.save(update_fields=["employer", "updated_at"])


def _register(establishment: Establishment, unit: ApplyingUnit, maker: Actor) -> Employer:
    if unit.credit_code:
        known: Employer | None = Employer.objects.filter(
            credit_code=unit.credit_code, closed_on=None
        ).first()
        if known is not None:
            return known
    return employer_services.register_employer(
        name=unit.name,
        union=establishment.union,
        region=establishment.region,
        unit_type=unit.unit_type,
        industry=unit.industry,
        worker_count=unit.worker_count,
        credit_code=unit.credit_code,
        actor=maker,
    )


def _seat_officers(establishment: Establishment, union: Union, number: str, maker: Actor) -> None:
    from_on = establishment.election_on or clock.today()
    facts = establishment.facts
    for committee in Committee:
        elected = {one.name for one in facts.elected(committee)}
        is_body = committee != Committee.WOMEN or len(elected) > 1  # one alone: 女职工委员
        if elected and is_body:
            union_services.start_term(
                union,
                committee=committee,
                years=establishment.term_years,
                starts_on=from_on,
                election_form="无记名投票",
                approval_number=number,
                actor=maker,
            )
        for candidate in establishment.candidates.filter(
            committee=committee, name__in=elected
        ).order_by("pk"):
            union_services.appoint_officer(
                union,
                name=candidate.name,
                committee=committee,
                post=candidate.post,
                from_on=from_on,
                gender=2 if candidate.is_woman else 1,
                phone=_phone(candidate),
                actor=maker,
            )


def _open_chair_account(
    establishment: Establishment, union: Union, maker: Actor
) -> tuple[User, str]:
    elected = {one.name for one in establishment.facts.elected(Committee.UNION)}
    chair = establishment.candidates.get(
        committee=Committee.UNION, post__in=_HEADS, name__in=elected
    )
    user, password = account_services.open_account(
        union.code, chair.name, union=union, phone=_phone(chair), actor=maker
    )
    account_services.appoint(user, union, Role.CHAIR, title=f"{union.name}主席", actor=maker)
    return user, password


def _phone(candidate: Candidate) -> str:
    sealed = candidate.phone_sealed
    return crypto.unseal(bytes(sealed)) if sealed else ""
