"""What the rules look at, read from the rows of a file (``HouseholdFile.facts`` and the queries).

Stands beside the tables because the life cycle asks a file for its facts; nothing here writes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from niangjia.aid import rules
from niangjia.aid.rules import codes, eligibility, household, notice, person_codes, validation
from niangjia.aid.rules.conditions import Area
from niangjia.aid.rules.places import Places, places
from niangjia.comparison import queries as comparison
from niangjia.kernel import clock, crypto, policy
from niangjia.kernel.errors import Blocked
from niangjia.kernel.models import Transition
from niangjia.members import queries as members
from niangjia.unions.models import Union

if TYPE_CHECKING:  # the tables import this module
    from niangjia.aid.models.decisions import Decision
    from niangjia.aid.models.files import HouseholdFile
    from niangjia.aid.models.members import HouseholdMember
    from niangjia.aid.models.papers import Authorisation, Visit

_S = codes.FileStatus
_COMPARED = (_S.COMPARISON, _S.COUNTY, _S.CITY, _S.RECHECK, _S.CHANGE_REVIEW)
"""States in which the answer of the comparison matters."""


def places_of(union: Union) -> Places:
    """Which unions take the township's, county's and city's steps for files of this unit."""
    keys = [int(part) for part in union.path.strip("/").split("/")][:-1]
    rows = Union.objects.filter(pk__in=keys).values_list("level", "path")
    return places(sorted(rows, key=lambda row: -len(row[1])))


# --- The household ------------------------------------------------------------------------


def household_of(file: HouseholdFile) -> rules.Household:
    """The household as the rules see it, in the order in which it was entered."""
    rows = list(file.members.order_by("position", "pk"))
    place = {row.pk: n for n, row in enumerate(rows)}
    return rules.Household(
        _worker(file, rows),
        tuple(_member(row) for row in rows),
        tuple(
            household.IncomeLine(
                person_codes.IncomeKind(line.kind),
                place[line.member_id],
                line.year_amount,
                line.has_evidence,
            )
            for line in file.incomes.order_by("pk")
        ),
        tuple(
            household.ExpenditureLine(
                person_codes.ExpenditureKind(line.kind),
                place[line.member_id],
                line.year_amount,
                line.has_evidence,
            )
            for line in file.expenditures.order_by("pk")
        ),
        _homes(file),
        _assets(file),
        _accidents(file),
        person_codes.Registration(file.registration),
        file.months_below,
        file.is_poor_after_relief,
        file.spends_on_luxury,
        file.refuses_verification,
    )


def _worker(file: HouseholdFile, rows: Sequence[HouseholdMember]) -> household.Worker:
    return household.Worker(
        next((n for n, row in enumerate(rows) if row.is_worker), -1),
        person_codes.WorkerIdentity(file.identity),
        file.labour_months,
        file.lives_in_city,
        file.has_residence_permit,
        members.open_membership(file.person_id) is not None,
    )


def _homes(file: HouseholdFile) -> tuple[household.Home, ...]:
    rows = file.homes.order_by("pk")
    return tuple(household.Home(person_codes.Housing(one.housing), one.area) for one in rows)


def _accidents(file: HouseholdFile) -> tuple[household.Accident, ...]:
    return tuple(
        household.Accident(
            codes.AccidentKind(one.kind),
            one.happened_on,
            one.loss_amount,
            one.has_evidence,
            one.is_casualty,
        )
        for one in file.accidents.order_by("pk")
    )


def _assets(file: HouseholdFile) -> household.Assets:
    return household.Assets(
        file.car_count,
        file.saving_amount,
        file.investment_amount,
        file.owns_business,
        file.holds_enterprise,
    )


def _member(row: HouseholdMember) -> household.Member:
    stage = person_codes.SchoolStage(row.school_stage)
    kind = person_codes.SchoolKind(row.school_kind)
    schooling = household.Schooling(stage, kind, row.fee_amount, row.public_fee_amount)
    return household.Member(
        row.name,
        person_codes.Relation(row.relation),
        crypto.unseal(bytes(row.identity_sealed)) if row.identity_sealed else "",
        row.born_on,
        person_codes.WorkerIdentity(row.identity),
        row.lives_together,
        None if stage is person_codes.SchoolStage.NONE else schooling,
        row.id_type,
    )


def problems_of(file: HouseholdFile) -> tuple[rules.Problem, ...]:
    """Everything wrong with what was entered, warnings included."""
    return rules.problems(household_of(file), on=clock.today())


# --- What decides -------------------------------------------------------------------------


def area_of(file: HouseholdFile) -> Area:
    """By which of a county's standards, urban or rural, the household is measured."""
    registration = person_codes.Registration(file.registration)
    return eligibility.area_of(registration, lives_in_city=file.lives_in_city)


def parameters_at(path: str, on: date, area: Area = Area.URBAN) -> rules.Parameters:
    """The rules and the county's standard in force there on that day.

    Raises Blocked when nobody has entered the standard.
    """
    found = policy.get("aid.eligibility", path, on)["rules"]
    local = policy.get("aid.standard", path, on)
    try:
        standard = eligibility.county_standard(local, area)
    except ValueError:
        raise Blocked(
            "当地还没有录入低保标准,不能认定。请先在“救助标准”中录入当地月低保标准及依据。"
        ) from None
    return rules.Parameters(rules.RuleSet.from_json(found), standard)


def measured(found: rules.Household) -> rules.Facts | None:
    """The quantities of a household, or None where nobody lives together."""
    if not found.living_together:
        return None
    return rules.measure(found)


def round_began_at(file: HouseholdFile) -> datetime:
    """When the present round began; the making of the file before its first submission."""
    if file.round_from_id is None:
        return file.created_at
    return Transition.objects.values_list("at", flat=True).get(pk=file.round_from_id)


def live_authorisations(file: HouseholdFile, on: date) -> QuerySet[Authorisation]:
    """What the household allows to be compared on that day."""
    return file.authorisations.filter(withdrawn_at=None, from_on__lte=on, until_on__gte=on)


def title_of(category: str, level: str) -> str:
    """``全国级·深度困难``; empty without a category."""
    if not category:
        return ""
    return f"{codes.FileLevel(level).label}·{codes.Category(category).label}"


# --- For the guards -----------------------------------------------------------------------


@dataclass(frozen=True)
class _Judged:
    """What the rules say of the household today, next to the decision that is kept."""

    is_decided: bool = False
    category: str = ""
    refusals: tuple[str, ...] = ()
    notice_refusal: str = ""


def facts_of(file: HouseholdFile) -> rules.FileFacts:
    """All that the guards look at, as it stands today."""
    on = clock.today()
    found = household_of(file)
    began = round_began_at(file)
    visit = _home_visit(file, began)
    is_compared, open_mismatches = _comparison(file)
    judged = _judged(file, found, on)
    disputed = file.objections.filter(created_at__gte=began)
    open_measures = file.measures.filter(state__in=codes.OPEN_MEASURES).order_by("pk")
    return rules.FileFacts(
        on=on,
        problems=_errors(rules.problems(found, on=on)),
        has_commitment=file.committed_at is not None,
        is_confirmed=file.is_confirmed,
        has_authorisation=live_authorisations(file, on).exists(),
        checked_on=visit.on if visit else None,
        visitor_count=len(visit.visitors) if visit else 0,
        is_visit_true=visit is None or visit.is_true,
        notice_refusal=judged.notice_refusal,
        other_file=_other_file(file),
        open_objection_count=file.objections.filter(status__in=_OPEN_OBJECTIONS).count(),
        upheld_objection_count=disputed.filter(status=codes.ObjectionStatus.UPHELD).count(),
        is_compared=is_compared,
        open_mismatch_count=open_mismatches,
        is_decided=judged.is_decided,
        category=judged.category,
        filed_category=title_of(file.category, file.file_level),
        refusals=judged.refusals,
        has_plan=bool(file.plan_goal and file.plan_until and file.measures.exists()),
        open_measures=tuple(str(one) for one in open_measures),
        is_cause_gone=file.is_cause_gone,
        months_above=file.months_above,
        exit_months=_count("aid.exit_months", "months", file.scope_path, on),
        exited_on=file.exited_on,
        visits_after_exit=_visits_after_exit(file),
        refused_on=file.refused_on,
        appeal_count=_appeals(file),
        appeal_days=_count("aid.appeal_window", "days", file.scope_path, on),
    )


_OPEN_OBJECTIONS = (codes.ObjectionStatus.RAISED, codes.ObjectionStatus.INQUIRY)


def _home_visit(file: HouseholdFile, began: datetime) -> Visit | None:
    """The newest check at home in this round."""
    rows = file.visits.filter(kind=codes.VisitKind.CHECK, created_at__gte=began)
    return rows.order_by("-on", "-pk").first()


def _errors(found: Sequence[rules.Problem]) -> tuple[str, ...]:
    return tuple(one.message for one in found if not validation.is_complete((one,)))


def _count(code: str, name: str, path: str, on: date) -> int:
    return int(policy.get(code, path, on)[name])


def _other_file(file: HouseholdFile) -> str:
    """Number of another active file in which somebody of this household stands."""
    others = type(file)._default_manager.filter(status__in=rules.ACTIVE).exclude(pk=file.pk)
    same = [bytes(one) for one in file.members.values_list("identity_blind", flat=True) if one]
    number = (
        others.filter(members__identity_blind__in=same).values_list("number", flat=True).first()
        or others.filter(person_id=file.person_id).values_list("number", flat=True).first()
    )
    return number or ""


def _comparison(file: HouseholdFile) -> tuple[bool, int]:
    """Whether answers hold today (they expire), and how many mismatches wait."""
    if file.status not in _COMPARED:
        return False, 0
    state = comparison.state_of(file._meta.label_lower, (file.pk,))
    return state.is_compared, state.open_mismatch_count


def _judged(file: HouseholdFile, found: rules.Household, on: date) -> _Judged:
    """The kept decision as far as it is on today's facts by today's rules; the line to publish."""
    facts = measured(found)
    if facts is None:
        return _Judged()
    try:
        parameters = parameters_at(file.scope_path, on, area_of(file))
    except Blocked as refusal:
        return _Judged(notice_refusal=refusal.reason)
    refused = _notice_refusal(file, facts, parameters) if file.status == _S.CHECKED else ""
    kept = last_decision(file)
    if (
        kept is None
        or kept.version != parameters.version
        or rules.Facts.from_json(kept.facts) != facts
    ):
        return _Judged(notice_refusal=refused)
    return _Judged(
        True, title_of(kept.category, kept.file_level), tuple(kept.refusals), notice_refusal=refused
    )


def _notice_refusal(file: HouseholdFile, facts: rules.Facts, parameters: rules.Parameters) -> str:
    tried = rules.decide(facts, parameters)
    if tried.category is None:
        reasons = ";".join((*tried.exclusions, *tried.unmet)) or "不符合任何一项困难标准"
        return f"按现行标准初步认定不符合条件({reasons}),不能公示。请退回补正,或向职工说明原因。"
    entry = notice.Entry(file.person.name, unit_of(file), tried.category)
    return notice.refusal(entry) or ""


def unit_of(file: HouseholdFile) -> str:
    """The unit a notice names: where she works, or else her union."""
    return file.work_unit or file.union.name


def last_decision(file: HouseholdFile) -> Decision | None:
    """The newest decision that is kept."""
    return file.decisions.order_by("-pk").first()


def _visits_after_exit(file: HouseholdFile) -> tuple[date, ...]:
    if file.exited_on is None:
        return ()
    days = file.visits.filter(kind=codes.VisitKind.FOLLOW_UP, on__gt=file.exited_on)
    return tuple(days.order_by("on", "pk").values_list("on", flat=True))


def _appeals(file: HouseholdFile) -> int:
    """Appeals against the present refusal or removal."""
    if file.refused_on is None:
        return 0
    days = file.appeals.values_list("created_at", flat=True)
    return sum(clock.local_day(at) >= file.refused_on for at in days)
