"""The worker's own case as she sees it (办到哪一步)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from niangjia.aid import rules
from niangjia.aid.models import Appeal, Decision, HouseholdFile, Measure, Signature
from niangjia.aid.models.reading import last_decision
from niangjia.aid.queries.deadlines import Term, term_of
from niangjia.aid.queries.files import title
from niangjia.aid.queries.phone import Office, office_at
from niangjia.aid.queries.signing import is_authorisation_open, signatures_of
from niangjia.aid.rules import guards, telling
from niangjia.aid.rules.codes import FileStatus
from niangjia.aid.rules.telling import Holder, Told
from niangjia.kernel import journal, notices
from niangjia.kernel.models import PublicNotice

_STARTED = "开始申请"


@dataclass(frozen=True)
class Taken:
    """A step that was taken: when, what was done, and the reason where it is hers to know."""

    at: datetime
    label: str
    reason: str
    is_own: bool
    """She took it herself."""


@dataclass(frozen=True)
class Case:
    """One file in the worker's words; ``appeal_refusal`` empty: she may appeal now."""

    file: HouseholdFile
    status: str
    told: Told
    office: Office | None
    term: Term | None
    steps: Sequence[Taken]
    category: str
    decision: Decision | None
    notice: PublicNotice | None
    measures: Sequence[Measure]
    appeals: Sequence[Appeal]
    appeal_refusal: str
    signatures: Sequence[Signature]
    lacks_authorisation: bool

    @property
    def reason(self) -> str:
        """Why it came back to her, or was refused; of the last step alone, unless it is her own."""
        last = self.steps[-1] if self.steps else None
        return last.reason if last and not last.is_own else ""

    @property
    def may_withdraw(self) -> bool:
        """Whether the application may still be taken back."""
        return self.file.status in telling.MAY_WITHDRAW

    @property
    def may_edit(self) -> bool:
        """Whether what was entered may be changed on the phone."""
        return self.file.status in rules.EDITABLE

    @property
    def waits_for_confirmation(self) -> bool:
        """A cadre filed or changed it, and she has not said yet that it is true."""
        return _waits_for_confirmation(self.file)

    @property
    def may_appeal(self) -> bool:
        """Whether there is something to appeal against, now."""
        return self.file.status in telling.MAY_APPEAL and not self.appeal_refusal

    @property
    def open_appeal(self) -> Appeal | None:
        """The appeal that is under way."""
        open_states = ("submitted", "hearing")
        return next((one for one in self.appeals if one.status in open_states), None)


def case_of(file: HouseholdFile) -> Case:
    """Everything the worker may know of her file. About ten queries: it is one page of one file."""
    status = FileStatus(file.status)
    lacks_authorisation = needs_authorisation(file)
    told = telling.TOLD[status]
    if status == FileStatus.DRAFT and _is_confirmed_for_her(file):
        told = telling.UNSIGNED if lacks_authorisation else telling.CONFIRMED
    elif status == FileStatus.DRAFT and not (file.is_confirmed or file.main_cause):
        told = telling.BEING_FILLED
    elif status == FileStatus.COMPARISON and lacks_authorisation:
        told = telling.UNAUTHORISED
    is_decided = status in telling.DECIDED
    is_appealable = status in telling.MAY_APPEAL
    return Case(
        file,
        rules.HOUSEHOLD_FILE.states[file.status],
        told,
        _office(file, told.holder),
        term_of(file) if file.due_on else None,
        _steps(file),
        title(file) if status in telling.RECOGNISED else "",
        last_decision(file) if is_decided else None,
        notices.live().filter(pk__in=notices.of(file).values("pk")).first()
        if status == FileStatus.NOTICE
        else None,
        list(file.measures.order_by("pk")),
        list(file.appeals.order_by("pk")),
        (guards.may_appeal(file.facts) or "") if is_appealable else "",
        list(signatures_of(file)),
        lacks_authorisation,
    )


def _office(file: HouseholdFile, holder: Holder) -> Office | None:
    """The union whose turn it is; her own unit where it is hers or nobody's."""
    paths = {
        Holder.TOWNSHIP: file.township_path,
        Holder.COUNTY: file.county_path,
        Holder.CITY: file.city_path,
    }
    return office_at(paths.get(holder, file.scope_path))


def _steps(file: HouseholdFile) -> list[Taken]:
    """The way so far. Reasons as ``telling`` allows: an objection's is its raiser's business."""
    return [
        Taken(
            row.at,
            _STARTED if row.step == "start" else rules.HOUSEHOLD_FILE.step(row.step).label,
            row.reason if row.step in telling.REASON_IS_TOLD else "",
            row.actor_id is not None and row.actor_id == file.person.user_id,
        )
        for row in journal.transitions_of(file)
    ]


def needs_authorisation(file: HouseholdFile) -> bool:
    """Whether it cannot go on before she authorises the comparison; her own draft she signs at the end."""
    status = FileStatus(file.status)
    is_asked = status in telling.COMPARED or (status in rules.ENTRY and _is_confirmed_for_her(file))
    return is_asked and is_authorisation_open(file)


def _waits_for_confirmation(file: HouseholdFile) -> bool:
    """Of a file that a cadre opened and has not filled there is nothing to confirm."""
    return file.status in rules.ENTRY and not file.is_confirmed and bool(file.main_cause)


def _is_confirmed_for_her(file: HouseholdFile) -> bool:
    return file.applicant_user_id is None and file.is_confirmed


def waiting_of(files: Sequence[HouseholdFile]) -> list[tuple[HouseholdFile, str, date | None]]:
    """Files in which only the worker can act next, with what to do."""
    found: list[tuple[HouseholdFile, str, date | None]] = []
    for file in files:
        if _waits_for_confirmation(file):
            found.append((file, "工会代您填写了困难档案,请确认", file.due_on))
        elif file.status == FileStatus.RETURNED:
            found.append((file, "困难帮扶申请要补正", file.due_on))
        elif needs_authorisation(file):
            found.append((file, "核对授权书没有生效,请签字", None))
    return found
